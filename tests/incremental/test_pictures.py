"""Pictures encoded, counted: what each kind of change makes a build encode, and nothing beyond it.

The site: an article with a lead picture and another one in its text, and one with neither; two widths, all formats.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from generator.build import pictures as pictures_module
from tests.incremental.clean import build_report, clean_files, expect_equal, let_settle
from tests.magazine import Magazine, files_in
from tests.pictures import jpeg, png

CONFIG = "[pictures]\nwidths = [20, 40]\n"
# Each width in each format; the crops to 16:9 and 1:1, and the social card. At 4:3 the picture is whole already.
LEAD = 6 + 2 + 1
BODY = 6
FOLDER = "assets/pictures/"


@pytest.fixture
def steppe(magazine: Magazine) -> Magazine:
    magazine.write("").configure(CONFIG)
    magazine.article("news/a.md", image="{src: lead.jpg, alt: x}", body="![x](body.png)")
    magazine.article("news/b.md", title="B")
    magazine.put("content/news/lead.jpg", jpeg(40, 30))
    magazine.put("content/news/body.png", png(40, 30))
    return magazine


def _encoded(magazine: Magazine, **settings: object) -> int:
    return build_report(magazine, **settings).work["pictures_encoded"]  # type: ignore[arg-type]


def test_a_first_build_encodes_all_and_a_second_nothing(steppe: Magazine) -> None:
    # The card of the section, for the article without a picture, is the one more.
    assert _encoded(steppe) == LEAD + BODY + 1
    assert len([path for path in files_in(steppe.output) if path.startswith(FOLDER)]) == LEAD + BODY + 1
    assert _encoded(steppe) == 0
    let_settle(steppe.folder)
    assert _encoded(steppe) == 0


def test_one_picture_changed(steppe: Magazine) -> None:
    _encoded(steppe)
    steppe.put("content/news/body.png", png(40, 30, (1, 2, 3)))
    report = build_report(steppe)
    assert report.work["pictures_encoded"] == BODY
    pages = {path for path in report.written if not path.startswith(FOLDER)}
    feeds = {f"{above}{name}" for above in ("", "news/") for name in ("feed.xml", "atom.xml", "feed.json")}
    assert pages == {"news/a/index.html", "sitemap.xml", *feeds}
    assert len(report.written) == BODY + len(pages)
    assert len(report.removed) == BODY
    expect_equal(files_in(steppe.output), clean_files(steppe), "one picture changed")


def test_a_lead_picture_changed(steppe: Magazine) -> None:
    _encoded(steppe)
    steppe.put("content/news/lead.jpg", jpeg(40, 30, (1, 2, 3)))
    report = build_report(steppe)
    assert report.work["pictures_encoded"] == LEAD
    assert {"index.html", "news/index.html", "news/a/index.html"} < set(report.written)
    expect_equal(files_in(steppe.output), clean_files(steppe), "a lead picture changed")


def test_a_touched_picture_and_one_with_the_same_bytes_again(steppe: Magazine) -> None:
    _encoded(steppe)
    os.utime(steppe.folder / "content/news/lead.jpg")
    steppe.put("content/news/body.png", png(40, 30))
    report = build_report(steppe)
    assert (report.work["pictures_encoded"], report.written) == (0, ())


def test_a_text_edited(steppe: Magazine) -> None:
    _encoded(steppe)
    steppe.article("news/a.md", image="{src: lead.jpg, alt: y}", body="Other ![x](body.png)")
    assert _encoded(steppe) == 0


def test_a_crop_moved(steppe: Magazine) -> None:
    _encoded(steppe)
    steppe.article("news/a.md", image="{src: lead.jpg, alt: x, focal: 0% 0%}", body="![x](body.png)")
    # 16:9 and the social card lie elsewhere now, and so does the square; 4:3 is the whole picture.
    assert _encoded(steppe) == 3


def test_a_quality_changed(steppe: Magazine) -> None:
    _encoded(steppe)
    steppe.configure(CONFIG + "quality = 50\n")
    assert _encoded(steppe) == LEAD + BODY


def test_the_output_deleted(steppe: Magazine) -> None:
    _encoded(steppe)
    before = files_in(steppe.output)
    shutil.rmtree(steppe.output)
    assert _encoded(steppe) == 0
    assert files_in(steppe.output) == before


def test_a_second_output_folder(steppe: Magazine, tmp_path: Path) -> None:
    _encoded(steppe)
    assert _encoded(steppe, output=str(tmp_path / "second")) == 0
    assert {**files_in(steppe.output)} == {**files_in(tmp_path / "second")}


def test_a_renamed_article_keeps_its_pictures(steppe: Magazine) -> None:
    _encoded(steppe)
    file = steppe.folder / "content/news/a.md"
    file.rename(file.with_name("c.md"))
    assert _encoded(steppe) == 0


def test_no_cache_encodes_all_and_remembers_nothing(steppe: Magazine) -> None:
    assert _encoded(steppe, no_cache=True) == LEAD + BODY + 1
    assert _encoded(steppe, no_cache=True) == LEAD + BODY + 1
    assert not (steppe.folder / ".broadsheet").exists()


def test_pictures_that_nobody_shows_any_more_leave_the_memory(steppe: Magazine, tmp_path: Path) -> None:
    second = str(tmp_path / "second")
    _encoded(steppe)
    _encoded(steppe, output=second)
    steppe.article("news/a.md", body="Text.")
    build_report(steppe)
    store = steppe.folder / ".broadsheet/pictures"
    assert len(list(store.iterdir())) == LEAD + BODY + 1  # the second folder still shows them
    report = build_report(steppe, output=second)
    assert len(list(store.iterdir())) == 1
    assert report.cache_bytes == sum(path.stat().st_size for path in store.parent.rglob("*") if path.is_file())


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 5000])
def test_a_damaged_picture_of_the_memory_is_made_again(steppe: Magazine, damage: bytes) -> None:
    _encoded(steppe)
    before = files_in(steppe.output)
    for file in list((steppe.folder / ".broadsheet/pictures").iterdir())[:3]:
        file.write_bytes(damage)
    shutil.rmtree(steppe.output)
    assert _encoded(steppe) == 3
    assert files_in(steppe.output) == before


def test_a_picture_of_the_output_altered_or_deleted(steppe: Magazine) -> None:
    _encoded(steppe)
    before = files_in(steppe.output)
    first, second, *_ = sorted((steppe.output / FOLDER).iterdir())
    first.unlink()
    second.write_bytes(b"altered")
    report = build_report(steppe)
    assert report.work["pictures_encoded"] == 0
    assert len(report.written) == 2
    assert files_in(steppe.output) == before


def test_a_draft_s_picture_is_not_made(steppe: Magazine) -> None:
    steppe.article("news/a.md", image="{src: lead.jpg, alt: x}", body="![x](body.png)", draft="true")
    assert _encoded(steppe) == 1
    assert _encoded(steppe, drafts=True) == LEAD + BODY


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_pool_makes_the_same(steppe: Magazine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures_module, "_PAYS", 1)
    assert _encoded(steppe, jobs=2) == LEAD + BODY + 1
    expect_equal(files_in(steppe.output), clean_files(steppe), "two processes")


def test_a_picture_that_breaks_while_the_site_is_built(steppe: Magazine, monkeypatch: pytest.MonkeyPatch) -> None:
    read = pictures_module._read

    def late(order: object) -> bytes:
        steppe.put("content/news/body.png", png(40, 30, (9, 9, 9)))
        return read(order)  # type: ignore[arg-type]

    monkeypatch.setattr(pictures_module, "_read", late)
    run = steppe.fail()
    assert run.errors == ['content/news/a.md:6:1: error: the picture "content/news/body.png" has just been changed']
