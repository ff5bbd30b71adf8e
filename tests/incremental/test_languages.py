"""Work counted over editions: an edit of one writes nothing in the others but what links to it."""

from __future__ import annotations

import pytest

from tests.incremental.clean import NOTHING, build_report, clean_files, expect_equal, let_settle
from tests.magazine import Magazine, files_in

CONFIG = (
    '[listing]\npage_size = 2\n[[languages]]\ncode = "ru"\ntitle = "Проверка"\n[[languages]]\ncode = "kk"\n'
    'title = "Сынақ"\n'
)


@pytest.fixture
def steppe(magazine: Magazine) -> Magazine:
    """Six articles in each of three languages, but for a6, which is in English alone."""
    magazine.configure(CONFIG)
    for number in range(1, 7):
        magazine.article(f"news/a{number}.md", title=f"A{number}", date=f"2025-04-0{number}", tags=f"[t{number % 2}]")
        for code in ("ru", "kk") if number < 6 else ():
            magazine.put(f"content/news/a{number}.{code}.md", f"---\ntitle: {code} {number}\n---\nText.\n")
    magazine.put("content/terms/tag/t0.ru.md", "---\ntitle: Т0\nslug: t0\n---\n")
    for _ in range(2):
        build_report(magazine)
        let_settle(magazine.folder)
    assert build_report(magazine).work == NOTHING
    return magazine


def written(magazine: Magazine) -> list[str]:
    """Build, compare with a clean build, and list the pages and feeds that were written."""
    report = build_report(magazine)
    expect_equal(files_in(magazine.output), clean_files(magazine), "stale")
    return [path for path in report.written if not path.startswith("assets/")]


def test_an_edit_of_a_translation_writes_nothing_in_the_other_editions(steppe: Magazine) -> None:
    steppe.put("content/news/a1.ru.md", "---\ntitle: Другое\n---\nДругой текст.\n")
    paths = written(steppe)
    assert "ru/news/a1/index.html" in paths
    assert all(path.startswith("ru/") for path in paths), paths


def test_an_edit_of_an_original_s_text_writes_its_own_edition_alone(steppe: Magazine) -> None:
    steppe.article("news/a1.md", title="Another", date="2025-04-01", tags="[t1]", body="Another text.")
    paths = written(steppe)
    assert "news/a1/index.html" in paths
    assert not any(path.startswith(("ru/", "kk/")) for path in paths), paths


def test_a_new_translation_writes_beside_its_edition_what_now_leads_to_it(steppe: Magazine) -> None:
    steppe.put("content/news/a6.ru.md", "---\ntitle: Шестая\n---\nТекст.\n")
    others = [path for path in written(steppe) if not path.startswith("ru/")]
    # Its original leads there, and so does the tag's second page, which the Russian edition has only now.
    assert others == ["news/a6/index.html", "sitemap.xml", "tag/t0/page/2/index.html"]


def test_a_translation_that_goes_leaves_nothing_that_leads_to_it(steppe: Magazine) -> None:
    (steppe.folder / "content/news/a1.ru.md").unlink()
    paths = written(steppe)
    assert {"news/a1/index.html", "kk/news/a1/index.html"} <= set(paths)
    assert not any(path.startswith(("news/a2", "kk/news/a2")) for path in paths)


def test_a_term_s_title_in_one_language_is_that_edition_s_own(steppe: Magazine) -> None:
    steppe.put("content/terms/tag/t0.ru.md", "---\ntitle: Другая тема\nslug: t0\n---\n")
    paths = written(steppe)
    assert "ru/tag/t0/index.html" in paths
    assert all(path.startswith("ru/") for path in paths), paths


def test_a_title_of_an_edition_is_its_own(steppe: Magazine) -> None:
    steppe.put("site.toml", (steppe.folder / "site.toml").read_text("utf-8").replace("Проверка", "Опыт"))
    paths = written(steppe)
    assert "ru/index.html" in paths
    assert all(path.startswith("ru/") for path in paths), paths


def test_a_whole_language_goes_and_comes(steppe: Magazine) -> None:
    text = (steppe.folder / "site.toml").read_text("utf-8")
    steppe.put("site.toml", text.partition('[[languages]]\ncode = "kk"')[0])
    # Files that end with what is no language any more are articles of the first edition, and lack a date.
    assert steppe.run("build").status == 1
    for file in (steppe.folder / "content/news").glob("*.kk.md"):
        file.rename(file.with_suffix(".off"))
    written(steppe)
    assert not any(path.startswith("kk/") for path in files_in(steppe.output))
    for file in (steppe.folder / "content/news").glob("*.kk.off"):
        file.rename(file.with_suffix(".md"))
    steppe.put("site.toml", text)
    assert "kk/news/a1/index.html" in written(steppe)
