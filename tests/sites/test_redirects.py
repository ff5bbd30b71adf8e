"""Old addresses: articles' aliases and the site's `[redirects]`, as pages that lead on."""

from __future__ import annotations

import pytest

from tests.magazine import SITE_TOML, Magazine, files_in


def _target(magazine: Magazine, path: str) -> str:
    """Where a redirect page leads, by all that it says."""
    page = magazine.page(path)
    link = page.one("//body//a/@href")
    assert page.one("//meta[@http-equiv='refresh']/@content") == f"0; url={link}"
    assert page.one("//meta[@name='robots']/@content") == "noindex"
    assert page.one("//link[@rel='canonical']/@href") == page.one("//body//a")
    return link


@pytest.mark.parametrize(
    ("alias", "file"),
    [
        ("/old/", "old/index.html"),
        ("/old", "old/index.html"),
        ("old", "old/index.html"),
        ("old/deep/", "old/deep/index.html"),
        ("/2019/05/story.html", "2019/05/story.html"),
        ("/story.HTM", "story.HTM"),
        ("/старый/путь/", "старый/путь/index.html"),
        ("/%D1%81%D1%82%D0%B0%D1%80%D1%8B%D0%B9/", "старый/index.html"),
        ("/with space/", "with space/index.html"),
        ("/a//b/", "a/b/index.html"),
        ("/story.php", "story.php/index.html"),
        ("/.../x/", ".../x/index.html"),
    ],
)
def test_an_alias_is_a_page_that_leads_to_the_article(magazine: Magazine, alias: str, file: str) -> None:
    magazine.write("").configure("", head=SITE_TOML.replace("test.example/", "test.example/mag/"))
    magazine.article("news/a.md", aliases=f"['{alias}']")
    magazine.build()
    assert (magazine.output / file).is_file()
    assert _target(magazine, file) == "/mag/news/a/"
    assert magazine.page(file).one("//link[@rel='canonical']/@href") == "https://test.example/mag/news/a/"
    assert "old" not in magazine.read("/sitemap.xml")


@pytest.mark.parametrize(
    ("new", "target"),
    [
        ("/news/a/", "/mag/news/a/"),
        ("/news/a.md", "/mag/news/a/"),
        ("news/a.md", "/mag/news/a/"),
        ("/news/a/#part", "/mag/news/a/#part"),
        ("/news/a/?x=1&y=2", "/mag/news/a/?x=1&y=2"),
        ("/files/r.pdf", "/mag/files/r.pdf"),
        ("https://other.example/x?y=1", "https://other.example/x?y=1"),
    ],
)
def test_redirects_of_the_site(magazine: Magazine, new: str, target: str) -> None:
    magazine.write("").configure(
        f'[redirects]\n"/old/" = "{new}"\n', head=SITE_TOML.replace("test.example/", "test.example/mag/")
    )
    magazine.article("news/a.md")
    magazine.put("static/files/r.pdf", "x")
    assert magazine.build().warnings == []
    assert _target(magazine, "/old/") == target


def test_a_redirect_that_leads_nowhere_is_a_warning(magazine: Magazine) -> None:
    magazine.write("").configure('[redirects]\n"/old/" = "/gone/"\n')
    assert magazine.build().warnings == ['site.toml:6:1: warning: the link "/gone/" leads nowhere']
    assert _target(magazine, "/old/") == "/gone/"


@pytest.mark.parametrize("old", ["/old/*", "/blog/*"])
def test_a_rule_with_a_star_is_a_warning_and_has_no_page(magazine: Magazine, old: str) -> None:
    magazine.write("").configure(f'[redirects]\n"{old}" = "/"\n')
    run = magazine.build()
    assert run.err.splitlines() == [
        f'site.toml:6:1: warning: the redirect "{old}" needs a host that reads rules, and has no page',
        f'    "{old}" = "/"',
        "    ^",
        "    hint: pages stand only for whole addresses; [hosts] makes rules",
    ]
    assert not any("old" in path or "*" in path for path in files_in(magazine.output))
    magazine.fail("--strict")


def test_a_redirect_may_lead_to_another(magazine: Magazine) -> None:
    magazine.write("").configure('[redirects]\n"/one/" = "/two/"\n"/two/" = "/"\n')
    assert magazine.build().warnings == []
    assert _target(magazine, "/one/") == "/two/"
    assert _target(magazine, "/two/") == "/"


def test_a_moved_article_keeps_its_links_through_an_alias(magazine: Magazine) -> None:
    magazine.write("").article("news/new.md", aliases="/news/old/")
    magazine.article("news/b.md", body="[x](/news/old/)")
    assert magazine.build().warnings == []


def test_a_page_may_have_an_alias(magazine: Magazine) -> None:
    magazine.write("").put("content/pages/about.md", "---\ntitle: About\naliases: [/who/]\n---\n")
    magazine.build()
    assert _target(magazine, "/who/") == "/about/"
