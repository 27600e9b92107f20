"""Wording: a value and its unit as people say it."""

SCALES = {
    "likert_1_5": "on a scale from 1 to 5",
    "scale_1_4": "on a scale from 1 to 4",
    "ordinal_1_3": "on a scale from 1 to 3",
    "index_m1_1": "on a scale from −1 to 1",
}
MEASURES = {"persons": ("person", "people"), "years": ("year", "years"), "days": ("day", "days"), "km": ("km", "km")}
SHARES = ("proportion", "proportion_of_respondents")


def with_unit(value: float, unit: str) -> str:
    """A value of an indicator with its unit: "88 days", "18%", "3.8 on a scale from 1 to 5", "£1,200"."""
    if unit in SHARES:
        return percent(value)
    if unit == "gbp":
        return f"£{plain(value)}"
    if unit in SCALES:
        return f"{plain(value)} {SCALES[unit]}"
    said = plain(value)
    one, many = MEASURES.get(unit, ("", ""))
    return f"{said} {one if said == '1' else many}".rstrip()


def percent(share: float) -> str:
    """A share of the whole: "18%", and with a decimal where it would else be said as none or all of it."""
    whole = round(100 * share)
    return f"{100 * share:.1f}%" if whole in (0, 100) and whole != 100 * share else f"{whole}%"


def plain(value: float) -> str:
    """A number with no more than two decimals and with commas at the thousands: "640,000", "2.9", "−0.05"."""
    said = f"{abs(value):,.2f}".rstrip("0").rstrip(".")
    return f"−{said}" if value < 0 and said != "0" else said
