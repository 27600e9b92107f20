"""What a reader would see of a page: when it is drawn, what does not fit, which words run into one another."""

from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

COUNTING = """
    window.underway = 0;
    const asked = window.fetch;
    window.fetch = (...all) => {
        window.underway += 1;
        return asked(...all).finally(() => setTimeout(() => { window.underway -= 1; }, 30));
    };
"""
"""Counts what the page is waiting for, so that a test need not wait longer."""

DRAWN = """() => {
    const view = document.querySelector("#view");
    if (window.underway || !view || view.querySelector(".cp-skeleton")) return false;
    const graphs = [...document.querySelectorAll(".js-plotly-plot, .dash-graph")].filter((each) => each.checkVisibility());
    const fits = (graph) => {
        const svg = graph.querySelector(".main-svg");
        return svg && Math.abs(svg.getBoundingClientRect().width - graph.getBoundingClientRect().width) < 2;
    };
    const plates = [...document.querySelectorAll(".cp-drawn")].filter((each) => each.checkVisibility());
    return graphs.every(fits) && plates.every((plate) => !plate.querySelector(".dash-graph") || plate.querySelector(".main-svg"));
}"""

SIDEWAYS = "() => Math.max(0, document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth)"

FAULTS = """(within) => {
    const root = document.querySelector(within);
    const faults = new Set();
    const said = (text) => text.replace(/\\s+/g, " ").trim().slice(0, 60);
    const isSeen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
        && !element.closest(".visually-hidden, .cp-skip, select, script, style, noscript");
    /* What is left of a box inside all that clips it. */
    const clipped = (box, element) => {
        let { left, right, top, bottom } = box;
        for (let at = element; at && at !== document.body; at = at.parentElement) {
            const { overflowX, overflowY } = getComputedStyle(at);
            if (overflowX === "visible" && overflowY === "visible") continue;
            const edge = at.getBoundingClientRect();
            if (overflowX !== "visible") [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
            if (overflowY !== "visible") [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
        }
        return { left, right, top, bottom };
    };
    /* The corners of a box less the room above its capitals and below the line on which its letters stand. */
    const corners = ({ left, right, top, bottom }) => {
        const spare = 0.14 * (bottom - top);
        return [[left, top + spare], [right, top + spare], [right, bottom - spare], [left, bottom - spare]];
    };
    const pieces = [];
    const add = (points, element, text) => {
        const ys = points.map(([, y]) => y);
        pieces.push({ points, top: Math.min(...ys), bottom: Math.max(...ys), element, text: said(text) });
    };
    /* How far two turned boxes reach into one another; below nothing where they stand apart. */
    const depth = (one, other) => {
        let least = Infinity;
        for (const points of [one, other])
            for (const side of [0, 1]) {
                const [x, y] = [points[side + 1][0] - points[side][0], points[side + 1][1] - points[side][1]];
                const long = Math.hypot(x, y);
                const spans = [one, other].map((each) => each.map((point) => (point[0] * x + point[1] * y) / long));
                const [low, high] = [spans.map((span) => Math.min(...span)), spans.map((span) => Math.max(...span))];
                least = Math.min(least, Math.min(...high) - Math.max(...low));
            }
        return least;
    };
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const drawn = new Set();
    while (walker.nextNode()) {
        const node = walker.currentNode;
        if (!node.data.trim() || !isSeen(node.parentElement)) continue;
        const svg = node.parentElement.closest("svg text");
        if (svg) drawn.add(svg);
        if (svg) continue;
        range.selectNodeContents(node);
        for (const box of range.getClientRects()) {
            const seen = clipped(box, node.parentElement);
            if (seen.right - seen.left < 1 || seen.bottom - seen.top < 1) continue;
            if (seen.left < -1) faults.add(`off the page: ${said(node.data)}`);
            add(corners(seen), node.parentElement, node.data);
        }
    }
    for (const text of drawn) {
        const lines = [...text.querySelectorAll("tspan.line")];
        for (const line of lines.length ? lines : [text]) {
            const [{ x, y, width, height }, to] = [line.getBBox(), line.getScreenCTM()];
            const turned = corners({ left: x, right: x + width, top: y, bottom: y + height })
                .map((point) => new DOMPoint(...point).matrixTransform(to)).map((point) => [point.x, point.y]);
            add(turned, text, line.textContent);
        }
        const edge = text.closest("svg.main-svg").getBoundingClientRect();
        const box = text.getBoundingClientRect();
        if (box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 3 || box.bottom > edge.bottom + 3)
            faults.add(`cut by the edge of its chart: ${said(text.textContent)}`);
    }
    pieces.sort((one, other) => one.top - other.top);
    pieces.forEach((one, place) => {
        for (let next = place + 1; next < pieces.length && pieces[next].top < one.bottom - 2; next += 1) {
            const other = pieces[next];
            const isOne = one.element === other.element;
            if (!isOne && depth(one.points, other.points) > 2) faults.add(`in one another: ${one.text} | ${other.text}`);
        }
    });
    for (const element of root.querySelectorAll("*")) {
        if (!element.clientWidth || element.closest("svg, .js-plotly-plot") || !isSeen(element)) continue;
        const hides = ["hidden", "clip"].includes(getComputedStyle(element).overflowX);
        const isSelect = element.matches("select, label:has(select)"); // a browser cuts what is chosen, and lists it whole
        if (hides && !isSelect && element.scrollWidth > element.clientWidth + 1)
            faults.add(`cut short: ${said(element.textContent)}`);
    }
    return [...faults];
}"""
"""What is wrong inside a part of the page, a sentence each; the drawing of a ring may turn its words."""


AXE = """async () => {
    document.querySelector(".cp-sheet").style.backgroundImage = "none"; // contrast is not measured on a gradient
    const within = { exclude: [[".js-plotly-plot"]] }; // a chart is one picture to whoever does not see it
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const found = await axe.run(within, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return found.violations.map((each) => [each.id, ...each.nodes.map((node) => node.html)]);
}"""


def until_drawn(page: Page) -> None:
    """Waits until nothing is under way and every chart that shows fills its room."""
    page.wait_for_function(DRAWN)


def faults(page: Page, within: str = "body") -> list[str]:
    """What is cut off, runs off the page or stands in one another's way, in words; and how far the page is too wide."""
    wide = page.evaluate(SIDEWAYS)
    found: list[str] = page.evaluate(FAULTS, within)
    return [*([f"{wide} pixels too wide"] if wide else []), *found]


def at_widths(page: Page, *widths: int) -> Iterator[int]:
    """The page at each width in turn, drawn."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        until_drawn(page)
        yield width


def violations(page: Page) -> list[list[str]]:
    """What axe finds on the page: the rule, and each element that breaks it."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(Axe().axe_script)
    found: list[list[str]] = page.evaluate(AXE)
    return found
