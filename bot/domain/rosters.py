"""The team as a CSV file: the file into rows, and people back into the same columns."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from bot.domain.tables import Row, read_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bot.domain.people import Person

COLUMNS = (
    *("slack_id", "email", "name", "rank", "role", "manager"),
    *("timezone", "country", "starts_on", "level", "admin"),
)


def read_roster(content: bytes) -> list[Row]:
    """The rows of a CSV file, blank lines left out.

    UTF-8, or UTF-16 with a byte order mark; separated by comma, semicolon or tab.

    Raises:
        TableError: when it is not such a file, or its first line does not name the columns.
    """
    return read_table(content, COLUMNS, "slack_id or email, name, …", _lacks)


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


def _lacks(names: Collection[str]) -> str:
    if "name" not in names:
        return "The file has no column called name. Every line needs the person's name."
    if not {"slack_id", "email"} & set(names):
        return "The file has neither a column slack_id nor email. One of them says who is meant."
    return ""
