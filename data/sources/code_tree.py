"""The codebook of another tool: its categories and codes as one tree, each known again by the tool's own id."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.sources.codebook import levels
from data.sources.incoming import Incoming
from data.sources.keys import keys_of, slug
from data.sources.parts import Parts


@dataclass(frozen=True)
class Node:
    """A code or a category: `parent` is the id of the one above it; the key is made of `path`, or of the name."""

    name: str
    definition: str
    parent: str | None
    codable: bool
    path: str = ""


def take_codes(file: Incoming, nodes: Mapping[str, Node], parts: Parts) -> dict[str, str]:
    """Give the parts the codes of `nodes`, which are by the tool's own ids; returns the key of each id.

    One whose parent is not there stands at the top. Raises StudyError where some are above themselves.
    """
    parents = {own: node.parent if node.parent in nodes else None for own, node in nodes.items()}
    _refuse_circles(file, nodes, parents)
    orphans = [node.name for node in nodes.values() if node.parent is not None and node.parent not in nodes]
    if orphans:
        parts.assumed.append(f"{len(orphans)} codes whose category is not there stand at the top: {_some(orphans)}")
    keys = dict(zip(nodes, keys_of([slug(node.path or node.name) for node in nodes.values()]), strict=True))
    above = {keys[own]: keys[parent] if parent is not None else None for own, parent in parents.items()}
    level = levels(above)
    parts.table(
        "codes",
        code=list(keys.values()),
        parent=list(above.values()),
        level=[level[key] for key in keys.values()],
        name=[node.name or keys[own] for own, node in nodes.items()],
        definition=[node.definition for node in nodes.values()],
        sensitive=["false"] * len(nodes),
        codable=["true" if node.codable else "false" for node in nodes.values()],
    )
    parts.identities["codes"] = {key: own for own, key in keys.items()}
    parts.in_file["codes"] = parts.in_file.get("codes", 0) + len(nodes)
    return keys


def _refuse_circles(file: Incoming, nodes: Mapping[str, Node], parents: Mapping[str, str | None]) -> None:
    settled: set[str | None] = {None}
    for own in nodes:
        trail: dict[str, None] = {}
        step: str | None = own
        while step not in settled and step not in trail:
            trail[str(step)] = None
            step = parents[str(step)]
        if step in trail:
            circle = [nodes[each].name for each in list(trail)[list(trail).index(str(step)) :]]
            rule = f"stands above itself: {_some(circle)}. Give one of them another place in the tool"
            raise file.fault(rule, place="codes", value=nodes[str(step)].name)
        settled |= trail.keys()


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
