"""A table as spreadsheets save it: bytes in, rows of cells with their places out; and back.

Whatever the spreadsheet chose is found out: UTF-8, UTF-16 or Windows-1252; commas, semicolons or tabs; names of columns in
Spanish or English. A cell that a spreadsheet would run as a formula is never taken, and never written.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.finding import listed, suggestion
from bot.domain.text import clean, fold

DELIMITERS = (",", ";", "\t")
LARGEST = 50_000_000
"""Bytes of a file."""

FORMULAS = frozenset("=+-@")
"""What a spreadsheet takes for the beginning of a formula."""

_QUOTE = "'"
_SEPARATOR = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, kw_only=True, slots=True)
class BadCell:
    """Something that is wrong with a file: in which line (from 1), in which column (None for the whole line), and why."""

    line: int
    why: str
    column: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column: its own name, other names that it may have, and whether every row needs it. A `telephone` may begin with
    a plus."""

    name: str
    names: tuple[str, ...]
    needed: bool = False
    telephone: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class TableRow:
    """One row: where it begins, and its cells by their column's own name; empty ones are left out."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """What was read. `headers` says how the file calls each column; columns that nobody knows are `left_out`."""

    rows: tuple[TableRow, ...] = ()
    problems: tuple[BadCell, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def read_table(content: bytes, columns: Sequence[Column]) -> Table:
    """Reads a table with these columns. Rows that cannot be used are problems, and are not among the rows."""
    raw, broken = read_records(content, columns)
    if not raw:
        return Table(problems=broken)
    return _table([(line, [_tidy(cell) for cell in cells]) for line, cells in raw], broken, columns)


def read_records(
    content: bytes, columns: Sequence[Column]
) -> tuple[Sequence[tuple[int, Sequence[str]]], tuple[BadCell, ...]]:
    """Each line of a table, the header first, as its cells are in the file, with the number of the line it begins in; and
    what keeps the rest, or all, from being read. By `columns` the separator is found."""
    refusal = _no_text(content)
    if refusal is not None:
        return (), (BadCell(line=1, why=refusal),)
    text = _decoded(content)
    torn = [number for number, line in enumerate(text.split("\n"), 1) if "\0" in line]
    if torn:
        why = "there is a NUL character here: the file is damaged, or no text; save it again as CSV UTF-8"
        return (), tuple(BadCell(line=number, why=why) for number in torn)
    declared = _SEPARATOR.fullmatch(text.split("\n", 1)[0])
    delimiter = declared.group(1) if declared else _delimiter(text, columns)
    records, broken = _records(text, delimiter, skip=1 if declared else 0)
    if not records and not broken:
        broken = (BadCell(line=1, why="the file is empty: it needs a line with the columns"),)
    return records, broken


def write_table(columns: Sequence[Column], rows: Iterable[Mapping[str, str]]) -> bytes:
    """The table as CSV, in UTF-8 with the mark by which spreadsheets know it; what looks like a formula gets an apostrophe
    before it, which reading takes off again."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name for column in columns])
    writer.writerows([[_harmless(row.get(column.name, "")) for column in columns] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _no_text(content: bytes) -> str | None:
    if content.startswith(_WORKBOOKS):
        return "this is a workbook, not a CSV file: in the spreadsheet choose Save as, CSV UTF-8"
    if len(content) > LARGEST:
        return f"the file has more than {LARGEST // 1_000_000} MB: split it"
    return None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        for encoding in ("utf-8-sig", "cp1252", "latin-1"):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            break
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _delimiter(text: str, columns: Sequence[Column]) -> str:
    """The one by which the first line falls into the most columns that are known."""
    first = next((line for line in text.split("\n") if line.strip()), "")

    def known(delimiter: str) -> int:
        try:
            cells = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:
            return 0
        return sum(_column(cell, columns) is not None for cell in cells)

    return max(DELIMITERS, key=known)


def _records(text: str, delimiter: str, *, skip: int) -> tuple[list[tuple[int, list[str]]], tuple[BadCell, ...]]:
    """Each record that is not blank, with the line it begins in; reading stops where a quote is out of place."""
    found: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if begins > skip and any(cell.strip() for cell in cells):
                found.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as wrong:
        told = f'a quote (") is out of place or never closed, from here on nothing can be read ({wrong})'
        return found, (BadCell(line=begins, why=told),)
    return found, ()


def _tidy(cell: str) -> str:
    """One line, without what cannot be seen, and without the apostrophe that keeps a spreadsheet from calculating."""
    text = " ".join(clean(cell).split())
    return text[1:] if text.startswith(_QUOTE) and is_formula(text[1:]) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run a cell with this text."""
    return unicodedata.normalize("NFKC", text[:1]) in FORMULAS if text else False


def _harmless(value: str) -> str:
    return f"{_QUOTE}{value}" if is_formula(value) else value


def _column(header: str, columns: Sequence[Column]) -> Column | None:
    said = _plain(header)
    return next((each for each in columns if said in (_plain(each.name), *map(_plain, each.names))), None)


def _plain(header: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(header)))


def _table(records: Sequence[tuple[int, list[str]]], broken: tuple[BadCell, ...], columns: Sequence[Column]) -> Table:
    (line, header), *rest = records
    known = [_column(cell, columns) for cell in header]
    problems = [*_header_problems(line, header, known, columns)]
    if problems:
        return Table(problems=(*problems, *broken))
    rows: list[TableRow] = []
    for begins, cells in rest:
        wrong = list(_row_problems(begins, cells, header, known))
        problems += wrong
        if not wrong:
            pairs = zip(known, cells, strict=True)
            rows.append(TableRow(line=begins, cells={each.name: cell for each, cell in pairs if each and cell}))
    return Table(
        rows=tuple(rows),
        problems=(*problems, *broken),
        headers={each.name: cell for each, cell in zip(known, header, strict=True) if each},
        left_out=tuple(cell for each, cell in zip(known, header, strict=True) if each is None and cell),
    )


def _header_problems(
    line: int, header: Sequence[str], known: Sequence[Column | None], columns: Sequence[Column]
) -> Iterable[BadCell]:
    for index, column in enumerate(known):
        if column is not None and column in known[:index]:
            yield BadCell(line=line, column=header[index], why=f"the column {column.name} is there twice; keep one")
    allowed = listed(each.name for each in columns)
    for column in columns:
        if column.needed and column not in known:
            unknown = [cell for cell, each in zip(header, known, strict=True) if each is None]
            near = suggestion(_plain(column.name), [_plain(each) for each in unknown]).replace("did you mean", "is it")
            yield BadCell(line=line, why=f"the column {column.name} is missing; the columns are: {allowed}{near}")


def _row_problems(
    line: int, cells: Sequence[str], header: Sequence[str], known: Sequence[Column | None]
) -> Iterable[BadCell]:
    if len(cells) != len(header):
        why = f"{len(cells)} cells, and the first line has {len(header)}: a text with a separator in it needs quotes"
        yield BadCell(line=line, why=why)
        return
    for name, column, cell in zip(header, known, cells, strict=True):
        if column is None:
            continue
        if not cell and column.needed:
            yield BadCell(line=line, column=name, why="this cell is empty, and needed")
        elif is_formula(cell) and not (column.telephone and cell[0] == "+"):
            why = f"begins with {cell[0]}, which a spreadsheet runs as a formula; write plain text"
            yield BadCell(line=line, column=name, why=why)
