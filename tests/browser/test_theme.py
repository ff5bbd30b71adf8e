"""The built-in themes in Chromium, broadsheet above all: a demonstration and a magazine of corner cases.

Without a browser these tests fail; `make browser` finds or installs one.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pygments.token import STANDARD_TYPES

from tests.browser.places import (
    ALIKE,
    ALL,
    ARABIC,
    CODE,
    CORRECTED,
    EMPTY,
    EVERYTHING,
    FRONT,
    LEAD,
    LOOKS,
    READ,
    SCHEMES,
    TEXTS,
    THEME,
    WCAG,
    WIDTHS,
    WITH_CONTENTS,
    Scheme,
    Visit,
    served,
)
from tests.magazine import Magazine

pytestmark = pytest.mark.browser


def _style(page: Page, selector: str, name: str) -> str:
    value: str = page.locator(selector).first.evaluate("(element, name) => getComputedStyle(element)[name]", name)
    return value


def _scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


# Every kind of page


@pytest.mark.parametrize("place", [place for place in ALL if not place.endswith(ALIKE)])
def test_no_page_violates_wcag(visit: Visit, place: str) -> None:
    axe = Axe()
    page = visit(place)
    page.evaluate(axe.axe_script)
    options = {"runOnly": WCAG, "resultTypes": ["violations"], "preload": False}
    found = []
    # Each width and each scheme; a strip that moves in the light lies still in the dark, so that both are seen.
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce" if scheme == "dark" else "no-preference")
        result = page.evaluate("options => axe.run(document, options)", options)
        found += [(width, scheme, violation["id"], violation["nodes"][0]["html"]) for violation in result["violations"]]
    assert found == []


@pytest.mark.parametrize("place", ALL)
def test_no_page_scrolls_sideways_complains_or_asks_elsewhere(
    visit: Visit, addresses: dict[str, str], place: str
) -> None:
    said: list[str] = []
    asked: list[str] = []

    def listen(page: Page) -> None:
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))

    page = visit(place, before=listen)
    for width in (320, *WIDTHS):
        page.set_viewport_size({"width": width, "height": 640})
        assert not _scrolls_sideways(page), width
    assert said == []
    assert [url for url in asked if not url.startswith(tuple(addresses.values()))] == []
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("place", READ)
@pytest.mark.parametrize("width", [360, 1440])
def test_the_layout_does_not_shift(visit: Visit, place: str, width: int) -> None:
    page = visit(place, width)
    page.wait_for_load_state("networkidle")
    shift = page.evaluate(
        """() => new Promise(resolve => {
            requestAnimationFrame(() => requestAnimationFrame(() => {
                const observer = new PerformanceObserver(() => 0);
                observer.observe({type: "layout-shift", buffered: true});
                resolve(observer.takeRecords().reduce((sum, entry) => sum + entry.value, 0));
            }));
        })"""
    )
    assert shift < 0.02


@pytest.mark.parametrize("place", READ)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_keyboard_focus_is_always_visible(visit: Visit, place: str, scheme: Scheme) -> None:
    page = visit(place, 768, color_scheme=scheme)
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
                const element = document.activeElement;
                if (element === document.body) return null;
                const style = getComputedStyle(element), box = element.getBoundingClientRect();
                const ground = getComputedStyle(document.documentElement).backgroundColor;
                return {
                    name: element.className || element.textContent.trim(),
                    shown: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2
                        && style.outlineColor !== ground && box.width > 1 && box.bottom > 0 && box.top < innerHeight,
                };
            }"""
        )
        if stop is None:
            break
        stops.append(stop)
    assert stops[0]["name"] == "skip"
    assert len(stops) > 10
    assert [stop["name"] for stop in stops if not stop["shown"]] == []


def test_the_first_stop_leads_to_the_text(visit: Visit) -> None:
    page = visit(f"demonstration{LEAD}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_what_stands_alone_is_large_enough_for_a_thumb(visit: Visit) -> None:
    for place, selector in (
        ("demonstration/page/2/", ".sections a, .pager a, .ticker-pause, .nameplate a"),
        (f"corners{EVERYTHING}", ".embed button, .contents summary"),
    ):
        page = visit(place, 360)
        boxes = page.locator(selector).evaluate_all(
            "all => all.filter(e => e.offsetWidth).map(e => [e.offsetWidth, e.offsetHeight])"
        )
        assert len(boxes) >= 2
        assert [box for box in boxes if min(box) < 43.5] == []


# Light, dark, forced colours, paper


def _contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        channels = [int(value) / 255 for value in re.findall(r"\d+", colour)[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("site", ["demonstration", "gazette-demonstration"])
def test_every_colour_of_text_has_enough_contrast(visit: Visit, site: str, scheme: Scheme) -> None:
    """Axe sees only what a page happens to hold; these are all inks, and every class that Pygments can give."""
    page = visit(f"{site}{CODE}", color_scheme=scheme)
    inks = ["--ink", "--quiet", "--accent", "--visited", "--code-text", "--code-number", "--code-name"]
    grounds = ["--paper", "--tint"]
    classes = sorted(name for name in STANDARD_TYPES.values() if name)
    found = page.evaluate(
        """([names, classes]) => {
            const probe = document.createElement("p"), colours = {};
            document.body.append(probe);
            for (const name of names) {
                probe.style.color = `var(${name})`;
                colours[name] = getComputedStyle(probe).color;
            }
            const code = document.querySelector("pre.highlight code");
            for (const name of classes) {
                const span = document.createElement("span");
                span.className = name;
                code.append(span);
                colours[name] = getComputedStyle(span).color;
            }
            return colours;
        }""",
        [inks + grounds, classes],
    )
    poor = [
        (name, ground)
        for name in inks + classes
        for ground in (grounds if name in inks else ["--tint"])
        if _contrast(found[name], found[ground]) < 4.5
    ]
    assert poor == []
    assert len({found[name] for name in classes}) > 5


def test_light_and_dark_follow_the_reader(visit: Visit) -> None:
    page = visit(f"demonstration{FRONT}", color_scheme="light")
    light = _style(page, "html", "backgroundColor"), _style(page, "body", "color")
    page.emulate_media(color_scheme="dark")
    dark = _style(page, "html", "backgroundColor"), _style(page, "body", "color")
    assert light == ("rgb(253, 252, 249)", "rgb(22, 22, 26)")
    assert dark == ("rgb(20, 20, 22)", "rgb(233, 230, 223)")


def test_forced_colours_still_mark_where_one_is(visit: Visit) -> None:
    page = visit(f"demonstration{LEAD}", forced_colors="active")
    current = _style(page, ".sections [aria-current]", "borderBottomColor")
    other = _style(page, ".sections a:not([aria-current])", "borderBottomColor")
    assert current != other


def test_an_article_prints_as_a_clean_page(visit: Visit) -> None:
    page = visit(f"demonstration{LEAD}", 720, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    for selector in (".ticker", ".sections", ".breadcrumbs", ".related", ".neighbours", ".footer", ".terms"):
        assert not page.locator(selector).first.is_visible(), selector
    for selector in (".nameplate", "h1", ".byline", ".prose", ".print-address"):
        assert page.locator(selector).first.is_visible(), selector
    assert page.locator(".print-address").inner_text() == f"https://steppe.example{LEAD}"
    assert _style(page, "body", "color") == "rgb(0, 0, 0)"
    assert _style(page, "html", "backgroundColor") == "rgb(255, 255, 255)"
    after = page.locator(".prose a[href^='https:']").first.evaluate("link => getComputedStyle(link, '::after').content")
    assert "whc.unesco.org" in after


# The ticker


def _states(page: Page) -> set[str]:
    states: list[str] = page.evaluate("document.getAnimations().map(animation => animation.playState)")
    return set(states)


def _lists_shown(page: Page) -> int:
    return sum(one.is_visible() for one in page.locator(".ticker-list").all())


def test_the_ticker_moves_and_stops_for_hover_and_focus(visit: Visit) -> None:
    page = visit(f"demonstration{FRONT}")
    assert _states(page) == {"running"}
    page.hover(".ticker-strip")
    assert _states(page) == {"paused"}
    page.hover("h1 ~ .count")
    assert _states(page) == {"running"}
    page.focus(".ticker-strip")
    assert _states(page) == {"paused"}
    page.locator(".ticker-strip").evaluate("strip => strip.blur()")
    assert _states(page) == {"running"}


def test_the_pause_works_by_keyboard_and_is_remembered(visit: Visit) -> None:
    page = visit(f"demonstration{FRONT}")
    button = page.get_by_role("button", name="Pause the rates")
    assert button.get_attribute("aria-pressed") == "false"
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    page.goto(page.url + "about/")
    assert page.get_by_role("button", name="Pause the rates").get_attribute("aria-pressed") == "true"
    assert _states(page) == {"paused"}
    page.focus(".ticker-pause")
    page.keyboard.press("Space")
    assert _states(page) == {"running"}
    page.reload()
    assert _states(page) == {"running"}


@pytest.mark.parametrize("width", [360, 1440, 2560])
def test_the_ticker_loops_without_a_seam(visit: Visit, width: int) -> None:
    page = visit(f"demonstration{FRONT}", width)
    lists = page.locator(".ticker-list").evaluate_all("all => all.map(list => list.offsetWidth)")
    strip = page.locator(".ticker-strip").evaluate("strip => strip.clientWidth")
    assert len(lists) == 8
    assert len(set(lists)) == 1
    # While the first list leaves, those after it fill the strip.
    assert sum(lists[1:]) >= strip
    assert (
        page.locator(".ticker-list").first.evaluate("list => getComputedStyle(list).animationTimingFunction")
        == "linear"
    )


def test_the_ticker_lies_still_for_who_asks_for_less_motion(visit: Visit) -> None:
    page = visit(f"demonstration{FRONT}", 360, reduced_motion="reduce")
    assert _states(page) == set()
    assert _lists_shown(page) == 1
    assert not page.locator(".ticker-pause").is_visible()
    strip = page.locator(".ticker-strip")
    assert strip.evaluate("strip => strip.scrollWidth > strip.clientWidth")
    strip.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.ticker-strip').scrollLeft > 0")


def test_without_a_script_all_is_there_and_still(visit: Visit) -> None:
    page = visit(f"demonstration{WITH_CONTENTS}", 360, java_script_enabled=False)
    assert page.locator(".ticker-list:visible").count() == 1
    # A search leads to a page that says what it needs.
    assert page.locator("button:not(form[action] button)").count() == 0
    assert page.locator(".sections a").first.is_visible()
    page.click(".contents summary")
    assert page.locator(".contents a").first.is_visible()


def test_the_ticker_is_one_list_to_a_screen_reader(visit: Visit) -> None:
    page = visit(f"demonstration{FRONT}")
    strip = page.get_by_role("region", name="Exchange rates")
    assert strip.get_by_role("list").count() == 1
    assert [" ".join(text.split()) for text in strip.get_by_role("listitem").all_inner_texts()] == [
        "KGS/USD = 0.01144 0%",
        "KZT/USD = 0.00196 0%",
        "TJS/USD = 0.09620 0%",
        "UZS/USD = 0.00008 0%",
        "TMT/USD = 0.28490 -0.14%",
    ]


def test_old_rates_say_so(visit: Visit) -> None:
    assert "days old" not in visit(f"demonstration{FRONT}").locator(".ticker-source").inner_text()
    assert visit(f"corners{FRONT}").locator(".ticker-source").inner_text() == "Source: Banks, 1 March 2025 74 days old"


def test_rates_given_once_stay_still(magazine: Magazine, browser: Browser) -> None:
    magazine.write('-- content/rates.toml --\n[[rates]]\npair = "KGS/USD"\nvalue = "0.01144"\n')
    magazine.put("site.toml", (magazine.folder / "site.toml").read_text() + "[ticker]\nrepeat = 1\n")
    magazine.build()
    with served(magazine.output) as address, browser.new_page() as page:
        page.goto(address)
        assert page.locator(".ticker-list").count() == 1
        assert page.locator(".ticker-pause").count() == 0
        assert _states(page) == set()


# Articles


@pytest.mark.parametrize("place", TEXTS)
def test_lines_have_a_measure_for_reading(visit: Visit, place: str) -> None:
    """A line of the text is between 50 and 85 characters long, in whatever serif the machine has."""
    page = visit(place)
    [width, letter] = page.locator(".prose > p").first.evaluate(
        """paragraph => {
            const probe = document.createElement("span");
            probe.textContent = "the quick brown fox jumps over the lazy dog";
            probe.style.whiteSpace = "nowrap";
            document.querySelector(".prose").append(probe);
            return [paragraph.clientWidth, probe.getBoundingClientRect().width / probe.textContent.length];
        }"""
    )
    assert 50 < width / letter < 85


def test_wide_tables_and_code_scroll_inside_themselves(visit: Visit) -> None:
    page = visit(f"corners{EVERYTHING}", 360)
    for selector in (".table", "pre.highlight"):
        box = page.locator(selector)
        assert box.evaluate("box => box.scrollWidth > box.clientWidth"), selector
        box.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("selector => document.querySelector(selector).scrollLeft > 0", arg=selector)
    assert not _scrolls_sideways(page)


def test_contents_stand_open_in_the_rail_and_closed_on_a_phone(visit: Visit) -> None:
    page = visit(f"demonstration{WITH_CONTENTS}", 1440)
    links = page.locator(".contents a")
    assert links.count() == 4
    assert links.first.is_visible()
    rail, text = page.locator(".contents").bounding_box(), page.locator(".prose").bounding_box()
    assert rail and text and rail["x"] + rail["width"] <= text["x"]
    links.last.click()
    assert page.evaluate("document.querySelector(':target').textContent") == links.last.inner_text()
    phone = visit(f"demonstration{WITH_CONTENTS}", 360)
    assert not phone.locator(".contents a").first.is_visible()
    assert visit(f"demonstration{LEAD}").locator(".contents").count() == 0


def test_footnotes_lead_there_and_back(visit: Visit) -> None:
    page = visit(f"demonstration{LEAD}")
    page.click(".footnote-ref a")
    assert page.evaluate("document.querySelector(':target').className") == "footnote-item"
    page.click(".footnote-backref")
    assert page.evaluate("document.querySelector(':target').closest('.footnote-ref') !== null")


def test_an_embed_loads_nothing_before_the_click(visit: Visit) -> None:
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<p>A film</p>", content_type="text/html")

    page = visit(f"corners{EVERYTHING}", before=lambda page: page.route(re.compile(r"^https:"), answer))
    page.wait_for_load_state("networkidle")
    assert asked == []
    assert page.locator(".embed iframe").count() == 0
    page.get_by_role("button", name="Load it here: A film").click()
    frame = page.locator(".embed-youtube iframe")
    assert frame.get_attribute("title") == "A film"
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    assert page.frame_locator(".embed-youtube iframe").get_by_text("A film").inner_text() == "A film"
    assert asked == ["https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"]


def test_an_arabic_article_is_mirrored(visit: Visit) -> None:
    page = visit(f"corners{ARABIC}")
    assert page.locator("html").get_attribute("dir") == "rtl"
    rail, text, quote = (
        page.locator(selector).bounding_box() for selector in ("article .rail", ".prose", ".pullquote")
    )
    assert rail and text and quote
    assert rail["x"] >= text["x"] + text["width"]
    assert quote["x"] + quote["width"] <= text["x"]
    # The interface speaks Arabic there, and the magazine's own words stay English.
    assert page.locator("article .byline").get_attribute("lang") is None
    assert page.locator("article .byline").inner_text().startswith("بقلم")
    assert _style(page, "article .byline", "direction") == "rtl"
    assert _style(page, ".sections ul", "direction") == "ltr"
    assert _style(page, "article h1", "letterSpacing") in ("normal", "0px")


def test_grave_corrections_stand_above_the_text(visit: Visit) -> None:
    page = visit(f"demonstration{CORRECTED}")
    box, text = page.locator(".corrections").bounding_box(), page.locator(".prose").bounding_box()
    assert box and text
    assert box["y"] + box["height"] < text["y"]
    assert page.get_by_role("region", name="Correction").count() == 1


def test_the_content_security_policy_lets_nothing_in_by_the_page(visit: Visit) -> None:
    """What the other tests see, they see under the policy of `_headers`; this one shows that it is in force."""
    said: list[str] = []
    page = visit(f"demonstration{LEAD}", before=lambda page: page.on("console", lambda one: said.append(one.text)))
    page.evaluate(
        """() => {
            document.body.insertAdjacentHTML("beforeend", "<p style='color: red' onclick='x = 1'>A</p>");
            document.body.append(Object.assign(document.createElement("script"), {textContent: "window.let_in = 1"}));
        }"""
    )
    page.locator("body > p").click()
    assert page.evaluate("window.let_in") is None
    assert _style(page, "body > p", "color") == _style(page, "body", "color")
    assert len([text for text in said if "Content Security Policy" in text]) == 3


def test_inline_shortcodes_leave_their_paragraph_whole(visit: Visit) -> None:
    page = visit(f"corners{EVERYTHING}")
    first = page.locator(".prose > p").first
    assert first.locator(".note").inner_text() == "a note in a line"
    assert first.inner_text().endswith("there.")


# Listings


def test_the_front_page_sets_its_lead_across_and_the_featured_beside_it(visit: Visit) -> None:
    page = visit(f"demonstration{FRONT}")
    lead, beside, top, count = (
        page.locator(selector).bounding_box() for selector in (".top-lead", ".top-featured", ".top", ".count")
    )
    assert lead and beside and top and count
    assert lead["x"] + lead["width"] <= beside["x"] + 1
    assert 0.6 < lead["width"] / top["width"] < 0.7
    assert page.locator(".top-featured .story").count() == 3
    assert top["y"] + top["height"] <= count["y"]
    phone = visit(f"demonstration{FRONT}", 360)
    boxes = phone.locator(".top .story").evaluate_all("all => all.map(e => e.getBoundingClientRect().left)")
    assert len(boxes) == 4
    assert len(set(boxes)) == 1


def test_desks_stand_below_the_listing_without_a_hole(visit: Visit) -> None:
    page = visit(f"demonstration{FRONT}")
    names = ["Politics", "Economy", "Society", "Culture", "Technology", "Travel"]
    assert page.locator(".desk-name").all_inner_texts() == names
    pager = page.locator(".pager").bounding_box()
    desks = page.locator(".desk").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).map(box => [box.top + scrollY, box.bottom + scrollY])"
    )
    assert pager
    ends = [pager["y"] + pager["height"], *(bottom for _, bottom in desks)]
    assert all(0 < top - end < 4 * 16 for (top, _), end in zip(desks, ends, strict=False))
    assert all(bottom - top > 4 * 16 for top, bottom in desks)
    # One section of the corners has no article, the other none left: a magazine of one section has no desks.
    assert visit(f"corners{FRONT}").locator(".desk").count() == 0


def test_a_headline_without_a_picture_grows(visit: Visit) -> None:
    page = visit("demonstration/culture/")
    with_picture = _style(page, ".item:has(.picture) .headline", "fontSize")
    without = _style(page, ".item:not(:has(.picture)) .headline", "fontSize")
    assert float(without.removesuffix("px")) > float(with_picture.removesuffix("px"))


def test_an_excerpt_is_text_in_ink_and_in_one_column(visit: Visit) -> None:
    page = visit(f"demonstration{FRONT}")
    assert _style(page, ".excerpt", "color") == _style(page, "body", "color")
    assert page.locator(".excerpt *").count() == 0
    boxes = page.locator(".excerpt").evaluate_all("all => all.map(e => e.getBoundingClientRect().width)")
    assert len(boxes) == 6
    assert max(boxes) <= 38.5 * 16


def test_the_pager_reads_well_at_two_pages_and_at_thousands(
    tmp_path: Path, browser: Browser, demonstration: Path
) -> None:
    magazine = Magazine(tmp_path).write("")
    magazine.put("site.toml", (tmp_path / "site.toml").read_text() + "[listing]\npage_size = 1\n[feeds]\nscopes = []\n")
    for number in range(1010):
        magazine.article(f"news/a{number:04}.md", f"Item {number}")
    magazine.build()
    with served(magazine.output) as many, served(demonstration) as few, browser.new_page() as page:
        for address, width, numbers in (
            (f"{few}/culture/", 360, ["1", "2"]),
            (f"{few}/culture/", 1440, ["1", "2"]),
            (f"{many}/page/1005/", 360, ["1", "…", "1004", "1005", "1006", "…", "1010"]),
            (f"{many}/page/1005/", 1440, ["1", "…", "1003", "1004", "1005", "1006", "1007", "…", "1010"]),
            (f"{many}/page/1010/", 360, ["1", "…", "1009", "1010"]),
        ):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(address)
            shown = page.locator(".pager li:visible")
            assert shown.all_inner_texts() == numbers
            assert len(set(shown.evaluate_all("all => all.map(e => e.getBoundingClientRect().top)"))) == 1
            assert not _scrolls_sideways(page)
            current = page.locator(".pager [aria-current=page]")
            others = page.locator(".pager li a:not([aria-current]):visible")
            weigh = "all => [...new Set(all.map(e => getComputedStyle(e).fontWeight))]"
            assert current.count() == 1
            assert current.evaluate_all(weigh) == ["650"]
            assert others.evaluate_all(weigh) == ["400"]


def test_the_list_of_sections_starts_at_the_current_one_on_a_phone(visit: Visit) -> None:
    page = visit("demonstration/travel/", 360)
    box = page.locator(".sections [aria-current]").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
    assert page.locator(".sections [aria-current]").inner_text() == "Travel"


def test_an_author_has_a_portrait_a_biography_and_articles(visit: Visit) -> None:
    page = visit("demonstration/author/maps-desk/")
    assert page.locator("h1").inner_text() == "Maps Desk"
    assert page.locator("img.portrait").evaluate("image => image.complete && image.naturalWidth > 0")
    assert page.locator(".profile .prose p").count() >= 1
    assert page.locator(".profile-links a").count() >= 1
    assert page.locator("article.item").count() >= 1


def test_the_404_page_offers_the_newest_five(visit: Visit) -> None:
    page = visit("demonstration/404.html")
    assert page.locator("h1").inner_text() == "Page not found"
    assert page.locator(".related a").count() == 5


def test_an_empty_listing_says_so(visit: Visit) -> None:
    page = visit(f"corners{EMPTY}")
    assert page.locator(".count").inner_text() == "Viewing results 0 - 0 of 0"
    assert page.locator(".empty").inner_text() == "There are no articles here yet."
    assert page.locator(".pager").count() == 0


# Weight and cleanness


def test_pages_are_light(demonstration: Path) -> None:
    assets = demonstration / "assets"
    [stylesheet] = assets.glob("broadsheet.*.css")
    [script] = assets.glob("broadsheet.*.js")
    assert stylesheet.stat().st_size < 25_000
    shared = sum(len(gzip.compress(file.read_bytes())) for file in (stylesheet, script))
    pages = [
        path for section in ("politics", "economy", "travel") for path in (demonstration / section).glob("*/index.html")
    ]
    assert len(pages) > 15
    assert max(len(gzip.compress(path.read_bytes())) for path in pages) + shared < 30_000


def test_no_page_has_styles_or_handlers_inline(demonstration: Path, corners: Path) -> None:
    pages = [*demonstration.rglob("*.html"), *corners.rglob("*.html")]
    assert len(pages) > 100
    pattern = re.compile(r"<[^>]+\s(style|on[a-z]+)=|<style|<script>", re.IGNORECASE)
    assert [path for path in pages if pattern.search(path.read_text("utf-8"))] == []


def test_the_stylesheet_has_no_fonts_or_pictures_from_elsewhere() -> None:
    text = (THEME / "static" / "broadsheet.css").read_text("utf-8")
    assert "@font-face" not in text
    assert "@import" not in text
    assert "url(" not in text
