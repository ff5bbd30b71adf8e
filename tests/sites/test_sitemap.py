"""Sitemaps of pages, pictures and news, and what robots are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from generator.plan import sitemaps
from tests.magazine import SITE_TOML, Magazine
from tests.pictures import png, undigested

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
_NAMES = {"s": _SITEMAP, "n": _NEWS, "i": _IMAGE}
_NODE = Path(__file__).parents[1] / "node" / "node_modules"
# The elements of Google's that stand in an address, each with those that it holds: the schema knows none of them.
_FOREIGN = {
    f"{{{_IMAGE}}}image": ["i:loc"],
    f"{{{_NEWS}}}news": ["n:publication/n:name", "n:publication/n:language", "n:publication_date", "n:title"],
}


def _checked(data: bytes) -> Any:
    """Parse a sitemap, after a check by sitemaps.org's schema, which npm's `sitemap` carries."""
    schema = etree.XMLSchema(etree.parse(str(_NODE / "sitemap/schema/sitemap.xsd")))
    root = etree.fromstring(data)
    if root.tag == f"{{{_SITEMAP}}}sitemapindex":  # for which it has no schema: the same addresses, called otherwise
        assert [len(one.findall(f"{{{_SITEMAP}}}loc")) for one in root] == [1] * len(root)
        return root
    plain = etree.fromstring(data)
    for tag, parts in _FOREIGN.items():
        for element in plain.findall(f".//{tag}"):
            found = [child for part in parts for child in element.findall(part, _NAMES)]
            assert len(found) == len(parts)
            assert all(child.text for child in found)
            element.getparent().remove(element)
    # Google reads a news sitemap without news; the schema wants an address at least.
    assert not len(plain) or schema.validate(plain), schema.error_log
    return root


def _entries(magazine: Magazine, path: str = "/sitemap.xml") -> dict[str, str]:
    root = _checked(magazine.read(path).encode())
    return {
        str(url.findtext("s:loc", namespaces=_NAMES)): str(url.findtext("s:lastmod", "", namespaces=_NAMES))
        for url in root.xpath("s:url | s:sitemap", namespaces=_NAMES)
    }


def test_every_page_is_listed_with_its_last_change(magazine: Magazine) -> None:
    magazine.write("").configure("[listing]\npage_size = 1\n[archives]\nperiods = []\n")
    magazine.article("news/a.md", date="2025-05-01 09:30", tags="Тег", aliases="[/old/]")
    magazine.article("news/b.md", date="2025-04-01", updated="2025-05-03 10:00 UTC")
    magazine.put("content/pages/about.md", "---\ntitle: About\n---\n")
    magazine.build()
    entries = _entries(magazine)
    assert entries == {
        "https://test.example/": "2025-05-01T09:30:00+05:00",
        "https://test.example/about/": "",
        "https://test.example/feeds/": "",
        "https://test.example/news/": "2025-05-01T09:30:00+05:00",
        "https://test.example/news/a/": "2025-05-01T09:30:00+05:00",
        "https://test.example/news/b/": "2025-05-03T10:00:00+00:00",
        "https://test.example/news/page/2/": "2025-05-03T10:00:00+00:00",
        "https://test.example/page/2/": "2025-05-03T10:00:00+00:00",
        "https://test.example/tag/%D1%82%D0%B5%D0%B3/": "2025-05-01T09:30:00+05:00",
    }
    assert list(entries) == sorted(entries)


def test_addresses_hold_the_path_of_base_url_and_are_escaped(magazine: Magazine) -> None:
    magazine.write("").configure(
        '[permalinks]\narticle = "/a&b/{slug}/"\n', head=SITE_TOML.replace("test.example/", "test.example/mag/")
    )
    magazine.article("news/a.md")
    magazine.build()
    assert "https://test.example/mag/a&b/a/" in _entries(magazine)
    assert magazine.read("/robots.txt").splitlines()[-2:] == [
        "Sitemap: https://test.example/mag/sitemap.xml", "Sitemap: https://test.example/mag/news-sitemap.xml",
    ]  # fmt: skip


def test_what_is_canonical_elsewhere_is_not_listed(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", canonical_url="https://other.example/a")
    magazine.build()
    assert "https://test.example/news/a/" not in _entries(magazine)


def test_a_map_past_its_limit_becomes_an_index(magazine: Magazine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_URLS", 3)
    magazine.write("").configure("[archives]\nperiods = []\n")
    for number in range(1, 6):
        magazine.article(f"news/a{number}.md")
    magazine.build()
    index = _entries(magazine)
    assert list(index) == [f"https://test.example/sitemap-{number}.xml" for number in (1, 2, 3)]
    parts = [_entries(magazine, f"/sitemap-{number}.xml") for number in (1, 2, 3)]
    assert [len(part) for part in parts] == [3, 3, 2]
    assert len({url for part in parts for url in part}) == 8


def test_an_empty_site_lists_its_front_page(magazine: Magazine) -> None:
    magazine.write("").build()
    assert _entries(magazine) == {"https://test.example/": "", "https://test.example/feeds/": ""}


def test_a_map_of_too_many_bytes_becomes_an_index(magazine: Magazine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_BYTES", 2000)
    magazine.write("").configure("[archives]\nperiods = []\n")
    magazine.put("content/news/p.png", png())
    for number in range(1, 15):
        magazine.article(f"news/{'очень-длинное-имя' if number % 2 else 'a'}{number}.md", body="![x](p.png)")
    magazine.build()
    paths = [url.removeprefix("https://test.example") for url in _entries(magazine)]
    assert len(paths) > 2
    assert all(1000 < len(magazine.read(path).encode()) <= 2000 for path in paths[:-1])
    urls = [url for path in paths for url in _entries(magazine, path)]
    assert len(urls) == len(set(urls)) == 14 + 3 + 3 + 1


def test_corrections_are_changes(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", corrections="[{date: 2025-05-03, text: It was B.}]")
    magazine.article("news/b.md", date="2025-05-02")
    magazine.build()
    entries = _entries(magazine)
    assert (
        entries["https://test.example/news/a/"]
        == entries["https://test.example/news/"]
        == ("2025-05-03T00:00:00+05:00")
    )


def test_pictures_are_listed_with_their_article(magazine: Magazine) -> None:
    magazine.write("")
    magazine.put("content/news/lead.png", png(40, 30))
    magazine.put("content/news/body.png", png(20, 30))
    magazine.article("news/a.md", image="{src: lead.png, alt: x}", body="![x](body.png) ![y](body.png)")
    magazine.article("news/b.md", image="{src: 'https://e.example/?a=1&b=2', alt: x}")
    magazine.article("news/c.md", image="{src: lead.png, alt: x}", canonical_url="https://other.example/c")
    magazine.build()
    root = _checked(magazine.read("/sitemap.xml").encode())
    pictures = {
        url.findtext("s:loc", namespaces=_NAMES).removeprefix("https://test.example"): undigested(
            [str(loc) for loc in url.xpath("i:image/i:loc/text()", namespaces=_NAMES)]
        )
        for url in root.xpath("s:url[i:image]", namespaces=_NAMES)
    }
    assert pictures == {
        "/news/a/": [f"https://test.example/assets/pictures/{name}" for name in ("lead-40.png", "body-20.png")],
        "/news/b/": ["https://e.example/?a=1&b=2"],
    }


def _news(magazine: Magazine, now: str, path: str = "/news-sitemap.xml") -> list[str]:
    """Build at a moment, and list the addresses of the news sitemap."""
    magazine.build("--now", now)
    root = _checked(magazine.read(path).encode())
    return [url.removeprefix("https://test.example") for url in root.xpath("//s:loc/text()", namespaces=_NAMES)]


def test_what_a_news_sitemap_says(magazine: Magazine) -> None:
    magazine.write("").configure('[publisher]\nname = "The & Paper"\n', head=SITE_TOML + 'language = "en-GB"\n')
    magazine.article("news/a.md", title="'A & <b>'", date="2025-05-13 09:30")
    magazine.article("news/b.md", date="2025-05-14", lang="zh-TW", updated="2025-05-14 10:00")
    magazine.article("news/c.md", date="2025-05-14", canonical_url="https://other.example/c")
    magazine.put("content/pages/about.md", "---\ntitle: About\ndate: 2025-05-14\n---\n")
    magazine.build()
    root = _checked(magazine.read("/news-sitemap.xml").encode())
    said = [[element.text for element in url.iter() if element.text] for url in root]
    assert said == [
        ["https://test.example/news/b/", "The & Paper", "zh-tw", "2025-05-14T00:00:00+05:00", "A headline"],
        ["https://test.example/news/a/", "The & Paper", "en", "2025-05-13T09:30:00+05:00", "A & <b>"],
    ]


def test_news_are_news_for_two_days_to_the_second(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", date="2025-05-12 09:30:15")
    assert _news(magazine, "2025-05-12T09:30:14+05:00") == []
    for moment in ("2025-05-12T09:30:15+05:00", "2025-05-14T09:30:14+05:00", "2025-05-14T04:30:14Z"):
        assert _news(magazine, moment) == ["/news/a/"]
    assert _news(magazine, "2025-05-14T09:30:15+05:00") == []
    # And back again, on the same day as before: the last build's answer does not hold.
    assert _news(magazine, "2025-05-14T09:30:14+05:00") == ["/news/a/"]


@pytest.mark.parametrize(
    ("published", "last", "first_after"),
    [
        # Clocks go forward on 30 March 2025 at 02:00, and back on 26 October at 03:00.
        ("2025-03-29 01:30", "2025-03-31T02:29:59", "2025-03-31T02:30:00"),
        ("2025-10-25 01:30", "2025-10-27T00:29:59", "2025-10-27T00:30:00"),
        ("2025-03-29", "2025-03-31T00:59:59", "2025-03-31T01:00:00"),
    ],
)
def test_two_days_are_as_long_over_a_change_of_summer_time(
    magazine: Magazine, published: str, last: str, first_after: str
) -> None:
    magazine.write("").configure("", head=SITE_TOML.replace("Asia/Almaty", "Europe/Berlin"))
    magazine.article("news/a.md", date=published)
    assert _news(magazine, last) == ["/news/a/"]
    assert _news(magazine, first_after) == []


def test_a_preview_of_the_future_has_no_news_of_it(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", date="2025-05-15")
    magazine.article("news/b.md", date="2025-05-14")
    magazine.build("--future")
    assert magazine.exists("/news/a/")
    assert magazine.read("/news-sitemap.xml").count("<loc>") == 1


def test_a_news_sitemap_stays_when_there_are_no_news(magazine: Magazine) -> None:
    """Its address is known to search engines, and an address that comes and goes is a fault to them."""
    magazine.write("").article("news/a.md", date="2025-01-01")
    assert _news(magazine, "2025-05-14") == []
    assert etree.fromstring(magazine.read("/news-sitemap.xml").encode()).tag == f"{{{_SITEMAP}}}urlset"
    assert "news-sitemap.xml" in magazine.read("/robots.txt")


def test_more_than_a_thousand_news_become_an_index(magazine: Magazine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_NEWS_URLS", 2)
    magazine.write("")
    for number in range(1, 6):
        magazine.article(f"news/a{number}.md", date=f"2025-05-14 0{number}:00")
    index = _news(magazine, "2025-05-14T12:00+05:00")
    assert index == [f"/news-sitemap-{number}.xml" for number in (1, 2, 3)]
    parts = [_news(magazine, "2025-05-14T12:00+05:00", path) for path in index]
    assert [url for part in parts for url in part] == [f"/news/a{number}/" for number in (5, 4, 3, 2, 1)]
    assert [len(part) for part in parts] == [2, 2, 1]
