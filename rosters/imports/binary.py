"""What the values of an .xls file do not tell: errors, which are not empty cells. Pure Python.

The file is a small file system (sectors, chained by a table of them); the workbook in it is a row of records.
"""

import struct
from collections.abc import Callable, Iterator
from functools import partial

from .sheets import Broken, Position, Unsaid

FORMULA, END, SHEET, BOOLEAN_OR_ERROR, BEGIN = 0x0006, 0x000A, 0x0085, 0x0205, 0x0809
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
NO_SECTOR = 0xFFFFFFFA
HEADER, ENTRY, SMALL = 512, 128, 64


def unsaid_in(content: bytes) -> dict[str, Unsaid]:
    """Empty for a file that is not as Excel 97 and later write it."""
    try:
        stream = workbook_in(content)
        return {name: Unsaid(dict(broken_in(stream, start))) for name, start in sheets_in(stream)}
    except (struct.error, IndexError, ValueError):
        return {}


# --- the file system ---------------------------------------------------------


def workbook_in(content: bytes) -> bytes:
    """The stream of the workbook; a short one lies in small sectors within the stream of the root."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    folder_at, shortest, small_at = (struct.unpack_from("<I", content, at)[0] for at in (48, 56, 60))
    chain = chain_of(content, size)
    pieces = partial(piece, content, size, max(HEADER, size))
    folder = joined(pieces, chain, folder_at)
    first, length = entry_named(folder, "Workbook")
    if length >= shortest:
        return joined(pieces, chain, first)[:length]
    root = joined(pieces, chain, entry_named(folder, "Root Entry")[0])
    small_chain = numbers(joined(pieces, chain, small_at))
    return joined(partial(piece, root, SMALL, 0), small_chain, first)[:length]


def chain_of(content: bytes, size: int) -> list[int]:
    """For each sector the one that follows it."""
    holders = list(struct.unpack_from("<109I", content, 76))
    more = struct.unpack_from("<I", content, 68)[0]
    while more < NO_SECTOR and len(holders) * size < len(content):
        *found, more = numbers(piece(content, size, max(HEADER, size), more))
        holders += found
    parts = (piece(content, size, max(HEADER, size), number) for number in holders if number < NO_SECTOR)
    return numbers(b"".join(parts))


def entry_named(folder: bytes, name: str) -> tuple[int, int]:
    """Where a stream begins, and how long it is."""
    for at in range(0, len(folder), ENTRY):
        if folder[at : at + 64].rstrip(b"\0") == name.encode("utf-16-le").rstrip(b"\0"):
            return struct.unpack_from("<II", folder, at + 116)
    raise ValueError(name)


def joined(pieces: Callable[[int], bytes], chain: list[int], first: int) -> bytes:
    parts: list[bytes] = []
    number = first
    while number < NO_SECTOR and len(parts) <= len(chain):
        parts.append(pieces(number))
        number = chain[number]
    return b"".join(parts)


def piece(content: bytes, size: int, begin: int, number: int) -> bytes:
    start = begin + number * size
    return content[start : start + size]


def numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data))


# --- its records -------------------------------------------------------------


def records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """From the beginning of a part to its end, the parts within it included."""
    depth, at = 0, start
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        depth += (kind == BEGIN) - (kind == END)
        at += 4 + length
        if not depth:
            return


def sheets_in(stream: bytes) -> Iterator[tuple[str, int]]:
    """Names of sheets and where they begin."""
    for kind, data in records(stream, 0):
        if kind == SHEET:
            length, is_wide = data[6], data[7] & 1
            name = data[8 : 8 + length * (1 + is_wide)].decode("utf-16-le" if is_wide else "latin-1")
            yield name, struct.unpack_from("<I", data)[0]


def broken_in(stream: bytes, start: int) -> Iterator[tuple[Position, Broken]]:
    for kind, data in records(stream, start):
        if (code := error_in(kind, data)) is not None:
            row, column = struct.unpack_from("<HH", data)
            yield (row, column), Broken(ERRORS.get(code, "#"))


def error_in(kind: int, data: bytes) -> int | None:
    """The error that a cell holds, or its formula has come to."""
    if kind == BOOLEAN_OR_ERROR and data[7]:
        return data[6]
    if kind == FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
        return data[8]
    return None
