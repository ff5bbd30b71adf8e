"""What tests share: an empty site to write into."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.magazine import Magazine


@pytest.fixture
def magazine(tmp_path: Path) -> Magazine:
    """An empty site in a folder of its own."""
    folder = tmp_path / "site"
    folder.mkdir()
    return Magazine(folder)
