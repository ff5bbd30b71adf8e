"""Addresses of targets, and the order in which files are put there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.deploy.attributes import Rules, attributes_of, compress, packed
from generator.deploy.order import put_in_order, stays
from generator.deploy.place import Parcel
from generator.deploy.published import Published, decode_published, encode_published
from generator.target import Address, looks_secret, read_address
from generator.write.manifest import OwnedFile


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("/srv/www", Address("folder", "/srv/www")),
        ("www", Address("folder", "www")),
        ("file:///srv/www%20x", Address("folder", "/srv/www x")),
        ("user@host:/srv/www/", Address("ssh", "user@host", "/srv/www", "rsync")),
        ("host:~/www", Address("ssh", "host", "www", "rsync")),
        ("u@[::1]:x", Address("ssh", "u@[::1]", "x", "rsync")),
        ("rsync://u@host:2222/srv/www", Address("ssh", "u@host", "/srv/www", "rsync", 2222)),
        ("rsync://host/srv", Address("ssh", "host", "/srv", "rsync")),
        ("s3://bucket", Address("store", "bucket", "", "s3")),
        ("s3://bucket/a/b/", Address("store", "bucket", "a/b", "s3")),
        ("gs://b/x", Address("store", "b", "x", "gs")),
        ("az://c", Address("store", "c", "", "az")),
        ("origin#gh-pages", Address("git", "origin", "gh-pages")),
        ("git+ssh://git@host/x.git#a/b", Address("git", "ssh://git@host/x.git", "a/b")),
        ("git@host:me/x.git#pages", Address("git", "git@host:me/x.git", "pages")),
        ("https://host/x.git#pages", Address("git", "https://host/x.git", "pages")),
    ],
)
def test_an_address_is_read(text: str, address: Address) -> None:
    assert read_address(text) == (address, "", "")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "is empty or holds a control character"),
        ("a\nb", "is empty or holds a control character"),
        ("-oProxyCommand=x:/srv", 'starts with "-"'),
        ("rsync://-oProxyCommand=x/srv", "names no host"),
        ("rsync://host", "names no folder on the host"),
        ("rsync://host:x/srv", "is not a URL"),
        ("user@host:", "names no folder on the host"),
        ("s3://", "names no bucket"),
        ("s3://b?x=1", "names no bucket"),
        ("file:///", "names no folder"),
        ("ftp://host/x", 'starts with "ftp://", which is no target'),
        ("origin#", "names no remote and branch of git"),
        ("origin#-x", "names no remote and branch of git"),
        ("origin#a..b", "names no remote and branch of git"),
        ("https://me:pw@host/x.git#b", "holds a password"),
        ("https://token@host/x.git#b", "holds a password"),
        ("s3://key:secret@bucket", "holds a password"),
    ],
)
def test_what_is_no_address_is_told(text: str, fault: str) -> None:
    assert read_address(text)[:2] == (None, fault)


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    address, fault, _ = read_address(text)
    assert (address is None) == bool(fault)


@pytest.mark.parametrize(("key", "is_secret"), [
    ("secret_access_key", True), ("access_key_id", True), ("AWS_SECRET_ACCESS_KEY", True), ("password", True),
    ("GITHUB_TOKEN", True), ("account_key", True), ("sas", True), ("private", True), ("credentials", True),
    ("address", False), ("region", False), ("keep", False), ("endpoint", False), ("indexnow", False),
    ("removals", False), ("MONKEY", False),
])  # fmt: skip
def test_secrets_are_known_by_their_names(key: str, is_secret: bool) -> None:
    assert looks_secret(key) == is_secret


def test_what_is_referred_to_comes_first() -> None:
    groups = [
        ["assets/a.0123456789.css", "assets/pictures/p.0123456789abcdef.avif", "pagefind/pagefind.js", "paper.pdf"],
        ["news/new/index.html", "news/new/index.html.br"],
        ["404.html", "news/old/index.html"],
        ["index.html", "index.html.gz"],
        ["_headers", "atom.xml", "feed.json", "news/feed.xml", "pagefind/fragment/x.pf_fragment", "rates.json",
         "robots.txt", "sitemap.xml"],
        ["pagefind/pagefind-entry.json"],
    ]  # fmt: skip
    paths = sorted(path for group in groups for path in group)
    known = {path for path in paths if "/new/" not in path}
    found = put_in_order([Parcel(path, "", "") for path in reversed(paths)], known)
    assert [[parcel.path for parcel in group] for group in found] == groups


def test_styles_scripts_and_pictures_stay() -> None:
    assert stays("assets/a.css") and stays("x.js.br") and stays("p.avif") and stays("pagefind/index/x.pf_index")
    assert not stays("a/index.html") and not stays("feed.xml") and not stays("paper.pdf")


@pytest.mark.parametrize(
    ("path", "kind", "cache", "encoding"),
    [
        ("index.html", "text/html; charset=utf-8", "public, max-age=60", None),
        ("assets/a.0123456789.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", None),
        ("assets/logo.png", "image/png", "public, max-age=60", None),
        ("feed.xml", "application/xml", "public, max-age=60", None),
        ("feed.json", "application/feed+json", "public, max-age=60", None),
        ("x/index.html.br", "text/html; charset=utf-8", "public, max-age=60", "br"),
        ("assets/a.0123456789.css.gz", "text/css; charset=utf-8", "public, max-age=31536000, immutable", "gzip"),
        ("data.gz", "application/octet-stream", "public, max-age=60", None),
        ("pagefind/index/en_1.pf_index", "application/octet-stream", "public, max-age=31536000, immutable", None),
        ("noname", "application/octet-stream", "public, max-age=60", None),
    ],
)
def test_attributes_of_an_object(path: str, kind: str, cache: str, encoding: str | None) -> None:
    found = attributes_of(path, Rules())
    assert (found["Content-Type"], found["Cache-Control"], found.get("Content-Encoding")) == (kind, cache, encoding)


def test_texts_are_packed_and_pictures_are_not() -> None:
    rules = Rules(60, "gzip")
    assert attributes_of("a.html", rules)["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in attributes_of("a.png", rules)
    assert packed("a.png", b"x", rules) == b"x"
    assert packed("a.html", b"x", rules) == compress(b"x", "gzip") == compress(b"x", "gzip")


_PATHS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)


@given(st.dictionaries(_PATHS, st.text(max_size=4)), st.dictionaries(_PATHS, st.text(max_size=4)))
def test_a_record_is_read_as_it_was_written(files: dict[str, str], coming: dict[str, str]) -> None:
    record = Published(files={path: OwnedFile(digest) for path, digest in files.items()}, coming=coming)
    assert decode_published(encode_published(record)) == record


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading_of_a_record(data: bytes) -> None:
    record = decode_published(data)
    assert record is None or record.version == 1


def test_no_record_leads_out_of_the_target() -> None:
    record = Published(
        files={"../x": OwnedFile("1"), "a/../../x": OwnedFile("1"), "/x": OwnedFile("1")}, kept={"..": ""}
    )
    assert record.owned == set()
