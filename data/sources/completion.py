"""Completion: what a study needs and most tools do not keep, taken as so and said."""

import polars as pl

from data.sources.parts import Known, Parts

STAGE = "S1"
STAGES = {STAGE: "Interviews"}


def completed(parts: Parts, known: Known, stage: str = STAGE) -> None:
    """Add to the parts the interviews, people, coders and assignments that their transcripts and codings rest on.

    What the parts or the study have already is left alone. Each thing added is said in `assumed`.
    """
    _interviews(parts, known, stage)
    _respondents(parts, known)
    _coders(parts, known)
    _assignments(parts, known)


def _column(parts: Parts, table: str, column: str) -> list[str]:
    """The different values of a column in the order in which they come."""
    return (
        parts.tables[table][column].drop_nulls().unique(maintain_order=True).to_list() if table in parts.tables else []
    )


def _lacking(values: list[str], parts: Parts, known: Known, table: str, key: str) -> list[str]:
    there = {*known.keys(table), *_column(parts, table, key)}
    return [value for value in values if value not in there]


def _add(parts: Parts, table: str, **columns: list[str]) -> None:
    before = parts.tables.get(table)
    parts.table(table, **columns)
    if table in parts.in_file:  # the file holds these too, named by its other rows alone
        parts.in_file[table] += parts.tables[table].height
    if before is not None:
        parts.tables[table] = pl.concat([before, parts.tables[table]])


def _interviews(parts: Parts, known: Known, stage: str) -> None:
    spoken = list(dict.fromkeys([*parts.transcripts, *_column(parts, "codings", "interview")]))
    lacking = _lacking(spoken, parts, known, "interviews", "interview")
    if lacking:
        _add(parts, "interviews", interview=lacking, respondent=lacking, stage=[stage] * len(lacking))
        many = f"{len(lacking)} documents are each" if len(lacking) > 1 else "the document is"
        parts.assumed.append(f"{many} taken as one interview, of stage {stage}, with one respondent of its own")


def _respondents(parts: Parts, known: Known) -> None:
    lacking = _lacking(_column(parts, "interviews", "respondent"), parts, known, "respondents", "respondent")
    if lacking:
        _add(parts, "respondents", respondent=lacking)


def _coders(parts: Parts, known: Known) -> None:
    lacking = _lacking(_column(parts, "codings", "coder"), parts, known, "coders", "coder")
    if lacking:
        _add(parts, "coders", coder=lacking, name=lacking, role=["independent"] * len(lacking))
        parts.assumed.append(f"who coded is taken from the codings: {', '.join(lacking)}")


def _assignments(parts: Parts, known: Known) -> None:
    """Who read which interview: other tools do not ask whether a reader has finished."""
    given = parts.tables.get("assignments")
    there = {*known.assigned, *(given.select("interview", "coder").rows() if given is not None else [])}
    coded = parts.tables.get("codings")
    read = (
        coded.select("interview", "coder").drop_nulls().unique(maintain_order=True).rows() if coded is not None else []
    )
    coders = _column(parts, "coders", "coder") if read else []
    says_nothing = given is None  # a file that knows who reads what also knows what nobody reads
    unread = [(interview, coders[0]) for interview in parts.transcripts if len(coders) == 1 and says_nothing]
    pairs = [pair for pair in dict.fromkeys([*read, *unread]) if pair not in there]
    if pairs:
        done = set(read)
        _add(
            parts,
            "assignments",
            interview=[interview for interview, _ in pairs],
            coder=[coder for _, coder in pairs],
            finished=["true" if pair in done else "false" for pair in pairs],
        )
        parts.assumed.append("an interview that a coder marked is taken as read by them to its end; others are unknown")
        unknown = [interview for interview, coder in pairs if (interview, coder) not in done]
        if unknown:
            which = ", ".join(unknown[:3]) + (" and others" if len(unknown) > 3 else "")
            parts.noticed.append(
                f"nothing is marked in {which}; if they were read all the same, say so in assignments.csv, or nobody "
                "in them counts"
            )
