import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.build import Built
from data.difference import Difference, diff_paths, difference, places
from data.difference.codebook import Code
from data.difference.places import Texts
from data.study import Study, load_study
from tests import oracle
from tests.studies import NORTHMERE, copy_of_northmere, write_small

Row = dict[str, str]

COUNTERPARTLESS = ("gained", "lost")
PAIRED = ("recoded", "extent", "changed", "reworded")


def edit(package: Path, table: str, change: Callable[[Row], Row | None]) -> None:
    """Each row as `change` gives it, or without it; a key that then stands twice stands once."""
    rows = [changed for row in oracle.rows(package, table) if (changed := change(row)) is not None]
    once = list({tuple(row.values()): row for row in rows}.values())
    write(package, table, once)


def append(package: Path, table: str, *rows: Row) -> None:
    there = oracle.rows(package, table)
    write(package, table, [*there, *({**dict.fromkeys(there[0], ""), **row} for row in rows)])


def write(package: Path, table: str, rows: list[Row]) -> None:
    with (package / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def marks(package: Path) -> set[tuple[str, int, int, str, str]]:
    """Every passage, counted by plain Python."""
    return {
        (row["interview"], int(row["start"]), int(row["end"]), row["code"], row["coder"])
        for row in oracle.rows(package, "codings")
    }


def keys(passages: tuple) -> set[tuple[str, int, int, str, str]]:
    return {(each.interview, each.start, each.end, each.code, each.coder) for each in passages}


def nothing_but(found: Difference, *expected: str) -> bool:
    """Whether the difference has something of each kind named, and nothing else."""
    parts = ("codes", "passages", "transcripts", "tables", "settings")
    return {part for part in parts if getattr(found, part)} == set(expected)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return copy_of_northmere(tmp_path)


# Nothing


def test_a_study_and_itself_do_not_differ(northmere: Study) -> None:
    found = difference(northmere, northmere)
    assert not found
    assert found.lines() == ["Nothing changed."]
    assert found.passages.unchanged == len(marks(NORTHMERE))
    assert found.as_json()["is_changed"] is False


def test_a_package_and_its_release_do_not_differ(built: Built) -> None:
    assert not diff_paths(NORTHMERE, built.path)


def test_where_files_are_and_what_they_call_things_is_no_change(northmere: Study) -> None:
    after = replace(northmere, settings=northmere.settings.model_copy(update={"aliases": {"codes": {"a": "L1"}}}))
    assert not difference(northmere, after)


# Codes


def test_a_code_with_another_name_is_renamed(northmere: Study, package: Path) -> None:
    edit(package, "codes", lambda row: row | {"name": "Trading"} if row["code"] == "L1.1" else row)
    found = difference(northmere, load_study(package))
    [renamed] = found.codes.renamed
    assert (renamed.before, renamed.after) == (
        Code("L1.1", "Transactional style", "code"),
        Code("L1.1", "Trading", "code"),
    )
    assert nothing_but(found, "codes")
    assert found.headlines.changes == ()
    assert found.lines() == ["Codes", "  Renamed: L1.1 “Transactional style” -> “Trading”"]


def test_a_code_with_another_key_is_followed_everywhere(northmere: Study, package: Path) -> None:
    for table, column in (("codes", "code"), ("codings", "code"), ("indicators", "code")):
        edit(package, table, lambda row: row | {column: "L9"} if row[column] == "L1.4" else row)  # noqa: B023
    found = difference(northmere, load_study(package))
    count = sum(row["code"] == "L1.4" for row in oracle.rows(NORTHMERE, "codings"))
    [renamed] = found.codes.renamed
    assert (renamed.before.code, renamed.after.code, renamed.agree, renamed.passages) == ("L1.4", "L9", count, count)
    assert nothing_but(found, "codes")
    assert found.headlines.changes == ()
    assert f"L1.4 “Level 5 leadership” -> L9 “Level 5 leadership”, {count} of {count} passages" in found.lines()[1]


def test_a_domain_with_another_key_takes_its_themes_topics_and_pages_along(northmere: Study, package: Path) -> None:
    edit(package, "codes", lambda row: row | {column: "LL" for column in ("code", "parent") if row[column] == "L"})
    edit(package, "topic_coverage", lambda row: row | {"topic": "LL"} if row["topic"] == "L" else row)
    toml = package / "study.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace('leadership = ["L"]', 'leadership = ["LL"]'), encoding="utf-8"
    )
    found = difference(northmere, load_study(package), numbers=False)
    assert [(each.before.code, each.after.code) for each in found.codes.renamed] == [("L", "LL")]
    assert nothing_but(found, "codes")
    assert found.codes.moved == ()


def test_a_theme_that_stands_elsewhere_has_moved(northmere: Study, package: Path) -> None:
    edit(package, "codes", lambda row: row | {"parent": "B"} if row["code"] == "L1" else row)
    found = difference(northmere, load_study(package))
    [moved] = found.codes.moved
    assert (moved.code.code, moved.before, moved.after) == ("L1", "L", "B")
    before, after = (len(oracle.people(oracle.voiced(each)["L"])) for each in (NORTHMERE, package))
    changes = {change.key: change for change in found.headlines.changes}
    assert set(changes) <= {"L", "B"}
    assert ("L" in changes) == (before != after)
    assert "  Moved: L1 “Style” from L to B" in found.lines()


def test_two_codes_made_one_are_merged(northmere: Study, package: Path) -> None:
    edit(package, "codes", lambda row: None if row["code"] == "B2.4" else row)
    edit(package, "codings", lambda row: row | {"code": "B2.2"} if row["code"] == "B2.4" else row)
    before, after = marks(NORTHMERE), marks(package)
    found = difference(northmere, load_study(package))
    [merged] = found.codes.merged
    [(into, count)] = merged.into
    taken = {mark for mark in before if mark[3] == "B2.4"}
    assert (merged.code.code, into.code, count, merged.passages) == ("B2.4", "B2.2", len(taken), len(taken))
    assert found.codes.gone == ()
    assert keys(tuple(each.before for each in found.passages.recoded)) | keys(found.passages.lost) == before - after
    assert keys(tuple(each.after for each in found.passages.recoded)) == after - before
    change = next(each for each in found.headlines.changes if each.key == "B2.2")
    counts = [len(oracle.people(oracle.voiced(each)["B2.2"])) for each in (NORTHMERE, package)]
    assert str(change) == f"Hierarchical habits (B2.2): {counts[0]} of 12 -> {counts[1]} of 12"


def test_a_code_that_is_deleted_is_gone_with_its_passages(northmere: Study, package: Path) -> None:
    for table in ("codes", "codings"):
        edit(package, table, lambda row: None if row["code"] == "B2.4" else row)
    found = difference(northmere, load_study(package))
    assert [code.code for code in found.codes.gone] == ["B2.4"]
    assert keys(found.passages.lost) == marks(NORTHMERE) - marks(package)
    assert "  Gone: B2.4 “Weak collaborative structure”" in found.lines()
    assert any(line.startswith("  Weak collaborative structure (B2.4): gone, was ") for line in found.lines(limit=50))


def test_what_a_code_says_of_itself_is_told_and_sensitive_first(northmere: Study, package: Path) -> None:
    edit(
        package,
        "codes",
        lambda row: row | {"sensitive": "true", "definition": "Other words"} if row["code"] == "L1.1" else row,
    )
    found = difference(northmere, load_study(package), numbers=False)
    [changed] = found.codes.changed
    assert {value.name: (value.before, value.after) for value in changed.values} == {
        "definition": ("Influence by reward, target, sanction", "Other words"),
        "sensitive": (False, True),
    }
    assert found.lines()[1:] == ["  Sensitive now: L1.1", "  L1.1: definition reads otherwise, sensitive false -> true"]
    assert "definition Influence by reward, target, sanction -> Other words" in found.lines(verbose=True)[2]
    back = difference(load_study(package), northmere, numbers=False)
    assert back.lines()[1] == "  No longer sensitive: L1.1"


def test_codes_in_another_order_are_told(northmere: Study) -> None:
    after = replace(northmere, tables={**northmere.tables, "codes": northmere.tables["codes"].reverse()})
    found = difference(northmere, after, numbers=False)
    assert found.codes.is_reordered
    assert found.lines() == ["Codes", "  The order of the codes changed"]


# What became of a code, on a small study

LEAVES = ("T1.1", "T1.2", "T2.1")


def small(base: Study, rows: list[tuple[str, int, int, str, str]], codes: dict[str, str] | None = None) -> Study:
    """The base with these passages (interview, start, end, code, coder) and, by key, these codes under T1."""
    columns = list(zip(*rows, strict=True)) or [[]] * 5
    marked = pl.DataFrame(dict(zip(("interview", "start", "end", "code", "coder"), columns, strict=True)), strict=False)
    table = base.tables["codings"]
    filled = marked.with_columns(
        round=pl.lit(1), status=pl.lit("independent"), polarity=pl.lit("affirm"), coded_at=None
    )
    book = base.tables["codes"]
    if codes is not None:
        leaf = book.filter(pl.col("code") == "T1.1")
        made = [leaf.with_columns(code=pl.lit(code), name=pl.lit(name)) for code, name in codes.items()]
        book = pl.concat([book.filter(~pl.col("code").is_in(LEAVES)), *made])
    return replace(base, tables={**base.tables, "codes": book, "codings": filled.cast(dict(table.schema))})


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Study:
    package = write_small(
        tmp_path_factory.mktemp("base"),
        codings=[],
        interviews={"i": ("r", "S1"), "j": ("s", "S1"), "k": ("t", "S1")},
        finished=[("i", "a"), ("j", "a"), ("k", "b")],
        transcript="one two three four five six seven eight nine ten " * 4,
    )
    return load_study(package)


def at(code: str, *starts: int) -> list[tuple[str, int, int, str, str]]:
    return [("i", start, start + 5, code, "a") for start in starts]


@pytest.mark.parametrize(
    ("before", "after", "codes", "expected"),
    [
        # four of five passages of the new code are those of the old one
        (at("X", 0, 10, 20, 30, 40), at("Y", 0, 10, 20, 30), {"X": "x", "Y": "y"}, {"renamed": [("X", "Y")]}),
        (at("X", 0, 10, 20, 30), at("Y", 0, 10, 20), {"X": "x", "Y": "y"}, {"gone": ["X"], "added": ["Y"]}),
        # one passage is too few, unless the name is the same
        (at("X", 0), at("Y", 0), {"X": "x", "Y": "y"}, {"gone": ["X"], "added": ["Y"]}),
        (at("X", 0), at("Y", 0), {"X": "same", "Y": "Same "}, {"renamed": [("X", "Y")]}),
        ([], [], {"X": "same", "Y": "same"}, {"renamed": [("X", "Y")]}),
        ([], at("Y", 0), {"X": "same", "Y": "same"}, {"gone": ["X"], "added": ["Y"]}),
        ([], [], {"X": "same", "Y": "same", "Z": "same"}, {"gone": ["X"], "added": ["Y", "Z"]}),
        # two that fit as well leave it open, unless one has the name
        (at("X", 0, 10), at("Y", 0, 10) + at("Z", 0, 10), {"X": "x", "Y": "y", "Z": "z"}, {"gone": ["X"], "added": ["Y", "Z"]}),
        (at("X", 0, 10), at("Y", 0, 10) + at("Z", 0, 10), {"X": "x", "Y": "y", "Z": "x"}, {"renamed": [("X", "Z")], "added": ["Y"]}),
        # merged: two or more, and four of five, into one that was there
        (at("X", 0, 10) + at("K", 50), at("K", 0, 10, 50), {"X": "x", "K": "k"}, {"merged": [("X", ("K",))]}),
        (at("X", 0) + at("K", 50), at("K", 0, 50), {"X": "x", "K": "k"}, {"gone": ["X"]}),
        (at("X", 0, 10, 20) + at("K", 50), at("K", 0, 10, 50), {"X": "x", "K": "k"}, {"gone": ["X"]}),
        # a code that had the same passages already has taken nothing over
        (at("X", 0, 10) + at("K", 0, 10), at("K", 0, 10), {"X": "x", "K": "k"}, {"gone": ["X"]}),
        (at("X", 0, 10, 20) + at("K", 0), at("K", 0, 10, 20), {"X": "x", "K": "k"}, {"merged": [("X", ("K",))]}),
        # two that are gone made one that is new
        (at("X", 0, 10) + at("W", 20, 30), at("Y", 0, 10, 20, 30), {"X": "x", "W": "w", "Y": "y"}, {"merged": [("W", ("Y",)), ("X", ("Y",))], "added": ["Y"]}),
        (at("X", 0, 10) + at("W", 0, 10), at("Y", 0, 10), {"X": "x", "W": "w", "Y": "y"}, {"merged": [("W", ("Y",)), ("X", ("Y",))], "added": ["Y"]}),
        (at("X", 0, 10), at("Y", 0, 10, 20, 30), {"X": "x", "Y": "y"}, {"gone": ["X"], "added": ["Y"]}),
        # split: two or more to each of two or more, and not the whole to each
        (at("X", 0, 10, 20, 30, 40), at("Y", 0, 10, 20) + at("K", 30, 40), {"X": "x", "Y": "y", "K": "k"}, {"split": [("X", ("Y", "K"))], "added": ["Y"]}),
        (at("X", 0, 10, 20), at("Y", 0, 10) + at("K", 20), {"X": "x", "Y": "y", "K": "k"}, {"gone": ["X"], "added": ["Y"]}),
        (at("X", *range(0, 60, 10)), at("Y", 0, 10) + at("K", 20, 30), {"X": "x", "Y": "y", "K": "k"}, {"gone": ["X"], "added": ["Y"]}),
        (at("X", 0, 10), at("K", 0, 10) + at("H", 0, 10), {"X": "x", "K": "k", "H": "h"}, {"gone": ["X"]}),
    ],
)  # fmt: skip
def test_what_became_of_a_code_is_told_only_beyond_doubt(
    base: Study,
    before: list[tuple[str, int, int, str, str]],
    after: list[tuple[str, int, int, str, str]],
    codes: dict[str, str],
    expected: dict[str, list[object]],
) -> None:
    old, new = set("XWKH"), set("YZKH")
    found = difference(
        small(base, before, {code: name for code, name in codes.items() if code in old}),
        small(base, after, {code: name for code, name in codes.items() if code in new}),
        numbers=False,
    ).codes
    told = {
        "renamed": [(each.before.code, each.after.code) for each in found.renamed],
        "merged": sorted((each.code.code, tuple(code.code for code, _ in each.into)) for each in found.merged),
        "split": [(each.code.code, tuple(code.code for code, _ in each.into)) for each in found.split],
        "gone": [code.code for code in found.gone],
        "added": [code.code for code in found.added],
    }
    assert {kind: each for kind, each in told.items() if each} == expected


def test_what_became_of_a_code_is_told_in_words(base: Study) -> None:
    before = small(base, at("X", 0, 10) + at("V", *range(20, 70, 10)), {"X": "x", "V": "v", "K": "k", "N": "n"})
    after = small(base, at("K", 0, 10) + at("K", 20, 30, 40) + at("Y", 50, 60), {"K": "k", "Y": "y", "M": "n"})
    assert difference(before, after, numbers=False).lines()[1:5] == [
        "  Renamed: N “n” -> M “n”, by its name, without passages",
        "  Merged: X “x” into K “k”, 2 of its 2 passages",
        "  Split: V “v” into K “k” (3) and Y “y” (2), of its 5 passages",
        "  New: Y “y”",
    ]


def test_a_theme_is_not_taken_for_a_code(base: Study) -> None:
    before = small(base, at("X", 0, 10), {"X": "x"})
    after = small(base, at("Y", 0, 10), {"Y": "y"})
    theme = pl.when(pl.col("code") == "Y").then(pl.lit("theme")).otherwise("level").alias("level")
    book = after.tables["codes"].with_columns(theme.cast(after.tables["codes"].schema["level"]))
    found = difference(before, replace(after, tables={**after.tables, "codes": book}), numbers=False)
    assert ([code.code for code in found.codes.gone], [code.code for code in found.codes.added]) == (["X"], ["Y"])


def test_a_code_does_not_have_the_passages_of_the_codes_under_it(base: Study) -> None:
    before, after = small(base, at("X", 0, 10), {"K": "k", "X": "x"}), small(base, at("K", 0, 10), {"K": "k"})
    under = pl.when(pl.col("code") == "X").then(pl.lit("K")).otherwise("parent").alias("parent")
    nested = replace(before, tables={**before.tables, "codes": before.tables["codes"].with_columns(under)})
    [merged] = difference(nested, after, numbers=False).codes.merged
    assert (merged.code.code, [(code.code, count) for code, count in merged.into]) == ("X", [("K", 2)])


def test_passages_of_an_interview_that_only_one_state_has_tell_nothing_of_a_code(base: Study) -> None:
    before = small(
        base, [*at("X", 0, 10), *[("j", start, start + 5, "X", "a") for start in range(0, 90, 10)]], {"X": "x"}
    )
    after = small(base, at("Y", 0, 10), {"Y": "y"})
    gone = {**after.tables, "interviews": after.tables["interviews"].filter(pl.col("interview") != "j")}
    found = difference(before, replace(after, tables=gone), numbers=False)
    [renamed] = found.codes.renamed
    assert (renamed.agree, renamed.passages) == (2, 2)
    assert len(found.passages.lost) == 9


def test_passages_whose_words_are_gone_speak_against_a_new_key(base: Study) -> None:
    stays = "one two three four five six seven eight nine ten eleven twelve"
    before = replace(
        small(base, [*at("X", 0, 4, 8, 14, 19), ("i", 63, 68, "X", "a")], {"X": "x"}),
        transcripts={**base.transcripts, "i": f"{stays} never never"},
    )
    after = replace(small(base, at("Y", 0, 4, 8, 14, 19), {"Y": "y"}), transcripts={**base.transcripts, "i": stays})
    [renamed] = difference(before, after, numbers=False).codes.renamed
    assert (renamed.after.code, renamed.agree, renamed.passages) == ("Y", 5, 6)
    less = replace(after, tables={**after.tables, "codings": after.tables["codings"].head(4)})
    assert [code.code for code in difference(before, less, numbers=False).codes.gone] == ["X"]


# Passages and headline numbers


def tipping(package: Path) -> tuple[Row, str]:
    """A passage of the panel without which one fewer than seven voice a code."""
    voiced = oracle.voiced(package)
    for row in oracle.rows(package, "codings"):
        if row["coder"] == "panel" and row["polarity"] == "affirm" and len(oracle.people(voiced[row["code"]])) == 7:
            person = row["interview"].partition("-")[0]
            alike = [
                other
                for other in oracle.rows(package, "codings")
                if other["code"] == row["code"] and other["coder"] == "panel" and other["interview"].startswith(person)
            ]
            if len(alike) == 1:
                return row, row["code"]
    raise AssertionError("no passage tips a person out of seven")


def test_a_passage_that_is_gone_tips_a_person_out_of_a_count(northmere: Study, package: Path) -> None:
    gone, code = tipping(package)
    edit(package, "codings", lambda row: None if row == gone else row)
    found = difference(northmere, load_study(package))
    assert keys(found.passages.lost) == marks(NORTHMERE) - marks(package)
    assert len(found.passages.lost) == 1
    assert found.passages.unchanged == len(oracle.rows(package, "codings"))
    assert len(oracle.people(oracle.voiced(package)[code])) == 6
    name = next(row["name"] for row in oracle.rows(package, "codes") if row["code"] == code)
    assert f"  {name} ({code}): 7 of 12 -> 6 of 12" in found.lines()
    [kept] = [each for each in difference(load_study(package), northmere).headlines.changes if each.key == code]
    assert str(kept) == f"{name} ({code}): 6 of 12 -> 7 of 12"


def test_every_changed_number_is_that_of_a_second_count(northmere: Study, package: Path) -> None:
    edit(
        package,
        "codings",
        lambda row: None if row["interview"] in ("L03-S1", "L05-S3") and row["coder"] == "panel" else row,
    )
    found = difference(northmere, load_study(package))
    before, after = oracle.voiced(NORTHMERE), oracle.voiced(package)
    expected = {
        code: (len(oracle.people(before[code])), len(oracle.people(after[code])))
        for code in before
        if oracle.people(before[code]) != oracle.people(after[code])
    }
    changes = {each.key: each for each in found.headlines.changes}
    assert {
        key: (each.before.value, each.after.value) for key, each in changes.items() if each.before and each.after
    } == expected
    assert expected


def test_a_passage_that_is_new_is_gained(northmere: Study, package: Path) -> None:
    added = {"interview": "L01-S1", "start": "100", "end": "160", "code": "L1.1", "coder": "coder_a", "round": "1"}
    append(package, "codings", added | {"status": "independent", "polarity": "affirm"})
    found = difference(northmere, load_study(package), numbers=False)
    assert keys(found.passages.gained) == marks(package) - marks(NORTHMERE) == {("L01-S1", 100, 160, "L1.1", "coder_a")}
    assert found.passages.counts_by("coder") == {"coder_a": {"gained": 1}}
    words = found.passages.gained[0].words
    text = (NORTHMERE / "transcripts" / "L01-S1.txt").read_text(encoding="utf-8")
    assert len(words) <= 60
    assert words == " ".join(text[100:160].split())
    assert words not in "\n".join(found.lines())
    assert f"  Gained: L01-S1:100-160 L1.1 by coder_a “{words}”" in found.lines(verbose=True)


def test_a_passage_with_another_code_or_extent_or_polarity_is_told_so(northmere: Study, package: Path) -> None:
    recoded, longer, against = [row for row in oracle.rows(package, "codings") if row["coder"] == "coder_b"][:3]

    def change(row: Row) -> Row:
        if row == recoded:
            return row | {"code": "Q3.3"}
        if row == longer:
            return row | {"end": str(int(row["end"]) + 7)}
        return row | {"polarity": "counter", "round": "3"} if row == against else row

    edit(package, "codings", change)
    found = difference(northmere, load_study(package), numbers=False).passages
    assert [len(getattr(found, way)) for way in (*COUNTERPARTLESS, *PAIRED)] == [0, 0, 1, 1, 1, 0]
    assert (found.recoded[0].before.code, found.recoded[0].after.code) == (recoded["code"], "Q3.3")
    assert found.extent[0].after.end - found.extent[0].before.end == 7
    assert {value.name: value.after for value in found.changed[0].values} == {"polarity": "counter", "round": 3}
    assert found.counts_by("code")["Q3.3"] == {"recoded": 1}
    told = "\n".join(difference(northmere, load_study(package), numbers=False).lines(verbose=True))
    assert f"Re-coded: {recoded['interview']}:{recoded['start']}-{recoded['end']} Q3.3 by coder_b" in told
    assert f", was {longer['start']}-{longer['end']}" in told
    assert "round 1 -> 3, polarity affirm -> counter" in told
    assert f"1 re-coded, 1 with another extent, 1 changed otherwise; {len(marks(NORTHMERE)) - 3:,} as before" in told


def test_an_extent_that_hardly_overlaps_is_another_passage(base: Study) -> None:
    before, after = small(base, [("i", 0, 20, "T1.1", "a")]), small(base, [("i", 12, 40, "T1.1", "a")])
    found = difference(before, after, numbers=False).passages
    assert (len(found.lost), len(found.gained), len(found.extent)) == (1, 1, 0)
    half = difference(before, small(base, [("i", 10, 40, "T1.1", "a")]), numbers=False).passages
    assert (len(half.lost), len(half.gained), len(half.extent)) == (0, 0, 1)


# Transcripts


def insert(package: Path, interview: str, at: int, words: str) -> None:
    """Put words into a transcript, and move everything that stands after them."""
    path = package / "transcripts" / f"{interview}.txt"
    text = path.read_text(encoding="utf-8")
    path.write_bytes((text[:at] + words + text[at:]).encode())

    def shift(row: Row) -> Row:
        moved = {edge: str(int(row[edge]) + len(words) * (int(row[edge]) >= at)) for edge in ("start", "end")}
        return row | moved if row["interview"] == interview else row

    for table in ("codings", "quotes"):
        edit(package, table, shift)


def test_a_sentence_put_into_a_transcript_loses_no_passage(northmere: Study, package: Path) -> None:
    text = (package / "transcripts" / "L12-S1.txt").read_text(encoding="utf-8")
    spans = [
        (int(row["start"]), int(row["end"])) for row in oracle.rows(package, "codings") if row["interview"] == "L12-S1"
    ]
    place = next(
        at for at in range(500, len(text)) if text[at] == "\n" and not any(start < at < end for start, end in spans)
    )
    sentence = "\nNobody had said this before, and nobody coded it."
    insert(package, "L12-S1", place, sentence)
    assert len(marks(NORTHMERE) - marks(package)) > 20
    found = difference(northmere, load_study(package))
    assert not found.passages
    assert found.passages.unchanged == len(marks(NORTHMERE))
    [changed] = found.transcripts.changed
    assert (changed.interview, changed.words_added, changed.words_removed) == ("L12-S1", 9, 0)
    assert changed.characters_after - changed.characters_before == len(sentence)
    assert found.headlines.changes == ()
    assert (
        f"  L12-S1: {len(text):,} -> {len(text) + len(sentence):,} characters, 9 words added, 0 taken out"
        in found.lines()
    )


def test_words_changed_inside_a_passage_leave_it_where_it_is(northmere: Study, package: Path) -> None:
    first = next(row for row in oracle.rows(package, "codings") if row["interview"] == "L05-S1")
    start, end = int(first["start"]), int(first["end"])
    text = (package / "transcripts" / "L05-S1.txt").read_text(encoding="utf-8")
    at = text.index(" ", start + 20)
    insert(package, "L05-S1", at, " indeed")
    found = difference(northmere, load_study(package), numbers=False).passages
    inside = {mark for mark in marks(NORTHMERE) if mark[0] == "L05-S1" and mark[1] < at < mark[2]}
    assert keys(tuple(each.before for each in found.reworded)) == inside
    assert {(start, end + 7)} <= {(each.after.start, each.after.end) for each in found.reworded}
    assert not (found.gained or found.lost or found.extent)


def test_a_passage_whose_words_are_gone_is_lost(base: Study) -> None:
    before = replace(
        small(base, [("i", 0, 13, "T1.1", "a")]), transcripts={**base.transcripts, "i": "Away it goes. What stays."}
    )
    after = replace(small(base, [("i", 0, 11, "T1.1", "a")]), transcripts={**base.transcripts, "i": "What stays."})
    found = difference(before, after, numbers=False).passages
    assert (found.lost[0].words, found.gained[0].words) == ("Away it goes.", "What stays.")


def test_transcripts_that_are_new_or_gone_are_told_and_places_stay(base: Study) -> None:
    before = small(base, at("T1.1", 0, 10))
    after = replace(before, transcripts={name: text for name, text in base.transcripts.items() if name != "i"})
    found = difference(before, after, numbers=False)
    assert found.transcripts.gone == ("i",)
    assert not found.passages
    assert found.lines() == ["Transcripts", "  Gone: i"]
    assert difference(after, before, numbers=False).lines() == ["Transcripts", "  New: i"]


SIDE_BY_SIDE = [
    ("a b c d e f", "a b c d e f", "c d", "c d", True),
    ("a b c d e f", "x y a b c d e f", "c d", "c d", True),
    ("a b c d e f", "d e f a b c", "a b c", "a b c", True),  # words put elsewhere
    ("a b c d e f", "a b c X d e f", "b c d e", "b c X d e", True),  # a word put in
    ("a b c d e f", "a B c d e f", "b c d", "B c d", True),  # the first word another one
    ("a b c d e f", "a c d e f", "b c d e", "c d e", True),  # the first word taken out
    ("a b c d e f", "a b c d e f g", "e f", "e f g", True),  # words put in at its end belong to nobody
    ("a bcd e f", "x a bcd e f", "cd e", "cd e", True),  # inside a word
    ("a bcd e f", "x a bcd e f", "cd e", "bcd e", False),
    ("a b c d e f", "a x y z e f", "b c d", "x y z", False),
    ("a b c d", "a b c d e", " ", " ", False),  # no word at all
    ("a b c d e f g", "a b X Y Z f g", "b c d e f", "b X Y Z f", False),  # less than half of the words
    ("a b c d e f", "a b z c d e f b c", "b c", "b c", True),  # the exact words rather than what stands there now
    ("", "a b", "", "a", False),
    ("same same b", "same same same b", "b", "b", True),
]


@pytest.mark.parametrize(("before", "after", "old", "new", "is_same"), SIDE_BY_SIDE)
def test_the_same_place_in_two_texts(before: str, after: str, old: str, new: str, is_same: bool) -> None:
    spans = [(text.rindex(words), text.rindex(words) + len(words)) for text, words in ((before, old), (after, new))]
    ([one], [other]) = Texts(before, after).places([spans[0]], [spans[1]])
    ([other_back], [one_back]) = Texts(after, before).places([spans[1]], [spans[0]])
    assert (one is not None and one == other) is is_same
    assert (one, other) == (one_back, other_back)


def test_texts_too_long_to_lay_side_by_side_still_have_the_words_they_have_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(places, "MOST_PAIRS", 10)
    texts = Texts("a b c c d", "x a b c c d")
    assert (texts.added, texts.removed) == (6, 5)
    ([once, twice], [once_after]) = texts.places([(0, 3), (4, 5)], [(2, 5)])
    assert once == once_after is not None
    assert twice is None


def test_no_interview_is_searched_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MOST_SEARCHED", 9)
    texts = Texts("a b c", "b c a")
    assert texts.places([(0, 1)], [(4, 5)]) == ([None], [None])


# People, readings, other tables, settings


def test_an_interview_that_is_gone_takes_its_passages_and_readings(northmere: Study, package: Path) -> None:
    for table in ("interviews", "codings", "assignments", "topic_coverage", "quotes"):
        edit(package, table, lambda row: None if row["interview"] == "L12-S1" else row)
    edit(package, "member_checks", lambda row: None if row["target_id"] == "L12-S1" else row)
    (package / "transcripts" / "L12-S1.txt").unlink()
    found = difference(northmere, load_study(package))
    assert keys(found.passages.lost) == marks(NORTHMERE) - marks(package)
    assert found.table("interviews").gone == (("L12-S1",),)
    assert found.readings.reopened == tuple(("L12-S1", coder) for coder in ("coder_a", "coder_b", "panel"))
    assert found.transcripts.gone == ("L12-S1",)
    lines = found.lines()
    assert "  Gone interview: L12-S1" in lines
    assert "  Interviews read: 22 -> 21" in lines
    assert "  No longer read to the end: L12-S1 coder_a, L12-S1 coder_b, L12-S1 panel" in lines
    assert any(line.startswith("  topic_coverage: 6 rows gone") for line in lines)


def test_people_who_withdraw_are_out_of_every_number_and_nothing_of_them_is_quoted(
    northmere: Study, package: Path
) -> None:
    edit(
        package, "respondents", lambda row: row | {"withdrawn_on": "2016-03-01"} if row["respondent"] == "L07" else row
    )
    edit(package, "quotes", lambda row: row | {"redacted_text": "Something"} if row["interview"] == "L07-S1" else row)
    edit(package, "codings", lambda row: None if row["interview"] == "L07-S1" and row["coder"] == "coder_a" else row)
    found = difference(northmere, load_study(package))
    assert found.withdrawals.withdrew == ("L07",)
    assert {each.words for each in found.passages.lost} == {""}
    lines = found.lines(verbose=True)
    assert "  People whose interviews are read: 12 -> 11" in lines
    assert "  Withdrew, and counted nowhere any more: L07" in lines
    assert "  L07: withdrawn_on nothing -> 2016-03-01" in lines
    assert "Something" not in "\n".join(lines)
    voiced = oracle.voiced(NORTHMERE)
    same = sum("L07" not in oracle.people(voices) for voices in voiced.values())
    assert f"  {same} other counts are the same, of 11 people where it was 12" in lines
    back = difference(load_study(package), northmere, numbers=False)
    assert back.withdrawals.returned == ("L07",)


def test_a_coder_who_is_new_and_readings_that_are_done_are_told(northmere: Study, package: Path) -> None:
    append(package, "coders", {"coder": "coder_c", "name": "Coder C", "role": "independent"})
    append(package, "assignments", {"interview": "L01-S1", "coder": "coder_c", "finished": "true"})
    edit(
        package,
        "assignments",
        lambda row: row | {"finished": "false"} if row["interview"] == "L02-S3" and row["coder"] == "panel" else row,
    )
    found = difference(northmere, load_study(package))
    assert found.table("coders").added == (("coder_c",),)
    assert (found.readings.finished, found.readings.reopened) == ((("L01-S1", "coder_c"),), (("L02-S3", "panel"),))
    assert found.lines(limit=100)[-5:] == [
        "Coders and readings",
        "  New coder: coder_c",
        "  Read to the end: L01-S1 coder_c",
        "  No longer read to the end: L02-S3 panel",
        "  assignments: 1 row added, 1 changed",
    ]
    before, after = oracle.voiced(NORTHMERE), oracle.voiced(package)
    moved = {code for code in before if oracle.people(before[code]) != oracle.people(after[code])}
    assert {each.key for each in found.headlines.changes} == moved


def test_rows_of_other_tables_are_counted_and_settings_named(northmere: Study, package: Path) -> None:
    edit(package, "ties", lambda row: None if row["weight"] == "1" else row)
    edit(package, "networks", lambda row: row | {"population": "650000"} if row["network"] == "northmere" else row)
    toml = package / "study.toml"
    text = toml.read_text(encoding="utf-8").replace('present = "adjudicated_else_all"', 'present = "any"')
    text = text.replace('S1 = "Autumn 2014"', 'S1 = "First"').replace('note = "Every', 'note = "Each')
    toml.write_text(text.replace('change = ["L3", "M1"]', 'change = ["L3", "M1", "O1"]'), encoding="utf-8")
    found = difference(northmere, load_study(package))
    gone = sum(row["weight"] == "1" for row in oracle.rows(NORTHMERE, "ties"))
    assert (len(found.table("ties").gone), found.table("ties").added) == (gone, ())
    lines = found.lines()
    assert f"  ties: {gone} row{'s' * (gone > 1)} gone" in lines
    assert "    northmere: population 640000 -> 650000" in found.lines(verbose=True)
    assert lines[lines.index("Settings") + 1 :] == [
        "  study.stages.S1 Autumn 2014 -> First",
        "  study.note reads otherwise",
        "  counting.present adjudicated_else_all -> any",
        "  release.change L3, M1 -> L3, M1, O1",
    ]
    assert any(change.kind == "density" for change in found.headlines.changes)


# What is told


def test_a_limit_says_how_many_more_there_are(northmere: Study, package: Path) -> None:
    edit(package, "codings", lambda row: None if row["code"].startswith("L") else row)
    found = difference(northmere, load_study(package), numbers=False)
    lost = marks(NORTHMERE) - marks(package)
    lines = found.lines(limit=2)
    codes = len({mark[3] for mark in lost})
    assert lines[lines.index("  By code:") + 3] == f"    and {codes - 2} more"
    assert f"  {len(lost)} lost; {len(marks(package)):,} as before" in lines
    verbose = found.lines(limit=2, verbose=True)
    assert sum(line.startswith("  Lost: ") for line in verbose) == 2
    assert f"  and {len(lost) - 2} more" in verbose


def test_a_state_without_codings_says_which_numbers_are_not_compared(base: Study) -> None:
    rows = at("T1.1", 0, 10)
    coded, bare = small(base, rows), small(base, [])
    found = difference(bare, coded)
    assert found.headlines.changes == ()
    assert found.lines()[:2] == ["Headline numbers", "  Counts of people are not compared: before, nothing is coded."]
    assert len(found.passages.gained) == 2


def test_json_holds_words_only_when_asked(northmere: Study, package: Path) -> None:
    edit(package, "codings", lambda row: None if row["interview"] == "L10-S1" else row)
    edit(package, "codes", lambda row: row | {"definition": "Other words"} if row["code"] == "L1.1" else row)
    edit(package, "networks", lambda row: row | {"started_on": "2014-05-01"} if row["network"] == "northmere" else row)
    found = difference(northmere, load_study(package))
    brief, full = found.as_json(), found.as_json(verbose=True)
    for told in (brief, full):
        assert json.loads(json.dumps(told)) == told
    assert len(full["passages"]["lost"][0]["words"]) in range(1, 61)
    assert "words" not in brief["passages"]["lost"][0]
    assert brief["passages"]["by_interview"] == {"L10-S1": {"lost": len(found.passages.lost)}}
    assert brief["codes"]["changed"] == [{"key": ["L1.1"], "values": [{"name": "definition", "is_prose": True}]}]
    assert full["codes"]["changed"][0]["values"][0]["after"] == "Other words"
    [changed] = brief["tables"]["networks"]["changed"]
    assert changed["values"][0]["after"] == "2014-05-01"
    assert brief["headlines"]["changes"][0]["before"]["value"] != brief["headlines"]["changes"][0]["after"]["value"]


# Any two states

WORDS = ("one", "two", "three", "four", "five", "again")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=12, max_size=20).map(" ".join)
CODES = st.sets(st.sampled_from(("A", "B", "C", "E")), min_size=1)


@st.composite
def states(draw: st.DrawFn) -> tuple[list[tuple[str, int, int, str, str]], dict[str, str], dict[str, str]]:
    """Passages, the codes there are with their names, and transcripts."""
    codes = {code: draw(st.sampled_from(("x", "y"))) for code in sorted(draw(CODES))}
    transcripts = {interview: draw(TEXTS) for interview in draw(st.sets(st.sampled_from("ijk")))}
    passage = st.tuples(
        st.sampled_from("ijk"),
        st.integers(0, 30),
        st.integers(1, 12),
        st.sampled_from(sorted(codes)),
        st.sampled_from("ab"),
    )
    drawn = draw(st.lists(passage, max_size=14, unique=True))
    return [(i, start, start + length, code, coder) for i, start, length, code, coder in drawn], codes, transcripts


def study_of(base: Study, state: tuple[list[tuple[str, int, int, str, str]], dict[str, str], dict[str, str]]) -> Study:
    passages, codes, transcripts = state
    return replace(small(base, passages, codes), transcripts=transcripts)


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(state=states())
def test_any_state_and_itself_do_not_differ(base: Study, state: tuple) -> None:
    study = study_of(base, state)
    found = difference(study, study)
    assert (bool(found), found.lines()) == (False, ["Nothing changed."])


@QUICK
@given(one=states(), other=states())
def test_the_way_back_is_the_mirror_of_the_way_there(base: Study, one: tuple, other: tuple) -> None:
    before, after = study_of(base, one), study_of(base, other)
    there, back = (difference(*pair, numbers=False) for pair in ((before, after), (after, before)))
    assert bool(there) == bool(back)
    assert (there.passages.gained, there.passages.lost) == (back.passages.lost, back.passages.gained)
    for way in ("recoded", "extent", "reworded"):
        assert {(each.before, each.after) for each in getattr(there.passages, way)} == {
            (each.after, each.before) for each in getattr(back.passages, way)
        }
    assert there.passages.unchanged == back.passages.unchanged
    assert {(each.before.code, each.after.code) for each in there.codes.renamed} == {
        (each.after.code, each.before.code) for each in back.codes.renamed
    }
    assert set(gone(there)) == set(came(back))
    assert (there.transcripts.added, there.transcripts.gone) == (back.transcripts.gone, back.transcripts.added)
    assert [(each.words_added, each.words_removed) for each in there.transcripts.changed] == [
        (each.words_removed, each.words_added) for each in back.transcripts.changed
    ]
    assert json.loads(json.dumps(there.as_json(verbose=True))) == there.as_json(verbose=True)


def gone(found: Difference) -> Iterator[str]:
    """Every key that is gone, whatever became of it."""
    yield from (code.code for code in found.codes.gone)
    yield from (each.code.code for each in (*found.codes.merged, *found.codes.split))
    yield from (each.before.code for each in found.codes.renamed if each.before.code != each.after.code)


def came(found: Difference) -> Iterator[str]:
    yield from (code.code for code in found.codes.added)
    yield from (each.after.code for each in found.codes.renamed if each.before.code != each.after.code)


@QUICK
@given(one=states(), other=states())
def test_every_passage_is_told_of_once(base: Study, one: tuple, other: tuple) -> None:
    found = difference(study_of(base, one), study_of(base, other), numbers=False).passages
    moved = len(found.recoded) + len(found.extent)
    kept = found.unchanged + len({each.after for each in (*found.changed, *found.reworded)})
    assert len(found.lost) + moved + kept == len(one[0])
    assert len(found.gained) + moved + kept == len(other[0])


@QUICK
@given(one=states(), other=states())
def test_between_the_same_transcripts_and_codes_passages_are_those_of_a_second_count(
    base: Study, one: tuple, other: tuple
) -> None:
    codes = dict.fromkeys("ABCE", "x")
    before, after = (study_of(base, (state[0], codes, one[2])) for state in (one, other))
    found = difference(before, after, numbers=False).passages
    pairs = (*found.recoded, *found.extent)
    assert keys(found.lost) | keys(tuple(each.before for each in pairs)) == set(one[0]) - set(other[0])
    assert keys(found.gained) | keys(tuple(each.after for each in pairs)) == set(other[0]) - set(one[0])
    assert found.unchanged == len(set(one[0]) & set(other[0]))
    assert not (found.changed or found.reworded)
