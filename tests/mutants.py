"""Spoilt files of every kind, read and imported: `python -m tests.mutants --count 50000 --seed 7`.

Each is read or refused in words, in little time and memory, with nothing in it unaccounted for, and an import that
fails leaves everything as it was. `--only NUMBER --keep FOLDER` makes one of them again and keeps it.
"""

import argparse
import faulthandler
import json
import resource
import shutil
import sys
import tempfile
import time
import traceback
import warnings
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random

from data.faults import ImportFailedError, StudyError
from data.importing import import_files
from data.package_writing import STAGING
from data.sources.parts import Known, Parts
from data.sources.recognition import read_file
from data.suggesting import suggest
from tests.mutant_seeds import Seed, seeds, small_package, write_package
from tests.mutations import spoilt
from tests.studies import REALDATA

STUCK = 120
"""Seconds after which a mutant is taken to be stuck, and the run ends with where it stands."""

MOST_FAILURES = 20


@dataclass
class Tally:
    """What became of the mutants."""

    mutants: int = 0
    read: int = 0
    refused: int = 0
    imported: int = 0
    imports_refused: int = 0
    slowest: float = 0.0
    slowest_is: str = ""
    largest_growth: float = 0.0
    largest_growth_is: str = ""
    memory: float = 0.0
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)


class Bench:
    """A folder in which mutants are made and read, one after the other in the same place."""

    def __init__(self, folder: Path, seed: int, each: int) -> None:
        self._folder, self._seed, self._each = folder, seed, each
        made = folder / "seeds"
        made.mkdir()
        write_package(made)
        self._seeds = seeds(made, REALDATA)
        self._kinds = sorted({each.kind for each in self._seeds})
        self._small = small_package(made, self._seeds)
        self._others = [seed.content[:20_000] for seed in self._seeds]
        self.tally = Tally()

    def run(self, number: int, keep: Path | None = None) -> None:
        """Make the mutant of this number and see what becomes of it."""
        random = Random(f"{self._seed}-{number}")  # noqa: S311
        kind = random.choice(self._kinds)
        seed = random.choice([each for each in self._seeds if each.kind == kind])
        done, name, content = spoilt(seed.name, seed.content, random, self._others)
        called = f"{number}: {seed.name} ({done})"
        path = self._lay_out(seed, name, content)
        if keep:
            shutil.copytree(path.parent, keep, dirs_exist_ok=True)
        before, began = _memory(), time.process_time()
        faulthandler.dump_traceback_later(STUCK, exit=True)
        try:
            self._judge(path, seed, whole=number % self._each == 0)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # also what libraries raise that is no Exception
            self.tally.failures.append(f"{called}\n{traceback.format_exc()[-3000:]}")
        faulthandler.cancel_dump_traceback_later()
        self._measure(called, time.process_time() - began, _memory() - before)

    def _lay_out(self, seed: Seed, name: str, content: bytes) -> Path:
        place = self._folder / "in"
        shutil.rmtree(place, ignore_errors=True)
        (place / name).parent.mkdir(parents=True)
        (place / name).write_bytes(content)
        for beside, held in seed.beside:
            (place / beside).write_bytes(held)
        return place / (seed.given or name)

    def _judge(self, path: Path, seed: Seed, *, whole: bool) -> None:
        self.tally.mutants += 1
        known = Known(sources=(seed.source,) if seed.source else ())
        if whole and seed.content[:2] != b"SQ":
            self._suggest(path)
        try:
            parts = read_file(path, known)
        except StudyError as error:
            self.tally.refused += 1
            _said(error)
            return
        self.tally.read += 1
        attributes = sum(len(facts) for facts in parts.attributes.values())
        unaccounted = {
            kind: count for kind, count in parts.unaccounted.items() if (kind, count) != ("attributes", attributes)
        }
        assert not unaccounted, unaccounted
        if whole or seed.beside:
            self._import(path, parts)

    def _suggest(self, path: Path) -> None:
        try:
            suggest(path, None)[0].encode()
        except StudyError as error:
            _said(error)

    def _import(self, path: Path, parts: Parts) -> None:
        place = self._folder / "into"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        if not parts.title and not parts.transcripts:
            shutil.copytree(self._small, place / "study")
        before = contents(place)
        try:
            report = import_files([path], place / "study")
        except (StudyError, ImportFailedError) as error:
            self.tally.imports_refused += 1
            _said(error)
            assert contents(place) == before, "the package is not as it was"
        else:
            self.tally.imported += 1
            assert report["unaccounted"] == {}, report["unaccounted"]
            json.dumps(report, ensure_ascii=False).encode()
        assert [each.name for each in place.rglob(f"{STAGING}*")] == []
        left = [each.name for each in place.iterdir() if each.name != "study"]
        assert left == [], left

    def _measure(self, called: str, seconds: float, growth: float) -> None:
        if seconds > self.tally.slowest:
            self.tally.slowest, self.tally.slowest_is = round(seconds, 2), called
        if growth > self.tally.largest_growth:
            self.tally.largest_growth, self.tally.largest_growth_is = round(growth, 1), called
        self.tally.memory = round(_memory(), 1)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file in a folder and what is in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _said(error: StudyError | ImportFailedError) -> None:
    """What is refused is refused in words that a terminal can show."""
    assert str(error).strip()
    str(error).encode()
    for fault in error.faults if isinstance(error, StudyError) else ():
        assert fault.file, fault
        assert fault.rule, fault


def _memory() -> float:
    """The most memory that this process has had, in MB: the kernel's own peak counts that of the process it came from."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Make and read as many mutants as are asked for, and print what became of them as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=5, help="of those that can be read, one of this many is imported")
    parser.add_argument("--only", type=int, help="the one mutant of this number")
    parser.add_argument("--keep", type=Path, help="a folder to copy it into")
    said = parser.parse_args()
    warnings.simplefilter("error")
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        bench = Bench(Path(folder), said.seed, 1 if said.only is not None else said.each)
        for number in range(said.count) if said.only is None else [said.only]:
            bench.run(number, said.keep)
            if len(bench.tally.failures) >= MOST_FAILURES:
                break
    bench.tally.seconds = round(time.monotonic() - began, 1)
    print(json.dumps(asdict(bench.tally), indent=2))
    sys.exit(bool(bench.tally.failures))


if __name__ == "__main__":
    main()
