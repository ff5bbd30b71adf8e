"""Where the fragments of a page stand in it: what alone is another on a new day, or with new rates.

A page whose templates show the masthead in nothing but fragments, and each of these just where it is called, is the
same on another day but for those. It can then be made from its own file. Whatever else a template does with a fragment
or with the masthead (asks for its length, keeps it, hands it to a filter) makes its page one that must be rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from jinja2 import Environment, nodes
from markupsafe import Markup

# What marks a fragment that is written just where it is called, and a template that may do anything with one: filters
# by names that no template can call them by.
_IN_PLACE, _IN_HAND = "in place", "in hand"
MASTHEAD = "masthead"
_FRAGMENT, _PARENT, _SELF = "fragment", "super", "self"
# What of a template is gathered before it is written, or never.
_GATHERING = (nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.AssignBlock)
# Types of values by which a fragment can be made again: these very ones, since what is made of one may show otherwise.
_PLAIN = (str, int, bool, type(None))


class Fragment(msgspec.Struct, frozen=True, array_like=True):
    """A fragment as it was called for: in an edition, in a language, by name, with values."""

    code: str
    lang: str
    name: str
    values: dict[str, str | int | bool | None]


class Inset(msgspec.Struct, frozen=True, array_like=True):
    """Where a fragment stands in a page, in bytes."""

    start: int
    length: int


class Rendered(msgspec.Struct, frozen=True):
    """A page's bytes; where it can be made anew from them, its fragments, encoded, and where each stands."""

    data: bytes
    fragments: bytes = b""
    insets: tuple[Inset, ...] = ()


_decode_fragments = msgspec.msgpack.Decoder(tuple[Fragment, ...]).decode
_decode_insets = msgspec.msgpack.Decoder(tuple[Inset, ...]).decode
_encode = msgspec.msgpack.Encoder().encode


class Watch:
    """Follows what the templates of one theme do with fragments and the masthead, while a page is rendered."""

    def __init__(self) -> None:
        # Until a template is used that may do with a fragment what cannot be followed: what it made may come up later.
        self._is_sound = True
        self._calls = 0
        self._latest: tuple[Markup, msgspec.Raw] | None = None
        self._due: list[tuple[Markup, msgspec.Raw]] = []
        self._is_watching = False
        self._is_still = True

    @property
    def filters(self) -> dict[str, Callable[..., Any]]:
        """What marked templates call."""
        return {_IN_PLACE: self._write_in_place, _IN_HAND: self._take_in_hand}

    def call(self, made: Markup, fragment: msgspec.Raw | None) -> Markup:
        """Note that a fragment was called for; `fragment` is nothing where it cannot be made again elsewhere."""
        self._calls += 1
        self._latest = (made, fragment) if fragment is not None else None
        return made

    def _write_in_place(self, value: Any) -> Any:
        """Note that what is written next is a fragment."""
        if self._is_watching and self._latest is not None and value is self._latest[0]:
            self._due.append(self._latest)
            self._latest = None
        return value

    def _take_in_hand(self, value: Any) -> None:
        """Note that a template is used that may do anything with a fragment."""
        self._is_sound = False

    def show_masthead(self) -> None:
        """Note that a template asks for the masthead."""
        self._is_still = False

    def apart(self, make: Callable[[], str]) -> str:
        """Render something whose masthead and fragments are its own affair."""
        before = self._is_watching, self._is_still, self._calls, self._latest
        self._is_watching = False
        try:
            return make()
        finally:
            self._is_watching, self._is_still, self._calls, self._latest = before

    def inside(self, make: Callable[[], str]) -> str:
        """Render something that becomes a part of a page in a way of its own: a card, a shortcode."""
        before = self._is_watching
        self._is_watching = False
        try:
            return make()
        finally:
            self._is_watching = before

    def gather(self, make: Callable[[], Any]) -> Any:
        """Evaluate a template for others to import: what it made may be shown later, and on other pages."""
        calls = self._calls
        try:
            return make()
        finally:
            if self._calls != calls:
                self._is_sound = False

    def begin(self) -> None:
        """Begin a page, with what it shows beside its template: texts with their shortcodes."""
        self._calls = 0
        self._is_still = True
        self._latest = None
        self._due.clear()

    def write(self, pieces: Iterable[str]) -> Rendered:
        """Put a page together from the pieces that its template writes."""
        written: list[str] = []
        places: list[tuple[int, msgspec.Raw]] = []
        due = self._due
        is_plain = True
        self._is_watching = True
        try:
            for piece in pieces:
                if due:
                    made, fragment = due[0]
                    if len(due) == 1 and piece == made:
                        places.append((len(written), fragment))
                    else:
                        is_plain = False
                    due.clear()
                written.append(piece)
        finally:
            self._is_watching = False
        is_followed = is_plain and not due and self._is_sound and self._is_still and self._calls == len(places)
        if not is_followed or not places:
            return Rendered(encoded("".join(written)))
        parts: list[bytes] = []
        insets: list[Inset] = []
        end = start = 0
        for place, _ in places:
            before, own = encoded("".join(written[start:place])), encoded(written[place])
            parts += (before, own)
            insets.append(Inset(end + len(before), len(own)))
            end += len(before) + len(own)
            start = place + 1
        parts.append(encoded("".join(written[start:])))
        return Rendered(b"".join(parts), _encode([fragment for _, fragment in places]), tuple(insets))


def mark(template: nodes.Template, environment: Environment) -> nodes.Template:
    """Mark the fragments of a template that are written where they are called, before it is compiled.

    Where it could do anything else with one it is marked as a whole.
    """
    is_sound = not _names(template, _SELF)
    for gathering in (*template.find_all(_GATHERING), *template.find_all(nodes.For)):
        if isinstance(gathering, nodes.For) and not gathering.recursive:
            continue
        if any(gathering.find_all((nodes.Include, nodes.Block))) or _names(gathering, _FRAGMENT, _PARENT):
            is_sound = False
    written = {_FRAGMENT: 0, _PARENT: 0}
    for output in template.find_all(nodes.Output):
        for place, child in enumerate(output.nodes):
            if not isinstance(child, nodes.Call) or not isinstance(child.node, nodes.Name):
                continue
            name = child.node.name
            if name in written:
                written[name] += 1
            if name == _FRAGMENT:
                output.nodes[place] = _filtered(child, _IN_PLACE, child.lineno)
    if not is_sound or any(_names(template, name) > count for name, count in written.items()):
        template.body.insert(0, nodes.ExprStmt(_filtered(nodes.ContextReference(), _IN_HAND, 1), lineno=1))
    template.set_environment(environment)
    return template


def encoded_fragment(code: str, lang: str, name: str, values: dict[str, Any]) -> msgspec.Raw | None:
    """Write down how a fragment can be made again elsewhere; nothing where it cannot."""
    if type(name) is not str or any(type(value) not in _PLAIN for value in values.values()):
        return None
    try:
        return msgspec.Raw(_encode(Fragment(code, lang, name, values)))
    except (OverflowError, UnicodeEncodeError):
        return None


def read_fragments(data: bytes) -> tuple[Fragment, ...]:
    """Read which fragments a page has."""
    return _decode_fragments(data)


def read_insets(data: bytes) -> tuple[Inset, ...]:
    """Read where the fragments of a page stand."""
    return _decode_insets(data)


def set_anew(page: bytes, insets: Iterable[Inset], made: Iterable[bytes]) -> tuple[bytes, tuple[Inset, ...]]:
    """Set fragments into a page in the places of those that stand there; gives the page and their places."""
    parts: list[bytes] = []
    places: list[Inset] = []
    end = start = 0
    for inset, own in zip(insets, made, strict=True):
        parts += (page[start : inset.start], own)
        end += inset.start - start
        places.append(Inset(end, len(own)))
        end += len(own)
        start = inset.start + inset.length
    parts.append(page[start:])
    return b"".join(parts), tuple(places)


def encoded(text: str) -> bytes:
    """Encode a page or a part of it: what UTF-8 has no bytes for, as HTML names it."""
    return text.encode("utf-8", "xmlcharrefreplace")


def _filtered(node: nodes.Expr, name: str, line: int) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=line)


def _names(node: nodes.Node, *names: str) -> int:
    """Count where a template speaks of a name."""
    return sum(found.name in names for found in node.find_all(nodes.Name)) + sum(
        found.name in names for found in node.find_all(nodes.NSRef)
    )
