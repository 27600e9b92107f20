"""The plate of change: the same people at the first stage and the last, a row a code."""
