"""Readers: one module a format, each from a file to parts of a study."""
