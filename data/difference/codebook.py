"""The codebook of two states of a study: codes that are new, gone, renamed, merged, split, moved or changed."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from data.difference.codings import PlacedCodings
from data.difference.lineage import Codebook, Destination, Lineage, lineage
from data.difference.tables import RowChange, comparable, row_changes
from data.study import Study

VALUES = ("level", "definition", "framework", "valence", "sensitive", "origin", "codable")
"""What a code says of itself besides its name and its place in the tree."""


@dataclass(frozen=True)
class Code:
    """A code, theme or domain: its key and its name."""

    code: str
    name: str
    level: str

    def __str__(self) -> str:
        return f"{self.code} “{self.name}”"


@dataclass(frozen=True)
class RenamedCode:
    """A code with another name, or with another key: then `agree` of its `passages` are with the new one."""

    before: Code
    after: Code
    agree: int | None = None
    passages: int | None = None


@dataclass(frozen=True)
class DissolvedCode:
    """A code that is gone, and where its passages went: to one code it was merged into, or to those it was split in."""

    code: Code
    into: tuple[tuple[Code, int], ...]
    passages: int


@dataclass(frozen=True)
class MovedCode:
    """A code that stands under another; by their keys, None for the top."""

    code: Code
    before: str | None
    after: str | None


@dataclass(frozen=True)
class CodebookChanges:
    """All that changed in the codebook; `is_reordered` where codes that are kept are read in another order.

    A code that is gone or new stands in one place alone: in `gone` or `added` only where nothing else can be told.
    """

    added: tuple[Code, ...]
    gone: tuple[Code, ...]
    renamed: tuple[RenamedCode, ...]
    merged: tuple[DissolvedCode, ...]
    split: tuple[DissolvedCode, ...]
    moved: tuple[MovedCode, ...]
    changed: tuple[RowChange, ...]
    is_reordered: bool

    def __bool__(self) -> bool:
        listed = (self.added, self.gone, self.renamed, self.merged, self.split, self.moved, self.changed)
        return any(listed) or self.is_reordered


def codebook_changes(codings: PlacedCodings, before: Study, after: Study) -> tuple[CodebookChanges, dict[str, str]]:
    """What changed in the codebook, and the key that each code with a new key has now; see `lineage`."""
    old, new = (comparable("codes", study.tables["codes"]) for study in (before, after))
    one, other = _codebook(old), _codebook(new)
    found = lineage(_shared(codings.before, before, after), _shared(codings.after, before, after), one, other)
    return _Told(old, new, one, other, found).changes(), found.keys


def _codebook(codes: pl.DataFrame) -> Codebook:
    return {row["code"]: row for row in codes.select("code", "parent", "level", "name").iter_rows(named=True)}


def _shared(codings: pl.DataFrame, before: Study, after: Study) -> pl.DataFrame:
    """The codings of interviews and by coders that both states have."""
    both = {
        name: before.tables[f"{name}s"].join(after.tables[f"{name}s"], on=name, how="semi")[name].to_list()
        for name in ("interview", "coder")
    }
    return codings.filter(*(pl.col(name).is_in(keys) for name, keys in both.items()))


@dataclass(frozen=True)
class _Told:
    """The two codebooks, and what became of the codes that are gone."""

    old: pl.DataFrame
    new: pl.DataFrame
    before: Codebook
    after: Codebook
    lineage: Lineage

    def changes(self) -> CodebookChanges:
        now = self.lineage.keys
        told = {*now, *self.lineage.merged, *self.lineage.split}
        came = set(now.values())
        kept = [(code, now.get(code, code)) for code in self.before if now.get(code, code) in self.after]
        place = {code: rank for rank, code in enumerate(self.after)}
        order = [place[new] for _, new in kept]
        both = self.old.with_columns(pl.col("code", "parent").replace(now)).join(self.new, on="code", suffix="_after")
        moved = both.filter(pl.col("parent").ne_missing(pl.col("parent_after")))
        return CodebookChanges(
            added=tuple(_code(c, self.after) for c in self.after if c not in self.before and c not in came),
            gone=tuple(_code(c, self.before) for c in self.before if c not in self.after and c not in told),
            renamed=tuple(filter(None, (self._renamed(*pair) for pair in kept))),
            merged=self._dissolved(self.lineage.merged),
            split=self._dissolved(self.lineage.split),
            moved=tuple(
                MovedCode(_code(code, self.after), parent, parent_after)
                for code, parent, parent_after in moved.select("code", "parent", "parent_after").iter_rows()
            ),
            changed=row_changes("codes", both, ["code"], VALUES),
            is_reordered=order != sorted(order),
        )

    def _renamed(self, old: str, new: str) -> RenamedCode | None:
        before, after = _code(old, self.before), _code(new, self.after)
        if old != new:
            found = self.lineage.renamed[old]
            return RenamedCode(before, after, found.parts[0].passages, found.passages)
        return RenamedCode(before, after) if before.name != after.name else None

    def _dissolved(self, gone: Mapping[str, Destination]) -> tuple[DissolvedCode, ...]:
        return tuple(
            DissolvedCode(
                _code(code, self.before),
                tuple((_code(part.code, self.after), part.passages) for part in found.parts),
                found.passages,
            )
            for code, found in gone.items()
        )


def _code(code: str, codebook: Codebook) -> Code:
    return Code(code, codebook[code]["name"] or "", codebook[code]["level"] or "")
