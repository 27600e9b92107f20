"""Inviting: what `commonplace invite` does and says."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dashboard.invitations import Invitation, Invitations
from dashboard.safekeeping import AccessError
from dashboard.whereabouts import public_origin
from queries.audience import Audience

SHOWN = 12
"""Characters of an id in the list: enough to revoke it by."""
HERE = "127.0.0.1:8050"

_out = Console(highlight=False, soft_wrap=True)
_error = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def faults_to_exit_code() -> Iterator[None]:
    """Print what invitations cannot rest on, without a traceback, and leave with exit code 1."""
    try:
        yield
    except AccessError as error:
        _error.print(str(error), markup=False)
        raise typer.Exit(1) from error


def invite(
    releases: Path,
    study: str | None,
    studies: Collection[str],
    *,
    audience: Audience | None,
    name: str | None,
    days: int,
    public_url: str | None,
) -> None:
    """Invite somebody to a study and print their link, this once.

    The study is the only one of the `studies` in the folder of releases unless it is named. Without a public URL it is
    that of the newest invitation to the study, else this machine's. Leaves with exit code 2 where audience or name are
    missing or the URL is none, and with 1 where there is no such study.
    """
    if audience is None or name is None:
        raise typer.BadParameter("To invite somebody, say both --audience and --name.")
    try:
        origin = public_origin(public_url) if public_url else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    with faults_to_exit_code():
        chosen = _chosen(study, studies, releases)
        invitations = Invitations(releases)
        made = invitations.invite(
            study=chosen,
            audience=audience,
            name=name,
            days=days,
            public_url=origin or invitations.public_url(chosen),
        )
        link = f"{made.public_url or f'http://{HERE}'}/invited/{invitations.sign(made.id, 'link')}"
    _out.print(link, markup=False)
    _error.print(
        f"For {made.name}: reads {chosen} as {made.audience}, until {_date(made.expires_on)}. "
        f"The link is shown this once. To end it: commonplace invite --revoke {made.id[:SHOWN]}",
        markup=False,
    )
    if made.public_url is None:
        _error.print("It opens on this machine only; to invite others, say --public-url as well.", markup=False)


def show(releases: Path, study: str | None) -> None:
    """Print every invitation in the folder of releases, or those to one study."""
    with faults_to_exit_code():
        invitations = Invitations(releases)
        found = [each for each in invitations.all() if study in (None, each.study)]
    if not found:
        _out.print("Nobody has been invited yet.")
        return
    table = Table("id", "name", "audience", "study", "expires", "state", "opened", box=None)
    for each in found:
        table.add_row(*map(Text, _row(each, invitations.clock())))
    _out.print(table)


def revoke(releases: Path, beginning: str) -> None:
    """End the invitation whose id begins so; whoever came by it is a stranger from their next request on."""
    with faults_to_exit_code():
        ended = Invitations(releases).revoke(beginning)
    _out.print(f"The invitation of {ended.name} to {ended.study} has ended.", markup=False)


def _chosen(study: str | None, studies: Collection[str], releases: Path) -> str:
    known = ", ".join(sorted(studies))
    if not studies:
        raise AccessError(f"{releases} holds no release to invite anyone to. Build one: commonplace build STUDY")
    if study is None and len(studies) > 1:
        raise AccessError(f"{releases} holds several studies: {known}. Say which one with --study.")
    if study is not None and study not in studies:
        raise AccessError(f"“{study}” is no study in {releases}. Say one of these with --study: {known}.")
    return study or next(iter(studies))


def _row(invitation: Invitation, now: float) -> list[str]:
    return [
        invitation.id[:SHOWN],
        invitation.name,
        invitation.audience.value,
        invitation.study,
        _date(invitation.expires_on),
        invitation.state(now),
        f"{invitation.opened:,}×" if invitation.opened else "never",
    ]


def _date(time: float) -> str:
    day = datetime.fromtimestamp(time, UTC)
    return f"{day.day} {day:%b %Y}"
