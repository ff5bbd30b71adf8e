"""The gate: what is a draft, scheduled or expired reaches no output at all, not even as bytes."""

from __future__ import annotations

import pytest

from tests.magazine import Magazine, files_in
from tests.pictures import png, undigested

HELD = {
    "draft": {"draft": "true"},
    "scheduled": {"date": "2025-05-14 12:00:01"},
    "expired": {"expires": "2025-05-14 12:00:00"},
}


def _secret(magazine: Magazine, state: str) -> None:
    """Write an article every word of which holds `zq`, in every field that any page or file shows."""
    keys = {
        "date": "2025-05-01", "tags": "[zqtag]", "authors": "[zqauthor]", "regions": "[zqregion]",
        "series": "[zqseries]", "summary": "zqsummary", "kicker": "zqkicker", "section": "zqsection",
        "aliases": "[/zqalias/]", "image": "{src: zqpicture.png, alt: zqalt, caption: zqcaption}",
        "corrections": "[{date: 2025-05-02, text: zqcorrection}]", "extra": "{zqkey: zqvalue}", "lang": "ru",
        "template": "article", "canonical_url": "https://zq.example/",
    }  # fmt: skip
    magazine.article(
        "zqfolder/zqslug/index.md",
        title="zqtitle",
        body="zqbody ![zqalt](zqpicture.png) [zq](zqfile.pdf)",
        **{**keys, **HELD[state]},
    )
    magazine.put("content/zqfolder/zqslug/zqpicture.png", png())
    magazine.put("content/zqfolder/zqslug/deep/zqfile.pdf", "zqbytes")


def _neighbours(magazine: Magazine) -> None:
    magazine.write("").configure('[archives]\nperiods = ["year", "month", "day"]\n[listing]\npage_size = 1\n')
    magazine.article(
        "news/a.md", title="Open", tags="[shared]", date="2025-04-30", body="[text](../zqfolder/zqslug/index.md)"
    )
    magazine.article("news/b.md", title="Also", tags="[shared]", date="2025-05-02")
    magazine.article("zqother/c.md", title="zqtitle", **HELD["draft"])
    magazine.put("content/pages/zqpage.md", "---\ntitle: zqtitle\ndraft: true\n---\nzqbody\n")


@pytest.mark.parametrize("state", list(HELD))
def test_nothing_of_a_held_article_reaches_the_output(magazine: Magazine, state: str) -> None:
    _neighbours(magazine)
    _secret(magazine, state)
    run = magazine.build()
    assert "leads to an article that is" in run.err
    for path, data in files_in(magazine.output).items():
        assert "zq" not in path
        assert b"zq" not in data.lower(), path
    assert magazine.page("/").count_line == "Viewing results 1 - 1 of 2"
    assert not magazine.exists("/2025/05/01/")


@pytest.mark.parametrize(("state", "flag"), [("draft", "--drafts"), ("scheduled", "--future")])
def test_what_was_shown_is_gone_with_the_next_build(magazine: Magazine, state: str, flag: str) -> None:
    _neighbours(magazine)
    _secret(magazine, state)
    magazine.build(flag)
    assert magazine.exists("/zqsection/zqslug/")
    [source] = magazine.page("/zqsection/zqslug/").all("//figure[@class='lead-picture']//img/@src")
    assert undigested([source]) == ["/assets/pictures/zqpicture-8.png"]
    assert magazine.exists(source)
    magazine.build()
    for path, data in files_in(magazine.output).items():
        assert b"zq" not in path.encode() + data.lower(), path
    assert not (magazine.output / "zqsection").exists()


@pytest.mark.parametrize("state", list(HELD))
def test_a_build_with_and_without_a_held_article_is_the_same(
    magazine: Magazine, tmp_path_factory: pytest.TempPathFactory, state: str
) -> None:
    _neighbours(magazine)
    (magazine.folder / "content/news/a.md").write_text(
        "---\ntitle: Open\ndate: 2025-04-30\ntags: [shared]\n---\nText.\n"
    )
    magazine.build()
    without = {path: data for path, data in files_in(magazine.output).items() if path != ".broadsheet-manifest"}
    _secret(magazine, state)
    magazine.build()
    assert {path: data for path, data in files_in(magazine.output).items() if path != ".broadsheet-manifest"} == without


@pytest.mark.parametrize(
    ("date", "now", "is_shown"),
    [
        ("2025-05-14 12:00:00", "2025-05-14T12:00:00+05:00", True),
        ("2025-05-14 12:00:00", "2025-05-14T11:59:59+05:00", False),
        ("2025-05-14 12:00:00", "2025-05-14T07:00:00Z", True),
        ("2025-05-14", "2025-05-14T00:00:00+05:00", True),
        ("2025-05-14", "2025-05-13T23:59:59+05:00", False),
        ("2025-05-14", "2025-05-13T19:00:00Z", True),
        ("2025-05-14", "2025-05-14", True),
        ("2025-05-14", "2025-05-13 23:59:59", False),
        ("2025-05-14T12:00:00.5", "2025-05-14T12:00:00+05:00", False),
        ("2025-05-14T12:00:00.5", "2025-05-14T12:00:00.5+05:00", True),
    ],
)
def test_an_article_is_published_from_its_date_on(magazine: Magazine, date: str, now: str, is_shown: bool) -> None:
    magazine.write("").article("news/a.md", date=f"'{date}'")
    magazine.build("--now", now)
    assert magazine.exists("/news/a/") is is_shown
    magazine.build("--now", now, "--future")
    assert magazine.exists("/news/a/")


@pytest.mark.parametrize(
    ("expires", "now", "is_shown"),
    [
        ("2025-05-14 12:00:00", "2025-05-14T11:59:59+05:00", True),
        ("2025-05-14 12:00:00", "2025-05-14T12:00:00+05:00", False),
        ("2025-05-14", "2025-05-13T23:59:59+05:00", True),
        ("2025-05-14", "2025-05-14T00:00:00+05:00", False),
        ("2025-05-14 00:00 UTC", "2025-05-14T04:59:59+05:00", True),
        ("2025-05-14 00:00 UTC", "2025-05-14T05:00:00+05:00", False),
    ],
)
def test_an_article_is_published_until_it_expires(magazine: Magazine, expires: str, now: str, is_shown: bool) -> None:
    magazine.write("").article("news/a.md", expires=f"'{expires}'")
    magazine.build("--now", now)
    assert magazine.exists("/news/a/") is is_shown
    magazine.build("--now", now, "--drafts", "--future")
    assert magazine.exists("/news/a/") is is_shown


def test_the_flags_let_only_their_own_kind_pass(magazine: Magazine) -> None:
    magazine.write("").article("news/draft.md", draft="true")
    magazine.article("news/later.md", date="2025-06-01")
    magazine.article("news/both.md", date="2025-06-01", draft="true")
    shown = {}
    for flags in ((), ("--drafts",), ("--future",), ("--drafts", "--future")):
        magazine.build(*flags)
        shown[flags] = sorted(path.parent.name for path in (magazine.output / "news").glob("*/index.html"))
    assert shown == {
        (): [],
        ("--drafts",): ["draft"],
        ("--future",): ["later"],
        ("--drafts", "--future"): ["both", "draft", "later"],
    }


def test_a_draft_says_so_when_it_is_built(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", draft="true")
    magazine.build("--drafts")
    assert magazine.page("/news/a/").one("//span[@class='draft']") == "Draft"


def test_only_a_draft_uses_a_term(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", draft="true", tags="Lonely", authors="Nobody")
    magazine.put("content/terms/tag/lonely.md", "---\ntitle: Lonely\n---\n")
    magazine.build()
    assert not magazine.exists("/tag/lonely/")
    assert not magazine.exists("/author/nobody/")


def test_a_held_article_claims_no_address(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", title="Open")
    magazine.article("news/b.md", slug="a", draft="true", aliases="[/news/]")
    magazine.build()
    assert magazine.page("/news/a/").one("//h1") == "Open"
    magazine.fail("--drafts")


def test_a_page_may_be_scheduled(magazine: Magazine) -> None:
    magazine.write("").put("content/pages/about.md", "---\ntitle: A\ndate: 2025-06-01\n---\n")
    magazine.put("content/pages/gone.md", "---\ntitle: A\nexpires: 2025-05-01\n---\n")
    magazine.build()
    assert not magazine.exists("/about/")
    assert not magazine.exists("/gone/")


def test_a_draft_with_faults_is_held_like_any_other(magazine: Magazine) -> None:
    magazine.write("").put(
        "content/news/zqslug/index.md", "---\ntitle: zqtitle\ndate: never\ndraft: true\n---\nzqbody\n"
    )
    magazine.put("content/news/zqslug/p.png", "zqbytes")
    magazine.article(
        "news/a.md", body="[one](zqslug/index.md) [two](zqslug/p.png) ![three](zqslug/p.png)", image="zqslug/p.png"
    )
    run = magazine.build()
    assert len([line for line in run.warnings if "leads to an article that is a draft" in line]) == 4
    for path, data in files_in(magazine.output).items():
        assert b"zq" not in path.encode() + data, path
    assert magazine.page("/news/a/").one("//div[@class='prose']/p") == "one two three"


def test_drafts_of_profiles_terms_and_sections(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", tags="Law", body="[text](../authors/zqann/index.md)")
    magazine.put(
        "content/authors/zqann/index.md", "---\ntitle: zqann\ndraft: true\nimage: {src: p.png, alt: zq}\n---\nzqbody\n"
    )
    magazine.put("content/authors/zqann/p.png", png())
    magazine.put("content/terms/tag/law.md", "---\ntitle: zqlaw\ndraft: true\n---\n")
    magazine.put("content/news/_index.md", "---\ntitle: zqnews\ndraft: true\n---\n")
    magazine.put("content/zqempty/_index.md", "---\ntitle: zqempty\ndraft: true\n---\n")
    run = magazine.build()
    assert [line.partition(": warning: ")[2] for line in run.warnings] == [
        'the link "../authors/zqann/index.md" leads to an article that is a draft, and shows its text'
    ]
    for path, data in files_in(magazine.output).items():
        assert b"zq" not in path.encode() + data, path
    assert magazine.page("/tag/law/").one("//h1") == "Law"
    assert magazine.page("/news/").one("//h1") == "News"
    magazine.build("--drafts")
    assert magazine.page("/author/zqann/").one("//h1") == "zqann"
    assert magazine.page("/tag/law/").one("//h1") == "zqlaw"
    assert magazine.page("/zqempty/").one("//h1") == "zqempty"


def test_a_profile_s_link_to_a_held_article_is_left_out(magazine: Magazine) -> None:
    magazine.write("").article("news/zqslug.md", draft="true")
    magazine.put(
        "content/authors/ann.md",
        "---\ntitle: Ann\nlinks: [{title: zqone, url: /news/zqslug/}, {title: Two, url: /}]\n---\n",
    )
    magazine.article("news/a.md", authors="Ann")
    run = magazine.build()
    assert len(run.warnings) == 1
    assert "and is left out" in run.warnings[0]
    for path, data in files_in(magazine.output).items():
        assert b"zq" not in path.encode() + data, path
    assert magazine.page("/author/ann/").all("//ul[@class='profile-links']//a") == ["Two"]
