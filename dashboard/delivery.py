"""Delivery: who is answered, with which headers, and every static file compressed once."""

import ipaddress
from collections.abc import Callable, Sequence
from functools import cache
from http import HTTPStatus

import brotli
import flask
from flask import Flask, Response, request
from flask_compress import Compress

YEAR = 365 * 24 * 3600
STATIC = ("/assets/", "/_dash-component-suites/", "/bootstrap/")
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
BROTLI_QUALITY = 9


def is_loopback(address: str) -> bool:
    """Whether an address, or the name of one, reaches this machine only."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def deliver(server: Flask, *, home: str, script_hashes: Callable[[], Sequence[str]], only_here: bool) -> None:
    """Give every answer of `server` its headers and compression, and send the bare address to `home`.

    `script_hashes` says which inline scripts may run; Dash knows them all only once it has taken a first request,
    so it is asked then. `only_here` turns away everyone but this machine.
    """
    if only_here:
        server.before_request(_refuse_strangers)
    server.before_request(lambda: flask.redirect(home) if request.path == "/" else None)
    policy = cache(lambda: _content_policy(script_hashes()))
    server.config["COMPRESS_BR_LEVEL"] = 4
    Compress(server)
    server.after_request(_compress_once())
    server.after_request(lambda response: _with_headers(response, policy()))


def warm(server: Flask) -> None:
    """Ask for what a first visitor asks for, so that nothing is registered or compressed on their time."""
    client = server.test_client()
    accept = {"Accept-Encoding": "br", "Host": "localhost"}
    for path in ("/_dash-layout", "/_dash-dependencies"):
        client.get(path, headers=accept).close()
    page = client.get("/", headers={"Host": "localhost"}, follow_redirects=True).text
    for quoted in page.split('"'):
        if quoted.startswith(STATIC):
            client.get(quoted, headers=accept).close()


def _refuse_strangers() -> None:
    """Whatever host serves it: this machine only, and only by its own names, so that no other site can reach in."""
    name = request.host.rpartition(":")[0] if request.host.rpartition(":")[2].isdigit() else request.host
    if not is_loopback(request.remote_addr or "") or name not in LOCAL_NAMES:
        flask.abort(HTTPStatus.FORBIDDEN, "This study holds real people's words; it is served on its own machine only.")


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
