"""Imports of several files, and of files that have changed since: what comes, what goes, what stays."""

import json
from pathlib import Path

import polars as pl
import pytest

from data.earlier import earlier_imports
from data.faults import StudyError
from data.import_report import Report
from data.importing import import_files
from data.settings import read_settings
from data.study import Study, load_study
from data.suggesting import suggest
from tests.data import refi_files as refi

TEXTS = {"Anne Ohm": "We kept our promises. Money was short.", "Bo Dahl": "Nobody kept a promise. We met often."}
TRUST, MONEY, MET = (refi.guid(number) for number in (1, 2, 3))
NAMES = {TRUST: "Trust", MONEY: "Money", MET: "Meeting"}
MARKS = (
    ("Anne Ohm", "We kept our promises.", TRUST),
    ("Anne Ohm", "Money was short.", MONEY),
    ("Bo Dahl", "We met often.", MET),
)
Marks = tuple[tuple[str, str, str], ...]


def project(
    folder: Path, marks: Marks = MARKS, names: dict[str, str] | None = None, texts: dict[str, str] | None = None
) -> Path:
    """A REFI-QDA project in which Anna coded each of these texts."""
    texts = texts or TEXTS
    folder.mkdir(exist_ok=True)
    codes = "".join(f'<Code guid="{key}" name="{name}" isCodable="true"/>' for key, name in (names or NAMES).items())
    sources = []
    for number, (name, text) in enumerate(texts.items()):
        passages = [
            refi.passage(text.index(words), text.index(words) + len(words), refi.coding(code, refi.ANNA), name=words)
            for of, words, code in marks
            if of == name
        ]
        sources.append(refi.source(name, *passages, path=f"internal://{number}.txt", number=100 + number))
    files = {f"sources/{number}.txt": text for number, text in enumerate(texts.values())}
    users = f'<User guid="{refi.ANNA}" name="Anna"/>'
    return refi.qdpx(folder, refi.project(*sources, codes=codes, users=users), files)


def people(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def coded(study: Study) -> set[tuple[str, str]]:
    rows = study.tables["codings"].select("interview", "start", "end", "code").rows()
    return {(study.transcripts[interview][start:end], code) for interview, start, end, code in rows}


def first(tmp_path: Path) -> Path:
    import_files([project(tmp_path / "one")], tmp_path / "study")
    return tmp_path / "study"


def again(tmp_path: Path, marks: Marks = MARKS, **other: dict[str, str]) -> Report:
    return import_files([project(tmp_path / "two", marks, **other)], tmp_path / "study")


def test_a_project_becomes_a_study_with_the_account_kept_in_it(tmp_path: Path) -> None:
    package = first(tmp_path)
    study = load_study(package)
    assert coded(study) == {
        ("We kept our promises.", "Trust"),
        ("Money was short.", "Money"),
        ("We met often.", "Meeting"),
    }
    assert study.tables["assignments"].rows() == [("Anne Ohm", "Anna", True), ("Bo Dahl", "Anna", True)]
    account = json.loads((package / "imports" / "study.qdpx" / "report.json").read_text())
    assert (account["taken"]["codings"], account["text_matches"], account["unaccounted"]) == (3, 3, {})
    assert read_settings(package).study.data_status == "identifiable"


def test_the_same_project_again_changes_nothing(tmp_path: Path) -> None:
    package = first(tmp_path)
    before = {path: path.read_bytes() for path in package.rglob("*") if path.is_file() and path.name != "report.json"}
    report = again(tmp_path)
    after = {path: path.read_bytes() for path in package.rglob("*") if path.is_file() and path.name != "report.json"}
    assert after == before
    assert report["already_there"]["codings"] == 3
    assert report["changes_in_words"] == ["Nothing changed."]


def test_what_the_project_no_longer_has_goes_and_what_is_new_comes(tmp_path: Path) -> None:
    package = first(tmp_path)
    report = again(tmp_path, marks=(*MARKS[:1], ("Bo Dahl", "Nobody kept a promise.", TRUST), MARKS[2]))
    assert coded(load_study(package)) == {
        ("We kept our promises.", "Trust"),
        ("Nobody kept a promise.", "Trust"),
        ("We met often.", "Meeting"),
    }
    assert report["gone"] == {"codings": 1}
    said = "\n".join(report["changes_in_words"])
    assert "1 of 2" in said and "2 of 2" in said, said


def test_what_people_have_added_to_the_codebook_stays(tmp_path: Path) -> None:
    package = first(tmp_path)
    codes = pl.read_csv(package / "codes.csv", infer_schema=False)
    mine = codes.with_columns(sensitive=pl.when(pl.col("code") == "Money").then(pl.lit("true")).otherwise("sensitive"))
    mine.with_columns(valence=pl.when(pl.col("code") == "Money").then(pl.lit("barrier"))).write_csv(
        package / "codes.csv"
    )
    again(tmp_path, names={TRUST: "Trust", MONEY: "Funding", MET: "Meeting"})
    row = load_study(package).tables["codes"].row(by_predicate=pl.col("code") == "Money", named=True)
    assert (row["name"], row["sensitive"], row["valence"]) == ("Funding", True, "barrier")


def test_a_code_renamed_in_its_tool_keeps_its_key_and_is_told_as_renamed(tmp_path: Path) -> None:
    package = first(tmp_path)
    report = again(tmp_path, names={TRUST: "Confidence", MONEY: "Money", MET: "Meeting"})
    codes = load_study(package).tables["codes"]
    assert dict(codes.select("code", "name").iter_rows()) == {
        "Trust": "Confidence",
        "Money": "Money",
        "Meeting": "Meeting",
    }
    said = "\n".join(report["changes_in_words"])
    assert "Confidence" in said and "renamed" in said.lower()


def test_two_codes_that_swap_names_keep_their_keys(tmp_path: Path) -> None:
    package = first(tmp_path)
    again(tmp_path, names={TRUST: "Money", MONEY: "Trust", MET: "Meeting"})
    codes = load_study(package).tables["codes"]
    assert dict(codes.select("code", "name").iter_rows()) == {"Trust": "Money", "Money": "Trust", "Meeting": "Meeting"}
    assert ("We kept our promises.", "Trust") in coded(load_study(package))


def test_a_transcript_reworded_in_its_tool_is_taken_with_its_codings(tmp_path: Path) -> None:
    package = first(tmp_path)
    again(tmp_path, texts=TEXTS | {"Anne Ohm": "Yes. We kept our promises. Money was short."})
    study = load_study(package)
    assert study.transcripts["Anne Ohm"].startswith("Yes.")
    assert ("We kept our promises.", "Trust") in coded(study)


def test_a_quotation_cleared_in_the_old_words_stops_a_reworded_transcript(tmp_path: Path) -> None:
    package = first(tmp_path)
    (package / "quotes.csv").write_text("interview,start,end,approval\nAnne Ohm,0,21,approved\n")
    before = {path: path.read_bytes() for path in package.rglob("*") if path.is_file()}
    with pytest.raises(
        StudyError, match=r"quotes\.csv: .*“Anne Ohm:0-21” is placed by the old words of the transcript"
    ):
        again(tmp_path, texts=TEXTS | {"Anne Ohm": "Yes. We kept our promises. Money was short."})
    assert {path: path.read_bytes() for path in package.rglob("*") if path.is_file()} == before


def test_a_document_that_is_gone_takes_its_interview_and_its_transcript_along(tmp_path: Path) -> None:
    package = first(tmp_path)
    again(tmp_path, marks=MARKS[:2], texts={"Anne Ohm": TEXTS["Anne Ohm"]})
    study = load_study(package)
    assert (list(study.transcripts), study.tables["respondents"]["respondent"].to_list()) == (
        ["Anne Ohm"],
        ["Anne Ohm"],
    )


def test_a_person_named_elsewhere_too_stays_when_their_document_goes(tmp_path: Path) -> None:
    package = first(tmp_path)
    import_files([people(tmp_path / "people.csv", "respondent,organisation\nBo Dahl,Hospital\n")], package)
    again(tmp_path, marks=MARKS[:2], texts={"Anne Ohm": TEXTS["Anne Ohm"]})
    assert set(load_study(package).tables["respondents"]["respondent"]) == {"Anne Ohm", "Bo Dahl"}


def test_a_project_and_a_sheet_of_people_in_any_order_make_one_study(tmp_path: Path) -> None:
    sheet = people(
        tmp_path / "people.csv", "respondent,organisation,profession\nAnne Ohm,Hospital,nurse\nBo Dahl,City,\n"
    )
    report = import_files([sheet, project(tmp_path / "one")], tmp_path / "study")
    study = load_study(tmp_path / "study")
    rows = study.tables["respondents"].select("respondent", "organisation", "profession").rows()
    assert sorted(rows) == [("Anne Ohm", "Hospital", "nurse"), ("Bo Dahl", "City", None)]
    assert [file["file"] for file in report["files"]] == ["study.qdpx", "people.csv"]


def test_a_name_spelt_otherwise_is_suggested_and_an_alias_settles_it(tmp_path: Path) -> None:
    package = first(tmp_path)
    sheet = people(tmp_path / "people.csv", "respondent,profession\nAnn Ohm,nurse\nBo Dahl,doctor\n")
    report = import_files([sheet], package)
    assert report["suggestions"] == {"respondents": {"Ann Ohm": ["Anne Ohm"]}}
    assert load_study(package).tables["respondents"].height == 3
    with (package / "study.toml").open("a") as file:
        file.write('\n[aliases.respondents]\n"Ann Ohm" = "Anne Ohm"\n')
    report = import_files([sheet], package)
    rows = load_study(package).tables["respondents"].select("respondent", "profession").rows()
    assert sorted(rows) == [("Anne Ohm", "nurse"), ("Bo Dahl", "doctor")]
    assert report["suggestions"] == {}


def test_with_pseudonyms_no_name_is_left_in_the_package_but_in_running_text(tmp_path: Path) -> None:
    key, package = tmp_path / "key.csv", tmp_path / "study"
    sheet = people(tmp_path / "Anne Ohm.csv", "respondent,profession\nAnne Ohm,nurse\nBo Dal,doctor\n")
    texts = TEXTS | {"Bo Dahl": TEXTS["Bo Dahl"] + " Anne Ohm was there."}
    import_files([project(tmp_path / "one", texts=texts), sheet], package, pseudonyms=key)
    for path in package.rglob("*"):
        assert "Ohm" not in path.name and "Dahl" not in path.name
        if path.is_file() and path.parent.name != "transcripts":
            assert "Ohm" not in path.read_text() and "Dahl" not in path.read_text(), path
    study = load_study(package)
    assert study.settings.study.data_status == "pseudonymised"
    assert ("We kept our promises.", "Trust") in coded(study)
    assert oct(key.stat().st_mode)[-3:] == "600"


def test_a_pseudonymised_package_takes_no_names_without_its_key(tmp_path: Path) -> None:
    key, package = tmp_path / "key.csv", tmp_path / "study"
    import_files([project(tmp_path / "one")], package, pseudonyms=key)
    with pytest.raises(StudyError, match="give the key to them with --pseudonyms"):
        again(tmp_path)
    report = import_files([project(tmp_path / "two", marks=MARKS[:2])], package, pseudonyms=key)
    assert report["gone"] == {"assignments": 0} or report["gone"]["codings"] == 1
    assert load_study(package).tables["respondents"].height == 2


def test_an_earlier_import_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    package = first(tmp_path)
    (package / "imports" / "study.qdpx" / "given.json").write_text("{")
    with pytest.raises(StudyError, match=r"imports/study\.qdpx/given\.json: cannot be read"):
        again(tmp_path)


def test_what_a_file_gave_is_kept(tmp_path: Path) -> None:
    kept = earlier_imports(first(tmp_path))["study.qdpx"]
    assert set(kept.tables) == {"coders", "codes", "codings", "interviews", "respondents", "assignments"}
    assert kept.identities["codes"]["Trust"].strip("{}").lower() == TRUST
    assert kept.rows("ties").is_empty()


def test_two_files_of_one_name_in_one_import_are_told(tmp_path: Path) -> None:
    one, two = project(tmp_path / "one"), project(tmp_path / "two")
    with pytest.raises(StudyError, match="a file is known again by its name; rename one of them"):
        import_files([one, two], tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_one_file_named_twice_is_one_file(tmp_path: Path) -> None:
    one = project(tmp_path / "one")
    assert import_files([one, one], tmp_path / "study")["taken"]["codings"] == 3


def test_a_sheet_of_people_and_their_bodies_can_be_imported_again(tmp_path: Path) -> None:
    package = first(tmp_path)
    sheet = people(tmp_path / "people.csv", "respondent,organisation\nAnne Ohm,St Mary's\nBo Dahl,City\n")
    import_files([sheet], package)
    once = load_study(package).tables
    import_files([sheet], package)
    again = load_study(package).tables
    assert again["organisations"].rows() == once["organisations"].rows()
    people(sheet, "respondent,organisation\nAnne Ohm,St Mary's\nBo Dahl,Borough\n")
    import_files([sheet], package)
    after = load_study(package).tables
    assert after["organisations"].select("organisation", "name").rows() == [
        ("St Mary-s", "St Mary's"),
        ("Borough", "Borough"),
    ]
    assert dict(after["respondents"].select("respondent", "organisation").iter_rows()) == {
        "Anne Ohm": "St Mary-s",
        "Bo Dahl": "Borough",
    }


def test_bodies_that_a_sheet_of_people_gave_stay_when_a_table_of_bodies_comes_too(tmp_path: Path) -> None:
    package = first(tmp_path)
    sheet = people(tmp_path / "people.csv", "respondent,organisation\nAnne Ohm,St Mary's\nBo Dahl,City\n")
    import_files([sheet], package)
    import_files(
        [people(tmp_path / "organisations.csv", "organisation,name,district\nCity,City,North\nother,Other,South\n")],
        package,
    )
    import_files([sheet], package)
    bodies = load_study(package).tables["organisations"].select("organisation", "district").rows()
    assert sorted(bodies) == [("City", "North"), ("St Mary-s", None), ("other", "South")]


def test_a_table_that_made_its_own_codebook_and_transcripts_can_be_imported_again(tmp_path: Path) -> None:
    package = first(tmp_path)
    with (package / "study.toml").open("a") as file:
        file.write(
            '[[source]]\nfile = "marks.csv"\ntable = "codings"\ntext = "excerpts"\n'
            'columns = { interview = "Who", code = "Theme", text = "Words" }\nconstants = { coder = "Cleo", round = "1", status = "independent", polarity = "affirm" }\n'
        )
    marks = people(tmp_path / "marks.csv", "Who,Theme,Words\nCy,Trust,We kept at it\nCy,Money,None left\n")
    import_files([marks], package)
    once = load_study(package)
    report = import_files([marks], package)
    assert report["changes_in_words"] == ["Nothing changed."]
    assert load_study(package).transcripts == once.transcripts
    people(marks, "Who,Theme,Words\nCy,Trust,We kept at it\nCy,Trust,None left\n")
    import_files([marks], package)
    assert {pair for pair in coded(load_study(package)) if pair[0] in {"We kept at it", "None left"}} == {
        ("We kept at it", "Trust"),
        ("None left", "Trust"),
    }


def test_an_empty_folder_is_a_package_to_be(tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    assert load_study(first(tmp_path)).tables["codings"].height == 3
    assert list(tmp_path.glob(".*")) == []


def test_people_without_an_interview_are_named_and_do_not_take_the_place_of_one_with(tmp_path: Path) -> None:
    package = first(tmp_path)
    sheet = people(tmp_path / "people.csv", "respondent,profession\nAnn Ohm,nurse\nBo Dahl,doctor\nZoe,nurse\n")
    report = import_files([sheet], package)
    assert report["noticed"] == ["no interview in the study is by Ann Ohm, Zoe; who has none is counted nowhere"]
    assert again(tmp_path)["suggestions"] == {}


def test_a_document_nobody_marked_is_named_with_what_to_do(tmp_path: Path) -> None:
    report = import_files([project(tmp_path / "one", marks=MARKS[:2])], tmp_path / "study")
    assert any(
        line.startswith("nothing is marked in Bo Dahl; if they were read all the same") for line in report["noticed"]
    )


def test_a_later_state_under_another_name_that_clashes_is_told_what_it_is(tmp_path: Path) -> None:
    package = first(tmp_path)
    other = project(tmp_path / "two", names={TRUST: "Confidence", MONEY: "Money", MET: "Meeting"}, texts=TEXTS | {"Bo Dahl": "We met often. Nobody kept a promise."})  # fmt: skip
    renamed = other.rename(tmp_path / "later.qdpx")
    with pytest.raises(StudyError, match="if this is a later state of it, give it that name") as caught:
        import_files([renamed], package)
    assert "came with study.qdpx before" in str(caught.value)


def test_names_in_the_aliases_of_a_package_with_labels_are_refused(tmp_path: Path) -> None:
    key, package = tmp_path / "key.csv", tmp_path / "study"
    import_files([project(tmp_path / "one")], package, pseudonyms=key)
    with (package / "study.toml").open("a") as file:
        file.write('\n[aliases.respondents]\n"Dr Ohm" = "Anne Ohm"\n')
    with pytest.raises(StudyError, match=r"“Anne Ohm” is a name, and labels belong here: P0"):
        import_files([project(tmp_path / "two")], package, pseudonyms=key)


def test_a_mapping_whose_file_is_nowhere_says_where_to_put_it(tmp_path: Path) -> None:
    package = first(tmp_path)
    with (package / "study.toml").open("a") as file:
        file.write('\n[[source]]\nfile = "people.csv"\ntable = "respondents"\n')
    with pytest.raises(
        StudyError, match=r"is neither in the package nor imported yet; put it there, or: commonplace import"
    ):
        load_study(package)


def test_a_transcript_of_one_sentence_is_one(tmp_path: Path) -> None:
    words = people(tmp_path / "Bert.txt", "We do what we said we'd do.")
    import_files([words], tmp_path / "study")
    assert load_study(tmp_path / "study").transcripts == {"Bert": "We do what we said we'd do."}


def test_a_mapping_whose_file_is_still_to_come_holds_no_other_import_up(tmp_path: Path) -> None:
    package = first(tmp_path)
    with (package / "study.toml").open("a") as file:
        for name, table in (("staff.csv", "respondents"), ("readers.csv", "coders")):
            file.write(f'\n[[source]]\nfile = "{name}"\ntable = "{table}"\n')
    import_files([people(tmp_path / "staff.csv", "respondent,profession\nAnne Ohm,nurse\n")], package)
    with pytest.raises(StudyError) as caught:
        load_study(package)
    assert [fault.file for fault in caught.value.faults] == ["readers.csv"]
    import_files([people(tmp_path / "readers.csv", "coder,name,role\nCleo,Cleo,independent\n")], package)
    assert set(load_study(package).tables["coders"]["coder"]) == {"Anna", "Cleo"}


def test_a_mapping_is_suggested_by_the_names_behind_labels(tmp_path: Path) -> None:
    key, package = tmp_path / "key.csv", tmp_path / "study"
    import_files([project(tmp_path / "one")], package, pseudonyms=key)
    sheet = people(tmp_path / "staff.csv", "Wer;Beruf\nAnne Ohm;Arzt\nBo Dahl;Arzt\n")
    assert 'respondent = "Wer"' not in suggest(sheet, None)[0]
    text, written = suggest(sheet, package, key)
    assert 'respondent = "Wer"' in text
    assert "Ohm" not in text
    assert written == package / "study.toml"
