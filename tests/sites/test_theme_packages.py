"""Themes that installed packages offer: found by their entry point, inherited from, and never run."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from generator.load import theme_places
from tests.incremental.clean import clean_files, expect_equal
from tests.magazine import SITE_TOML, Magazine, files_in

METADATA = "Metadata-Version: 2.1\nName: valley-theme\nVersion: 1.0\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: by hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def _install(folder: Path, entry_points: str, files: dict[str, str]) -> Path:
    """Make a wheel, and let pip install it, offline, into a folder of packages."""
    info = "valley_theme-1.0.dist-info"
    files = {**files, f"{info}/METADATA": METADATA, f"{info}/WHEEL": WHEEL,
             f"{info}/entry_points.txt": f"[broadsheet.themes]\n{entry_points}\n"}  # fmt: skip
    record = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD"))
    wheel = folder / "valley_theme-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(name, text)
    packages = folder / "packages"
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps",
               "--no-index", "--no-compile", "--target", str(packages), str(wheel)]  # fmt: skip
    subprocess.run(command, check=True)
    return packages


FILES = {
    "valley_theme/__init__.py": "raise RuntimeError('a theme is not run')\n",
    "valley_theme/theme.toml": 'name = "valley"\nextends = "broadsheet"\n[settings]\ntone = "calm"\n',
    "valley_theme/templates/404.html": '{{ theme.tone }}: {{ t("hello") }}, {{ asset("v.css") }}',
    "valley_theme/static/v.css": "a { color: red }\n",
    "valley_theme/i18n/en.toml": 'hello = "Hello"\n',
    "valley_theme/more/theme.toml": 'name = "more"\nextends = "valley"\n',
    "valley_theme/more/templates/404.html": "{% include 'hello.html' %}",
    "valley_theme/templates/hello.html": 'more {{ t("hello") }}',
    "valley_theme/broken/theme.toml": "extends = 5\n",
}
OFFERS = "valley = valley_theme\nmore = valley_theme.more\nbroken = valley_theme.broken\n"
OFFERS += "empty = valley_theme.nothing\nabsent = no_such_package"


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = _install(tmp_path, OFFERS, FILES)
    monkeypatch.syspath_prepend(str(found))
    return found


def _choose(magazine: Magazine, name: str) -> Magazine:
    magazine.write("").configure("", head=SITE_TOML + f'theme = "{name}"\n')
    return magazine


def test_a_theme_of_an_installed_package(magazine: Magazine, packages: Path) -> None:
    _choose(magazine, "valley").article("news/a.md")
    magazine.build("--strict")
    assert magazine.read("/404.html").startswith("calm: Hello, /assets/v.")
    assert magazine.page("/").count_line == "Viewing results 1 - 1 of 1"
    assert "valley_theme" not in sys.modules
    (packages / "valley_theme/templates/404.html").write_text("changed")
    magazine.build()
    assert magazine.read("/404.html") == "changed"
    expect_equal(files_in(magazine.output), clean_files(magazine), "a package")


def test_a_package_may_offer_several_and_themes_may_extend_them(magazine: Magazine, packages: Path) -> None:
    _choose(magazine, "more").build()
    assert magazine.read("/404.html") == "more Hello"
    magazine.put("themes/own/theme.toml", 'extends = "more"\n')
    magazine.put("themes/own/templates/hello.html", "own")
    _choose(magazine, "own").build()
    assert magazine.read("/404.html") == "own"


def test_the_site_s_own_theme_and_a_built_in_one_come_first(magazine: Magazine, packages: Path) -> None:
    magazine.put("themes/valley/theme.toml", 'extends = "broadsheet"\n')
    magazine.put("themes/valley/templates/404.html", "the site's")
    _choose(magazine, "valley").build()
    assert magazine.read("/404.html") == "the site's"


def test_nobody_looks_through_packages_for_a_theme_that_is_there(
    magazine: Magazine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def offered(name: str | None = None) -> list[object]:
        asked.append(name)
        return []

    monkeypatch.setattr(theme_places, "_offered", offered)
    _choose(magazine, "broadsheet").build()
    assert asked == []
    _choose(magazine, "nowhere").fail()
    assert asked[0] == "nowhere"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("valey", 'site.toml:5:9: error: there is no theme "valey"'),
        ("empty", 'the package "valley_theme.nothing" offers the theme "empty", but has no theme.toml'),
        ("absent", 'the package "no_such_package" offers the theme "absent", but has no theme.toml'),
        ("broken", 'valley_theme/broken/theme.toml:1:11: error: "extends" must be text in quotes'),
    ],
)
def test_mistakes_around_packages(magazine: Magazine, packages: Path, name: str, message: str) -> None:
    run = _choose(magazine, name).fail()
    assert len(run.errors) == 1
    assert message in run.errors[0]
    if name == "valey":
        assert '    hint: did you mean "valley"?' in run.err.splitlines()
