"""What the values of an .xls file do not tell: errors, which are not empty cells."""

from io import StringIO

import xlrd

from .sheets import Broken, Unsaid


def unsaid_in(content: bytes) -> dict[str, Unsaid]:
    """By sheet; empty for a file that is not as Excel 97 and later write it."""
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=StringIO(), ragged_rows=True)
    except Exception:  # whatever is damaged is refused by who reads the values
        return {}
    return {sheet.name: Unsaid(broken_in(sheet)) for sheet in book.sheets()}


def broken_in(sheet: xlrd.sheet.Sheet) -> dict[tuple[int, int], Broken]:
    return {
        (row, column): Broken(xlrd.error_text_from_code.get(cell.value, "#"))
        for row in range(sheet.nrows)
        for column, cell in enumerate(sheet.row(row))
        if cell.ctype == xlrd.XL_CELL_ERROR
    }
