"""Code in, HTML with Pygments' CSS classes out; a language that Pygments does not know is plain text."""

from __future__ import annotations

from html import escape

# Lexers are built on regular expressions, some slow on input that is no code: what is longer stays plain.
_MAX_CHARACTERS = 100_000


def highlight_code(code: str, language: str) -> str:
    """Give the HTML inside `<code>` for a fenced block."""
    if not language or len(code) > _MAX_CHARACTERS:
        return escape(code)
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(code)
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True)))
