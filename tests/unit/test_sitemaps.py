"""Sitemaps at their real limits, and the coming moments of the news window, without a site around them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from lxml import etree

from generator.clock import Clock, microseconds
from generator.config import SiteConfig, read_config
from generator.model.article import Article, FrontMatter
from generator.model.kit import Kit
from generator.model.plan import SitemapPage
from generator.model.site import Language, Masthead, Publisher
from generator.model.theme import Theme
from generator.plan.counterparts import Counterparts
from generator.plan.editions import Edition
from generator.plan.news import WINDOW, leaving, news_articles, window_bounds
from generator.plan.sitemaps import news_claims, sitemap_claims
from generator.plan.taxonomy import Terms
from generator.render.sitemap import render_sitemap
from generator.render.views import Viewer

_NAME = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_LANGUAGE = Language("en", "/", "The Test", "", "ltr")
_NOW = datetime(2025, 5, 14, 12, tzinfo=UTC)
_TEMPLATE = Article(
    "", "article", "en", "news", "News", "", "", FrontMatter("T", "2025-05-14T00:00:00+00:00"), "2025-05-14", 0, 0, 0,
    1, "", 1, (), (), "", "", "",
)  # fmt: skip


def _kit() -> Kit:
    config = read_config('[site]\ntitle = "The Test"\nbase_url = "https://test.example/"\n')[0]
    assert isinstance(config, SiteConfig)
    theme = Theme("x", {}, {}, {}, {}, (), {}, "")
    mastheads = {"en": Masthead("2025-05-14", None, ())}
    return Kit(
        config, theme, {"en": _LANGUAGE}, mastheads, {}, "", "", "", Publisher("The Test", "https://test.example/")
    )


def _article(number: int, published: datetime = _NOW) -> Article:
    return msgspec.structs.replace(
        _TEMPLATE, path=f"content/news/a{number}.md", slug=f"a{number}", url=f"/news/a{number}/",
        published=microseconds(published),
    )  # fmt: skip


def _walk(files: dict[str, bytes], url: str) -> list[str]:
    """Follow a sitemap as a search engine does, to all addresses of pages."""
    root = etree.fromstring(files[url.removeprefix("https://test.example")])
    addresses = [str(loc.text) for loc in root.iter(f"{_NAME}loc")]
    if root.tag == f"{_NAME}sitemapindex":
        return [address for part in addresses for address in _walk(files, part)]
    assert len(addresses) <= 50_000
    return addresses


def test_sixty_thousand_addresses_are_each_found_once() -> None:
    kit = _kit()
    articles = [_article(number) for number in range(60_000)]
    edition = Edition(_LANGUAGE, tuple(articles), (), [], {}, Terms({}, {}, {}, ()), [])
    claims = sitemap_claims([edition], [Counterparts(edition, [edition], {}, 6)], {}, kit)
    files = {}
    for claim in claims:
        page = claim.output.page()
        assert isinstance(page, SitemapPage)
        files[claim.output.url] = render_sitemap(page, Viewer(kit).permalink)
    assert len(files) == 3
    assert max(map(len, files.values())) < 50 * 1024 * 1024
    found = _walk(files, "https://test.example/sitemap.xml")
    assert len(found) == 60_000
    assert set(found) == {f"https://test.example/news/a{number}/" for number in range(60_000)}


def test_a_thousand_news_are_one_file_and_one_more_are_two() -> None:
    kit, clock = _kit(), Clock(_NOW)
    articles = [_article(number) for number in range(1001)]
    assert [claim.output.url for claim in news_claims(articles[1:], _LANGUAGE, clock, kit)] == ["/news-sitemap.xml"]
    assert [claim.output.url for claim in news_claims(articles, _LANGUAGE, clock, kit)] == [
        "/news-sitemap.xml", "/news-sitemap-1.xml", "/news-sitemap-2.xml",
    ]  # fmt: skip


def test_what_leaves_the_window_and_when() -> None:
    ages = [timedelta(hours=hours) for hours in (-1, 0, 1, 47, 48, 60)]
    articles = [_article(number, _NOW - age) for number, age in enumerate(ages)]
    clock = Clock(_NOW)
    assert [article.slug for article in news_articles(articles, clock)] == ["a1", "a2", "a3"]
    now = microseconds(_NOW)
    hour = 60 * 60 * 1_000_000
    assert [(moment - now, article.slug) for moment, article in leaving(articles, clock)] == [
        (hour, "a3"), (47 * hour, "a2"), (48 * hour, "a1"),
    ]  # fmt: skip
    # The last that left did so this very moment; the next does in an hour.
    assert window_bounds(articles, clock, -(2**62), 2**62) == (now, now + hour)
    assert window_bounds(articles, clock, now + 1, now + 2) == (now + 1, now + 2)
    assert window_bounds([], clock, 3, 5) == (3, 5)
    assert 48 * hour == WINDOW
