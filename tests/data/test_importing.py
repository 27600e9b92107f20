import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from data.faults import StudyError
from data.importing import ImportFailedError, import_files
from data.study import load_study
from tests.studies import copy_of_northmere, write_small


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def small(tmp_path: Path) -> Path:
    return write_small(
        tmp_path, codings=[("i1", 0, 5, "T1.1", "a", "affirm")], interviews={"i1": ("r1", "S1")}, finished=[("i1", "a")]
    )


def table(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_is_recognised_by_its_headings_and_added_to(tmp_path: Path) -> None:
    package = small(tmp_path)
    more = table(
        tmp_path / "from the coder.csv",
        "interview;start;end;code;coder;round;status;polarity\ni1;0;5;T1.1;a;1;independent;affirm\ni1;7;9;T2.1;a;1;independent;affirm\n",
    )
    report = import_files([more], package)
    assert (report["tool"], report["in_file"], report["taken"]) == ("table (CSV)", {"codings": 2}, {"codings": 2})
    assert report["already_there"] == {"codings": 1}
    assert load_study(package).tables["codings"].select("start", "end", "code").rows() == [
        (0, 5, "T1.1"),
        (7, 9, "T2.1"),
    ]


def test_importing_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    package = small(tmp_path)
    import_files([package / "codes.csv"], package)
    before = contents(package)
    import_files([package / "codes.csv"], package)
    assert contents(package) == before


def test_several_files_are_one_import_with_one_account(tmp_path: Path) -> None:
    package = small(tmp_path)
    coders = table(tmp_path / "coders.csv", "coder,name,role\nc,Coder C,independent\n")
    pl.DataFrame({"interview": ["i1"], "coder": ["c"], "finished": [True]}).write_excel(tmp_path / "assignments.xlsx")
    marks = table(
        tmp_path / "marks.csv",
        "interview,code,coder,round,status,polarity,text\ni1,T1.2,c,1,independent,affirm,0123456789012345\ni1,T1.2,c,1,independent,affirm,nowhere\n",
    )
    (package / "transcripts" / "i1.txt").write_text("x" * 9 + "0123456789012345")
    report = import_files([coders, tmp_path / "assignments.xlsx", marks], package)
    assert report["in_file"] == {"coders": 1, "assignments": 1, "codings": 2}
    assert report["taken"] == {"coders": 1, "assignments": 1, "codings": 1}
    assert [entry["what"] for entry in report["left_out"]] == ["nowhere"]
    assert report["text_matches"] == 1
    assert [file["file"] for file in report["files"]] == ["coders.csv", "assignments.xlsx", "marks.csv"]
    assert load_study(package).tables["codings"].select("start", "end").rows()[-1] == (9, 25)


def test_a_mapped_source_is_read_by_its_mapping(tmp_path: Path) -> None:
    package = small(tmp_path)
    toml = package / "study.toml"
    toml.write_text(
        toml.read_text()
        + '[[source]]\nfile = "lists/people.csv"\ntable = "coders"\ncolumns = { coder = "Key", name = "Full name" }\nconstants = { role = "independent" }\n'
    )
    (package / "lists").mkdir()
    table(package / "lists" / "people.csv", "Key,Full name\nz,Zed\n")
    people = table(tmp_path / "people.csv", "Key,Full name\nd,Dee\n")
    report = import_files([people], package)
    assert report["taken"] == {"coders": 1}
    assert set(load_study(package).tables["coders"]["coder"]) == {"a", "b", "p", "z", "d"}


FAILING = [
    (
        "other values",
        "coder,name,role\na,Another,independent\n",
        "coder: “a” is in the package already with other values",
    ),
    (
        "unknown code",
        "interview,start,end,code,coder,round,status,polarity\ni1,0,5,T9,a,1,independent,affirm\n",
        "code: “T9” is not in codes.csv",
    ),
    ("no table's headings", "one,two\n1,2\n", "has the headings of no table of a study"),
    (
        "wrong words",
        "interview,start,end,code,coder,round,status,polarity,text\ni1,0,5,T1.1,a,1,independent,affirm,words\n",
        "text: “words” are not the words at 0 to 5",
    ),
]


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in FAILING], ids=[row[0] for row in FAILING])
def test_a_failed_import_leaves_the_package_as_it_was(tmp_path: Path, text: str, message: str) -> None:
    package = small(tmp_path)
    before = contents(package)
    with pytest.raises(StudyError) as caught:
        import_files([table(tmp_path / "more.csv", text)], package)
    assert message in str(caught.value)
    assert contents(package) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_transcript_with_other_words_is_not_overwritten(tmp_path: Path, realdata: Path) -> None:
    source = realdata / "taguette_serdif" / "SERDIF_P2_ThematicAnalysis.sqlite3"
    package = tmp_path / "serdif"
    import_files([source], package)
    path = package / "transcripts" / "P2_GMT20211119.txt"
    path.write_bytes(path.read_bytes().replace(b"Home", b"Rome", 1))
    before = contents(package)
    with pytest.raises(StudyError, match=r"P2_GMT20211119\.txt: is there already with other words"):
        import_files([source], package)
    assert contents(package) == before


def test_a_table_alone_does_not_make_a_package(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"there is no package to put it into: make new/study\.toml first"):
        import_files([table(tmp_path / "coders.csv", "coder,name,role\na,A,independent\n")], tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_target_that_cannot_be_written_is_told(tmp_path: Path, realdata: Path) -> None:
    source = realdata / "taguette_serdif" / "SERDIF_P2_ThematicAnalysis.sqlite3"
    (tmp_path / "file").write_text("x")
    with pytest.raises(ImportFailedError, match="could not be written"):
        import_files([source], tmp_path / "file" / "study")
    with pytest.raises(ImportFailedError, match="could not be written"):
        import_files([source], Path("/proc/study"))


def test_northmere_s_own_tables_are_recognised(tmp_path: Path) -> None:
    package = copy_of_northmere(tmp_path)
    before = contents(package)
    import_files(sorted(package.glob("*.csv")), package)
    after = contents(package)
    assert {name for name in after if not name.startswith("imports/")} == before.keys()
    assert load_study(package).tables["codings"].height == 1439


def test_two_imports_at_once_lose_nothing(tmp_path: Path) -> None:
    package = copy_of_northmere(tmp_path)
    quotes = (package / "quotes.csv").read_text().splitlines()
    halves = [
        table(tmp_path / f"{name}.csv", "\n".join([quotes[0], *rows]) + "\n")
        for name, rows in (("a", quotes[1:100]), ("b", quotes[100:]))
    ]
    (package / "quotes.csv").unlink()
    script = "import sys; from pathlib import Path; from data.importing import import_files; import_files([Path(sys.argv[1])], Path(sys.argv[2]))"
    running = [subprocess.Popen([sys.executable, "-c", script, half, package]) for half in halves]
    assert [process.wait(60) for process in running] == [0, 0]
    assert load_study(package).tables["quotes"].height == len(quotes) - 1


def test_an_import_that_fails_half_way_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = small(tmp_path)
    coders = table(tmp_path / "coders.csv", "coder,name,role\nc,Coder C,independent\n")
    assignments = table(tmp_path / "assignments.csv", "interview,coder,finished\ni1,c,true\n")
    before = contents(package)
    rename, done = Path.rename, []

    def fails_at_the_fourth(path: Path, target: Path) -> Path:
        done.append(path)
        if len(done) == 4:
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fails_at_the_fourth)
    with pytest.raises(ImportFailedError, match=r"No space left on device\. It is as it was"):
        import_files([coders, assignments], package)
    assert len(done) >= 4
    assert contents(package) == before


def test_a_package_on_a_disk_of_its_own_can_be_added_to(tmp_path: Path, mounted: Callable[[str], Path]) -> None:
    place = mounted("8m")
    shutil.copytree(small(tmp_path), place, dirs_exist_ok=True)
    import_files([table(tmp_path / "coders.csv", "coder,name,role\nc,Coder C,independent\n")], place)
    assert "c" in load_study(place).tables["coders"]["coder"]


def test_a_full_disk_is_told_and_leaves_nothing(realdata: Path, mounted: Callable[[str], Path]) -> None:
    place = mounted("200k")
    with pytest.raises(ImportFailedError, match=r"No space left on device\. It is as it was"):
        import_files([realdata / "taguette_serdif" / "SERDIF_P2_ThematicAnalysis.sqlite3"], place / "study")
    assert list(place.iterdir()) == []


def test_the_folder_one_stands_in_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = small(tmp_path)
    (package / ".commonplace-importing-dead").mkdir()
    monkeypatch.chdir(package)
    import_files([table(tmp_path / "coders.csv", "coder,name,role\nc,Coder C,independent\n")], Path())
    assert "c" in load_study(package).tables["coders"]["coder"]
    assert list(package.glob(".commonplace*")) == []


def test_codings_with_their_words_can_be_added_to(tmp_path: Path) -> None:
    package = small(tmp_path)
    (package / "codings.csv").write_text(
        "interview,start,end,code,coder,round,status,polarity,text\ni1,0,5,T1.1,a,1,independent,affirm,01234\n"
    )
    import_files(
        [
            table(
                tmp_path / "more.csv",
                "interview,start,end,code,coder,round,status,polarity\ni1,7,9,T2.1,a,1,independent,affirm\n",
            )
        ],
        package,
    )
    assert load_study(package).tables["codings"].height == 2
