"""Ties as the graphs of a REFI-QDA project, and the items of a lens as its sets of codes."""

import math
from collections.abc import Iterator

import polars as pl
from lxml import etree

from data.export.refi_elements import Guids, add, element, refer

CENTRE = 1000
"""Where the middle of the ring lies on which the organisations of a graph are drawn, and how wide it is."""


def graphs(ties: pl.DataFrame, guids: Guids) -> Iterator[etree._Element]:
    """A graph for each network, relation and year: organisations on a ring, and their ties."""
    for (network, relation, year), part in ties.partition_by(
        "network", "relation", "year", as_dict=True, maintain_order=True
    ).items():
        of = (network, relation, year)
        graph = element("Graph", guid=guids.of("graphs", *of), name=f"{network}: {relation}, {year}")
        bodies = sorted({*part["from_organisation"], *part["to_organisation"]})
        for place, body in enumerate(bodies):
            angle = 2 * math.pi * place / len(bodies)
            add(
                graph,
                "Vertex",
                guid=guids.of("vertices", *of, body),
                representedGUID=guids.of("organisations", body),
                name=body,
                firstX=str(CENTRE + round(CENTRE * math.sin(angle))),
                firstY=str(CENTRE - round(CENTRE * math.cos(angle))),
            )
        for tie in part.iter_rows(named=True):
            ends = tie["from_organisation"], tie["to_organisation"]
            add(
                graph,
                "Edge",
                guid=guids.of("ties", *of, *ends),
                name=relation,
                sourceVertex=guids.of("vertices", *of, ends[0]),
                targetVertex=guids.of("vertices", *of, ends[1]),
                direction="OneWay" if tie["directed"] else "Associative",
            )
        yield graph


def sets(lens: pl.DataFrame, guids: Guids) -> Iterator[etree._Element]:
    """A set for each item of a lens: the codes that belong to it, if any do."""
    for (name, item), part in lens.partition_by("lens", "item", as_dict=True, maintain_order=True).items():
        found = element("Set", guid=guids.of("lens", name, item), name=f"{name} {item}: {part['item_name'][0]}")
        for code in part["code"].drop_nulls():
            refer(found, "MemberCode", guids.of("codes", code))
        yield found
