"""Listing pages: order, pages, count lines and excerpts, as the contract's section 5 has them."""

from __future__ import annotations

import pytest

from tests.magazine import Magazine


def _with_articles(magazine: Magazine, count: int, page_size: int = 6) -> Magazine:
    magazine.write("")
    magazine.put("site.toml", (magazine.folder / "site.toml").read_text() + f"[listing]\npage_size = {page_size}\n")
    for number in range(1, count + 1):
        magazine.article(f"news/a{number:02}.md", title=f"Headline {number}", date=f"2025-04-{number:02}", tags="[One]")
    return magazine


@pytest.mark.parametrize(
    ("count", "lines"),
    [
        (1, ["Viewing results 1 - 1 of 1"]),
        (6, ["Viewing results 1 - 6 of 6"]),
        (7, ["Viewing results 1 - 6 of 7", "Viewing results 7 - 7 of 7"]),
        (13, ["Viewing results 1 - 6 of 13", "Viewing results 7 - 12 of 13", "Viewing results 13 - 13 of 13"]),
        (14, ["Viewing results 1 - 6 of 14", "Viewing results 7 - 12 of 14", "Viewing results 13 - 14 of 14"]),
    ],
)
def test_count_lines_of_each_page(magazine: Magazine, count: int, lines: list[str]) -> None:
    _with_articles(magazine, count).build()
    for listing in ("/", "/news/", "/tag/one/"):
        for number, line in enumerate(lines, 1):
            url = listing if number == 1 else f"{listing}page/{number}/"
            assert magazine.page(url).count_line == line
        assert not magazine.exists(f"{listing}page/{len(lines) + 1}/")
        assert magazine.exists(f"{listing}page/1/") == (len(lines) > 1)
        if len(lines) > 1:
            assert magazine.page(f"{listing}page/1/").one("//body//a/@href") == listing


def test_an_empty_site_has_a_front_page_without_results(magazine: Magazine) -> None:
    magazine.write("").build()
    assert magazine.page("/").count_line == "Viewing results 0 - 0 of 0"


def test_a_section_without_articles_has_its_page(magazine: Magazine) -> None:
    magazine.write("-- content/news/_index.md --\n---\ntitle: News\n---\n").build()
    page = magazine.page("/news/")
    assert page.count_line == "Viewing results 0 - 0 of 0"
    assert page.one("//h1") == "News"


def test_items_come_newest_first_then_by_slug_then_by_path(magazine: Magazine) -> None:
    magazine.write("")
    magazine.article("news/b.md", title="B", date="2025-05-01")
    magazine.article("news/a.md", title="A", date="2025-05-01")
    magazine.article("zoo/a.md", title="A of the zoo", date="2025-05-01")
    magazine.article("news/late.md", title="Late", date="2025-05-01 00:01")
    magazine.article("news/utc.md", title="Early in UTC", date="2025-04-30T19:00:30Z")
    magazine.build()
    assert magazine.page("/").headlines == ["Late", "Early in UTC", "A", "A of the zoo", "B"]


def test_a_series_runs_oldest_first(magazine: Magazine) -> None:
    magazine.write("")
    for number in (3, 1, 2):
        magazine.article(f"news/p{number}.md", title=f"Part {number}", date=f"2025-04-0{number}", series="Long")
    magazine.build()
    assert magazine.page("/series/long/").headlines == ["Part 1", "Part 2", "Part 3"]


@pytest.mark.parametrize(
    ("body", "words", "expected"),
    [
        ("one two three", 3, "one two three"),
        ("one two three four", 3, "one two three..."),
        ("# Head\n\none *two*\n\n- item\n- second\n\n> quoted", 20, "Head one two item second quoted"),
        ("a\u00a0b c", 2, "a\u00a0b c"),
        ("a\u00a0b c d", 2, "a\u00a0b c..."),
        ('as "typed" -- it\'s', 20, 'as "typed" -- it\'s'),
        ("x[^1] y\n\n[^1]: a note", 20, "x y"),
        ("x ![alt text](https://e.example/a.png) y", 20, "x y"),
        ("a {{< pullquote >}}inside{{< /pullquote >}} b", 20, "a b"),
        ("`code` and\n\n```\nfenced\n```", 20, "code and fenced"),
        ("| a | b |\n|---|---|\n| c | d |", 20, "a b c d"),
        ("line\nbreak  \nhard", 20, "line break hard"),
        ("a &amp; b &lt;i&gt;", 20, "a & b <i>"),
    ],
)
def test_excerpts(magazine: Magazine, body: str, words: int, expected: str) -> None:
    magazine.write("")
    magazine.put("site.toml", (magazine.folder / "site.toml").read_text() + f"[listing]\nexcerpt_words = {words}\n")
    magazine.article("news/a.md", body=body)
    magazine.build()
    [element] = magazine.page("/").tree.xpath("//p[@class='excerpt']")
    assert element.text_content() == expected
    assert len(element) == 0


def test_the_front_page_shows_ticker_dateline_count_line_and_items_in_order(magazine: Magazine) -> None:
    magazine.write('-- content/rates.toml --\n[[rates]]\npair = "KGS/USD"\nvalue = "0.01144"\nchange = "0"\n')
    magazine.article("news/a.md", title="Only one")
    magazine.build()
    text = magazine.read("/").partition("</head>")[2]
    places = [text.index(what) for what in ("KGS/USD = 0.01144 0%", "14 May 2025", "Viewing results", "Only one")]
    assert places == sorted(places)
