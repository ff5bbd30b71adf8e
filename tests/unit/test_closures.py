"""Closures: which templates a template can reach, by names in its text; a name that is computed reaches all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.digest import digest_text
from generator.load.closures import closures_of
from generator.model.theme import ThemeFile
from tests.property.profiles import load_profile

load_profile()

OTHERS = ("a.html", "b.html", "c.html", "parts/x.html", "card.html", "shortcodes/note.html", "shortcodes/_part.html")


def _theme(texts: dict[str, str]) -> dict[str, ThemeFile]:
    return {name: ThemeFile(f"/{name}", name, digest_text(text), text=text) for name, text in texts.items()}


def _reached(texts: dict[str, str], start: str = "start.html") -> set[str]:
    """Find what a template reaches: those whose change changes its closure."""
    before = closures_of(_theme(texts))[0][start]
    found = set()
    for name, text in texts.items():
        changed = {**texts, name: text + " "}
        if closures_of(_theme(changed))[0][start] != before:
            found.add(name)
    return found


def _direct(text: str) -> set[str]:
    """Find what one text reaches beside itself."""
    return _reached({"start.html": text, **dict.fromkeys(OTHERS, "text")}) - {"start.html"}


ALL = set(OTHERS)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", set()),
        ("plain text, {{ page.title }}, {% if x %}y{% endif %}", set()),
        ('{% include "a.html" %}', {"a.html"}),
        ("{% include 'a.html' %}", {"a.html"}),
        ('{%- include "a.html" -%}', {"a.html"}),
        ('{%include "a.html"%}', {"a.html"}),
        ('{%+ include "a.html" +%}', {"a.html"}),
        ('{%\n  include\n  "a.html"\n%}', {"a.html"}),
        ('{% include "a.html" ignore missing %}', {"a.html"}),
        ('{% include "a.html" ignore missing with context %}', {"a.html"}),
        ('{% include "a.html" without context -%}', {"a.html"}),
        ('{% include "gone.html" ignore missing %}', set()),
        ('{% extends "a.html" %}{% block x %}{% include "parts/x.html" %}{% endblock %}', {"a.html", "parts/x.html"}),
        ('{% import "a.html" as m %}{% from "b.html" import one, two as three with context %}', {"a.html", "b.html"}),
        ('{{ fragment("a.html") }} {{ fragment ( \'b.html\' , current=page.url) }}', {"a.html", "b.html"}),
        ('{{ fragment(\n"a.html"\n) }}', {"a.html"}),
        ("{{ card(article) }}", {"card.html"}),
        ("{% set show = card %}{{ show(article) }}", {"card.html"}),
        ("{{ article.body }}", {"shortcodes/note.html", "shortcodes/_part.html"}),
        ('{{ article["body"] }}', {"shortcodes/note.html", "shortcodes/_part.html"}),
        ("{{ author.biography }}", {"shortcodes/note.html", "shortcodes/_part.html"}),
        # What is computed, in any way, can be any.
        ("{% include name %}", ALL),
        ('{% include "parts/" ~ name ~ ".html" %}', ALL),
        ('{% include "parts/" + name %}', ALL),
        ('{% include "%s.html" % name %}', ALL),
        ('{% include "a.html" | replace("a", "b") %}', ALL),
        ('{% include ["a.html", "b.html"] %}', ALL),
        ('{% include ("a.html", name) ignore missing %}', ALL),
        ('{% include "a.html" if x else "b.html" %}', ALL),
        ('{% include("a.html" ~ x) %}', ALL),
        ('{% extends layout or "a.html" %}', ALL),
        ('{% extends "a.html" if x else layout %}', ALL),
        ('{% import name as macros %}', ALL),
        ("{% from name import macro %}", ALL),
        ('{% include "\\x61.html" %}', ALL),
        ("{{ fragment(name) }}", ALL),
        ('{{ fragment("parts/" ~ name) }}', ALL),
        ('{{ fragment(name="a.html") }}', ALL),
        ('{{ fragment(*["a.html"]) }}', ALL),
        ('{% set show = fragment %}{{ show("a.html") }}', ALL),
        ('{% call fragment %}{% endcall %}', ALL),
    ],
)  # fmt: skip
def test_what_a_text_reaches(text: str, names: set[str]) -> None:
    assert _direct(text) == names


def test_a_closure_goes_all_the_way() -> None:
    texts = {
        "start.html": '{% extends "a.html" %}',
        "a.html": '{{ fragment("b.html") }}',
        "b.html": "{{ card(x) }}",
        "card.html": '{% include "c.html" %}',
        "c.html": "",
        "d.html": '{% include "start.html" %}',
    }
    assert _reached(texts) == set(texts) - {"d.html"}


def test_a_circle_ends() -> None:
    texts = {"start.html": '{% include "a.html" %}', "a.html": '{% include "start.html" %}', "b.html": ""}
    assert _reached(texts) == {"start.html", "a.html"}


def test_a_new_template_changes_the_closures_that_could_have_meant_it() -> None:
    def closure(text: str, **others: str) -> str:
        return closures_of(_theme({"start.html": text, **{f"{name}.html": of for name, of in others.items()}}))[0][
            "start.html"
        ]

    text = '{% include "new.html" ignore missing %}'
    assert closure(text) != closure(text, new="x")
    assert closure(text, new="x") != closure(text, new="y")
    assert closure("{% include name ignore missing %}") != closure("{% include name ignore missing %}", new="x")
    assert closure("text") == closure("text", new="x")


def test_two_templates_that_change_places_change_the_closure() -> None:
    text = '{% include "a.html" %}{% include "b.html" %}'
    one = closures_of(_theme({"start.html": text, "a.html": "1", "b.html": "2"}))[0]["start.html"]
    other = closures_of(_theme({"start.html": text, "a.html": "2", "b.html": "1"}))[0]["start.html"]
    assert one != other


def test_which_neighbours_a_template_can_show() -> None:
    texts = {
        "own.html": "{% for other in related %}{{ other.headline }}{% endfor %}",
        "above.html": '{% include "own.html" %}{{ previous.url }}',
        "unlike.html": "{{ relatedness }} {{ my_next }}",
    }
    assert closures_of(_theme(texts))[2] == {
        "own.html": ("related",),
        "above.html": ("previous", "related"),
        "unlike.html": (),
    }


def test_who_can_call_a_fragment() -> None:
    texts = {
        "plain.html": "text",
        "direct.html": '{{ fragment("plain.html") }}',
        "above.html": '{% include "direct.html" %}',
        "renamed.html": "{% set f = fragment %}",
        "unlike.html": "{{ fragments }} {{ my_fragment(1) }}",
    }
    assert sorted(closures_of(_theme(texts))[1]) == ["above.html", "direct.html", "renamed.html"]


_names = [f"t{number}.html" for number in range(6)]


@given(graph=st.dictionaries(st.sampled_from(_names), st.lists(st.sampled_from(_names), max_size=3)))
def test_a_closure_is_what_can_be_reached(graph: dict[str, list[str]]) -> None:
    texts = {name: "".join(f'{{% include "{other}" %}}' for other in graph.get(name, ())) for name in _names}
    expected = {_names[0]}
    waiting = [_names[0]]
    while waiting:
        for other in graph.get(waiting.pop(), ()):
            if other not in expected:
                expected.add(other)
                waiting.append(other)
    assert _reached(texts, _names[0]) == expected
