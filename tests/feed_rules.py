"""The specifications' rules for feeds, one by one: a feed's bytes in, what is wrong with them out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

ATOM = "http://www.w3.org/2005/Atom"
NAMES = {
    "a": ATOM,
    "c": "http://purl.org/rss/1.0/modules/content/",
    "d": "http://purl.org/dc/elements/1.1/",
    "m": "http://search.yahoo.com/mrss/",
}
_SCHEMA = etree.RelaxNG(etree.parse(str(Path(__file__).parent / "schemas" / "atom.rng")))
_ADDRESSES = ("href", "src", "poster", "cite", "data", "background", "longdesc", "action", "formaction")
_RFC_822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_CHANNEL = ("title", "link", "description", "docs", "generator", "language", "lastBuildDate", "item")
_ITEM = ("title", "link", "description", "guid", "category", "pubDate")


def feed_faults(path: str, data: bytes) -> list[str]:
    """Check a feed by the rules of its format, which the name of its file tells."""
    name = path.rpartition("/")[2]
    check = {"feed.xml": _rss_faults, "atom.xml": _atom_faults, "feed.json": _json_faults}[name]
    return list(check(data))


def relative_addresses(html: str) -> list[str]:
    """List the addresses of some HTML that are not absolute."""
    tree = lxml_html.fragment_fromstring(html, create_parent=True)
    found = [str(address) for name in _ADDRESSES for address in tree.xpath(f"//@{name}")]
    for candidates in tree.xpath("//@srcset"):
        found += [candidate.split()[0] for candidate in str(candidates).split(", ")]
    return [address for address in found if not _is_absolute(address)]


def _is_absolute(address: str) -> bool:
    return re.match(r"(https?://[^/]+|mailto:|tel:)", address) is not None


def _rss_faults(data: bytes) -> Iterator[str]:
    root = etree.fromstring(data)
    if root.tag != "rss" or root.get("version") != "2.0":
        yield "the root is not RSS 2.0"
    [channel] = root
    for name in ("title", "link", "description"):
        if len(channel.findall(name)) != 1 or not channel.findtext(name):
            yield f"the channel needs one {name}"
    yield from _unknown(channel, _CHANNEL)
    selves = channel.xpath("a:link[@rel='self']", namespaces=NAMES)
    if len(selves) != 1 or not _is_absolute(selves[0].get("href", "")):
        yield "the channel needs its own address"
    for date in channel.xpath("lastBuildDate | item/pubDate"):
        if not _RFC_822.fullmatch(date.text):
            yield f"not a date of RFC 822: {date.text}"
        parsedate_to_datetime(date.text)
    for address in channel.xpath("link/text() | item/link/text() | .//@href | .//@url"):
        if not _is_absolute(str(address)):
            yield f"a relative address: {address}"
    guids = channel.xpath("item/guid/text()")
    if len(guids) != len(channel.findall("item")) or len(set(guids)) != len(guids):
        yield "each item needs a guid of its own"
    for item in channel.findall("item"):
        yield from _unknown(item, _ITEM)
        if not item.findtext("title") and not item.findtext("description"):
            yield "an item needs a title or a description"
        if item.find("guid").get("isPermaLink", "true") == "true" and item.findtext("guid") != item.findtext("link"):
            yield "a guid that is no permalink"
        if len(item.findall("c:encoded", NAMES)) > 1:
            yield "content twice"
        names = [creator.text for creator in item.findall("d:creator", NAMES)]
        if not all(names) or len(set(names)) != len(names):
            yield f"authors: {names}"
        for text in (item.findtext("c:encoded", "", NAMES), item.findtext("description", "")):
            yield from (f"a relative address: {address}" for address in relative_addresses(text))
        for image in item.findall("m:content", NAMES):
            if image.get("medium") != "image" or not image.get("url"):
                yield "a picture without an address"


def _unknown(element: Any, known: tuple[str, ...]) -> Iterator[str]:
    for child in element:
        if child.tag not in known and not str(child.tag).startswith("{"):
            yield f"an unknown element {child.tag}"
        if child.tag in known and child.tag not in ("item", "category") and len(element.findall(child.tag)) > 1:
            yield f"{child.tag} stands twice"


def _atom_faults(data: bytes) -> Iterator[str]:
    tree = etree.fromstring(data)
    if not _SCHEMA.validate(tree):
        yield str(_SCHEMA.error_log)
    entries = tree.findall(f"{{{ATOM}}}entry")
    if not tree.findall(f"{{{ATOM}}}author") and not all(entry.findall(f"{{{ATOM}}}author") for entry in entries):
        yield "the feed needs an author, or all entries do"
    if len(tree.xpath("a:link[@rel='self']", namespaces=NAMES)) != 1:
        yield "the feed needs its own address"
    for entry in entries:
        alternates = entry.xpath("a:link[not(@rel) or @rel='alternate']", namespaces=NAMES)
        if not alternates and not entry.findall(f"{{{ATOM}}}content"):
            yield "an entry needs content or an alternate link"
        if len({(link.get("type"), link.get("hreflang")) for link in alternates}) != len(alternates):
            yield "two alternates of one type and language"
        for text in entry.xpath("a:content[@type='html']/text()", namespaces=NAMES):
            yield from (f"a relative address: {address}" for address in relative_addresses(str(text)))
    ids = [str(one) for one in tree.xpath("//a:id/text()", namespaces=NAMES)]
    if len(set(ids)) != len(ids):
        yield "an id stands twice"
    for address in [*ids, *tree.xpath("//@href | //a:uri/text() | //@url", namespaces=NAMES)]:
        if not _is_absolute(str(address)):
            yield f"a relative address: {address}"
    for date in tree.xpath("//a:updated/text() | //a:published/text()", namespaces=NAMES):
        if not _RFC_3339.fullmatch(str(date)):
            yield f"not a date of RFC 3339: {date}"


_FEED_KEYS: dict[str, type] = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str, "user_comment": str,
    "language": str, "authors": list, "hubs": list, "items": list,
}  # fmt: skip
_ITEM_KEYS: dict[str, type] = {
    "id": str, "url": str, "title": str, "content_html": str, "content_text": str, "summary": str, "image": str,
    "date_published": str, "date_modified": str, "authors": list, "tags": list, "language": str,
}  # fmt: skip


def _json_faults(data: bytes) -> Iterator[str]:
    feed = json.loads(data)
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield "the version is not 1.1"
    yield from (f"{key} is missing" for key in ("title", "items", "home_page_url", "feed_url") if key not in feed)
    yield from _json_keys(feed, _FEED_KEYS)
    for hub in feed.get("hubs", ()):
        if set(hub) != {"type", "url"}:
            yield f"a hub of {set(hub)}"
    ids = [item.get("id") for item in feed["items"]]
    if not all(ids) or len(set(ids)) != len(ids):
        yield "each item needs an id of its own"
    for item in feed["items"]:
        yield from _json_keys(item, _ITEM_KEYS)
        if "content_html" not in item and "content_text" not in item:
            yield "an item needs content"
        yield from (f"a relative address: {address}" for address in relative_addresses(item.get("content_html", "")))
        for key in ("date_published", "date_modified"):
            if key in item and not (_RFC_3339.fullmatch(item[key]) and datetime.fromisoformat(item[key])):
                yield f"not a date of RFC 3339: {item[key]}"
    for owner in (feed, *feed["items"]):
        yield from (f"{key}: {owner[key]}" for key in owner if key.endswith("url") and not _is_absolute(owner[key]))
        for author in owner.get("authors", ()):
            if not {"name", "url", "avatar"} & set(author):
                yield "an author of nothing"


def _json_keys(owner: dict[str, Any], known: Mapping[str, type]) -> Iterator[str]:
    for key, value in owner.items():
        is_empty = not value and key not in ("items", "content_html")
        if key not in known or not isinstance(value, known[key]) or is_empty:
            yield f"{key}: {value!r}"
