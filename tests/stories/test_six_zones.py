"""A team in six zones: both changes of the clock, Easter, and a week that begins on Sunday."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.checkins import Mark
from bot.domain.people import Rank
from bot.sandbox.client import text_of
from bot.services.example import plan
from bot.store import checkins
from tests.stories.office import open_office

WHERE = {
    "Lena": ("America/Los_Angeles", "US"),
    "Rita": ("America/New_York", "US"),
    "Owen": ("Europe/London", "GB-ENG"),
    "Berit": ("Europe/Berlin", "DE"),
    "Kiran": ("Asia/Kolkata", "IN"),
    "Aroha": ("Pacific/Auckland", "NZ"),
}
ASKED, REMINDED, LAST = "How was", "is still open", "An hour left for"
WARNED = "A word before it matters"

WORKED_AT_EASTER = {
    "Lena": "22>23 23>24 24>25 25>26 26>29 29>30 30>31",
    "Rita": "22>23 23>24 24>25 25>26 26>29 29>30 30>31",
    "Owen": "22>23 23>24 24>25 25>30 30>31",
    "Berit": "22>23 23>24 24>25 25>30 30>31",
    "Kiran": "23>24 24>25 25>29 29>30 30>31",
    "Aroha": "22>23 23>24 24>25 25>30 30>31",
}
"""The days of March 2027 that each is asked about, with the next day they work.

The 22nd is Holi, the 26th Good Friday and the 29th Easter Monday; on the 28th Europe's clocks go forward.
"""

WORKED_IN_AUTUMN = {
    "Lena": "23>26 26>27 27>28 28>29 29>30 30>33 33>34",
    "Rita": "23>26 26>27 27>28 28>29 29>30 30>33 33>34",
    "Owen": "23>26 26>27 27>28 28>29 29>30 30>33 33>34",
    "Berit": "23>26 26>27 27>28 28>29 29>30 30>33 33>34",
    "Kiran": "23>26 26>27 27>28 28>29 29>30 30>33 33>34",
    "Aroha": "23>27 27>28 28>29 29>30 30>33 33>34",
}
"""Likewise from October 2026, where 33 is 2 November; the 26th is Labour Day in New Zealand.

Europe's clocks go back on the 25th, America's on 1 November; New Zealand's went forward in September.
"""


def team_of(office):
    maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER, timezone="Europe/London", country="GB-ENG")
    return maya, {
        name: office.hire(f"{name} Marsh", manager=maya, timezone=zone, country=country)
        for name, (zone, country) in WHERE.items()
    }


def heard(office, person, name):
    """What somebody was asked, each as the local minute and the words; a warning is no question."""
    zone = ZoneInfo(WHERE[name][0])
    found = []
    for message in person.dm():
        at = datetime.fromtimestamp(float(message["ts"]), UTC).astimezone(zone)
        words = text_of(message)
        if WARNED in words:
            continue
        kind = next((each for each in (ASKED, REMINDED, LAST) if each in words), words)
        found.append((at.date(), at.strftime("%H:%M"), kind))
    return found


def expected(worked, first, now, zone):
    """What somebody who never answers has been sent by `now` for these days, counted from `first`."""
    found = []
    for pair in worked.split():
        day, following = (first + timedelta(days=int(number) - first.day) for number in pair.split(">"))
        found += [(day, "16:30", ASKED), (day, "18:00", REMINDED), (following, "09:00", LAST)]
    wall = now.astimezone(zone).replace(tzinfo=None)
    return sorted(each for each in found if datetime.combine(each[0], time.fromisoformat(each[1])) <= wall)


@pytest.mark.parametrize(
    ("begins", "ends", "worked"),
    [
        (datetime(2027, 3, 20, 12, tzinfo=UTC), datetime(2027, 3, 30, 20, tzinfo=UTC), WORKED_AT_EASTER),
        (datetime(2026, 10, 23, tzinfo=UTC), datetime(2026, 11, 2, 20, tzinfo=UTC), WORKED_IN_AUTUMN),
    ],
    ids=["spring and Easter", "autumn"],
)
def test_everyone_is_asked_at_their_own_hours_whatever_the_clocks_do(databases, begins, ends, worked):
    with open_office(databases.new("sqlite"), begins, step=timedelta(minutes=30)) as office:
        _, team = team_of(office)
        office.settle()
        office.slack.travel(to=ends.isoformat())
        office.settle()
        first = date(begins.year, begins.month, int(worked["Rita"][:2]))
        for name, person in team.items():
            zone = ZoneInfo(WHERE[name][0])
            assert heard(office, person, name) == expected(worked[name], first, ends, zone), name


def test_after_easter_thursday_is_on_time_until_tuesday_at_ten_by_summer_time(databases):
    begins = datetime(2027, 3, 24, 12, tzinfo=UTC)
    thursday, tuesday = date(2027, 3, 25), date(2027, 3, 30)
    with open_office(databases.new("sqlite"), begins, step=timedelta(minutes=30)) as office:
        maya, team = team_of(office)
        office.travel_to(tuesday, "09:55", "Europe/London")
        office.check_in(team["Owen"])
        office.travel_to(tuesday, "10:01", "Europe/London")
        team["Berit"].presses("Check in")
        team["Berit"].fills({"Self-generated leads": "4", "Presentations": "1"})
        assert team["Berit"].submits().ok
        with office.bot.database.reading() as connection:
            said = {
                name: checkins.find(connection, office.workspace, team[name].id, thursday)
                for name in ("Owen", "Berit")
            }
        assert {name: each and each.mark for name, each in said.items()} == {
            "Owen": Mark.ON_TIME,
            "Berit": Mark.LATE,
        }
        digest = text_of(maya.dm()[-1])
        assert "Thursday" in digest
        assert "1 of 6" in digest
        assert "Not yet: Aroha, Berit, Kiran, Lena and Rita." in digest


def test_an_hour_that_the_clocks_skip_or_repeat_is_kept_once(databases):
    usual = plan()
    hours = {"prompt_at": time(2, 30), "quiet": (time(12), time(13)), "working_days": ("sat", "sun", "mon")}
    for begins, at in (
        (datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 14, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ):
        with open_office(databases.new("sqlite"), begins) as office:
            calendar = usual.calendar.model_copy(update=hours)
            office.apply(usual.model_copy(update={"calendar": calendar}))
            berit = office.hire("Berit Marsh", timezone="Europe/Berlin", country="DE")
            office.slack.travel(to=(at + timedelta(minutes=80)).isoformat())
            office.settle()
            asked = [float(each["ts"]) for each in berit.dm() if ASKED in text_of(each)]
            assert [datetime.fromtimestamp(each, UTC).replace(second=0, microsecond=0) for each in asked] == [
                at
            ]


def test_where_the_week_begins_on_sunday_friday_is_free_and_sunday_is_not(databases):
    usual = plan()
    calendar = usual.calendar.model_copy(
        update={"working_days": ("sun", "mon", "tue", "wed", "thu"), "holidays": None}
    )
    sunday = date(2026, 11, 29)
    with open_office(databases.new("sqlite"), datetime(2026, 11, 26, 8, tzinfo=UTC)) as office:
        office.apply(usual.model_copy(update={"calendar": calendar}))
        noa = office.hire("Noa Marsh", timezone="Asia/Jerusalem")
        office.travel_to(sunday, "18:30", "Asia/Jerusalem")
        zone = ZoneInfo("Asia/Jerusalem")
        minutes = [
            datetime.fromtimestamp(float(each["ts"]), UTC).astimezone(zone).strftime("%a %H:%M")
            for each in noa.dm()
        ]
        assert minutes == ["Thu 16:30", "Thu 18:00", "Sun 09:00", "Sun 16:30", "Sun 18:00"]
