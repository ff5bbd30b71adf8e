"""The site's languages: codes in, editions out, each with its direction and its own name by CLDR's data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from generator.config import LanguageTable, SiteConfig
from generator.digest import digest_of
from generator.documents import Document
from generator.errors import Gatherer, Position
from generator.language import direction_of, own_name, root_of
from generator.model.kit import Kit
from generator.model.section import Section
from generator.model.site import Language
from generator.plan.masthead import masthead_digest


def plan_languages(config: SiteConfig, document: Document | None, gatherer: Gatherer) -> tuple[Language, ...]:
    """Make the site's editions: the first lives at `/`, the others below it.

    Reports codes that CLDR does not know.
    """
    site = config.site
    first = LanguageTable(
        site.language, title=site.title, description=site.description, transliterate=site.transliterate
    )  # fmt: skip
    editions = [_edition(first, "/", config, ("site", "language"), document, gatherer)]
    for index, table in enumerate(config.languages):
        keys = ("languages", index, "code")
        editions.append(_edition(table, root_of(table.code), config, keys, document, gatherer))
    return tuple(editions)


def check_roots(
    languages: Sequence[Language], sections: Sequence[Section], document: Document | None, gatherer: Gatherer
) -> None:
    """Report sections of the first edition whose address is that of another edition."""
    taken = {f"/{section.slug}/": section for section in sections}
    for index, language in enumerate(languages[1:]):
        section = taken.get(language.root)
        if section is not None:
            position = _place(document, "languages", index, "code")
            message = (
                f'the edition "{language.code}" and the section "{section.slug}" have one address: {language.root}'
            )
            gatherer.error(message, position, f"give the folder content/{section.slug}/ another name")


def kit_of(kit: Kit, language: Language) -> Kit:
    """Give a kit with the digests of one edition: what only other editions show is not in them."""
    first = kit.config.site.language
    if language.code == first:
        return kit
    still = digest_of(kit.still_digest, language)
    # The digest of the first edition holds its masthead, of which nothing shows here.
    own = masthead_digest(kit.mastheads[language.code])
    return msgspec.structs.replace(kit, still_digest=still, masthead_digest=own, digest=digest_of(still, own))


def _edition(
    table: LanguageTable,
    root: str,
    config: SiteConfig,
    keys: tuple[str | int, ...],
    document: Document | None,
    gatherer: Gatherer,
) -> Language:
    known = direction_of(table.code)
    if not known:
        hint = 'for example "en", "ru" or "kk"'
        gatherer.error(f'unknown language "{table.code}"', _place(document, *keys), hint)
    direction: Literal["ltr", "rtl"] = "rtl" if (table.direction or known) == "rtl" else "ltr"
    name = table.name or (own_name(table.code) if config.languages else "")
    title = table.title or config.site.title
    return Language(
        table.code, root, title, table.description or config.site.description, direction, name, table.transliterate
    )  # fmt: skip


def _place(document: Document | None, *keys: str | int) -> Position | None:
    return document.position(*keys, of_value=True) if document else None
