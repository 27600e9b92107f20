"""Standings in words: where place-based networks stand among issue-based ones, and what that says of each claim."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from dashboard.components.indicators import Measure, Told, in_words, listed, lowered, short_names

Verdict = Literal["as claimed", "not as claimed", "cannot be told"]

ALIKE: dict[bool | None, Verdict] = {True: "as claimed", False: "not as claimed", None: "cannot be told"}
"""What is said of a claim that there is no difference, by whether a network lies in the middle half."""

MOST_NAMED = 3
"""How many measures a title names; of more it says how many."""

COMPARATIVES = {
    "km": ("longer", "shorter"),
    "years": ("longer", "shorter"),
    "days": ("longer", "shorter"),
    "persons": ("larger", "smaller"),
}
"""For units whose values are not high and low: what more of it is called, and less."""


class Beyond(NamedTuple):
    """How many issue-based networks surely lie above and below a place-based one or on it, and how many could."""

    above: int
    below: int
    perhaps_above: int
    perhaps_below: int
    equal: int


def lede(places: Sequence[str], issue: int) -> str:
    """The page's answer, from how many networks of each kind there are: what so few can say, and what they cannot."""
    if not issue:
        return f"There is no issue-based network to compare {_who(places)} with, so the data cannot answer."
    if len(places) == 1:
        against = f"With one place network against {in_words(issue)}"
        return f"{against} we can say where {_who(places)} stands. We cannot say why."
    networks = "networks" if issue > 1 else "network"
    return (
        f"With {in_words(len(places))} place networks against {in_words(issue)} issue {networks} we can say how the "
        "two kinds differ here. We cannot say that place is the reason."
    )


def expected(measures: Sequence[Measure], places: Sequence[str]) -> str:
    """The title of measures on which a difference is stated: on which of them a place-based network comes first."""
    ranked = [measure for measure in measures if any(_claimed_rank(measure, row) for row in measure.places)]
    first = [measure for measure in ranked if any(_claimed_rank(measure, row) == 1 for row in measure.places)]
    rest = [measure for measure in ranked if measure not in first]
    who = _capital(_who(places))
    if not ranked:
        return f"Where {_who(places)} stands cannot be told on {_these(measures)}"
    if not first:
        return f"{who} does not come first, as expected, on {_these(ranked)}"
    comes = f"{who} comes {'first or joint first' if any(map(_is_joint, first)) else 'first'}, as expected, on"
    if len(first) <= MOST_NAMED:
        return f"{comes} {_names(first)}{' only' if rest else ''}"
    if not rest:
        return f"{comes} all {len(first)} measures"
    but = f", but not on {_names(rest)}" if len(rest) <= MOST_NAMED else ""
    return f"{comes} {len(first)} of {len(ranked)} measures{but}"


def alike(measures: Sequence[Measure], places: Sequence[str]) -> str:
    """The title of measures on which no difference is stated: on how many the place-based are like the others."""
    told = [found for measure in measures if (found := _all_inside(measure)) is not None]
    several = len(places) > 1
    who, where = "every place-based network" if several else _who(places), "in the middle half of the others"
    if not told:
        return f"Whether {who} stands {where} cannot be told on {_these(measures)}"
    if len(told) == 1:
        stands = f"{who} stands" if told[0] else f"not {who} stands" if several else f"{who} does not stand"
        return f"On the one measure that tells, where no difference is expected, {stands} {where}"
    return f"On {sum(told) or 'none'} of {len(told)} measures where no difference is expected {who} stands {where}"


def unclaimed(measures: Sequence[Measure], places: Sequence[str]) -> str:
    """The title of measures on which nothing is stated: where a place-based network is at an end."""
    ends = [(measure, row) for measure in measures for row in measure.places if 1 in (row["rank"], row["rank_lowest"])]
    who = _who(places)
    if not ends:
        is_known = all(row["rank"] and row["rank_lowest"] for measure in measures for row in measure.places)
        known = "at either end" if is_known else "known to be at either end"
        return f"Where no claim is made, {who.replace('a place', 'no place', 1) if len(places) > 1 else who} is " + (
            known if len(places) > 1 else f"not {known}"
        )
    if len(ends) > MOST_NAMED or len(places) > 1:
        found = len({measure.about["indicator"] for measure, _ in ends})
        on = f"{found} of {len(measures)} measures" if len(measures) > 1 else "the one measure"
        return f"Where no claim is made, {who} is at one end on {on}"
    parts = [f"{_end(row)} on {lowered(measure.about['name'])}" for measure, row in ends]
    return f"Where no claim is made, {who} is {listed(parts)}"


def claims(measures: Sequence[Measure]) -> str:
    """The title of the claims: on how many the data are as claimed, on how many not, and how many they leave open."""
    found = [{verdict(measure, row) for row in measure.places} for measure in measures]
    yes, no = (found.count({one}) for one in ("as claimed", "not as claimed"))
    left = len(found) - yes - no
    if len(found) == 1:
        return f"On the one claim the data {'are as claimed' if yes else 'are not as claimed' if no else 'cannot tell'}"
    of = "all" if yes == len(found) else f"{yes or 'none'} of"
    parts = [f"on {of} {len(found)} claims the data are as claimed"]
    parts += [f"on {no} they are not"] if no else []
    parts += [f"on {left} they cannot tell"] if left else []
    return _capital(listed(parts))


def claim(measure: Measure) -> str:
    """What is claimed of an indicator: "Learning culture: no difference", "Distance between members: shorter"."""
    name = measure.about["name"]
    if measure.contrast == "similar":
        return f"{name}: no difference"
    return f"{name}: {comparative(measure, is_more=measure.contrast == 'place_higher')} in place-based networks"


def comparative(measure: Measure, *, is_more: bool) -> str:
    """What more of an indicator is called, or less: "higher", "shorter"."""
    return COMPARATIVES.get(measure.about["unit"], ("higher", "lower"))[not is_more]


def verdict(measure: Measure, row: Told) -> Verdict:
    """Whether what is told of a place-based network points the way of the claim, for every value that it leaves open.

    A difference is as claimed where the network lies beyond more than half of the issue-based ones that have data, and
    likeness where it lies in their middle half.
    """
    if measure.contrast == "similar":
        return ALIKE[inside(row)]
    if row["low"] is None or not measure.known:
        return "cannot be told"
    found, half = beyond(measure, row), len(measure.known) / 2
    sure, perhaps = (
        (found.below, found.perhaps_below) if measure.contrast == "place_higher" else (found.above, found.perhaps_above)
    )
    return "as claimed" if sure > half else "cannot be told" if perhaps > half else "not as claimed"


def beyond(measure: Measure, row: Told) -> Beyond:
    """The issue-based networks on either side of a place-based one that has a value or a range."""
    return Beyond(
        sum(other["low"] > row["high"] for other in measure.known),
        sum(other["high"] < row["low"] for other in measure.known),
        sum(other["high"] > row["low"] for other in measure.known),
        sum(other["low"] < row["high"] for other in measure.known),
        sum(other["low"] == other["high"] == row["low"] == row["high"] for other in measure.known),
    )


def inside(row: Told) -> bool | None:
    """Whether a network lies in the middle half of the issue-based ones; None where that cannot be told."""
    if row["low"] is None or row["issue_lower"] is None:
        return None
    if row["issue_lower"] <= row["low"] and row["high"] <= row["issue_upper"]:
        return True
    return False if row["high"] < row["issue_lower"] or row["low"] > row["issue_upper"] else None


def _all_inside(measure: Measure) -> bool | None:
    """Whether all place-based networks lie in the middle half; False as soon as one does not."""
    found = [inside(row) for row in measure.places]
    return False if False in found else None if None in found or not found else True


def _claimed_rank(measure: Measure, row: Told) -> int | None:
    """The rank counted from the end at which place-based networks are stated to be."""
    rank: int | None = row["rank" if measure.contrast == "place_higher" else "rank_lowest"]
    return rank


def _is_joint(measure: Measure) -> bool:
    """Whether another network shares the first place, or may."""
    return any(
        _claimed_rank(measure, row) == 1 and ("joint" in row["rank_says"] or "same" in row["rank_says"])
        for row in measure.places
    )


def _end(row: Told) -> str:
    """The end at which a network is, as its rank says it: "longest", "joint lowest"."""
    return (
        str(row["rank_says"]).removesuffix(f" of {row['of']} with data").removesuffix(f" in all {row['of']} with data")
    )


def _who(places: Sequence[str]) -> str:
    return short_names(places)[places[0]] if len(places) == 1 else "a place-based network"


def _names(measures: Sequence[Measure]) -> str:
    return listed([lowered(measure.about["name"]) for measure in measures])


def _these(measures: Sequence[Measure]) -> str:
    return "this measure" if len(measures) == 1 else f"any of these {len(measures)} measures"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
