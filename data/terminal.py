"""What the command says on a terminal: progress, counts, faults and reports."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from data.auditing import audit_release
from data.build import BuildError, Built, build
from data.export.drafts import ExportError
from data.faults import ImportFailedError, StudyError
from data.release import ReleaseError
from data.sources.left_out import LeftOut
from data.study import load_study
from queries.audit import Audit, Leak
from queries.database import DatabaseError

MOST_NAMED = 6
"""Codes named of those that leak alike."""

MOST_SHOWN = 20
"""Faults of one kind in one column shown before the rest are counted."""

OUT = Console(highlight=False, soft_wrap=True)
ERROR = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def faults_to_exit_code() -> Iterator[None]:
    """Print what is wrong with the input, without a traceback, and leave with exit code 1."""
    try:
        yield
    except StudyError as error:
        _print_faults(error)
        raise typer.Exit(1) from error
    except (BuildError, DatabaseError, ExportError, ImportFailedError, ReleaseError) as error:
        ERROR.print(str(error), markup=False)
        raise typer.Exit(1) from error
    except OSError as error:
        ERROR.print(f"{error.filename or 'A file'} cannot be used: {error.strerror}.", markup=False)
        raise typer.Exit(1) from error


@contextmanager
def watched(first: str) -> Iterator[Callable[[str], None]]:
    """Show what is being done while it lasts, on a terminal; gives a function that is told each step."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
        console=ERROR,
        transient=True,
        disable=not ERROR.is_terminal,
    ) as progress:
        task = progress.add_task(first, total=None)
        yield lambda step: progress.update(task, description=step)


def check_package(package: Path) -> None:
    """Load the package and say that it is sound; raises StudyError with every fault."""
    study = load_study(package)
    print_left_out(study.left_out)
    respondents, codings = study.tables["respondents"].height, study.tables["codings"].height
    OUT.print(f"{package} is sound: {respondents:,} respondents, {codings:,} codings. Nothing was built.")
    lost = sum(entry.kind == "codings" for entry in study.left_out)
    if lost:
        OUT.print(
            f"But {lost:,} coding{'' if lost == 1 else 's'} found no place, and a passage left out is not counted."
        )


def build_package(package: Path, releases: Path, *, quiet: bool = False) -> Built:
    """Build the package into a release; `quiet` says nothing about one that is there already."""
    began = time.monotonic()
    with watched(f"Reading {package}") as step:
        study = load_study(package)
        built = build(study, releases, progress=step)
    if built.is_new or not quiet:
        print_left_out(study.left_out)
        if study.withdrawn:
            OUT.print(f"{len(study.withdrawn)} withdrew and are left out, with all they said.")
        for finding in study.without_support:
            OUT.print(
                f"Finding {finding} is a draft in this release: without what was taken back it rests on the words of "
                "fewer than two people. Cite others in evidence.csv, or retract it.",
                markup=False,
            )
        _print_built(built, time.monotonic() - began)
    return built


def audit_release_at(path: Path, *, as_json: bool) -> None:
    """Print what a reader of the release could be certain of; leaves with exit code 1 where there is anything."""
    found = audit_release(path)
    if as_json:
        OUT.print_json(data=found.as_json())
    else:
        _print_audit(found)
    if not found.holds:
        raise typer.Exit(1)


def _print_built(built: Built, seconds: float) -> None:
    verb = "Built" if built.is_new else "Already built:"
    OUT.print(f"{verb} {built.release} of {built.release.study}: {built.release.release} in {seconds:.1f} s")
    OUT.print(", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in built.taken.items() if count))
    for finding in built.untold:
        OUT.print(f"Leaders will not see finding {finding}: it is published, and its number cannot be told to them.")
    if built.audit:
        _print_audit(built.audit, brief=True)


def _print_audit(found: Audit, *, brief: bool = False) -> None:
    others = f", together with {', '.join(found.releases[:-1])}" if len(found.releases) > 1 else ""
    leaders, presentation = found.numbers["leader"], found.numbers["presentation"]
    OUT.print(f"Audited{others}: {leaders:,} numbers told to leaders, {presentation:,} on the presentation screen.")
    if found.holds:
        OUT.print("Nobody from outside, and none of the people asked, could be certain of what another said.")
    if not leaders:
        OUT.print("Leaders are told no number at all: there are too few people for this window.")
    for line in _leaks(found.leaks):
        OUT.print(f"  Leak to {line}", markup=False)
    for line in () if brief else _leaks(found.if_two_pool):
        OUT.print(f"  Not promised to {line}", markup=False)
    if not found.holds:
        OUT.print("Leaders do not get this release; analysts do.")


def _leaks(leaks: Sequence[Leak]) -> list[str]:
    """A line for each set of numbers that says too much, with all that follows from it."""
    hows: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for leak in leaks:
        hows.setdefault((leak.audience, tuple(leak.codes), tuple(leak.slices)), []).append(leak.how)
    lines = []
    for (audience, codes, slices), how in hows.items():
        more = f" and {len(codes) - MOST_NAMED} more" if len(codes) > MOST_NAMED else ""
        lines.append(f"{audience}: {', '.join(codes[:MOST_NAMED])}{more} ({'; '.join(slices)}): {'; '.join(how)}.")
    return lines


def _print_faults(error: StudyError) -> None:
    shown: dict[tuple[str, str, str], int] = {}
    for fault in error.faults:
        kind = (fault.file, fault.column, fault.rule)
        shown[kind] = shown.get(kind, 0) + 1
        if shown[kind] <= MOST_SHOWN:
            ERROR.print(str(fault), markup=False)
    for (file, column, rule), count in shown.items():
        if count > MOST_SHOWN:
            ERROR.print(f"{file}: {column}: {rule}: {count - MOST_SHOWN:,} more rows like these.", markup=False)
    count = len(error.faults)
    ERROR.print(f"{count:,} fault{'' if count == 1 else 's'}. Nothing was written.", markup=False)


def print_left_out(left_out: Sequence[LeftOut], most: int | None = None) -> None:
    """A line for each thing left out, the first `most` of each reason, and how many there are besides."""
    if not left_out:
        return
    OUT.print(f"Left out: {sum(entry.count for entry in left_out):,}")
    shown: dict[str, int] = {}
    for entry in left_out:
        shown[entry.reason] = shown.get(entry.reason, 0) + 1
        if most is None or shown[entry.reason] <= most:
            many = f" ({entry.count:,})" if entry.count > 1 else ""
            OUT.print(f"  {entry.place}: “{entry.what}”{many}: {entry.reason}", markup=False)
    for reason, count in shown.items():
        if most is not None and count > most:
            OUT.print(f"  {count - most:,} more: {reason}", markup=False)
