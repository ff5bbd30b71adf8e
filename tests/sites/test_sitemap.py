"""The sitemap and what robots are told."""

from __future__ import annotations

import pytest
from lxml import etree

from generator.plan import outputs
from tests.magazine import SITE_TOML, Magazine

_NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def _entries(magazine: Magazine, path: str = "/sitemap.xml") -> dict[str, str]:
    root = etree.fromstring(magazine.read(path).encode())
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
    assert magazine.read("/robots.txt").endswith("Sitemap: https://test.example/mag/sitemap.xml\n")


def test_what_is_canonical_elsewhere_is_not_listed(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", canonical_url="https://other.example/a")
    magazine.build()
    assert "https://test.example/news/a/" not in _entries(magazine)


def test_a_map_past_its_limit_becomes_an_index(magazine: Magazine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outputs, "MAX_SITEMAP_URLS", 3)
    magazine.write("").configure("[archives]\nperiods = []\n")
    for number in range(1, 6):
        magazine.article(f"news/a{number}.md")
    magazine.build()
    index = _entries(magazine)
    assert list(index) == [f"https://test.example/sitemap-{number}.xml" for number in (1, 2, 3)]
    parts = [_entries(magazine, f"/sitemap-{number}.xml") for number in (1, 2, 3)]
    assert [len(part) for part in parts] == [3, 3, 1]
    assert len({url for part in parts for url in part}) == 7


def test_an_empty_site_lists_its_front_page(magazine: Magazine) -> None:
    magazine.write("").build()
    assert _entries(magazine) == {"https://test.example/": ""}
