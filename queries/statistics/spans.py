"""Marks on a text, as half-open spans of characters."""

from collections.abc import Iterable

from queries.statistics.checks import require_counts

Span = tuple[int, int]
"""The place of the first character, and the place after the last."""


def merged(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """The spans in order, overlapping ones made one and touching ones left two; all must lie within start and end."""
    result: list[Span] = []
    for span in sorted(spans):
        require_counts(**{"the start of a mark": span[0], "the end of a mark": span[1]})
        if not start <= span[0] < span[1] <= end:
            place = f"a mark from {span[0]} to {span[1]}"
            raise ValueError(f"{place} is empty or outside {start} to {end}: check the text it was made on.")
        if result and span[0] < result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], span[1]))
        else:
            result.append(span)
    return result
