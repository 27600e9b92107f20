"""A study of any size from a seed: written as a package, the same every time.

python -m benchmarks.large_study FOLDER --codings 1000000 --seed 1
"""

import argparse
from pathlib import Path

import numpy as np
import polars as pl

SECTORS = ("provider", "commissioner", "local_government_and_other")
WORDS = (
    "we",
    "met",
    "again",
    "and",
    "the",
    "board",
    "said",
    "yes",
    "but",
    "ward",
    "kept",
    "on",
    "its",
    "own",
    "small",
    "change",
)

SETTINGS = """[study]
id = "large-{seed}"
title = "A study of {codings:,} codings"
design = "single_case"
data_status = "synthetic"
stages = {{ S1 = "First round", S2 = "Second round" }}

[views]
leadership = ["D1"]
"""


def write_large_study(folder: Path, *, codings: int, seed: int = 1) -> Path:
    """Write a study package of about `codings` codings by two coders to `folder` and return the folder.

    It has one respondent for each 1,000 codings (at least 12), two interviews each, and 120 codes in 6 domains.
    """
    rng = np.random.default_rng(seed)
    respondents = max(12, codings // 1000)
    organisations = max(8, respondents // 5)
    (folder / "transcripts").mkdir(parents=True)
    (folder / "study.toml").write_text(SETTINGS.format(seed=seed, codings=codings), encoding="utf-8")
    people = [f"R{number:05}" for number in range(respondents)]
    bodies = [f"O{number:04}" for number in range(organisations)]
    interviews = [f"{person}-{stage}" for person in people for stage in ("S1", "S2")]
    _table(folder, "networks", network=["one"], name=["The network"], network_type=["place_based"])
    _table(
        folder,
        "organisations",
        organisation=bodies,
        name=[f"Organisation {body}" for body in bodies],
        sector_group=rng.choice(SECTORS, organisations),
    )
    _table(
        folder,
        "respondents",
        respondent=people,
        network=["one"] * respondents,
        organisation=rng.choice(bodies, respondents),
        role_level=["director"] * respondents,
        role_group=rng.choice(("senior_clinical", "senior_managerial"), respondents),
    )
    _table(
        folder,
        "interviews",
        interview=interviews,
        respondent=np.repeat(people, 2),
        stage=["S1", "S2"] * respondents,
        sequence=range(1, len(interviews) + 1),
    )
    _table(folder, "coders", coder=["a", "b"], name=["Coder A", "Coder B"], role=["independent"] * 2)
    _table(
        folder,
        "assignments",
        interview=np.repeat(interviews, 2),
        coder=["a", "b"] * len(interviews),
        finished=["true"] * 2 * len(interviews),
    )
    leaves = _codebook(folder)
    length = 20_000
    for interview in interviews:
        text = " ".join(rng.choice(WORDS, length // 3))
        (folder / "transcripts" / f"{interview}.txt").write_text(text[: length - 1] + ".", encoding="utf-8")
    start = rng.integers(0, length - 400, codings)
    drawn = pl.DataFrame(
        {
            "interview": rng.choice(interviews, codings),
            "start": start,
            "end": start + rng.integers(20, 200, codings),
            "code": rng.choice(leaves, codings),
            "coder": rng.choice(("a", "b"), codings),
            "round": np.ones(codings, dtype=int),
            "status": np.repeat("independent", codings),
            "polarity": rng.choice(("affirm", "counter"), codings, p=(0.95, 0.05)),
        }
    )
    drawn.unique(["interview", "start", "end", "code", "coder"]).sort(pl.all()).write_csv(folder / "codings.csv")
    return folder


def _codebook(folder: Path) -> list[str]:
    domains = [f"D{domain}" for domain in range(1, 7)]
    themes = [f"{domain}.{theme}" for domain in domains for theme in range(1, 5)]
    leaves = [f"{theme}.{code}" for theme in themes for code in range(1, 6)]
    codes = [*domains, *themes, *leaves]
    _table(
        folder,
        "codes",
        code=codes,
        parent=[code.rpartition(".")[0] for code in codes],
        level=["domain"] * len(domains) + ["theme"] * len(themes) + ["code"] * len(leaves),
        name=[f"Code {code}" for code in codes],
        sensitive=["false"] * len(codes),
        codable=["false"] * (len(codes) - len(leaves)) + ["true"] * len(leaves),
    )
    return leaves


def _table(folder: Path, table: str, /, **columns: object) -> None:
    pl.DataFrame(columns).write_csv(folder / f"{table}.csv")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--codings", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    write_large_study(asked.folder, codings=asked.codings, seed=asked.seed)
