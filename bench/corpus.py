"""A number in, that many articles out: the same words on every machine, in the front matter each generator reads.

Articles have 300 to 900 words in paragraphs of 40 to 110, with a heading or a list here and there; about one
paragraph in four has a link, one in three a word in italics. Each has one of ten sections, one of fifty authors and two
to four of two hundred tags. One appeared every half hour from 2020 on, so a hundred thousand end in September 2025.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

SECTIONS = ("politics", "economy", "society", "culture", "technology", "travel", "science", "sport", "world", "opinion")
AUTHORS = tuple(f"Author {number:02}" for number in range(1, 51))
TAGS = tuple(f"Topic {number:03}" for number in range(1, 201))
RATES = (("KGS", "0.01144", "0"), ("KZT", "0.00196", "0"), ("TJS", "0.09620", "0"), ("UZS", "0.00008", "0"),
         ("TMT", "0.28490", "-0.14"))  # fmt: skip
# How front matter is written: YAML between lines of dashes, or Pelican's own lines.
Dialect = Literal["yaml", "pelican"]

_FIRST = datetime(2020, 1, 1, 6, 0)
_SYLLABLES = ("ka", "ri", "to", "ne", "sul", "mar", "ven", "do", "al", "is", "per", "con", "ti", "ra", "lo", "en", "qu",
              "em", "ba", "shi", "or", "un", "gre", "fa")  # fmt: skip


class Item(NamedTuple):
    """One article of the corpus."""

    number: int
    section: str
    slug: str
    title: str
    date: datetime
    author: str
    tags: tuple[str, ...]
    body: str


def articles(count: int) -> Iterator[Item]:
    """Give the first `count` articles; the first ones are the same whatever the count."""
    return map(article, range(count))


def article(number: int) -> Item:
    """Give one article by its number."""
    words = _vocabulary()
    chance = random.Random(number)
    section = SECTIONS[chance.randrange(len(SECTIONS))]
    title = " ".join(chance.choices(words, k=chance.randint(4, 9))).capitalize()
    return Item(
        number=number,
        section=section,
        slug=f"article-{number:06}",
        title=title,
        date=_FIRST + timedelta(hours=number / 2),
        author=chance.choice(AUTHORS),
        tags=tuple(chance.sample(TAGS, k=chance.randint(2, 4))),
        body=_body(chance, words),
    )


def write_article(folder: Path, item: Item, dialect: Dialect = "yaml") -> Path:
    """Write one article as Markdown below a content folder, its front matter in a generator's dialect."""
    target = folder / item.section / f"{item.slug}.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_front_matter(item, dialect) + "\n" + item.body)
    return target


def _front_matter(item: Item, dialect: Dialect) -> str:
    if dialect == "pelican":  # no YAML: what stands after the colon is the value
        tags = ", ".join(item.tags)
        return f"Title: {item.title}\nDate: {item.date:%Y-%m-%d %H:%M}\nAuthor: {item.author}\nTags: {tags}\n"
    lines = [
        "---",
        f"title: {json.dumps(item.title)}",
        f"date: {item.date:%Y-%m-%dT%H:%M:%SZ}",
        f"authors: {json.dumps([item.author])}",
        f"tags: {json.dumps(list(item.tags))}",
        "---",
    ]
    return "\n".join(lines) + "\n"


@cache
def _vocabulary() -> list[str]:
    chance = random.Random("words")
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(3000)]


def _body(chance: random.Random, words: list[str]) -> str:
    wanted = chance.randint(300, 900)
    blocks: list[str] = []
    written = 0
    while written < wanted:
        kind = chance.random()
        if kind < 0.08 and blocks:
            blocks.append("## " + " ".join(chance.choices(words, k=4)).capitalize())
            written += 4
        elif kind < 0.14:
            items = [" ".join(chance.choices(words, k=6)) for _ in range(3)]
            blocks.append("\n".join(f"- {item}" for item in items))
            written += 18
        else:
            length = min(chance.randint(40, 110), max(wanted - written, 5))
            blocks.append(_paragraph(chance, words, length))
            written += length
    return "\n\n".join(blocks) + "\n"


def _paragraph(chance: random.Random, words: list[str], length: int) -> str:
    picked = chance.choices(words, k=length)
    for start in range(0, length, 14):
        picked[start] = picked[start].capitalize()
        end = min(start + 13, length - 1)
        picked[end] += "."
    if chance.random() < 1 / 3:
        _mark(chance, picked, "*{0}*")
    if chance.random() < 1 / 4:
        _mark(chance, picked, "[{0}](https://example.org/{0})")
    return " ".join(picked)


def _mark(chance: random.Random, picked: list[str], pattern: str) -> None:
    """Put a word of a paragraph, one without a full stop, in a link or in italics."""
    at = chance.choice([at for at, word in enumerate(picked) if word.isalpha()])
    picked[at] = pattern.format(picked[at])
