"""A site with its configuration, for every test here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.magazine import Magazine


@pytest.fixture
def magazine(tmp_path: Path) -> Magazine:
    """A site with nothing but its configuration, in a folder of its own."""
    folder = tmp_path / "site"
    folder.mkdir()
    return Magazine(folder).write("")
