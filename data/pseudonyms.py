"""Pseudonyms: labels in place of the names of people and of their interviews, with the key kept apart."""

import csv
import io
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from data.faults import Fault, StudyError
from data.sources.parts import Memo, Parts
from data.sources.renaming import rename

KINDS = {"respondents": "P", "interviews": "D"}
"""The tables whose keys are names of people, and the letter their labels begin with."""

HEADINGS = ["table", "name", "label"]


class Pseudonyms:
    """The labels given so far, kept in a file outside the package that its owner alone may read."""

    def __init__(self, path: Path, package: Path) -> None:
        """Read the key at `path`, or begin one; raises StudyError where it lies in the package or is no key."""
        if path.resolve().is_relative_to(package.resolve()):
            raise StudyError([Fault(str(path), None, "", "", "lies in the package; the key must lie outside of it")])
        self._path = path
        self.labels: dict[str, dict[str, str]] = {table: {} for table in KINDS}
        if path.exists():
            self._read(path)
        elif not path.absolute().parent.is_dir():
            raise StudyError([Fault(str(path), None, "", "", "is in no folder that exists")])

    def _read(self, path: Path) -> None:
        try:
            rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
            for row in rows:
                self.labels[row["table"]][row["name"]] = row["label"]
        except (OSError, UnicodeDecodeError, csv.Error, KeyError) as error:
            rule = f"is no key to pseudonyms: a CSV file of {', '.join(HEADINGS)}"
            raise StudyError([Fault(str(path), None, "", "", rule)]) from error

    @property
    def names(self) -> dict[str, dict[str, str]]:
        """By table, the name behind each label."""
        return {table: {label: name for name, label in labels.items()} for table, labels in self.labels.items()}

    def give(self, all_parts: Sequence[Parts]) -> None:
        """Give a label to every name of a person or an interview in the parts that has none yet, in random order."""
        for table, letter in KINDS.items():
            known, new = self.labels[table], []
            for parts in all_parts:
                given = parts.tables[table].to_series().drop_nulls().to_list() if table in parts.tables else []
                new += [name for name in given if name not in known]
            new = list(dict.fromkeys(new))
            secrets.SystemRandom().shuffle(new)
            taken = {int(label[1:]) for label in known.values() if label[1:].isdigit()}
            following = max(taken, default=0) + 1
            known.update({name: f"{letter}{number:02}" for number, name in enumerate(new, start=following)})

    def apply(self, parts: Parts) -> None:
        """Put labels in place of names wherever they are structure: keys, references, files, and the account.

        Running text is left alone: transcripts, codes, definitions and memos.
        """
        for table, labels in self.labels.items():
            rename(parts, table, labels)
            if table in parts.suggested:
                parts.suggested[table] = {
                    self.scrubbed(name): [labels.get(key, key) for key in near]
                    for name, near in parts.suggested[table].items()
                }
        parts.memos = [
            Memo(memo.kind, self.scrubbed(memo.about), memo.author, memo.written, memo.text) for memo in parts.memos
        ]
        still = self._said(parts.transcripts)
        said = f", where they are still said in {still} of {len(parts.transcripts)}" if parts.transcripts else ""
        parts.assumed.append(f"names of people are replaced by labels, but for running text{said}")

    def _said(self, transcripts: Mapping[str, str]) -> int:
        pattern = self._pattern()
        return sum(bool(pattern and pattern.search(text)) for text in transcripts.values())

    def _pattern(self) -> re.Pattern[str] | None:
        names = sorted({name for labels in self.labels.values() for name in labels}, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)") if names else None

    def scrubbed(self, text: str) -> str:
        """The text with every name in it replaced by its label."""
        pattern = self._pattern()
        labels = self.labels["interviews"] | self.labels["respondents"]
        return pattern.sub(lambda match: labels[match[0]], text) if pattern else text

    def scrub(self, account: Any) -> Any:
        """An account (of dicts, lists and texts) with every name in it replaced by its label."""
        match account:
            case str():
                return self.scrubbed(account)
            case list():
                return [self.scrub(entry) for entry in account]
            case dict():
                return {self.scrubbed(str(key)): self.scrub(value) for key, value in account.items()}
        return account

    def save(self) -> None:
        """Write the key, in one step, for its owner's eyes alone."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(
            (table, name, label) for table, labels in self.labels.items() for name, label in labels.items()
        )
        draft = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(text.getvalue())
            draft.replace(self._path)
        finally:
            draft.unlink(missing_ok=True)
