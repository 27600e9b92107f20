"""Every check there is, one after the other: `make test`."""

import os
import subprocess
import sys
from pathlib import Path

from tests.browser.chromium import find_or_install

BIN = Path(sys.executable).parent
CHECKS = {
    "code (ruff)": ["ruff", "check", "."],
    "layout (ruff)": ["ruff", "format", "--check", "."],
    "types (mypy)": ["mypy"],
    "direction (import-linter)": ["lint-imports", "--no-logo"],
    "SQL (sqlfluff)": ["sqlfluff", "lint", "--nocolor", "data", "queries"],
    "tests (pytest)": ["pytest", "--numprocesses", "2", "--cov", "--cov-report", "term", "--cov-fail-under", "97"],
}


def main() -> int:
    """Run all checks, say which failed, and return 1 if any did."""
    browser = find_or_install()
    if browser is None:
        return 1
    failed = []
    for name, (program, *arguments) in CHECKS.items():
        print(f"\n== {name}", flush=True)
        done = subprocess.run([BIN / program, *arguments], env=os.environ | {"CHROMIUM": browser}, check=False)
        if done.returncode:
            failed.append(name)
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nEvery check passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
