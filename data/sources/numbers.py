"""Numbers as people write them in tables."""

import math
import re
from decimal import Decimal

_APART = " \u00a0\u2009\u202f'’"
"""White space and apostrophes that part thousands."""


def _pattern(thousands: str, decimal: str) -> re.Pattern[str]:
    grouped = rf"[1-9][0-9]{{0,2}}(?P<mark>[{thousands}{_APART}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*"
    return re.compile(
        rf"(?P<sign>[-+−]?)(?P<whole>{grouped}|[0-9]+)?(?:[{decimal}](?P<part>[0-9]*))?"
        r"(?P<power>[eE][-+]?[0-9]{1,3})?(?P<percent>\s?%)?"
    )


_WRITTEN = {".": _pattern(",", "."), ",": _pattern(".", ",")}


def number(text: str, decimal: str = ".") -> str | None:
    """The number that `text` writes, with a plain point and no thousand marks, or None where it writes none.

    `decimal` is the decimal mark in use; the other mark, a space or an apostrophe may part thousands. A percentage is
    the proportion it stands for: 47.8% is 0.478.
    """
    written = _WRITTEN[decimal].fullmatch(text.strip())
    if not written or not (written["whole"] or written["part"]):
        return None
    whole = re.sub("[^0-9]", "", written["whole"] or "") or "0"
    sign = "-" if written["sign"] in ("-", "−") else ""
    plain = f"{sign}{whole}{'.' + written['part'] if written['part'] else ''}{written['power'] or ''}"
    if not math.isfinite(float(plain)):
        return None
    return _hundredth(plain) if written["percent"] else plain


def other_decimal(text: str, decimal: str) -> bool:
    """Whether `text` is a number only if decimals are written with the other mark."""
    return number(text, decimal) is None and number(text, "," if decimal == "." else ".") is not None


def _hundredth(plain: str) -> str:
    exact = f"{Decimal(plain).scaleb(-2):f}"
    return exact.rstrip("0").rstrip(".") if "." in exact else exact
