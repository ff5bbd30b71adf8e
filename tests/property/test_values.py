"""Rules over all inputs: slugs, excerpts, decimals, addresses, configuration, front matter, listings' pages."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.address import href
from generator.clock import parse_moment
from generator.config import read_config
from generator.errors import Gatherer
from generator.load.fields import Fields
from generator.load.frontmatter import split_source
from generator.plan.links import Map, resolve
from generator.plan.listings import page_count, paginator_of
from generator.plan.masthead import format_change, format_value
from generator.slug import MAX_BYTES, segment_fault, slugify
from generator.text import excerpt, first_control
from tests.magazine import SITE_TOML, Magazine
from tests.property.profiles import cases

# Letters that lower-casing, composing and cutting are known to trouble.
_TROUBLE = "ΣσςİıIiKÅßﬁ-_ .aя日\N{COMBINING DOT ABOVE}\N{COMBINING ACUTE ACCENT}"
_letters = st.one_of(st.text(), st.text(st.sampled_from(_TROUBLE)))


@given(st.one_of(_letters, st.tuples(_letters, st.integers(1, 120)).map(lambda pair: pair[0] * pair[1])))
def test_slugs_are_idempotent_and_one_safe_segment(text: str) -> None:
    slug = slugify(text)
    assert slugify(slug) == slug
    assert unicodedata.is_normalized("NFC", slug)
    assert len(slug.encode()) <= MAX_BYTES
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert "--" not in slug
    assert all(c == "-" or unicodedata.category(c)[0] in "LM" or unicodedata.category(c) == "Nd" for c in slug)
    if slug:
        assert segment_fault(slug) == ""


@given(st.text(st.one_of(st.characters(), st.sampled_from(" \t\r\n\v\f\N{NO-BREAK SPACE}"))), st.integers(0, 12))
def test_an_excerpt_has_no_more_words_than_asked_and_is_whole_when_shorter(text: str, words: int) -> None:
    found = [word for word in re.split("[ \t\r\n]+", text) if word]
    cut = excerpt(text, words)
    if len(found) <= words:
        assert cut == " ".join(found)
    else:
        assert cut == " ".join(found[:words]) + "..."
    assert len([word for word in re.split("[ \t\r\n]+", cut.removesuffix("...")) if word]) <= words


_digits = st.text(st.sampled_from("0123456789"), max_size=20)


def _half_up(whole: str, fraction: str, decimals: int) -> str:
    """Round a typed number by whole-number arithmetic alone."""
    scaled = int(whole + fraction or "0") * 10**decimals
    rounded, rest = divmod(scaled, 10 ** len(fraction))
    rounded += 2 * rest >= 10 ** len(fraction)
    text = str(rounded).zfill(decimals + 1)
    return f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text


@given(_digits, _digits, st.integers(0, 20))
def test_values_round_half_up(whole: str, fraction: str, decimals: int) -> None:
    assume(whole or fraction)
    assert format_value(Decimal(f"{whole}.{fraction}"), decimals) == _half_up(whole, fraction, decimals)


@given(st.sampled_from(["", "+", "-"]), _digits, _digits)
def test_changes_round_half_up_away_from_zero(sign: str, whole: str, fraction: str) -> None:
    assume(whole or fraction)
    expected = _half_up(whole, fraction, 2)
    text = "0%" if expected == "0.00" else ("-" if sign == "-" else "") + expected + "%"
    assert format_change(Decimal(f"{sign}{whole}.{fraction}")) == text


@given(st.integers(0, 5000), st.integers(1, 1000))
def test_the_pages_of_a_listing_cover_it_without_gap_or_overlap(total: int, page_size: int) -> None:
    pages = [paginator_of(n, total, page_size, "/x/") for n in range(1, page_count(total, page_size) + 1)]
    shown = [number for page in pages for number in range(page.first, page.last + 1) if total]
    assert shown == list(range(1, total + 1))
    assert all(page.last - page.first + 1 == page_size for page in pages[:-1])
    assert [page.next for page in pages[:-1]] == [page.url for page in pages[1:]]
    assert [page.previous for page in pages[1:]] == [page.url for page in pages[:-1]]
    assert all((page.pages, page.total) == (len(pages), total) for page in pages)


@cases(15, 300)
@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.sampled_from("abcdefgh"), st.sampled_from(["news", "art"])),
        unique_by=lambda article: article[1:],
    ),
    st.integers(1, 7),
)
def test_each_article_stands_once_and_in_order_and_count_lines_add_up(
    tmp_path_factory: pytest.TempPathFactory, articles: list[tuple[int, str, str]], page_size: int
) -> None:
    magazine = Magazine(tmp_path_factory.mktemp("listing"))
    magazine.write(f"-- site.toml --\n{SITE_TOML}[listing]\npage_size = {page_size}\n")
    for day, slug, section in articles:
        magazine.article(f"{section}/{slug}.md", title=f"{slug} {section}", date=f"2025-04-0{day}", tags="[x]")
    magazine.build("--no-cache", "--jobs", "1")
    ordered = sorted(articles, key=lambda one: (-one[0], one[1], f"content/{one[2]}/{one[1]}.md"))
    for listing in ("", "tag/x/", "news/", "art/"):
        expected = [f"{slug} {section}" for _, slug, section in ordered if listing in ("", "tag/x/", f"{section}/")]
        shown: list[str] = []
        number = 1
        while magazine.exists(url := listing if number == 1 else f"{listing}page/{number}/"):
            page = magazine.page(url)
            first, last = (len(shown) + 1, len(shown) + len(page.headlines)) if expected else (0, 0)
            assert page.count_line == f"Viewing results {first} - {last} of {len(expected)}"
            shown += page.headlines
            number += 1
        assert shown == expected
        assert number - 1 == max(-(-len(expected) // page_size), 1 if listing == "" else 0)


_MAP = Map(
    root="/magazine/",
    pages={"content/news/a.md": "/news/a/", "content/news/b/index.md": "/news/b/", "content/art/я.md": "/art/я/"},
    held={"content/news/draft.md": "a draft"},
    files={"content/news/b/x y.png": "/news/b/x y.png", "content/f.pdf": "/f.pdf"},
    bundles={},
    held_urls={"/news/draft/": "a draft"},
    planned={"index.html", "news/a/index.html", "logo.svg", "404.html"},
)
_segments = st.one_of(
    st.sampled_from(
        ["..", ".", "", "a.md", "b", "news", "art", "content", "static", "draft.md", "x y.png", "x%20y.png", "%2e%2e",
         "я.md", "index.md", "logo.svg", "etc", "passwd", "~", "#x", "?y", "%", "%2F", "\\", "C:", "f.pdf", "#", "\0",
         "%00"]
    ),
    st.text(max_size=5),
)  # fmt: skip


@given(st.lists(_segments, max_size=8).map("/".join), st.sampled_from(["content", "content/news", "content/news/b"]))
def test_no_address_leaves_the_site(target: str, folder: str) -> None:
    found = resolve(target, folder, _MAP)
    if found.state == "found" and found.url:
        assert found.url in {*_MAP.pages.values(), *_MAP.files.values(), "/", "/logo.svg", "/404.html"}
        assert found.link.startswith(href(found.url, "/magazine/"))
        assert found.file == "" or _MAP.files[found.file] == found.url
    elif found.state == "found":
        assert found.link == "" or found.link[0] in "#?"
    elif found.state == "nowhere":
        assert found.link == target
    assert ("\0" not in found.link and " " not in found.link) or found.state == "nowhere"


_toml = st.lists(
    st.one_of(
        st.sampled_from(
            ["[site]\n", 'title = "T"\n', 'base_url = "https://h.example/"\n', "[listing]\n", "page_size = ", "0", "6",
             "-1", "1e9", "[[navigation]]\n", "[feeds]\n", "items = 5\n", 'formats = ["rss"]\n', "[theme]\n",
             "[redirects]\n", '"/a/" = "/b/"\n', "[a.b]\n", "a.b = 1\n", "x = [1, {y = 2}]\n", '"""', "'''", "=",
             "2025-05-14", "nan", "9" * 25, "site = 1\n", "\\u0000", '[taxonomies]\nnames = ["', '"]\n',
             "[permalinks]\narticle = '/{", "}/'\n", "timezone = '", "language = '", "'\n"]
        ),
        st.text(max_size=8),
    ),
    max_size=12,
).map("".join)  # fmt: skip


@given(st.one_of(st.text(), _toml))
def test_any_text_is_a_configuration_or_has_faults_with_places(text: str) -> None:
    config, _, found = read_config(text)
    assert (config is None) == bool(found)
    lines = text.split("\n")
    for fault in found:
        assert fault.position is not None
        assert 1 <= fault.position.line <= len(lines)
        assert 1 <= fault.position.column <= len(lines[fault.position.line - 1]) + 1


_nearly_dates = st.from_regex(r"[0-9]{1,5}-[0-9]{1,2}-[0-9]{1,2}([T ][0-9]{1,2}:[0-9]{2}.{0,9})?", fullmatch=True)


@given(st.one_of(st.text(), _nearly_dates))
def test_any_text_is_a_date_or_none(text: str) -> None:
    moment = parse_moment(text, "Asia/Almaty")
    assert moment is None or moment.utcoffset() is not None


@given(
    st.datetimes(datetime(1000, 1, 2), datetime(8999, 12, 30)),
    st.integers(-23 * 60 - 59, 23 * 60 + 59),
    st.sampled_from(["%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%d %H:%M:%S.%f"]),
)
def test_dates_are_read_back_exactly(moment: datetime, offset: int, pattern: str) -> None:
    sign, minutes = "-" if offset < 0 else "+", abs(offset)
    typed = f"{moment.strftime(pattern).rjust(26, '0')}{sign}{minutes // 60:02}:{minutes % 60:02}"
    read = parse_moment(typed, "Asia/Almaty")
    assert read is not None
    assert read.replace(tzinfo=None) == moment
    assert read.utcoffset() == timedelta(minutes=offset)


_plain = st.text(st.characters(codec="utf-8")).filter(lambda text: first_control(text) < 0)
_numbers = st.one_of(st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False))
_data = st.dictionaries(
    _plain,
    st.recursive(
        st.one_of(_plain, st.booleans(), _numbers),
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_plain, inner, max_size=4)),
        max_leaves=12,
    ),
    max_size=5,
)


def _toml_of(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml_of(key)} = {_toml_of(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml_of, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _read_back(text: str) -> tuple[str, dict[str, Any], str]:
    gatherer = Gatherer()
    parts = split_source(text, "a.md", gatherer)
    assert not gatherer.diagnostics
    assert parts is not None
    fields = Fields(parts.document, gatherer, "UTC")
    title, extra = fields.text("title"), fields.table("extra")
    assert not gatherer.diagnostics
    return title, extra, parts.body


@given(_plain, _data, _plain)
def test_front_matter_means_the_same_in_yaml_toml_and_json(title: str, extra: dict[str, Any], body: str) -> None:
    data = {"title": title, "extra": extra}
    texts = (
        f"---\n{yaml.safe_dump(data, allow_unicode=True)}---\n{body}",
        f"+++\ntitle = {_toml_of(title)}\nextra = {_toml_of(extra)}\n+++\n{body}",
        f"{json.dumps(data, indent=1)}\n{body}",
        f"{json.dumps(data, ensure_ascii=False)}\n{body}",
    )
    for text in texts:
        assert _read_back(text) == (title, extra, body)
