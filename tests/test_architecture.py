import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.studies import ROOT

QUESTIONS = sorted((ROOT / "queries").glob("*.sql"))
PYTHON = [path for room in ("data", "queries", "dashboard") for path in sorted((ROOT / room).rglob("*.py"))]


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_each_question_is_one_file_that_says_so(path: Path) -> None:
    question, answer, *_ = path.read_text().splitlines()
    assert re.fullmatch(r"-- .*\?", question)
    assert answer.startswith("-- One row")
    code = "\n".join(line for line in path.read_text().splitlines() if not line.startswith("--"))
    assert ";" not in code
    assert code.lstrip().startswith(("select", "with"))
    asks = re.compile(rf'= Query\(\s*"{path.stem}"')
    assert len([module for module in (ROOT / "queries").glob("*.py") if asks.search(module.read_text())]) == 1


def test_there_is_one_way_to_an_answer_and_it_is_the_gate() -> None:
    asking = {
        f"{path.relative_to(ROOT)}: {node.func.attr}"
        for path in PYTHON
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("ask", "sql")
    }
    assert asking == {
        "queries/disclosure.py: ask",  # the gate
        "queries/query.py: sql",  # what it opens on
        "data/build.py: sql",  # which reads what it wrote
    }  # fmt: skip
    cursors = {str(path.relative_to(ROOT)) for path in PYTHON if ".cursor" in path.read_text()}
    assert cursors == {"queries/database.py", "queries/query.py"}


def test_sql_is_put_together_from_strings_nowhere() -> None:
    for path in PYTHON:
        made = re.findall(r'f"[^"]*\b(?:select|insert)\b[^"]*\{[^"]*"', path.read_text())
        assert len(made) == (path.name == "build.py"), path  # which writes to tables of its own naming


def test_nothing_is_loaded_from_another_host() -> None:
    for path in (ROOT / "dashboard").rglob("*"):
        if path.suffix in {".py", ".css", ".js", ".svg"}:
            hosts = set(re.findall(r"https?://([\w.-]+)", path.read_text()))
            assert hosts <= {"www.w3.org"}, path


def test_modules_can_be_read_in_one_sitting() -> None:
    long = {path.name: count for path in PYTHON if (count := len(path.read_text().splitlines())) > 250}
    assert long == {}


def test_no_one_imports_the_front_door() -> None:
    for path in PYTHON:
        assert not re.search(r"^\s*(from|import) app\b", path.read_text(), re.MULTILINE), path


def test_serving_needs_no_pandas_and_the_checks_need_no_dash() -> None:
    script = "import sys; import {0}; print([name for name in ({1!r},) if name in sys.modules])"
    for module, unwanted in (("dashboard.serving", "pandas"), ("app", "dash"), ("dashboard.serving", "plotly.express")):
        done = subprocess.run(
            [sys.executable, "-c", script.format(module, unwanted)], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "[]", (module, unwanted)


def test_the_locks_pin_every_package_with_hashes_and_name_no_registry() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        packages = re.findall(r"^[a-z0-9][a-z0-9._-]*(?:\[[a-z,]+\])?==", text, re.MULTILINE)
        assert len(packages) > 40
        for entry in re.split(r"\n(?=[a-z0-9])", text.strip()):
            assert "--hash=sha256:" in entry, entry
