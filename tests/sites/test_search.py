"""The search: what is indexed, when it is indexed again, what stands in its way (docs/search.md)."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.incremental.clean import build_report, clean_files, expect_equal
from tests.magazine import SITE_TOML, Magazine, files_in, run_command, start_program
from tests.search import by_what_is_searched, indexed, plain

NO_CARDS = '[social]\ncards = "none"\n'  # they take longer than all else here
ENABLED = f"[search]\nenabled = true\n{NO_CARDS}"
SECRET = "Zyzzogeton"


@pytest.fixture
def searched(magazine: Magazine) -> Magazine:
    """A magazine with a search, and with all that must not be found."""
    magazine.write(
        f"-- content/pages/about.md --\n---\ntitle: About\n---\n{SECRET} page.\n"
        f"-- content/authors/ann.md --\n---\ntitle: Ann\n---\n{SECRET} biography.\n"
        f"-- content/news/_index.md --\n---\ntitle: The news\ndescription: {SECRET} section.\n---\n"
    )
    magazine.configure(ENABLED)
    body = "A melon is *bought* by its sound.[^1] [There](/about/).\n\n## The bazaar\n\n{{< note >}}Noted.{{< /note >}}"
    magazine.article(
        "news/melons.md", "Melons & <b>bells</b>", "2025-05-01", body + "\n\n[^1]: A remark.", author="Ann",
        tags="[Trade, Aral]", summary="The standfirst.",
    )  # fmt: skip
    magazine.article("world/rivers.md", "Rivers", "2024-12-31T23:30:00Z", "Water runs.", author="Bob")
    magazine.article("news/draft.md", SECRET, body=SECRET, draft="true", author=SECRET, tags=f"[{SECRET}]")
    magazine.article("news/scheduled.md", SECRET, "2025-06-01", SECRET)
    magazine.article("news/expired.md", SECRET, body=SECRET, expires="2025-05-02")
    return magazine


def _found(magazine: Magazine) -> list[dict[str, Any]]:
    return indexed(files_in(magazine.output))


def _by_title(magazine: Magazine) -> dict[str, dict[str, Any]]:
    return {page["meta"]["title"]: page for page in _found(magazine)}


def test_only_published_articles_are_indexed_by_headline_and_body(searched: Magazine) -> None:
    searched.build()
    melons, rivers = _found(searched)
    assert (melons["url"], melons["meta"]["title"]) == ("/news/melons/", "Melons & <b>bells</b>")
    assert melons["content"] == "A melon is bought by its sound. There. The bazaar. Noted. A remark."
    assert [one["text"] for one in melons["anchors"] if one["element"] == "h2"] == ["The bazaar"]
    assert (rivers["url"], rivers["content"]) == ("/world/rivers/", "Water runs.")


def test_articles_are_filtered_by_section_year_author_and_tag(searched: Magazine) -> None:
    searched.build()
    melons, rivers = _found(searched)
    assert {name: sorted(values) for name, values in melons["filters"].items()} == {
        "section": ["The news"], "year": ["2025"], "author": ["Ann"], "tag": ["Aral", "Trade"],
    }  # fmt: skip
    # The year is that of the site's zone: it was New Year in Almaty already.
    assert rivers["filters"] == {"section": ["World"], "year": ["2025"], "author": ["Bob"]}


def test_what_is_held_occurs_nowhere_in_the_index(searched: Magazine) -> None:
    searched.build()
    files = {path: plain(data) for path, data in files_in(searched.output).items() if path.startswith("pagefind/")}
    assert len(files) > 8
    assert [path for path, data in files.items() if SECRET.lower().encode() in data.lower()] == []
    assert any(b"melon" in data for data in files.values())
    searched.build("--drafts")
    assert SECRET in _by_title(searched)


def test_without_it_there_is_no_box_no_page_no_index_and_no_leave_for_one(searched: Magazine) -> None:
    searched.build()
    assert "'wasm-unsafe-eval'" in searched.read("_headers")
    assert searched.page("/").all("//form[@role='search']/@action") == ["/search/"]
    assert {path.split(".")[0] for path in files_in(searched.output / "assets")} == {
        "broadsheet", "feed", "icon", "search",
    }  # fmt: skip
    searched.configure(NO_CARDS)
    searched.build()
    left = files_in(searched.output)
    assert not [path for path in left if path.startswith(("pagefind", "search", "assets/search"))]
    assert not (searched.output / "pagefind").exists()
    assert "wasm" not in searched.read("_headers")
    assert searched.page("/").all("//form") == []


def test_the_page_says_what_it_needs_and_lies_below_the_sites_path(searched: Magazine) -> None:
    searched.configure(ENABLED, head=SITE_TOML.replace("test.example/", "test.example/mag/"))
    searched.build()
    page = searched.page("/search/")
    assert page.one("//h1") == "Search"
    assert page.one("//title") == "Search - The Test"
    assert page.all("//form/@action") == ["/mag/search/"]  # no second box beside its own
    assert page.all("//*[@id='search-found']/@data-index") == ["/mag/pagefind/"]
    assert page.one("//noscript").startswith("Search needs JavaScript")
    assert page.all("//meta[@name='robots']/@content") == ["noindex"]
    assert "/search/" not in searched.read("sitemap.xml")


EDITS = {
    "a kicker": ("news/melons.md", "date: 2025-05-01", "date: 2025-05-01\nkicker: K", 0),
    "a standfirst": ("news/melons.md", "The standfirst.", "Another standfirst.", 0),
    "a draft": ("news/draft.md", "draft: true", "draft: true\nkicker: K", 0),
    "a page": ("pages/about.md", "page.", "other page.", 0),
    "a word": ("news/melons.md", "sound", "weight", 2),
    "a headline": ("world/rivers.md", "Rivers", "The rivers", 2),
    "a tag": ("news/melons.md", "Trade", "Markets", 2),
    "an author's name": ("authors/ann.md", "title: Ann", "title: ANN", 2),
    "a section's title": ("news/_index.md", "The news", "News", 2),
    "a date": ("world/rivers.md", "2024-12-31T23", "2024-12-30T23", 2),
    "a slug": ("world/rivers.md", "title: The rivers", "title: The rivers\nslug: streams", 2),
    "an article that comes": ("news/draft.md", "draft: true", "draft: false", 3),
    "where a link leads": ("news/melons.md", "(/about/)", "(/news/)", 0),
    "emphasis": ("news/melons.md", "*bought*", "bought", 0),
    "an article that goes": ("world/rivers.md", "slug: streams", "draft: true", 2),
}


def test_it_is_indexed_again_only_when_what_is_searched_has_changed(searched: Magazine) -> None:
    assert build_report(searched).work["articles_indexed"] == 2
    assert build_report(searched).work["articles_indexed"] == 0
    for edit, (path, old, new, count) in EDITS.items():
        file = searched.folder / "content" / path
        text = file.read_text()
        assert old in text, edit
        file.write_text(text.replace(old, new))
        report = build_report(searched)
        assert report.work["articles_indexed"] == count, edit
        assert bool([path for path in report.written if path.startswith("pagefind/")]) == bool(count), edit
    searched.configure(ENABLED + "[listing]\npage_size = 1\n")
    assert build_report(searched).work["articles_indexed"] == 0
    expect_equal(files_in(searched.output), clean_files(searched), "after all edits")


def test_the_clock_lets_articles_into_the_index_and_out_of_it(searched: Magazine) -> None:
    searched.build()
    assert build_report(searched, "2025-06-01").work["articles_indexed"] == 3
    assert SECRET in _by_title(searched)
    assert build_report(searched).work["articles_indexed"] == 2


def test_an_index_that_was_altered_is_made_again(searched: Magazine) -> None:
    searched.build()
    before = files_in(searched.output)
    for path in ("pagefind/pagefind-entry.json", next(path for path in before if "fragment/" in path)):
        (searched.output / path).write_bytes(b"other")
        assert build_report(searched).work["articles_indexed"] == 2
        (searched.output / path).unlink()
        assert build_report(searched).work["articles_indexed"] == 2
    assert by_what_is_searched(files_in(searched.output)) == by_what_is_searched(before)


def test_verbose_says_why(searched: Magazine) -> None:
    run = searched.build("--verbose")
    [line] = [line for line in run.out.splitlines() if line.startswith("written  pagefind/pagefind.js ")]
    assert line.endswith("because what is searched has changed")


def test_a_preview_makes_no_index_and_its_page_says_so(searched: Magazine) -> None:
    report = build_report(searched, search=False)
    assert report.work["articles_indexed"] == 0
    assert not searched.exists("pagefind/pagefind.js")
    page = searched.page("/search/")
    assert page.all("//*[@class='search-note']")[-1].startswith("The preview makes no search index")
    assert build_report(searched).work["articles_indexed"] == 2
    assert searched.exists("pagefind/pagefind.js")


def test_a_magazine_without_articles_has_a_page_and_no_index(magazine: Magazine) -> None:
    magazine.write("").configure(ENABLED)
    magazine.build()
    assert magazine.page("/search/").all("//*[@class='search-note']")[-1] == "There are no articles here yet."
    assert not magazine.exists("pagefind/pagefind.js")


def test_without_the_extra_it_is_an_error_with_a_place_and_a_hint(searched: Magazine) -> None:
    for command in (["build"], ["check"]):
        code = (
            "import sys\n"
            "sys.modules['pagefind'] = None\n"  # as if it were not installed
            f"sys.argv = ['broadsheet', *{command!r}, '--site', {str(searched.folder)!r}]\n"
            "from generator.cli import main\n"
            "main()\n"
        )
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert run.returncode == 1
        assert run.stderr.splitlines()[:4] == [
            "site.toml:6:11: error: the search needs an extra that is not installed",
            "    enabled = true",
            "              ^",
            "    hint: pip install broadsheet[search]",
        ]
    assert not searched.output.exists()


def test_what_pagefind_says_is_told_and_nothing_is_written(searched: Magazine, monkeypatch: pytest.MonkeyPatch) -> None:
    program = searched.folder / "broken"
    program.write_text("#!/bin/sh\necho No room here. >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(program))
    run = searched.fail()
    assert run.errors == ["broadsheet: error: the search index cannot be made: No room here."]
    program.write_text("not a program")
    assert searched.fail().errors[0].startswith("broadsheet: error: the search index cannot be made: ")


CLASHES = {
    "content/pages/search.md": (
        "---\ntitle: Search\n---\n",
        'the address "/search/" is claimed by site.toml and by content/pages/search.md',
    ),
    "static/pagefind/own.js": ("x", '"/pagefind/own.js" lies in the folder of the search index'),
}


@pytest.mark.parametrize("path", CLASHES)
def test_what_stands_in_its_way_is_an_error(searched: Magazine, path: str) -> None:
    text, message = CLASHES[path]
    searched.put(path, text)
    [error] = searched.fail().errors
    assert error.endswith(message)
    searched.configure("")
    searched.build()


def test_a_menu_can_lead_to_it(searched: Magazine) -> None:
    searched.configure(ENABLED + '[[navigation]]\ntitle = "Search"\nurl = "/search/"\n')
    assert searched.build("--strict").warnings == []
    searched.configure('[[navigation]]\ntitle = "Search"\nurl = "/search/"\n')
    assert len(searched.build().warnings) == 1


def test_a_theme_without_a_search_page_of_its_own_has_one(searched: Magazine) -> None:
    assert run_command("new", "theme", "plain", "--site", str(searched.folder)).status == 0
    searched.configure(ENABLED, head=SITE_TOML + 'theme = "plain"\n')
    searched.build()
    assert searched.page("/search/").one("//h1") == "Search"
    assert searched.page("/").all("//form[@role='search']/@action") == ["/search/"]


def test_each_language_has_its_own_words_and_index(searched: Magazine) -> None:
    for code, title in (("ru", "Поиск"), ("kk", "Іздеу"), ("ar", "بحث")):
        searched.configure(ENABLED, head=SITE_TOML + f'language = "{code}"\n')
        assert searched.build("--strict").warnings == []
        assert searched.page("/search/").one("//h1") == title
        assert f'"languages":{{"{code}":' in searched.read("pagefind/pagefind-entry.json")


def test_a_kill_while_it_is_indexed_breaks_nothing(searched: Magazine) -> None:
    searched.build()
    before = files_in(searched.output)
    searched.article("world/seas.md", "Seas")
    program, started = searched.folder / "slow", searched.folder / "started"
    program.write_text(f"#!/bin/sh\ntouch '{started}'\nexec sleep 1\n")
    program.chmod(0o755)
    build = start_program("build", "--site", str(searched.folder), "--now", searched.now,
                          environment={"PAGEFIND_BINARY_PATH": str(program)})  # fmt: skip
    while build.poll() is None and not started.exists():
        time.sleep(0.01)
    build.kill()
    build.communicate()
    assert _without_staging(searched.output) == before
    assert (searched.output / ".broadsheet-staging").exists()
    searched.build()
    assert not (searched.output / ".broadsheet-staging").exists()
    assert set(_by_title(searched)) == {"Melons & <b>bells</b>", "Rivers", "Seas"}
    expect_equal(files_in(searched.output), clean_files(searched), "after a kill")


def _without_staging(output: Path) -> dict[str, bytes]:
    return {path: data for path, data in files_in(output).items() if not path.startswith(".broadsheet-staging/")}
