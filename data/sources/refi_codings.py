"""The codings of a REFI-QDA project: what was coded, with which code, by whom and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.sources.conventions import Convention
from data.sources.offsets import matches
from data.sources.parts import Memo, Parts
from data.sources.refi_passages import Passage, Placed
from data.sources.refi_people import Coders, moment
from data.sources.refi_records import Coding, Project, Selection, Source
from data.sources.refi_sources import Interview, first_texts

Row = tuple[str, int, int, str, str]


@dataclass(frozen=True)
class Names:
    """The keys of codes by their GUIDs, and who the coders are."""

    codes: Mapping[str, str]
    coders: Coders


def take_codings(project: Project, placed: Placed, names: Names, parts: Parts) -> None:
    """Give the parts the codings of texts, and the account of all others."""
    taken = _Taken(names, parts)
    for passage in placed.passages:
        taken.passage(passage, placed.convention)
    for interview in placed.interviews:
        taken.whole(interview, [coding for document in interview.documents for coding in document.codings])
    first = first_texts(placed.interviews)
    for source in project.sources:
        if source.kind != "TextSource":
            _besides_texts(source, first.get(id(source)), taken, parts)
    for note in project.notes:
        codings = [*note.codings, *(coding for each in note.selections for coding in each.codings)]
        taken.leave_out(f"note {note.name}", "it is of a note, and only texts are coded in a study", len(codings))
    taken.leave_out("the project", "it is of something that cannot be coded", len(project.strays))
    taken.finish()


def _besides_texts(source: Source, interview: Interview | None, taken: "_Taken", parts: Parts) -> None:
    """The codings of regions and times, and of a source as a whole that is no text itself."""
    twins = {each.guid for document in source.documents for each in document.selections if each.guid}
    if interview:
        taken.whole(interview, source.codings)
    else:
        taken.leave_out(f"source {source.name}", "it is of a source that has no text", len(source.codings))
    for is_twin, reason in (
        (True, "the same passage stands in the text of the source"),
        (False, "it marks a region or a time and not a passage of a text"),
    ):
        alike = [each for each in source.selections if (each.guid in twins) == is_twin]
        if alike:
            place = f"source {source.name}"
            parts.leave_out(place, "other selections", reason, count=len(alike))
            parts.in_file["other selections"] = parts.in_file.get("other selections", 0) + len(alike)
            taken.leave_out(place, reason, sum(len(each.codings) for each in alike))


class _Taken:
    """The codings that are taken, and the account of the others."""

    def __init__(self, names: Names, parts: Parts) -> None:
        self._codes, self._coders, self._parts = names.codes, names.coders, parts
        self._rows: dict[Row, str] = {}
        self._count = self._undated = self._matching = 0
        self._has_words = False

    def leave_out(self, place: str, reason: str, count: int) -> None:
        if count:
            self._count += count
            self._parts.leave_out(place, "codings", reason, count=count)

    def passage(self, passage: Passage, convention: Convention) -> None:
        selection, marked, span = passage.selection, passage.marked, passage.span(convention)
        if not selection.codings:
            self._parts.leave_out(passage.place, "passages without a code", "nothing is coded there")
            self._add("passages without a code", 1)
        if marked and span:
            words = marked.text.content[slice(*span)]
            self._comment(passage, f"{passage.interview.key}:{span[0]}-{span[1]}", words)
            if any(matches(words, given) for given in marked.words):
                self._matching += len(selection.codings)
                self._has_words = True
            self._codings(passage.place, passage.interview, span, selection.codings, selection)
            return
        self._comment(passage, passage.place, "")
        self.leave_out(passage.place, passage.problem, len(selection.codings))

    def whole(self, interview: Interview, codings: Sequence[Coding]) -> None:
        """Codings of a source as a whole."""
        if interview.text is None or not interview.text.content:
            self.leave_out(interview.key, interview.reason or "its text is empty", len(codings))
        else:
            self._codings(f"{interview.key} as a whole", interview, (0, len(interview.text.content)), codings)

    def finish(self) -> None:
        """Give the parts the codings."""
        parts, count = self._parts, len(self._rows)
        interviews, starts, ends, codes, coders = zip(*self._rows, strict=True) if self._rows else ((),) * 5
        parts.table(
            "codings", interview=interviews, start=starts, end=ends, code=codes, coder=coders, round=["1"] * count,
            status=["independent"] * count, polarity=["affirm"] * count, coded_at=list(self._rows.values()),
        )  # fmt: skip
        parts.in_file["codings"] = self._count
        if self._has_words:
            parts.text_matches = self._matching
        if self._undated:
            parts.assumed.append(f"{self._undated} codings have a date that cannot be read, and are taken without it")
        self._coders.say(parts)

    def _codings(
        self,
        place: str,
        interview: Interview,
        span: tuple[int, int],
        codings: Iterable[Coding],
        selection: Selection | None = None,
    ) -> None:
        for coding in codings:
            code = self._codes.get(coding.code)
            if code is None:
                reason = "its code is not in the codebook" if coding.code else "it names no code"
                self.leave_out(place, reason, 1)
                continue
            coder = self._coders.of(coding.user, selection.user if selection else "")
            row = (interview.key, *span, code, coder)
            if row in self._rows:
                self.leave_out(place, f"the same passage is coded {code} by {coder} already", 1)
                continue
            when = moment(coding.written or (selection.written if selection else ""))
            self._undated += when is None
            self._rows[row] = when or ""
            self._count += 1

    def _comment(self, passage: Passage, about: str, words: str) -> None:
        """What somebody wrote about a passage; words of the passage itself are none."""
        selection = passage.selection
        text = selection.description.strip()
        if text and not matches(words, text):
            author = self._coders.name(selection.user)
            self._parts.memos.append(Memo("comment", about, author, moment(selection.written) or "", text))
            self._add("memos", 1)

    def _add(self, kind: str, count: int) -> None:
        self._parts.in_file[kind] = self._parts.in_file.get(kind, 0) + count
