"""Closed: releases that are there but not open, because of what is in them."""

import flask
from flask import Flask, g

from dashboard.access import visitor
from dashboard.stranger import held_back, retired
from queries.audience import Audience
from queries.database import Database

CHOOSE = "choose"
"""The endpoint at which a reader becomes an analyst, which a release that is held back leaves open."""


def close_where_marked(server: Flask, database: Database) -> None:
    """Answer 410 once the release is retired, and all but analysts with a calm page while it is held back from them.

    The marks are looked for at every request, so a build in another process closes what is being served.
    """

    def close(endpoint: str | None, _values: object) -> None:
        if "visitor" not in g:  # a file that is the same for every study, or a link
            return
        if database.is_retired:
            flask.abort(retired())
        if database.is_held_back and visitor().audience != Audience.ANALYST and endpoint != CHOOSE:
            flask.abort(held_back())

    server.url_value_preprocessor(close)
