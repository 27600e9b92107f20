"""Pseudonyms: labels in place of the names of people and of their interviews, with the key kept apart."""

import csv
import io
import os
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from data.earlier import Earlier
from data.faults import Fault, StudyError
from data.settings import FILE
from data.sources.keys import LONGEST
from data.sources.parts import Known, Memo, Parts
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
        self._package = package
        self.labels: dict[str, dict[str, str]] = {table: {} for table in KINDS}
        self._taken: dict[str, set[str]] = {table: set() for table in KINDS}
        if path.exists():
            self._read(path)
        elif not path.absolute().parent.is_dir():
            raise StudyError([Fault(str(path), None, "", "", "is in no folder that exists")])

    def _read(self, path: Path) -> None:
        try:
            text = path.read_text(encoding="utf-8-sig")
            headings, *rows = list(csv.reader(io.StringIO(text))) or [HEADINGS]
            if headings != HEADINGS:
                raise ValueError
            for table, name, label in rows:
                if not name or not label or label in self.labels[table].values():
                    raise ValueError
                self.labels[table][name] = label
        except (OSError, ValueError, csv.Error, KeyError) as error:
            rule = f"is no key to pseudonyms: a CSV file of {', '.join(HEADINGS)}, with a label of its own for each"
            raise StudyError([Fault(str(path), None, "", "", rule)]) from error

    def fit(self, earlier: Iterable[Earlier], known: Known) -> None:
        """Take note of what the package holds, so that no new label is one that somebody has.

        Raises StudyError where it was imported with names, which would stay, or with labels that this key lacks.
        """
        for each in earlier:
            for table, labels in self.labels.items():
                given = set(each.rows(table).to_series().drop_nulls())
                if given and not each.pseudonyms:
                    rule = "was imported with names, and they would stay in it; import all its files into a new package"
                    raise StudyError([Fault(self._package.name, None, "", "", rule)])
                if given - set(labels.values()):
                    rule = "does not have all the labels of the package; give the key that it was imported with"
                    raise StudyError([Fault(str(self._path), None, "", "", rule)])
        self._taken = {table: set(known.keys(table)) for table in KINDS}

    def behind(self, aliases: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
        """Aliases with the names of people in place of their labels, by which study.toml has them.

        Raises StudyError where study.toml has names.
        """
        found = {table: dict(there) for table, there in aliases.items()}
        faults = [
            Fault(FILE, None, f"aliases.{table}", name, f"is a name, and labels belong here: {label}")
            for table, labels in self.labels.items()
            for name, label in labels.items()
            if any(name in pair for pair in aliases.get(table, {}).items())
        ]
        if faults:
            raise StudyError(faults)
        for table, names in self.names.items():
            there = aliases.get(table, {})
            found[table] = {names.get(name, name): names.get(key, key) for name, key in there.items()}
        return found

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
            taken = [*known.values(), *self._taken[table]]
            numbers = [int(label[1:]) for label in taken if label[:1] == letter and label[1:].isdecimal()]
            following = max(numbers, default=0) + 1
            known.update({name: f"{letter}{number:02}" for number, name in enumerate(new, start=following)})

    def apply(self, parts: Parts) -> None:
        """Put labels in place of names wherever they are structure: keys, references, files, and the account.

        Running text is left alone: transcripts, codes, definitions and memos.
        """
        for table, labels in self.labels.items():
            rename(parts, table, labels)
        for table, names in parts.suggested.items():
            labels = self.labels.get(table, {})
            parts.suggested[table] = {
                labels.get(name) or self.scrubbed(name): [labels.get(key, key) for key in near]
                for name, near in names.items()
            }
        parts.memos = [
            Memo(memo.kind, self.scrubbed(memo.about), memo.author, memo.written, memo.text) for memo in parts.memos
        ]
        parts.title = self.scrubbed(parts.title)
        parts.settings = {
            section: {name: self.scrubbed(value) if name == "title" else value for name, value in values.items()}
            for section, values in parts.settings.items()
        }
        still = self._said(parts.transcripts)
        said = f", where they are still said in {still} of {len(parts.transcripts)}" if parts.transcripts else ""
        parts.assumed.append(f"names of people are replaced by labels, but for running text{said}")

    def _said(self, transcripts: Mapping[str, str]) -> int:
        pattern = self._pattern()
        texts = (unicodedata.normalize("NFC", text) for text in transcripts.values())
        return sum(bool(pattern and pattern.search(text)) for text in texts)

    def _pattern(self) -> re.Pattern[str] | None:
        names = sorted({name for labels in self.labels.values() for name in labels}, key=len, reverse=True)
        return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(_spelt, names))})(?![^\W_])") if names else None

    def scrubbed(self, text: str) -> str:
        """The text with every name in it replaced by its label, however its words are joined."""
        pattern = self._pattern()
        if not pattern:
            return text
        exact = {name: label for table in reversed(KINDS) for name, label in self.labels[table].items()}
        labels = {_folded(name): label for name, label in exact.items()}
        long = {name: label for name, label in labels.items() if len(name) >= LONGEST - 1}

        def label_of(match: re.Match[str]) -> str:
            said = _folded(match[0])
            return (
                exact.get(match[0])
                or labels.get(said)
                or next(label for name, label in long.items() if said.startswith(name))
            )

        return pattern.sub(label_of, unicodedata.normalize("NFC", text))

    def scrub(self, account: Any) -> Any:
        """An account (of dicts, lists and texts) with every name in it replaced by its label; its own words stay."""
        match account:
            case str():
                return self.scrubbed(account)
            case list():
                return [self.scrub(entry) for entry in account]
            case dict():
                return {key: value if key in ("kind", "tool") else self.scrub(value) for key, value in account.items()}
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


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


def _spelt(name: str) -> str:
    """What a name looks like in a text: a key has a dash for what it cannot hold, and not the end of a long name.

    A number is a name only as that of a file. Names of several words are names in any case.
    """
    words = [re.escape(word) for word in re.split(r"[\W_]+", name) if word]
    spelt = r"[\W_]+".join(words) + (r"[^.\n“”]*" if len(name) >= LONGEST else "")
    if not any(letter.isalpha() for letter in name):
        return rf"{spelt}(?=\.[^\W\d])"
    return f"(?i:{spelt})" if len(words) > 1 else spelt
