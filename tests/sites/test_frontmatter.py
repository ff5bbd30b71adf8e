"""Front matter, as the contract's section 3 has it: three syntaxes, strings that stay strings, dates as people type."""

from __future__ import annotations

import json

import pytest

from tests.magazine import Magazine
from tests.pictures import png, undigested

SHOW = """{{ article.headline }}|{{ article.kicker }}|{{ article.standfirst }}|{{ article.slug }}|{{ article.lang }}
{% for taxonomy, terms in article.terms | dictsort %}
{{ taxonomy }}:{% for term in terms %}[{{ term.name }}]{% endfor %}

{% endfor %}
{{ article.date | date("iso") }}|{{ article.featured }}|{{ article.lead }}
extra={{ article.extra | json }}
"""


def show(magazine: Magazine, text: str | bytes, path: str = "content/news/a.md") -> list[str]:
    """Build an article of this text with a template that prints its fields, and give the lines."""
    magazine.write("")
    magazine.put("templates/show.html", "{% autoescape false %}" + SHOW + "{% endautoescape %}")
    magazine.put("templates/article.html", '{% include "show.html" %}')
    magazine.put(path, text)
    magazine.build()
    [page] = [one for one in magazine.output.glob("*/*/index.html") if one.parts[-3] not in ("2025", "tag", "author")]
    return page.read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A title\ndate: 2025-05-01 09:30\ntags: [One, Two]\nauthors: Ann\n"
        "extra: {n: 1, t: [true, x]}\n---\nText.\n",
        '+++\ntitle = "A title"\ndate = 2025-05-01T09:30:00\ntags = ["One", "Two"]\nauthors = "Ann"\n'
        '[extra]\nn = 1\nt = [true, "x"]\n+++\nText.\n',
        '{"title": "A title", "date": "2025-05-01 09:30", "tags": ["One", "Two"], "authors": "Ann",\n'
        ' "extra": {"n": 1, "t": [true, "x"]}}\nText.\n',
    ],
    ids=["YAML", "TOML", "JSON"],
)
@pytest.mark.parametrize("trap", ["", "mark", "crlf", "cr"])
def test_the_three_syntaxes_say_the_same(magazine: Magazine, text: str, trap: str) -> None:
    data = text.encode()
    if trap == "mark":
        data = b"\xef\xbb\xbf" + data
    elif trap:
        data = data.replace(b"\n", b"\r\n" if trap == "crlf" else b"\r")
    assert show(magazine, data) == [
        "A title|||a|en",
        "author:[Ann]",
        "tag:[One][Two]",
        "2025-05-01T09:30:00+05:00|False|False",
        'extra={"n":1,"t":[true,"x"]}',
    ]
    assert magazine.page("/").excerpts == ["Text."]


@pytest.mark.parametrize(
    "typed",
    ["0123", "1e3", "no", "Yes", "0x1F", "12:30:45", "1_000", "2025-05-14", "3.10", ".inf", "true", "=", "+7"],
)
def test_strings_stay_strings(magazine: Magazine, typed: str) -> None:
    lines = show(
        magazine, f"---\ntitle: {typed}\ndate: 2025-05-01\nkicker: {typed}\nsummary: {typed}\ntags: [x{typed}]\n---\n"
    )
    assert lines[0] == f"{typed}|{typed}|{typed}|a|en"
    assert lines[1] == f"tag:[x{typed}]"


def test_a_slug_of_digits_and_a_language_of_norway(magazine: Magazine) -> None:
    lines = show(magazine, "---\ntitle: T\ndate: 2025-05-01\nslug: 0123\nlang: no\n---\n")
    assert lines[0] == "T|||0123|no"
    assert magazine.exists("/news/0123/")


def test_toml_values_of_other_types_are_errors(magazine: Magazine) -> None:
    magazine.write("").put("content/news/a.md", "+++\ntitle = 5\ndate = 2025-05-01\nslug = true\ntags = [1]\n+++\n")
    assert magazine.fail().errors == [
        'content/news/a.md:2:9: error: "title" must be text, but is the number 5',
        'content/news/a.md:4:8: error: "slug" must be text, but is true',
        'content/news/a.md:5:9: error: "tags" must be text, but is the number 1',
    ]


def test_markup_in_texts_shows_as_typed(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", title="'Fish &amp; <em>chips</em>'", summary="'&ldquo;so&rdquo; \u00a0'")
    magazine.build()
    page = magazine.page("/news/a/")
    assert page.one("//h1") == "Fish &amp; <em>chips</em>"
    assert page.one("//p[@class='standfirst']") == "&ldquo;so&rdquo;"


DATES = [
    ("2025-05-01", "2025-05-01T00:00:00+05:00"),
    ("'2025-05-01'", "2025-05-01T00:00:00+05:00"),
    ("2025-5-1", "2025-05-01T00:00:00+05:00"),
    ("2025-05-01 9:00", "2025-05-01T09:00:00+05:00"),
    ('"2025-05-01 9:00"', "2025-05-01T09:00:00+05:00"),
    ("2025-05-01T09:00", "2025-05-01T09:00:00+05:00"),
    ("2025-05-01t09:00:00z", "2025-05-01T14:00:00+05:00"),
    ("2025-05-01T09:00:00.000Z", "2025-05-01T14:00:00+05:00"),
    ("2025-05-01 09:00:00 +0000", "2025-05-01T14:00:00+05:00"),
    ("2025-05-01 09:00:00 -5", "2025-05-01T19:00:00+05:00"),
    ("2025-05-01 09:00:00 -05:30", "2025-05-01T19:30:00+05:00"),
    ("2025-05-01 09:00 UTC", "2025-05-01T14:00:00+05:00"),
    ("2025-05-01 09:00:00+05:00", "2025-05-01T09:00:00+05:00"),
    ("2025-05-01 23:30:00 -05:00", "2025-05-02T09:30:00+05:00"),
    # Almaty moved from UTC+6 to UTC+5 at the start of March 2024.
    ("2024-02-01", "2024-02-01T00:00:00+06:00"),
]


@pytest.mark.parametrize(("typed", "expected"), DATES, ids=[typed for typed, _ in DATES])
def test_dates_as_people_type_them(magazine: Magazine, typed: str, expected: str) -> None:
    magazine.write("").article("news/a.md", date=typed)
    magazine.build()
    assert magazine.page("/news/a/").one("//time[contains(@class, 'published')]/@datetime") == expected


@pytest.mark.parametrize(
    "typed", ["2025-05-01", "2025-05-01T00:00:00", "2025-05-01 00:00:00", "2025-04-30T19:00:00Z", '"2025-05-01"']
)
def test_dates_in_toml(magazine: Magazine, typed: str) -> None:
    magazine.write("").put("content/news/a.md", f'+++\ntitle = "A"\ndate = {typed}\n+++\n')
    magazine.build()
    assert (
        magazine.page("/news/a/").one("//time[contains(@class, 'published')]/@datetime") == "2025-05-01T00:00:00+05:00"
    )


def test_a_key_with_nothing_after_it_is_as_if_absent(magazine: Magazine) -> None:
    keys = [
        "slug", "section", "aliases", "canonical_url", "lang", "translation_key", "author", "authors", "tags", "region",
        "regions", "series", "summary", "description", "standfirst", "kicker", "image", "featured", "lead", "template",
        "updated", "corrections", "draft", "expires", "extra",
    ]  # fmt: skip
    for index, nothing in enumerate(("", " ", " ~", ' ""', " null")):
        lines = "".join(f"{key}:{nothing}\n" for key in keys)
        magazine.write("").put(f"content/news/a{index}.md", f"---\ntitle: A\ndate: 2025-05-01\n{lines}---\n")
    assert magazine.build().warnings == []
    assert magazine.page("/").count_line == "Viewing results 1 - 5 of 5"


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("tags: One", ["One"]),
        ("tags: [One, Two, One]", ["One", "Two"]),
        ("tags:\n- One\n-\n- ' Two '\n- ''", ["One", "Two"]),
        ("tags: 'One, two'", ["One, two"]),
        ("tags: []", []),
    ],
)
def test_terms_are_a_text_or_a_list(magazine: Magazine, typed: str, names: list[str]) -> None:
    magazine.write("").put("content/news/a.md", f"---\ntitle: A\ndate: 2025-05-01\n{typed}\n---\n")
    magazine.build()
    assert magazine.page("/news/a/").all("//div[contains(@class, 'terms')]//li") == names


@pytest.mark.parametrize(
    ("key", "taxonomy"),
    [("author", "author"), ("authors", "author"), ("region", "region"), ("regions", "region"), ("tags", "tag")],
)
def test_each_key_of_a_taxonomy(magazine: Magazine, key: str, taxonomy: str) -> None:
    magazine.write("").article("news/a.md", **{key: "Some Name"})
    magazine.build()
    assert magazine.page(f"/{taxonomy}/some-name/").headlines == ["A headline"]


@pytest.mark.parametrize("key", ["summary", "description", "standfirst"])
def test_the_standfirst_has_three_names(magazine: Magazine, key: str) -> None:
    magazine.write("").article("news/a.md", **{key: "Why it matters."})
    magazine.build()
    assert magazine.page("/news/a/").one("//p[@class='standfirst']") == "Why it matters."


def test_two_names_for_one_thing_are_a_warning(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", summary="First.", description="Second.")
    assert magazine.build().warnings == [
        'content/news/a.md:5:14: warning: "description" says the same as "summary" and is not read'
    ]


def test_a_taxonomy_of_the_site_s_own_is_a_key(magazine: Magazine) -> None:
    magazine.write("").configure('[taxonomies]\nnames = ["tag", "topic"]\n')
    magazine.article("news/a.md", topic="[Water]", authors="Ann")
    magazine.article("news/b.md", topics="Water", tags="X")
    assert magazine.build().warnings == []
    assert magazine.page("/topic/water/").count_line == "Viewing results 1 - 2 of 2"
    assert not magazine.exists("/author/ann/")
    assert magazine.page("/news/a/").all("//span[@class='authors']") == ["By Ann"]


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("titel", 'did you mean "title"?'),
        ("Tags", 'did you mean "tags"?'),
        ("tag", 'did you mean "tags"?'),
        ("auhtor", 'did you mean "author"?'),
        ("zzz", 'keys of your own go below "extra"'),
        ("topic", 'keys of your own go below "extra"'),
    ],
)
def test_an_unknown_key_is_a_warning_with_a_suggestion(magazine: Magazine, key: str, hint: str) -> None:
    magazine.write("").article("news/a.md", **{key: "x"})
    run = magazine.build()
    assert run.err.splitlines() == [
        f'content/news/a.md:4:1: warning: unknown key "{key}"', f"    {key}: x", "    ^", f"    hint: {hint}"
    ]  # fmt: skip
    assert magazine.fail("--strict").errors == [f'content/news/a.md:4:1: error: unknown key "{key}"']


def test_unknown_keys_within_tables(magazine: Magazine) -> None:
    magazine.write("").article(
        "news/a.md",
        image="{src: 'https://e.example/a.png', alt: y, captoin: x}",
        corrections="[{date: 2025-05-02, txt: x, text: y}]",
    )
    warnings = magazine.build().warnings
    assert len(warnings) == 2
    assert 'unknown key "captoin" in "image"' in warnings[0]
    assert 'unknown key "txt" in "corrections"' in warnings[1]


def test_extra_is_handed_to_templates_untouched(magazine: Magazine) -> None:
    lines = show(
        magazine,
        "---\ntitle: A\ndate: 2025-05-01\nextra:\n  n: 5\n  f: 1.5\n  yes: no\n  d: 2025-05-01\n  z: ~\n"
        "  l: [a, {b: c}]\n  code: 007\n  big: 123456789012345678901234567890\n---\n",
    )
    assert json.loads(lines[-1].removeprefix("extra=")) == {
        "n": 5, "f": 1.5, "yes": False, "d": "2025-05-01", "z": None, "l": ["a", {"b": "c"}], "code": "007",
        "big": "123456789012345678901234567890",
    }  # fmt: skip


def test_a_body_may_hold_the_marks_of_front_matter(magazine: Magazine) -> None:
    magazine.write("").put(
        "content/news/a.md", "---\ntitle: 'a --- b'\ndate: 2025-05-01\n---\nOne\n\n---\n\ntwo\n+++\n"
    )
    magazine.build()
    assert magazine.page("/").excerpts == ["One two +++"]


@pytest.mark.parametrize(
    "text", ["---\ntitle: A\ndate: 2025-05-01\n---", "---  \ntitle: A\ndate: 2025-05-01\n--- \t\n"]
)
def test_an_article_may_have_no_body(magazine: Magazine, text: str) -> None:
    magazine.write("").put("content/news/a.md", text)
    magazine.build()
    assert magazine.page("/").headlines == ["A"]
    assert magazine.page("/").excerpts == []


def test_quoted_scalars_continued_at_the_margin(magazine: Magazine) -> None:
    lines = show(magazine, '---\ntitle: "A long\nheadline"\ndate: 2025-05-01\nsummary: >\n  one\n  two\n---\n')
    assert lines[0] == "A long headline||one two|a|en"


def test_body_positions_count_from_the_file_s_first_line(magazine: Magazine) -> None:
    magazine.write("").put(
        "content/news/y.md", b"\xef\xbb\xbf---\r\ntitle: A\r\ndate: 2025-05-01\r\n---\r\n\r\n[x](no.md)\r\n"
    )
    magazine.put("content/news/t.md", '+++\ntitle = "A"\ndate = 2025-05-01\n\n+++\n\n\nword [x](no.md)\n')
    magazine.put("content/news/j.md", '{"title": "A",\n"date": "2025-05-01"}\n[x](no.md)\n')
    assert magazine.build().warnings == [
        'content/news/j.md:3:1: warning: the link "no.md" leads nowhere',
        'content/news/t.md:8:6: warning: the link "no.md" leads nowhere',
        'content/news/y.md:6:1: warning: the link "no.md" leads nowhere',
    ]


def test_text_beside_a_json_header_is_an_error(magazine: Magazine) -> None:
    magazine.write("").put("content/news/a.md", '{"title": "A", "date": "2025-05-01"} and more\nText.\n')
    assert magazine.fail().errors == [
        "content/news/a.md:1:38: error: the JSON header cannot be read: text stands beside its end"
    ]


FAULTY_DRAFTS = [
    "---\ntitle:\ndate: 2025-05-01\ndraft: true\n---\n",
    "---\ntitle: A\ndate: never\ndraft: true\n---\n",
    "---\ntitle: A\ndraft: true\n---\n",
    "---\ntitle: A\ndate: 2025-05-01\ndraft: yes\nslug: ../x\n---\n",
    "---\ntitle: A\ndate: 2025-05-01\ndraft: true\n---\n{{< figure \n",
    '+++\ntitle = 5\ndate = 2025-05-01\ndraft = true\n+++\n',
]  # fmt: skip


@pytest.mark.parametrize("text", FAULTY_DRAFTS)
def test_faults_of_a_draft_are_warnings_unless_drafts_are_built(magazine: Magazine, text: str) -> None:
    magazine.write("").put("content/news/a.md", text)
    magazine.article("news/good.md", title="Good")
    run = magazine.build()
    assert run.warnings
    assert run.errors == []
    assert magazine.page("/").headlines == ["Good"]
    assert magazine.fail("--drafts").errors == [line.replace(": warning: ", ": error: ") for line in run.warnings]
    assert magazine.fail("--strict").errors


@pytest.mark.parametrize(
    "text",
    ["---\ntitle: A\ntitle: B\ndraft: true\n---\n", "---\ntitle: A\ndate: 2025-05-01\ndraft: maybe\n---\n",
     "---\ntitle: A\ndraft: true\n"],
)  # fmt: skip
def test_a_draft_that_cannot_be_read_as_one_has_errors(magazine: Magazine, text: str) -> None:
    magazine.write("").put("content/news/a.md", text)
    assert magazine.fail().errors


def test_a_picture_in_front_matter(magazine: Magazine) -> None:
    magazine.write("").article(
        "news/a/index.md", image="{src: p.png, alt: An apple, caption: Ripe, credit: Ann, focal: 50% 30%}"
    )
    magazine.article("news/b.md", image="{src: 'https://e.example/p.png', alt: ''}")
    magazine.article("news/c.md", image="{src: /news/a/p.png, alt: ''}")
    magazine.put("content/news/a/p.png", png())
    assert magazine.build().warnings == []
    page = magazine.page("/news/a/")
    sources = page.all("//figure[contains(@class, 'lead-picture')]//img/@src")
    assert undigested(sources) == ["/assets/pictures/p-8.png"]
    assert page.all("//figure[contains(@class, 'lead-picture')]//img/@alt") == ["An apple"]
    assert page.one("//figcaption") == "Ripe Ann"
    card = page.one("//meta[@property='og:image']/@content")
    assert undigested([card]) == ["https://test.example/assets/pictures/p-8.jpg"]
    assert "https://e.example/p.png" in magazine.page("/news/b/").all("//main//img/@src")
    assert sources[0] in magazine.page("/news/c/").all("//main//img/@src")


def test_updated_and_corrections_are_shown(magazine: Magazine) -> None:
    magazine.write("").article(
        "news/a.md", updated="2025-05-02 10:00", corrections="[{date: 2025-05-03, text: 'The year was wrong.'}]"
    )
    magazine.build()
    page = magazine.page("/news/a/")
    assert "2 May 2025" in page.one("//span[contains(@class, 'updated')]")
    assert page.one("//section[contains(@class, 'corrections')]//p") == "3 May 2025: The year was wrong."


def test_grave_corrections_stand_above_the_text_and_others_below(magazine: Magazine) -> None:
    magazine.write("").article(
        "news/a.md",
        corrections="[{date: 2025-05-03, text: Slight}, {date: 2025-05-04, text: Heavy, grave: true}]",
    )
    magazine.build()
    page = magazine.page("/news/a/")
    text = "//div[@class='prose']"
    above = "//section[@class='corrections'][following::div[@class='prose']]//p"
    below = f"{text}/following::section[@class='corrections']//p"
    assert page.one(above) == "4 May 2025: Heavy"
    assert page.one(below) == "3 May 2025: Slight"


def test_an_article_may_choose_its_template(magazine: Magazine) -> None:
    magazine.write("-- templates/long-read.html --\nLONG {{ article.headline }}").article(
        "news/a.md", template="long-read"
    )
    magazine.build()
    assert magazine.read("/news/a/") == "LONG A headline"


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("https://e.example/a", "https://e.example/a"),
        ("/about/", "https://test.example/mag/about/"),
        ("", "https://test.example/mag/news/a/"),
    ],
)
def test_the_canonical_url_is_absolute(magazine: Magazine, typed: str, canonical: str) -> None:
    magazine.write("").configure("", head='[site]\ntitle = "T"\nbase_url = "https://test.example/mag/"\n')
    magazine.article("news/a.md", canonical_url=typed)
    magazine.build()
    assert magazine.page("/news/a/").one("//link[@rel='canonical']/@href") == canonical
