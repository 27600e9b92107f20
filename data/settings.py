"""study.toml: the settings of a study package, read and checked."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from data.faults import Fault, StudyError, nearest

FILE = "study.toml"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class About(_Section):
    """What the study is, and whether its people are real."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    title: Annotated[str, Field(min_length=1)]
    design: Literal["single_case", "multi_case", "comparative"]
    data_status: Literal["synthetic", "pseudonymised", "identifiable"]
    stages: Annotated[dict[str, str], Field(min_length=1)]
    coding_software: str = ""
    note: str = ""


class Counting(_Section):
    """Which readers must agree before a person counts."""

    present: Literal["adjudicated_else_all", "all", "any"] = "adjudicated_else_all"


class Views(_Section):
    """Which domains of the codebook feed which page, and which two codes are shown side by side and never summed."""

    leadership: tuple[str, ...] = ()
    barriers: tuple[str, ...] = ()
    enablers: tuple[str, ...] = ()
    opposites: tuple[tuple[str, str], ...] = ()

    @field_validator("leadership", "barriers", "enablers")
    @classmethod
    def _once(cls, domains: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(domains)) < len(domains):
            raise ValueError("names a domain twice")
        return domains

    @field_validator("opposites")
    @classmethod
    def _two(cls, opposites: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        if len({frozenset(pair) for pair in opposites}) < len(opposites):
            raise ValueError("names a pair twice")
        if any(one == other for one, other in opposites):
            raise ValueError("sets a code against itself")
        return opposites

    @property
    def pages(self) -> dict[str, tuple[str, ...]]:
        """The domains of each page."""
        return {"leadership": self.leadership, "barriers": self.barriers, "enablers": self.enablers}


class ReleasePolicy(_Section):
    """What leaders are given."""

    leader_counts: Literal["window", "words"] = "window"
    window: Annotated[int, Field(ge=3)] = 3
    partition: Literal["", "network", "sector_group", "role_group"] = ""
    change: tuple[str, ...] = ()

    @field_validator("change")
    @classmethod
    def _once(cls, themes: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(themes)) < len(themes):
            raise ValueError("names a theme twice")
        return themes

    @model_validator(mode="after")
    def _split_in_words(self) -> "ReleasePolicy":
        if self.partition and self.leader_counts != "words":
            raise ValueError(
                'has a partition, which is told in words only: set leader_counts = "words", or leave it out'
            )
        return self


class Source(_Section):
    """A file of another shape: which one, which table it gives, and what its columns and values are called there.

    For a project of another tool `table` is respondents, and `columns` are the tool's attributes of its cases.
    """

    file: Annotated[str, Field(min_length=1)]
    table: str
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    """By our column: their word, and ours for it."""
    sheet: str = ""
    range: Annotated[str, Field(pattern=r"^$|^[A-Z]{1,3}[1-9][0-9]*:[A-Z]{1,3}[1-9][0-9]*$")] = ""
    encoding: str = "utf-8"
    decimal: Literal[".", ","] = "."
    missing: tuple[str, ...] = ()
    """Cells that say that there is nothing: NA, -, n/a."""
    shape: Literal["long", "wide", "matrix"] = "long"
    several: str = ""
    """What parts several codes in one cell."""
    spread: dict[str, str] = {}
    """Of a wide table: the columns that each hold one code (pattern -> "") or one indicator (heading -> indicator)."""
    text: Literal["transcripts", "excerpts"] = "transcripts"
    """Where the words of codings stand: in transcripts, or in the excerpts alone where there are no transcripts."""


class Settings(_Section):
    """All of study.toml."""

    study: About
    counting: Counting = Counting()
    views: Views = Views()
    release: ReleasePolicy = ReleasePolicy()
    aliases: dict[str, dict[str, str]] = {}
    """By table: a name that some file uses, and the key it stands for."""
    sources: Annotated[tuple[Source, ...], Field(alias="source")] = ()


def read_settings(package: Path) -> Settings:
    """The settings of the package in folder `package`; raises StudyError with every fault in study.toml."""
    path = package / FILE
    if not package.is_dir():
        what = "is a file, and a study package is a folder" if package.exists() else "does not exist"
        raise StudyError([Fault(str(package), None, "", "", f"{what}. Name the folder that holds {FILE}")])
    if not path.is_file():
        raise StudyError([Fault(str(package), None, "", "", f"holds no {FILE}, so it is not a study package")])
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise StudyError([Fault(FILE, None, "", "", f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise StudyError([Fault(FILE, None, "", "", f"is not UTF-8 text (byte {error.start})")]) from error
    except tomllib.TOMLDecodeError as error:
        raise StudyError(
            [Fault(FILE, None, "", "", f"is not valid TOML (text stands in quotation marks): {error}")]
        ) from error
    except ValidationError as error:
        raise StudyError(_fault(detail) for detail in error.errors()) from error


def _fault(detail: Any) -> Fault:
    """A pydantic error as a fault that names the setting as it stands in the file."""
    *section, setting = detail["loc"]
    name = ".".join(str(part) for part in detail["loc"])
    value = "" if isinstance(detail["input"], dict | list) else str(detail["input"])
    match detail["type"]:
        case "extra_forbidden":
            return Fault(FILE, None, name, "", "is not a setting", nearest(str(setting), _settings_of(section)))
        case "missing":
            return Fault(FILE, None, name, "", "is missing")
        case "literal_error":
            expected = detail["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
            allowed = [word for word in expected if word]
            return Fault(FILE, None, name, value, f"is not one of {', '.join(allowed)}", nearest(value, allowed))
        case "string_pattern_mismatch":
            rule = "is not an id: lower-case letters, digits, dash or underscore, at most 40"
            return Fault(FILE, None, name, value, rule)
        case _:
            said = detail["msg"].removeprefix("Value error, ")
            return Fault(FILE, None, name, value, said[0].lower() + said[1:])


def _settings_of(section: list[Any]) -> list[str]:
    """The settings that may stand where an unknown one was found."""
    model: Any = Settings
    for part in section:
        if isinstance(part, str):
            fields = {field.alias or name: field for name, field in model.model_fields.items()}
            model = Source if part == "source" else fields[part].annotation
    return [field.alias or name for name, field in model.model_fields.items()]
