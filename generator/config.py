"""`site.toml` in, a `SiteConfig` out, or every mistake in it (contract, section 2).

Each table is one record whose fields are its keys, with their types and defaults; a key that no record has is an error
with a suggestion. Tables of features that are not there are unknown keys like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeVar, get_type_hints
from urllib.parse import unquote, urlsplit

import msgspec

from generator.clock import zone_named
from generator.documents import Document, read_document, untyped
from generator.errors import Diagnostic, Gatherer, Position, suggestion
from generator.language import is_code, same_code
from generator.policy import policy_fault
from generator.slug import pattern_fault, slugify
from generator.text import first_control
from generator.transliteration import TRANSLITERATED, can_transliterate

CONFIG_FILE = "site.toml"
BUILT_IN_TAXONOMIES = ("tag", "author", "region", "series")
FEED_FORMATS = ("rss", "atom", "json")
FEED_SCOPES = ("site", "section", "tag", "author")
ARCHIVE_PERIODS = ("year", "month", "day")
PICTURE_FORMATS = ("avif", "webp")
DIRECTIONS = ("ltr", "rtl")
REDIRECT_HOSTS = ("netlify", "cloudflare", "nginx", "apache")
SOCIAL_CARDS = ("picture", "headline", "none")
ENCODINGS = ("br", "gzip")
# Front matter keys that a taxonomy of the site's own cannot be called.
RESERVED_TAXONOMY_NAMES = (
    "title", "date", "slug", "section", "aliases", "lang", "translation_key", "translation_of", "authors", "tags",
    "regions", "summary", "description", "standfirst", "kicker", "image", "featured", "lead", "template", "updated",
    "corrections", "draft", "expires", "extra", "page",
)  # fmt: skip
THEME_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_LINK_SCHEMES = ("http", "https", "mailto", "tel")


class SiteTable(msgspec.Struct, frozen=True):
    """`[site]`: what the magazine is called, where it lives, and how it looks."""

    title: str
    base_url: str
    language: str = "en"
    timezone: str = "UTC"
    theme: str = "broadsheet"
    description: str = ""
    transliterate: bool = False


class PublisherTable(msgspec.Struct, frozen=True):
    """`[publisher]`: who publishes; the name defaults to the site's title."""

    name: str = ""
    logo: str = ""
    url: str = ""
    same_as: tuple[str, ...] = ()


class NavigationTable(msgspec.Struct, frozen=True):
    """`[[navigation]]`: one link of the masthead's navigation."""

    title: str
    url: str


class LanguageTable(msgspec.Struct, frozen=True):
    """`[[languages]]`: one further language; what is empty is inherited from the site, or worked out from the code."""

    code: str
    name: str = ""
    title: str = ""
    description: str = ""
    direction: str = ""
    transliterate: bool = False
    navigation: tuple[NavigationTable, ...] = ()


class ListingTable(msgspec.Struct, frozen=True):
    """`[listing]`: items a page, words an excerpt, and how few articles keep a term from search engines."""

    page_size: int = 6
    excerpt_words: int = 500
    noindex_below: int = 0


class TaxonomiesTable(msgspec.Struct, frozen=True):
    """`[taxonomies]`: the taxonomies that get pages."""

    names: tuple[str, ...] = BUILT_IN_TAXONOMIES


class ArchivesTable(msgspec.Struct, frozen=True):
    """`[archives]`: the periods that get a listing."""

    periods: tuple[str, ...] = ("year", "month")


class TickerTable(msgspec.Struct, frozen=True):
    """`[ticker]`: the rates file (empty: the first of `content/rates.*`), and how the strip shows it."""

    file: str = ""
    decimals: int = 5
    repeat: int = 8


class FeedsTable(msgspec.Struct, frozen=True):
    """`[feeds]`: formats, scopes, and what an entry holds."""

    formats: tuple[str, ...] = FEED_FORMATS
    scopes: tuple[str, ...] = FEED_SCOPES
    items: int = 20
    full_text: bool = True
    max_bytes: int = 1_000_000
    hub: str = ""


class PermalinksTable(msgspec.Struct, frozen=True):
    """`[permalinks]`: the pattern of an article's address."""

    article: str = "/{section}/{slug}/"


class MarkdownTable(msgspec.Struct, frozen=True):
    """`[markdown]`: whether raw HTML in an article is HTML or text."""

    html: bool = False


class SecurityTable(msgspec.Struct, frozen=True):
    """`[security]`: directives that are laid over the theme's content security policy."""

    csp: str = ""


class PicturesTable(msgspec.Struct, frozen=True):
    """`[pictures]`: the widths, formats and quality that each picture is made in, and how wide text shows it."""

    widths: tuple[int, ...] = (480, 960, 1440, 1920)
    formats: tuple[str, ...] = PICTURE_FORMATS
    quality: int = 80
    sizes: str = "(min-width: 44rem) 42rem, 100vw"


class SocialTable(msgspec.Struct, frozen=True):
    """`[social]`: the picture of a page that is shared: how it is chosen, and the colours of a typeset one."""

    cards: str = "picture"
    image: str = ""
    background: str = "#fdfcf9"
    text: str = "#16161a"
    accent: str = "#8c1c13"


class DeployTable(msgspec.Struct, frozen=True):
    """`[deploy.NAME]`: one target that the site is published to; no secret stands here."""

    address: str
    default: bool = False
    base_url: str = ""
    endpoint: str = ""
    region: str = ""
    account: str = ""
    max_age: int = 60
    encoding: str = ""
    precompress: tuple[str, ...] = ()
    keep: int = 5
    removals: int = 256
    cname: str = ""
    indexnow: str = ""
    indexnow_endpoint: str = "https://api.indexnow.org/indexnow"
    websub: bool = False
    after: tuple[str, ...] = ()


class SearchTable(msgspec.Struct, frozen=True):
    """`[search]`: whether the built pages are indexed, and there is a page to search them."""

    enabled: bool = False


class HostsTable(msgspec.Struct, frozen=True):
    """`[hosts]`: those that get the redirects as rules of their own."""

    redirects: tuple[str, ...] = ()


class SiteConfig(msgspec.Struct, frozen=True):
    """A site's whole configuration, valid."""

    site: SiteTable
    publisher: PublisherTable = PublisherTable()
    navigation: tuple[NavigationTable, ...] = ()
    languages: tuple[LanguageTable, ...] = ()
    theme: dict[str, Any] = {}
    redirects: dict[str, str] = {}
    listing: ListingTable = ListingTable()
    taxonomies: TaxonomiesTable = TaxonomiesTable()
    archives: ArchivesTable = ArchivesTable()
    ticker: TickerTable = TickerTable()
    feeds: FeedsTable = FeedsTable()
    permalinks: PermalinksTable = PermalinksTable()
    markdown: MarkdownTable = MarkdownTable()
    security: SecurityTable = SecurityTable()
    pictures: PicturesTable = PicturesTable()
    social: SocialTable = SocialTable()
    search: SearchTable = SearchTable()
    hosts: HostsTable = HostsTable()
    deploy: dict[str, DeployTable] = {}

    @property
    def origin(self) -> str:
        """Scheme and host of the site: `https://steppe.example`."""
        parts = urlsplit(self.site.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the site's languages, its first language first."""
        return (self.site.language, *(language.code for language in self.languages))

    @property
    def links(self) -> tuple[NavigationTable, ...]:
        """The configured links of all editions' navigations."""
        return (*self.navigation, *(link for language in self.languages for link in language.navigation))

    @property
    def root(self) -> str:
        """The path under which the site lives, with a slash at both ends: `/` or `/magazine/`."""
        return urlsplit(self.site.base_url).path.rstrip("/") + "/"


_Record = TypeVar("_Record", bound=msgspec.Struct)


def read_config(text: str, *, base_url: str = "") -> tuple[SiteConfig | None, Document | None, list[Diagnostic]]:
    """Read the text of `site.toml`; `base_url` takes the place of the file's when given.

    Gives the document along with the record, for positions of what only later stages can check. Reports syntax,
    unknown keys, wrong types and values out of range; the record is there only when there is no error.
    """
    gatherer = Gatherer()
    document = read_document(text, "toml", CONFIG_FILE, gatherer)
    if document is None:
        return None, None, gatherer.diagnostics
    values: dict[str, Any] = {}
    for name, table in document.values.items():
        hints = get_type_hints(SiteConfig)
        if name not in hints:
            gatherer.error(f'unknown table or key "{name}"', document.position(name), suggestion(name, hints))
        elif name in ("theme", "redirects"):
            values[name] = _read_free_table(document, name, table, gatherer)
        elif name == "navigation":
            values[name] = _read_navigation(document, (name,), table, gatherer)
        elif name == "languages":
            values[name] = _read_languages(document, table, gatherer)
        elif name == "deploy":
            values[name] = _read_targets(document, table, gatherer)
        else:
            values[name] = read_table(document, (name,), table, hints[name], gatherer)
    if "site" not in document.values:
        gatherer.error("the table [site] is missing", Position(CONFIG_FILE), 'it needs "title" and "base_url"')
    # What could not be read falls back to its default, so that the rest is still checked and all mistakes are told.
    read = {name: value for name, value in values.items() if value is not None}
    config = SiteConfig(**{"site": SiteTable("-", "https://site.invalid/"), **read})
    if base_url:
        config = msgspec.structs.replace(config, site=msgspec.structs.replace(config.site, base_url=base_url))
    _check_values(config, document, gatherer)
    return (None if gatherer.diagnostics else config), document, _concealed(gatherer.diagnostics)


def _concealed(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Conceal, with each line that holds a secret, all that is said of that line."""
    lines = {one.position.line for one in diagnostics if one.conceals and one.position}
    if not lines:
        return diagnostics
    return [
        msgspec.structs.replace(one, conceals=bool(one.position and one.position.line in lines)) for one in diagnostics
    ]


def codes_in(document: Document | None) -> tuple[str, ...]:
    """Gather the codes of further languages from a configuration that has faults, so that files are known as theirs."""
    tables = document.values.get("languages") if document else None
    codes = [table.get("code") for table in tables if isinstance(table, dict)] if isinstance(tables, list) else []
    return tuple(code for code in codes if isinstance(code, str) and is_code(code))


def read_table(
    document: Document, at: tuple[str | int, ...], table: Any, record: type[_Record], gatherer: Gatherer
) -> _Record | None:
    """Read one table of a document as a record, key by key, so that each fault is told.

    Reports unknown keys, wrong types and missing required keys, at their places; a key of a wrong type then has its
    default, and there is no record without a required key.
    """
    name = _table_name(at)
    if not isinstance(table, dict):
        gatherer.error(
            f'"{name}" must be a table, but is {described(table)}', document.position(*at), f"write [{name}]"
        )
        return None
    hints = get_type_hints(record)
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in hints and record is DeployTable and _looks_secret(key):
            _report_secret(document, at, key, gatherer)
            continue
        if key not in hints:
            gatherer.error(f'unknown key "{key}" in [{name}]', document.position(*at, key), suggestion(key, hints))
            continue
        try:
            values[key] = msgspec.convert(untyped(value), hints[key], strict=True)
        except msgspec.ValidationError:
            gatherer.error(
                f'"{key}" must be {_wanted(hints[key])}, but is {described(value)}',
                document.position(*at, key, of_value=True),
            )
            continue
        _check_controls(document, (*at, key), value, gatherer)
    required = [field.name for field in msgspec.structs.fields(record) if field.required]
    for key in required:
        if key not in table:
            gatherer.error(f'[{name}] needs the key "{key}"', document.position(*at))
    return record(**values) if all(key in values for key in required) else None


def _wanted(kind: Any) -> str:
    """Name a type as a person would."""
    names: dict[Any, str] = {str: "text in quotes", int: "a whole number", bool: "true or false"}
    names[tuple[int, ...]] = "a list of whole numbers"
    names[tuple[NavigationTable, ...]] = "a list of tables"
    return names.get(kind, "a list of texts")


def described(value: Any) -> str:
    """Name a value as a person would: `the text "6"`, `the number 6`, `a list`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'the text "{value[:60]}"'
    if isinstance(value, int | float):
        return f"the number {value}"
    return "a list" if isinstance(value, list) else "a table" if isinstance(value, dict) else "of another type"


def link_fault(url: str) -> str:
    """Say why a typed URL may not stand in a page; empty when it may.

    Allowed are http, https, mailto and tel, and addresses within the site: a `javascript:` link is none.
    """
    if first_control(url) >= 0 or any(c in url for c in "\t\r\n"):
        return "holds a control character"
    scheme = re.match(r"\s*([A-Za-z][A-Za-z0-9+.-]*):", url)
    if scheme and scheme.group(1).lower() not in _LINK_SCHEMES:
        return f'starts with "{scheme.group(1)}:", which is no link for readers'
    try:
        urlsplit(url)
    except ValueError:
        return "is not a URL"
    return ""


def alias_fault(path: str) -> str:
    """Say why a path cannot be an old address of the site; empty when it can (contract, section 4)."""
    # A percent-encoded one is decoded before it names a file: it must be sound both as typed and as decoded.
    return _path_fault(path) or ("" if (decoded := unquote(path)) == path else _path_fault(decoded, is_decoded=True))


def _path_fault(path: str, *, is_decoded: bool = False) -> str:
    if first_control(path) >= 0 or any(c in path for c in "\t\r\n"):
        return "holds a control character"
    if "\\" in path:
        return "holds a backslash"
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path) or path.startswith("//"):
        return "has a scheme or host; write the path from the site's root"
    if not is_decoded and ("?" in path or "#" in path):
        return 'holds "?" or "#", which no file can answer'
    if any(segment in (".", "..") for segment in path.split("/")):
        return 'has ".." or "." in it'
    if not path.strip("/ "):
        return "is the front page's own address or empty"
    if any(len(segment.encode()) > 255 for segment in path.split("/")):
        return "has a segment longer than 255 bytes"
    return ""


def base_url_fault(url: str) -> str:
    """Say why a URL cannot be the site's own; empty when it can."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return "is not a URL"
    if parts.scheme not in ("http", "https") or not host:
        return "must start with http:// or https:// and a host"
    if parts.query or parts.fragment or "?" in url or "#" in url:
        return 'cannot hold "?" or "#"'
    if any(ord(c) < 33 or c in '\\"<>{}|^`' or ord(c) == 127 for c in url) or "/../" in parts.path + "/":
        return "holds a character that no URL has"
    if parts.username or parts.password:
        return "cannot hold a user name or password"
    return ""


def _read_free_table(document: Document, name: str, table: Any, gatherer: Gatherer) -> dict[str, Any] | None:
    if not isinstance(table, dict):
        gatherer.error(f'"{name}" must be a table, but is {described(table)}', document.position(name))
        return None
    for key, value in table.items():
        if name == "redirects" and not isinstance(value, str):
            gatherer.error(
                f'the new address of "{key}" must be text, but is {described(value)}',
                document.position(name, key, of_value=True),
            )
            return None
        _check_controls(document, (name, key), value, gatherer)
    free: dict[str, Any] = untyped(table)
    return free


def _read_navigation(
    document: Document, at: tuple[str | int, ...], table: Any, gatherer: Gatherer
) -> tuple[NavigationTable, ...] | None:
    if not isinstance(table, list):
        hint = f"write [[{_table_name(at)}]] before each link"
        gatherer.error(f'"navigation" must be a list of tables, but is {described(table)}',
                       document.position(*at), hint)  # fmt: skip
        return None
    links = [read_table(document, (*at, i), item, NavigationTable, gatherer) for i, item in enumerate(table)]
    for i, link in enumerate(links):
        if link and (fault := link_fault(link.url)):
            gatherer.error(f'the link "{link.url}" {fault}', document.position(*at, i, "url", of_value=True))
    return None if None in links else tuple(link for link in links if link)


def _read_languages(document: Document, table: Any, gatherer: Gatherer) -> tuple[LanguageTable, ...] | None:
    if not isinstance(table, list):
        hint = "write [[languages]] before each language"
        gatherer.error(f'"languages" must be a list of tables, but is {described(table)}',
                       document.position("languages"), hint)  # fmt: skip
        return None
    languages = []
    for index, item in enumerate(table):
        plain, links = item, None
        if isinstance(item, dict) and "navigation" in item:
            plain = {key: value for key, value in item.items() if key != "navigation"}
            links = _read_navigation(document, ("languages", index, "navigation"), item["navigation"], gatherer)
        language = read_table(document, ("languages", index), plain, LanguageTable, gatherer)
        languages.append(msgspec.structs.replace(language, navigation=links) if language and links else language)
    return None if None in languages else tuple(language for language in languages if language)


def _table_name(at: tuple[str | int, ...]) -> str:
    return ".".join(key for key in at if isinstance(key, str))


def _read_targets(document: Document, table: Any, gatherer: Gatherer) -> dict[str, DeployTable] | None:
    """Read `[deploy.NAME]`, one table a target."""
    if not isinstance(table, dict):
        message = f'"deploy" must be a table of targets, but is {described(table)}'
        gatherer.error(message, document.position("deploy"), "write [deploy.live]")
        return None
    targets: dict[str, DeployTable] = {}
    for name, keys in table.items():
        if _looks_secret(name) and not isinstance(keys, dict):
            _report_secret(document, ("deploy",), name, gatherer)
        elif not isinstance(keys, dict):
            message = f'"{name}" must be a target, but is {described(keys)}'
            gatherer.error(message, document.position("deploy", name), f"write [deploy.live], and in it: {name} = …")
        elif not re.fullmatch(r"[A-Za-z0-9][\w-]*", name, re.ASCII):
            gatherer.error(f'"{name}" cannot be the name of a target', document.position("deploy", name),
                           "letters, digits, - and _")  # fmt: skip
        elif (target := read_table(document, ("deploy", name), keys, DeployTable, gatherer)) is not None:
            targets[name] = target
    return targets


def _looks_secret(key: str) -> bool:
    from generator.target import looks_secret  # most sites name no target

    return looks_secret(key)


def _report_secret(document: Document, at: tuple[str | int, ...], key: str, gatherer: Gatherer) -> None:
    """Report a secret in a file that many read, without showing it."""
    message = f'"{key}" is a secret by its name, and {CONFIG_FILE} is no place for one'
    hint = "keep it in the environment, or in the files of the tool that needs it"
    gatherer.conceal(message, document.position(*at, key), hint)


def _check_targets(config: SiteConfig, document: Document, gatherer: Gatherer) -> None:
    """Check each target's address, and that its other keys fit."""

    def fault(message: str, *keys: str | int, hint: str = "") -> None:
        gatherer.error(message, document.position("deploy", *keys, of_value=True), hint)

    for name, target in config.deploy.items():
        from generator.target import read_address

        address, problem, hint = read_address(target.address)
        if address is None and "password" in problem:
            gatherer.conceal(f"the target's address {problem}", document.position("deploy", name, "address"), hint)
        elif address is None:
            fault(f'the target\'s address "{target.address}" {problem}', name, "address", hint=hint)
        for key in ("base_url", "endpoint", "indexnow_endpoint"):
            value = getattr(target, key)
            if value and (problem := base_url_fault(value)):
                fault(f'"{key}" {problem}', name, key)
        for key, least, most in (("max_age", 0, 31_536_000), ("keep", 1, 1000), ("removals", 0, 10_000_000)):
            value = getattr(target, key)
            if not least <= value <= most:
                fault(f'"{key}" must be from {least} to {most}, but is {value}', name, key)
        for index, encoding in enumerate(target.precompress):
            if encoding not in ENCODINGS:
                fault(f'unknown name "{encoding}" in "precompress"', name, "precompress", index,
                      hint=suggestion(encoding, ENCODINGS) or "known: " + ", ".join(ENCODINGS))  # fmt: skip
        if target.encoding and target.encoding not in ENCODINGS:
            fault(f'unknown name "{target.encoding}" in "encoding"', name, "encoding",
                  hint=suggestion(target.encoding, ENCODINGS) or "known: " + ", ".join(ENCODINGS))  # fmt: skip
        if target.indexnow and not re.fullmatch(r"[A-Za-z0-9-]{8,128}", target.indexnow, re.ASCII):
            fault('"indexnow" must be 8 to 128 letters, digits and hyphens', name, "indexnow")
        if target.cname and not re.fullmatch(r"[A-Za-z0-9.-]+", target.cname, re.ASCII):
            fault(f'"{target.cname}" is not the name of a host', name, "cname")
        if target.websub and not config.feeds.hub:
            fault('"websub" needs a hub to tell', name, "websub", hint="write it in [feeds]: hub = …")
        if address is not None:
            _check_fit(name, address.kind, document, gatherer)
    chosen = [name for name, target in config.deploy.items() if target.default]
    if len(chosen) > 1:
        fault(f'"{chosen[0]}" and "{chosen[1]}" are both the default target', chosen[1], "default")


_KEYS_OF_KINDS = {
    "endpoint": ("store",), "region": ("store",), "account": ("store",), "max_age": ("store",),
    "encoding": ("store",), "keep": ("folder",), "removals": ("folder", "ssh", "store"), "cname": ("git",),
}  # fmt: skip


def _check_fit(name: str, kind: str, document: Document, gatherer: Gatherer) -> None:
    for key in document.values["deploy"][name]:
        if kind not in _KEYS_OF_KINDS.get(key, (kind,)):
            message = f'"{key}" means nothing to a target of this kind'
            gatherer.error(message, document.position("deploy", name, key), "take it away")


def _check_controls(document: Document, at: tuple[str | int, ...], value: Any, gatherer: Gatherer) -> None:
    texts = value if isinstance(value, list) else [value]
    if any(isinstance(text, str) and first_control(text) >= 0 for text in texts):
        gatherer.error(f'"{at[-1]}" holds a control character', document.position(*at, of_value=True))


def _check_values(config: SiteConfig, document: Document, gatherer: Gatherer) -> None:
    """Check what types cannot: ranges, names, patterns, addresses."""

    def fault(message: str, *keys: str | int, hint: str = "") -> None:
        gatherer.error(message, document.position(*keys, of_value=True), hint)

    site = config.site
    if not site.title.strip():
        fault("the site's title is empty", "site", "title")
    if problem := base_url_fault(site.base_url):
        fault(f'"base_url" {problem}: "{site.base_url}"', "site", "base_url", hint='for example "https://host/"')
    try:
        zone_named(site.timezone)
    except LookupError:
        fault(f'unknown time zone "{site.timezone}"', "site", "timezone", hint='for example "Asia/Almaty"')
    if not is_code(site.language):
        fault(f'"{site.language}" is not a language code', "site", "language", hint='for example "en" or "ru"')
    _check_languages(config, fault)
    if not THEME_NAME.fullmatch(site.theme):
        fault(f'"{site.theme}" is not the name of a theme folder', "site", "theme")
    for key in ("logo", "url"):
        if problem := link_fault(getattr(config.publisher, key)):
            fault(f'the link "{getattr(config.publisher, key)}" {problem}', "publisher", key)
    for index, url in enumerate(config.publisher.same_as):
        if problem := link_fault(url):
            fault(f'the link "{url}" {problem}', "publisher", "same_as", index)
    if hub := config.feeds.hub:
        problem = link_fault(hub) or ("" if hub.startswith(("https://", "http://")) else "is not absolute")
        if problem:
            fault(f'the hub "{hub}" {problem}', "feeds", "hub", hint='for example "https://hub.example/"')
    _check_ranges(config, fault)
    _check_names(config, fault)
    if problem := pattern_fault(config.permalinks.article):
        fault(
            f"the permalink pattern {problem}", "permalinks", "article",
            hint="fields: {section} {slug} {year} {month} {day}",
        )  # fmt: skip
    problem, hint = policy_fault(config.security.csp)
    if problem:
        fault(problem, "security", "csp", hint=hint)
    _check_targets(config, document, gatherer)
    for old, new in config.redirects.items():
        if (problem := alias_fault(old)) or (problem := _star_fault(old)):
            gatherer.error(f'the old address "{old}" {problem}', document.position("redirects", old))
        if problem := link_fault(new) or ("" if new.strip() else "is empty"):
            fault(f'the new address "{new}" {problem}', "redirects", old)
        elif old.endswith("*") and new.endswith("*") and not new.endswith("/*"):
            fault(f'the new address "{new}" has its "*" in a word', "redirects", old, hint='end it in "/*"')


def _star_fault(old: str) -> str:
    """Say why the `*` of an old address cannot stand for the rest; empty when it can, or there is none."""
    if "*" in old[:-1]:
        return 'has a "*" that is not its end'
    return "stands for the whole site" if old.endswith("*") and not old.strip("/* ") else ""


def _check_languages(config: SiteConfig, fault: Any) -> None:
    """Check what each language says of itself, and that no code or address stands twice."""
    if config.site.transliterate and not can_transliterate(config.site.language):
        fault(_no_transliteration(config.site.language), "site", "transliterate", hint=_TRANSLITERATED)
    codes = [config.site.language]
    for index, language in enumerate(config.languages):
        code = language.code
        if not is_code(code):
            fault(f'"{code}" is not a language code', "languages", index, "code", hint='for example "ru" or "kk"')
        elif any(same_code(code, other) for other in codes):
            hint = "the site's own language needs no [[languages]]" if same_code(code, codes[0]) else ""
            fault(f'the language "{code}" stands twice', "languages", index, "code", hint=hint)
        elif code.lower() in config.taxonomies.names:
            fault(f'the language "{code}" and the taxonomy of that name have one address', "languages", index, "code",
                  hint="give the taxonomy another name")  # fmt: skip
        codes.append(code)
        if language.direction not in ("", *DIRECTIONS):
            hint = suggestion(language.direction, DIRECTIONS) or 'known: "ltr" and "rtl"'
            fault(f'"{language.direction}" is no direction', "languages", index, "direction", hint=hint)
        if language.transliterate and not can_transliterate(code):
            fault(_no_transliteration(code), "languages", index, "transliterate", hint=_TRANSLITERATED)


def _no_transliteration(code: str) -> str:
    return f'there is no transliteration of "{code}"'


_TRANSLITERATED = "known: " + ", ".join(TRANSLITERATED)


def _check_ranges(config: SiteConfig, fault: Any) -> None:
    ranges = (
        ("listing", "page_size", 1, 1000),
        ("listing", "excerpt_words", 0, 100_000),
        ("listing", "noindex_below", 0, 1000),
        ("ticker", "decimals", 0, 20),
        ("ticker", "repeat", 1, 100),
        ("feeds", "items", 1, 1000),
        ("feeds", "max_bytes", 10_000, 100_000_000),
        ("pictures", "quality", 1, 100),
    )
    for table, key, least, most in ranges:
        value = getattr(getattr(config, table), key)
        if not least <= value <= most:
            fault(f'"{key}" must be from {least} to {most}, but is {value}', table, key)
    widths = config.pictures.widths
    if not widths:
        fault('"widths" needs a width at least', "pictures", "widths")
    for index, width in enumerate(widths):
        if not 16 <= width <= 8192:
            fault(f"a width must be from 16 to 8192, but is {width}", "pictures", "widths", index)


def _check_names(config: SiteConfig, fault: Any) -> None:
    choices: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("archives", "periods", ARCHIVE_PERIODS),
        ("feeds", "formats", FEED_FORMATS),
        ("feeds", "scopes", FEED_SCOPES),
        ("pictures", "formats", PICTURE_FORMATS),
        ("hosts", "redirects", REDIRECT_HOSTS),
    )
    for table, key, known in choices:
        for index, name in enumerate(getattr(getattr(config, table), key)):
            if name not in known:
                hint = suggestion(name, known) or "known: " + ", ".join(known)
                fault(f'unknown name "{name}" in "{key}"', table, key, index, hint=hint)
    if config.social.cards not in SOCIAL_CARDS:
        hint = suggestion(config.social.cards, SOCIAL_CARDS) or "known: " + ", ".join(SOCIAL_CARDS)
        fault(f'unknown name "{config.social.cards}" in "cards"', "social", "cards", hint=hint)
    for key in ("background", "text", "accent"):
        if not re.fullmatch("#[0-9a-fA-F]{6}", getattr(config.social, key)):
            fault(f'"{getattr(config.social, key)}" is not a colour', "social", key, hint='for example "#8c1c13"')
    names = config.taxonomies.names
    for index, name in enumerate(names):
        if slugify(name) != name or not name:
            fault(f'"{name}" cannot be a taxonomy\'s name', "taxonomies", "names", index,
                  hint="letters, digits and hyphens, in lower case")  # fmt: skip
        elif name in RESERVED_TAXONOMY_NAMES:
            fault(f'"{name}" has a meaning of its own and cannot be a taxonomy', "taxonomies", "names", index)
        elif name in names[:index]:
            fault(f'the taxonomy "{name}" stands twice', "taxonomies", "names", index)
