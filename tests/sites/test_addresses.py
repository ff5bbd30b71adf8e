"""Addresses and files, as the contract's section 4 has them."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote

import pytest

from tests.magazine import Magazine, files_in
from tests.pictures import png, undigested


def test_every_kind_of_file_stands_at_its_address(magazine: Magazine) -> None:
    magazine.write('-- content/rates.toml --\n[[rates]]\npair = "A/B"\nvalue = "1"\n')
    magazine.configure('[listing]\npage_size = 1\n[archives]\nperiods = ["year", "month", "day"]\n')
    for number in (1, 2):
        magazine.article(f"news/a{number}.md", tags="T", authors="A", regions="R", series="S")
    magazine.put("content/pages/about.md", "---\ntitle: About\n---\n")
    magazine.put("static/robots.txt", "User-agent: *\n")
    magazine.put("static/.well-known/security.txt", "Contact: x\n")
    magazine.build()
    followed = ["", "news/", "tag/t/", "author/a/"]
    listings = [*followed, "region/r/", "series/s/", "2025/", "2025/05/", "2025/05/01/"]
    expected = {f"{listing}{page}index.html" for listing in listings for page in ("", "page/1/", "page/2/")}
    expected |= {
        "news/a1/index.html",
        "news/a2/index.html",
        "about/index.html",
        "404.html",
        "feeds/index.html",
        "sitemap.xml",
        "news-sitemap.xml",
        "_headers",
        "robots.txt",
    }
    expected |= {f"{folder}{file}" for folder in followed for file in ("feed.xml", "atom.xml", "feed.json")}
    expected |= {"rates.json", ".well-known/security.txt", ".broadsheet-manifest"}
    found = {path for path in files_in(magazine.output) if not path.startswith("assets/")}
    assert found == expected
    assert magazine.read("robots.txt") == "User-agent: *\n"


SLUGS = [
    ("Hello, World!", "hello-world"),
    ("0123", "0123"),
    ("Жылқы мен Ат", "жылқы-мен-ат"),
    ("Ё-моё", "ё-моё"),
    ("e\u0301te\u0301", "été"),
    ("हिन्दी लेख", "हिन्दी-लेख"),
    ("中文 标题", "中文-标题"),
    ("a_b.c+d", "a-b-c-d"),
    ("--x--", "x"),
    ("İstanbul", "i̇stanbul"),
    ("x\u200by", "x-y"),
    ("½ cup", "cup"),
]


@pytest.mark.parametrize(("typed", "slug"), SLUGS)
def test_slugs_keep_letters_marks_and_digits_of_any_script(magazine: Magazine, typed: str, slug: str) -> None:
    slug = unicodedata.normalize("NFC", slug)
    magazine.write("").article("news/a.md", slug=f"'{typed}'", tags=f"['{typed}']")
    magazine.build()
    assert (magazine.output / "news" / slug / "index.html").is_file()
    assert (magazine.output / "tag" / slug / "index.html").is_file()
    [link] = magazine.page("/").all("//main//h2/a/@href")
    assert link.isascii()
    assert unquote(link) == f"/news/{slug}/"
    assert unquote(
        magazine.page("/news/a/" if slug == "a" else f"/news/{slug}/").one("//link[@rel='canonical']/@href")
    ) == (f"https://test.example/news/{slug}/")


def test_a_file_s_name_gives_the_slug(magazine: Magazine) -> None:
    magazine.write("")
    magazine.article("World News/deep/er/My First Story.md")
    magazine.article("World News/A Bundle/index.md")
    magazine.build()
    assert magazine.exists("/world-news/my-first-story/")
    assert magazine.exists("/world-news/a-bundle/")
    assert magazine.page("/world-news/").one("//h1") == "World News"


def test_a_slug_is_at_most_200_bytes_cut_at_a_hyphen(magazine: Magazine) -> None:
    magazine.write("")
    magazine.article("news/a.md", slug="слово " * 40)
    magazine.article("news/b.md", slug="x" * 300)
    magazine.build()
    names = {path.parent.name for path in (magazine.output / "news").glob("*/index.html")}
    assert names == {"-".join(["слово"] * 18), "x" * 200}


def test_a_section_may_be_named_by_an_article(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", section="Big Ideas")
    magazine.build()
    assert magazine.exists("/big-ideas/a/")
    assert magazine.page("/big-ideas/").one("//h1") == "Big Ideas"
    assert not magazine.exists("/news/")


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("/{section}/{slug}/", "/news/a/"),
        ("/{year}/{month}/{day}/{slug}/", "/2025/05/01/a/"),
        ("/{slug}/", "/a/"),
        ("/stories/{section}/{year}-{slug}/", "/stories/news/2025-a/"),
    ],
)
def test_permalink_patterns(magazine: Magazine, pattern: str, url: str) -> None:
    magazine.write("").configure(f'[permalinks]\narticle = "{pattern}"\n')
    magazine.article("news/a.md", date="2025-04-30T20:00:00Z")
    magazine.build()
    assert magazine.exists(url)
    assert magazine.page("/").all("//main//h2/a/@href") == [url]


def test_a_bundle_carries_its_files_along(magazine: Magazine) -> None:
    magazine.write("").article("news/a/index.md", body="![x](p.png) ![y](deep/q.png)", slug="other")
    for name in ("p.png", "deep/q.png", "unused.pdf", "with space.txt"):
        magazine.put(f"content/news/a/{name}", png() if name.endswith("png") else name)
    magazine.put("content/news/a/unused.png", "never shown")
    magazine.put("content/news/a/notes.md", "not an article")
    magazine.put("content/news/a/.hidden", "x")
    run = magazine.build()
    assert run.warnings == [
        "content/news/a/notes.md:1:1: warning: "
        "Markdown in a bundle that is not its index.md is neither copied nor an article"
    ]
    found = {path for path in files_in(magazine.output) if path.startswith("news/other/")}
    assert found == {f"news/other/{name}" for name in ("index.html", "unused.pdf", "unused.png", "with space.txt")}
    sources = magazine.page("/news/other/").all("//main//img/@src")
    assert undigested(sources) == ["/assets/pictures/p-8.png", "/assets/pictures/q-8.png"]
    assert all(magazine.exists(source) for source in sources)


def test_a_picture_outside_a_bundle_is_copied_when_something_links_to_it(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", body="![x](pictures/p.png) ![y](pictures/q.png) [z](pictures/q.png)")
    magazine.put("content/news/pictures/p.png", png())
    magazine.put("content/news/pictures/q.png", png())
    magazine.put("content/news/pictures/unused.png", "q")
    magazine.build()
    shown = magazine.page("/news/a/").all("//main//img/@src")
    assert undigested(shown) == ["/assets/pictures/p-8.png", "/assets/pictures/q-8.png"]
    assert not magazine.exists("/news/pictures/p.png")
    assert (magazine.output / "news/pictures/q.png").read_bytes() == png()
    assert not magazine.exists("/news/pictures/unused.png")


def test_static_files_are_copied_under_plain_names(magazine: Magazine) -> None:
    magazine.write("").put("static/a b/ё.txt", "x")
    magazine.put("static/.DS_Store", "x")
    magazine.build()
    assert magazine.read("a b/ё.txt") == "x"
    assert not magazine.exists(".DS_Store")


def test_names_of_files_are_nfc(magazine: Magazine) -> None:
    magazine.write("").put("static/" + unicodedata.normalize("NFD", "й.txt"), "x")
    magazine.build()
    assert "й.txt" in [path.name for path in magazine.output.iterdir()]


def test_the_navigation_is_the_sections_by_weight_then_title(magazine: Magazine) -> None:
    magazine.write("")
    for folder, title, weight in (
        ("a", "Zebra", "weight: 2"),
        ("b", "Yak", "weight: 1"),
        ("c", "Bear", ""),
        ("d", "Ant", ""),
    ):
        magazine.put(f"content/{folder}/_index.md", f"---\ntitle: {title}\n{weight}\n---\n")
    magazine.article("e/x.md")
    magazine.build()
    assert magazine.page("/").all("//nav[contains(@class, 'sections')]//a") == ["Yak", "Zebra", "Ant", "Bear", "E"]


def test_the_navigation_may_be_configured(magazine: Magazine) -> None:
    magazine.write("").configure(
        '[[navigation]]\ntitle = "About"\nurl = "/pages/about.md"\n'
        '[[navigation]]\ntitle = "News"\nurl = "/news/"\n'
        '[[navigation]]\ntitle = "Out"\nurl = "https://e.example/x"\n'
        '[[navigation]]\ntitle = "Gone"\nurl = "/gone/"\n',
        head='[site]\ntitle = "T"\nbase_url = "https://test.example/mag/"\n',
    )
    magazine.put("content/pages/about.md", "---\ntitle: About\n---\n")
    magazine.article("news/a.md")
    run = magazine.build()
    assert run.warnings == ['site.toml:15:7: warning: the link "/gone/" leads nowhere']
    assert magazine.page("/").all("//nav[contains(@class, 'sections')]//a/@href") == [
        "/mag/about/", "/mag/news/", "https://e.example/x", "/gone/",
    ]  # fmt: skip


def test_a_listing_s_pages_name_their_neighbours(magazine: Magazine) -> None:
    magazine.write("").configure("[listing]\npage_size = 1\n")
    for number in range(1, 4):
        magazine.article(f"news/a{number}.md", date=f"2025-04-0{number}")
    magazine.build()
    page = magazine.page("/news/page/2/")
    assert page.one("//a[@rel='prev']/@href") == "/news/"
    assert page.one("//a[@rel='next']/@href") == "/news/page/3/"
    assert magazine.page("/news/").all("//a[@rel='prev']/@href") == []
    assert magazine.page("/news/page/3/").all("//nav[@class='pager']//a[@rel='next']/@href") == []
    assert page.one("//link[@rel='canonical']/@href") == "https://test.example/news/page/2/"


def test_articles_name_their_neighbours_in_the_section_and_related_ones(magazine: Magazine) -> None:
    magazine.write("")
    magazine.article("news/a.md", title="Oldest", date="2025-04-01", tags="X")
    magazine.article("news/b.md", title="Middle", date="2025-04-02")
    magazine.article("news/c.md", title="Newest", date="2025-04-03")
    magazine.article("zoo/d.md", title="Elsewhere", date="2025-04-02", tags="X")
    magazine.build()
    page = magazine.page("/news/b/")
    assert page.all("//nav[@class='neighbours']//a") == ["Oldest", "Newest"]
    assert magazine.page("/news/a/").all("//nav[@class='neighbours']//a") == ["Middle"]
    assert magazine.page("/news/a/").all("//section[contains(@class, 'related')]//a") == ["Elsewhere"]
    assert magazine.page("/zoo/d/").all("//nav[@class='neighbours']//a") == []


def test_the_page_for_addresses_that_lead_nowhere(magazine: Magazine) -> None:
    magazine.write("").configure("", head='[site]\ntitle = "T"\nbase_url = "https://test.example/mag/"\n')
    for number in range(1, 8):
        magazine.article(f"news/a{number}.md", title=f"H{number}", date=f"2025-04-0{number}")
    magazine.build()
    page = magazine.page("/404.html")
    assert page.all("//section[contains(@class, 'related')]//a") == ["H7", "H6", "H5", "H4", "H3"]
    assert page.all("//section[contains(@class, 'related')]//a/@href")[0] == "/mag/news/a7/"
    assert page.all("//meta[@name='robots']/@content") == ["noindex"]


def test_base_url_on_the_command_line(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md")
    magazine.build("--base-url", "http://localhost:8000/preview/")
    page = magazine.page("/news/a/")
    assert page.one("//link[@rel='canonical']/@href") == "http://localhost:8000/preview/news/a/"
    assert all(link.startswith(("/preview/", "#", "http://localhost:8000/preview/")) for link in page.all("//@href"))
