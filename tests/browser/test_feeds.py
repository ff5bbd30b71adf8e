"""Feeds opened in a browser, under the pages' content security policy; the demonstration's feeds by their rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.places import LOOKS, Scheme, Visit
from tests.feed_rules import feed_faults
from tests.magazine import files_in

pytestmark = pytest.mark.browser
XML = ("/feed.xml", "/atom.xml", "/society/feed.xml", "/tag/trade/atom.xml")


def test_the_demonstration_s_feeds_keep_the_rules(demonstration: Path, corners: Path) -> None:
    for folder in (demonstration, corners):
        files = {path: data for path, data in files_in(folder).items() if path.endswith(("feed.xml", "atom.xml",
                                                                                        "feed.json"))}  # fmt: skip
        assert len(files) >= 18
        assert [(path, faults) for path, data in files.items() if (faults := feed_faults(path, data))] == []


@pytest.mark.parametrize("url", XML)
def test_a_feed_explains_itself_to_a_person(visit: Visit, url: str) -> None:
    messages: list[str] = []

    def listen(page: Page) -> None:
        # What a browser asks for by itself, once a host, is no affair of the page.
        page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))

    page = visit(f"demonstration{url}", before=listen)
    text = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => e.checkVisibility()).map(e => e.localName).join(' ')"
    )
    assert {"title", "div", "p", "a"} < set(text.split())
    assert not {"guid", "id", "encoded", "content", "link", "category", "generator", "docs"} & set(text.split())
    shown = page.locator("css=div p").all_text_contents()
    assert shown[0].startswith("This is a feed")
    hrefs = page.evaluate("[...document.querySelectorAll('div a')].map(a => a.getAttribute('href'))")
    assert hrefs[-1].endswith("/feeds/")
    assert page.evaluate("getComputedStyle(document.documentElement).fontFamily").startswith("Georgia")
    assert messages == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_a_feed_fits_its_window(visit: Visit, width: int, scheme: Scheme) -> None:
    page = visit("demonstration/feed.xml", width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")


def test_a_feed_s_links_are_reached_by_keyboard(visit: Visit) -> None:
    page = visit("demonstration/feed.xml")
    reached = []
    for _ in range(2):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent"))
    assert reached == ["The Steppe Review", "Feeds"]
