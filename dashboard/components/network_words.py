"""What the ties of a network say, in words: titles, the answer, how it was measured, and how the drawing is read."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.network_figures import Row, holds, is_across, is_comparable, pieces

NO_VALUE = "No value to show"
CONFIDENCES = (
    "Single ties were told in confidence: they stay with the analysts, and only figures of the whole network are shown."
)


def title(row: Row) -> str:
    """How many of the possible ties there are: "21 of 28 pairs of bodies are tied by joint projects"."""
    name, edges, possible = row["relation_name"], row["edges"], row["reportable"]
    if edges == 0:
        return f"{name}: no tie {'was reported' if row['is_survey'] else 'is on record'} in {row['year']}"
    if edges is None or possible is None:
        return f"{name}: no value to show"
    if row["is_survey"]:
        return f"{name}: {edges} of {possible} possible ties {'was' if edges == 1 else 'were'} named"
    if row["is_directed"]:
        return f"{name}: {edges} of {possible} possible ties {'is' if edges == 1 else 'are'} on record"
    if edges == possible:
        return f"Every pair of bodies is tied by {lower(name)}"
    return f"{edges} of {possible} pairs of bodies {'is' if edges == 1 else 'are'} tied by {lower(name)}"


def whole_title(row: Row, earlier: Row | None) -> str:
    """What the figures of the whole network say: how many ties more or fewer than before, or who holds it together."""
    ties = "possible ties are there" if row["is_directed"] else "pairs are tied"
    if earlier and is_comparable(row, earlier) and row["reportable"] == earlier["reportable"]:
        now, then, of = row["edges"], earlier["edges"], row["reportable"]
        if now == then:
            return f"As many {ties} as in {earlier['year']}: {now} of {of}"
        more = "More" if now > then else "Fewer"
        return f"{more} {ties} than in {earlier['year']}: {now} of {of}, against {then}"
    if row["reciprocity_edges"] is not None:
        return f"{2 * row['returned']} of {2 * row['returned'] + row['one_way']} ties between bodies are returned"
    held = holds(row["degree_centralisation"])
    return f"{held[:1].upper()}{held[1:]}" if held else title(row)


def most_named(rows: Sequence[Row]) -> str:
    """Which of several relations that were asked of the same bodies is named most; "" where that is not told."""
    told = [row for row in rows if row["density"] is not None]
    alike = {(row["network"], row["year"], row["n"]) for row in rows}
    most = sorted(told, key=lambda row: -row["density"])
    if len(told) < 2 or len(alike) > 1 or most[0]["density"] == most[1]["density"]:
        return ""
    name, edges, possible = (most[0][part] for part in ("relation_name", "edges", "reportable"))
    return f"In the survey {lower(name)} is named most: {edges} of {possible} possible ties"


def strongest(drawn: Sequence[tuple[str, str, float | None]], cut: float | None, *, directed: bool) -> str:
    """Which ties are the strongest, and what those from `cut` upwards carry of all; "" where all are alike.

    `drawn` are ties as two labels and a weight.
    """
    weights = [weight for _, _, weight in drawn if weight is not None]
    if not weights or min(weights) == max(weights):
        return ""
    top = [(start, end) for start, end, weight in drawn if weight == max(weights)]
    between = "to" if directed else "and"
    named = "; ".join(f"{start} {between} {end}" for start, end in top)
    said = f"Strongest: {named} ({max(weights):g}). " if len(top) < 3 else ""
    strong = [weight for weight in weights if cut is not None and weight >= cut]
    if all(weight == int(weight) for weight in weights) and 1 < len(strong) < len(weights):
        said += f"The {len(strong)} ties of {cut:g} or more hold {sum(strong):g} of the {sum(weights):g} in all."
    return said.strip()


def answer(row: Row) -> str:
    """One sentence on how the bodies hold together; "" where nothing of it is told."""
    count = pieces(row)
    parts = []
    if count is not None:
        parts.append(f"all {row['n']} bodies hang together" if count == 1 else f"the bodies fall into {count} pieces")
    if is_across(row):
        parts.append(f"ties cross sector lines {is_across(row)}")
    if holds(row["degree_centralisation"]):
        parts.append(holds(row["degree_centralisation"]).replace("it together", "them together"))
    if not parts and row["density"] is not None:
        parts.append(f"{row['edges']} of {row['reportable']} possible ties were named")
    if not parts:
        return ""
    said = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"
    return f"Going by {lower(row['relation_name'])}, in {row['year']} {said}."


def measure(row: Row, release: str, *, is_restricted: bool, network: str = "") -> str:
    """The line under a title: what is counted, who says so, of how many bodies, when, from which release."""
    if not row["is_survey"]:
        what = f"{row['relation_name']}, from the record, not from ratings"
    else:
        what = (
            f"{row['relation_name']}, as {'each body named' if row['is_directed'] else 'bodies named'} it in the survey"
        )
    n = [f"n = {row['n']} {'body' if row['n'] == 1 else 'bodies'}"] if row["n"] is not None else []
    heard = [row["response"]] if row["is_survey"] and row["response"] != NO_VALUE else []
    restricted = ["restricted to analysts"] if row["is_survey"] and is_restricted else []
    return " · ".join([what, *([network] if network else []), *n, *heard, str(row["year"]), release, *restricted])


def how_to_read(
    names: Sequence[str], looks: Sequence[str], *, directed: bool, relation: str, strong: str
) -> list[Component]:
    """The margin of a drawing: places, bands, numbers, the width of each class of weight, and which is `strong`."""
    reads = (
        "An arrow leads from the body that named to the one it named. In the matrix a row names, a column is named."
        if directed
        else "In the matrix a pair meets twice, once on each side of the diagonal."
    )
    lines = [
        html.Span([html.Span(className=f"cp-tie {look}"), f" {name}"], className="cp-tie-key")
        for name, look in zip(names, looks, strict=True)
    ]
    return [
        html.P("Places on the ring are fixed: they never move between years or relations. A band joins bodies of one "
               "sector."),
        html.P("Number in a circle: partners, in either direction." if directed else "Number in a circle: partners."),
        html.P([f"{relation}, by line:", *lines]),
        *([html.P(strong)] if strong else []),
        html.P(reads, className="cp-beside"),
    ]  # fmt: skip


def notes(row: Row, *, left_out: int, silent: Sequence[str], hidden: int) -> str:
    """What a reader of the drawing could be misled by: who did not answer, and what is not drawn."""
    said = []
    if silent:
        verb = "did not answer; only what others named is drawn of it" if len(silent) == 1 else "did not answer"
        said.append(f"{joined(silent)} {verb}.")
    if left_out:
        said.append(f"{left_out} {'tie is' if left_out == 1 else 'ties are'} not drawn: outside the network, or the "
                    "word of a body that did not answer." if row["is_survey"] else
                    f"{left_out} {'tie leads' if left_out == 1 else 'ties lead'} outside the network and "
                    f"{'is' if left_out == 1 else 'are'} not drawn.")  # fmt: skip
    if hidden > 0:
        said.append(f"{hidden} more {'body counts' if hidden == 1 else 'bodies count'} in the figures and "
                    f"{'is' if hidden == 1 else 'are'} not drawn: only members are.")  # fmt: skip
    return " ".join(said)


def lower(name: str) -> str:
    """The name of a relation inside a sentence: "joint projects", but "NHS contracts"."""
    return name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}"


def joined(names: Sequence[str]) -> str:
    """Names as a sentence lists them: "A, B and C"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
