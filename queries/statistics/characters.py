"""Agreement of two coders about one code, character by character."""

from collections.abc import Iterable

from queries.statistics.agreement import Agreement, agreement_2x2
from queries.statistics.checks import require_counts
from queries.statistics.spans import Span, merged


def character_agreement(length: int, marks_a: Iterable[Span], marks_b: Iterable[Span]) -> Agreement | None:
    """How two coders agree about the characters of a text that both have finished; the units of the record's counts.

    `length` is the characters of the text; a mark is its first place and the place after its last, from 0 to `length`.
    Overlapping marks of one coder count once. `alpha` is Krippendorff's (2011) nominal alpha over characters, not one
    of his coefficients for unitizing; characters of one text are not independent, so `kappa_se` is far too small.

    None where the text is empty. ValueError for a mark that is empty or outside the text, and for a length that is
    negative or not whole.
    """
    require_counts(length=length)
    a, b = merged(marks_a, 0, length), merged(marks_b, 0, length)
    both = _shared(a, b)
    only_a = sum(end - start for start, end in a) - both
    only_b = sum(end - start for start, end in b) - both
    return agreement_2x2(both, only_a, only_b, length - both - only_a - only_b)


def _shared(a: list[Span], b: list[Span]) -> int:
    """The characters that both mark, walking along both lists at once."""
    shared = at_a = at_b = 0
    while at_a < len(a) and at_b < len(b):
        shared += max(0, min(a[at_a][1], b[at_b][1]) - max(a[at_a][0], b[at_b][0]))
        if a[at_a][1] < b[at_b][1]:
            at_a += 1
        else:
            at_b += 1
    return shared
