"""What a tree of components holds, and all that it says."""

from collections.abc import Iterator

from dash.development.base_component import Component


def every(component: object) -> Iterator[Component]:
    """The component and all that is in it."""
    if isinstance(component, Component):
        yield component
        yield from every(getattr(component, "children", None))
    if isinstance(component, list | tuple):
        for child in component:
            yield from every(child)


def said(component: object) -> str:
    """All that it says to the eye and to a screen reader, with one blank between words."""
    return " ".join(" ".join(_texts(component)).split())


def _texts(component: object) -> Iterator[str]:
    if isinstance(component, Component):
        label = getattr(component, "aria-label", "")
        yield label
        yield from _texts(getattr(component, "children", None))
    elif isinstance(component, list | tuple):
        for child in component:
            yield from _texts(child)
    elif component is not None:
        yield str(component)
