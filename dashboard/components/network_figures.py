"""Figures of a whole network in plain sentences, each with the line it is a mark on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Row = Mapping[str, Any]
"""A row of queries.structure: the figures of a relation in a year."""

NEAR = 1 / 3
"""How far from a ring, or from a star, a network is still said to be near it."""


@dataclass(frozen=True)
class Told:
    """A figure that is told: its name, its sentence, and its value on a line between two named ends.

    `possible` is the range it could have, `references` are values to hold it against; `change` says it of two years.
    """

    name: str
    sentence: str
    value: float
    low: tuple[float, str]
    high: tuple[float, str]
    possible: tuple[float, float] | None = None
    references: Sequence[tuple[float, str]] = ()
    change: str = ""


def told(row: Row, earlier: Row | None = None) -> list[Told]:
    """The figures that there are of a relation in a year, with what changed since an `earlier` one."""
    return [figure for _, made in FIGURES if (figure := made(row, earlier))]


def untold(row: Row) -> list[str]:
    """The names of the figures that a relation of its kind has, and that are not there."""
    kinds = {"Reciprocity", *CENTRES[True]} if not row["is_directed"] else set(CENTRES[False])
    return [name for name, made in FIGURES if name not in kinds and not made(row, None)]


def decimal(value: float) -> str:
    """A figure with two decimals: "0.75", "−0.08"."""
    rounded = Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded}".replace("-", "−")


def is_across(row: Row) -> str:
    """How often ties cross sectors, held against chance, or "": "more often than chance would"."""
    if row["ei_index"] is None:
        return ""
    pairs = row["external"] + row["internal"]
    more = row["external"] - _by_chance(row)
    if abs(more) <= max(1.0, pairs / 20):
        return "about as often as chance would"
    return "more often than chance would" if more > 0 else "less often than chance would"


def holds(value: float | None) -> str:
    """What a centralisation says of who holds a network, or "": "no one body holds it together"."""
    if value is None:
        return ""
    if value <= NEAR:
        return "no one body holds it together"
    return "some bodies hold more ties than others" if value <= 1 - NEAR else "much hangs on one body"


def pieces(row: Row) -> int | None:
    """Into how many separate pieces the network falls; None where it is not told."""
    return None if row["component_ratio"] is None else round(row["component_ratio"] * (row["n"] - 1)) + 1


def is_comparable(row: Row, earlier: Row | None) -> bool:
    """Whether densities may be held side by side: of networks of one size, both told."""
    return bool(earlier and earlier["n"] == row["n"] and earlier["density"] is not None and row["density"] is not None)


def _density(row: Row, earlier: Row | None) -> Told | None:
    if row["density"] is None:
        return None
    edges, possible = row["edges"], row["reportable"]
    low, high = row["density_low"], row["density_high"]
    unheard = high is not None and low < high
    if row["is_directed"]:
        verb = "named" if row["is_survey"] else "on record"
        sentence = f"{edges} of the {possible} possible ties {'is' if edges == 1 else 'are'} {verb}."
    else:
        sentence = f"{edges} of the {possible} possible pairs {'is' if edges == 1 else 'are'} tied."
    if unheard:
        silent = row["n"] - row["answered"]
        who = "One body did not answer: its" if silent == 1 else f"{silent} bodies did not answer: their"
        sentence += f" {who} ties could put it anywhere from {decimal(low)} to {decimal(high)}."
    change = ""
    if earlier and is_comparable(row, earlier):
        change = _change("density", row, earlier)
        if change and _may_be_silence(row, earlier):
            change = f"{change[:-1]}, a difference that missing answers could undo."
    elif earlier and earlier["density"] is not None:
        change = f"Not set beside {earlier['year']}, when the network had {earlier['n']} bodies."
    ends = ("no tie", "every tie") if row["is_directed"] else ("no pair", "every pair")
    return Told("Density", sentence, row["density"], (0, ends[0]), (1, ends[1]), (low, high) if unheard else None,
                (), change)  # fmt: skip


def _may_be_silence(row: Row, earlier: Row) -> bool:
    """Whether the ranges that missing answers leave overlap."""
    ranges = [(each["density_low"], each["density_high"]) for each in (row, earlier)]
    if any(high is None for _, high in ranges):
        return False
    (low, high), (low_then, high_then) = ranges
    return bool((low < high or low_then < high_then) and low <= high_then and low_then <= high)


def _reciprocity(row: Row, earlier: Row | None) -> Told | None:
    if row["reciprocity_edges"] is None:
        return None
    returned, one_way = row["returned"], row["one_way"]
    among = f" among the {row['answered']} bodies that answered" if row["answered"] not in (None, row["n"]) else ""
    sentence = (f"{2 * returned} of {2 * returned + one_way} ties{among} are returned: {_pairs(returned)} tied both "
                f"ways, {_pairs(one_way)} one way.")  # fmt: skip
    return Told("Reciprocity", sentence, row["reciprocity_edges"], (0, "none returned"), (1, "all returned"),
                change=_change("reciprocity_edges", row, earlier))  # fmt: skip


def _pairs(count: int) -> str:
    return f"{count} {'pair is' if count == 1 else 'pairs are'}"


def _centre(column: str, name: str, ties: str) -> Callable[[Row, Row | None], Told | None]:
    """The maker of a centralisation; `ties` are those that are counted, "" for all."""

    def made(row: Row, earlier: Row | None) -> Told | None:
        value = row[column]
        if value is None:
            return None
        level = (value > NEAR) + (value > 1 - NEAR)
        where = ("Nearer a ring than a star", "Between a ring and a star", "Nearer a star than a ring")[level]
        shares = ("all bodies about alike", "some bodies more than others", "one body above all")[level]
        sentence = f"{where}: {f'{ties} {shares}' if ties else holds(value)}."
        return Told(name, sentence, value, (0, "ring"), (1, "star"), change=_change(column, row, earlier))

    return made


def _sectors(row: Row, earlier: Row | None) -> Told | None:
    if row["ei_index"] is None:
        return None
    pairs, chance = row["external"] + row["internal"], _by_chance(row)
    given = f"{chance:.0f}" if abs(chance - round(chance)) < 0.05 else f"about {chance:.0f}"
    sentence = (f"{row['external']} of {pairs} tied pairs {'crosses' if row['external'] == 1 else 'cross'} a sector "
                f"line; chance would give {given}.")  # fmt: skip
    lowest, highest = row["ei_lowest"], row["ei_highest"]
    is_bound = (lowest, highest) != (-1, 1)
    if is_bound:
        sentence += f" With so many ties it must lie between {decimal(lowest)} and {decimal(highest)}."
    return Told("Across sectors (E-I index)", sentence, row["ei_index"], (-1, "all within"), (1, "all across"),
                (lowest, highest) if is_bound else None, ((row["ei_expected"], "chance"),),
                _change("ei_index", row, earlier))  # fmt: skip


def _by_chance(row: Row) -> float:
    """How many tied pairs would cross a sector line if every pair were as likely."""
    return float((1 + row["ei_expected"]) / 2 * (row["external"] + row["internal"]))


def _component(row: Row, earlier: Row | None) -> Told | None:
    count = pieces(row)
    if count is None:
        return None
    sentence = (
        f"All {row['n']} bodies are joined, directly or through others."
        if count == 1
        else f"The {row['n']} bodies fall into {count} pieces with no tie between them."
    )
    return Told("Pieces (component ratio)", sentence, row["component_ratio"], (0, "one piece"), (1, "all apart"),
                change=_change("component_ratio", row, earlier))  # fmt: skip


def _change(column: str, row: Row, earlier: Row | None) -> str:
    """Both values where both are told: "0.57 in 2014, 0.75 in 2015."; "" else."""
    if not earlier or earlier[column] is None or row[column] is None:
        return ""
    then, now = decimal(earlier[column]), decimal(row[column])
    return (
        f"{now} in {earlier['year']} too." if now == then else f"{then} in {earlier['year']}, {now} in {row['year']}."
    )


CENTRES = {False: ("Centralisation",), True: ("Centralisation of ties received", "Centralisation of ties given")}
FIGURES: tuple[tuple[str, Callable[[Row, Row | None], Told | None]], ...] = (
    ("Density", _density),
    ("Reciprocity", _reciprocity),
    (CENTRES[False][0], _centre("degree_centralisation", CENTRES[False][0], "")),
    (CENTRES[True][0], _centre("in_centralisation", CENTRES[True][0], "ties lead to")),
    (CENTRES[True][1], _centre("out_centralisation", CENTRES[True][1], "ties come from")),
    ("Across sectors (E-I index)", _sectors),
    ("Pieces (component ratio)", _component),
)
