"""Slots of a body filled in: for its own page, and absolute for feeds."""

from __future__ import annotations

import pytest

from generator.load.markdown import parse_body
from generator.load.markdown_settings import MarkdownSettings
from generator.model.body import ShortcodeUse
from generator.model.picture import Picture
from generator.model.plan import Filling
from generator.render.bodies import absolute, fill_body

_PERMALINK = "https://host.example/magazine/news/a/"


def _filled(text: str, *hrefs: str, permalink: str = "") -> str:
    def shortcode(use: ShortcodeUse, addresses: dict[str, str], pictures: dict[str, Picture], inner: str) -> str:
        return f"<{use.name} {sorted(addresses.items())}>{inner}</{use.name}>"

    body = parse_body(text, MarkdownSettings(html=True))
    return fill_body(body, Filling(hrefs), shortcode, lambda *_: "", permalink=permalink)


@pytest.mark.parametrize(
    ("text", "hrefs", "html"),
    [
        ("plain", (), "<p>plain</p>\n"),
        ('[a](b.md "t")', ("/b/",), '<p><a href="/b/" title="t">a</a></p>\n'),
        ("[a *b*](c.md)", ("",), "<p>a <em>b</em></p>\n"),
        ("[a](b.md) [c](d.md)", ("", "/d/"), '<p>a <a href="/d/">c</a></p>\n'),
        ("![a](b.png)", ("/b.png",), '<p><img src="/b.png" alt="a" loading="lazy" decoding="async"></p>\n'),
        ("![a & b](c.png)", ("",), "<p>a &amp; b</p>\n"),
        ("[![a](b.png)](c.md)", ("/b.png", ""), '<p><img src="/b.png" alt="a" loading="lazy" decoding="async"></p>\n'),
        ("[a](b.md)", ('/"><script>',), '<p><a href="/&quot;&gt;&lt;script&gt;">a</a></p>\n'),
        ('<a href="b.md">a</a>', ("/b/?x&y",), '<p><a href="/b/?x&amp;y">a</a></p>\n'),
        ('<a href="b.md">a</a>', ("",), '<p><a href="#">a</a></p>\n'),
        ("{{< figure src=a.svg >}}", ("/a.svg",), "<figure [('src', '/a.svg')]></figure>"),
        ("{{< figure src=a.svg >}}", ("",), "<figure [('src', '')]></figure>"),
        ("x {{< n >}}[a](b.md){{< /n >}}", ("/b/",), '<p>x <n []><a href="/b/">a</a></n></p>\n'),
        ("x {{< n >}}[a](b.md){{< /n >}}", ("",), "<p>x <n []>a</n></p>\n"),
    ],
)
def test_slots_are_filled_and_what_has_no_link_stays_as_text(text: str, hrefs: tuple[str, ...], html: str) -> None:
    assert _filled(text, *hrefs) == html


@pytest.mark.parametrize(
    ("text", "hrefs", "html"),
    [
        ("[a](b.md)", ("/magazine/b/",), '<p><a href="https://host.example/magazine/b/">a</a></p>\n'),
        ("[a](nope.md)", ("nope.md",), f'<p><a href="{_PERMALINK}nope.md">a</a></p>\n'),
        ("[a](b.md)", ("",), "<p>a</p>\n"),
        ("[a](#part)", (), f'<p><a href="{_PERMALINK}#part">a</a></p>\n'),
        ("[a](https://e.example/)", (), '<p><a href="https://e.example/">a</a></p>\n'),
        ("![a](b.png)", ("b.png",), f'<p><img src="{_PERMALINK}b.png" alt="a" loading="lazy" decoding="async"></p>\n'),
        ("<a href='#x'>a</a>", (), f"<p><a href='{_PERMALINK}#x'>a</a></p>\n"),
        ('<a href="b.md">a</a>', ("/b/",), '<p><a href="https://host.example/b/">a</a></p>\n'),
        ("{{< figure src=a.svg >}}", ("/a.svg",), "<figure [('src', 'https://host.example/a.svg')]></figure>"),
        ('`href="#x"` href="#x"', (), "<p><code>href=&quot;#x&quot;</code> href=&quot;#x&quot;</p>\n"),
    ],
)
def test_in_feeds_every_address_is_absolute(text: str, hrefs: tuple[str, ...], html: str) -> None:
    assert _filled(text, *hrefs, permalink=_PERMALINK) == html


def test_in_feeds_notes_lead_to_the_page_and_code_stays_as_typed() -> None:
    html = _filled("a[^1]\n\n[^1]: b\n\n```python\nx = '<a href=\"#y\">'\n```", permalink=_PERMALINK)
    assert f'<a role="doc-noteref" href="{_PERMALINK}#fn1" id="fnref1">' in html
    assert f'<a role="doc-backlink" href="{_PERMALINK}#fnref1" class="footnote-backref">' in html
    assert f"{_PERMALINK}#y" not in html


@pytest.mark.parametrize(
    ("link", "full"),
    [
        ("/b/", "https://host.example/b/"),
        ("b.png", _PERMALINK + "b.png"),
        ("../c/", "https://host.example/magazine/news/c/"),
        ("?q", _PERMALINK + "?q"),
        ("//e.example/x", "https://e.example/x"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("//[broken", "//[broken"),
    ],
)
def test_links_are_seen_from_the_pages_own_permalink(link: str, full: str) -> None:
    assert absolute(link, _PERMALINK) == full
