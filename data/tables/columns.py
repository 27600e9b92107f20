"""Kinds of columns and the values that several tables share."""

import dataframely as dy

ROLE_GROUPS = ("senior_clinical", "senior_managerial")
IDENTIFIER = r"^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,79}$"
CLAIM_BASES = ("empirical_case", "literature", "author_assertion", "measured_here")


def key(refers_to: str, *, primary_key: bool = False, nullable: bool = False) -> dy.String:
    """A column that holds a key of the table `refers_to`.

    It may be nullable and part of its own table's key: an empty cell then tells rows apart as any other does.
    """
    column = dy.String(primary_key=primary_key, metadata={"refers_to": refers_to})
    column.nullable = nullable  # the constructor refuses both at once, the rules do not
    return column


def text(*, nullable: bool = True) -> dy.String:
    """A column of free text."""
    return dy.String(nullable=nullable, min_length=None if nullable else 1)


def identifier() -> dy.String:
    """A table's own short key: safe in a file name, an address and a spreadsheet."""
    return dy.String(primary_key=True, regex=IDENTIFIER)
