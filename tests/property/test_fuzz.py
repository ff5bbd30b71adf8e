"""Damaged sites: whatever stands in a file, the site builds, or what is wrong is told with its place; nothing breaks.

The demonstration's own files and some that hold every key are damaged, one at a time, each in a small site that is
checked and, when nothing is wrong with it, built.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.magazine import NOW, run_command
from tests.pictures import SVG
from tests.property.profiles import cases

_REPOSITORY = Path(__file__).parents[2]
_BODY = """
# A *heading* {{< note title="x" >}}inside{{< /note >}}

A [link](../economy/railway-gauge.md#part "title"), ![a picture](mark.svg), a note[^1] and `code`.[^long]

| a | b |
|:--|--:|
| c {{< x user="a" id="1" >}} | d |

{{< pullquote credit="Someone" >}}
> quoted
{{< /pullquote >}}

- {{< youtube abcdefghijk >}} {{< figure src="mark.svg" alt="x" caption="*y*" href="/news/" >}}
- ~~struck~~ <b>bold</b> <!-- gone -->

```python
print("{{< not one >}}")
```

[^1]: The note.
[^long]: Longer.

    With two paragraphs.
"""
_YAML = """---
title: All keys
date: 2025-05-01 9:30
slug: all-keys
section: news
aliases: [/old/, older.html]
canonical_url: https://elsewhere.example/a/
lang: ru
translation_key: all
authors:
  - Ann
  - 'Böðvar'
tags: [One, "Two"]
region: Kazakhstan
series: A series
summary: >
  A summary
  in two lines.
kicker: |
  Kicker
image: {src: mark.svg, alt: "", caption: C, credit: D, focal: 50% 30%}
featured: true
lead: no
updated: 2025-05-02
corrections:
  - date: 2025-05-02
    text: It was otherwise.
expires: 2030-01-01
extra: &extra
  a: [1, 2.5, ~, {b: c}]
---
"""
_JSON = """{
 "title": "All keys", "date": "2025-05-01T09:30Z", "tags": ["One", "\\u0422\\ud83d\\ude00"], "author": "Ann",
 "image": {"src": "mark.svg", "alt": "x"}, "corrections": [{"date": "2025-05-02", "text": "It was otherwise."}],
 "draft": false, "extra": {"a": [1, 2.5, null, true, {"b": "c"}]}
}
"""
_TOML = """+++
title = "All keys"
date = 2025-05-01T09:30:00+05:00
tags = ["One", 'Two']
image = { src = "mark.svg", alt = "" }
[[corrections]]
date = 2025-05-02
text = \"\"\"It was
otherwise.\"\"\"
[extra]
a.b."c" = [1, 0x1F, 2.5, inf, 07:32:00]
+++
"""
_AUTHOR = "---\ntitle: Ann\nrole: Editor\nlinks: {Site: https://ann.example/}\n---\n"
_SITE = """[site]
title = "All keys"
base_url = "https://test.example/magazine/"
language = "en"
timezone = "Asia/Almaty"
[publisher]
same_as = ["https://elsewhere.example/"]
[[navigation]]
title = "News"
url = "/news/"
[redirects]
"/before/*" = "/news/"
[listing]
page_size = 2
excerpt_words = 5
[taxonomies]
names = ["tag", "author", "series", "topic"]
[archives]
periods = ["year", "day"]
[feeds]
formats = ["rss"]
scopes = ["site"]
full_text = false
[permalinks]
article = "/{year}/{section}/{slug}/"
[markdown]
html = true
"""
_RATES_YAML = "source: Banks\nas_of: 2025-05-14\nrates:\n- {pair: KGS/USD, value: 0.01144, previous: '0.0114'}\n"
_RATES_CSV = "date,pair,value\n2025-05-13,KGS/USD,0.01143\n2025-05-14,KGS/USD,0.01144\n2025-05-14,KZT/USD,0.00195\n"

_MARKDOWN = {
    **{
        path.relative_to(_REPOSITORY).as_posix(): path.read_bytes()
        for path in sorted((_REPOSITORY / "content").rglob("*.md"))
    },
    "content/news/yaml.md": (_YAML + _BODY).encode(),
    "content/news/json.md": (_JSON + _BODY).encode(),
    "content/news/toml.md": (_TOML + _BODY).encode(),
    "content/authors/ann.md": b"---\ntitle: Ann\nrole: Editor\nlinks: {Site: https://ann.example/}\n---\n"
    + _BODY.encode(),
}
_THEME = {
    path.relative_to(_REPOSITORY).as_posix(): path.read_bytes()
    for path in sorted((_REPOSITORY / "themes" / "broadsheet").rglob("*"))
    if path.suffix in (".html", ".css", ".toml")
}
_DATA = {
    "site.toml": (_REPOSITORY / "site.toml").read_bytes(),
    "content/rates.toml": (_REPOSITORY / "content" / "rates.toml").read_bytes(),
    "content/rates.yaml": _RATES_YAML.encode(),
    "content/rates.csv": _RATES_CSV.encode(),
    "themes/broadsheet/theme.toml": _THEME["themes/broadsheet/theme.toml"],
    "i18n/en.toml": (_REPOSITORY / "themes/gazette/i18n/en.toml").read_bytes(),
}
_TEMPLATES = {path: data for path, data in _THEME.items() if not path.endswith(".toml")}

_TOKENS = [
    b"---", b"---\n", b"\n---\n", b"+++\n", b"{", b"}", b"[", b"]", b"{{<", b"{{% x", b"{{< x >}}",
    b"{{< /pullquote >}}", b"{{< pullquote >}}", b"{{</* x */>}}", b">}}", b'{{< figure src="', b"\0", b"&#12;",
    b"&#0;", b"&#xD800;", b"<!--", b"-->", b"[^1]", b"[^1]: ", b"![](", b"](", b"[a](..%2f..%2fx)", b"[a](//[)",
    b"[a](http://[)", b"|---|", b"|", b'"\\ud800"', b"\\ud800", b"\\uDFFF\\u0000", b"\\", b'"', b"'", b"`", b"```\n",
    b"~~~", b"\t", b"\r", b"\r\n", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\x0c", b"\x1b[31m",
    b"\x7f", "İ".encode(), "ß".encode(), "\N{COMBINING ACUTE ACCENT}".encode(), "🙂".encode(),
    "\N{RIGHT-TO-LEFT OVERRIDE}".encode(), b"9" * 30, b"1e999", b"-0", b"9" * 5000, b"nan", b"0x", b".", b"..",
    b"../../x", b"/", b"\\..\\", b"javascript:alert(1)", b"<script>", b"</script>", b"<a href='x'>", b"<!doctype",
    b"]]>", b"[" * 200, b"> " * 200, b"- " * 200, b"*a " * 100, b"**" * 99, b"((" * 99, b"{a: " * 100, b"[[" * 100,
    b"&a *a", b"!!python/object:x", b"!!binary x", b"<<: *extra", b"? ", b": ", b"#", b" #", b"%", b"%s", b"{0}", b"{x",
    b"\n\n", b"\n", b" " * 5, b"=", b"\ntitle = 1\n", b"\ntitle: x\n", b"\n[site]\n", b"\n[[site]]\n", b"2025-13-45",
    b"0000-00-00", b"9999-12-31T23:59:59Z", b"true", b"null", b"~", b"{%", b"%}", b"{{", b"}}", b"{#", b"{% for x in",
    b"{% endblock %}", b'{% include "base.html" %}', b'{% extends "base.html" %}', b"{{ x.y.z }}",
    b"{{ site.title | nope }}", b"{% break %}", b"{{ t(a=1, a=2) }}", b"{{ [", b"{% if 1 %}" * 300, b"{{< a.b >}}",
    b"`{{< /note >}}`", b"{{< note >}}\n" * 12, b"[x]: y\n", b"\\`", b"^[x", b"- [ ] ", b"<!-- -->", b"1e5",
    b"99999999999999999999", b"0x" + b"F" * 5000, b"= 99999999999999999999\n", b": 99999999999999999999\n",
]  # fmt: skip

_place = st.integers(0, 1 << 20)
_length = st.integers(1, 300)
_edits = st.lists(
    st.one_of(
        st.tuples(st.just("flip"), _place, st.binary(min_size=1, max_size=1)),
        st.tuples(st.just("delete"), _place, _length),
        st.tuples(st.just("double"), _place, _length),
        st.tuples(st.just("move"), _place, _place, _length),
        st.tuples(st.just("insert"), _place, st.sampled_from(_TOKENS)),
        st.tuples(st.just("insert"), _place, st.sampled_from(_TOKENS)),
        st.tuples(st.just("insert"), _place, st.binary(max_size=20)),
    ),
    min_size=1,
    max_size=5,
)


def _damaged(data: bytes, edits: list[tuple[Any, ...]]) -> bytes:
    """Apply edits one after the other; a place is counted round and round the data."""
    for kind, place, *rest in edits:
        at = place % (len(data) + 1)
        if kind == "flip":
            data = data[:at] + rest[0] + data[at + 1 :]
        elif kind == "delete":
            data = data[:at] + data[at + rest[0] :]
        elif kind == "double":
            data = data[: at + rest[0]] + data[at:]
        elif kind == "move":
            start = rest[0] % (len(data) + 1)
            data = data[:at] + data[start : start + rest[1]] + data[at:]
        else:
            data = data[:at] + rest[0] + data[at:]
    return data


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site with the demonstration's configuration and theme, and all of its kinds of content."""
    folder = tmp_path_factory.mktemp("fuzz") / "site"
    kept = ("content/economy/railway-gauge.md", "content/authors/economy-desk.md", "content/pages/about.md")
    files = {**_THEME, **{path: _MARKDOWN[path] for path in kept}}
    files |= {path: _DATA[path] for path in ("site.toml", "content/rates.toml")}
    for path, data in files.items():
        _put(folder, path, data)
    shutil.copytree(_REPOSITORY / "themes" / "broadsheet", folder / "themes" / "broadsheet", dirs_exist_ok=True)
    shutil.copytree(_REPOSITORY / "static", folder / "static")
    _put(folder, "content/news/mark.svg", SVG)
    return folder


def _put(folder: Path, path: str, data: bytes) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(data)


def _try(site: Path, path: str, data: bytes) -> bool:
    """Put a file in the site for one check and build, and expect both to end well or with errors that have places.

    Tells whether the site was built.
    """
    target = site / path
    before = target.read_bytes() if target.exists() else None
    _put(site, path, data)
    other_rates = site / "content" / "rates.toml" if path.startswith("content/rates.") else None
    try:
        if other_rates and other_rates != target:
            other_rates.unlink()
            _put(site, "site.toml", _DATA["site.toml"].replace(b"rates.toml", target.name.encode()))
        return _expect_answer(site, "check") == 0 and _expect_answer(site, "build") == 0
    finally:
        target.unlink() if before is None else target.write_bytes(before)
        if other_rates:
            other_rates.write_bytes(_DATA["content/rates.toml"])
            _put(site, "site.toml", _DATA["site.toml"])


def _expect_answer(site: Path, command: str) -> int:
    run = run_command(command, "--site", str(site), "--now", NOW, "--json")
    assert run.status in (0, 1)
    assert "Traceback" not in run.err
    run.out.encode()
    run.err.encode()
    report = json.loads(run.out)
    assert bool(report["errors"]) == (run.status == 1), run.err
    for fault in (*report["errors"], *report["warnings"]):
        _expect_place(site, fault)
    return run.status


def _expect_place(site: Path, fault: dict[str, Any]) -> None:
    """Expect a fault to stand at a place that exists, in a file of the site or of the foundation of all themes."""
    assert fault["file"] is not None, fault
    file = site / fault["file"]
    if fault["message"].endswith("cannot be read: No such file or directory"):
        return
    if not file.exists():
        file = _REPOSITORY / fault["file"]
    assert file.exists(), fault
    if file.is_file():
        text = file.read_bytes().decode("utf-8", "replace").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= fault["line"] <= len(lines), fault
        assert 1 <= fault["column"] <= len(lines[fault["line"] - 1]) + 1, fault


@pytest.mark.parametrize(
    "path", [*(path for path in sorted(_MARKDOWN) if "/news/" in path), *_DATA, "with every table"]
)
def test_what_is_damaged_is_whole_at_first(site: Path, path: str) -> None:
    if path in _MARKDOWN:
        assert _try(site, path, _MARKDOWN[path])
    else:
        assert _try(site, path if path in _DATA else "site.toml", _DATA.get(path, _SITE.encode()))


@cases(150, 6000)
@given(path=st.sampled_from(sorted(_MARKDOWN)), edits=_edits)
def test_damaged_markdown(site: Path, path: str, edits: list[tuple[Any, ...]]) -> None:
    _try(site, path, _damaged(_MARKDOWN[path], edits))


@cases(120, 6000)
@given(path=st.sampled_from(sorted(_DATA)), edits=_edits)
def test_damaged_configuration_and_rates(site: Path, path: str, edits: list[tuple[Any, ...]]) -> None:
    _try(site, path, _damaged(_DATA[path], edits))


@cases(30, 2000)
@given(edits=_edits)
def test_damaged_configuration_with_every_table(site: Path, edits: list[tuple[Any, ...]]) -> None:
    _try(site, "site.toml", _damaged(_SITE.encode(), edits))


@cases(50, 3000)
@given(path=st.sampled_from(sorted(_TEMPLATES)), edits=_edits)
def test_damaged_templates(site: Path, path: str, edits: list[tuple[Any, ...]]) -> None:
    edits = [edit for edit in edits if not (edit[0] == "insert" and edit[2].startswith(b"99"))]
    _try(site, path, _damaged(_TEMPLATES[path], edits))


@cases(60, 3000)
@given(
    path=st.sampled_from(["content/news/a.md", *_DATA, "themes/broadsheet/templates/card.html"]),
    data=st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(_TOKENS), max_size=12).map(b"".join)),
)
def test_random_bytes(site: Path, path: str, data: bytes) -> None:
    _try(site, path, data)
