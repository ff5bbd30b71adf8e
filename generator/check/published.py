"""What of a plan readers can open: its pages by path, and what has a body, each with its page."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from generator.build.settings import Planned
from generator.model.article import Article
from generator.model.author import Author
from generator.model.plan import Output


class Owned(msgspec.Struct, frozen=True):
    """What owns a body, and the page that shows it."""

    owner: Article | Author
    output: Output


def published_articles(planned: Planned) -> list[tuple[Article, Output]]:
    """List the published articles and standalone pages with their pages, by the path of the page."""
    by_path = {article.path: article for article in planned.content.articles}
    own = [one for one in planned.plan.outputs if one.kind in ("article", "page") and one.source in by_path]
    return [(by_path[one.source], one) for one in own]


def owners(planned: Planned) -> Iterator[Owned]:
    """Go through all that has a body which readers see."""
    for article, output in published_articles(planned):
        yield Owned(article, output)
    pages: dict[str, Output] = {}
    for output in planned.plan.outputs:
        if output.kind == "author":
            pages.setdefault(output.source, output)  # the first page comes first by path
    for author in planned.content.authors:
        if author.path in pages:
            yield Owned(author, pages[author.path])
