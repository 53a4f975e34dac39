"""Tables with named columns, as the templates have them: which column is which, and the rows below."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import override

from .days import plain
from .found import Rest
from .sheets import Broken, Sheet, Value, text_of

CLOSING = {"合计", "合計", "总计", "總計", "total", "sum"}


class BadCell(ValueError):
    """A cell that cannot be taken; the text says why, as `wording.why_text` knows it."""


@dataclass(frozen=True)
class Line:
    """A row below the heading: its cells by the key of their column."""

    rest: Rest
    values: Mapping[str, Value | Broken]

    def text(self, key: str) -> str:
        return text_of(self.values.get(key, ""))


@dataclass
class Table:
    """What a file's sheets hold of tables with these columns; every other row is ignored by a rule."""

    lines: list[Line] = field(default_factory=list)
    ignored: list[Rest] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    strange: list[str] = field(default_factory=list)
    rows: int = 0


def in_every_language(labels: Mapping[str, object]) -> dict[str, str]:
    """Key by label, in each of the program's languages and plain; the first of equal ones holds."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for key, label in labels.items():
                found.setdefault(bare(str(label)), key)
    return found


def bare(text: str) -> str:
    return "".join(letter for letter in plain(text) if letter.isalnum())


def read_table(sheets: Iterable[Sheet], heads: Mapping[str, str], needed: set[str]) -> Table:
    """The rows below the first line that names all needed columns; `heads` is key by bare label."""
    table = Table()
    for sheet in sheets:
        head = -1 if sheet.is_hidden else head_of(sheet, heads, needed)
        columns = named(sheet.rows[head], heads) if head >= 0 else {}
        table.columns |= set(columns.values())
        strange = {
            column: text_of(value) for column, value in sheet.rows.get(head, {}).items() if column not in columns
        }
        table.strange += strange.values()
        for row, values in sheet.rows.items():
            table.rows += 1
            rest = rest_of(sheet, row)
            if rule := rule_of(row, head, values, columns, is_hidden=sheet.is_hidden):
                table.ignored.append(Rest(rest.sheet, rest.place, rest.text, rule))
            else:
                table.lines.append(Line(rest, {key: values[at] for at, key in columns.items() if at in values}))
    return table


def head_of(sheet: Sheet, heads: Mapping[str, str], needed: set[str]) -> int:
    found = (row for row, values in sheet.rows.items() if needed <= set(named(values, heads).values()))
    return next(found, -1)


def named(values: Mapping[int, Value | Broken], heads: Mapping[str, str]) -> dict[int, str]:
    """Keys by column; of two columns with one name the first counts."""
    found: dict[int, str] = {}
    for column, value in values.items():
        key = heads.get(bare(text_of(value)))
        if key and key not in found.values():
            found[column] = key
    return found


def rule_of(
    row: int, head: int, values: Mapping[int, Value | Broken], columns: Mapping[int, str], *, is_hidden: bool
) -> str:
    if is_hidden or head < 0:
        return "hidden-sheet" if is_hidden else "no-table-on-sheet"
    if row <= head:
        return "heading" if row == head else "title"
    if not columns.keys() & values.keys():
        return "other-columns"
    return "closing-row" if any(plain(text_of(value)) in CLOSING for value in values.values()) else ""


def rest_of(sheet: Sheet, row: int) -> Rest:
    values = sheet.rows[row]
    return Rest(sheet.name, (row, min(values)), " ".join(map(text_of, values.values()))[:100], "")


def marked(rests: Iterable[tuple[Rest, str]]) -> Iterator[Rest]:
    """The rows with why they are not taken."""
    for rest, why in rests:
        yield Rest(rest.sheet, rest.place, rest.text, why)
