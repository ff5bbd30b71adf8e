"""Which files of a folder are the site's: names, roles, and links that must not be followed (contract, section 1)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.errors import Gatherer
from generator.load.scan import scan_content, scan_static


def _put(site: Path, *paths: str) -> None:
    for path in paths:
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text("x")


def _messages(gatherer: Gatherer) -> list[str]:
    return [f"{fault.position.path}: {fault.message}" for fault in gatherer.diagnostics if fault.position]


@pytest.mark.parametrize(
    ("path", "role", "section", "name", "bundle"),
    [
        ("content/news/a.md", "article", "news", "a", ""),
        ("content/news/deeper/a.md", "article", "news", "a", ""),
        ("content/news/a/index.md", "article", "news", "a", "content/news/a"),
        ("content/news/deeper/a/index.md", "article", "news", "a", "content/news/deeper/a"),
        ("content/news/_index.md", "section", "news", "", ""),
        ("content/pages/about.md", "page", "", "about", ""),
        ("content/pages/about/index.md", "page", "", "about", "content/pages/about"),
        ("content/authors/ann.md", "author", "", "ann", ""),
        ("content/terms/tag/water.md", "term", "tag", "water", ""),
        ("content/rates.toml", "file", "", "", ""),
        ("content/news/picture.png", "file", "", "", ""),
        ("content/news/A.MD", "article", "news", "A", ""),
    ],
)
def test_the_place_of_a_file_gives_its_role(
    tmp_path: Path, path: str, role: str, section: str, name: str, bundle: str
) -> None:
    _put(tmp_path, path)
    gatherer = Gatherer()
    [file] = scan_content(tmp_path, gatherer)
    assert not gatherer.diagnostics
    assert (file.path, file.role, file.section, file.name, file.bundle) == (path, role, section, name, bundle)


def test_hidden_files_and_editors_leavings_are_not_content(tmp_path: Path) -> None:
    _put(
        tmp_path,
        *(f"content/news/{name}" for name in (".hidden.md", ".git/a.md", "a.md~", "#a.md#", ".DS_Store", "Thumbs.db")),
    )
    _put(tmp_path, "static/.well-known/x", "static/a~")
    gatherer = Gatherer()
    assert scan_content(tmp_path, gatherer) == []
    assert [file.path for file in scan_static(tmp_path, gatherer)] == ["static/.well-known/x"]
    assert not gatherer.diagnostics


def test_files_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    paths = ["content/a-b/x.md", "content/a/x.md", "content/a/x/index.md", "content/b.png", "content/я/x.md"]
    _put(tmp_path, *reversed(paths))
    assert [file.path for file in scan_content(tmp_path, Gatherer())] == sorted(paths)


def test_two_names_that_differ_in_code_points_alone_are_an_error(tmp_path: Path) -> None:
    _put(tmp_path, "content/news/\N{LATIN SMALL LETTER E WITH ACUTE}.md", "content/news/e\N{COMBINING ACUTE ACCENT}.md")
    gatherer = Gatherer()
    assert len(scan_content(tmp_path, gatherer)) == 1
    assert _messages(gatherer) == [
        "content/news/\N{LATIN SMALL LETTER E WITH ACUTE}.md: two files have this name, in other code points"
    ]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        (b"a\xff.md", "is not UTF-8"),
        (b"a\nb.md", "holds a control character"),
        (b"a\tb.png", "holds a control character"),
        (b"a\\b.md", "holds a backslash"),
    ],
)
def test_names_that_no_url_can_hold_are_errors(tmp_path: Path, name: bytes, fault: str) -> None:
    (tmp_path / "content" / "news").mkdir(parents=True)
    with open(os.fsencode(tmp_path / "content" / "news") + b"/" + name, "wb"):
        pass
    gatherer = Gatherer()
    assert scan_content(tmp_path, gatherer) == []
    assert [found.message for found in gatherer.diagnostics] == [f"the file's name {fault}"]


def test_links_within_the_site_are_followed(tmp_path: Path) -> None:
    _put(tmp_path, "content/news/a.md", "shared/picture.png", "shared/deep/b.png")
    (tmp_path / "content" / "news" / "shared").symlink_to("../../shared")
    (tmp_path / "content" / "news" / "again").symlink_to("../../shared")
    gatherer = Gatherer()
    assert [file.path for file in scan_content(tmp_path, gatherer)] == [
        "content/news/a.md", "content/news/again/deep/b.png", "content/news/again/picture.png",
        "content/news/shared/deep/b.png", "content/news/shared/picture.png",
    ]  # fmt: skip
    assert not gatherer.diagnostics


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("/etc", "a symbolic link that leads out of the site"),
        ("../../..", "a symbolic link that leads out of the site"),
        ("..", "a symbolic link that leads out of the site"),
        (".", "a symbolic link that leads out of the site"),
        ("nowhere", "a symbolic link that leads nowhere"),
    ],
)
def test_other_links_are_errors(tmp_path: Path, target: str, message: str) -> None:
    (tmp_path / "content" / "news").mkdir(parents=True)
    (tmp_path / "content" / "news" / "link").symlink_to(target)
    gatherer = Gatherer()
    assert scan_content(tmp_path, gatherer) == []
    assert _messages(gatherer) == [f"content/news/link: {message}"]


def test_folders_that_link_to_each_other_are_errors_and_no_hang(tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        (tmp_path / "content" / one).mkdir(parents=True)
        for number in range(3):
            (tmp_path / "content" / one / f"link{number}").symlink_to(f"../{other}")
    gatherer = Gatherer()
    assert scan_content(tmp_path, gatherer) == []
    assert len(gatherer.diagnostics) == 18
    assert {fault.message for fault in gatherer.diagnostics} == {"symbolic links that lead to each other"}
