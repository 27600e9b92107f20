"""Gates to a release for tests: what each audience would get of it."""

from queries.audience import Audience
from queries.database import Database
from queries.disclosure import Gate


def analyst(database: Database) -> Gate:
    return Gate(database, Audience.ANALYST)


def leader(database: Database) -> Gate:
    return Gate(database, Audience.LEADER)


def presentation(database: Database) -> Gate:
    return Gate(database, Audience.PRESENTATION)
