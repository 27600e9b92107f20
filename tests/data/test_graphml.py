"""GraphML as ties and organisations."""

import time
import warnings
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.faults import StudyError
from data.settings import Source
from data.sources import graphml
from data.sources.incoming import Incoming
from data.sources.parts import Known, Parts
from data.sources.spreadsheet import read_grid

NS = "http://graphml.graphdrawing.org/xmlns"
YED = "http://www.yworks.com/xml/graphml"
KEYS = (
    '<key id="n" for="node" attr.name="label" attr.type="string"/>'
    '<key id="w" for="edge" attr.name="weight" attr.type="double"/>'
    '<key id="r" for="edge" attr.name="relation" attr.type="string"/>'
    '<key id="y" for="edge" attr.name="year" attr.type="int"/>'
    '<key id="g" for="graph" attr.name="network" attr.type="string"/>'
)
Write = Callable[[str], Incoming]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Incoming:
        path = tmp_path / "graph.xml"
        path.write_text(text, encoding="utf-8")
        return Incoming(path)

    return written


def document(inside: str, edgedefault: str = "undirected", keys: str = KEYS) -> str:
    return f'<graphml xmlns="{NS}">{keys}<graph edgedefault="{edgedefault}">{inside}</graph></graphml>'


def nodes(*ids: str) -> str:
    return "".join(f'<node id="{each}"/>' for each in ids)


def edge(source: str, target: str, data: str = "", more: str = "") -> str:
    return f'<edge source="{source}" target="{target}" {more}>{data}</edge>'


def reading(file: Incoming, known: Known | None = None) -> Parts:
    assert graphml.recognises(file)
    parts = graphml.read(file, known or Known())
    assert parts.unaccounted == {}
    assert parts.title == ""
    return parts


def ties(parts: Parts, *columns: str) -> list[tuple[str | None, ...]]:
    return parts.tables["ties"].select("from_organisation", "to_organisation", *columns).rows()


def test_nodes_are_organisations_and_edges_ties(write: Write) -> None:
    inside = (
        '<node id="n0"><data key="n">Alpha Trust</data></node><node id="n1"><data key="n">Beta</data></node><node id="c"/>'
        + edge("n0", "n1", '<data key="w">2.0</data><data key="r">advice</data><data key="y">2014</data>')
        + edge("n1", "c", '<data key="w">0.5</data>')
        + '<data key="g">stroke</data>'
    )
    parts = reading(write(document(inside)))
    assert parts.tables["organisations"].select("organisation", "name").rows() == [
        ("Alpha Trust", "Alpha Trust"), ("Beta", "Beta"), ("c", "c"),
    ]  # fmt: skip
    assert parts.identities["organisations"] == {"Alpha Trust": "n0", "Beta": "n1", "c": "c"}
    assert ties(parts, "network", "relation", "weight", "year", "directed", "source") == [
        ("Alpha Trust", "Beta", "stroke", "advice", "2", "2014", "false", None),
        ("Beta", "c", "stroke", None, "0.5", None, "false", None),
    ]
    assert parts.in_file == {"organisations": 3, "ties": 2}


def test_a_graph_without_facts_leaves_the_cells_empty(write: Write) -> None:
    parts = reading(write(document(nodes("a", "b") + edge("a", "b"), keys="")))
    assert ties(parts, "network", "relation", "weight", "year") == [("a", "b", None, None, None, None)]


def test_what_the_study_says_of_the_file_goes_first(write: Write) -> None:
    said = Source.model_validate(
        {
            "file": "graph.xml",
            "table": "ties",
            "constants": {"network": "own", "year": "2015", "source": "record", "directed": "true"},
            "columns": {"weight": "relation"},
            "values": {"weight": {"strong": "3"}},
        }
    )
    bodies = Source.model_validate(
        {"file": "graph.xml", "table": "organisations", "columns": {"name": "title", "sector": "label"}}
    )
    keys = KEYS + '<key id="t" for="node" attr.name="title" attr.type="string"/>'
    node = '<node id="a"><data key="n">care</data><data key="t">Alpha</data></node><node id="b"/>'
    tie = edge("a", "b", '<data key="r">strong</data><data key="y">2014</data>')
    parts = reading(write(document(node + tie, keys=keys)), Known(sources=(bodies, said)))
    assert ties(parts, "network", "weight", "year", "source", "directed") == [
        ("Alpha", "b", "own", "3", "2015", "record", "true")
    ]
    assert parts.tables["organisations"].select("organisation", "name", "sector").rows() == [
        ("Alpha", "Alpha", "care"), ("b", "b", None),
    ]  # fmt: skip


def test_nodes_are_the_studys_organisations_by_key_or_by_name(write: Write) -> None:
    known = Known(names={"organisations": {"north": "North Council", "acute": "General Hospital", "x": ""}})
    node = '<node id="NORTH"/><node id="2"><data key="n">general hospital</data></node><node id="x"/><node id="new"/>'
    parts = reading(write(document(node + edge("NORTH", "2") + edge("x", "new"))), known)
    assert ties(parts) == [("north", "acute"), ("x", "new")]
    assert parts.tables["organisations"].select("organisation", "name").rows() == [
        ("north", "North Council"), ("acute", "General Hospital"), ("x", "x"), ("new", "new"),
    ]  # fmt: skip


def test_a_new_organisation_never_takes_a_key_of_the_studys(write: Write) -> None:
    known = Known(names={"organisations": {"A-B": "Something else"}})
    parts = reading(write(document(nodes("a:b", "a/b") + edge("a:b", "a/b"))), known)
    assert ties(parts) == [("a-b-2", "a-b-3")]


def test_two_nodes_of_one_organisation_are_one(write: Write) -> None:
    known = Known(names={"organisations": {"north": "North Council"}})
    node = '<node id="north"/><node id="2"><data key="n">North Council</data></node><node id="c"/>'
    parts = reading(write(document(node + edge("north", "c") + edge("2", "c") + edge("north", "2"))), known)
    assert ties(parts) == [("north", "c")]
    assert [(entry.place, entry.kind) for entry in parts.left_out] == [
        ("node 2", "organisations"), ("graph.xml, edge 2", "ties"), ("graph.xml, edge 3", "ties"),
    ]  # fmt: skip


def test_each_edge_has_its_own_direction(write: Write) -> None:
    inside = (
        nodes("a", "b", "c")
        + edge("b", "a")
        + edge("c", "a", more='directed="true"')
        + edge("a", "c", more='directed="true"')
    )
    assert ties(reading(write(document(inside))), "directed") == [
        ("b", "a", "false"), ("c", "a", "true"), ("a", "c", "true"),
    ]  # fmt: skip
    directed = nodes("a", "b", "c") + edge("b", "a") + edge("c", "a", more='directed="false"')
    assert ties(reading(write(document(directed, "directed"))), "directed") == [("b", "a", "true"), ("c", "a", "false")]


def test_a_graph_that_says_nothing_of_direction_is_taken_for_undirected_and_says_so(write: Write) -> None:
    text = document(nodes("a", "b") + edge("a", "b")).replace('edgedefault="undirected"', "")
    parts = reading(write(text))
    assert ties(parts, "directed") == [("a", "b", "false")]
    assert parts.assumed == ["1 edges do not say whether they have a direction; taken for undirected"]


def test_loops_repeated_edges_and_hyperedges_are_left_out(write: Write) -> None:
    weight = '<data key="w">1.0</data>'
    inside = (
        nodes("a", "b") + edge("a", "b", weight, 'id="e"') + edge("b", "a", weight, 'id="e"') + edge("a", "a")
        + '<hyperedge><endpoint node="a"/><endpoint node="b"/></hyperedge>'
    )  # fmt: skip
    parts = reading(write(document(inside)))
    assert ties(parts) == [("a", "b")]
    assert parts.in_file == {"organisations": 2, "ties": 3, "hyperedges": 1}
    assert {entry.place for entry in parts.left_out} == {"graph.xml", "graph.xml, edge 2", "graph.xml, edge 3"}


def test_parallel_edges_of_other_relations_and_years_are_ties_of_their_own(write: Write) -> None:
    inside = nodes("a", "b") + "".join(
        edge("a", "b", f'<data key="w">{weight}</data><data key="y">{year}</data>', 'id="1"')
        for weight, year in ((1.0, 2014), (2.0, 2015))
    )
    assert ties(reading(write(document(inside))), "weight", "year") == [
        ("a", "b", "1", "2014"),
        ("a", "b", "2", "2015"),
    ]


def test_facts_that_have_no_column_are_counted(write: Write) -> None:
    keys = (
        '<key id="c" for="node" attr.name="colour" attr.type="string"><default>red</default></key>'
        '<key id="h" for="edge" attr.name="hidden" attr.type="boolean"><default>true</default></key>'
        '<key id="m" for="graph" attr.name="maker" attr.type="string"/>'
        '<key id="d" for="node" attr.name="district" attr.type="string"/>'
    )
    node = '<node id="a"><data key="c">blue</data><data key="d">East</data></node><node id="b"/>'
    inside = node + edge("a", "b") + '<data key="m">somebody</data>'
    parts = reading(write(document(inside, keys=keys)))
    assert parts.in_file == {
        "organisations": 2,
        "ties": 1,
        "facts of nodes": 2,
        "facts of edges": 1,
        "facts of graphs": 1,
    }
    assert parts.tables["organisations"]["district"].to_list() == ["East", None]


def test_all_graphs_of_a_file_are_read(write: Write) -> None:
    graph = '<graph edgedefault="undirected">{}</graph>'
    one, other = graph.format(nodes("a", "b") + edge("a", "b")), graph.format(nodes("b", "c") + edge("b", "c"))
    parts = reading(write(f'<graphml xmlns="{NS}">{one}{other}</graphml>'))
    assert ties(parts) == [("a", "b"), ("b", "c")]
    assert parts.in_file["organisations"] == 3


def test_labels_and_groups_of_yed_are_read(write: Write) -> None:
    keys = '<key id="k" for="node" yfiles.type="nodegraphics"/>'
    node = '<node id="{}"><data key="k"><y:ShapeNode><y:NodeLabel>{}</y:NodeLabel></y:ShapeNode></data></node>'
    group = (
        '<node id="g" yfiles.foldertype="group"><graph edgedefault="directed">'
        + node.format("n1", "Alpha") + node.format("n2", "Beta") + edge("n1", "n2") + "</graph></node>"
    )  # fmt: skip
    text = document(group, "directed", keys).replace("<graphml ", f'<graphml xmlns:y="{YED}" ')
    parts = reading(write(text))
    assert ties(parts, "directed") == [("Alpha", "Beta", "true")]
    assert parts.tables["organisations"]["name"].to_list() == ["g", "Alpha", "Beta"]


def test_a_graph_inside_a_node_that_is_no_group_is_left_out(write: Write) -> None:
    inner = f'<node id="o"><graph edgedefault="directed">{nodes("a", "b")}{edge("a", "b")}</graph></node>'
    parts = reading(write(document(inner + nodes("c") + edge("o", "c"))))
    assert ties(parts) == [("o", "c")]
    assert {entry.place for entry in parts.left_out} == {"node a", "node b", "edge 1"}


def test_a_file_without_a_namespace_is_read(write: Write) -> None:
    parts = reading(write(document(nodes("a", "b") + edge("a", "b")).replace(f' xmlns="{NS}"', "")))
    assert ties(parts) == [("a", "b")]


def test_ports_give_no_warning(write: Write) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parts = reading(write(document('<node id="a"><port name="p"/></node>' + nodes("b") + edge("a", "b"))))
    assert ties(parts) == [("a", "b")]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (document("<node/>"), "has a node without an id"),
        (document(nodes("a") + '<edge source="a"/>'), "edge 1: does not say which nodes it joins"),
        (document(edge("a", "b", '<data key="none">1</data>')), "is no sound GraphML: .*no key none"),
        (document(edge("a", "b", '<data key="w">much</data>')), "is no sound GraphML"),
        (document(edge("a", "b", '<data key="w">nan</data>')), "edge 1: “nan” is no number"),
        (document("", keys='<key id="x" for="node" attr.type="matrix" attr.name="x"/>'), "is no sound GraphML"),
        (document("", keys='<key id="x" for="node"/>'), "is no sound GraphML"),
        (document('<node id="a" \U0001f600="b"/>'), "is no sound GraphML"),
        (
            document(edge("a", "b", '<data key="w">1</data>') + edge("b", "a", '<data key="w">2</data>')),
            "with another weight",
        ),
        (f'<graphml xmlns="{NS}"/>', "holds no graph"),
        (f'<graphml xmlns="{NS}"><graph>', "is damaged"),
        (document('<node id="a">' * 300 + "</node>" * 300), "is damaged"),
        (f'<!DOCTYPE g [<!ENTITY a "b">]>{document(nodes("&a;"))}', "declares a document type"),
        (f'<!DOCTYPE g SYSTEM "/etc/passwd">{document(nodes("a"))}', "declares a document type"),
    ],
)
def test_a_graph_at_fault_is_refused(write: Write, text: str, rule: str) -> None:
    file = write(text)
    graphml.recognises(file)
    with pytest.raises(StudyError, match=rule) as raised:
        graphml.read(file, Known())
    assert str(raised.value).startswith("graph.xml")


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "<html/>", "<graph/>", "PK\x03\x04", "{}"])
def test_other_files_are_not_recognised(write: Write, text: str) -> None:
    assert not graphml.recognises(write(text))


def test_a_graph_too_large_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphml, "LARGEST", 100)
    with pytest.raises(StudyError, match="the most that is read is 0 MB"):
        graphml.read(write(document(nodes("a"))), Known())


def test_many_nodes_of_one_name_take_no_long(write: Write) -> None:
    node = "".join(f'<node id="{number}"><data key="n">!</data></node>' for number in range(10_000))
    file = write(document(node))
    began = time.monotonic()
    assert reading(file).tables["organisations"]["organisation"].n_unique() == 10_000
    assert time.monotonic() - began < 10


def test_a_real_network_survives_the_way_through_graphml(realdata: Path, tmp_path: Path) -> None:
    edges = read_grid(realdata / "net_usernetr" / "TCnetworks_TCcnt_edges.csv")
    graph = nx.Graph()
    for row in edges.iter_rows(named=True):
        graph.add_edge(row["from_name"], row["to_name"], weight=float(row["contact"]), relation="contact", year=2010)
    nx.write_graphml(graph, tmp_path / "contact.graphml")
    parts = reading(Incoming(tmp_path / "contact.graphml"))
    assert (parts.tables["organisations"].height, parts.tables["ties"].height) == (25, 175)
    node = parts.identities["organisations"]
    weights = {
        frozenset(node[body or ""] for body in pair): float(weight or "") for *pair, weight in ties(parts, "weight")
    }
    assert weights == {frozenset(pair): facts["weight"] for *pair, facts in graph.edges(data=True)}
    assert round(parts.tables["ties"].height / (25 * 24 / 2), 3) == 0.583


IDS = st.sampled_from(["a", "b", "c", "A", "!", "?"])
EDGES = st.builds(
    lambda source, target, weight, directed: edge(source, target, f'<data key="w">{weight}</data>', directed),
    IDS, IDS, st.sampled_from(["1", "1", "1.0", "x", "inf"]), st.sampled_from(["", 'directed="true"', 'id="e"']),
)  # fmt: skip
NODES = st.builds(
    lambda each, label: f'<node id="{each}"><data key="n">{label}</data></node>', IDS, st.sampled_from(["", "x", "b"])
)
INSIDE = st.lists(
    NODES | EDGES | st.sampled_from(["<graph>", "</graph>", "<hyperedge/>", "&lt;", "<port/>"]), max_size=12
)


@settings(max_examples=150, deadline=None)
@given(INSIDE.map("".join), st.sampled_from(["directed", "undirected", ""]))
def test_no_graph_is_more_than_a_study_error(
    tmp_path_factory: pytest.TempPathFactory, inside: str, edgedefault: str
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "graph.xml"
    path.write_text(document(inside, edgedefault), encoding="utf-8")
    file = Incoming(path)
    graphml.recognises(file)
    try:
        parts = graphml.read(file, Known(names={"organisations": {"b": "Beta", "k": "x"}}))
    except StudyError:
        return
    assert parts.unaccounted == {}
    keys = parts.tables["organisations"]["organisation"].to_list()
    assert len({key.casefold() for key in keys}) == len(keys)
    assert {body for pair in ties(parts) for body in pair} <= set(keys)
