"""Delivery: which headers every answer has, and every static file compressed once."""

from collections.abc import Callable, Container, Sequence
from functools import cache
from http import HTTPStatus
from typing import cast, get_args

import brotli
import flask
from dash import Dash
from dash.exceptions import DashException
from flask import Flask, Response, request
from flask_compress import Compress

from dashboard.access import CATCH_ALL, STATIC, Visitor, let_in
from dashboard.address import EVIDENCE
from dashboard.page import Width
from dashboard.style import Theme
from queries.audience import Audience

YEAR = 365 * 24 * 3600
BROTLI_QUALITY = 9


def deliver(app: Dash, *, pages: Sequence[str]) -> None:
    """Give every answer of the app its headers and compression, and send the bare address to the first of `pages`.

    Which inline scripts may run, and which callbacks there are, Dash knows only once it has taken a first request,
    so it is asked then.
    """
    server: Flask = app.server
    server.before_request(lambda: _to_the_first_page(pages[0]))
    server.before_request(lambda: _refuse_malformed(lambda: app.callback_map))
    server.register_error_handler(DashException, lambda error: (str(error), HTTPStatus.NOT_FOUND))
    policy = cache(lambda: _content_policy(app.csp_hashes()))
    server.config["COMPRESS_BR_LEVEL"] = 4
    Compress(server)
    server.after_request(_compress_once())
    server.after_request(lambda response: _with_headers(response, policy()))
    server.after_request(lambda response: _unknown_is_not_found(response, {"/", *pages}))


def warm(server: Flask) -> None:
    """Ask for what the first visitors ask for, so that nothing is registered or compressed on their time."""
    client = server.test_client()
    accept = {"Accept-Encoding": "br"}
    page = ""
    for audience in Audience:
        client.environ_base |= let_in(Visitor("the server itself", audience, may_choose=False))
        for path in ("/_dash-layout", "/_dash-dependencies"):
            client.get(path, headers=accept).close()
        page = client.get("/", follow_redirects=True).text
    for quoted in page.split('"'):
        if quoted.startswith(STATIC):
            client.get(quoted, headers=accept).close()


def _to_the_first_page(page: str) -> Response | None:
    if request.path != "/":
        return None
    query = request.query_string.decode("ascii", "ignore")
    return cast(Response, flask.redirect(f"{page}?{query}" if query else page))


def _unknown_is_not_found(response: Response, pages: Container[str]) -> Response:
    """Dash answers any address with its one document; an address that is no page says so by its status too."""
    is_own = request.path.startswith(("/_dash", *STATIC))
    is_answered = response.status_code == HTTPStatus.OK and request.endpoint == CATCH_ALL
    if is_answered and not is_own and request.path not in pages:
        response.status_code = HTTPStatus.NOT_FOUND
    return response


def _refuse_malformed(known: Callable[[], Container[str]]) -> None:
    """A callback that is none of ours, or no callback at all, is the asker's fault and said so."""
    if request.path.endswith("/_dash-update-component") and request.method == "POST":
        body = request.get_json(silent=True)
        if (
            not isinstance(body, dict)
            or body.get("output") not in known()
            or not all(_is_sound(body.get(part, [])) for part in ("inputs", "state"))
            or "inputs" not in body
        ):
            flask.abort(HTTPStatus.BAD_REQUEST, "This is not a question that any page here asks.")


def _is_sound(values: object) -> bool:
    """Whether every value sent is of the kind that its place in the page holds."""
    if not isinstance(values, list):
        return False
    return all(
        isinstance(each, dict) and KINDS.get(str(each.get("id")), _is_text)(each.get("value")) for each in values
    )


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_display(value: object) -> bool:
    return value is None or (
        isinstance(value, dict)
        and set(value) == {"width", "theme"}
        and value["width"] in get_args(Width)
        and value["theme"] in get_args(Theme)
    )


def _is_chosen(value: object) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {*EVIDENCE, "page"}
        and all(isinstance(value[name], str) for name in EVIDENCE)
        and type(value["page"]) is int
        and 0 <= value["page"] <= MOST_PAGES
    )


MOST_PAGES = 1_000_000
KINDS: dict[str, Callable[[object], bool]] = {"display": _is_display, "chosen": _is_chosen}
"""What the places of a page hold that hold no text."""


def _content_policy(script_hashes: Sequence[str]) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' {' '.join(script_hashes)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def _with_headers(response: Response, policy: str) -> Response:
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.path.startswith(STATIC) and response.status_code == HTTPStatus.OK:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    elif not request.path.startswith(STATIC):
        response.headers["Cache-Control"] = "no-store"
    return response


def _compress_once() -> Callable[[Response], Response]:
    """An after-request step that keeps each static file in Brotli: made for the first who asks, given to all after."""
    kept: dict[str, bytes] = {}

    def compress(response: Response) -> Response:
        if (
            request.method == "GET"
            and request.path.startswith(STATIC)
            and response.status_code == HTTPStatus.OK
            and "br" in request.headers.get("Accept-Encoding", "")
            and ((response.mimetype or "").startswith("text/") or response.mimetype in _TEXTS)
        ):
            plain = response.response  # an open file, which replacing the data would leave open
            response.direct_passthrough = False
            if request.path not in kept:
                kept[request.path] = brotli.compress(response.get_data(), quality=BROTLI_QUALITY)
            response.set_data(kept[request.path])
            if hasattr(plain, "close"):
                plain.close()
            response.headers["Content-Encoding"] = "br"
            response.headers["Vary"] = "Accept-Encoding"
        return response

    return compress


_TEXTS = ("application/javascript", "application/json", "image/svg+xml")
