"""Periods as people write them in tables: a year, a financial year, a quarter, a month, a day."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

KINDS = ("day", "month", "quarter", "year", "financial_year")
"""What a date may stand for: itself, or the period that it lies in."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>[0-9]{4})"
_TWO = r"(?P<year>(?:[0-9]{2}){1,2})"
_UNTIL = r"(?P<until>[0-9]{2}|[0-9]{4})"

_SPAN = re.compile(rf"(?:fy ?)?{_YEAR} ?(?P<mark>[/–-]) ?{_UNTIL}")
_QUARTER = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}(?:[/–-]{_UNTIL})?[ -]?q(?P<quarter>[1-4])",
        rf"q(?P<quarter>[1-4])[ /-]?{_YEAR}(?:[/–-]{_UNTIL})?",
    )
)
_NAMED_MONTH = tuple(re.compile(pattern) for pattern in (rf"{_NAME}[ '/-]{{0,2}}{_TWO}", rf"{_YEAR}[ /-]?{_NAME}"))
_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?:[t ]00:00(?::00(?:\.0+)?)?z?)?",
        r"(?P<day>[0-9]{1,2})(?P<mark>[/.-])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4})",
        rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[ -]{_NAME}[ -]{_TWO}",
    )
)
_DAY_FIRST = _DAYS[1]

Span = tuple[date, date]


def period(text: str, kind: str | None = None) -> Span | None:
    """The first and the last day of the period that `text` names, or None where it names none, or may name two.

    2014 is a calendar year; 2014/15 and 2014-15 the financial year from April; 2014 Q3 a quarter of the calendar and
    2014/15 Q3 one of the financial year; 2019-04, Apr-19 and April 2019 a month; 2019-04-01 and 01/04/2019 (day
    first) a day. 2009-10 may be a month or a financial year, so it is neither unless `kind`, one of KINDS, says so.
    `kind` also says what period a date stands for, and whether a year alone is a financial one.
    """
    written = " ".join(text.casefold().split())
    try:
        day = _day(written)
        if day:
            return _around(day, kind or "day")
        return _year(written, kind) or _span(written, kind) or _quarter(written) or _named_month(written)
    except (ValueError, OverflowError):
        return None  # the thirty-first of February, the year 0


def dates_stand_for(texts: Iterable[str]) -> str:
    """The kind of the periods that a column of dates names: its dates are firsts of months in even steps, or days.

    An empty text where none of them is a date.
    """
    days = sorted({day for day in map(_date_of, texts) if day})
    if not days:
        return ""
    months = [day.year * 12 + day.month for day in days]
    steps = {later - earlier for earlier, later in pairwise(months)}
    if any(day.day != 1 for day in days) or len(days) < 2:
        return "day"
    if 1 in steps:
        return "month"
    for step, starts, kind in ((3, {1, 4, 7, 10}, "quarter"), (12, {1}, "year"), (12, {4}, "financial_year")):
        if len(days) > 2 and min(steps) == step and {day.month for day in days} <= starts:
            return kind
    return "day"


def years_or_months(texts: Iterable[str]) -> str:
    """What texts such as 2009-10 in a column are: financial years where each ends in the year after it began.

    An empty text where there is but one, which may be either.
    """
    found = {text.strip() for text in texts if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text.strip())}
    if not all(_follows(int(text[:4]), text[5:]) for text in found):
        return "month"
    return "financial_year" if len(found) > 1 else ""


def months_are_first(texts: Iterable[str]) -> bool:
    """Whether a column has dates such as 03/25/2019, so that no date in it can be taken to have its day first."""
    found = (_DAY_FIRST.fullmatch(text.strip()) for text in texts)
    return any(int(match["month"]) > 12 >= int(match["day"]) for match in found if match)


def has_day_first(text: str) -> bool:
    """Whether `text` is a date in figures that does not begin with the year."""
    return _DAY_FIRST.fullmatch(text.strip()) is not None


def _date_of(text: str) -> date | None:
    try:
        return _day(" ".join(text.casefold().split()))
    except ValueError:
        return None


def _day(written: str) -> date | None:
    for pattern in _DAYS:
        match = pattern.fullmatch(written)
        if match:
            groups = match.groupdict()
            month = _month(groups["name"]) if groups.get("name") else int(groups["month"])
            return date(_full(groups["year"]), month, int(groups["day"]))
    return None


def _around(day: date, kind: str) -> Span:
    """The period of a kind that a day lies in."""
    if kind == "day":
        return day, day
    months = {"month": 1, "quarter": 3, "year": 12, "financial_year": 12}[kind]
    first = day.month - 1 - (3 if kind == "financial_year" else 0)
    return _months(day.year, first - first % months + (4 if kind == "financial_year" else 1), months)


def _year(written: str, kind: str | None) -> Span | None:
    if not re.fullmatch("[0-9]{4}", written):
        return None
    return _months(int(written), 4 if kind == "financial_year" else 1, 12)


def _span(written: str, kind: str | None) -> Span | None:
    """A financial year, or a month in figures."""
    match = _SPAN.fullmatch(written)
    if not match:
        return None
    year, until = int(match["year"]), match["until"]
    successive = _follows(year, until)
    month = match["mark"] == "-" and len(until) == 2 and 1 <= int(until) <= 12 and not written.startswith("fy")
    if month and (kind == "month" or not successive):
        return _months(year, int(until), 1)
    return _months(year, 4, 12) if successive and (kind == "financial_year" or not month) else None


def _quarter(written: str) -> Span | None:
    for pattern in _QUARTER:
        match = pattern.fullmatch(written)
        if match:
            year, quarter = int(match["year"]), int(match["quarter"])
            if not match["until"]:
                return _months(year, 3 * quarter - 2, 3)
            return _months(year, 3 * quarter + 1, 3) if _follows(year, match["until"]) else None
    return None


def _named_month(written: str) -> Span | None:
    for pattern in _NAMED_MONTH:
        match = pattern.fullmatch(written)
        if match:
            return _months(_full(match["year"]), _month(match["name"]), 1)
    return None


def _follows(year: int, until: str) -> bool:
    return int(until) == (year + 1 if len(until) == 4 else (year + 1) % 100)


def _month(name: str) -> int:
    return _MONTHS.index(name[:3]) + 1


def _full(year: str) -> int:
    """A year of two figures is one from 1970 to 2069."""
    return int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= 70 else 2000)


def _months(year: int, month: int, count: int) -> Span:
    """So many months from one that may lie beyond its year."""
    first = date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    after = first
    for _ in range(count):
        after += timedelta(days=monthrange(after.year, after.month)[1])
    return first, after - timedelta(days=1)
