"""Where a typed address leads (contract, section 3)."""

from __future__ import annotations

import pytest

from generator.plan.links import Map, Target, resolve

_MAP = Map(
    root="/magazine/",
    pages={
        "content/news/a.md": "/news/a/",
        "content/news/bundle/index.md": "/news/bundle/",
        "content/news/_index.md": "/news/",
        "content/art/алма.md": "/art/алма/",
        "content/art/a b#c.md": "/art/a-b-c/",
        "content/pages/about.md": "/about/",
    },
    held={"content/news/draft.md": "a draft", "content/news/later/index.md": "scheduled for later"},
    files={
        "content/news/bundle/map.svg": "/news/bundle/map.svg",
        "content/news/bundle/deep/x y.png": "/news/bundle/deep/x y.png",
        "content/news/later/secret.png": "/news/later/secret.png",
        "content/shared.pdf": "/shared.pdf",
    },
    bundles={"content/news/later": "scheduled for later"},
    held_urls={"/news/draft/": "a draft"},
    planned={"index.html", "news/index.html", "news/a/index.html", "tag/t/index.html", "logo.svg", "404.html"},
)


@pytest.mark.parametrize(
    ("target", "folder", "link"),
    [
        ("a.md", "content/news", "/magazine/news/a/"),
        ("./a.md", "content/news", "/magazine/news/a/"),
        ("../news/a.md", "content/art", "/magazine/news/a/"),
        ("a.md/", "content/news", "/magazine/news/a/"),
        ("a.md#part", "content/news", "/magazine/news/a/#part"),
        ("a.md?q=1&r#s", "content/news", "/magazine/news/a/?q=1&r#s"),
        ("a.md#часть", "content/news", "/magazine/news/a/#%D1%87%D0%B0%D1%81%D1%82%D1%8C"),
        ("a.md#%D1%87", "content/news", "/magazine/news/a/#%D1%87"),
        ("bundle/index.md", "content/news", "/magazine/news/bundle/"),
        ("bundle", "content/news", "/magazine/news/bundle/"),
        ("bundle/", "content/news", "/magazine/news/bundle/"),
        ("../news", "content/art", "/magazine/news/"),
        ("_index.md", "content/news", "/magazine/news/"),
        ("алма.md", "content/art", "/magazine/art/%D0%B0%D0%BB%D0%BC%D0%B0/"),
        ("%D0%B0%D0%BB%D0%BC%D0%B0.md", "content/art", "/magazine/art/%D0%B0%D0%BB%D0%BC%D0%B0/"),
        ("a%20b%23c.md", "content/art", "/magazine/art/a-b-c/"),
        ("map.svg", "content/news/bundle", "/magazine/news/bundle/map.svg"),
        ("deep/x%20y.png", "content/news/bundle", "/magazine/news/bundle/deep/x%20y.png"),
        ("../../shared.pdf", "content/news/bundle", "/magazine/shared.pdf"),
        ("/news/a.md", "content/art", "/magazine/news/a/"),
        ("/news/bundle/map.svg", "content/art", "/magazine/news/bundle/map.svg"),
        ("/pages/about.md", "content/art", "/magazine/about/"),
        ("/shared.pdf", "content/art", "/magazine/shared.pdf"),
        ("/", "content/art", "/magazine/"),
        ("/news/a/", "content/art", "/magazine/news/a/"),
        ("/news/a", "content/art", "/magazine/news/a/"),
        ("/tag/t/#x", "content/art", "/magazine/tag/t/#x"),
        ("/logo.svg", "content/art", "/magazine/logo.svg"),
        ("/404.html", "content/art", "/magazine/404.html"),
        ("../../static/logo.svg", "content/art", "/magazine/logo.svg"),
        ("#part", "content/art", "#part"),
        ("?q", "content/art", "?q"),
    ],
)
def test_addresses_that_lead_somewhere(target: str, folder: str, link: str) -> None:
    found = resolve(target, folder, _MAP)
    assert (found.state, found.link) == ("found", link)


@pytest.mark.parametrize(
    ("target", "url", "file"),
    [
        ("map.svg", "/news/bundle/map.svg", "content/news/bundle/map.svg"),
        ("../a.md", "/news/a/", ""),
        ("/logo.svg", "/logo.svg", ""),
    ],
)
def test_a_content_file_is_named_so_that_it_is_copied(target: str, url: str, file: str) -> None:
    found = resolve(target, "content/news/bundle", _MAP)
    assert (found.url, found.file) == (url, file)


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("draft.md", "a draft"),
        ("draft.md#part", "a draft"),
        ("/news/draft.md", "a draft"),
        ("/news/draft/", "a draft"),
        ("/news/draft", "a draft"),
        ("later/index.md", "scheduled for later"),
        ("later/", "scheduled for later"),
        ("later/secret.png", "scheduled for later"),
    ],
)
def test_a_held_article_and_its_files_are_not_linked(target: str, reason: str) -> None:
    assert resolve(target, "content/news", _MAP) == Target("held", reason=reason)


@pytest.mark.parametrize(
    "target",
    [
        "nope.md", "../../../etc/passwd", "../../site.toml", "/../../etc/passwd", "/nope/", "map.svg",
        "%2e%2e/%2e%2e/site.toml", "..\\..\\site.toml", "%00", "a.md%00", "/news/a.md/x", "news/a/", "C:\\x", "100%.md",
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_stays_as_typed(target: str) -> None:
    assert resolve(target, "content/news", _MAP) == Target("nowhere", link=target)
