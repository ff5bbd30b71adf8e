"""The command: which target, what is refused, what is counted, what is told afterwards, what is kept secret."""

from __future__ import annotations

import gzip
import http.server
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from generator.deploy import retries
from tests.deploy.servers import SECRET_KEY, Store, proxy
from tests.deploy.spots import built, deploy, make_spot, public
from tests.magazine import SITE_TOML, Magazine, files_in

ANYWAY = "to deploy it all the same: --anyway"


def _target(magazine: Magazine, text: str) -> None:
    magazine.configure(f"[deploy.live]\n{text}\n")
    magazine.build()


def test_a_target_goes_by_its_name_and_the_only_one_by_none(steppe: Magazine, tmp_path: Path) -> None:
    _target(steppe, 'address = "../www"')  # from the site's folder, wherever one is
    assert deploy(steppe, "live").out.startswith("live: ")
    assert public(files_in(tmp_path / "www")) == built(steppe)
    assert deploy(steppe, "").out.startswith("live: nothing to do")
    deploy(steppe, (tmp_path / "other").as_uri())
    assert public(files_in(tmp_path / "other")) == built(steppe)


def test_of_several_targets_the_default_is_taken(steppe: Magazine, tmp_path: Path) -> None:
    text = '[deploy.one]\naddress = "../one"\n[deploy.two]\naddress = "../two"\n'
    steppe.configure(text)
    steppe.build()
    assert "hint: name one: one, two" in deploy(steppe, "", status=1).err
    steppe.configure(text + "default = true\n")
    steppe.build()
    deploy(steppe, "")
    assert not (tmp_path / "one").exists()
    assert (tmp_path / "two").is_symlink()
    assert 'hint: did you mean "one"?' in deploy(steppe, "onne", status=1).err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--drafts",), "the output was built with --drafts"),
        (("--future",), "the output was built with --future"),
        (("--base-url", "https://other.example/"),
         'the output was built for "https://other.example/", and the target is "https://test.example/"'),
    ],
)  # fmt: skip
def test_an_output_that_is_not_for_readers_is_refused(
    steppe: Magazine, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    steppe.build(*arguments)
    run = deploy(steppe, str(tmp_path / "www"), status=1)
    assert run.errors == [f"broadsheet: error: {says}"]
    assert ANYWAY in run.err
    assert not (tmp_path / "www").exists()
    deploy(steppe, str(tmp_path / "www"), "--anyway")
    assert public(files_in(tmp_path / "www")) == built(steppe)


@pytest.mark.parametrize("path", ["content/news/a1.md", "content/news/new.md", "static/deep/file.txt", "site.toml",
                                  "templates/article.html", "content/rates.toml"])  # fmt: skip
def test_an_output_that_is_older_than_its_sources_is_refused(steppe: Magazine, tmp_path: Path, path: str) -> None:
    place = steppe.folder / path
    before = place.read_text() if place.exists() else None
    steppe.put(path, (before or "---\ntitle: A\ndate: 2025-05-01\n---\n") + "\n")
    run = deploy(steppe, str(tmp_path / "www"), status=1)
    assert "broadsheet: error: the output is older than its sources" in run.errors or path == "content/rates.toml"
    if before is None:
        place.unlink()
    else:
        steppe.put(path, before)  # as it was: by its bytes, not by its time
    deploy(steppe, str(tmp_path / "www"))


def test_an_output_whose_last_build_failed_is_refused(steppe: Magazine, tmp_path: Path) -> None:
    steppe.put("output/foreign/index.html", "mine")
    steppe.article("news/foreign.md", slug="x")
    steppe.build()
    steppe.article("news/warned.md", body="[x](nowhere.md)")
    steppe.build()
    steppe.run("build", "--strict")  # the same sources, and yet a failure
    run = deploy(steppe, str(tmp_path / "www"), status=1)
    assert run.errors == ["broadsheet: error: the last build of this output has failed"]
    deploy(steppe, str(tmp_path / "www"), "--anyway")
    steppe.build()
    deploy(steppe, str(tmp_path / "www"))


def test_a_target_may_have_a_base_url_of_its_own(steppe: Magazine, tmp_path: Path) -> None:
    _target(steppe, 'address = "../www"\nbase_url = "https://staging.example/"')
    assert "build with --base-url https://staging.example/" in deploy(steppe, "live", status=1).err
    steppe.build("--base-url", "https://staging.example/")
    deploy(steppe, "live")


def test_nothing_built_nothing_deployed(magazine: Magazine, tmp_path: Path) -> None:
    magazine.write("")
    run = deploy(magazine, str(tmp_path / "www"), status=1)
    assert run.errors == [f"broadsheet: error: nothing is built in {magazine.output}"]
    magazine.build()
    for target in ("output", "output/deep", "content", "content/new", "."):
        place = magazine.folder / target
        before = files_in(magazine.folder)
        assert deploy(magazine, str(place), status=1).errors
        assert files_in(magazine.folder) == before


def test_an_output_that_was_altered_is_not_sent(steppe: Magazine, tmp_path: Path) -> None:
    steppe.put("output/index.html", "altered")
    run = deploy(steppe, str(tmp_path / "www"), status=1)
    assert run.errors == ['broadsheet: error: "index.html" in the output is not what the last build has left there']


def test_releases_are_kept_and_gone_back_to(steppe: Magazine, tmp_path: Path) -> None:
    _target(steppe, 'address = "../www"\nkeep = 3')
    states = []
    for number in range(5):
        steppe.article("news/a1.md", title=f"Title {number}")
        steppe.build()
        deploy(steppe, "live")
        states.append(built(steppe))
    releases = tmp_path / "www.releases"
    assert sorted(place.name for place in releases.iterdir()) == ["3", "4", "5"]
    assert deploy(steppe, "live", "--rollback").out == "live: back from release 5 to 4\n"
    assert public(files_in((tmp_path / "www").resolve())) == states[3]
    assert deploy(steppe, "live", "--rollback", "--json").data["rolled_back"] == {"from": 4, "to": 3}
    assert "no earlier release" in deploy(steppe, "live", "--rollback", status=1).errors[0]
    deploy(steppe, "live")
    assert public(files_in((tmp_path / "www").resolve())) == states[4]
    shown, old = (tmp_path / "www/robots.txt").stat(), (releases / "5/robots.txt").stat()
    assert shown.st_ino == old.st_ino  # what did not change costs no space
    (tmp_path / "real").mkdir()
    assert "has no releases" in deploy(steppe, str(tmp_path / "real"), "--rollback", status=1).errors[0]


def test_objects_have_their_attributes(steppe: Magazine, store: Store, tmp_path: Path) -> None:
    spot = make_spot("store", tmp_path, None, store)
    bucket = spot.address.split("/")[2]
    steppe.put("static/deep/ы б.pdf", b"%PDF")

    def attributes(path: str) -> dict[str, str]:
        status, headers, _ = store.ask("GET", f"/{bucket}/site/{path}")
        assert status == 200
        return {name: headers.get(name, "") for name in ("content-type", "cache-control", "content-encoding")}

    _target(steppe, f'address = "{spot.address}"\nmax_age = 5')
    deploy(steppe, "live", environment=spot.environment)
    html = {"content-type": "text/html; charset=utf-8", "cache-control": "public, max-age=5", "content-encoding": ""}
    assert attributes("index.html") == html
    assert attributes("deep/%D1%8B%20%D0%B1.pdf")["content-type"] == "application/pdf"
    style = next(path for path in built(steppe) if path.endswith(".css"))
    assert attributes(style)["cache-control"] == "public, max-age=31536000, immutable"
    _target(steppe, f'address = "{spot.address}"\nmax_age = 9\nencoding = "gzip"')
    sent = deploy(steppe, "live", "--json", environment=spot.environment).data["files"]["sent"]
    assert set(sent) == set(built(steppe))  # with other attributes all is sent again
    assert attributes("index.html") == {**html, "cache-control": "public, max-age=9", "content-encoding": "gzip"}
    assert "nothing to do" in deploy(steppe, "live", environment=spot.environment).out


def test_compressed_files_stand_beside_texts_and_are_made_once(steppe: Magazine, tmp_path: Path) -> None:
    _target(steppe, 'address = "../www"\nprecompress = ["br", "gzip"]')
    deploy(steppe, "live")
    found = public(files_in((tmp_path / "www").resolve()))
    page = built(steppe)["index.html"]
    assert gzip.decompress(found["index.html.gz"]) == page
    assert len(found["index.html.br"]) < len(page)
    assert "static.png.gz" not in found
    made = {path: path.stat().st_mtime_ns for path in (steppe.folder / ".broadsheet/compressed").glob("*.bytes")}
    steppe.article("news/a1.md", title="T1", date="2025-04-01", tags="[T1]", body="Another text entirely.")
    steppe.build()
    sent = set(deploy(steppe, "live", "--json").data["files"]["sent"])
    assert {"news/a1/index.html", "news/a1/index.html.br", "news/a1/index.html.gz"} <= sent
    again = {path: path.stat().st_mtime_ns for path in (steppe.folder / ".broadsheet/compressed").glob("*.bytes")}
    assert {path: at for path, at in again.items() if path in made}.items() <= made.items()
    assert "nothing to do" in deploy(steppe, "live").out


def _archive(magazine: Magazine, count: int) -> None:
    magazine.write("")
    for number in range(count):
        magazine.article(
            f"s{number % 5}/a{number:05}.md", title=f"T{number}", date=f"2025-04-{number % 28 + 1:02}",
            tags=f"[T{number % 7}]", body="Words of it.\n\n" * 5,
        )  # fmt: skip
    magazine.build()


def _edited(magazine: Magazine) -> list[str]:
    """Edit the body of one article; gives the files that a build changes for it."""
    before = built(magazine)
    magazine.article("s1/a00001.md", title="T1", date="2025-04-02", tags="[T1]", body="Other words.\n\n" * 5)
    magazine.build()
    changed = sorted(path for path, data in built(magazine).items() if before.get(path) != data)
    assert 0 < len(changed) < 30
    return changed


def test_counted_in_a_store_one_article_of_hundreds(magazine: Magazine, store: Store, tmp_path: Path) -> None:
    _archive(magazine, 200)
    spot = make_spot("store", tmp_path, None, store)
    with proxy(store.port, lambda chance: "") as between:
        spot.environment = {**store.environment, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{between.port}"}
        spot.deploy(magazine)
        changed = _edited(magazine)
        assert spot.deploy(magazine, "--json").data["files"]["sent"] == changed
        standing = spot.files()
        between.befallen.clear()
        assert "nothing to do" in spot.deploy(magazine).out
        assert between.befallen == {"": 1}  # one read: the record
        assert spot.files() == standing


def test_counted_in_a_folder_one_article_of_thousands(magazine: Magazine, tmp_path: Path) -> None:
    _archive(magazine, 10_000 if os.environ.get("BROADSHEET_LONG") else 300)
    place = tmp_path / "www"
    place.mkdir()
    deploy(magazine, str(place))
    before = {path: path.stat().st_ino for path in place.rglob("*") if path.is_file()}
    changed = _edited(magazine)
    deploy(magazine, str(place))
    after = {path: path.stat().st_ino for path in place.rglob("*") if path.is_file()}
    moved = sorted(path.relative_to(place).as_posix() for path, inode in after.items() if before.get(path) != inode)
    assert moved == sorted([".broadsheet-manifest", *changed])
    assert "nothing to do" in deploy(magazine, str(place)).out
    assert {path: path.stat().st_ino for path in place.rglob("*") if path.is_file()} == after


@dataclass
class Heard:
    """A service that takes what is posted."""

    port: int = 0
    posts: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    status: int = 202


@pytest.fixture
def service() -> Iterator[Heard]:
    heard = Heard()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["content-length"]))
            heard.posts.append((self.path, dict(self.headers.items()), data))
            self.send_response(heard.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        heard.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield heard
        server.shutdown()


def test_search_engines_hear_of_texts_and_not_of_frames(steppe: Magazine, service: Heard, tmp_path: Path) -> None:
    here = f"http://127.0.0.1:{service.port}"
    _target(steppe, f'address = "../www"\nindexnow = "key-0123456789"\nindexnow_endpoint = "{here}/in"')
    deploy(steppe, "live")
    assert (tmp_path / "www/key-0123456789.txt").read_text() == "key-0123456789"
    told = json.loads(service.posts[0][2])
    assert (told["host"], told["key"]) == ("test.example", "key-0123456789")
    assert told["keyLocation"] == "https://test.example/key-0123456789.txt"
    assert sorted(told["urlList"]) == [f"https://test.example/news/a{number}/" for number in range(1, 9)]
    service.posts.clear()
    steppe.build("--now", "2025-05-20")  # a new day is on every page, and in no text
    deploy(steppe, "live")
    assert service.posts == []
    steppe.article("news/a3.md", title="T3", date="2025-04-03", tags="[T0]", body="Another text.")
    (steppe.folder / "content/news/a5.md").unlink()
    steppe.build("--now", "2025-05-20")
    deploy(steppe, "live")
    urls = json.loads(service.posts[0][2])["urlList"]
    assert urls == ["https://test.example/news/a3/", "https://test.example/news/a5/"]


def test_a_hub_hears_of_feeds_that_changed(steppe: Magazine, service: Heard) -> None:
    hub = f'[feeds]\nhub = "http://127.0.0.1:{service.port}/hub"\n'
    steppe.configure(hub + '[deploy.live]\naddress = "../www"\nwebsub = true\n')
    steppe.build()
    deploy(steppe, "live")
    service.posts.clear()
    steppe.article("news/a3.md", title="T3", date="2025-04-03", tags="[T0]", body="Another text.")
    before = built(steppe)
    steppe.build()
    feeds = [
        path
        for path, data in built(steppe).items()
        if before.get(path) != data and path.endswith(("feed.xml", "atom.xml", "feed.json"))
    ]
    deploy(steppe, "live")
    posts = [parse_qs(data.decode()) for _, _, data in service.posts]
    assert [post["hub.mode"] for post in posts] == [["publish"]] * len(posts)
    assert sorted(post["hub.url"][0] for post in posts) == sorted(f"https://test.example/{path}" for path in feeds)


def test_a_service_that_takes_nothing_is_a_warning(steppe: Magazine, service: Heard, tmp_path: Path) -> None:
    service.status = 403
    _target(steppe, 'address = "../www"\nindexnow = "key-0123456789"\n'
                    f'indexnow_endpoint = "http://127.0.0.1:{service.port}/"')  # fmt: skip
    assert "warning: IndexNow was not told: it answers 403" in deploy(steppe, "live").err
    assert public(files_in((tmp_path / "www").resolve())).keys() >= built(steppe).keys()


def test_commands_run_afterwards_with_the_addresses_that_changed(steppe: Magazine) -> None:
    _target(
        steppe, "address = \"../www\"\nafter = ['cat > purged-$BROADSHEET_TARGET', 'echo done', 'exit 3', 'touch late']"
    )
    run = deploy(steppe, "live", status=1)
    urls = (steppe.folder / "purged-live").read_text().split()
    assert "https://test.example/" in urls
    assert "https://test.example/news/a1/" in urls
    assert "done\n" in run.err
    assert run.errors == ['broadsheet: error: the site is published, but the command "exit 3" ended with status 3']
    assert (steppe.folder / "late").exists()
    (steppe.folder / "purged-live").unlink()
    deploy(steppe, "live")
    assert not (steppe.folder / "purged-live").exists()  # nothing was sent


def test_secrets_are_nowhere(steppe: Magazine, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "_WAITS_SECONDS", (0.01,))
    spot = make_spot("store", tmp_path, None, store)
    _target(steppe, f"address = \"{spot.address}\"\nafter = ['exit 1 # {SECRET_KEY}']")
    said = []
    for arguments, environment, status in (
        (("--dry-run", "--json"), spot.environment, 0),
        (("--json",), spot.environment, 1),
        ((), {**spot.environment, "AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, 1),
        ((), {**spot.environment, "AWS_ENDPOINT_URL": f"http://user:{SECRET_KEY}@127.0.0.1:1"}, 1),
    ):  # fmt: skip
        run = deploy(steppe, "live", *arguments, environment=environment, status=status)
        said.append((run.out + run.err).encode())
    said += spot.files().values()
    said += [data for path, data in files_in(steppe.folder).items() if path != "site.toml"]
    assert not [data for data in said if SECRET_KEY.encode() in data]


def test_a_secret_of_git_is_not_repeated(steppe: Magazine, tmp_path: Path) -> None:
    secret = "ghp_0123456789secret"
    for words in (("init", "-q"), ("remote", "add", "origin", f"http://user:{secret}@127.0.0.1:1/site.git")):
        subprocess.run(["git", *words], cwd=steppe.folder, check=True)
    run = deploy(steppe, "origin#gh-pages", status=1)
    assert secret not in run.out + run.err
    for address in (f"https://user:{secret}@host.example/x.git#b", f"https://{secret}@host.example/x.git#b",
                    f"rsync://user:{secret}@host.example/x", f"s3://key:{secret}@bucket/x"):  # fmt: skip
        run = deploy(steppe, address, status=1)
        assert run.errors == ["broadsheet: error: the target's address holds a password"]
        assert secret not in run.out + run.err


def test_a_secret_in_site_toml_is_an_error_and_not_shown(steppe: Magazine) -> None:
    secret = "do-not-show-0123"
    for text in (
        f'[deploy.live]\naddress = "s3://b"\nsecret_access_key = "{secret}"\n',
        f'[deploy.live]\naddress = "https://user:{secret}@host.example/x.git#b"\n',
        f'[deploy]\nlive = {{ address = "ftp://b", password = "{secret}" }}\n',
        f'[deploy]\ntoken = "{secret}"\n',
    ):
        steppe.put("site.toml", SITE_TOML + text)
        for command in ("build", "check", "deploy"):
            run = steppe.run(command)
            assert run.status == 1
            assert any(line.startswith("site.toml:") for line in run.errors)
            assert secret not in run.out + run.err
