"""Trees of XML feeds in, bytes out: what RSS and Atom have in common."""

from __future__ import annotations

from typing import Any

from lxml import etree

from generator.render.feed_entry import FeedHead, FeedImage

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
XHTML = "http://www.w3.org/1999/xhtml"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def frame_of(root: Any, container: Any, head: FeedHead) -> tuple[bytes, bytes]:
    """Write a feed without entries, parted at the place where they stand: at the end of their container.

    A stylesheet is named for people; programs that read feeds take no notice of it.
    """
    etree.SubElement(container, "entries")
    style = f'<?xml-stylesheet type="text/css" href="{_attribute(head.stylesheet)}"?>\n' if head.stylesheet else ""
    text = etree.tostring(root, encoding="unicode")
    before, _, after = text.rpartition("<entries/>")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{style}{before}\n'.encode(), f"{after}\n".encode()


def fragment_of(element: Any, start: str, end: str, namespaces: dict[str | None, str]) -> bytes:
    """Write an element that is to stand in a frame that declares the namespaces: it need not declare them again."""
    holder = etree.Element("holder", nsmap=namespaces)
    holder.append(element)
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    inner = text[text.index(">") + 1 : text.rindex("</")]
    return f"{start}{inner}{end}\n".encode()


def add_note(parent: Any, head: FeedHead) -> None:
    """Add a note for people: programs that read feeds skip what has another namespace, and browsers show it."""
    note = etree.SubElement(parent, f"{{{XHTML}}}div", lang=head.language, dir=head.direction)
    etree.SubElement(note, f"{{{XHTML}}}p").text = head.note
    links = etree.SubElement(note, f"{{{XHTML}}}p")
    for url, words in ((head.home_url, head.title), (head.list_url, head.list_words)):
        if url:
            etree.SubElement(links, f"{{{XHTML}}}a", href=url).text = words


def add_image(parent: Any, image: FeedImage | None) -> None:
    """Add an entry's lead picture, by Media RSS: an enclosure would want its length, before the file is made."""
    if image is None:
        return
    size = {"width": str(image.width), "height": str(image.height)} if image.width and image.height else {}
    kind = {"type": image.media_type} if image.media_type else {}
    content = etree.SubElement(parent, f"{{{MEDIA}}}content", url=image.url, medium="image", **kind, **size)
    for name, text in (("description", image.alt), ("credit", image.credit)):
        if text:
            etree.SubElement(content, f"{{{MEDIA}}}{name}").text = text


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
