"""`broadsheet new`: a magazine or an article started, as files that explain themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from generator.clock import Clock, zone_named
from generator.config import CONFIG_FILE, read_config
from generator.errors import Diagnostic, SiteError
from generator.slug import segment_fault, slugify
from generator.text import first_control

_RESERVED_FOLDERS = ("authors", "terms", "pages")


def start_site(folder: Path, clock: Clock) -> str:
    """Start a magazine in a folder that is empty or not there; says what to do next.

    Raises `SiteError` when the folder holds anything, or cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise _failure(f"{folder} is there already and not empty", "name a new folder")
        scaffold = files("generator") / "scaffold"
        for name in sorted(_SCAFFOLD):
            target = folder / _SCAFFOLD[name]
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


_SCAFFOLD = {
    "site.toml": "site.toml",
    "gitignore": ".gitignore",
    "welcome.md": "content/news/welcome.md",
    "section.md": "content/news/_index.md",
    "author.md": "content/authors/the-editors.md",
    "about.md": "content/pages/about.md",
    "rates.toml": "content/rates.toml",
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
