"""`broadsheet new`: a magazine, an article and a translation are started, and build; the translation desk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.magazine import SITE_TOML, Magazine, Run, files_in, run_command
from tests.pictures import png

EPOCH = {"SOURCE_DATE_EPOCH": "1747206000"}  # 14 May 2025, 07:00 UTC


def _article(magazine: Magazine, *arguments: str) -> Run:
    return run_command("new", "article", "--site", str(magazine.folder), *arguments, environment=EPOCH)


def test_a_new_site_builds_without_a_warning_and_explains_itself(tmp_path: Path) -> None:
    folder = tmp_path / "my magazine"
    run = run_command("new", "site", str(folder))
    assert (run.status, run.err) == (0, "")
    assert run.out == f"started {folder}; now: broadsheet build --site {folder}\n"
    built = run_command("build", "--site", str(folder), "--strict")
    assert built.status == 0, built.err
    assert built.err == ""
    magazine = Magazine(folder)
    assert magazine.page("/").headlines == ["Your first article explains itself"]
    assert magazine.page("/").count_line == "Viewing results 1 - 1 of 1"
    assert (
        magazine.page("/")
        .all("//section[@class='ticker']//ul[not(@aria-hidden)]/li")[0]
        .startswith("KZT/USD = 0.00196 ")
    )
    assert magazine.page("/author/the-editors/").headlines == ["Your first article explains itself"]
    assert "output/" in (folder / ".gitignore").read_text()
    assert run_command("check", "--site", str(folder), "--strict").status == 0


def test_a_new_site_in_an_empty_folder(tmp_path: Path) -> None:
    assert run_command("new", "site", str(tmp_path)).status == 0
    assert (tmp_path / "site.toml").is_file()


@pytest.mark.parametrize("occupied", ["folder", "hidden", "file"])
def test_a_new_site_never_writes_over_anything(tmp_path: Path, occupied: str) -> None:
    target = tmp_path / "site"
    if occupied == "file":
        target.write_text("x")
    else:
        target.mkdir()
        (target / (".git" if occupied == "hidden" else "notes.txt")).write_text("x")
    before = files_in(tmp_path)
    run = run_command("new", "site", str(target))
    assert run.status == 1
    assert run.errors == [f"broadsheet: error: {target} is there already and not empty"]
    assert files_in(tmp_path) == before


def test_a_new_site_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    run = run_command("new", "site", str(tmp_path / "file" / "site"))
    assert run.status == 1
    assert run.errors[0].startswith("broadsheet: error: the site cannot be started: ")


TITLES = [
    ("A headline", "a-headline"),
    ('He said: "no"', "he-said-no"),
    ("It's 5 o'clock: really?", "it-s-5-o-clock-really"),
    ("Вода и хлеб — что дороже?", "вода-и-хлеб-что-дороже"),
    ("中文标题", "中文标题"),
    ("---", None),
    ("#hash & [brackets] {braces} `ticks` | pipes > %", "hash-brackets-braces-ticks-pipes"),
    ("back\\slash \\n", "back-slash-n"),
    ("../../../etc/passwd", "etc-passwd"),
    ("  spaces  ", "spaces"),
    ("true", "true"),
    ("0123", "0123"),
    ("x" * 500, "x" * 200),
    ("@at !bang *star %pct", "at-bang-star-pct"),
    ("", None),
    ("!?", None),
    ("a\nb", "a-b"),
    ("a\x1b[31mb", None),
    ("\u202e", None),
]


@pytest.mark.parametrize(("title", "slug"), TITLES, ids=[repr(title[:20]) for title, _ in TITLES])
def test_an_article_with_an_awkward_headline(magazine: Magazine, title: str, slug: str | None) -> None:
    magazine.write("").put("content/news/_index.md", "---\ntitle: News\n---\n")
    before = files_in(magazine.folder)
    run = _article(magazine, "--", title)
    assert "Traceback" not in run.err
    if slug is None:
        assert run.status == 1
        assert "has no letter or digit to make a URL of" in run.errors[0] or "control character" in run.errors[0]
        assert files_in(magazine.folder) == before
        return
    assert run.status == 0, run.err
    path = magazine.folder / f"content/news/{slug}.md"
    assert run.out == f"started {path}\n"
    magazine.build()
    assert magazine.page("/").headlines == []
    magazine.build("--drafts", "--strict")
    assert magazine.page("/").headlines == [title.strip()] or magazine.page("/").headlines == [" ".join(title.split())]
    assert (
        magazine.page(f"/news/{slug}/").one("//time[contains(@class, 'published')]/@datetime")
        == "2025-05-14T12:00:00+05:00"
    )


def test_an_article_is_never_written_over(magazine: Magazine) -> None:
    magazine.write("").article("news/a-headline.md", body="Precious.")
    before = files_in(magazine.folder)
    run = _article(magazine, "A headline")
    assert run.status == 1
    assert run.errors == ["broadsheet: error: content/news/a-headline.md is there already"]
    assert files_in(magazine.folder) == before


@pytest.mark.parametrize(
    ("section", "fault"),
    [
        ("../x", 'the section "../x" holds a slash'),
        ("a/b", 'the section "a/b" holds a slash'),
        ("..", 'the section ".." is a step in a path, not a name'),
        ("!!", 'the section "!!" has no letter or digit to make a URL of'),
        ("", 'the section "" has no letter or digit to make a URL of'),
        ("authors", '"authors" is not a section: content/authors/ has another meaning'),
        ("pages", '"pages" is not a section: content/pages/ has another meaning'),
        (".hidden", 'the section ".hidden" would be a hidden folder'),
        ("a\nb", 'the section "a\\nb" holds a control character'),
    ],
)
def test_a_bad_section(magazine: Magazine, section: str, fault: str) -> None:
    magazine.write("")
    before = files_in(magazine.folder)
    run = _article(magazine, "A headline", "--section", section)
    assert run.status == 1
    assert run.errors == [f"broadsheet: error: {fault}"]
    assert files_in(magazine.folder) == before


def test_the_section_is_given_or_the_first_or_news(magazine: Magazine) -> None:
    magazine.write("")
    assert _article(magazine, "One").status == 0
    assert (magazine.folder / "content/news/one.md").is_file()
    magazine.put("content/authors/ann.md", "---\ntitle: Ann\n---\n")
    magazine.put("content/economy/_index.md", "---\ntitle: Economy\n---\n")
    assert _article(magazine, "Two").status == 0
    assert (magazine.folder / "content/economy/two.md").is_file()
    assert _article(magazine, "Three", "--section", "New Section").status == 0
    assert (magazine.folder / "content/New Section/three.md").is_file()
    magazine.build("--drafts")
    assert magazine.exists("/new-section/three/")


def test_an_article_outside_a_site(tmp_path: Path) -> None:
    run = run_command("new", "article", "A", "--site", str(tmp_path))
    assert run.status == 1
    assert run.errors[0].startswith("broadsheet: error: site.toml cannot be read")
    assert files_in(tmp_path) == {}


def test_an_article_in_a_site_with_faults(magazine: Magazine) -> None:
    magazine.write("").put("site.toml", "[site\n")
    assert _article(magazine, "A").status in (0, 1)
    magazine.put("site.toml", b"\xff")
    assert "Traceback" not in _article(magazine, "B").err


def _theme(magazine: Magazine, *arguments: str) -> Run:
    return run_command("new", "theme", "--site", str(magazine.folder), *arguments)


@pytest.mark.parametrize("extends", ["", "broadsheet", "gazette"])
@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_a_new_theme_builds_at_once(magazine: Magazine, extends: str, language: str) -> None:
    magazine.write("").article("news/a.md", author="Someone", summary="So it is.", kicker="Note")
    magazine.put("content/authors/someone.md", "---\ntitle: Someone\n---\nThe biography.\n")
    magazine.put("content/pages/about.md", "---\ntitle: About\n---\n")
    run = _theme(magazine, "mine", *(["--extends", extends] if extends else []))
    assert (run.status, run.err) == (0, "")
    folder = magazine.folder / "themes/mine"
    assert run.out == f'started {folder}; now in site.toml, below [site]: theme = "mine"\n'
    magazine.configure("", head=SITE_TOML + f'theme = "mine"\nlanguage = "{language}"\n')
    magazine.build("--strict")
    assert magazine.page("/news/a/").one("//h1") == "A headline"
    assert "The biography." in magazine.read("/author/someone/")
    assert "{{" not in (folder / "theme.toml").read_text()
    if language == "en":
        assert magazine.page("/").count_line == "Viewing results 1 - 1 of 1"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["../mine"], '"../mine" cannot be the name of a theme'),
        (["my theme"], '"my theme" cannot be the name of a theme'),
        ([""], '"" cannot be the name of a theme'),
        (["broadsheet"], '"broadsheet" is the name of a built-in theme'),
        (["mine", "--extends", "brodsheet"], 'there is no theme "brodsheet"'),
        (["there"], "is there already and not empty"),
    ],
)
def test_a_new_theme_that_cannot_be(magazine: Magazine, arguments: list[str], message: str) -> None:
    magazine.write("-- themes/there/notes.txt --\nMine.\n")
    before = files_in(magazine.folder)
    run = _theme(magazine, *arguments)
    assert run.status == 1
    assert len(run.errors) == 1
    assert message in run.errors[0]
    assert files_in(magazine.folder) == before


def test_a_new_theme_needs_a_site(tmp_path: Path) -> None:
    run = run_command("new", "theme", "mine", "--site", str(tmp_path))
    assert run.status == 1
    assert run.errors == ["broadsheet: error: site.toml cannot be read: No such file or directory"]
    assert files_in(tmp_path) == {}


_NAMES = {"Broadsheet", "Markdown", "RSS", "Atom", "JSON", "Feed", "KZT", "KGS", "USD"}


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_new_site_in_another_language_has_no_english_word(tmp_path: Path, language: str) -> None:
    folder = tmp_path / "site"
    assert run_command("new", "site", str(folder), "--language", language).status == 0
    magazine = Magazine(folder)
    assert magazine.build("--strict").err == ""
    for path in magazine.output.rglob("*.html"):
        page = magazine.page(str(path.relative_to(magazine.output)))
        for code in page.tree.xpath(
            "//code | //pre | //script | //style | //p[contains(@class, 'print-address')] | //*[@lang='en']"
        ):
            code.drop_tree()
        words = " ".join(page.all("//body//text()[normalize-space()]"))
        latin = set(re.findall(r"[A-Za-z]{3,}", words)) - _NAMES
        assert not latin, (path, latin)


def test_a_new_site_in_a_language_that_there_is_none_of(tmp_path: Path) -> None:
    run = run_command("new", "site", str(tmp_path / "site"), "--language", "de")
    assert run.status == 1
    assert run.errors == ['broadsheet: error: there is no magazine to start in "de"']
    assert not (tmp_path / "site").exists()


_TWO = SITE_TOML + '[[languages]]\ncode = "ru"\n[[languages]]\ncode = "kk"\n'


def test_a_translation_starts_beside_its_original_and_leaks_nothing(magazine: Magazine) -> None:
    magazine.put("site.toml", _TWO)
    magazine.article("news/river.md", title="The 'river'", tags="[Water]", summary="A river.",
                     image="{src: p.png, alt: A river, credit: Ann}", body="Text of it.")  # fmt: skip
    magazine.put("content/news/p.png", png())
    run = run_command("new", "translation", "--site", str(magazine.folder), "river", "--language", "RU")
    assert run.status == 0, run.err
    text = (magazine.folder / "content/news/river.ru.md").read_text("utf-8")
    assert text.startswith('---\ntitle: "The \'river\'"\nsummary: "A river."\nimage:\n  alt: "A river"\ndraft: true\n')
    assert text.endswith("---\n\nText of it.\n")
    magazine.build()
    assert not magazine.exists("/ru/news/river/")
    assert run_command("new", "translation", "--site", str(magazine.folder), "river", "--language", "ru").errors == [
        "broadsheet: error: content/news/river.ru.md is there already"
    ]


@pytest.mark.parametrize("name", ["lake", "news/lake", "content/news/lake/index.md", "big-lake"])
def test_the_original_may_be_named_in_several_ways(magazine: Magazine, name: str) -> None:
    magazine.put("site.toml", _TWO)
    magazine.article("news/lake/index.md", title="Lake", slug="big-lake")
    assert run_command("new", "translation", "--site", str(magazine.folder), name, "--language", "kk").status == 0
    assert (magazine.folder / "content/news/lake/index.kk.md").is_file()


@pytest.mark.parametrize(
    ("name", "language", "message"),
    [
        ("lak", "ru", 'there is no article "lak"'),
        ("lake", "de", 'the site has no language "de"'),
        ("lake", "en", 'content/news/lake.md is in "en" already'),
        ("twice", "ru", '"twice" can be any of content/news/twice.md, content/world/twice.md'),
    ],
)
def test_a_translation_that_cannot_be_started(magazine: Magazine, name: str, language: str, message: str) -> None:
    magazine.put("site.toml", _TWO)
    for path in ("news/lake", "news/twice", "world/twice"):
        magazine.article(f"{path}.md")
    run = run_command("new", "translation", "--site", str(magazine.folder), name, "--language", language)
    assert run.status == 1
    assert run.errors == [f"broadsheet: error: {message}"]


def test_the_desk_tells_what_is_there_missing_a_draft_and_older(magazine: Magazine) -> None:
    magazine.put("site.toml", _TWO)
    magazine.article("news/river.md", title="River", body="Text.")
    run_command("new", "translation", "--site", str(magazine.folder), "river", "--language", "ru")
    assert magazine.run("translations").out.splitlines()[1] == "content/news/river.md  yes    draft  -"
    file = magazine.folder / "content/news/river.ru.md"
    file.write_text(file.read_text("utf-8").replace("draft: true\n", "").replace("River", "Река"), "utf-8")
    assert magazine.run("check").warnings == []
    magazine.article("news/river.md", title="River", body="Another text.")
    data = magazine.run("translations", "--json").data
    [article] = data["articles"]
    assert article["versions"]["ru"]["state"] == "older"
    assert article["versions"]["kk"] == {"state": "missing", "path": None, "url": None, "translation_of": None}
    assert data["totals"]["ru"] == {"there": 0, "missing": 0, "draft": 0, "older": 1}
    digest = article["versions"]["ru"]["translation_of"]
    run = magazine.run("check")
    assert run.warnings == [
        "content/news/river.ru.md:3:17: warning: the translation is older than its original, content/news/river.md"
    ]
    assert f"write: translation_of: {digest}" in run.err
    text = file.read_text("utf-8")
    start = text.index("translation_of: ") + len("translation_of: ")
    file.write_text(text[:start] + digest + text[start + len(digest) :], "utf-8")
    assert magazine.run("check").warnings == []
