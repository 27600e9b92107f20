"""Noticing: what is right as far as a file goes, and a person should look at all the same."""

from data.sources.observations import gaps
from data.sources.parts import Known, Parts
from data.sources.turns import spoken_by_interviewer


def notice(parts: Parts, known: Known) -> None:
    """Note codings of what an interviewer said, and periods of indicators that have no row."""
    if "codings" in parts.tables:
        placed = parts.tables["codings"].select("interview", "start", "end").drop_nulls().unique().rows()
        spans = [(interview, int(start), int(end)) for interview, start, end in placed if f"{start}{end}".isdigit()]
        asked = spoken_by_interviewer(spans, {**known.transcripts, **parts.transcripts})
        if asked:
            count = sum(asked.values())
            many = f"{count:,} coded passages lie" if count > 1 else "1 coded passage lies"
            where = ", ".join(sorted(asked)[:3]) + (" and others" if len(asked) > 3 else "")
            parts.noticed.append(
                f"{many} wholly in what an interviewer says ({where}), and nobody interviewed said that"
            )
    if "respondents" in parts.tables and (known.interviewed or "interviews" in parts.tables):
        spoke = {
            *known.interviewed,
            *(parts.tables["interviews"]["respondent"] if "interviews" in parts.tables else ()),
        }
        silent = [name for name in parts.tables["respondents"]["respondent"].drop_nulls() if name not in spoke]
        if silent:
            who = ", ".join(silent[:3]) + (" and others" if len(silent) > 3 else "")
            parts.noticed.append(f"no interview in the study is by {who}; who has none is counted nowhere")
    if "observations" in parts.tables and (said := gaps(parts.tables["observations"])).startswith("gaps"):
        parts.noticed.append(said)
