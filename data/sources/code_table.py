"""A codebook made whole: keys from names, parents by name, levels from the tree, each said."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from data.faults import Fault, StudyError
from data.sources.codebook import levels
from data.sources.keys import keys_of
from data.sources.matching import matched

PLAIN = {"sensitive": "false", "codable": "true"}


Path = tuple[str, ...]


@dataclass(frozen=True)
class Naming:
    """How a tool writes codes below others: the path that a name stands for, and what its key is made from."""

    path_of: Callable[[str], Path] = lambda name: (name,)
    key_of: Callable[[Path], str] = lambda path: path[-1]


PLAINLY = Naming()


def codes_of(paths: Iterable[Sequence[str]], naming: Naming = PLAINLY) -> tuple[pl.DataFrame, dict[Path, str]]:
    """Codes from their paths, top first, with whatever is above them, in the order they come; and the key of each path.

    Those that are only above others are marked as not codable.
    """
    given = [tuple(path) for path in paths if path]
    nodes = {path[:depth]: None for path in given for depth in range(1, len(path) + 1)}
    keys = dict(zip(nodes, keys_of([naming.key_of(node) for node in nodes]), strict=True))
    codable = set(given)
    columns = {
        "code": list(keys.values()),
        "parent": [keys.get(node[:-1]) for node in nodes],
        "name": [node[-1] for node in nodes],
        "codable": ["true" if node in codable else "false" for node in nodes],
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), keys


def completed_codes(cells: pl.DataFrame, known: dict[str, str], file: str) -> tuple[pl.DataFrame, list[str]]:
    """Cells of codes with the keys, names, parents, levels and marks they lack, and what was taken as so.

    A parent may be a name; one that is none of the codes becomes a code of its own. Raises StudyError where some are
    above themselves.
    """
    assumed: list[str] = []
    if "code" not in cells.columns and "name" in cells.columns:
        named = cells["name"].fill_null("").to_list()
        cells = cells.with_columns(code=pl.Series(keys_of(named), dtype=pl.String))
        assumed.append("the keys of codes are made from their names")
    if "name" not in cells.columns and "code" in cells.columns:
        cells = cells.with_columns(name=pl.col("code"))
        assumed.append("codes are called by their keys")
    if "code" not in cells.columns:
        return cells, assumed
    if "parent" in cells.columns:
        cells, said = _with_parents(cells, known)
        assumed += said
    if "level" not in cells.columns:
        cells = cells.with_columns(level=_levels(cells, file))
        assumed.append("the level of a code is told by what stands below it")
    for column, value in PLAIN.items():
        if column not in cells.columns:
            cells = cells.with_columns(pl.lit(value).alias(column))
            assumed.append(f"no code is {column}" if value == "false" else f"every code is {column}")
        cells = cells.with_columns(pl.col(column).fill_null(value))
    return cells, assumed


def _with_parents(cells: pl.DataFrame, known: dict[str, str]) -> tuple[pl.DataFrame, list[str]]:
    own = cells.select("code", pl.col("name").fill_null("")).drop_nulls("code")
    below_themselves = {parent for name, parent in cells.select("name", "parent").iter_rows() if name == parent}
    keys = {name: code for code, name in reversed(own.rows()) if name not in below_themselves}
    keys |= {code: code for code, _ in own.iter_rows() if code not in below_themselves}
    wanted = cells["parent"].drop_nulls().unique(maintain_order=True).to_list()
    found = matched([parent for parent in wanted if parent not in keys], known)
    new = list(found.unmatched)
    there = {*known, *own["code"]}
    keys |= found.exact | dict(zip(new, keys_of([*there, *new])[len(there) :], strict=True))
    parent = pl.col("parent").replace(keys)
    if not new:
        return cells.with_columns(parent), []
    tops = pl.DataFrame({"code": [keys[name] for name in new], "name": new, "codable": ["false"] * len(new)})
    tops = tops.with_columns(row=pl.lit(cells["row"].min(), pl.Int64))
    if "codable" not in cells.columns:
        cells = cells.with_columns(codable=pl.lit("true"))
    said = f"{len(new)} that stand above codes and are none of them become codes too: {', '.join(new[:5])}"
    return pl.concat([tops, cells.with_columns(parent)], how="diagonal"), [f"{said}{' …' if len(new) > 5 else ''}"]


def _levels(cells: pl.DataFrame, file: str) -> pl.Series:
    parents: dict[str, str | None] = dict.fromkeys(cells["code"].drop_nulls())
    if "parent" in cells.columns:
        parents |= dict(cells.select("code", "parent").drop_nulls("code").iter_rows())
    circle = _circle(parents)
    if circle:
        rule = "stands above itself. Give it, or one of those below it, another parent"
        raise StudyError([Fault(file, None, "parent", circle, rule)])
    level = levels(parents)
    return pl.Series([level.get(code) for code in cells["code"]], dtype=pl.String)


def _circle(parents: dict[str, str | None]) -> str:
    settled: set[str] = set()
    for code in parents:
        trail: dict[str, None] = {}
        step: str | None = code
        while step is not None and step not in settled and step not in trail:
            trail[step] = None
            step = parents.get(step)
        if step in trail:
            return str(step)
        settled |= trail.keys()
    return ""
