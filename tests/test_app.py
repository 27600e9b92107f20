import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import cli
from data.build import build
from data.release import releases_in
from data.study import load_study
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
    assert re.search(rf"{release.release} in \d+\.\d s", said)
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


@pytest.fixture(scope="module")
def two_studies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with releases of two studies, `northmere` and `small`."""
    folder = tmp_path_factory.mktemp("two")
    small = write_small(folder, codings=[], interviews={"i1": ("r1", "S1")}, finished=[("i1", "a")])
    for package in (NORTHMERE, small):
        build(load_study(package), folder / "releases")
    return folder / "releases"


def test_invite_prints_a_link_once_and_lists_and_revokes(tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    build(load_study(NORTHMERE), releases)
    assert commonplace("invite", "--list", "--releases", releases) == (0, "Nobody has been invited yet.\n")
    code, said = commonplace(
        "invite", "--audience", "leader", "--name", "Anne [b]Ohm[/b]", "--days", 7, "--public-url", "https://Study.example/",
        "--releases", releases,
    )  # fmt: skip
    link, told = said.splitlines()
    assert code == 0
    assert re.fullmatch(r"https://study\.example/invited/[0-9a-f]{32}\.[\w-]+\.[\w-]{43}", link)
    assert told.startswith("For Anne [b]Ohm[/b]: reads northmere as leader, until ")
    [shown] = re.findall(r"--revoke ([0-9a-f]{12})$", told)
    token = link.rpartition("/")[2]
    code, listed = commonplace("invite", "--list", "--study", "northmere", "--releases", releases)
    assert code == 0
    for word in (shown, "Anne [b]Ohm[/b]", "leader", "northmere", "valid", "never"):
        assert word in listed
    assert token not in listed
    code, said = commonplace("invite", "--revoke", shown, "--releases", releases)
    assert (code, said) == (0, "The invitation of Anne [b]Ohm[/b] to northmere has ended.\n")
    assert "revoked" in commonplace("invite", "--list", "--releases", releases)[1]
    assert (
        commonplace("invite", "--list", "--study", "x", "--releases", releases)[1] == "Nobody has been invited yet.\n"
    )
    assert {path.stat().st_mode & 0o077 for path in (releases / ".access").iterdir()} == {0}
    assert [release.study for release in releases_in(releases)] == ["northmere"]


def test_an_invitation_without_a_public_url_takes_the_last_one_or_this_machine_s(tmp_path: Path) -> None:
    build(load_study(NORTHMERE), tmp_path)
    asked = ("invite", "--audience", "analyst", "--name", "Anne", "--releases", tmp_path)
    code, said = commonplace(*asked)
    assert (code, said.startswith("http://127.0.0.1:8050/invited/")) == (0, True)
    assert "It opens on this machine only; to invite others, say --public-url as well." in said
    commonplace(*asked, "--public-url", "https://study.example:8443")
    code, said = commonplace(*asked)
    assert (code, said.startswith("https://study.example:8443/invited/")) == (0, True)
    assert "on this machine only" not in said


def test_which_study_somebody_is_invited_to_is_never_guessed(two_studies: Path, tmp_path: Path) -> None:
    asked = ("invite", "--audience", "leader", "--name", "Anne")
    code, said = commonplace(*asked, "--releases", two_studies)
    assert (code, "holds several studies: northmere, small. Say which one with --study." in said) == (1, True)
    code, said = commonplace(*asked, "--releases", two_studies, "--study", "nrthmere")
    assert (code, "“nrthmere” is no study in" in said) == (1, True)
    assert "Say one of these with --study: northmere, small." in said
    code, said = commonplace(*asked, "--releases", tmp_path)
    assert (code, "holds no release to invite anyone to. Build one: commonplace build STUDY" in said) == (1, True)
    assert commonplace(*asked, "--releases", two_studies, "--study", "small")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "say both --audience and --name"),
        (("--audience", "leader"), "say both --audience and --name"),
        (("--audience", "owner", "--name", "Anne"), "owner"),
        (("--audience", "leader", "--name", "Anne", "--days", "0"), "--days"),
        (("--audience", "leader", "--name", "Anne", "--days", "366"), "--days"),
        (("--audience", "leader", "--name", "Anne", "--public-url", "http://study.example"), "only https"),
        (("--audience", "leader", "--name", "Anne", "--public-url", "https://study.example/x"), "and no path"),
        (("--list", "--revoke", "abcdef"), "either --list or --revoke"),
    ],
)
def test_wrong_usage_of_invite_exits_with_2(tmp_path: Path, arguments: tuple[str, ...], reason: str) -> None:
    done = CliRunner().invoke(cli, ["invite", *arguments, "--releases", str(tmp_path)])
    assert (done.exit_code, reason in done.output) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_what_invitations_cannot_rest_on_is_told(two_studies: Path, tmp_path: Path) -> None:
    code, said = commonplace("invite", "--revoke", "abcdef", "--releases", two_studies)
    assert (code, "“abcdef” is no invitation. See the ids with: commonplace invite --list" in said) == (1, True)
    code, said = commonplace(
        "invite", "--audience", "leader", "--name", "  ", "--study", "small", "--releases", two_studies
    )
    assert (code, "The name is empty" in said) == (1, True)
    [release] = [each for each in releases_in(two_studies) if each.study == "northmere"]
    for option in (("--public-url", "study.example"), ("--public-url", "http://study.example")):
        code, said = commonplace("serve", two_studies / release.file, *option, "--releases", tmp_path)
        assert (code, "cannot be the public URL" in said) == (2, True)


def test_a_secret_that_others_can_read_serves_nothing(tmp_path: Path) -> None:
    package = copy_of_northmere(tmp_path)
    toml = package / "study.toml"
    toml.write_text(toml.read_text().replace('data_status = "synthetic"', 'data_status = "pseudonymised"'))
    releases = tmp_path / "releases"
    build(load_study(package), releases)
    asked = ("--public-url", "https://study.example", "--releases", releases)
    assert commonplace("invite", "--audience", "leader", "--name", "Anne", *asked)[0] == 0
    secret = releases / ".access" / "secret"
    secret.chmod(0o644)
    code, said = commonplace("serve", package, "--port", free_port(), *asked)
    assert (code, "can be read by others" in said, secret.read_text() in said) == (1, True, False)
