"""`broadsheet new`: a magazine, an article or a theme started, as files that explain themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from generator.clock import Clock, zone_named
from generator.config import CONFIG_FILE, THEME_NAME, read_config
from generator.errors import Diagnostic, SiteError, suggestion
from generator.slug import segment_fault, slugify
from generator.text import first_control

_RESERVED_FOLDERS = ("authors", "terms", "pages")


def start_site(folder: Path, clock: Clock, language: str = "en") -> str:
    """Start a magazine in a folder that is empty or not there, all of it in a language; says what to do next.

    Raises `SiteError` when there is no magazine to start in the language, the folder holds anything, or cannot be
    written.
    """
    targets = _SCAFFOLD.get(language.lower())
    if targets is None:
        known = suggestion(language, _SCAFFOLD) or "known: " + ", ".join(_SCAFFOLD)
        raise _failure(f'there is no magazine to start in "{language}"', known)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise _failure(f"{folder} is there already and not empty", "name a new folder")
        scaffold = files("generator") / "scaffold"
        for name in sorted(targets):
            target = folder / targets[name]
            target.parent.mkdir(parents=True, exist_ok=True)
            text = (scaffold / name).read_text("utf-8")
            target.write_text(text.replace("{{day}}", clock.day.isoformat()), "utf-8")
    except OSError as error:
        raise _failure(f"the site cannot be started: {error.strerror}: {error.filename}") from None
    return f"started {folder}; now: broadsheet build --site {folder}"


def start_article(site: Path, title: str, section: str | None, clock_of: Callable[[str], Clock]) -> str:
    """Start an article as a draft dated now, in a section's folder; says where it lies.

    Raises `SiteError` when the headline gives no slug, the section is no folder's name, the file is there already, or
    the site cannot be read.
    """
    title = " ".join(title.split())
    if not slugify(title) or first_control(title) >= 0:
        raise _failure(f'the headline "{title}" has no letter or digit to make a URL of')
    folder = section if section is not None else _first_section(site)
    if fault := segment_fault(folder) or _folder_fault(folder):
        raise _failure(f'the section "{folder}" {fault}')
    if folder in _RESERVED_FOLDERS:
        raise _failure(f'"{folder}" is not a section: content/{folder}/ has another meaning')
    clock = clock_of(_zone(site))
    now = clock.instant.astimezone(zone_named(clock.zone))
    text = f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\ndate: {now:%Y-%m-%d %H:%M}\ndraft: true\nsummary:\n"
    text += "authors: []\ntags: []\n---\n\nWrite here. Take `draft: true` away when it is done.\n"
    path = Path("content") / folder / f"{slugify(title)}.md"
    try:
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        with open(site / path, "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise _failure(f"{path.as_posix()} is there already", "give the article another headline") from None
    except OSError as error:
        raise _failure(f"the article cannot be written: {error.strerror}: {error.filename}") from None
    return f"started {(site / path).as_posix()}"


def start_theme(site: Path, name: str, extends: str) -> str:
    """Start a theme in the site's `themes/NAME`, whole or built on another one; says what to do next.

    Raises `SiteError` when the name cannot be a theme's or is taken, there is no theme to extend, or the site cannot
    be read.
    """
    from generator.load.theme_places import built_in_themes, find_theme, known_themes

    _zone(site)
    if not THEME_NAME.fullmatch(name):
        raise _failure(f'"{name}" cannot be the name of a theme', "letters, digits, - and _")
    if (built_in_themes() / name / "theme.toml").is_file():
        raise _failure(f'"{name}" is the name of a built-in theme', f"to build on it: --extends {name}")
    if extends and find_theme(site, extends) is None:
        known = known_themes(site)
        raise _failure(
            f'there is no theme "{extends}"', suggestion(extends, known) or "known: " + ", ".join(known)
        )  # fmt: skip
    folder = site / "themes" / name
    scaffold = Path(str(files("generator"))) / "scaffold" / "theme"
    sources = {_THEME_EXTENDING: "theme.toml"} if extends else _whole_theme(scaffold)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise _failure(f"{folder.as_posix()} is there already and not empty", "give the theme another name")
        for source, target in sources.items():
            (folder / target).parent.mkdir(parents=True, exist_ok=True)
            text = (scaffold / source).read_text("utf-8")
            for key, value in (("{{name}}", name), ("{{extends}}", extends)):
                text = text.replace(key, value)
            (folder / target).write_text(text, "utf-8")
    except OSError as error:
        raise _failure(f"the theme cannot be started: {error.strerror}: {error.filename}") from None
    return f'started {folder.as_posix()}; now in site.toml, below [site]: theme = "{name}"'


def _whole_theme(scaffold: Path) -> dict[str, str]:
    paths = [path.relative_to(scaffold).as_posix() for path in sorted(scaffold.rglob("*")) if path.is_file()]
    return {path: path for path in paths if path != _THEME_EXTENDING}


_THEME_EXTENDING = "theme-extending.toml"


def _scaffold(folder: str, section: str, welcome: str, author: str, about: str) -> dict[str, str]:
    """Map the files of a magazine to start to where they go; `folder` is theirs, with a slash, below scaffold/."""
    return {
        f"{folder}site.toml": "site.toml",
        "gitignore": ".gitignore",
        f"{folder}welcome.md": f"content/{section}/{welcome}.md",
        f"{folder}section.md": f"content/{section}/_index.md",
        f"{folder}author.md": f"content/authors/{author}.md",
        f"{folder}about.md": f"content/pages/{about}.md",
        f"{folder}rates.toml": "content/rates.toml",
    }


# Magazines to start, by their language.
_SCAFFOLD = {
    "en": _scaffold("", "news", "welcome", "the-editors", "about"),
    "ru": _scaffold("ru/", "novosti", "nachalo", "redaktsiya", "o-nas"),
    "kk": _scaffold("kk/", "janalyqtar", "bastau", "redaktsiia", "biz-turaly"),
}


def _first_section(site: Path) -> str:
    folder = site / "content"
    names = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    return next((name for name in names if name not in _RESERVED_FOLDERS and not segment_fault(name)), "news")


def _folder_fault(name: str) -> str:
    """Say why a section cannot have a folder of this name; empty when it can."""
    if name.startswith("."):
        return "would be a hidden folder"
    return "holds a control character" if first_control(name) >= 0 or any(c in name for c in "\t\r\n") else ""


def _zone(site: Path) -> str:
    try:
        config, _, _ = read_config((site / CONFIG_FILE).read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise _failure(f"{CONFIG_FILE} cannot be read: {reason}", "start with: broadsheet new site DIR") from None
    return config.site.timezone if config else "UTC"


def _failure(message: str, hint: str = "") -> SiteError:
    return SiteError([Diagnostic("error", message, hint=hint)])
