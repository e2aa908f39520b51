"""Read hand-in times as platforms write them.

A time without a zone is the local time of the machine that grades: platforms write it in the zone of whoever downloads,
and that is whoever grades. A zone is read as an offset (`-0800`), a name of the IANA database (`Asia/Seoul`), or one of
the abbreviations that have one meaning in the places where these platforms are used (`KST`, `PST`).
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

__all__ = ["local", "read_time", "time_from_words"]

_HOURS = {
    "UTC": 0.0, "GMT": 0.0, "Z": 0.0, "WET": 0.0, "WEST": 1.0, "BST": 1.0, "CET": 1.0, "CEST": 2.0, "EET": 2.0,
    "EEST": 3.0, "MSK": 3.0, "SGT": 8.0, "HKT": 8.0, "AWST": 8.0, "KST": 9.0, "JST": 9.0, "ACST": 9.5, "AEST": 10.0,
    "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0, "NST": -3.5, "AST": -4.0, "ADT": -3.0, "EST": -5.0, "EDT": -4.0,
    "CST": -6.0, "CDT": -5.0, "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0, "AKST": -9.0, "AKDT": -8.0,
    "HST": -10.0,
}  # fmt: skip

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier janv ene enero gennaio gen januari janeiro",
            "feb february februar fevrier fevr fev febrero febbraio februari fevereiro",
            "mar march marz maerz mars marzo maart mrt marco",
            "apr april avril avr abril abr aprile",
            "may mai mayo maggio mag mei maio",
            "jun june juni juin junio giugno giu junho",
            "jul july juli juillet juil julio luglio lug julho",
            "aug august aout ago agosto augustus",
            "sep sept september septembre septiembre settembre set setembro",
            "oct october oktober okt octobre octubre ottobre ott outubro out",
            "nov november novembre noviembre novembro",
            "dec december dezember dez decembre diciembre dic dicembre dezembro",
        ),
        1,
    )
    for name in names.split()
}
_YEARS = range(1970, 3000)
"""Years in which something can have been handed in; near year 1 and 9999, times cannot be converted between zones."""

_ACCENTS = str.maketrans("éèêûùôäáàâãíóúç", "eeeuuoaaaaaiouc")
_PARTS = re.compile(
    r"(?P<date>\d{4}-\d{1,2}-\d{1,2})[ T]+(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)"
    r"\s*(?P<zone>[A-Za-z][\w/+-]*|[+-]\d{2}:?\d{2})?"
)
_AFTERNOON, _MORNING = (
    re.compile(rf"(?<![a-z]){letter}\.?m\b|{words}")
    for letter, words in (("p", "오후|下午|午後"), ("a", "오전|上午|午前"))
)
"""Marks of the half of a day, as words of their own: `am` is also in `samedi` and `Samstag`."""


def local(value: datetime) -> datetime:
    """Return a time with a zone; one without is in the local time of this machine."""
    return value if value.tzinfo else value.astimezone()


def _zone(text: str) -> tzinfo | None:
    """Return a time zone; None if it is unknown."""
    if offset := re.fullmatch(r"([+-])(\d{2}):?(\d{2})", text):
        minutes = int(offset[2]) * 60 + int(offset[3])
        return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes)) if minutes < 24 * 60 else None
    if text.upper() in _HOURS:
        return timezone(timedelta(hours=_HOURS[text.upper()]))
    try:
        return ZoneInfo(text)
    except Exception:  # a name that leads out of the database raises ValueError, a folder of it IsADirectoryError
        return None


def read_time(text: str, without_zone: tzinfo | None = UTC) -> datetime | None:
    """Read an ISO time with or without a zone, as in `2026-01-31 23:10:09.123 -0800`.

    Args:
        text: The time.
        without_zone: The zone of a time that names none; None for the local one.

    Returns:
        The time with its zone; None if it cannot be read, or names an unknown zone.
    """
    found = _PARTS.fullmatch(text.strip())
    if found is None:
        return None
    clock, _, fraction = found["clock"].partition(".")
    try:
        year, month, day = map(int, found["date"].split("-"))
        hour, minute, second = [*map(int, clock.split(":")), 0][:3]
        value = datetime(year, month, day, hour, minute, second, int((fraction + "000000")[:6]))
    except ValueError:
        return None
    if value.year not in _YEARS:
        return None
    if not found["zone"]:
        return value.replace(tzinfo=without_zone) if without_zone else local(value)
    zone = _zone(found["zone"])
    return value.replace(tzinfo=zone) if zone else None


def time_from_words(text: str) -> datetime | None:
    """Read a time as file names have it: `Jan 31, 2026 1159 PM`, `31 janvier 2026 23h59`, `2026년 1월 31일 오후 1159`.

    Returns:
        The time with its zone, the local one if it names none; None if it cannot be read.
    """
    text = text.lower().replace(",", " ").replace(" ", " ").translate(_ACCENTS)
    half = 12 if _AFTERNOON.search(text) else 0 if _MORNING.search(text) else None
    dated = _date(text)
    if dated is None:
        return None
    (year, month, day), rest = dated
    clock = re.search(r"(\d{1,2})\s*[:.h時시]?\s*(\d{2})(?!\d)", rest)
    if clock is None:
        return None
    hour, minute = int(clock[1]), int(clock[2])
    if half is not None and hour <= 12:
        hour = hour % 12 + half
    zone = next((zone for word in re.findall(r"\b[a-z]{3,4}\b", rest) if (zone := _zone_word(word))), None)
    try:
        value = datetime(year, month, day, hour, minute, tzinfo=zone)
    except ValueError:
        return None
    return local(value) if value.year in _YEARS else None


def _zone_word(word: str) -> tzinfo | None:
    return _zone(word) if word.upper() in _HOURS else None


def _date(text: str) -> tuple[tuple[int, int, int], str] | None:
    """Return year, month and day in a text, and the text after them; None without an unmistakable date."""
    if found := re.search(r"(\d{4})\s*[-./年년]\s*(\d{1,2})\s*[-./月월]\s*(\d{1,2})\s*[日일]?", text):
        return (int(found[1]), int(found[2]), int(found[3])), text[found.end() :]
    if found := re.search(r"(\d{4})\s+(\d{1,2})\s+(\d{1,2})(?=\s)", text):
        return (int(found[1]), int(found[2]), int(found[3])), text[found.end() :]
    for pattern, order in ((r"([a-z]{3,12})\.?\s+(\d{1,2})\s+(\d{4})", (3, 1, 2)),
                           (r"(\d{1,2})\.?\s+(?:de\s+)?([a-z]{3,12})\.?\s+(?:de\s+)?(\d{4})", (3, 2, 1))):  # fmt: skip
        for found in re.finditer(pattern, text):
            year, month, day = (found[number] for number in order)
            if month in _MONTHS:
                return (int(year), _MONTHS[month], int(day)), text[found.end() :]
    return None
