"""The front door: the `commonplace` command, and `server` for a WSGI host.

Exit codes: 0 done, 1 the input is at fault, 2 wrong usage.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data import terminal
from data.release import describe_release

if TYPE_CHECKING:
    from flask import Flask

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

Package = Annotated[Path, typer.Argument(help="The folder of a study package.")]
Releases = Annotated[Path, typer.Option(envvar="COMMONPLACE_RELEASES", help="The folder of releases.")]
RELEASES = Path("releases")


@cli.command()
def serve(
    study: Annotated[Path, typer.Argument(help="A study package, or a release file.")] = Path("data/northmere"),
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8050,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes serve.")] = 2,
    releases: Releases = RELEASES,
) -> None:
    """Serve a study in a browser; a package is built first when its content has no release yet."""
    from dashboard import serving

    with terminal.faults_to_exit_code():
        path = study if study.is_file() else terminal.build_package(study, releases, quiet=True).path
        try:
            serving.serve(path, str(describe_release(path)), host=host, port=port, workers=workers)
        except serving.RefusedError as refusal:
            raise typer.BadParameter(str(refusal)) from refusal


@cli.command()
def build(package: Package, releases: Releases = RELEASES) -> None:
    """Build a release from a study package."""
    with terminal.faults_to_exit_code():
        terminal.build_package(package, releases)


@cli.command()
def check(package: Package) -> None:
    """Say everything that is wrong with a study package, and build nothing."""
    with terminal.faults_to_exit_code():
        terminal.check_package(package)


@cli.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Files written by other tools.")],
    into: Annotated[Path, typer.Option(help="The package to write or to extend.")],
    report: Annotated[Path | None, typer.Option(help="Where to keep the import report as JSON.")] = None,
) -> None:
    """Bring other tools' files into a study package, with an account of every row."""
    with terminal.faults_to_exit_code():
        terminal.import_into(files, into, report)


def server() -> "Flask":
    """The WSGI application for the release named by COMMONPLACE_RELEASE, ready to take its first request."""
    from dashboard.serving import application

    return application(Path(os.environ["COMMONPLACE_RELEASE"]), os.environ["COMMONPLACE_EDITION"])


def main() -> None:
    """Run the `commonplace` command."""
    cli()


if __name__ == "__main__":
    main()
