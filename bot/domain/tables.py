"""CSV files as spreadsheets and other systems write them: the file into rows, each cell under its column."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.plan_faults import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

_DELIMITERS = (",", ";", "\t")


class TableError(ValueError):
    """A file that cannot be read at all; the sentence says why and what would be right."""


@dataclass(frozen=True)
class Row:
    """One line.

    Attributes:
        line: Where it begins in the file, from 1.
        cells: What stands in each column of the file, without spaces around it.
        fault: Why the line cannot be told apart into columns; empty if it can.
    """

    line: int
    cells: Mapping[str, str]
    fault: str = ""

    def cell(self, column: str) -> str:
        """What stands in a column; empty also where the file has no such column."""
        return self.cells.get(column, "")


def read_table(
    content: bytes, columns: Sequence[str], names: str, lacks: Callable[[Collection[str]], str]
) -> list[Row]:
    """The rows of a CSV file, blank lines left out.

    UTF-8, or UTF-16 with a byte order mark; separated by comma, semicolon or tab.

    Args:
        content: The file.
        columns: Those there may be.
        names: What the first line of an empty file should have said.
        lacks: What is wrong with the columns of a file; empty if nothing is.

    Raises:
        TableError: when it is not such a file, or its first line does not name the columns.
    """
    lines = _lines(_text(content), columns)
    header = next(lines, None)
    if header is None:
        raise TableError(f"The file is empty. Its first line names the columns: {names}")
    named = _columns(header[1], columns)
    if fault := lacks(named):
        raise TableError(fault)
    return [_row(number, cells, named) for number, cells in lines]


def _text(content: bytes) -> str:
    utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        encoding = "UTF-16" if utf_16 else "UTF-8"
        raise TableError(
            f"This is not text in {encoding} (byte {error.start + 1}). "
            "Save the file as CSV in UTF-8; spreadsheets offer it when saving."
        ) from error


def _lines(text: str, columns: Collection[str]) -> Iterator[tuple[int, list[str]]]:
    """Every line with something in it: where it begins, and its cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first, columns), strict=True)
    begins = 1
    try:
        for cells in reader:
            stripped = [each.strip() for each in cells]
            if any(stripped):
                yield begins, stripped
            begins = reader.line_num + 1
    except csv.Error as error:
        raise TableError(
            f"Line {begins} cannot be read: {error}. Perhaps a quotation mark is missing."
        ) from error


def _delimiter(header: str, columns: Collection[str]) -> str:
    """What separates the columns: that with which most of them are known."""

    def known(delimiter: str) -> int:
        names = (each.strip(' "').lower() for each in header.split(delimiter))
        return sum(each in columns for each in names)

    return max(_DELIMITERS, key=known)


def _columns(header: list[str], known: Sequence[str]) -> list[str]:
    names = _without_blank_end([each.lower() for each in header])
    for at, name in enumerate(names):
        if name not in known:
            raise TableError(f'There is no column "{header[at][:40]}". {_meant(name, known)}')
        if name in names[:at]:
            raise TableError(f"The file has the column {name} twice. Leave one of them out.")
    return names


def _meant(name: str, known: Sequence[str]) -> str:
    near = nearest(name, known)
    return f"Columns are {listed(known)}." if near is None else f"Did you mean {near}?"


def _row(line: int, cells: list[str], columns: list[str]) -> Row:
    shown = cells + [""] * (len(columns) - len(cells))
    fault = ""
    if len(cells) < len(columns) or len(_without_blank_end(cells)) > len(columns):
        fault = f"It has {len(cells)} cells and the first line names {len(columns)} columns."
    return Row(line, dict(zip(columns, shown, strict=False)), fault)


def _without_blank_end(cells: list[str]) -> list[str]:
    width = len(cells)
    while width and not cells[width - 1]:
        width -= 1
    return cells[:width]
