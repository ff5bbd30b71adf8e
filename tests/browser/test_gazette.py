"""What the theme gazette does its own way, in Chromium; what holds for both is in test_theme.py."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.browser.places import ARABIC, EVERYTHING, FRONT, LEAD, WITH_CONTENTS, Visit

pytestmark = pytest.mark.browser

SITE = "gazette-demonstration"


@pytest.mark.parametrize(("width", "columns"), [(360, 1), (768, 2), (1440, 3)])
def test_headlines_stand_in_columns_without_excerpts(visit: Visit, width: int, columns: int) -> None:
    page = visit(f"{SITE}/culture/", width)
    assert page.locator(".count").inner_text() == "Viewing results 1 - 6 of 8"
    assert page.locator(".item").count() == 6
    assert page.locator(".excerpt").count() == 0
    lefts = page.locator(".item .headline").evaluate_all("all => all.map(e => Math.round(e.getBoundingClientRect().x))")
    assert len(set(lefts)) == columns


def test_the_front_page_has_its_lead_its_columns_and_every_desk(visit: Visit) -> None:
    page = visit(f"{SITE}{FRONT}")
    lead, latest = page.locator(".lead .headline"), page.locator(".latest")
    assert lead.count() == 1
    above, below = lead.bounding_box(), latest.bounding_box()
    assert above and below and above["y"] < below["y"]
    desks = page.locator(".sections h2").all_inner_texts()
    assert desks == ["Politics", "Economy", "Society", "Culture", "Technology", "Travel"]
    assert page.locator(".brief").count() == 3


def test_the_side_stays_while_the_page_moves_and_lies_on_top_of_a_narrow_one(visit: Visit) -> None:
    page = visit(f"{SITE}{LEAD}")
    page.evaluate("scrollTo(0, 1200)")
    side, text = page.locator(".desks").bounding_box(), page.locator(".prose").bounding_box()
    assert side and text
    assert 0 <= side["y"] < 100
    assert side["x"] + side["width"] < text["x"]
    phone = visit(f"{SITE}{LEAD}", 360)
    top, text = phone.locator(".desks").bounding_box(), phone.locator(".prose").bounding_box()
    assert top and text and top["y"] + top["height"] < text["y"]


def test_an_article_has_a_margin_on_a_wide_window(visit: Visit) -> None:
    page = visit(f"{SITE}{WITH_CONTENTS}")
    text, contents, margin = (page.locator(one).bounding_box() for one in (".prose", ".contents", ".margin"))
    assert text and contents and margin
    assert min(contents["x"], margin["x"]) >= text["x"] + text["width"]
    assert contents["y"] + contents["height"] <= margin["y"]
    page.locator(".contents a").last.click()
    assert page.evaluate("document.querySelector(':target').tagName") == "H2"


def test_an_arabic_article_has_its_side_on_the_right(visit: Visit) -> None:
    page = visit(f"gazette-corners{ARABIC}")
    assert page.locator("html").get_attribute("lang") == "ar"
    side, text, contents = (page.locator(one).bounding_box() for one in (".masthead", ".prose", ".contents"))
    assert side and text and contents
    assert contents["x"] + contents["width"] <= text["x"] < text["x"] + text["width"] <= side["x"]
    assert page.locator(".desks ul").get_attribute("dir") == "ltr"


def test_nothing_moves(visit: Visit) -> None:
    page = visit(f"{SITE}{FRONT}")
    assert page.evaluate("document.getAnimations().length") == 0
    strip = page.get_by_role("region", name="Exchange rates")
    assert strip.get_by_role("list").count() == 1
    assert strip.get_by_role("listitem").count() == 5
    assert page.locator(".rates ul").count() == 8
    assert page.locator(".rates ul:visible").count() == 1


def test_old_rates_say_so(visit: Visit) -> None:
    assert "74 days old" in visit(f"gazette-corners{FRONT}").locator(".rates").inner_text()
    assert "old" not in visit(f"{SITE}{FRONT}").locator(".rates p").inner_text()


def test_an_article_prints_as_a_clean_page(visit: Visit) -> None:
    page = visit(f"{SITE}{LEAD}", 720, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    for selector in (".rates", ".desks", ".contents", ".margin", ".after", ".footer"):
        assert not page.locator(selector).first.is_visible(), selector
    for selector in (".nameplate", "h1", ".byline", ".prose", ".print-address"):
        assert page.locator(selector).first.is_visible(), selector
    assert page.locator("body").evaluate("body => getComputedStyle(body).color") == "rgb(0, 0, 0)"


def test_forced_colours_still_mark_where_one_is(visit: Visit) -> None:
    page = visit(f"{SITE}{LEAD}", forced_colors="active")
    colour = "link => getComputedStyle(link).borderInlineStartColor"
    current = page.locator(".desks [aria-current]").evaluate(colour)
    assert page.locator(".desks a:not([aria-current])").first.evaluate(colour) != current


def test_an_embed_is_a_link_and_a_button(visit: Visit) -> None:
    page = visit(f"gazette-corners{EVERYTHING}")
    assert page.get_by_role("button", name="Load it here: A film").is_visible()
    quiet = visit(f"gazette-corners{EVERYTHING}", java_script_enabled=False)
    assert quiet.locator(".embed a").first.is_visible()
    assert quiet.locator("button").count() == 0


def test_the_pager_says_where_one_is(visit: Visit) -> None:
    page = visit(f"{SITE}/page/2/", 360)
    pager = page.get_by_role("navigation", name="Pages")
    assert pager.locator("[aria-current]").inner_text() == "Page 2 of 9"
    assert pager.get_by_role("link").all_inner_texts() == ["Previous page", "Next page", "Page 9"]
    heights = pager.get_by_role("link").evaluate_all("all => all.map(e => e.offsetHeight)")
    assert min(heights) >= 44


def test_pages_are_light_and_hold_no_styles(gazette: Path) -> None:
    [stylesheet] = (gazette / "assets").glob("gazette.*.css")
    [script] = (gazette / "assets").glob("gazette.*.js")
    shared = sum(len(gzip.compress(file.read_bytes())) for file in (stylesheet, script))
    pages = [path.read_bytes() for path in gazette.rglob("*.html")]
    assert len(pages) > 100
    assert max(len(gzip.compress(page)) for page in pages) + shared < 30_000
    for page in pages:
        assert b" style=" not in page
        assert b"<style" not in page
        assert b" onclick=" not in page
        data = page.count(b'<script type="application/ld+json">')
        assert data <= 1
        assert page.count(b"<script") - data <= (2 if b"kind-search" in page else 1)
