"""HTML for a feed in, the same out with every address absolute, whoever wrote it: an author, a shortcode's template."""

from __future__ import annotations

import re
from html import escape, unescape

from generator.render.bodies import absolute

_NAMES = "href|src|srcset|poster|cite|data|background|longdesc|action|formaction"
# What may have to be changed: an address that does not begin with a scheme, or a list of addresses.
_DOUBTFUL = re.compile(rf"""[\s"'](?:{_NAMES})\s*=\s*(?!["']?\s*[a-z][a-z0-9+.-]*:)|\ssrcset\s*=""", re.IGNORECASE)
_TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(r"""([\s"'])([^\s"'<>/=]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'=<>`]+)""")
_ADDRESSES = frozenset(_NAMES.split("|"))


def with_absolute_addresses(html: str, permalink: str) -> str:
    """Make every address in the tags of a body absolute, as seen from its article's permalink."""
    # Most of a body is text, which a quick look for "=" passes over.
    if not any("=" in piece and _DOUBTFUL.search(piece) for piece in html.split("<")):
        return html

    def attribute(match: re.Match[str]) -> str:
        before, name, equals, value = match.groups()
        if name.lower() not in _ADDRESSES:
            return match.group()
        typed = unescape(value[1:-1] if value[0] in "\"'" else value)
        found = _absolute_set(typed, permalink) if name.lower() == "srcset" else absolute(typed.strip(), permalink)
        return f'{before}{name}{equals}"{escape(found)}"'

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(attribute, tag.group()), html)


def _absolute_set(srcset: str, permalink: str) -> str:
    """Make the addresses of a `srcset` absolute; a comma within an address is none between two."""
    candidates = re.findall(r"\s*,*\s*([^\s,]\S*[^\s,]|[^\s,])((?:\s+[^\s,]+)?)\s*(?:,|$)", srcset)
    return ", ".join(absolute(address, permalink) + width for address, width in candidates)
