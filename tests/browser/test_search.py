"""The search page in Chromium, served with the headers that the build asks for: found, filtered, by keyboard alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.places import WCAG, Scheme, served
from tests.magazine import SITE_TOML, Magazine

pytestmark = pytest.mark.browser

SEEN: tuple[tuple[int, Scheme], ...] = ((320, "light"), (1440, "dark"))
ENABLED = '[search]\nenabled = true\n[social]\ncards = "none"\n'
# A language, an article's text, a form of a word in it, and what no text has.
TEXTS = {
    "en": ("The caravans carried melons <b> & 'salt' over the pass.", "melon", "zeppelin"),
    "ru": ("Караваны везли дыни через высокий перевал.", "дынь", "дирижабль"),
    "kk": ("Керуендер қауын мен тұзды асу арқылы тасыды.", "қауын", "дирижабль"),
}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Three magazines, each in its language; one in English with an article of each; a large one; by theme, too."""
    with ExitStack() as stack:
        found = {}
        for name in (*TEXTS, "mixed", "many", "gazette"):
            magazine = Magazine(tmp_path_factory.mktemp(name)).write("")
            _write(magazine, name)
            magazine.build()
            found[name] = stack.enter_context(served(magazine.output))
        yield found


def _write(magazine: Magazine, name: str) -> None:
    theme = "gazette" if name == "gazette" else "broadsheet"
    language = name if name in TEXTS else "en"
    magazine.configure(ENABLED, head=SITE_TOML + f'language = "{language}"\ntheme = "{theme}"\n')
    if name in ("many", "gazette"):
        for number in range(1, 26):
            desk = ("news", "world", "culture")[number % 3]
            magazine.article(
                f"{desk}/a{number}.md", f"Article {number}", f"20{20 + number % 4}-05-{number:02}",
                f"Water runs {'and runs ' * (number % 5)}past town {number}.\n\n## Downstream\n\nMore water.",
                author=f"Author {number % 2}", tags=f"[Tag {number % 3}]",
            )  # fmt: skip
        return
    for code in TEXTS if name == "mixed" else [name]:
        magazine.article(f"news/{code}.md", f"Title {code}", body=TEXTS[code][0], lang=code)
    magazine.article("news/other.md", "Other", body="Nothing of the kind.")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window that fails the test when anything is said on the console, or asked of another host."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    said: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    yield page
    context.close()
    assert said == []
    assert len(hosts) <= 1


def _headlines(page: Page) -> list[str]:
    return page.locator(".search-result .headline").all_inner_texts()


@pytest.mark.parametrize("language", TEXTS)
def test_a_word_of_an_article_finds_it(page: Page, sites: dict[str, str], language: str) -> None:
    text, word, missing = TEXTS[language]
    page.goto(f"{sites[language]}/search/?q={word}")
    expect(page.locator(".search-result")).to_have_count(1)
    assert _headlines(page) == [f"Title {language}"]
    assert page.locator(".search-result .excerpt").inner_text() == text
    assert page.locator(".search-result mark").first.inner_text().strip(".").lower()[:3] == word[:3]
    page.locator("#search-words").fill(missing)
    expect(page.locator("#search-status")).to_contain_text(missing)
    assert _headlines(page) == []


@pytest.mark.parametrize("language", TEXTS)
def test_in_a_magazine_with_texts_in_several_languages_each_is_found(
    page: Page, sites: dict[str, str], language: str
) -> None:
    word = TEXTS[language][0].split()[2].strip(".")
    page.goto(f"{sites['mixed']}/search/?q={word}")
    expect(page.locator(".search-result")).to_have_count(1)
    assert _headlines(page) == [f"Title {language}"]


@pytest.mark.parametrize("site", ["many", "gazette"])
def test_all_of_it_works_by_keyboard_alone(page: Page, sites: dict[str, str], site: str) -> None:
    page.goto(f"{sites[site]}/")
    _tab_to(page, ".search-box input")
    page.keyboard.type("town")
    page.keyboard.press("Enter")
    expect(page.locator("#search-status")).to_have_text("Viewing results 1 - 10 of 25")
    assert page.url.endswith("/search/?q=town")
    _tab_to(page, '[data-filter="section"] input')
    page.keyboard.press("Space")
    expect(page.locator("#search-status")).to_have_text("Viewing results 1 - 9 of 9")
    focused = "document.activeElement.name + document.activeElement.checked"
    assert page.evaluate(focused) == "sectiontrue"  # the reader is still there
    page.keyboard.press("Space")
    expect(page.locator("#search-status")).to_have_text("Viewing results 1 - 10 of 25")
    _tab_to(page, "#search-more")
    page.keyboard.press("Enter")
    expect(page.locator("#search-status")).to_have_text("Viewing results 1 - 20 of 25")
    eleventh = page.locator(".search-result").nth(10).locator(".headline a")
    expect(eleventh).to_be_focused()
    headline = eleventh.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(headline)


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no way to {selector}")


def test_filters_and_order(page: Page, sites: dict[str, str]) -> None:
    page.goto(f"{sites['many']}/search/?q=water")
    status = page.locator("#search-status")
    expect(status).to_have_text("Viewing results 1 - 10 of 25")
    offered = {
        name: page.locator(f'[data-filter="{name}"] li').all_inner_texts()
        for name in ("section", "year", "author", "tag")
    }
    assert [text.split()[0] for text in offered["year"]] == ["2023", "2022", "2021", "2020"]
    assert sorted(text.split()[0] for text in offered["section"]) == ["Culture", "News", "World"]
    page.locator('[data-filter="year"]').get_by_label("2023").check()
    expect(status).to_have_text("Viewing results 1 - 6 of 6")
    page.locator('[data-filter="year"]').get_by_label("2022").check()  # either
    expect(status).to_have_text("Viewing results 1 - 10 of 12")
    page.locator('[data-filter="author"]').get_by_label("Author 1").check()  # and
    expect(status).to_have_text("Viewing results 1 - 6 of 6")
    page.locator('[data-filter="tag"]').get_by_label("Tag 0").check()
    expect(status).to_have_text("Viewing results 1 - 2 of 2")
    assert sorted(_headlines(page)) == ["Article 15", "Article 3"]
    assert page.url.endswith("/search/?q=water&year=2023&year=2022&author=Author+1&tag=Tag+0")
    page.reload()
    expect(status).to_have_text("Viewing results 1 - 2 of 2")
    page.go_back()
    expect(status).to_have_text("Viewing results 1 - 6 of 6")
    page.goto(f"{sites['many']}/search/?q=water")
    page.locator("#search-sort").select_option("date")
    expect(page.locator(".search-result time").first).to_have_text("23 May 2023")
    days = page.locator(".search-result time").evaluate_all("all => all.map(one => one.dateTime)")
    assert days == sorted(days, reverse=True)
    assert len(days) == 10


def test_a_result_shows_its_section_day_and_headings(page: Page, sites: dict[str, str]) -> None:
    page.goto(f"{sites['many']}/search/?q=%22town+9%22")
    result = page.locator(".search-result").first
    expect(result.locator(".headline")).to_have_text("Article 9")
    assert result.locator(".byline").inner_text().startswith("News")
    assert result.locator("time").get_attribute("datetime") == "2021-05-09"
    page.goto(f"{sites['many']}/search/?q=water")
    part = page.locator(".search-parts a").first
    expect(part).to_have_text("Downstream")
    part.click()
    expect(page).to_have_url(f"{sites['many']}/{page.url.split('/', 3)[3].split('#')[0]}#downstream")


def test_the_count_is_announced_and_what_was_typed_last_is_shown(page: Page, sites: dict[str, str]) -> None:
    page.goto(f"{sites['many']}/search/")
    assert page.locator("#search-status").get_attribute("role") == "status"
    page.locator("#search-words").press_sequentially("town")
    expect(page.locator("#search-status")).to_have_text("Viewing results 1 - 10 of 25")
    page.locator("#search-words").fill("")
    expect(page.locator("#search-status")).to_have_text("")
    assert _headlines(page) == []


@pytest.mark.parametrize("site", ["many", "gazette"])
def test_results_violate_no_wcag_and_fit(page: Page, sites: dict[str, str], site: str) -> None:
    page.goto(f"{sites[site]}/search/?q=water")
    expect(page.locator(".search-result")).to_have_count(10)
    axe = Axe()
    page.evaluate(axe.axe_script)
    found = []
    for width, scheme in SEEN:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.locator("#search-filters").evaluate("details => { details.open = true; }")
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        result = page.evaluate("options => axe.run(document, options)", {"runOnly": WCAG, "preload": False})
        found += [(width, scheme, one["id"], one["nodes"][0]["html"]) for one in result["violations"]]
    assert found == []


def test_without_a_script_the_page_says_so(browser: Browser, sites: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{sites['en']}/search/?q=melon")
    assert page.locator("noscript").inner_text().startswith("Search needs JavaScript")
    assert not page.locator("#search-filters").is_visible()
    context.close()


def test_an_index_that_is_gone_is_told(browser: Browser, tmp_path: Path) -> None:
    magazine = Magazine(tmp_path).write("")
    _write(magazine, "en")
    magazine.build()
    shutil.rmtree(magazine.output / "pagefind")
    context = browser.new_context()
    page = context.new_page()
    with served(magazine.output) as address:
        page.goto(f"{address}/search/?q=melon")
        expect(page.locator("#search-status")).to_have_text("The search cannot be loaded. Please try again later.")
    context.close()
