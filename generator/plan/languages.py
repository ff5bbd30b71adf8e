"""The site's languages: a code in, an edition out, with its direction by CLDR's data."""

from __future__ import annotations

from generator.config import SiteConfig
from generator.documents import Document
from generator.errors import Gatherer
from generator.language import direction_of
from generator.model.site import Language


def plan_language(config: SiteConfig, document: Document | None, gatherer: Gatherer) -> Language:
    """Make the site's first edition, which lives at `/`; reports a code that CLDR does not know."""
    code = config.site.language
    direction = direction_of(code)
    if not direction:
        position = document.position("site", "language", of_value=True) if document else None
        gatherer.error(f'unknown language "{code}"', position, 'for example "en", "ru" or "kk"')
    return Language(code, "/", config.site.title, config.site.description, direction or "ltr")
