"""The words of the interface: every language whole, plural forms, numbers and dates, what falls back, and mistakes."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path
from typing import Any

import pytest

from generator.language import plural_forms
from tests.incremental.clean import clean_files, expect_equal
from tests.magazine import SITE_TOML, Magazine, files_in

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "ru", "kk", "ky", "uz", "tg", "ar")
FOLDERS = (
    ROOT / "generator/render/foundation/i18n",
    *sorted(path.parent for path in (ROOT / "themes").glob("*/i18n/en.toml")),
)


def _words(folder: Path, language: str) -> dict[str, Any]:
    return tomllib.loads((folder / f"{language}.toml").read_text("utf-8"))


def _fields(word: str | dict[str, str]) -> set[str]:
    texts = [word] if isinstance(word, str) else list(word.values())
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_with_its_values_and_forms(folder: Path, language: str) -> None:
    english, words = _words(folder, "en"), _words(folder, language)
    assert list(words) == list(english)
    for key, word in words.items():
        assert _fields(word) == _fields(english[key]) | ({"n"} & _fields(word)), key
        if isinstance(word, dict):
            assert set(word) == {*plural_forms(language), "other"}, key
        texts = [word] if isinstance(word, str) else word.values()
        assert all(text.strip() for text in texts), key


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_language_repeats_the_english(folder: Path, language: str) -> None:
    english, words = _words(folder, "en"), _words(folder, language)
    assert [key for key, word in words.items() if word == english[key] and key != "list_comma"] == []


MARKED = """
-- content/rates.toml --
as_of = 2024-01-01
source = "9"
[[rates]]
pair = "9"
value = "9"
-- content/pages/99.md --
---
title: "1"
updated: 2025-05-05
---
1
-- content/authors/1.md --
---
title: "1"
---
1
"""


# Months, which come from elsewhere, and names that are the same in every language.
NAMES = re.compile(r"Mai|Januar|RSS|Atom|JSON Feed")


@pytest.mark.parametrize("theme", sorted(path.parent.name for path in (ROOT / "themes").glob("*/theme.toml")))
def test_a_template_holds_no_words_of_its_own(magazine: Magazine, theme: str) -> None:
    """Build in a language of marks: whatever letters are left came from a template, not from the words."""
    keys = {key: word for folder in FOLDERS for key, word in _words(folder, "en").items()}
    magazine.write(MARKED)
    magazine.put("i18n/de.toml", "".join(f'{key} = "⟦⟧"\n' for key in keys))
    head = SITE_TOML.replace("The Test", "1") + f'language = "de"\ntheme = "{theme}"\n'
    magazine.configure("[listing]\npage_size = 1\n", head=head)
    for number in (1, 2, 3):
        magazine.article(f"1/{number}.md", "'1'", f"2025-05-0{number}", "## 1\n" * 5, author="'1'", tags="['1']",
                         series="'1'", regions="['1']", updated="2025-05-05",
                         corrections="[{date: 2025-05-05, text: '1'}]")  # fmt: skip
    magazine.build()
    pages = sorted(magazine.output.rglob("*.html"))
    assert len(pages) > 15
    for path in pages:
        page = magazine.page(path.relative_to(magazine.output).as_posix())
        texts = page.all("//body//text()[normalize-space()] | //@aria-label | //@alt | //@title | //title")
        texts += page.all("//@*[starts-with(name(), 'data-')]")
        dated = [NAMES.sub("", text) for text in texts if "https://" not in text]
        assert [text for text in dated if any(character.isalpha() for character in text)] == [], path


def _site(magazine: Magazine, language: str = "en", words: str = "", template: str = "") -> Magazine:
    magazine.write(f'-- themes/own/theme.toml --\nname = "own"\nextends = "broadsheet"\n{words}')
    magazine.configure("", head=SITE_TOML + f'theme = "own"\nlanguage = "{language}"\n')
    if template:
        magazine.put("templates/404.html", template)
    return magazine


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ["0 minutes to read", "1 minute to read", "2 minutes to read", "21 minutes to read"]),
        ("en-GB", ["0 minutes to read", "1 minute to read", "2 minutes to read", "21 minutes to read"]),
        ("ru", ["0 минут на чтение", "1 минута на чтение", "2 минуты на чтение", "21 минута на чтение"]),
        ("kk", ["0 минутта оқылады", "1 минутта оқылады", "2 минутта оқылады", "21 минутта оқылады"]),
        ("ar", ["أقل من دقيقة للقراءة", "دقيقة واحدة للقراءة", "دقيقتان للقراءة", "21 دقيقة للقراءة"]),
    ],
)
def test_plural_forms_follow_the_language(magazine: Magazine, language: str, forms: list[str]) -> None:
    template = '{% for n in (0, 1, 2, 21) %}\n{{ t("reading_minutes", n=n) }}\n{% endfor %}\n'
    _site(magazine, language, template=template).build("--strict")
    assert magazine.read("/404.html").splitlines() == forms


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Viewing results 1 - 6 of 12345"),
        ("ru", "Показаны результаты 1–6 из 12\N{NO-BREAK SPACE}345"),
        ("kk", "12\N{NO-BREAK SPACE}345 нәтиженің 1–6 аралығы көрсетілген"),
        ("uz", "12\N{NO-BREAK SPACE}345 ta natijadan 1–6 koʻrsatilmoqda"),
        ("ar", "عرض النتائج من 1 إلى 6 من أصل 12,345"),
    ],
)
def test_numbers_in_words_are_written_as_the_language_does(magazine: Magazine, language: str, line: str) -> None:
    _site(magazine, language, template='{{ t("count_line", first=1, last=6, total=12345, n=12345) }}').build()
    assert magazine.read("/404.html") == line


def test_the_number_filter_writes_as_the_language_does(magazine: Magazine) -> None:
    _site(magazine, "ru", template="{{ 1234567 | number }} {{ 12.5 | number }} {{ 7 | number }}").build()
    assert magazine.read("/404.html") == "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567 12,5 7"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_in_each_language_has_no_warning(magazine: Magazine, language: str) -> None:
    _site(magazine, language).article("news/a.md", author="Someone")
    magazine.build("--strict")
    assert magazine.page("/").all("/html/@lang") == [language]
    assert magazine.page("/").all("/html/@dir") == ["rtl" if language == "ar" else "ltr"]


def test_an_article_in_a_language_of_its_own_has_a_page_in_it(magazine: Magazine) -> None:
    _site(magazine).article("news/a.md", "مقال", author="سعيد", lang="ar", body="{{< youtube id=abcdefghijk >}}")
    magazine.article("news/b.md")
    magazine.build("--strict")
    page = magazine.page("/news/a/")
    assert page.all("/html/@lang | /html/@dir") == ["ar", "rtl"]
    assert page.one("//p[@class='dateline']") == "14 مايو 2025"
    assert page.one("//a[@class='skip']") == "انتقل إلى المحتوى"
    assert "شاهد على YouTube" in page.one("//figure")
    assert page.all("//header//nav//ul/@lang") == ["en"]
    assert page.one("//*[@lang='en' and contains(., 'The Test') and self::span]") == "The Test"
    other = magazine.page("/news/b/")
    assert other.all("/html/@lang | /html/@dir") == ["en", "ltr"]
    assert other.one("//a[@class='skip']") == "Skip to content"
    assert "شاهد على YouTube" in magazine.read("/feed.xml")


def test_an_article_in_a_language_without_words_keeps_the_page_s(magazine: Magazine) -> None:
    _site(magazine).article("news/a.md", "מאמר", lang="he")
    magazine.build("--strict")
    page = magazine.page("/news/a/")
    assert page.all("/html/@lang | /html/@dir") == ["en", "ltr"]
    assert page.all("//article/@lang | //article/@dir") == ["he", "rtl"]


def test_a_language_without_any_words_is_told_once(magazine: Magazine) -> None:
    run = _site(magazine, "de").build()
    assert run.warnings == ['site.toml:6:12: warning: the theme "own" has no words in "de": English stands in']
    assert magazine.page("/").count_line == "Viewing results 0 - 0 of 0"
    assert _site(magazine, "de").build().warnings == run.warnings  # remembered, too
    assert _site(magazine, "de").fail("--strict").errors


def test_words_that_a_language_lacks_are_told_once_at_the_english(magazine: Magazine) -> None:
    words = '-- themes/own/i18n/en.toml --\nolder = "Older"\nnewer = "Newer"\n'
    words += '-- themes/own/i18n/kk.toml --\nolder = "Ескі"\n'
    run = _site(magazine, "kk", words, '{{ t("older") }} {{ t("newer") }}').build()
    assert run.warnings == ['themes/own/i18n/en.toml:2:1: warning: "kk" lacks the word "newer": English stands in']
    assert "    hint: write them in themes/own/i18n/kk.toml" in run.err.splitlines()
    assert magazine.read("/404.html") == "Ескі Newer"


def test_many_words_that_a_language_lacks_are_counted(magazine: Magazine) -> None:
    words = "-- themes/own/i18n/en.toml --\n" + "".join(f'w{number} = "W"\n' for number in range(9))
    run = _site(magazine, "kk", words).build()
    assert run.warnings == [
        'themes/own/i18n/en.toml:1:1: warning: "kk" lacks the words "w0", "w1", "w2" and 6 more: English stands in'
    ]


def test_a_language_that_the_site_itself_begins_is_told_what_lacks(magazine: Magazine) -> None:
    run = _site(magazine, "de", '-- i18n/de.toml --\ncount_line = "{first} bis {last} von {total}"\n').build()
    [warning] = run.warnings
    assert warning.startswith("generator/render/foundation/i18n/en.toml:")
    assert ': warning: "de" lacks the words "empty_listing", "author_articles", "kind_section" and ' in warning
    assert "    hint: write them in i18n/de.toml" in run.err.splitlines()
    assert magazine.page("/").count_line == "0 bis 0 von 0"


def test_a_form_that_a_language_lacks_is_told(magazine: Magazine) -> None:
    words = '-- i18n/ru.toml --\nreading_minutes = {one = "{n} мин", other = "{n} мин."}\n'
    run = _site(magazine, "ru", words, '{{ t("reading_minutes", n=5) }}').build()
    assert run.warnings == [
        'i18n/ru.toml:1:1: warning: the word "reading_minutes" lacks "few", "many", which numbers take in "ru"'
    ]
    assert magazine.read("/404.html") == "5 мин."


def test_the_site_s_own_words_are_laid_over_the_theme_s(magazine: Magazine) -> None:
    _site(magazine, "pt-BR", '-- i18n/pt.toml --\nfeed = "Canal"\nby = "Por"\n-- i18n/pt-BR.toml --\nby = "De"\n',
          '{{ t("feed") }} {{ t("by", n=1) }}').build()  # fmt: skip
    assert magazine.read("/404.html") == "Canal De"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('a = {one = "1"}', '1:1: error: the word "a" needs the form "other"'),
        ('a = {other = "1", fow = "2"}', '1:19: error: "fow" is no plural form'),
        ("a = {other = 5}", '1:6: error: the form "other" of the word "a" must be text, but is the number 5'),
        ('a = ["1"]', '1:1: error: the word "a" must be text, but is a list'),
        ('a = "{n"', '1:5: error: the word "a" has a brace without its partner'),
        ('a = "x } y"', '1:5: error: the word "a" has a brace without its partner'),
        ('a = "{n.real}"', '1:5: error: the word "a" has braces that no value fills: "{n.real}"'),
        ('a = "{}"', '1:5: error: the word "a" has braces that no value fills: "{}"'),
        ('a = "{n:>5}"', '1:5: error: the word "a" has braces that no value fills: "{n}"'),
    ],
)
def test_mistakes_in_words_have_their_place(magazine: Magazine, text: str, error: str) -> None:
    _site(magazine, words=f"-- themes/own/i18n/tr.toml --\n{text}\n")
    assert magazine.fail().errors == [f"themes/own/i18n/tr.toml:{error}"]


def test_a_file_that_is_called_like_no_language(magazine: Magazine) -> None:
    _site(magazine, words='-- themes/own/i18n/pt_BR.toml --\na = "b"\n')
    assert magazine.fail().errors == ['themes/own/i18n/pt_BR.toml:1:1: error: "pt_BR" is not a language code']


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ('t("count_lime")', 'there is no word "count_lime" (did you mean "count_line"?)'),
        ('t("count_line", first=1)', 'the word "count_line" asks for "last", which it is not given'),
        ('t("reading_minutes")', 'the word "reading_minutes" has plural forms and needs a whole number "n"'),
        ('t("reading_minutes", n="5")', 'the word "reading_minutes" has plural forms and needs a whole number "n"'),
    ],
)
def test_mistakes_of_templates_have_their_place(magazine: Magazine, call: str, message: str) -> None:
    _site(magazine, template="\n{{ " + call + " }}")
    assert magazine.fail().errors == [f"templates/404.html:2:1: error: {message} (while rendering 404.html)"]


def test_a_change_of_words_reaches_every_page_in_their_language(magazine: Magazine) -> None:
    _site(magazine).article("news/a.md", lang="ar")
    magazine.article("news/b.md")
    magazine.build()
    magazine.put("i18n/ar.toml", 'skip_to_content = "تخطَّ"\n')
    magazine.put("i18n/en.toml", 'skip_to_content = "Skip!"\n')
    magazine.build()
    assert magazine.page("/news/a/").one("//a[@class='skip']") == "تخطَّ"
    assert magazine.page("/news/b/").one("//a[@class='skip']") == "Skip!"
    expect_equal(files_in(magazine.output), clean_files(magazine), "words")
