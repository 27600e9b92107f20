"""The address bar: a selection as a query string and back; what is not understood is left out."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

from dashboard.page import Choice
from queries.comparison import networks_observed
from queries.disclosure import Gate
from queries.findings import findings
from queries.selection import FIELDS, Dimension, Filters, Level, Selection
from queries.study import filter_choices
from queries.themes import codebook

NOT_RECORDED = "-"
"""Stands in an address for the group nobody recorded; no key begins with it."""

DIMENSION, LEVEL = "dimension", "level"
CODE, INDICATOR, FINDING = EVIDENCE = "code", "indicator", "finding"
"""What evidence can be open, the innermost first."""

Query = Mapping[str, str | Sequence[str]]


def selection_from(
    query: Query, is_known: Callable[[str, str], bool], choices: Sequence[Choice] = ()
) -> tuple[Selection, list[str]]:
    """The selection that a query string stands for, and the names in it that had to be dropped, wholly or in part.

    `is_known(name, value)` says whether the audience may use that value of a filter, that split, or that code,
    indicator or finding; `choices` are those of the page.
    """
    own = {choice.name: choice for choice in choices}
    dropped = [name for name in query if name not in (*FIELDS, DIMENSION, LEVEL, *EVIDENCE, *own)]
    filters = Filters()
    for dimension in FIELDS:
        asked = [NOT_RECORDED if value == "" else value for value in _values(query.get(dimension, ()))]
        values = tuple(dict.fromkeys("" if value == NOT_RECORDED else value for value in asked))
        kept = tuple(value for value in values if is_known(dimension, value))
        dropped += [dimension.value] if kept != values else []
        filters = filters.with_values(dimension, kept)
    chosen = {}
    for name, kind, default in ((DIMENSION, Dimension, Dimension.WHOLE), (LEVEL, Level, Level.CODE)):
        asked = _values(query.get(name, default))
        chosen[name] = kind(asked[0]) if asked and asked[0] in list(kind) and is_known(name, asked[0]) else default
        dropped += [name] if list(asked) != [chosen[name]] else []
    evidence = {name: next(iter(_values(query.get(name, ""))), "") for name in EVIDENCE}
    unknown = [name for name, key in evidence.items() if key and not is_known(name, key)]
    asked_of = {name: _whole(query.get(name, "")) for name in own}
    taken = tuple(pair for name, choice in own.items() for pair in choice.taken(asked_of[name]))
    defaults = {name for name, choice in own.items() if asked_of[name] in ("", choice.options[0][0])}
    return Selection(
        filters=filters,
        dimension=Dimension(chosen[DIMENSION]),
        level=Level(chosen[LEVEL]),
        choices=taken,
        **{name: "" if name in unknown else key for name, key in evidence.items()},
    ), [*dropped, *unknown, *(name for name in own if name not in {*defaults, *dict(taken)})]


def known_to(gate: Gate) -> Callable[[str, str], bool]:
    """Whether a value of a filter, a split or a code is there for the audience: what selection_from asks.

    For those who may not filter there is none, so that a link tells them nothing of which there are.
    """
    splits = [
        dimension for dimension in Dimension if gate.narrow(Selection(dimension=dimension)).dimension == dimension
    ]
    known = {
        CODE: set(codebook(gate)["code"]),
        INDICATOR: set(networks_observed(gate)["indicator"]),
        FINDING: {finding.finding for finding in findings(gate)},
        DIMENSION: set(splits),
        LEVEL: set(Level),
    }
    if gate.terms.is_restricted:
        known |= {dimension.value: set(filter_choices(gate, Filters(), dimension)["value"]) for dimension in FIELDS}
    return lambda name, value: value in known.get(name, ())


def query_string(selection: Selection) -> str:
    """The shortest query string that stands for the selection, with its question mark; "" for all defaults."""
    query = {
        dimension.value: ",".join(value or NOT_RECORDED for value in selection.filters.values(dimension))
        for dimension in FIELDS
        if selection.filters.values(dimension)
    }
    if selection.dimension != Dimension.WHOLE:
        query[DIMENSION] = selection.dimension.value
    if selection.level != Level.CODE:
        query[LEVEL] = selection.level.value
    evidence = {name: key for name in EVIDENCE if (key := getattr(selection, name))}
    query |= dict(selection.choices) | evidence
    return "?" + urlencode(query, safe=",") if query else ""


def _whole(given: str | Sequence[str]) -> str:
    """The first of the values of one name, commas and all."""
    return given if isinstance(given, str) else next(iter(given), "")


def _values(given: str | Sequence[str]) -> list[str]:
    """The values of one name, whether parted by commas or repeated."""
    texts = [given] if isinstance(given, str) else given
    return [value for text in texts for value in text.split(",") if value]
