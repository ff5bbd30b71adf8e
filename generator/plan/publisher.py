"""The table `[publisher]` in, who publishes out, with absolute addresses: what structured data says on every page."""

from __future__ import annotations

from urllib.parse import urljoin

from generator.address import href
from generator.config import SiteConfig
from generator.documents import Document
from generator.model.site import Language, Publisher
from generator.plan.bodies import Filler


def plan_publisher(config: SiteConfig, language: Language, filler: Filler, document: Document | None) -> Publisher:
    """Find where the publisher's links lead; its own address is the front page's unless another is given.

    Warns of those that lead nowhere.
    """
    table = config.publisher
    front = config.origin + href(language.root, config.root)

    def absolute(key: str, url: str, *at: int) -> str:
        position = document.position("publisher", key, *at, of_value=True) if document else None
        link = filler.link(url, position) if url.strip() else ""
        return urljoin(front, link) if link else ""

    same_as = (absolute("same_as", url, index) for index, url in enumerate(table.same_as))
    return Publisher(
        table.name or config.site.title,
        absolute("url", table.url) or front,
        absolute("logo", table.logo),
        tuple(url for url in same_as if url),
    )
