"""Shapes: what is a barrier and what an enabler, by a triangle that points down or up and by its colour."""

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from dashboard.style import GLYPHS, Mark
from queries.disclosure import Gate
from queries.themes import codebook, domains_shown

WORDS: dict[Mark, str] = {"leaders": "", "barrier": "Barrier: ", "enabler": "Enabler: "}


def marks(gate: Gate) -> Mapping[str, Mark]:
    """The mark of every domain, theme and code: by the page its domain is given to, else by its recorded valence."""
    given: dict[str, Mark] = dict.fromkeys(domains_shown(gate, "enablers")["code"], "enabler")
    given |= dict.fromkeys(domains_shown(gate, "barriers")["code"], "barrier")
    recorded: dict[str, Mark] = {"barrier": "barrier", "enabler": "enabler"}
    rows = codebook(gate).select("code", "domain", "valence").iter_rows()
    return {code: given.get(domain) or recorded.get(valence) or "leaders" for code, domain, valence in rows}


def shape(mark: Mark, *, spoken: bool = True) -> list[Component]:
    """The shape before a name, and its meaning for who cannot see it unless the name says so itself."""
    if mark == "leaders":
        return []
    drawn = html.Span(f"{GLYPHS[mark]} ", className=f"cp-shape t-{mark}", **{"aria-hidden": "true"})
    return [drawn, *([html.Span(WORDS[mark], className="visually-hidden")] if spoken else [])]
