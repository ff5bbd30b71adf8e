"""The translation desk: a site in, a table of its articles by languages out; and a translation started."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from generator.build.desk import STATES, Row, rows_of
from generator.build.settings import BuildSettings, Progress
from generator.build.site import load_only
from generator.clock import Clock
from generator.config import CONFIG_FILE, SiteConfig, read_config
from generator.errors import Diagnostic, Gatherer, SiteError, suggestion
from generator.language import same_code
from generator.load.frontmatter import split_source
from generator.load.original import digest_of_text
from generator.load.scan import SourceFile, scan_content
from generator.slug import slugify

_MARKS = {"there": "yes", "missing": "-", "draft": "draft", "older": "older"}


def survey(site: Path, clock_of: Callable[[str], Clock], progress: Progress) -> tuple[tuple[str, ...], list[Row]]:
    """Give the site's languages, and the state of each article in each; raises `SiteError` as a build does."""
    config, content = load_only(site, clock_of, BuildSettings(drafts=True), progress)
    return config.codes, rows_of(content, config.codes, site)


def table(codes: Sequence[str], rows: Sequence[Row]) -> str:
    """Print the rows as a table, and a line of totals for each further language."""
    width = max((len(row.path) for row in rows), default=0)
    columns = [max(len(code), 5) for code in codes]
    lines = ["  ".join([" " * width, *(code.ljust(size) for code, size in zip(codes, columns, strict=True))]).rstrip()]
    for row in rows:
        marks = [_MARKS[row.versions[code].state].ljust(size) for code, size in zip(codes, columns, strict=True)]
        lines.append("  ".join([row.path.ljust(width), *marks]).rstrip())
    for code, counts in _totals(codes, rows).items():
        told = ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])
        lines.append(f"{code}: {told or 'nothing'}")
    return "\n".join(lines)


def as_data(codes: Sequence[str], rows: Sequence[Row]) -> dict[str, Any]:
    """Give the rows for programs."""
    return {
        "languages": list(codes),
        "articles": [
            {
                "path": row.path,
                "kind": row.kind,
                "headline": row.headline,
                "language": row.language,
                "versions": {
                    code: {"state": one.state, "path": one.path or None, "url": one.url or None,
                           "translation_of": one.original or None}
                    for code, one in row.versions.items()
                },
            }
            for row in rows
        ],
        "totals": _totals(codes, rows),
    }  # fmt: skip


def _totals(codes: Sequence[str], rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    return {code: {state: sum(row.versions[code].state == state for row in rows) for state in STATES} for code in codes}


def start_translation(site: Path, name: str, code: str) -> str:
    """Start a translation beside its original, as a draft with the original's text; says where it lies.

    `name` is a slug, `SECTION/SLUG`, or the original's path. Raises `SiteError` when there is no such article, or
    several, the site does not have the language, or the file is there already.
    """
    config = _config(site)
    language = next((one for one in config.codes if same_code(one, code)), "")
    if not language:
        known = suggestion(code, config.codes) or "known: " + ", ".join(config.codes)
        raise _failure(f'the site has no language "{code}"', known)
    original = _original(site, name, config)
    if same_code(original.language or config.site.language, language):
        raise _failure(f'{original.path} is in "{language}" already')
    folder, _, file_name = original.original.rpartition("/")
    path = f"{folder}/{file_name[:-3]}.{language}.md"
    try:
        text = _start((site / original.path).read_text("utf-8-sig"), original.path)
        with open(site / path, "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise _failure(f"{path} is there already") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise _failure(f"the translation cannot be started: {reason}: {path}") from None
    return f"started {(site / path).as_posix()}"


def _start(text: str, path: str) -> str:
    """Write a translation's first text: the words to translate, what it is made of, and the original's body."""
    gatherer = Gatherer()
    parts = split_source(text, path, gatherer)
    if parts is None:
        raise SiteError(gatherer.diagnostics)
    values = parts.document.values
    lines = ["---"]
    standfirst = next((key for key in ("summary", "description", "standfirst") if values.get(key)), "summary")
    for key in ("title", standfirst, "kicker"):
        if isinstance(values.get(key), str) and values[key]:
            lines.append(f"{key}: {json.dumps(str(values[key]), ensure_ascii=False)}")
    image = values.get("image")
    if image:
        lines += ["image:", '  alt: ""']
        words = [(key, image[key]) for key in ("alt", "caption") if isinstance(image, dict) and image.get(key)]
        lines[-1:] = [f"  {key}: {json.dumps(str(word), ensure_ascii=False)}" for key, word in words] or lines[-1:]
    lines += ["draft: true", f"translation_of: {digest_of_text(parts.body)}", "---"]
    return "\n".join(lines) + "\n\n" + parts.body.lstrip("\n")


def _original(site: Path, name: str, config: SiteConfig) -> SourceFile:
    """Find the article that a name means: the original's file, not a translation's."""
    gatherer = Gatherer()
    sources = [one for one in scan_content(site, gatherer, config.codes) if one.role in ("article", "page")]
    wanted = name.strip("/")
    found = [one for one in sources if one.path == wanted or f"content/{wanted}" == one.path]
    if not found:
        section, _, slug = wanted.rpartition("/")
        originals: dict[str, SourceFile] = {}
        order = ("", *config.codes)
        for one in sorted(sources, key=lambda one: order.index(one.language)):
            is_named = slugify(one.name) == slugify(slug) or _typed_slug(one) == slugify(slug)
            if is_named and slugify(section) in ("", slugify(one.section or "pages")):
                originals.setdefault(one.original, one)
        found = list(originals.values())
    if not found:
        names = [one.name for one in sources]
        raise _failure(f'there is no article "{name}"', suggestion(wanted.rpartition("/")[2], names))
    if len(found) > 1:
        paths = ", ".join(one.path for one in found)
        raise _failure(f'"{name}" can be any of {paths}', "name the file")
    return found[0]


def _typed_slug(source: SourceFile) -> str:
    """Find the slug that a file's front matter says."""
    try:
        text = Path(source.location).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
    if "slug" not in text[: text.find("\n---", 3)]:
        return ""
    parts = split_source(text, source.path, Gatherer())
    slug = parts.document.values.get("slug") if parts is not None else None
    return slugify(str(slug)) if slug else ""


def _config(site: Path) -> SiteConfig:
    try:
        config, _, found = read_config((site / CONFIG_FILE).read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise _failure(f"{CONFIG_FILE} cannot be read: {reason}", "start with: broadsheet new site DIR") from None
    if config is None:
        raise SiteError(found)
    return config


def _failure(message: str, hint: str = "") -> SiteError:
    return SiteError([Diagnostic("error", message, hint=hint)])
