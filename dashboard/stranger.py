"""Calm pages: for whoever has no invitation, or comes to what is closed; none of them says anything of a study."""

from http import HTTPStatus

from flask import Response

PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>{heading} · Commonplace</title>
<style>
@font-face {{ font-family: Newsreader; font-weight: 200 800; font-display: swap;
  src: url(/assets/fonts/newsreader-latin-opsz-normal.woff2) format("woff2"); }}
@font-face {{ font-family: "Source Sans 3"; font-weight: 200 900; font-display: swap;
  src: url(/assets/fonts/source-sans-3-latin-wght-normal.woff2) format("woff2"); }}
:root {{ --paper: #fbf9f4; --ink: #1b2530; --ink-2: #4a5561; --rule: #dfb3ab; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --paper: #0f1620; --ink: #f3f0e8; --ink-2: #c3cad1; --rule: #6b4145; }}
}}
body {{ margin: 0; background: var(--paper); color: var(--ink); line-height: 1.45;
  font-family: "Source Sans 3", "Segoe UI", system-ui, sans-serif; }}
main {{ min-height: 100vh; box-sizing: border-box; padding: 18vh 24px 24px 60px; background: linear-gradient(90deg,
  var(--rule) 0 1px, transparent 1px 3px, var(--rule) 3px 4px, transparent 4px) no-repeat 32px 0 / 4px 100%; }}
@media (min-width: 760px) {{ main {{ padding-left: 208px; background-position-x: 176px; }} }}
h1 {{ font: 500 2.375rem/1.08 Newsreader, Charter, Georgia, serif; letter-spacing: -.008em; margin: 0 0 14px; }}
p {{ font-size: 1.0625rem; color: var(--ink-2); max-width: 58ch; margin: 0; text-wrap: pretty; }}
</style>
</head>
<body>
<main>
<h1>{heading}</h1>
<p>{what_to_do}</p>
</main>
</body>
</html>
"""

UNINVITED = PAGE.format(
    heading="You need an invitation",
    what_to_do="What is here is open to those who were sent a link to it. If you have one, open it again; if it no "
    "longer works, or you should have one, ask the person who told you of this page for a new link.",
)
TROUBLE = PAGE.format(
    heading="This cannot be opened just now",
    what_to_do="Something is wrong on our side. Try again in a few minutes; if it stays so, tell the person who sent "
    "you the link.",
)

HELD_BACK = PAGE.format(
    heading="Nothing is released here yet",
    what_to_do="What was found is being prepared so that nobody in it can be made out. It is open to the study’s "
    "analysts; a new release will stand at this address.",
)
RETIRED = PAGE.format(
    heading="This release is closed",
    what_to_do="Someone whose words were in it has taken them back, so it is no longer shown to anybody. "
    "Ask the person who sent you the link for the newest release.",
)


def uninvited(*, wait: int = 0) -> Response:
    """The answer to a stranger, whatever they asked for and whatever is amiss with their link.

    With `wait`, that to one who tried too often: the same page, and the seconds until they may try again.
    """
    response = _answer(UNINVITED, HTTPStatus.TOO_MANY_REQUESTS if wait else HTTPStatus.FORBIDDEN)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def trouble() -> Response:
    """The answer while nobody can be recognised."""
    return _answer(TROUBLE, HTTPStatus.SERVICE_UNAVAILABLE)


def held_back() -> Response:
    """The answer to leaders, and to a conference, while no audit has let a release go to them."""
    return _answer(HELD_BACK, HTTPStatus.FORBIDDEN)


def retired() -> Response:
    """The answer to everybody once a release shows what was taken back."""
    return _answer(RETIRED, HTTPStatus.GONE)


def _answer(page: str, status: HTTPStatus) -> Response:
    return Response(page, status, mimetype="text/html", headers={"Cache-Control": "no-store"})
