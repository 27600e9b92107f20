"""Page: an address, a name, and a pure function from a release and a selection to what is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dash.development.base_component import Component

from dashboard.style import Theme
from queries.database import Database
from queries.selection import Selection
from queries.study import Overview

Width = Literal["narrow", "medium", "wide"]


@dataclass(frozen=True)
class Display:
    """How a page is to be drawn: the room there is, the theme, and whether tables stand in place of charts."""

    width: Width = "wide"
    theme: Theme = "light"
    show_table: bool = False


@dataclass(frozen=True)
class Edition:
    """What every page says of where its numbers come from: the study, and its release by number and date."""

    study: Overview
    release: str


View = Callable[["Page", Database, Edition, Selection, Display], Component]


@dataclass(frozen=True)
class Page:
    """A page: `question` is its heading, `domains` the branches of the codebook it shows (none: all)."""

    path: str
    name: str
    question: str
    domains: tuple[str, ...]
    view: View
