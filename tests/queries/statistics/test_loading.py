import subprocess
import sys

LARGE = ("numpy", "scipy", "statsmodels", "pandas", "networkx", "krippendorff", "polars", "duckdb")
EVERYDAY = """
import sys
from queries import statistics
statistics.proportion_interval(7, 12)
statistics.difference_interval(5, 6, 2, 6)
statistics.paired_change(3, 1, 6, 2)
statistics.agreement_2x2(6, 1, 1, 4)
statistics.cooccurrence(5, 7, 6, 12)
print(*(name for name in sys.argv[1:] if name in sys.modules))
"""


def loaded_after(program: str) -> list[str]:
    run = subprocess.run([sys.executable, "-c", program, *LARGE], capture_output=True, text=True, check=True)
    return run.stdout.split()


def test_everyday_figures_load_no_large_library() -> None:
    assert loaded_after(EVERYDAY) == []


def test_a_figure_that_needs_a_large_library_loads_it() -> None:
    assert "scipy" in loaded_after(EVERYDAY.replace("(7, 12)", "(7, 12, 'jeffreys')"))
