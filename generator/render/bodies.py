"""A parsed body and its links in, HTML out: slots filled in, shortcodes rendered (see `model/body.py`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from urllib.parse import urljoin

from generator.model.body import (
    Address,
    Body,
    LinkClose,
    LinkOpen,
    ShortcodeOpen,
    ShortcodeUse,
    Slot,
)
from generator.model.body import Picture as PictureSlot
from generator.model.picture import Picture
from generator.model.plan import Filling
from generator.render.pictures import plain_html

# A link to an anchor of its own page, inside a tag: the same words in a text or in code are left alone.
_ANCHOR = re.compile(r"""(<[^<>]*\shref=["'])#""")

# Renders a shortcode's use, with its addresses and pictures resolved, around the HTML it encloses.
ShortcodeRenderer = Callable[[ShortcodeUse, dict[str, str], dict[str, Picture], str], str]
# Writes a picture of the site: its files, the link to its plain one, its alternative text, its title.
PictureWriter = Callable[[Picture, str, str, str], str]


def fill_body(
    body: Body,
    filling: Filling,
    render_shortcode: ShortcodeRenderer,
    write_picture: PictureWriter,
    *,
    permalink: str = "",
) -> str:
    """Fill a body's slots; with a `permalink` every address becomes absolute, as feeds need it."""
    if not body.slots:
        html = body.parts[0]
    else:
        hrefs = filling.hrefs
        links = [absolute(link, permalink) if link else "" for link in hrefs] if permalink else hrefs
        html = _Fill(body, links, filling.pictures, render_shortcode, write_picture).html()
    return _ANCHOR.sub(lambda match: f"{match[1]}{escape(permalink)}#", html) if permalink else html


def absolute(link: str, permalink: str) -> str:
    """Make a link of a page absolute, seen from the page's own permalink."""
    try:
        return urljoin(permalink, link)
    except ValueError:
        return link


class _Fill:
    """One walk over parts and slots; open links and shortcodes are kept on stacks."""

    def __init__(
        self,
        body: Body,
        links: Sequence[str],
        pictures: Mapping[int, Picture],
        render_shortcode: ShortcodeRenderer,
        write_picture: PictureWriter,
    ) -> None:
        self._body = body
        self._links = links
        self._pictures = pictures
        self._render_shortcode = render_shortcode
        self._write_picture = write_picture
        self._open_links: list[bool] = []
        self._open_shortcodes: list[ShortcodeUse] = []
        self._pieces: list[list[str]] = [[]]

    def html(self) -> str:
        for part, slot in zip(self._body.parts, (*self._body.slots, None), strict=True):
            self._pieces[-1].append(part)
            if slot is not None:
                filled = self._filled(slot)  # first: it may open or close a level
                self._pieces[-1].append(filled)
        return "".join(self._pieces[0])

    def _filled(self, slot: Slot) -> str:
        if isinstance(slot, LinkOpen):
            return self._link(slot)
        if isinstance(slot, LinkClose):
            return "</a>" if self._open_links.pop() else ""
        if isinstance(slot, PictureSlot):
            return self._picture(slot)
        if isinstance(slot, Address):
            return escape(self._links[slot.reference] or "#")
        if isinstance(slot, ShortcodeOpen):
            use = self._body.shortcodes[slot.use]
            if not use.is_paired:
                return self._shortcode(use, "")
            self._open_shortcodes.append(use)
            self._pieces.append([])
            return ""
        use = self._open_shortcodes.pop()
        inner = "".join(self._pieces.pop())
        return self._shortcode(use, inner)

    def _link(self, slot: LinkOpen) -> str:
        link = self._links[slot.reference]
        self._open_links.append(bool(link))
        title = f' title="{escape(slot.title)}"' if slot.title else ""
        return f'<a href="{escape(link)}"{title}>' if link else ""

    def _picture(self, slot: PictureSlot) -> str:
        link = self._links[slot.reference]
        if not link:
            return escape(slot.alt)
        if (picture := self._pictures.get(slot.reference)) is not None:
            return self._write_picture(picture, link, slot.alt, slot.title)
        return plain_html(link, slot.alt, title=slot.title)

    def _shortcode(self, use: ShortcodeUse, inner: str) -> str:
        addresses = {name: self._links[reference] for name, reference in use.references.items()}
        pictures = {
            name: self._pictures[reference] for name, reference in use.references.items() if reference in self._pictures
        }
        return self._render_shortcode(use, addresses, pictures, inner)
