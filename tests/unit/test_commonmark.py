"""The CommonMark specification's own examples, read from npm's `commonmark-spec` when the test runs.

Raw HTML is allowed, what is not CommonMark is off, and an address within the site stands as typed. Both sides are
compared after the normalisation of the specification's test tool: white space outside `<pre>` folds, and around block
tags it goes; attributes are sorted and their quotes and entities made equal.
"""

from __future__ import annotations

import re
import subprocess
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from generator.load.markdown import parse_body
from generator.load.markdown_settings import MarkdownSettings
from generator.model.plan import Filling
from generator.render.bodies import fill_body

_NODE = Path(__file__).parent.parent / "node"
_SPECIFICATION = _NODE / "node_modules" / "commonmark-spec" / "spec.txt"
_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)
_SPACES = re.compile(r"\s+")
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "canvas",
        "caption",
        "col",
        "colgroup",
        "dd",
        "div",
        "dl",
        "dt",
        "embed",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "iframe",
        "li",
        "map",
        "object",
        "ol",
        "output",
        "p",
        "pre",
        "progress",
        "script",
        "section",
        "style",
        "table",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "video",
    ]
)


class _Normalizer(HTMLParser):
    """Writes HTML down again in one way of the many that mean the same."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.written = ""
        self._tag = ""  # the tag just written, with a slash if it closes; empty after text
        self._is_preformatted = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_preformatted |= tag == "pre"
        self._trim_before(tag)
        values = [name if value is None else f'{name}="{escape(value)}"' for name, value in sorted(attrs, key=str)]
        self._write("<" + " ".join([tag, *values]) + ">", tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._is_preformatted &= tag != "pre"
        self._trim_before(tag)
        self._write(f"</{tag}>", "/" + tag)

    def handle_data(self, data: str) -> None:
        text = data if self._is_preformatted else _SPACES.sub(" ", data)
        if self._tag == "br":
            text = text.lstrip()
        if self._tag.lstrip("/") in _BLOCKS and not self._is_preformatted:
            text = text.strip() if self._tag.startswith("/") else text.lstrip()
        self._write(text)

    def handle_entityref(self, name: str) -> None:
        self._write(escape(unescape(f"&{name};")))

    def handle_charref(self, name: str) -> None:
        self._write(escape(unescape(f"&#{name};")))

    def handle_comment(self, data: str) -> None:
        self._write(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._write(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        self._write(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        self._write(f"<?{data}>")

    def _trim_before(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.written = self.written.rstrip()

    def _write(self, text: str, tag: str = "") -> None:
        self.written += text
        self._tag = tag


def _normalized(html: str) -> str:
    normalizer = _Normalizer()
    normalizer.feed(html)
    normalizer.close()
    return normalizer.written.strip()


def _rendered(text: str) -> str:
    body = parse_body(text, MarkdownSettings(html=True, extensions=False))
    filling = Filling(tuple(reference.target for reference in body.references))
    filled = fill_body(body, filling, lambda *_: "", lambda *_: "")
    return filled.replace(' loading="lazy" decoding="async"', "")  # a hint of ours on the site's own pictures


@pytest.fixture
def examples() -> list[tuple[str, str]]:
    """Markdown and HTML of each example; installs the package where nobody has, and fails where nobody can."""
    if not _SPECIFICATION.is_file():
        subprocess.run(["bash", str(_NODE / "install.sh")], check=True, timeout=300)
    text = _SPECIFICATION.read_text("utf-8").replace("→", "\t")
    return [(match.group(1), match.group(2)) for match in _EXAMPLE.finditer(text)]


def test_every_example_of_the_specification_passes(examples: list[tuple[str, str]]) -> None:
    assert len(examples) == 652
    wrong = {
        number: (markdown, html, _rendered(markdown))
        for number, (markdown, html) in enumerate(examples, 1)
        if _normalized(_rendered(markdown)) != _normalized(html)
    }
    assert not wrong


@pytest.mark.parametrize(
    ("html", "normal"),
    [
        ("<p>a  \t b</p>", "<p>a b</p>"),
        ("<p>a  \t\nb</p>", "<p>a b</p>"),
        (" <p>a  b</p>", "<p>a b</p>"),
        ("<p>a  b</p> ", "<p>a b</p>"),
        ("\n\t<p>\n\t\ta  b\t\t</p>\n\t", "<p>a b</p>"),
        ("<i>a  b</i> ", "<i>a b</i>"),
        ("<br />\nx", "<br>x"),
        ("<hr />\nx", "<hr>x"),
        ('<a title="bar" HREF="foo">x</a>', '<a href="foo" title="bar">x</a>'),
        ("&forall;&amp;&gt;&lt;&quot;", "∀&amp;&gt;&lt;&quot;"),
        ("<pre>a  \n b</pre>", "<pre>a  \n b</pre>"),
        ("<blockquote>\n</blockquote>", "<blockquote></blockquote>"),
    ],
)
def test_normalisation_keeps_what_counts(html: str, normal: str) -> None:
    assert _normalized(html) == normal
