"""A parser's rules in, the same rules in the same order out, but tried only where their first character stands.

CommonMark's block and inline rules each begin with characters of their own; markdown-it-py asks every rule at every
place. What a rule could begin with is told here; a rule that is not told of is asked everywhere, as before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from markdown_it.common.utils import mdTrim
from markdown_it.ruler import Ruler

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_BLOCKS = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "reference": "[",
    "footnote_def": "[",
    "html_block": "<",
    "heading": "#",
    "shortcode": "{",
}
_INLINES = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "shortcode": "{",
    "link": "[",
    "image": "!",
    "footnote_inline": "^",
    "footnote_ref": "[",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
}
# More than that before a line's first character, and it is code.
_INDENT = 3

Rule = Callable[..., bool]


def dispatch_rules(parser: MarkdownIt) -> None:
    """Let a parser, whose rules are all in place, ask at each place only the rules that can begin there."""
    _replace(parser.block.ruler, _BLOCKS, _dispatch_blocks)
    _replace(parser.inline.ruler, _INLINES, _dispatch_inlines)


def _replace(
    ruler: Ruler[Any], first: dict[str, str], make: Callable[[tuple[Rule, ...], dict[str, tuple[Rule, ...]], str], Rule]
) -> None:
    """Put one rule in the place of each chain's many: it asks those that the character at hand leaves."""
    original = ruler.getRules
    names = {id(rule.fn): rule.name for rule in ruler.__rules__}
    made: dict[str, list[Rule]] = {}

    def rules_of(chain: str = "") -> list[Rule]:
        if chain not in made:
            every = tuple(original(chain))
            made[chain] = [make(every, _by_character(every, names, first), chain)]
        return made[chain]

    ruler.getRules = rules_of  # type: ignore[method-assign, assignment]


def _by_character(every: tuple[Rule, ...], names: dict[int, str], first: dict[str, str]) -> dict[str, tuple[Rule, ...]]:
    """Map each character that some rule begins with to the rules that can begin there; empty text to the others.

    A comment at the start of a line may give way to what stands behind it: all rules are asked there.
    """
    characters = {"", *"".join(first.values())}

    def can_begin(rule: Rule, character: str) -> bool:
        name = names[id(rule)]
        return name not in first or (bool(character) and character in first[name])

    comment = {"<": every} if "html_block" in first else {}
    return comment | {
        character: tuple(rule for rule in every if can_begin(rule, character))
        for character in characters
        if character not in comment
    }


def _dispatch_blocks(every: tuple[Rule, ...], by_character: dict[str, tuple[Rule, ...]], chain: str) -> Rule:
    others = by_character[""]
    is_whole = not chain

    def dispatch(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        start = state.bMarks[line] + state.tShift[line]
        if state.sCount[line] - state.blkIndent > _INDENT or start >= len(state.src):
            rules = every
        else:
            rules = by_character.get(state.src[start], others)
            if is_whole and rules is others and _take_line(state, line, start):
                return True
        for rule in rules:  # noqa: SIM110 - a generator costs as much as a rule
            if rule(state, line, end, silent):
                return True
        return False

    return dispatch


def _take_line(state: StateBlock, line: int, start: int) -> bool:
    """Take a line as a paragraph: nothing begins on it, and nothing stands below it, so nothing else it can be."""
    below = line + 1
    if below < state.lineMax and state.bMarks[below] + state.tShift[below] < state.eMarks[below]:
        return False
    state.line = below
    token = state.push("paragraph_open", "p", 1)
    token.map = [line, below]
    token = state.push("inline", "", 0)
    token.content = mdTrim(state.src[start : state.eMarks[line]])
    token.map = [line, below]
    token.children = []
    state.push("paragraph_close", "p", -1)
    state.parentType = "paragraph"  # as the library's rules leave it
    return True


def _dispatch_inlines(every: tuple[Rule, ...], by_character: dict[str, tuple[Rule, ...]], chain: str) -> Rule:
    others = by_character[""]

    def dispatch(state: StateInline, silent: bool) -> bool:
        for rule in by_character.get(state.src[state.pos], others):  # noqa: SIM110
            if rule(state, silent):
                return True
        return False

    return dispatch
