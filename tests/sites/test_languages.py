"""Editions in several languages: which article belongs where, what it inherits, and what leads from one to another."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.magazine import SITE_TOML, Magazine, Page, place_marked
from tests.pictures import png, undigested

TWO = '[[languages]]\ncode = "ru"\ntitle = "Проверка"\n'
ORIGIN = "https://test.example"


@pytest.fixture
def two(magazine: Magazine) -> Magazine:
    """A magazine in English and Russian, with one article in both."""
    magazine.configure(TWO)
    magazine.article("news/river.md", title="The river", tags="[Water]", authors="Ann", date="2025-05-02")
    magazine.put("content/news/river.ru.md", "---\ntitle: Река\n---\nТекст.\n")
    return magazine


def alternates(page: Page) -> dict[str, str]:
    """The page's versions by language, as its head names them."""
    links = page.tree.xpath("//head/link[@rel='alternate'][@hreflang]")
    assert len({link.get("hreflang") for link in links}) == len(links)
    return {link.get("hreflang"): link.get("href").removeprefix(ORIGIN) for link in links}


def switcher(page: Page) -> list[tuple[str, str, str]]:
    """Where the page's readers go on in other languages: the code, the address, and what is said to be there."""
    links = page.tree.xpath("//nav[@class='languages']//a")
    return [(a.get("hreflang"), a.get("href"), a.xpath("string(span[@class='where'])")) for a in links]


# --- one, two and five languages ---------------------------------------------------------------------------------


def test_a_magazine_of_one_language_says_nothing_of_others(magazine: Magazine) -> None:
    magazine.write("").article("news/river.md")
    magazine.build()
    page = magazine.page("/news/river/")
    assert alternates(page) == {}
    assert switcher(page) == []
    assert page.one("//meta[@property='og:locale']/@content") == "en_US"
    assert page.all("//meta[@property='og:locale:alternate']") == []


def test_each_edition_has_its_own_pages_words_counts_and_dates(two: Magazine) -> None:
    two.article("news/second.md", title="Second", tags="[Water]")
    assert two.build().warnings == []
    english, russian = two.page("/tag/water/"), two.page("/ru/tag/water/")
    assert english.count_line == "Viewing results 1 - 2 of 2"
    assert russian.count_line == "Показаны результаты 1–1 из 1"
    assert russian.headlines == ["Река"]
    assert russian.tree.xpath("string(/html/@lang)") == "ru"
    assert russian.one("//p[@class='dateline']") == "14 мая 2025"
    assert russian.one("//p[@class='nameplate']") == "Проверка"
    assert russian.all("//p[@class='nameplate']/a/@href") == ["/ru/"]
    for path in ("/ru/", "/ru/news/", "/ru/author/ann/", "/ru/2025/05/", "/ru/404.html"):
        assert two.page(path).tree.xpath("string(/html/@lang)") == "ru", path
    assert "<title>Проверка</title>" in two.read("/ru/feed.xml")
    assert "/ru/news/river/" in two.read("/ru/feed.xml")
    assert two.page("/ru/").headlines == ["Река"]
    assert two.page("/").headlines == ["The river", "Second"]


def test_five_languages_lead_to_each_other(magazine: Magazine) -> None:
    codes = ("en", "ru", "kk", "uz", "ar")
    magazine.configure("".join(f'[[languages]]\ncode = "{code}"\n' for code in codes[1:]))
    magazine.article("news/a.md", title="A")
    for code in codes[1:]:
        magazine.article(f"news/a.{code}.md", title=f"A {code}")
    assert magazine.build().warnings == []
    expected = {code: "/news/a/" if code == "en" else f"/{code}/news/a/" for code in codes}
    for url in expected.values():
        page = magazine.page(url)
        assert alternates(page) == {**expected, "x-default": "/news/a/"}
        assert len(switcher(page)) == 4
    arabic = magazine.page("/ar/news/a/")
    assert arabic.tree.xpath("string(/html/@dir)") == "rtl"
    assert arabic.one("//meta[@property='og:locale']/@content") == "ar_EG"
    assert magazine.page("/kk/news/a/").all("//meta[@property='og:locale:alternate']/@content") == [
        "en_US", "ru_RU", "uz_UZ", "ar_EG",
    ]  # fmt: skip


def test_a_language_has_a_name_a_direction_and_navigation_of_its_own(two: Magazine) -> None:
    two.configure(
        '[[languages]]\ncode = "ru"\nname = "По-русски"\ndirection = "rtl"\ndescription = "О реках."\n'
        '[[languages.navigation]]\ntitle = "Реки"\nurl = "/news/river.md"\n'
    )
    assert two.build().warnings == []
    page = two.page("/ru/")
    assert page.tree.xpath("string(/html/@dir)") == "rtl"
    assert page.all("//nav[@class='sections']//a") == ["Реки"]
    assert page.all("//nav[@class='sections']//a/@href") == ["/ru/news/river/"]
    assert page.one("//meta[@name='description']/@content") == "О реках."
    assert page.one("//p[@class='nameplate']") == "The Test"
    assert two.page("/").all("//nav[@class='languages']//span[@class='language']") == ["По-русски"]


def test_codes_with_subtags_are_the_same_in_any_case(magazine: Magazine) -> None:
    magazine.configure('[[languages]]\ncode = "uz-Cyrl"\n')
    magazine.article("news/a.md", title="A")
    magazine.article("news/a.UZ-cyrl.md", title="Б")
    magazine.build()
    assert alternates(magazine.page("/news/a/"))["uz-Cyrl"] == "/uz-cyrl/news/a/"
    assert magazine.page("/uz-cyrl/news/a/").tree.xpath("string(/html/@lang)") == "uz-Cyrl"


def test_languages_below_a_path(two: Magazine) -> None:
    two.configure(TWO, head=SITE_TOML.replace("test.example/", "test.example/post/"))
    two.build()
    page = two.page("/ru/news/river/")
    assert alternates(page)["en"] == "/post/news/river/"
    assert alternates(page)["ru"] == "/post/ru/news/river/"
    assert switcher(page) == [("en", "/post/news/river/", "эта статья")]
    assert page.all("//p[@class='nameplate']/a/@href") == ["/post/ru/"]


# --- which article is in which edition ---------------------------------------------------------------------------


def test_an_article_in_one_language_only(two: Magazine) -> None:
    two.article("news/alone.md", title="Alone")
    two.article("sport/chess.ru.md", title="Шахматы")
    two.build()
    assert alternates(two.page("/news/alone/")) == {}
    assert switcher(two.page("/news/alone/")) == [("ru", "/ru/news/", "this section")]
    assert alternates(two.page("/ru/sport/chess/")) == {}
    assert switcher(two.page("/ru/sport/chess/")) == [("en", "/", "главная страница")]
    assert not two.exists("/sport/")
    assert "Шахматы" not in two.read("/")
    assert "Alone" not in two.read("/ru/news/")


def test_a_translation_without_an_original_needs_headline_and_date(two: Magazine) -> None:
    two.put("content/news/lost.ru.md", "---\nsummary: Пусто\n---\nТекст.\n")
    assert two.fail().errors == [
        'content/news/lost.ru.md:1:1: error: the front matter has no "date"',
        'content/news/lost.ru.md:1:1: error: the front matter has no "title"',
    ]
    two.article("news/lost.ru.md", title="Найдено", draft="false")
    assert two.build().warnings == []
    assert two.exists("/ru/news/lost/")


@pytest.mark.parametrize("keys", ["draft: true\n", "date: 2025-06-01\n", "expires: 2025-05-02\n"])
def test_what_is_held_leaves_no_trace_in_other_editions(two: Magazine, keys: str) -> None:
    two.put("content/news/river.ru.md", f"---\ntitle: Река\nslug: skrytoe\n{keys}---\nТекст.\n")
    two.build()
    assert alternates(two.page("/news/river/")) == {}
    for path in two.output.rglob("*"):
        if path.is_file():
            assert b"skrytoe" not in path.read_bytes(), path
            assert "Река".encode() not in path.read_bytes(), path


def test_a_translation_does_not_show_its_draft_original(two: Magazine) -> None:
    two.article("news/river.md", title="Not yet", draft="true")
    two.put("content/news/river.ru.md", "---\nsummary: Коротко\n---\nТекст.\n")
    two.build()
    assert not two.exists("/ru/news/river/")
    two.put("content/news/river.ru.md", "---\ntitle: Река\n---\nТекст.\n")
    two.build()
    page = two.page("/ru/news/river/")
    assert alternates(page) == {}
    assert switcher(page) == [("en", "/", "главная страница")]
    assert b"Not yet" not in b"".join(path.read_bytes() for path in two.output.rglob("*") if path.is_file())


def test_a_suffix_that_is_no_language_is_part_of_the_name(two: Magazine) -> None:
    two.article("news/notes.v2.md", title="Notes")
    two.build()
    assert two.exists("/news/notes-v2/")


def test_the_site_s_own_language_may_end_a_name(two: Magazine) -> None:
    two.article("news/plain.en.md", title="Plain")
    two.build()
    assert two.exists("/news/plain/")


def test_lang_puts_an_article_in_its_edition(two: Magazine) -> None:
    two.article("news/only.md", title="Только", lang="RU")
    two.article("news/arabic.md", title="عنوان", lang="ar")
    assert two.build().warnings == []
    assert two.exists("/ru/news/only/")
    assert not two.exists("/news/only/")
    arabic = two.page("/news/arabic/")
    assert arabic.tree.xpath("string(/html/@lang)") == "ar"
    assert switcher(arabic) == [("ru", "/ru/news/", "هذا القسم")]


def test_a_suffix_and_lang_that_differ_are_an_error(two: Magazine) -> None:
    two.put("content/news/river.ru.md", "---\ntitle: A\nlang: en\n---\n")
    assert two.fail().errors == [
        'content/news/river.ru.md:3:7: error: "lang" says "en", but the file\'s name says "ru"'
    ]


def test_files_with_other_names_are_linked_by_a_key(two: Magazine) -> None:
    two.article("news/elections.md", title="Elections", translation_key="vote", image="{src: p.png, alt: A box}")
    two.put("content/news/p.png", png())
    two.put(
        "content/places/vybory.ru.md",
        "---\ntitle: Выборы\ntranslation_key: vote\nimage: {alt: Ящик}\n---\nТекст.\n",
    )
    assert two.build().warnings == []
    assert alternates(two.page("/news/elections/"))["ru"] == "/ru/news/vybory/"
    assert alternates(two.page("/ru/news/vybory/"))["x-default"] == "/news/elections/"
    assert undigested(two.page("/ru/news/vybory/").all("//figure//img/@src")) == ["/assets/pictures/p-8.png"]


def test_two_files_of_one_article_in_one_language_are_an_error(two: Magazine) -> None:
    two.article("news/a.ru.md", title="А", translation_key="k")
    two.article("news/b.ru.md", title="Б", translation_key="k")
    assert two.fail().errors == [
        'content/news/b.ru.md:4:18: error: content/news/a.ru.md and content/news/b.ru.md are the same article in "ru"'
    ]


def test_the_same_slug_in_two_languages_is_no_clash(two: Magazine) -> None:
    two.article("news/other.ru.md", title="Другое", slug="river-2")
    two.article("news/river-2.md", title="Other")
    assert two.build().warnings == []
    assert two.page("/news/river-2/").one("//h1") == "Other"
    assert two.page("/ru/news/river-2/").one("//h1") == "Другое"
    assert alternates(two.page("/ru/news/river-2/")) == {}


# --- what a translation inherits ----------------------------------------------------------------------------------


def test_a_translation_inherits_what_it_does_not_say(two: Magazine) -> None:
    two.article(
        "news/flood.md", title="Flood", date="2025-05-03", tags="[Water, Spring]", authors="Ann", region="Uzbekistan",
        summary="English words", kicker="Kicker", updated="2025-05-04", slug="the-flood", section="world",
        image="{src: p.png, alt: English words, credit: Ann Lee}", featured="true",
    )  # fmt: skip
    two.put("content/news/p.png", png())
    two.put(
        "content/news/flood.ru.md",
        "---\ntitle: Потоп\ntags: [Water]\nimage: {alt: Вода, caption: Весной}\n---\nТекст.\n",
    )
    assert two.build().warnings == []
    page = two.page("/ru/world/the-flood/")
    assert page.all("//div[@class='terms']//li") == ["Water", "Uzbekistan"]
    assert page.one("//span[@class='authors']") == "Автор: Ann"
    assert page.one("//time[@class='published']") == "3 мая 2025"
    assert page.all("//span[@class='updated']") == []
    assert page.one("//figcaption/span[@class='caption']") == "Весной"
    assert page.one("//figcaption/span[@class='credit']") == "Ann Lee"
    assert page.all("//figure//img/@alt") == ["Вода"]
    for words in ("English words", "Kicker"):
        assert words not in two.read("/ru/world/the-flood/")
    assert "Потоп" in page.one("//title")
    assert alternates(two.page("/world/the-flood/"))["ru"] == "/ru/world/the-flood/"


def test_a_picture_that_nobody_described_in_a_language_is_a_warning(two: Magazine) -> None:
    two.article("news/river.md", title="The river", image="{src: p.png, alt: A river}")
    two.put("content/news/p.png", png())
    assert two.build().warnings == [
        'content/news/river.ru.md:1:1: warning: the original\'s picture has no alternative text in "ru"'
    ]
    assert two.page("/ru/news/river/").all("//figure//img/@alt") == [""]


def test_a_bundle_s_pictures_are_those_of_all_its_languages(two: Magazine) -> None:
    two.article("news/lake/index.md", title="Lake", body="![A lake](p.png) and [data](d.csv)")
    two.article("news/lake/index.ru.md", title="Озеро", body="![Озеро](p.png) и [данные](d.csv)")
    two.put("content/news/lake/p.png", png())
    two.put("content/news/lake/d.csv", "a,b\n")
    assert two.build().warnings == []
    page = two.page("/ru/news/lake/")
    assert undigested(page.all("//div[@class='prose']//img/@src")) == ["/assets/pictures/p-8.png"]
    assert page.all("//div[@class='prose']//a/@href") == ["/news/lake/d.csv"]
    two.article("news/lake/index.md", title="Lake", draft="true")
    two.build()
    assert two.page("/ru/news/lake/").all("//div[@class='prose']//a/@href") == ["/ru/news/lake/d.csv"]


def test_a_bundle_in_one_language_only(two: Magazine) -> None:
    two.article("news/lake/index.ru.md", title="Озеро", body="![Озеро](p.png)")
    two.put("content/news/lake/p.png", png())
    assert two.build().warnings == []
    assert two.exists("/ru/news/lake/")


# --- sections, terms, authors, pages ------------------------------------------------------------------------------


def test_sections_terms_and_authors_have_a_title_and_slug_in_each_language(two: Magazine) -> None:
    for path, keys in {
        "news/_index": "title: News",
        "news/_index.ru": "title: Новости\ndescription: Что было",
        "terms/tag/water": "title: Water\ndescription: All of it",
        "terms/tag/water.ru": "title: Вода\nslug: voda",
        "authors/ann": "title: Ann\nrole: Editor",
        "authors/ann.ru": "title: Анна\nslug: anna\nrole: Редактор",
    }.items():
        two.put(f"content/{path}.md", f"---\n{keys}\n---\n")
    assert two.build().warnings == []
    page = two.page("/ru/новости/river/")
    assert page.all("//nav[@class='breadcrumbs']/a[2]") == ["Новости"]
    assert page.all("//div[@class='terms']//a/@href") == ["/ru/tag/voda/"]
    assert page.all("//a[@rel='author']/@href") == ["/ru/author/anna/"]
    assert page.all("//nav[@class='sections']//a/@href") == ["/ru/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/"]
    assert two.page("/ru/tag/voda/").one("//h1") == "Вода"
    assert alternates(two.page("/tag/water/")) == {
        "en": "/tag/water/", "ru": "/ru/tag/voda/", "x-default": "/tag/water/",
    }  # fmt: skip
    author = two.page("/ru/author/anna/")
    assert author.one("//h1") == "Анна"
    assert "Редактор" in author.one("//main//header")
    assert alternates(author)["en"] == "/author/ann/"
    assert alternates(two.page("/news/"))["ru"].startswith("/ru/%D0%BD")


def test_what_an_edition_has_no_file_of_stands_there_without_words_of_another_language(two: Magazine) -> None:
    two.put("content/terms/tag/water.md", "---\ntitle: The water\ndescription: English words\n---\n")
    two.put("content/news/_index.md", "---\ntitle: News\ndescription: English words\n---\n")
    two.put("content/authors/ann.md", "---\ntitle: Ann Lee\nrole: English words\n---\nEnglish words.\n")
    two.put("content/authors/idle.md", "---\ntitle: Idle\n---\n")
    assert two.build().warnings == []
    for path in ("/ru/tag/water/", "/ru/news/", "/ru/author/ann/", "/ru/news/river/"):
        assert "English words" not in two.read(path)
    assert two.page("/ru/author/ann/").one("//h1") == "Ann Lee"
    assert two.page("/ru/tag/water/").one("//h1") == "The water"
    assert two.exists("/author/idle/")
    assert not two.exists("/ru/author/idle/")


@pytest.mark.parametrize("typed", ["Вода", "voda", "Water", "water"])
def test_a_typed_name_is_the_term_of_that_name_in_its_language_else_in_the_first(two: Magazine, typed: str) -> None:
    two.put("content/terms/tag/water.md", "---\ntitle: Water\n---\n")
    two.put("content/terms/tag/water.ru.md", "---\ntitle: Вода\nslug: voda\n---\n")
    two.article("news/more.ru.md", title="Ещё", tags=f"[{typed}]")
    assert two.build().warnings == []
    assert two.page("/ru/tag/voda/").headlines == ["Река", "Ещё"]


def test_a_section_may_be_typed_by_its_name_in_the_language(two: Magazine) -> None:
    two.put("content/news/_index.ru.md", "---\ntitle: Новости\nslug: novosti\n---\n")
    two.article("world/more.ru.md", title="Ещё", section="Новости")
    two.article("world/again.ru.md", title="Снова", section="novosti")
    two.build()
    assert two.page("/ru/novosti/").headlines == ["Река", "Снова", "Ещё"]


def test_pages_are_translated_like_articles(two: Magazine) -> None:
    two.put("content/pages/about.md", "---\ntitle: About\n---\n")
    two.put("content/pages/about.ru.md", "---\ntitle: О нас\nslug: o-nas\n---\n")
    two.build()
    assert switcher(two.page("/about/")) == [("ru", "/ru/o-nas/", "this page")]
    assert alternates(two.page("/ru/o-nas/"))["x-default"] == "/about/"


def test_listings_lead_to_the_same_page_of_the_same_listing(two: Magazine) -> None:
    two.configure("[listing]\npage_size = 1\n" + TWO)
    two.article("news/second.md", title="Second", date="2025-05-01")
    two.build()
    assert switcher(two.page("/news/")) == [("ru", "/ru/news/", "this page")]
    assert alternates(two.page("/news/"))["ru"] == "/ru/news/"
    assert switcher(two.page("/news/page/2/")) == [("ru", "/ru/news/", "this list")]
    assert alternates(two.page("/news/page/2/")) == {}
    assert switcher(two.page("/404.html")) == [("ru", "/ru/", "front page")]
    two.article("news/second.ru.md", title="Второе", date="2025-05-01")
    two.build()
    assert alternates(two.page("/news/page/2/"))["ru"] == "/ru/news/page/2/"


# --- links ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("lake.md", "/ru/news/lake/"),
        ("/news/lake.md", "/ru/news/lake/"),
        ("alone.md", "/news/alone/"),
        ("lake.ru.md", "/ru/news/lake/"),
        ("chess.md", "/ru/news/chess/"),
        ("_index.md", "/ru/news/"),
        ("/terms/tag/water.md", "/ru/tag/voda/"),
        ("/pages/about.md#top", "/ru/about/#top"),
        ("../authors/ann.md", "/ru/author/anna/"),
        ("/news/alone/", "/news/alone/"),
    ],
)
def test_a_link_by_path_prefers_the_reader_s_language(two: Magazine, target: str, url: str) -> None:
    two.article("news/lake.md", title="Lake")
    two.article("news/lake.ru.md", title="Озеро")
    two.article("news/alone.md", title="Alone")
    two.article("news/chess.ru.md", title="Шахматы")
    for path, keys in {
        "news/_index": "title: News", "pages/about": "title: About", "pages/about.ru": "title: О нас",
        "terms/tag/water": "title: Water", "terms/tag/water.ru": "title: Вода\nslug: voda",
        "authors/ann": "title: Ann", "authors/ann.ru": "title: Анна\nslug: anna",
    }.items():  # fmt: skip
        two.put(f"content/{path}.md", f"---\n{keys}\n---\n")
    two.put("content/news/river.ru.md", f"---\ntitle: Река\n---\n[туда]({target})\n")
    assert two.build().warnings == []
    assert two.page("/ru/news/river/").all("//div[@class='prose']//a/@href") == [url]


def test_a_link_to_a_held_translation_falls_back_to_the_original(two: Magazine) -> None:
    two.article("news/lake.md", title="Lake")
    two.article("news/lake.ru.md", title="Озеро", draft="true")
    two.put("content/news/river.ru.md", "---\ntitle: Река\n---\n[туда](lake.md)\n")
    assert two.build().warnings == []
    assert two.page("/ru/news/river/").all("//div[@class='prose']//a/@href") == ["/news/lake/"]


def test_an_alias_of_a_translation_speaks_its_language(two: Magazine) -> None:
    two.put("content/news/river.ru.md", "---\ntitle: Река\naliases: /ru/old/\n---\n")
    two.build()
    page = two.page("/ru/old/")
    assert page.tree.xpath("string(/html/@lang)") == "ru"
    assert page.all("//a/@href") == ["/ru/news/river/"]


# --- slugs -----------------------------------------------------------------------------------------------------------


def test_slugs_keep_their_script_unless_they_are_to_be_latin(two: Magazine) -> None:
    two.article("news/ещё-раз.ru.md", title="Ещё", tags="[Экономика]")
    two.put("content/news/_index.ru.md", "---\ntitle: Новости\n---\n")
    two.build()
    assert two.exists("/ru/новости/ещё-раз/")
    assert two.exists("/ru/tag/экономика/")
    two.configure(TWO + "transliterate = true\n")
    two.build()
    assert two.exists("/ru/novosti/yeshche-raz/")
    assert two.exists("/ru/tag/ekonomika/")


def test_names_that_make_one_latin_slug_are_one_term(magazine: Magazine) -> None:
    magazine.configure("", head=SITE_TOML + 'language = "ru"\ntransliterate = true\n')
    magazine.article("news/a.md", title="А", tags="[Город]", date="2025-05-02")
    magazine.article("news/b.md", title="Б", tags="[Gorod]", date="2025-05-01")
    magazine.build()
    assert magazine.page("/tag/gorod/").headlines == ["А", "Б"]


# --- mistakes in the configuration -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ('[[languages]]\ncode = «"r!"\n', '"r!" is not a language code', 'for example "ru" or "kk"'),
        ('[[languages]]\ncode = «"qqq"\n', 'unknown language "qqq"', 'for example "en", "ru" or "kk"'),
        ('[[languages]]\ncode = "ru"\n[[languages]]\ncode = «"RU"\n', 'the language "RU" stands twice', ""),
        ('[[languages]]\ncode = «"en"\n', 'the language "en" stands twice',
         "the site's own language needs no [[languages]]"),
        ('«[[languages]]\ntitle = "A"\n', '[languages] needs the key "code"', ""),
        ('[[languages]]\ncode = "ru"\n«titel = "A"\n', 'unknown key "titel" in [languages]', 'did you mean "title"?'),
        ('[[languages]]\ncode = "ru"\ndirection = «"rlt"\n', '"rlt" is no direction', 'did you mean "rtl"?'),
        ('[[languages]]\ncode = "ar"\ntransliterate = «true\n', 'there is no transliteration of "ar"',
         "known: ru, uk, kk, ky, tg, uz"),
        ('[[languages]]\ncode = "ru"\n[[languages.navigation]]\ntitle = "A"\nurl = «"javascript:x"\n',
         'the link "javascript:x" starts with "javascript:", which is no link for readers', ""),
        ('«languages = "ru"\n[listing]\n', '"languages" must be a list of tables, but is the text "ru"',
         "write [[languages]] before each language"),
        ('[taxonomies]\nnames = ["tag", "ru"]\n[[languages]]\ncode = «"ru"\n',
         'the language "ru" and the taxonomy of that name have one address', "give the taxonomy another name"),
        ('[[languages]]\ncode = «"news"\n', '"news" is not a language code', 'for example "ru" or "kk"'),
    ],
)  # fmt: skip
def test_a_mistake_in_a_language_s_table_has_its_place(magazine: Magazine, text: str, message: str, hint: str) -> None:
    head = SITE_TOML if not text.startswith("«languages") else ""
    plain, line, column = place_marked(head + text)
    magazine.write("").put("site.toml", plain if head else plain + SITE_TOML)
    magazine.article("news/a.md")
    run = magazine.fail()
    assert f"site.toml:{line}:{column}: error: {message}" in run.errors
    assert not hint or f"hint: {hint}" in run.err


def test_a_section_at_the_address_of_an_edition_is_an_error(two: Magazine) -> None:
    two.article("ru/a.md", title="A")
    text, line, column = place_marked(SITE_TOML + TWO.replace('"ru"', '«"ru"'))
    assert text == SITE_TOML + TWO
    run = two.fail()
    assert (
        f'site.toml:{line}:{column}: error: the edition "ru" and the section "ru" have one address: /ru/' in run.errors
    )


def test_files_of_an_edition_are_known_as_such_when_the_configuration_has_a_fault(two: Magazine) -> None:
    two.configure(TWO + "[listing]\npage_size = 0\n")
    run = two.fail()
    assert len(run.errors) == 1
    assert run.warnings == []


# --- the sitemap and other lists -------------------------------------------------------------------------------------


def test_the_rates_name_their_source_in_each_language(two: Magazine) -> None:
    rates = '[[rates]]\npair = "A/B"\nvalue = "1"\n'
    two.put("content/rates.toml", 'source = { en = "Banks", ru = "Банки" }\n' + rates)
    two.build()
    assert two.page("/").one("//p[@class='ticker-source']") == "Source: Banks"
    assert two.page("/ru/").one("//p[@class='ticker-source']") == "Источник: Банки"
    assert '"source": "Banks"' in two.read("/rates.json")


def test_the_archive_of_a_language(two: Magazine) -> None:
    two.article("news/old.ru.md", title="Старое", date="2020-01-01")
    two.build()
    links: list[Any] = two.page("/ru/2025/").all("//footer//a/@href")
    assert "/ru/2025/" in links
    assert two.exists("/ru/2020/01/")
    assert not two.exists("/2020/")
    assert alternates(two.page("/2025/05/"))["ru"] == "/ru/2025/05/"


# --- no word of another language -------------------------------------------------------------------------------------

ROOT = Path(__file__).parents[2]


def _patterns(theme: str, code: str) -> set[str]:
    """The words of an interface as patterns that whole strings match."""
    found = set()
    for folder in ("generator/render/foundation/i18n", f"themes/{theme}/i18n"):
        file = ROOT / folder / f"{code}.toml"
        for word in tomllib.loads(file.read_text("utf-8")).values() if file.is_file() else ():
            for text in (word,) if isinstance(word, str) else word.values():
                parts = re.split(r"(\{[^}]*\})", text)
                found.add("".join(".+" if part.startswith("{") else re.escape(part) for part in parts))
    return {pattern for pattern in found if re.search(r"\w{2}", pattern.replace(".+", ""))}


def _strings(page: Page) -> set[str]:
    """What readers see or hear of a page in its own language."""
    language = page.tree.get("lang")
    for other in page.tree.xpath(f"//*[@lang and @lang != '{language}'] | //script | //style"):
        other.drop_tree()
    attributes = page.all("//@aria-label | //@title | //@alt | //@placeholder | //title/text()")
    return {text for text in (*page.all("//body//text()"), *attributes) if text}


@pytest.mark.parametrize("theme", ["broadsheet", "gazette"])
@pytest.mark.parametrize("code", ["ru", "kk", "ar"])
def test_no_edition_has_a_word_of_another_s_interface(magazine: Magazine, theme: str, code: str) -> None:
    magazine.configure(
        f'theme = "{theme}"\n[listing]\npage_size = 1\n[search]\nenabled = true\n[[languages]]\ncode = "{code}"\n'
    )
    magazine.put("content/rates.toml", 'as_of = 2025-05-10\n[[rates]]\npair = "A/B"\nvalue = "1"\n')
    bodies = ("## 1\n\n## 2\n\n## 3\n\n## 4\n\n{{< youtube AAAAAAAAAAA >}}", "1[^1]\n\n[^1]: 2")
    for number in (1, 2):
        for suffix in ("", f".{code}"):
            magazine.article(
                f"news/a{number}{suffix}.md", title=f"{number}", date=f"2025-05-0{number}", tags="[1]", authors="2",
                series="3", region="4", updated="2025-05-09", body=bodies[number - 1],
                corrections="[{date: 2025-05-09, text: '1'}]", aliases=f"/old/{number}{suffix}/",
            )  # fmt: skip
    for path in ("news/_index", "pages/about", "authors/2", "terms/series/3"):
        for suffix in ("", f".{code}"):
            magazine.put(f"content/{path}{suffix}.md", "---\ntitle: '5'\n---\n")
    magazine.build()
    words = {one: _patterns(theme, one) for one in ("en", code)}
    for file in sorted(magazine.output.rglob("*.html")):
        page = magazine.page(str(file.relative_to(magazine.output)))
        own = page.tree.get("lang")
        [other] = {"en", code} - {own}
        wrong = re.compile("|".join(sorted(words[other] - words[own])))
        right = re.compile("|".join(sorted(words[own])))
        strings = _strings(page)
        assert any(right.fullmatch(text) for text in strings), file
        assert [text for text in strings if wrong.fullmatch(text) and not right.fullmatch(text)] == [], file


def test_the_feeds_of_an_edition_are_its_own(two: Magazine) -> None:
    two.configure('[feeds]\nformats = ["rss", "atom", "json"]\n' + TWO)
    two.build()
    for name in ("feed.xml", "atom.xml", "feed.json"):
        feed = two.read(f"/ru/{name}")
        assert "Река" in feed
        assert "The river" not in feed
        assert f"{ORIGIN}/ru/news/river/" in feed
        assert "Река" not in two.read(f"/{name}")
    assert f"Sitemap: {ORIGIN}/ru/news-sitemap.xml" in two.read("/robots.txt")
    assert alternates(two.page("/feeds/"))["ru"] == "/ru/feeds/"


def test_structured_data_names_original_and_translations(two: Magazine) -> None:
    two.build()
    [data] = two.page("/ru/news/river/").tree.xpath("//script[@type='application/ld+json']/text()")
    article = json.loads(data)["@graph"][0]
    assert article["inLanguage"] == "ru"
    assert article["translationOfWork"]["@id"] == f"{ORIGIN}/news/river/#article"
    [data] = two.page("/news/river/").tree.xpath("//script[@type='application/ld+json']/text()")
    [translation] = json.loads(data)["@graph"][0]["workTranslation"]
    assert translation["url"] == f"{ORIGIN}/ru/news/river/"
    assert translation["inLanguage"] == "ru"


def test_what_first_stood_elsewhere_is_not_named_as_a_translation(two: Magazine) -> None:
    two.put("content/news/river.ru.md", "---\ntitle: Река\ncanonical_url: https://other.example/\n---\nТекст.\n")
    two.build()
    for url, to in (("/news/river/", "/ru/news/river/"), ("/ru/news/river/", "/news/river/")):
        assert alternates(two.page(url)) == {}
        assert switcher(two.page(url))[0][1] == to
