"""A body of text, parsed alone: HTML with slots where only the plan knows what to put.

`parts` and `slots` alternate, a part at both ends. An internal link, a picture and a shortcode are slots: their
addresses are known only once all articles are.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from generator.errors import Severity


class Reference(msgspec.Struct, frozen=True, array_like=True):
    """An internal address as typed in a body, in Markdown's own syntax percent-encoded as CommonMark does it.

    Line and column are 1-based and count from the body's first line.
    """

    target: str
    kind: Literal["link", "picture"]
    line: int
    column: int


class ShortcodeUse(msgspec.Struct, frozen=True, array_like=True):
    """One use of a shortcode: its arguments by position and by name, as typed, and where it stands in the body.

    `references` maps the names of parameters that hold an internal address to indices of the body's references.
    """

    name: str
    arguments: tuple[str, ...]
    parameters: dict[str, str]
    is_paired: bool
    is_inline: bool
    line: int
    column: int
    references: dict[str, int] = {}


class LinkOpen(msgspec.Struct, frozen=True, array_like=True, tag="link"):
    """The start tag of an internal link."""

    reference: int
    title: str = ""


class LinkClose(msgspec.Struct, frozen=True, array_like=True, tag="/link"):
    """The end tag that belongs to the last `LinkOpen`."""


class Address(msgspec.Struct, frozen=True, array_like=True, tag="address"):
    """An internal address inside raw HTML; its quotes stand in the parts around it."""

    reference: int


class Picture(msgspec.Struct, frozen=True, array_like=True, tag="picture"):
    """A picture with a source within the site."""

    reference: int
    alt: str
    title: str = ""


class ShortcodeOpen(msgspec.Struct, frozen=True, array_like=True, tag="shortcode"):
    """A shortcode, by its index among the body's; a paired one encloses what stands up to its `ShortcodeClose`."""

    use: int


class ShortcodeClose(msgspec.Struct, frozen=True, array_like=True, tag="/shortcode"):
    """The end of the last open paired shortcode."""


Slot = LinkOpen | LinkClose | Address | Picture | ShortcodeOpen | ShortcodeClose


class BodyFault(msgspec.Struct, frozen=True, array_like=True):
    """What is wrong in a body; line and column are 1-based and count from the body's first line."""

    severity: Severity
    message: str
    line: int
    column: int
    hint: str = ""


class Heading(msgspec.Struct, frozen=True, array_like=True):
    """A heading of a body, for tables of contents: its level (1 to 6), its anchor and its plain text."""

    level: int
    anchor: str
    text: str


class Body(msgspec.Struct, frozen=True, array_like=True):
    """A parsed body; `excerpt` is cut as the contract's section 5 says, `lede` is the first paragraph's plain text."""

    parts: tuple[str, ...]
    slots: tuple[Slot, ...]
    excerpt: str
    lede: str
    word_count: int
    headings: tuple[Heading, ...]
    references: tuple[Reference, ...]
    shortcodes: tuple[ShortcodeUse, ...]
    faults: tuple[BodyFault, ...] = ()
