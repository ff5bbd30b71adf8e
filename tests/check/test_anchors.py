"""Links to places inside pages: each that is not there is told, at its place, and none that readers find."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from tests.magazine import SITE_TOML, Magazine, place_marked

MISSING = "leads to no place on its page"
TOML_WITH_HTML = "[markdown]\nhtml = true\n"


@pytest.fixture
def steppe(magazine: Magazine) -> Magazine:
    """A site with anchors from Markdown, raw HTML, shortcodes and templates."""
    magazine.write("").configure(TOML_WITH_HTML)
    magazine.article(
        "news/b.md", title="B", summary="B.", tags="Law", author="Ann", aliases="[/old/]",
        body="## Часть вторая\n\n### It's here\n\n<a name='by-name'></a><i id=\"a&amp;b\">x</i>\n\n{{< map >}}\n",
    )  # fmt: skip
    magazine.put("content/authors/ann.md", "---\ntitle: Ann\n---\n## Her life\n")
    magazine.put("content/pages/about.md", "---\ntitle: About\n---\n## Who we are\n")
    magazine.put("templates/shortcodes/map.html", '<div id="the-map"></div>')
    magazine.put("static/plan.html", "<p id=ground>x</p>")
    magazine.put("static/report.pdf", "x")
    return magazine


@pytest.mark.parametrize(
    "typed",
    [
        "b.md#it-s-here",
        "b.md#часть-вторая",
        "b.md#%D1%87%D0%B0%D1%81%D1%82%D1%8C-%D0%B2%D1%82%D0%BE%D1%80%D0%B0%D1%8F",
        "/news/b/#by-name",
        "/news/b#a&b",
        "b.md?x=1#it-s-here",
        "b.md#the-map",
        "b.md#main",
        "b.md#",
        "b.md#top",
        "b.md#:~:text=here",
        "b.md#it-s-here:~:text=here",
        "/#main",
        "/news/#main",
        "/tag/law/#main",
        "/2025/#main",
        "../authors/ann.md#her-life",
        "/author/ann/#her-life",
        "../pages/about.md#who-we-are",
        "/404.html#main",
        "/plan.html#ground",
        "/report.pdf#page=3",
        "/feed.xml#x",
        "/old/#it-s-here",
        "https://e.example/#x",
        "a.md#part",
        "#part",
        "#top",
        "#",
        "#main",
        "#by-hand",
    ],
)
def test_a_place_that_readers_find_is_no_fault(steppe: Magazine, typed: str) -> None:
    body = f"[text]({typed}) and [again][r][^1]\n\n## Part\n\n<i id='by-hand'></i>\n\n[r]: {typed}\n[^1]: A note."
    steppe.article("news/a.md", title="A", summary="A.", tags="Law", author="Ann", body=body)
    assert steppe.run("check").warnings == []


@pytest.mark.parametrize("base_url", ["https://test.example/", "https://test.example/mag/"])
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("b.md#gone", "gone"),
        ("/news/b/#gone", "gone"),
        ("b.md#It-s-here", "It-s-here"),
        ("/news/#gone", "gone"),
        ("/#gone", "gone"),
        ("/404.html#gone", "gone"),
        ("../authors/ann.md#gone", "gone"),
        ("../pages/about.md#gone", "gone"),
        ("/plan.html#gone", "gone"),
        ("a.md#gone", "gone"),
        ("b.md#%D0%BD%D0%B5%D1%82", "нет"),
    ],
)
def test_a_place_of_another_page_that_is_not_there(steppe: Magazine, typed: str, name: str, base_url: str) -> None:
    head = (steppe.folder / "site.toml").read_text().replace("https://test.example/", base_url)
    steppe.configure("", head=head)
    steppe.article("news/a.md", body=f"One [line].\n\nThen [text]({typed}).")
    expected = f'the link "{unquote(typed)}" leads to a page without a place "{name}"'
    assert steppe.run("check").warnings == [f"content/news/a.md:7:6: warning: {expected}"]


BODIES = {
    "a link": ("One\n\nSee «[this](#gone) now.", "#gone"),
    "two in a line": ("[a](#part) «[b](#gone)\n\n## Part", "#gone"),
    "a reference": ("See «[this][r].\n\n[r]: #gone", "#gone"),
    "raw HTML": ('A <a class="x" href="«#gone">b</a>.', "#gone"),
    "a block of raw HTML": ('<p>\n<a href="«#gone">b</a>\n</p>', "#gone"),
    "after code that looks the same": ("`[a](#gone)` and «[b](#gone)", "#gone"),
    "after a fence that looks the same": ("```\n[a](#gone)\n```\n\n«[b](#gone)", "#gone"),
    "in a quote in a list": ("- > x «[b](#gone)", "#gone"),
    "in a table": ("| a |\n| - |\n| «[b](#gone) |", "#gone"),
    "in a shortcode": ("{{< note >}}\n\n«[b](#gone)\n\n{{< /note >}}", "#gone"),
    "in another script": ("«[b](#нет)", "#нет"),
    "a footnote that is not there": ("«[b](#fn7)\n\nA[^1]\n\n[^1]: B", "#fn7"),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_place_of_the_same_page_that_is_not_there(steppe: Magazine, name: str) -> None:
    marked, link = BODIES[name]
    body, line, column = place_marked(marked)
    steppe.article("news/a.md", body=body)
    run = steppe.run("check")
    assert run.warnings == [f'content/news/a.md:{line + 4}:{column}: warning: the link "{link}" {MISSING}']


def test_every_use_is_told_and_the_nearest_place_named(steppe: Magazine) -> None:
    steppe.article("news/a.md", body="[a](#prises)\n\n[b](#prises) [c](b.md#its-here)\n\n## Prices")
    run = steppe.run("check")
    assert [line.split(": ")[0] for line in run.warnings] == [
        "content/news/a.md:5:1", "content/news/a.md:7:1", "content/news/a.md:7:14",
    ]  # fmt: skip
    assert run.err.count('hint: did you mean "prices"?') == 2
    assert run.err.count('hint: did you mean "it-s-here"?') == 1
    assert "  3 links to places that are not there\n" in run.out


def test_biographies_and_pages_are_looked_at(steppe: Magazine) -> None:
    steppe.put("content/authors/ann.md", "---\ntitle: Ann\n---\n[x](#gone)\n")
    steppe.put("content/pages/about.md", "---\ntitle: About\n---\n[x](../authors/ann.md#gone)\n")
    assert steppe.run("check").warnings == [
        f'content/authors/ann.md:4:1: warning: the link "#gone" {MISSING}',
        'content/pages/about.md:4:1: warning: the link "../authors/ann.md#gone" leads to a page without a place "gone"',
    ]


def test_navigation_and_redirects_are_looked_at(steppe: Magazine) -> None:
    marked = (
        f'{SITE_TOML}[redirects]\n"/x/" = "«/news/b/#gone"\n"/y/" = "/news/b.md#it-s-here"\n"/z*" = "/news/b/#gone2"\n'
        '[[navigation]]\ntitle = "Law"\nurl = "/tag/law/#gone3"\n'
        '[[navigation]]\ntitle = "B"\nurl = "/news/b/#the-map"\n'
    )
    text, line, column = place_marked(marked)
    steppe.configure("", head=text)
    told = [one for one in steppe.run("check").warnings if "without a place" in one]
    assert told == [
        f'site.toml:{line}:{column}: warning: the link "/news/b/#gone" leads to a page without a place "gone"',
        f'site.toml:{line + 5}:8: warning: the link "/tag/law/#gone3" leads to a page without a place "gone3"',
    ]


def test_with_strict_it_is_an_error(steppe: Magazine) -> None:
    steppe.article("news/a.md", body="[x](#gone)")
    run = steppe.run("check", "--strict")
    assert run.status == 1
    assert run.errors == [f'content/news/a.md:5:1: error: the link "#gone" {MISSING}']
    assert steppe.run("build", "--strict").status == 0  # it takes no part in a build


def test_drafts_are_not_looked_at(steppe: Magazine) -> None:
    steppe.article("news/a.md", body="[x](#gone)", draft="true")
    steppe.article("news/later.md", body="[x](#gone)", date="2025-06-01")
    assert steppe.run("check").warnings == []


def test_a_template_with_a_fault_is_left_to_the_build(steppe: Magazine) -> None:
    steppe.put("templates/article.html", "{{ nothing.at.all }}")
    steppe.article("news/a.md", body="[x](#gone)")
    run = steppe.run("check")
    assert (run.status, run.warnings) == (0, [])
