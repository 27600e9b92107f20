"""What an import promises: nothing is lost, doubled or put in another's place, and no name comes in unasked."""

import json
import stat
import unicodedata
from hashlib import sha256
from pathlib import Path

import pytest

from data.faults import StudyError
from data.importing import import_files
from data.study import load_study
from tests.data import refi_files as refi
from tests.data.test_reimport import NAMES, TEXTS, TRUST, coded, first, people, project

PROSE = "Interviewer: How did it go?\nRespondent: We kept our promises. We met often.\n"
CODINGS = "interview,start,end,code,coder,round,status,polarity\n"
BY_WORDS = "interview,text,code,coder,round,status,polarity\n"


def given(package: Path) -> dict[str, object]:
    kept: dict[str, object] = json.loads((package / "imports/study.qdpx/given.json").read_text())
    return kept


def test_a_reading_that_somebody_has_called_unfinished_stays_so(tmp_path: Path) -> None:
    study = first(tmp_path)
    readings = study / "assignments.csv"
    readings.write_text(readings.read_text().replace("Anne Ohm,Anna,true", "Anne Ohm,Anna,false"))
    import_files([project(tmp_path / "one")], study)
    finished = dict(load_study(study).tables["assignments"].select("interview", "finished").rows())
    assert finished == {"Anne Ohm": False, "Bo Dahl": True}


def test_rows_that_say_two_things_of_one_person_are_refused_and_the_same_row_twice_is_told(tmp_path: Path) -> None:
    study, head = first(tmp_path), "respondent,role_group\nAnne Ohm,senior_clinical\nAnne Ohm,"
    with pytest.raises(StudyError, match="“Anne Ohm” stands twice, with other values"):
        import_files([people(tmp_path / "respondents.csv", f"{head}senior_managerial\n")], study)
    report = import_files([people(tmp_path / "respondents.csv", f"{head}senior_clinical\n")], study)
    assert (report["in_file"]["respondents"], report["taken"]["respondents"]) == (2, 1)
    assert [entry["count"] for entry in report["left_out"]] == [1] and report["unaccounted"] == {}


def test_a_passage_that_affirms_and_counters_at_once_is_refused(tmp_path: Path) -> None:
    both = "Anne Ohm,3,6,Trust,Zed,1,independent,"
    sheet = people(tmp_path / "codings.csv", f"{CODINGS}{both}affirm\n{both}counter\n")
    with pytest.raises(StudyError, match="stands twice, with other values"):
        import_files([sheet], first(tmp_path))


def test_an_alias_never_lays_two_transcripts_on_one_another(tmp_path: Path) -> None:
    study = first(tmp_path)
    with (study / "study.toml").open("a") as settings:
        settings.write('[aliases.interviews]\n"Bo Dahl" = "Anne Ohm"\n')
    with pytest.raises(StudyError, match="would be one interview with Anne Ohm, and each has a transcript"):
        import_files([project(tmp_path / "one")], study)


def test_a_new_code_under_the_old_name_of_another_does_not_take_its_place(tmp_path: Path) -> None:
    study = first(tmp_path)
    codes = study / "codes.csv"
    codes.write_text(codes.read_text().replace("Trust,,code,Trust,,,,false", "Trust,,code,Trust,,,,true"))
    import_files([project(tmp_path / "one", names={refi.guid(9): "Trust", **NAMES, TRUST: "Faith"})], study)
    rows = load_study(study).tables["codes"].select("code", "name", "sensitive").rows()
    assert set(rows) >= {("Trust", "Faith", True), ("Trust-2", "Trust", False)} and len(rows) == 4
    assert ("We kept our promises.", "Trust") in coded(load_study(study))
    import_files([project(tmp_path / "one", names={refi.guid(9): "Trust", **NAMES, TRUST: "Faith"})], study)
    assert load_study(study).tables["codes"].select("code", "name", "sensitive").rows() == rows


def test_codings_by_their_words_find_the_transcript_that_comes_with_them(tmp_path: Path) -> None:
    transcript = people(tmp_path / "Anne.txt", PROSE)
    codes = people(tmp_path / "codes.csv", "code,parent,level,name,sensitive,codable\nMet,,domain,Met,false,true\n")
    sheet = people(tmp_path / "codings.csv", f"{BY_WORDS}Anne,We met often,Met,Zed,1,independent,affirm\n")
    report = import_files([sheet, codes, transcript], tmp_path / "study")
    assert report["left_out"] == [] and coded(load_study(tmp_path / "study")) == {("We met often", "Met")}


def test_what_is_wrong_with_a_file_is_told_with_what_is_wrong_without_it(tmp_path: Path) -> None:
    spoilt = people(tmp_path / "spoilt.qdpx", "\0\1")
    sheet = people(tmp_path / "codings.csv", f"{CODINGS}Anne,0,2,Met,Zed,1,independent,affirm\n")
    with pytest.raises(StudyError) as told:
        import_files([spoilt, sheet], tmp_path / "study")
    assert "spoilt.qdpx" in {fault.file for fault in told.value.faults}
    with pytest.raises(StudyError, match=r"spoilt\.qdpx"):
        import_files([spoilt], tmp_path / "study")
    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize("name", ["people.csv", "respondents.csv"])
def test_a_sheet_of_people_is_taken_as_its_mapping_says(tmp_path: Path, name: str) -> None:
    study = first(tmp_path)
    sheet = people(tmp_path / name, "Name,Post\nAnne Ohm,Clinician\nBo Dahl,Manager\n")
    with (study / "study.toml").open("a") as settings:
        settings.write(f'[[source]]\nfile = "{name}"\ntable = "respondents"\n')
        settings.write('columns = { respondent = "Name", role_group = "Post" }\n')
        settings.write('values.role_group = { Clinician = "senior_clinical", Manager = "senior_managerial" }\n')
    for _ in range(2):
        import_files([sheet], study)
        roles = dict(load_study(study).tables["respondents"].select("respondent", "role_group").rows())
        assert roles == {"Anne Ohm": "senior_clinical", "Bo Dahl": "senior_managerial"}


def test_a_table_that_a_source_reads_otherwise_is_not_written_into(tmp_path: Path) -> None:
    study = first(tmp_path)
    codings = study / "codings.csv"
    codings.write_text(codings.read_text().replace("interview,", "doc,", 1))
    columns = ", ".join(f'{name} = "{name}"' for name in CODINGS.strip().split(",")[1:])
    with (study / "study.toml").open("a") as settings:
        settings.write('[[source]]\nfile = "codings.csv"\ntable = "codings"\n')
        settings.write(f'columns = {{ interview = "doc", {columns} }}\n')
    load_study(study)
    with pytest.raises(StudyError, match=r"interview: has no column of this name"):
        import_files([project(tmp_path / "one")], study)


def test_two_files_whose_names_differ_too_little_are_not_taken_for_one(tmp_path: Path) -> None:
    import_files([people(tmp_path / "a b.txt", PROSE)], tmp_path / "study")
    with pytest.raises(StudyError, match=r"is kept under the name of a b\.txt, which was imported before"):
        import_files([people(tmp_path / "a-b.txt", PROSE)], tmp_path / "study")
    assert [path.name for path in (tmp_path / "study/transcripts").iterdir()] == ["a b.txt"]


@pytest.mark.parametrize(
    "change",
    [
        {"identities": []},
        {"identities": {"codes": []}},
        {"identities": {"nowhere": {}}},
        {"transcripts": []},
        {"tables": ["../codes"]},
        {"tables": 3},
    ],
)
def test_what_was_kept_of_an_import_and_is_spoilt_is_told(tmp_path: Path, change: dict[str, object]) -> None:
    study = first(tmp_path)
    (study / "imports/study.qdpx/given.json").write_text(json.dumps(given(study) | change))
    with pytest.raises(StudyError, match=r"given\.json: cannot be read"):
        import_files([project(tmp_path / "one")], study)


def test_a_kept_table_without_its_columns_is_told(tmp_path: Path) -> None:
    study = first(tmp_path)
    (study / "imports/study.qdpx/assignments.csv").write_text("reader\nAnna\n")
    with pytest.raises(StudyError, match=r"assignments\.csv lacks a column"):
        import_files([project(tmp_path / "one")], study)


def test_a_package_of_somebody_else_cannot_have_files_beside_it_deleted(tmp_path: Path) -> None:
    study, other = first(tmp_path), people(tmp_path / "other.txt", "")
    gone = {f"{'../' * depth}other": sha256(b"").hexdigest() for depth in range(1, 6)}
    (study / "imports/study.qdpx/given.json").write_text(json.dumps(given(study) | {"transcripts": gone}))
    with pytest.raises(StudyError, match="a transcript is of no interview"):
        import_files([project(tmp_path / "one")], study)
    assert other.exists()


def test_an_import_leaves_alone_what_others_do_beside_it_and_a_history_of_the_transcripts(tmp_path: Path) -> None:
    other = tmp_path / ".commonplace-importing-other"
    other.mkdir()
    study = first(tmp_path)
    head = study / "transcripts/.git/HEAD"
    head.parent.mkdir()
    head.write_text("main")
    import_files([project(tmp_path / "one")], study)
    assert other.exists() and head.exists()


def said(package: Path) -> str:
    """All that stands in a package and in the names of its files, but for the transcripts."""
    files = [path for path in package.rglob("*") if "transcripts" not in path.parent.name]
    words = " ".join([*map(str, (path.relative_to(package) for path in package.rglob("*")))])
    return unicodedata.normalize("NFC", words + " ".join(path.read_text() for path in files if path.is_file()))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Anne O'Hara", "Hara"),
        (unicodedata.normalize("NFD", "José Núñez"), "José"),
        ("Bo (Dahl) [x].*", "Dahl"),
        ("interview_Anne Ohm", "Ohm"),
        ("A very long name indeed " * 3 + "Zebra", "Zebra"),
    ],
)
def test_no_name_of_a_file_is_left_under_pseudonyms_however_it_is_spelt(tmp_path: Path, name: str, told: str) -> None:
    import_files([people(tmp_path / f"{name}.txt", PROSE)], tmp_path / "study", pseudonyms=tmp_path / "key.csv")
    found = said(tmp_path / "study")
    assert told not in found and told.casefold() not in found and "D01" in found
    assert stat.S_IMODE((tmp_path / "key.csv").stat().st_mode) == 0o600


def test_people_whose_names_are_words_or_numbers_of_the_account_do_not_spoil_it(tmp_path: Path) -> None:
    files = [people(tmp_path / f"{name}.txt", PROSE) for name in ("file", "tool", "2", "interviews")]
    report = import_files(files, tmp_path / "study", pseudonyms=tmp_path / "key.csv")
    assert report["taken"] == {"transcripts": 4, "interviews": 4, "respondents": 4}
    assert all(file["file"].startswith("P0") for file in report["files"])
    assert "turns of 2 speakers: Interviewer (1), Respondent (1)" in report["files"][0]["assumed"]


def test_a_package_with_labels_takes_no_other_key(tmp_path: Path) -> None:
    import_files([project(tmp_path / "one")], tmp_path / "study", pseudonyms=tmp_path / "key.csv")
    with pytest.raises(StudyError, match="does not have all the labels of the package"):
        import_files([project(tmp_path / "one")], tmp_path / "study", pseudonyms=tmp_path / "other.csv")
    assert not (tmp_path / "other.csv").exists()


def test_a_package_with_names_is_not_made_to_look_as_if_it_had_none(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="was imported with names, and they would stay in it"):
        import_files([project(tmp_path / "one")], first(tmp_path), pseudonyms=tmp_path / "key.csv")


def test_no_new_label_is_that_of_somebody_who_was_put_in_by_hand(tmp_path: Path) -> None:
    study, key = tmp_path / "study", tmp_path / "key.csv"
    import_files([project(tmp_path / "one")], study, pseudonyms=key)
    with (study / "respondents.csv").open("a") as rows:
        rows.write("P03,,,,nurse,,,,,\n")
    import_files([people(tmp_path / "respondents.csv", "respondent,profession\nCy,surgeon\n")], study, pseudonyms=key)
    professions = dict(load_study(study).tables["respondents"].select("respondent", "profession").rows())
    assert professions == {"P01": None, "P02": None, "P03": "nurse", "P04": "surgeon"}


def test_a_suggestion_under_pseudonyms_is_settled_by_the_labels_it_names(tmp_path: Path) -> None:
    study, key = tmp_path / "study", tmp_path / "key.csv"
    import_files([project(tmp_path / "one")], study, pseudonyms=key)
    sheet = people(tmp_path / "respondents.csv", "respondent,role_group\nDr Anne Ohm,senior_clinical\n")
    report = import_files([sheet], study, pseudonyms=key)
    [(other, [meant])] = report["suggestions"]["respondents"].items()
    with (study / "study.toml").open("a") as settings:
        settings.write(f'[aliases.respondents]\n"{other}" = "{meant}"\n')
    import_files([sheet], study, pseudonyms=key)
    rows = load_study(study).tables["respondents"].select("respondent", "role_group").rows()
    assert len(rows) == 2 and (meant, "senior_clinical") in rows and "Ohm" not in said(study)


@pytest.mark.parametrize(
    "rows",
    ["respondents,Bo\n", "respondents,Bo,\n", "respondents,Bo,P01\nrespondents,Anne,P01\n", "nowhere,Bo,P01\n"],
)
def test_a_key_that_does_not_tell_people_apart_is_refused(tmp_path: Path, rows: str) -> None:
    key = people(tmp_path / "key.csv", f"table,name,label\n{rows}")
    with pytest.raises(StudyError, match="is no key to pseudonyms"):
        import_files([project(tmp_path / "one")], tmp_path / "study", pseudonyms=key)
    assert key.read_text() == f"table,name,label\n{rows}"


@pytest.mark.parametrize(
    ("aliases", "message"),
    [
        ('"Dr Ohm" = "Nobody"', "“Nobody” is what “Dr Ohm” stands for, and is no key of respondents.csv"),
        ('"Dr Ohm" = "X"\n"X" = "Anne Ohm"', "“X” is what “Dr Ohm” stands for, and is no key"),
        ('"Dr Ohm" = "Y"\n"Y" = "Dr Ohm"', "is no key of respondents.csv"),
    ],
)
def test_an_alias_of_nobody_or_of_another_alias_is_refused(tmp_path: Path, aliases: str, message: str) -> None:
    study = first(tmp_path)
    with (study / "study.toml").open("a") as settings:
        settings.write(f"[aliases.respondents]\n{aliases}\n")
    with pytest.raises(StudyError) as told:
        import_files([people(tmp_path / "respondents.csv", "respondent\nDr Ohm\nY\n")], study)
    assert message in str(told.value)


def test_aliases_of_no_table_are_told(tmp_path: Path) -> None:
    study = first(tmp_path)
    with (study / "study.toml").open("a") as settings:
        settings.write('[aliases.respondent]\n"Dr Ohm" = "Anne Ohm"\n')
    with pytest.raises(StudyError, match=r"is not a table of a study.*respondents"):
        import_files([project(tmp_path / "one")], study)


def test_a_name_that_no_key_can_be_finds_the_key_that_was_made_of_it(tmp_path: Path) -> None:
    import_files([people(tmp_path / "Anne O'Hara.txt", PROSE)], tmp_path / "study")
    sheet = people(tmp_path / "respondents.csv", "respondent,role_group\nAnne O'Hara,senior_clinical\n")
    report = import_files([sheet], tmp_path / "study")
    rows = load_study(tmp_path / "study").tables["respondents"].select("respondent", "role_group").rows()
    assert rows == [("Anne O-Hara", "senior_clinical")]
    assert "“Anne O'Hara” has the key Anne O-Hara, for no key holds such letters" in report["assumed"]


def test_two_names_of_which_one_key_would_be_made_are_not_made_one_person(tmp_path: Path) -> None:
    sheet = people(tmp_path / "respondents.csv", "respondent\nAnne O'Hara\nAnne O/Hara\n")
    with pytest.raises(StudyError, match="is not a short identifier"):
        import_files([sheet], first(tmp_path))


def test_a_package_is_its_owners_alone(tmp_path: Path) -> None:
    assert stat.S_IMODE(first(tmp_path).stat().st_mode) == 0o700


def test_a_coding_taken_out_by_hand_is_not_said_to_be_taken(tmp_path: Path) -> None:
    study = first(tmp_path)
    codings = study / "codings.csv"
    codings.write_text("".join(line for line in codings.read_text().splitlines(keepends=True) if "Bo" not in line))
    report = import_files([project(tmp_path / "one")], study)
    assert (report["in_file"]["codings"], report["taken"]["codings"]) == (3, 2)
    assert [(entry["kind"], entry["count"]) for entry in report["left_out"]] == [("codings", 1)]
    assert "by hand" in report["left_out"][0]["reason"] and load_study(study).tables["codings"].height == 2


def test_a_project_under_another_name_is_pointed_out(tmp_path: Path) -> None:
    study = first(tmp_path)
    assert import_files([project(tmp_path / "one")], study)["noticed"] == []
    later = project(tmp_path / "two", names={**NAMES, TRUST: "Faith"}).rename(tmp_path / "later.qdpx")
    assert any("3 of its codes came with study.qdpx before" in line for line in import_files([later], study)["noticed"])


def test_a_link_in_the_package_that_leads_nowhere_stays(tmp_path: Path) -> None:
    study = first(tmp_path)
    (study / "notes").symlink_to(tmp_path / "nowhere")
    import_files([project(tmp_path / "one", names={**NAMES, TRUST: "Faith"})], study)
    assert (study / "notes").is_symlink()


def test_a_coding_called_counter_does_not_come_back_as_affirming_where_its_passage_has_moved(tmp_path: Path) -> None:
    study = first(tmp_path)
    codings = study / "codings.csv"
    codings.write_text(
        codings.read_text().replace("Meeting,Anna,1,independent,affirm", "Meeting,Anna,1,independent,counter")
    )
    moved = project(tmp_path / "one", texts={**TEXTS, "Bo Dahl": f"Well. {TEXTS['Bo Dahl']}"})
    with pytest.raises(StudyError, match="is no longer in the file, and was changed here since"):
        import_files([moved], study)
    assert "counter" in codings.read_text()
    codings.write_text("".join(line for line in codings.read_text().splitlines(keepends=True) if "counter" not in line))
    import_files([moved], study)
    assert ("We met often.", "Meeting") in coded(load_study(study))
