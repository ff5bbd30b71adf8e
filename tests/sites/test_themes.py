"""Themes: inheritance, overrides, settings, words, and static files under names that carry their digest."""

from __future__ import annotations

import re

import pytest

from tests.magazine import SITE_TOML, Magazine, files_in

OWN = 'theme = "own"\n'


def _own(magazine: Magazine, archive: str = "", toml: str = 'name = "own"\nextends = "broadsheet"\n') -> Magazine:
    magazine.write(f"-- themes/own/theme.toml --\n{toml}{archive}")
    magazine.configure(OWN)
    return magazine


def test_a_theme_inherits_what_it_does_not_have(magazine: Magazine) -> None:
    _own(magazine, "-- themes/own/templates/card.html --\n<p class='mine'>{{ article.headline }}</p>").article(
        "news/a.md"
    )
    magazine.build()
    page = magazine.page("/")
    assert page.all("//p[@class='mine']") == ["A headline"]
    assert page.count_line == "Viewing results 1 - 1 of 1"
    assert page.one("//p[@class='dateline']") == "14 May 2025"


def test_the_site_overrides_a_single_file(magazine: Magazine) -> None:
    _own(magazine, "-- themes/own/templates/card.html --\ntheme's").article("news/a.md")
    magazine.put("templates/card.html", "the site's {{ article.headline }}")
    magazine.build()
    assert "the site's A headline" in magazine.read("/")
    assert "theme's" not in magazine.read("/")


def test_a_template_may_extend_one_of_the_parent_s(magazine: Magazine) -> None:
    _own(magazine).put(
        "themes/own/templates/page.html",
        '{% extends "base.html" %}{% block main %}<h1>Mine: {{ page.title }}</h1>{% endblock %}',
    )
    magazine.put("content/pages/about.md", "---\ntitle: About\n---\n")
    magazine.build()
    assert magazine.page("/about/").one("//h1") == "Mine: About"
    assert magazine.page("/about/").one("//p[@class='dateline']") == "14 May 2025"


def test_a_chain_of_three(magazine: Magazine) -> None:
    magazine.write(
        '-- themes/a/theme.toml --\nextends = "b"\n[settings]\nx = 1\n'
        '-- themes/b/theme.toml --\nextends = "broadsheet"\n[settings]\nx = 2\ny = 3\n'
        "-- themes/b/templates/card.html --\n{{ theme.x }}-{{ theme.y }}-{{ theme.show_related }}-\n"
    )
    magazine.configure('theme = "a"\n')
    magazine.article("news/a.md")
    magazine.build()
    assert "1-3-True-" in magazine.read("/")


def test_a_theme_of_the_site_comes_before_a_built_in_one(magazine: Magazine) -> None:
    names = ["front", "listing", "article", "author", "page", "404"]
    archive = "".join(f"-- themes/broadsheet/templates/{name}.html --\nmine: {name}\n" for name in names)
    magazine.write('-- themes/broadsheet/theme.toml --\nname = "mine"\n' + archive).article("news/a.md")
    magazine.build()
    assert magazine.read("/") == "mine: front"
    assert magazine.read("/404.html") == "mine: 404"
    found = sorted(path.name.partition(".")[0] for path in (magazine.output / "assets").iterdir())
    assert found == ["feed", "pictures"]


@pytest.mark.parametrize(
    ("toml", "error"),
    [
        ('extends = "own"\n', 'themes/own/theme.toml:1:11: error: the theme "own" extends itself'),
        ('extends = "nothing"\n', 'themes/own/theme.toml:1:11: error: there is no theme "nothing"'),
        ('extends = "../x"\n', 'themes/own/theme.toml:1:11: error: there is no theme "../x"'),
        ('extend = "broadsheet"\n', 'themes/own/theme.toml:1:1: error: unknown key "extend"'),
        ("extends = 5\n", 'themes/own/theme.toml:1:11: error: "extends" must be text in quotes, but is the number 5'),
        ("settings = 5\n", 'themes/own/theme.toml:1:1: error: "settings" must be a table'),
        ("extends = \n", "themes/own/theme.toml:1:11: error: invalid value"),
    ],
)
def test_faults_of_theme_toml(magazine: Magazine, toml: str, error: str) -> None:
    _own(magazine, "-- x/theme.toml --\n", toml=toml)
    errors = magazine.fail().errors
    assert any(line.startswith(error) for line in errors), errors


def test_a_theme_without_a_template_that_is_needed(magazine: Magazine) -> None:
    _own(magazine, "-- themes/own/templates/front.html --\nx", toml='name = "own"\n').article("news/a.md")
    errors = magazine.fail().errors
    assert 'broadsheet: error: the theme "own" has no template "article.html"' in errors
    assert len(errors) == 3


SETTINGS = 'extends = "broadsheet"\n[settings]\n'
SETTINGS += 'text = "t"\nnumber = 5\nfraction = 1.5\nflag = false\nnames = ["a"]\ntable = {a = 1}\n'


def _shown(magazine: Magazine, settings: str) -> str:
    _own(magazine, toml=SETTINGS)
    magazine.configure(OWN + "[theme]\n" + settings)
    magazine.put("themes/own/templates/404.html", "{% autoescape false %}{{ theme | json }}{% endautoescape %}")
    magazine.build()
    return magazine.read("/404.html")


def test_settings_take_the_place_of_their_defaults(magazine: Magazine) -> None:
    shown = _shown(magazine, 'text = "u"\nnumber = 6\nfraction = 2\nflag = true\nnames = ["b", "c"]\n')
    for piece in ('"text":"u"', '"number":6', '"fraction":2', '"flag":true', '"names":["b","c"]', '"table":{"a":1}'):
        assert piece in shown


@pytest.mark.parametrize(
    ("setting", "key", "default", "value"),
    [
        ("text = 5", "text", 'the text "t"', "the number 5"),
        ('number = "5"', "number", "the number 5", 'the text "5"'),
        ("number = 5.5", "number", "the number 5", "the number 5.5"),
        ("number = true", "number", "the number 5", "true"),
        ("fraction = true", "fraction", "the number 1.5", "true"),
        ("flag = 1", "flag", "false", "the number 1"),
        ('names = "a"', "names", "a list", 'the text "a"'),
        ("table = []", "table", "a table", "a list"),
    ],
)
def test_settings_of_another_type(magazine: Magazine, setting: str, key: str, default: str, value: str) -> None:
    _own(magazine, toml=SETTINGS).configure(OWN + "[theme]\n" + setting + "\n")
    assert magazine.fail().errors == [
        f'site.toml:7:1: error: "{key}" must be like its default, {default}, but is {value}'
    ]


def test_an_unknown_setting(magazine: Magazine) -> None:
    _own(magazine, toml=SETTINGS).configure(OWN + "[theme]\nflg = true\n")
    run = magazine.fail()
    assert run.errors == ['site.toml:7:1: error: the theme "own" has no setting "flg"']
    assert '    hint: did you mean "flag"?' in run.err.splitlines()


def test_static_files_carry_their_digest(magazine: Magazine) -> None:
    _own(
        magazine,
        "-- themes/own/static/css/own.css --\n@import 'more.css';\n@import url(\"more.css\");\n"
        "a { background: url(../img/a.svg) }\nb { background: url( 'b.png?x=1#y' ) }\n"
        "c { background: url(data:image/png;base64,xx) }\nd { background: url(https://e.example/d.png) }\n"
        "e { background: url(none.png) }\nf { background: url(#part) }\n"
        "-- themes/own/static/css/more.css --\n.x { color: red }\n-- themes/own/static/css/b.png --\nb\n"
        "-- themes/own/static/img/a.svg --\n<svg/>\n-- themes/own/static/LICENCE --\nfree\n"
        "-- themes/own/templates/404.html --\n"
        '{{ asset("css/own.css") }} {{ asset("img/a.svg") }} {{ asset("LICENCE") }}',
    )
    magazine.build("--base-url", "https://test.example/mag/")
    css, svg, licence = magazine.read("/404.html").split()
    assert re.fullmatch(r"/mag/assets/css/own\.[0-9a-f]{10}\.css", css)
    assert re.fullmatch(r"/mag/assets/img/a\.[0-9a-f]{10}\.svg", svg)
    assert re.fullmatch(r"/mag/assets/LICENCE\.[0-9a-f]{10}", licence)
    text = magazine.read(css.removeprefix("/mag"))
    more = re.search(r"more\.[0-9a-f]{10}\.css", text)
    picture = re.search(r"b\.[0-9a-f]{10}\.png", text)
    assert more
    assert picture
    assert text == (
        f"@import '{more[0]}';\n@import url(\"{more[0]}\");\na {{ background: url(../img/{svg.rpartition('/')[2]}) }}\n"
        f"b {{ background: url( '{picture[0]}?x=1#y' ) }}\nc {{ background: url(data:image/png;base64,xx) }}\n"
        "d { background: url(https://e.example/d.png) }\n"
        "e { background: url(none.png) }\nf { background: url(#part) }\n"
    )
    assert magazine.exists(f"/assets/css/{more[0]}")
    assert magazine.exists(f"/assets/css/{picture[0]}")
    assert "css/own.css" not in files_in(magazine.output)


def test_a_change_of_an_imported_file_changes_every_name_above_it(magazine: Magazine) -> None:
    _own(
        magazine,
        "-- themes/own/static/a.css --\n@import 'b.css';\n-- themes/own/static/b.css --\n@import 'c.css';\n"
        "-- themes/own/static/c.css --\nx{}\n-- themes/own/static/d.css --\ny{}\n",
    )
    magazine.build()
    first = {path.name.split(".")[0]: path.name for path in (magazine.output / "assets").glob("?.*.css")}
    magazine.put("themes/own/static/c.css", "z{}\n")
    magazine.build()
    second = {path.name.split(".")[0]: path.name for path in (magazine.output / "assets").glob("?.*.css")}
    assert [name for name in "abcd" if first[name] != second[name]] == ["a", "b", "c"]
    assert len(list((magazine.output / "assets").glob("?.*.css"))) == 4


def test_stylesheets_that_import_each_other(magazine: Magazine) -> None:
    _own(
        magazine,
        "-- themes/own/static/a.css --\n@import 'b.css';\n@import 'a.css';\n"
        "-- themes/own/static/b.css --\n@import 'a.css';\n",
    )
    magazine.build()
    assert len(list((magazine.output / "assets").glob("[ab].*.css"))) == 2


def test_every_asset_that_a_page_names_is_there(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md")
    magazine.build()
    for link in magazine.page("/news/a/").all("//link[@rel='stylesheet']/@href | //script/@src"):
        assert re.search(r"\.[0-9a-f]{10}\.(css|js)$", link)
        assert magazine.exists(link)


def test_words_are_inherited_and_fall_back_to_english(magazine: Magazine) -> None:
    words = '-- themes/own/i18n/en.toml --\nhello = "Hello"\n'
    words += '-- themes/own/i18n/ru.toml --\ncount_line = "Показано {first}-{last} из {total}"\n'
    _own(magazine, words).put("templates/404.html", '{{ t("hello") }}')
    magazine.configure("", head=SITE_TOML + 'theme = "own"\nlanguage = "ru"\n')
    magazine.article("news/a.md")
    magazine.build()
    assert magazine.page("/").count_line == "Показано 1-1 из 1"
    assert "Перейти к содержанию" in magazine.read("/")
    assert magazine.read("/404.html") == "Hello"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            "count_line = 5\n",
            'themes/own/i18n/en.toml:1:1: error: the word "count_line" must be text, but is the number 5',
        ),
        ("count_line = \n", "themes/own/i18n/en.toml:1:14: error: invalid value"),
        ('a = "1"\na = "2"\n', "themes/own/i18n/en.toml:2:8: error: cannot overwrite a value"),
    ],
)
def test_faults_of_words(magazine: Magazine, text: str, error: str) -> None:
    _own(magazine, "-- themes/own/i18n/en.toml --\n" + text)
    assert magazine.fail().errors == [error]


def test_a_word_with_a_wrong_field_names_the_template(magazine: Magazine) -> None:
    _own(magazine, '-- themes/own/i18n/en.toml --\ncount_line = "{frist} of {total}"\n')
    errors = magazine.fail().errors
    assert errors
    assert all("templates/_items.html:" in error and "frist" in error for error in errors)


def test_filters_that_a_theme_author_expects(magazine: Magazine) -> None:
    _own(magazine)
    lines = [
        '{{ article.date | date }}', '{{ article.date | date("yyyy-MM-dd") }}',
        '{{ article.date | date("d MMMM y", "ru") }}',
        '{{ article.date | date("HH:mm") }}', '{{ "**b** <i>" | markdownify }}', '{{ article.url | absolute_url }}',
        '{{ "/x/" | site_url }}', '{{ "Hello, Мир" | slugify }}', '{{ "one two three" | excerpt(2) }}',
        '{{ {"a": "</script>"} | json }}', '{{ "2025-05-04" | day }}', '{{ "<b>" }}', '{{ t("by") }}',
    ]  # fmt: skip
    magazine.put("themes/own/templates/article.html", "\n".join(lines))
    magazine.article("news/a.md", date="2025-05-01 23:30 UTC")
    magazine.build("--base-url", "https://test.example/mag/")
    assert magazine.read("/news/a/").splitlines() == [
        "2 May 2025", "2025-05-02", "2 мая 2025", "04:30", "<strong>b</strong> &lt;i&gt;",
        "https://test.example/mag/news/a/", "/mag/x/", "hello-мир", "one two...", '{"a":"\\u003c/script\\u003e"}',
        "4 May 2025", "&lt;b&gt;", "By",
    ]  # fmt: skip


def test_a_symbolic_link_out_of_a_theme(magazine: Magazine) -> None:
    _own(magazine, "-- themes/own/static/a.css --\nx{}\n")
    (magazine.folder / "themes/own/static/b.css").symlink_to("/etc/hostname")
    assert magazine.fail().errors == ["themes/own/static/b.css:1:1: error: a symbolic link that leads out of the site"]


def test_the_mark_in_the_masthead(magazine: Magazine) -> None:
    magazine.write("-- static/mark.svg --\n<svg/>").configure('[theme]\nmark = "/mark.svg"\n')
    magazine.build("--base-url", "https://test.example/mag/")
    assert magazine.page("/").all("//p[@class='nameplate']//img/@src") == ["/mag/mark.svg"]
