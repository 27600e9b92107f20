/* A picture of a plate: its chart with title, measure, note and the stamp of the study, as a PNG to keep. */
(() => {
    "use strict";
    const SCALE = 2; // pixels of the picture for each of the page
    const MARGIN = 28;
    const FACE = { family: "Source Sans 3", file: "/assets/fonts/source-sans-3-latin-wght-normal.woff2" };

    const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

    /* An SVG that is drawn as an image sees no font of the page, so it carries its own. */
    const face = async () => {
        const blob = await (await fetch(FACE.file)).blob();
        const data = await new Promise((resolve) => {
            const reader = new FileReader();
            reader.onload = () => resolve(reader.result);
            reader.readAsDataURL(blob);
        });
        return `<style>@font-face{font-family:"${FACE.family}";src:url(${data});font-weight:200 900}</style>`;
    };

    const drawn = async (graph, width, height, style) => {
        const address = await Plotly.toImage(graph, { format: "svg", width, height });
        const svg = decodeURIComponent(address.slice(address.indexOf(",") + 1)).replace(/(<svg[^>]*>)/, `$1${style}`);
        const image = new Image();
        const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
        image.src = url;
        await image.decode();
        URL.revokeObjectURL(url);
        return image;
    };

    const wrapped = (context, text, width) => {
        const lines = [];
        let line = "";
        for (const word of text.split(/\s+/)) {
            const longer = line ? `${line} ${word}` : word;
            if (line && context.measureText(longer).width > width) {
                lines.push(line);
                line = word;
            } else line = longer;
        }
        return line ? [...lines, line] : lines;
    };

    const textOf = (element) => (element ? element.textContent.trim() : "");

    /* What stands above and below the charts, each with its face and colour. */
    const words = (plate) => [
        { text: textOf(plate.querySelector("h2, h3")), font: "500 22px Newsreader", line: 27, colour: "--cp-ink" },
        { text: textOf(plate.querySelector(".cp-measure")), font: '14px "Source Sans 3"', line: 20, colour: "--cp-ink-3" },
        { text: textOf(plate.querySelector(".cp-note")), font: '13px "Source Sans 3"', line: 18, colour: "--cp-ink-3" },
        {
            text: [...document.querySelectorAll(".cp-dateline > :first-child, .cp-stamp")].map(textOf).join(" · "),
            font: '600 13px "Source Sans 3"',
            line: 18,
            colour: "--cp-ink-2",
        },
    ];

    const picture = async (plate) => {
        const graphs = [...plate.querySelectorAll(".js-plotly-plot")];
        const style = await face();
        const sizes = graphs.map((graph) => [graph.offsetWidth, graph.offsetHeight]);
        const images = await Promise.all(graphs.map((graph, place) => drawn(graph, ...sizes[place], style)));
        const wide = Math.max(360, ...sizes.map(([width]) => width));
        const canvas = document.createElement("canvas");
        const context = canvas.getContext("2d");
        const blocks = words(plate).map((block) => {
            context.font = block.font;
            return { ...block, lines: wrapped(context, block.text, wide) };
        });
        const high = (block) => block.lines.length * block.line + (block.lines.length ? 6 : 0);
        const chartHeight = sizes.reduce((sum, [, height]) => sum + height + 10, 0);
        canvas.width = (wide + 2 * MARGIN) * SCALE;
        canvas.height = (blocks.reduce((sum, block) => sum + high(block), 0) + chartHeight + 2 * MARGIN) * SCALE;
        context.scale(SCALE, SCALE);
        context.fillStyle = token("--cp-paper");
        context.fillRect(0, 0, canvas.width, canvas.height);
        context.textBaseline = "top";
        let y = MARGIN;
        const write = (block) => {
            context.font = block.font;
            context.fillStyle = token(block.colour);
            block.lines.forEach((line, place) => context.fillText(line, MARGIN, y + place * block.line));
            y += high(block);
        };
        blocks.slice(0, 2).forEach(write);
        images.forEach((image, place) => {
            context.drawImage(image, MARGIN, y, ...sizes[place]);
            y += sizes[place][1] + 10;
        });
        blocks.slice(2).forEach(write);
        return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    };

    window.commonplaceImage = async (plate) => {
        const link = document.createElement("a");
        link.href = URL.createObjectURL(await picture(plate));
        link.download = `${document.title.split(" · ")[0]} ${plate.id.replace("plate-", "")}.png`.toLowerCase().replace(/\s+/g, "-");
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    };
})();
