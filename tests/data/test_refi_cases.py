from pathlib import Path

import pytest

from data.sources.completion import completed
from data.sources.parts import Known
from tests.data.refi_files import (
    case,
    coding,
    guid,
    passage,
    project,
    read_xml,
    reasons,
    refer,
    source,
    value,
    variable,
    words,
)

# Cases and what is known of them

VARIABLES = variable(60, "Profession") + variable(61, "Joined") + variable(62, "")


def three(*values: str) -> list[str]:
    return [
        source(name, *values, content="We met", number=n) for n, name in enumerate(("I1.txt", "I2.DOCX", "Memo"), 100)
    ]


def test_a_case_with_texts_is_a_respondent_and_they_are_its_interviews(tmp_path: Path) -> None:
    cases = case(
        "Dr Ek", value(60, "Nurse"), value(61, "2014-01-02", "Date"), value(60, "Nurse"), refer(101, 100, 101, 55)
    )
    cases += case("Team &amp; ward", value(60, "Ward"), number=81) + case(
        "Ms A", refer(55), "<CodeRef/><SelectionRef/>", number=82
    )
    parts = read_xml(tmp_path, project(*three(), cases=cases, variables=VARIABLES))
    assert parts.tables["respondents"]["respondent"].to_list() == ["Dr Ek"]
    interviews = parts.tables["interviews"].select("interview", "respondent", "stage").rows()
    assert interviews == [("I2", "Dr Ek", "S1"), ("I1", "Dr Ek", "S2")]
    assert parts.stages == {"S1": "Interview 1", "S2": "Interview 2"}
    assert parts.attributes == {"Dr Ek": {"Profession": "Nurse", "Joined": "2014-01-02"}}
    assert parts.in_file["cases"] == 3
    assert parts.taken["cases"] == 1
    assert parts.in_file["attributes"] == 4
    assert reasons(parts, "attributes") == ["it is given twice", "nobody is taken as a respondent from it"]
    assert parts.in_file["codes of cases"] == parts.in_file["selections of cases"] == 1
    assert parts.identities["respondents"] == {"Dr Ek": guid(80)}
    assert parts.identities["interviews"]["I2"] == guid(101)


def test_what_is_known_of_a_source_is_known_of_its_respondent(tmp_path: Path) -> None:
    sources = [
        source("I1", value(60, "Nurse"), content="We met", number=100),
        source("I2", value(60, "Clerk"), value(62, "x"), value(61, " "), content="We met", number=101),
        source("I3", value(60, "Cook"), path="gone.txt", number=102),
    ]
    parts = read_xml(tmp_path, project(*sources, cases=case("Dr Ek", refer(100)), variables=VARIABLES))
    assert parts.attributes == {"Dr Ek": {"Profession": "Nurse"}, "I2": {"Profession": "Clerk"}}
    assert reasons(parts, "attributes") == ["it has no name", "nobody is taken as a respondent from it"]
    completed(parts, Known())
    assert parts.tables["interviews"].select("interview", "respondent").rows() == [("I1", "Dr Ek"), ("I2", "I2")]


def test_a_case_is_never_merged_with_the_text_of_another(tmp_path: Path) -> None:
    parts = read_xml(tmp_path, project(*three(), cases=case("I1", refer(101))))
    completed(parts, Known())
    people = dict(parts.tables["interviews"].select("interview", "respondent").iter_rows())
    assert people == {"I2": "I1-2", "I1": "I1", "Memo": "Memo"}


OWN = "".join(
    variable(number, f"commonplace {name}")
    for number, name in enumerate(
        (
            "entity",
            "respondents.profession",
            "respondents.height",
            "interviews.mode",
            "interviews.stage",
            "organisations.name",
        ),
        70,
    )
)


def test_what_commonplace_wrote_of_people_is_read_as_it_was(tmp_path: Path) -> None:
    cases = case("R.1_", value(70, "respondent"), value(71, "Nurse"), value(71, "Clerk"), value(72, "tall"), refer(100))
    cases += case("O1", value(70, "organisation"), value(75, "North"), value(71, "x"), number=81)
    cases += case("P1", value(70, "planet"), value(71, "x"), number=82) + case("P2", number=83)
    sources = [
        source("I.1_", value(73, "phone"), value(74, "S2"), value(71, "y"), content="We met", number=100),
        source("I.2_", value(73, "video"), path="gone", number=101),
        source("I.3_", content="We met", number=102),
    ]
    parts = read_xml(tmp_path, project(*sources, cases=cases, variables=OWN))
    assert parts.tables["respondents"].select("respondent", "profession").rows() == [("R.1_", "Nurse")]
    assert parts.tables["organisations"].select("organisation", "name").rows() == [("O1", "North")]
    interviews = parts.tables["interviews"].select("interview", "respondent", "stage", "mode").rows()
    assert interviews == [("I.1_", "R.1_", "S2", "phone"), ("I.2_", "I.2_", "S1", "video")]
    assert parts.stages == {"S1": "Interviews", "S2": "S2"}
    assert parts.attributes == {
        "R.1_": {"commonplace respondents.profession": "Clerk", "commonplace respondents.height": "tall"},
    }
    assert (
        reasons(parts, "cases")
        == ["“commonplace entity” does not say whether it is a respondent, organisation, network"] * 2
    )
    assert (parts.in_file["cases"], parts.taken["cases"]) == (4, 2)
    assert parts.identities["organisations"] == {"O1": guid(81)}
    assert list(parts.transcripts) == ["I.1_", "I.3_"]


ABOUT = """before
commonplace study
[study]
id = "north"
title = "North"
design = "comparative"
data_status = "synthetic"
note = "of note"
stages = { T1 = "First", T2 = "Second" }
commonplace end
after"""


def test_the_settings_of_the_study_are_in_the_description_of_the_project(tmp_path: Path) -> None:
    parts = read_xml(tmp_path, project(more=f"<Description>{ABOUT}</Description>"))
    assert (parts.title, parts.note, parts.stages) == ("North", "of note", {"T1": "First", "T2": "Second"})
    assert parts.settings["study"]["design"] == "comparative"
    assert [(memo.about, memo.text) for memo in parts.memos] == [("the project", "before\nafter")]
    bare = ABOUT.removeprefix("before\n").replace("[study]\n", "").removesuffix("\ncommonplace end\nafter")
    parts = read_xml(tmp_path, project(more=f"<Description>{bare}</Description>"))
    assert (parts.title, parts.memos) == ("North", [])


@pytest.mark.parametrize(
    "broken",
    [
        ABOUT.replace("comparative", "none"),
        ABOUT.replace("[study]", "[study"),
        ABOUT.replace("note = ", "x = " + "[" * 5000),
    ],
)
def test_settings_that_cannot_be_read_are_a_note(tmp_path: Path, broken: str) -> None:
    parts = read_xml(tmp_path, project(more=f"<Description>{broken}</Description>"))
    assert (parts.title, parts.note, parts.stages, parts.settings) == ("Study", broken, {"S1": "Interviews"}, {})
    assert parts.assumed[0].startswith("the settings of the study in the project's description cannot be read (")


def test_a_project_without_a_name_is_called_after_its_file_and_its_description_is_a_note(tmp_path: Path) -> None:
    parts = read_xml(tmp_path, project(about="", more="<Description> of note </Description>"))
    assert (parts.title, parts.note) == ("study", "of note")
    assert parts.tool == "a tool that does not say its name (REFI-QDA project)"


def test_what_commonplace_wrote_is_taken_as_it_says_it_counts_even_without_words(tmp_path: Path) -> None:
    about = ' name="Study" origin="Commonplace 0.1.0"'
    sources = [
        source("one.txt", passage(3, 4), passage(5, 6), content="😀x-y-z"),
        source("I.2_", path="two.txt", number=101),
    ]
    parts = read_xml(tmp_path, project(*sources, about=about), {"sources/two.txt": "\ufeff\ufeff\0 "})
    assert words(parts) == ["y", "z"]
    assert parts.transcripts == {"one.txt": "😀x-y-z", "I.2_": "\ufeff\0 "}
    assert parts.offsets
    assert parts.offsets["convention"] == "Unicode code points"
    assert words(read_xml(tmp_path, project(sources[0], about=about), offsets="utf-16")) == ["-", "-"]
    empty = read_xml(tmp_path, project(source("one", coding(), path="one.txt"), about=about), {"sources/one.txt": ""})
    assert (empty.transcripts, reasons(empty, "codings")) == ({"one": ""}, ["its text is empty"])
