"""An editor's report: what is asked of headlines, standfirsts, pictures, bylines and tags, and what is not."""

from __future__ import annotations

import pytest

from generator.check.tags import likeness
from tests.magazine import Magazine, Run
from tests.pictures import png


@pytest.fixture
def steppe(magazine: Magazine) -> Magazine:
    """A site that leaves nothing to be asked for."""
    magazine.write("")
    for name in ("a", "b"):
        magazine.article(f"news/{name}.md", title=name, summary="In short.", tags="[Law]", author="Ann")
    magazine.put("content/authors/ann.md", "---\ntitle: Ann\n---\n")
    magazine.put("content/news/x.png", png())
    return magazine


def _notes(run: Run) -> list[str]:
    return [line for line in run.err.splitlines() if ": note: " in line and not line.startswith(" ")]


def test_a_site_that_leaves_nothing_to_be_asked_for(steppe: Magazine) -> None:
    run = steppe.run("check", "--strict")
    assert (run.status, run.err) == (0, "")
    assert run.out.endswith(" pages, no errors\n")
    data = steppe.run("check", "--json").data
    assert (data["warnings"], data["errors"], data["notes"], data["found"]) == ([], [], [], {})


def test_a_headline_of_more_than_110_characters(steppe: Magazine) -> None:
    steppe.article("news/a.md", title="й" * 110, summary="x", tags="[Law]", author="Ann")
    assert _notes(steppe.run("check")) == []
    steppe.article("news/a.md", title="е\N{COMBINING DIAERESIS}" * 110, summary="x", tags="[Law]", author="Ann")
    assert _notes(steppe.run("check")) == []
    steppe.put("content/news/a.md", "---\ndate: 2025-05-01\nsummary: x\ntags: [Law]\ntitle: " + "x" * 111 + "\n---\n")
    expected = "content/news/a.md:5:1: note: the headline has 111 characters; search engines cut it after 110"
    assert _notes(steppe.run("check")) == [expected]


@pytest.mark.parametrize("key", ["summary", "description", "standfirst"])
def test_an_article_without_a_standfirst(steppe: Magazine, key: str) -> None:
    steppe.put("content/pages/about.md", "---\ntitle: About\n---\n")
    steppe.article("news/a.md", tags="[Law]", author="Ann", **{key: "In short."})
    assert _notes(steppe.run("check")) == []
    steppe.article("news/a.md", tags="[Law]", author="Ann", **{key: "''"})
    assert _notes(steppe.run("check")) == ["content/news/a.md:1:1: note: the article has no standfirst"]


NO_CREDIT = 'note: the picture "x.png" has no credit'


@pytest.mark.parametrize("image", ["{src: x.png, alt: X}", "{src: x.png, alt: '', credit: ' '}"])
def test_a_picture_without_a_credit(steppe: Magazine, image: str) -> None:
    steppe.article("news/a.md", summary="x", image=image, tags="[Law]", author="Ann")
    assert _notes(steppe.run("check")) == [f"content/news/a.md:5:8: {NO_CREDIT}"]


def test_a_picture_with_a_credit(steppe: Magazine) -> None:
    steppe.article("news/a.md", summary="x", image="{src: x.png, alt: X, credit: Ann}", tags="[Law]", author="Ann")
    assert _notes(steppe.run("check")) == []


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ('x\n\n{{< figure src="x.png" alt="X" >}}', "10:1"),
        ('{{< figure "x.png" "X" >}}', "8:1"),
        ('{{< figure "x.png" "X" "" "Ann" >}}', ""),
        ('{{< figure src="x.png" alt="X" credit="Ann" >}}', ""),
        ("![X](x.png)", ""),
    ],
)
def test_a_figure_without_a_credit(steppe: Magazine, body: str, place: str) -> None:
    steppe.article("news/a.md", summary="x", tags="[Law]", author="Ann", body=body)
    assert _notes(steppe.run("check")) == ([f"content/news/a.md:{place}: {NO_CREDIT}"] if place else [])


def test_a_picture_without_alternative_text(steppe: Magazine) -> None:
    steppe.configure("[markdown]\nhtml = true\n")
    body = "![](x.png)\n\n<img src='x.png'>\n\n<p><img alt='' src='x.png'></p>\n\n<IMG src='x.png' class='b'>"
    steppe.article("news/a.md", summary="x", tags="[Law]", author="Ann", body=body)
    run = steppe.run("check")
    assert [line.split(" ")[0] for line in run.warnings] == [
        f"content/news/a.md:{place}:" for place in ("8:1", "10:1", "14:1")
    ]
    assert all(line.endswith("the picture has no alternative text") for line in run.warnings)


def test_an_author_without_a_profile_is_told_once(steppe: Magazine) -> None:
    steppe.article("news/c.md", date="2025-05-03", summary="x", tags="[Law]", authors="[Ann, Bek Osh]")
    steppe.article("news/d.md", date="2025-05-02", summary="x", tags="[Law]", author="bek  osh")
    steppe.article("news/e.md", date="2025-05-01", summary="x", tags="[Law]", author="Cara", draft="true")
    run = steppe.run("check")
    assert _notes(run) == ['content/news/d.md:6:9: note: the author "bek  osh" has no profile']
    assert "hint: write one: content/authors/bek-osh.md" in run.err


def test_a_profile_is_found_by_its_file_or_by_its_title(steppe: Magazine) -> None:
    steppe.put("content/authors/bo.md", "---\ntitle: Bek Osh\n---\n")
    steppe.article("news/a.md", summary="x", tags="[Law]", author="Bek Osh")
    steppe.article("news/b.md", summary="x", tags="[Law]", author="Bo")
    assert _notes(steppe.run("check")) == []


def test_a_tag_used_once(steppe: Magazine) -> None:
    steppe.article("news/a.md", summary="x", tags="[Law, Water]", author="Ann")
    assert _notes(steppe.run("check")) == ['content/news/a.md:5:7: note: the tag "Water" is used once']
    steppe.article("news/draft.md", summary="x", tags="[Law, Water]", author="Ann", draft="true")
    assert len(_notes(steppe.run("check"))) == 1
    steppe.article("news/draft.md", summary="x", tags="[Law, water]", author="Ann")
    assert _notes(steppe.run("check")) == []


def test_a_tag_much_like_another(steppe: Magazine) -> None:
    for name in ("a", "b"):
        steppe.article(f"news/{name}.md", summary="x", tags="[Law, Social media]", author="Ann")
    steppe.article("news/c.md", summary="x", tags="[Laws, Socialmedia]", author="Ann")
    run = steppe.run("check")
    assert _notes(run) == [
        'content/news/c.md:5:7: note: the tag "Laws" is much like "Law", which is used 2 times',
        'content/news/c.md:5:7: note: the tag "Socialmedia" is much like "Social media", which is used 2 times',
    ]
    assert run.out.endswith(", no errors, 2 notes\n  2 tags much like others\n")


def test_spellings_of_one_tag_are_a_warning_of_the_build(steppe: Magazine) -> None:
    for name, tag in (("a", "Social media"), ("b", "social-media"), ("c", "Social  Media")):
        steppe.article(f"news/{name}.md", summary="x", tags=f"[Law, {tag}]", author="Ann")
    run = steppe.run("check")
    assert _notes(run) == []
    assert len(run.warnings) == 1
    assert "are one tag" in run.warnings[0]


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Social media", "Socialmedia", "ru"),
        ("Sport", "Sports", "en"),
        ("Sport", "SPORTS", "en-GB"),
        ("City", "Cities", "en"),
        ("Church", "Churches", "en"),
        ("Road and rail", "Roads & rail", "en"),
        ("Café", "cafe", "en"),
        ("São Paulo", "Sao Paulo", "en"),
        ("Полёт", "полет", "ru"),
        ("Straße", "Strasse", "de"),
        ("U.S.", "us", "en"),
    ],
)
def test_tags_that_are_much_alike(one: str, other: str, language: str) -> None:
    assert likeness(one, language) == likeness(other, language)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Election 2024", "Election 2025", "en"),
        ("New", "News", "en"),
        ("Custom", "Customs", "en"),
        ("Texa", "Texas", "en"),
        ("Lao", "Laos", "en"),
        ("Economic", "Economics", "en"),
        ("Pas", "Pass", "en"),
        ("Paru", "Parus", "en"),
        ("Foto", "Fotos", "de"),
        ("край", "краи", "ru"),
        ("мир", "миры", "ru"),
        ("қала", "кала", "kk"),
        ("Iran", "Iraq", "en"),
        ("G7", "G20", "en"),
        ("C", "C sharp", "en"),
    ],
)
def test_tags_that_are_not(one: str, other: str, language: str) -> None:
    assert likeness(one, language) != likeness(other, language)


def test_notes_are_no_errors_with_strict(steppe: Magazine) -> None:
    steppe.article("news/a.md", title="x" * 200, tags="[One]", author="Nobody")
    run = steppe.run("check", "--strict")
    assert (run.status, run.errors) == (0, [])
    assert len(_notes(run)) == 5


def test_faults_of_drafts_are_marked(steppe: Magazine) -> None:
    steppe.article("news/d.md", draft="true", body="![](x.png)", weather="fine", tags="[One]", author="Nobody")
    steppe.article("news/e.md", draft="true", date="tomorrow")
    run = steppe.run("check")
    assert _notes(run) == []
    assert len(run.warnings) == 3
    assert all(line.endswith(" (in a draft)") for line in run.warnings)


def test_many_notes_are_counted_and_programs_get_them_all(steppe: Magazine) -> None:
    for number in range(60):
        steppe.article(f"news/n{number}.md", tags="[Law]", author="Ann")
    run = steppe.run("check")
    assert len(_notes(run)) == 50
    assert run.out.endswith("  60 articles without a standfirst\n  10 notes more than are shown; --json has them all\n")
    data = steppe.run("check", "--json").data
    assert len(data["notes"]) == 60
    assert data["found"] == {"no-standfirst": 60}
    assert data["notes"][0] == {
        "file": "content/news/n0.md", "line": 1, "column": 1, "message": "the article has no standfirst",
        "hint": "say in a sentence what it tells: summary: …",
    }  # fmt: skip
