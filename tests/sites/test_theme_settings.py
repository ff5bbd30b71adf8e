"""Settings of themes: declared types, choices, ranges, links; what stylesheets take of them; mistakes, placed."""

from __future__ import annotations

import pytest

from tests.incremental.clean import clean_files, expect_equal
from tests.magazine import SITE_TOML, Magazine, files_in, place_marked

TOML = """extends = "broadsheet"
[settings]
plain = "p"
[settings.accent]
type = "colour"
default = "#123456"
description = "The accent."
[settings.side]
default = "start"
choices = ["start", "end"]
[settings.columns]
type = "number"
default = 3
least = 1
most = 6
[settings.logo]
type = "address"
default = ""
[settings.menu]
type = "links"
default = [{title = "Home", url = "/"}]
[settings.words]
type = "texts"
default = []
[settings.loud]
type = "switch"
default = false
[settings.weight]
type = "fraction"
default = 1.5
[settings.more]
type = "table"
default = {a = 1}
"""


def _own(magazine: Magazine, settings: str = "", toml: str = TOML) -> Magazine:
    magazine.write(f"-- themes/own/theme.toml --\n{toml}")
    magazine.configure("[theme]\n" + settings, head=SITE_TOML + 'theme = "own"\n')
    magazine.put("themes/own/templates/404.html", "{% autoescape false %}{{ theme | json }}{% endautoescape %}")
    return magazine


def test_declared_settings_have_their_defaults(magazine: Magazine) -> None:
    _own(magazine).build("--strict")
    shown = magazine.read("/404.html")
    for piece in ('"plain":"p"', '"accent":"#123456"', '"side":"start"', '"columns":3', '"logo":""', '"words":[]',
                  '"menu":[{"title":"Home","url":"/"}]', '"loud":false', '"weight":1.5', '"more":{"a":1}'):  # fmt: skip
        assert piece in shown


def test_a_site_chooses_declared_settings(magazine: Magazine) -> None:
    settings = 'accent = "oklch(40% 0.1 20)"\nside = "end"\ncolumns = 6\nlogo = "/l.svg"\nwords = ["a"]\nloud = true\n'
    settings += 'weight = 2\nmore = {b = 2}\n[[theme.menu]]\ntitle = "About"\nurl = "/about/"\n'
    _own(magazine, settings).build("--strict")
    shown = magazine.read("/404.html")
    for piece in (
        '"accent":"oklch(40% 0.1 20)"',
        '"side":"end"',
        '"columns":6',
        '"logo":"/l.svg"',
        '"words":["a"]',
        '"menu":[{"title":"About","url":"/about/"}]',
        '"loud":true',
        '"weight":2',
        '"more":{"b":2}',
    ):
        assert piece in shown


@pytest.mark.parametrize(
    ("settings", "message", "hint"),
    [
        ('«accent = "12px"', '"accent" must be a colour such as "#8c1c13", but is the text "12px"', ""),
        ('«accent = "red; x: y"', '"accent" must be a colour such as "#8c1c13", but is the text "red; x: y"', ""),
        ("«accent = 5", '"accent" must be a colour such as "#8c1c13", but is the number 5', ""),
        ('«accent = ""', '"accent" must be a colour such as "#8c1c13", but is the text ""', ""),
        ('«side = "ende"', '"side" must be one of "start", "end", but is the text "ende"', 'did you mean "end"?'),
        ("«columns = 0", '"columns" must be at least 1, but is 0', ""),
        ("«columns = 7", '"columns" must be at most 6, but is 7', ""),
        ("«columns = 1.5", '"columns" must be a whole number, but is the number 1.5', ""),
        ("«columns = true", '"columns" must be a whole number, but is true', ""),
        ('«logo = "javascript:x"', '"logo" must be an address within the site, or a URL, but is the text', ""),
        ('«words = "a"', '"words" must be a list of texts, but is the text "a"', ""),
        ("«loud = 1", '"loud" must be true or false, but is the number 1', ""),
        ('«weight = "x"', '"weight" must be a number, but is the text "x"', ""),
        ("«more = []", '"more" must be a table, but is a list', ""),
        ('«menu = [{title = "A"}]', '"menu" must be links with title and url, but is a list', ""),
        (
            '[[theme.menu]]\ntitle = "A"\nurl = «"javascript:x"',
            'the link "javascript:x" starts with "javascript:", which is no link for readers',
            "",
        ),
        ('«acent = "#fff"', 'the theme "own" has no setting "acent"', 'did you mean "accent"?'),
    ],
)
def test_mistakes_of_a_site_have_their_place(magazine: Magazine, settings: str, message: str, hint: str) -> None:
    settings, line, column = place_marked(settings)
    run = _own(magazine, settings + "\n").fail()
    assert len(run.errors) == 1
    assert run.errors[0].startswith(f"site.toml:{6 + line}:{column}: error: {message}")
    assert f"    hint: {hint}" in run.err.splitlines() if hint else "hint" not in run.err


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('[settings.a]\n«type = "color"\ndefault = ""', 'there is no type "color"'),
        ('[settings.a]\ntype = "colour"\n«default = "x y"', '"a" must be a colour such as "#8c1c13"'),
        ("[settings.a]\n«least = 'x'\ndefault = 5", '"least" must be'),
        ("[settings.a]\ndefault = 5\n«lest = 1", 'unknown key "lest" in [settings.a]'),
        ('[settings.a]\n«default = "x"\nchoices = ["y"]', '"a" must be one of "y", but is the text "x"'),
        ("[settings]\n«a-b = 5", '"a-b" cannot be the name of a setting'),
    ],
)
def test_mistakes_of_a_theme_have_their_place(magazine: Magazine, toml: str, message: str) -> None:
    toml, line, column = place_marked(toml)
    errors = _own(magazine, toml='extends = "broadsheet"\n' + toml + "\n").fail().errors
    assert len(errors) == 1
    place, _, told = errors[0].partition(": error: ")
    assert place.startswith(f"themes/own/theme.toml:{line + 1}:")
    assert column == 1
    assert told.startswith(message)


def test_a_theme_that_extends_may_give_a_declared_setting_another_default(magazine: Magazine) -> None:
    magazine.write(f"-- themes/base/theme.toml --\n{TOML}")
    _own(magazine, toml='extends = "base"\n[settings]\naccent = "#00f"\ncolumns = 2\n').build()
    assert '"accent":"#00f"' in magazine.read("/404.html")
    magazine.configure('[theme]\naccent = "5px"\ncolumns = 9\n', head=SITE_TOML + 'theme = "own"\n')
    assert len(magazine.fail().errors) == 2
    _own(magazine, toml='extends = "base"\n[settings]\naccent = "5px"\n')
    assert [error.partition(": error:")[0] for error in magazine.fail().errors] == ["themes/own/theme.toml:3:1"]


def test_a_stylesheet_takes_settings_and_changes_its_name_with_them(magazine: Magazine) -> None:
    _own(magazine).put("themes/own/static/a.css", "a { color: theme(accent); order: theme( columns ) }\n")
    magazine.build()
    [first] = (magazine.output / "assets").glob("a.*.css")
    assert first.read_text() == "a { color: #123456; order: 3 }\n"
    magazine.configure('[theme]\naccent = "teal"\n', head=SITE_TOML + 'theme = "own"\n')
    magazine.build()
    [second] = (magazine.output / "assets").glob("a.*.css")
    assert second.read_text() == "a { color: teal; order: 3 }\n"
    assert first.name != second.name
    expect_equal(files_in(magazine.output), clean_files(magazine), "a setting")


@pytest.mark.parametrize(
    ("css", "message"),
    [
        ("a {\n  color: theme(«acent) }", 'the theme has no setting "acent"'),
        ("a { color: theme(«menu) }", 'the setting "menu" is a list, which no stylesheet can hold'),
        ("a { color: theme(«loud) }", 'the setting "loud" is false, which no stylesheet can hold'),
    ],
)
def test_a_stylesheet_that_asks_for_what_is_not_there(magazine: Magazine, css: str, message: str) -> None:
    css, line, column = place_marked(css)
    _own(magazine).put("themes/own/static/a.css", css)
    assert magazine.fail().errors == [f"themes/own/static/a.css:{line}:{column}: error: {message}"]


@pytest.mark.parametrize("theme", ["broadsheet", "gazette"])
def test_a_built_in_theme_takes_colours_a_mark_and_links_for_its_foot(magazine: Magazine, theme: str) -> None:
    settings = 'accent_light = "#102030"\naccent_dark = "#a0b0c0"\nmark = "/m.svg"\n'
    settings += '[[theme.footer_links]]\ntitle = "Imprint"\nurl = "/about/"\n'
    magazine.write("-- static/m.svg --\n<svg/>\n")
    magazine.configure("[theme]\n" + settings, head=SITE_TOML + f'theme = "{theme}"\n')
    magazine.build("--strict", "--base-url", "https://test.example/mag/")
    [sheet] = magazine.page("/").all("//link[@rel='stylesheet']/@href")
    text = magazine.read(sheet.removeprefix("/mag"))
    assert "--accent: #102030" in text
    assert "--accent: #a0b0c0" in text
    assert magazine.page("/").all("//footer//a[.='Imprint']/@href") == ["/mag/about/"]
    assert magazine.page("/").all("//header//img/@src") == ["/mag/m.svg"]
