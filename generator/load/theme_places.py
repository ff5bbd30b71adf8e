"""A theme's name in, its folder out: the site's own, then a built-in one, then one that an installed package offers.

A package offers a theme by an entry point of the group `broadsheet.themes`: its name is the theme's, its value the
package whose folder holds `theme.toml`. Nothing of it is imported, and installed packages are only looked through for
a name that is found nowhere else.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.config import THEME_NAME

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "broadsheet.themes"
_TOML = "theme.toml"


def find_theme(site: Path, name: str) -> Path | None:
    """Find a theme's folder; nothing when there is none, or its package has no `theme.toml`."""
    if not THEME_NAME.fullmatch(name):
        return None
    for folder in (site / "themes" / name, built_in_themes() / name):
        if (folder / _TOML).is_file():
            return folder
    return next(filter(None, map(_folder_of, _offered(name))), None)


def known_themes(site: Path) -> list[str]:
    """List the names of all themes that can be chosen, for hints."""
    known = {
        path.name
        for base in (site / "themes", built_in_themes())
        if base.is_dir()
        for path in base.iterdir()
        if (path / _TOML).is_file()
    }
    return sorted(known | {offered.name for offered in _offered() if _folder_of(offered) is not None})


def broken_offer(name: str) -> str:
    """Name the package that offers a theme and has no `theme.toml`; nothing when none does."""
    return next((offered.value for offered in _offered(name) if _folder_of(offered) is None), "")


@cache
def built_in_themes() -> Path:
    """Where the built-in themes lie: in the wheel beside this package's modules, in a source tree at its top."""
    in_wheel = package_folder() / "themes"
    return in_wheel if in_wheel.is_dir() else package_folder().parent / "themes"


@cache
def package_folder() -> Path:
    """Where this software's own modules lie."""
    return Path(__file__).parent.parent


def _offered(name: str | None = None) -> list[EntryPoint]:
    from importlib.metadata import entry_points

    found = entry_points(group=ENTRY_POINTS) if name is None else entry_points(group=ENTRY_POINTS, name=name)
    return sorted(found, key=lambda one: (one.name, one.value))


def _folder_of(offered: EntryPoint) -> Path | None:
    """Find the folder of a package by its name, without running any of its code: a part of it is a folder below."""
    from importlib.util import find_spec

    package, *parts = offered.module.split(".")
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        return None
    places = spec.submodule_search_locations if spec is not None else None
    folders = (Path(place, *parts) for place in places or ())
    return next((folder for folder in folders if (folder / _TOML).is_file()), None)
