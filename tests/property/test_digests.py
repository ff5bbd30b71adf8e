"""One digest stands for all that an output's bytes depend on: other bytes, another digest; and little else moves it.

A small site is edited at random, before and after; every output of both is planned and rendered.
"""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from generator.build import BuildSettings, build_site, survey_site
from generator.clock import Clock, parse_moment
from generator.errors import SiteError
from tests.pictures import SVG as SVG_BYTES
from tests.property.profiles import cases

_SITE = """[site]
title = "The Test"
base_url = "https://test.example/"
timezone = "Asia/Almaty"
language = "en"
theme = "own"
description = "A description"
[publisher]
name = "The Publisher"
[[navigation]]
title = "News"
url = "/news/"
[theme]
mark = "/mark.svg"
[redirects]
"/before/" = "/about/"
[listing]
page_size = 2
excerpt_words = 12
[taxonomies]
names = ["tag", "author", "series", "topic"]
[archives]
periods = ["year", "day"]
[ticker]
decimals = 5
repeat = 2
[feeds]
items = 3
full_text = true
[permalinks]
article = "/{section}/{slug}/"
[markdown]
html = true
"""
SVG = SVG_BYTES.decode()
_TAIL = "One two three four five six seven eight nine ten eleven twelve.\n\nThirteen tail words."
_FILES = {
    "site.toml": _SITE,
    "content/rates.toml": """source = "Banks"
as_of = 2025-05-14
[[rates]]
pair = "KGS/USD"
value = "0.01144"
change = "-0.14"
""",
    "content/news/_index.md": "---\ntitle: News section\ndescription: What is new\nweight: 1\n---\n",
    "content/news/a.md": f"""---
title: Headline A
date: 2025-05-10
tags: [Water, Steppe]
author: Ann
kicker: Kicker A
summary: Summary A
---
{_TAIL} See [b](b.md) and ![m](/mark.svg).
""",
    "content/news/b.md": f"""---
title: Headline B
date: 2025-05-09 10:00
tags: [Water]
authors: [Ann, Bob]
series: Long
updated: 2025-05-12
---
{_TAIL}

{{{{< pullquote >}}}}
Quoted B.
{{{{< /pullquote >}}}}
""",
    "content/news/c/index.md": f"""---
title: Headline C
date: 2025-05-08
tags: [Steppe]
series: Long
image: {{src: map.svg, alt: Map}}
---
{_TAIL}

{{{{< figure src="map.svg" alt="M" >}}}}
""",
    "content/news/c/map.svg": SVG,
    "content/news/d.md": f"""---
title: Headline D
date: 2025-05-07
topic: Roads
lang: ru
aliases: [/old-d/]
---
{_TAIL}
""",
    "content/art/e.md": f"""---
title: Headline E
date: 2025-05-06
tags: [Water, Steppe]
featured: true
---
{_TAIL}
""",
    "content/art/later.md": f"""---
title: Headline L
date: 2025-05-20
tags: [Water]
expires: 2025-06-01
---
{_TAIL}
""",
    "content/art/draft.md": "---\ntitle: Headline X\ndate: 2025-05-01\ndraft: true\ntags: [Water]\n---\nDraft.\n",
    "content/pages/about.md": "---\ntitle: About\n---\nAbout [a](../news/a.md#x).\n",
    "content/authors/ann.md": """---
title: Ann
role: Editor
links: {Site: https://ann.example/}
---
Biography of [Ann](../news/d.md).
""",
    "content/terms/tag/water.md": "---\ntitle: Waters\ndescription: All of it\n---\n",
    "static/mark.svg": SVG,
    "themes/own/theme.toml": 'name = "own"\nextends = "broadsheet"\n[settings]\naccent = "red"\n',
    "themes/own/static/own.css": "a { background: url(own.svg) }\n",
    "themes/own/static/own.svg": "<svg/>\n",
    "themes/own/templates/footer.html": '<footer>{{ site.title }} {{ theme.accent }} {{ asset("own.css") }}</footer>\n',
    "templates/shortcodes/pullquote.html": '{% include "shortcodes/_quote.html" %}\n',
    "templates/shortcodes/_quote.html": "<aside>{{ inner }}</aside>\n",
    "templates/404.html": """{% extends "base.html" %}
{% block main %}{% for one in newest %}{{ one.headline }}{% endfor %}{% endblock %}
""",
}
_NOW = "2025-05-14T12:00+05:00"

_Edit = tuple[str, str, str | None]

# Where each edit stands, the text it takes away, and what it puts there instead. Where it takes away nothing, the whole
# file is new, or with None gone.
_EDITS: list[_Edit] = [
    *(
        (f"content/news/{name}.md", old, new)
        for name in ("a", "b")
        for old, new in [
            ("Headline", "Another"),
            ("Headline", '"<b>&" # Headline'),
            ("date: 2025-05", "date: 2025-04"),
            ("---\ntitle", "---\ndraft: true\ntitle"),
            ("---\ntitle", "---\nexpires: 2025-05-14\ntitle"),
            ("---\ntitle", "---\nslug: moved\ntitle"),
            ("---\ntitle", "---\nsection: art\ntitle"),
            ("---\ntitle", "---\ncanonical_url: https://elsewhere.example/\ntitle"),
            ("---\ntitle", "---\ntopic: Roads\ntitle"),
            ("---\ntitle", "---\nlead: true\ntitle"),
            ("---\ntitle", "---\nregion: Region\ntitle"),
            ("---\ntitle", "---\ncorrections: [{date: 2025-05-12, text: Wrong}]\ntitle"),
            ("---\ntitle", "---\nextra: {a: 1}\ntitle"),
            ("---\ntitle", "---\nimage: {src: /mark.svg, alt: Alt}\ntitle"),
            ("One two", "Eins two"),
            ("tail", "other"),
            ("tail", "tail and more"),
            ("Thirteen", "# Thirteen\n\n"),
            ("Thirteen", "[x](nope.md) [y](../art/e.md) [z](../art/later.md)"),
            ("", None),
        ]
    ),
    ("content/news/a.md", "[Water, Steppe]", "[Steppe]"),
    ("content/news/a.md", "author: Ann", "author: Bob"),
    ("content/news/a.md", "Kicker A", "Kick"),
    ("content/news/a.md", "Summary A", "Sum"),
    ("content/news/b.md", "updated: 2025-05-12\n", ""),
    ("content/news/b.md", "series: Long", "series: Short"),
    ("content/news/b.md", "Quoted B", "Q"),
    ("content/news/c/index.md", "date: 2025-05-08", "date: 2025-05-01"),
    ("content/news/c/index.md", "Headline C", "Another C"),
    ("content/news/c/index.md", "Map", "Plan"),
    ("content/news/c/map.svg", "<rect ", "<path "),
    ("content/news/c/map.svg", "", None),
    ("content/news/d.md", "Headline D", "Another D"),
    ("content/news/d.md", "lang: ru", "lang: ar"),
    ("content/news/d.md", "/old-d/", "/older-d/"),
    ("content/news/d.md", "", None),
    ("content/news/new.md", "", "---\ntitle: New\ndate: 2025-05-08\ntags: [Water]\nseries: Long\n---\nNew.\n"),
    ("content/art/e.md", "[Water, Steppe]", "[Water]"),
    ("content/art/draft.md", "draft: true\n", ""),
    ("content/art/later.md", "2025-05-20", "2025-05-13"),
    ("content/news/_index.md", "News section", "Newer"),
    ("content/news/_index.md", "What is new", "Old"),
    ("content/news/_index.md", "", None),
    ("content/pages/about.md", "About", "Over"),
    ("content/authors/ann.md", "title: Ann", "title: Anna"),
    ("content/authors/ann.md", "Editor", "Writer"),
    ("content/authors/ann.md", "Biography", "Life"),
    ("content/authors/ann.md", "Site", "Home"),
    ("content/authors/ann.md", "", None),
    ("content/terms/tag/water.md", "Waters", "Rivers"),
    ("content/terms/tag/water.md", "All of it", "Some"),
    ("content/terms/tag/water.md", "", None),
    ("content/rates.toml", "0.01144", "0.01145"),
    ("content/rates.toml", "0.01144", "0.011440"),
    ("content/rates.toml", "-0.14", "-0.004"),
    ("content/rates.toml", "Banks", "Bank"),
    ("content/rates.toml", "", None),
    *(
        ("site.toml", old, new)
        for old, new in [
            ("The Test", "Test"),
            ("test.example/", "test.example/magazine/"),
            ("test.example", "other.example"),
            ("Asia/Almaty", "America/New_York"),
            ('language = "en"', 'language = "ru"'),
            ("A description", "D"),
            ("The Publisher", "P"),
            ('title = "News"', 'title = "New"'),
            ('url = "/news/"', 'url = "/art/"'),
            ("/mark.svg", "/other.svg"),
            ("/before/", "/earlier/"),
            ('"/about/"', '"/news/"'),
            ("page_size = 2", "page_size = 3"),
            ("excerpt_words = 12", "excerpt_words = 11"),
            (', "topic"', ""),
            (', "author"', ""),
            ('"year", "day"', '"month"'),
            ("decimals = 5", "decimals = 4"),
            ("repeat = 2", "repeat = 3"),
            ("items = 3", "items = 2"),
            ("full_text = true", "full_text = false"),
            ("{section}/{slug}", "{year}/{slug}"),
            ("html = true", "html = false"),
            ('"own"', '"broadsheet"'),
        ]
    ),
    ("static/mark.svg", "<rect ", "<path "),
    ("static/robots.txt", "", "User-agent: *\n"),
    ("static/own.txt", "", "x"),
    ("themes/own/theme.toml", '"red"', '"blue"'),
    ("themes/own/static/own.css", "a {", "b {"),
    ("themes/own/static/own.svg", "<svg/>", "<svg></svg>"),
    ("themes/own/templates/footer.html", "footer", "div"),
    ("themes/own/templates/card.html", "", "<h2>{{ article.headline }}</h2>{{ article.word_count }}\n"),
    ("themes/own/templates/article.html", "", "{{ article.headline }} {{ article.body }} {{ related | length }}\n"),
    ("themes/own/templates/listing.html", "", '{% for one in paginator["items"] %}{{ one.byline }}{% endfor %}\n'),
    ("themes/own/i18n/en.toml", "", 'by = "von"\n'),
    ("templates/shortcodes/_quote.html", "aside", "q"),
    ("templates/shortcodes/pullquote.html", "{% include", "x{% include"),
    ("templates/404.html", "one.headline", "one.url"),
    ("templates/masthead.html", "", "{{ masthead.dateline }}{{ current }}\n"),
]

_State = tuple[tuple[str, str], ...]


def _edited(*edits: _Edit) -> _State:
    """Give the site's files after edits; one whose text is not there any more does nothing."""
    files = dict(_FILES)
    for path, old, new in edits:
        if new is None:
            files.pop(path, None)
        elif not old:
            files[path] = new
        elif path in files:
            files[path] = files[path].replace(old, new, 1)
    return tuple(sorted(files.items()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("digests")


class _Made(NamedTuple):
    """An output: the digest of its inputs, and its bytes."""

    inputs: str
    data: bytes


_Outputs = dict[str, _Made]


@lru_cache(maxsize=64)
def _outputs(folder: Path, state: _State, now: str) -> _Outputs:
    """Plan and build a site."""
    site = folder / "site"
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in state:
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, encoding="utf-8")

    def clock_of(zone: str) -> Clock:
        moment = parse_moment(now, zone)
        assert moment is not None
        return Clock(moment, zone)

    settings = BuildSettings(jobs=1, no_cache=True)
    plan = survey_site(site, clock_of, settings, lambda *_: None, {}, lambda planned, _: planned.plan)
    build_site(site, clock_of, settings, lambda *_: None)
    return {output.path: _Made(output.inputs, (site / "output" / output.path).read_bytes()) for output in plan.outputs}


_edits = st.lists(st.sampled_from(_EDITS), max_size=2)
_clocks = st.sampled_from(
    [_NOW, _NOW, "2025-05-14T23:59+05:00", "2025-05-15", "2025-05-09 09:59", "2025-05-21", "2025-07-01"]
)


@cases(30, 3000)
@given(_edits, _edits, _clocks, _clocks)
def test_other_bytes_have_another_digest(
    folder: Path, before: list[_Edit], edits: list[_Edit], now: str, then: str
) -> None:
    try:
        first = _outputs(folder, _edited(*before), now)
        second = _outputs(folder, _edited(*before, *edits), then)
    except SiteError:  # two edits can be one too many: a key twice, two sources for one address
        reject()
    _expect_sound(first, second)


@pytest.mark.parametrize("edit", _EDITS, ids=lambda edit: " ".join(map(str, edit)).replace("\n", " ")[:80])
def test_every_edit_alone_is_seen(folder: Path, edit: _Edit) -> None:
    first, second = _outputs(folder, _edited(), _NOW), _outputs(folder, _edited(edit), _NOW)
    assert first != second
    _expect_sound(first, second)


def _expect_sound(first: _Outputs, second: _Outputs) -> None:
    """Expect that no output has other bytes under the same digest."""
    both = first.keys() & second.keys()
    assert [path for path in both if first[path].inputs == second[path].inputs and first[path] != second[path]] == []


def _moved(first: _Outputs, second: _Outputs) -> set[str]:
    """Name the outputs whose digest is another."""
    assert first.keys() == second.keys()
    return {path for path in first if first[path].inputs != second[path].inputs}


@pytest.mark.parametrize("page", ["news/a", "news/b", "news/c", "news/d"])
def test_an_edit_past_the_excerpt_moves_the_articles_page_and_the_feeds_that_hold_it(folder: Path, page: str) -> None:
    source = f"content/{page}.md" if page != "news/c" else "content/news/c/index.md"
    first = _outputs(folder, _edited(), _NOW)
    second = _outputs(folder, _edited((source, "tail", "other")), _NOW)
    permalink = f"https://test.example/{page}/"
    marks = (f"<link>{permalink}</link>", f"<id>{permalink}</id>", f'"id":"{permalink}"', f'"id": "{permalink}"')
    formats = ("feed.xml", "atom.xml", "feed.json")
    feeds = {
        path
        for path, made in first.items()
        if path.endswith(formats) and any(mark.encode() in made.data for mark in marks)
    }
    assert {Path(path).name for path in feeds} == (set() if page == "news/d" else set(formats))
    assert _moved(first, second) == {f"{page}/index.html"} | feeds
    assert {path for path in first if first[path].data != second[path].data} == {f"{page}/index.html"} | feeds


@pytest.mark.parametrize("name", ["news/a", "news/b", "news/c/index", "news/d", "art/e"])
def test_an_edit_of_a_headline_moves_the_pages_that_show_it(folder: Path, name: str) -> None:
    headline = f"Headline {name.removesuffix('/index')[-1].upper()}"
    first = _outputs(folder, _edited(), _NOW)
    second = _outputs(folder, _edited((f"content/{name}.md", headline, "Another")), _NOW)
    assert _moved(first, second) == {path for path, made in first.items() if headline.encode() in made.data}


def test_the_hour_moves_nothing_and_the_day_only_what_shows_it(folder: Path) -> None:
    first = _outputs(folder, _edited(), _NOW)
    assert _outputs(folder, _edited(), "2025-05-14T23:59:59+05:00") == first
    second = _outputs(folder, _edited(), "2025-05-15T00:00+05:00")
    assert _moved(first, second) == {
        path for path, made in first.items() if path.endswith(".html") and b"dateline" in made.data
    }


def test_another_theme_setting_moves_no_sitemap_and_no_data(folder: Path) -> None:
    first = _outputs(folder, _edited(), _NOW)
    second = _outputs(folder, _edited(("themes/own/theme.toml", '"red"', '"blue"')), _NOW)
    assert {Path(path).name for path in _moved(first, second)} <= {
        "index.html",
        "404.html",
        "feed.xml",
        "atom.xml",
        "feed.json",
    }
