"""Page: an address, a name, and a pure function from a gate and a selection to what is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dash.development.base_component import Component

from dashboard.style import Theme
from queries.disclosure import Gate
from queries.selection import Selection
from queries.study import Overview

Width = Literal["narrow", "medium", "wide"]


@dataclass(frozen=True)
class Display:
    """How a page is to be drawn: the room there is, and the theme."""

    width: Width = "wide"
    theme: Theme = "light"


@dataclass(frozen=True)
class Edition:
    """What every page says of where its numbers come from: the study, and its release by number and date."""

    study: Overview
    release: str


View = Callable[["Page", Gate, Edition, Selection, Display], Component]


@dataclass(frozen=True)
class Page:
    """A page: `question` is its heading, `domains` the branches of the codebook it shows (none: all).

    `has_controls` where what it shows depends on what is chosen.
    """

    path: str
    name: str
    question: str
    domains: tuple[str, ...]
    view: View
    has_controls: bool = True
