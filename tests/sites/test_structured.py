"""Structured data: what JSON-LD says of each kind of page, and that it says what the article's file does."""

from __future__ import annotations

import json
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.magazine import SITE_TOML, Magazine, files_in
from tests.pictures import SVG, jpeg
from tests.property.profiles import cases

HEAD = SITE_TOML.replace("test.example/", "test.example/mag/")
ROOT = "https://test.example/mag"
SCRIPT = "//script[@type='application/ld+json']"


def things(magazine: Magazine, path: str) -> dict[str, dict[str, Any]]:
    """Read a page's graph, by type."""
    page = magazine.page(path)
    [text] = [element.text for element in page.tree.xpath(SCRIPT)]
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


def trail(found: dict[str, dict[str, Any]]) -> list[tuple[int, str, str]]:
    return [(step["position"], step["name"], step["item"]) for step in found["BreadcrumbList"]["itemListElement"]]


def test_an_article(magazine: Magazine) -> None:
    magazine.write("").configure(
        '[publisher]\nname = "Press"\nlogo = "/logo.svg"\nurl = "/about/"\nsame_as = ["https://s.example/p"]\n',
        head=HEAD,
    )
    magazine.put("static/logo.svg", SVG)
    magazine.put("content/pages/about.md", "---\ntitle: About\n---\n")
    magazine.put("content/news/_index.md", "---\ntitle: The news\n---\n")
    magazine.put("content/authors/ann.md", "---\ntitle: Ann\nlinks: {Own: https://ann.example/}\n---\n")
    magazine.article(
        "news/a.md", title="'A & <b>B</b>'", date="2025-05-01 09:30", updated="2025-05-02 10:00+00:00",
        authors="[Ann, Someone Else, Press]", tags="[One, Two]", region="There", series="A series",
        summary="A standfirst.", lang="ru", body="One two three.",
        corrections="[{date: 2025-05-03, text: A number was wrong.}, {date: 2025-05-01, text: Another.}]",
    )  # fmt: skip
    assert magazine.build().warnings == []
    found = things(magazine, "/news/a/")
    assert found["NewsArticle"] == {
        "@type": "NewsArticle",
        "@id": f"{ROOT}/news/a/#article",
        "headline": "A & <b>B</b>",
        "description": "A standfirst.",
        "url": f"{ROOT}/news/a/",
        "mainEntityOfPage": {"@type": "WebPage", "@id": f"{ROOT}/news/a/"},
        "datePublished": "2025-05-01T09:30:00+05:00",
        "dateModified": "2025-05-03T00:00:00+05:00",
        "author": [
            {"@type": "Person", "name": "Ann", "url": f"{ROOT}/author/ann/"},
            {"@type": "Person", "name": "Someone Else", "url": f"{ROOT}/author/someone-else/"},
            {"@type": "NewsMediaOrganization", "name": "Press", "url": f"{ROOT}/about/"},
        ],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "@id": f"{ROOT}/#publisher",
            "name": "Press",
            "url": f"{ROOT}/about/",
            "logo": {"@type": "ImageObject", "url": f"{ROOT}/logo.svg"},
            "sameAs": ["https://s.example/p"],
        },
        "articleSection": "The news",
        "keywords": ["One", "Two", "There"],
        "wordCount": 3,
        "inLanguage": "ru",
        "isAccessibleForFree": True,
        "isPartOf": {"@type": "WebSite", "@id": f"{ROOT}/#website", "name": "The Test", "url": f"{ROOT}/"},
        "correction": [
            {"@type": "CorrectionComment", "text": "A number was wrong.", "datePublished": "2025-05-03T00:00:00+05:00"},
            {"@type": "CorrectionComment", "text": "Another.", "datePublished": "2025-05-01T00:00:00+05:00"},
        ],
    }
    assert trail(found) == [
        (1, "The Test", f"{ROOT}/"), (2, "The news", f"{ROOT}/news/"), (3, "A & <b>B</b>", f"{ROOT}/news/a/"),
    ]  # fmt: skip


def test_what_google_recommends_is_there(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", image="{src: p.jpg, alt: x}", author="Ann")
    magazine.put("content/news/p.jpg", jpeg(1600, 1200))
    magazine.build()
    found = things(magazine, "/news/a/")["NewsArticle"]
    assert {"headline", "image", "datePublished", "dateModified", "author"} <= set(found)
    assert [set(author) for author in found["author"]] == [{"@type", "name", "url"}]
    for key in ("datePublished", "dateModified"):
        assert datetime.fromisoformat(found[key]).utcoffset() is not None
    assert len(found["image"]) == 3


def test_a_lead_picture_in_three_shapes(magazine: Magazine) -> None:
    magazine.write("").configure("", head=HEAD)
    magazine.article("news/a.md", image="{src: p.jpg, alt: x, credit: Someone}")
    magazine.put("content/pages/about.md", "---\ntitle: About\nimage: {src: ../news/p.jpg, alt: x}\n---\n")
    magazine.put("content/news/p.jpg", jpeg(1600, 1200))
    magazine.build()
    images = things(magazine, "/news/a/")["NewsArticle"]["image"]
    sizes = [(one["width"], one["height"]) for one in images]
    assert sizes == [("1200 px", "675 px"), ("1200 px", "900 px"), ("1200 px", "1200 px")]
    assert {one["creditText"] for one in images} == {"Someone"}
    for one in images:
        assert (magazine.output / one["url"].removeprefix(f"{ROOT}/")).is_file()
    assert len(things(magazine, "/about/")["AboutPage"]["image"]) == 3


def test_pictures_without_shapes(magazine: Magazine) -> None:
    magazine.write("").article("news/svg.md", image="{src: p.svg, alt: x}")
    magazine.article("news/far.md", image="//far.example/p.jpg")
    magazine.article("news/none.md")
    magazine.put("content/news/p.svg", SVG)
    magazine.build()
    [image] = things(magazine, "/news/svg/")["NewsArticle"]["image"]
    assert magazine.exists(image["url"].removeprefix("https://test.example"))
    [image] = things(magazine, "/news/far/")["NewsArticle"]["image"]
    assert image == {"@type": "ImageObject", "url": "https://far.example/p.jpg"}
    assert "image" not in things(magazine, "/news/none/")["NewsArticle"]


def test_crops_that_nothing_shows_are_not_made(magazine: Magazine) -> None:
    plain = "{{ article.headline }}{% if article.image %}{{ picture(article.image) }}{% endif %}"
    magazine.write(
        f'-- themes/bare/theme.toml --\nname = "bare"\n-- themes/bare/templates/article.html --\n{plain}\n'
        + "".join(
            f"-- themes/bare/templates/{name}.html --\n{{{{ page.title }}}}\n"
            for name in ("front", "listing", "author", "page", "404", "redirect")
        )
        + "-- themes/bare/templates/card.html --\n{{ article.headline }}\n"
    )
    magazine.configure('theme = "bare"\n[social]\ncards = "none"\n[pictures]\nwidths = [480]\nformats = []\n')
    magazine.article("news/a.md", image="{src: p.jpg, alt: x}")
    magazine.put("content/news/p.jpg", jpeg(1600, 1200))
    magazine.build()
    pictures = [path for path in files_in(magazine.output) if path.startswith("assets/pictures/")]
    assert len(pictures) == 1
    magazine.put("themes/bare/templates/page.html", '{% include "metadata.html" %}')
    magazine.build()
    assert len([path for path in files_in(magazine.output) if path.startswith("assets/pictures/")]) > 3


def test_an_article_that_stood_elsewhere_first(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", canonical_url="https://first.example/a/")
    magazine.build()
    found = things(magazine, "/news/a/")["NewsArticle"]
    assert found["isBasedOn"] == found["mainEntityOfPage"]["@id"] == "https://first.example/a/"
    assert found["url"] == "https://test.example/news/a/"
    assert magazine.page("/news/a/").one("//link[@rel='canonical']/@href") == "https://first.example/a/"


def test_the_front_page(magazine: Magazine) -> None:
    magazine.write("").configure('description = "About it."\n[listing]\npage_size = 2\n', head=HEAD)
    for number in range(1, 4):
        magazine.article(f"news/a{number}.md", title=f"Story {number}", date=f"2025-05-0{number}")
    magazine.build()
    found = things(magazine, "/")
    assert list(found) == ["WebSite", "NewsMediaOrganization", "CollectionPage"]
    assert found["WebSite"] == {
        "@type": "WebSite", "@id": f"{ROOT}/#website", "name": "The Test", "description": "About it.",
        "url": f"{ROOT}/", "inLanguage": "en", "publisher": {"@id": f"{ROOT}/#publisher"},
    }  # fmt: skip
    assert found["NewsMediaOrganization"]["@id"] == f"{ROOT}/#publisher"
    assert found["CollectionPage"]["mainEntity"] == {
        "@type": "ItemList",
        "numberOfItems": 3,
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "url": f"{ROOT}/news/a3/", "name": "Story 3"},
            {"@type": "ListItem", "position": 2, "url": f"{ROOT}/news/a2/", "name": "Story 2"},
        ],
    }
    second = things(magazine, "/page/2/")
    assert list(second) == ["CollectionPage"]
    assert second["CollectionPage"]["url"] == f"{ROOT}/page/2/"
    [item] = second["CollectionPage"]["mainEntity"]["itemListElement"]
    assert (item["position"], item["name"]) == (3, "Story 1")


def test_listings(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", tags="[Economy]")
    magazine.put("content/empty/_index.md", "---\ntitle: Empty\ndescription: Nothing yet.\n---\n")
    magazine.build()
    home = (1, "The Test", "https://test.example/")
    assert trail(things(magazine, "/news/")) == [home, (2, "News", "https://test.example/news/")]
    assert trail(things(magazine, "/tag/economy/")) == [home, (2, "Economy", "https://test.example/tag/economy/")]
    assert trail(things(magazine, "/2025/05/")) == [
        home, (2, "2025", "https://test.example/2025/"), (3, "May 2025", "https://test.example/2025/05/"),
    ]  # fmt: skip
    empty = things(magazine, "/empty/")["CollectionPage"]
    assert empty["description"] == "Nothing yet."
    assert empty["mainEntity"] == {"@type": "ItemList", "numberOfItems": 0, "itemListElement": []}


def test_authors(magazine: Magazine) -> None:
    magazine.write("").put(
        "content/authors/ann.md",
        "---\ntitle: Ann\nrole: Editor\nimage: {src: p.jpg, alt: Ann}\n"
        "links: {Own: https://ann.example/, Mail: 'mailto:a@b.example', Page: /news/a/}\n---\nShe writes.\n\nMore.\n",
    )
    magazine.put("content/authors/p.jpg", jpeg(400, 300))
    magazine.article("news/a.md", authors="[Ann, Bo]")
    magazine.build()
    page = things(magazine, "/author/ann/")["ProfilePage"]
    [image] = page["mainEntity"].pop("image")
    assert (image["width"], image["height"]) == ("300 px", "300 px")
    assert page["mainEntity"] == {
        "@type": "Person", "name": "Ann", "url": "https://test.example/author/ann/", "jobTitle": "Editor",
        "description": "She writes.", "sameAs": ["https://ann.example/"],
    }  # fmt: skip
    assert things(magazine, "/author/bo/")["ProfilePage"]["mainEntity"] == {
        "@type": "Person", "name": "Bo", "url": "https://test.example/author/bo/",
    }  # fmt: skip


def test_authors_without_pages_are_named_by_their_addresses_elsewhere(magazine: Magazine) -> None:
    magazine.write("").configure('[taxonomies]\nnames = ["tag"]\n')
    magazine.put("content/authors/ann.md", "---\ntitle: Ann\nlinks: {Own: https://ann.example/}\n---\n")
    magazine.article("news/a.md", author="Ann")
    magazine.build()
    assert things(magazine, "/news/a/")["NewsArticle"]["author"] == [
        {"@type": "Person", "name": "Ann", "sameAs": ["https://ann.example/"]}
    ]


@pytest.mark.parametrize(
    ("slug", "kind"),
    [("about", "AboutPage"), ("contact", "ContactPage"), ("imprint", "WebPage"), ("abouts", "WebPage")],
)
def test_standalone_pages(magazine: Magazine, slug: str, kind: str) -> None:
    magazine.write("").put(f"content/pages/{slug}.md", "---\ntitle: A page\n---\nIts first words.\n")
    magazine.build()
    found = things(magazine, f"/{slug}/")
    assert list(found) == [kind, "BreadcrumbList"]
    assert (found[kind]["name"], found[kind]["description"]) == ("A page", "Its first words.")


def test_pages_that_nobody_looks_for_have_none(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", aliases="[/old/]")
    magazine.build()
    assert magazine.page("/404.html").all(SCRIPT) == []
    assert magazine.page("/old/").all(SCRIPT) == []


def test_a_publisher_s_link_that_leads_nowhere(magazine: Magazine) -> None:
    magazine.write("").configure('[publisher]\nlogo = "/logo.png"\n')
    magazine.article("news/a.md")
    assert magazine.build().warnings == ['site.toml:6:8: warning: the link "/logo.png" leads nowhere']


TITLE = "</script><script>alert(1)</script><!-- \u2028 \\u003c ]]> \"quoted\" 'quoted' &lt; &amp;"


def test_a_title_cannot_end_the_script(magazine: Magazine) -> None:
    quoted = json.dumps(TITLE)
    magazine.write("").article("news/a.md", title=quoted, tags=f"[{quoted}]", summary=quoted, kicker=quoted)
    magazine.put("content/pages/about.md", f"---\ntitle: {quoted}\n---\n")
    magazine.build()
    assert things(magazine, "/news/a/")["NewsArticle"]["headline"] == TITLE
    assert things(magazine, "/news/a/")["NewsArticle"]["keywords"] == [TITLE]
    assert things(magazine, "/")["CollectionPage"]["mainEntity"]["itemListElement"][0]["name"] == TITLE
    assert things(magazine, "/about/")["AboutPage"]["name"] == TITLE
    for path in ("/news/a/", "/", "/about/", "/tag/" + next(magazine.output.glob("tag/*")).name + "/"):
        assert "<script>alert" not in magazine.read(path)


# What a YAML scalar between quotation marks can hold, and a headline may: all but what is a control character.
_titles = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=60
).filter(lambda text: any(c.isalnum() for c in text))  # fmt: skip
_moments = st.datetimes(datetime(1900, 1, 1), datetime(2025, 5, 1), timezones=st.timezones())


@given(titles=st.lists(_titles, min_size=1, max_size=12), moment=_moments)
@settings(cases(15, 300), deadline=None)
def test_any_title_and_date_come_back(titles: list[str], moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    offset = moment.utcoffset()
    typed = moment.isoformat()
    if offset is None or offset.total_seconds() % 60:
        typed = (moment := moment.replace(tzinfo=None)).isoformat() + "Z"
        moment = datetime.fromisoformat(typed)
    with tempfile.TemporaryDirectory() as folder:
        magazine = Magazine(Path(folder)).write("")
        for number, title in enumerate(titles):
            magazine.article(f"news/a{number}.md", title=json.dumps(title, ensure_ascii=False), date=f"'{typed}'")
        magazine.build()
        for number, title in enumerate(titles):
            found = things(magazine, f"/news/a{number}/")["NewsArticle"]
            assert found["headline"] == title.strip()
            assert datetime.fromisoformat(found["datePublished"]) == moment
