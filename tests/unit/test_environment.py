"""Templates' faults with their places, whatever Jinja or Python says of them; and the filter `json`."""

from __future__ import annotations

import json

import pytest

from generator.render.filters import to_json
from tests.magazine import Magazine


@pytest.mark.parametrize(
    ("template", "line", "message"),
    [
        ("x\n{{ nope }}", 2, "'nope' is undefined"),
        ("x\n\n{{ article.nope }}", 3, '"article" has no "nope"'),
        ("{% if %}", 1, "Expected an expression, got 'end of statement block'"),
        ("x\n{{ article | nope }}", 2, "No filter named 'nope'."),
        ('x\n{{ t("nope") }}', 2, 'there is no word "nope"'),
        ('x\n{{ asset("nope.css") }}', 2, 'LookupError: the theme has no static file "nope.css"'),
        ('x\n{% include "nope.html" %}', 2, 'there is no template "nope.html"'),
        ("{{ 1 / 0 }}", 1, "ZeroDivisionError: division by zero"),
        ("x\n\n{{ dict(a=1,\n a=2) }}", 3, "keyword argument repeated: a"),
        ("x\n{% break %}", 2, "'break' outside loop"),
        ("x\n" + "{% for a in [1] %}" * 30 + "{% endfor %}" * 30, 2, "too many statically nested blocks"),
        ("{{ " + "9" * 5000 + " }}", 1, "a number in the template is too long"),
        ("{{ [10 ** 5000] }}", 1, "a number in the template is too long"),
        ("{{ " + "(" * 3000 + ")" * 3000 + " }}", 1, "the template is nested too deeply"),
        ("{{ 1" + " + 1" * 5000 + " }}", 1, "the template is nested too deeply"),
        ("{% if 1 %}" * 500 + "{% endif %}" * 500, 1, "the template is nested too deeply"),
        ("{% macro a() %}{{ a() }}{% endmacro %}\n{{ a() }}", 2, "the template includes or calls itself without end"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_templates_fault_names_its_line_and_the_article(
    magazine: Magazine, template: str, line: int, message: str
) -> None:
    magazine.write("")
    magazine.article("news/a.md")
    magazine.put("templates/article.html", template)
    [error] = magazine.fail().errors
    assert error.startswith(f"templates/article.html:{line}:1: error: {message}")
    assert error.endswith("(while rendering content/news/a.md)")


@pytest.mark.parametrize(
    "value", ["</script><!--", "it's & \N{LINE SEPARATOR}", {"a": [1, 2.5, None, True]}, ["<b>"], "", "日本 🙂"]
)
def test_json_can_stand_in_a_script(value: object) -> None:
    text = to_json(value)
    assert json.loads(text) == value
    assert not set("<>&'") & set(text)


def test_markup_is_text_in_json(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", title="A")
    magazine.put("templates/article.html", '{{ "*x*" | markdownify | json }}')
    magazine.build()
    assert magazine.read("/news/a/") == '"\\u003cem\\u003ex\\u003c/em\\u003e"'
