/* What the browser does by itself: measuring the page, opening the evidence, keys. */
(() => {
    "use strict";
    const faces = ['14px "Source Sans 3"', '700 14px "Source Sans 3"', "500 22px Newsreader"];
    const narrow = matchMedia("(max-width: 767.98px)");
    const medium = matchMedia("(max-width: 1199.98px)");
    const root = document.documentElement;
    const THEME = "commonplace-theme";
    const OPEN = "cp-has-evidence";
    let current = ""; // the code whose evidence is open
    let returning = ""; // the code whose row the focus goes back to, until the reader moves on
    let arriving = false; // whether the focus goes to the evidence once it is there

    const crowded = matchMedia("(max-width: 1639.98px)"); // with the evidence open beside the page
    const width = () => {
        if (narrow.matches) return "narrow";
        return medium.matches || (crowded.matches && root.classList.contains(OPEN)) ? "medium" : "wide";
    };
    const measured = () => ({ width: width(), theme: root.dataset.bsTheme });
    const redraw = () => dash_clientside.set_props("display", { data: measured() });

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

    const ROWS = "button[data-code]";
    const TABLES = "cp-shows-tables";
    const rowOf = (code) =>
        [...document.querySelectorAll(`button[data-code="${CSS.escape(code)}"]`)].find((row) => row.checkVisibility());
    const pressed = (buttons, isPressed) => {
        for (const button of document.querySelectorAll(buttons))
            button.setAttribute("aria-pressed", String(isPressed(button)));
    };
    const choose = (code, page = 0) => dash_clientside.set_props("chosen", { data: { code, page } });
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
                await Promise.all(faces.map((face) => document.fonts.load(face)));
                setTheme(remembered() || "light");
                return measured();
            },
            /* Runs when the evidence or the view has changed: opens or closes the panel and sees to the focus. */
            showEvidence: (body, view, chosen) => {
                const code = (chosen && chosen.code) || "";
                const wasOpen = root.classList.contains(OPEN);
                const before = width();
                if (!code && wasOpen) returning = current;
                current = code;
                root.classList.toggle(OPEN, Boolean(code));
                if (width() !== before) redraw();
                if (code && arriving) focusSoon("#evidence-title");
                if (code) arriving = false;
                if (returning) goBack();
                requestAnimationFrame(() => {
                    pressed(ROWS, (row) => row.dataset.code === code);
                    pressed(".cp-toggle", () => root.classList.contains(TABLES));
                });
                return !code;
            },
        },
    });

    /* A sheet of paper is narrow too, but what is being printed must not be drawn anew. */
    const resized = () => matchMedia("print").matches || redraw();
    for (const query of [narrow, medium]) query.addEventListener("change", resized);

    document.addEventListener("click", (event) => {
        const view = event.target.closest("a.cp-view");
        if (view) view.search = new URLSearchParams({ next: location.pathname });
        const button = event.target.closest("button");
        if (!button) return;
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
        if (button.dataset.code) {
            returning = "";
            arriving = true;
            choose(button.dataset.code);
        }
        if (button.matches(".cp-toggle")) {
            root.classList.toggle(TABLES);
            pressed(".cp-toggle", () => root.classList.contains(TABLES));
            dispatchEvent(new Event("resize")); // a chart that was drawn hidden takes its room
        }
        if (button.id === "evidence-close") choose("");
        if (button.dataset.passages) {
            arriving = true;
            choose(current, Number(button.dataset.passages));
        }
    });

    document.addEventListener("change", () => {
        returning = "";
    });

    document.addEventListener("keydown", (event) => {
        const panel = document.getElementById("evidence");
        if (event.key === "Escape" && panel && !panel.hidden) document.getElementById("evidence-close").click();
        if (!["ArrowUp", "ArrowDown"].includes(event.key) || !document.activeElement.matches(".cp-chart-row")) return;
        const rows = [...document.querySelectorAll(".cp-chart-row")];
        const next = rows[rows.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
        if (next) next.focus();
        event.preventDefault();
    });
})();
