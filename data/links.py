"""What must hold between the tables, the transcripts and study.toml: keys, the code tree, offsets, claims."""

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from data.claims import broken_claims
from data.faults import Fault, nearest
from data.settings import FILE, Settings
from data.tables import TABLES, references

Tables = Mapping[str, pl.DataFrame]
"""Typed tables by name, each row with the `row` and `file` it came from."""


def broken_links(settings: Settings, tables: Tables, transcripts: Mapping[str, str]) -> Iterator[Fault]:
    """Every fault that only shows when the parts of a study are held side by side."""
    stages = pl.DataFrame({"stages": list(settings.study.stages)}, schema={"stages": pl.String})
    for table in TABLES:
        yield from _look_alikes(table, tables[table])
        for column, target in references(table).items():
            keys = stages["stages"] if target == "stages" else tables[target][_key(target)]
            yield from _unknown(tables[table], column, keys, target)
    yield from _subjects(tables)
    yield from _cycles(tables["codes"])
    yield from _not_codable(tables)
    yield from _unassigned(tables)
    yield from _transcripts(tables, transcripts)
    for table in ("codings", "quotes"):
        yield from _offsets(tables[table], transcripts)
    yield from _settings(settings, tables["codes"])
    yield from broken_claims(settings, tables)
    if all(table.is_empty() for table in tables.values()):
        yield Fault(FILE, None, "", "", "stands alone: no table of the study has a row")


def _key(table: str) -> str:
    return TABLES[table].primary_key()[0]


def _unknown(table: pl.DataFrame, column: str, keys: pl.Series, target: str) -> Iterator[Fault]:
    """Anti-join: the rows whose `column` names a key that `target` does not have."""
    where = FILE if target == "stages" else f"{target}.csv"
    known = keys.drop_nulls().unique().sort().to_list()
    strays = table.filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(known))
    for file, row, value in strays.select("file", "row", column).iter_rows():
        yield Fault(file, row, column, value, f"is not in {where}", nearest(value, known))


def _look_alikes(table: str, rows: pl.DataFrame) -> Iterator[Fault]:
    """Keys that differ in case or in outer space only: two spellings of one thing."""
    key = TABLES[table].primary_key()
    if len(key) > 1 or rows.is_empty():
        return
    folded = pl.col(key[0]).str.strip_chars().str.to_lowercase()
    twins = rows.filter(pl.col(key[0]).n_unique().over(folded) > 1)
    for file, row, value in twins.select("file", "row", key[0]).iter_rows():
        others = twins.filter(folded == value.strip().lower())[key[0]].to_list()
        other = next((name for name in others if name != value), value)
        yield Fault(file, row, key[0], value, f"differs only in case from “{other}”; give one of them another key")


def _subjects(tables: Tables) -> Iterator[Fault]:
    observations = tables["observations"]
    for kind, table in (("network", "networks"), ("organisation", "organisations")):
        yield from _unknown(
            observations.filter(pl.col("subject_type") == kind), "subject", tables[table][_key(table)], table
        )


def _cycles(codes: pl.DataFrame) -> Iterator[Fault]:
    parents = dict(codes.select("code", "parent").iter_rows())
    for file, row, code in codes.select("file", "row", "code").iter_rows():
        seen = set()
        above = code
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above is not None and above == code:
            yield Fault(file, row, "parent", code, "is above itself in the code tree")


def _not_codable(tables: Tables) -> Iterator[Fault]:
    headings = tables["codes"].filter(~pl.col("codable"))["code"]
    for row in tables["codings"].filter(pl.col("code").is_in(headings.to_list())).iter_rows(named=True):
        rule = "is a heading of the codebook (codable is false), and a passage was coded with it"
        yield Fault(row["file"], row["row"], "code", row["code"], rule)


def _unassigned(tables: Tables) -> Iterator[Fault]:
    """Without an assignment nobody knows whether a coder's silence on the rest of an interview means anything."""
    known = pl.col("coder").is_in(tables["coders"]["coder"].to_list())
    codings = tables["codings"].filter(pl.col("interview").is_not_null() & known)
    pairs = codings.unique(["interview", "coder"], keep="first", maintain_order=True)
    loose = pairs.join(tables["assignments"].select("interview", "coder"), on=["interview", "coder"], how="anti")
    for row in loose.iter_rows(named=True):
        rule = f"coded {row['interview']} without a row in assignments.csv that says whether they finished it"
        yield Fault(row["file"], row["row"], "coder", row["coder"], rule)


def _transcripts(tables: Tables, transcripts: Mapping[str, str]) -> Iterator[Fault]:
    interviews = tables["interviews"]["interview"].drop_nulls().to_list()
    for name in sorted(set(transcripts) - set(interviews)):
        rule = "has no row in interviews.csv"
        yield Fault(f"transcripts/{name}.txt", None, "", "", rule, nearest(name, interviews))
    for file, row, name in tables["interviews"].select("file", "row", "interview").iter_rows():
        if name is not None and name not in transcripts:
            yield Fault(file, row, "interview", name, f"has no transcript: transcripts/{name}.txt does not exist")


def _offsets(passages: pl.DataFrame, transcripts: Mapping[str, str]) -> Iterator[Fault]:
    lengths = pl.DataFrame(
        {"interview": list(transcripts), "length": [len(text) for text in transcripts.values()]},
        schema={"interview": pl.String, "length": pl.Int64},
    )
    beyond = passages.join(lengths, on="interview").filter(pl.col("end") > pl.col("length"))
    for row in beyond.iter_rows(named=True):
        rule = f"is past the end of transcript {row['interview']}, which has {row['length']:,} characters"
        yield Fault(row["file"], row["row"], "end", str(row["end"]), rule)


def _settings(settings: Settings, codes: pl.DataFrame) -> Iterator[Fault]:
    def named(setting: str, values: Iterable[str], level: str) -> Iterator[Fault]:
        known = codes.filter(pl.col("level") == level)["code"].to_list()
        for value in values:
            if value not in known:
                yield Fault(FILE, None, setting, value, f"is not a {level} in codes.csv", nearest(value, known))

    for page, domains in settings.views.pages.items():
        yield from named(f"views.{page}", domains, "domain")
    yield from named("views.opposites", (code for pair in settings.views.opposites for code in pair), "code")
    yield from named("release.change", settings.release.change, "theme")
