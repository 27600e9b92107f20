"""What the command says of imports, exports and differences."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.table import Table

from data.difference import diff_paths
from data.export.release import export_release
from data.faults import ImportFailedError
from data.import_report import Report, alias_lines
from data.importing import import_files
from data.sources.left_out import LeftOut
from data.suggesting import suggest
from data.terminal import OUT, print_left_out, watched

MOST_LINES = 40
"""Lines of one kind shown on a terminal; the report has them all."""


def import_into(
    files: Sequence[Path], package: Path, report: Path | None, *, offsets: str = "", pseudonyms: Path | None = None
) -> None:
    """Import the files into the package, print the report and keep it as JSON where asked."""
    if report and (report.is_dir() or not report.absolute().parent.is_dir()):
        raise ImportFailedError(f"The report cannot be written to {report}: name a file in a folder that exists.")
    with watched(f"Reading {files[0].name}") as step:
        account = import_files(files, package, offsets=offsets, pseudonyms=pseudonyms, progress=step)
    if report:
        try:
            report.write_text(json.dumps(account, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        except OSError as error:
            raise ImportFailedError(f"{package} is written, but not the report: {error.strerror}: {report}") from error
    for file in account.get("files", [account]):
        _print_account(file)
    if "changes_in_words" in account:
        OUT.print("What changed in the study:")
        _print_lines(account["changes_in_words"])
    OUT.print(f"Written to {package}, with this account in {package / 'imports'}.", markup=False)
    if pseudonyms:
        OUT.print(f"The key to the labels is {pseudonyms}. Keep it apart from the package.", markup=False)


def suggest_mapping(file: Path, package: Path | None, pseudonyms: Path | None = None) -> None:
    """Print a first mapping of a table with its reasons, and add it to the package's study.toml where one is named."""
    text, written = suggest(file, package, pseudonyms)
    OUT.print(text, markup=False)
    if written:
        with_key = f" --pseudonyms {pseudonyms}" if pseudonyms else ""
        OUT.print(f"Added to {written}. Read it, mend it, then:", markup=False)
        OUT.print(f"  commonplace import {file} --into {package}{with_key}", markup=False)


def print_difference(before: Path, after: Path, *, as_json: bool) -> None:
    """Print what changed from one package or release to another."""
    with watched(f"Reading {before}"):
        found = diff_paths(before, after)
    if as_json:
        OUT.print_json(data=found.as_json())
    else:
        _print_lines(found.lines())


def export_to(release: Path, kind: str, to: Path) -> None:
    """Write a release in another form, and say what was written."""
    with watched(f"Writing {to}"):
        said = export_release(release, kind, to)
    _print_lines(said)


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        OUT.print(line, markup=False)


def _print_account(account: Report) -> None:
    """What one file held, what was taken, and everything that a person should know of it."""
    OUT.print(_counts(account))
    _print_lines(_checks(account))
    _print_lines(_merging(account))
    _print_lines(f"Taken as so: {assumption}." for assumption in account["assumed"])
    _print_lines(f"Look at this: {line}." for line in account["noticed"])
    _print_lines(
        f"Names of codes that look alike: “{one}” and “{other}”." for one, other in account["look_alikes"][:MOST_LINES]
    )
    print_left_out([LeftOut(**entry) for entry in account["left_out"]], MOST_LINES)
    if account["suggestions"]:
        OUT.print("Names that may be the same, suggested and not applied. To apply one, put it into study.toml:")
        _print_lines(f"  {line}" for line in alias_lines(account["suggestions"]))


def _counts(account: Report) -> Table:
    table = Table("", "in the file", "taken", "left out", title=account["file"], title_justify="left", box=None)
    table.caption, table.caption_justify = account["tool"], "left"
    lost: dict[str, int] = {}
    for entry in account["left_out"]:
        lost[entry["kind"]] = lost.get(entry["kind"], 0) + entry["count"]
    for name in account["in_file"] | account["taken"]:
        found, left = account["in_file"].get(name), lost.get(name, 0)
        table.add_row(
            name.replace("_", " "),
            f"{found:,}" if found is not None else "–",
            f"{account['taken'].get(name, 0):,}",
            f"{left:,}" if left else "",
        )
    return table


def _checks(account: Report) -> Iterator[str]:
    for name, count in account["unaccounted"].items():
        yield f"Not accounted for: {count:,} {name}. Do not trust this import; the reader is at fault."
    if account["offsets"]:
        score = account["offsets"].get("score")
        yield f"Offsets: {account['offsets']['convention']}" + ("" if score is None else f" (score {score})")
    if account["text_matches"] is not None:
        codings = account["in_file"].get("codings", account["text_matches"])
        yield f"Codings whose text matches the transcript: {account['text_matches']:,} of {codings:,}"


def _merging(account: Report) -> Iterator[str]:
    for name, count in account["already_there"].items():
        yield f"There already, just so: {count:,} {name.replace('_', ' ')}"
    for name, count in account["gone"].items():
        yield f"No longer in the file, so taken out: {count:,} {name.replace('_', ' ')}"
