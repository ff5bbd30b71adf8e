"""The files of rules for hosts: what stands in `_redirects`, its limits, and what is left out of all of them."""

from __future__ import annotations

import pytest

from tests.magazine import SITE_TOML, Magazine

HEAD = SITE_TOML.replace("test.example/", "test.example/mag/")


def rules(magazine: Magazine) -> list[str]:
    return [line for line in magazine.read("/_redirects").splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("hosts", [[], ["netlify"], ["cloudflare"], ["nginx"], ["apache"], ["netlify", "nginx"]])
def test_a_host_has_its_file_and_no_other(magazine: Magazine, hosts: list[str]) -> None:
    magazine.write("").configure(f"[hosts]\nredirects = {hosts}\n")
    magazine.article("news/a.md", aliases="[/old/]")
    magazine.build()
    files = {"netlify": "_redirects", "cloudflare": "_redirects", "nginx": ".htredirects.conf", "apache": ".htaccess"}
    found = {name for name in set(files.values()) if magazine.exists(name)}
    assert found == {files[host] for host in hosts}
    assert magazine.exists("/old/")


@pytest.mark.parametrize(("hosts", "status"), [(["netlify"], "301!"), (["cloudflare"], "301"),
                                               (["cloudflare", "netlify"], "301")])  # fmt: skip
def test_rules_of_netlify_and_cloudflare(magazine: Magazine, hosts: list[str], status: str) -> None:
    magazine.write("").configure(
        f'[redirects]\n"/blog/*" = "/news/*"\n"/Каталог/*" = "https://e.example/*"\n'
        f'"/a b/" = "https://e.example/ж ц#x"\n"/all/*" = "/news/a/"\n"/mail/" = "mailto:a@b.example"\n'
        f'[hosts]\nredirects = {hosts}\n', head=HEAD,
    )  # fmt: skip
    magazine.article("news/a.md", aliases="[/old/, '/q\"?/'.html]".replace("?/'.html", "/'"))
    assert magazine.build().warnings == []
    assert [line.removesuffix(f" {status}") for line in rules(magazine)] == [
        "/mag/a%20b/ https://e.example/%D0%B6%20%D1%86#x",
        "/mag/old/ /mag/news/a/",
        "/mag/q%22/ /mag/news/a/",
        "/mag/page/1/ /mag/",
        "/mag/blog/* /mag/news/:splat",
        "/mag/%D0%9A%D0%B0%D1%82%D0%B0%D0%BB%D0%BE%D0%B3/* https://e.example/:splat",
        "/mag/all/* /mag/news/a/",
        "/mag/:a/page/1/ /mag/:a/",
        "/mag/:a/:b/page/1/ /mag/:a/:b/",
        "/mag/:a/:b/:c/page/1/ /mag/:a/:b/:c/",
    ]
    assert all(len(line.split()) == 3 and line.endswith(f" {status}") for line in rules(magazine))


def test_what_could_lead_elsewhere_names_the_host(magazine: Magazine) -> None:
    magazine.write("").configure('[redirects]\n"/old/*" = "/*"\n[hosts]\nredirects = ["netlify"]\n')
    magazine.build()
    assert rules(magazine)[1:3] == [
        "/old/* https://test.example/:splat 301!",
        "/:a/page/1/ https://test.example/:a/ 301!",
    ]


def test_addresses_that_the_file_cannot_hold(magazine: Magazine) -> None:
    magazine.write("").configure('[hosts]\nredirects = ["cloudflare"]\n')
    magazine.article("news/a.md", aliases="[/old/, '/a:b/', '/a*b/', '/10:30/']")
    assert magazine.build().warnings == [
        f'content/news/a.md:4:{column}: warning: "_redirects" cannot hold the old address "{old}": "*" and ":" have a '
        "meaning there"
        for column, old in ((18, "/a:b/"), (27, "/a*b/"))
    ]
    assert [line.split()[0] for line in rules(magazine)][:3] == ["/old/", "/10:30/", "/page/1/"]


def _many(
    magazine: Magazine, count: int, pattern: str = '"/old/{}/" = "/news/a/"', host: str = "cloudflare"
) -> list[str]:
    lines = "".join(pattern.format(number) + "\n" for number in range(count))
    magazine.write("").configure(f'[hosts]\nredirects = ["{host}"]\n[redirects]\n{lines}')
    magazine.article("news/a.md")
    return magazine.build().warnings


def test_the_rules_that_cloudflare_reads(magazine: Magazine) -> None:
    assert _many(magazine, 1999) == []
    assert len(rules(magazine)) == 2000 + 3
    [warning] = _many(magazine, 2005)
    assert warning == (
        "site.toml:2007:1: warning: 6 redirects are more than the 1999 rules that Cloudflare reads, "
        'from "/old/1999/" on, and are left out'
    )
    assert len(rules(magazine)) == 2000 + 3
    assert magazine.exists("/old/2004/")


def test_the_rules_with_a_star_that_cloudflare_reads(magazine: Magazine) -> None:
    assert _many(magazine, 97, '"/old/{}/*" = "/news/*"') == []
    [warning] = _many(magazine, 98, '"/old/{}/*" = "/news/*"')
    assert 'more than the 97 rules with a "*" that Cloudflare reads, from "/old/97/" on' in warning
    assert len([line for line in rules(magazine) if "*" in line or ":" in line]) == 100


def test_the_line_that_cloudflare_reads(magazine: Magazine) -> None:
    long = "/".join(["x" * 100] * 11)
    [warning] = _many(magazine, 1, f'"/{long}/" = "/news/a/"')
    assert "longer than the 1000 characters of a line that Cloudflare reads" in warning
    assert not any("x" * 50 in line for line in rules(magazine))
    assert magazine.exists(f"/{long}/")


def test_the_bytes_that_cloudflare_reads(magazine: Magazine) -> None:
    [warning] = _many(magazine, 600, '"/' + "y" * 200 + '/{}/" = "/news/a/"')
    assert "more than the 100000 bytes that Cloudflare reads" in warning
    assert 90_000 < len(magazine.read("/_redirects").encode()) <= 100_000


def test_the_rules_that_netlify_may_not_take(magazine: Magazine) -> None:
    assert _many(magazine, 2500, host="netlify") == []
    assert len(rules(magazine)) == 2500 + 4


@pytest.mark.parametrize("host", ["cloudflare", "netlify", "nginx", "apache"])
@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('"/news/*" = "/"', 'the redirect "/news/*" would cover "news/a/index.html", and is left out'),
        ('"/fi*" = "/"', 'the redirect "/fi*" would cover "files/r.pdf", and is left out'),
        ('"/x/*" = "/x/y/*"', 'the redirect "/x/*" leads to itself, and is left out'),
        ('"/x/*" = "/news/held/*"', 'the redirect "/x/*" leads to an article that is held back, and is left out'),
        ('"/x/*" = "/news/held/"', 'the link "/news/held/" leads to an article that is a draft, and is left out'),
        ('"/x/*" = "/nowhere/"', 'the link "/nowhere/" leads nowhere'),
    ],
)
def test_rules_with_a_star_that_go_wrong(magazine: Magazine, host: str, line: str, message: str) -> None:
    magazine.write("").configure(f'[hosts]\nredirects = ["{host}"]\n[redirects]\n{line}\n')
    magazine.article("news/a.md")
    magazine.article("news/held.md", draft="true", aliases="[/was-held/]")
    magazine.put("static/files/r.pdf", "x")
    assert magazine.build().warnings == [f"site.toml:8:1: warning: {message}"]
    file = {"nginx": ".htredirects.conf", "apache": ".htaccess"}.get(host, "_redirects")
    assert "held" not in magazine.read(file)
    assert ("/x/" in magazine.read(file)) == ("nowhere" in line)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('"/a*b/" = "/"', 'the old address "/a*b/" has a "*" that is not its end'),
        ('"/*" = "/"', 'the old address "/*" stands for the whole site'),
        ('"*" = "/"', 'the old address "*" stands for the whole site'),
        ('"/a/*" = "/b*"', 'the new address "/b*" has its "*" in a word'),
        ('"/a/*" = "https://e.example*"', 'the new address "https://e.example*" has its "*" in a word'),
    ],
)
def test_stars_that_mean_nothing(magazine: Magazine, line: str, message: str) -> None:
    magazine.write("").configure(f"[redirects]\n{line}\n")
    [error] = magazine.fail().errors
    assert error.endswith(f"error: {message}")


@pytest.mark.parametrize(("host", "name"), [("netlify", "_redirects"), ("cloudflare", "_redirects")])
def test_a_file_of_the_site_s_own_wins(magazine: Magazine, host: str, name: str) -> None:
    magazine.write("").configure(f'[hosts]\nredirects = ["{host}"]\n')
    magazine.put(f"static/{name}", "/mine / 301\n")
    assert magazine.build().warnings == [
        f'site.toml:6:13: warning: "static/{name}" takes the place of the rules that [hosts] asks for'
    ]
    assert magazine.read(name) == "/mine / 301\n"


def test_the_first_page_leads_to_the_bare_address(magazine: Magazine) -> None:
    magazine.write("").configure("[listing]\npage_size = 1\n", head=HEAD)
    magazine.article("news/a.md", tags="[One]")
    magazine.article("page/1.md", tags="[Two]")
    magazine.article("news/b.md", aliases="[/news/page/1/]")
    assert magazine.build().warnings == []
    page = magazine.page("/2025/page/1/")
    assert page.one("//link[@rel='canonical']/@href") == "https://test.example/mag/2025/"
    assert page.one("//meta[@name='robots']/@content") == "noindex"
    assert not magazine.exists("/tag/one/page/1/")
    # What stands there already stays.
    assert magazine.page("/page/1/").all("//h1") == ["A headline"]
    assert magazine.page("/news/page/1/").one("//body//a/@href") == "/mag/news/b/"
