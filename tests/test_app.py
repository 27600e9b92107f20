import json
import os
import subprocess
from pathlib import Path

import pytest

from data.release import releases_in
from tests.servers import COMMAND, free_port
from tests.studies import NORTHMERE, copy_of_northmere, write_small


def commonplace(*arguments: object, cwd: Path | None = None) -> tuple[int, str]:
    environment = os.environ | {"COLUMNS": "200", "NO_COLOR": "1"}
    done = subprocess.run(
        [COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=environment,
        check=False,
        timeout=60,
    )
    assert "Traceback" not in done.stderr + done.stdout
    return done.returncode, done.stdout + done.stderr


def test_build_prints_the_id_the_counts_and_the_time(tmp_path: Path) -> None:
    code, said = commonplace("build", NORTHMERE, "--releases", tmp_path)
    [release] = releases_in(tmp_path)
    assert code == 0
    assert f"{release.release} in 0." in said or f"{release.release} in 1." in said
    assert "12 respondents" in said
    assert "1,439 codings" in said
    code, said = commonplace("build", NORTHMERE, "--releases", tmp_path)
    assert (code, "Already built" in said) == (0, True)


def test_check_builds_nothing(tmp_path: Path) -> None:
    code, said = commonplace("check", NORTHMERE, cwd=tmp_path)
    assert (code, list(tmp_path.iterdir())) == (0, [])
    assert "is sound: 12 respondents, 1,439 codings" in said


def test_check_prints_every_fault_and_exits_with_1(tmp_path: Path) -> None:
    package = copy_of_northmere(tmp_path)
    (package / "organisations.csv").unlink()
    code, said = commonplace("check", package)
    assert code == 1
    assert "respondents.csv, row 2: organisation: “acute” is not in organisations.csv." in said
    assert "faults. Nothing was written." in said
    assert "more rows like these" in said  # ties.csv alone has 196


def test_a_failed_build_leaves_no_folder(tmp_path: Path) -> None:
    package = copy_of_northmere(tmp_path)
    (package / "codes.csv").write_bytes(b"")
    code, said = commonplace("build", package, "--releases", tmp_path / "releases")
    assert (code, "codes.csv: is empty" in said, (tmp_path / "releases").exists()) == (1, True, False)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    code, said = commonplace("build", NORTHMERE, "--releases", "/proc/releases")
    assert (code, "No release was written to /proc/releases" in said) == (1, True)


def test_left_out_rows_and_withdrawals_are_told(tmp_path: Path) -> None:
    package = write_small(
        tmp_path, codings=[], interviews={"i1": ("r1", "S1"), "i2": ("r2", "S1")}, finished=[("i1", "a"), ("i2", "a")]
    )
    (package / "codings.csv").write_text(
        "interview,code,coder,round,status,polarity,text\ni1,T1.1,a,1,independent,affirm,never said\n"
    )
    respondents = package / "respondents.csv"
    head, _, *rest = respondents.read_text().split("\n")
    respondents.write_text(
        "\n".join(
            [f"{head},withdrawn_on", "r1,n,,director,senior_managerial,2020-01-01", *(f"{row}," for row in rest if row)]
        )
        + "\n"
    )
    code, said = commonplace("build", package, "--releases", tmp_path / "releases")
    assert code == 0
    assert "codings.csv, row 2: “never said”: these words do not occur in transcript i1" in said
    assert "1 withdrew and are left out" in said


def test_import_prints_and_keeps_its_report(tmp_path: Path, realdata: Path) -> None:
    source = realdata / "taguette_serdif" / "SERDIF_P2_ThematicAnalysis.sqlite3"
    code, said = commonplace("import", source, "--into", tmp_path / "serdif", "--report", tmp_path / "report.json")
    assert code == 0
    assert "Codings whose text matches the transcript: 1,930" in said
    report = json.loads((tmp_path / "report.json").read_text())
    assert {"tool", "in_file", "taken", "left_out", "offsets", "text_matches"} <= report.keys()
    assert commonplace("check", tmp_path / "serdif")[0] == 0


def test_a_report_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    package = copy_of_northmere(tmp_path)
    code, said = commonplace(
        "import", NORTHMERE / "codes.csv", "--into", package, "--report", tmp_path / "no" / "report.json"
    )
    assert (code, "The report cannot be written to" in said) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("build",),
        ("serve", NORTHMERE, "--port", "0"),
        ("import", NORTHMERE / "codes.csv"),
        ("serve", NORTHMERE, "--host", "256.0.0.1"),
    ],
)
def test_wrong_usage_exits_with_2(tmp_path: Path, arguments: tuple[object, ...]) -> None:
    assert commonplace(*arguments, cwd=tmp_path)[0] == 2


def test_real_people_s_words_are_not_served_to_other_machines(tmp_path: Path) -> None:
    package = copy_of_northmere(tmp_path)
    toml = package / "study.toml"
    toml.write_text(toml.read_text().replace('data_status = "synthetic"', 'data_status = "pseudonymised"'))
    code, said = commonplace(
        "serve", package, "--host", "0.0.0.0", "--port", free_port(), "--releases", tmp_path / "releases"
    )
    assert code == 2
    assert "holds real people's words (pseudonymised), so it is served on this machine only" in said


def test_what_is_no_release_is_not_served(tmp_path: Path) -> None:
    (tmp_path / "x.duckdb").write_bytes(b"x")
    code, said = commonplace("serve", tmp_path / "x.duckdb")
    assert (code, "is not in the index beside it" in said) == (1, True)
    assert commonplace("serve", tmp_path / "nowhere")[0] == 1
