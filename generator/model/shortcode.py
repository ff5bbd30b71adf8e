"""The registry of built-in shortcodes: their parameters, in the order of arguments without names.

A theme or site adds its own as a template `shortcodes/NAME.html`; those take any parameter.
"""

from __future__ import annotations

import msgspec


class Shortcode(msgspec.Struct, frozen=True):
    """A shortcode: what it must and may be given, and whether it encloses text.

    `patterns` are regular expressions that whole values must match.
    """

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    encloses: bool = False
    patterns: dict[str, str] = {}

    @property
    def parameters(self) -> tuple[str, ...]:
        """All parameters, in the order of arguments without names."""
        return self.required + self.optional


# Parameters that name a file or page of the site, in every shortcode.
REFERENCE_PARAMETERS = {"src": "picture", "href": "link"}

SHORTCODES: dict[str, Shortcode] = {
    shortcode.name: shortcode
    for shortcode in (
        Shortcode("figure", ("src",), ("alt", "caption", "credit", "title", "href")),
        Shortcode("pullquote", (), ("credit",), encloses=True),
        Shortcode("note", (), ("title",), encloses=True),
        Shortcode("youtube", ("id",), ("title",), patterns={"id": "[A-Za-z0-9_-]{11}"}),
        Shortcode("x", ("user", "id"), ("title",), patterns={"user": "[A-Za-z0-9_]{1,30}", "id": "[0-9]{1,20}"}),
        Shortcode(
            "telegram", ("channel", "id"), ("title",),
            patterns={"channel": "[A-Za-z0-9_]{3,40}", "id": "[0-9]{1,12}"},
        ),
    )
}  # fmt: skip
