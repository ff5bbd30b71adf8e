"""A theme's static files under names that carry their digest, and stylesheets that follow them."""

from __future__ import annotations

from pathlib import Path

from generator.digest import digest_bytes
from generator.load.stylesheet import published_static
from generator.model.theme import ThemeFile


def _published(folder: Path, **texts: str) -> dict[str, ThemeFile]:
    """Publish files given by name, in which `__` stands for a slash and `_` for the dot before the ending."""
    files = {}
    for key, text in texts.items():
        name = ".".join(key.replace("__", "/").rsplit("_", 1))
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
        files[name] = ThemeFile(str(folder / name), f"static/{name}", digest_bytes(text.encode()))
    return published_static(files)


def _css(files: dict[str, ThemeFile], name: str = "css/a.css") -> str:
    data = files[name].data
    assert data is not None
    return data.decode()


def test_names_carry_the_digest_of_the_content(tmp_path: Path) -> None:
    files = _published(tmp_path, js__site_js="let a", mark_svg="<svg/>")
    digest = digest_bytes(b"let a")
    assert files["js/site.js"].published_name == f"js/site.{digest[:10]}.js"
    assert files["js/site.js"].data is None
    assert files["mark.svg"].published_name.startswith("mark.")


def test_a_name_without_an_ending_gets_its_digest_at_the_end(tmp_path: Path) -> None:
    for name in ("LICENCE", ".hidden"):
        (tmp_path / name).write_text("x")
        files = published_static({name: ThemeFile(str(tmp_path / name), name, "0123456789abcdef")})
        assert files[name].published_name == f"{name}.0123456789"


def test_addresses_in_a_stylesheet_follow_the_new_names(tmp_path: Path) -> None:
    css = (
        "a { background: url(../img/a.png) } b { background: url('../img/a.png?x#y') }\n"
        'c { src: url( "b.woff2" ) } @import "more.css"; @import url(more.css);'
    )
    files = _published(tmp_path, css__a_css=css, css__more_css="d {}", css__b_woff2="font", img__a_png="picture")
    picture, font, more = (files[name].published_name for name in ("img/a.png", "css/b.woff2", "css/more.css"))
    assert _css(files) == (
        f"a {{ background: url(../{picture}) }} b {{ background: url('../{picture}?x#y') }}\n"
        f'c {{ src: url( "{font.removeprefix("css/")}" ) }} '
        f'@import "{more.removeprefix("css/")}"; @import url({more.removeprefix("css/")});'
    )


def test_other_addresses_stay(tmp_path: Path) -> None:
    css = (
        "a { b: url(https://a.example/x.png) } c { d: url(data:image/png;base64,AAAA) } e { f: url(#g) }"
        " h { i: url(nope.png) } j { k: url(/x.png) } l { m: url(../../../x.png) }"
    )
    assert _css(_published(tmp_path, css__a_css=css, css__x_png="x")) == css


def test_a_change_far_away_changes_every_stylesheet_on_the_way(tmp_path: Path) -> None:
    texts = {"css__a_css": '@import "b.css";', "css__b_css": "x { y: url(c.png) }", "css__c_png": "one"}
    before, after = _published(tmp_path, **texts), _published(tmp_path, **{**texts, "css__c_png": "two"})
    for name in ("css/a.css", "css/b.css", "css/c.png"):
        assert before[name].published_name != after[name].published_name
        assert before[name].digest != after[name].digest


def test_stylesheets_that_import_each_other_do_not_hang(tmp_path: Path) -> None:
    files = _published(tmp_path, css__a_css='@import "b.css"; @import "a.css";', css__b_css='@import "a.css";')
    assert set(files) == {"css/a.css", "css/b.css"}
    assert '"a.css"' in _css(files)


def test_a_stylesheet_that_is_not_utf8_keeps_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_bytes(b"a { content: '\xff' }")
    files = published_static({"a.css": ThemeFile(str(tmp_path / "a.css"), "a.css", "")})
    assert files["a.css"].data == b"a { content: '\xff' }"
