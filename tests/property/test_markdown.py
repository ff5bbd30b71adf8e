"""Any text is a body: it parses, its slots fit its parts, and what it says is not lost."""

from __future__ import annotations

import re
from html import escape, unescape

from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from generator.load.collector import Collector, environment_with
from generator.load.markdown import make_parser, parse_body, parser_for
from generator.load.markdown_settings import MarkdownSettings
from generator.load.shortcodes import last_closers
from generator.model.body import Address, Body, ShortcodeUse
from generator.model.picture import Picture
from generator.model.plan import Filling
from generator.render.bodies import fill_body
from generator.text import drop_controls
from tests.property.profiles import cases

_PIECES = [
    "a", "word ", "Слово ", "日本", " ", "  ", "    ", "\t", "\n", "\n\n", "  \n", "\\\n", "\\", "*", "**", "_", "~~",
    "`", "```", "```python\n", "~~~\n", "# ", "## x\n", "===\n", "---\n", "> ", "- ", "+ ", "1. ", "12) ",
    "| a | b |\n", "|---|:-:|\n", "|", "[", "]", "](", ")", "(", "[a](b.md)", "![a](b.png)", "[a]: b.md 'c'\n", "[a]",
    "[^1]", "[^1]: note\n", "^[", "<", ">", "<b>", "</b>", "<br>", "<!-- ", " -->", "<div>\n", "<script>",
    "<a@b.example>", "<https://e.example/>", "&amp;", "&#0;", "&copy", "&", "{{< note >}}", "{{< /note >}}",
    "{{< x 1 />}}", "{{% y a=b %}}", "{{</* z */>}}", "{{<", ">}}", "{{", "}}", "\0", "\x1b", "\r", "!", "^",
    "http://x", ":", "$", "%", " *a b* ", " **c d**", "_e_.", "[x y](../a.md)", "[z](https://a.example/b)",
    "[q](/a/b.html)", "\N{NO-BREAK SPACE}", "\N{LINE SEPARATOR}", "🙂",
]  # fmt: skip
_texts = st.one_of(st.text(), st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
_settings = st.builds(MarkdownSettings, html=st.booleans(), extensions=st.booleans(), excerpt_words=st.integers(0, 9))
_library = MarkdownIt("commonmark", {"maxNesting": 100})


def _shortcode(use: ShortcodeUse, addresses: dict[str, str], pictures: dict[str, Picture], inner: str) -> str:
    return f"<shortcode {use.name}>{inner}</shortcode>"


def _no_picture(picture: Picture, link: str, alt: str, title: str) -> str:
    raise AssertionError("a body alone has no picture of the site's")


def _filled(body: Body) -> str:
    return fill_body(body, Filling(tuple(reference.target for reference in body.references)), _shortcode, _no_picture)


def _is_empty(token: Token) -> bool:
    """Tell whether a token is a text without any: the library leaves some where it has found emphasis."""
    return token.type == "text" and not token.content


@cases(500, 50_000)
@given(_texts, st.booleans(), st.booleans())
def test_the_short_ways_lead_to_the_library_s_tokens(text: str, html: bool, extensions: bool) -> None:
    text = drop_controls(text.replace("\r", "\n"))
    asked = []
    for parser in (make_parser(html, extensions), parser_for(html, extensions)):
        env = environment_with(collector := Collector(text, last_closers(text)))
        tokens = []
        for token in parser.parse(text, env):
            tokens += [token, *(child for child in token.children or () if not _is_empty(child))]
            token.children = None
        asked.append((tokens, collector.references, collector.shortcodes, collector.faults))
    assert asked[0] == asked[1]


@cases(300, 20_000)
@given(_texts, _settings)
def test_any_text_is_a_body_whose_slots_fit_its_parts(text: str, settings: MarkdownSettings) -> None:
    body = parse_body(text, settings)
    assert len(body.parts) == len(body.slots) + 1
    assert "\0" not in "".join(body.parts)
    links = len(body.references)
    for hrefs in ([""] * links, ["/x/"] * links):
        for permalink in ("", "https://host.example/a/"):
            html = fill_body(body, Filling(tuple(hrefs)), _shortcode, _no_picture, permalink=permalink)
            assert "\0" not in html
    assert len(body.excerpt.removesuffix("...").split(" ")) <= max(settings.excerpt_words, 1)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for fault in body.faults:
        assert 1 <= fault.line <= len(lines)
        assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1
    for reference in body.references:
        assert 1 <= reference.line <= len(lines)


@cases(200, 20_000)
@given(_texts)
def test_what_is_commonmark_reads_as_the_library_reads_it(text: str) -> None:
    body = parse_body(text, MarkdownSettings(html=True, extensions=False))
    assume(not any(isinstance(slot, Address) for slot in body.slots))
    expected = str(_library.render(drop_controls(text)))
    assert _filled(body).replace(' loading="lazy" decoding="async">', " />") == expected


@given(
    st.lists(st.text(st.characters(categories=["L", "Nd"]), min_size=1), min_size=1),
    st.sampled_from([" ", "\n", "\n\n", " \n"]),
)
def test_words_that_are_no_markdown_survive(words: list[str], between: str) -> None:
    body = parse_body(between.join(words), MarkdownSettings())
    text = unescape(re.sub("<[^>]+>", " ", _filled(body)))
    assert text.split() == words
    assert body.excerpt == " ".join(words)
    assert body.word_count == len(words)
    assert not body.faults


@given(st.text(st.characters(exclude_categories=["C"])))
def test_text_in_code_survives_to_the_letter(text: str) -> None:
    assume("\N{LINE SEPARATOR}" not in text)
    body = parse_body(f"~~~~\n{text}\n~~~~", MarkdownSettings())
    assert _filled(body) == f'<pre class="highlight"><code>{escape(text)}\n</code></pre>\n'


@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)), max_size=8
    )
)
def test_anchors_are_unique_and_not_those_of_notes(headings: list[tuple[int, str]]) -> None:
    text = "\n\n".join(f"{'#' * level} {title}" for level, title in headings)
    body = parse_body(text, MarkdownSettings())
    anchors = [heading.anchor for heading in body.headings]
    assert len(set(anchors)) == len(anchors)
    assert all(anchors)
    assert not any(re.fullmatch(r"fn(ref)?\d+.*", anchor) for anchor in anchors)
    assert all(f' id="{escape(anchor)}"' in _filled(body) for anchor in anchors)


@given(
    st.lists(
        st.sampled_from(
            ["<script>alert(1)</script>", "<img src=x onerror=y>", "[a](javascript:b)", "<", ">", '"', " x", "\n"]
        )
    )
)
def test_without_html_no_markup_of_the_authors_passes(pieces: list[str]) -> None:
    html = _filled(parse_body("".join(pieces), MarkdownSettings()))
    assert re.findall("<(script|img)", html) == []
    assert "javascript:" not in "".join(re.findall("<[^>]+>", html))
