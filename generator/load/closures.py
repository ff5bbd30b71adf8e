"""Templates in, one digest for each out, of all that it can reach: what it extends, includes, imports or calls.

Beside it stands which answers it can show: one that no template names is never worked out, and changes nothing.

Found statically, by the names in the text; a name that is computed can be any, and stands for the whole theme.
"""

from __future__ import annotations

import re

from generator.digest import digest_text
from generator.model.theme import ThemeFile

_TAG = re.compile(r"{%[-+]?\s*(?:extends|include|import|from)\b(.*?)[-+]?%}", re.DOTALL)
# A word that is not called at once may be called under another name.
_CALL = re.compile(r"\bfragment\b(?:\s*\(([^,)]*))?")
_CARD = re.compile(r"\bcard\b")
# A name and nothing that could make another of it.
_NAME = re.compile(r"""\s*["']([^"'\\]+)["']\s*(?:(?:ignore|with|without|as|import)\b.*)?""", re.DOTALL)
# A body may use any shortcode.
_BODY = re.compile(r"\b(?:body|biography)\b")
_SHORTCODES = "shortcodes/"
_ANSWERS = re.compile(r"\b(?:related|previous|next|word_count|reading_minutes|structured|shapes?)\b")


def closures_of(
    templates: dict[str, ThemeFile],
) -> tuple[dict[str, str], tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Give each template's digest with all that it can reach, and the names of those that can call a fragment.

    The third answer maps each template to what it can show of neighbours (`related`, `previous`, `next`), of lengths
    (`word_count`, `reading_minutes`), of structured data, and of the shapes of pictures (`shape`, `shapes`).
    """
    texts = {name: file.text for name, file in templates.items()}
    direct = {name: _names_in(text, templates) for name, text in texts.items()}
    reached = {name: _reached(name, direct) for name in sorted(templates)}
    closures = {
        name: digest_text(*(f"{o} {templates[o].digest}" for o in sorted(all_))) for name, all_ in reached.items()
    }
    framed = tuple(name for name, all_ in reached.items() if any(_CALL.search(texts[other]) for other in all_))
    named = {name: set(_ANSWERS.findall(text)) for name, text in texts.items()}
    shown = {name: tuple(sorted(set().union(*(named[o] for o in all_)))) for name, all_ in reached.items()}
    return closures, framed, shown


def _names_in(text: str, templates: dict[str, ThemeFile]) -> set[str]:
    found: set[str] = set()
    for argument in (*_TAG.findall(text), *_CALL.findall(text)):
        name = _NAME.fullmatch(argument)
        if name is None:
            return set(templates)
        found.add(name.group(1))
    if _CARD.search(text):
        found.add("card.html")
    if _BODY.search(text):
        found.update(name for name in templates if name.startswith(_SHORTCODES))
    return found & set(templates)


def _reached(name: str, direct: dict[str, set[str]]) -> set[str]:
    reached = {name}
    waiting = [name]
    while waiting:
        for other in direct[waiting.pop()]:
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return reached
