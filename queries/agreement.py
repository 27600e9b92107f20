"""Agreement: how far independent coders agree on each code, over the interviews that both of a pair have finished.

Each pair of coders is taken by itself, in the order of their keys, and called coder a and coder b. Only their own marks
count: neither those they settled on afterwards, nor superseded ones, nor the panel's. Agreement is something to talk
about, not a mark for quality: `disagreements` lists what to talk about.
"""

from collections.abc import Sequence

import polars as pl

from queries.disclosure import Gate
from queries.query import Query
from queries.selection import Selection
from queries.statistics import agreement_2x2

CODE_OF_A_PAIR = {
    "coder_a": pl.String,
    "coder_b": pl.String,
    "heading_code": pl.String,
    "heading": pl.String,
    "code": pl.String,
    "name": pl.String,
}
AGREEMENT = Query(
    "agreement",
    {
        **CODE_OF_A_PAIR,
        "interviews": pl.Int64,
        "both": pl.Int64,
        "only_a": pl.Int64,
        "only_b": pl.Int64,
        "neither": pl.Int64,
        "n": pl.Int64,
    },
)
AGREEMENT_PASSAGES = Query(
    "agreement_passages",
    {
        **CODE_OF_A_PAIR,
        "interviews": pl.Int64,
        "both": pl.Int64,
        "only_a": pl.Int64,
        "only_b": pl.Int64,
        "n": pl.Int64,
    },
)
AGREEMENT_CHARACTERS = Query(
    "agreement_characters",
    {
        **CODE_OF_A_PAIR,
        "interview": pl.String,
        "interviews": pl.Int64,
        "both": pl.Int64,
        "only_a": pl.Int64,
        "only_b": pl.Int64,
        "neither": pl.Int64,
        "n": pl.Int64,
    },
)

COEFFICIENTS = ("percent", "kappa", "alpha", "ac1", "prevalence", "positive", "negative")

NO_KAPPA = "Kappa is not defined for passages: those that neither coder marked cannot be counted."
"""Said beside the agreement on passages, which has `positive` alone."""


def agreement(gate: Gate, selection: Selection, *, domains: Sequence[str] = ()) -> pl.DataFrame:
    """Agreement on people: whom both coders take to voice each code, whom one of them does, and whom neither.

    One row per `coder_a`, `coder_b` and code of the selection's level (`heading_code`, `heading`, `code`, `name`); no
    row for two coders who have finished no interview in common. A coder takes a person to voice a code who marked at
    least one affirming passage in any of the person's interviews that both have finished: as in every count of people,
    speaking against it does not count. `both`, `only_a`, `only_b`, `neither` and their sum `n` are people, `interviews`
    how many they gave.

    Then from queries.statistics, null where undefined: `percent` (a share from 0 to 1), `kappa`, `kappa_se`, `alpha`,
    `ac1`, `prevalence`, `positive`, `negative`. `reason` says why there is no kappa (“not used”, “used by both
    throughout”) or why it is 0 (“used by one coder only”). `domains` limits it to branches of the codebook. For
    analysts only: WithheldError for everyone else.
    """
    return _figures(_ask(gate, AGREEMENT, selection, domains), (*COEFFICIENTS, "kappa_se"))


def agreement_passages(gate: Gate, selection: Selection, *, domains: Sequence[str] = ()) -> pl.DataFrame:
    """Agreement on passages: which both coders marked with each code, and which one of them did.

    Rows are as in `agreement`. Marks of the two that share at least one character are one passage, and so is a chain of
    them; marks that only touch are two. Passages for and against the code both use it. `both`, `only_a`, `only_b` and
    their sum `n` are passages, `interviews` those that both coders have finished. `positive` is twice `both` over the
    passages of one coder plus those of the other, from 0 to 1; null where there are none. There is no kappa here, for
    the reason NO_KAPPA gives. `reason` and errors are as in `agreement`.
    """
    counts = _ask(gate, AGREEMENT_PASSAGES, selection, domains).with_columns(neither=pl.lit(0, pl.Int64))
    return _figures(counts, ("positive",)).drop("neither").with_columns(reason=_reason(throughout=pl.lit(False)))


def agreement_characters(
    gate: Gate, selection: Selection, *, domains: Sequence[str] = (), by_interview: bool = False
) -> pl.DataFrame:
    """Agreement on characters: of the transcripts' `n`, how many both coders marked with each code, one, or neither.

    Rows are as in `agreement`, with all interviews pooled, so that a long one weighs as it is long, and `interview`
    null; or `by_interview`, one row for each. Overlapping marks of one coder count once; passages for and against the
    code both use it. `both`, `only_a`, `only_b`, `neither` and `n` are characters (Unicode code points). The
    coefficients, `reason` and errors are as in `agreement`, without `kappa_se`: characters of one text are not
    independent. `alpha` is Krippendorff's nominal alpha over characters, not one of those for unitizing.
    """
    wanted = pl.col("interview").is_not_null() if by_interview else pl.col("interview").is_null()
    return _figures(_ask(gate, AGREEMENT_CHARACTERS, selection, domains).filter(wanted), COEFFICIENTS)


def _ask(gate: Gate, query: Query, selection: Selection, domains: Sequence[str]) -> pl.DataFrame:
    return gate.run(
        query,
        filters=selection.filters.parameters(),
        level=selection.level.value,
        domains=list(domains) or None,
    )


def _figures(counts: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The counts with the named coefficients of each row, and the reason where there is something to say."""
    tables = [agreement_2x2(*row) for row in counts.select("both", "only_a", "only_b", "neither").iter_rows()]
    return counts.with_columns(
        *(pl.Series(name, [getattr(table, name, None) for table in tables], dtype=pl.Float64) for name in names),
        reason=_reason(throughout=pl.col("both") == pl.col("n")),
    )


def _reason(throughout: pl.Expr) -> pl.Expr:
    """Why kappa and alpha are undefined, or 0 by necessity; null where they say something."""
    by_a, by_b = pl.col("both") + pl.col("only_a") > 0, pl.col("both") + pl.col("only_b") > 0
    return (
        pl.when(~by_a & ~by_b)
        .then(pl.lit("not used"))
        .when(~by_a | ~by_b)
        .then(pl.lit("used by one coder only"))
        .when(throughout)
        .then(pl.lit("used by both throughout"))
    )
