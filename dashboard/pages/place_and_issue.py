"""Place and issue: each place-based network beside the issue-based ones, indicator by indicator."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from dash import html
from dash.development.base_component import Component

from dashboard.address import query_string
from dashboard.components import standings
from dashboard.components.comparison_tables import claims_table
from dashboard.components.indicators import Measure, in_words, measures, period_label, short_names
from dashboard.components.layout import empty_state, entry
from dashboard.components.plate import plate
from dashboard.page import Choice, Display, Edition, Page
from dashboard.strips_plate import strips_plate
from queries.comparison import comparison, networks_observed, periods
from queries.disclosure import Gate
from queries.selection import Selection


class Group(NamedTuple):
    """Measures that are shown together: a name, the margin's heading, what the study states of them, and the title."""

    name: str
    heading: str
    contrasts: tuple[str, ...]
    about: str
    title: Callable[[Sequence[Measure], Sequence[str]], str]


GROUPS = (
    Group("differences", "Where a difference is expected", ("place_higher", "issue_higher"),
          "on which the study expects a difference", standings.expected),
    Group("likenesses", "Where no difference is expected", ("similar",),
          "on which the study expects none", standings.alike),
    Group("unclaimed", "Where no claim is made", ("none",), "of which the study claims nothing", standings.unclaimed),
)  # fmt: skip


class Shown(NamedTuple):
    """What every part of the page rests on."""

    measures: list[Measure]
    places: list[str]
    issue: int
    edition: Edition
    display: Display
    period: str
    csv: str
    is_restricted: bool


def view(page: Page, gate: Gate, edition: Edition, selection: Selection, display: Display) -> Component:
    """The strips of the indicators, and the claims beside the data."""
    observed = networks_observed(gate, selection.choice("period") or None)
    if observed.is_empty():
        return empty_state(
            "Nothing has been observed of networks yet",
            "indicators.csv says what is measured, networks.csv of which networks, and observations.csv holds the "
            "values of networks; those of organisations are not compared here.",
        )
    kinds = observed.select("network", "network_name", "network_type").unique(maintain_order=True)
    places = kinds.filter(network_type="place_based")["network_name"].to_list()
    if not places:
        return empty_state(
            "No place-based network is recorded", "networks.csv names one, with the network_type place_based."
        )
    found = measures(observed, comparison(gate, selection.choice("period") or None))
    shown = Shown(
        found, places, kinds.height - len(places), edition, display, _period(gate, selection),
        f"/comparison.csv{query_string(Selection(choices=selection.choices))}", gate.terms.is_restricted,
    )  # fmt: skip
    blocks: list[Component] = [html.P(standings.lede(places, shown.issue), className="cp-lede", id="lede")]
    grouped = [(group, [one for one in found if one.contrast in group.contrasts]) for group in GROUPS]
    held = [(group, members) for group, members in grouped if members]
    for place, (group, members) in enumerate(held):
        blocks.append(entry(_margin(shown, group, is_first=place == 0), [_plate(shown, group, members)]))
    claimed = [one for one in found if one.contrast != "none"]
    if claimed:
        blocks.append(entry(_claims_margin(), [_claims(shown, claimed)]))
    return html.Div(blocks)


def choices(gate: Gate) -> tuple[Choice, ...]:
    """The period, the latest first, where there is more than one."""
    found = periods(gate)
    options = tuple(
        (period, period_label(start, end))
        for period, start, end in found.select("period", "period_start", "period_end").iter_rows()
    )
    return (Choice("period", "Period", options),) if len(options) > 1 else ()


def _period(gate: Gate, selection: Selection) -> str:
    """The period that is shown, in words."""
    found = periods(gate)
    chosen = found.filter(period=selection.choice("period")) if selection.choice("period") else found
    return period_label(*chosen.select("period_start", "period_end").row(0))


def _plate(shown: Shown, group: Group, members: Sequence[Measure]) -> Component:
    count = "1 measure" if len(members) == 1 else f"{len(members)} measures"
    unranked = sum(all(row["rank"] is None for row in one.places) for one in members)
    without = f", {unranked} without a rank" if unranked else ""
    return strips_plate(
        group.name,
        members,
        shown.places,
        shown.display,
        title=group.title(members, shown.places),
        measure=_measure_line(shown, f"{count} {group.about}{without}"),
        csv=shown.csv,
        is_restricted=shown.is_restricted,
    )


def _measure_line(shown: Shown, what: str) -> str:
    networks = f"{len(shown.places)} place-based {_networks(len(shown.places))}, {shown.issue} issue-based"
    return " · ".join([what, networks, shown.period, shown.edition.release])


def _margin(shown: Shown, group: Group, *, is_first: bool) -> list[Component]:
    notes = _key(shown) if is_first else []
    return [
        html.Span(group.heading, className="cp-head"),
        html.Div(notes, className="cp-note cp-asides"),
    ]


def _key(shown: Shown) -> list[Component]:
    """How the strips are read, and why they are not added up."""
    alone = len(shown.places) == 1
    who = f"{short_names(shown.places)[shown.places[0]]}, the place network" if alone else "place networks, named"
    told = [row for one in shown.measures for row in (*one.places, *one.issue) if row["low"] is not None]
    keys: list[list[Component | str]] = [[_shape("◆", "t-place"), f" {who}"]]
    if shown.issue:
        keys.append([_shape("○", "t-issue"), f" {in_words(shown.issue)} issue {_networks(shown.issue)}"])
    if any(one.places[0]["issue_lower"] is not None for one in shown.measures):
        keys.append([html.Span(className="cp-middle", **{"aria-hidden": "true"}), " their middle half and median"])
    if any(row["low"] < row["high"] for row in told):
        keys.append([html.Span(className="cp-withheld"), " told as a range, to protect individuals"])
    return [
        html.Div([html.P(key) for key in keys], className="cp-keys"),
        html.P("No overall score: units and directions differ, and no weights could be defended."),
        html.P("Choose a row for how it is measured, and every network’s value.", className="cp-beside"),
    ]


def _shape(mark: str, colour: str) -> html.Span:
    return html.Span(mark, className=f"cp-shape {colour}", **{"aria-hidden": "true"})


def _networks(count: int) -> str:
    return "network" if count == 1 else "networks"


def _claims(shown: Shown, members: Sequence[Measure]) -> Component:
    title = standings.claims(members)
    measure = _measure_line(shown, "The claims of the study, by how each is known")
    table = claims_table(members, f"{title}. {measure}", is_restricted=shown.is_restricted)
    alone = "Every row rests on one place-based network, so none says why. " if len(shown.places) == 1 else ""
    note = (
        f"{alone}A difference is as claimed where the place network lies beyond more than half of the issue networks "
        "that have data; likeness, where it lies in their middle half. This describes these networks; it is no test."
    )
    return plate("claims", title, measure, None, table, note=note, csv=shown.csv)


def _claims_margin() -> list[Component]:
    return [
        html.Span("Claim against data", className="cp-head"),
        html.Div(html.P("The firmer the line, the firmer the ground of a claim."), className="cp-note cp-asides"),
    ]


page = Page(
    "/place-and-issue", "Place and issue", "Does place beat issue?", (), view, counts_people=False, choices=choices
)
