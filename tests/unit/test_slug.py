"""Slugs and permalink patterns, as the contract's section 4 has them."""

from __future__ import annotations

import unicodedata

import pytest

from generator.slug import MAX_BYTES, fill_pattern, pattern_fault, segment_fault, slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hello, World!", "hello-world"),
        ("  --a__b..c  ", "a-b-c"),
        ("100% of 7/8", "100-of-7-8"),
        ("Ünïcode", "ünïcode"),
        ("Алма-Ата 2025", "алма-ата-2025"),
        ("Қазақстан — Ұлы дала", "қазақстан-ұлы-дала"),
        ("مرحبا بالعالم", "مرحبا-بالعالم"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("ภาษาไทย", "ภาษาไทย"),
        ("日本語 テスト", "日本語-テスト"),
        ("٣٤ و 56", "٣٤-و-56"),
        ("e\N{COMBINING ACUTE ACCENT}", "\N{LATIN SMALL LETTER E WITH ACUTE}"),
        ("\N{ANGSTROM SIGN} \N{KELVIN SIGN}", "\N{LATIN SMALL LETTER A WITH RING ABOVE}-k"),
        ("İstanbul", "i\N{COMBINING DOT ABOVE}stanbul"),
        ("ΟΔΟΣ", "οδος"),
        ("Straße", "straße"),
        ("a\N{ZERO WIDTH SPACE}b\N{NO-BREAK SPACE}c", "a-b-c"),
        ("x² ½ ① Ⅷ", "x"),
        ("C++", "c"),
        ("Q&A", "q-a"),
        ("🙂", ""),
        ("!!!", ""),
        ("", ""),
        ("a\0b\nc", "a-b-c"),
        ("../../etc", "etc"),
    ],
)
def test_letters_marks_and_digits_of_any_script_stay(text: str, slug: str) -> None:
    assert slugify(text) == slug
    assert slugify(slug) == slug
    assert unicodedata.is_normalized("NFC", slug)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("a" * 200, "a" * 200),
        ("a" * 201, "a" * 200),
        ("я" * 101, "я" * 100),
        ("a" + "я" * 100, "a" + "я" * 99),
        ("a" * 199 + "-b", "a" * 199),
        ("a" * 200 + "-b", "a" * 200),
        ("a" * 198 + "-b", "a" * 198 + "-b"),
        ("ab " * 100, "-".join(["ab"] * 67)),
        ("яя " * 100, "-".join(["яя"] * 40)),
        ("word-" + "b" * 300, "word"),
    ],
)
def test_long_slugs_are_cut_at_a_hyphen_where_there_is_one(text: str, slug: str) -> None:
    assert slugify(text) == slug
    assert len(slug.encode()) <= MAX_BYTES
    assert slugify(slug) == slug


def test_a_cut_that_moves_a_sigma_to_the_end_stays_idempotent() -> None:
    slug = slugify("ο" * 98 + "Σ" + "ΑΑΑΑ")
    assert len(slug.encode()) <= MAX_BYTES
    assert slugify(slug) == slug


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("plain", ""),
        ("With Spaces", ""),
        ("0123", ""),
        ("v1.2", ""),
        ("a/b", "holds a slash"),
        ("a\\b", "holds a slash"),
        ("/", "holds a slash"),
        ("../../x", "holds a slash"),
        (".", "is a step in a path, not a name"),
        ("..", "is a step in a path, not a name"),
        (" .. ", "is a step in a path, not a name"),
        ("...", "has no letter or digit to make a URL of"),
        ("!?", "has no letter or digit to make a URL of"),
    ],
)
def test_what_may_be_one_segment(typed: str, fault: str) -> None:
    assert segment_fault(typed) == fault


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("/{section}/{slug}/", ""),
        ("/{year}/{month}/{day}/{slug}/", ""),
        ("/archive-{year}/{slug}/", ""),
        ("{slug}/", 'must start and end with "/"'),
        ("/{slug}", 'must start and end with "/"'),
        ("/{title}/", 'does not know the field "{title}"'),
        ("/{slug/", "has a brace without its partner"),
        ("/slug}/", "has a brace without its partner"),
        ("/../{slug}/", "has a segment that cannot stand in a URL"),
        ("/a b/{slug}/", "has a segment that cannot stand in a URL"),
        ("/a//{slug}/", "has a segment that cannot stand in a URL"),
        ("/a?b/{slug}/", "has a segment that cannot stand in a URL"),
        ("/a%2f/{slug}/", "has a segment that cannot stand in a URL"),
        ("/a\\b/{slug}/", "has a segment that cannot stand in a URL"),
        ("/", "has a segment that cannot stand in a URL"),
    ],
)
def test_what_may_be_a_permalink_pattern(pattern: str, fault: str) -> None:
    assert pattern_fault(pattern) == fault


def test_a_pattern_is_filled_with_padded_numbers_in_nfc() -> None:
    assert fill_pattern("/{year}/{month}/{day}/{section}-{slug}/", "news", "a", 2025, 5, 4) == "/2025/05/04/news-a/"
    assert (
        fill_pattern("/e\N{COMBINING ACUTE ACCENT}/{slug}/", "", "a", 1000, 1, 1)
        == "/\N{LATIN SMALL LETTER E WITH ACUTE}/a/"
    )
