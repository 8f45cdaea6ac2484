"""Countries as people write them, and as ISO 3166 does."""

from __future__ import annotations

from difflib import get_close_matches

from holidays import list_supported_countries
from holidays.registry import COUNTRIES

from bot.domain.calendar import is_country


def country_meant(name: str) -> str | None:
    """The country, or part of one, that was most likely meant by `name`: "US" for "usa", "US-CA" for "us_ca".

    None where nothing is like it.
    """
    nation, _, part = name.strip().upper().replace("_", "-").partition("-")
    codes = _codes()
    found = codes.get(nation.replace(" ", ""))
    if found is None:
        close = get_close_matches(nation.replace(" ", ""), codes, n=1, cutoff=0.8)
        return codes[close[0]] if close else None
    whole = f"{found}-{part}"
    if not part or is_country(whole):
        return whole if part else found
    parts = list_supported_countries(include_aliases=False)[found]
    return next((f"{found}-{each}" for each in get_close_matches(part, parts, n=1)), found)


def _codes() -> dict[str, str]:
    """The two letters of each country by every name it is known by, in capitals."""
    known = list_supported_countries(include_aliases=False)
    return {name.upper(): names[1] for names in COUNTRIES.values() if names[1] in known for name in names}
