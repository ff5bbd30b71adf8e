"""The same site, clock and software give the same bytes, whatever the folder, zone, locale, hash seed and jobs are."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.magazine import NOW, files_in
from tests.search import by_what_is_searched

_REPOSITORY = Path(__file__).parents[2]
_PARTS = ("content", "static", "themes")


def _build(site: Path, output: Path, *arguments: str, **environment: str) -> dict[str, bytes]:
    """Build in a process of its own, and give all files of the output, the manifest, too."""
    command = [sys.executable, "-m", "generator", "build", "--site", str(site), "--output", str(output), "--now", NOW]
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    run = subprocess.run(
        [*command, *(arguments or ("--no-cache",))],
        env={**inherited, "PYTHONPATH": str(_REPOSITORY), **environment},
        cwd=site,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    return by_what_is_searched(files_in(output))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration magazine, in a folder that others do not build in."""
    folder = tmp_path_factory.mktemp("demonstration") / "site"
    _copy(folder)
    return folder


def _copy(folder: Path) -> None:
    for part in _PARTS:
        shutil.copytree(_REPOSITORY / part, folder / part)
    shutil.copy(_REPOSITORY / "site.toml", folder)


@pytest.fixture(scope="module")
def expected(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a build in the environment of the tests gives."""
    return _build(site, tmp_path_factory.mktemp("expected") / "output")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "0", "TZ": "Pacific/Kiritimati"},
        {"PYTHONHASHSEED": "4242", "TZ": "America/New_York", "LANG": "ru_RU.UTF-8", "LANGUAGE": "ru"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "UTC"},
        {"LC_ALL": "tr_TR.UTF-8", "PYTHONOPTIMIZE": "1", "SOURCE_DATE_EPOCH": "1", "COLUMNS": "20"},
    ],
    ids=["east of all", "Russian", "without a locale", "Turkish"],
)
def test_the_environment_does_not_matter(
    site: Path, expected: dict[str, bytes], tmp_path: Path, environment: dict[str, str]
) -> None:
    assert _build(site, tmp_path / "output", "--no-cache", "--jobs", "1", **environment) == expected


def test_the_folder_does_not_matter_and_nor_do_the_files_times(expected: dict[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "ein Ordner, другая папка"
    _copy(folder)
    for index, file in enumerate(sorted(folder.rglob("*"), reverse=True)):
        os.utime(file, (1_000_000_000 + index, 1_000_000_000 + index))
    assert _build(folder, tmp_path / "deep" / "output", "--jobs", "2") == expected
    assert _build(folder, tmp_path / "deep" / "output") == expected
