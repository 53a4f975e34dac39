"""Text files as sheets: their characters and their columns are found out. Pure Python."""

import csv
import io

from .sheets import NotReadable

# Which of two readings is Chinese as people write rosters: the wrong one is full of rare characters.
USUAL = set(
    "班早中晚休日月年期星一二三四五六七八九十姓名工号號调調假夜全天上下午周週表排营營业業厅廳员員合计計备備注註公"
)
USUAL |= set("张張王李刘劉陈陳杨楊赵趙黄黃吴吳林徐孙孫马馬朱胡郭何高罗羅郑鄭梁谢謝宋唐许許邓鄧冯馮韩韓曹曾彭")
LONGEST_FIELD = 100_000


def text_in(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with a mark, GB 18030 or Big5; raises NotReadable."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decoded(content, "utf-16")
    if b"\0" in content:
        raise NotReadable("not_a_workbook")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        readings = [text for encoding in ("gb18030", "big5") if (text := tried(content, encoding))]
    if not readings:
        raise NotReadable("not_a_workbook")
    return max(readings, key=usual_in)


def decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise NotReadable("not_a_workbook") from None


def tried(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return ""


def usual_in(text: str) -> int:
    return sum(character in USUAL for character in text)


def lines_in(text: str) -> list[list[str]]:
    """The text's lines in fields, with the separator that most lines have; raises NotReadable."""
    if text.lstrip()[:200].lower().startswith(("<html", "<!doctype", "<table", "<?xml")):
        raise NotReadable("web_page")
    separator = max("\t,;", key=lambda one: sum(min(line.count(one), 40) for line in text.splitlines()[:200]))
    csv.field_size_limit(LONGEST_FIELD)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise NotReadable("not_a_workbook") from None
