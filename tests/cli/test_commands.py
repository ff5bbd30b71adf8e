"""The command line: exit statuses, both streams, options and their bad values (contract, section 8)."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.magazine import NOW, Magazine, Run, files_in, run_command, start_program


def _usage(run: Run) -> None:
    """Expect a complaint about the command line: status 2, words on standard error only, no traceback."""
    assert run.status == 2, run
    assert run.out == ""
    assert "Error: " in run.err
    assert "Traceback" not in run.err


COMMANDS = [
    (), ("build",), ("check",), ("deploy",), ("due",), ("clean",), ("new",), ("new", "site"), ("new", "article"),
    ("new", "deploy"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_has_help(command: tuple[str, ...], flag: str) -> None:
    run = run_command(*command, flag)
    assert run.status == 0
    assert run.err == ""
    assert run.out.startswith("Usage: broadsheet" + "".join(f" {word}" for word in command))


def test_the_version() -> None:
    run = run_command("--version")
    assert (run.status, run.out) == (0, "broadsheet " + version("broadsheet") + "\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("bild",),
        ("serve", "--port", "x"),
        ("new", "theme"),
        ("check", "--external", "yes"),
        ("check", "--against"),
        ("build", "--nothing"),
        ("build", "extra"),
        ("build", "--site"),
        ("build", "--jobs", "0"),
        ("build", "--jobs", "-1"),
        ("build", "--jobs", "many"),
        ("build", "--now", "tomorrow"),
        ("build", "--now", ""),
        ("build", "--now", "2025-13-01"),
        ("check", "--now", "14.05.2025"),
        ("build", "--base-url", "example.com"),
        ("build", "--base-url", "ftp://example.com/"),
        ("build", "--base-url", "javascript:alert(1)"),
        ("build", "--base-url", "https://example.com/?x"),
        ("check", "--output", "x"),
        ("check", "--drafts"),
        ("clean", "--json"),
        ("new", "site"),
        ("new", "article"),
        ("new", "article", "A", "B"),
        ("--nothing",),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_2(magazine: Magazine, arguments: tuple[str, ...]) -> None:
    magazine.write("").article("news/a.md")
    before = files_in(magazine.folder)
    with patch("os.getcwd", return_value=str(magazine.folder)):
        _usage(run_command(*arguments))
    assert files_in(magazine.folder) == before


def test_a_command_without_arguments_shows_help() -> None:
    run = run_command()
    assert run.status == 2
    assert "Usage: broadsheet" in run.out + run.err
    assert "Traceback" not in run.err


def test_build_speaks_on_standard_output_and_warns_on_the_other(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", body="[x](no.md)")
    run = magazine.build()
    assert re.fullmatch(r"\d+ pages, \d+ files written, 0 unchanged in \d+\.\d\d s\n", run.out)
    assert run.err.splitlines() == [
        'content/news/a.md:5:1: warning: the link "no.md" leads nowhere', "    [x](no.md)", "    ^",
    ]  # fmt: skip


def test_errors_go_to_standard_error_only(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", slug="../x")
    run = magazine.fail()
    assert run.out == ""
    assert run.err.splitlines() == [
        'content/news/a.md:4:7: error: the slug "../x" holds a slash',
        "    slug: ../x",
        "          ^",
        "broadsheet: 1 error; nothing was changed",
    ]


def test_quiet_says_nothing_but_warnings(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md")
    for flag in ("--quiet", "-q"):
        run = magazine.build(flag)
        assert (run.out, run.err) == ("", "")
    magazine.article("news/a.md", weather="fine")
    run = magazine.build("--quiet")
    assert run.out == ""
    assert run.warnings == ['content/news/a.md:4:1: warning: unknown key "weather"']


def test_verbose_names_each_file(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md")
    lines = magazine.build("--verbose").out.splitlines()
    assert "written  news/a/index.html  because it was not there before" in lines
    assert lines[:-1] == sorted(lines[:-1])
    (magazine.folder / "content/news/a.md").unlink()
    lines = magazine.build("-v").out.splitlines()
    assert "removed  news/a/index.html" in lines
    assert "written  index.html  because content/news/a.md changed" in lines


def test_json_is_one_object_and_nothing_else(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", body="[x](no.md)", tagz="x")
    run = magazine.build("--json")
    data = run.data
    assert list(data) == ["pages", "written", "unchanged", "removed", "seconds", "warnings", "errors"]
    assert data["pages"] == len([path for path in files_in(magazine.output) if path.endswith(".html")])
    assert data["written"] == len(files_in(magazine.output)) - 1
    assert (data["unchanged"], data["removed"], data["errors"]) == (0, 0, [])
    assert list(data["seconds"]) == ["config", "load", "plan", "render", "write"]
    assert all(isinstance(value, float) for value in data["seconds"].values())
    assert data["warnings"] == [
        {
            "file": "content/news/a.md",
            "line": 4,
            "column": 1,
            "message": 'unknown key "tagz"',
            "hint": 'did you mean "tags"?',
        },
        {
            "file": "content/news/a.md",
            "line": 6,
            "column": 1,
            "message": 'the link "no.md" leads nowhere',
            "hint": None,
        },
    ]
    assert run.warnings
    again = magazine.build("--json").data
    assert (again["written"], again["unchanged"]) == (0, data["written"])


@pytest.mark.parametrize("command", ["build", "check"])
def test_json_of_a_site_with_errors(magazine: Magazine, command: str) -> None:
    magazine.write("").article("news/a.md", date="never")
    run = magazine.run(command, "--json")
    assert run.status == 1
    assert run.data["errors"] == [
        {"file": "content/news/a.md", "line": 3, "column": 7, "message": '"never" is not a date',
         "hint": "write 2025-05-14 or 2025-05-14 09:30"}
    ]  # fmt: skip
    assert run.errors == ['content/news/a.md:3:7: error: "never" is not a date']


def test_json_of_an_error_without_a_place(magazine: Magazine) -> None:
    magazine.write("")
    [error] = magazine.run("build", "--json", "--output", str(magazine.folder)).data["errors"]
    assert (error["file"], error["line"], error["column"]) == (None, None, None)
    assert error["message"].endswith("is the site itself")


def test_strict_makes_every_warning_an_error(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", body="[x](no.md)", weather="x")
    warnings = magazine.build().warnings
    assert len(warnings) == 2
    assert magazine.fail("--strict").errors == [line.replace(" warning: ", " error: ") for line in warnings]
    assert magazine.run("check", "--strict").errors == magazine.fail("--strict").errors


def test_the_site_is_the_current_folder(magazine: Magazine, monkeypatch: pytest.MonkeyPatch) -> None:
    magazine.write("").article("news/a.md", tagz="x")
    magazine.put("templates/shortcodes/box.html", "x")
    magazine.put("static/x.txt", "x")
    monkeypatch.chdir(magazine.folder)
    run = run_command("build", "--now", NOW)
    assert run.status == 0
    assert run.warnings == ['content/news/a.md:4:1: warning: unknown key "tagz"']
    here = files_in(magazine.output)
    assert "news/a/index.html" in here
    for site in (".", "./", str(magazine.folder) + "/", "../site", "../site/content/.."):
        run = run_command("build", "--site", site, "--now", NOW, "--json")
        assert (run.status, run.data["written"]) == (0, 0), site
    assert files_in(magazine.output) == here


def test_output_elsewhere(magazine: Magazine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    magazine.write("").article("news/a.md")
    magazine.build("--output", str(tmp_path / "a" / "b"))
    assert (tmp_path / "a/b/news/a/index.html").is_file()
    monkeypatch.chdir(tmp_path)
    magazine.build("--output", "c")
    assert (tmp_path / "c/news/a/index.html").is_file()
    magazine.build("--output", str(magazine.folder / "public"))
    assert not magazine.output.exists()


@pytest.mark.parametrize(
    ("site", "error"),
    [
        ("nothing", "site.toml:1:1: error: the file cannot be read: No such file or directory"),
        ("file", "site.toml:1:1: error: the file cannot be read: Not a directory"),
        ("empty", "site.toml:1:1: error: the file cannot be read: No such file or directory"),
        ("folder", "site.toml:1:1: error: the file cannot be read: Is a directory"),
        ("half", "content:1:1: error: there is no folder content/"),
    ],
)
@pytest.mark.parametrize("command", ["build", "check"])
def test_a_folder_that_is_no_site(tmp_path: Path, command: str, site: str, error: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    (tmp_path / "folder/site.toml").mkdir(parents=True)
    (tmp_path / "half").mkdir()
    (tmp_path / "half/site.toml").write_text('[site]\ntitle = "T"\nbase_url = "https://e.example/"\n')
    before = files_in(tmp_path)
    run = run_command(command, "--site", str(tmp_path / site))
    assert run.status == 1
    assert run.errors == [error]
    assert "    hint: start with: broadsheet new site DIR" in run.err or site in ("file", "folder")
    after = {path: data for path, data in files_in(tmp_path).items() if not path.startswith("half/.broadsheet/")}
    assert after == before
    assert not (tmp_path / site / "output").exists()


def _day(magazine: Magazine, *arguments: str, epoch: str | None = None) -> str:
    environment = {} if epoch is None else {"SOURCE_DATE_EPOCH": epoch}
    run = run_command("build", "--site", str(magazine.folder), *arguments, environment=environment)
    assert run.status == 0, run.err
    return magazine.page("/").one("//p[@class='dateline']")


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2025-05-14", "14 May 2025"),
        ("2025-05-14T23:59:59", "14 May 2025"),
        ("2025-05-14 9:00", "14 May 2025"),
        ("2025-05-14T18:59:59Z", "14 May 2025"),
        ("2025-05-14T19:00:00Z", "15 May 2025"),
        ("2025-05-14T23:00-05:00", "15 May 2025"),
        ("1000-01-02", "2 January 1000"),
    ],
)
def test_now_sets_the_clock(magazine: Magazine, now: str, day: str) -> None:
    magazine.write("")
    assert _day(magazine, "--now", now) == day


def test_now_comes_before_source_date_epoch_and_that_before_the_time_of_day(magazine: Magazine) -> None:
    magazine.write("")
    assert _day(magazine, "--now", "2025-05-14", epoch="1000000000") == "14 May 2025"
    assert _day(magazine, epoch="1000000000") == "9 September 2001"
    assert _day(magazine, epoch="1000000000") == "9 September 2001"
    assert int(_day(magazine, epoch="").split()[-1]) > 2001


@pytest.mark.parametrize(
    "epoch", ["x", "1.5", "1e9", "99999999999999999999", "-99999999999999999999", "253402300799", "-62135596800"]
)
@pytest.mark.parametrize("command", ["build", "check"])
def test_a_bad_source_date_epoch_is_2(magazine: Magazine, command: str, epoch: str) -> None:
    magazine.write("")
    run = run_command(command, "--site", str(magazine.folder), environment={"SOURCE_DATE_EPOCH": epoch})
    assert run.status == 2
    assert f'SOURCE_DATE_EPOCH is not a number of seconds: "{epoch}"' in run.err
    assert not magazine.output.exists()


def test_base_url_takes_the_place_of_the_file_s(magazine: Magazine) -> None:
    magazine.write("").configure("", head='[site]\ntitle = "T"\nbase_url = "https://test.example/"\n')
    magazine.article("news/a.md")
    magazine.build("--base-url", "http://localhost:8000/x")
    assert magazine.page("/").one("//link[@rel='canonical']/@href") == "http://localhost:8000/x/"
    assert magazine.page("/").all("//main//h2/a/@href") == ["/x/news/a/"]
    assert "https://test.example" not in "".join(
        data.decode() for path, data in files_in(magazine.output).items() if path.endswith((".html", ".xml", ".txt"))
    )


def test_check_says_what_is_wrong_and_writes_nothing(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", body="[x](no.md)")
    before = files_in(magazine.folder)
    run = magazine.run("check")
    assert run.status == 0
    assert re.fullmatch(r"\d+ pages, no errors, 1 warning, 1 note\n  1 article without a standfirst\n", run.out)
    assert run.warnings == ['content/news/a.md:5:1: warning: the link "no.md" leads nowhere']
    magazine.article("news/b.md", slug="a", body="{{< nothing >}}")
    before = files_in(magazine.folder)
    run = magazine.run("check")
    assert run.status == 1
    assert len(run.errors) == 2
    assert files_in(magazine.folder) == before
    assert not magazine.output.exists()


def test_check_counts_the_pages_that_build_makes(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", tags="x", aliases="/old/")
    assert magazine.run("check", "--json").data["pages"] == magazine.build("--json").data["pages"]


def test_check_without_faults(magazine: Magazine) -> None:
    magazine.write("")
    assert re.fullmatch(r"\d+ pages, no errors\n", magazine.run("check").out)


def test_clean_removes_only_what_is_ours(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md")
    sources = files_in(magazine.folder)
    magazine.build()
    built = len(files_in(magazine.output)) - 1
    magazine.put("output/CNAME", "mine")
    magazine.put(".broadsheet/state", "cache")
    run = run_command("clean", "--site", str(magazine.folder))
    assert (run.status, run.err) == (0, "")
    assert run.out == f"removed {built} files of the output and the cache\n"
    assert files_in(magazine.folder) == {**sources, "output/CNAME": b"mine"}
    assert not (magazine.output / "news").exists()
    again = run_command("clean", "--site", str(magazine.folder))
    assert (again.status, again.out) == (0, "removed 0 files of the output\n")


def test_clean_where_there_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "output/mine.txt").write_text("x")
    assert run_command("clean", "--site", str(tmp_path)).status == 0
    assert run_command("clean", "--site", str(tmp_path / "nothing")).status == 0
    assert files_in(tmp_path) == {"output/mine.txt": b"x"}
    assert not (tmp_path / "nothing").exists()


def test_clean_does_not_follow_a_linked_cache(magazine: Magazine, tmp_path: Path) -> None:
    magazine.write("")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/precious").write_text("x")
    (magazine.folder / ".broadsheet").symlink_to(tmp_path / "elsewhere")
    run_command("clean", "--site", str(magazine.folder))
    assert (tmp_path / "elsewhere/precious").read_text() == "x"


def test_the_module_is_the_same_command() -> None:
    program = start_program("--version")
    out, err = program.communicate(timeout=30)
    assert (program.returncode, out, err) == (0, "broadsheet " + version("broadsheet") + "\n", "")


def test_no_text_of_a_site_can_steer_a_terminal(magazine: Magazine) -> None:
    magazine.write("").put(
        "content/news/a.md", '---\ntitle: A\ndate: "\\e[31m"\nt\u202eg: x\n---\n[\x1b[2J](no\x9b.md)\n'
    )
    run = magazine.run("build")
    assert run.status == 1
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", run.err)


def test_a_reader_that_leaves_early_is_no_traceback(magazine: Magazine) -> None:
    magazine.write("")
    for number in range(30):
        magazine.article(f"news/a{number}.md")
    command = f"'{sys.executable}' -m generator build --verbose --site '{magazine.folder}' | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
    assert magazine.exists("/index.html")


@pytest.mark.parametrize("arguments", [("build",), ("build", "--json"), ("check",), ("clean",)], ids=" ".join)
def test_an_output_that_takes_no_words_is_no_traceback(magazine: Magazine, arguments: tuple[str, ...]) -> None:
    magazine.write("")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "generator", *arguments, "--site", str(magazine.folder)],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "broadsheet: error: No space left on device\n"


def test_colours_and_bars_are_for_terminals_only(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", tagz="x")
    program = start_program("build", "--site", str(magazine.folder), "--now", NOW)
    out, err = program.communicate(timeout=30)
    assert "\x1b" not in out + err


def test_a_bar_shows_long_work_on_a_terminal(magazine: Magazine) -> None:
    magazine.write("")
    for number in range(200):
        magazine.article(f"news/a{number}.md")
    script = (
        "import sys; from generator import cli; cli._PATIENCE_SECONDS = 0.0\n"
        f"sys.argv = ['broadsheet', 'build', '--site', {str(magazine.folder)!r}]\ncli.main()"
    )
    main, terminal = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=terminal) as program:
        os.close(terminal)
        shown = b""
        while True:
            try:
                piece = os.read(main, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        assert program.stdout
        out = program.stdout.read()
    os.close(main)
    assert program.returncode == 0
    assert b"render" in shown
    assert b"\x1b" not in out
