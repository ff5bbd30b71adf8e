"""`broadsheet due`: the moments at which the clock alone changes the output."""

from __future__ import annotations

from datetime import datetime

from tests.magazine import Magazine, Run, files_in, run_command

ZONE = '[site]\ntitle = "T"\nbase_url = "https://test.example/"\ntimezone = "Asia/Almaty"\n'


def due(magazine: Magazine, *arguments: str) -> Run:
    words = arguments if "--now" in arguments else ("--now", magazine.now, *arguments)
    return run_command("due", "--site", str(magazine.folder), *words)


def test_every_coming_moment_the_next_on_top(magazine: Magazine) -> None:
    magazine.write("").configure("", ZONE)
    magazine.article("news/past.md", date="2025-05-01", expires="2025-05-02")
    magazine.article("news/later.md", title="Later", date="2025-05-16 09:00", expires="2025-06-01")
    magazine.article("news/ends.md", title="Ends", date="2025-05-01", expires="2025-05-14 18:00")
    magazine.article("news/draft.md", date="2025-05-17", draft="true")
    magazine.article("news/never.md", date="2025-05-18", expires="2025-05-17")
    magazine.put("content/pages/about.md", "---\ntitle: About\ndate: 2025-05-20\n---\n")
    run = due(magazine)
    assert (run.status, run.err) == (0, "")
    assert run.out.splitlines() == [
        '2025-05-14T18:00:00+05:00  content/news/ends.md expires: "Ends"',
        "2025-05-15T00:00:00+05:00  a new day in the masthead",
        '2025-05-16T09:00:00+05:00  content/news/later.md appears: "Later"',
        '2025-05-18T09:00:00+05:00  content/news/later.md leaves the news sitemap: "Later"',
        '2025-05-20T00:00:00+05:00  content/pages/about.md appears: "About"',
        '2025-06-01T00:00:00+05:00  content/news/later.md expires: "Later"',
    ]
    data = due(magazine, "--json").data
    assert (data["now"], data["next"]) == ("2025-05-14T12:00:00+05:00", "2025-05-14T18:00:00+05:00")
    assert data["moments"][0] == {
        "at": "2025-05-14T18:00:00+05:00", "seconds": 21600.0, "kind": "expires", "file": "content/news/ends.md",
        "headline": "Ends",
    }  # fmt: skip
    assert (data["warnings"], data["errors"]) == ([], [])
    assert not (magazine.folder / ".broadsheet").exists()


def test_at_each_moment_the_output_differs_and_between_them_not(magazine: Magazine) -> None:
    magazine.write("").configure("", ZONE)
    magazine.article("news/a.md", title="A", date="2025-05-15 09:00", expires="2025-05-16 10:00")
    magazine.article("news/b.md", title="B", date="2025-05-01", expires="2025-05-14 23:00")
    magazine.article("news/c.md", title="C", date="2025-05-13 20:00")
    now = magazine.now
    for _ in range(6):
        magazine.build("--now", now)
        before = files_in(magazine.output)
        at = due(magazine, "--now", now, "--json").data["next"]
        just_before = datetime.fromisoformat(at).timestamp() - 1
        magazine.build("--now", datetime.fromtimestamp(just_before).astimezone().isoformat())
        assert files_in(magazine.output) == before
        magazine.build("--now", at)
        assert files_in(magazine.output) != before
        now = at


def test_a_day_that_starts_late_and_a_memory_that_is_damaged(magazine: Magazine) -> None:
    """In Cairo, clocks are put forward at midnight: the day starts at one."""
    magazine.write("").configure("", ZONE.replace("Asia/Almaty", "Africa/Cairo"))
    magazine.article("news/a.md")
    magazine.build()
    assert due(magazine, "--now", "2025-04-24T12:00").out.startswith("2025-04-25T01:00:00+03:00  a new day")
    for place in (magazine.folder / ".broadsheet").rglob("*.pack"):
        place.write_bytes(b"")
    assert due(magazine, "--now", "2025-04-24T12:00").status == 0


def test_a_site_with_errors(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", date="tomorrow")
    run = due(magazine)
    assert run.status == 1
    assert run.errors == ['content/news/a.md:3:7: error: "tomorrow" is not a date']
    assert due(magazine, "--json").data["errors"][0]["file"] == "content/news/a.md"
