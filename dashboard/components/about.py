"""About this study: who was asked, when, how their words were read, and what the numbers cannot say."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.layout import entry
from dashboard.components.words import counted, listed, number
from queries.study import Overview


def about(study: Overview, both_stages: int | None, promise: str) -> Component:
    """The strip that says what the study is.

    `both_stages` is how many people were heard at its first and its last stage; `promise` what its readers are told
    of a number, or "".
    """
    parts = [
        ("Who was asked", _who(study, both_stages)),
        ("How it was read", _how(study)),
        ("What it cannot say", _limits(study)),
        ("What is shown", [promise] if promise and study.respondents else []),
    ]
    items = [html.Div([html.Dt(name), html.Dd(" ".join(said))]) for name, said in parts if said]
    note = [html.P(study.note, className="cp-small cp-study-note")] if study.note else []
    return entry(
        [html.Span("About this study", className="cp-head")],
        [html.H2(study.title, className="cp-finding-title"), html.Dl(items, className="cp-about"), *note],
    )


def _who(study: Overview, both_stages: int | None) -> list[str]:
    if not study.respondents:
        return ["No one was interviewed in this study."]
    of = f" of {listed(study.networks)}" if study.networks else ""
    when = f": {listed(study.stages)}" if len(study.stages) > 1 else ""
    who = f"{number(study.respondents).capitalize()} {study.people(study.respondents)}{of}, "
    who += f"in {counted(study.interviews, 'interview')}{when}."
    both = [f"{number(both_stages).capitalize()} of them were heard at both stages."] if both_stages else []
    return [who, *both]


def _how(study: Overview) -> list[str]:
    if not study.interviews:
        return []
    if not study.respondents_read:
        return ["No interview has been read to its end yet."]
    said = ["Whole interviews were read, and passages marked with the codes of a codebook."]
    if study.coders:
        readers = f"{number(len(study.coders)).capitalize()} {'reader' if len(study.coders) == 1 else 'readers'}"
        said = [f"{readers} marked {study.codings:,} passages with {study.codes} codes in {study.themes} themes."]
    unread = study.respondents - study.respondents_read
    counts = "counts" if unread == 1 else "count"
    left_out = f"{number(unread).capitalize()} {study.people(unread)} not yet read to the end {counts} nowhere."
    return [*said, "A person counts once, however often they spoke of something.", *([left_out] if unread else [])]


def _limits(study: Overview) -> list[str]:
    if not study.respondents:
        return []
    places = len(study.networks)
    where = [f"{number(places)} network{'' if places == 1 else 's'}"] if places else []
    who = number(study.respondents)
    where += [f"{who} post{'' if study.respondents == 1 else 's'}"] if study.are_leaders else []
    case = f"{', '.join(where)}: a case".capitalize() if where else "A case"
    return [
        f"{case}, not a sample of others.",
        "Numbers are of people who spoke of something, asked or unasked; not to raise it is not to disagree.",
    ]
