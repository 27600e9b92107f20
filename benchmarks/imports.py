"""How long imports take, and how much memory: `python -m benchmarks.imports [--codings 100000]`.

First every project of a real tool that is beside this one, each into a study of its own; then REFI-QDA projects made
for this, of three sizes.
"""

import argparse
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

REALDATA = Path(__file__).parent.parent.parent / "shared" / "realdata"
PROJECTS = (".qdpx", ".qde", ".rqda", ".sqlite3")

IMPORT = """
import resource, sys, time
from pathlib import Path
from data.importing import import_files
began = time.perf_counter()
taken = 0
for number, path in enumerate(sys.argv[2:]):
    report = import_files([Path(path)], Path(sys.argv[1]) / str(number))
    assert report["unaccounted"] == {}, report["unaccounted"]
    taken += report["taken"]["codings"]
print(taken, time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""

NAMESPACE = "urn:QDA-XML:project:1.0"
WORDS = "we met the board at noon and nobody said why it was left open until spring when the money came".split()  # noqa: SIM905


def main() -> None:
    """Import real projects, and made ones of three sizes, and print seconds and memory beside one another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--codings", type=int, default=100_000, help="codings of the largest project")
    parser.add_argument("--characters", type=int, default=2_000_000, help="characters of its texts")
    said = parser.parse_args()
    table = Table("what is imported", "codings", "seconds", "memory, MB")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        real = sorted(path for path in REALDATA.glob("*/*") if path.suffix in PROJECTS)
        if real:
            _measure(table, f"{len(real)} projects of real tools", place / "real", *real)
        for part in (100, 10, 1):
            path = write_project(place / f"made{part}.qdpx", said.codings // part, said.characters // part)
            _measure(table, f"a project of {said.characters // part:,} characters", place / f"into{part}", path)
    Console().print(table)


def write_project(path: Path, codings: int, characters: int, *, texts: int = 20, codes: int = 200) -> Path:
    """A REFI-QDA project of this size: texts of words, a codebook of two levels, three coders."""
    random = Random(1)  # noqa: S311
    guids = (f"{number:08x}-0000-4000-8000-000000000000" for number in range(1, sys.maxsize))
    coders = [next(guids) for _ in range(3)]
    named = [
        (next(guids), f"theme {theme}", [(next(guids), f"code {theme}.{n}") for n in range(9)])
        for theme in range(codes // 10)
    ]
    book = "".join(
        f'<Code guid="{guid}" name="{name}" isCodable="true">'
        + "".join(f'<Code guid="{inner}" name="{called}" isCodable="true"/>' for inner, called in below)
        + "</Code>"
        for guid, name, below in named
    )
    marks = [guid for _, _, below in named for guid, _ in below]
    inside, files = [], {}
    for number in range(texts):
        words = random.choices(WORDS, k=characters // texts // 4)
        text = " ".join(words)[: characters // texts]
        starts = [0, *(at + 1 for at, letter in enumerate(text) if letter == " ")]
        passages = []
        for _ in range(codings // texts):
            first = random.randrange(len(starts) - 1)
            last = min(len(starts) - 1, first + random.randint(1, 40))
            passages.append(
                f'<PlainTextSelection guid="{next(guids)}" startPosition="{starts[first]}" '
                f'endPosition="{starts[last] - 1}">'
                f'<Coding guid="{next(guids)}" creatingUser="{random.choice(coders)}">'
                f'<CodeRef targetGUID="{random.choice(marks)}"/></Coding></PlainTextSelection>'
            )
        files[f"sources/{number}.txt"] = text
        inside.append(
            f'<TextSource guid="{next(guids)}" name="interview {number}" plainTextPath="internal://{number}.txt">'
            f"{''.join(passages)}</TextSource>"
        )
    users = "".join(f'<User guid="{guid}" name="Coder {number}"/>' for number, guid in enumerate(coders))
    xml = (
        f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{NAMESPACE}" name="Large"><Users>{users}</Users>'
        f"<CodeBook><Codes>{book}</Codes></CodeBook><Sources>{''.join(inside)}</Sources></Project>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", xml)
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def _measure(table: Table, what: str, into: Path, *paths: Path) -> None:
    into.mkdir()
    done = subprocess.run([sys.executable, "-c", IMPORT, into, *paths], capture_output=True, text=True, check=True)  # noqa: S603
    codings, seconds, memory = done.stdout.splitlines()[0].split()
    table.add_row(what, f"{int(codings):,}", f"{float(seconds):.1f}", f"{float(memory):,.0f}")


if __name__ == "__main__":
    main()
