"""The head of a page for where it is found and shared: Open Graph, cards, robots, the pages around it."""

from __future__ import annotations

import pytest

from tests.magazine import SITE_TOML, Magazine, Page

THEMES = ("broadsheet", "gazette")


def meta(page: Page, name: str) -> list[str]:
    return page.all(f"//meta[@property='{name}' or @name='{name}']/@content")


@pytest.mark.parametrize("theme", THEMES)
def test_an_article(magazine: Magazine, theme: str) -> None:
    magazine.write("").configure(f'theme = "{theme}"\n', head=SITE_TOML.replace("test.example/", "test.example/mag/"))
    magazine.article(
        "news/a.md", title="A title", date="2025-05-01 09:30", updated="2025-05-02", tags="[One, Two]",
        authors="[Ann, Bo]", summary="A standfirst.",
    )  # fmt: skip
    magazine.build()
    page = magazine.page("/news/a/")
    assert meta(page, "og:title") == ["A title"]
    assert meta(page, "og:description") == meta(page, "description") == ["A standfirst."]
    assert meta(page, "og:type") == ["article"]
    assert meta(page, "og:url") == ["https://test.example/mag/news/a/"]
    assert meta(page, "og:locale") == ["en_US"]
    assert meta(page, "article:published_time") == ["2025-05-01T09:30:00+05:00"]
    assert meta(page, "article:modified_time") == ["2025-05-02T00:00:00+05:00"]
    assert meta(page, "article:section") == ["News"]
    assert meta(page, "article:tag") == ["One", "Two"]
    assert meta(page, "article:author") == [f"https://test.example/mag/author/{name}/" for name in ("ann", "bo")]
    assert meta(page, "twitter:card") == ["summary_large_image"]
    assert meta(page, "twitter:image:alt") == meta(page, "og:image:alt")
    assert meta(page, "robots") == ["max-image-preview:large"]
    assert page.one("//link[@rel='canonical']/@href") == "https://test.example/mag/news/a/"
    assert page.all("//link[@rel='prev' or @rel='next']") == []


@pytest.mark.parametrize(
    ("code", "locale"),
    [("ru", "ru_RU"), ("kk", "kk_KZ"), ("pt-BR", "pt_BR"), ("uz-Cyrl", "uz_UZ"), ("en", "en_US"), ("eo", "eo_001")],
)
def test_the_locale_of_a_language(magazine: Magazine, code: str, locale: str) -> None:
    magazine.write("").configure(f'language = "{code}"\n')
    magazine.build()
    assert meta(magazine.page("/"), "og:locale") == [locale]


@pytest.mark.parametrize("theme", THEMES)
def test_the_pages_of_a_listing_name_each_other(magazine: Magazine, theme: str) -> None:
    magazine.write("").configure(f'theme = "{theme}"\n[listing]\npage_size = 1\n')
    for number in (1, 2, 3):
        magazine.article(f"news/a{number}.md")
    magazine.build()
    found = {
        path: [magazine.page(path).all(f"//link[@rel='{rel}']/@href") for rel in ("prev", "next")]
        for path in ("/", "/page/2/", "/news/page/3/")
    }
    root = "https://test.example"
    assert found == {
        "/": [[], [f"{root}/page/2/"]],
        "/page/2/": [[f"{root}/"], [f"{root}/page/3/"]],
        "/news/page/3/": [[f"{root}/news/page/2/"], []],
    }


@pytest.mark.parametrize("theme", THEMES)
def test_pages_for_nobody_are_kept_out_of_search_engines(magazine: Magazine, theme: str) -> None:
    magazine.write("").configure(f'theme = "{theme}"\n')
    magazine.article("news/a.md", draft="true")
    magazine.build("--drafts")
    assert meta(magazine.page("/404.html"), "robots") == ["noindex"]
    assert meta(magazine.page("/news/a/"), "robots") == ["noindex"]


def test_thin_terms_are_kept_out_by_setting(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", tags="[Often, Once]", authors="[Ann, Bo]", series="Short")
    magazine.article("news/b.md", tags="[Often]")
    magazine.article("world/c.md")
    magazine.put("content/authors/ann.md", "---\ntitle: Ann\n---\nShe writes.\n")
    addresses = ("/tag/often/", "/tag/once/", "/author/ann/", "/author/bo/", "/series/short/", "/world/", "/2025/")
    for below, kept_out in ((0, ()), (2, ("/tag/once/", "/author/bo/", "/series/short/")), (1, ())):
        magazine.configure(f"[listing]\nnoindex_below = {below}\n")
        magazine.build()
        sitemap = magazine.read("/sitemap.xml")
        for address in addresses:
            assert (meta(magazine.page(address), "robots") == ["noindex"]) == (address in kept_out), address
            assert (f"https://test.example{address}<" in sitemap) == (address not in kept_out), address


def test_the_numbers_that_thin_can_be(magazine: Magazine) -> None:
    magazine.write("").configure("[listing]\nnoindex_below = -1\n")
    assert magazine.fail().errors == [
        'site.toml:6:17: error: "noindex_below" must be from 0 to 1000, but is -1',
    ]
