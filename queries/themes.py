"""What people voice: prevalence of codes and themes, and the codebook behind it."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from queries.audience import SMALLEST_GROUP
from queries.disclosure import ANALYSTS_ALONE, Gate, WithheldError
from queries.query import Query
from queries.selection import Dimension, Selection
from queries.statistics import leave_one_out_range, paired_change, proportion_interval

THEME_PREVALENCE = Query(
    "theme_prevalence",
    {
        "value": pl.String,
        "label": pl.String,
        "heading_code": pl.String,
        "heading": pl.String,
        "code": pl.String,
        "name": pl.String,
        "base": pl.String,
        "sensitive": pl.Boolean,
        "respondents": pl.Int64,
        "counter_only": pl.Int64,
        "n": pl.Int64,
        "strictest": pl.Int64,
        "most_generous": pl.Int64,
        "organisations": pl.Int64,
        "organisations_n": pl.Int64,
        "voiced_when_asked": pl.Int64,
        "asked": pl.Int64,
        "asked_or_raised": pl.Int64,
    },
)
STAGE_CHANGE = Query(
    "stage_change",
    {
        "heading_code": pl.String,
        "heading": pl.String,
        "code": pl.String,
        "name": pl.String,
        "base": pl.String,
        "first_label": pl.String,
        "last_label": pl.String,
        "both": pl.Int64,
        "lost": pl.Int64,
        "gained": pl.Int64,
        "neither": pl.Int64,
        "before": pl.Int64,
        "after": pl.Int64,
        "n": pl.Int64,
    },
)
DOMAINS_SHOWN = Query("domains_shown", {"code": pl.String, "name": pl.String})
OPPOSITES = Query("opposites", {"one": pl.String, "other": pl.String})
CODEBOOK = Query(
    "codebook",
    {
        "code": pl.String,
        "level": pl.String,
        "name": pl.String,
        "definition": pl.String,
        "heading": pl.String,
        "domain": pl.String,
        "valence": pl.String,
        "base": pl.String,
    },
)


def theme_prevalence(gate: Gate, selection: Selection, *, domains: Sequence[str] = ()) -> pl.DataFrame:
    """People who voice each code or theme, of those whose interviews are read (`n`), by group.

    One row per group of the selection's dimension and code of its level: the count lies from `least` to `most`, and
    `says` puts it into words; `low` to `high` is the 95% interval of the share (Wilson), where the number is told and
    is of five people or more. `domains` limits it to branches of the codebook; none means all. Leaders get the codes
    that are released as totals (`base`). Analysts get besides: `respondents`, the count itself; `counter_only`, people
    who only spoke against it and are not among them; `strictest` and `most_generous`, the count by the readings of all
    coders or any; `organisations` of `organisations_n` with someone who voices it; `voiced_when_asked` of `asked`, and
    `asked_or_raised`, people who had the topic put to them, or raised it.
    """
    frame = gate.run(
        THEME_PREVALENCE,
        filters=selection.filters.parameters(),
        dimension=selection.dimension.value,
        level=selection.level.value,
        domains=list(domains) or None,
    )
    return frame.with_columns(_interval(frame))


def leave_one_organisation_out(gate: Gate, selection: Selection, *, domains: Sequence[str] = ()) -> pl.DataFrame:
    """For analysts: how far the share of people who voice each code moves when any one organisation is left out.

    One row per code of the selection's level: `lowest` and `highest` share, `organisations` of which one is left out;
    null where there are fewer than two. Raises WithheldError for everyone else.
    """
    if not gate.terms.is_restricted:
        raise WithheldError(ANALYSTS_ALONE)
    by_organisation = replace(selection, dimension=Dimension.ORGANISATION)
    frame = theme_prevalence(gate, by_organisation, domains=domains)
    rows = []
    for (code,), cells in frame.group_by(["code"], maintain_order=True):
        span = leave_one_out_range(cells["respondents"].to_list(), cells["n"].to_list())
        rows.append((code, span and span.low, span and span.high, cells.height))
    return pl.DataFrame(
        rows,
        {"code": pl.String, "lowest": pl.Float64, "highest": pl.Float64, "organisations": pl.Int64},
        orient="row",
    )


def _interval(frame: pl.DataFrame) -> list[pl.Series]:
    """The columns `low` and `high`: the 95% interval of the share, where the number of at least five people is told."""
    told = frame.select("least", "n", is_told=pl.col("says") == pl.format("{} of {}", "least", "n"))
    spans = [
        proportion_interval(least, n) if is_told and n >= SMALLEST_GROUP else None
        for least, n, is_told in told.iter_rows()
    ]
    return [
        pl.Series(name, [span[place] if span else None for span in spans], dtype=pl.Float64)
        for place, name in enumerate(("low", "high"))
    ]


def stage_change(gate: Gate, selection: Selection, *, domains: Sequence[str] = ()) -> pl.DataFrame:
    """People who voice each code at the first stage and at the last, of the `n` whose interviews at both are read.

    One row per code of the selection's level: `before_least` to `before_says`, and the same `after`. Leaders get the
    codes that are released as change (`base`). Analysts get besides: `before`, `after`, the fourfold table `both`,
    `lost`, `gained`, `neither`, and the `difference` of the shares, later less earlier, with its 95% interval from
    `low` to `high` (Newcombe, paired).
    """
    frame = gate.run(
        STAGE_CHANGE,
        filters=selection.filters.parameters(),
        level=selection.level.value,
        domains=list(domains) or None,
    )
    if not gate.terms.is_restricted:
        return frame
    changes = [paired_change(*row) for row in frame.select("both", "lost", "gained", "neither").iter_rows()]
    return frame.with_columns(
        pl.Series(name, [change and getattr(change, name) for change in changes], dtype=pl.Float64)
        for name in ("difference", "low", "high")
    )


def domains_shown(gate: Gate, page: str) -> pl.DataFrame:
    """The domains of the codebook that the study gives to a page: `code` and `name`; none when it names none."""
    return gate.run(DOMAINS_SHOWN, page=page)


def opposites(gate: Gate) -> pl.DataFrame:
    """Codes that the study shows side by side and never sums, a pair a row: `one` and `other`."""
    return gate.run(OPPOSITES)


def codebook(gate: Gate) -> pl.DataFrame:
    """Every domain, theme and code with its definition, the name of what it stands under, and its `base`.

    `domain` is the domain it belongs to, itself where it is one, null for none; `valence` is barrier, enabler, neutral
    or dual, as recorded.
    """
    return gate.run(CODEBOOK)
