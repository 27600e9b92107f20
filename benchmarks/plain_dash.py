"""The yardstick: a plain Dash page with the chart of the page Leadership, three filters and one callback.

python -m benchmarks.plain_dash RELEASE --port 8060
"""

import argparse
from pathlib import Path

import dash_bootstrap_components as dbc
import duckdb
import polars as pl
from dash import Dash, Input, Output, dcc, html

from dashboard.figures.dot_plot import dot_plot

COUNTS = """
select themes.name as heading, codes.code, codes.name, 'All' as label,
    count(distinct respondent_code.respondent) filter (where respondent_code.present)::integer as least,
    count(distinct respondent_code.respondent)::integer as n
from respondent_code
inner join codes on respondent_code.code = codes.code and codes.level = 'code'
inner join codes as themes on codes.parent = themes.code
inner join respondents on respondent_code.respondent = respondents.respondent
inner join organisations on respondents.organisation = organisations.organisation
where starts_with(codes.code, 'D1.')
    and ($stage = '*' or respondent_code.stage = $stage)
    and ($role_group = '*' or respondents.role_group = $role_group)
    and ($sector_group = '*' or organisations.sector_group = $sector_group)
group by all
order by themes.name, least desc, codes.name
"""
FILTERS = {
    "stage": ("S1", "S2"),
    "role_group": ("senior_clinical", "senior_managerial"),
    "sector_group": ("provider", "commissioner", "local_government_and_other"),
}


def plain_page(release: Path) -> Dash:
    """The application: what one writes who follows the tutorial."""
    connection = duckdb.connect(release, read_only=True)
    app = Dash(__name__, external_stylesheets=[], serve_locally=True)
    selects = [dbc.Select(id=f"filter-{name}", options=["*", *values], value="*") for name, values in FILTERS.items()]
    app.layout = html.Div([html.H1("Leadership"), *selects, dcc.Graph(id="chart")])

    @app.callback(Output("chart", "figure"), [Input(f"filter-{name}", "value") for name in FILTERS])
    def draw(*chosen: str) -> object:
        counted: pl.DataFrame = connection.cursor().sql(COUNTS, params=dict(zip(FILTERS, chosen, strict=True))).pl()
        told = counted.with_columns(most="least", says=pl.format("{} of {}", "least", "n"))
        return dot_plot(told)

    return app


def main() -> None:
    """Serve it on this machine until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", type=Path)
    parser.add_argument("--port", type=int, default=8060)
    asked = parser.parse_args()
    plain_page(asked.release).run(host="127.0.0.1", port=asked.port, debug=False)


if __name__ == "__main__":
    main()
