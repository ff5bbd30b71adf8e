"""URLs as links in pages and as files on disk (contract, sections 3 and 4)."""

from __future__ import annotations

import pytest

from generator.address import file_of, href, join_path, page_url, split_target, url_of_alias


@pytest.mark.parametrize(
    ("url", "root", "link"),
    [
        ("/", "/", "/"),
        ("/news/a/", "/", "/news/a/"),
        ("/news/a/", "/magazine/", "/magazine/news/a/"),
        ("/", "/a/b/", "/a/b/"),
        ("/алма/", "/", "/%D0%B0%D0%BB%D0%BC%D0%B0/"),
        ("/é b/", "/", "/%C3%A9%20b/"),
        ('/a"b<c>/', "/", "/a%22b%3Cc%3E/"),
        ("/100%/a?b#c/", "/", "/100%25/a%3Fb%23c/"),
        ("/a+b@c,d(e)~/", "/", "/a+b@c,d(e)~/"),
    ],
)
def test_links_start_at_the_sites_root_and_are_encoded(url: str, root: str, link: str) -> None:
    assert href(url, root) == link


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("/", "index.html"),
        ("/news/", "news/index.html"),
        ("/news/page/2/", "news/page/2/index.html"),
        ("/404.html", "404.html"),
        ("/news/feed.xml", "news/feed.xml"),
        ("/алма/", "алма/index.html"),
    ],
)
def test_a_folder_is_answered_by_its_index(url: str, file: str) -> None:
    assert file_of(url) == file


@pytest.mark.parametrize(
    ("alias", "url"),
    [
        ("/old/", "/old/"),
        ("old", "/old/"),
        ("/old.html", "/old.html"),
        ("a/OLD.HTM", "/a/OLD.HTM"),
        ("/2020/05/old.php", "/2020/05/old.php/"),
        ("//a///b/", "/a/b/"),
        (" /spaced out/ ", "/spaced out/"),
        ("/%D0%B0/", "/а/"),
        ("/e\N{COMBINING ACUTE ACCENT}/", "/\N{LATIN SMALL LETTER E WITH ACUTE}/"),
    ],
)
def test_an_alias_is_a_folder_unless_it_ends_in_html(alias: str, url: str) -> None:
    assert url_of_alias(alias) == url


def test_the_first_page_of_a_listing_has_the_bare_address() -> None:
    assert [page_url("/tag/t/", number) for number in (1, 2, 10)] == ["/tag/t/", "/tag/t/page/2/", "/tag/t/page/10/"]


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        ("a.md", ("a.md", "")),
        ("a.md#b", ("a.md", "#b")),
        ("a.md?b#c", ("a.md", "?b#c")),
        ("a.md#b?c", ("a.md", "#b?c")),
        ("#b", ("", "#b")),
        ("a%23b.md", ("a%23b.md", "")),
        ("", ("", "")),
    ],
)
def test_what_follows_a_path_is_parted_from_it(target: str, parts: tuple[str, str]) -> None:
    assert split_target(target) == parts


@pytest.mark.parametrize(
    ("folder", "path", "joined"),
    [
        ("content/news", "a.md", "content/news/a.md"),
        ("content/news", "./a.md", "content/news/a.md"),
        ("content/news", "../art/a.md", "content/art/a.md"),
        ("content/news", "../../../a.md", "../a.md"),
        ("content", "a//b/../c.md", "content/a/c.md"),
        ("content/news", "sub/", "content/news/sub"),
    ],
)
def test_a_relative_path_is_walked_from_its_folder(folder: str, path: str, joined: str) -> None:
    assert join_path(folder, path) == joined
