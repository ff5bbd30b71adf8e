"""What a build is told, and what a planned site is."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from generator.config import SiteConfig
from generator.errors import Diagnostic
from generator.model.content import Content
from generator.model.kit import Kit
from generator.model.plan import Plan
from generator.model.theme import Theme

# Told which configuration and theme a build goes by, before it reads anything else.
Dressed = Callable[[SiteConfig, Theme], None]

# Told how far a stage is: its name, what is done, what there is to do.
Progress = Callable[[str, int, int], None]


class BuildSettings(msgspec.Struct, frozen=True):
    """What the command line decides: see the contract's section 8. `jobs` of 0 means every core we may use.

    Without `search` no index is made, whatever the site says: the preview has no time for one.
    """

    output: str = ""
    base_url: str = ""
    drafts: bool = False
    future: bool = False
    strict: bool = False
    jobs: int = 0
    no_cache: bool = False
    cluster: str = ""
    search: bool = True


class Planned(msgspec.Struct, frozen=True):
    """A site as far as it is planned; `sources` is one digest of all it is made from.

    `content` is all that was loaded, held articles among it. `unpublished` maps addresses of pages that only `--drafts`
    or `--future` let pass to the reason.
    """

    config: SiteConfig
    kit: Kit
    plan: Plan
    sources: str
    diagnostics: tuple[Diagnostic, ...]
    content: Content
    unpublished: dict[str, str] = {}
