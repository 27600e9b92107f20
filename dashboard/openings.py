"""Openings: a link being opened; who may try how often, in all worker processes together, and what is logged of it."""

import math
import sqlite3
from dataclasses import dataclass
from typing import Literal

from dashboard.invitations import Invitation, Invitations
from dashboard.safekeeping import append

LOG = "openings"
TOLD = 8
"""Characters of an invitation's id that are logged."""
MOST_REFUSED_TO_ALL = 1000
"""Links that are no good, of all addresses in ten minutes; more are turned away, and neither kept nor logged."""


@dataclass(frozen=True)
class Limit:
    """How often something may happen in how many seconds; `nth` asks when it last did for the nth time."""

    most: int
    within: int
    nth: str


OF_AN_ADDRESS = Limit(
    10,
    600,
    "select at from openings where outcome = 'refused' and address = ? and at > ? order by at desc limit 1 offset ?",
)
"""Links that are no good; one who has tried so many opens nothing, not even a good one."""
OF_AN_INVITATION = Limit(
    20,
    3600,
    "select at from openings where outcome = 'opened' and invitation = ? and at > ? order by at desc limit 1 offset ?",
)

TOLD_OF_LIMIT = "select count(*) from openings where outcome = 'limited' and address = ? and at > ?"
REFUSED = "select count(*) from openings where outcome = 'refused' and at > ?"


@dataclass(frozen=True)
class Opening:
    """What came of it: the invitation, or none; and for one who tried too often, the seconds to `wait`."""

    outcome: Literal["opened", "refused", "limited"]
    invitation: Invitation | None = None
    wait: int = 0


def open_link(invitations: Invitations, token: str, *, study: str, address: str) -> Opening:
    """Open the link with this token to `study`, asked for from `address`; raises AccessError as Invitations does."""
    now = invitations.clock()
    identity, signed_on = invitations.unsign(token, "link") or ("", 0.0)
    invitation = invitations.find(identity, study) if identity else None
    if invitation and now - signed_on >= invitation.expires_on - invitation.made_on:
        invitation = None
    with invitations.writing() as connection:
        opening, is_told = _decided(connection, now, address, invitation)
        if is_told:
            connection.execute(
                "insert into openings (at, address, outcome, invitation) values (?, ?, ?, ?)",
                (now, address, opening.outcome, identity),
            )
    if is_told:
        told = {"address": address, "outcome": opening.outcome, "invitation": identity[:TOLD] or None}
        append(invitations.releases, LOG, told)
    return opening


def _decided(
    connection: sqlite3.Connection, now: float, address: str, invitation: Invitation | None
) -> tuple[Opening, bool]:
    """What comes of it, and whether that is kept and logged: whoever tries on beyond a limit fills neither."""
    connection.execute("delete from openings where at <= ?", (now - OF_AN_INVITATION.within,))
    wait = _wait(connection, now, OF_AN_ADDRESS, address)
    if invitation and not wait:
        wait = _wait(connection, now, OF_AN_INVITATION, invitation.id)
    since = now - OF_AN_ADDRESS.within
    if wait:
        [told] = connection.execute(TOLD_OF_LIMIT, (address, since)).fetchone()
        return Opening("limited", wait=wait), told == 0
    if invitation is None:
        [refused] = connection.execute(REFUSED, (since,)).fetchone()
        if refused >= MOST_REFUSED_TO_ALL:
            return Opening("limited", wait=OF_AN_ADDRESS.within), False
        return Opening("refused"), True
    connection.execute("update invitations set opened = opened + 1 where id = ?", (invitation.id,))
    return Opening("opened", invitation), True


def _wait(connection: sqlite3.Connection, now: float, limit: Limit, of: str) -> int:
    """The seconds until it may happen again; 0 where it may now."""
    row = connection.execute(limit.nth, (of, now - limit.within, limit.most - 1)).fetchone()
    return math.ceil(row[0] + limit.within - now) if row else 0
