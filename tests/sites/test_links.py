"""Links and pictures of bodies: by source path, by address, to held articles, below a `base_url` with a path."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from tests.magazine import Magazine
from tests.pictures import png, undigested

ROOTED = '[site]\ntitle = "T"\nbase_url = "https://test.example/mag/"\ntimezone = "Asia/Almaty"\n'


def _links(magazine: Magazine, path: str = "/news/a/") -> list[str]:
    return magazine.page(path).all("//div[@class='prose']//@href")


@pytest.fixture
def steppe(magazine: Magazine) -> Magazine:
    """A site with one of everything that a link can lead to."""
    magazine.write("").configure("", head=ROOTED)
    magazine.article("politics/vote.md", title="Vote", slug="the-vote", tags="Law", aliases="[/old-vote/]")
    magazine.article("politics/bundle/index.md", title="Bundle")
    magazine.put("content/politics/bundle/data.csv", "x")
    magazine.put("content/politics/map.png", png())
    magazine.put("content/politics/_index.md", "---\ntitle: Politics\n---\n")
    magazine.put("content/pages/about.md", "---\ntitle: About\n---\n")
    magazine.put("content/authors/ann.md", "---\ntitle: Ann\n---\n")
    magazine.put("content/terms/tag/law.md", "---\ntitle: Law\n---\n")
    magazine.put("static/files/report.pdf", "x")
    return magazine


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("../politics/vote.md", "/mag/politics/the-vote/"),
        ("/politics/vote.md", "/mag/politics/the-vote/"),
        ("../politics/vote.md#part", "/mag/politics/the-vote/#part"),
        ("../politics/vote.md?x=1&y=2", "/mag/politics/the-vote/?x=1&y=2"),
        ("../politics/bundle/index.md", "/mag/politics/bundle/"),
        ("../politics/bundle", "/mag/politics/bundle/"),
        ("../politics/bundle/data.csv", "/mag/politics/bundle/data.csv"),
        ("../politics/map.png", "/mag/politics/map.png"),
        ("../politics/_index.md", "/mag/politics/"),
        ("/politics/", "/mag/politics/"),
        ("/politics", "/mag/politics/"),
        ("/politics/the-vote/", "/mag/politics/the-vote/"),
        ("/politics/the-vote", "/mag/politics/the-vote/"),
        ("/old-vote/", "/mag/old-vote/"),
        ("/tag/law/", "/mag/tag/law/"),
        ("../terms/tag/law.md", "/mag/tag/law/"),
        ("../authors/ann.md", "/mag/author/ann/"),
        ("../pages/about.md", "/mag/about/"),
        ("/about/", "/mag/about/"),
        ("/", "/mag/"),
        ("/feed.xml", "/mag/feed.xml"),
        ("/2025/05/", "/mag/2025/05/"),
        ("/files/report.pdf", "/mag/files/report.pdf"),
        ("a.md", "/mag/news/a/"),
        ("./a.md", "/mag/news/a/"),
        ("#part", "#part"),
        ("?q=1", "?q=1"),
        ("https://e.example/a?b=c&d#e", "https://e.example/a?b=c&d#e"),
        ("//e.example/a", "//e.example/a"),
        ("mailto:ann@e.example", "mailto:ann@e.example"),
        ("tel:+996312", "tel:+996312"),
    ],
)
def test_where_a_typed_address_leads(steppe: Magazine, typed: str, link: str) -> None:
    steppe.article("news/a.md", body=f"[text]({typed}) and [again][r]\n\n[r]: {typed}")
    assert steppe.build().warnings == []
    assert _links(steppe) == [link, link]


@pytest.mark.parametrize(
    "typed",
    [
        "no.md",
        "/no/",
        "../../site.toml",
        "../../../etc/passwd",
        "/../x",
        "politics/vote.md",
        "/content/politics/vote.md",
    ],
)
def test_an_address_that_leads_nowhere_stays_as_typed(steppe: Magazine, typed: str) -> None:
    steppe.article("news/a.md", body=f"[text]({typed})")
    assert steppe.build().warnings == [f'content/news/a.md:5:1: warning: the link "{typed}" leads nowhere']
    assert _links(steppe) == [typed]


def test_content_comes_before_planned_addresses_and_those_before_static_files(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", body="[one](/news/x.txt) [two](/files/y.txt)")
    magazine.put("content/news/x.txt", "from content")
    magazine.put("static/files/y.txt", "from static")
    assert magazine.build().warnings == []
    assert _links(magazine) == ["/news/x.txt", "/files/y.txt"]
    assert magazine.read("/news/x.txt") == "from content"


AWKWARD = [
    "with space.png",
    "a+b.png",
    "a@b.png",
    "a[1].png",
    "ё.png",
    "100%.png",
    "a&b.png",
    "it's.png",
    "a(b).png",
    "q;x,y=z.png",
]


@pytest.mark.parametrize("name", AWKWARD)
def test_files_with_awkward_names(magazine: Magazine, name: str) -> None:
    magazine.write("").configure("", head=ROOTED)
    magazine.put(f"content/news/a/{name}", png())
    quoted = name.replace("%", "%25").replace(" ", "%20")
    magazine.article(
        "news/a/index.md", body=f'![x](<{name}>)\n\n![y](<{quoted}>)\n\n{{{{< figure src="{name}" alt="" >}}}}'
    )
    assert magazine.build().warnings == []
    sources = magazine.page("/news/a/").all("//div[@class='prose']//img/@src")
    assert len(set(sources)) == 1
    assert len(sources) == 3
    assert sources[0].isascii()
    assert " " not in sources[0]
    assert magazine.exists(unquote(sources[0]).removeprefix("/mag"))


@pytest.mark.parametrize("name", AWKWARD)
def test_links_to_files_with_awkward_names(magazine: Magazine, name: str) -> None:
    magazine.write("").configure("", head=ROOTED)
    magazine.put(f"content/news/a/{name}", name)
    quoted = name.replace("%", "%25").replace(" ", "%20")
    magazine.article("news/a/index.md", body=f"[x](<{name}>)\n\n[y](<{quoted}>)")
    assert magazine.build().warnings == []
    [link, same] = magazine.page("/news/a/").all("//div[@class='prose']//a/@href")
    assert link == same
    assert link.isascii()
    assert unquote(link) == f"/mag/news/a/{name}"
    assert magazine.read(f"/news/a/{name}") == name


def test_an_article_in_another_script_has_encoded_links(magazine: Magazine) -> None:
    magazine.write("").article("жаңалық/мақала.md", title="М", body="Text.", tags="Су")
    magazine.article("news/a.md", body="[x](../жаңалық/мақала.md) [y](/жаңалық/) [z](/tag/су/)")
    assert magazine.build().warnings == []
    links = _links(magazine)
    assert all((link.isascii() and link.startswith("/%")) or link.startswith("/tag/%") for link in links)
    for address in ("/sitemap.xml", "/feed.xml"):
        assert "/жаңалық/" not in magazine.read(address)
        assert links[0] in magazine.read(address)


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({"draft": "true"}, "a draft"),
        ({"date": "2025-06-01"}, "scheduled for later"),
        ({"expires": "2025-05-02"}, "expired"),
    ],
)
def test_a_link_to_a_held_article_becomes_its_text(magazine: Magazine, keys: dict[str, str], reason: str) -> None:
    magazine.write("").article("news/held/index.md", **keys)
    magazine.put("content/news/held/p.png", "x")
    magazine.article(
        "news/a.md",
        body='One [two *three*](held/index.md "tip") [four](/news/held/) ![five](held/p.png) six [x](held/p.png).',
    )
    run = magazine.build()
    became = f"leads to an article that is {reason}, and"
    assert run.warnings == [
        f'content/news/a.md:5:5: warning: the link "held/index.md" {became} shows its text',
        f'content/news/a.md:5:40: warning: the link "/news/held/" {became} shows its text',
        f'content/news/a.md:5:60: warning: the picture "held/p.png" {became} is left out',
        f'content/news/a.md:5:84: warning: the link "held/p.png" {became} shows its text',
    ]
    prose = magazine.page("/news/a/").one("//div[@class='prose']")
    assert prose == "One two three four five six x."
    assert _links(magazine) == []
    assert magazine.page("/news/a/").all("//div[@class='prose']//img") == []
    assert magazine.fail("--strict").errors


def test_navigation_and_redirects_to_a_held_article_are_left_out(magazine: Magazine) -> None:
    magazine.write("").configure(
        '[[navigation]]\ntitle = "Hidden"\nurl = "/news/held/"\n[[navigation]]\ntitle = "Shown"\nurl = "/news/a.md"\n'
        '[redirects]\n"/old/" = "/news/held/"\n'
    )
    magazine.article("news/held.md", draft="true")
    magazine.article("news/a.md")
    run = magazine.build()
    message = 'warning: the link "/news/held/" leads to an article that is a draft, and is left out'
    assert run.warnings == [f"site.toml:7:7: {message}", f"site.toml:12:1: {message}"]
    assert magazine.page("/").all("//nav[contains(@class, 'sections')]//a") == ["Shown"]
    assert not magazine.exists("/old/")


def test_raw_html_has_its_addresses_resolved(steppe: Magazine) -> None:
    steppe.configure("[markdown]\nhtml = true\n", head=ROOTED)
    steppe.article("politics/held.md", draft="true")
    steppe.article(
        "news/a.md",
        body="<p><a href=\"../politics/vote.md\">x</a> <img src='../politics/map.png'></p>\n\n"
        'in <a class="c" href="../politics/bundle/">y</a> <a href="https://e.example/">z</a> <a href="no.md">w</a>',
    )
    run = steppe.build()
    assert run.warnings == [
        "content/news/a.md:7:" + run.warnings[0].split(":")[2] + ': warning: the link "no.md" leads nowhere'
    ]
    assert _links(steppe) == ["/mag/politics/the-vote/", "/mag/politics/bundle/", "https://e.example/", "no.md"]
    [source] = steppe.page("/news/a/").all("//div[@class='prose']//img/@src")
    assert undigested([source]) == ["/mag/assets/pictures/map-8.png"]
    assert steppe.exists(source.removeprefix("/mag"))


def test_links_in_an_author_s_biography_and_profile(steppe: Magazine) -> None:
    steppe.put(
        "content/authors/bob.md",
        "---\ntitle: Bob\nlinks: [{title: About, url: /about/}, 'https://e.example/bob']\n---\n[x](../politics/vote.md)\n",
    )
    assert steppe.build().warnings == []
    page = steppe.page("/author/bob/")
    assert page.all("//div[@class='prose']//a/@href") == ["/mag/politics/the-vote/"]
    assert page.all("//ul[@class='profile-links']//a/@href") == ["/mag/about/", "https://e.example/bob"]


def test_footnotes_headings_and_code_are_not_addresses(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", body="# H\n\nx[^1] `[a](no.md)`\n\n```\n[a](no.md)\n```\n\n[^1]: note")
    assert magazine.build().warnings == []


def test_every_internal_link_of_every_page_leads_to_a_file(steppe: Magazine) -> None:
    steppe.configure("[listing]\npage_size = 1\n", head=ROOTED)
    steppe.article("news/a.md", tags="[One, Two]", authors="[Ann, Bob]", series="S", regions="R")
    steppe.build()
    checked = 0
    for file in steppe.output.rglob("*.html"):
        for typed in steppe.page(file.relative_to(steppe.output).as_posix()).all("//@href | //@src"):
            link = typed.removeprefix("https://test.example")
            if link.startswith("/"):
                assert link.startswith("/mag/"), (file, link)
                assert steppe.exists(link.removeprefix("/mag").split("#")[0]), (file, link)
                checked += 1
    assert checked > 300
