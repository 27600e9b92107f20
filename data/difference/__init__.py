"""Difference: what changed between two states of a study, and which headline numbers with it."""

from data.difference.comparing import diff_paths, difference
from data.difference.outcome import Difference

__all__ = ["Difference", "diff_paths", "difference"]
