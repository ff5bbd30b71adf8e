"""Neighbours in a section, and related articles by shared terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from generator.model.article import Article, FrontMatter
from generator.model.plan import Kinship
from generator.model.site import Term
from generator.plan.related import find_kinship, find_neighbours
from generator.plan.taxonomy import Terms


def _article(name: str, published: int, section: str = "news") -> Article:
    return Article(
        path=f"content/{section}/{name}.md", kind="article", language="en", section=section, section_title=section,
        slug=name, url=f"/{section}/{name}/", front_matter=FrontMatter(name), day="", published=published, expires=0,
        changed=published, teaser_digest=name,
        first_line=1, bundle="", word_count=0, references=(), shortcodes=(), head_digest=name, body_digest=name,
    )  # fmt: skip


def _sharing(articles: Sequence[Article], **terms: str) -> tuple[list[Article], Terms]:
    """Give articles terms: with `tag_water="abc"` those named a, b and c have the tag `water`."""
    own: dict[str, dict[str, tuple[str, ...]]] = {article.slug: {} for article in articles}
    keys = [(key.partition("_")[0], key.partition("_")[2]) for key in terms]
    for (taxonomy, slug), names in zip(keys, terms.values(), strict=True):
        for name in names.split() if " " in names else names:
            own[name][taxonomy] = (*own[name].get(taxonomy, ()), slug)
    named = [msgspec.structs.replace(one, front_matter=FrontMatter(one.slug, terms=own[one.slug])) for one in articles]
    places = {
        key: tuple(place for place, one in enumerate(named) if key[1] in own[one.slug].get(key[0], ())) for key in keys
    }
    names_of = {taxonomy: {slug: (taxonomy, slug) for of, slug in keys if of == taxonomy} for taxonomy, _ in keys}
    return named, Terms({key: Term(key[0], "en", key[1], key[1], "") for key in keys}, places, names_of, named)


def _kinship(articles: Sequence[Article], before: Kinship | None, terms: Mapping[str, str]) -> Kinship:
    return find_kinship(*_sharing(articles, **terms), before)


def related(articles: Sequence[Article], **terms: str) -> dict[str, tuple[str, ...]]:
    return _kinship(articles, None, terms).related


def _names(found: dict[str, tuple[str, ...]], name: str) -> str:
    return "".join(path.removeprefix("content/news/")[0] for path in found[f"content/news/{name}.md"])


def test_neighbours_are_those_of_the_section_by_date() -> None:
    articles = [_article("c", 3), _article("x", 2, "art"), _article("b", 2), _article("a", 1)]
    found = find_neighbours(articles, _kinship(articles, None, {}))
    a, b, c = (f"content/news/{name}.md" for name in "abc")
    assert found.older == {c: b, b: a}
    assert found.newer == {b: c, a: b}


def test_a_shared_series_counts_more_than_a_tag_and_that_more_than_a_region() -> None:
    articles = [_article(name, 9 - index) for index, name in enumerate("abcde")]
    found = related(articles, region_r="ab", tag_t="ac", series_s="ad", author_x="ae")
    assert _names(found, "a") == "dcb"


def test_more_shared_terms_win_and_then_the_nearer_date_and_then_the_path() -> None:
    articles = [_article("a", 100), _article("b", 90), _article("c", 80), _article("d", 90), _article("e", 1)]
    found = related(articles, tag_t="abcde", tag_u="ae")
    assert _names(found, "a") == "ebd"
    assert _names(found, "b") == "dac"


def test_nothing_shared_is_nothing_related() -> None:
    articles = [_article("a", 2), _article("b", 1)]
    assert related(articles, tag_t="a", tag_u="b", author_x="ab") == {article.path: () for article in articles}


def test_only_the_nearest_of_a_large_term_are_looked_at() -> None:
    articles = [_article(f"n{index:03}", 1000 - index) for index in range(200)]
    found = related(articles, tag_t=" ".join(article.slug for article in articles))
    for index, article in enumerate(articles):
        near = [int(other.rpartition("/")[2][1:4]) for other in found[article.path]]
        assert len(near) == 3
        assert all(0 < abs(other - index) <= 3 for other in near)


def test_an_answer_from_before_holds_only_on_the_same_terms_with_the_same_articles() -> None:
    articles = [_article(name, 9 - index) for index, name in enumerate("abcde")]
    before = _kinship(articles, None, {"tag_t": "abc", "tag_u": "de"})
    for terms in (
        {"tag_t": "abc", "tag_u": "de"},
        {"tag_t": "bc", "tag_u": "de"},
        {"tag_t": "abc", "tag_u": "ade"},
        {"tag_t": "abc"},
        {"series_t": "abc", "tag_u": "de"},
    ):
        assert _kinship(articles, before, terms) == _kinship(articles, None, terms)
