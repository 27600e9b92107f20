"""Pages, one module each: a pure function from a release and a selection to a component."""
