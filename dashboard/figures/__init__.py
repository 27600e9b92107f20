"""Figures, one module a visual form: a frame in, a Plotly figure out; no queries, no Dash."""
