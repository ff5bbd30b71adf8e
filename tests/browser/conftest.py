"""Both magazines in both themes, each built once, and a window onto them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.places import NOW, ROOT, SITE, Visit, served
from tests.magazine import Magazine, run_command


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration magazine, built once."""
    folder = tmp_path_factory.mktemp("demonstration")
    run = run_command("build", "--site", str(ROOT), "--output", str(folder), "--now", NOW)
    assert run.status == 0, run.err
    return folder


@pytest.fixture(scope="session")
def gazette(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration magazine in the theme gazette."""
    folder = tmp_path_factory.mktemp("gazette")
    for name in ("content", "static"):
        shutil.copytree(ROOT / name, folder / name)
    text = (ROOT / "site.toml").read_text("utf-8")
    (folder / "site.toml").write_text(text.replace('theme = "broadsheet"', 'theme = "gazette"'), "utf-8")
    run = run_command("build", "--site", str(folder), "--now", NOW)
    assert run.status == 0, run.err
    return folder / "output"


@pytest.fixture(scope="session")
def corners(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A magazine of all that can go wrong on a page."""
    return _corners(tmp_path_factory.mktemp("corners"), "broadsheet")


@pytest.fixture(scope="session")
def gazette_corners(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in the theme gazette."""
    return _corners(tmp_path_factory.mktemp("gazette-corners"), "gazette")


def _corners(folder: Path, theme: str) -> Path:
    magazine = Magazine(folder).write(SITE.replace("[site]", f'[site]\ntheme = "{theme}"'))
    for number in range(1, 7):
        magazine.article(
            f"news/s{number}.md", f"Part {number}", f"2025-04-0{number}", author="Nobody", series="Everything"
        )
    magazine.build()
    return magazine.output


@pytest.fixture(scope="session")
def addresses(demonstration: Path, corners: Path, gazette: Path, gazette_corners: Path) -> Iterator[dict[str, str]]:
    """Where both magazines are served, in both themes."""
    folders = {"": (demonstration, corners), "gazette-": (gazette, gazette_corners)}
    with ExitStack() as stack:
        yield {
            f"{before}{site}": stack.enter_context(served(folder))
            for before, pair in folders.items()
            for site, folder in zip(("demonstration", "corners"), pair, strict=True)
        }


@pytest.fixture
def visit(browser: Browser, addresses: dict[str, str]) -> Iterator[Visit]:
    """Open `SITE/url` in a fresh window; `before` sees the empty page; further keywords are a context's."""
    contexts: list[BrowserContext] = []

    def open_page(
        place: str, width: int = 1440, *, before: Callable[[Page], object] = lambda page: None, **options: Any
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        before(page)
        page.goto(_address(place, addresses))
        return page

    yield open_page
    for context in contexts:
        context.close()


def _address(place: str, addresses: dict[str, str]) -> str:
    site, _, path = place.partition("/")
    return f"{addresses[site]}/{path}"
