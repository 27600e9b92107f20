"""Strips: a line for each measure on an axis of its own, with a mark for every network; a range as a hatched band."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboard.figures.strip_rows import CIRCLE, DIAMOND, LABEL, LINE, NAME_OVER, RANK, VALUE, Laid, Mark
from dashboard.style import COLOURS, Theme, template, withheld_mark

GAP = 22
"""Pixels from the end of a strip to what stands beside it."""

EDGE = 14
"""Pixels at either side of strips that nothing stands beside, for half a mark or a tick."""

PLACE_BAND, ISSUE_BAND, MIDDLE = 13, 6, 9
"""Pixels of the height of bands: of ranges, and of the middle half."""

LONGEST_TICK = 5
"""Characters of a tick that stands centred under the end of a strip beside which something else stands."""

LIFT = 3
"""Pixels by which what stands above the line is lifted clear of a diamond."""

BAND_ENDS = 0.006
"""How far a band of a range reaches past its ends, in lengths of the strip."""


def strips(rows: Sequence[Laid], *, stacked: bool, theme: Theme = "light") -> go.Figure:
    """The figure for one laid out row or more: diamonds for place-based networks, circles for issue-based ones.

    Behind the circles lies the middle half of the issue-based, pale, with a tick at their median.
    """
    colours = COLOURS[theme]
    height = rows[-1].top + rows[-1].height
    figure = go.Figure(layout={"template": template(theme)})
    sides = {"l": EDGE, "r": EDGE} if stacked else {"l": LABEL, "r": GAP + VALUE + RANK}
    texts = [text for row in rows for text in (_above if stacked else _around)(row, colours)]
    figure.update_layout(height=height, barmode="overlay", margin={**sides, "t": 0, "b": 0}, annotations=texts)
    figure.update_xaxes(range=[-2 * BAND_ENDS, 1 + 2 * BAND_ENDS], visible=False)
    figure.update_yaxes(range=[height, 0], visible=False)
    figure.add_traces(
        [
            _middles(rows, colours),
            *_bands(rows, colours),
            _axes(rows, colours),
            _medians(rows, colours),
            _circles(rows, colours),
            _diamonds(rows, colours),
            _ticks(rows, colours, stacked=stacked),
            _names(rows, colours),
        ]
    )
    return figure


def _axes(rows: Sequence[Laid], colours: dict[str, str]) -> go.Scatter:
    """Each strip's line, with its ends and its middle marked."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for row in rows:
        xs += [0, 1, None, *(x for at in (0, 0.5, 1) for x in (at, at, None))]
        ys += [row.at, row.at, None, *([row.at, row.at + 5, None] * 3)]
    return _lines(xs, ys, "axes", colours["line"], 1)


def _middles(rows: Sequence[Laid], colours: dict[str, str]) -> go.Bar:
    """The middle half of the issue-based networks, where it is told."""
    told = [(row.at, row.strip.middle) for row in rows if row.strip.middle is not None]
    return go.Bar(
        orientation="h",
        y=[at for at, _ in told],
        base=[start for _, (start, _) in told],
        x=[end - start for _, (start, end) in told],
        width=[MIDDLE] * len(told),
        marker={"color": colours["issue"], "opacity": 0.22, "line": {"width": 0}},
        name="middle half",
    )


def _medians(rows: Sequence[Laid], colours: dict[str, str]) -> go.Scatter:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for row in rows:
        if row.strip.median is not None:
            xs += [row.strip.median] * 2 + [None]
            ys += [row.at - MIDDLE / 2 - 1, row.at + MIDDLE / 2 + 1, None]
    return _lines(xs, ys, "medians", colours["issue"], 2)


def _bands(rows: Sequence[Laid], colours: dict[str, str]) -> list[go.Bar]:
    """What is told as a range: for place-based networks on the line, for issue-based ones thinner and above it."""
    found = [(mark, y, PLACE_BAND) for mark, y in _placed(rows, "places") if mark.low < mark.high]
    found += [(mark, y, ISSUE_BAND) for mark, y in _placed(rows, "issue") if mark.low < mark.high]
    if not found:
        return []
    return [
        go.Bar(
            orientation="h",
            y=[y for _, y, _ in found],
            base=[mark.low - BAND_ENDS for mark, _, _ in found],
            x=[mark.high - mark.low + 2 * BAND_ENDS for mark, _, _ in found],
            width=[high for _, _, high in found],
            marker=withheld_mark(colours),
            name="ranges",
        )
    ]


def _circles(rows: Sequence[Laid], colours: dict[str, str]) -> go.Scatter:
    marks = [(mark.low, y) for mark, y in _placed(rows, "issue") if mark.low == mark.high]
    outline = {"width": 1.8, "color": colours["issue"]}
    return _points(
        marks, "issue-based", {"symbol": "circle", "size": CIRCLE, "color": colours["paper"], "line": outline}
    )


def _diamonds(rows: Sequence[Laid], colours: dict[str, str]) -> go.Scatter:
    marks = [(mark.low, y) for mark, y in _placed(rows, "places") if mark.low == mark.high]
    halo = {"width": 1.5, "color": colours["paper"]}
    return _points(
        marks, "place-based", {"symbol": "diamond", "size": DIAMOND, "color": colours["place"], "line": halo}
    )


def _ticks(rows: Sequence[Laid], colours: dict[str, str], *, stacked: bool) -> go.Scatter:
    """What the ends and the middle of each axis are; those that would reach too far keep inside."""
    return go.Scatter(
        x=[at for _ in rows for at in (0, 0.5, 1)],
        y=[row.at + 8 for row in rows for _ in range(3)],
        text=[escape(tick, quote=False) for row in rows for tick in row.strip.ticks],
        textposition=[
            f"bottom {side if stacked or len(tick) > LONGEST_TICK else 'center'}"
            for row in rows
            for tick, side in zip(row.strip.ticks, ("right", "center", "left"), strict=True)
        ],
        textfont={"size": 12.5, "color": colours["ink_3"]},
        mode="text",
        cliponaxis=False,
        name="ticks",
    )


def _names(rows: Sequence[Laid], colours: dict[str, str]) -> go.Scatter:
    """The names of several place-based networks over their marks."""
    named = [
        ((mark.low + mark.high) / 2, row.at - row.over - NAME_OVER * level - 5, mark.label)
        for row in rows
        for mark, level in zip(row.strip.places, row.labels, strict=False)
    ]
    return go.Scatter(
        x=[x for x, _, _ in named],
        y=[y for _, y, _ in named],
        text=[escape(label, quote=False) for _, _, label in named],
        textfont={"size": 12.5, "color": colours["place"]},
        mode="text",
        cliponaxis=False,
        name="names",
    )


def _placed(rows: Sequence[Laid], kind: str) -> Iterator[tuple[Mark, float]]:
    """The marks of a kind of network, each with its height in the chart."""
    for row in rows:
        marks, levels = (row.strip.places, row.places) if kind == "places" else (row.strip.issue, row.issue)
        for mark, level in zip(marks, levels, strict=True):
            yield mark, row.at - (row.pitch * level + LIFT if level else 0)


def _points(marks: Sequence[tuple[float, float]], name: str, marker: dict[str, Any]) -> go.Scatter:
    xs, ys = [x for x, _ in marks], [y for _, y in marks]
    return go.Scatter(x=xs, y=ys, mode="markers", marker=marker, cliponaxis=False, name=name)


def _lines(xs: list[float | None], ys: list[float | None], name: str, colour: str, width: int) -> go.Scatter:
    return go.Scatter(x=xs, y=ys, mode="lines", line={"color": colour, "width": width}, cliponaxis=False, name=name)


def _around(row: Laid, colours: dict[str, str]) -> list[dict[str, Any]]:
    """The texts of a row beside its strip: name and unit at the left, value, rank and what is missing at the right."""
    name = "<br>".join([*_safe(row.name), _small(row.strip.unit, colours["ink_3"])])
    said = [_small(line, colours["ink"]) for line in row.said] + [
        _small(line, colours["ink_3"]) for line in row.missing
    ]
    lines = [*said, *["&nbsp;"] * (2 - len(said))]
    texts = [_text(name, 0, row.at, xshift=-LABEL)]
    shift = GAP
    if len(row.strip.readings) == 1:
        texts.append(
            _text("<br>".join([_value(row, colours), *["&nbsp;"] * (len(lines) - 1)]), 1, row.at, xshift=shift)
        )
        shift += VALUE
    return [*texts, _text("<br>".join(lines), 1, row.at, xshift=shift)]


def _above(row: Laid, colours: dict[str, str]) -> list[dict[str, Any]]:
    """The texts of a row above its strip: the name and the value on a line, the rank and what is missing below."""
    texts = [_text("<br>".join(_safe(row.name)), 0, row.top, xshift=-EDGE, yanchor="top")]
    if len(row.strip.readings) == 1:
        texts.append(_text(_value(row, colours), 1, row.top, xanchor="right", xshift=EDGE, yanchor="top"))
    said = "<br>".join(_small(line, colours["ink_3"]) for line in (*row.said, *row.missing))
    return [*texts, _text(said, 0, row.top + LINE * len(row.name), xshift=-EDGE, yanchor="top")]


def _value(row: Laid, colours: dict[str, str]) -> str:
    """The value of the only place-based network, bold in the colour of place; in grey what says that there is none."""
    reading = row.strip.readings[0]
    if not reading.rank:
        return _small(reading.value, colours["ink_3"])
    return f'<span style="color:{colours["place"]}"><b>{escape(reading.value, quote=False)}</b></span>'


def _safe(lines: Sequence[str]) -> list[str]:
    return [escape(line, quote=False) for line in lines]


def _small(text: str, colour: str) -> str:
    return f'<span style="font-size:13px;color:{colour}">{escape(text, quote=False)}</span>'


def _text(text: str, x: float, y: float, **place: Any) -> dict[str, Any]:
    return {"text": text, "x": x, "y": y, "xref": "paper", "showarrow": False, "xanchor": "left", "yanchor": "middle",
            "align": "left", "borderpad": 0} | place  # fmt: skip
