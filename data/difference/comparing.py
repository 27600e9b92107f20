"""Comparing two states of a study, wherever they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from data.difference.codebook import codebook_changes
from data.difference.codings import placed_codings
from data.difference.outcome import Difference, HeadlineNumbers, Readings, Withdrawals
from data.difference.passages import passage_changes
from data.difference.tables import Cell, ValueChange, snippet, table_changes
from data.headlines import headline_changes, headlines
from data.reading import study_of
from data.study import Study


def difference(before: Study, after: Study, *, numbers: bool = True) -> Difference:
    """All that changed from `before` to `after`: headline numbers, codes, passages, readings, people and all the rest.

    Headline numbers are worked out on a release of each state, made for the purpose; without `numbers` they are left
    out, which is faster. What a package says of where its files are, and of names they use, is not compared.
    """
    codings = placed_codings(before, after)
    codes, keys = codebook_changes(codings, before, after)
    found = Difference(
        headlines=HeadlineNumbers(),
        codes=codes,
        passages=passage_changes(codings, before, after, keys),
        readings=_readings(before, after),
        withdrawals=_withdrawals(before, after),
        transcripts=codings.transcripts,
        tables=table_changes(before, after, keys),
        settings=_settings(before, after, keys),
    )
    if not (numbers and found):
        return found
    told = HeadlineNumbers(*headline_changes(headlines(before), headlines(after), keys))
    return replace(found, headlines=told)


def diff_paths(before: Path, after: Path) -> Difference:
    """All that changed between two packages or releases; raises StudyError or ReleaseError for one at fault."""
    return difference(study_of(before), study_of(after))


def _readings(before: Study, after: Study) -> Readings:
    old, new = (
        set(study.tables["assignments"].filter(pl.col("finished")).select("interview", "coder").iter_rows())
        for study in (before, after)
    )
    return Readings(tuple(sorted(new - old)), tuple(sorted(old - new)))


def _withdrawals(before: Study, after: Study) -> Withdrawals:
    old, new = set(before.withdrawn), set(after.withdrawn)
    here_again = old & set(after.tables["respondents"]["respondent"]) - new
    return Withdrawals(tuple(sorted(new - old)), tuple(sorted(here_again)))


def _settings(before: Study, after: Study, keys: Mapping[str, str]) -> tuple[ValueChange, ...]:
    """Settings by their name in study.toml; a renamed code is the same code there too."""
    old, new = _named(before, keys), _named(after, {})
    return tuple(
        ValueChange(name, old.get(name), new.get(name), is_prose=name == "study.note")
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    )


def _named(study: Study, keys: Mapping[str, str]) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for section, values in study.settings.model_dump(exclude={"sources", "aliases"}).items():
        for name, value in values.items():
            if isinstance(value, dict):  # stages, whose order is told too
                found |= {f"{section}.{name}": ", ".join(value)}
                found |= {f"{section}.{name}.{key}": label for key, label in value.items()}
            elif isinstance(value, tuple | list):
                found[f"{section}.{name}"] = ", ".join(_now_called(each, keys) for each in value)
            else:
                found[f"{section}.{name}"] = snippet(value) if name == "note" else value
    return found


def _now_called(each: str | Sequence[str], keys: Mapping[str, str]) -> str:
    """A code as it is called now, or a pair of codes."""
    codes = [each] if isinstance(each, str) else each
    return " and ".join(keys.get(code, code) for code in codes)
