"""Files in the old binary format, written record by record: no library of ours makes them."""

import struct
from datetime import date

from xlrd import error_text_from_code

from .files import LINES

FORMULA, END, SHEET, BOOLEAN_OR_ERROR, BEGIN = 0x0006, 0x000A, 0x0085, 0x0205, 0x0809

GLOBALS, WORKSHEET = 0x0005, 0x0010
DIMENSIONS, LABEL, NUMBER, MERGED, STYLE = 0x0200, 0x0204, 0x0203, 0x00E5, 0x00E0
PLAIN_STYLE, DATE_STYLE = 0, 1
SECTOR, SMALL, SHORTEST = 512, 64, 4096
END_OF_CHAIN, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
CODES = {text: code for code, text in error_text_from_code.items()}


def xls(lines=LINES, *, merge=(), title: str = "3月", is_filled_up: bool = True) -> bytes:
    """A workbook with one sheet; `=#N/A` is a formula that has come to this error, `#N/A` the error itself.

    A short stream lies in small sectors, as LibreOffice leaves it, unless it is filled up, as Excel does.
    """
    styles = b"".join(record(STYLE, struct.pack("<HH16x", 0, number)) for number in (0, 14))
    start = len(head(GLOBALS) + styles + named(title, 0) + record(END))
    sheet = head(WORKSHEET) + record(DIMENSIONS, struct.pack("<IIHHH", 0, len(lines), 0, 99, 0))
    sheet += b"".join(cell(y, x, value) for y, line in enumerate(lines) for x, value in enumerate(line) if value)
    areas = b"".join(struct.pack("<4H", *area) for area in merge)
    sheet += record(MERGED, struct.pack("<H", len(merge)) + areas) + record(END)
    stream = head(GLOBALS) + styles + named(title, start) + record(END) + sheet
    return filed(stream.ljust(SHORTEST, b"\0") if is_filled_up else stream)


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def head(part: int) -> bytes:
    return record(BEGIN, struct.pack("<HH12x", 0x0600, part))


def named(title: str, start: int) -> bytes:
    return record(SHEET, struct.pack("<IHBB", start, 0, len(title), 1) + title.encode("utf-16-le"))


def cell(row: int, column: int, value: object) -> bytes:
    if isinstance(value, date):
        return record(NUMBER, struct.pack("<HHHd", row, column, DATE_STYLE, (value - date(1899, 12, 30)).days))
    place = struct.pack("<HHH", row, column, PLAIN_STYLE)
    if isinstance(value, int | float):
        return record(NUMBER, place + struct.pack("<d", value))
    text = str(value)
    if text in CODES:
        return record(BOOLEAN_OR_ERROR, place + bytes([CODES[text], 1]))
    if text.removeprefix("=") in CODES:
        result = struct.pack("<BxBxxxH", 2, CODES[text.removeprefix("=")], 0xFFFF)
        return record(FORMULA, place + result + struct.pack("<HIHBB", 0, 0, 2, 0x1C, CODES["#N/A"]))
    return record(LABEL, place + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))


# --- the file system around it -------------------------------------------------------------


def filed(stream: bytes) -> bytes:
    """The stream in the small file system of such files: table of sectors, folder, and what they speak of."""
    is_small = len(stream) < SHORTEST
    sectors = split(stream, SECTOR)
    chain = [TABLE, END_OF_CHAIN, *range(3, len(sectors) + 2), END_OF_CHAIN]
    small_table = END_OF_CHAIN
    if is_small:
        count = len(split(stream, SMALL))
        small_table = len(chain)
        small = struct.pack(f"<{count}I", *range(1, count), END_OF_CHAIN)
        tables = split(small, SECTOR, fill=b"\xff")
        chain += [*range(small_table + 1, small_table + len(tables)), END_OF_CHAIN]
        sectors += tables
    root = entry("Root Entry", 5, *((2, len(stream)) if is_small else (END_OF_CHAIN, 0)), child=1)
    folder = root + entry("Workbook", 2, 0 if is_small else 2, len(stream)) + bytes(2 * 128)
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    return header(small_table) + table + folder + b"".join(sectors)


def split(data: bytes, size: int, fill: bytes = b"\0") -> list[bytes]:
    return [data[at : at + size].ljust(size, fill) for at in range(0, len(data), size)]


def header(small_table: int) -> bytes:
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    tables = struct.pack("<6xIIIIIIIII", 0, 1, 1, 0, SHORTEST, small_table, 1, END_OF_CHAIN, 0)
    return (start + tables + struct.pack("<I", 0)).ljust(SECTOR, b"\xff")


def entry(name: str, kind: int, first: int, length: int, child: int = FREE) -> bytes:
    text = name.encode("utf-16-le")
    places = struct.pack("<HBBIII", len(text) + 2, kind, 1, FREE, FREE, child)
    return text.ljust(64, b"\0") + places + bytes(36) + struct.pack("<IIxxxx", first, length)
