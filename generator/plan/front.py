"""Published articles and sections in, what the front page sets beside its listing out: a lead, featured ones, desks.

All of it stands in its listings, too, and in their totals (contract, section 5).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from generator.model.article import Article
from generator.model.site import Listing

FEATURED = 3
DESK = 4


class Front(msgspec.Struct, frozen=True):
    """What stands on the front page, as articles' paths; `lead` is empty where nothing was chosen.

    `desks` are the sections that have an article left to show, by slug, in the sections' order, each newest first.
    """

    lead: str
    featured: tuple[str, ...]
    desks: tuple[tuple[str, tuple[str, ...]], ...]


def choose_front(articles: Sequence[Article], sections: Sequence[Listing]) -> Front:
    """Choose the newest lead, else the newest featured article, then the newest featured ones, then each desk's.

    Articles come newest first. A desk shows what does not stand above the listing; one with nothing left is not there,
    and a magazine of one section has none: it would repeat the listing.
    """
    featured = [article.path for article in articles if article.front_matter.featured]
    lead = next((article.path for article in articles if article.front_matter.lead), "") or next(iter(featured), "")
    above = tuple(path for path in featured if path != lead)[:FEATURED]
    taken = {lead, *above}
    filled = [listing for listing in sections if listing.articles]
    desks = []
    for listing in filled if len(filled) > 1 else ():
        newest = [article.path for article in listing.articles[: DESK + len(taken)] if article.path not in taken]
        if newest:
            desks.append((listing.head.subject, tuple(newest[:DESK])))
    return Front(lead, above, tuple(desks))
