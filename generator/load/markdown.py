"""A body of Markdown in, a parsed `Body` out: HTML with slots for what only the plan knows (see `model/body.py`).

Depends on the body's own text and the Markdown settings, on nothing else. CommonMark by markdown-it-py, with tables,
strikethrough, footnotes, heading anchors, highlighted code and shortcodes. Raw HTML is HTML or, by setting, text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline.html_inline import html_inline
from markdown_it.rules_inline.image import image
from markdown_it.rules_inline.link import link
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import render_footnote_anchor, render_footnote_ref

from generator.load.collector import Collector, collector_of, environment_with
from generator.load.dispatch import dispatch_rules
from generator.load.highlight import highlight_code
from generator.load.lines import simple_tokens
from generator.load.markdown_settings import MarkdownSettings
from generator.load.plain_text import text_of_inline, text_of_tokens
from generator.load.renderer import BodyRenderer
from generator.load.shortcodes import is_internal, last_closers, shortcode_plugin
from generator.model.body import (
    Address,
    Body,
    BodyFault,
    Heading,
    LinkClose,
    LinkOpen,
    Picture,
    Reference,
    ShortcodeClose,
    ShortcodeOpen,
)
from generator.slug import slugify
from generator.text import count_and_cut, drop_controls, first_control, line_and_column, split_words

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

_MARK = re.compile("\0(\\d+)\0")
_NOTE_ANCHOR = re.compile(r"fn(ref)?[0-9-]*")
_HTML_ADDRESS = re.compile(r"""(\s(?:href|src|poster)\s*=\s*)(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
# An address between pointed brackets, which no rule of ours sees.
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*)>")
_MAX_NESTING = 100
_NO_ALT_HINT = 'describe it between the brackets, or use {{< figure src="…" alt="" >}} where it only decorates'
# Where a rule of ours or of CommonMark may begin or end inside a line, and what begins any: the library stops at more.
_INLINE_MARK = re.compile(r"[\n!\[\]\\`*_~<&{^]")
# An address that normalising leaves as it is.
_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(?:/[A-Za-z0-9/._~-]*)?")


def outer_references(body: str, settings: MarkdownSettings) -> list[Reference]:
    """Find each address in a body that leads out of the site or to an anchor of its own page, with its place."""
    body = drop_controls(body)
    collector = Collector(body, last_closers(body) if settings.extensions and "{{" in body else {})
    collector.outer = []
    parser = parser_for(settings.html, settings.extensions)
    env = environment_with(collector)
    tokens = parser.parse(body, env)
    parser.renderer.render(tokens, parser.options, env)
    for token in tokens:
        links = {str(one.attrs["href"]) for one in token.children or () if one.markup == "autolink" and one.nesting > 0}
        collector.block_line = token.map[0] if token.map else collector.block_line
        for found in _AUTOLINK.finditer(token.content) if links else ():
            if (target := parser.normalizeLink(found[1])) in links:
                collector.note_outer(target, "link", *collector.place_inline(token.content, found.start()))
    return collector.outer


def parse_body(body: str, settings: MarkdownSettings) -> Body:
    """Parse a body.

    Its faults are control characters (dropped), raw HTML that shows as text, and shortcodes that cannot be read.
    """
    faults: list[BodyFault] = []
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    offset = first_control(body)
    if offset >= 0:
        line, column = line_and_column(body, offset)
        faults.append(
            BodyFault("warning", f"a control character (U+{ord(body[offset]):04X}) is left out", line, column)
        )
        body = drop_controls(body)
    closers = last_closers(body) if settings.extensions and "{{" in body else {}
    collector = Collector(body, closers)
    parser = parser_for(settings.html, settings.extensions)
    env = environment_with(collector)
    tokens = parser.parse(body, env)
    word_count, excerpt = count_and_cut(text_of_tokens(tokens), settings.excerpt_words)
    pieces = _MARK.split(parser.renderer.render(tokens, parser.options, env))
    return Body(
        parts=tuple(pieces[::2]),
        slots=tuple(collector.slots[int(index)] for index in pieces[1::2]),
        excerpt=excerpt,
        lede=_lede(tokens),
        word_count=word_count,
        headings=tuple(_headings(tokens)),
        references=tuple(collector.references),
        shortcodes=tuple(collector.shortcodes),
        faults=(*faults, *dict.fromkeys(collector.faults)),
    )


@lru_cache(maxsize=8)
def parser_for(html: bool, extensions: bool) -> MarkdownIt:
    """Give the parser for settings, made once a process."""
    parser = make_parser(html, extensions)
    parser.core.ruler.at("inline", _inline_by_lines)
    dispatch_rules(parser)
    return parser


def make_parser(html: bool, extensions: bool) -> MarkdownIt:
    """Make a parser with all its rules, each of which is asked at every place: the slow way to the same tokens."""
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}, renderer_cls=BodyRenderer)
    parser.inline.terminator_re = _INLINE_MARK
    normalize = parser.normalizeLink
    parser.normalizeLink = lambda url: url if _PLAIN_ADDRESS.fullmatch(url) else normalize(url)  # type: ignore[method-assign]
    parser.core.ruler.disable("normalize")  # bodies come without CR and NUL
    parser.core.ruler.at("inline", _inline_with_places)
    parser.inline.ruler.at("link", _link_with_place)
    parser.inline.ruler.at("image", _image_with_place)
    if not html:
        parser.block.ruler.at("html_block", _comment_block, {"alt": ["paragraph", "reference", "blockquote"]})
        parser.inline.ruler.at("html_inline", _html_as_text)
    if extensions:
        parser.enable(["table", "strikethrough"])
        parser.use(footnote_plugin)
        parser.use(anchors_plugin, max_level=6, slug_func=_anchor)
        parser.use(shortcode_plugin)
    for name, rule in (_RENDER_RULES | (_EXTENSION_RULES if extensions else {})).items():
        parser.add_render_rule(name, rule)
    return parser


def _anchor(title: str) -> str:
    slug = slugify(title) or "section"
    return f"section-{slug}" if _NOTE_ANCHOR.fullmatch(slug) else slug


def _lede(tokens: Sequence[Token]) -> str:
    for index, token in enumerate(tokens):
        if token.type == "paragraph_open" and token.level == 0:
            text = " ".join(split_words(text_of_inline(tokens[index + 1].children or ())))
            if text:
                return text
    return ""


def _headings(tokens: Sequence[Token]) -> list[Heading]:
    return [
        Heading(
            int(token.tag[1]),
            str(token.attrGet("id") or ""),
            text_of_inline(tokens[index + 1].children or ()),
        )
        for index, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def _inline_with_places(state: StateCore) -> None:
    """The parser's own rule, but the collector knows the line of each block."""
    _parse_lines(state, lambda content, collector: None)


def _inline_by_lines(state: StateCore) -> None:
    """As above, but simple lines are cut without asking any rule."""
    _parse_lines(state, simple_tokens)


def _parse_lines(state: StateCore, cut: Callable[[str, Collector], list[Token] | None]) -> None:
    collector = collector_of(state.env)
    for token in state.tokens:
        if token.type == "inline":
            collector.block_line = token.map[0] if token.map else collector.block_line
            token.children = cut(token.content, collector)
            if token.children is None:
                token.children = []
                state.md.inline.parse(token.content, state.md, state.env, token.children)


def _link_with_place(state: StateInline, silent: bool) -> bool:
    """The parser's own rule, but links within the site are kept as references with their place."""
    start, before = state.pos, len(state.tokens)
    if not link(state, silent):
        return False
    if not silent:
        opening = next(token for token in state.tokens[before:] if token.type == "link_open")
        target = str(opening.attrs["href"])
        if is_internal(target):
            _keep_reference(state, opening, target, "link", start)
            state.tokens[-1].meta["reference"] = opening.meta["reference"]
        else:
            _note_outer(state, target, "link", start)
    return True


def _image_with_place(state: StateInline, silent: bool) -> bool:
    """The parser's own rule, but pictures within the site are kept as references with their place."""
    start = state.pos
    if not image(state, silent):
        return False
    if silent:
        return True
    token = state.tokens[-1]
    if is_internal(target := str(token.attrs["src"])):
        _keep_reference(state, token, target, "picture", start)
    else:
        _note_outer(state, target, "picture", start)
    if not token.content.strip():
        collector_of(state.env).warn_inline("the picture has no alternative text", state.src, start, _NO_ALT_HINT)
    return True


def _keep_reference(state: StateInline, token: Token, target: str, kind: str, start: int) -> None:
    collector = collector_of(state.env)
    line, column = collector.place_inline(state.src, start)
    token.meta["reference"] = collector.add_reference(target, kind, line, column)


def _note_outer(state: StateInline, target: str, kind: str, start: int) -> None:
    collector = collector_of(state.env)
    if collector.outer is not None:
        collector.note_outer(target, kind, *collector.place_inline(state.src, start))


def _html_as_text(state: StateInline, silent: bool) -> bool:
    """Raw HTML inside a line, where it is not allowed: a comment vanishes, a tag shows as text, with a warning."""
    start = state.pos
    if not html_inline(state, silent):
        return False
    if not silent:
        token = state.tokens[-1]
        if token.content.startswith("<!--"):
            state.tokens.pop()
        else:
            token.type = "text"
            if not token.content.startswith("</"):
                collector_of(state.env).warn_inline(
                    f'raw HTML shows as text: "{token.content[:40]}"', state.src, start,
                    "set html = true in [markdown] to allow it",
                )  # fmt: skip
    return True


def _comment_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A comment that starts a line, where raw HTML is not allowed: it vanishes, text after it stays."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if state.is_code_block(start_line) or not state.src.startswith("<!--", start):
        return False
    end = state.src.find("-->", start + 4, state.eMarks[end_line - 1])
    if end < 0:
        if not silent:
            collector_of(state.env).warn("a comment that is never closed shows as text", start_line, "<!--")
        return False
    if silent:
        return True
    line = start_line
    while state.eMarks[line] < end:
        line += 1
    rest = end + 3
    while rest < state.eMarks[line] and state.src[rest] in " \t":
        rest += 1
    if rest >= state.eMarks[line]:
        state.line = line + 1
        return True
    # Text follows on the comment's last line: take the comment away and let the other rules go on behind it.
    state.bMarks[line], state.tShift[line], state.sCount[line] = rest, 0, state.blkIndent
    if line == start_line:
        return False
    state.line = line
    return True


def _render_link_open(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    if "reference" in token.meta:
        return collector_of(env).marker(LinkOpen(token.meta["reference"], str(token.attrs.get("title", ""))))
    return str(self.renderToken(tokens, index, options, env))


def _render_link_close(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return collector_of(env).marker(LinkClose()) if "reference" in tokens[index].meta else "</a>"


def _render_image(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    alt = self.renderInlineAsText(token.children or [], options, env)
    if "reference" in token.meta:
        picture = Picture(token.meta["reference"], alt, str(token.attrs.get("title", "")))
        return collector_of(env).marker(picture)
    token.attrs["alt"] = alt
    return str(self.renderToken(tokens, index, options, env))


def _render_html(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Raw HTML passes through; addresses within the site become slots."""
    collector = collector_of(env)
    token = tokens[index]
    line_index = token.map[0] if token.map else collector.block_line

    def address(match: re.Match[str]) -> str:
        quote = '"' if match.group(2) is not None else "'"
        typed = match.group(2) if match.group(2) is not None else match.group(3)
        kind = "link" if match.group(1).strip().lower().startswith("href") else "picture"
        line, column = collector.place(line_index + token.content.count("\n", 0, match.start()), typed)
        if not is_internal(unescape(typed)):
            collector.note_outer(unescape(typed), kind, line, column)
            return match.group()
        reference = collector.add_reference(unescape(typed), kind, line, column)
        return f"{match.group(1)}{quote}{collector.marker(Address(reference))}{quote}"

    return _HTML_ADDRESS.sub(address, token.content)


def _render_cell(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """An aligned cell gets a class: a strict content security policy kills style attributes."""
    token = tokens[index]
    style = str(token.attrs.get("style", ""))
    return f'<{token.tag} class="align-{style.removeprefix("text-align:")}">' if style else f"<{token.tag}>"


def _render_table_open(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A table scrolls inside itself, by keyboard, too; what it is called there is the heading above it."""
    above = (str(token.attrGet("id") or "") for token in reversed(tokens[:index]) if token.type == "heading_open")
    heading = next(above, "")
    name = f' role="group" aria-labelledby="{escape(heading)}"' if heading else ""
    return f'<div class="table" tabindex="0"{name}>\n<table>\n'


def _render_table_close(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "</table>\n</div>\n"


def _render_fence(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    language = unescape(token.info).strip().split(maxsplit=1)[0] if token.info.strip() else ""
    name = f' class="language-{escape(language)}"' if language else ""
    return f'<pre class="highlight"><code{name}>{highlight_code(token.content, language)}</code></pre>\n'


def _render_note_ref(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return render_footnote_ref(self, tokens, index, options, env).replace("<a ", '<a role="doc-noteref" ', 1)


def _render_note_return(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return render_footnote_anchor(self, tokens, index, options, env).replace("<a ", '<a role="doc-backlink" ', 1)


def _render_notes_open(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Notes are no section: that would need a heading, in a language that a body does not know."""
    return '<hr class="footnotes-sep">\n<div class="footnotes" role="doc-endnotes">\n<ol class="footnotes-list">\n'


def _render_notes_close(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "</ol>\n</div>\n"


def _render_shortcode_open(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return collector_of(env).marker(ShortcodeOpen(tokens[index].meta["use"]))


def _render_shortcode_close(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return collector_of(env).marker(ShortcodeClose())


_RENDER_RULES = {
    "link_open": _render_link_open,
    "link_close": _render_link_close,
    "image": _render_image,
    "html_inline": _render_html,
    "html_block": _render_html,
    "shortcode_open": _render_shortcode_open,
    "shortcode_close": _render_shortcode_close,
}
_EXTENSION_RULES = {
    "td_open": _render_cell,
    "th_open": _render_cell,
    "table_open": _render_table_open,
    "table_close": _render_table_close,
    "fence": _render_fence,
    "footnote_ref": _render_note_ref,
    "footnote_anchor": _render_note_return,
    "footnote_block_open": _render_notes_open,
    "footnote_block_close": _render_notes_close,
}
