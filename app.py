"""The front door: the `commonplace` command, and `server` for a WSGI host.

Exit codes: 0 done, 1 the input is at fault, 2 wrong usage.
"""

import atexit
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data import terminal
from data.release import describe_release, releases_in
from queries.audience import Audience

if TYPE_CHECKING:
    from flask import Flask

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

Package = Annotated[Path, typer.Argument(help="The folder of a study package.")]
Releases = Annotated[Path, typer.Option(envvar="COMMONPLACE_RELEASES", help="The folder of releases.")]
PublicUrl = Annotated[
    str | None, typer.Option(envvar="COMMONPLACE_PUBLIC_URL", help="Where readers reach it: https://…")
]
RELEASES = Path("releases")


@cli.command()
def serve(
    study: Annotated[Path, typer.Argument(help="A study package, or a release file.")] = Path("data/northmere"),
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8050,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes serve.")] = 2,
    releases: Releases = RELEASES,
    public_url: PublicUrl = None,
) -> None:
    """Serve a study in a browser; a package is built first when its content has no release yet."""
    from dashboard import inviting, serving

    with terminal.faults_to_exit_code(), inviting.faults_to_exit_code():
        path = study if study.is_file() else terminal.build_package(study, releases, quiet=True).path
        edition = str(describe_release(path))
        try:
            serving.serve(path, edition, host=host, port=port, workers=workers, public_url=public_url)
        except serving.RefusedError as refusal:
            raise typer.BadParameter(str(refusal)) from refusal


@cli.command()
def invite(
    *,
    audience: Annotated[Audience | None, typer.Option(help="As whom they read.")] = None,
    name: Annotated[str | None, typer.Option(help="Who they are.")] = None,
    days: Annotated[int, typer.Option(min=1, max=365, help="For how long.")] = 30,
    study: Annotated[
        str | None, typer.Option(help="The id of the study; the only one there is need not be named.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the invitations instead.")] = False,
    revoke: Annotated[str | None, typer.Option(metavar="ID", help="End an invitation instead.")] = None,
    releases: Releases = RELEASES,
    public_url: PublicUrl = None,
) -> None:
    """Invite somebody to read a study: prints a link of their own, this once."""
    from dashboard import inviting

    if list_ and revoke is not None:
        raise typer.BadParameter("Say either --list or --revoke, not both.")
    with terminal.faults_to_exit_code():
        if list_:
            inviting.show(releases, study)
        elif revoke is not None:
            inviting.revoke(releases, revoke)
        else:
            studies = {entry.study for entry in releases_in(releases)}
            inviting.invite(releases, study, studies, audience=audience, name=name, days=days, public_url=public_url)


@cli.command()
def build(package: Package, releases: Releases = RELEASES) -> None:
    """Build a release from a study package, and audit what leaders would see of it."""
    with terminal.faults_to_exit_code():
        if not terminal.build_package(package, releases).is_for_leaders:
            raise typer.Exit(1)


@cli.command()
def audit(
    release: Annotated[Path, typer.Argument(help="A release file.")],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the audit as JSON.")] = False,
) -> None:
    """Say what anyone who reads a release, and those before it, could be certain of; exit code 1 if anything."""
    with terminal.faults_to_exit_code():
        terminal.audit_release_at(release, as_json=json)


@cli.command()
def check(package: Package) -> None:
    """Say everything that is wrong with a study package, and build nothing."""
    with terminal.faults_to_exit_code():
        terminal.check_package(package)


@cli.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Files written by other tools.")],
    *,
    into: Annotated[Path | None, typer.Option(help="The package to write or to extend.")] = None,
    report: Annotated[Path | None, typer.Option(help="Where to keep the import report as JSON too.")] = None,
    offsets: Annotated[str, typer.Option(help="How a project counts offsets, where that cannot be told.")] = "",
    pseudonyms: Annotated[
        Path | None,
        typer.Option(metavar="KEY", help="Put labels in place of people's names; the key goes to this file."),
    ] = None,
    suggest: Annotated[bool, typer.Option("--suggest", help="Suggest how to map a table; import nothing.")] = False,
) -> None:
    """Bring other tools' files into a study package, with an account of every row."""
    from data import terminal_imports

    if suggest:
        if len(files) != 1:
            raise typer.BadParameter("Name one table to suggest a mapping of.")
        with terminal.faults_to_exit_code():
            terminal_imports.suggest_mapping(files[0], into, pseudonyms)
        return
    if into is None:
        raise typer.BadParameter("Say where to: --into FOLDER")
    with terminal.faults_to_exit_code():
        terminal_imports.import_into(files, into, report, offsets=offsets, pseudonyms=pseudonyms)


@cli.command()
def diff(
    before: Annotated[Path, typer.Argument(help="A study package, or a release file.")],
    after: Annotated[Path, typer.Argument(help="The same at another time.")],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the difference as JSON.")] = False,
) -> None:
    """Say what changed from one package or release to another, and which headline numbers with it."""
    from data import terminal_imports

    with terminal.faults_to_exit_code():
        terminal_imports.print_difference(before, after, as_json=json)


class Form(StrEnum):
    """The forms a study is written in."""

    REFI_QDA = "refi-qda"
    TABLES = "tables"
    PARQUET = "parquet"


@cli.command()
def export(
    release: Annotated[Path, typer.Argument(help="A release file, or a study package.")],
    *,
    as_: Annotated[Form, typer.Option("--as", help="In which form.")],
    to: Annotated[Path, typer.Option(help="The file, or the folder, to write.")],
) -> None:
    """Write the whole study for other tools: a REFI-QDA project with a sidecar, or its tables."""
    from data import terminal_imports

    with terminal.faults_to_exit_code():
        terminal_imports.export_to(release, as_.value, to)


def server() -> "Flask":
    """The WSGI application for the release named by COMMONPLACE_RELEASE, ready to take its first request."""
    from dashboard.serving import application

    release, edition = Path(os.environ["COMMONPLACE_RELEASE"]), os.environ["COMMONPLACE_EDITION"]
    return application(release, edition, os.environ.get("COMMONPLACE_PUBLIC_URL"))


def main() -> None:
    """Run the `commonplace` command, and leave without taking the interpreter apart.

    While it is taken apart DuckDB's binding counts its own types as leaked, and fills the terminal with their names.
    """
    try:
        cli()
    except SystemExit as leaving:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(leaving.code if isinstance(leaving.code, int) else bool(leaving.code))


if __name__ == "__main__":
    main()
