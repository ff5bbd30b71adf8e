"""What is a change and what is none; bursts, loops, links, and file systems without events."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.digest import digest_bytes
from tests.magazine import Magazine
from tests.serve.preview import Preview, running, wait_for, without_script


@pytest.fixture
def preview(magazine: Magazine) -> Iterator[Preview]:
    magazine.article("news/a.md")
    with running(magazine) as one:
        yield one


def test_reading_is_no_change_and_there_is_no_loop(magazine: Magazine, preview: Preview) -> None:
    for _ in range(3):
        for path in magazine.folder.rglob("*"):
            if path.is_file():
                path.read_bytes()
        magazine.build()
        preview.get("/news/a/")
    preview.rest()
    assert len(preview.builds) == 1


def test_editors_leavings_and_other_folders_are_no_change(magazine: Magazine, preview: Preview) -> None:
    for path in ("content/news/.a.md.swp", "content/news/a.md~", "content/#x#", "notes.txt", "drawings/x.svg",
                 "content/.DS_Store", ".git/index"):  # fmt: skip
        magazine.put(path, "x")
    preview.rest()
    assert len(preview.builds) == 1


def test_a_burst_makes_at_most_two_builds(magazine: Magazine, preview: Preview) -> None:
    for number in range(100):
        magazine.article(f"news/b{number}.md", title=f"Headline {number}")
    wait_for(lambda: preview.get("/news/b99/").status == 200, "the last of the burst")
    preview.rest()
    assert len(preview.builds) <= 3
    assert all(preview.get(f"/news/b{number}/").status == 200 for number in range(100))


def test_a_save_during_a_build_makes_one_more(magazine: Magazine) -> None:
    for number in range(600):
        magazine.article(f"news/a{number}.md", body="A *paragraph*.\n\n" * 5)
    with running(magazine, is_ready=False) as preview:
        wait_for((magazine.folder / ".broadsheet/packs").exists, "work")
        for number in range(3):
            magazine.article("news/late.md", title=f"Late {number}")
            time.sleep(0.01)
        assert not preview.builds
        wait_for(lambda: b"Late 2" in preview.get("/news/late/").data, "the last save")
        preview.rest()
        assert len(preview.builds) == 2


def test_styles_saved_while_pages_follow_do_not_wait_for_them(magazine: Magazine) -> None:
    for number in range(700):
        magazine.article(f"news/a{number}.md", title=f"Headline {number}")
    style = "themes/own/static/own.css"
    magazine.write(
        '-- themes/own/theme.toml --\nextends = "broadsheet"\n'
        f"-- {style} --\np {{ margin: 0 }}\n"
        "-- themes/own/templates/page.html --\n{{ asset('own.css') }}\n"
        "-- content/pages/p.md --\n---\ntitle: P\n---\n"
    )
    magazine.configure('theme = "own"\n')
    with running(magazine) as preview:
        for number in range(1, 4):
            text = f"p {{ margin: {number}px }}\n"
            magazine.put(style, text)
            address = f"/assets/own.{digest_bytes(text.encode())[:10]}.css"
            wait_for(lambda address=address: preview.get(address).status == 200, address)  # type: ignore[misc]
            assert preview.get(address).data == text.encode()
        magazine.article("news/late.md")
        wait_for(lambda: preview.get("/news/late/").status == 200, "what was saved last")
        wait_for(lambda: without_script(preview.get("/p/").data).decode().strip() == address, "the pages")


def test_an_atomic_save(magazine: Magazine, preview: Preview) -> None:
    for number in range(3):
        other = magazine.folder / "content/news/a.md.tmp"
        other.write_text(f"---\ntitle: Version {number}\ndate: 2025-05-01\n---\nText.\n")
        other.replace(magazine.folder / "content/news/a.md")
        wait_for(lambda number=number: f"Version {number}".encode() in preview.get("/news/a/").data, "the save")  # type: ignore[misc]
    assert preview.get("/news/a.md.tmp").status == 404


@pytest.mark.parametrize("folder", ["content", "templates", "static", "themes"])
def test_folders_that_come_and_go(magazine: Magazine, preview: Preview, folder: str) -> None:
    files = {
        "content": ("content/news/a.md", "---\ntitle: Changed\ndate: 2025-05-01\n---\nMark {0}.\n", "/news/a/"),
        "templates": ("templates/article.html", "Mark {0}.", "/news/a/"),
        "static": ("static/deep/er/x.html", "Mark {0}.", "/deep/er/x.html"),
        "themes": ("themes/own/templates/article.html", "Mark {0}.", "/news/a/"),
    }
    path, text, address = files[folder]
    if folder == "themes":
        magazine.put("themes/own/theme.toml", 'extends = "broadsheet"\n')
        magazine.configure('theme = "own"\n')
    for number in range(2):
        magazine.put(path, text.format(number))
        wait_for(lambda number=number: f"Mark {number}.".encode() in preview.get(address).data, folder)  # type: ignore[misc]
        (magazine.folder / folder).rename(magazine.folder / "elsewhere")
        gone = b"the folder is gone"
        magazine.put("site.toml", (magazine.folder / "site.toml").read_text() + f"# {number}\n")
        preview.wait_for_builds(len(preview.builds) + 1)
        assert gone not in preview.get(address).data
        (magazine.folder / "elsewhere").rename(magazine.folder / folder)
        wait_for(lambda number=number: f"Mark {number}.".encode() in preview.get(address).data, folder)  # type: ignore[misc]


def test_configuration_and_rates_wherever_they_lie(magazine: Magazine, preview: Preview) -> None:
    magazine.put("data/rates.toml", '[[rates]]\npair = "A/B"\nvalue = "1"\n')
    magazine.configure('[ticker]\nfile = "data/rates.toml"\n')
    wait_for(lambda: b'"1"' in preview.get("/rates.json").data, "the rates")
    magazine.put("data/rates.toml", '[[rates]]\npair = "A/B"\nvalue = "2"\n')
    wait_for(lambda: b'"2"' in preview.get("/rates.json").data, "new rates")


def test_a_linked_folder_is_watched(magazine: Magazine) -> None:
    magazine.put("shared/a.md", "---\ntitle: A\ndate: 2025-05-01\n---\nBefore.\n")
    (magazine.folder / "content").mkdir(exist_ok=True)
    (magazine.folder / "content/news").symlink_to(magazine.folder / "shared")
    with running(magazine) as preview:
        assert b"Before." in preview.get("/news/a/").data
        magazine.put("shared/a.md", "---\ntitle: A\ndate: 2025-05-01\n---\nAfter.\n")
        wait_for(lambda: b"After." in preview.get("/news/a/").data, "a change behind a link")


def test_polling(magazine: Magazine) -> None:
    magazine.article("news/a.md", body="Before.")
    with running(magazine, "--poll") as preview:
        magazine.article("news/a.md", body="After.")
        wait_for(lambda: b"After." in preview.get("/news/a/").data, "a change that was looked for")
        magazine.article("world/deep/b.md")
        wait_for(lambda: preview.get("/world/b/").status == 200, "a new folder")
        (magazine.folder / "content/news/a.md").unlink()
        wait_for(lambda: preview.get("/news/a/").status == 404, "a file that went")
        preview.rest()
        count = len(preview.builds)
        time.sleep(2.5)
        assert len(preview.builds) == count


def test_builds_and_cleaning_beside_a_preview(magazine: Magazine, preview: Preview) -> None:
    for number in range(3):
        magazine.article("news/a.md", body=f"Version {number}.")
        magazine.build()
        wait_for(lambda number=number: f"Version {number}.".encode() in preview.get("/news/a/").data, "both")  # type: ignore[misc]
    time.sleep(1.5)  # the preview writes down what it knows
    before = {path: path.stat().st_mtime_ns for path in magazine.output.rglob("*") if path.is_file()}
    magazine.article("news/b.md")
    wait_for(lambda: preview.get("/news/b/").status == 200, "a page of the preview")
    assert {path: path.stat().st_mtime_ns for path in magazine.output.rglob("*") if path.is_file()} == before
    wait_for(lambda: magazine.run("clean").status == 0, "a moment between builds")
    magazine.article("news/c.md")
    wait_for(lambda: preview.get("/news/c/").status == 200, "a build from nothing")
    assert preview.get("/news/a/").status == 200


def test_the_memory_is_written_down_when_there_is_time(magazine: Magazine, preview: Preview) -> None:
    magazine.article("news/b.md")
    preview.wait_for_builds(2)
    states = magazine.folder / ".broadsheet"
    wait_for(lambda: (states / "sources.state").is_file() and any((states / "outputs").glob("*.state")), "the states")
    preview.rest()
    time.sleep(1.5)
    preview.stop()
    with running(magazine) as again:
        assert again.builds[0].startswith("the site: 0 files written, ")


def test_lines_tell_what_a_build_did(magazine: Magazine, preview: Preview) -> None:
    magazine.article("news/a.md", title="Another", wrong="key")
    preview.wait_for_builds(2)
    assert preview.lines[0] == f"serving on {preview.origin}/, stop with Ctrl-C"
    first, second = preview.builds
    assert first.startswith("the site: ")
    assert second.startswith("content/news/a.md: ")
    assert " files written, 1 warning, " in second
    assert preview.complaints[0] == 'content/news/a.md:4:1: warning: unknown key "wrong"'
    assert not any("\x1b" in line for line in (*preview.lines, *preview.complaints))
    assert Path(magazine.folder / "output").exists() is False
