"""Front matter, key by key: plain values in, typed ones out, each fault with its place (contract, section 3).

A key with nothing after it is as if absent. Each reader names the keys it knows by asking for them; what nobody asked
for is an unknown key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from generator.clock import microseconds, parse_moment
from generator.config import alias_fault, described, link_fault
from generator.documents import Document, Typed, untyped
from generator.errors import Gatherer, Position, suggestion
from generator.model.article import Correction, Image
from generator.model.picture import focal_point
from generator.slug import segment_fault, slugify
from generator.text import first_control

# What every slug keeps.
_LETTER = re.compile("[a-zA-Z0-9]")
_IMAGE_KEYS = ("src", "alt", "caption", "credit", "focal")


class Fields:
    """The keys of one file's front matter; `zone` is where its naive dates are."""

    def __init__(self, document: Document, gatherer: Gatherer, zone: str) -> None:
        self.document = document
        self.gatherer = gatherer
        self.zone = zone
        self._asked: dict[str, None] = {}

    def position(self, *keys: str | int, of_value: bool = True) -> Position:
        """Place a key's value."""
        return self.document.position(*keys, of_value=of_value)

    def error(self, message: str, *keys: str | int, hint: str = "") -> None:
        """Report a fault of a key's value."""
        self.gatherer.error(message, self.position(*keys), hint)

    def value(self, *names: str) -> tuple[str, Any]:
        """Find the first of several names that is there with a value: the name and the value, else `("", None)`."""
        values = self.document.values
        present: Sequence[str] = ()
        for name in names:
            self._asked[name] = None
            if name in values and not _is_absent(values[name]):
                present = (*present, name)
        if not present:
            return "", None
        if len(present) > 1:
            self.gatherer.warning(
                f'"{present[1]}" says the same as "{present[0]}" and is not read', self.position(present[1])
            )
        return present[0], values[present[0]]

    def text(self, *names: str) -> str:
        """Read a text; empty when absent. A plain YAML scalar is the text that was typed."""
        name, value = self.value(*names)
        return self._text(value, name) if name else ""

    def title(self, *, is_required: bool = True) -> str:
        """Read the title; one that is absent or empty is an error."""
        self._asked["title"] = None
        values = self.document.values
        value = values.get("title")
        if "title" not in values:
            if is_required:
                self.gatherer.error('the front matter has no "title"', Position(self.document.path), "add: title: …")
            return ""
        title = self._text(value, "title") if value is not None else ""
        if value is None or (isinstance(value, str) and not value.strip()):
            self.error("the title is empty", "title")
        return title.strip()

    def texts(self, *names: str) -> tuple[str, ...]:
        """Read a text or a list of texts; blank ones are left out."""
        name, value = self.value(*names)
        if not name:
            return ()
        if isinstance(value, list):
            found = [self._text(item, name, index) for index, item in enumerate(value) if item is not None]
        else:
            found = [self._text(value, name)]
        return tuple(dict.fromkeys(text.strip() for text in found if text.strip()))

    def flag(self, name: str) -> bool:
        """Read true or false; false when absent."""
        return self._flag(self.value(name)[1], name)

    def number(self, name: str) -> int | None:
        """Read a whole number."""
        _, value = self.value(name)
        if isinstance(value, Typed):
            value = value.value
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63:
            return value
        self.error(f'"{name}" must be a whole number, but is {described(value)}', name)
        return None

    def moment(self, name: str) -> tuple[str, int]:
        """Read a date or date-time: ISO text with offset, and microseconds from 1970; `("", 0)` when absent."""
        _, value = self.value(name)
        return self._moment(value, name) if value is not None else ("", 0)

    def image(self, name: str = "image", *, may_inherit: bool = False) -> Image | None:
        """Read a picture: a path, or a table of `src`, `alt`, `caption`, `credit` and `focal`.

        One that may inherit its path from elsewhere can be without `src`.
        """
        _, value = self.value(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            src = self._text(value, name)
            if src:
                self._warn_of_no_alt(name)
            return Image(self._source(src, name)) if src else None
        self._unknown_within(value, _IMAGE_KEYS, name)
        texts = {key: self._text(item, name, key) for key, item in value.items() if key in _IMAGE_KEYS and item}
        if "alt" in value:  # empty on purpose is not absent
            texts["alt"] = self._text(value["alt"] or "", name, "alt")
        if not texts.get("src") and may_inherit:
            return Image(**{**texts, "src": ""})
        if not texts.get("src"):
            self.error(f'"{name}" needs "src", the picture\'s path', name)
            return None
        if "alt" not in texts:
            self._warn_of_no_alt(name)
        if focal_point(texts.get("focal", "")) is None:
            message = f'"{texts["focal"]}" is no place in a picture, and its middle is taken'
            self.gatherer.warning(message, self.position(name, "focal"), 'write "50% 30%", from left and top')
        return Image(**{**texts, "src": self._source(texts["src"], name, "src")})

    def corrections(self) -> tuple[Correction, ...]:
        """Read the record of changes: a list of tables of `date`, `text` and, where it weighs heavily, `grave`."""
        name, value = self.value("corrections")
        if not name:
            return ()
        if not isinstance(value, list):
            self.error('"corrections" must be a list of tables with "date" and "text"', name)
            return ()
        found = []
        for index, item in enumerate(value):
            if not isinstance(item, dict):
                self.error('a correction must be a table with "date" and "text"', name, index)
                continue
            self._unknown_within(item, ("date", "text", "grave"), name, index)
            text = self._text(item.get("text") or "", name, index, "text")
            date = self._moment(item["date"], name, index, "date")[0] if item.get("date") else ""
            if not text.strip() or not item.get("date"):
                self.error('a correction needs "date" and "text"', name, index)
            found.append(Correction(date, text, self._flag(item.get("grave"), name, index, "grave")))
        return tuple(found)

    def links(self, name: str = "links") -> tuple[tuple[str, str], ...]:
        """Read links as (title, URL): a list of texts or of tables of `title` and `url`, or a table title -> URL."""
        _, value = self.value(name)
        if value is None:
            return ()
        if isinstance(value, dict):
            pairs = [
                (self._text(title, name, title), self._text(url, name, title), (name, title))
                for title, url in value.items()
            ]
            return tuple((title, url) for title, url, keys in pairs if self._is_link(url, *keys))
        if not isinstance(value, list):
            value = [value]
        found = []
        for index, item in enumerate(value):
            if isinstance(item, dict):
                self._unknown_within(item, ("title", "url"), name, index)
                url = self._text(item.get("url") or "", name, index, "url")
                title = self._text(item.get("title") or url, name, index, "title")
            else:
                url = title = self._text(item, name, index)
            if self._is_link(url, name, index):
                found.append((title, url))
        return tuple(found)

    def url(self, name: str) -> str:
        """Read an absolute or site-relative URL."""
        url = self.text(name).strip()
        return url if url and self._is_link(url, name) else ""

    def aliases(self) -> tuple[str, ...]:
        """Read old addresses: paths from the site root (contract, section 4)."""
        name, value = self.value("aliases")
        found = self.texts("aliases")
        for index, alias in enumerate(found):
            if fault := alias_fault(alias):
                keys = (name, index) if isinstance(value, list) else (name,)
                self.error(f'the alias "{alias}" {fault}', *keys)
        return found

    def segment(self, name: str, default: str) -> str:
        """Read a slug or section as typed, or take the default; one that can be no URL segment is an error."""
        typed = self.text(name) or default
        if fault := segment_fault(typed):
            if name in self.document.values:
                self.error(f'the {name} "{typed}" {fault}', name)
            else:
                self.gatherer.error(
                    f'the name "{typed}" {fault}',
                    Position(self.document.path),
                    f"give the file another name or a {name}",
                )
        return typed

    def table(self, name: str) -> dict[str, Any]:
        """Read a table that is handed on untouched, in plain JSON types."""
        _, value = self.value(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.error(f'"{name}" must be a table, but is {described(value)}', name)
            return {}
        if _holds_control(value):
            self.error(f'"{name}" holds a control character', name)
            return {}
        plain: dict[str, Any] = untyped(value)
        return plain

    def report_unknown(self, *, others: Iterable[str] = ()) -> None:
        """Warn of each key that no reader asked for; `others` are known, too."""
        known = [*self._asked, *others]
        for key in self.document.values:
            if key not in known:
                self.gatherer.warning(
                    f'unknown key "{key}"',
                    self.document.position(key),
                    suggestion(key, known) or _extra_hint(known),
                )

    def _text(self, value: Any, *keys: str | int) -> str:
        if isinstance(value, str):
            if first_control(value) >= 0:
                self.error(f'"{keys[0]}" holds a control character', *keys)
                return ""
            return str(value)
        self.error(f'"{keys[0]}" must be text, but is {described(value)}', *keys)
        return ""

    def _flag(self, value: Any, *keys: str | int) -> bool:
        if isinstance(value, Typed):
            value = value.value
        if value is None or isinstance(value, bool):
            return bool(value)
        self.error(f'"{keys[-1]}" must be true or false, but is {described(value)}', *keys)
        return False

    def _moment(self, value: Any, *keys: str | int) -> tuple[str, int]:
        typed = self._text(value, *keys)
        if not typed:
            return "", 0
        moment = parse_moment(typed, self.zone)
        if moment is None:
            self.error(f'"{typed}" is not a date', *keys, hint="write 2025-05-14 or 2025-05-14 09:30")
            return "", 0
        return moment.isoformat(), microseconds(moment)

    def _source(self, src: str, *keys: str | int) -> str:
        if fault := link_fault(src):
            self.error(f'the picture "{src}" {fault}', *keys)
            return ""
        return src.strip()

    def _warn_of_no_alt(self, name: str) -> None:
        hint = 'describe it in "alt", or write alt: "" where it only decorates'
        self.gatherer.warning("the picture has no alternative text", self.position(name), hint)

    def _is_link(self, url: str, *keys: str | int) -> bool:
        fault = link_fault(url) or ("" if url.strip() else "is empty")
        if fault:
            self.error(f'the link "{url}" {fault}', *keys)
        return not fault

    def _unknown_within(self, table: dict[str, Any], known: tuple[str, ...], *keys: str | int) -> None:
        for key in table:
            if key not in known:
                self.gatherer.warning(
                    f'unknown key "{key}" in "{keys[0]}"',
                    self.document.position(*keys, key),
                    suggestion(key, known),
                )


def has_slug(text: str) -> bool:
    """Tell whether a name has anything to make a URL of."""
    return bool(_LETTER.search(text) or slugify(text))


def _extra_hint(known: list[str]) -> str:
    return 'keys of your own go below "extra"' if "extra" in known else ""


def _is_absent(value: Any) -> bool:
    if isinstance(value, Typed) and value.value is None:  # a bare "null"
        return True
    return value is None or value == ""


def _holds_control(value: Any) -> bool:
    if isinstance(value, str):
        return first_control(value) >= 0
    if isinstance(value, dict):
        return any(_holds_control(key) or _holds_control(item) for key, item in value.items())
    return isinstance(value, list) and any(_holds_control(item) for item in value)
