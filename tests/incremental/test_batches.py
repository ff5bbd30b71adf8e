"""Outputs are planned in batches: an edit makes those that it touches, and finds clashes with the others all the same.

The site: nine articles of one section, each in a batch by itself or with few others, two to a page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from generator.build import memory as memory_module
from generator.model.plan import Output
from generator.plan import outputs as outputs_module
from generator.store.packs import Packs
from tests.incremental.clean import build_both, build_report, let_settle
from tests.magazine import Magazine

BODY = "One two three four five six seven eight nine ten."
CONFIG = "[listing]\npage_size = 2\nexcerpt_words = 6\n"


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plan few articles together."""
    monkeypatch.setattr(outputs_module, "_DEALT", 1)


@pytest.fixture
def steppe(magazine: Magazine) -> Magazine:
    """The site, built until every stamp is trusted."""
    magazine.configure(CONFIG)
    for number in range(1, 10):
        magazine.article(
            f"news/a{number}.md", title=f"Headline {number}", date=f"2025-04-0{number}", tags=f"[t{number % 3}]",
            body=BODY,
        )  # fmt: skip
    for number in range(3):  # each has something to write, and so remembers the stamps that can be trusted by now
        magazine.put("static/file.txt", f"{number}")
        build_report(magazine)
        let_settle(magazine.folder)
    return magazine


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Output]:
    """The outputs of articles and listings that are planned one by one."""
    outputs: list[Output] = []

    def make(*fields: Any, **named: Any) -> Output:
        outputs.append(Output(*fields, **named))
        return outputs[-1]

    monkeypatch.setattr(outputs_module, "Output", make)
    return outputs


def _edit(magazine: Magazine, path: str, old: str, new: str) -> None:
    file = magazine.folder / path
    file.write_text(file.read_text().replace(old, new))


def _counts(made: list[Output]) -> dict[str, int]:
    return {kind: sum(one.kind == kind for one in made) for kind in ("article", "front", "listing")}


def test_a_body_edited_past_the_excerpt_plans_its_batch_alone(steppe: Magazine, made: list[Output]) -> None:
    _edit(steppe, "content/news/a1.md", "nine", "other")
    assert "news/a1/index.html" in build_report(steppe).written
    counts = _counts(made)
    assert 1 <= counts["article"] < 9
    assert counts["front"] == counts["listing"] == 0


def test_a_headline_edited_plans_the_listings_that_show_it(steppe: Magazine, made: list[Output]) -> None:
    _edit(steppe, "content/news/a1.md", "Headline 1", "Another")
    report = build_report(steppe)
    assert "tag/t1/page/2/index.html" in report.written
    shown = {one.url.split("page/")[0] for one in made if one.kind in ("front", "listing")}
    assert shown == {"/", "/2025/", "/2025/04/", "/news/", "/tag/t1/"}


def test_a_new_term_plans_the_batch_of_its_article_alone(steppe: Magazine, made: list[Output]) -> None:
    _edit(steppe, "content/news/a1.md", "[t1]", "[t1, brand new]")
    assert "tag/brand-new/index.html" in build_report(steppe).written
    assert 1 <= _counts(made)["article"] < 9


def test_a_term_renamed_plans_all_articles(steppe: Magazine, made: list[Output]) -> None:
    steppe.put("content/terms/tag/t1.md", "---\ntitle: First\n---\n")
    report = build_report(steppe)
    assert {f"news/a{number}/index.html" for number in (1, 4, 7)} <= set(report.written)
    assert _counts(made)["article"] == 9


def test_a_term_that_goes_and_comes_back_by_another_name(steppe: Magazine) -> None:
    """While nobody has it, its name changes; then it is there again, and gets its first name back."""

    def name(title: str) -> None:
        steppe.put("content/terms/tag/t1.md", f"---\ntitle: {title}\n---\n")

    def hold(before: str, after: str) -> None:
        for number in (1, 4, 7):
            _edit(steppe, f"content/news/a{number}.md", f"{before}tags: [t1]", f"{after}tags: [t1]")

    steps: list[tuple[str, Callable[[], None]]] = [
        ("named", lambda: name("First")),
        ("held", lambda: hold("", "draft: true\n")),
        ("renamed", lambda: name("Second")),
        ("back", lambda: hold("draft: true\n", "")),
        ("as at first", lambda: name("First")),
    ]
    for step, edit in steps:
        edit()
        assert build_both(steppe, steppe.output, (), step)
        let_settle(steppe.folder)
        steppe.put("static/file.txt", step)  # so that the next build remembers stamps that can be trusted
        build_report(steppe)
        let_settle(steppe.folder)


def test_packs_are_searched_for_what_is_dead_after_some_edits(
    steppe: Magazine, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches: list[int] = []
    monkeypatch.setattr(memory_module, "_UNCHECKED", 0.25)
    monkeypatch.setattr(Packs, "keep_only", lambda _, keys: searches.append(len(keys)))

    def search_after(edit: Callable[[], None]) -> list[int]:
        searches.clear()
        edit()
        build_report(steppe)
        let_settle(steppe.folder)
        return [*searches]

    edits = [search_after(lambda: _edit(steppe, "content/news/a1.md", "ten", "ten ten")) for _ in range(6)]
    assert edits == [[], [], [11], [], [], [11]], "nine cards and two bodies, one of them that of eight articles"
    assert search_after((steppe.folder / "content/news/a9.md").unlink) == [10]


def test_a_first_build_plans_all(steppe: Magazine, made: list[Output]) -> None:
    build_report(steppe, no_cache=True)
    assert _counts(made)["article"] == 9


def test_a_file_altered_in_a_batch_that_stands_is_mended(steppe: Magazine) -> None:
    whole = (steppe.output / "news/a9/index.html").read_bytes()
    (steppe.output / "news/a9/index.html").write_bytes(b"altered")
    _edit(steppe, "content/news/a1.md", "nine", "other")
    assert set(build_report(steppe).written) >= {"news/a1/index.html", "news/a9/index.html"}
    assert (steppe.output / "news/a9/index.html").read_bytes() == whole


def test_an_article_that_comes_and_goes(steppe: Magazine) -> None:
    steppe.article("news/b.md", title="New", date="2025-04-05", tags="[t7]")
    assert build_both(steppe, steppe.output, (), "comes")
    let_settle(steppe.folder)
    (steppe.folder / "content/news/b.md").unlink()
    assert build_both(steppe, steppe.output, (), "goes")
    assert not (steppe.output / "tag/t7").exists()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/news/b.md", "---\ntitle: B\ndate: 2025-04-05\nslug: a9\n---\nText.\n"),
        ("content/news/b.md", "---\ntitle: B\ndate: 2025-04-05\naliases: [/news/a9/]\n---\nText.\n"),
        ("content/news/b.md", "---\ntitle: B\ndate: 2025-04-05\naliases: [/tag/t1/page/2/]\n---\nText.\n"),
        ("content/pages/news.md", "---\ntitle: B\n---\nText.\n"),
        ("static/news/a9/index.html", "x"),
        ("static/tag", "x"),
        ("static/news/a9/index.html/x", "x"),
        ("static/.broadsheet-journal", "x"),
    ],
)
def test_a_new_claim_on_what_stands(steppe: Magazine, path: str, text: str) -> None:
    """The clash is told as a clean build tells it, and the output stays as it was."""
    steppe.put(path, text)
    assert not build_both(steppe, steppe.output, (), path)


def test_a_search_that_comes_to_files_that_stand_in_its_folder(steppe: Magazine) -> None:
    steppe.put("static/pagefind/x.js", "x")
    assert build_both(steppe, steppe.output, (), "no search yet")
    let_settle(steppe.folder)
    steppe.configure(CONFIG + "[search]\nenabled = true\n")
    assert not build_both(steppe, steppe.output, (), "the folder is taken")


def test_the_last_file_of_a_kind_goes(steppe: Magazine) -> None:
    (steppe.folder / "static/file.txt").unlink()
    assert build_both(steppe, steppe.output, (), "no file is copied")
    assert not (steppe.output / "file.txt").exists()


def test_two_output_folders_in_turn(steppe: Magazine) -> None:
    other = steppe.folder.parent / "other"
    for number in range(3):
        _edit(steppe, f"content/news/a{number + 1}.md", "nine", f"other {number}")
        assert build_both(steppe, other if number % 2 else steppe.output, (), number)
        let_settle(steppe.folder)


def test_a_rule_for_a_host_sees_the_pages_that_stand(steppe: Magazine) -> None:
    steppe.configure(CONFIG + '[hosts]\nredirects = ["netlify"]\n')
    assert build_both(steppe, steppe.output, (), "hosts")
    let_settle(steppe.folder)
    steppe.configure(CONFIG + '[hosts]\nredirects = ["netlify"]\n[redirects]\n"/news/*" = "/tag/t1/"\n')
    assert build_both(steppe, steppe.output, (), "a rule that would cover articles is left out, and told of")
