"""Published articles in, the page that searches them out, and what the index is to be made of.

Only articles are searched, by headline and body: no listing, no standalone page, nothing that is held at the gate. The
digest of the index covers what is searched and what results are filtered by, and nothing else of an article, so that
an edit of anything else does not index again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import partial

from generator.address import file_of
from generator.digest import digest_of
from generator.errors import Gatherer, Position
from generator.model.article import Article
from generator.model.kit import Kit
from generator.model.plan import Output, SearchEntry, SearchIndex, SearchPage
from generator.model.site import Language
from generator.plan.counterparts import Counterparts
from generator.plan.outputs import Deck
from generator.plan.routes import Claim, as_given

SEARCH_PAGE = "search/"
# Where the index lies, as every tool that reads one expects it.
INDEX_FOLDER = "pagefind/"
# Static files of a theme that nothing but the search page links.
SEARCH_ASSETS = ("search.js", "search.css")


def search_url(language: Language) -> str:
    """Give the URL of an edition's search page."""
    return language.root + SEARCH_PAGE


def search_claim(
    articles: Sequence[Article],
    language: Language,
    counterparts: Counterparts,
    kit: Kit,
    position: Position | None,
    *,
    with_index: bool,
) -> Claim:
    """Claim the page on which readers search the articles of an edition."""
    url = search_url(language)
    page = SearchPage("/" + INDEX_FOLDER if with_index and articles else "", is_empty=not articles,
                      elsewhere=counterparts.of_page(SEARCH_PAGE))  # fmt: skip
    inputs = digest_of(kit.still_digest, kit.theme.closures.get("search.html", ""), page) + kit.masthead_digest
    made = partial(as_given, page)
    return Claim(Output(file_of(url), url, "search", language.code, "search.html", "site.toml", inputs, made), position)


def plan_index(editions: Sequence[tuple[Sequence[Article], Deck]], software: str) -> SearchIndex:
    """Plan the index of the published articles of all editions; `software` names the versions of what makes it."""
    found = [(article.url, article, deck) for articles, deck in editions for article in articles]
    entries = tuple(_entry(article, deck) for _, article, deck in sorted(found, key=lambda one: one[0]))
    return SearchIndex(digest_of(software, entries), software, entries)


def check_index_folder(outputs: Sequence[Output], gatherer: Gatherer) -> None:
    """Report the outputs that lie where the index will be: its files have names that only it knows."""
    first = bisect_left(outputs, INDEX_FOLDER, key=lambda output: output.path)
    for output in outputs[first:]:
        if not output.path.startswith(INDEX_FOLDER):
            break
        message = f'"/{output.path}" lies in the folder of the search index'
        gatherer.error(message, Position(output.source), "give it another address, or set [search] enabled = false")


def _entry(article: Article, deck: Deck) -> SearchEntry:
    own = deck.terms.of(article)
    section = deck.sections.get(article.section)
    return SearchEntry(
        file_of(article.url),
        article.language,
        article.headline,
        section.title if section else "",
        tuple(term.name for term in own.get("author", ())),
        tuple(term.name for term in own.get("tag", ())),
        article.day,
        article.published,
        article.body_digest,
    )
