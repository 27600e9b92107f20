"""The browser the journeys run in: the one on this machine, or one that can be installed."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find() -> str | None:
    """The path of a Chromium on this machine; the environment variable CHROMIUM names another."""
    candidates = [os.environ.get("CHROMIUM"), *NAMES, *PLACES]
    return next((path for name in candidates if name and (path := shutil.which(name))), None) or _playwrights_own()


def find_or_install() -> str | None:
    """A Chromium's path, installed if need be; None, with one plain sentence, when there is no way to get one."""
    if path := find():
        return path
    for commands in (_debian(), [[sys.executable, "-m", "playwright", "install", "chromium"]]):
        done = [subprocess.run(command, check=False).returncode for command in commands]
        if done and not any(done) and (path := find()):
            return path
    print("The browser tests need Chromium; install it, or name one with CHROMIUM=/path/to/chromium make test.")
    return None


def _debian() -> list[list[str]]:
    if not shutil.which("apt-get"):
        return []
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if as_root and not shutil.which("sudo"):
        return []
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
    return [
        [*as_root, *quiet, "apt-get", "update", "-qq"],
        [*as_root, *quiet, "apt-get", "install", "-y", "-qq", "chromium"],
    ]


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (heavy, and seldom needed)

    with sync_playwright() as playwright:
        return shutil.which(playwright.chromium.executable_path)
