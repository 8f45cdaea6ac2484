"""The team as a CSV file: the file into rows, and people back into the same columns."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.plan_faults import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.domain.people import Person

COLUMNS = (
    *("slack_id", "email", "name", "rank", "role", "manager"),
    *("timezone", "country", "starts_on", "level", "admin"),
)
_DELIMITERS = (",", ";", "\t")


class RosterError(ValueError):
    """A file that cannot be read as a team at all; the sentence says why and what would be right."""


@dataclass(frozen=True)
class Row:
    """One person's line.

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


def read_roster(content: bytes) -> list[Row]:
    """The rows of a CSV file, blank lines left out.

    UTF-8, or UTF-16 with a byte order mark; separated by comma, semicolon or tab.

    Raises:
        RosterError: when it is not such a file, or its first line does not name the columns.
    """
    lines = _lines(_text(content))
    header = next(lines, None)
    if header is None:
        raise RosterError("The file is empty. Its first line names the columns: slack_id or email, name, …")
    columns = _columns(header[1])
    return [_row(number, cells, columns) for number, cells in lines]


def write_roster(people: Iterable[Person], names: Mapping[str, str]) -> str:
    """The people as CSV that can be imported again; `names` gives for each id how the file refers to it."""
    # A name that begins with = + - or @ stays as it is. Quotes would not keep a spreadsheet from taking
    # it for a formula, and an apostrophe in front would come back as a part of the name.
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(cells_of(person, names).values() for person in people)
    return file.getvalue()


def references(people: Iterable[Person]) -> dict[str, str]:
    """How a file refers to each of `people`: by Slack id, or by e-mail while Slack has told none."""
    return {each.id: each.id if each.in_slack else each.email or "" for each in people}


def cells_of(person: Person, names: Mapping[str, str]) -> dict[str, str]:
    """What stands in each column for this person."""
    manager = person.manager or ""
    return {
        "slack_id": person.id if person.in_slack else "",
        "email": person.email or "",
        "name": person.name,
        "rank": person.rank.value,
        "role": person.role or "",
        "manager": names.get(manager, manager),
        "timezone": person.timezone,
        "country": person.country or "",
        "starts_on": person.starts_on.isoformat(),
        "level": person.level,
        "admin": "yes" if person.admin else "no",
    }


def _text(content: bytes) -> str:
    utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        encoding = "UTF-16" if utf_16 else "UTF-8"
        raise RosterError(
            f"This is not text in {encoding} (byte {error.start + 1}). "
            "Save the file as CSV in UTF-8; spreadsheets offer it when saving."
        ) from error


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Every line with something in it: where it begins, and its cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first), strict=True)
    begins = 1
    try:
        for cells in reader:
            stripped = [each.strip() for each in cells]
            if any(stripped):
                yield begins, stripped
            begins = reader.line_num + 1
    except csv.Error as error:
        raise RosterError(
            f"Line {begins} cannot be read: {error}. Perhaps a quotation mark is missing."
        ) from error


def _delimiter(header: str) -> str:
    """What separates the columns: that with which most of them are known."""

    def known(delimiter: str) -> int:
        names = (each.strip(' "').lower() for each in header.split(delimiter))
        return sum(each in COLUMNS for each in names)

    return max(_DELIMITERS, key=known)


def _columns(header: list[str]) -> list[str]:
    names = _without_blank_end([each.lower() for each in header])
    for at, name in enumerate(names):
        if name not in COLUMNS:
            raise RosterError(f'There is no column "{header[at][:40]}". {_meant(name)}')
        if name in names[:at]:
            raise RosterError(f"The file has the column {name} twice. Leave one of them out.")
    if "name" not in names:
        raise RosterError("The file has no column called name. Every line needs the person's name.")
    if not {"slack_id", "email"} & set(names):
        raise RosterError("The file has neither a column slack_id nor email. One of them says who is meant.")
    return names


def _meant(name: str) -> str:
    near = nearest(name, COLUMNS)
    return f"Columns are {listed(COLUMNS)}." if near is None else f"Did you mean {near}?"


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
