"""Servers for every test here, started when first asked for, and a site of a few articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.servers import Ssh, Store, ssh_server, store_server
from tests.deploy.spots import Spot, make_spot
from tests.magazine import Magazine


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An S3 server."""
    with store_server(tmp_path_factory.mktemp("store")) as one:
        yield one


@pytest.fixture(scope="session")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ssh]:
    """An OpenSSH server."""
    with ssh_server(tmp_path_factory.mktemp("ssh")) as one:
        yield one


@pytest.fixture
def steppe(magazine: Magazine) -> Magazine:
    """A built site of some articles, pages of listings, and a file of its own."""
    magazine.write("-- static/deep/file.txt --\nplain\n")
    for number in range(1, 9):
        magazine.article(
            f"news/a{number}.md", title=f"T{number}", date=f"2025-04-0{number}", tags=f"[T{number % 3}]",
            body=f"Text *number* {number}.\n\n" * 3,
        )  # fmt: skip
    magazine.build()
    return magazine


@pytest.fixture(params=["folder", "releases", "ssh", "store"])
def spot(request: pytest.FixtureRequest, tmp_path: Path) -> Spot:
    """An empty target, of each kind that takes files one by one."""
    kind = request.param
    server = request.getfixturevalue(kind) if kind in ("ssh", "store") else None
    return make_spot(kind, tmp_path, server if kind == "ssh" else None, server if kind == "store" else None)
