"""Feeds of all formats, checked by their specifications' rules and read as readers read them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from lxml import etree, html

from tests.feed_rules import feed_faults
from tests.magazine import SITE_TOML, Magazine, files_in
from tests.pictures import png, undigested

FILES = ("feed.xml", "atom.xml", "feed.json")


def _feeds(magazine: Magazine) -> list[str]:
    """List all feeds of the output, after a check of each by its format's rules."""
    files = files_in(magazine.output)
    paths = [path for path in files if path.rpartition("/")[2] in FILES]
    assert [(path, faults) for path in paths if (faults := feed_faults(path, files[path]))] == []
    return paths


def _feed(magazine: Magazine, path: str = "/feed.xml") -> Any:
    _feeds(magazine)
    data = magazine.read(path).encode()
    parsed = feedparser.parse(data)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def test_a_feed_s_entries(magazine: Magazine) -> None:
    magazine.write("").configure('description = "News of the steppe"\n')
    magazine.article(
        "news/a.md", title="'Milk & <honey>'", date="2025-05-01 09:30", summary="'A < B & \"C\"'",
        authors="[Ann, Bob]", tags="[Food]", regions="[Kyrgyzstan]", body="The **body** & more.",
    )  # fmt: skip
    magazine.article("news/b.md", title="Second", date="2025-04-01", body="word " * 60)
    magazine.build()
    feed = _feed(magazine)
    assert feed.version == "rss20"
    assert feed.feed.title == "The Test"
    assert feed.feed.link == "https://test.example/"
    assert feed.feed.description == "News of the steppe"
    assert feed.feed.language == "en"
    assert {link.rel: link.href for link in feed.feed.links}["self"] == "https://test.example/feed.xml"
    assert [entry.title for entry in feed.entries] == ["Milk & <honey>", "Second"]
    first = feed.entries[0]
    assert first.link == first.id == "https://test.example/news/a/"
    assert first.published == "Thu, 01 May 2025 09:30:00 +0500"
    assert [author.name for author in first.authors] == ["Ann", "Bob"]
    assert [tag.term for tag in first.tags] == ["Food", "Kyrgyzstan"]
    assert first.content[0].value.strip() == "<p>The <strong>body</strong> &amp; more.</p>"
    root = etree.fromstring(magazine.read("/feed.xml").encode())
    items = root.findall("channel/item")
    assert [item.find("guid").get("isPermaLink", "true") for item in items] == ["true", "true"]
    names = items[0].findall("{http://purl.org/dc/elements/1.1/}creator")
    assert [name.text for name in names] == ["Ann", "Bob"]
    assert (
        html.fragment_fromstring(items[0].findtext("description"), create_parent=True).text_content() == 'A < B & "C"'
    )
    assert items[1].findtext("description") == " ".join(["word"] * 55) + "..."
    assert root.find("channel/item/author") is None
    assert root.findtext("channel/lastBuildDate") == "Thu, 01 May 2025 09:30:00 +0500"


def test_a_section_has_its_own_feed(magazine: Magazine) -> None:
    magazine.write("-- content/news/_index.md --\n---\ntitle: World news\ndescription: From all over\n---\n")
    magazine.article("news/a.md", title="In news")
    magazine.article("zoo/b.md", title="In zoo")
    magazine.build()
    feed = _feed(magazine, "/news/feed.xml")
    assert feed.feed.title == "World news - The Test"
    assert feed.feed.description == "From all over"
    assert feed.feed.link == "https://test.example/news/"
    assert [entry.title for entry in feed.entries] == ["In news"]
    assert magazine.page("/news/").all("//link[@type='application/rss+xml']/@href") == [
        "https://test.example/feed.xml", "https://test.example/news/feed.xml",
    ]  # fmt: skip


def test_every_address_in_a_feed_is_absolute(magazine: Magazine) -> None:
    magazine.write("").configure("", head=SITE_TOML.replace("test.example/", "test.example/mag/"))
    magazine.put("content/news/a/p q.png", png())
    magazine.article(
        "news/a/index.md",
        body="# Head\n\n[b](../b.md) [c](/zoo/) ![p](<p q.png>) [d](#head) [e](https://e.example/x) x[^1]\n\n"
        '{{< figure src="p q.png" href="../b.md" caption="[c](https://e.example/)" >}}\n\n'
        '{{< youtube id="abcdefghijk" >}}\n\n[^1]: note',
    )
    magazine.article("news/b.md", date="2025-04-01")
    magazine.article("zoo/c.md", date="2025-04-01")
    magazine.build()
    [content] = [entry.content[0].value for entry in _feed(magazine).entries if entry.link.endswith("/a/")]
    tree = html.fragment_fromstring(content, create_parent=True)
    addresses = [str(address) for address in tree.xpath("//@href | //@src")]
    assert "https://test.example/mag/news/b/" in addresses
    assert "https://test.example/mag/zoo/" in addresses
    assert undigested(addresses).count("https://test.example/mag/assets/pictures/p-q-8.png") == 2
    assert not tree.xpath("//picture | //@srcset")
    assert set(tree.xpath("//img/@width")) == {"8"}
    assert "https://test.example/mag/news/a/#head" in addresses
    assert "https://www.youtube.com/watch?v=abcdefghijk" in addresses
    assert [address for address in addresses if not address.startswith("https://")] == []
    assert "data-embed" not in content
    assert not tree.xpath("//iframe | //script | //button")


def test_raw_html_in_a_feed_is_absolute_too(magazine: Magazine) -> None:
    magazine.write("").configure("[markdown]\nhtml = true\n")
    magazine.put("content/news/p.png", png())
    magazine.article("news/a.md", body="<p><a href=\"b.md\">b</a><img src='p.png'></p>")
    magazine.article("news/b.md", date="2025-04-01")
    magazine.build()
    content = _feed(magazine).entries[0].content[0].value
    assert 'href="https://test.example/news/b/"' in content
    [source] = html.fragment_fromstring(content, create_parent=True).xpath("//img/@src")
    assert undigested([source]) == ["https://test.example/assets/pictures/p-8.png"]


def test_feeds_hold_so_many_items(magazine: Magazine) -> None:
    magazine.write("").configure("[feeds]\nitems = 3\n")
    for number in range(1, 6):
        magazine.article(f"news/a{number}.md", title=f"H{number}", date=f"2025-04-0{number}")
    magazine.build()
    assert [entry.title for entry in _feed(magazine).entries] == ["H5", "H4", "H3"]


def test_feeds_without_full_text(magazine: Magazine) -> None:
    magazine.write("").configure("[feeds]\nfull_text = false\n")
    magazine.article("news/a.md", summary="Only this.", body="Not that.")
    magazine.build()
    assert "Not that." not in magazine.read("/feed.xml")
    assert _feed(magazine).entries[0].summary == "Only this."


@pytest.mark.parametrize("text", ["formats = []", "scopes = []"])
def test_feeds_may_be_turned_off(magazine: Magazine, text: str) -> None:
    magazine.write("").configure(f"[feeds]\n{text}\n")
    magazine.article("news/a.md")
    magazine.build()
    assert _feeds(magazine) == []
    assert magazine.page("/").all("//link[@rel='alternate']") == []
    assert not magazine.exists("/feeds/")
    assert "/feeds/" not in magazine.read("/") + magazine.read("/sitemap.xml")


FOLDERS = {"site": "", "section": "news/", "tag": "tag/t/", "author": "author/a/"}


@pytest.mark.parametrize("scope", list(FOLDERS))
def test_each_scope_and_format_by_itself(magazine: Magazine, scope: str) -> None:
    magazine.write("").article("news/a.md", tags="T", authors="A", regions="R", series="S")
    for name, file in zip(("rss", "atom", "json"), FILES, strict=True):
        magazine.configure(f'[feeds]\nscopes = ["{scope}"]\nformats = ["{name}", "{name}"]\n')
        magazine.build()
        assert _feeds(magazine) == [FOLDERS[scope] + file]
        assert magazine.page("/feeds/").all("//main//li//a[@type]/@href") == [f"/{FOLDERS[scope]}{file}"]


def test_every_scope_has_feeds_in_every_format(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", tags="T", authors="A", regions="R", series="S")
    magazine.build()
    assert _feeds(magazine) == sorted(folder + file for folder in FOLDERS.values() for file in FILES)


def test_pages_name_the_feeds_that_follow_them(magazine: Magazine) -> None:
    magazine.write("-- content/pages/about.md --\n---\ntitle: About\n---\n")
    magazine.configure("[listing]\npage_size = 1\n", head=SITE_TOML.replace("test.example/", "test.example/mag/"))
    for number in (1, 2):
        magazine.article(f"news/a{number}.md", tags="'T & \"q\"'", authors="A", regions="R")
    magazine.build()
    own = {
        "/": "", "/page/2/": "", "/news/": "news/", "/news/page/2/": "news/", "/news/a1/": "news/", "/about/": "",
        "/tag/t-q/": "tag/t-q/", "/author/a/": "author/a/", "/region/r/": "", "/2025/": "", "/404.html": "",
        "/feeds/": "",
    }  # fmt: skip
    for url, folder in own.items():
        links = magazine.page(url).tree.xpath("//head/link[@rel='alternate']")
        folders = ["", folder] if folder else [""]
        expected = [f"https://test.example/mag/{one}{file}" for one in folders for file in FILES]
        assert [link.get("href") for link in links] == expected, url
        types = ["application/rss+xml", "application/atom+xml", "application/feed+json"]
        assert [link.get("type") for link in links] == types * len(folders)
    titles = magazine.page("/tag/t-q/").all("//head/link[@rel='alternate']/@title")
    assert titles[0] == "The Test (RSS)"
    assert titles[3:] == [f'T & "q" - The Test ({name})' for name in ("RSS", "Atom", "JSON Feed")]


@pytest.mark.parametrize("theme", ["broadsheet", "gazette"])
def test_a_page_lists_all_feeds(magazine: Magazine, theme: str) -> None:
    magazine.write("").configure("", head=SITE_TOML + f'theme = "{theme}"\n')
    magazine.article("news/a.md", tags="[T, U]", authors="A", regions="R")
    magazine.article("zoo/b.md", authors="B")
    magazine.build()
    page = magazine.page("/feeds/")
    assert page.one("//title") == "Feeds - The Test"
    assert page.all("//main//h2") == ["The magazine", "Sections", "Tags", "Authors"]
    assert page.all("//main//li/a") == ["The Test", "News", "Zoo", "T", "U", "A", "B"]
    assert {url.strip("/") for url in page.all("//main//li//a[@type]/@href")} == set(_feeds(magazine))
    assert magazine.page("/news/a/").all("//footer//a/@href").count("/feeds/") == 1
    assert "<loc>https://test.example/feeds/</loc>" in magazine.read("/sitemap.xml")


def test_the_page_of_feeds_claims_its_address(magazine: Magazine) -> None:
    magazine.write("-- content/pages/feeds.md --\n---\ntitle: Mine\n---\n")
    assert magazine.fail().errors == [
        'site.toml:1:1: error: the address "/feeds/" is claimed by site.toml and by content/pages/feeds.md'
    ]
    magazine.configure("[feeds]\nformats = []\n")
    magazine.build()
    assert magazine.page("/feeds/").one("//h1") == "Mine"


def test_a_theme_without_a_frame_has_no_page_of_feeds(magazine: Magazine) -> None:
    names = ["front", "listing", "article", "author", "page", "404"]
    magazine.write(
        "-- themes/own/theme.toml --\n" + "".join(f"-- themes/own/templates/{name}.html --\nx\n" for name in names)
    )
    magazine.configure("", head=SITE_TOML + 'theme = "own"\n')
    magazine.article("news/a.md")
    magazine.build()
    assert not magazine.exists("/feeds/")
    assert "/feeds/" not in magazine.read("/feed.xml")
    magazine.put("themes/own/templates/base.html", "<title>{% block title %}{% endblock %}</title>"
                 "{{ site.feeds_url }}{% block main %}{% endblock %}")  # fmt: skip
    magazine.build()
    assert magazine.page("/feeds/").all("//li//a[@type]/@href")[0] == "/feed.xml"


def test_a_feed_does_not_know_the_hour_of_its_build(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", updated="2025-05-02")
    magazine.put("content/zoo/_index.md", "---\ntitle: Zoo\n---\n")
    magazine.build("--output", str(magazine.folder / "one"))
    magazine.build("--output", str(magazine.folder / "two"), "--now", "2026-01-01")
    for path in (*FILES, *(f"{folder}/{file}" for folder in ("news", "zoo") for file in FILES), "sitemap.xml"):
        assert (magazine.folder / "one" / path).read_bytes() == (magazine.folder / "two" / path).read_bytes()
    empty = (magazine.folder / "one/zoo/atom.xml").read_text()
    assert "<updated>1970-01-01T00:00:00+00:00</updated>" in empty
    text = (magazine.folder / "one/feed.xml").read_text()
    assert "<lastBuildDate>Fri, 02 May 2025 00:00:00 +0500</lastBuildDate>" in text


def test_an_empty_site_has_an_empty_feed(magazine: Magazine) -> None:
    magazine.write("").build()
    feed = _feed(magazine)
    assert feed.entries == []
    assert feed.feed.title == "The Test"
    assert feed.feed.link == "https://test.example/"
    assert "lastBuildDate" not in magazine.read("/feed.xml")


def test_text_that_xml_cannot_hold(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", title="'a ]]> b'", body="x ]]> y\n\n```\n]]>\n```\n\n\x0c \ufffe 🐎")
    magazine.build()
    entry = _feed(magazine).entries[0]
    assert "]]" in entry.title
    assert "x ]]&gt; y" in entry.content[0].value
    assert "🐎" in entry.content[0].value


def test_articles_in_another_language_and_elsewhere_keep_their_permalink(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", canonical_url="https://other.example/x")
    magazine.build()
    assert _feed(magazine).entries[0].id == "https://test.example/news/a/"


# What is hard to say in XML, in JSON, in HTML, or from left to right.
HARD = {
    "Cyrillic": "Қырғыз «жылқысы» – ат",
    "Arabic": "الحصان والعربة: «خبر»",
    "emoji": "🐎 👩‍👩‍👧 e\u0301",
    "ampersands": "A & B &amp; C &lt;d&gt; &#38;",
    "quotes": "\"double\" 'single' «both» `back`",
    "tags": "<b>bold</b> <!-- x --> ]]> <![CDATA[ x",
    "spaces": "a\u00a0b\u2009c\u2028d",
}


@pytest.mark.parametrize("text", list(HARD.values()), ids=list(HARD))
def test_what_a_reader_gets_is_what_the_article_says(magazine: Magazine, text: str) -> None:
    quoted = json.dumps(text, ensure_ascii=False)
    head = SITE_TOML.replace('"The Test"', quoted) + f"description = {quoted}\n"
    magazine.write("").configure(f"[publisher]\nname = {quoted}\n", head=head)
    magazine.put("content/news/p.png", png())
    magazine.put("content/news/_index.md", f"---\ntitle: {quoted}\ndescription: {quoted}\n---\n")
    magazine.article(
        "news/a.md", title=quoted, date="2025-05-01 09:30:15", summary=quoted, authors=f"[{quoted}, Bob]",
        tags=f"[{quoted}]", regions=f"[{quoted}, Two]", updated="2025-05-02T10:00:00+02:00",
        image=f"{{src: p.png, alt: {quoted}, credit: {quoted}}}", body=f"[{text.replace(']', '')}](b.md)",
    )  # fmt: skip
    magazine.article("news/b.md", date="2025-04-01", lang="ar")
    magazine.build()
    _feeds(magazine)
    link = "https://test.example/news/a/"
    published, updated = datetime.fromisoformat("2025-05-01T09:30:15+05:00"), datetime(2025, 5, 2, 8, tzinfo=UTC)

    rss = etree.fromstring(magazine.read("/news/feed.xml").encode())
    [item, _] = rss.findall("channel/item")
    assert rss.findtext("channel/title") == f"{text} - {text}"
    assert item.findtext("title") == text
    assert _plain(item.findtext("description")) == text
    assert item.findtext("link") == item.findtext("guid") == link
    assert item.findtext("pubDate") == "Thu, 01 May 2025 09:30:15 +0500"
    assert [name.text for name in item.findall("{*}creator")] == [text, "Bob"]
    assert [category.text for category in item.findall("category")] == [text, "Two"]
    assert item.findtext("{*}content/{*}description") == item.findtext("{*}content/{*}credit") == text
    assert "https://test.example/news/b/" in item.findtext("{*}encoded")
    assert datetime.fromisoformat(item.findtext("{*}updated")) == updated

    atom = etree.fromstring(magazine.read("/news/atom.xml").encode())
    [entry, other] = atom.findall("{*}entry")
    assert atom.findtext("{*}subtitle") == atom.findtext("{*}author/{*}name") == text
    assert entry.findtext("{*}title") == entry.findtext("{*}summary") == text
    assert entry.findtext("{*}id") == entry.find("{*}link").get("href") == link
    assert datetime.fromisoformat(entry.findtext("{*}published")) == published
    assert datetime.fromisoformat(entry.findtext("{*}updated")) == updated
    assert [author.findtext("{*}name") for author in entry.findall("{*}author")] == [text, "Bob"]
    assert [category.get("term") for category in entry.findall("{*}category")] == [text, "Two"]
    assert other.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"

    feed = json.loads(magazine.read("/news/feed.json"))
    [first, second] = feed["items"]
    assert (feed["title"], feed["description"]) == (f"{text} - {text}", text)
    assert (first["id"], first["url"], first["title"], first["summary"]) == (link, link, text, text)
    assert datetime.fromisoformat(first["date_published"]) == published
    assert datetime.fromisoformat(first["date_modified"]) == updated
    assert [author["name"] for author in first["authors"]] == [text, "Bob"]
    assert first["tags"] == [text, "Two"]
    assert second["language"] == "ar"
    assert undigested([first["image"]]) == ["https://test.example/assets/pictures/p-8.png"]

    for path in ("/news/feed.xml", "/news/atom.xml"):
        read = feedparser.parse(magazine.read(path).encode())
        assert not read.bozo
        assert [author.name for author in read.entries[0].authors] == [text, "Bob"]
        assert read.entries[0].published_parsed[:6] == (2025, 5, 1, 4, 30, 15)
        assert read.entries[0].media_content[0]["url"] == first["image"]


def _plain(escaped: str | None) -> str:
    return str(html.fragment_fromstring(escaped or "", create_parent=True).text_content())


def test_an_entry_keeps_its_id_when_its_headline_is_edited(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", title="Before")
    magazine.build()
    before = [_ids(magazine, file) for file in FILES]
    magazine.article("news/a.md", title="After", authors="Somebody", body="Another text.")
    magazine.build()
    assert [_ids(magazine, file) for file in FILES] == before == [["https://test.example/news/a/"]] * 3


def _ids(magazine: Magazine, file: str) -> list[str]:
    text = magazine.read(file)
    if file.endswith(".json"):
        return [item["id"] for item in json.loads(text)["items"]]
    return [str(one) for one in etree.fromstring(text.encode()).xpath("//*[local-name()='entry']/*[local-name()='id']"
                                                                      "/text() | //item/guid/text()")]  # fmt: skip


UPDATES = [
    ({}, "2025-05-01T00:00:00+05:00"),
    ({"updated": "2025-05-02"}, "2025-05-02T00:00:00+05:00"),
    ({"corrections": "[{date: 2025-05-03, text: It was B.}]"}, "2025-05-03T00:00:00+05:00"),
    (
        {
            "updated": "2025-05-02",
            "corrections": "[{date: 2025-05-04 10:00Z, text: x}, {date: 2025-05-03, text: y}]",
        },
        "2025-05-04T15:00:00+05:00",
    ),
    ({"updated": "2025-04-01"}, "2025-05-01T00:00:00+05:00"),
]


@pytest.mark.parametrize(("keys", "updated"), UPDATES)
def test_an_entry_is_updated_by_what_its_article_says(magazine: Magazine, keys: dict[str, str], updated: str) -> None:
    magazine.write("").article("news/a.md", **keys)
    magazine.build()
    atom = etree.fromstring(magazine.read("/atom.xml").encode())
    assert atom.findtext("{*}updated") == atom.findtext("{*}entry/{*}updated") == updated
    assert atom.findtext("{*}entry/{*}published") == "2025-05-01T00:00:00+05:00"
    item = json.loads(magazine.read("/feed.json"))["items"][0]
    assert item.get("date_modified", item["date_published"]) == updated


def test_dates_of_old_have_offsets_that_feeds_can_write(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", date="1890-05-01 09:30:00")
    magazine.build()
    entry = _feed(magazine, "/atom.xml").entries[0]
    moment = datetime.fromisoformat("1890-05-01T09:30:00+05:07:48").astimezone(UTC)
    assert entry.published == moment.isoformat()
    assert f"<lastmod>{moment.isoformat()}</lastmod>" in magazine.read("/sitemap.xml")


def test_a_hub_is_named_where_readers_look_for_it(magazine: Magazine) -> None:
    magazine.write("").configure('[feeds]\nhub = "https://hub.example/?a=1&b=2"\n')
    magazine.article("news/a.md")
    magazine.build()
    hub = "https://hub.example/?a=1&b=2"
    for path in ("/feed.xml", "/news/atom.xml"):
        assert {link.rel: link.href for link in _feed(magazine, path).feed.links}["hub"] == hub
    assert json.loads(magazine.read("/feed.json"))["hubs"] == [{"type": "WebSub", "url": hub}]
    assert _feed(magazine).feed.link == "https://test.example/"


@pytest.mark.parametrize("hub", ["/hub/", "ftp://hub.example/", "javascript:x"])
def test_a_hub_must_be_an_address_elsewhere(magazine: Magazine, hub: str) -> None:
    magazine.write("").configure(f'[feeds]\nhub = "{hub}"\n')
    [error] = magazine.fail().errors
    assert error.startswith(f'site.toml:6:7: error: the hub "{hub}" ')


def test_feeds_hold_so_many_bytes_and_an_entry_at_least(magazine: Magazine) -> None:
    magazine.write("").configure("[feeds]\nmax_bytes = 12000\n")
    magazine.article("big/a0.md", date="2025-04-20", body="Слово " * 3000)
    for number in range(1, 10):
        magazine.article(f"news/a{number}.md", date=f"2025-04-0{number}", body="Слово " * 200)
    magazine.build()
    for file in FILES:
        size = (magazine.output / "news" / file).stat().st_size
        assert 12_000 - 3_500 < size <= 12_000
        ids = _ids(magazine, f"news/{file}")
        assert ids == [f"https://test.example/news/a{number}/" for number in range(9, 9 - len(ids), -1)]
        assert _ids(magazine, f"big/{file}") == _ids(magazine, file) == ["https://test.example/big/a0/"]
    _feeds(magazine)


def test_addresses_that_a_shortcode_or_raw_html_writes_are_absolute_too(magazine: Magazine) -> None:
    magazine.write(
        "-- templates/shortcodes/own.html --\n"
        "<a href=\"{{ '/x/' | site_url }}\">x</a><a href=y>y</a><img alt='a > b' src=\"//cdn.example/z\" "
        'srcset="/p,1.png 1x, q.png 2x"><video poster=\'../v.jpg\' src="?a=1&amp;b=2"></video>'
        '<blockquote cite="/c/"><code>href="/no/"</code></blockquote><p title=\' href="/no/"\'>t</p>\n'
    )
    magazine.configure("[markdown]\nhtml = true\n", head=SITE_TOML.replace("test.example/", "test.example/mag/"))
    magazine.article(
        "news/a.md", body='{{< own >}}\n\n<img srcset="/r.png 1x, https://e.example/s.png 2x" src="/t.png">\n'
    )
    magazine.build()
    _feeds(magazine)
    content = json.loads(magazine.read("/feed.json"))["items"][0]["content_html"]
    tree = html.fragment_fromstring(content, create_parent=True)
    assert tree.xpath("//a/@href") == ["https://test.example/mag/x/", "https://test.example/mag/news/a/y"]
    assert tree.xpath("//img[@alt]/@srcset") == [
        "https://test.example/p,1.png 1x, https://test.example/mag/news/a/q.png 2x"
    ]
    assert tree.xpath("//img/@src")[0] == "https://cdn.example/z"
    assert tree.xpath("//video/@poster") == ["https://test.example/mag/news/v.jpg"]
    assert tree.xpath("//video/@src") == ["https://test.example/mag/news/a/?a=1&b=2"]
    assert 'href="/no/"' in tree.xpath("//code")[0].text_content()
    assert tree.xpath("//p/@title") == [' href="/no/"']
    assert tree.xpath("//img[not(@alt)]/@srcset") == ["https://test.example/r.png 1x, https://e.example/s.png 2x"]


def test_a_feed_in_the_site_s_language_speaks_to_people(magazine: Magazine) -> None:
    magazine.write("").configure("", head=SITE_TOML + 'language = "ar"\n')
    magazine.article("news/a.md")
    magazine.build()
    feed = etree.fromstring(magazine.read("/feed.xml").encode())
    [note] = feed.findall("channel/{http://www.w3.org/1999/xhtml}div")
    assert (note.get("lang"), note.get("dir")) == ("ar", "rtl")
    text, links = note
    assert "خلاصة" in text.text
    assert [link.get("href") for link in links] == ["https://test.example/", "https://test.example/feeds/"]
    style = feed.getroottree().xpath("/processing-instruction('xml-stylesheet')")[0].get("href")
    assert magazine.exists(style)


def test_a_draft_leaves_no_trace(magazine: Magazine) -> None:
    magazine.write("").configure("[feeds]\nitems = 1\n")
    marks = {
        "title": "Qwertitle", "slug": "qwerslug", "authors": "Qwerauthor", "tags": "Qwertag", "series": "Qwerseries",
        "summary": "Qwersummary", "regions": "Qwerregion",
    }  # fmt: skip
    magazine.put("content/news/qwerpicture.png", png(colour=(1, 2, 3)))
    magazine.put("content/news/bundle/qwerown.png", png(colour=(3, 2, 1)))
    picture = "{src: qwerpicture.png, alt: Qweralt}"
    held = ({"draft": "true"}, {"date": "2025-05-14 12:00:01"}, {"expires": "2025-05-14 12:00"})
    for number, keys in enumerate(held):
        own = {key: f"{value}{number}" for key, value in marks.items()}
        magazine.article(f"news/h{number}.md", **{**own, "date": "2025-05-14", "image": picture, **keys})
    magazine.article("news/bundle/index.md", "Qwerbundle", draft="true", body="![](qwerown.png)")
    magazine.article("news/a.md", tags="T", authors="A", body="[x](h0.md) [y](h1.md) [z](h2.md)")
    magazine.build()
    assert len(_feeds(magazine)) == 12
    for path, data in files_in(magazine.output).items():
        assert b"qwer" not in data.lower(), path
        assert "qwer" not in path.lower()
