"""Bodies of Markdown as HTML: the cases of markdown.txt, and what is gathered beside the HTML.

A case is a title, the Markdown, a line `=>`, the HTML, and a line for each fault. `(html)` in the title allows raw
HTML. Addresses fill their slots as typed; a shortcode shows as `<div NAME …>`, in a line as `<span NAME …>`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.load.markdown import parse_body
from generator.load.markdown_settings import MarkdownSettings
from generator.model.body import Body, Heading, ShortcodeUse
from generator.model.picture import Picture
from generator.model.plan import Filling
from generator.render.bodies import fill_body

_FIXTURES = (Path(__file__).parent / "markdown.txt").read_text("utf-8")


def _cases() -> list[tuple[str, str, str, list[str]]]:
    """Read the file's cases: title, Markdown, HTML, faults."""
    cases = []
    for case in re.split("^=== ", _FIXTURES, flags=re.MULTILINE)[1:]:
        title, _, rest = case.partition("\n")
        text, _, rest = rest.partition("\n=>\n")
        lines = rest.rstrip("\n").split("\n")
        html = "\n".join(line for line in lines if not line.startswith("! "))
        cases.append((title, text, html, [line[2:] for line in lines if line.startswith("! ")]))
    return cases


def _parsed(text: str, *, html: bool = False) -> Body:
    return parse_body(text, MarkdownSettings(html=html))


def _faults(body: Body) -> list[str]:
    return [f"{fault.severity} {fault.line}:{fault.column} {fault.message}" for fault in body.faults]


def _shortcode(use: ShortcodeUse, addresses: dict[str, str], pictures: dict[str, Picture], inner: str) -> str:
    tag = "span" if use.is_inline else "div"
    values = [f'"{value}"' for value in use.arguments]
    values += [f'{key}="{addresses.get(key, value)}"' for key, value in use.parameters.items()]
    return f"<{' '.join([tag, use.name, *values])}>{inner}</{tag}>"


def _no_picture(picture: Picture, link: str, alt: str, title: str) -> str:
    raise AssertionError("a body alone has no picture of the site's")


@pytest.mark.parametrize(("title", "text", "html", "faults"), [pytest.param(*case, id=case[0]) for case in _cases()])
def test_fixtures(title: str, text: str, html: str, faults: list[str]) -> None:
    body = _parsed(text, html=title.endswith("(html)"))
    filled = fill_body(body, Filling(tuple(reference.target for reference in body.references)), _shortcode, _no_picture)
    assert filled.rstrip("\n") == html
    assert _faults(body) == faults


def test_every_case_of_the_file_is_read() -> None:
    assert len(_cases()) == len(re.findall("^=>$", _FIXTURES, re.MULTILINE)) > 100


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[a](b.md)", (1, 1)),
        ("x [a](b.md)", (1, 3)),
        ("x\ny [a](b.md)", (2, 3)),
        ("x\n\n- y\n- z ![a](b.md)", (4, 5)),
        ("> x\n> y [a](b.md)", (2, 5)),
        ("# x [a](b.md)", (1, 5)),
        ("| x |\n|---|\n| y |\n| [a](b.md) |", (4, 3)),
        ("{{< note >}}\n\nx\n[a](b.md)\n{{< /note >}}", (4, 1)),
        ("x[^1]\n\n[^1]: y [a](b.md)", (3, 9)),
        ("{{< figure src='b.md' >}}".replace("'", '"'), (1, 1)),
        ("x\n\ny {{< figure src=b.md >}}", (3, 3)),
    ],
)
def test_references_know_where_they_stand(text: str, place: tuple[int, int]) -> None:
    body = _parsed(text)
    [reference] = body.references
    assert (reference.target, reference.line, reference.column) == ("b.md", *place)


@pytest.mark.parametrize(
    ("text", "place"),
    [('<a href="b.md">', (1, 1)), ('x\n\n<p>\n<img src="b.md">', (4, 11)), ("<b><a title='x' href='b.md'>", (1, 23))],
)
def test_addresses_in_raw_html_know_their_line(text: str, place: tuple[int, int]) -> None:
    body = _parsed(text, html=True)
    [reference] = body.references
    assert (reference.target, reference.line) == ("b.md", place[0])


def test_references_tell_links_from_pictures() -> None:
    body = _parsed('[a](b) ![c](d) <a href="e"> <img src="f"> {{< figure src="g" href="h" >}}', html=True)
    assert {reference.target: reference.kind for reference in body.references} == {
        "b": "link", "d": "picture", "e": "link", "f": "picture", "g": "picture", "h": "link",
    }  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["https://a.example/", "//a.example/", "mailto:a@b.example", "tel:+7", "#part", "?query", "HTTP://a.example/"],
)
def test_addresses_elsewhere_are_no_references(address: str) -> None:
    text = f'[a]({address}) ![b]({address}) {{{{< figure src="{address}" >}}}} <a href="{address}">'
    body = _parsed(text, html=True)
    assert body.references == ()


def test_headings_with_anchors_and_plain_text() -> None:
    body = _parsed("# One *two*\n\n## One two\n\nThree\n---\n\n> ### Four & `five`\n")
    assert body.headings == (
        Heading(1, "one-two", "One two"),
        Heading(2, "one-two-1", "One two"),
        Heading(2, "three", "Three"),
        Heading(3, "four-five", "Four & five"),
    )


@pytest.mark.parametrize(
    ("text", "lede"),
    [
        ("First *one*.\n\nSecond.", "First one."),
        ("# Heading\n\nFirst\nline.", "First line."),
        ("> Quoted.\n\nFirst.", "First."),
        ("- Item\n\nFirst.", "First."),
        ("{{< pullquote >}}\nQuoted.\n{{< /pullquote >}}\n\nFirst.", "First."),
        ("![alt](a.png)\n\nFirst.", "First."),
        ('{{< figure src="a.svg" >}}\n\nFirst.', "First."),
        ("```\ncode\n```", ""),
        ("", ""),
    ],
)
def test_the_lede_is_the_first_paragraph_with_text(text: str, lede: str) -> None:
    assert _parsed(text).lede == lede


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("# Head\n\npara\n\n- a\n- b\n\n> c", "Head para a b c"),
        ("| d | e |\n|---|---|\n| f | g |\n\n```\nh\n```\n\n    i", "d e f g h i"),
        ("one  \ntwo\nthree", "one two three"),
        ("x[^1] y\n\n[^1]: note", "x y"),
        ("x ![alt](a.png) y", "x y"),
        ("[link *text*](a.md) `code` ~~struck~~", "link text code struck"),
        ("x {{< note >}}in{{< /note >}} y", "x y"),
        ("{{< note >}}\nin\n{{< /note >}}\n\ny", "y"),
        ('x {{< figure src="a" caption="no" >}} y', "x y"),
        ("x <!-- gone --> y", "x y"),
        ("a &amp; &lt;b&gt; \\*c\\*", "a & <b> *c*"),
        ("a <b>c</b>", "a <b>c</b>"),
        ('it\'s "typed" -- so...', 'it\'s "typed" -- so...'),
        ("a\N{NO-BREAK SPACE}b", "a\N{NO-BREAK SPACE}b"),
        ("https://a.example/ <https://b.example/>", "https://a.example/ https://b.example/"),
    ],
)
def test_the_excerpt_is_the_plain_text(text: str, plain: str) -> None:
    body = _parsed(text)
    assert body.excerpt == plain
    assert body.word_count == len(plain.split(" "))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a <b>c</b><br>d", "a c d"),
        ("<div>one<p>two</p></div>\n\nthree", "one two three"),
        ("<script>no</script>\n\n<style>no</style>\n\nyes", "yes"),
        ("<!-- no -->\n\nyes <!-- no -->", "yes"),
        ("<p>a &amp; b</p>", "a & b"),
    ],
)
def test_raw_html_adds_its_text_to_the_excerpt(text: str, plain: str) -> None:
    assert _parsed(text, html=True).excerpt == plain


def test_control_characters_are_dropped_with_one_warning() -> None:
    body = _parsed("a\n b\0c\b [d](e.md)\x7f \x000\x00")
    assert _faults(body) == ["warning 2:3 a control character (U+0000) is left out"]
    assert "".join(body.parts) == "<p>a\nbc d 0</p>\n"
    assert len(body.slots) == 2


def test_without_extensions_there_is_only_commonmark() -> None:
    text = "# Head\n\n| a |\n|---|\n\n~~b~~ c[^1] {{< note >}}\n\n[^1]: d\n\n```python\nx = 1\n```"
    body = parse_body(text, MarkdownSettings(extensions=False))
    assert body.shortcodes == ()
    html = "".join(body.parts)
    for extension in ("<table", "<s>", "footnote", ' id="', "<span"):
        assert extension not in html


def test_a_shortcodes_use_is_kept_with_its_place() -> None:
    body = _parsed("x\n\ny {{< figure src=\"a.svg\" alt='z' >}}")
    [use] = body.shortcodes
    parameters = {"src": "a.svg", "alt": "'z'"}
    assert use == ShortcodeUse("figure", (), parameters, False, True, line=3, column=3, references={"src": 0})


def test_shortcodes_beyond_the_tenth_level_are_an_error() -> None:
    deep = "".join("{{< note >}}\n" for _ in range(12)) + "x\n" + "".join("{{< /note >}}\n" for _ in range(12))
    assert _faults(_parsed(deep)) == ["error 11:1 shortcodes are nested too deeply"]
