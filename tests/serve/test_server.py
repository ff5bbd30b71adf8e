"""What the preview answers: files of the output and nothing else, to those who may ask, with what browsers need."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.magazine import Magazine, files_in, run_command
from tests.serve.preview import DEADLINE_SECONDS, Preview, free_port, picture, running, wait_for, without_script

PAGE = "/news/a/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Magazine:
    magazine = Magazine(tmp_path_factory.mktemp("served") / "site").write(
        "-- static/data.bin --\n0123456789\n-- static/.well-known/x.txt --\nknown\n-- static/.hidden --\nhidden\n"
        "-- static/deep/.secret/y.txt --\nhidden\n-- static/a file.txt --\nspaces\n"
    )
    magazine.article("news/a.md", title="First")
    magazine.article("news/тіл.md", title="Тіл")
    return magazine


@pytest.fixture(scope="module")
def preview(site: Magazine) -> Iterator[Preview]:
    with running(site) as one:
        yield one


def test_pages_are_those_of_a_build_but_for_the_script(preview: Preview, site: Magazine, tmp_path: Path) -> None:
    site.build("--output", str(tmp_path / "clean"))
    for path, data in files_in(tmp_path / "clean").items():
        if path.split("/")[-1].startswith(".") or path.startswith("deep/"):
            continue
        address = "/" + path.removesuffix("index.html")
        answer = preview.get("".join(f"%{byte:02X}" if byte > 127 or byte == 32 else chr(byte)
                                     for byte in address.encode()))  # fmt: skip
        assert answer.status == 200, address
        assert without_script(answer.data) == data, address
        assert (answer.data != data) == path.endswith(".html"), address
    assert not site.output.exists()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/feed.xml", "application/xml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/data.bin", "application/octet-stream"),
        ("/.broadsheet/reload.js", "text/javascript; charset=utf-8"),
    ],
)
def test_content_types(preview: Preview, path: str, kind: str) -> None:
    assert preview.get(path).headers["content-type"] == kind


def test_ranges_and_etags(preview: Preview) -> None:
    part = preview.get("/data.bin", range="bytes=2-4")
    assert (part.status, part.data, part.headers["content-range"]) == (206, b"234", "bytes 2-4/11")
    assert preview.get("/data.bin", range="bytes=90-").status == 416
    for path in ("/data.bin", PAGE):
        first = preview.get(path)
        assert first.headers["cache-control"] == "no-cache"
        again = preview.get(path, if_none_match=first.headers["etag"])
        assert (again.status, again.data) == (304, b"")
        assert preview.get(path, if_none_match='"other"').status == 200


def test_a_page_that_names_another_picture_is_another_page(magazine: Magazine) -> None:
    magazine.put("content/news/a/p.png", picture("red"))
    magazine.article("news/a/index.md", body="![alt](p.png)")
    with running(magazine) as preview:
        before = preview.get(PAGE)
        magazine.put("content/news/a/p.png", picture("blue"))
        preview.wait_for_builds(2)
        after = preview.get(PAGE, if_none_match=before.headers["etag"])
        assert after.status == 200
        [name] = set(re.findall(rb"/assets/pictures/p-400[.][0-9a-f]{16}[.]png", after.data))
        assert name not in before.data
        assert preview.get(name.decode()).status == 200


def test_head_and_other_methods(preview: Preview) -> None:
    head = preview.get(PAGE, method="HEAD")
    assert (head.status, head.data) == (200, b"")
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert preview.get(PAGE, method=method).status == 405


def test_a_folder_gets_its_slash_and_keeps_its_query(preview: Preview) -> None:
    answer = preview.get("/news/a?x=1")
    assert (answer.status, answer.headers["location"]) == (302, "/news/a/?x=1")


def test_what_is_not_there_is_the_sites_own_page(preview: Preview, site: Magazine, tmp_path: Path) -> None:
    site.build("--output", str(tmp_path / "clean"))
    for path in ("/nowhere/", "/news/nowhere", "/feed.xml/", "/news//a/"):
        answer = preview.get(path)
        assert answer.status == 404, path
        assert without_script(answer.data) == (tmp_path / "clean/404.html").read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "/../site.toml", "/..", "/%2e%2e/site.toml", "/%2E%2E/%2E%2E/site.toml", "/..%2fsite.toml", "/..%5csite.toml",
        "/news/../../site.toml", "/news/%2e%2e/%2e%2e/%2e%2e/site.toml", "/....//site.toml", "//etc/passwd",
        "/news%2f..%2f..%2fsite.toml", "/.%00/x", "/data.bin%00.txt", "/\\..\\site.toml", "/%c0%ae%c0%ae/site.toml",
        "/.broadsheet-manifest", "/.hidden", "/deep/.secret/y.txt", "/.broadsheet/sources.state", "/./data.bin",
        "/%2e/data.bin", "/.well-known/../.hidden", "/link.txt", "/linked/site.toml",
    ],
)  # fmt: skip
def test_nothing_outside_the_output_is_served(preview: Preview, site: Magazine, path: str) -> None:
    shown = site.folder / ".broadsheet/serve"
    for name, target in (("link.txt", site.folder / "site.toml"), ("linked", site.folder)):
        if not (shown / name).is_symlink():
            (shown / name).symlink_to(target)
    answer = preview.get(path)
    assert answer.status in (400, 404), path
    for secret in (b"base_url", b"hidden", b"root:", b'"files"'):
        assert secret not in answer.data


def test_well_known_files_are_served(preview: Preview) -> None:
    assert preview.get("/.well-known/x.txt").data == b"known\n"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "10.0.0.1"])
def test_a_foreign_host_is_refused(preview: Preview, host: str) -> None:
    for path in ("/", PAGE, "/.broadsheet/events", "/.broadsheet/reload.js"):
        assert preview.get(path, host=host).status in (400, 421), path


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:8000", "LOCALHOST:80"])
def test_our_own_names_are_answered(preview: Preview, host: str) -> None:
    assert preview.get("/", host=host).status == 200


def test_a_foreign_origin_is_refused(preview: Preview) -> None:
    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{preview.port}", "http://127.0.0.1:1"):
        for path in ("/", "/.broadsheet/events"):
            assert preview.get(path, origin=origin).status == 403, origin
    assert preview.get("/", origin=preview.origin).status == 200


def test_host_allows_its_own_name(site: Magazine) -> None:
    with running(site, "--host", "0.0.0.0") as preview:
        assert preview.get("/", host="192.168.7.7:8000").status == 200
        assert preview.get("/", host=f"{socket.gethostname()}:8000").status == 200
        assert preview.get("/", host="evil.example").status == 421


def test_a_port_in_use_names_the_next_free_one(site: Magazine, preview: Preview) -> None:
    run = run_command("serve", "--site", str(site.folder), "--port", str(preview.port))
    assert run.status == 1
    first, hint = run.err.splitlines()
    assert first == f"broadsheet: error: port {preview.port} is in use"
    assert hint.startswith("    hint: the next free one: --port ")
    assert int(hint.rpartition(" ")[2]) > preview.port


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--host", "no.such.host.invalid"), '"no.such.host.invalid" is not the name of a host'),
        (("--host", "203.0.113.7"), "cannot listen on 203.0.113.7 port"),
        (("--site", "/nowhere/at/all"), "there is no folder /nowhere/at/all"),
    ],
)
def test_what_cannot_be_served_is_an_error(site: Magazine, arguments: tuple[str, ...], message: str) -> None:
    run = run_command("serve", "--site", str(site.folder), "--port", str(free_port()), *arguments)
    assert run.status == 1
    assert run.err.startswith(f"broadsheet: error: {message}")


def test_the_path_of_base_url(magazine: Magazine) -> None:
    magazine.configure("", '[site]\ntitle = "T"\nbase_url = "https://host.example/magazine/"\n')
    magazine.article("news/a.md")
    with running(magazine) as preview:
        assert preview.get("/").headers["location"] == "/magazine/"
        assert preview.get("/magazine").headers["location"] == "/magazine/"
        assert preview.get("/magazine/news/a/").status == 200
        assert preview.get("/magazine/news/a").headers["location"] == "/magazine/news/a/"
        assert preview.get("/news/a/").status == 404
        assert preview.get("/magazinenews/a/").status == 404


def test_drafts_and_scheduled_articles_are_served_when_asked_for(magazine: Magazine) -> None:
    magazine.article("news/a.md")
    magazine.article("news/draft.md", draft="true")
    magazine.article("news/later.md", date="2025-06-01")
    for flags, now, statuses in (
        ((), magazine.now, (404, 404)),
        (("--drafts",), magazine.now, (200, 404)),
        (("--future",), magazine.now, (404, 200)),
        ((), "2025-07-01", (404, 200)),
    ):
        with running(magazine, "--now", now, *flags) as preview:
            found = tuple(preview.get(f"/news/{slug}/").status for slug in ("draft", "later"))
            assert found == statuses, flags


def test_until_the_first_build_has_ended_every_address_answers_503(magazine: Magazine) -> None:
    for number in range(1500):
        magazine.article(f"news/a{number}.md", body="A *paragraph*.\n\n" * 5)
    with running(magazine, is_ready=False) as preview:
        early = [preview.get(path) for path in ("/", "/nowhere/", "/feed.xml")]
        assert not preview.builds, "the build was over too soon to see what comes before"
        for answer in early:
            assert answer.status == 503
            assert b"reload.js" in answer.data
        preview.wait_for_builds(1)
        assert preview.get("/").status == 200


def test_a_broken_start_still_serves(magazine: Magazine) -> None:
    magazine.article("news/a.md", date="someday")
    with running(magazine) as preview:
        for path in ("/", "/nowhere/", "/feed.xml"):
            answer = preview.get(path)
            assert answer.status == 500
            assert b"content/news/a.md:3:7: error: &quot;someday&quot; is not a date" in answer.data
        magazine.article("news/a.md")
        wait_for(lambda: preview.get("/news/a/").status == 200, "a mended site")
        magazine.put("site.toml", "[site")
        preview.wait_for_builds(3)
        assert preview.get("/news/a/").status == 200, "the last good page stays"
    assert "content/news/a.md:3:7: error:" in "\n".join(preview.complaints)
    assert "          ^" in preview.complaints
    assert preview.lines[1].startswith("the site: 1 error, ")
    assert preview.lines[3].startswith("site.toml: 1 error; the last good pages stay, ")


def test_a_folder_that_is_no_site_yet(tmp_path: Path) -> None:
    magazine = Magazine(tmp_path)
    with running(magazine) as preview:
        assert preview.get("/").status == 500
        assert list(tmp_path.iterdir()) == []
        magazine.write("")
        magazine.article("news/a.md")
        wait_for(lambda: preview.get("/news/a/").status == 200, "a site out of nothing")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_within_a_second_whoever_listens(magazine: Magazine, number: int) -> None:
    magazine.article("news/a.md")
    with running(magazine) as preview:
        streams = [open_stream(preview) for _ in range(5)]
        status, seconds = preview.stop(number)
        assert status == 130
        assert seconds < 1.5
        for stream in streams:
            stream.close()
    assert preview.complaints == []
    assert not processes_of(magazine)


def test_it_ends_within_a_second_while_it_builds(magazine: Magazine) -> None:
    for number in range(3000):
        magazine.article(f"news/a{number}.md", body="A *paragraph*.\n\n" * 5)
    with running(magazine, is_ready=False) as preview:
        wait_for((magazine.folder / ".broadsheet/packs").exists, "work")
        status, seconds = preview.stop()
        assert not preview.builds
        assert (status, preview.complaints) == (130, [])
        assert seconds < 1.5
    wait_for(lambda: not processes_of(magazine), "the end of all workers")


def processes_of(magazine: Magazine) -> list[str]:
    """Find processes that still work on a magazine, by the folder that they have open."""
    command = ["ls", "-l", *map(str, Path("/proc").glob("[0-9]*/fd"))]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return [line for line in found.stdout.splitlines() if str(magazine.folder) in line]


def open_stream(preview: Preview) -> socket.socket:
    """Open a stream of events as a browser does; nothing of it is read yet."""
    stream = socket.create_connection(("127.0.0.1", preview.port), timeout=DEADLINE_SECONDS)
    stream.sendall(b"GET /.broadsheet/events?page=/&digest=x HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return stream


def test_two_hundred_streams_and_one_that_never_reads(magazine: Magazine) -> None:
    magazine.article("news/a.md")
    with running(magazine) as preview:
        silent = open_stream(preview)
        streams = [open_stream(preview) for _ in range(200)]
        heard = [b""] * len(streams)

        def listen(index: int) -> None:
            while b"event: files" not in heard[index] and (data := streams[index].recv(65536)):
                heard[index] += data

        readers = [threading.Thread(target=listen, args=(index,), daemon=True) for index in range(len(streams))]
        for reader in readers:
            reader.start()
        wait_for(lambda: all(b"event: state" in text for text in heard), "streams")
        for number in range(3):
            magazine.put("static/site.css", f"p {{ margin: {number}px }}")
            preview.wait_for_builds(number + 2)
        for reader in readers:
            reader.join(DEADLINE_SECONDS)
        assert all(b'event: files\ndata: ["/site.css"]' in text for text in heard)
        assert preview.get("/site.css").data == b"p { margin: 2px }"
        for stream in (silent, *streams):
            stream.close()
        assert preview.stop()[1] < 1.5


def test_the_clock_alone_makes_a_build(magazine: Magazine) -> None:
    magazine.now = ""
    soon = time.time() + 6
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(soon))
    magazine.article("news/soon.md", date=stamp)
    with running(magazine) as preview:
        assert preview.get("/news/soon/").status == 404 or time.time() >= int(soon)
        wait_for(lambda: preview.get("/news/soon/").status == 200, "the article's moment")
        assert time.time() >= int(soon)
        # The page is there a moment before the line that tells of it.
        wait_for(lambda: preview.lines[-1].startswith("the clock: "), "the line of the build")


def test_a_builder_that_dies_is_started_anew(magazine: Magazine) -> None:
    magazine.article("news/a.md")
    with running(magazine) as preview:
        children = Path(f"/proc/{preview.process.pid}/task/{preview.process.pid}/children").read_text().split()
        assert len(children) == 1
        subprocess.run(["kill", "-KILL", children[0]], check=True)
        magazine.article("news/b.md")
        wait_for(lambda: len(preview.builds) >= 2, "news of the builder")
        magazine.article("news/c.md")
        wait_for(lambda: preview.get("/news/c/").status == 200, "a new builder")
