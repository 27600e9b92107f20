"""What the command says on a terminal: progress, counts, faults and reports."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from data.auditing import audit_release
from data.build import BuildError, Built, build
from data.faults import StudyError
from data.import_report import Report
from data.importing import ImportFailedError, import_files
from data.release import ReleaseError
from data.sources.left_out import LeftOut
from data.study import load_study
from queries.audit import Audit, Leak
from queries.database import DatabaseError

MOST_NAMED = 6
"""Codes named of those that leak alike."""

MOST_SHOWN = 20
"""Faults of one kind in one column shown before the rest are counted."""

_out = Console(highlight=False, soft_wrap=True)
_error = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def faults_to_exit_code() -> Iterator[None]:
    """Print what is wrong with the input, without a traceback, and leave with exit code 1."""
    try:
        yield
    except StudyError as error:
        _print_faults(error)
        raise typer.Exit(1) from error
    except (BuildError, DatabaseError, ImportFailedError, ReleaseError) as error:
        _error.print(str(error), markup=False)
        raise typer.Exit(1) from error
    except OSError as error:
        _error.print(f"{error.filename or 'A file'} cannot be used: {error.strerror}.", markup=False)
        raise typer.Exit(1) from error


def check_package(package: Path) -> None:
    """Load the package and say that it is sound; raises StudyError with every fault."""
    study = load_study(package)
    _print_left_out(study.left_out)
    respondents, codings = study.tables["respondents"].height, study.tables["codings"].height
    _out.print(f"{package} is sound: {respondents:,} respondents, {codings:,} codings. Nothing was built.")
    lost = sum(entry.kind == "codings" for entry in study.left_out)
    if lost:
        _out.print(
            f"But {lost:,} coding{'' if lost == 1 else 's'} found no place, and a passage left out is not counted."
        )


def build_package(package: Path, releases: Path, *, quiet: bool = False) -> Built:
    """Build the package into a release; `quiet` says nothing about one that is there already."""
    began = time.monotonic()
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=_error,
        transient=True,
        disable=not _error.is_terminal,
    ) as progress:
        task = progress.add_task(f"Reading {package}", total=None)
        study = load_study(package)
        built = build(study, releases, progress=lambda step: progress.update(task, description=step))
    if built.is_new or not quiet:
        _print_left_out(study.left_out)
        if study.withdrawn:
            _out.print(f"{len(study.withdrawn)} withdrew and are left out, with all they said.")
        _print_built(built, time.monotonic() - began)
    return built


def audit_release_at(path: Path, *, as_json: bool) -> None:
    """Print what a reader of the release could be certain of; leaves with exit code 1 where there is anything."""
    found = audit_release(path)
    if as_json:
        _out.print_json(data=found.as_json())
    else:
        _print_audit(found)
    if not found.holds:
        raise typer.Exit(1)


def import_into(files: Sequence[Path], package: Path, report: Path | None) -> None:
    """Import the files into the package, print the report and keep it as JSON where asked."""
    if report and (report.is_dir() or not report.absolute().parent.is_dir()):
        raise ImportFailedError(f"The report cannot be written to {report}: name a file in a folder that exists.")
    account = import_files(files, package)
    if report:
        try:
            report.write_text(json.dumps(account, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        except OSError as error:
            raise ImportFailedError(f"{package} is written, but not the report: {error.strerror}: {report}") from error
    _print_report(account, package)


def _print_built(built: Built, seconds: float) -> None:
    verb = "Built" if built.is_new else "Already built:"
    _out.print(f"{verb} {built.release} of {built.release.study}: {built.release.release} in {seconds:.1f} s")
    _out.print(", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in built.taken.items() if count))
    if built.audit:
        _print_audit(built.audit, brief=True)


def _print_audit(found: Audit, *, brief: bool = False) -> None:
    others = f", together with {', '.join(found.releases[:-1])}" if len(found.releases) > 1 else ""
    leaders, presentation = found.numbers["leader"], found.numbers["presentation"]
    _out.print(f"Audited{others}: {leaders:,} numbers told to leaders, {presentation:,} on the presentation screen.")
    if found.holds:
        _out.print("Nobody from outside, and none of the people asked, could be certain of what another said.")
    if not leaders:
        _out.print("Leaders are told no number at all: there are too few people for this window.")
    for line in _leaks(found.leaks):
        _out.print(f"  Leak to {line}", markup=False)
    for line in () if brief else _leaks(found.if_two_pool):
        _out.print(f"  Not promised to {line}", markup=False)
    if not found.holds:
        _out.print("Leaders do not get this release; analysts do.")


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
            _error.print(str(fault), markup=False)
    for (file, column, rule), count in shown.items():
        if count > MOST_SHOWN:
            _error.print(f"{file}: {column}: {rule}: {count - MOST_SHOWN:,} more rows like these.", markup=False)
    count = len(error.faults)
    _error.print(f"{count:,} fault{'' if count == 1 else 's'}. Nothing was written.", markup=False)


def _print_left_out(left_out: Sequence[LeftOut]) -> None:
    if left_out:
        _out.print(f"Left out: {len(left_out):,}")
        for entry in left_out:
            _out.print(f"  {entry.place}: “{entry.what}”: {entry.reason}", markup=False)


def _print_report(account: Report, package: Path) -> None:
    table = Table("", "in the file", "taken", title=account["tool"], title_justify="left", box=None)
    for name in account["in_file"] | account["taken"]:
        found = account["in_file"].get(name)
        table.add_row(
            name.replace("_", " "), f"{found:,}" if found is not None else "–", f"{account['taken'].get(name, 0):,}"
        )
    _out.print(table)
    if account["offsets"]:
        _out.print(f"Offsets: {account['offsets']['convention']} (score {account['offsets']['score']})", markup=False)
    if account["text_matches"] is not None:
        codings = account["in_file"].get("codings", account["text_matches"])
        _out.print(f"Codings whose text matches the transcript: {account['text_matches']:,} of {codings:,}")
    for each in account.get("files", [account]):
        for assumption in each["assumed"]:
            _out.print(f"Taken as so: {assumption}.", markup=False)
    _print_left_out([LeftOut(**entry) for entry in account["left_out"]])
    _out.print(f"Written to {package}.", markup=False)
