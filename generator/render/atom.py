"""A feed's head and entries in, Atom (RFC 4287) out, by feedgen.

feedgen loses what its links of entries say beside their address, and knows no stylesheet: its tree is mended. A feed
without entries was last changed when time began: the hour of the build is nobody's news.
"""

from __future__ import annotations

from datetime import UTC, datetime

from feedgen.entry import FeedEntry as Entry
from feedgen.feed import FeedGenerator
from lxml import etree

from generator.render.feed_entry import FeedEntry, FeedHead
from generator.render.feed_frame import ATOM, MEDIA, XHTML, XML_LANG, add_image, add_note, fragment_of, frame_of

_NAMESPACES: dict[str | None, str] = {None: ATOM, "media": MEDIA, "h": XHTML}
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def atom_frame(head: FeedHead) -> tuple[bytes, bytes]:
    """Write a feed without entries, parted where they stand."""
    feed = FeedGenerator()
    feed.id(head.url)
    feed.title(head.title)
    feed.subtitle(head.description)
    feed.updated(head.updated or _BEGINNING)
    feed.author(name=head.author.name, uri=head.author.url)
    feed.link(href=head.url, rel="self", type="application/atom+xml")
    feed.link(href=head.home_url, rel="alternate", type="text/html")
    if head.hub:
        feed.link(href=head.hub, rel="hub")
    feed.generator("Broadsheet")
    made = etree.fromstring(feed.atom_str())
    root = etree.Element(f"{{{ATOM}}}feed", nsmap=_NAMESPACES)
    root.set(XML_LANG, head.language)
    root.extend(list(made))
    add_note(root, head)
    return frame_of(root, root, head)


def atom_entry(entry: FeedEntry) -> bytes:
    """Write an entry."""
    made = Entry()
    made.id(entry.permalink)
    made.title(entry.title)
    made.updated(entry.updated)
    made.published(entry.published)
    made.link(href=entry.permalink, rel="alternate")
    for author in entry.authors:
        made.author(name=author.name, **({"uri": author.url} if author.url else {}))
    for name in entry.categories:
        made.category(term=name)
    if entry.summary:
        made.summary(entry.summary)
    if entry.html:
        made.content(entry.html, type="html")
    tree = made.atom_entry()
    link = tree.find("link")
    link.set("rel", "alternate")
    link.set("type", "text/html")
    add_image(tree, entry.image)
    start = f'<entry xml:lang="{entry.language}">' if entry.language else "<entry>"
    return fragment_of(tree, start, "</entry>", {"media": MEDIA})
