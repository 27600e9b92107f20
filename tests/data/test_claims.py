from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.build import BuildError, build
from data.claim_wording import caveat_faults, headline_faults
from data.expectations import Comparison, expectation
from data.export.tables import export_tables
from data.faults import StudyError
from data.reading import study_of
from data.release import releases_in
from data.study import Study, load_study
from queries.database import Database
from queries.findings import findings
from queries.wording import percent, plain, with_unit
from tests import oracle
from tests.disclosure.studies import TWELVE, TWICE, write_truth
from tests.disclosure.test_audit import run
from tests.gates import analyst, leader
from tests.made_findings import Row, cite, claim, with_findings, write_rows
from tests.studies import NORTHMERE

TABLES: Mapping[str, Sequence[Row]] = {
    "networks": [
        {"network": "n", "name": "Here", "network_type": "place_based", "issue_focus": ""},
        {"network": "x", "name": "There", "network_type": "issue_based", "issue_focus": "falls"},
    ],
    "indicators": [{"indicator": "speed", "dimension": "Speed", "name": "Speed", "unit": "days", "direction": "lower",
                    "source_type": "administrative"}],
    "organisations": [{"organisation": key, "name": key} for key in "abcd"],
    "ties": [
        {"network": network, "from_organisation": one, "to_organisation": other, "relation": relation,
         "directed": directed, "weight": 1, "year": year, "source": "record"}
        for network, relation, directed, year, one, other in (
            ("n", "work", "false", 2014, "a", "b"), ("n", "work", "false", 2015, "b", "c"),
            ("x", "work", "false", 2015, "a", "b"), ("n", "asks", "true", 2015, "a", "b"),
            ("n", "both", "true", 2015, "a", "b"), ("n", "both", "false", 2015, "c", "d"),
        )
    ],
    "tie_survey": [{"network": "n", "organisation": "a", "year": 2016, "responded": "true"}],
    "quotes": [{"interview": f"{who}-S1", "start": 9, "end": 20, "approval": "pending"} for who in TWELVE[:2]],
}  # fmt: skip


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve leaders, seven of whom voice T1.1; T2 is told as change; ties of two networks."""
    made = write_truth(tmp_path_factory.mktemp("claims"), {"T1.1": TWELVE[:7], "T2.1 S1": TWICE[:4]})
    for table, rows in TABLES.items():
        write_rows(made, table, rows)
    return made


def faults(package: Path, claims: Sequence[Row], evidence: Sequence[Row] = ()) -> list[str]:
    """What is wrong with the package that has these findings, a sentence each."""
    try:
        load_study(with_findings(package, claims, evidence))
    except StudyError as error:
        return [str(fault) for fault in error.faults]
    return []


def draft(*given: str, **more: object) -> Row:
    return claim("F", *given, status="draft", **more)


@pytest.mark.parametrize(
    ("measure", "subject"),
    [
        ("total", "T1.1"), ("total", "T1"), ("change", "T2.1"), ("total", "D"), ("change", "T1.1"), ("indicator", "speed"),
        ("indicator", "speed@n"), ("tie_metric", "work.density@n"), ("tie_metric", "work.density.2014@n"),
        ("tie_metric", "work.degree_centralisation.2016@n"), ("tie_metric", "asks.in_centralisation"),
        ("tie_metric", "asks.density.2015"), ("none", ""), ("none", "T1"), ("none", "speed"),
    ],
)  # fmt: skip
def test_what_a_finding_is_of_is_there(package: Path, measure: str, subject: str) -> None:
    assert faults(package, [draft("x", measure, subject)]) == []


@pytest.mark.parametrize(
    ("measure", "subject", "said"),
    [
        ("total", "T1.3", "“T1.3” is not a domain, theme or code in codes.csv"),
        ("total", "t1", "“t1” is not a domain, theme or code in codes.csv. Did you mean “T1”?"),
        ("change", "", "must name a domain, theme or code in codes.csv"),
        ("indicator", "", "must name an indicator in indicators.csv"),
        ("indicator", "sped", "“sped” is not an indicator in indicators.csv. Did you mean “speed”?"),
        ("indicator", "speed@x", "names x, which is not a place-based network in networks.csv"),
        ("tie_metric", "", "is no metric of ties: write relation.metric"),
        ("tie_metric", "work.densty", "where metric is one of density, .*Did you mean “density”"),
        ("tie_metric", "wrok.density", "names wrok, which is no relation in ties.csv. Did you mean “work”"),
        ("tie_metric", "work.density", "is of 2 networks; name the one that is meant: work.density@n"),
        ("tie_metric", "work.density@y", "names the network y, which has no such ties; they are of n, x"),
        ("tie_metric", "work.density.2013@n", "names 2013, when these ties were not looked at; they were in 2014, 2015, 2016"),
        ("tie_metric", "work.reciprocity_edges@n", "asks for a metric that undirected ties do not have"),
        ("tie_metric", "asks.degree_centralisation", "asks for a metric that directed ties do not have"),
        ("tie_metric", "both.density", "is of ties that are directed in some rows and undirected in others"),
        ("none", "nothing", "is neither a code nor an indicator"),
    ],
)  # fmt: skip
def test_a_subject_that_is_not_there_is_told_with_the_remedy(
    package: Path, measure: str, subject: str, said: str
) -> None:
    [fault] = faults(package, [draft("x", measure, subject)])
    assert fault.startswith("findings.csv, row 2: subject: ")
    with pytest.raises(AssertionError, match=said):
        raise AssertionError(fault)


def test_of_several_places_one_must_be_named(package: Path) -> None:
    networks = [row | {"network_type": "place_based", "issue_focus": ""} for row in TABLES["networks"]]
    write_rows(package, "networks", networks)
    [fault] = faults(package, [draft("x", "indicator", "speed")])
    assert "is of 2 place-based networks; name the one that is meant: speed@n" in fault
    assert faults(package, [draft("x", "indicator", "speed@x")]) == []
    write_rows(package, "networks", TABLES["networks"])


@pytest.mark.parametrize(
    ("kind", "reference", "said"),
    [
        ("code", "T1.1", ""),
        ("code", "T9", "“T9” is not a code in codes.csv"),
        ("indicator", "speed", ""),
        ("indicator", "fast", "“fast” is not an indicator in indicators.csv"),
        ("tie_metric", "work.density@x", ""),
        ("tie_metric", "work.size", "is no metric of ties"),
        ("quote", "r00-S1:0-8", ""),  # coded
        ("quote", "r00-S1:9-20", ""),  # a quotation
        ("quote", "r00-S1:9-21", "“r00-S1:9-21” is no passage of quotes.csv or codings.csv"),
        ("quote", "r00-S1", "is no passage of quotes.csv or codings.csv: write the interview, a colon"),
        ("document", "Anything at all, p. 3", ""),
    ],
)
def test_evidence_leads_somewhere(package: Path, kind: str, reference: str, said: str) -> None:
    found = faults(package, [draft()], [cite("F", kind, reference)])
    if said:
        [fault] = found
        assert fault.startswith("evidence.csv, row 2: reference: ")
        assert said in fault
    else:
        assert found == []


def test_evidence_of_no_finding_is_told(package: Path) -> None:
    [fault] = faults(package, [draft()], [cite("G", "document", "x")])
    assert "“G” is not in findings.csv" in fault


@pytest.mark.parametrize(
    ("measure", "subject", "said"),
    [
        ("total", "T1.1", ""),
        ("total", "T1", ""),
        ("change", "T2", ""),
        ("change", "T2.1", ""),
        ("total", "T2.1", "is told to leaders as change between stages and in no other way"),
        ("change", "T1", "is told to leaders as a total and not as change"),
        ("total", "D", "stands above themes that leaders are told of as change and others as totals"),
        ("change", "D", "stands above themes that leaders are told of as change and others as totals"),
    ],
)
def test_a_published_finding_has_the_number_that_leaders_have(
    package: Path, measure: str, subject: str, said: str
) -> None:
    found = faults(package, [claim("F", "x", measure, subject)])
    assert len(found) == bool(said)
    assert said in "".join(found)
    assert faults(package, [claim("F", "x", measure, subject, status="checked")]) == []


def test_codes_in_a_circle_are_told_and_do_not_hang(tmp_path: Path) -> None:
    package = write_truth(tmp_path, {})
    codes = oracle.rows(package, "codes")
    write_rows(package, "codes", [row | ({"parent": "T1.1"} if row["code"] == "T1" else {}) for row in codes])
    found = faults(package, [claim("F", "x", "total", "T1"), claim("G", "x", "change", "T1.1")])
    assert any("is above itself in the code tree" in fault for fault in found)


NO_SUPPORT = "is published on nothing: give it a measure; or cite in evidence.csv an indicator"


@pytest.mark.parametrize(
    ("evidence", "is_supported"),
    [
        ([], False),
        ([("code", "T1.1", "supports"), ("document", "Paper", "supports")], False),
        ([("indicator", "speed", "supports")], True),
        ([("tie_metric", "asks.density", "contradicts")], True),
        ([("quote", "r00-S1:0-8", "supports")], False),
        ([("quote", "r00-S1:0-8", "supports"), ("quote", "r00-S1:9-20", "supports")], False),  # one person
        ([("quote", "r00-S1:0-8", "supports"), ("quote", "r01-S1:0-8", "contradicts")], False),
        ([("quote", "r00-S1:0-8", "supports"), ("quote", "r01-S1:0-8", "supports")], True),
    ],
)
def test_a_finding_is_published_on_a_number_or_on_two_people(
    package: Path, evidence: list[tuple[str, str, str]], is_supported: bool
) -> None:
    rows = [cite("F", *each) for each in evidence]
    found = faults(package, [claim("F")], rows)
    assert len(found) == (not is_supported)
    assert all(fault.startswith("findings.csv, row 2: finding: “F”") and NO_SUPPORT in fault for fault in found)
    assert faults(package, [claim("F", status="checked")], rows) == []


def test_a_cell_that_cannot_be_read_is_told_once(package: Path) -> None:
    found = faults(
        package, [draft("x", "sum", "T9")], [cite("F", "guess", "T9"), {**cite("F", "code", ""), "stance": "x"}]
    )
    assert [fault.split(":")[1] for fault in found] == [" kind", " reference", " stance", " measure"]


SHOWN = [
    "One body led", "First on three of seven measures", "It took one persistent person", "Not all leaders agree",
    "Nearly all leaders named money", "A room no one owned helped leaders speak as equals", "Half the time leaders waited",
    "{count} of {n} leaders named silo working", "Two of three barriers fell", "Most leaders were tired", "The two rounds",
    "The third leader programme", "People of all ages came", "Almost every leader came", "Seventh heaven for people",
]  # fmt: skip
COUNTING = {
    "Seven leaders named it": "Seven leaders",
    "It was twelve senior leaders": "twelve senior leaders",
    "All twelve named it": "All twelve",
    "All the leaders named it": "All the leaders",
    "All of our leaders named it": "All of our leaders",
    "None of the leaders did": "None of the leaders",
    "Every leader named money": "Every leader",
    "Half of the leaders left": "Half of the leaders",
    "Two-thirds of leaders left": "Two-thirds of leaders",
    "A quarter of the people": "A quarter of the people",
    "Seven of twelve agreed": "Seven of twelve",
    "Nine in ten agreed": "Nine in ten",
    "Only one leader stayed": "Only one leader",
    "One of the leaders stayed": "One of the leaders",
    "Both managers left": "Both managers",
    "A dozen respondents": "dozen respondents",
    "Trust grew in 2015": "2015",
    "It took ½ a year": "½",
    "About ٣ of them": "٣",
}


@pytest.mark.parametrize("headline", SHOWN)
def test_a_headline_that_counts_no_people_is_left_alone(headline: str) -> None:
    assert list(headline_faults(headline, ("count", "n"), {12, 10})) == []


@pytest.mark.parametrize(("headline", "piece"), COUNTING.items())
def test_a_headline_that_counts_people_is_told_what_to_write(headline: str, piece: str) -> None:
    [(found, rule)] = headline_faults(headline, ("count", "n"), {12, 10})
    assert found == piece
    assert "write {count} or {n} instead" in rule
    [(_, without)] = headline_faults(headline, (), {12, 10})
    assert "write it without the number instead" in without


def test_out_of_as_many_as_were_asked_is_a_count_of_people_and_out_of_others_is_not() -> None:
    assert [piece for piece, _ in headline_faults("Three of seven did", (), {7, 5})] == ["Three of seven"]
    assert [piece for piece, _ in headline_faults("Three of seven did", (), {12})] == []


@pytest.mark.parametrize(
    ("headline", "known", "said"),
    [
        ("{cuont} x", ("count", "n"), ["{cuont}: is no placeholder of this measure, which has {count}, {n}"]),
        ("{count} x", (), ["{count}: is no placeholder of this measure, which has no number"]),
        ("{before} x", ("count", "n"), ["{before}: is no placeholder of this measure, which has {count}, {n}"]),
        ("{count x", ("count",), ["{count x: has a brace without its other half, and braces stand round placeholders only"]),
        ("{} and {a}", ("count",), ["{}: is no placeholder of this measure, which has {count}",
                                    "{a}: is no placeholder of this measure, which has {count}"]),
    ],
)  # fmt: skip
def test_placeholders_are_those_of_the_measure(headline: str, known: tuple[str, ...], said: list[str]) -> None:
    assert [f"{piece}: {rule}" for piece, rule in headline_faults(headline, known, {12})] == said


@pytest.mark.parametrize(
    ("caveat", "piece"),
    [
        ("only twelve leaders were asked", ""),
        ("10 leaders were asked twice", ""),
        ("some said otherwise, and one board met in 2015", ""),
        ("two leaders denied it", "two leaders"),
        ("of twelve leaders, 3 respondents denied it", "3 respondents"),
        ("one of the leaders denied it", "one of the leaders"),
        ("", ""),
    ],
)
def test_a_caveat_counts_nobody_but_those_who_were_asked(caveat: str, piece: str) -> None:
    assert [found for found, _ in caveat_faults(caveat, {12, 10})] == [piece][: bool(piece)]


def test_wording_is_looked_at_when_a_study_is_loaded(package: Path) -> None:
    """Eleven were asked first, eleven last, ten twice, twelve in all; nobody asked seven."""
    claims = [draft("seven of eleven did", "total", "T1", caveat="ten leaders were asked twice"),
              draft("x", caveat="seven leaders did") | {"finding": "G"}]  # fmt: skip
    one, other = faults(package, claims)
    assert one.startswith("findings.csv, row 2: headline: “seven of eleven” counts people; write {count} or {n}")
    assert other.startswith("findings.csv, row 3: caveat: “seven leaders” counts people")


@pytest.mark.parametrize(
    ("text", "numbers", "holds"),
    [
        ("count >= 8", {"count": 8}, True),
        ("count >= 8", {"count": 7}, False),
        ("count > 8", {"count": 8}, False),
        ("count < n and count > 0", {"count": 3, "n": 12}, True),
        ("count < n and count > 3", {"count": 3, "n": 12}, False),
        ("after > before", {"before": 2, "after": 7}, True),
        ("rank = n", {"rank": 7, "n": 7}, True),
        ("rank != 1", {"rank": 1}, False),
        ("value <= 0.75", {"value": 21 / 28}, True),
        ("value = 0.3", {"value": 0.1 + 0.2}, True),
        ("value < 0.3", {"value": 0.1 + 0.2}, False),
        ("value > -0.5", {"value": -0.2}, True),
        ("8 <= count", {"count": 8}, True),
        ("count>=8 and n=12", {"count": 9, "n": 12}, True),
        ("rank <= 2", {}, False),  # there is no rank
    ],
)
def test_an_expectation_holds_or_does_not(text: str, numbers: dict[str, float], holds: bool) -> None:
    assert all(each.holds(numbers) for each in expectation(text)) == holds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("count", "“count” is not a comparison"),
        ("count >> 8", "is not a comparison"),
        ("count == 8", "is not a comparison"),
        ("count >= 8 and", "“” is not a comparison"),
        ("count >= 8 or n > 3", "is not a comparison"),
        ("people >= 8", "“people” is neither a number nor one of count, n, before, after, rank, value"),
        ("count >= eight", "“eight” is neither a number"),
        ("8 < 9", "compares two numbers and says nothing of the data"),
        ("0 < count < 9", "is not a comparison"),
        ("value > 1e3", "“1e3” is neither a number"),
        ("value > .5", "“.5” is neither a number"),
    ],
)
def test_an_expectation_that_cannot_be_read_says_which_part(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        expectation(text)


@given(st.sampled_from(("<", "<=", "=", "!=", ">=", ">")), st.integers(-5, 5), st.integers(-5, 5))
def test_comparisons_are_those_of_arithmetic(sign: str, left: int, right: int) -> None:
    python = {"=": "=="}.get(sign, sign)
    assert Comparison("count", sign, float(right)).holds({"count": left}) == eval(f"{left} {python} {right}")  # noqa: S307


@pytest.mark.parametrize(
    ("measure", "subject", "expects", "said"),
    [
        ("total", "T1.1", "count >= 7 and n = 12", ""),
        ("total", "T1.1", "after > 3", "speaks of after, and the measure total has count, n"),
        ("change", "T2.1", "count > 3", "speaks of count, and the measure change has before, after, n"),
        ("indicator", "speed", "rank = n and value < 100", ""),
        ("tie_metric", "asks.density", "rank = 1", "speaks of rank, and the measure tie_metric has value"),
        ("none", "", "count > 3", "speaks of count, and the measure none has no number; leave it empty"),
        (
            "total",
            "T1.1",
            "count is 3",
            "cannot be read: “count is 3” is not a comparison; write comparisons joined by",
        ),
    ],
)
def test_an_expectation_speaks_of_what_the_measure_has(
    package: Path, measure: str, subject: str, expects: str, said: str
) -> None:
    found = faults(package, [draft("x", measure, subject, expects=expects)])
    assert len(found) == bool(said)
    assert said in "".join(found)


@pytest.mark.parametrize("status", ["checked", "published"])
def test_a_release_whose_numbers_do_not_bear_out_a_finding_is_not_written(
    package: Path, tmp_path: Path, status: str
) -> None:
    good = claim("F", "x", "total", "T1.1", expects="count = 7")
    before = build(load_study(with_findings(package, [good])), tmp_path)
    bad = [claim("G", "x", "change", "T2.1", expects="after > before", status=status),
           claim("H", "x", "total", "T1.1", expects="count >= 8 and n = 12", status=status), good]  # fmt: skip
    with pytest.raises(BuildError) as caught:
        build(load_study(with_findings(package, bad)), tmp_path)
    assert str(caught.value).splitlines() == [
        "No release was written, because findings do not hold:",
        "  G expects after > before, and the data say before 4, after 0, n 10.",
        "  H expects count >= 8 and n = 12, and the data say count 7, n 12.",
        "Say in findings.csv what the data say, or make them drafts or retract them.",
    ]
    assert [entry.release for entry in releases_in(tmp_path)] == [before.release.release]
    assert not list(tmp_path.glob(".building*"))
    code, output = run("build", package, "--releases", tmp_path)
    assert code == 1
    assert "H expects count >= 8 and n = 12, and the data say count 7, n 12." in output
    assert "Traceback" not in output


def test_what_someone_took_back_is_closed_though_a_finding_stops_the_build(tmp_path: Path) -> None:
    package = write_truth(tmp_path / "study", {"T1.1": TWELVE[:7]})
    good = claim("F", "x", "total", "T1.1", expects="count = 7")
    before = build(load_study(with_findings(package, [good])), tmp_path / "releases")
    people = pl.read_csv(package / "respondents.csv", infer_schema=False)
    gone = pl.when(respondent=TWELVE[0]).then(pl.lit("2026-01-01"))
    people.with_columns(withdrawn_on=gone).write_csv(package / "respondents.csv")
    with pytest.raises(BuildError, match="F expects count = 7, and the data say count 6"):
        build(load_study(package), tmp_path / "releases")
    [entry] = releases_in(tmp_path / "releases")
    assert (entry.release, entry.retired) == (before.release.release, True)
    assert Database(before.path).is_retired


@pytest.mark.parametrize("status", ["draft", "retracted"])
def test_drafts_and_what_is_taken_back_may_expect_anything(package: Path, tmp_path: Path, status: str) -> None:
    rows = [claim("F", "x", "total", "T1.1", expects="count > 11", status=status)]
    assert build(load_study(with_findings(package, rows)), tmp_path).is_new


def test_a_number_that_is_not_there_bears_nothing_out(package: Path, tmp_path: Path) -> None:
    rows = [claim("F", "x", "indicator", "speed", expects="value < 100")]
    with pytest.raises(BuildError, match="F expects value < 100, and the data give no number"):
        build(load_study(with_findings(package, rows)), tmp_path)


def test_a_published_finding_that_leaders_cannot_be_told_is_said_at_the_build(package: Path, tmp_path: Path) -> None:
    rows = [claim("F", "x", "total", "T1.1"), claim("G", "x", "indicator", "speed"),
            claim("H", "x", "indicator", "speed", status="draft")]  # fmt: skip
    with_findings(package, rows)
    assert build(load_study(package), tmp_path / "one").untold == ("G",)
    code, output = run("build", package, "--releases", tmp_path / "other")
    assert code == 0
    assert "Leaders will not see finding G: it is published, and its number cannot be told to them." in output
    assert "finding F" not in output
    assert "finding H" not in output


def quoted(package: Path, change: Callable[[dict[str, str]], object]) -> Study:
    """The package with a finding on the words of r00 and r01, after a change of every respondent."""
    people = oracle.rows(package, "respondents")
    for row in people:
        row |= {"withdrawn_on": ""}
        change(row)
    write_rows(package, "respondents", people)
    claims = [claim("F", "we spoke"), claim("G", "x", "total", "T1.1"), claim("H", "y", status="draft")]
    evidence = [cite(key, "quote", f"{who}-S1:0-8") for key in "FGH" for who in ("r00", "r01")]
    return load_study(with_findings(package, claims, evidence))


def test_a_finding_that_loses_its_people_by_a_withdrawal_becomes_a_draft_and_says_so(tmp_path: Path) -> None:
    package = write_truth(tmp_path, {"T1.1": TWELVE[:7]})
    whole = quoted(package, lambda row: None)
    assert whole.without_support == []
    assert whole.without_withdrawn().tables["findings"].equals(whole.tables["findings"])
    left = quoted(package, lambda row: row.update(withdrawn_on="2026-11-01") if row["respondent"] == "r01" else None)
    assert left.without_support == ["F"]
    kept = left.without_withdrawn()
    assert kept.tables["findings"].select("finding", "status").rows() == [
        ("F", "draft"),
        ("G", "published"),
        ("H", "draft"),
    ]
    assert kept.tables["findings"].schema == left.tables["findings"].schema
    assert kept.tables["evidence"]["reference"].to_list() == ["r00-S1:0-8"] * 3
    assert kept.without_support == []
    code, output = run("build", package, "--releases", tmp_path / "releases")
    assert code == 0
    assert "Finding F is a draft in this release" in output
    assert "Finding G" not in output
    [path] = (tmp_path / "releases").glob("*.duckdb")
    database = Database(path, held_back=False)
    assert [told.subject_name for told in findings(leader(database))] == ["Code one"]
    assert [told.status for told in findings(analyst(database))] == ["draft", "published", "draft"]


def test_findings_go_out_of_a_release_and_into_a_package_in_their_order(package: Path, tmp_path: Path) -> None:
    claims = [claim(key, "x", "total", "T1.1", expects="count = 7") for key in ("z", "a", "m")]
    evidence = [cite("z", "code", "T1"), cite("a", "document", "Paper, with a comma", "qualifies")]
    built = build(load_study(with_findings(package, claims, evidence)), tmp_path / "releases")
    read = study_of(built.path)
    assert read.tables["findings"]["finding"].to_list() == ["z", "a", "m"]
    export_tables(read, tmp_path / "out", "csv")
    again = load_study(tmp_path / "out")
    for table in ("findings", "evidence"):
        assert again.tables[table].equals(read.tables[table])
    assert not build(again, tmp_path / "releases").is_new
    turned = build(load_study(with_findings(package, claims[::-1], evidence)), tmp_path / "releases")
    assert turned.is_new  # another order is another release
    assert run("diff", package, built.path)[0] == 0


def test_northmere_s_findings_are_sound_and_hold(northmere: Study) -> None:
    published = northmere.tables["findings"].filter(pl.col("status") == "published")
    assert published.height >= 6
    assert northmere.tables["findings"]["finding"].to_list() == [
        row["finding"] for row in oracle.rows(NORTHMERE, "findings")
    ]


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (88, "days", "88 days"), (1, "days", "1 day"), (0.18, "proportion", "18%"), (0.003, "proportion", "0.3%"),
        (0, "proportion", "0%"), (1, "proportion_of_respondents", "100%"), (0.999, "proportion", "99.9%"),
        (640000, "persons", "640,000 people"), (4.9, "km", "4.9 km"), (6.4, "years", "6.4 years"),
        (3.8, "likert_1_5", "3.8 on a scale from 1 to 5"), (3.0, "scale_1_4", "3 on a scale from 1 to 4"),
        (2.9, "ordinal_1_3", "2.9 on a scale from 1 to 3"), (-0.05, "index_m1_1", "−0.05 on a scale from −1 to 1"),
        (12, "count", "12"), (1200.5, "gbp", "£1,200.5"),
    ],
)  # fmt: skip
def test_a_value_is_said_with_its_unit(value: float, unit: str, said: str) -> None:
    assert with_unit(value, unit) == said


@given(st.floats(0, 1))
def test_a_share_is_said_as_none_or_all_only_where_it_is(share: float) -> None:
    said: Any = percent(share)
    assert abs(float(said[:-1]) - 100 * share) <= 0.5
    assert plain(-0.001) == "0"
