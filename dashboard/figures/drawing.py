"""Drawing: from the bodies and ties of a relation to what a ring and a matrix draw, in an order that never changes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from dashboard.figures.bodies import Body, Strengths, Tie, sectors_of, short_names, strengths

NO_SECTOR = "Sector not known"


@dataclass(frozen=True)
class Drawing:
    """A relation in one year: bodies in their fixed places with their full `names`, and the ties between them.

    `sources` are who says so of each tie, survey or record. `left_out` are ties on file that are not drawn, because
    they lead to a body outside the network, or are the word of a body that did not answer; `silent` names those.
    """

    bodies: Sequence[Body]
    names: Sequence[str]
    ties: Sequence[Tie]
    sources: Sequence[str]
    strengths: Strengths
    directed: bool
    left_out: int
    silent: Sequence[str]

    def within_sectors(self) -> "Drawing":
        """The same with labels that leave out what all bodies of a sector share, for where there is little room."""
        labels = [body.label for body in self.bodies]
        for _, first, end in sectors_of(self.bodies):
            labels[first:end] = short_names(labels[first:end])
        if len(set(labels)) < len(labels):
            return self
        return replace(
            self, bodies=[replace(body, label=label) for body, label in zip(self.bodies, labels, strict=True)]
        )


def drawing(bodies: pl.DataFrame, edges: pl.DataFrame, *, year: int, directed: bool, is_survey: bool) -> Drawing:
    """What is drawn of `edges`, the ties of one relation in every year, in one `year`.

    `bodies` are those of the network in every year, with `organisation`, `name`, `sector_group`, `year` and, for
    analysts, `answered`; where none are listed, those that the ties name. Each has its place by its sector and name
    whatever the year or relation.
    """
    bodies = _named_in(edges) if bodies.is_empty() else bodies
    placed = _placed(bodies)
    place = {organisation: at for at, organisation in enumerate(placed["organisation"])}
    there = bodies.filter(year=year)
    present = set(there["organisation"])
    answers = dict(there.select("organisation", "answered").iter_rows()) if "answered" in there.columns else {}
    is_asked = is_survey and any(answer is not None for answer in answers.values())
    heard = {body for body in present if answers.get(body)} if is_asked else present
    names = placed["name"].to_list()
    drawn: dict[tuple[int, int], tuple[float | None, str]] = {}
    left_out = 0
    columns = ("from_organisation", "to_organisation", "weight", "source")
    for start, end, weight, source in edges.filter(year=year).select(columns).iter_rows():
        if not {start, end} <= present or not (start in heard or (end in heard and not directed)):
            left_out += 1
            continue
        ends = (place[start], place[end])
        drawn[ends if directed else (min(ends), max(ends))] = (weight, source)
    return Drawing(
        bodies=[
            Body(label, sector, organisation in present)
            for label, sector, organisation in zip(
                short_names(names), placed["sector"], placed["organisation"], strict=True
            )
        ],
        names=names,
        ties=[Tie(*ends, drawn[ends][0]) for ends in sorted(drawn)],
        sources=[drawn[ends][1] for ends in sorted(drawn)],
        strengths=strengths(edges["weight"].to_list()),
        directed=directed,
        left_out=left_out,
        silent=[name for name, body in zip(names, placed["organisation"], strict=True) if body in present - heard],
    )


def _named_in(edges: pl.DataFrame) -> pl.DataFrame:
    """The bodies at either end of the ties of each year."""
    ends = [
        edges.select(
            "year", organisation=f"{end}_organisation", name=f"{end}_name", sector_group=pl.lit(None, pl.String)
        )
        for end in ("from", "to")
    ]
    return pl.concat(ends).unique(maintain_order=True)


def _placed(bodies: pl.DataFrame) -> pl.DataFrame:
    """All bodies of every year in their places, no two of one name."""
    words = pl.col("sector_group").str.replace_all("_", " ")
    sector = words.str.slice(0, 1).str.to_uppercase() + words.str.slice(1)
    alike = pl.col("organisation").n_unique().over("name") > 1
    return (
        bodies.unique("organisation")
        .with_columns(
            sector=sector.fill_null(NO_SECTOR),
            name=pl.when(alike).then(pl.format("{} ({})", "name", "organisation")).otherwise("name"),
        )
        .sort(pl.col("sector_group").is_null(), "sector", "name", "organisation")
    )
