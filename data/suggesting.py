"""Suggesting: a first mapping of a table, added to a study's settings for a person to mend."""

import os
import tomllib
from pathlib import Path

from pydantic import ValidationError

from data.faults import Fault, StudyError
from data.known import by_name, known_of
from data.pseudonyms import Pseudonyms
from data.settings import FILE, Settings, read_settings
from data.sources.incoming import Incoming
from data.sources.parts import Known
from data.sources.suggestion import suggested


def suggest(path: Path, package: Path | None, key: Path | None = None) -> tuple[str, Path | None]:
    """A mapping of the table at `path` as TOML with its reasons, and the study.toml it was added to, if any.

    `key` is that of the labels which the package has in place of names. Raises StudyError where the file is no table,
    or the package's study.toml has a mapping of it already.
    """
    settings = read_settings(package) if package else None
    known = known_of(package, settings) if package and settings else Known()
    if package and key:
        known = by_name(known, Pseudonyms(key, package).names)
    text = suggested(Incoming(path), known)
    if not package or not settings:
        return text, None
    if any(Path(source.file).name == path.name for source in settings.sources):
        rule = f"has a [[source]] in {FILE} already; mend that, or take it out"
        raise StudyError([Fault(path.name, None, "", "", rule)])
    target = package / FILE
    whole = target.read_text(encoding="utf-8").rstrip("\n") + f"\n\n{text.rstrip()}\n"
    try:
        Settings.model_validate(tomllib.loads(whole))
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        rule = f"cannot take the mapping at its end ({error}); put it in by hand"
        raise StudyError([Fault(FILE, None, "", "", rule)]) from error
    draft = target.with_name(f".{FILE}.{os.getpid()}")
    draft.write_text(whole, encoding="utf-8")
    draft.replace(target)
    return text, target
