"""Markdown tokens in, HTML out: markdown-it-py's renderer, with the tokens that most text is made of written directly.

The output is that of the library's own renderer, byte for byte; only the way there is shorter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markdown_it.renderer import RendererHTML

if TYPE_CHECKING:
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

_ESCAPED = re.compile('[&<>"]')
_INLINE = {
    "em_open": "<em>",
    "em_close": "</em>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "softbreak": "\n",
}


class BodyRenderer(RendererHTML):
    """Renders bodies: rules that were added go first, then the short ways, then the library's."""

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        """Render block tokens."""
        out: list[str] = []
        rules = self.rules
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "inline":
                if token.children:
                    out.append(self.renderInline(token.children, options, env))
            elif kind == "paragraph_open" and not token.hidden and not (index and tokens[index - 1].hidden):
                out.append("<p>")
            elif kind == "paragraph_close" and not token.hidden:
                out.append("</p>\n")
            elif kind in rules:
                out.append(rules[kind](tokens, index, options, env))
            else:
                out.append(self.renderToken(tokens, index, options, env))
        return "".join(out)

    def renderInline(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        """Render the tokens of a line."""
        out: list[str] = []
        rules = self.rules
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "text":
                content = token.content
                out.append(escape_text(content) if _ESCAPED.search(content) else content)
            elif kind in _INLINE:
                out.append(_INLINE[kind])
            elif kind in rules:
                out.append(rules[kind](tokens, index, options, env))
            else:
                out.append(self.renderToken(tokens, index, options, env))
        return "".join(out)


def escape_text(text: str) -> str:
    """Escape a text for HTML as markdown-it-py does."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
