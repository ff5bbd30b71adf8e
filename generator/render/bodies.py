"""A parsed body and its links in, HTML out: slots filled in, shortcodes rendered (see `model/body.py`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import urljoin

from generator.model.body import (
    Address,
    Body,
    LinkClose,
    LinkOpen,
    Picture,
    ShortcodeOpen,
    ShortcodeUse,
    Slot,
)

# A link to an anchor of its own page, inside a tag: the same words in a text or in code are left alone.
_ANCHOR = re.compile(r"""(<[^<>]*\shref=["'])#""")

# Renders a shortcode's use, with its addresses resolved, around the HTML it encloses.
ShortcodeRenderer = Callable[[ShortcodeUse, dict[str, str], str], str]


def fill_body(body: Body, hrefs: Sequence[str], render_shortcode: ShortcodeRenderer, *, permalink: str = "") -> str:
    """Fill a body's slots; with a `permalink` every address becomes absolute, as feeds need it."""
    if not body.slots:
        html = body.parts[0]
    else:
        links = [absolute(link, permalink) if link else "" for link in hrefs] if permalink else hrefs
        html = _Fill(body, links, render_shortcode).html()
    return _ANCHOR.sub(lambda match: f"{match[1]}{escape(permalink)}#", html) if permalink else html


def absolute(link: str, permalink: str) -> str:
    """Make a link of a page absolute, seen from the page's own permalink."""
    try:
        return urljoin(permalink, link)
    except ValueError:
        return link


class _Fill:
    """One walk over parts and slots; open links and shortcodes are kept on stacks."""

    def __init__(self, body: Body, links: Sequence[str], render_shortcode: ShortcodeRenderer) -> None:
        self._body = body
        self._links = links
        self._render_shortcode = render_shortcode
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
        if isinstance(slot, Picture):
            return self._picture(slot)
        if isinstance(slot, Address):
            return escape(self._links[slot.reference] or "#")
        if isinstance(slot, ShortcodeOpen):
            use = self._body.shortcodes[slot.use]
            if not use.is_paired:
                return self._render_shortcode(use, self._addresses(use), "")
            self._open_shortcodes.append(use)
            self._pieces.append([])
            return ""
        use = self._open_shortcodes.pop()
        inner = "".join(self._pieces.pop())
        return self._render_shortcode(use, self._addresses(use), inner)

    def _link(self, slot: LinkOpen) -> str:
        link = self._links[slot.reference]
        self._open_links.append(bool(link))
        title = f' title="{escape(slot.title)}"' if slot.title else ""
        return f'<a href="{escape(link)}"{title}>' if link else ""

    def _picture(self, slot: Picture) -> str:
        link = self._links[slot.reference]
        title = f' title="{escape(slot.title)}"' if slot.title else ""
        return (
            f'<img src="{escape(link)}" alt="{escape(slot.alt)}"{title} loading="lazy">' if link else escape(slot.alt)
        )

    def _addresses(self, use: ShortcodeUse) -> dict[str, str]:
        return {name: self._links[reference] for name, reference in use.references.items()}
