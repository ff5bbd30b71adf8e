"""Redirects on real servers: nginx and Apache get a built site and its rules, and are asked on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.hosts.servers import ask, serving
from tests.magazine import SITE_TOML, Magazine, run_command

HEADS = {"/": SITE_TOML, "/mag/": SITE_TOML.replace("test.example/", "test.example/mag/")}
REDIRECTS = """
[listing]
page_size = 2
[redirects]
"/blog/*" = "/news/*"
"/root/*" = "/*"
"/all-of-it*" = "/news/a/?from=all"
"/Каталог/*" = "https://other.example/c/*"
"/blog/exact/" = "/news/b/"
"/elsewhere/" = "https://other.example/a b?q=1%20$x&y=ж#part"
"/with-anchor/" = "/news/a/#part"
"/100%25/" = "/files/100%25 $1 %1.txt"
[hosts]
redirects = ["nginx", "apache"]
"""
ALIASES = [
    "/old/", "/News/A/", "/OLD/", "/старый путь/", "/it's \"q\" $x ${HOME} %{HOST} {y} (z) [w] ^+|/", "/a:b/", "/a*b/",
    "/x.html", "/X.html", "/.dotted/", "/" + "long-" * 40 + "/", "/%25/", "/$1/", "/%23-no-anchor/",
]  # fmt: skip


@pytest.fixture(scope="module", params=[(name, root) for name in ("nginx", "apache") for root in HEADS])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, str]]:
    name, root = request.param
    folder = tmp_path_factory.mktemp("server")
    magazine = Magazine(folder / "site").write("")
    magazine.configure(REDIRECTS, head=HEADS[root])
    quoted = ", ".join("'" + alias.replace("'", "''") + "'" for alias in ALIASES)
    magazine.article("news/a.md", aliases=f"[{quoted}]")
    magazine.article("news/b.md")
    magazine.article("news/c.md")
    magazine.put("static/files/100% $1 %1.txt", "x")
    assert magazine.build().warnings == []
    with serving(name, magazine.output, root) as port:
        yield port, root


@pytest.mark.parametrize("alias", ALIASES)
def test_an_alias(server: tuple[int, str], alias: str) -> None:
    port, root = server
    path = root[:-1] + (alias if "%2" in alias else quote(alias))
    assert ask(port, path) == (301, f"{root}news/a/")
    assert ask(port, path + "?utm=1") == (301, f"{root}news/a/?utm=1")


def test_addresses_that_are_none_of_the_old_ones(server: tuple[int, str]) -> None:
    port, root = server
    for path in ("news/a/", "news/b/", "", "page/2/", "news/"):
        assert ask(port, root + path)[0] == 200, path
    for path in ("old/x/", "oldies/", "x-html", "aab/", "nothing/"):
        assert ask(port, root + path)[0] == 404, path


def test_rules_with_a_rest(server: tuple[int, str]) -> None:
    port, root = server
    for asked, answer in {
        "blog/b/": f"{root}news/b/",
        "blog/": f"{root}news/",
        "blog/deep/er.html": f"{root}news/deep/er.html",
        "blog/b/?x=%0d%0a1": f"{root}news/b/?x=%0d%0a1",
        "blog/exact/": f"{root}news/b/",
        "blog/%D0%B6%20%0d%0aX:y/": f"{root}news/%D0%B6%20%0d%0aX:y/",
        "all-of-it": f"{root}news/a/?from=all",
        "all-of-it-and/more?z": f"{root}news/a/?from=all",
        "%d0%9a%D0%B0%D1%82%D0%B0%D0%BB%D0%BE%D0%B3/1?a": "https://other.example/c/1?a",
        "root/old/": f"{root}old/",
    }.items():
        assert ask(port, root + asked) == (301, answer), asked


def test_targets(server: tuple[int, str]) -> None:
    port, root = server
    status, place = ask(port, f"{root}elsewhere/")
    assert (status, place.replace("%24", "$")) == (301, "https://other.example/a%20b?q=1%20$x&y=%D0%B6#part")
    assert ask(port, f"{root}with-anchor/") == (301, f"{root}news/a/#part")
    status, place = ask(port, f"{root}100%25/")
    assert (status, place.replace("%24", "$")) == (301, f"{root}files/100%25%20$1%20%251.txt")
    assert ask(port, place)[0] == 200


def test_the_first_page(server: tuple[int, str]) -> None:
    port, root = server
    assert ask(port, f"{root}page/1/") == (301, root)
    assert ask(port, f"{root}news/page/1/?x") == (301, f"{root}news/?x")
    assert ask(port, f"{root}2025/05/page/1/") == (301, f"{root}2025/05/")


@pytest.mark.parametrize(
    "path",
    [
        "root//evil.example/", "root/\\evil.example/", "root/%2F/evil.example/", "root/%5Cevil.example", "root/",
        "/evil.example/page/1/", "\\evil.example/page/1/", "root///", "root/..//evil.example/", "root/%0d%0aX-Evil:1",
        "old/%0d%0aX-Evil:1", "//evil.example/old/",
    ],
)  # fmt: skip
def test_no_answer_leads_to_another_host(server: tuple[int, str], path: str) -> None:
    port, root = server
    status, place = ask(port, root + path)
    assert status in (200, 301, 308, 400, 403, 404)
    assert not place.startswith(("//", "/\\", "http")), place
    assert "\r" not in place


def test_the_rules_are_not_served(server: tuple[int, str]) -> None:
    port, root = server
    for name in (".htaccess", ".htredirects.conf"):
        assert ask(port, root + name)[0] in (403, 404)


def test_thousands_of_rules(tmp_path: Path) -> None:
    magazine = Magazine(tmp_path / "site").write("")
    rules = "".join(f'"/old/{number}/" = "/news/a/"\n' for number in range(3000))
    magazine.configure(f'[redirects]\n{rules}[hosts]\nredirects = ["nginx"]\n')
    magazine.article("news/a.md")
    magazine.build()
    with serving("nginx", magazine.output, "/") as port:
        assert ask(port, "/old/2999/") == (301, "/news/a/")
        assert ask(port, "/old/3000/")[0] == 404


def test_that_a_command_reads_them(tmp_path: Path) -> None:
    """A name that is no host is an error with its place."""
    magazine = Magazine(tmp_path).write("")
    magazine.configure('[hosts]\nredirects = ["ngnix"]\n')
    run = run_command("build", "--site", str(tmp_path))
    assert run.status == 1
    assert run.errors == ['site.toml:6:14: error: unknown name "ngnix" in "redirects"']
    assert "nginx" in run.err
