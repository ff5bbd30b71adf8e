"""One check of a site, from its folder to a report: what a build would tell, then what each file of this folder finds.

Bodies go by one after the other and are not kept; what they hold that is needed later is small.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from generator.build.desk import stale
from generator.build.settings import BuildSettings, Planned, Progress
from generator.build.site import survey_site
from generator.check.anchors import Anchors, html_of
from generator.check.comparison import ManifestReader, compare, published_manifest, read_folder
from generator.check.editorial import advise, authors_without_profile, bare_pictures
from generator.check.findings import Finding, count_by_rule
from generator.check.outer_links import Asked, OuterLinks, ask_hosts, findings
from generator.check.places import Places
from generator.check.published import Owned, owners, published_articles
from generator.check.tags import doubtful_tags
from generator.clock import Clock
from generator.errors import Diagnostic, SiteError, made_errors, ordered
from generator.load.content import load_settings
from generator.model.article import Article
from generator.model.author import Author


class Wishes(msgspec.Struct, frozen=True):
    """What the command line asks for; `against` is the target to compare with, empty for none."""

    is_strict: bool = False
    is_external: bool = False
    against: str = ""


class CheckReport(msgspec.Struct, frozen=True):
    """All that was found, by place; `found` counts by rule what a build would not tell, `asked` the outer links."""

    pages: int = 0
    seconds: dict[str, float] = {}
    diagnostics: tuple[Diagnostic, ...] = ()
    found: dict[str, int] = {}
    asked: Asked | None = None


class _Seen(msgspec.Struct, frozen=True):
    """What is left of a plan once it was looked at."""

    pages: int
    base_url: str
    diagnostics: tuple[Diagnostic, ...]
    findings: list[Finding]
    links: OuterLinks
    places: Places


def check_site(
    site: Path,
    clock_of: Callable[[str], Clock],
    wishes: Wishes,
    progress: Progress,
    read_manifest: ManifestReader = read_folder,
) -> CheckReport:
    """Check a site; the only network it uses is that which `is_external` asks for, and what `read_manifest` needs.

    A site that cannot be planned has no more to it than what a build would tell.
    """
    seconds: dict[str, float] = {}
    try:
        seen = survey_site(
            site, clock_of, BuildSettings(), progress, seconds,
            lambda planned, blob: _look(planned, blob, site, clock_of, wishes, read_manifest, seconds),
        )  # fmt: skip
    except SiteError as error:
        return CheckReport(0, seconds, _final(error.diagnostics, wishes))
    found, asked = list(seen.findings), None
    if wishes.is_external:
        answers, asked = ask_hosts(seen.links, site, seen.base_url, progress)
        found += findings(seen.links, answers, seen.places)
    all_of_it = (*seen.diagnostics, *(finding.diagnostic for finding in found))
    return CheckReport(seen.pages, seconds, _final(all_of_it, wishes), count_by_rule(set(found)), asked)


def _final(diagnostics: tuple[Diagnostic, ...], wishes: Wishes) -> tuple[Diagnostic, ...]:
    return tuple(made_errors(ordered(diagnostics)) if wishes.is_strict else ordered(diagnostics))


def _look(
    planned: Planned,
    blob: Callable[[str], bytes],
    site: Path,
    clock_of: Callable[[str], Clock],
    wishes: Wishes,
    read_manifest: ManifestReader,
    seconds: dict[str, float],
) -> _Seen:
    started = time.perf_counter()
    places = Places(site, load_settings(planned.config).markdown)
    links = OuterLinks()
    found = list(_of_bodies(planned, blob, places, links if wishes.is_external else None))
    found += _of_articles(planned, places)
    found += [Finding("stale-translation", one) for one in stale(planned.content, planned.plan.outputs, site)]
    diagnostics = _marked(planned)
    if wishes.is_external:
        links.add("site.toml", (item.url for item in planned.config.links))
    if wishes.against:
        try:
            manifest = published_manifest(wishes.against, read_manifest)
            found += compare(planned, manifest, clock_of(planned.config.site.timezone), places)
        except SiteError as error:
            diagnostics += error.diagnostics
    seconds["check"] = round(time.perf_counter() - started, 4)
    return _Seen(planned.plan.pages, planned.config.site.base_url, tuple(diagnostics), found, links, places)


def _marked(planned: Planned) -> list[Diagnostic]:
    """Give what a build would tell, and mark what readers cannot meet yet."""
    content = planned.content
    drafts = {*content.drafts, *(article.path for article in content.articles if article.front_matter.draft)}
    return [
        msgspec.structs.replace(one, message=f"{one.message} (in a draft)")
        if one.position and one.position.path in drafts
        else one
        for one in planned.diagnostics
    ]


def _of_articles(planned: Planned, places: Places) -> Iterator[Finding]:
    """Look at what articles say of themselves, the oldest first."""
    content = planned.content
    published = sorted((one for one, _ in published_articles(planned)), key=lambda one: (one.published, one.path))
    for article in published:
        yield from advise(article, places)
    yield from authors_without_profile(published, content.authors)
    yield from doubtful_tags(published, content.terms)


def _of_bodies(
    planned: Planned, blob: Callable[[str], bytes], places: Places, links: OuterLinks | None
) -> Iterator[Finding]:
    """Look at each body that readers see, once."""
    anchors = Anchors(planned, blob, places)
    for owned in owners(planned):
        data = blob(owned.owner.body_digest)
        yield from anchors.look(owned, data)
        if planned.config.markdown.html and b"<img" in data.lower():
            yield from bare_pictures(owned.owner.path, html_of(data), places)
        if links is not None:
            _gather(owned, data, links)
    yield from anchors.of_configuration()


def _gather(owned: Owned, data: bytes, links: OuterLinks) -> None:
    owner: Article | Author = owned.owner
    if b"//" in data:
        links.add_html(owner.path, html_of(data), owner.shortcodes)
    if isinstance(owner, Author):
        links.add_author(owner)
