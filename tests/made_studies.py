"""Small studies made by Hypothesis, with all that makes files go wrong: emoji, line ends, marks, quotes, deep trees."""

from typing import Any

import polars as pl
from hypothesis import strategies as st

from data.settings import Settings, Views
from data.study import Study
from data.tables import TABLES, references
from data.validation import PLACE, typed_table

PIECES = [
    "a", "wait ", "no", " ", "\n", "\r\n", "\r", "\t", "é", "e\u0301", "\u0301", "😀", "👩‍👩‍👧", "字", "\ufeff", '"', "'", ",", ";", "<b>&amp;",
    "]]>", "\u2028", "\x85", "\x0b", "\x01", "\ufffe", "\u200d", "\u00a0", "\n\n", "commonplace end", "\n\ncommonplace code: X\ncommonplace level: theme",
]  # fmt: skip
"""What texts are made of."""

LETTERS = "abzsßXY019éλ字"


def texts(smallest: int = 1, largest: int = 12) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(PIECES), min_size=smallest, max_size=largest).map("".join)


def tidied(study: Study) -> Study:
    """The study as XML and other people's tables can hold all of it.

    Names are on a line, keys have no white space around them, and no cell holds white space alone.
    """
    tables = {}
    for name, rows in study.tables.items():
        named = [column for column in NAMES if column in rows.columns]
        keyed = [
            column for column in (*TABLES[name].primary_key(), *references(name)) if rows[column].dtype == pl.String
        ]
        tables[name] = rows.with_columns(
            pl.col(named).map_elements(_tidy, return_dtype=pl.String), pl.col(keyed).str.strip_chars().replace("", "-")
        )
    codes = tables["codes"]
    held = pl.col("definition").map_elements(_held, return_dtype=pl.String).replace("", None)
    tables["codes"] = codes.with_columns(held)
    views = Views(barriers=tuple(domain.strip() for domain in study.settings.views.barriers))
    settings = study.settings.model_copy(update={"views": views})
    return Study(settings, tables, {key.strip(): text for key, text in study.transcripts.items()})


NAMES = (
    "name",
    "framework",
    "place",
    "sector",
    "profession",
    "tenure_years",
    "interviewer",
    "issue_focus",
    "item_name",
    "note",
)


def _tidy(text: str) -> str:
    return " ".join("".join(letter for letter in text if letter.isprintable()).split()) or "-"


def _held(text: str) -> str:
    held = "".join(letter for letter in text if letter not in "\x0b\x01\ufffe")
    return held if held.strip() else ""


def keys(smallest: int = 1, largest: int = 4) -> st.SearchStrategy[list[str]]:
    key = st.builds(str.__add__, st.sampled_from(LETTERS), st.text(st.sampled_from(LETTERS + "._ -"), max_size=6))
    return st.lists(key, min_size=smallest, max_size=largest, unique_by=lambda key: key.strip().lower())


def maybe(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | strategy


def study_of_cells(
    settings: dict[str, Any], cells: dict[str, list[dict[str, object]]], spoken: dict[str, str]
) -> Study:
    """A study from rows of cells, typed as those of a package are."""
    tables = {}
    for name, schema in TABLES.items():
        columns = schema.column_names()
        rows = [
            {column: None if row.get(column) is None else str(row[column]) for column in columns}
            for row in cells.get(name, [])
        ]
        given = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))
        placed = given.with_columns(row=pl.lit(1, pl.Int64), file=pl.lit(name))
        tables[name], faults = typed_table(name, placed)
        assert not faults, faults
        tables[name] = tables[name].drop(*PLACE)
    return Study(Settings.model_validate(settings), tables, spoken)


@st.composite
def studies(draw: st.DrawFn) -> Study:
    """A study that `load_study` would accept."""
    stages = draw(st.dictionaries(st.sampled_from(["S1", "S2", "later on"]), texts(), min_size=1))
    about = {"id": "made", "title": draw(texts()), "design": "comparative", "data_status": "synthetic"}
    about |= {"stages": stages, "note": draw(texts(0)), "coding_software": draw(texts(0, 2))}
    cells: dict[str, list[dict[str, object]]] = {}
    networks = _networks(draw, cells)
    organisations = _organisations(draw, cells)
    _ties(draw, cells, networks, organisations)
    spoken = _people(draw, cells, networks, organisations, list(stages))
    codes = _codebook(draw, cells)
    _marks(draw, cells, spoken, codes)
    domains = [str(row["code"]) for row in cells["codes"] if row["level"] == "domain"]
    settings = {"study": about, "views": {"barriers": domains[:1]}, "release": {"window": 4}}
    return study_of_cells(settings, cells, spoken)


def _networks(draw: st.DrawFn, cells: dict[str, list[dict[str, object]]]) -> list[str]:
    found = draw(keys(0, 2))
    cells["networks"] = [
        {
            "network": key,
            "name": draw(texts()),
            "network_type": "issue_based" if (issue := draw(maybe(texts()))) else "place_based",
            "issue_focus": issue,
            "place": draw(maybe(texts())),
            "place_level": draw(st.sampled_from([None, "city", "multi_region"])),
            "population": draw(st.none() | st.integers(0, 2**62)),
            "started_on": draw(st.sampled_from([None, "2014-09-05", "0001-01-01"])),
        }
        for key in found
    ]
    return found


def _organisations(draw: st.DrawFn, cells: dict[str, list[dict[str, object]]]) -> list[str]:
    found = draw(keys(0, 3))
    cells["organisations"] = [
        {
            "organisation": key,
            "name": draw(texts()),
            "sector": draw(maybe(texts())),
            "helix": draw(st.sampled_from([None, "civil_society"])),
        }
        for key in found
    ]
    return found


def _ties(
    draw: st.DrawFn, cells: dict[str, list[dict[str, object]]], networks: list[str], organisations: list[str]
) -> None:
    pairs = [(one, other) for one in organisations for other in organisations if one < other]
    cells["ties"] = [
        {
            "network": network,
            "from_organisation": one,
            "to_organisation": other,
            "relation": draw(texts()),
            "directed": draw(st.sampled_from(["true", "false"])),
            "weight": draw(st.none() | st.floats(0, 1e12)),
            "year": 2014,
            "source": "survey",
        }
        for network in networks
        for one, other in pairs
        if draw(st.booleans())
    ]


def _people(
    draw: st.DrawFn,
    cells: dict[str, list[dict[str, object]]],
    networks: list[str],
    organisations: list[str],
    stages: list[str],
) -> dict[str, str]:
    people = draw(keys(1, 3))
    cells["respondents"] = [
        {
            "respondent": key,
            "network": draw(st.sampled_from([None, *networks])),
            "organisation": draw(st.sampled_from([None, *organisations])),
            "role_level": draw(st.sampled_from([None, "director", "other"])),
            "profession": draw(maybe(texts())),
            "tenure_years": draw(maybe(texts())),
            "quote_consent": draw(st.sampled_from([None, "Q2"])),
        }
        for key in people
    ]
    held = [(person, stage) for person in people for stage in stages if draw(st.booleans())] or [(people[0], stages[0])]
    found = draw(keys(len(held), len(held)))
    cells["interviews"] = [
        {
            "interview": key,
            "respondent": person,
            "stage": stage,
            "conducted_on": draw(st.sampled_from([None, "2014-09-25"])),
            "minutes": draw(st.none() | st.integers(0, 600)),
            "interviewer": draw(maybe(texts())),
            "sequence": number if draw(st.booleans()) else None,
        }
        for number, (key, (person, stage)) in enumerate(zip(found, held, strict=True), start=1)
    ]
    return {key: draw(texts(0, 30)) for key in found}


def _codebook(draw: st.DrawFn, cells: dict[str, list[dict[str, object]]]) -> list[str]:
    """A tree of any shape and order: bushy, or a single stem; parents may stand after what is below them."""
    found = draw(keys(1, 8))
    stem = draw(st.booleans())
    rows: list[dict[str, object]] = [
        {
            "code": key,
            "parent": (found[place - 1] if stem and place else draw(st.sampled_from([None, *found[:place]]))),
            "level": draw(st.sampled_from(["domain", "theme", "code"])),
            "name": draw(texts()),
            "definition": draw(maybe(texts())),
            "framework": draw(maybe(texts(1, 3))),
            "valence": draw(st.sampled_from([None, "barrier", "dual"])),
            "sensitive": draw(st.sampled_from(["true", "false"])),
            "origin": draw(st.sampled_from([None, "free_node"])),
            "codable": draw(st.sampled_from(["true", "true", "false"])),
        }
        for place, key in enumerate(found)
    ]
    cells["codes"] = draw(st.permutations(rows))
    cells["lens"] = [
        {"lens": "ours", "item": "1", "item_name": draw(texts()), "code": key} for key in found if draw(st.booleans())
    ]
    if draw(st.booleans()):
        cells["lens"].append({"lens": "ours", "item": "2", "item_name": draw(texts()), "code": None})
    return [str(row["code"]) for row in rows if row["codable"] == "true"]


def _marks(
    draw: st.DrawFn, cells: dict[str, list[dict[str, object]]], spoken: dict[str, str], codes: list[str]
) -> None:
    coders = draw(keys(1, 3))
    cells["coders"] = [
        {
            "coder": key,
            "name": draw(texts()),
            "role": draw(st.sampled_from(["independent", "adjudicator"])),
            "note": draw(maybe(texts())),
        }
        for key in coders
    ]
    places = [(key, len(text)) for key, text in spoken.items() if text]
    marks = {}
    for _ in range(draw(st.integers(0, 12)) if places and codes else 0):
        interview, length = draw(st.sampled_from(places))
        start = draw(st.integers(0, length - 1))
        mark: dict[str, object] = {
            "interview": interview,
            "start": start,
            "end": draw(st.integers(start + 1, length)),
            "code": draw(st.sampled_from(codes)),
            "coder": draw(st.sampled_from(coders)),
        }
        for number in draw(st.sampled_from([[1], [2], [1, 2, 3]])):
            marks[*mark.values(), number] = mark | {
                "round": number,
                "status": draw(st.sampled_from(["independent", "superseded"])),
                "polarity": draw(st.sampled_from(["affirm", "counter"])),
                "coded_at": draw(st.sampled_from([None, "2014-09-25T09:35:00", "2014-09-25T09:35:00.000123"])),
            }
    cells["codings"] = list(marks.values())
    read = dict.fromkeys((str(row["interview"]), str(row["coder"])) for row in marks.values())
    cells["assignments"] = [
        {"interview": interview, "coder": coder, "finished": draw(st.sampled_from(["true", "false"]))}
        for interview, coder in read
    ]
