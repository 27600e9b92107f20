import io
import os
import stat
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from lxml import etree

from data.build import Built
from data.export.drafts import ExportError, files_in_place
from data.export.refi_qda import export_refi_qda
from data.export.release import export_release
from data.export.tables import Kind, export_tables
from data.reading import study_of
from data.settings import Settings
from data.study import Study, load_study
from data.tables import ORDERED
from tests.made_studies import studies, study_of_cells, tidied
from tests.studies import NORTHMERE, copy_of_northmere

SMALL = {
    "study": {
        "id": "small",
        "title": "A small study",
        "design": "single_case",
        "data_status": "synthetic",
        "stages": {"S1": "First"},
    }
}
TEXT = "😀 We meet\nevery week, and it helps. 😀"


def small_study(**changes: list[dict[str, object]]) -> Study:
    cells: dict[str, list[dict[str, object]]] = {
        "networks": [
            {
                "network": "n",
                "name": "Net",
                "network_type": "place_based",
                "population": 1200,
                "started_on": "2014-01-02",
            }
        ],
        "organisations": [{"organisation": key, "name": f"Body {key}"} for key in ("o1", "o2", "o3")],
        "respondents": [{"respondent": "r", "network": "n", "organisation": "o1", "role_level": "director"}],
        "interviews": [{"interview": "i", "respondent": "r", "stage": "S1", "minutes": 40}],
        "coders": [
            {"coder": "a", "name": "Ann", "role": "independent"},
            {"coder": "p", "name": "Panel", "role": "adjudicator"},
        ],
        "codes": [
            {"code": "D", "level": "domain", "name": "Domain", "sensitive": "false", "codable": "false"},
            {
                "code": "D.1", "parent": "D", "level": "code", "name": "Meetings", "definition": "Said to help",
                "framework": "Weick 1995", "valence": "enabler", "sensitive": "true", "origin": "deductive",
                "codable": "true",
            },
            {"code": "D.2", "parent": "D", "level": "code", "name": "Weeks", "sensitive": "false", "codable": "true"},
        ],
        "lens": [
            {"lens": "baker", "item": item, "item_name": name, "code": code}
            for item, name, code in (("3", "Surgeries", None), ("4", "Rhythm", "D.1"), ("4", "Rhythm", "D.2"))
        ],
        "codings": [
            {
                "interview": "i", "start": start, "end": end, "code": code, "coder": coder, "round": number,
                "status": "independent", "polarity": "affirm", "coded_at": time,
            }
            for start, end, code, coder, number, time in (
                (2, 20, "D.2", "a", 1, "2014-09-25T09:35:00"),
                (2, 20, "D.1", "p", 2, None),
                (36, 37, "D.1", "a", 1, "2014-09-25T09:36:00.5"),
            )
        ],
        "assignments": [{"interview": "i", "coder": coder, "finished": "true"} for coder in ("a", "p")],
        "ties": [
            {
                "network": "n", "from_organisation": one, "to_organisation": other, "relation": relation,
                "directed": directed, "weight": 2.5, "year": 2014, "source": "survey",
            }
            for one, other, relation, directed in (
                ("o1", "o2", "meets", "false"), ("o2", "o1", "funds", "true"), ("o3", "o1", "funds", "true"),
            )
        ],
    }  # fmt: skip
    return study_of_cells(SMALL, cells | changes, {"i": TEXT})


def project_in(path: Path) -> etree._Element:
    with ZipFile(path) as archive:
        return etree.fromstring(archive.read("project.qde"))


def every(project: etree._Element, name: str) -> list[etree._Element]:
    return list(project.iter(f"{{*}}{name}"))


def described(element: etree._Element) -> str:
    return element.findtext("{*}Description") or ""


def refers_to(element: etree._Element, name: str) -> list[str]:
    return [child.get("targetGUID", "") for child in element.findall(f"{{*}}{name}")]


def values_of(project: etree._Element, holder: etree._Element) -> dict[str, tuple[str, str]]:
    """What a case or source says, by the name of the variable: its kind, and its text."""
    names = {variable.get("guid"): variable for variable in every(project, "Variable")}
    held = {}
    for value in holder.findall("{*}VariableValue"):
        [reference, cell] = value
        variable = names[reference.get("targetGUID")]
        kind = etree.QName(cell).localname.removesuffix("Value")
        assert kind == variable.get("typeOfVariable")
        held[variable.get("name", "")] = (kind, cell.text or "")
    return held


@pytest.fixture
def exported(tmp_path: Path) -> etree._Element:
    export_refi_qda(small_study(), tmp_path / "small.qdpx")
    return project_in(tmp_path / "small.qdpx")


def test_a_passage_is_one_selection_with_a_coding_for_each_mark(exported: etree._Element) -> None:
    users = {user.get("guid"): user.get("id") for user in every(exported, "User")}
    codes = {code.get("guid"): code.get("name") for code in every(exported, "Code")}
    marked = [
        (
            selection.get("name"),
            int(selection.get("startPosition", "")),
            int(selection.get("endPosition", "")),
            [
                (
                    users[coding.get("creatingUser")],
                    codes[refers_to(coding, "CodeRef")[0]],
                    coding.get("creationDateTime"),
                )
                for coding in selection.findall("{*}Coding")
            ],
        )
        for selection in every(exported, "PlainTextSelection")
    ]
    assert marked == [
        ("We meet every week", 2, 20, [("p", "Meetings", None), ("a", "Weeks", "2014-09-25T09:35:00")]),
        ("😀", 36, 37, [("a", "Meetings", "2014-09-25T09:36:00.500")]),
    ]
    assert TEXT[2:20] == "We meet\nevery week"  # code points, whatever the emoji before them count elsewhere


def test_the_text_is_a_file_with_every_byte_as_it_was(tmp_path: Path) -> None:
    study = replace(small_study(), transcripts={"i": TEXT + "\r\n\r\x0b\ufeff"})
    export_refi_qda(study, tmp_path / "small.qdpx")
    [source] = every(project_in(tmp_path / "small.qdpx"), "TextSource")
    path = source.get("plainTextPath", "")
    assert path == f"internal://{source.get('guid')}.txt"
    with ZipFile(tmp_path / "small.qdpx") as archive:
        assert archive.read(path.replace("internal://", "sources/")).decode() == study.transcripts["i"]


def test_the_codebook_is_a_tree_and_says_what_the_standard_cannot(exported: etree._Element) -> None:
    [top] = exported.findall("{*}CodeBook/{*}Codes/{*}Code")
    assert (top.get("name"), top.get("isCodable")) == ("Domain", "false")
    assert described(top) == "commonplace code: D\ncommonplace level: domain"
    [meetings, weeks] = top.findall("{*}Code")
    assert (meetings.get("isCodable"), weeks.get("name")) == ("true", "Weeks")
    assert described(meetings).split("\n") == [
        "Said to help",
        "",
        "commonplace code: D.1",
        "commonplace level: code",
        "commonplace framework: Weick 1995",
        "commonplace valence: enabler",
        "commonplace sensitive: true",
        "commonplace origin: deductive",
    ]


def test_people_bodies_and_networks_are_cases_with_typed_facts(exported: etree._Element) -> None:
    cases = {case.get("name"): case for case in every(exported, "Case")}
    assert list(cases) == ["r", "o1", "o2", "o3", "n"]
    assert values_of(exported, cases["r"]) == {
        "commonplace entity": ("Text", "respondent"),
        "commonplace respondents.network": ("Text", "n"),
        "commonplace respondents.organisation": ("Text", "o1"),
        "commonplace respondents.role_level": ("Text", "director"),
    }
    assert values_of(exported, cases["n"])["commonplace networks.population"] == ("Integer", "1200")
    assert values_of(exported, cases["n"])["commonplace networks.started_on"] == ("Date", "2014-01-02")
    assert values_of(exported, cases["o2"])["commonplace organisations.name"] == ("Text", "Body o2")
    [source] = every(exported, "TextSource")
    assert refers_to(cases["r"], "SourceRef") == [source.get("guid")]
    assert values_of(exported, source) == {
        "commonplace interviews.respondent": ("Text", "r"),
        "commonplace interviews.stage": ("Text", "S1"),
        "commonplace interviews.minutes": ("Integer", "40"),
    }


def test_ties_are_graphs_between_cases_and_lens_items_are_sets_of_codes(exported: etree._Element) -> None:
    cases = {case.get("guid"): case.get("name") for case in every(exported, "Case")}
    drawn = {}
    for graph in every(exported, "Graph"):
        ends = {vertex.get("guid"): cases[vertex.get("representedGUID")] for vertex in graph.findall("{*}Vertex")}
        drawn[graph.get("name")] = [
            (ends[edge.get("sourceVertex")], ends[edge.get("targetVertex")], edge.get("direction"))
            for edge in graph.findall("{*}Edge")
        ]
    assert drawn == {
        "n: meets, 2014": [("o1", "o2", "Associative")],
        "n: funds, 2014": [("o2", "o1", "OneWay"), ("o3", "o1", "OneWay")],
    }
    codes = {code.get("guid"): code.get("name") for code in every(exported, "Code")}
    sets = {
        lens.get("name"): [codes[guid] for guid in refers_to(lens, "MemberCode")] for lens in every(exported, "Set")
    }
    assert sets == {"baker 3: Surgeries": [], "baker 4: Rhythm": ["Meetings", "Weeks"]}


def test_a_name_that_xml_cannot_hold_is_cleaned_and_stays_whole_in_the_sidecar(tmp_path: Path) -> None:
    codes = small_study().tables["codes"].with_columns(name=pl.lit("bell\x07"))
    study = replace(small_study(), tables=dict(small_study().tables) | {"codes": codes})
    sidecar = export_refi_qda(study, tmp_path / "small.qdpx")
    assert {code.get("name") for code in every(project_in(tmp_path / "small.qdpx"), "Code")} == {"bell\ufffd"}
    with ZipFile(sidecar) as archive:
        assert "bell\x07" in archive.read("codes.csv").decode()


def schema_of(realdata: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(realdata / "_refi_standard" / "Project.xsd"))


def test_northmere_is_valid_by_the_schema_of_the_standard(realdata: Path, northmere: Study, tmp_path: Path) -> None:
    export_refi_qda(northmere, tmp_path / "northmere.qdpx")
    project = project_in(tmp_path / "northmere.qdpx")
    schema_of(realdata).assertValid(project)
    kept = northmere.without_withdrawn().tables
    passages = kept["codings"].select("interview", "start", "end").n_unique()
    assert len(every(project, "PlainTextSelection")) == passages
    assert len(every(project, "Coding")) == kept["codings"].height
    assert len(every(project, "Edge")) == kept["ties"].height
    assert len({element.get("guid") for element in project.iter() if element.get("guid")}) == sum(
        1 for element in project.iter() if element.get("guid")
    )


@given(study=studies())
@hypothesis_settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_study_is_valid_by_the_schema(realdata: Path, study: Study) -> None:
    with tempfile.TemporaryDirectory() as folder:
        export_refi_qda(study, Path(folder) / "any.qdpx")
        schema_of(realdata).assertValid(project_in(Path(folder) / "any.qdpx"))


def test_the_same_study_gives_the_same_bytes_from_a_package_a_shuffled_one_and_a_release(
    northmere: Study, built: Built, tmp_path: Path
) -> None:
    shuffled = {
        name: rows if name in ORDERED else rows.sample(fraction=1, shuffle=True, seed=5)
        for name, rows in northmere.tables.items()
    }
    ways = (northmere, replace(northmere, tables=shuffled), study_of(built.path))
    written = set()
    for number, study in enumerate(ways):
        target = tmp_path / f"{number}.qdpx"
        written.add((target, export_refi_qda(study, target)))
    assert len({(project.read_bytes(), sidecar.read_bytes()) for project, sidecar in written}) == 1
    assert len(written) == 3


def everything_in(folder: Path) -> bytes:
    held = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".qdpx", ".zip"}:
            with ZipFile(path) as archive:
                held += [archive.read(name) for name in archive.namelist()]
        elif path.suffix == ".parquet":
            held.append(pl.read_parquet(path).write_csv().encode())
        elif path.is_file():
            held.append(path.name.encode() + path.read_bytes())
    return b"\n".join(held)


@pytest.mark.parametrize(("kind", "name"), [("refi-qda", "out.qdpx"), ("tables", "out"), ("parquet", "out")])
def test_nothing_of_those_who_withdrew_is_written(tmp_path: Path, kind: str, name: str) -> None:
    package = copy_of_northmere(tmp_path)
    people = package / "respondents.csv"
    lines = people.read_text().splitlines()
    gone = lines[1].partition(",")[0]
    lines[1] = f"{lines[1].rpartition(',')[0]},2015-12-01"
    people.write_text("\n".join(lines) + "\n")
    spoken = {path.stem: path.read_text() for path in (package / "transcripts").glob(f"{gone}-*.txt")}
    said = {text[200:260] for text in spoken.values()}
    assert spoken
    (tmp_path / "target").mkdir()
    export_release(package, kind, tmp_path / "target" / name)
    written = everything_in(tmp_path / "target").decode(errors="replace")
    others = {path.read_text()[200:260] for path in (package / "transcripts").iterdir() if path.stem not in spoken}
    assert all(words in written for words in others)
    assert not any(words in written for words in said)
    assert not any(interview in written for interview in spoken)
    assert f"{gone}," not in written
    assert f'"{gone}"' not in written


def only_for_the_owner(folder: Path) -> bool:
    return all(not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) for path in folder.rglob("*"))


@pytest.mark.parametrize(("kind", "name"), [("refi-qda", "out.qdpx"), ("tables", "out"), ("parquet", "out")])
def test_what_is_written_is_for_its_owner_alone_and_says_so(tmp_path: Path, kind: str, name: str) -> None:
    before = os.umask(0)
    try:
        lines = export_release(NORTHMERE, kind, tmp_path / name)
    finally:
        os.umask(before)
    assert only_for_the_owner(tmp_path)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert lines[0].startswith(f"Written to {tmp_path / name}")
    assert lines[0].endswith("12 respondents, 22 interviews, 85 codes, 1,439 codings.")
    assert "the whole study" in lines[-1]
    assert "never for leaders" in lines[-1]


def test_the_lines_name_what_only_the_sidecar_holds(tmp_path: Path) -> None:
    assert "topic coverage, quotes, member checks" in export_release(NORTHMERE, "refi-qda", tmp_path / "n.qdpx")[1]
    bare = small_study(codings=[], coders=[], assignments=[], ties=[], lens=[])
    export_tables(bare, tmp_path / "bare", "csv")
    assert export_release(tmp_path / "bare", "refi-qda", tmp_path / "b.qdpx")[1].startswith(
        "b.commonplace.zip holds what the standard has no place for, or only in part: the settings."
    )


def test_a_release_is_exported_as_its_package_is(built: Built, tmp_path: Path) -> None:
    export_release(built.path, "refi-qda", tmp_path / "from-release.qdpx")
    export_release(NORTHMERE, "refi-qda", tmp_path / "from-package.qdpx")
    assert (tmp_path / "from-release.qdpx").read_bytes() == (tmp_path / "from-package.qdpx").read_bytes()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_tables_are_a_package_that_loads_as_the_same_study(northmere: Study, tmp_path: Path, kind: str) -> None:
    kept = northmere.without_withdrawn()
    export_tables(northmere, tmp_path / "out", "parquet" if kind == "parquet" else "csv")
    read = load_study(tmp_path / "out")
    assert all(read.tables[name].equals(rows) for name, rows in kept.tables.items())
    assert read.transcripts == kept.transcripts
    assert replace(read, settings=read.settings.model_copy(update={"sources": ()})).settings == kept.settings
    assert {path.stem for path in (tmp_path / "out").glob(f"*.{kind}")} == {
        name for name, rows in kept.tables.items() if not rows.is_empty()
    }


def test_a_codebook_alone_is_a_project_without_people_or_texts(realdata: Path, tmp_path: Path) -> None:
    only: dict[str, list[dict[str, object]]] = {
        name: [] for name in ("networks", "organisations", "respondents", "interviews", "coders", "lens", "codings")
    }
    codes = small_study(**only, assignments=[], ties=[])
    export_refi_qda(replace(codes, transcripts={}), tmp_path / "codes.qdpx")
    project = project_in(tmp_path / "codes.qdpx")
    schema_of(realdata).assertValid(project)
    assert [etree.QName(part).localname for part in project] == ["CodeBook", "Description"]


@given(study=studies())
@hypothesis_settings(max_examples=20, deadline=None)
def test_any_study_survives_tables(study: Study) -> None:
    assert_survives(study, "csv")


@given(study=studies().map(tidied))
@hypothesis_settings(max_examples=20, deadline=None)
def test_any_study_survives_parquet_if_its_keys_have_no_space_around_them(study: Study) -> None:
    assert_survives(study, "parquet")


def assert_survives(study: Study, kind: Kind) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "any"
        export_tables(study, target, kind)
        read = load_study(target)
    for name, rows in study.tables.items():
        assert read.tables[name].equals(rows), name
    assert read.transcripts == study.transcripts
    assert read.settings.study == study.settings.study


def test_parquet_keeps_types_for_other_programs(northmere: Study, tmp_path: Path) -> None:
    export_tables(northmere, tmp_path / "out", "parquet")
    schema = pl.read_parquet_schema(tmp_path / "out" / "codings.parquet")
    assert (schema["start"], schema["coded_at"], schema["status"]) == (pl.Int64, pl.Datetime("us"), pl.String)


def test_aliases_are_kept_and_sources_are_not(northmere: Study, tmp_path: Path) -> None:
    held = northmere.settings.model_dump(mode="json", exclude={"sources"})
    held |= {"aliases": {"networks": {"the North": "northmere"}}, "source": [{"file": "a.xlsx", "table": "codes"}]}
    export_tables(replace(northmere, settings=Settings.model_validate(held)), tmp_path / "out", "csv")
    read = load_study(tmp_path / "out").settings
    assert read.aliases == {"networks": {"the North": "northmere"}}
    assert read.sources == ()


def test_a_null_character_is_refused_in_csv_and_fits_into_parquet(tmp_path: Path) -> None:
    codes = small_study().tables["codes"].with_columns(definition=pl.lit("a\0b"))
    study = replace(small_study(), tables=dict(small_study().tables) | {"codes": codes})
    with pytest.raises(ExportError, match="cell of codes holds a NUL character"):
        export_tables(study, tmp_path / "out", "csv")
    assert list(tmp_path.iterdir()) == []
    export_tables(study, tmp_path / "out", "parquet")
    assert load_study(tmp_path / "out").tables["codes"].equals(codes)


def test_a_folder_with_something_in_it_is_refused_and_an_empty_one_is_filled(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "mine.txt").write_text("mine")
    with pytest.raises(ExportError, match="out is there already"):
        export_tables(small_study(), target, "csv")
    assert [path.name for path in target.iterdir()] == ["mine.txt"]
    (target / "mine.txt").unlink()
    export_tables(small_study(), target, "csv")
    assert load_study(target).tables["codes"].height == 3
    with pytest.raises(ExportError, match="is there already"):
        export_tables(small_study(), target / "study.toml", "csv")


@pytest.mark.parametrize("there", ["out.qdpx", "out.commonplace.zip"])
def test_no_file_is_written_over(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    with pytest.raises(ExportError, match=f"{there} is there already"):
        export_refi_qda(small_study(), tmp_path / "out.qdpx")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {there: b"mine"}


def test_what_cannot_be_exported_so_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"does not end in \.qdpx"):
        export_refi_qda(small_study(), tmp_path / "out.zip")
    with pytest.raises(ExportError, match=r"there is no folder .*nowhere\. Make it first"):
        export_refi_qda(small_study(), tmp_path / "nowhere" / "out.qdpx")
    with pytest.raises(ExportError, match=r"There is no export as “docx”\. There are refi-qda, tables, parquet"):
        export_release(NORTHMERE, "docx", tmp_path / "out")
    deep: list[dict[str, object]] = [
        {
            "code": f"c{number}",
            "parent": f"c{number - 1}" if number else None,
            "level": "code",
            "name": "n",
            "sensitive": "false",
            "codable": "true",
        }
        for number in range(201)
    ]
    study = small_study(codes=deep, codings=[], assignments=[], lens=[])
    with pytest.raises(ExportError, match="has 201 levels, and no tool reads more than 200"):
        export_refi_qda(study, tmp_path / "out.qdpx")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_leaves_nothing(northmere: Study, mounted: Callable[[str], Path]) -> None:
    disk = mounted("200k")
    with pytest.raises(ExportError, match=r"No space left on device\. Nothing was left there"):
        export_refi_qda(northmere, disk / "out.qdpx")  # the project fits, the sidecar does not
    assert list(disk.iterdir()) == []
    for kind in ("tables", "parquet"):
        with pytest.raises(ExportError, match=r"No space left on device\. Nothing was left there"):
            export_release(NORTHMERE, kind, disk / "out")
        assert list(disk.iterdir()) == []


def test_a_disk_that_cannot_be_written_is_told(mounted: Callable[[str], Path]) -> None:
    disk = mounted("1m")
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    with pytest.raises(ExportError, match="Read-only file system"):
        export_refi_qda(small_study(), disk / "out.qdpx")
    with pytest.raises(ExportError, match="Read-only file system"):
        export_tables(small_study(), disk / "out", "csv")


def test_what_a_killed_export_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / ".out.qdpx.exporting").write_text("half")
    (tmp_path / ".out.exporting").mkdir()
    (tmp_path / ".out.exporting" / "half").write_text("half")
    export_refi_qda(small_study(), tmp_path / "out.qdpx")
    export_tables(small_study(), tmp_path / "out", "csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "out.commonplace.zip", "out.qdpx"]


def test_two_files_take_their_names_together_or_not_at_all(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    with pytest.raises(ExportError, match="first could not be written"), files_in_place([first, second]) as files:
        for file in files:
            file.write(b"whole")
        second.mkdir()  # in the way of the second alone
        (second / "something").touch()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["second"]


def test_a_codebook_of_two_hundred_levels_can_be_parsed_by_a_careful_reader(tmp_path: Path) -> None:
    deep: list[dict[str, object]] = [
        {
            "code": f"c{number}",
            "parent": f"c{number - 1}" if number else None,
            "level": "code",
            "name": "n",
            "sensitive": "false",
            "codable": "true",
        }
        for number in range(200)
    ]
    export_refi_qda(small_study(codes=deep, codings=[], assignments=[], lens=[]), tmp_path / "deep.qdpx")
    with ZipFile(tmp_path / "deep.qdpx") as archive:
        content = archive.read("project.qde")
    careful = etree.iterparse(io.BytesIO(content), events=("end",), huge_tree=False, resolve_entities=False)
    assert sum(etree.QName(element).localname == "Code" for _, element in careful) == 200
