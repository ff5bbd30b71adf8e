"""Work counted: what each kind of change makes a build read, parse, render and write, and nothing beyond it.

The site: nine articles in one section, newest first a9 to a1, two to a page, three tags in turn, one author; excerpts
of six words; the feeds of the site, the section and the author hold the newest three.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.model.report import BuildReport
from tests.incremental.clean import NOTHING, build_report, clean_files, let_settle
from tests.magazine import Magazine, files_in

CONFIG = '[listing]\npage_size = 2\nexcerpt_words = 6\n[feeds]\nitems = 3\nscopes = ["site", "section", "author"]\n'
BODY = "One two three four five six seven eight nine ten."
TOMORROW = "2025-05-15T12:00:00+05:00"
FEED_FILES = ("feed.xml", "atom.xml", "feed.json")
FEEDS = [folder + file for folder in ("", "news/", "author/ann/") for file in FEED_FILES]
RATES = '[[rates]]\npair = "A/B"\nvalue = "{}"\n'
# What the news page of each listing that holds the oldest article, a1, is called.
PAGES_OF_A1 = [
    "2025/04/page/5/index.html", "2025/page/5/index.html", "author/ann/page/5/index.html", "news/page/5/index.html",
    "page/5/index.html", "tag/t1/page/2/index.html",
]  # fmt: skip


def _article(magazine: Magazine, number: int, title: str = "", body: str = BODY) -> None:
    magazine.article(
        f"news/a{number}.md", title=title or f"Headline {number}", date=f"2025-04-0{number}", tags=f"[t{number % 3}]",
        authors="Ann", body=body,
    )  # fmt: skip


@pytest.fixture
def steppe(magazine: Magazine) -> Magazine:
    """The site, built until every stamp is trusted."""
    magazine.write(
        f"-- content/rates.toml --\n{RATES.format(1)}-- content/pages/about.md --\n---\ntitle: About\n---\nText.\n"
        "-- static/file.txt --\nx\n-- content/authors/ann.md --\n---\ntitle: Ann\n---\nShe writes.\n"
        '-- themes/own/theme.toml --\nextends = "broadsheet"\n-- themes/own/static/more.css --\na { color: red }\n'
    )
    magazine.configure('theme = "own"\n' + CONFIG)
    for number in range(1, 10):
        _article(magazine, number)
    _settle(magazine)
    return magazine


def _settle(magazine: Magazine) -> None:
    for _ in range(2):
        build_report(magazine)
        let_settle(magazine.folder)
    assert build_report(magazine).work == NOTHING


def _expect(
    report: BuildReport,
    *,
    read: int = 0,
    parsed: int = 0,
    cards: int = 0,
    rendered: int = 0,
    pictures: int = 0,
    written: int | None = None,
) -> None:
    expected = {"sources_read": read, "bodies_parsed": parsed, "cards_rendered": cards, "pages_rendered": rendered}
    assert report.work == {**NOTHING, **expected, "pictures_encoded": pictures}
    assert len(report.written) == (rendered + pictures if written is None else written)


def _pages(magazine: Magazine) -> set[str]:
    """All pages with a masthead: not those that only lead on."""
    return {path for path in files_in(magazine.output) if path.endswith(".html") and "page/1/" not in path}


def test_a_first_build_does_all(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md")
    report = build_report(magazine)
    assert (report.work["sources_read"], report.work["bodies_parsed"], report.work["cards_rendered"]) == (1, 1, 1)
    assert set(report.written) == set(files_in(magazine.output)) - {".broadsheet-manifest"}


def test_nothing_changed(steppe: Magazine) -> None:
    before = {path: path.stat().st_mtime_ns for path in steppe.folder.rglob("*") if path.is_file()}
    report = build_report(steppe)
    _expect(report)
    assert report.unchanged == len(files_in(steppe.output)) - 1
    assert {path: path.stat().st_mtime_ns for path in steppe.folder.rglob("*") if path.is_file()} == before


def test_a_touch(steppe: Magazine) -> None:
    for number in (1, 5):
        os.utime(steppe.folder / f"content/news/a{number}.md")
    _expect(build_report(steppe), read=2)
    _settle(steppe)


def test_a_change_of_clock_within_the_day(steppe: Magazine) -> None:
    _expect(build_report(steppe, "2025-05-14T23:59:59+05:00"))
    _expect(build_report(steppe, "2025-05-14T00:00:00+05:00"))


def test_a_body_edited_past_the_excerpt(steppe: Magazine) -> None:
    _article(steppe, 1, body=BODY.replace("nine", "other"))
    report = build_report(steppe)
    _expect(report, read=1, parsed=1, rendered=1)
    assert report.written == ("news/a1/index.html",)


def test_a_body_made_longer_past_the_excerpt(steppe: Magazine) -> None:
    _article(steppe, 1, body=f"{BODY} Eleven twelve.")
    _expect(build_report(steppe), read=1, parsed=1, rendered=1)


def test_a_body_made_longer_where_listings_tell_its_length(steppe: Magazine) -> None:
    steppe.write("-- templates/card.html --\n<p>{{ article.headline }}, {{ article.word_count }} words</p>\n")
    _settle(steppe)
    _article(steppe, 1, body=f"{BODY} Eleven twelve.")
    report = build_report(steppe)
    assert report.written == tuple(sorted([*PAGES_OF_A1, "news/a1/index.html"]))
    assert ", 12 words" in (steppe.output / PAGES_OF_A1[-1]).read_text()


def test_an_excerpt_asked_for_by_a_listing_after_its_body_was_edited(steppe: Magazine) -> None:
    """A stored card outlives the body that it was made of."""
    steppe.write("-- templates/listing.html --\n{% for one in paginator.items %}{{ one.excerpt }}|{% endfor %}\n")
    _settle(steppe)
    _article(steppe, 9, body=BODY.replace("nine", "other"))
    _settle(steppe)
    steppe.article("news/b.md", title="B", date="2025-05-01", body="A new one.")
    build_report(steppe)
    assert (steppe.output / "news/index.html").read_text().strip() == "A new one.|One two three four five six...|"
    assert files_in(steppe.output) == clean_files(steppe)


def test_a_body_of_a_feed_edited_past_the_excerpt(steppe: Magazine) -> None:
    _article(steppe, 9, body=BODY.replace("nine", "other"))
    report = build_report(steppe)
    _expect(report, read=1, parsed=1, rendered=1 + len(FEEDS))
    assert list(report.written) == sorted([*FEEDS, "news/a9/index.html"])


def test_a_body_edited_within_the_excerpt(steppe: Magazine) -> None:
    _article(steppe, 1, body=BODY.replace("Two", "other").replace("two", "other"))
    report = build_report(steppe)
    _expect(report, read=1, parsed=1, cards=1, rendered=7)
    assert list(report.written) == sorted([*PAGES_OF_A1, "news/a1/index.html"])


def test_an_edit_taken_back(steppe: Magazine) -> None:
    """The card of before is still in the store; so is the body, but nobody looks for it there."""
    _article(steppe, 1, body=BODY.replace("two", "other"))
    build_report(steppe)
    _article(steppe, 1)
    report = build_report(steppe)
    assert (report.work["cards_rendered"], report.work["pages_rendered"]) == (0, 7)


def test_a_headline_edited(steppe: Magazine) -> None:
    _article(steppe, 1, title="Another headline")
    report = build_report(steppe)
    assert (report.work["sources_read"], report.work["bodies_parsed"], report.work["cards_rendered"]) == (1, 0, 1)
    # Its page, its pages in listings, and neighbours' pages that name it.
    others = set(report.written) - {*PAGES_OF_A1, "news/a1/index.html"}
    assert set(PAGES_OF_A1) < set(report.written)
    assert "news/a2/index.html" in others
    assert all(path.startswith("news/a") for path in others)
    assert len(report.written) == report.work["pages_rendered"]


def test_a_new_article(steppe: Magazine) -> None:
    """Every page of the listings that it joins has a new total; those of other tags stay."""
    steppe.article(
        "news/a0.md", title="Headline 0", date="2025-04-10", tags="[t0]", authors="Ann", body=BODY,
    )  # fmt: skip
    report = build_report(steppe)
    assert (report.work["sources_read"], report.work["bodies_parsed"], report.work["cards_rendered"]) == (1, 1, 1)
    written = set(report.written)
    listings = ("", "news/", "2025/", "2025/04/", "author/ann/", "tag/t0/")
    for listing in listings:
        for number in range(1, 3 if listing == "tag/t0/" else 6):
            assert (f"{listing}page/{number}/" if number > 1 else listing) + "index.html" in written
    assert {*FEEDS, "sitemap.xml", "404.html", "news/a0/index.html", "news/a9/index.html"} < written
    assert not {path for path in written if path.startswith(("tag/t1", "tag/t2", "about"))}


def test_a_renamed_article(steppe: Magazine) -> None:
    file = steppe.folder / "content/news/a1.md"
    file.rename(file.with_name("b1.md"))
    report = build_report(steppe)
    assert (report.work["sources_read"], report.work["bodies_parsed"], report.work["cards_rendered"]) == (1, 0, 1)
    assert "news/b1/index.html" in report.written
    assert report.removed == ("news/a1/index.html",)


def test_a_deleted_article(steppe: Magazine) -> None:
    (steppe.folder / "content/news/a1.md").unlink()
    report = build_report(steppe)
    assert {**report.work, "pages_rendered": 0} == NOTHING
    assert "news/a1/index.html" in report.removed


def test_a_new_day(steppe: Magazine) -> None:
    report = build_report(steppe, TOMORROW)
    pages = _pages(steppe)
    _expect(report, rendered=len(pages))
    assert set(report.written) == pages
    _expect(build_report(steppe, TOMORROW))


def test_new_rates(steppe: Magazine) -> None:
    steppe.put("content/rates.toml", RATES.format(2))
    report = build_report(steppe)
    assert set(report.written) == {*_pages(steppe), "rates.json"}
    assert (report.work["bodies_parsed"], report.work["cards_rendered"]) == (0, 0)


def test_rates_rewritten_without_a_change(steppe: Magazine) -> None:
    steppe.put("content/rates.toml", "# The same.\n" + RATES.format(1))
    _expect(build_report(steppe))


def test_theme_css_changed(steppe: Magazine) -> None:
    """Its name carries its digest: every page that could link it is made anew, and only those that do are written."""
    steppe.put("themes/own/static/more.css", "a { color: blue }\n")
    report = build_report(steppe)
    assert (report.work["sources_read"], report.work["bodies_parsed"]) == (0, 0)
    assert [path for path in report.written if not path.startswith("assets/more.")] == []
    assert len(report.written) == 1
    assert [path.startswith("assets/more.") for path in report.removed] == [True]


def test_the_linked_css_changed(steppe: Magazine) -> None:
    steppe.put("themes/own/static/broadsheet.css", "a { color: blue }\n")
    report = build_report(steppe)
    assert (report.work["sources_read"], report.work["bodies_parsed"]) == (0, 0)
    assert {path for path in report.written if not path.startswith("assets/broadsheet.")} == _pages(steppe)


TEMPLATES: dict[str, tuple[str, Callable[[str], bool]]] = {
    "404.html": ("x", lambda path: path == "404.html"),
    "page.html": ("x", lambda path: path == "about/index.html"),
    "author.html": ("x", lambda path: path.startswith("author/")),
    "article.html": ("x", lambda path: path.startswith("news/a") and "page" not in path),
    "front.html": ("x", lambda path: path == "index.html" or path.startswith("page/")),
    "footer.html": ("x", lambda path: path.endswith(".html")),
    "masthead.html": ("x", lambda path: path.endswith(".html")),
    "ticker.html": ("x", lambda path: path.endswith(".html")),
}


@pytest.mark.parametrize("name", list(TEMPLATES))
def test_one_template_changed(steppe: Magazine, name: str) -> None:
    text, is_reached = TEMPLATES[name]
    steppe.put(f"templates/{name}", text)
    report = build_report(steppe)
    reached = {path for path in _pages(steppe) if is_reached(path)}
    _expect(report, rendered=len(reached))
    assert set(report.written) == reached


def test_a_template_that_nothing_reaches(steppe: Magazine) -> None:
    steppe.put("templates/nobody.html", "x")
    _expect(build_report(steppe))


def test_the_card_template_changed(steppe: Magazine) -> None:
    steppe.put("templates/card.html", "x{{ article.headline }}")
    report = build_report(steppe)
    assert {**report.work, "pages_rendered": 0} == {**NOTHING, "cards_rendered": 9}
    listings = ("index.html", "page/", "news/page/", "news/index.html", "2025/", "author/", "tag/")
    assert set(report.written) == {path for path in _pages(steppe) if path.startswith(listings)}


def test_a_setting_that_no_bytes_depend_on(steppe: Magazine) -> None:
    steppe.configure('theme = "own"\n' + CONFIG + '[redirects]\n"/before/" = "/news/"\n')
    report = build_report(steppe)
    _expect(report, rendered=1)
    assert report.written == ("before/index.html",)


def test_the_title_of_the_site_changed(steppe: Magazine) -> None:
    text = (steppe.folder / "site.toml").read_text()
    steppe.put("site.toml", text.replace("The Test", "Another"))
    report = build_report(steppe)
    assert (report.work["sources_read"], report.work["bodies_parsed"]) == (0, 0)
    assert _pages(steppe) < set(report.written)


def test_a_static_file_changed(steppe: Magazine) -> None:
    steppe.put("static/file.txt", "y")
    report = build_report(steppe)
    _expect(report, written=1)
    assert report.written == ("file.txt",)


@pytest.mark.parametrize(
    "path", ["index.html", "news/a1/index.html", "feed.xml", "sitemap.xml", "file.txt", "rates.json"]
)
@pytest.mark.parametrize("is_deleted", [False, True])
def test_an_output_that_was_altered_or_deleted(steppe: Magazine, path: str, is_deleted: bool) -> None:
    before = files_in(steppe.output)
    if is_deleted:
        (steppe.output / path).unlink()
    else:
        steppe.put(f"output/{path}", "altered")
    report = build_report(steppe)
    assert report.written == (path,)
    assert {**report.work, "pages_rendered": 0} == NOTHING
    assert report.work["pages_rendered"] <= 1
    assert files_in(steppe.output) == before


def test_an_output_that_was_touched(steppe: Magazine) -> None:
    os.utime(steppe.output / "index.html")
    _expect(build_report(steppe))


def test_two_output_folders_in_turn(steppe: Magazine, tmp_path: Path) -> None:
    other = str(tmp_path / "other")
    first = build_report(steppe, output=other, base_url="https://other.example/")
    assert first.work["bodies_parsed"] == 0
    for _ in range(2):
        let_settle(Path(other))
        build_report(steppe, output=other, base_url="https://other.example/")
    for _ in range(2):
        _expect(build_report(steppe))
        _expect(build_report(steppe, output=other, base_url="https://other.example/"))


def test_what_is_known_of_an_output_folder_goes_with_it(steppe: Magazine, tmp_path: Path) -> None:
    states = steppe.folder / ".broadsheet/outputs"
    build_report(steppe, output=str(tmp_path / "other"))
    assert len(list(states.iterdir())) == 2
    shutil.rmtree(tmp_path / "other")
    _article(steppe, 1, title="New")
    build_report(steppe)
    assert len(list(states.iterdir())) == 1


def test_an_edit_seen_by_two_output_folders(steppe: Magazine, tmp_path: Path) -> None:
    other = str(tmp_path / "other")
    build_report(steppe, output=other)
    _article(steppe, 1, body=BODY.replace("two", "other"))
    _expect(build_report(steppe), read=1, parsed=1, cards=1, rendered=7)
    # What the first has read, parsed and rendered for the store serves the second; it may look at a fresh file again.
    report = build_report(steppe, output=other)
    assert (report.work["bodies_parsed"], report.work["cards_rendered"]) == (0, 0)
    assert report.work["pages_rendered"] == len(report.written) == 7


def test_drafts_in_turn(steppe: Magazine) -> None:
    steppe.article("news/draft.md", title="Draft", date="2025-04-11", draft="true", tags="[t0]", body=BODY)
    _settle(steppe)
    with_drafts = build_report(steppe, drafts=True)
    assert (with_drafts.work["sources_read"], with_drafts.work["bodies_parsed"]) == (0, 0)
    assert with_drafts.work["cards_rendered"] == 1
    assert "news/draft/index.html" in with_drafts.written
    without = build_report(steppe)
    assert {**without.work, "pages_rendered": 0} == NOTHING
    assert without.removed == ("news/draft/index.html",)
    again = build_report(steppe, drafts=True)
    assert {**again.work, "pages_rendered": 0} == NOTHING
    assert files_in(steppe.output) == clean_files(steppe, "--drafts")


def test_a_schedule_that_comes_and_an_expiry(steppe: Magazine) -> None:
    steppe.article("news/soon.md", title="Soon", date="2025-05-14 18:00", expires="2025-05-14 20:00", body=BODY)
    _settle(steppe)
    _expect(build_report(steppe, "2025-05-14T17:59:59+05:00"))
    report = build_report(steppe, "2025-05-14T18:00:00+05:00")
    assert (report.work["sources_read"], report.work["bodies_parsed"]) == (0, 0)
    assert "news/soon/index.html" in report.written
    assert "news/soon/index.html" in build_report(steppe, "2025-05-14T20:00:00+05:00").removed


def test_a_build_that_failed_costs_the_next_no_more_than_the_edit(steppe: Magazine) -> None:
    _article(steppe, 1, body=BODY.replace("nine", "other"))
    steppe.put("content/news/bad.md", "---\ntitle:\n---\n")
    steppe.fail()
    (steppe.folder / "content/news/bad.md").unlink()
    _expect(build_report(steppe), read=1, parsed=1, rendered=1)


def test_no_cache_does_all_and_remembers_nothing(steppe: Magazine) -> None:
    before = files_in(steppe.folder / ".broadsheet")
    report = build_report(steppe, no_cache=True)
    assert report.work["bodies_parsed"] == 11
    assert report.written == ()
    assert report.cache_bytes == 0
    assert files_in(steppe.folder / ".broadsheet") == before


def test_the_memory_stays_below_the_output(steppe: Magazine) -> None:
    """Its size is told, and many edits do not make it grow for ever."""
    assert 0 < build_report(steppe).cache_bytes == sum(map(len, files_in(steppe.folder / ".broadsheet").values()))
    for step in range(60):
        _article(steppe, 1, body=f"{step} " * 20_000)
        report = build_report(steppe)
    assert report.cache_bytes < sum(map(len, files_in(steppe.output).values())) + (2 << 20)
    assert len(list((steppe.folder / ".broadsheet/packs").iterdir())) < 60


def test_a_masthead_that_a_shortcode_or_a_redirect_calls_for_is_never_stale(magazine: Magazine) -> None:
    magazine.write(
        "-- templates/day.html --\n{{ masthead.dateline }}\n"
        '-- templates/shortcodes/today.html --\n<b>{{ fragment("day.html") }}</b>\n'
        '-- templates/redirect.html --\n<a href="{{ target }}">{{ fragment("day.html") }}</a>\n'
    )
    magazine.article("news/a.md", body="{{< today >}}", aliases="[/old/]")
    magazine.build()
    assert "14 May 2025" in magazine.read("/feed.xml")
    assert "14 May 2025" in magazine.read("/old/")
    magazine.build("--now", "2025-05-15T12:00:00+05:00")
    clean = magazine.folder.parent / "clean"
    magazine.build("--now", "2025-05-15T12:00:00+05:00", "--no-cache", "--output", str(clean))
    assert files_in(magazine.output) == files_in(clean)
    assert "15 May 2025" in magazine.read("/feed.xml")
    assert "15 May 2025" in magazine.read("/old/")


def test_an_edit_writes_the_feeds_that_hold_the_article_and_no_other(magazine: Magazine) -> None:
    """Eight articles, two a tag and two an author; every feed holds the newest three."""
    magazine.write("").configure("[feeds]\nitems = 3\n")
    for number in range(1, 9):
        magazine.article(
            f"s{number % 2}/a{number}.md", date=f"2025-04-0{number}", tags=f"[t{number % 4}]",
            authors=f"[w{(number + 1) // 2}]", body=BODY,
        )  # fmt: skip
    _settle(magazine)
    holders = {
        1: ["tag/t1", "author/w1"],
        5: ["s1", "tag/t1", "author/w3"],
        8: ["", "s0", "tag/t0", "author/w4"],
    }
    for number, folders in holders.items():
        file = magazine.folder / f"content/s{number % 2}/a{number}.md"
        file.write_text(file.read_text().replace("nine", "other"))
        feeds = {path for path in build_report(magazine).written if path.endswith(FEED_FILES)}
        assert feeds == {f"{folder}/{file}".lstrip("/") for folder in folders for file in FEED_FILES}


def test_news_that_fall_out_of_their_window(steppe: Magazine) -> None:
    """The clock alone changes the news sitemap, within a day: nothing else is made anew."""
    steppe.article("news/a0.md", title="Headline 0", date="2025-05-12 13:00", tags="[t0]", body=BODY)
    _settle(steppe)
    _expect(build_report(steppe, "2025-05-14T12:59:59+05:00"))
    report = build_report(steppe, "2025-05-14T13:00:00+05:00")
    _expect(report, rendered=1)
    assert report.written == ("news-sitemap.xml",)
    _expect(build_report(steppe, "2025-05-14T13:00:01+05:00"))
