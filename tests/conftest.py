import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from data.build import Built, build
from data.study import Study, load_study
from queries.database import Database
from tests.studies import NORTHMERE, REALDATA

settings.register_profile("untimed", deadline=None)  # a slow machine fails nothing
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def northmere() -> Study:
    return load_study(NORTHMERE)


@pytest.fixture(scope="session")
def built(northmere: Study, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(northmere, tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="session")
def database(built: Built) -> Iterator[Database]:
    opened = Database(built.path)
    yield opened
    opened.close()


@pytest.fixture
def realdata() -> Path:
    if not REALDATA.is_dir():
        pytest.skip("the files written by real tools are not beside this project")
    return REALDATA


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a disk of its own of the size it is asked for, and takes it away at the end."""
    place = tmp_path / "disk"

    def mount(size: str) -> Path:
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("mounting a disk needs root")
        return place

    yield mount
    if place.is_mount():
        subprocess.run(["umount", "--lazy", place], check=True)
