"""What every page of a build shares: small, frozen, and sent along to whoever renders."""

from __future__ import annotations

import msgspec

from generator.config import SiteConfig
from generator.model.site import Language, Masthead, Publisher
from generator.model.theme import Theme


class Kit(msgspec.Struct, frozen=True):
    """Configuration, theme, editions by code, their mastheads, and `assets`: theme files' names -> URLs.

    `digest` covers all of it but the templates, and the versions of the software that renders; `still_digest` leaves
    the mastheads out, which change with the day and the rates, and `masthead_digest` is what is left out.
    """

    config: SiteConfig
    theme: Theme
    languages: dict[str, Language]
    mastheads: dict[str, Masthead]
    assets: dict[str, str]
    digest: str
    still_digest: str
    masthead_digest: str
    publisher: Publisher
