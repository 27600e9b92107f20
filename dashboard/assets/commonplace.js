/* What the browser does by itself: measuring the page, opening the evidence, the menu, keys. */
(() => {
    "use strict";
    const faces = ['14px "Source Sans 3"', '700 14px "Source Sans 3"', "500 22px Newsreader"];
    const narrow = matchMedia("(max-width: 767.98px)");
    const medium = matchMedia("(max-width: 1199.98px)");
    const root = document.documentElement;
    const THEME = "commonplace-theme";
    const OPEN = "cp-has-evidence";
    const KINDS = ["code", "indicator", "finding"]; // of evidence, the innermost first
    const nothing = { code: "", indicator: "", finding: "", page: 0 };
    let current = nothing; // the evidence that is open
    let returning = null; // the kind and key of the row the focus goes back to, until the reader moves on
    let place = ""; // the id of the plate, if any, whose row that was: one code can stand in several
    let isMeasured = false; // whether the page is there, and knows its room
    let arriving = false; // whether the focus goes to the evidence once it is there

    const crowded = matchMedia("(max-width: 1639.98px)"); // with the evidence open beside the page
    const width = () => {
        if (narrow.matches) return "narrow";
        return medium.matches || (crowded.matches && root.classList.contains(OPEN)) ? "medium" : "wide";
    };
    const measured = () => ({ width: width(), theme: root.dataset.bsTheme });
    const redraw = () => isMeasured && dash_clientside.set_props("display", { data: measured() });

    const setTheme = (theme) => {
        root.dataset.bsTheme = theme;
        const button = document.getElementById("projector");
        if (button) button.setAttribute("aria-pressed", String(theme === "dark"));
    };

    const remembered = () => {
        try {
            return localStorage.getItem(THEME);
        } catch {
            return null; // a browser that keeps nothing still shows everything
        }
    };

    const ROWS = KINDS.map((kind) => `button[data-${kind}]`).join();
    const TABLES = "cp-shows-tables";
    const kindOf = (element) => KINDS.find((kind) => element.dataset[kind]);
    const isOpen = (evidence) => KINDS.some((kind) => evidence[kind]);
    /* The row on the page that opened the evidence: the outermost of what is open. */
    const opener = (evidence) => {
        const kind = [...KINDS].reverse().find((each) => evidence[each]);
        return kind && { kind, key: evidence[kind] };
    };
    const rowOf = ({ kind, key }) => {
        const rows = [...document.querySelectorAll(`main button[data-${kind}="${CSS.escape(key)}"]`)];
        const seen = rows.filter((row) => row.checkVisibility());
        return seen.find((row) => place && row.closest(`#${place}`)) || seen[0];
    };
    const pressed = (buttons, isPressed) => {
        for (const button of document.querySelectorAll(buttons))
            button.setAttribute("aria-pressed", String(isPressed(button)));
    };
    const choose = (evidence) => dash_clientside.set_props("chosen", { data: evidence });
    const focusSoon = (selector) =>
        requestAnimationFrame(() => {
            const element = document.querySelector(selector);
            if (element) element.focus();
        });

    /* Back to the row, unless the reader is somewhere else on the page by then. */
    const goBack = () =>
        requestAnimationFrame(() => {
            const at = document.activeElement;
            const row = returning && rowOf(returning);
            if (row && (at === document.body || at.closest("#evidence"))) row.focus();
        });

    window.dash_clientside = Object.assign({}, window.dash_clientside, {
        commonplace: {
            /* Plotly measures text when it draws, so nothing is drawn before the fonts are there. */
            display: async () => {
                openMenu(false);
                await Promise.all(faces.map((face) => document.fonts.load(face)));
                setTheme(remembered() || "light");
                isMeasured = true;
                return measured();
            },
            /* Runs when the evidence or the view has changed: opens or closes the panel and sees to the focus. */
            showEvidence: (body, view, chosen) => {
                const evidence = chosen || nothing;
                const wasOpen = root.classList.contains(OPEN);
                const before = width();
                if (!isOpen(evidence) && wasOpen) returning = opener(current);
                current = evidence;
                root.classList.toggle(OPEN, isOpen(evidence));
                if (width() !== before) redraw();
                if (isOpen(evidence) && arriving) focusSoon("#evidence-title");
                if (isOpen(evidence)) arriving = false;
                if (returning) goBack();
                requestAnimationFrame(() => {
                    pressed(ROWS, (row) => evidence[kindOf(row)] === row.dataset[kindOf(row)]);
                    pressed(".cp-toggle", () => root.classList.contains(TABLES));
                });
                return !isOpen(evidence);
            },
        },
    });

    /* A sheet of paper is narrow too, but what is being printed must not be drawn anew. */
    const resized = () => matchMedia("print").matches || redraw();
    for (const query of [narrow, medium]) query.addEventListener("change", resized);

    const openMenu = (isOpened) => {
        const button = document.getElementById("menu");
        if (!button) return;
        button.setAttribute("aria-expanded", String(isOpened));
        document.getElementById("sections").classList.toggle("cp-open", isOpened);
    };

    /* Evidence that is opened out of other evidence keeps it, so that there is a way back. */
    const open = (button) => {
        const kind = kindOf(button);
        const isInside = button.closest("#evidence");
        const within = isInside ? current : nothing;
        if (!isInside) place = button.closest("figure[id]")?.id || "";
        returning = null;
        arriving = true;
        choose({ ...within, [kind]: button.dataset[kind], page: 0 });
    };

    document.addEventListener("click", (event) => {
        const view = event.target.closest("a.cp-view");
        if (view) view.search = new URLSearchParams({ next: location.pathname });
        if (event.target.closest("#sections a")) openMenu(false);
        const button = event.target.closest("button");
        if (!button) return;
        if (button.id === "menu") openMenu(button.getAttribute("aria-expanded") !== "true");
        if (button.id === "projector") {
            const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
            setTheme(theme);
            try {
                localStorage.setItem(THEME, theme);
            } catch {
                /* see remembered() */
            }
            redraw();
        }
        if (kindOf(button)) open(button);
        if (button.matches(".cp-toggle")) {
            root.classList.toggle(TABLES);
            pressed(".cp-toggle", () => root.classList.contains(TABLES));
            dispatchEvent(new Event("resize")); // a chart that was drawn hidden takes its room
        }
        if (button.matches(".cp-image")) window.commonplaceImage(button.closest("figure"));
        if (button.id === "evidence-close") choose(nothing);
        if (button.matches(".cp-back")) {
            arriving = true;
            choose({ ...current, [KINDS.find((kind) => current[kind])]: "", page: 0 });
        }
        if (button.dataset.passages) {
            arriving = true;
            choose({ ...current, page: Number(button.dataset.passages) });
        }
    });

    document.addEventListener("change", () => {
        returning = null;
    });

    document.addEventListener("keydown", (event) => {
        const panel = document.getElementById("evidence");
        if (event.key === "Escape" && panel && !panel.hidden) document.getElementById("evidence-close").click();
        else if (event.key === "Escape") openMenu(false);
        if (!["ArrowUp", "ArrowDown"].includes(event.key) || !document.activeElement.matches(".cp-chart-row")) return;
        const rows = [...document.querySelectorAll(".cp-chart-row")];
        const next = rows[rows.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
        if (next) next.focus();
        event.preventDefault();
    });
})();
