"""Faults: what is wrong with a study's files, said so that a person can mend it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one place of a study package.

    `row` is the line a spreadsheet program shows (the header is row 1); None where the fault is of a whole file.
    `nearest` is the closest value that would have been right, or "".
    """

    file: str
    row: int | None
    column: str
    value: str
    rule: str
    nearest: str = ""

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}, row {self.row}"
        what = f"{self.column}: " if self.column else ""
        value = f"“{_short(self.value)}” " if self.value else ""
        hint = f" Did you mean “{self.nearest}”?" if self.nearest else ""
        return f"{place}: {what}{value}{self.rule}.{hint}"


class StudyError(Exception):
    """A study's files cannot be used as they are; `faults` says why, all at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: (fault.file, fault.row or 0, fault.column, fault.rule))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ImportFailedError(Exception):
    """The package could not be written; what was there before is untouched."""


def nearest(value: str, allowed: Iterable[str]) -> str:
    """The allowed value most like `value`, or "" when none is alike or two are equally so."""
    close = process.extract(
        value, list(allowed), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=60, limit=2
    )
    if not close or (len(close) > 1 and close[0][1] == close[1][1]):
        return ""
    best: str = close[0][0]
    return best


def one_of(allowed: Sequence[str]) -> str:
    """The rule that a value must be one of `allowed`, in words."""
    return f"is not one of {', '.join(allowed)}"


def _short(value: str, limit: int = 60) -> str:
    return value if len(value) <= limit else value[: limit - 1] + "…"
