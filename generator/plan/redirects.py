"""Aliases, `[redirects]` and listings in; pages at old addresses out, and the same as rules for hosts.

A page leads on by itself, on any host. A rule with a `*` has no page: it needs a host that reads rules. Nothing leads
to a held article.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

import msgspec

from generator.address import file_of, href, url_of_alias
from generator.config import SiteConfig
from generator.digest import digest_of
from generator.documents import Document
from generator.errors import Gatherer, Position
from generator.model.article import Article
from generator.model.kit import Kit
from generator.model.plan import Output, RedirectPage
from generator.model.site import Listing
from generator.plan.bodies import Filler
from generator.plan.languages import kit_of
from generator.plan.routes import Claim


class Rule(msgspec.Struct, frozen=True):
    """An old address, in raw NFC from the site root, and the link to where it leads.

    The page there speaks `language`, the site's unless one is given. With `is_open` the old one stands for all
    addresses that begin with it; with `keeps_rest` the rest of them is put behind the new one.
    """

    old: str
    new: str
    position: Position | None
    source: str = "site.toml"
    is_open: bool = False
    keeps_rest: bool = False
    language: str = ""


def plan_redirects(
    published: Iterable[Article], config: SiteConfig, document: Document | None, filler: Filler, gatherer: Gatherer
) -> list[Rule]:
    """Gather all rules: the site's own, then the aliases of articles.

    Warns of those that lead nowhere, or to a held article and are left out, and of those with a `*` that no host is
    there for.
    """
    rules = []
    for old, new in config.redirects.items():
        position = document.position("redirects", old) if document else None
        if old.endswith("*"):
            if not config.hosts.redirects:
                message = f'the redirect "{old}" needs a host that reads rules, and has no page'
                gatherer.warning(message, position, "pages stand only for whole addresses; [hosts] makes rules")
            elif rule := _open_rule(old, new, config, filler, gatherer, position):
                rules.append(rule)
        elif target := filler.link(new, position):
            rules.append(Rule(url_of_alias(old), target, position))
    for article in (one for one in published if one.front_matter.aliases):
        for index, alias in enumerate(article.front_matter.aliases):
            key = f"aliases.{index}" if article.place_of(f"aliases.{index}") else "aliases"
            target = href(article.url, config.root)
            rules.append(
                Rule(url_of_alias(alias), target, article.position(key), article.path, language=article.language)
            )
    return rules


def _open_rule(
    old: str, new: str, config: SiteConfig, filler: Filler, gatherer: Gatherer, position: Position | None
) -> Rule | None:
    """Make the rule for all addresses that begin alike; nothing where it leads to a held article."""
    begin = _beginning(old[:-1])
    if not new.endswith("/*"):
        target = filler.link(new, position)
        return Rule(begin, target, position, is_open=True) if target else None
    start = new[:-1]
    if "://" in start or start.startswith("//"):
        return Rule(begin, start, position, is_open=True, keeps_rest=True)
    path = _beginning(start)
    if filler.is_held(path):
        gatherer.warning(f'the redirect "{old}" leads to an article that is held back, and is left out', position)
        return None
    return Rule(begin, href(path, config.root), position, is_open=True, keeps_rest=True)


def _beginning(typed: str) -> str:
    """Give the beginning of an address as typed: decoded, in NFC, from the site root."""
    path = unicodedata.normalize("NFC", unquote(typed.strip()))
    whole = "/" + "/".join(segment for segment in path.split("/") if segment)
    return whole + "/" if path.endswith("/") and whole != "/" else whole


def redirect_claims(rules: Iterable[Rule], kit: Kit) -> list[Claim]:
    """Claim the pages at old addresses."""
    language = kit.config.site.language
    return [
        _claim(rule.old, rule.new, rule.language or language, rule.source, rule.position, kit)
        for rule in rules
        if not rule.is_open
    ]


def first_pages_of(urls: Iterable[str]) -> tuple[str, ...]:
    """Find the files that stand at addresses of first pages."""
    return tuple(file_of(url) for url in urls if url.endswith(("page/1/", "page/1/index.html")))


def first_page_claims(listings: Sequence[Listing], taken: Sequence[str], kit: Kit) -> list[Claim]:
    """Claim `…/page/1/` of each listing of several pages, which leads to the bare address; not where another stands."""
    claims = []
    for listing in listings:
        head = listing.head
        url = f"{head.url}page/1/"
        if len(listing.articles) > kit.config.listing.page_size and file_of(url) not in taken:
            target = href(head.url, kit.config.root)
            claims.append(_claim(url, target, head.language, "site.toml", Position("site.toml"), kit))
    return claims


def _claim(url: str, target: str, language: str, source: str, position: Position | None, kit: Kit) -> Claim:
    canonical = kit.config.origin + target if target.startswith("/") and not target.startswith("//") else target
    page = RedirectPage(target, canonical)
    own = kit_of(kit, kit.languages[language])
    of_kit = own.digest if "redirect.html" in kit.theme.framed else own.still_digest
    inputs = digest_of(of_kit, kit.theme.closures.get("redirect.html", ""), page)
    output = Output(file_of(url), url, "redirect", language, "redirect.html", source, inputs, lambda: page)
    return Claim(output, position, is_alias=True)
