"""Editions in, where each page's readers go on in the others out: the same page, else the section, else the front page.

A page's counterparts of the kind "same" are its translations: each of them names the page, too (contract, 10).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from generator.address import page_url
from generator.model.article import Article
from generator.model.plan import Counterpart
from generator.plan.editions import Edition
from generator.plan.listings import page_count

_Found = tuple[Counterpart, ...]


def mark_of(elsewhere: _Found) -> str:
    """Name counterparts in a page's inputs."""
    return "\n".join(f"{one.language} {one.kind} {one.url}" for one in elsewhere)


class ListingCounterparts:
    """A listing's counterparts: for each other language the listing's address and pages there, else another place."""

    def __init__(self, found: Sequence[tuple[str, str, int]], others: _Found) -> None:
        self._found = found
        self._others = others
        self.marks = [mark_of(others), *(f"{code} {url} {pages}" for code, url, pages in found)]

    def addresses(self, number: int) -> dict[str, str]:
        """Give the addresses of the page of the same number, by language."""
        return {code: page_url(url, number) for code, url, pages in self._found if number <= pages}

    def on_page(self, number: int) -> _Found:
        """Give the counterparts of one page of the listing."""
        if not self._found:
            return self._others
        there = {
            code: Counterpart(code, page_url(url, number), "same")
            if number <= pages
            else Counterpart(code, url, "list")
            for code, url, pages in self._found
        }
        return tuple(there.get(one.language, one) for one in self._others)


class Counterparts:
    """The counterparts of one edition's pages; `fronts` are those of a page that is nowhere else.

    `first_rank` counts the articles of the editions before it.
    """

    def __init__(self, edition: Edition, editions: Sequence[Edition], works: Mapping[str, str], page_size: int) -> None:
        self.code = edition.language.code
        others = [one for one in editions if one is not edition]
        self._codes = [one.language.code for one in editions]
        self.first_rank = sum(len(one.articles) for one in editions[: editions.index(edition)])
        self.fronts = tuple(Counterpart(one.language.code, one.language.root, "front") for one in others)
        self._works = works
        self._by_section: dict[str, _Found] = {}
        self._versions: dict[str, dict[str, Counterpart]] = {}
        self._listings: dict[str, list[tuple[str, str, int]]] = {}
        for one in others:
            code = one.language.code
            for article in (*one.articles, *one.pages):
                if (work := works.get(article.path)) is not None:
                    kind: Literal["same", "copy"] = "copy" if article.front_matter.canonical_url else "same"
                    self._versions.setdefault(work, {})[code] = Counterpart(code, article.url, kind)
            for listing in one.listings:
                key = listing.head.key.partition(":")[2]
                pages = page_count(len(listing.articles), page_size)
                self._listings.setdefault(key, []).append((code, listing.head.url, pages))

    def of_article(self, article: Article) -> _Found:
        """Find an article's or standalone page's counterparts."""
        if not self.fronts:
            return ()
        near = self._near(article.section)
        versions = self._versions.get(self._works.get(article.path, ""))
        if not versions:
            return near
        found = tuple(versions.get(one.language, one) for one in near)
        if article.front_matter.canonical_url:
            return tuple(msgspec.structs.replace(one, kind="copy") if one.kind == "same" else one for one in found)
        return found

    def versions(self, url: str, elsewhere: _Found) -> tuple[tuple[str, str], ...]:
        """Give a page's translations and itself, by language in the site's order; nothing where it stands alone."""
        return self.in_order(url, {one.language: one.url for one in elsewhere if one.kind == "same"})

    def in_order(self, url: str, translations: dict[str, str]) -> tuple[tuple[str, str], ...]:
        """Give a page's translations, by language, and itself, in the site's order; nothing where it stands alone."""
        if not translations:
            return ()
        urls = {**translations, self.code: url}
        return tuple((code, urls[code]) for code in self._codes if code in urls)

    def of_page(self, path: str) -> _Found:
        """Give the counterparts of a page that every edition has, by its path below the edition's root."""
        return tuple(Counterpart(one.language, one.url + path, "same") for one in self.fronts)

    def of_listing(self, key: str) -> ListingCounterparts:
        """Find a listing's counterparts, by its key."""
        return ListingCounterparts(self._listings.get(key.partition(":")[2], ()), self.fronts)

    def _near(self, section: str) -> _Found:
        """Give the section in the editions that have it, and the front pages of the others."""
        if section not in self._by_section:
            there = {code: url for code, url, _ in self._listings.get(f"section:{section}", ())} if section else {}
            self._by_section[section] = tuple(
                Counterpart(one.language, there[one.language], "section") if one.language in there else one
                for one in self.fronts
            )
        return self._by_section[section]
