"""Two thousand spoilt files of every kind, in a process of their own whose memory is looked at; more by hand."""

import json
import os
import subprocess
import sys

import pytest

from tests.mutants import Tally
from tests.studies import ROOT

SECONDS = 10
"""What one of them may take of a processor that others use too; alone it is a fifth of that."""

MEGABYTES = 1024


@pytest.fixture(scope="module")
def tally() -> Tally:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutants", "--count", "2000", "--seed", "1"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=False,
        timeout=900,
    )
    assert done.stdout, done.stderr[-3000:]
    return Tally(**json.loads(done.stdout))


def test_every_mutant_is_read_or_refused_in_words_and_accounted_for(tally: Tally) -> None:
    assert tally.failures == []
    assert tally.mutants == tally.read + tally.refused == 2000
    assert min(tally.read, tally.refused, tally.imported, tally.imports_refused) > 50


def test_no_mutant_takes_long_or_much_memory(tally: Tally) -> None:
    assert tally.slowest < SECONDS, tally.slowest_is
    assert tally.memory < MEGABYTES, tally.largest_growth_is
