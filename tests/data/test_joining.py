from dataclasses import replace

import pytest

from data.faults import StudyError
from data.settings import Source
from data.sources.attributes import take_attributes
from data.sources.completion import completed
from data.sources.joining import apply_aliases, join
from data.sources.parts import Known, Parts
from data.sources.renaming import rename

KNOWN = Known(
    names={
        "networks": {"n": "The network"},
        "organisations": {"acute": "Northmere Hospitals", "mental": "Northmere Mental Health"},
        "indicators": {"reach": "Reach"},
        "respondents": {"L01": "", "L02": ""},
        "interviews": {"L01": ""},
        "coders": {"a": "Ann"},
    },
    assigned=frozenset({("L01", "a")}),
)


def parts_with(table: str, **columns: list[object]) -> Parts:
    parts = Parts(tool="test", in_file={table: len(next(iter(columns.values())))})
    parts.table(table, **columns)
    return parts


def observed(*subjects: str) -> Parts:
    many = len(subjects)
    return parts_with(
        "observations",
        indicator=["reach"] * many,
        subject_type=["organisation"] * many,
        subject=list(subjects),
        period_start=["2014-01-01"] * many,
        period_end=["2014-12-31"] * many,
        value=[str(number) for number in range(many)],
    )


def test_a_subject_is_matched_on_its_key_then_on_its_exact_name() -> None:
    parts = observed("acute", "Northmere Mental Health")
    join(parts, KNOWN, "figures.csv")
    assert parts.tables["observations"]["subject"].to_list() == ["acute", "mental"]
    assert parts.assumed == ["1 organisations of observations are matched by their exact names"]
    assert parts.unaccounted == {}


def test_a_match_that_leaves_case_aside_is_named() -> None:
    parts = observed("northmere  hospitals")
    join(parts, KNOWN, "figures.csv")
    assert parts.assumed == [
        "organisations of observations matched but for case and spaces: “northmere  hospitals” is acute"
    ]


def test_figures_about_others_are_left_out_with_the_nearest_names_and_nothing_is_guessed() -> None:
    parts = observed("acute", "Northmere Hospital", "Northmere Hospital", "Elsewhere")
    join(parts, KNOWN, "figures.csv")
    assert parts.tables["observations"]["subject"].to_list() == ["acute"]
    assert [(entry.what, entry.count) for entry in parts.left_out] == [("Northmere Hospital", 2), ("Elsewhere", 1)]
    assert "nearest: acute" in parts.left_out[0].reason
    assert parts.suggested["organisations"]["Northmere Hospital"][0] == "acute"
    assert parts.unaccounted == {}


def test_an_alias_applies_what_was_suggested() -> None:
    parts = observed("Northmere Hospital")
    apply_aliases(parts, {"organisations": {"Northmere Hospital": "acute", "unused": "mental"}}, KNOWN)
    join(parts, KNOWN, "figures.csv")
    assert parts.tables["observations"]["subject"].to_list() == ["acute"]
    assert parts.assumed == ["“Northmere Hospital” stands for acute (study.toml)"]


def test_a_network_and_an_organisation_of_one_name_are_not_taken_for_one_another() -> None:
    parts = observed("n")
    join(parts, KNOWN, "figures.csv")
    assert parts.tables["observations"].is_empty()


def test_a_person_in_an_unknown_body_is_a_fault_that_says_how_to_mend_it() -> None:
    parts = parts_with("respondents", respondent=["L01"], organisation=["Northmere Hospitels"])
    with pytest.raises(StudyError) as caught:
        join(parts, KNOWN, "people.csv")
    assert "[aliases.organisations] “Northmere Hospitels” = “…”. Did you mean “acute”?" in str(caught.value)


def test_organisations_of_people_become_the_studys_where_it_has_none() -> None:
    parts = parts_with("respondents", respondent=["x", "y", "z"], organisation=["St Mary's", "St Mary's", None])
    join(parts, Known(), "people.csv")
    assert parts.tables["organisations"].select("organisation", "name").rows() == [("St Mary-s", "St Mary's")]
    assert parts.tables["respondents"]["organisation"].to_list() == ["St Mary-s", "St Mary-s", None]
    assert parts.assumed == ["the one organisation that people are put down to: taken as the study's"]


def test_people_like_those_of_the_study_are_suggested_and_not_joined() -> None:
    parts = parts_with("respondents", respondent=["L01", "L 02", "Zoe"])
    join(parts, KNOWN, "people.csv")
    assert (
        parts.suggested == {"respondents": {"L 02": ["L02", "L01"]}}
        or parts.suggested["respondents"]["L 02"][0] == "L02"
    )
    assert "Zoe" not in parts.suggested["respondents"]
    assert parts.tables["respondents"]["respondent"].to_list() == ["L01", "L 02", "Zoe"]


def test_an_import_of_codings_alone_is_completed_by_people_coders_and_assignments() -> None:
    parts = parts_with("codings", interview=["L01", "new"], start=[0, 0], end=[1, 1], code=["c", "c"], coder=["a", "b"])
    parts.transcripts = {"new": "x", "unread": "y"}
    completed(parts, KNOWN, "S2")
    assert parts.tables["interviews"].select("interview", "respondent", "stage").rows() == [
        ("new", "new", "S2"),
        ("unread", "unread", "S2"),
    ]
    assert parts.tables["respondents"]["respondent"].to_list() == ["new", "unread"]
    assert parts.tables["coders"].select("coder", "name").rows() == [("b", "b")]
    assert parts.tables["assignments"].rows() == [("new", "b", "true"), ("unread", "b", "false")]
    assert len(parts.assumed) == 3


def test_of_several_coders_only_what_they_marked_is_taken_as_read() -> None:
    parts = parts_with("codings", interview=["i", "j"], start=[0, 0], end=[1, 1], code=["c", "c"], coder=["p", "q"])
    parts.transcripts = {"i": "x", "j": "y", "k": "z"}
    completed(parts, Known())
    assert parts.tables["assignments"].rows() == [("i", "p", "true"), ("j", "q", "true")]


def test_nothing_is_completed_where_nothing_is_lacking() -> None:
    parts = parts_with("codings", interview=["L01"], start=[0], end=[1], code=["c"], coder=["a"])
    completed(parts, KNOWN)
    assert (list(parts.tables), parts.assumed) == (["codings"], [])


def test_a_key_is_renamed_wherever_it_stands() -> None:
    parts = parts_with("interviews", interview=["i", "j"], respondent=["r", "r"], stage=["S1", "S2"])
    parts.transcripts = {"i": "x", "j": "y"}
    parts.identities = {"interviews": {"i": "guid"}}
    parts.table("member_checks", respondent=["r", "r"], target=["interview", "finding"], target_id=["i", "i"])
    parts.table(
        "evidence", finding=["f", "f", "f"], kind=["quote", "code", "document"], reference=["i:0-5", "i", "i:0-5"]
    )
    rename(parts, "interviews", {"i": "new"})
    assert parts.tables["interviews"]["interview"].to_list() == ["new", "j"]
    assert parts.transcripts == {"new": "x", "j": "y"}
    assert parts.identities == {"interviews": {"new": "guid"}}
    assert parts.tables["member_checks"]["target_id"].to_list() == ["new", "i"]
    assert parts.tables["evidence"]["reference"].to_list() == ["new:0-5", "i", "i:0-5"]
    rename(parts, "codes", {"i": "C"})
    assert parts.tables["evidence"]["reference"].to_list() == ["new:0-5", "C", "i:0-5"]
    parts.table("findings", finding=["f", "g", "h"], measure=["total", "indicator", "none"], subject=["j", "j", "j"])
    rename(parts, "codes", {"j": "C"})
    assert parts.tables["findings"]["subject"].to_list() == ["C", "j", "C"]
    rename(parts, "indicators", {"j": "K"})
    assert parts.tables["findings"]["subject"].to_list() == ["C", "K", "C"]
    rename(parts, "respondents", {"r": "P01"})
    assert parts.tables["interviews"]["respondent"].to_list() == ["P01", "P01"]
    assert parts.tables["member_checks"]["respondent"].to_list() == ["P01", "P01"]


def attributed(*sources: Source, **facts: dict[str, str]) -> Parts:
    parts = parts_with("respondents", respondent=list(facts))
    parts.attributes = facts
    parts.in_file["attributes"] = sum(map(len, facts.values()))
    take_attributes(parts, replace(KNOWN, sources=sources))
    return parts


def test_attributes_under_our_own_names_are_taken_where_every_value_can_stand() -> None:
    parts = attributed(
        x={"Role-group": "senior_clinical", "Profession": "nurse", "Organisation": "Northmere Hospitals", "Age": "50"},
        y={"Role-group": "senior_managerial", "Network": "elsewhere"},
    )
    rows = (
        parts.tables["respondents"].select("respondent", "role_group", "profession", "organisation", "network").rows()
    )
    assert rows == [
        ("x", "senior_clinical", "nurse", "Northmere Hospitals", None),
        ("y", "senior_managerial", None, None, None),
    ]
    assert {entry.what: entry.count for entry in parts.left_out} == {"Age": 1, "Network": 1}
    assert parts.unaccounted == {}


def test_an_attribute_with_a_strange_value_is_left_out_whole() -> None:
    parts = attributed(x={"role group": "Clinical"}, y={"role group": "senior_managerial"})
    assert parts.tables["respondents"]["role_group"].to_list() == [None, None]
    assert [(entry.count, "“Clinical” is not one of" in entry.reason) for entry in parts.left_out] == [(2, True)]


def test_study_toml_maps_attributes_and_their_values() -> None:
    source = Source(
        file="p.qdpx",
        table="respondents",
        columns={"role_group": "Kind"},
        values={"role_group": {"Clinical": "senior_clinical"}},
    )
    parts = attributed(source, x={"Kind": "Clinical"}, y={"Kind": "senior_managerial"})
    assert parts.tables["respondents"]["role_group"].to_list() == ["senior_clinical", "senior_managerial"]
    assert parts.unaccounted == {}


def test_a_mapped_attribute_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(StudyError) as caught:
        attributed(Source(file="p", table="respondents", columns={"role_group": "Knd", "rol": "Kind"}), x={"Kind": "a"})
    assert "“Knd” is no attribute of a case in test. Did you mean “Kind”?" in str(caught.value)
    assert "“rol” is not a column of respondents. Did you mean “role_level”?" in str(
        caught.value
    ) or "“rol” is not a column" in str(caught.value)


def test_without_networks_an_attribute_of_networks_is_left_out_with_what_to_do() -> None:
    parts = parts_with("respondents", respondent=["x"])
    parts.attributes, parts.in_file = {"x": {"network": "n"}}, {"respondents": 1, "attributes": 1}
    take_attributes(parts, Known())
    assert "import networks.csv first" in parts.left_out[0].reason
