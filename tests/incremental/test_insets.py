"""On a new day a page is made from its own file when fragments alone are others in it; in every other case rendered.

What templates can do with a fragment or the masthead is without end; each way here must give what a clean build gives.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.build import pages
from generator.render.insets import Inset, set_anew
from generator.render.pages import Press
from tests.incremental.clean import build_both, let_settle
from tests.magazine import Magazine

# From one to the other the dateline gets longer, and so does what shows it.
FIRST, NEXT = "2025-05-09T12:00:00+05:00", "2025-05-10T12:00:00+05:00"
DAY = "<b>{{ masthead.dateline }} {{ word | default(0) }}</b>"
PARTS = {
    "day.html": DAY,
    "nested.html": '[{{ fragment("day.html", word="in") }}]',
    "direct.html": '{{ fragment("day.html", word=1) }}',
    "asking.html": "{{ masthead.dateline }}",
    "macro.html": '{% macro day() %}{{ fragment("day.html", word=1) }}{% endmacro %}',
    "value.html": '{% set day = fragment("day.html", word=1) %}',
    "base.html": '<main>{% block main %}{{ fragment("day.html", word=1) }}{% endblock %}</main>',
    "upper.html": "<main>{% filter trim %}{% block main %}{% endblock %}{% endfilter %}</main>",
}
FOLLOWED = {
    "as it is": 'a {{ fragment("day.html", word=1) }} b',
    "alone": '{{ fragment("day.html", word=1) }}',
    "several": '{{ fragment("day.html") }}{{ fragment("day.html", word=2) }}x{{ fragment("day.html") }}',
    "values that are equal": '{{ fragment("day.html", word=1) }} {{ fragment("day.html", word=true) }}',
    "values of a page": '{{ fragment("day.html", word=article.headline, other=none) }}',
    "in a loop": '{% for word in "ab" %}{{ fragment("day.html", word=word) }}{% endfor %}',
    "on a condition": '{% if article.headline == "One" %}{{ fragment("day.html", word=1) }}{% endif %}'
    '{{ fragment("day.html", word=2) }}',
    "in a part": '{% include "direct.html" %} {{ article.headline }}',
    "in the parent": '{% extends "base.html" %}',
    "beside the parent's": '{% extends "base.html" %}{% block main %}x {{ fragment("nested.html") }}{% endblock %}',
    "in the parent's block": '{% extends "base.html" %}{% block main %}{{ super() }} x{% endblock %}',
    "fragments of fragments": '{{ fragment("nested.html") }}',
    "letters of all kinds": 'é ☃ 😀 {{ fragment("day.html", word="ж") }} ☃',
    "a masthead of its own": '{% set mast = "x" %}{{ mast }}{{ fragment("day.html", word=1) }}',
    "twice the same text": '<b>10 May 2025 1</b>{{ fragment("day.html", word=1) }}<b>10 May 2025 1</b>',
}
RENDERED = {
    "its length": '{{ fragment("day.html", word=1) | length }}',
    "a filter": '{{ fragment("day.html", word=1) | upper }}',
    "kept": '{% set day = fragment("day.html", word=1) %}{{ day }}{{ day | length }}',
    "kept as a block": '{% set day %}{{ fragment("day.html", word=1) }}{% endset %}{{ day }}{{ day | length }}',
    "kept with a part": '{% set day %}{% include "direct.html" %}{% endset %}{{ day }}{{ day | length }}',
    "under another name": '{% set f = fragment %}{{ f("day.html", word=1) }}',
    "a filter's block": '{% filter upper %}{{ fragment("day.html", word=1) }}{% endfilter %}',
    "a filter's part": '{% filter trim %}{% include "direct.html" %}{% endfilter %}',
    "a filter around a block": '{% extends "upper.html" %}{% block main %}{{ fragment("day.html") }}{% endblock %}',
    "the parent's block": '{% extends "base.html" %}{% block main %}{{ super() | length }}{% endblock %}',
    "the parent's block, kept": '{% extends "base.html" %}{% block main %}{% set up = super() %}{{ up }}'
    "{{ up | length }}{% endblock %}",
    "its own block": '{% block day %}{{ fragment("day.html", word=1) }}{% endblock %}{{ self.day() | length }}',
    "a macro": '{% macro day() %}{{ fragment("day.html", word=1) }}{% endmacro %}{{ day() | length }}',
    "another's macro": '{% from "macro.html" import day with context %}{{ day() | length }}',
    "another's value": '{% from "value.html" import day %}{{ day | length }}',
    "another's text": '{% import "direct.html" as other %}{{ other }}{{ (other ~ "") | length }}',
    "another's text, with context": '{% import "direct.html" as other with context %}{{ other }}'
    '{{ (other ~ "") | length }}',
    "a part without context": '{% include "direct.html" without context %}',
    "a call": '{% macro m() %}{{ caller() | length }}{% endmacro %}{% call m() %}{{ fragment("day.html", word=1) }}'
    "{% endcall %}",
    "a loop into itself": "{% for word in [[1]] recursive %}{% if word is iterable %}{{ loop(word) | length }}"
    '{% else %}{{ fragment("day.html", word=word) }}{% endif %}{% endfor %}',
    "joined": '{{ fragment("day.html", word=1) ~ "x" }}',
    "chosen": '{{ fragment("day.html", word=1) if article.headline == "One" }}',
    "asked": '{% if fragment("day.html", word=1) | length > 20 %}long{% endif %}{{ fragment("day.html", word=1) }}',
    "the masthead": '{{ masthead.dateline }}{{ fragment("day.html", word=1) }}',
    "the masthead in a part": '{% include "asking.html" %}{{ fragment("day.html", word=1) }}',
    "the masthead by another name": '{% set m = masthead %}{{ m.day }}{{ fragment("day.html", word=1) }}',
    "the masthead on a condition": '{% if masthead.day.day > 9 %}late{% endif %}{{ fragment("day.html", word=1) }}',
    "a value that is none of ours": '{{ fragment("day.html", word=article.headline | upper | escape) }}',
    "a list": '{{ fragment("day.html", word=(1, 2)) }}',
    "a number too large": '{{ fragment("day.html", word=2 ** 70) }}',
    "a shortcode": '{{ article.body }}{{ fragment("day.html", word=1) }}',
    "a card": '{{ card(article) }}{{ fragment("day.html", word=1) }}',
    "nothing": "no fragment at all",
}


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of articles that are rendered as a whole."""
    paths: list[str] = []
    render = Press.render

    def noting(press: Press, task: Any, body_keys: Any) -> Any:
        if task.kind == "article":
            paths.append(task.path)
        return render(press, task, body_keys)

    monkeypatch.setattr(Press, "render", noting)
    return paths


def _start(magazine: Magazine, template: str) -> None:
    magazine.write("")
    magazine.configure("[listing]\npage_size = 1\n")
    for name, text in PARTS.items():
        if f'"{name}"' in template + str(PARTS.values()) or name == "day.html":
            magazine.put(f"templates/{name}", text)
    magazine.put("templates/article.html", template)
    if template.startswith("{{ article.body"):
        magazine.put("templates/shortcodes/today.html", '{{ fragment("day.html", word=1) }}')
    if template.startswith("{{ card"):
        magazine.put("templates/card.html", '{{ fragment("day.html", word=1) }}')
    body = "{{< today >}}" if template.startswith("{{ article.body") else "Text."
    magazine.article("news/one.md", "One", body=body)
    magazine.article("news/two.md", "Two", body="Text.")


@pytest.mark.parametrize("case", [*FOLLOWED, *RENDERED])
def test_whatever_a_template_does_with_a_fragment_a_new_day_is_right(
    case: str, magazine: Magazine, rendered: list[str]
) -> None:
    _start(magazine, FOLLOWED.get(case) or RENDERED[case])
    build_both(magazine, magazine.output, ("--now", FIRST), case)
    let_settle(magazine.folder)
    pages._press.cache_clear()
    rendered.clear()
    magazine.build("--now", NEXT)
    is_rendered = bool(rendered)
    assert build_both(magazine, magazine.output, ("--now", NEXT), case)
    assert build_both(magazine, magazine.output, ("--now", FIRST), case)  # and back, from what was made so
    assert is_rendered == (case in RENDERED)


def test_a_page_that_was_altered_is_rendered(magazine: Magazine, rendered: list[str]) -> None:
    _start(magazine, FOLLOWED["as it is"])
    build_both(magazine, magazine.output, ("--now", FIRST), "first")
    let_settle(magazine.folder)
    file = magazine.output / "news/one/index.html"
    file.write_text(file.read_text().replace("a <b>", "x <b>"))
    rendered.clear()
    magazine.build("--now", NEXT)
    assert rendered == ["news/one/index.html"]
    build_both(magazine, magazine.output, ("--now", NEXT), "next")


def test_a_page_that_is_altered_during_the_build_is_rendered(
    magazine: Magazine, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _start(magazine, FOLLOWED["as it is"])
    build_both(magazine, magazine.output, ("--now", FIRST), "first")
    let_settle(magazine.folder)
    monkeypatch.setattr(pages, "read_file", lambda place: b"x" if "one" in place else Path(place).read_bytes())
    rendered.clear()
    magazine.build("--now", NEXT)
    assert rendered == ["news/one/index.html"]
    monkeypatch.undo()
    build_both(magazine, magazine.output, ("--now", NEXT), "next")


def test_a_fault_in_a_fragment_is_told_as_ever(magazine: Magazine) -> None:
    _start(magazine, FOLLOWED["as it is"])
    magazine.put("templates/day.html", "{{ word }} {{ 1 // (masthead.day.day - 10) }}")
    build_both(magazine, magazine.output, ("--now", FIRST), "first")
    let_settle(magazine.folder)
    assert not build_both(magazine, magazine.output, ("--now", NEXT), "a division by nothing")
    assert build_both(magazine, magazine.output, ("--now", "2025-05-11T12:00:00+05:00"), "past it")


def test_lists_of_fragments_that_no_page_has_any_more_are_forgotten(
    magazine: Magazine, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_MANY_FRAGMENTS", 3)
    _start(magazine, FOLLOWED["values of a page"])
    for number in range(6):
        magazine.article("news/two.md", f"Two {number}", body="Text.")
        build_both(magazine, magazine.output, ("--now", FIRST), number)
    let_settle(magazine.folder)
    magazine.build("--now", FIRST)
    let_settle(magazine.folder)
    rendered.clear()
    magazine.build("--now", NEXT)
    assert not rendered
    build_both(magazine, magazine.output, ("--now", NEXT), "next")


def test_fragments_are_set_in_their_places() -> None:
    page = b"0123456789"
    made, places = set_anew(page, (Inset(1, 2), Inset(3, 0), Inset(8, 2)), (b"A", b"BCD", b""))
    assert (made, places) == (b"0ABCD34567", (Inset(1, 1), Inset(2, 3), Inset(10, 0)))
    assert set_anew(made, places, (b"12", b"", b"89"))[0] == page
