"""GraphML: graphs as the ties of a network and the organisations they join."""

import warnings
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from lxml import etree

from data.settings import Source
from data.sources.incoming import Incoming
from data.sources.keys import keys_of
from data.sources.markup import parsed
from data.sources.matching import exactly
from data.sources.parts import Known, Parts
from data.sources.ties import edges_from
from data.tables import TABLES
from queries.statistics.libraries import library

LARGEST = 64 * 2**20
"""Bytes of the largest graph read."""

_NESTED = "stands in a graph inside a node, and of these only yEd's groups are read"
_NAMES = ("name", "label", "Name", "Label")


@dataclass
class _Inside:
    """What stands anywhere in a file: the ids of nodes, and of each edge in turn whether it has a direction."""

    nodes: dict[str, None] = field(default_factory=dict)
    directed: list[bool] = field(default_factory=list)
    unsaid: int = 0


@dataclass
class _Graphs:
    """All graphs of a file together: what is said of each node, and of each edge and the graph it stands in."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    edges: dict[int, tuple[str, str, dict[str, Any], dict[str, Any]]] = field(default_factory=dict)


def recognises(file: Incoming) -> bool:
    """Whether the outermost element is that of GraphML."""
    return file.root[1] == "graphml"


def read(file: Incoming, known: Known) -> Parts:
    """The ties and the organisations of all graphs in the file.

    Network, relation, year and source are what the constants of a [[source]] in study.toml say, else what the edge
    says, else the graph; where none does they are empty. A node is the organisation that has its id or its label for a
    key or a name, else a new one. Raises StudyError where the file is no sound GraphML, or says two things of one tie.
    """
    root = parsed(file.content(LARGEST), file.name)
    parts = Parts(tool="GraphML")
    inside = _prepared(root, file, parts)
    graphs = _graphs(root, file)
    keys = _organisations(graphs.nodes, known, parts)
    parts.in_file |= {"organisations": len(inside.nodes.keys() | graphs.nodes.keys()), "ties": len(inside.directed)}
    for node in inside.nodes:
        if node not in graphs.nodes:
            parts.leave_out(f"node {node}", "organisations", _NESTED)
    for number in range(len(inside.directed)):
        if number not in graphs.edges:
            parts.leave_out(f"edge {number + 1}", "ties", _NESTED)
    source = _source(known, "ties").model_copy(update={"file": file.name})
    _ties(graphs, inside.directed, keys, source, parts)
    return parts


def _source(known: Known, table: str) -> Source:
    """What study.toml says of this file as a source of the table, or a source that says nothing."""
    return next((source for source in known.sources if source.table == table), Source(file="-", table=table))


def _prepared(root: etree._Element, file: Incoming, parts: Parts) -> _Inside:
    """Number the edges and keep whether each has a direction: the library takes all of one graph for alike."""
    inside = _Inside()
    own, read = etree.QName(root).namespace, library("networkx").GraphMLReader.NS_GRAPHML
    for element in list(root.iter()):
        name = etree.QName(element)
        if name.namespace != own:
            continue
        element.tag = f"{{{read}}}{name.localname}"
        above = element.getparent()
        match name.localname:
            case "hyperedge" if above is not None:
                parts.in_file["hyperedges"] = parts.in_file.get("hyperedges", 0) + 1
                parts.leave_out(file.name, "hyperedges", "joins any number of organisations, and a tie is between two")
                above.remove(element)
            case "graph":
                element.set("was", element.get("edgedefault") or "unsaid")
                element.set("edgedefault", "directed")
            case "node":
                inside.nodes[element.get("id") or ""] = None
            case "edge" if above is not None:
                if not (element.get("source") and element.get("target")):
                    place = f"edge {len(inside.directed) + 1}"
                    raise file.fault("does not say which nodes it joins", place=place)
                said = element.attrib.pop("directed", "") or above.get("was", "unsaid")
                inside.unsaid += said == "unsaid"
                element.set("id", str(len(inside.directed)))
                inside.directed.append(said in ("true", "directed"))
    if "" in inside.nodes:
        raise file.fault("has a node without an id")
    if inside.unsaid:
        parts.assumed.append(f"{inside.unsaid} edges do not say whether they have a direction; taken for undirected")
    return inside


def _graphs(root: etree._Element, file: Incoming) -> _Graphs:
    found = _Graphs()
    nx = library("networkx")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of ports, and of attributes without a type
            graphs = list(nx.GraphMLReader(force_multigraph=True)(string=etree.tostring(root, encoding="unicode")))
    except (nx.NetworkXError, KeyError, ValueError, TypeError, AttributeError, OverflowError, SyntaxError) as error:
        raise file.fault(f"is no sound GraphML: {error}") from error
    if not graphs:
        raise file.fault("holds no graph")
    for graph in graphs:
        whole = {name: value for name, value in graph.graph.items() if name not in ("node_default", "edge_default")}
        for node, facts in graph.nodes(data=True):
            found.nodes[node] = graph.graph["node_default"] | found.nodes.get(node, {}) | facts
        for source, target, number, facts in graph.edges(keys=True, data=True):
            found.edges[number] = (source, target, whole, graph.graph["edge_default"] | facts)
    return found


def _organisations(nodes: Mapping[str, Mapping[str, Any]], known: Known, parts: Parts) -> dict[str, str]:
    """The key of the organisation that each node is; the organisations themselves go into the parts."""
    source, there = _source(known, "organisations"), known.names.get("organisations", {})
    labels = (source.columns["name"],) if "name" in source.columns else _NAMES
    names = {
        node: next(filter(None, (_cell(facts.get(label)) for label in labels)), node) for node, facts in nodes.items()
    }
    same = exactly([*nodes, *names.values()], there)
    keys = {node: same[said] for node, name in names.items() for said in (name, node) if said in same}
    new = [node for node in nodes if node not in keys]
    made = keys_of([*there, *(names[node] for node in new)])[len(there) :]
    keys |= dict(zip(new, made, strict=True))
    columns = [column for column in TABLES["organisations"].column_names() if column not in ("organisation", "name")]
    rows: dict[str, list[str | None]] = {column: [] for column in ("organisation", "name", *columns)}
    first: dict[str, str] = {}
    for node, facts in nodes.items():
        if first.setdefault(keys[node], node) != node:
            parts.leave_out(
                f"node {node}", "organisations", f"is {keys[node]}, as node {first[keys[node]]} is", what=node
            )
            continue
        rows["organisation"].append(keys[node])
        rows["name"].append(there.get(keys[node]) or names[node])
        for column in columns:
            rows[column].append(_in_our_words(column, _cell(facts.get(source.columns.get(column, column))), source))
    parts.identities["organisations"] = first
    parts.table("organisations", **rows)
    _leave_out_facts(
        "facts of nodes", nodes.values(), {*labels, *(source.columns.get(each, each) for each in columns)}, parts
    )
    return keys


def _ties(graphs: _Graphs, directed: list[bool], keys: Mapping[str, str], source: Source, parts: Parts) -> None:
    """Put the edges into the parts as ties."""
    name = source.file
    told = {
        column: source.columns.get(column, column) for column in ("network", "relation", "weight", "year", "source")
    }
    rows = []
    for number, (one, other, whole, facts) in sorted(graphs.edges.items()):
        row: dict[str, Any] = {"row": number + 1, "from_organisation": keys[one], "to_organisation": keys[other]}
        for column, attribute in told.items():
            given = _cell(facts.get(attribute)) or _cell(whole.get(attribute))
            row[column] = source.constants.get(column) or _in_our_words(column, given, source)
        row["directed"] = source.constants.get("directed") or str(directed[number]).lower()
        rows.append(row)
    schema = {"row": pl.Int64, **dict.fromkeys(TABLES["ties"].column_names(), pl.String)}
    plain = Source(file=name, table="ties", decimal=source.decimal)
    grid, left_out = edges_from(pl.DataFrame(rows, schema=schema, orient="row"), plain, name, place="edge")
    parts.left_out += left_out
    parts.table("ties", **{column: grid[column].to_list() for column in TABLES["ties"].column_names()})
    _leave_out_facts("facts of edges", (facts for *_, facts in graphs.edges.values()), set(told.values()), parts)
    wholes = {id(whole): whole for _, _, whole, _ in graphs.edges.values()}
    _leave_out_facts("facts of graphs", wholes.values(), set(told.values()), parts)


def _leave_out_facts(kind: str, every: Iterable[Mapping[str, Any]], used: set[str], parts: Parts) -> None:
    counts = Counter(name for facts in every for name, value in facts.items() if name not in used and _cell(value))
    for name, count in counts.items():
        parts.in_file[kind] = parts.in_file.get(kind, 0) + count
        parts.leave_out(
            name, kind, "no column of ours is called so, and study.toml maps it to none", what=name, count=count
        )


def _in_our_words(column: str, text: str | None, source: Source) -> str | None:
    return source.values.get(column, {}).get(text, text) if text else None


def _cell(value: Any) -> str | None:
    """A value as the text of a cell, whole numbers without a point; None for nothing."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value).strip() or None if value is not None else None
