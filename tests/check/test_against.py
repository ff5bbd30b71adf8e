"""`check --against`: addresses that readers would lose, with the line that saves each, and texts changed in silence."""

from __future__ import annotations

import json
import re

import pytest

from tests.magazine import Magazine, Run, files_in, run_command

LOST = "was published and leads nowhere now"
SILENT = 'the text has changed since it was published, and neither "updated" nor "corrections" tells of it'


@pytest.fixture
def steppe(magazine: Magazine) -> Magazine:
    """A published site."""
    magazine.write("")
    for number, name in enumerate(("apples", "bread", "cotton"), 1):
        magazine.article(
            f"news/{name}.md", title=name, date=f"2025-04-0{number}", summary="x", tags="[Trade, Food]", author="Ann",
            body=f"All about {name}.",
        )  # fmt: skip
    magazine.put("content/authors/ann.md", "---\ntitle: Ann\n---\n")
    magazine.put("content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
    magazine.build()
    return magazine


def _check(magazine: Magazine, *arguments: str) -> Run:
    return magazine.run("check", "--against", str(magazine.output), *arguments)


def _findings(run: Run) -> list[str]:
    return [line for line in run.err.splitlines() if re.match(r"\S.*: (warning|note|error): ", line)]


def _move(magazine: Magazine, old: str, new: str) -> None:
    target = magazine.folder / "content" / new
    target.parent.mkdir(parents=True, exist_ok=True)
    (magazine.folder / "content" / old).rename(target)


def test_nothing_has_changed(steppe: Magazine) -> None:
    run = _check(steppe, "--strict")
    assert (run.status, run.err) == (0, "")


def test_an_article_that_has_moved_is_told_with_the_line_that_saves_its_address(steppe: Magazine) -> None:
    _move(steppe, "news/bread.md", "life/flat-bread.md")
    run = _check(steppe)
    assert run.status == 0
    assert run.warnings == [
        f'content/life/flat-bread.md:1:1: warning: the address "/news/bread/" {LOST}: '
        'its article has moved to "/life/flat-bread/"',
    ]
    assert "    hint: add: aliases: [/news/bread/]\n" in run.err
    assert "  1 published address that leads nowhere now\n" in run.out
    assert _check(steppe, "--strict").status == 1
    steppe.article(
        "life/flat-bread.md", title="bread", date="2025-04-02", summary="x", tags="[Trade, Food]", author="Ann",
        aliases="[/news/bread/]", body="All about bread.",
    )  # fmt: skip
    run = _check(steppe, "--strict")
    assert (run.status, run.err) == (0, "")


HEADERS = {
    "yaml": ("---\ntitle: Bread\ndate: 2025-04-02\n---\n", "add: aliases: [{}]", "aliases: [{}]\n---\n"),
    "toml": ('+++\ntitle = "Bread"\ndate = 2025-04-02\n+++\n', 'add: aliases = ["{}"]', 'aliases = ["{}"]\n+++\n'),
    "json": (
        '{"title": "Bread", "date": "2025-04-02"\n}\n', 'add: "aliases": ["{}"]', ', "aliases": ["{}"]\n}\n',
    ),
}  # fmt: skip


@pytest.mark.parametrize("syntax", HEADERS)
@pytest.mark.parametrize("slug", ["bread", "хлеб"])
def test_the_line_is_in_the_file_s_own_syntax_and_saves_the_address(magazine: Magazine, syntax: str, slug: str) -> None:
    header, hint, line = HEADERS[syntax]
    magazine.write("").put(f"content/news/{slug}.md", header + "All about bread.\n")
    magazine.build()
    (magazine.folder / f"content/news/{slug}.md").unlink()
    magazine.put("content/news/flat-bread.md", header + "All about bread.\n")
    address = f"/news/{slug}/"
    run = _check(magazine)
    assert [re.sub(" warning:.*", "", one) for one in run.warnings] == ["content/news/flat-bread.md:1:1:"]
    assert f"    hint: {hint.replace('{}', address)}\n" in run.err
    end = line.split("\n", 1)[1]
    magazine.put(
        "content/news/flat-bread.md", header.removesuffix(end).rstrip("\n") + "\n" + line.replace("{}", address)
    )
    assert _check(magazine).warnings == []


def test_aliases_that_are_there_stay(steppe: Magazine) -> None:
    _move(steppe, "news/bread.md", "news/flat-bread.md")
    text = (steppe.folder / "content/news/flat-bread.md").read_text()
    steppe.put("content/news/flat-bread.md", text.replace("summary: x", "summary: x\naliases: ['/old: bread/']"))
    run = _check(steppe)
    assert run.warnings[0].startswith("content/news/flat-bread.md:5:")
    assert '    hint: make it: aliases: ["/old: bread/", /news/bread/]\n' in run.err


def test_a_moved_article_is_found_by_its_name_when_its_text_has_changed_as_well(steppe: Magazine) -> None:
    (steppe.folder / "content/news/bread.md").unlink()
    steppe.article("life/bread.md", title="Other", summary="x", tags="[Trade, Food]", author="Ann", body="Anew.")
    run = _check(steppe)
    assert [line.split(":")[0] for line in run.warnings] == ["content/life/bread.md"]


def test_of_two_articles_with_one_text_the_one_of_the_same_name_has_moved(steppe: Magazine) -> None:
    for name in ("apples", "bread"):
        steppe.article(f"news/{name}.md", title=name, summary="x", tags="[Trade, Food]", author="Ann", body="Same.")
    steppe.build()
    for name in ("apples", "bread"):
        _move(steppe, f"news/{name}.md", f"life/{name}.md")
    assert [line.split(":")[0] for line in _check(steppe).warnings] == [
        "content/life/apples.md", "content/life/bread.md",
    ]  # fmt: skip


def test_an_address_of_no_article_any_more_is_saved_by_a_redirect(steppe: Magazine) -> None:
    (steppe.folder / "content/news/bread.md").unlink()
    run = _check(steppe)
    assert run.warnings == [f'site.toml:1:1: warning: the address "/news/bread/" {LOST}']
    assert '    hint: add below [redirects]: "/news/bread/" = "' in run.err
    steppe.configure('[redirects]\n"/news/bread/" = "/news/"\n')
    assert _check(steppe).warnings == []
    steppe.configure('[redirects]\n"/news/br*" = "/news/"\n')
    assert [line for line in _check(steppe).warnings if LOST in line] == []


def test_a_tag_that_is_no_more(steppe: Magazine) -> None:
    for number, name in enumerate(("apples", "bread", "cotton"), 1):
        steppe.article(
            f"news/{name}.md", title=name, date=f"2025-04-0{number}", summary="x", tags="[Trading, Food]",
            author="Ann", body=f"All about {name}.",
        )  # fmt: skip
    run = _check(steppe)
    assert f'site.toml:1:1: warning: the address "/tag/trade/" {LOST}' in run.warnings
    assert '    hint: add below [redirects]: "/tag/trade/" = "/tag/trading/"\n' in run.err


def test_feeds_are_kept_and_assets_are_not(steppe: Magazine) -> None:
    steppe.put("output/.broadsheet-manifest", _with_files(steppe, "news/old.css", "assets/x.0123.js", "old/feed.xml"))
    assert _check(steppe).warnings == [f'site.toml:1:1: warning: the address "/old/feed.xml" {LOST}']


def _with_files(magazine: Magazine, *paths: str) -> str:
    data = json.loads((magazine.output / ".broadsheet-manifest").read_text())
    data["files"] |= {path: {"digest": "0" * 32} for path in paths}
    return json.dumps(data)


def test_paths_out_of_the_folder_are_not_taken_for_addresses(steppe: Magazine) -> None:
    steppe.put("output/.broadsheet-manifest", _with_files(steppe, "../x.html", "/etc/x.html", "a//b.html"))
    assert _check(steppe).warnings == []


@pytest.mark.parametrize(
    ("keys", "now", "place", "severity", "reason"),
    [
        ({"draft": "true"}, None, "6:1", "warning", "a draft"),
        ({"date": "2025-06-01"}, None, "3:1", "warning", "scheduled for later"),
        ({"expires": "2025-05-01"}, None, "6:1", "note", "expired"),
    ],
)
def test_a_held_article_says_why(
    steppe: Magazine, keys: dict[str, str], now: str | None, place: str, severity: str, reason: str
) -> None:
    given = {"date": "2025-04-02", "summary": "x", "tags": "[Trade, Food]", **keys, "author": "Ann"}
    steppe.article("news/bread.md", title="bread", body="All about bread.", **given)
    assert _findings(_check(steppe)) == [
        f'content/news/bread.md:{place}: {severity}: the address "/news/bread/" {LOST}: its article is {reason}'
    ]


def test_a_draft_that_was_built_as_one_is_not_missed(steppe: Magazine) -> None:
    steppe.article("news/d.md", date="2025-04-03", draft="true")
    steppe.build("--drafts")
    assert _findings(_check(steppe)) == []


def test_a_list_that_has_become_shorter_is_a_note(steppe: Magazine) -> None:
    steppe.configure("[listing]\npage_size = 1\n")
    steppe.build()
    steppe.configure("")
    found = _findings(_check(steppe))
    assert found
    assert all(
        line.startswith("broadsheet: note: ") and line.endswith(": the list has become shorter") for line in found
    )
    assert f'broadsheet: note: the address "/page/2/" {LOST}: the list has become shorter' in found


# --- texts ------------------------------------------------------------------------------------------------------


def _edited(magazine: Magazine, body: str = "All about bread!", **keys: str) -> None:
    given = {"summary": "x", "tags": "[Trade, Food]", "author": "Ann", **keys}
    magazine.article("news/bread.md", title="bread", date="2025-04-02", body=body, **given)


def test_a_text_that_has_changed_in_silence(steppe: Magazine) -> None:
    _edited(steppe)
    run = _check(steppe)
    assert run.warnings == [f"content/news/bread.md:1:1: warning: {SILENT}"]
    assert "    hint: if readers should know, add: updated: 2025-05-14T12:00+05:00\n" in run.err
    assert "  1 text changed without a word of it\n" in run.out


@pytest.mark.parametrize(
    "keys", [{"updated": "2025-05-02"}, {"corrections": "[{date: 2025-05-02, text: It was wrong.}]"}]
)
def test_a_change_that_readers_are_told_of(steppe: Magazine, keys: dict[str, str]) -> None:
    _edited(steppe, **keys)
    assert _check(steppe).warnings == []
    steppe.build()
    assert _check(steppe).warnings == []
    _edited(steppe, body="All about bread?", **keys)  # changed again, and the word is that of the last change
    assert [line.partition(" warning: ")[2] for line in _check(steppe).warnings] == [SILENT]
    _edited(steppe, body="All about bread?", **{**keys, "updated": "2025-05-03"})
    assert _check(steppe).warnings == []


@pytest.mark.parametrize("keys", [{"summary": "y"}, {"tags": "[Food, Trade]"}, {"kicker": "x"}])
def test_a_change_of_the_head_alone_needs_no_word(steppe: Magazine, keys: dict[str, str]) -> None:
    _edited(steppe, body="All about bread.", **keys)
    assert _check(steppe).warnings == []


def test_standalone_pages_keep_no_record(steppe: Magazine) -> None:
    steppe.put("content/pages/about.md", "---\ntitle: About\n---\nWe.\n")
    assert _check(steppe).warnings == []


def test_texts_read_by_other_settings_cannot_be_compared(steppe: Magazine) -> None:
    steppe.configure("[listing]\nexcerpt_words = 3\n")
    _edited(steppe)
    found = _findings(_check(steppe))
    assert len(found) == 1
    assert found[0].startswith("site.toml:1:1: note: texts cannot be compared with what is published")


# --- the target -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("nowhere", '"nowhere" is no folder'),
        ("empty", '"empty" has no .broadsheet-manifest, so nothing that broadsheet built'),
        ("file", '"file" is no folder'),
        ("damaged", 'the manifest of "damaged" cannot be read: it is damaged, or another version wrote it'),
        ("newer", 'the manifest of "newer" cannot be read: it is damaged, or another version wrote it'),
        ("https://ann:key@host/site.git#pages", "the target's address holds a password"),
        ("a\0b", '"a\\x00b" cannot be read: embedded null byte'),
    ],
)
def test_a_target_that_cannot_be_read(
    steppe: Magazine, monkeypatch: pytest.MonkeyPatch, target: str, message: str
) -> None:
    monkeypatch.chdir(steppe.folder)
    (steppe.folder / "empty").mkdir()
    steppe.put("file", "x")
    steppe.put("damaged/.broadsheet-manifest", b"\xff{")
    steppe.put("newer/.broadsheet-manifest", '{"version": 99}')
    _edited(steppe, tags="[Trade]")
    run = steppe.run("check", "--against", target)
    assert run.status == 1
    assert run.errors == [f"broadsheet: error: {message}"]
    assert "Traceback" not in run.err


def test_a_target_is_named_from_where_one_is(steppe: Magazine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(steppe.folder.parent)
    run = run_command("check", "--site", "site", "--now", steppe.now, "--against", "site/output")
    assert (run.status, run.err) == (0, "")
    run = run_command("check", "--site", "site", "--now", steppe.now, "--against", f"file://{steppe.output}")
    assert (run.status, run.err) == (0, "")


def test_the_target_is_left_as_it_is(steppe: Magazine) -> None:
    before = files_in(steppe.output)
    _edited(steppe)
    _check(steppe)
    assert files_in(steppe.output) == before
