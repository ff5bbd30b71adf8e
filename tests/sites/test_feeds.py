"""RSS feeds, read as readers read them."""

from __future__ import annotations

from typing import Any

import feedparser
import pytest
from lxml import etree, html

from tests.magazine import SITE_TOML, Magazine, files_in
from tests.pictures import png, undigested


def _feed(magazine: Magazine, path: str = "/feed.xml") -> Any:
    data = magazine.read(path).encode()
    etree.fromstring(data)
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
    magazine.article("zoo/b.md", title="In zoo", tags="T")
    magazine.build()
    feed = _feed(magazine, "/news/feed.xml")
    assert feed.feed.title == "World news - The Test"
    assert feed.feed.description == "From all over"
    assert feed.feed.link == "https://test.example/news/"
    assert [entry.title for entry in feed.entries] == ["In news"]
    assert not magazine.exists("/tag/t/feed.xml")
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
    assert [path for path in files_in(magazine.output) if path.endswith("feed.xml")] == []
    assert magazine.page("/").all("//link[@type='application/rss+xml']") == []


def test_only_section_feeds(magazine: Magazine) -> None:
    magazine.write("").configure('[feeds]\nscopes = ["section"]\n')
    magazine.article("news/a.md")
    magazine.build()
    assert [path for path in files_in(magazine.output) if path.endswith("feed.xml")] == ["news/feed.xml"]


def test_a_feed_does_not_know_the_hour_of_its_build(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", updated="2025-05-02")
    magazine.put("content/zoo/_index.md", "---\ntitle: Zoo\n---\n")
    magazine.build("--output", str(magazine.folder / "one"))
    magazine.build("--output", str(magazine.folder / "two"), "--now", "2026-01-01")
    for path in ("feed.xml", "news/feed.xml", "zoo/feed.xml", "sitemap.xml"):
        assert (magazine.folder / "one" / path).read_bytes() == (magazine.folder / "two" / path).read_bytes()
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
