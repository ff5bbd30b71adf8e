"""Shortcodes in a body: `{{< figure src="a.jpg" >}}` in, tokens out, faults with their places.

The syntax is Hugo's: arguments by position or by name, quoted by `"` or a backtick; `{{< x >}}…{{< /x >}}` encloses
text; `{{< x />}}` encloses nothing; `{{% %}}` means the same; `{{</* x */>}}` shows itself. They are rules of the
Markdown parser, and so leave code spans and fences alone. Which names exist is the plan's business, not this one's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import msgspec

from generator.load.collector import Collector, collector_of
from generator.model.body import ShortcodeUse
from generator.model.shortcode import REFERENCE_PARAMETERS, SHORTCODES

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_MAX_DEPTH = 10

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?=\s|/?[>%]\}\}|\Z)")
_WORD = re.compile(r'[^\s>%"`]+')
_PARAMETER = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)\s*=\s*")
_QUOTED = re.compile(r'"((?:\\.|[^"\\])*)"', re.DOTALL)
_RAW = re.compile(r"`([^`]*)`")
_BARE = re.compile(r'(?:(?!/?[>%]\}\}|\{\{[<%])[^\s"`=])+')
_SPACE = re.compile(r"\s*")
# A fence may stand in a quote or list; what else is of interest: an escape, a run of backticks, a tag.
_SCAN = re.compile(
    r"^(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*(`{3,}(?=[^`\n]*$)|~{3,})[^\n]*\n?|\\[\\`]|(`+)|\{\{[<%]",
    re.MULTILINE | re.ASCII,
)
# What no code span reaches across: an empty line, and a tag that stands alone on its line.
_BLOCK_END = re.compile(r"\n[ \t>]*(?:\n|\{\{[<%][^\n]*[>%]\}\}[ \t]*(?:\n|\Z))")
_CLOSER = re.compile(r"\{\{[<%]\s*/\s*([A-Za-z0-9][A-Za-z0-9_-]*)")


class Tag(msgspec.Struct, frozen=True):
    """One tag: what it is, its name and arguments, and the offset after it."""

    kind: Literal["open", "close", "self", "literal"]
    name: str
    end: int
    arguments: tuple[str, ...] = ()
    parameters: dict[str, str] = {}


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with a tag."""

    message: str
    hint: str = ""


def shortcode_plugin(md: MarkdownIt) -> None:
    """Teach a parser shortcodes, as blocks of their own and inside a line."""
    md.block.ruler.before(
        "fence", "shortcode", _block_rule, {"alt": ["paragraph", "reference", "blockquote", "list", "table"]}
    )
    md.inline.ruler.before("link", "shortcode", _inline_rule)


def scan_tag(text: str, start: int) -> Tag | Fault:
    """Read the tag that starts at an offset with `{{<` or `{{%`."""
    closing = ">}}" if text[start + 2] == "<" else "%}}"
    offset = _skip(text, start + 3)
    if text.startswith("/*", offset):
        end = text.find("*/", offset)
        after = _skip(text, end + 2) if end >= 0 else -1
        if after < 0 or not text.startswith(closing, after):
            return Fault("a commented shortcode that never ends", f"close it with */{closing}")
        shown = text[start : start + 3] + text[offset + 2 : end] + closing
        return Tag("literal", shown, after + 3)
    is_close = text.startswith("/", offset)
    if is_close:
        offset = _skip(text, offset + 1)
    name = _NAME.match(text, offset)
    if name is None:
        word = _WORD.match(text, offset)
        message = f'"{word.group()[:40]}" cannot be the name of a shortcode' if word else "a shortcode without a name"
        return Fault(message, 'write {{< name key="value" >}}, or {{</* … */>}} to show it')
    return _scan_arguments(text, name.end(), name.group(), closing, is_close)


def find_close(text: str, start: int, name: str, closers: int) -> tuple[int, int] | None:
    """Find where the tag that closes an open one starts and ends; code is stepped over, nested ones are counted.

    `closers` is how many tags of the whole body close this name: where more are open, there is no use in looking on.
    """
    depth = 1
    offset = start
    while match := _SCAN.search(text, offset):
        if match.group(1):
            offset = _after_fence(text, match.end(), match.group(1))
            continue
        if match.group(2):
            block_end = _BLOCK_END.search(text, match.end())
            last = block_end.start() if block_end else len(text)
            run = re.compile(f"(?<!`){match.group(2)}(?!`)").search(text, match.end(), last)
            offset = run.end() if run else match.end()
            continue
        if match.group().startswith("\\"):
            offset = match.end()
            continue
        tag = scan_tag(text, match.start())
        if isinstance(tag, Fault):
            offset = match.end()
            continue
        if tag.name == name and tag.kind in ("open", "close"):
            depth += 1 if tag.kind == "open" else -1
            if depth > closers:
                return None
            if depth == 0:
                return match.start(), tag.end
        offset = tag.end
    return None


def last_closers(text: str) -> dict[str, int]:
    """Map each name to the number of tags in a text that close it."""
    counts: dict[str, int] = {}
    for match in _CLOSER.finditer(text):
        counts[match.group(1)] = counts.get(match.group(1), 0) + 1
    return counts


def _skip(text: str, offset: int) -> int:
    match = _SPACE.match(text, offset)
    return match.end() if match else offset


def _scan_arguments(text: str, offset: int, name: str, closing: str, is_close: bool) -> Tag | Fault:
    arguments: list[str] = []
    parameters: dict[str, str] = {}
    while True:
        offset = _skip(text, offset)
        if text.startswith(closing, offset):
            kind: Literal["open", "close"] = "close" if is_close else "open"
            return Tag(kind, name, offset + 3, tuple(arguments), parameters)
        if text.startswith("/" + closing, offset):
            return Tag("self", name, offset + 4, tuple(arguments), parameters)
        if offset >= len(text) or is_close or text.startswith(("{{<", "{{%"), offset):
            return Fault(f'the shortcode "{name}" is never ended', f"end it with {closing}")
        key = _PARAMETER.match(text, offset)
        offset = key.end() if key else offset
        match = _QUOTED.match(text, offset) or _RAW.match(text, offset) or _BARE.match(text, offset)
        if match is None:
            return Fault(f'the shortcode "{name}" has an argument that cannot be read', 'quote it: key="value"')
        value = match.group(match.lastindex or 0)
        if text[offset] == '"':
            value = re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL)
        offset = match.end()
        if key is None:
            arguments.append(value)
        elif key.group(1) in parameters:
            return Fault(f'the shortcode "{name}" has "{key.group(1)}" twice')
        else:
            parameters[key.group(1)] = value
        if arguments and parameters:
            return Fault(f'the shortcode "{name}" mixes arguments with and without names')


def _after_fence(text: str, offset: int, fence: str) -> int:
    closing = re.compile(rf"^[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
    match = closing.search(text, offset)
    return match.end() if match else len(text)


def _block_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Take a shortcode that stands alone on its lines, with what it encloses."""
    start = _first(state, start_line)
    if not state.src.startswith(("{{<", "{{%"), start) or state.is_code_block(start_line):
        return False
    collector = collector_of(state.env)
    for text in _texts_from(state, start_line, end_line):
        tag, close = _scan_block(text, collector)
        if close or (isinstance(tag, Tag) and not (tag.kind == "open" and tag.name in collector.closers)):
            break
    if isinstance(tag, Fault) or tag.kind in ("close", "literal"):
        return False
    end = close[1] if close else tag.end
    line_end = text.find("\n", end)
    if text[end : line_end if line_end >= 0 else len(text)].strip():
        return False
    if silent:
        return True
    lines = text.count("\n", 0, end) + 1
    if close and collector.depth >= _MAX_DEPTH:
        collector.error("shortcodes are nested too deeply", start_line, state.src, start)
        state.line = start_line + lines
        return True
    line, column = collector.place_block(start_line, text[:20])
    token = state.push("shortcode_open", "", 1)
    token.map = [start_line, start_line + lines]
    use = _use(tag, collector, line, column, is_paired=bool(close), is_inline=False)
    token.meta = {"use": collector.add_shortcode(use), "paired": bool(close)}
    if close:
        inner: list[Token] = []
        offset = start_line + text.count("\n", 0, tag.end)
        collector.depth += 1
        collector.lines_above += offset
        state.md.block.parse(text[tag.end : close[0]], state.md, state.env, inner)
        collector.lines_above -= offset
        collector.depth -= 1
        for nested in inner:
            nested.level += state.level
            if nested.map:
                nested.map = [nested.map[0] + offset, nested.map[1] + offset]
        state.tokens.extend(inner)
        state.push("shortcode_close", "", -1)
    else:
        state.level -= 1
    state.line = start_line + lines
    return True


def _texts_from(state: StateBlock, start_line: int, end_line: int) -> Iterator[str]:
    """Give the text from a line on, some lines at first, then more and more, at last all: most tags close soon."""
    size = 16
    while True:
        last = min(start_line + size, end_line)
        while last < end_line and not (state.isEmpty(last) or state.src.startswith("{{", _first(state, last))):
            last += 1
        yield state.getLines(start_line, last, state.blkIndent, False).lstrip(" \t")
        if last == end_line:
            return
        size *= 4


def _first(state: StateBlock, line: int) -> int:
    """Give the offset of a line's first character that is no indentation."""
    return state.bMarks[line] + state.tShift[line]


def _scan_block(text: str, collector: Collector) -> tuple[Tag | Fault, tuple[int, int] | None]:
    """Read the tag that a text starts with, and find where it is closed."""
    tag = scan_tag(text, 0)
    if isinstance(tag, Fault) or tag.kind != "open":
        return tag, None
    closers = collector.closers.get(tag.name, 0)
    return tag, find_close(text, tag.end, tag.name, closers) if closers else None


def _inline_rule(state: StateInline, silent: bool) -> bool:
    """Take a shortcode inside a line, and tell what is wrong with one that cannot be read."""
    start = state.pos
    if not state.src.startswith(("{{<", "{{%"), start):
        return False
    collector = collector_of(state.env)
    tag = scan_tag(state.src[: state.posMax], start)
    if isinstance(tag, Fault):
        if not silent:
            collector.error_inline(tag.message, state.src, start, tag.hint)
            state.append_pending(state.src[start : start + 3])
        state.pos += 3
        return True
    if tag.kind == "close":
        if not silent:
            collector.error_inline(f'"/{tag.name}" closes a shortcode that is not open', state.src, start)
        state.pos = tag.end
        return True
    if tag.kind == "literal":
        if not silent:
            state.append_pending(tag.name)
        state.pos = tag.end
        return True
    close = None
    if tag.kind == "open" and tag.name in collector.closers:
        close = find_close(state.src[: state.posMax], tag.end, tag.name, collector.closers[tag.name])
    if not silent:
        _push_inline(state, tag, close)
    state.pos = close[1] if close else tag.end
    return True


def _push_inline(state: StateInline, tag: Tag, close: tuple[int, int] | None) -> None:
    collector = collector_of(state.env)
    line, column = collector.place_inline(state.src, state.pos)
    token = state.push("shortcode_open", "", 1)
    use = _use(tag, collector, line, column, is_paired=bool(close), is_inline=True)
    token.meta = {"use": collector.add_shortcode(use), "paired": bool(close)}
    if close is None:
        state.level -= 1
        return
    maximum = state.posMax
    state.pos, state.posMax = tag.end, close[0]
    state.md.inline.tokenize(state)
    state.posMax = maximum
    state.push("shortcode_close", "", -1)


def _use(tag: Tag, collector: Collector, line: int, column: int, *, is_paired: bool, is_inline: bool) -> ShortcodeUse:
    known = SHORTCODES.get(tag.name)
    named = {**dict(zip(known.parameters if known else (), tag.arguments, strict=False)), **tag.parameters}
    references = {
        key: collector.add_reference(value, REFERENCE_PARAMETERS[key], line, column)
        for key, value in named.items()
        if key in REFERENCE_PARAMETERS and is_internal(value)
    }
    for key in REFERENCE_PARAMETERS:
        if key not in references and named.get(key):
            collector.note_outer(named[key], REFERENCE_PARAMETERS[key], line, column)
    if tag.name == "figure" and named.get("src") and "alt" not in named:
        hint = 'describe it in alt="…", or write alt="" where it only decorates'
        collector.warn_at("the picture has no alternative text", line, column, hint)
    return ShortcodeUse(tag.name, tag.arguments, tag.parameters, is_paired, is_inline, line, column, references)


def is_internal(target: str) -> bool:
    """Tell whether a typed address is one within the site: no scheme, no host, no mere anchor."""
    return bool(target) and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|\?", target)
