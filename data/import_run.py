"""One import, from the files to the package: what is read, what it rests on, and what is written."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from data.difference import difference
from data.earlier import Earlier, earlier_imports, folder_of, keep_import, keep_keys, name_of, seen_before
from data.faults import Fault, StudyError
from data.import_report import Report, account_of, report_of
from data.known import by_name, known_of, with_parts, without_given
from data.package_writing import (
    PSEUDONYMISED,
    REPOSITORY,
    STAGING,
    Added,
    add_parts,
    begin,
    put_in_place,
)
from data.pseudonyms import Pseudonyms
from data.settings import FILE, Settings, Source
from data.sources.attributes import take_attributes
from data.sources.completion import STAGE, STAGES, completed
from data.sources.joining import apply_aliases, join, make_keys
from data.sources.noticing import notice
from data.sources.parts import Known, Parts
from data.sources.recognition import read_file
from data.sources.refi_convention import ORIGIN
from data.sources.sidecar import completed_by, sidecar_beside, sidecar_of
from data.study import Study, load_study
from data.tables import TABLES

Progress = Callable[[str], None]


class Run:
    """One import: the files read one after the other, each resting on what is known by then, and written together."""

    def __init__(
        self, package: Path, settings: Settings | None, offsets: str, pseudonyms: Pseudonyms | None, progress: Progress
    ) -> None:
        self._package, self._settings, self._offsets = package, settings, offsets
        self._pseudonyms, self._progress = pseudonyms, progress
        self._earlier = earlier_imports(package) if settings else {}
        self._known = known_of(package, settings) if settings else Known()
        if pseudonyms:
            pseudonyms.fit(self._earlier.values(), self._known)
            self._known = by_name(self._known, pseudonyms.names)
        self._read: list[tuple[Path, Parts]] = []

    def read(self, paths: Sequence[Path]) -> None:
        """Read every file, whole studies before the tables that refer to them, which then rest on what those gave."""
        found: list[tuple[Path, Parts]] = []
        unread: dict[Path, StudyError] = {}
        for path in paths:
            try:
                found.append((path, self._parts(path)))
            except StudyError as error:  # it may be read once what it refers to is known
                unread[path] = error
        try:
            for path, parts in sorted(found, key=lambda each: _rank(each[1])):
                is_table = bool(parts.tables) and not parts.title and bool(self._read)
                self._fit(path, self._parts(path) if is_table else parts)
            for path in unread if found else ():
                self._fit(path, self._parts(path))
        except StudyError as error:
            first = [fault for each in unread.values() for fault in each.faults]
            raise StudyError(dict.fromkeys([*first, *error.faults])) from error
        if not found:
            raise StudyError(fault for each in unread.values() for fault in each.faults)
        self._refuse_names()
        if self._pseudonyms:
            self._pseudonyms.give([parts for _, parts in self._read])
            for _, parts in self._read:
                self._pseudonyms.apply(parts)

    def _parts(self, path: Path) -> Parts:
        self._progress(f"Reading {path.name}")
        known = without_given(self._known, *self._before(path, by_name=True))
        parts = read_file(path, replace(known, offsets=self._offsets, sources=self._sources(path)))
        sidecar = sidecar_beside(path)
        if sidecar:
            completed_by(parts, sidecar, path)
            parts.assumed.append(f"what the standard has no place for comes from {sidecar.name} beside it")
        elif parts.tool.startswith(ORIGIN):
            name = sidecar_of(path).name
            parts.noticed.append(
                f"{name} is not beside it, so every coding counts as independent, affirming and of round 1"
            )
        return parts

    def _sources(self, path: Path) -> tuple[Source, ...]:
        sources = self._settings.sources if self._settings else ()
        return tuple(source for source in sources if Path(source.file).name == path.name)

    def _fit(self, path: Path, parts: Parts) -> None:
        """The parts under the study's keys, with all that they need, and what the study then knows."""
        before, others = self._before(path, by_name=True)
        keep_keys(parts, before)
        aliases = self._settings.aliases if self._settings else {}
        if self._pseudonyms:
            aliases = self._pseudonyms.behind(aliases)
        known = without_given(self._known, before, others)
        apply_aliases(parts, aliases, self._known)
        make_keys(parts)
        completed(parts, known, self._stage)
        apply_aliases(parts, aliases, self._known)
        if parts.title or parts.attributes:  # the mapping of a table was followed when it was read
            take_attributes(parts, replace(known, sources=self._sources(path)))
        organisations = before.rows("organisations").select("organisation", "name").drop_nulls()
        join(parts, known, path.name, dict(organisations.iter_rows()))
        notice(parts, self._known)
        parts.noticed += seen_before(parts, others)
        self._known = with_parts(self._known, parts)
        self._read.append((path, parts))

    def _before(self, path: Path, *, by_name: bool = False) -> tuple[Earlier, list[Earlier]]:
        """What the file gave when it was last imported, and what others gave, with the names behind labels if asked."""
        folder = self._folder(path)
        file = self._earlier[folder].file if folder in self._earlier else self._name(path)
        if file.casefold() != self._name(path).casefold():
            rule = f"is kept under the name of {file}, which was imported before and is another file; rename it"
            raise StudyError([Fault(path.name, None, "", "", rule)])
        others = [each for name, each in self._earlier.items() if name != folder]
        before = self._earlier.get(folder, Earlier())
        if by_name and self._pseudonyms:
            before, *others = (each.with_names(self._pseudonyms.names) for each in (before, *others))
        return before, others

    @property
    def _stage(self) -> str:
        return next(iter(self._settings.study.stages)) if self._settings else STAGE

    def _name(self, path: Path) -> str:
        return self._pseudonyms.scrubbed(name_of(path)) if self._pseudonyms else name_of(path)

    def _folder(self, path: Path) -> str:
        return folder_of(self._name(path))

    def _refuse_names(self) -> None:
        """Names must not come into a package that was given labels for them."""
        people = any(parts.tables.keys() & {"respondents", "interviews"} for _, parts in self._read)
        if people and not self._pseudonyms and any(each.pseudonyms for each in self._earlier.values()):
            rule = "was imported with labels in place of names; give the key to them with --pseudonyms"
            raise StudyError([Fault(self._package.name, None, "", "", rule)])

    def write(self, staging: Path) -> Report:
        """Write everything into a copy of the package, check it as a whole, and put it in place."""
        draft = staging / "draft"
        before = self._as_it_was()
        ignored = shutil.ignore_patterns(f"{STAGING}*", REPOSITORY)
        if self._settings:
            shutil.copytree(self._package, draft, ignore=ignored, ignore_dangling_symlinks=True)
        else:
            self._begin(draft)
        accounts = []
        for path, parts in self._read:
            self._progress(f"Adding {path.name}")
            folder = self._folder(path)
            added = self._added(path, parts, draft)
            account = account_of(path, parts, added)
            if self._pseudonyms:
                account = self._pseudonyms.scrub(account)
            accounts.append(account)
            keep_import(draft, folder, parts, account, pseudonyms=self._pseudonyms is not None)
        self._progress("Checking the study")
        after = load_study(draft, awaiting=True)
        report = report_of(accounts)
        if before:
            self._progress("Comparing with what was there")
            changes = difference(before, after)
            report["changes"] = changes.as_json()
            report["changes_in_words"] = changes.lines()
        if self._pseudonyms:
            self._pseudonyms.save()
        put_in_place(draft, self._package, staging / "before")
        return report

    def _added(self, path: Path, parts: Parts, draft: Path) -> Added:
        before, others = self._before(path)
        try:
            return add_parts(parts, draft, before, others)
        except StudyError as error:
            hints = [Fault(path.name, None, "", "", hint) for hint in seen_before(parts, others)]
            raise StudyError([*error.faults, *hints]) from error

    def _as_it_was(self) -> Study | None:
        """The study before the import; one that is at fault, or begun and empty, is compared with nothing."""
        try:
            return load_study(self._package, awaiting=True) if self._settings else None
        except StudyError:
            return None

    def _begin(self, draft: Path) -> None:
        whole = next((parts for _, parts in self._read if parts.title), None)
        whole = whole or next((parts for _, parts in self._read if parts.transcripts), None)
        if whole is None:
            name = self._package.name
            rule = f"is a table of a study, and there is no package to put it into: make {name}/{FILE} first"
            raise StudyError([Fault(path.name, None, "", "", rule) for path, _ in self._read])
        stages: dict[str, str] = {}
        for _, parts in self._read:
            stages |= parts.stages
        status = PSEUDONYMISED if self._pseudonyms else "identifiable"
        begin(draft, self._package.name, whole, stages or STAGES, status)


def _rank(parts: Parts) -> tuple[bool, bool, int]:
    """Whole studies first, then transcripts, then tables after those that they refer to."""
    order = [*(table for table in TABLES if table != "codings"), "codings"]  # who has read what is known before
    return not parts.title, not parts.transcripts, min((order.index(table) for table in parts.tables), default=0)
