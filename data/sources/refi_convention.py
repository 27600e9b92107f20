"""What Commonplace writes into a REFI-QDA project in its own words, so that it reads back all that it wrote.

A code's Description is its definition, then, after one blank line, a line `commonplace level: theme` for each fact that
the standard has no place for. A Case is of the kind that the variable `commonplace entity` says. A variable
`commonplace interviews.mode` is the column of that name. The Project's Description holds the [study] section of
study.toml as TOML between the lines `commonplace study` and `commonplace end`.
"""

ORIGIN = "Commonplace"
"""What the origin of a Project begins with that Commonplace wrote. Its offsets are code points of the text without a
byte order mark, with line ends as they are, so they need not be found out."""

PREFIX = "commonplace "
"""What the names of Commonplace's own variables and lines begin with, so that nobody's own text is taken for one."""

ENTITY = "entity"
"""The variable, after the prefix, that says of a Case which entity it is."""

ENTITIES = {"respondent": "respondents", "organisation": "organisations", "network": "networks"}
"""The values of that variable, and the table each stands in. The Case's name is the key."""

CODE_FACTS = ("code", "level", "framework", "valence", "sensitive", "origin")
"""The columns of a code that stand as lines in its Description, after the prefix and before a colon."""

COLUMN_TABLES = ("interviews", "respondents", "organisations", "networks")
"""The tables whose columns are variables, named by `column_variable`; those of interviews are on the TextSource."""

STUDY_MARK = PREFIX + "study"
STUDY_END = PREFIX + "end"
"""The lines in the Project's Description before and after the [study] section."""


def column_variable(table: str, column: str) -> str:
    """The name of the variable that is a column of a table."""
    return f"{PREFIX}{table}.{column}"
