"""Structure: how the bodies of each network are tied, relation by relation."""

import polars as pl

from queries.disclosure import Gate
from queries.query import Query

TIE_STRUCTURE = Query(
    "tie_structure",
    {
        "network": pl.String,
        "network_name": pl.String,
        "network_type": pl.String,
        "relation": pl.String,
        "relation_name": pl.String,
        "year": pl.Int64,
        "is_directed": pl.Boolean,
        "is_survey": pl.Boolean,
        "bodies": pl.List(
            pl.Struct(
                {
                    "organisation": pl.String,
                    "name": pl.String,
                    "sector_group": pl.String,
                    "is_member": pl.Boolean,
                    "answered": pl.Boolean,
                }
            )
        ),
        "ties": pl.List(pl.Struct({"from": pl.String, "to": pl.String})),
    },
)
TIE_EDGES = Query(
    "tie_edges",
    {
        "network": pl.String,
        "relation": pl.String,
        "relation_name": pl.String,
        "year": pl.Int64,
        "is_directed": pl.Boolean,
        "source": pl.String,
        "is_survey": pl.Boolean,
        "from_organisation": pl.String,
        "from_name": pl.String,
        "to_organisation": pl.String,
        "to_name": pl.String,
        "weight": pl.Float64,
    },
)


def structure(gate: Gate) -> pl.DataFrame:
    """Figures of the ties in each relation of each network and year, one row each; the strength of a tie is left out.

    `n` bodies, those without ties too: members of the network that year and those asked, or, where neither is recorded,
    those its ties name. `response` says how many `answered`. `edges` ties of the `reportable` ones, which a body that
    answered could have named, are the `density`; it would lie between `density_low` and `density_high` if the others
    were known. A directed tie is its sender's word; of an undirected one either side's word is enough; none is filled
    in. Directed only, among the bodies that answered: pairs `returned` (confirmed by both), `one_way` and `untied`,
    `reciprocity_edges` and `reciprocity_dyads`, and `out_centralisation`. `in_centralisation`, `degree_centralisation`
    (undirected) and `betweenness_centralisation` go from 0 to 1. `ei_index`, from -1 to 1, sets `external` tied pairs
    across sector groups against `internal` ones; `ei_expected` is what chance gives, `ei_lowest` and `ei_highest` what
    can be. `component_ratio` is 0 in one piece, 1 without ties. `says` is why there are no figures, else null.

    Networks of different n may be compared by centralisation and the E-I index, never by density.

    Analysts get besides: Krackhardt's `connectedness`, `hierarchy`, `efficiency` and `least_upper_bound` (directed);
    the names of the `core` and its `core_correlation`, beyond 16 bodies a good core and not surely the best;
    `external_pairs` and `internal_pairs`, the pairs there are; `is_one_with_all`, whether a body is named by all others
    or names all; and how many ties lead `outside` the bodies and are left out.
    """
    return gate.run(TIE_STRUCTURE).drop("bodies")


def edges(gate: Gate) -> pl.DataFrame:
    """Single ties, with the `weight` as recorded and the `source` that says so; an undirected tie stands once.

    Leaders get those of relations that are wholly from the record (`is_survey` is false), analysts all of them.
    """
    return gate.run(TIE_EDGES)


def bodies(gate: Gate) -> pl.DataFrame:
    """The bodies of each network and year: `network`, `year`, `organisation`, `name`, `sector_group`.

    Leaders get the members of networks with relations from the record, to draw those. Analysts get all, with
    `is_member` and `answered`: whether the survey of ties heard them, null where nobody recorded it.
    """
    frame = gate.run(TIE_STRUCTURE).select("network", "year", "bodies").explode("bodies").drop_nulls("bodies")
    return frame.unnest("bodies").unique(maintain_order=True)
