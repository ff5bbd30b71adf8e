"""What `build` promises of its output folder, as the contract's section 9 has it."""

from __future__ import annotations

import fcntl
import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from generator.digest import digest_bytes
from tests.kills import run_until
from tests.magazine import Magazine, files_in, run_command, start_program

KILLS = int(os.environ.get("BROADSHEET_KILLS", "15"))
LATER = "2025-07-01T12:00:00+05:00"
MANIFEST = ".broadsheet-manifest"


@pytest.fixture
def steppe(magazine: Magazine) -> Magazine:
    """A site of every kind of file, built once."""
    magazine.write('-- content/rates.toml --\n[[rates]]\npair = "A/B"\nvalue = "1"\n-- static/deep/er/file.bin --\nx\n')
    for number in range(1, 10):
        magazine.article(f"news/a{number}/index.md", date=f"2025-04-0{number}", tags=f"[T{number % 3}]", authors="Ann")
        magazine.put(f"content/news/a{number}/p.png", f"picture {number}")
    magazine.build()
    return magazine


def _marks(folder: Path) -> dict[str, tuple[int, int, int]]:
    """The inode, time of change and size of every file: what tells that one was written."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns, path.stat().st_size)
        for path in folder.rglob("*")
        if path.is_file()
    }


def _clean_build(magazine: Magazine, tmp_path: Path, *arguments: str) -> dict[str, bytes]:
    """The files of a build of the same site into an empty folder."""
    folder = tmp_path / "clean"
    run = magazine.run("build", "--no-cache", "--output", str(folder), *arguments)
    assert run.status == 0, run.err
    found = files_in(folder)
    for path in found:
        (folder / path).unlink()
    return found


def test_equal_bytes_are_not_written_again(steppe: Magazine) -> None:
    before = _marks(steppe.output)
    assert steppe.run("build", "--json").data["written"] == 0
    assert _marks(steppe.output) == before


def test_only_what_changed_is_written(steppe: Magazine) -> None:
    before = _marks(steppe.output)
    steppe.put("content/news/a3/p.png", "another picture")
    run = steppe.run("build", "--json", "--verbose")
    assert run.data["files"] == {"written": ["news/a3/p.png"], "removed": []}
    after = _marks(steppe.output)
    assert {path for path in after if after[path] != before.get(path)} == {"news/a3/p.png", MANIFEST}


def test_stale_files_go_with_the_folders_they_leave_empty(steppe: Magazine) -> None:
    (steppe.folder / "content/news/a1/index.md").unlink()
    (steppe.folder / "content/news/a1/p.png").unlink()
    (steppe.folder / "static/deep/er/file.bin").unlink()
    (steppe.folder / "content/rates.toml").unlink()
    run = steppe.run("build", "--json", "--verbose")
    assert run.data["files"]["removed"] == ["deep/er/file.bin", "news/a1/index.html", "news/a1/p.png", "rates.json"]
    for gone in ("deep", "news/a1", "rates.json"):
        assert not (steppe.output / gone).exists()


def test_files_of_others_are_never_touched(steppe: Magazine) -> None:
    foreign = {"CNAME": "x", "news/mine.txt": "y", "news/a1/mine.txt": "z", "deep/er/mine": "w", ".git/config": "v"}
    for path, text in foreign.items():
        steppe.put(f"output/{path}", text)
    marks = {path: _marks(steppe.output)[path] for path in foreign}
    (steppe.folder / "content/news/a1/index.md").unlink()
    (steppe.folder / "static/deep/er/file.bin").unlink()
    steppe.build("--now", LATER)
    assert {path: _marks(steppe.output)[path] for path in foreign} == marks
    assert run_command("clean", "--site", str(steppe.folder)).status == 0
    assert files_in(steppe.output) == {path: text.encode() for path, text in foreign.items()}


def test_a_foreign_file_with_equal_bytes_is_adopted(steppe: Magazine, tmp_path: Path) -> None:
    (steppe.output / MANIFEST).unlink()
    before = _marks(steppe.output)
    run = steppe.run("build", "--json")
    assert run.data["written"] == 0
    after = _marks(steppe.output)
    assert {path: mark for path, mark in after.items() if path != MANIFEST} == before
    assert files_in(steppe.output) == _clean_build(steppe, tmp_path)
    (steppe.folder / "static/deep/er/file.bin").unlink()
    steppe.build()
    assert not (steppe.output / "deep").exists()


@pytest.mark.parametrize("path", ["index.html", "news/a1/p.png", "deep/er/file.bin", "rates.json", "feed.xml"])
def test_a_foreign_file_with_other_bytes_is_an_error(steppe: Magazine, path: str) -> None:
    (steppe.output / MANIFEST).unlink()
    steppe.put(f"output/{path}", "mine")
    run = steppe.fail("--now", LATER)
    message = f'broadsheet: error: "{path}" in the output is not ours, and another file must stand there'
    assert message in run.errors


def test_a_foreign_folder_where_a_file_must_stand(magazine: Magazine) -> None:
    magazine.write("-- output/feed.xml/mine --\nx\n")
    assert magazine.fail().errors == [
        'broadsheet: error: "feed.xml" in the output is not ours, and another file must stand there'
    ]


def test_empty_folders_are_nobody_s(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md")
    (magazine.output / "feed.xml" / "empty").mkdir(parents=True)
    (magazine.output / "news" / "a").mkdir(parents=True)
    magazine.build()
    assert magazine.read("/feed.xml").startswith("<?xml")


def test_owned_files_that_were_altered_or_deleted_are_written_again(steppe: Magazine) -> None:
    before = files_in(steppe.output)
    steppe.put("output/index.html", "altered")
    steppe.put("output/news/a1/p.png", "altered")
    (steppe.output / "feed.xml").unlink()
    (steppe.output / "deep/er/file.bin").unlink()
    (steppe.output / "deep/er").rmdir()
    assert steppe.run("build", "--json", "--verbose").data["files"]["written"] == [
        "deep/er/file.bin", "feed.xml", "index.html", "news/a1/p.png"
    ]  # fmt: skip
    assert files_in(steppe.output) == before


def test_a_file_becomes_a_folder_and_a_folder_a_file(magazine: Magazine) -> None:
    magazine.write("-- static/one --\nfile\n-- static/two/inner/x --\nfolder\n").build()
    (magazine.folder / "static/one").unlink()
    (magazine.folder / "static/two/inner/x").unlink()
    (magazine.folder / "static/two/inner").rmdir()
    (magazine.folder / "static/two").rmdir()
    magazine.put("static/one/inner/y", "folder")
    magazine.put("static/two", "file")
    magazine.build()
    assert magazine.read("one/inner/y") == "folder"
    assert magazine.read("two") == "file"


@pytest.mark.parametrize("place", ["news", "news/a1", "index.html"])
def test_a_symbolic_link_in_the_output_is_not_followed(steppe: Magazine, tmp_path: Path, place: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    target = steppe.output / place
    if target.is_dir():
        for path in sorted(target.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        target.rmdir()
    else:
        target.unlink()
    target.symlink_to(outside if place != "index.html" else outside / "file")
    assert f'broadsheet: error: a symbolic link stands in the output at "{place}"' in steppe.fail("--now", LATER).errors
    assert files_in(outside) == {}


def test_the_output_itself_may_be_a_symbolic_link(magazine: Magazine, tmp_path: Path) -> None:
    magazine.write("").article("news/a.md")
    (tmp_path / "elsewhere").mkdir()
    magazine.output.symlink_to(tmp_path / "elsewhere")
    magazine.build()
    assert (tmp_path / "elsewhere/index.html").is_file()


FAILURES = {
    "content": ("content/news/bad.md", "no front matter"),
    "config": ("site.toml", "[nothing]\n"),
    "plan": ("content/news/bad.md", "---\ntitle: A\ndate: 2025-05-01\nslug: a1\n---\n"),
    "late template": ("templates/page.html", "{{ nothing }}"),
    "template of every page": ("templates/base.html", "{% if %}"),
}


@pytest.mark.parametrize("kind", list(FAILURES))
def test_a_build_that_fails_leaves_the_output_byte_for_byte(steppe: Magazine, kind: str) -> None:
    steppe.put("content/pages/zzz.md", "---\ntitle: Z\n---\n")
    path, text = FAILURES[kind]
    steppe.put(path, text)
    before = _marks(steppe.output)
    steppe.fail("--now", LATER)
    assert _marks(steppe.output) == before


def test_a_failed_build_makes_no_folder(magazine: Magazine) -> None:
    magazine.write("-- templates/404.html --\n{{ nothing }}")
    run = magazine.run("build", "--output", str(magazine.folder / "a/b/c"))
    assert run.status == 1
    assert not (magazine.folder / "a").exists()


def test_the_manifest(steppe: Magazine) -> None:
    data = json.loads((steppe.output / MANIFEST).read_bytes())
    files = files_in(steppe.output)
    assert list(data) == ["version", "base_url", "drafts", "future", "sources", "markdown", "files"]
    assert data["base_url"] == "https://test.example/"
    assert (data["drafts"], data["future"]) == (False, False)
    assert list(data["files"]) == sorted(path for path in files if path != MANIFEST)
    for path, entry in data["files"].items():
        assert entry["digest"] == digest_bytes(files[path]), path
        is_article = path.startswith("news/a") and path.endswith("/index.html")
        assert set(entry) == ({"digest", "head", "body"} if is_article else {"digest"}), path


def test_the_manifest_tells_flags_and_sources(steppe: Magazine) -> None:
    first = json.loads((steppe.output / MANIFEST).read_bytes())
    steppe.build("--drafts", "--future", "--base-url", "https://other.example/x/")
    second = json.loads((steppe.output / MANIFEST).read_bytes())
    assert (second["drafts"], second["future"], second["base_url"]) == (True, True, "https://other.example/x/")
    steppe.article("news/draft.md", draft="true")
    steppe.build()
    third = json.loads((steppe.output / MANIFEST).read_bytes())
    assert third["sources"] != first["sources"]
    assert third["files"] == first["files"]


def test_the_manifest_has_the_head_and_body_of_articles_apart(steppe: Magazine) -> None:
    def entry() -> dict[str, str]:
        found: dict[str, str] = json.loads((steppe.output / MANIFEST).read_bytes())["files"]["news/a1/index.html"]
        return found

    steppe.configure("[listing]\nexcerpt_words = 2\n")
    steppe.article("news/a1/index.md", body="one two three four")
    steppe.build()
    first = entry()
    steppe.article("news/a1/index.md", body="one two three other")
    steppe.build()
    body_edit = entry()
    assert body_edit["head"] == first["head"]
    assert body_edit["body"] != first["body"]
    steppe.article("news/a1/index.md", title="Another", body="one two three other")
    steppe.build()
    assert entry()["head"] != body_edit["head"]
    assert entry()["body"] == body_edit["body"]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"version": 99}', b"\xff", b"[" * 100_000])
def test_a_manifest_that_cannot_be_read_makes_nothing_ours(steppe: Magazine, data: bytes) -> None:
    before = files_in(steppe.output)
    steppe.put(f"output/{MANIFEST}", data)
    steppe.put("output/other.txt", "x")
    steppe.build()
    assert files_in(steppe.output) == {**before, "other.txt": b"x"}


@pytest.mark.parametrize("path", ["../victim.txt", "/etc/hostname", "news/../../victim.txt", "a\\b", "./victim", ""])
def test_a_forged_manifest_removes_nothing_outside(steppe: Magazine, path: str) -> None:
    steppe.put("victim.txt", "x")
    data = json.loads((steppe.output / MANIFEST).read_bytes())
    data["files"][path] = {"digest": "0"}
    steppe.put(f"output/{MANIFEST}", json.dumps(data))
    steppe.build()
    assert (steppe.folder / "victim.txt").read_text() == "x"
    assert path not in json.loads((steppe.output / MANIFEST).read_bytes())["files"]


def test_what_a_build_that_was_cut_short_left_is_swept(steppe: Magazine, tmp_path: Path) -> None:
    clean = _clean_build(steppe, tmp_path)
    steppe.put("output/.broadsheet-staging/0", "left")
    steppe.put("output/.broadsheet-staging/deep/1", "left")
    steppe.put("output/half.html", "whole, but of a page that is no more")
    steppe.put("output/.broadsheet-journal", json.dumps(["half.html", "never-written.html"]))
    steppe.build()
    assert files_in(steppe.output) == clean
    assert not (steppe.output / ".broadsheet-staging").exists()


def test_a_second_build_waits_for_the_first(steppe: Magazine) -> None:
    before = files_in(steppe.output)
    descriptor = os.open(steppe.output, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        build = start_program("build", "--site", str(steppe.folder), "--now", LATER)
        with pytest.raises(subprocess.TimeoutExpired):
            build.wait(1)
        assert files_in(steppe.output) == before
    finally:
        os.close(descriptor)
    out, err = build.communicate(timeout=30)
    assert build.returncode == 0, err
    assert "written" in out
    assert files_in(steppe.output) != before


def test_clean_does_not_wait_for_a_build(steppe: Magazine) -> None:
    before = files_in(steppe.output)
    descriptor = os.open(steppe.output, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        clean = start_program("clean", "--site", str(steppe.folder))
        _, err = clean.communicate(timeout=30)
    finally:
        os.close(descriptor)
    assert clean.returncode == 1
    assert err.splitlines()[0] == f"broadsheet: error: another build is writing to {steppe.output}"
    assert files_in(steppe.output) == before


def test_clean_does_not_take_the_memory_of_a_build_away(steppe: Magazine) -> None:
    descriptor = os.open(steppe.folder / ".broadsheet", os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        before = files_in(steppe.folder)
        clean = start_program("clean", "--site", str(steppe.folder))
        _, err = clean.communicate(timeout=30)
    finally:
        os.close(descriptor)
    assert clean.returncode == 1
    assert "another build is writing" in err
    assert files_in(steppe.folder) == before


def test_two_builds_at_once_end_like_one(steppe: Magazine, tmp_path: Path) -> None:
    builds = [start_program("build", "--site", str(steppe.folder), "--now", LATER) for _ in range(3)]
    for build in builds:
        _, err = build.communicate(timeout=60)
        assert build.returncode == 0, err
    assert files_in(steppe.output) == _clean_build(steppe, tmp_path, "--now", LATER)


def _expect_whole(found: dict[str, bytes], old: dict[str, bytes], new: dict[str, bytes], why: object) -> None:
    """Expect each file to be whole: as it was, or as it will be; a page that both builds have is there."""
    for path, data in found.items():
        if not path.startswith(".broadsheet-"):
            assert data in (old.get(path), new.get(path)), (path, why)
    missing = (set(old) & set(new)) - set(found)
    assert not missing, (missing, why)


def _edit(magazine: Magazine, step: int) -> str:
    """Change the site so that there is something to write, add and remove; gives the clock of the next build."""
    magazine.article(f"news/new{step}.md", title=f"New {step}", date="2025-05-01", body=f"Step {step}.")
    (magazine.folder / f"content/news/new{step - 1}.md").unlink(missing_ok=True)
    magazine.put("static/deep/er/file.bin", f"step {step}")
    return f"2025-06-{step % 28 + 1:02}"


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("calls", [1, 2, 3, 5, 9, 20, 34])
def test_a_build_killed_between_two_steps(steppe: Magazine, tmp_path: Path, calls: int) -> None:
    """Killed before the n-th call that changes a folder: the steps between which an output is neither old nor new."""
    old = files_in(steppe.output)
    now = _edit(steppe, 1)
    new = _clean_build(steppe, tmp_path, "--now", now)
    arguments = ["build", "--site", str(steppe.folder), "--now", now]
    assert run_until(calls, arguments, ("replace", "unlink", "mkdir", "rmdir")) == -signal.SIGKILL
    _expect_whole(files_in(steppe.output), old, new, calls)
    steppe.build("--now", now)
    assert files_in(steppe.output) == new
    assert not (steppe.output / ".broadsheet-staging").exists()


def test_a_build_killed_at_any_moment(steppe: Magazine, tmp_path: Path) -> None:
    arguments = ["build", "--site", str(steppe.folder), "--now"]
    started = time.monotonic()
    whole = start_program(*arguments, _edit(steppe, 0))
    whole.communicate(timeout=60)
    assert whole.returncode == 0
    duration = time.monotonic() - started
    chance = random.Random(5)
    ends = {"killed": 0, "done": 0}
    for step in range(1, KILLS + 1):
        old = files_in(steppe.output)
        now = _edit(steppe, step)
        new = _clean_build(steppe, tmp_path, "--now", now)
        # The first part of a run only imports; the last may be over before the kill.
        delay = duration * chance.uniform(0.35, 1.05)
        build = start_program(*arguments, now)
        time.sleep(delay)
        build.kill()
        build.communicate(timeout=30)
        ends["killed" if build.returncode == -9 else "done"] += 1
        _expect_whole(files_in(steppe.output), old, new, (step, delay))
        steppe.build("--now", now)
        assert files_in(steppe.output) == new, (step, delay)
    assert ends["killed"] > 0


def test_a_memory_that_cannot_be_written_does_not_fail_the_build(magazine: Magazine) -> None:
    magazine.write("-- .broadsheet/outputs --\na file where a folder must be\n").article("news/a.md")
    for _ in range(2):
        magazine.build()
        assert magazine.page("/").headlines == ["A headline"]


@pytest.mark.parametrize("jobs", ["1", "2", "7"])
def test_any_number_of_jobs_gives_the_same_bytes(steppe: Magazine, tmp_path: Path, jobs: str) -> None:
    assert _clean_build(steppe, tmp_path, "--jobs", jobs, "--no-cache") == files_in(steppe.output)


def test_the_same_bytes_in_another_place_zone_locale_and_hash_seed(steppe: Magazine, tmp_path: Path) -> None:
    for seed, zone in (("1", "Pacific/Kiritimati"), ("2", "America/New_York")):
        folder = tmp_path / f"other {seed}"
        build = start_program(
            "build", "--site", str(steppe.folder), "--now", steppe.now, "--output", str(folder),
            environment={"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", "LANG": "ru_RU.UTF-8"},
        )  # fmt: skip
        _, err = build.communicate(timeout=60)
        assert build.returncode == 0, err
        assert files_in(folder) == files_in(steppe.output)


def test_the_site_s_own_files_are_not_touched(steppe: Magazine) -> None:
    ours = ("output/", ".broadsheet/")
    before = {path: mark for path, mark in _marks(steppe.folder).items() if not path.startswith(ours)}
    steppe.build("--now", LATER)
    after = {path: mark for path, mark in _marks(steppe.folder).items() if not path.startswith(ours)}
    assert after == before
