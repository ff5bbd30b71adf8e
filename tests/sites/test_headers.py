"""What hosts are told: the security headers, the content security policy, what may be kept for ever."""

from __future__ import annotations

import pytest

from tests.magazine import SITE_TOML, Magazine

PLAIN = {
    "base": "<!doctype html>\n<title>{{ site.title }}</title>\n",
    **dict.fromkeys(("front", "listing", "article", "author", "page", "404"), '{% extends "base.html" %}\n'),
}


@pytest.fixture(autouse=True)
def site(magazine: Magazine) -> None:
    """A site without articles."""
    magazine.write("")


def _policy(magazine: Magazine) -> dict[str, str]:
    lines = magazine.read("_headers").splitlines()
    [line] = [line for line in lines if line.startswith("  Content-Security-Policy: ")]
    return dict(part.strip().partition(" ")[::2] for part in line.partition(": ")[2].split(";"))


def _own_theme(magazine: Magazine, toml: str) -> None:
    magazine.put("site.toml", SITE_TOML.replace("[site]\n", '[site]\ntheme = "own"\n'))
    magazine.put("themes/own/theme.toml", toml)
    for name, text in PLAIN.items():
        magazine.put(f"themes/own/templates/{name}.html", text)


def test_hosts_are_told_what_to_keep_and_what_to_send(magazine: Magazine) -> None:
    magazine.build()
    everywhere, assets = magazine.read("_headers").split("\n\n")
    assert everywhere.splitlines()[0] == "/*"
    assert "  X-Content-Type-Options: nosniff" in everywhere.splitlines()
    assert "  Strict-Transport-Security: max-age=31536000" in everywhere.splitlines()
    assert assets == "/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"
    for path in (magazine.output / "assets").iterdir():
        assert len(path.name.split(".")) == 3, "a file that is kept for ever carries its digest"


def test_the_policy_of_the_built_in_theme_allows_nothing_inline(magazine: Magazine) -> None:
    magazine.build()
    policy = _policy(magazine)
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert not [value for value in policy.values() if "unsafe" in value]


def test_the_site_s_directives_replace_the_theme_s_and_others_are_added(magazine: Magazine) -> None:
    magazine.configure('[security]\ncsp = """\nframe-src \'none\';\n worker-src \'self\'\n"""\n')
    magazine.build()
    policy = _policy(magazine)
    assert policy["frame-src"] == "'none'"
    assert policy["worker-src"] == "'self'"
    assert policy["default-src"] == "'none'"


def test_a_policy_touches_no_page(magazine: Magazine) -> None:
    magazine.article("news/a.md")
    magazine.build()
    magazine.configure("[security]\ncsp = \"frame-src 'none'\"\n")
    assert magazine.build("--json", "--verbose").data["files"]["written"] == ["_headers"]


@pytest.mark.parametrize(
    ("csp", "message", "hint"),
    [
        ("scrip-src 'self'", 'a content security policy has no directive "scrip-src"', 'did you mean "script-src"?'),
        ("img-src é", "the policy holds a character that a header cannot", ""),
        ("img-src a, frame-src b", "the policy holds a character that a header cannot", ""),
    ],
)
def test_a_policy_that_no_browser_reads_is_an_error(magazine: Magazine, csp: str, message: str, hint: str) -> None:
    magazine.configure(f'[security]\ncsp = "{csp}"\n')
    run = magazine.fail()
    assert run.errors[0].startswith(f"site.toml:6:7: error: {message}")
    assert hint in run.err


def test_a_theme_s_own_policy_is_checked(magazine: Magazine) -> None:
    _own_theme(magazine, 'name = "own"\ncsp = "imgsrc *"\n')
    assert magazine.fail().errors[0].startswith("themes/own/theme.toml:2:7: error: a content security policy has no")


def test_a_theme_without_a_policy_has_none_sent(magazine: Magazine) -> None:
    _own_theme(magazine, 'name = "own"\n')
    magazine.build()
    assert "Content-Security-Policy" not in magazine.read("_headers")
    assert "nosniff" in magazine.read("_headers")


def test_a_theme_inherits_the_policy_of_the_one_it_extends(magazine: Magazine) -> None:
    magazine.put("site.toml", SITE_TOML.replace("[site]\n", '[site]\ntheme = "own"\n'))
    magazine.put("themes/own/theme.toml", 'name = "own"\nextends = "broadsheet"\n')
    magazine.build()
    assert _policy(magazine)["style-src"] == "'self'"


def test_a_theme_s_changed_policy_is_noticed(magazine: Magazine) -> None:
    _own_theme(magazine, 'name = "own"\ncsp = "img-src *"\n')
    magazine.build()
    magazine.put("themes/own/theme.toml", 'name = "own"\ncsp = "img-src https:"\n')
    assert magazine.build("--json", "--verbose").data["files"]["written"] == ["_headers"]
    assert _policy(magazine) == {"img-src": "https:"}


def test_the_site_s_own_file_takes_its_place(magazine: Magazine) -> None:
    magazine.write("-- static/_headers --\n/*\n  X-Own: yes\n").build()
    assert magazine.read("_headers") == "/*\n  X-Own: yes\n"


def test_rules_stand_for_addresses_below_the_path_of_the_site(magazine: Magazine) -> None:
    magazine.put("site.toml", '[site]\ntitle = "T"\nbase_url = "http://host.example/mag/"\n')
    magazine.build()
    lines = magazine.read("_headers").splitlines()
    assert lines[0] == "/mag/*"
    assert "/mag/assets/*" in lines
    assert "Strict-Transport-Security" not in magazine.read("_headers")
