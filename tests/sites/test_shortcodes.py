"""Shortcodes: the built-in ones, a site's own, their faults with places, and where they are left alone."""

from __future__ import annotations

import pytest

from tests.magazine import SITE_TOML, Magazine, Page
from tests.pictures import png, undigested

PICTURE = "/assets/pictures/p-8.png"


def _build(magazine: Magazine, body: str) -> Page:
    """Build an article in a bundle with a picture, and give its page."""
    magazine.write("").article("news/a/index.md", body=body)
    magazine.put("content/news/a/p.png", png())
    assert magazine.build().warnings == []
    return magazine.page("/news/a/")


@pytest.mark.parametrize(
    "typed",
    [
        '{{< figure src="p.png" alt="An apple" caption="*Ripe*" credit="Ann" >}}',
        "{{< figure src=p.png alt=`An apple` caption=`*Ripe*` credit=Ann >}}",
        '{{<figure src="p.png" alt="An apple" caption="*Ripe*" credit="Ann">}}',
        '{{% figure src="p.png" alt="An apple" caption="*Ripe*" credit="Ann" %}}',
        '{{< figure p.png "An apple" "*Ripe*" Ann >}}',
        '{{< figure src="p.png" alt="An apple" caption="*Ripe*" credit="Ann" />}}',
        '{{< figure\n  src="p.png"\n  alt="An apple"\n  caption="*Ripe*"\n  credit="Ann"\n>}}',
        '> quoted\n\n{{< figure src = "p.png" alt = "An apple" caption="*Ripe*" credit="Ann" >}}',
    ],
)
def test_a_figure(magazine: Magazine, typed: str) -> None:
    page = _build(magazine, f"Before.\n\n{typed}\n\nAfter.")
    assert undigested(page.all("//figure[@class='figure']//img/@src")) == [PICTURE]
    assert page.all("//figure[@class='figure']//img/@alt") == ["An apple"]
    assert page.one("//figure[@class='figure']//span[@class='caption']/em") == "Ripe"
    assert page.one("//figure[@class='figure']//span[@class='credit']") == "Ann"
    assert page.all("//div[@class='prose']//p/figure") == []


def test_a_figure_with_a_link_and_a_title(magazine: Magazine) -> None:
    page = _build(
        magazine,
        '{{< figure src="p.png" title="T" href="index.md" alt="" >}}\n\n'
        '{{< figure src="https://e.example/x.png" alt="" >}}',
    )
    assert page.all("//figure[@class='figure']/a/@href") == ["/news/a/"]
    assert page.one("//figcaption") == "T"
    sources = page.all("//figure[@class='figure']//img/@src")
    assert undigested(sources) == [PICTURE, "https://e.example/x.png"]


def test_a_figure_inside_a_line_is_a_picture_only(magazine: Magazine) -> None:
    page = _build(magazine, 'One {{< figure src="p.png" alt="apple" >}} two.')
    assert undigested(page.all("//div[@class='prose']//img/@src")) == [PICTURE]
    assert page.all("//div[@class='prose']//figure") == []
    assert page.one("//div[@class='prose']/p") == "One two."


def test_a_pull_quote_and_a_note_enclose_markdown(magazine: Magazine) -> None:
    page = _build(
        magazine,
        '{{< pullquote credit="Ann" >}}\nSome *text*.\n\n- item\n{{< /pullquote >}}\n\n'
        '{{< note title="Mind" >}}Short **text**.{{< /note >}}\n\n{{< note >}}\n```\n{{</* x */>}}\n```\n{{< /note >}}',
    )
    assert page.one("//aside[@class='pullquote']//em") == "text"
    assert page.one("//aside[@class='pullquote']//li") == "item"
    assert page.one("//aside[@class='pullquote']/p[@class='credit']") == "Ann"
    assert page.one("//aside[@class='note']/p[@class='note-title']") == "Mind"
    assert page.all("//aside[@class='note']//strong") == ["text"]
    assert page.one("//aside[@class='note']//pre") == "{{</* x */>}}"


EMBEDS = [
    ('{{< youtube id="dQw4w9WgXcQ" title="A song" >}}', "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
     "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1"),
    ("{{< youtube dQw4w9WgXcQ >}}", "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
     "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1"),
    ('{{< x user="steppe" id="123" >}}', "https://x.com/steppe/status/123",
     "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=123"),
    ("{{< telegram steppe 12 >}}", "https://t.me/steppe/12", "https://t.me/steppe/12?embed=1"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "link", "frame"), EMBEDS)
def test_an_embed_loads_nothing_before_the_click(magazine: Magazine, typed: str, link: str, frame: str) -> None:
    page = _build(magazine, f"Before.\n\n{typed}\n\nAfter.")
    assert page.all("//figure[contains(@class, 'embed')]//a/@href") == [link]
    assert page.all("//figure[contains(@class, 'embed')]/@data-embed") == [frame]
    scripts = "//script[not(starts-with(@src, '/') or @type = 'application/ld+json')]"
    loading = f"//iframe | //embed | //object | //video | //audio | {scripts}"
    assert page.all(loading) == []
    sources = page.all("//@src | //link[@rel='stylesheet' or @rel='preload' or @rel='preconnect']/@href")
    assert [source for source in sources if not source.startswith("/")] == []


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("«{{< nothing >}}", 'there is no shortcode "nothing"'),
        ("Text «{{< nothing >}} here", 'there is no shortcode "nothing"'),
        ("- item\n- «{{< nothing >}}", 'there is no shortcode "nothing"'),
        ("> quote\n> «{{< nothing >}}", 'there is no shortcode "nothing"'),
        ("{{< note >}}\nText\n\n«{{< nothing >}}\n{{< /note >}}", 'there is no shortcode "nothing"'),
        ("«{{< figure >}}", '"figure" needs "src"'),
        ("«{{< figure src= >}}", 'the shortcode "figure" has an argument that cannot be read'),
        ('«{{< figure src="" >}}', '"figure" needs "src"'),
        ('«{{< figure src="p.png" captoin="x" >}}', '"figure" has no parameter "captoin"'),
        ('«{{< figure src="p.png" src="q.png" >}}', 'the shortcode "figure" has "src" twice'),
        ('«{{< figure "p.png" alt="x" >}}', 'the shortcode "figure" mixes arguments with and without names'),
        ('«{{< figure src="p.png', 'the shortcode "figure" has an argument that cannot be read'),
        ("«{{< figure src=p.png", 'the shortcode "figure" is never ended'),
        ("«{{< figure a b c d e f g >}}", '"figure" takes 6 arguments, but has 7'),
        ("«{{< >}}", "a shortcode without a name"),
        ("«{{</* figure >}}", "a commented shortcode that never ends"),
        ("«{{< pullquote >}}\nText", '"pullquote" encloses text'),
        ("«{{< youtube dQw4w9WgXcQ >}}x{{< /youtube >}}", '"youtube" encloses nothing'),
        ("Text «{{< /note >}}", '"/note" closes a shortcode that is not open'),
        ("«{{< /note >}}", '"/note" closes a shortcode that is not open'),
        ('«{{< youtube id="../../x" >}}', '"../../x" cannot be the id of "youtube"'),
        ('«{{< youtube id="dQw4w9WgXc\n" >}}', '"dQw4w9WgXc\\n" cannot be the id of "youtube"'),
        ('«{{< x user="a/b" id="1" >}}', '"a/b" cannot be the user of "x"'),
        ('«{{< telegram channel="steppe" id="x" >}}', '"x" cannot be the id of "telegram"'),
        ("| a |\n|---|\n| «{{< nothing >}} |", 'there is no shortcode "nothing"'),
        ("Head «{{< nothing >}}\n====", 'there is no shortcode "nothing"'),
        (
            "{{< note >}}\n\n{{< note >}}\nText\n\n- «{{< nothing >}}\n{{< /note >}}\n{{< /note >}}",
            'there is no shortcode "nothing"',
        ),
        ("{{< note >}}\nText «{{< nothing >}}\n{{< /note >}}", 'there is no shortcode "nothing"'),
        ("x[^1]\n\n[^1]: note «{{< nothing >}}", 'there is no shortcode "nothing"'),
    ],
)
def test_faults_have_their_place(magazine: Magazine, typed: str, message: str) -> None:
    before, _, after = ("One.\n\n" + typed).partition("«")
    line, column = before.count("\n") + 5, len(before) - before.rfind("\n")
    magazine.write("").article("news/a.md", body=before + after)
    assert magazine.fail().errors == [f"content/news/a.md:{line}:{column}: error: {message}"]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("`{{< nothing >}}`", "{{< nothing >}}"),
        ("``{{< nothing ` >}}``", "{{< nothing ` >}}"),
        ("```\n{{< nothing >}}\n```", "{{< nothing >}}"),
        ("~~~ html\n{{< nothing >}}\n~~~", "{{< nothing >}}"),
        ("    {{< nothing >}}", "{{< nothing >}}"),
        ("{{</* nothing a=\"b\" */>}}", '{{< nothing a="b" >}}'),
        ("so {{%/* nothing */%}} so", "so {{% nothing %}} so"),
        ("{{ nothing }} {% x %}", "{{ nothing }} {% x %}"),
        (r"\{{< nothing >}}", "{{< nothing >}}"),
        ("`{{< note >}}` and `{{< /note >}}`", "{{< note >}} and {{< /note >}}"),
    ],
)  # fmt: skip
def test_code_and_the_literal_form_are_left_alone(magazine: Magazine, typed: str, text: str) -> None:
    magazine.write("").article("news/a.md", body=typed)
    magazine.build()
    assert magazine.page("/news/a/").one("//div[@class='prose']") == text


def test_a_closing_tag_in_code_does_not_close(magazine: Magazine) -> None:
    page = _build(
        magazine, "{{< note >}}\n`{{< /note >}}`\n\n```\n{{< /note >}}\n```\n\nlast\n{{< /note >}}\n\noutside"
    )
    assert page.one("//aside//p[last()]") == "last"
    assert page.one("//div[@class='prose']/p") == "outside"


def test_shortcodes_within_shortcodes(magazine: Magazine) -> None:
    page = _build(
        magazine,
        "{{< note >}}\n{{< note title=\"in\" >}}\n"
        '{{< pullquote >}}deep {{< figure src="p.png" alt="apple" >}}{{< /pullquote >}}\n'
        "{{< /note >}}\n\nbetween\n\n{{< note >}}second{{< /note >}}\n{{< /note >}}\n",
    )  # fmt: skip
    assert len(page.all("//aside[@class='note']")) == 3
    sources = page.all("//aside[@class='note']/aside[@class='note']//aside[@class='pullquote']//img/@src")
    assert undigested(sources) == [PICTURE]
    assert len(page.all("//aside[@class='note']/aside[@class='note']")) == 2


def test_shortcodes_nested_without_end_are_an_error(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", body="{{< note >}}\n" * 40 + "x\n" + "{{< /note >}}\n" * 40)
    assert any("nested too deeply" in error for error in magazine.fail().errors)


def test_a_site_s_own_shortcode(magazine: Magazine) -> None:
    magazine.put(
        "templates/shortcodes/box.html",
        '<div class="box {{ params.kind | default("plain") }}">'
        '{{ args | join("+") }}|{{ inner }}|{{ is_inline }}</div>\n',
    )
    page = _build(
        magazine,
        '{{< box kind="wide" any="thing" >}}\nSome *text*.\n{{< /box >}}\n\n'
        '{{< box a "b c" >}}\n\nIn {{< box x />}} line.',
    )
    boxes = page.all("//div[@class='box wide' or @class='box plain']")
    assert boxes == ["|Some text. |False", "a+b c||False", "x||True"]
    assert page.one("//div[@class='box wide']//em") == "text"


def test_a_site_s_own_shortcode_has_its_addresses_resolved(magazine: Magazine) -> None:
    magazine.write("").configure("", head=SITE_TOML.replace("test.example/", "test.example/mag/"))
    magazine.put(
        "templates/shortcodes/pic.html", '<img src="{{ params.src }}" alt=""><a href="{{ params.href }}">x</a>\n'
    )
    page = _build(magazine, '{{< pic src="p.png" href="index.md" >}}')
    [source] = page.all("//div[@class='prose']//img/@src")
    assert undigested([source]) == ["/mag" + PICTURE]
    assert page.all("//div[@class='prose']//a/@href") == ["/mag/news/a/"]
    assert f"https://test.example{source}" in magazine.read("/feed.xml")


def test_a_site_may_replace_a_built_in_shortcode(magazine: Magazine) -> None:
    magazine.put("templates/shortcodes/note.html", "<div class='mine'>{{ inner }}</div>")
    page = _build(magazine, "{{< note >}}x{{< /note >}}")
    assert page.one("//div[@class='mine']") == "x"


def test_a_template_that_starts_with_an_underscore_is_no_shortcode(magazine: Magazine) -> None:
    magazine.write("-- templates/shortcodes/_part.html --\nx").article("news/a.md", body="{{< _part >}}")
    assert magazine.fail().errors


def test_values_are_text_and_not_markup(magazine: Magazine) -> None:
    page = _build(magazine, '{{< figure src="p.png" alt="<b>x</b>" caption="<i>y</i> \\"z\\"" >}}')
    assert page.all("//figure[@class='figure']//img/@alt") == ["<b>x</b>"]
    assert page.one("//span[@class='caption']") == '<i>y</i> "z"'


def test_shortcodes_in_an_author_s_biography(magazine: Magazine) -> None:
    magazine.write("").put("content/authors/ann.md", "---\ntitle: Ann\n---\n{{< note >}}x{{< /note >}}\n")
    magazine.build()
    assert magazine.page("/author/ann/").one("//aside[@class='note']") == "x"
    magazine.put("content/authors/ann.md", "---\ntitle: Ann\n---\nText {{< nte >}}\n")
    assert magazine.fail().errors == ['content/authors/ann.md:4:6: error: there is no shortcode "nte"']


def test_text_that_looks_like_a_place_holder_stays_text(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", body="a \x000\x00 b [x](https://e.example/) \ufffd0\ufffd")
    magazine.build()
    assert magazine.page("/news/a/").one("//div[@class='prose']/p") == "a 0 b x \ufffd0\ufffd"
