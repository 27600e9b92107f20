import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.build import Built
from data.reading import study_of
from queries.database import FOR_LEADERS, Database, mark_of
from queries.disclosure import Gate, WithheldError
from queries.findings import (
    UNKNOWN,
    Cited,
    Finding,
    Told,
    cited_quotations,
    finding_passages,
    finding_quotations,
    findings,
    untold,
)
from queries.passages import PASSAGES
from queries.query import Query
from tests import oracle
from tests.disclosure.studies import TRANSCRIPT, TWELVE, TWICE, write_truth
from tests.gates import analyst, leader, presentation
from tests.made_findings import Row, cite, claim, opened, with_findings, write_rows
from tests.studies import NORTHMERE, copy_of_northmere

GATES = (analyst, leader, presentation)
SHARED = "{count} of {n} leaders shared it"


def made(
    folder: Path,
    claims: Sequence[Row],
    evidence: Sequence[Row] = (),
    *,
    said: Mapping[str, Collection[str]] | None = None,
    tables: Mapping[str, Sequence[Row]] | None = None,
    cells: Mapping[str, Row] | None = None,
    **truth: Any,
) -> Database:
    """A study of twelve leaders, ten of them asked twice; T2 is told as change. Some people have other `cells`."""
    package = write_truth(folder, said or {"T1.1": TWELVE[:7]}, **truth)
    for table, rows in (tables or {}).items():
        write_rows(package, table, rows)
    told = {"quote_consent": "Q2", "quote_scope": "network"}
    respondents = oracle.rows(package, "respondents")
    write_rows(package, "respondents", [row | told | (cells or {}).get(row["respondent"], {}) for row in respondents])
    return opened(with_findings(package, claims, evidence))


def only(gate: Gate) -> Finding:
    [finding] = findings(gate)
    return finding


def serialised(gate: Gate) -> str:
    quotes = {key: rows.to_dicts() for key, rows in cited_quotations(gate).items()}
    return json.dumps([[asdict(finding) for finding in findings(gate)], quotes])


@pytest.mark.parametrize(
    ("voicing", "says"),
    [
        (0, ("0 of 12", "2 or fewer of 12", "Few of 12")),
        (2, ("2 of 12", "2 or fewer of 12", "Few of 12")),
        (3, ("3 of 12", "3 of 12", "Some of 12")),
        (9, ("9 of 12", "9 of 12", "Some of 12")),
        (10, ("10 of 12", "10 or more of 12", "Nearly all of 12")),
        (12, ("12 of 12", "10 or more of 12", "Nearly all of 12")),
    ],
)
def test_a_total_is_told_as_everywhere_else(tmp_path: Path, voicing: int, says: tuple[str, ...]) -> None:
    database = made(tmp_path, [claim("F", SHARED, "total", "T1.1")], said={"T1.1": TWELVE[:voicing]})
    for gate, words in zip(GATES, says, strict=True):
        finding = only(gate(database))
        assert finding.headline == f"{words} leaders shared it"
        [told] = finding.counts
        assert (told.n, told.says, told.when) == (12, words[0].lower() + words[1:], "")
    exact = only(analyst(database))
    assert exact.counts == (Told(voicing, voicing, 12, f"{voicing} of 12"),)
    assert dict(exact.numbers) == {"count": voicing, "n": 12}
    assert only(leader(database)).numbers == ()


def test_a_change_is_told_on_those_asked_twice_with_the_stages(tmp_path: Path) -> None:
    headline = "it grew from {before} to {after} of {n}"
    database = made(
        tmp_path,
        [claim("F", headline, "change", "T2.1", expects="after > before")],
        said={"T2.1 S1": [*TWICE[:2], TWELVE[10]], "T2.1 S2": TWICE[:7]},  # one who was asked once is not counted
    )
    exact, told, public = (only(gate(database)) for gate in GATES)
    assert exact.headline == "It grew from 2 to 7 of 10"
    assert told.headline == "It grew from 2 or fewer to 7 of 10"
    assert public.headline == "It grew from few to some of 10"
    assert exact.counts == (Told(2, 2, 10, "2 of 10", "First round"), Told(7, 7, 10, "7 of 10", "Second round"))
    assert told.counts[0] == Told(0, 2, 10, "2 or fewer of 10", "First round")
    assert (exact.expects, told.expects, public.expects) == ("after > before", "", "")
    assert dict(exact.numbers) == {"before": 2, "after": 7, "n": 10}


NETWORKS = [
    {"network": key, "name": f"Network {key}", "network_type": kind, "issue_focus": focus}
    for key, kind, focus in (("n", "place_based", ""), ("x", "issue_based", "falls"), ("y", "issue_based", "sleep"))
]


def indicator(name: str, **more: object) -> Row:
    return {"indicator": name, "dimension": "Speed", "name": f"Indicator {name}", "unit": "days", "direction": "lower",
            "source_type": "administrative", "code": ""} | more  # fmt: skip


def observed(name: str, values: Mapping[str, object], **more: object) -> list[Row]:
    period = {"period_start": "2015-01-01", "period_end": "2015-12-31"}
    return [
        {"indicator": name, "subject_type": "network", "subject": key, **period, "value": value}
        | {"numerator": "", "denominator": ""}
        | {field: parts[key] for field, parts in more.items() if isinstance(parts, dict) and key in parts}
        for key, value in values.items()
    ]


def test_an_indicator_is_told_with_its_unit_and_its_place(tmp_path: Path) -> None:
    claims = [claim("F", "ideas spread in {value}, {rank}", "indicator", "speed", expects="rank = n and value < 100")]
    tables = {
        "networks": NETWORKS,
        "indicators": [indicator("speed")],
        "observations": observed("speed", {"n": 88, "x": 200, "y": 300}),
    }
    database = made(tmp_path, claims, [cite("F", "indicator", "speed")], tables=tables)
    for gate in GATES:
        finding = only(gate(database))
        assert finding.headline == "Ideas spread in 88 days, fastest of 3 with data"
        assert finding.figure == "88 days; fastest of 3 with data"
        assert (finding.subject, finding.subject_name, finding.heading) == ("speed", "Indicator speed", "Speed")
        assert (finding.valence, finding.counts) == ("", ())
        assert finding.evidence == (Cited("indicator", "speed", "supports", "Indicator speed"),)
    assert dict(only(analyst(database)).numbers) == {"value": 88, "rank": 3, "n": 3}


def test_a_place_that_the_ranges_leave_open_is_not_told_and_a_headline_that_needs_it_neither(tmp_path: Path) -> None:
    share = indicator("share", unit="proportion_of_respondents", source_type="coded_prevalence", code="T1.1")
    count, n = {"n": 11, "x": 11, "y": 3}, {"n": 12, "x": 12, "y": 12}
    values = {key: count[key] / n[key] for key in count}
    tables = {
        "networks": NETWORKS,
        "indicators": [share],
        "observations": observed("share", values, numerator=count, denominator=n),
    }
    claims = [claim("F", "{value} named it", "indicator", "share"), claim("G", "it is {rank}", "indicator", "share")]
    database = made(tmp_path, claims, tables=tables, said={"T1.1": TWELVE[:11]})
    assert [finding.figure for finding in findings(analyst(database))] == ["11 of 12; joint highest of 3 with data"] * 2
    finding = only(leader(database))
    assert (finding.finding, finding.headline, finding.figure) == ("F", "10 or more of 12 named it", "10 or more of 12")
    assert only(presentation(database)).headline == "Nearly all of 12 named it"
    assert untold(analyst(database), leader(database)) == ["G"]


def test_of_several_places_the_finding_names_one(tmp_path: Path) -> None:
    networks = [row | {"network_type": "place_based", "issue_focus": ""} for row in NETWORKS[:2]]
    tables = {
        "networks": networks,
        "indicators": [indicator("speed")],
        "observations": observed("speed", {"n": 88, "x": 40}),
    }
    finding = only(leader(made(tmp_path, [claim("F", "{value}", "indicator", "speed@x")], tables=tables)))
    assert (finding.headline, finding.subject, finding.subject_name) == ("40 days", "speed", "Indicator speed")


def test_what_nobody_observed_is_no_figure_for_analysts_and_no_finding_for_leaders(tmp_path: Path) -> None:
    tables = {"networks": NETWORKS, "indicators": [indicator("speed")], "observations": observed("speed", {"x": 200})}
    database = made(tmp_path, [claim("F", "it took {value}", "indicator", "speed")], tables=tables)
    finding = only(analyst(database))
    assert (finding.headline, finding.figure, finding.numbers) == (f"It took {UNKNOWN}", "", ())
    assert findings(leader(database)) == []


def tied(*pairs: str, relation: str, year: int = 2015, directed: bool = False, source: str = "record") -> list[Row]:
    return [
        {"network": "n", "from_organisation": one, "to_organisation": other, "relation": relation,
         "directed": str(directed).lower(), "weight": 1, "year": year, "source": source}
        for one, other in pairs
    ]  # fmt: skip


BODIES = [{"organisation": key, "name": key, "sector_group": "provider"} for key in "abcd"]
MEMBERS = [{"network": "n", "organisation": key} for key in "abcd"]


def test_a_metric_of_ties_is_told_of_the_latest_year_or_the_one_named(tmp_path: Path) -> None:
    ties = [*tied("ab", relation="joint_work", year=2014), *tied("ab", "bc", "cd", relation="joint_work")]
    claims = [
        claim("F", "{value} of pairs work together", "tie_metric", "joint_work.density", expects="value = 0.5"),
        claim("G", "before", "tie_metric", "joint_work.density.2014@n"),
        claim("H", "it is {value}", "tie_metric", "joint_work.component_ratio"),
    ]
    evidence = [cite("F", "tie_metric", "joint_work.component_ratio", "qualifies")]
    database = made(tmp_path, claims, evidence, tables={"organisations": BODIES, "memberships": MEMBERS, "ties": ties})
    for gate in GATES:
        latest, earlier, whole = findings(gate(database))
        assert latest.headline == "50% of pairs work together"  # 3 of the 6 pairs of 4 bodies
        assert latest.figure == "3 of the 6 ties that could be (50%), 2015"
        assert earlier.figure == "1 of the 6 ties that could be (17%), 2014"
        assert whole.headline == "It is 0"
        assert (latest.heading, latest.subject_name) == ("Joint work", "Density")
        assert latest.evidence == (Cited("tie_metric", "joint_work.component_ratio", "qualifies", "Joint work"),)


def test_a_metric_of_confidences_that_leaders_may_not_have_takes_the_finding_along(tmp_path: Path) -> None:
    ties = tied("ab", "bc", relation="trust", directed=True, source="survey")
    claims = [claim("F", "few name each other", "tie_metric", "trust.density"), claim("G", "we spoke")]
    quotes = [{"interview": f"{who}-S1", "start": 0, "end": 8, "approval": "approved"} for who in TWELVE[:2]]
    evidence = [cite("G", "quote", f"{who}-S1:0-8") for who in TWELVE[:2]]
    tables = {"organisations": BODIES, "memberships": MEMBERS, "ties": ties, "quotes": quotes}
    database = made(tmp_path, claims, evidence, tables=tables)
    assert [finding.figure for finding in findings(analyst(database))] == [
        "2 of the 12 ties that could be (17%), 2015", ""
    ]  # fmt: skip
    assert [(told.finding, told.headline) for told in findings(leader(database))] == [("G", "We spoke")]
    assert finding_quotations(leader(database), "G").height == 2
    assert finding_quotations(leader(database), "F").is_empty()
    assert untold(analyst(database), leader(database)) == ["F"]


def test_heading_and_valence_are_those_of_the_domain(tmp_path: Path) -> None:
    claims = [claim("F", "x", "total", "T1"), claim("G", "x", "total", "T1.1"), claim("H"), claim("I", subject="D")]
    quotes = [{"interview": f"{who}-S1", "start": 0, "end": 8, "approval": "approved"} for who in TWELVE[:2]]
    evidence = [cite(key, "quote", f"{who}-S1:0-8") for key in "HI" for who in TWELVE[:2]]
    for page, valence in (("barriers", "barrier"), ("enablers", "enabler"), ("leadership", "")):
        release = f'\n[views]\n{page} = ["D"]\n'
        database = made(tmp_path / page, claims, evidence, tables={"quotes": quotes}, release=release)
        found = [(told.heading, told.subject_name, told.valence) for told in findings(leader(database))]
        assert found == [("Domain", "Theme one", valence), ("Domain", "Code one", valence), ("", "", ""),
                         ("Domain", "Domain", valence)]  # fmt: skip
    both = made(tmp_path / "both", claims[:1], release='\n[views]\nbarriers = ["D"]\nenablers = ["D"]\n')
    assert only(leader(both)).valence == ""


def test_too_few_people_for_a_band_have_no_finding_with_a_number(tmp_path: Path) -> None:
    four: dict[str, Any] = {"people": TWELVE[:4], "said": {"T1.1": TWELVE[:2]}, "release": ""}
    database = made(tmp_path, [claim("F", "they shared it", "total", "T1.1")], **four)
    assert only(analyst(database)).counts == (Told(2, 2, 4, "2 of 4"),)
    assert findings(leader(database)) == findings(presentation(database)) == []


STATUSES = ("draft", "checked", "published", "retracted")


def test_analysts_read_all_in_the_order_of_the_study_and_leaders_what_is_published(tmp_path: Path) -> None:
    claims = [claim(f"{status}-{end}", f"{status} {{count}} {end}", "total", "T1.1", status=status)
              for end in "zya" for status in STATUSES]  # fmt: skip
    database = made(tmp_path, claims)
    assert [(told.finding, told.status) for told in findings(analyst(database))] == [
        (f"{status}-{end}", status) for end in "zya" for status in STATUSES
    ]
    for gate in (leader, presentation):
        assert [(told.finding, told.status) for told in findings(gate(database))] == [
            (f"published-{end}", "published") for end in "zya"
        ]
    assert [told.headline[-1] for told in findings(leader(database))] == ["z", "y", "a"]


def test_nothing_tells_leaders_that_there_are_others(tmp_path: Path) -> None:
    """Nothing differs when what they do not get is not there."""
    shown = [claim("F1", SHARED, "total", "T1.1"), claim("F3", "then", "total", "T1")]
    hidden = [claim(key, "Secret", "total", "T1.2", status=status)
              for key, status in zip(("F0", "F2", "F4"), ("draft", "checked", "retracted"), strict=True)]  # fmt: skip
    quotes = [{"interview": f"{who}-S1", "start": 0, "end": 8, "approval": "approved"} for who in TWELVE[:3]]
    cited = [cite(key, "quote", f"{TWELVE[0]}-S1:0-8") for key in ("F1", "F3")]
    also = [cite(row["finding"], "quote", f"{TWELVE[1]}-S1:0-8") for row in hidden]
    mixed = [hidden[0], shown[0], hidden[1], shown[1], hidden[2]]
    tables = {"quotes": quotes}
    with_all = made(tmp_path / "all", mixed, [*also, *cited], tables=tables)
    without = made(tmp_path / "published", shown, cited, tables=tables)
    for gate in (leader, presentation):
        assert serialised(gate(with_all)) == serialised(gate(without))
        assert "Secret" not in serialised(gate(with_all))
    assert serialised(analyst(with_all)) != serialised(analyst(without))


def test_who_and_how_many_inside_a_band_changes_nothing_that_leaders_read(tmp_path: Path) -> None:
    claims = [claim("F", SHARED, "total", "T1.1"), claim("G", "from {before} to {after}", "change", "T2.1"),
              claim("H", "as many", "total", "T2.1", status="draft", expects="count > 0")]  # fmt: skip
    evidence = [cite("F", "code", "T1.1"), cite("G", "document", "Paper 2", "contradicts")]
    few = [TWELVE[:0], TWELVE[:1], TWELVE[4:6]]
    many = [TWICE, TWICE[:8], TWICE[1:]]
    told: dict[Any, set[str]] = {leader: set(), presentation: set(), analyst: set()}
    for number, (low, high) in enumerate(zip(few, many, strict=True)):
        said = {"T1.1": low, "T2.1 S1": low, "T2.1 S2": high}
        database = made(tmp_path / str(number), claims, evidence, said=said)
        for gate, texts in told.items():
            texts.add(serialised(gate(database)))
    assert [len(told[gate]) for gate in (leader, presentation, analyst)] == [1, 1, 3]
    for number in range(3, 10):
        database = made(tmp_path / f"some{number}", claims[:1], said={"T1.1": TWELVE[12 - number :]})
        told[presentation].add(serialised(presentation(database)))
    assert len(told[presentation]) == 2


QUOTED = {"start": 0, "end": 8, "approval": "approved", "redacted_text": ""}


def quoting(
    folder: Path,
    passages: Sequence[tuple[str, int, int]],
    *,
    subject: str = "T1.1",
    measure: str = "total",
    **more: Any,
) -> Database:
    """A study whose finding cites these passages, (interview, start, end), all of them cleared."""
    held = {"quotes": [QUOTED | {"interview": i, "start": s, "end": e} for i, s, e in passages]}
    held |= more.pop("tables", {})
    cited = [cite("F", "quote", f"{i}:{s}-{e}") for i, s, e in passages]
    return made(folder, [claim("F", "x", measure, subject)], cited, tables=held, **more)


def words(gate: Gate, finding: str = "F") -> list[str]:
    return finding_quotations(gate, finding)["wording"].to_list()


def test_leaders_read_the_cleared_words_and_not_whose_or_where(tmp_path: Path) -> None:
    redacted = {"quotes": [QUOTED | {"interview": "r00-S1", "redacted_text": "[we] said"}]}
    database = quoting(tmp_path, [("r00-S1", 0, 8)], tables=redacted)
    assert finding_quotations(leader(database), "F").to_dicts() == [
        {"stance": "supports", "wording": "[we] said", "attribution": "Senior leader"}
    ]
    assert only(leader(database)).evidence == ()
    assert "r00" not in serialised(leader(database))
    [row] = finding_quotations(analyst(database), "F").to_dicts()
    assert (row["respondent"], row["quote_consent"], row["sensitive"]) == ("r00", "Q2", False)
    assert only(analyst(database)).evidence == (Cited("quote", "r00-S1:0-8", "supports", ""),)


@pytest.mark.parametrize("approval", ["pending", "refused"])
def test_words_that_were_not_approved_are_read_by_nobody_as_cleared(tmp_path: Path, approval: str) -> None:
    tables = {"quotes": [QUOTED | {"interview": "r00-S1", "approval": approval}]}
    database = quoting(
        tmp_path,
        [
            ("r00-S1", 0, 8),
        ],
        tables=tables,
    )
    assert words(leader(database)) == words(analyst(database), "F") == []
    assert finding_passages(analyst(database), "F")["passage"].to_list() == [TRANSCRIPT[:8]]


def test_a_coded_passage_that_is_no_quotation_is_for_analysts(tmp_path: Path) -> None:
    other = {"quotes": [QUOTED | {"interview": "r00-S1", "end": 9}]}
    database = quoting(tmp_path, [("r00-S1", 0, 8)], tables=other)
    assert words(leader(database)) == []
    assert finding_passages(analyst(database), "F").height == 1


@pytest.mark.parametrize(
    ("consent", "is_read"), [("Q0", False), ("Q1", False), ("", False), ("Q2", True), ("Q4", True)]
)
def test_words_are_quoted_by_consent(tmp_path: Path, consent: str, is_read: bool) -> None:
    database = quoting(tmp_path, [("r00-S1", 0, 8)], cells={"r00": {"quote_consent": consent}})
    assert bool(words(leader(database))) == is_read
    assert words(analyst(database), "F") == [TRANSCRIPT[:8]]


@pytest.mark.parametrize(
    ("scope", "to_leaders", "to_all"),
    [("", False, False), ("study_team", False, False), ("network", True, False), ("public", True, True)],
)
def test_words_go_as_far_as_their_speaker_lets_them(tmp_path: Path, scope: str, to_leaders: bool, to_all: bool) -> None:
    database = quoting(tmp_path, [("r00-S1", 0, 8)], cells={"r00": {"quote_scope": scope}})
    assert (bool(words(leader(database))), bool(words(presentation(database)))) == (to_leaders, to_all)


def test_words_marked_with_a_sensitive_code_need_to_be_public(tmp_path: Path) -> None:
    passages = [("r00-S1", 0, 8), ("r01-S1", 0, 8), ("r02-S1", 9, 20)]
    cells = {"r01": {"quote_scope": "public"}}
    codes = {"codes": [
        {"code": "D", "parent": "", "level": "domain", "name": "D", "sensitive": "false", "codable": "false"},
        {"code": "T1", "parent": "D", "level": "theme", "name": "T", "sensitive": "true", "codable": "false"},
        {"code": "T1.1", "parent": "T1", "level": "code", "name": "C", "sensitive": "false", "codable": "true"},
    ]}  # fmt: skip
    database = quoting(tmp_path, passages, cells=cells, tables=codes, measure="total", subject="D", release="")
    assert words(leader(database)) == [TRANSCRIPT[:8], TRANSCRIPT[9:20]]  # the second was not marked so
    assert words(presentation(database)) == [TRANSCRIPT[:8]]
    for subject in ("T1", "T1.1"):  # a claim about it says as much of the words as a mark would
        of = quoting(
            tmp_path / subject, passages, cells=cells, tables=codes, measure="total", subject=subject, release=""
        )
        assert words(leader(of)) == [TRANSCRIPT[:8]], subject
        assert len(words(analyst(of), "F")) == 3


def test_a_member_check_takes_words_out_of_the_finding_or_out_of_everything(tmp_path: Path) -> None:
    passages = [("r00-S1", 0, 8), ("r01-S1", 9, 20), ("r02-S1", 21, 30), ("r03-S1", 31, 40), ("r04-S1", 41, 50)]
    answers = [("r00", "finding", "F", "withdrew_all"), ("r01", "finding", "F", "withdrew_part"),
               ("r02", "finding", "G", "withdrew_all"), ("r03", "interview", "r03-S1", "withdrew_all"),
               ("r04", "finding", "F", "agreed")]  # fmt: skip
    checks = [dict(zip(("respondent", "target", "target_id", "response"), each, strict=True)) for each in answers]
    database = quoting(tmp_path, passages, tables={"member_checks": checks})
    assert words(leader(database)) == sorted([TRANSCRIPT[21:30], TRANSCRIPT[41:50]])
    assert sorted(words(analyst(database), "F")) == sorted([TRANSCRIPT[21:30], TRANSCRIPT[41:50]])


SEEN = {
    "indicator": "told T1.1", "subject_type": "network", "subject": "n", "period_start": "2015-01-01",
    "period_end": "2015-12-31", "value": 0.5,
}  # fmt: skip


def voiced(code: str) -> Row:
    return {
        "indicator": f"told {code}", "dimension": "Any", "name": code, "unit": "proportion_of_respondents",
        "direction": "higher", "source_type": "coded_prevalence", "code": code,
    }  # fmt: skip


def test_only_people_whom_the_number_is_about_are_quoted(tmp_path: Path) -> None:
    once, twice = ("r10-S1", 0, 8), ("r00-S1", 9, 20)
    said = {"T1.1": [TWELVE[10]], "T2.1": [TWELVE[10]]}
    for measure, subject, expected in (
        ("change", "T2.1", [twice]),
        ("total", "T1.1", [once, twice]),
        ("none", "T2", [twice]),
        ("none", "", [once, twice]),
        ("none", "D", []),  # it stands above both
        ("indicator", "told T2.1", [twice]),
        ("indicator", "told T1.1@n", [once, twice]),
        ("none", "told T2.1", [twice]),
    ):
        folder = tmp_path / f"{measure}{subject}"
        counted = {"indicators": [voiced(code) for code in ("T1.1", "T2.1")], "observations": [SEEN]}
        database = quoting(folder, [once, twice], measure=measure, subject=subject, said=said, tables=counted)
        assert words(leader(database)) == sorted(TRANSCRIPT[s:e] for _, s, e in expected), subject


def test_no_more_than_two_of_one_person_for_each_finding(tmp_path: Path) -> None:
    spans = [(0, 8), (9, 20), (21, 30), (31, 40)]
    claims = [claim("F", "x", "total", "T1.1"), claim("G", "y", "total", "T1.1")]
    passages = [(who, *span) for who in ("r00-S1", "r00-S2", "r01-S1") for span in spans]
    quotes = [QUOTED | {"interview": i, "start": s, "end": e, "redacted_text": f"{i[:3]} {i} {s}"}
              for i, s, e in passages]  # fmt: skip
    evidence = [cite(key, "quote", f"{i}:{s}-{e}") for key in "FG" for i, s, e in passages]
    database = made(tmp_path, claims, evidence, tables={"quotes": quotes})
    for key in "FG":
        assert [said[:3] for said in words(leader(database), key)] == ["r00", "r00", "r01", "r01"]
    assert len(words(analyst(database), "F")) == 12


def test_wordings_come_for_then_qualifying_then_against_and_by_themselves(tmp_path: Path) -> None:
    spoken = [
        ("r05", "a", "contradicts"),
        ("r03", "z", "supports"),
        ("r04", "b", "qualifies"),
        ("r01", "c", "supports"),
    ]
    quotes = [QUOTED | {"interview": f"{who}-S1", "redacted_text": text} for who, text, _ in spoken]
    evidence = [cite("F", "quote", f"{who}-S1:0-8", stance) for who, _, stance in spoken]
    database = made(tmp_path, [claim("F", "x", "total", "T1.1")], evidence, tables={"quotes": quotes})
    for gate in (leader, analyst):
        said = finding_quotations(gate(database), "F").select("stance", "wording").rows()
        assert said == [("supports", "c"), ("supports", "z"), ("qualifies", "b"), ("contradicts", "a")]
        [(found, rows)] = cited_quotations(gate(database)).items()
        assert (found, rows.select("stance", "wording").rows()) == ("F", said)


def test_evidence_comes_by_stance_then_by_kind(tmp_path: Path) -> None:
    evidence = [cite("F", "document", "Zeta", "supports"), cite("F", "code", "T1.2", "contradicts"),
                cite("F", "document", "Alpha", "supports"), cite("F", "code", "T1.1", "supports")]  # fmt: skip
    for number, rows in enumerate((evidence, evidence[::-1])):
        database = made(tmp_path / str(number), [claim("F", "x", "total", "T1.1")], rows)
        assert only(leader(database)).evidence == (
            Cited("code", "T1.1", "supports", "Code one"),
            Cited("document", "Alpha", "supports", "Alpha"),
            Cited("document", "Zeta", "supports", "Zeta"),
            Cited("code", "T1.2", "contradicts", "Code two"),
        )


def test_passages_are_those_cited_in_their_place_with_every_mark_cut_to_them(tmp_path: Path) -> None:
    codings = [("r00-S1", 0, 20, "T1.1", "a", "affirm"), ("r00-S1", 10, 60, "T1.2", "b", "counter"),
               ("r00-S1", 12, 14, "T1.2", "p", "affirm"), ("r01-S1", 0, 8, "T1.1", "a", "affirm")]  # fmt: skip
    columns = ("interview", "start", "end", "code", "coder", "polarity")
    rows = [dict(zip(columns, row, strict=True)) | {"round": 1, "status": "independent"} for row in codings]
    rows.append(rows[0] | {"code": "T2.1", "round": 2, "status": "superseded"})
    finished = [{"interview": "r00-S1", "coder": coder, "finished": "true"} for coder in "abp"]
    finished += [{"interview": "r01-S1", "coder": "a", "finished": "true"}]
    quotes = [
        QUOTED | {"interview": "r00-S1", "start": 5, "end": 30},
        QUOTED | {"interview": "r00-S1", "start": 70, "end": 80},
    ]
    evidence = [cite("F", "quote", "r00-S1:5-30", "contradicts"), cite("F", "quote", "r00-S1:70-80"),
                cite("F", "quote", "r01-S1:0-8"), cite("G", "quote", "r01-S1:0-8")]  # fmt: skip
    claims = [claim("F", "x", "total", "T1.1"), claim("G", "y", status="draft")]
    tables = {"codings": rows, "assignments": finished, "quotes": quotes}
    gate = analyst(made(tmp_path, claims, evidence, tables=tables, said={}))
    found = finding_passages(gate, "F")
    assert found.columns == ["stance", *PASSAGES.columns]
    unmarked, other, marked = found.rows(named=True)
    assert [row["stance"] for row in (unmarked, other, marked)] == ["supports", "supports", "contradicts"]
    assert (unmarked["passage"], unmarked["marks"]) == (TRANSCRIPT[70:80], [])
    assert (marked["before"], marked["passage"], marked["after"]) == (
        TRANSCRIPT[:5],
        TRANSCRIPT[5:30],
        TRANSCRIPT[30:210],
    )
    assert [(mark["start"], mark["end"], mark["coder"], mark["is_panel"], mark["polarity"]) for mark in marked["marks"]] == [
        (5, 20, "Coder A", False, "affirm"), (10, 30, "Coder B", False, "counter"), (12, 14, "Panel", True, "affirm"),
    ]  # fmt: skip
    assert (marked["counted"], other["counted"], marked["total"]) == (False, True, 3)  # the panel did not say T1.1
    assert (other["respondent"], other["stage"], other["start"], other["end"]) == ("r01", "First round", 0, 8)
    assert finding_passages(gate, "G")["counted"].to_list() == [True]
    assert finding_passages(gate, "H").is_empty()


@pytest.mark.parametrize("gate", [leader, presentation])
def test_passages_and_what_is_untold_are_for_analysts(tmp_path: Path, gate: Any) -> None:
    database = quoting(tmp_path, [("r00-S1", 0, 8)])
    with pytest.raises(WithheldError):
        finding_passages(gate(database), "F")
    with pytest.raises(WithheldError):
        untold(gate(database), gate(database))


def test_a_release_that_is_held_back_later_gives_nothing_more(tmp_path: Path) -> None:
    held = quoting(tmp_path, [("r00-S1", 0, 8)])
    mark_of(held.path, FOR_LEADERS).touch()
    gate = leader(Database(held.path))
    assert findings(gate)
    mark_of(held.path, FOR_LEADERS).unlink()
    for answer in (findings, cited_quotations, lambda gate: finding_quotations(gate, "F")):
        with pytest.raises(WithheldError):
            answer(gate)


def test_a_thousand_findings_ask_no_more_questions_than_one_of_each_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = [("total", "T1.1"), ("total", "T1"), ("change", "T2.1"), ("none", "")]
    claims = [claim(f"F{number}", "x", *kinds[number % 4], status="checked") for number in range(1000)]
    few = analyst(made(tmp_path / "few", claims[:4]))
    many = analyst(made(tmp_path / "many", claims))
    asked: list[str] = []
    ask = Query.ask
    monkeypatch.setattr(Query, "ask", lambda self, *given, **more: asked.append(self.name) or ask(self, *given, **more))
    assert len(findings(few)) == 4
    once = sorted(asked)
    asked.clear()
    assert len(findings(many)) == 1000
    assert sorted(asked) == once


@pytest.fixture(scope="module")
def claims() -> Iterator[dict[str, dict[str, str]]]:
    yield {row["finding"]: row for row in oracle.rows(NORTHMERE, "findings")}


def test_northmere_s_findings_have_the_numbers_of_a_second_count(database: Database, claims: dict[str, Any]) -> None:
    voices = oracle.voiced(NORTHMERE)
    stages = {stage: {row["respondent"] for row in oracle.rows(NORTHMERE, "interviews") if row["stage"] == stage}
              for stage in ("S1", "S3")}  # fmt: skip
    twice = stages["S1"] & stages["S3"]
    seen = set()
    for finding in findings(analyst(database)):
        row = claims[finding.finding]
        said = voices.get(row["subject"], set())
        if row["measure"] == "total":
            assert [(told.least, told.n) for told in finding.counts] == [(len(oracle.people(said)), 12)]
        if row["measure"] == "change":
            expected = [len(oracle.people(said, stage) & twice) for stage in ("S1", "S3")]
            assert [told.least for told in finding.counts] == expected
            assert {told.n for told in finding.counts} == {len(twice)}
        if row["subject"] == "joint_projects.density":
            ties = [
                tie
                for tie in oracle.rows(NORTHMERE, "ties")
                if (tie["relation"], tie["year"]) == ("joint_projects", "2015")
            ]
            assert finding.figure.startswith(f"{len(ties)} of the 28 ties")  # eight bodies
        seen.add(row["measure"])
    assert seen >= {"total", "change", "indicator", "tie_metric", "none"}
    assert [finding.finding for finding in findings(analyst(database))] == list(claims)


def test_northmere_s_leaders_read_what_is_published_in_its_order(database: Database, claims: dict[str, Any]) -> None:
    published = [row for row in claims.values() if row["status"] == "published"]
    assert 0 < len(published) < len(claims)
    for gate in (leader, presentation):
        told = findings(gate(database))
        assert [finding.caveat for finding in told] == [row["caveat"] for row in published]
        assert [finding.finding for finding in told] == [row["finding"] for row in published]
        assert all(cited.kind != "quote" for finding in told for cited in finding.evidence)
    assert untold(analyst(database), leader(database)) == []


def test_northmere_s_quotations_are_cited_and_cleared_by_a_second_look(database: Database) -> None:
    people = {row["respondent"]: row for row in oracle.rows(NORTHMERE, "respondents")}
    person = {row["interview"]: row["respondent"] for row in oracle.rows(NORTHMERE, "interviews")}
    cleared = {f"{row['interview']}:{row['start']}-{row['end']}" for row in oracle.rows(NORTHMERE, "quotes")
               if row["approval"] == "approved"}  # fmt: skip
    cited = [row for row in oracle.rows(NORTHMERE, "evidence") if row["kind"] == "quote"]
    keys = [row["finding"] for row in oracle.rows(NORTHMERE, "findings") if row["status"] == "published"]
    told = cited_quotations(leader(database))
    assert told
    for place, key in enumerate(keys, start=1):
        allowed = [
            row
            for row in cited
            if row["finding"] == key
            and row["reference"] in cleared
            and people[person[row["reference"].split(":")[0]]]["quote_consent"] in ("Q2", "Q3", "Q4")
        ]
        speakers = {person[row["reference"].split(":")[0]] for row in allowed}
        rows = told.get(str(place), pl.DataFrame({"attribution": []}))
        assert rows.height <= min(len(allowed), 2 * len(speakers))
        assert bool(rows.height) <= bool(allowed)


def test_findings_keep_their_order_in_a_release_and_out_of_it(built: Built, claims: dict[str, Any]) -> None:
    assert study_of(built.path).tables["findings"]["finding"].to_list() == list(claims)


def test_the_order_of_the_file_is_the_order_told(tmp_path: Path) -> None:
    package = copy_of_northmere(tmp_path)
    rows = oracle.rows(package, "findings")
    write_rows(package, "findings", rows[::-1])
    with closing(opened(package)) as database:
        assert [told.finding for told in findings(analyst(database))] == [row["finding"] for row in rows[::-1]]
