"""A theme's folder in, a `Theme` out: what it inherits, what the site lays over it, its words and settings.

Templates are looked up in the site's `templates/`, then in the theme, then in what it extends, then in the foundation
that every theme gets (shortcodes, redirect pages). Static files and words are inherited in the same way.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from generator.config import read_table
from generator.digest import digest_bytes, digest_of
from generator.documents import Document, read_document
from generator.errors import Diagnostic, Gatherer, Position, suggestion
from generator.language import is_code
from generator.load.closures import closures_of
from generator.load.encoding import read_text
from generator.load.scan import walk
from generator.load.stylesheet import published_static
from generator.load.theme_places import broken_offer, built_in_themes, find_theme, known_themes, package_folder
from generator.load.theme_settings import Setting, chosen_settings, read_settings
from generator.model.theme import Theme, ThemeFile, WordFile
from generator.policy import policy_fault

_MAX_CHAIN = 8


class _ThemeTable(msgspec.Struct, frozen=True):
    """The keys of `theme.toml` outside `[settings]`."""

    name: str = ""
    description: str = ""
    extends: str = ""
    author: str = ""
    licence: str = ""
    version: str = ""
    csp: str = ""


class _Link(NamedTuple):
    """A theme in the chain of `extends`: its folder, and its `theme.toml`."""

    folder: Path
    document: Document


def load_theme(
    site: Path, name: str, settings: dict[str, Any], config_document: Document | None
) -> tuple[Theme | None, list[Diagnostic]]:
    """Resolve a theme by its name: among the site's own, the built-in ones, then those of installed packages.

    Reports a theme that is not there, a circle of `extends`, faults in `theme.toml` and in the files of words, and
    settings of the site that the theme does not know or that have another type.
    """
    gatherer = Gatherer()
    links, csp = _find_chain(site, name, config_document, gatherer)
    if not links:
        return None, gatherer.diagnostics
    chain = [link.folder for link in links]
    templates: dict[str, ThemeFile] = {}
    static: dict[str, ThemeFile] = {}
    languages: set[str] = set()
    known: dict[str, Setting] = {}
    foundation = package_folder() / "render" / "foundation"
    words = _find_words(site, foundation, gatherer)
    of_every_theme = {file.language for file in words}
    # From the farthest ancestor to the nearest, each laid over the one before.
    for folder in [foundation, *reversed(chain)]:
        _lay_over(templates, site, folder, "templates", gatherer)
        _lay_over(static, site, folder, "static", gatherer)
    for link in reversed(links):
        known = read_settings(link.document, known, gatherer)
    for folder in [*reversed(chain), site]:
        own = _find_words(site, folder, gatherer)
        # A theme that stands on its own and has no word but those of every theme speaks what they do.
        languages |= {file.language for file in own} or (of_every_theme if folder == chain[-1] else set())
        words += own
    _lay_over(templates, site, site, "templates", gatherer)
    chosen = chosen_settings(known, settings, name, config_document, gatherer)
    static = published_static(static, chosen, gatherer)
    static_digests = {key: file.digest for key, file in sorted(static.items())}
    template_digests = {key: file.digest for key, file in sorted(templates.items())}
    words_digest = digest_of([(file.language, file.text) for file in words])
    digest = digest_of(template_digests, static_digests, words_digest, chosen, csp)
    closures, framed, shows = closures_of(templates)
    theme = Theme(
        name, templates, static, chosen, closures, framed, shows, digest, tuple(sorted(languages)), words_digest,
        tuple(words), csp,
    )  # fmt: skip
    return theme, gatherer.diagnostics


def _find_chain(site: Path, name: str, document: Document | None, gatherer: Gatherer) -> tuple[list[_Link], str]:
    """Follow `extends`: the theme's folder first; gives the nearest content security policy, too.

    There is no chain when anything of it is an error.
    """
    chain: list[_Link] = []
    csp = ""
    wanted, named_by = name, document
    keys: tuple[str, ...] = ("site", "theme")

    def position() -> Position | None:
        """Place what names the theme that is looked for."""
        return named_by.position(*keys, of_value=True) if named_by else None

    while wanted:
        folder = find_theme(site, wanted)
        if folder is None:
            _report_missing(site, wanted, position(), gatherer)
            return [], ""
        if any(folder == link.folder for link in chain) or len(chain) >= _MAX_CHAIN:
            gatherer.error(f'the theme "{wanted}" extends itself', position())
            return [], ""
        own = _read_theme_toml(site, folder, gatherer)
        if own is None:
            return [], ""
        table, toml = own
        chain.append(_Link(folder, toml))
        message, hint = policy_fault(table.csp)
        if message:
            gatherer.error(message, toml.position("csp", of_value=True), hint)
        csp = csp or table.csp
        wanted, named_by, keys = table.extends, toml, ("extends",)
    return chain, csp


def _report_missing(site: Path, name: str, position: Position | None, gatherer: Gatherer) -> None:
    if package := broken_offer(name):
        gatherer.error(f'the package "{package}" offers the theme "{name}", but has no theme.toml', position)
        return
    known = known_themes(site)
    hint = suggestion(name, known) or ("known: " + ", ".join(known) if known else "")
    gatherer.error(f'there is no theme "{name}"', position, hint)


def _read_theme_toml(site: Path, folder: Path, gatherer: Gatherer) -> tuple[_ThemeTable, Document] | None:
    file = folder / "theme.toml"
    path = _path_for_errors(file, site)
    try:
        text = read_text(file.read_bytes(), path, gatherer)
    except OSError as error:
        gatherer.error(f"the file cannot be read: {error.strerror}", Position(path))
        return None
    document = read_document(text, "toml", path, gatherer) if text is not None else None
    if document is None:
        return None
    values = {key: value for key, value in document.values.items() if key != "settings"}
    table = read_table(document, (), values, _ThemeTable, gatherer)
    return (table, document) if table else None


def _lay_over(files_by_name: dict[str, ThemeFile], site: Path, folder: Path, part: str, gatherer: Gatherer) -> None:
    base = folder / part
    if not base.is_dir():
        return
    home = site if folder == site or folder.is_relative_to(site) else folder
    prefix = str(base) + "/"
    is_text = part == "templates"
    for _, location, _ in sorted(walk(home, base, gatherer)):
        path = _path_for_errors(Path(location), site)
        try:
            data = Path(location).read_bytes()
        except OSError as error:
            gatherer.error(f"the file cannot be read: {error.strerror}", Position(path))
            continue
        text = read_text(data, path, gatherer) if is_text else ""
        name = location.removeprefix(prefix)
        files_by_name[name] = ThemeFile(location, path, digest_bytes(data), text=text or "")


def _find_words(site: Path, folder: Path, gatherer: Gatherer) -> list[WordFile]:
    """Find a folder's files of words, and leave reading them for when it is known which are needed."""
    base = folder / "i18n"
    found = []
    for file in sorted(base.glob("*.toml")) if base.is_dir() else ():
        path = _path_for_errors(file, site)
        if not is_code(file.stem):
            gatherer.error(f'"{file.stem}" is not a language code', Position(path), 'for example "ru.toml"')
            continue
        try:
            text = read_text(file.read_bytes(), path, gatherer)
        except OSError as error:
            gatherer.error(f"the file cannot be read: {error.strerror}", Position(path))
            continue
        if text is not None:
            found.append(WordFile(file.stem.lower(), path, text, folder.is_relative_to(site)))
    return found


def _path_for_errors(file: Path, site: Path) -> str:
    """Name a file from the site if it lies in it, else from the folder of its theme."""
    try:
        return file.relative_to(site).as_posix()
    except ValueError:
        pass
    # An installed package's theme is named from the root: it lies wherever packages do.
    for base in (built_in_themes(), package_folder()):
        if file.is_relative_to(base):
            return f"{base.name}/{file.relative_to(base).as_posix()}"
    return file.as_posix()
