"""Links to places inside pages: what bodies link to in, each place that is not there out.

A place is an element's `id`, be it a heading's, raw HTML's or a template's: where a stored body has none of that name,
its page is rendered and asked, so that nothing is called missing which readers find.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import msgspec

from generator.address import file_of, url_of_alias
from generator.build.settings import Planned
from generator.check.findings import Finding, warning
from generator.check.places import Places
from generator.check.published import Owned
from generator.errors import SiteError, suggestion
from generator.model.plan import AssetCopy, Filling, Output, RedirectPage, blobs_of, task_of
from generator.plan.bodies import position_in_body

if TYPE_CHECKING:
    from generator.render.pages import Press

_ANCHOR = re.compile(r"""<a\s[^<>]*?\bhref\s*=\s*(?:"#([^"]*)"|'#([^']*)')""", re.IGNORECASE)
_ID = re.compile(r"""\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE)
# What a footnote's own places are called.
_NOTE = re.compile(r"fn(?:ref)?[\d:-]*")
_KEPT = 64


class _Parts(msgspec.Struct, frozen=True, array_like=True):
    """A stored body's HTML, read without the rest of it."""

    parts: tuple[str, ...]


_parts = msgspec.msgpack.Decoder(_Parts)


def html_of(data: bytes) -> str:
    """Read the HTML of a stored body, with nothing in its slots."""
    return "".join(_parts.decode(data).parts)


class Anchors:
    """Tells dead anchors of a plan; `blob` finds stored bodies."""

    def __init__(self, planned: Planned, blob: Callable[[str], bytes], places: Places) -> None:
        self._planned = planned
        self._blob = blob
        self._places = places
        self._outputs = {output.path: output for output in planned.plan.outputs}
        articles = {article.path: article.body_digest for article in planned.content.articles}
        self._bodies = articles | {author.path: author.body_digest for author in planned.content.authors}
        self._root = planned.config.root
        self._rendered = lru_cache(maxsize=_KEPT)(self._render)
        self._stored = lru_cache(maxsize=_KEPT)(self._read)

    def look(self, owned: Owned, data: bytes) -> Iterator[Finding]:
        """Find the dead anchors that a body links to; `data` is the body as it is stored."""
        if b'"#' in data or b"'#" in data:
            yield from self._within(owned, html_of(data))
        if any(reference.kind == "link" and "#" in reference.target for reference in owned.owner.references):
            yield from self._elsewhere(owned)

    def _within(self, owned: Owned, html: str) -> Iterator[Finding]:
        """Look at links to places of the same page."""
        ids = _ids(html)
        typed = dict.fromkeys(unescape(match[1] or match[2] or "") for match in _ANCHOR.finditer(html))
        for anchor in typed:
            name = _name(anchor)
            if not name or name in ids or self._has(owned.output, name):
                continue
            message = f'the link "#{unquote(anchor)}" leads to no place on its page'
            for position in self._places.of_address(owned.owner.path, f"#{anchor}"):
                yield warning("dead-anchor", message, position, _hint(name, ids))

    def _elsewhere(self, owned: Owned) -> Iterator[Finding]:
        """Look at links to places of other pages, and of the same by its address."""
        hrefs = _filling(owned.output).hrefs
        for reference, link in zip(owned.owner.references, hrefs, strict=True):
            address, _, anchor = link.partition("#")
            name = _name(anchor)
            target = self._outputs.get(self._path_of(address)) if name and reference.kind == "link" else None
            if target is None or self._has(target, name):
                continue
            position = position_in_body(owned.owner, reference.line, reference.column)
            message = f'the link "{unquote(reference.target)}" leads to a page without a place "{name}"'
            yield warning("dead-anchor", message, position, _hint(name, self._ids_of_body(target)))

    def of_configuration(self) -> Iterator[Finding]:
        """Find the dead anchors that the navigation and the redirects lead to."""
        config = self._planned.config
        typed = {item.title: item.url for item in config.links}
        mastheads = self._planned.kit.mastheads.values()
        links = [(typed.get(link.title, link.url), link.url) for one in mastheads for link in one.navigation]
        for old, new in config.redirects.items():
            output = self._outputs.get(file_of(url_of_alias(old))) if "#" in new else None
            if output is not None and isinstance(page := output.page(), RedirectPage):
                links.append((new, page.target))
        for written, link in links:
            address, _, anchor = link.partition("#")
            target = self._outputs.get(self._path_of(address)) if (name := _name(anchor)) else None
            if target is not None and not self._has(target, name):
                message = f'the link "{unquote(written)}" leads to a page without a place "{name}"'
                for position in self._places.of_text("site.toml", written):
                    yield warning("dead-anchor", message, position, _hint(name, self._ids_of_body(target)))

    def _path_of(self, address: str) -> str:
        """Name the file behind a link as it stands in a page."""
        if not address.startswith(self._root):
            return ""
        return file_of(unquote(address.partition("?")[0])[len(self._root) - 1 :])

    def _has(self, output: Output, name: str) -> bool:
        """Tell whether a page has a place; what cannot be looked into is taken to have it."""
        if name in self._ids_of_body(output):
            return True
        ids = self._rendered(output.path)
        return ids is None or name in ids

    def _ids_of_body(self, output: Output) -> frozenset[str]:
        digest = self._bodies.get(output.source, "") if output.kind in ("article", "page", "author") else ""
        return self._stored(digest) if digest else frozenset()

    def _read(self, digest: str) -> frozenset[str]:
        return _ids(html_of(self._blob(digest)))

    def _render(self, path: str) -> frozenset[str] | None:
        """Gather the places of a page as readers get it; nothing where it is none of ours to render."""
        output = self._outputs[path]
        if output.kind == "redirect" or not path.endswith((".html", ".htm")):
            return None
        if isinstance(page := output.page(), AssetCopy):
            return _ids(Path(page.location).read_text("utf-8", "replace"))
        task = task_of(output)
        body_keys = self._planned.plan.body_keys(blobs_of(task.page))
        try:
            return _ids(self._press.render(task, body_keys).data.decode("utf-8", "replace"))
        except SiteError:  # a template's fault, which a build tells
            return None

    @cached_property
    def _press(self) -> Press:
        from generator.render.pages import Press  # templates are dear to import, and seldom asked

        return Press(self._planned.kit, self._blob_or_card)

    def _blob_or_card(self, key: str) -> bytes:
        """Find a stored body, or make a card, which listings print: a check may come before any build."""
        card = self._planned.plan.stored_card(key)
        return self._blob(key) if card is None else self._press.render_card(card)


def _filling(output: Output) -> Filling:
    filling = getattr(output.page(), "filling", None)
    return filling if isinstance(filling, Filling) else Filling()


def _name(anchor: str) -> str:
    """Give the place that an anchor names; none for the top of the page and for a mere text."""
    name = unquote(anchor.partition(":~:")[0])
    return "" if name.lower() == "top" else name


def _ids(html: str) -> frozenset[str]:
    return frozenset(unescape(match[1] or match[2] or match[3] or "") for match in _ID.finditer(html))


def _hint(name: str, ids: frozenset[str]) -> str:
    return suggestion(name, sorted(one for one in ids if not _NOTE.fullmatch(one)))
