"""Tables that people write: CSV in whatever dialect their program saved, or XLSX. Every cell is text; every row knows its line."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from omr.files.problems import Problems, did_you_mean, file_bytes, one_of, shown
from omr.files.xlsx import xlsx_rows

SEPARATORS = (",", ";", "\t")
XLSX_MAGIC = b"PK\x03\x04"
OTHER_KINDS = {b"\xd0\xcf\x11\xe0": "a workbook of an old Excel (.xls)", b"<": "a web page or XML, whatever its name says"}
"""How files begin that spreadsheets save, too, and that nobody reads as a table here."""
SEPARATOR_LINE = re.compile(r"sep=([,;\t])\s*(\r\n|\r|\n|$)", re.IGNORECASE)
"""The first line of a CSV file that Excel itself writes, or wants."""

QUOTED = re.compile(r'"[^"]*"')
"""Text in which separators are none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: column name → text, and its line in the file."""

    line: int
    cells: Mapping[str, str]


def read_rows(path: Path, problems: Problems, required: Sequence[str], optional: Sequence[str] | None = ()) -> list[Row]:
    """The rows below the header; empty ones are passed over. ``optional`` None lets further columns of any name pass.

    A row may stop before its last cells, but not before a required one. A line break in a required cell is a problem, and so is,
    in a file of further columns, one followed by separators: it is what a stray quote makes of the rows it swallows.
    """
    raw = file_bytes(path, problems)
    if raw is None:
        return []
    other = next((kind for start, kind in OTHER_KINDS.items() if raw.lstrip(codecs.BOM_UTF8 + b" \r\n\t").startswith(start)), "")
    if other:
        problems.add(None, other, "a CSV or XLSX file: open it in the spreadsheet and save it as one of these")
        return []
    lines = list(xlsx_rows(raw, problems) if raw.startswith(XLSX_MAGIC) else _csv(raw, problems, wary=optional is None))
    if not lines and not problems.found:
        problems.add(None, "an empty file", f"a header with {one_of(required)}")
    if not lines:
        return []
    header = _as_known([name.strip() for name in lines[0][1]], [*required, *(optional or ())])
    return _named(header, lines, problems, required) if _header_fits(header, lines[0][0], problems, required, optional) else []


def _as_known(header: list[str], known: Sequence[str]) -> list[str]:
    """The header with the ``known`` names for what only a spreadsheet's habits tell from one (``Form``, ``Student Number``), where a single
    column may be meant.
    """
    meant = {_plain(name): name for name in known if name not in header}
    plain = [_plain(name) for name in header]
    return [meant.get(one, name) if plain.count(one) == 1 else name for one, name in zip(plain, header, strict=True)]


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name).casefold()


def _header_fits(header: list[str], line: int, problems: Problems, required: Sequence[str], optional: Sequence[str] | None) -> bool:
    known = [*required, *(optional or ())]
    before = len(problems.found)
    for name in required:
        if name not in header:
            near = [column for column in header if column and column not in known]
            problems.add(line, f"a header without {name!r}: {shown(', '.join(header))}", f"a column {name!r}{did_you_mean(name, near)}")
    for name in header:
        if header.count(name) > 1 and name:
            problems.add(line, f"the column {shown(name)} twice", "each column once")
        if optional is not None and name not in known and name:
            problems.add(line, f"the column {shown(name)}", f"only {', '.join(known)}{did_you_mean(name, known)}")
    return len(problems.found) == before


def _named(header: list[str], lines: list[tuple[int, list[str]]], problems: Problems, required: Sequence[str]) -> list[Row]:
    rows = []
    for line, cells in lines[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            problems.add(line, f"{len(cells)} cells", f"{len(header)}, as the header has; a cell that holds the separator needs quotes")
            continue
        missing = [name for name in required if header.index(name) >= len(cells)]
        if missing:
            problems.add(
                line, f"{len(cells)} cell{'s' * (len(cells) != 1)}: {shown(cells[0])}", f"{len(header)}; there is none for {missing[0]!r}"
            )
            continue
        padded = [*cells, *[""] * (len(header) - len(cells))]
        row = Row(line, {name: cell.strip() for name, cell in zip(header, padded, strict=False) if name})
        broken = [name for name in required if "\n" in row.cells[name] or "\r" in row.cells[name]]
        if broken:
            problems.add(line, f"a line break in {broken[0]!r}: {shown(row.cells[broken[0]])}", "one line; is a quote not closed?")
            continue
        rows.append(row)
    return rows


def text_of(raw: bytes) -> str:
    """UTF-8, with or without BOM, or UTF-16 with one (a spreadsheet's "Unicode text"); what is neither was saved by an older office
    program as cp1252 (its gaps read as Latin-1).
    """
    try:
        return raw.decode("utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError:
        return "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in raw)


def _csv(raw: bytes, problems: Problems, *, wary: bool) -> Iterator[tuple[int, list[str]]]:
    text = text_of(raw)
    if "\0" in text:
        problems.add(None, "binary data", "a CSV or XLSX file")
        return
    first = QUOTED.sub("", next((line for line in text.splitlines() if line.strip()), ""))
    said = SEPARATOR_LINE.match(text)
    separator = said[1] if said else max(SEPARATORS, key=first.count)
    text = text[: said.start()] + said[2] + text[said.end() :] if said else text
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)  # a quote left open is told, not passed over
    start = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.add(start, f"a row that is no part of a table ({error})", "a CSV file with each quote closed")
            return
        if wary and any(separator in "".join(re.split(r"[\r\n]", cell)[1:]) for cell in row):
            problems.add(start, f"a cell that runs over the rows up to line {reader.line_num}", "one row a line; is a quote not closed?")
        elif row:
            yield start, row
        start = reader.line_num + 1
