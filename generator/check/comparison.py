"""What is published against what is planned: a manifest and a plan in, what readers would lose out.

An address counts as kept when a page, an alias or a redirect stands there. Only pages and feeds are looked at: the
names of styles, scripts and pictures carry digests, and nobody links to them.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from generator.address import page_url
from generator.build.settings import Planned
from generator.check.findings import Finding, note, warning
from generator.check.places import Places
from generator.check.published import published_articles
from generator.clock import Clock, zone_named
from generator.digest import digest_of
from generator.errors import Diagnostic, Position, SiteError
from generator.load.content import load_settings
from generator.model.article import Article
from generator.model.plan import Output
from generator.plan.gate import pass_gate
from generator.write.manifest import MANIFEST, Manifest, OwnedFile, decode_manifest, is_within

# Reads the manifest of a target, as bytes; raises `SiteError` when it cannot.
ManifestReader = Callable[[str], bytes]

_FEEDS = ("feed.xml", "atom.xml", "feed.json")
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|[^/\\]+@[^/\\]+:")
_FURTHER_PAGE = re.compile(r"page/(\d+)/$")
# An address that YAML reads as text without quotes, between brackets, too.
_PLAIN = re.compile(r"/[\w/.-]*")


def read_folder(target: str) -> bytes:
    """Read the manifest of a built output folder; raises `SiteError` when there is none to be read."""
    folder = Path(target.removeprefix("file://"))
    hint = "name the folder of a built output, such as output/"
    if _REMOTE.match(target) and not target.startswith("file://"):
        raise SiteError([Diagnostic("error", f'"{target}" cannot be compared with: it is no folder', hint=hint)])
    try:
        return (folder / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        what = f"has no {MANIFEST}, so nothing that broadsheet built" if folder.is_dir() else "is no folder"
        raise SiteError([Diagnostic("error", f'"{target}" {what}', hint=hint)]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SiteError([Diagnostic("error", f'"{target}" cannot be read: {reason}')]) from None


def published_manifest(target: str, read: ManifestReader) -> Manifest:
    """Read what is published at a target; raises `SiteError` when that cannot be known."""
    manifest = decode_manifest(read(target))
    if manifest is None:
        message = f'the manifest of "{target}" cannot be read: it is damaged, or another version wrote it'
        raise SiteError([Diagnostic("error", message, hint="build there again")])
    return manifest


def compare(planned: Planned, manifest: Manifest, clock: Clock, places: Places) -> Iterator[Finding]:
    """Find addresses that would be lost, and texts that have changed without a word of it."""
    yield from lost_addresses(planned, manifest, clock, places)
    markdown = digest_of(load_settings(planned.config).markdown)
    if manifest.markdown and manifest.markdown != markdown:
        message = "texts cannot be compared with what is published: the settings that they are read by have changed"
        yield note("other-settings", message, Position("site.toml"), "build and publish once with the new settings")
        return
    yield from _unrecorded_changes(planned, manifest, clock, places)


def _unrecorded_changes(planned: Planned, manifest: Manifest, clock: Clock, places: Places) -> Iterator[Finding]:
    now = clock.instant.astimezone(zone_named(clock.zone)).isoformat(timespec="minutes")
    for article, output in published_articles(planned):
        before = manifest.files.get(output.path)
        if article.kind != "article" or before is None or not before.body:
            continue
        if before.body != article.body_digest and before.record == article.record_digest:
            message = 'the text has changed since it was published, and neither "updated" nor "corrections" tells of it'
            hint = f"if readers should know, add: updated: {now}"
            yield warning("unrecorded-change", message, places.of_key(article.path, "updated"), hint)


def lost_addresses(planned: Planned, manifest: Manifest, clock: Clock, places: Places) -> Iterator[Finding]:
    """Find each page and feed that is published and would not be there any more, and say what would save it."""
    planned_paths = {output.path for output in planned.plan.outputs}
    stems = tuple("/" + unquote(old[:-1]).lstrip("/") for old in planned.config.redirects if old.endswith("*"))
    lost = [
        path
        for path in sorted(manifest.files)
        if is_within(path) and _is_followed(path) and not {path, f"{path}/index.html"} & planned_paths
    ]
    lost = [path for path in lost if not _url_of(path).startswith(stems)]
    if lost:
        yield from _Losses(planned, manifest, clock, places).find(lost)


def _is_followed(path: str) -> bool:
    """Tell whether readers or their programs have the address of a published file."""
    return path.endswith((".html", ".htm")) or path.rpartition("/")[2] in _FEEDS


def _url_of(path: str) -> str:
    return "/" + (path.removesuffix("index.html") if f"/{path}".endswith("/index.html") else path)


class _Losses:
    """Says of lost addresses what became of each."""

    def __init__(self, planned: Planned, manifest: Manifest, clock: Clock, places: Places) -> None:
        self._planned = planned
        self._manifest = manifest
        self._places = places
        self._urls = {output.url for output in planned.plan.outputs}
        self._listings = sorted(one.url for one in planned.plan.outputs if one.kind in ("listing", "author"))
        held = pass_gate(planned.content.articles, clock, with_drafts=False, with_future=False)[1]
        self._held = {one.url: (one, held[one.path]) for one in planned.content.articles if one.path in held}
        new = [pair for pair in published_articles(planned) if pair[1].path not in manifest.files]
        self._by_body = _grouped(new, lambda article, _: article.body_digest)
        self._by_head = _grouped(new, lambda article, _: article.head_digest)
        self._by_name = _grouped(new, lambda article, _: article.slug)

    def find(self, lost: Iterable[str]) -> Iterator[Finding]:
        """Find what became of each path."""
        for path in lost:
            url = _url_of(path)
            before = self._manifest.files[path]
            if url in self._held:
                yield from self._held_back(url)
            elif (article := self._moved(url, before)) is not None:
                yield self._aliased(url, article)
            elif (page := _FURTHER_PAGE.search(url)) and page_url(url[: page.start()], 1) in self._urls:
                message = f'the address "{url}" was published and leads nowhere now: the list has become shorter'
                yield note("lost-address", message, None)
            else:
                yield self._redirected(url)

    def _held_back(self, url: str) -> Iterator[Finding]:
        article, reason = self._held[url]
        if reason == "a draft" and self._manifest.drafts:
            return
        find, key = (note, "expires") if reason == "expired" else (warning, "draft" if reason == "a draft" else "date")
        message = f'the address "{url}" was published and leads nowhere now: its article is {reason}'
        yield find("lost-address", message, self._places.of_key(article.path, key))

    def _moved(self, url: str, before: OwnedFile) -> Article | None:
        """Find the article that was at an address: by its text, its head, then by its name; none where it is unsure."""
        if not before.body:
            return None
        name = url.rstrip("/").rpartition("/")[2]
        for found in (self._by_body.get(before.body, []), self._by_head.get(before.head, [])):
            named = [article for article in found if article.slug == name]
            if len(found) == 1 or len(named) == 1:
                return (named or found)[0]
        named = self._by_name.get(name, [])
        return named[0] if len(named) == 1 else None

    def _aliased(self, url: str, article: Article) -> Finding:
        message = f'the address "{url}" was published and leads nowhere now: its article has moved to "{article.url}"'
        position = self._places.of_key(article.path, "aliases")
        return warning("lost-address", message, position, self._alias_line(url, article.path))

    def _alias_line(self, url: str, path: str) -> str:
        """Write the line of front matter that keeps an address, with the aliases that are there already."""
        typed = self._places.values(path).get("aliases") or []
        there = [str(one) for one in (typed if isinstance(typed, list) else [typed])]
        aliases = [*there, url.replace("%", "%25")]
        opening = self._places.opening(path)
        quoted = [json.dumps(alias, ensure_ascii=False) for alias in aliases]
        if opening in ("+", "{"):
            key = '"aliases": ' if opening == "{" else "aliases = "
            return f"{'make it' if there else 'add'}: {key}[{', '.join(quoted)}]"
        plain = [alias if _PLAIN.fullmatch(alias) else text for alias, text in zip(aliases, quoted, strict=True)]
        return f"{'make it' if there else 'add'}: aliases: [{', '.join(plain)}]"

    def _redirected(self, url: str) -> Finding:
        """Tell of an address that no article had: what saves it stands in the site's configuration."""
        *_, name = url.rstrip("/").split("/")
        feed = name if name in _FEEDS else ""
        near = [one for one in self._listings if one.split("/")[1] == url.split("/")[1]]
        found = difflib.get_close_matches(url.removesuffix(feed), near, n=1)
        new = json.dumps(found[0] + feed if found and found[0] + feed in self._urls else "…", ensure_ascii=False)
        message = f'the address "{url}" was published and leads nowhere now'
        hint = f"add below [redirects]: {json.dumps(url, ensure_ascii=False)} = {new}"
        return warning("lost-address", message, Position("site.toml"), hint)


def _grouped(
    pairs: Iterable[tuple[Article, Output]], key: Callable[[Article, Output], str]
) -> dict[str, list[Article]]:
    groups: dict[str, list[Article]] = {}
    for article, output in pairs:
        groups.setdefault(key(article, output), []).append(article)
    return groups
