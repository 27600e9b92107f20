"""Access: who is asking, decided before anything is answered, and the two addresses at which that changes.

A study whose people are invented is open to all, who choose an audience for themselves. Any other is read either at the
machine it lies on, or, once it has a public URL, by invitation alone: then this machine too needs one, since a proxy on
it hands on anyone.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import flask
from flask import Flask, Response, current_app, g, request

from dashboard.invitations import DAY, Invitations
from dashboard.openings import open_link
from dashboard.safekeeping import AccessError
from dashboard.stranger import trouble, uninvited
from dashboard.whereabouts import asker, host_name, is_loopback
from queries.audience import Audience

STATIC = ("/assets/", "/_dash-component-suites/", "/bootstrap/")
"""Where the files lie that are the same for every study."""
CATCH_ALL = "/<path:path>"
"""Dash's route for every address that is none of its own."""
HEALTH = "/health"
PROXIES = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")
SESSION = 30 * DAY
"""The longest that a browser is known by its cookie; then its reader opens the link again."""
LET_IN = "commonplace.visitor"
DOOR = "commonplace.door"


@dataclass(frozen=True)
class Visitor:
    """Who is asking, as whom they read, and whether they may read as somebody else."""

    name: str
    audience: Audience
    may_choose: bool


NEWCOMER = Visitor("anyone", Audience.LEADER, may_choose=True)
"""Whoever comes to a study whose people are invented."""
AT_THIS_MACHINE = Visitor("this machine", Audience.ANALYST, may_choose=True)
"""Whoever comes to another study that is served on its own machine."""


def visitor() -> Visitor:
    """Who is asking; raises RuntimeError outside a request that was let in."""
    found = g.get("visitor")
    if not isinstance(found, Visitor):
        raise RuntimeError("Nobody was let in here. Call register_access before the first request.")
    return found


def releases_folder() -> Path:
    """The folder of releases that this server serves from; raises RuntimeError where register_access was not called."""
    door = current_app.extensions.get(DOOR)
    if not isinstance(door, _Door):
        raise RuntimeError("Nobody keeps the door here. Call register_access before the first request.")
    return door.invitations.releases


def let_in(as_whom: Visitor) -> dict[str, Any]:
    """What a test client's `environ_base` holds for it to be let in as this visitor; no request can bring its like."""
    return {LET_IN: as_whom}


def register_access(
    server: Flask, *, study_id: str, is_synthetic: bool, releases_folder: Path, public_url: str | None = None
) -> None:
    """Have every request to `server` decided on before it is answered, and add /as/<audience> and /invited/<token>.

    A study that is not synthetic is served by invitation if it has a `public_url`, else to this machine alone. Whoever
    is let in is `visitor()`.
    """
    door = _Door(study_id, is_synthetic, public_url, Invitations(releases_folder))
    server.extensions[DOOR] = door
    server.url_value_preprocessor(door.admit)  # these run before all that is done before a request, Dash's own too
    server.add_url_rule("/as/<audience>", "choose", door.choose)
    server.add_url_rule("/invited/<token>", "open", door.open)
    server.register_error_handler(AccessError, _trouble)


@dataclass(frozen=True)
class _Door:
    study: str
    is_synthetic: bool
    public_url: str | None
    invitations: Invitations

    @property
    def newcomer(self) -> Visitor | None:
        """Who somebody is that has no invitation, if they are let in at all."""
        if self.is_synthetic:
            return NEWCOMER
        return None if self.public_url else AT_THIS_MACHINE

    @property
    def session(self) -> str:
        return f"commonplace-{self.study}"

    @property
    def choice(self) -> str:
        return f"commonplace-{self.study}-as"

    def admit(self, _endpoint: str | None, _values: object) -> None:
        known = request.environ.get(LET_IN)
        if isinstance(known, Visitor):
            g.visitor = known
        elif not self.is_in_reach():
            flask.abort(uninvited())
        elif not _is_for_all():
            g.visitor = self.who() or flask.abort(uninvited())

    def is_in_reach(self) -> bool:
        """Whether the request came the way it should have.

        A name of its own keeps other sites from reaching in through the reader's browser.
        """
        if self.is_synthetic:
            return True
        name = host_name(request.host)
        if self.public_url:
            return name == host_name(self.public_url.partition("://")[2]) or (
                request.path == HEALTH and is_loopback(name)
            )
        is_handed_on = any(header in request.headers for header in PROXIES)
        return not is_handed_on and is_loopback(request.remote_addr or "") and is_loopback(name)

    def who(self) -> Visitor | None:
        """Who the cookies say is asking, as the invitations stand at this moment; None for a stranger."""
        signed = request.cookies.get(self.session)
        invitation = self.invitations.in_session(signed, self.study, SESSION) if signed else None
        newcomer = self.newcomer
        if newcomer is None:
            return Visitor(invitation.name, invitation.audience, may_choose=False) if invitation else None
        known = replace(newcomer, name=invitation.name, audience=invitation.audience) if invitation else newcomer
        chosen = request.cookies.get(self.choice)
        return replace(known, audience=Audience(chosen)) if chosen in set(Audience) else known

    def choose(self, audience: str) -> Response:
        """Read as another audience from here on, where that is free to choose."""
        if not visitor().may_choose or audience not in set(Audience):
            flask.abort(HTTPStatus.NOT_FOUND)
        response = _redirect(local_path(request.args.get("next", "/")))
        self.remember(response, self.choice, audience, SESSION)
        return response

    def open(self, token: str) -> Response:
        """Let in whoever has this link, until it ends or its time is over."""
        forwarded = request.headers.get("X-Forwarded-For") if self.public_url else None
        opening = open_link(self.invitations, token, study=self.study, address=asker(request.remote_addr, forwarded))
        if opening.invitation is None:
            return uninvited(wait=opening.wait)
        response = _redirect("/")
        left = opening.invitation.expires_on - self.invitations.clock()
        signed = self.invitations.sign(opening.invitation.id, "session")
        self.remember(response, self.session, signed, min(left, SESSION))
        if self.choice in request.cookies:
            response.delete_cookie(self.choice)
        return response

    def remember(self, response: Response, name: str, value: str, seconds: float) -> None:
        is_secure = request.is_secure or (self.public_url or "").startswith("https:")
        age = timedelta(seconds=int(seconds))
        # Lax, not Strict: with Strict the first page after a click in an e-mail would not know its reader.
        response.set_cookie(name, value, max_age=age, httponly=True, secure=is_secure, samesite="Lax")


def local_path(path: str) -> str:
    """`path` if it leads nowhere but to this site, else the bare address."""
    return path if re.fullmatch(r"/(?!/)[^\\\x00-\x20\x7f-\xa0]*", path) else "/"


def _is_for_all() -> bool:
    """Whether strangers are answered: files that are the same for every study, the sign of life, and links."""
    own: Sequence[str | None] = (None, CATCH_ALL)
    is_static = request.path.startswith(STATIC) and request.endpoint not in own
    return is_static or request.endpoint == "open" or request.path == HEALTH


def _redirect(path: str) -> Response:
    return Response(status=HTTPStatus.FOUND, headers={"Location": path, "Cache-Control": "no-store"})


def _trouble(error: AccessError) -> Response:
    print(error, file=sys.stderr, flush=True)  # noqa: T201 (a server's stderr is its log)
    return trouble()
