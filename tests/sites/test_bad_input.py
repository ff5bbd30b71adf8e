"""Bad input: each mistake gives its error in the one format, exit status 1, and an output that is as it was.

In the tables a `«` marks the place that the error must name; it is taken out before the file is written.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.magazine import NOW, SITE_TOML, Magazine, Run, files_in, place_marked
from tests.pictures import png

HEAD = "---\ntitle: A headline\ndate: 2025-05-01\n"
SITE = '[site]\ntitle = "The Test"\nbase_url = "https://test.example/"\n'
THEME_HEAD = 'name = "own"\nextends = "broadsheet"\n'


@dataclass(frozen=True)
class Case:
    """A file with one mistake at the mark, and what is said of it; `others` are files written beside it."""

    name: str
    path: str
    text: str
    message: str
    hint: str = ""
    others: tuple[tuple[str, str], ...] = ()


def expect(run: Run, place: str, message: str, severity: str = "error", hint: str = "") -> None:
    """Expect a diagnostic with exactly this first line, the caret below its source line, and its hint."""
    lines = run.err.splitlines()
    first = f"{place}: {severity}: {message}"
    assert first in lines, run.err
    if hint:
        below = lines[lines.index(first) + 1 :]
        block = below[: next((i for i, line in enumerate(below) if not line.startswith("    ")), len(below))]
        assert f"    hint: {hint}" in block, run.err


def expect_caret(run: Run, first: str, source_line: str, column: int) -> None:
    """Expect a short source line of narrow characters below a diagnostic, and the caret below its column."""
    lines = run.err.splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith(first))
    assert lines[at + 1] == "    " + re.sub("[\x00-\x1f]", "\N{REPLACEMENT CHARACTER}", source_line.replace("\t", " "))
    assert lines[at + 2] == "    " + " " * (column - 1) + "^"


def run_case(magazine: Magazine, case: Case) -> None:
    """Write a case's files beside an output that something stands in, build, and expect its error."""
    magazine.write("-- output/kept.txt --\nkept\n")
    magazine.article("news/good.md", title="Good")
    for path, text in case.others:
        magazine.put(path, text)
    text, line, column = place_marked(case.text)
    magazine.put(case.path, text)
    run = magazine.fail()
    expect(run, f"{case.path}:{line}:{column}", case.message, hint=case.hint)
    source_line = text.split("\n")[line - 1]
    if source_line and len(source_line) < 150:
        expect_caret(run, f"{case.path}:{line}:{column}: error: {case.message}", source_line, column)
    assert len(run.errors) == 1 or case.name.startswith("several"), run.err


def _front(name: str, text: str, message: str, hint: str = "") -> Case:
    return Case(name, "content/news/a.md", text, message, hint)


FRONT_MATTER = [
    _front("missing title", "«---\ndate: 2025-05-01\n---\n", 'the front matter has no "title"'),
    _front("empty title", "---\ntitle:«\ndate: 2025-05-01\n---\n", "the title is empty"),
    _front("quoted empty title", '---\ndate: 2025-05-01\ntitle: «""\n---\n', "the title is empty"),
    _front("blank title", '---\ntitle: «"  "\ndate: 2025-05-01\n---\n', "the title is empty"),
    _front("title is a list", "---\ntitle: «[a]\ndate: 2025-05-01\n---\n", '"title" must be text, but is a list'),
    _front("missing date", "«---\ntitle: A\n---\n", 'the front matter has no "date"', "add: date: 2025-05-14"),
    _front("empty date", "---\ntitle: A\ndate:«\n---\n", "the date is empty"),
    _front("null date", "---\ntitle: A\ndate: «null\n---\n", "the date is empty"),
    _front("unreadable date", "---\ntitle: A\ndate: «14 May 2025\n---\n", '"14 May 2025" is not a date',
           "write 2025-05-14 or 2025-05-14 09:30"),
    _front("no such day", "---\ntitle: A\ndate: «2025-02-30\n---\n", '"2025-02-30" is not a date'),
    _front("no such hour", "---\ntitle: A\ndate: «2025-02-03 25:00\n---\n", '"2025-02-03 25:00" is not a date'),
    _front("no such offset", "---\ntitle: A\ndate: «2025-02-03 10:00 +25\n---\n",
           '"2025-02-03 10:00 +25" is not a date'),
    _front("date is a list", "---\ntitle: A\ndate: «[2025-05-01]\n---\n", '"date" must be text, but is a list'),
    _front("unreadable expires", HEAD + "expires: «soon\n---\n", '"soon" is not a date'),
    _front("unreadable updated", HEAD + "updated: «2025\n---\n", '"2025" is not a date'),
    _front("draft is text", HEAD + "draft: «maybe\n---\n", '"draft" must be true or false, but is the text "maybe"'),
    _front("featured is a number", HEAD + "featured: «7\n---\n",
           '"featured" must be true or false, but is the number 7'),
    _front("tags is a table", HEAD + "tags: «{a: b}\n---\n", '"tags" must be text, but is a table'),
    _front("tag in tags is a list", HEAD + "tags: [a, «[b]]\n---\n", '"tags" must be text, but is a list'),
    _front("tag of punctuation", HEAD + "tags: «[a, '!?']\n---\n",
           'the tag "!?" has no letter or digit to make a URL of'),
    _front("slug is a list", HEAD + "slug: «[a]\n---\n", '"slug" must be text, but is a list'),
    _front("summary is a table", HEAD + "summary: «{a: b}\n---\n", '"summary" must be text, but is a table'),
    _front("extra is text", HEAD + "extra: «text\n---\n", '"extra" must be a table, but is the text "text"'),
    _front("corrections is text", HEAD + "corrections: «text\n---\n",
           '"corrections" must be a list of tables with "date" and "text"'),
    _front("a correction without text", HEAD + "corrections:\n  - «date: 2025-05-02\n---\n",
           'a correction needs "date" and "text"'),
    _front("a correction with a bad date", HEAD + "corrections:\n  - {date: «never, text: x}\n---\n",
           '"never" is not a date'),
    _front("a correction whose grave is text",
           HEAD + "corrections:\n  - {date: 2025-05-02, text: x, grave: «very}\n---\n",
           '"grave" must be true or false, but is the text "very"'),
    _front("image without src", HEAD + "image: «{alt: x}\n---\n", '"image" needs "src", the picture\'s path'),
    _front("lang of nonsense", HEAD + "lang: «e/n\n---\n", '"e/n" is not a language code'),
    _front("slug climbs", HEAD + "slug: «../../x\n---\n", 'the slug "../../x" holds a slash'),
    _front("slug with a backslash", HEAD + "slug: «..\\x\n---\n", 'the slug "..\\x" holds a slash'),
    _front("slug is two dots", HEAD + "slug: «..\n---\n", 'the slug ".." is a step in a path, not a name'),
    _front("slug is one dot", HEAD + "slug: «.\n---\n", 'the slug "." is a step in a path, not a name'),
    _front("slug of punctuation", HEAD + "slug: «'!?'\n---\n", 'the slug "!?" has no letter or digit to make a URL of'),
    _front("section climbs", HEAD + "section: «../../x\n---\n", 'the section "../../x" holds a slash'),
    _front("section is two dots", HEAD + "section: «..\n---\n", 'the section ".." is a step in a path, not a name'),
    _front("section of punctuation", HEAD + "section: «'--'\n---\n",
           'the section "--" has no letter or digit to make a URL of'),
    _front("alias climbs", HEAD + "aliases: «/../x/\n---\n", 'the alias "/../x/" has ".." or "." in it'),
    _front("second alias climbs", HEAD + "aliases:\n  - /fine/\n  - «a/../../x\n---\n",
           'the alias "a/../../x" has ".." or "." in it'),
    _front("alias climbs by percent", HEAD + "aliases: [«'/%2e%2e/%2E%2E/x/']\n---\n",
           'the alias "/%2e%2e/%2E%2E/x/" has ".." or "." in it'),
    _front("alias climbs by a percent slash", HEAD + "aliases: [«'/a%2f..%2f..%2fx/']\n---\n",
           'the alias "/a%2f..%2f..%2fx/" has ".." or "." in it'),
    _front("alias with an encoded NUL", HEAD + "aliases: [«'/a%00b/']\n---\n",
           'the alias "/a%00b/" holds a control character'),
    _front("alias with an encoded backslash", HEAD + "aliases: [«'/a%5Cb/']\n---\n",
           'the alias "/a%5Cb/" holds a backslash'),
    _front("alias with a scheme", HEAD + "aliases: [«'https://other.example/x']\n---\n",
           "the alias \"https://other.example/x\" has a scheme or host; write the path from the site's root"),
    _front("alias with a backslash", HEAD + "aliases: [«'\\x']\n---\n", 'the alias "\\x" holds a backslash'),
    _front("alias of the front page", HEAD + "aliases: [«/]\n---\n",
           'the alias "/" is the front page\'s own address or empty'),
    _front("canonical_url is a script", HEAD + "canonical_url: «javascript:alert(1)\n---\n",
           'the link "javascript:alert(1)" starts with "javascript:", which is no link for readers'),
    _front("image is a script", HEAD + "image: «javascript:alert(1)\n---\n",
           'the picture "javascript:alert(1)" starts with "javascript:", which is no link for readers'),
    _front("no front matter", "«Just text.\n",
           "the file has no front matter, and so no title", 'start with "---", "title: …", "---"'),
    _front("an empty file", "«", "the file has no front matter, and so no title"),
    _front("no closing line", "«---\ntitle: A\ndate: 2025-05-01\n\nText.\n",
           'the front matter is never closed by a line "---"'),
    _front("no closing line in TOML", '«+++\ntitle = "A"\n', 'the front matter is never closed by a line "+++"'),
    _front("a key twice in YAML", "---\ntitle: A\ndate: 2025-05-01\n«title: B\n---\n", 'the key "title" stands twice'),
    _front("a key twice, deep", HEAD + "extra:\n  a: 1\n  «a: 2\n---\n", 'the key "a" stands twice'),
    _front("a key twice in JSON", '{"title": "A", "date": "2025-05-01",\n «"title": "title"}\n',
           'the key "title" stands twice'),
    _front("colon in a plain title", "---\ntitle: A: «B\ndate: 2025-05-01\n---\n".replace(": «", "«: "),
           'a second ":" in one line', "put the text in quotes when it holds a colon"),
    _front("quotes never closed", '---\ndate: 2025-05-01\ntitle: «"A\n---\n', "quotes that are never closed"),
    _front("a tab for indentation", HEAD + "tags:\n«\t- a\n---\n",
           "found character that cannot start any token",
           "put the text in quotes; lines are indented by spaces, never by tabs"),
    _front("a YAML tag", HEAD + "extra: {a: «!!python/name:os.system ''}\n---\n",
           'the YAML tag "tag:yaml.org,2002:python/name:os.system" is not read'),
    _front("a list for a header", "---\n«- a\n- b\n---\n", "expected keys and values"),
    _front("control character in a plain title", "---\ntitle: A«\x01B\ndate: 2025-05-01\n---\n",
           "a control character (U+0001)"),
    _front("control character after wide text", "---\nsummary: Сводка 報 \ntitle: A«\x1bB\ndate: 2025-05-01\n---\n",
           "a control character (U+001B)"),
    _front("escaped control character", '---\ntitle: «"A\\x01B"\ndate: 2025-05-01\n---\n',
           '"title" holds a control character'),
    _front("escaped control character in a tag", HEAD + 'tags: [a, «"\\e[31m"]\n---\n',
           '"tags" holds a control character'),
    _front("control character in extra", HEAD + 'extra: «{a: ["\\x07"]}\n---\n', '"extra" holds a control character'),
    _front("a template that is not there", HEAD + "template: «artcle\n---\n",
           'the theme "broadsheet" has no template "artcle.html"', 'did you mean "article.html"?'),
    _front("a template that climbs", HEAD + "template: «../../x\n---\n", '"../../x" is not the name of a template'),
    _front("an unknown shortcode", HEAD + "---\nText\n\nand «{{< figur src=a.png >}} so\n",
           'there is no shortcode "figur"', 'did you mean "figure"?'),
    Case("text for a weight", "content/news/_index.md", "---\ntitle: News\nweight: «heavy\n---\n",
         '"weight" must be a whole number, but is the text "heavy"'),
    Case("a script as an author's link", "content/authors/ann.md",
         "---\ntitle: Ann\nlinks: [«'javascript:alert(1)']\n---\n",
         'the link "javascript:alert(1)" starts with "javascript:", which is no link for readers'),
    Case("an author without a name", "content/authors/ann.md", "«---\nrole: Editor\n---\n",
         'the front matter has no "title"'),
    Case("an author's file of punctuation", "content/authors/!!.md", "«---\ntitle: Ann\n---\n",
         'the name "!!" has no letter or digit to make a URL of', "give the file another name"),
    Case("a term without a title", "content/terms/tag/a.md", "---\ntitle:«\n---\n", "the title is empty"),
    Case("Markdown at the root of content", "content/stray.md", "«---\ntitle: A\n---\n",
         "Markdown at the root of content/ has no section", "move it into a section's folder or pages/"),
    Case("index.md in a section", "content/news/index.md", "«---\ntitle: A\ndate: 2025-05-01\n---\n",
         "index.md directly in a section's folder is no article", "call it _index.md, or give it a folder"),
    Case("a section folder of punctuation", "content/!!/a.md", "«---\ntitle: A\ndate: 2025-05-01\n---\n",
         'the section folder "!!" has no letter or digit to make a URL of'),
    Case("an article's file of punctuation", "content/news/!!.md", "«---\ntitle: A\ndate: 2025-05-01\n---\n",
         'the name "!!" has no letter or digit to make a URL of', "give the file another name or a slug"),
]  # fmt: skip


@pytest.mark.parametrize("case", FRONT_MATTER, ids=lambda case: case.name)
def test_front_matter(magazine: Magazine, case: Case) -> None:
    run_case(magazine, case)


def _config(name: str, text: str, message: str, hint: str = "") -> Case:
    return Case(name, "site.toml", text, message, hint)


CONFIG = [
    _config("unknown table", SITE + "[«serch]\nenabled = true\n".replace("[«", "«["), 'unknown table or key "serch"'),
    _config("misspelt table", SITE + "«[listings]\npage_size = 3\n", 'unknown table or key "listings"',
            'did you mean "listing"?'),
    _config("a table of a feature that is not built", SITE + "«[comments]\nenabled = true\n",
            'unknown table or key "comments"'),
    _config("misspelt key", SITE + "[listing]\npage_size = 3\n«excerpt_word = 3\n",
            'unknown key "excerpt_word" in [listing]', 'did you mean "excerpt_words"?'),
    _config("misspelt key in site", SITE + '«languge = "en"\n', 'unknown key "languge" in [site]',
            'did you mean "language"?'),
    _config("unknown key in navigation", SITE + '[[navigation]]\ntitle = "A"\nurl = "/"\n«ulr = "/"\n',
            'unknown key "ulr" in [navigation]', 'did you mean "url"?'),
    _config("key before any table", '«title = "x"\n' + SITE, 'unknown table or key "title"'),
    _config("a table that must be one", "«listing = 6\n" + SITE, '"listing" must be a table, but is the number 6',
            "write [listing]"),
    _config("title is a number", '[site]\ntitle = «5\nbase_url = "https://test.example/"\n',
            '"title" must be text in quotes, but is the number 5'),
    _config("title twice", '[site]\ntitle = "A"\n«title = "B"\n'.replace('«title = "B"', 'title = "B"«'),
            "cannot overwrite a value"),
    _config("page_size is text", SITE + '[listing]\npage_size = «"6"\n',
            '"page_size" must be a whole number, but is the text "6"'),
    _config("page_size is true", SITE + "[listing]\npage_size = «true\n",
            '"page_size" must be a whole number, but is true'),
    _config("page_size is a fraction", SITE + "[listing]\npage_size = «6.5\n",
            '"page_size" must be a whole number, but is the text "6.5"'),
    _config("page_size is 0", SITE + "[listing]\npage_size = «0\n", '"page_size" must be from 1 to 1000, but is 0'),
    _config("page_size is negative", SITE + "[listing]\npage_size = «-1\n",
            '"page_size" must be from 1 to 1000, but is -1'),
    _config("excerpt_words is negative", SITE + "[listing]\nexcerpt_words = «-1\n",
            '"excerpt_words" must be from 0 to 100000, but is -1'),
    _config("decimals is negative", SITE + "[ticker]\ndecimals = «-1\n", '"decimals" must be from 0 to 20, but is -1'),
    _config("repeat is 0", SITE + "[ticker]\nrepeat = «0\n", '"repeat" must be from 1 to 100, but is 0'),
    _config("names is text", SITE + '[taxonomies]\nnames = «"tag"\n',
            '"names" must be a list of texts, but is the text "tag"'),
    _config("names holds a number", SITE + "[taxonomies]\nnames = «[1]\n",
            '"names" must be a list of texts, but is a list'),
    _config("a taxonomy that is a key", SITE + '[taxonomies]\nnames = ["tag", «"title"]\n',
            '"title" has a meaning of its own and cannot be a taxonomy'),
    _config("a taxonomy with a slash", SITE + '[taxonomies]\nnames = [«"../x"]\n',
            '"../x" cannot be a taxonomy\'s name', "letters, digits and hyphens, in lower case"),
    _config("a taxonomy twice", SITE + '[taxonomies]\nnames = ["tag", «"tag"]\n', 'the taxonomy "tag" stands twice'),
    _config("html is text", SITE + '[markdown]\nhtml = «"yes"\n',
            '"html" must be true or false, but is the text "yes"'),
    _config("unknown feed format", SITE + '[feeds]\nformats = ["rss", «"atm"]\n', 'unknown name "atm" in "formats"',
            'did you mean "atom"?'),
    _config("a feed of no size", SITE + "[feeds]\nmax_bytes = «9999\n",
            '"max_bytes" must be from 10000 to 100000000, but is 9999'),
    _config("unknown scope", SITE + '[feeds]\nscopes = [«"sction"]\n', 'unknown name "sction" in "scopes"',
            'did you mean "section"?'),
    _config("unknown period", SITE + '[archives]\nperiods = [«"years"]\n', 'unknown name "years" in "periods"',
            'did you mean "year"?'),
    _config("no such zone", SITE + 'timezone = «"Asia/Almata"\n', 'unknown time zone "Asia/Almata"'),
    _config("a zone that climbs", SITE + 'timezone = «"../../etc/passwd"\n', 'unknown time zone "../../etc/passwd"'),
    _config("no such language", SITE + 'language = «"e n"\n', '"e n" is not a language code'),
    _config("unknown language", SITE + 'language = «"xx-yy"\n', 'unknown language "xx-yy"'),
    _config("no such theme", SITE + 'theme = «"brodsheet"\n', 'there is no theme "brodsheet"',
            'did you mean "broadsheet"?'),
    _config("a theme that climbs", SITE + 'theme = «"../x"\n', '"../x" is not the name of a theme folder'),
    _config("unknown theme setting", SITE + '[theme]\n«show_relate = true\n',
            'the theme "broadsheet" has no setting "show_relate"', 'did you mean "show_related"?'),
    _config("theme setting of another type", SITE + '[theme]\n«show_related = "yes"\n',
            '"show_related" must be like its default, true, but is the text "yes"'),
    _config("pattern without a slash", SITE + '[permalinks]\narticle = «"{slug}"\n',
            'the permalink pattern must start and end with "/"', "fields: {section} {slug} {year} {month} {day}"),
    _config("pattern that climbs", SITE + '[permalinks]\narticle = «"/../{slug}/"\n',
            "the permalink pattern has a segment that cannot stand in a URL"),
    _config("pattern with an unknown field", SITE + '[permalinks]\narticle = «"/{titel}/"\n',
            'the permalink pattern does not know the field "{titel}"'),
    _config("a redirect that climbs", SITE + '[redirects]\n«"/../x/" = "/"\n',
            'the old address "/../x/" has ".." or "." in it'),
    _config("a redirect that climbs by percent", SITE + '[redirects]\n«"/%2e%2e/x/" = "/"\n',
            'the old address "/%2e%2e/x/" has ".." or "." in it'),
    _config("a redirect to a script", SITE + '[redirects]\n"/x/" = «"javascript:alert(1)"\n',
            'the new address "javascript:alert(1)" starts with "javascript:", which is no link for readers'),
    _config("a redirect to a number", SITE + '[redirects]\n"/x/" = «5\n',
            'the new address of "/x/" must be text, but is the number 5'),
    _config("navigation to a script", SITE + '[[navigation]]\ntitle = "A"\nurl = «"javascript:alert(1)"\n',
            'the link "javascript:alert(1)" starts with "javascript:", which is no link for readers'),
    _config("navigation to a hidden script", SITE + '[[navigation]]\ntitle = "A"\nurl = «" JavaScript:alert(1)"\n',
            'the link " JavaScript:alert(1)" starts with "JavaScript:", which is no link for readers'),
    _config("navigation without url", SITE + '«[[navigation]]\ntitle = "A"\n', '[navigation] needs the key "url"'),
    _config("publisher's script", SITE + '[publisher]\nsame_as = ["https://a.example", «"javascript:alert(1)"]\n',
            'the link "javascript:alert(1)" starts with "javascript:", which is no link for readers'),
    _config("base_url without a scheme", '[site]\ntitle = "A"\nbase_url = «"test.example"\n',
            '"base_url" must start with http:// or https:// and a host: "test.example"'),
    _config("base_url with a query", '[site]\ntitle = "A"\nbase_url = «"https://a.example/?x"\n',
            '"base_url" cannot hold "?" or "#": "https://a.example/?x"'),
    _config("base_url missing", '«[site]\ntitle = "A"\n', '[site] needs the key "base_url"'),
    _config("empty title", '[site]\ntitle = «""\nbase_url = "https://a.example/"\n', "the site's title is empty"),
    _config("no table", "«", "the table [site] is missing", 'it needs "title" and "base_url"'),
    _config("not TOML", SITE + "[listing\n«page_size = 3\n".replace("\n«", "«\n"),
            "expected ']' at the end of a table declaration"),
    _config("escaped control character", SITE + 'description = «"\\u0007"\n',
            '"description" holds a control character'),
]  # fmt: skip


@pytest.mark.parametrize("case", CONFIG, ids=lambda case: case.name)
def test_configuration(magazine: Magazine, case: Case) -> None:
    run_case(magazine, case)


def _rate(name: str, row: str, message: str, ending: str = "toml") -> Case:
    return Case(name, f"content/rates.{ending}", row, message)


_PAIR = '[[rates]]\npair = "KGS/USD"\n'
RATES = [
    _rate("empty TOML", "«", "there are no rates in the file"),
    _rate("no rates in TOML", '«source = "Banks"\n'.replace("«", "«"), "there are no rates in the file"),
    _rate("not TOML", "[[rates«]\n", "expected ']]' at the end of an array declaration"),
    _rate("a pair twice", _PAIR + 'value = "1"\n\n[[rates]]\n«pair = "KGS/USD"\nvalue = "2"\n',
          'the pair "KGS/USD" stands twice'),
    _rate("no number", _PAIR + 'value = «"abc"\n', '"value" is not a number: "abc"'),
    _rate("two points", _PAIR + 'value = «"1.2.3"\n', '"value" is not a number: "1.2.3"'),
    _rate("a comma", _PAIR + 'value = «"87,45"\n', '"value" is not a number: "87,45"'),
    _rate("digits of another script", _PAIR + 'value = «"١٢"\n', '"value" is not a number: "١٢"'),
    _rate("zero", _PAIR + 'value = «"0.000"\n', '"value" must be more than 0, but is "0.000"'),
    _rate("negative", _PAIR + 'value = «"-1"\n', '"value" is not positive: "-1"'),
    _rate("a plus", _PAIR + 'value = «"+1"\n', '"value" is not a number: "+1"'),
    _rate("exponent", _PAIR + 'value = «"1e5"\n', '"value" is not a number: "1e5"'),
    _rate("exponent, bare", _PAIR + "value = «1e5\n", '"value" is not a number: "1e5"'),
    _rate("infinity", _PAIR + "value = «inf\n", '"value" is not a number: "inf"'),
    _rate("NaN", _PAIR + 'value = «"NaN"\n', '"value" is not a number: "NaN"'),
    _rate("too long", _PAIR + f'value = «"0.{"1" * 39}"\n', f'"value" is longer than 40 characters: "0.{"1" * 39}"'),
    _rate("a list", _PAIR + "value = «[1]\n", '"value" must be a number, but is a list'),
    _rate("true", _PAIR + "value = «true\n", '"value" must be a number, but is true'),
    _rate("change is text", _PAIR + 'value = "1"\nchange = «"up"\n', '"change" is not a number: "up"'),
    _rate("change with an exponent", _PAIR + 'value = "1"\nchange = «"-1e2"\n', '"change" is not a number: "-1e2"'),
    _rate("change in percent signs", _PAIR + 'value = "1"\nchange = «"1%"\n', '"change" is not a number: "1%"'),
    _rate("previous is 0", _PAIR + 'value = "1"\nprevious = «"0"\n', '"previous" must be more than 0, but is "0"'),
    _rate("previous is negative", _PAIR + 'value = "1"\nprevious = «"-1"\n', '"previous" is not positive: "-1"'),
    _rate("no value", '«[[rates]]\npair = "KGS/USD"\n', 'a rate needs "value"'),
    _rate("no pair", '«[[rates]]\nvalue = "1"\n', 'a rate needs "pair"'),
    _rate("unknown key", _PAIR + 'value = "1"\n«chnge = "0"\n', 'unknown key "chnge" in a rate'),
    _rate("unknown key at the top", '«sorce = "Banks"\n' + _PAIR + 'value = "1"\n', 'unknown key "sorce"'),
    _rate("as_of is no date", 'as_of = «"today"\n' + _PAIR + 'value = "1"\n', '"today" is not a date'),
    _rate("source is a number", "source = «5\n" + _PAIR + 'value = "1"\n',
          '"source" must be text, but is the number 5'),
    _rate("pair with a control character", '[[rates]]\nvalue = "1"\npair = «"KGS\\u0007"\n',
          '"pair" holds a control character'),
    _rate("pair is a number", '[[rates]]\nvalue = "1"\npair = «5\n', '"pair" must be text, but is the number 5'),
    _rate("empty YAML", "«", "there are no rates in the file", "yaml"),
    _rate("not YAML", "rates: [\n«", "did not find expected node content", "yaml"),
    _rate("YAML pair twice", "rates:\n  - {pair: A/B, value: 1}\n  - {«pair: A/B, value: 1}\n",
          'the pair "A/B" stands twice', "yaml"),
    _rate("YAML exponent", "rates:\n  - {pair: A/B, value: «1.0e+5}\n", '"value" is not a number: "1.0e+5"', "yaml"),
    _rate("YAML zero", "rates:\n  - {pair: A/B, value: «0}\n", '"value" must be more than 0, but is "0"', "yaml"),
    _rate("YAML octal is text", "rates:\n  - {pair: A/B, value: «0x10}\n", '"value" is not a number: "0x10"', "yaml"),
    _rate("YAML key twice", "rates: []\n«rates: []\n", 'the key "rates" stands twice', "yaml"),
    _rate("a rate that is text", "rates: [«A/B]\n", "a rate must be a table", "yaml"),
    _rate("not JSON", '{"rates": [«}\n', "expecting value", "json"),
    _rate("JSON list", "«[]\n", "expected keys and values", "json"),
    _rate("JSON without rates", '{«"rates": []}\n', "there are no rates in the file", "json"),
    _rate("JSON pair twice", '{"rates": [{"pair": "A/B", "value": "1"},\n {«"pair": "A/B", "value": "2"}]}\n',
          'the pair "A/B" stands twice', "json"),
    _rate("JSON negative", '{"rates": [{"pair": "A/B", "value": «-1}]}\n', '"value" is not positive: "-1"', "json"),
    _rate("JSON exponent", '{"rates": [{"pair": "A/B", "value": «1E5}]}\n', '"value" is not a number: "1E5"', "json"),
    _rate("JSON NaN", '{"rates": [{"pair": "A/B", "value": «NaN}]}\n', '"NaN" is not a JSON value', "json"),
    _rate("empty CSV", "«", "the first line must name the columns", "csv"),
    _rate("CSV without header", "«2025-05-14,A/B,1\n", "the first line must name the columns", "csv"),
    _rate("CSV without rows", "«date,pair,value\n", "there are no rates in the file", "csv"),
    _rate("CSV bad date", "date,pair,value\n«14.05.2025,A/B,1\n", '"14.05.2025" is not a date', "csv"),
    _rate("CSV date with a time", "date,pair,value\n«2025-05-14 10:00,A/B,1\n",
          '"2025-05-14 10:00" is not a date', "csv"),
    _rate("CSV too few columns", "date,pair,value\n«2025-05-14,A/B\n", "expected 3 columns, found 2", "csv"),
    _rate("CSV no number", "date,pair,value\n2025-05-13,A/B,1\n«2025-05-14,A/B,x\n",
          'the value is not a number: "x"', "csv"),
    _rate("CSV zero", "date,pair,value\n«2025-05-14,A/B,0\n", 'the value must be more than 0, but is "0"', "csv"),
    _rate("CSV negative", "date,pair,value\n«2025-05-14,A/B,-1\n", 'the value is not positive: "-1"', "csv"),
    _rate("CSV exponent", "date,pair,value\n«2025-05-14,A/B,1e5\n", 'the value is not a number: "1e5"', "csv"),
    _rate("CSV too long", f"date,pair,value\n«2025-05-14,A/B,{'1' * 41}\n",
          f'the value is longer than 40 characters: "{"1" * 41}"', "csv"),
    _rate("CSV pair twice", "date,pair,value\n2025-05-14,A/B,1\n«2025-05-14,A/B,2\n",
          'the pair "A/B" stands twice on 2025-05-14', "csv"),
    _rate("CSV without a pair", "date,pair,value\n«2025-05-14,,1\n", "the pair is empty", "csv"),
    _rate("CSV quotes never closed", 'date,pair,value\n«2025-05-14,"A/B,1\n',
          "the line cannot be read: unexpected end of data", "csv"),
]  # fmt: skip


@pytest.mark.parametrize("case", RATES, ids=lambda case: f"{case.path.rpartition('.')[2]}: {case.name}")
def test_rates(magazine: Magazine, case: Case) -> None:
    run_case(magazine, case)


TEMPLATES = [
    Case("syntax error", "templates/article.html", '{% extends "base.html" %}\n{% block main %}\n«{% if %}\n',
         "Expected an expression, got 'end of statement block' (while rendering content/news/good.md)"),
    Case("a block never closed", "templates/article.html", "«{% block main %}x\n",
         "Unexpected end of template. Jinja was looking for the following tags: 'endblock'. The innermost block that "
         "needs to be closed is 'block'. (while rendering content/news/good.md)"),
    Case("an unknown filter", "templates/article.html", "line\n«{{ article.headline | shout }}\n",
         "No filter named 'shout'. (while rendering content/news/good.md)"),
    Case("an undefined name", "templates/article.html", "line\n\n«{{ articel.headline }}\n",
         "'articel' is undefined (while rendering content/news/good.md)"),
    Case("an undefined field", "templates/article.html", "«{{ article.headlin }}\n",
         '"article" has no "headlin" (while rendering content/news/good.md)'),
    Case("an undefined field in a part", "templates/part.html",
         "{% macro picture(image) %}\n«{{ image.nothing }}\n{% endmacro %}\n",
         "'None' has no attribute 'nothing' (while rendering content/news/good.md)", "",
         (("templates/article.html", '{% from "part.html" import picture %}\n{{ picture(article.image) }}\n'),)),
    Case("a missing include", "templates/article.html", 'x\n«{% include "nothing.html" %}\n',
         'there is no template "nothing.html" (while rendering content/news/good.md)'),
    Case("a missing parent", "templates/article.html", '«{% extends "bass.html" %}\n',
         'there is no template "bass.html" (while rendering content/news/good.md)', 'did you mean "base.html"?'),
    Case("a template that includes itself", "templates/article.html", 'x\n«{% include "article.html" %}\n',
         "the template includes or calls itself without end (while rendering content/news/good.md)"),
    Case("a macro that calls itself", "templates/article.html",
         "{% macro m() %}\n{{ m() }}\n{% endmacro %}\n«{{ m() }}\n",
         "the template includes or calls itself without end (while rendering content/news/good.md)"),
    Case("a division by zero", "templates/article.html", "«{{ 1 / 0 }}\n",
         "ZeroDivisionError: division by zero (while rendering content/news/good.md)"),
    Case("a word that no language has", "templates/article.html", '«{{ t("corrction") }}\n',
         'there is no word "corrction" (did you mean "corrections"?) (while rendering content/news/good.md)'),
    Case("an asset that is not there", "templates/article.html", '«{{ asset("x.css") }}\n',
         'LookupError: the theme has no static file "x.css" (while rendering content/news/good.md)'),
    Case("a shortcode's template", "templates/shortcodes/box.html", "\n«{{ nothing }}\n",
         "'nothing' is undefined (while rendering content/news/b.md)", "",
         (("content/news/b.md", HEAD + "---\n{{< box >}}\n"), ("site.toml", SITE + '[feeds]\nformats = []\n'))),
    Case("a card", "templates/card.html", "«{{ article.nothing }}\n",
         '"article" has no "nothing" (while rendering content/news/good.md)', "",
         (("site.toml", SITE + "[archives]\nperiods = []\n"),)),
]  # fmt: skip


@pytest.mark.parametrize("case", TEMPLATES, ids=lambda case: case.name)
def test_templates(magazine: Magazine, case: Case) -> None:
    magazine.write("-- output/kept.txt --\nkept\n")
    magazine.article("news/good.md", title="Good")
    for path, other in case.others:
        magazine.put(path, other)
    text, line, column = place_marked(case.text)
    magazine.put(case.path, text)
    run = magazine.fail()
    expect(run, f"{case.path}:{line}:{column}", case.message, hint=case.hint)


def test_a_template_of_the_site_s_own_theme_is_named_from_the_site(magazine: Magazine) -> None:
    magazine.write("-- themes/own/theme.toml --\n" + THEME_HEAD + "-- themes/own/templates/page.html --\n\n{{ x }}\n")
    magazine.configure('theme = "own"\n')
    magazine.put("content/pages/about.md", "---\ntitle: About\n---\n")
    run = magazine.fail()
    expect(run, "themes/own/templates/page.html:2:1", "'x' is undefined (while rendering content/pages/about.md)")


@pytest.mark.parametrize(
    ("path", "data", "line", "column", "byte"),
    [
        ("content/news/a.md", b"---\ntitle: A\ndate: 2025-05-01\n---\n\nCaf\xe9\n", 6, 4, "E9"),
        ("content/news/a.md", b"---\r\ntitle: \xd0\xaf \xff\r\n---\r\n", 2, 10, "FF"),
        ("content/news/a.md", b"\xff\xfe-\x00-\x00", 1, 1, "FF"),
        ("content/authors/ann.md", b"---\ntitle: \xc0\xaf\n---\n", 2, 8, "C0"),
        ("content/rates.toml", b'source = "\x80"\n', 1, 11, "80"),
        ("content/rates.csv", b"date,pair,value\n2025-05-14,\xa0,1\n", 2, 12, "A0"),
        ("site.toml", SITE.encode() + b'description = "\xed\xa0\x80"\n', 4, 16, "ED"),
    ],
)
def test_not_utf_8(magazine: Magazine, path: str, data: bytes, line: int, column: int, byte: str) -> None:
    magazine.write("-- output/kept.txt --\nkept\n").put(path, data)
    expect(magazine.fail(), f"{path}:{line}:{column}", f"the byte 0x{byte} is not UTF-8", hint="save the file as UTF-8")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "---\nOne\n\nand «![A picture](none.png) here\n", 'the picture "none.png" leads nowhere'),
        (HEAD + '---\n\n«{{< figure src="none.png" >}}\n', 'the picture "none.png" leads nowhere'),
        (HEAD + "image: «none.png\n---\n", 'the picture "none.png" leads nowhere'),
        (HEAD + "image:\n  «src: none.png\n---\n", 'the picture "none.png" leads nowhere'),
        (HEAD + "---\nOne «[link](none.md)\n", 'the link "none.md" leads nowhere'),
        (HEAD + "---\nOne\ntwo «[link](/none/) three\n", 'the link "/none/" leads nowhere'),
        (HEAD + "---\n> quoted\n> «[link](none.md)\n", 'the link "none.md" leads nowhere'),
        (HEAD + "---\n| a | b |\n|---|---|\n| c | «[link](none.md) |\n", 'the link "none.md" leads nowhere'),
    ],
)
def test_a_picture_or_link_that_leads_nowhere(magazine: Magazine, text: str, message: str) -> None:
    magazine.write("")
    text, line, column = place_marked(text)
    magazine.put("content/news/a.md", text)
    place = f"content/news/a.md:{line}:{column}"
    expect(magazine.build(), place, message, "warning")
    expect(magazine.fail("--strict"), place, message)


CLASHES = [
    (
        {"content/news/a.md": HEAD + "---\n", "content/news/b.md": HEAD + "slug: «a\n---\n"},
        'the address "/news/a/" is claimed by content/news/b.md and by content/news/a.md',
    ),
    (
        {"content/news/a.md": HEAD + "---\n", "content/news/a/index.md": "«" + HEAD + "---\n"},
        'the address "/news/a/" is claimed by content/news/a/index.md and by content/news/a.md',
    ),
    (
        {"content/news/a.md": HEAD + "---\n", "content/news/x/y/A.md": "«" + HEAD + "---\n"},
        'the address "/news/a/" is claimed by content/news/x/y/A.md and by content/news/a.md',
    ),
    (
        {"content/news/a.md": HEAD + "---\n", "content/zoo/b.md": HEAD + "aliases: [/x/, «news/a]\n---\n"},
        'the address "/news/a/" is claimed by content/zoo/b.md and by content/news/a.md',
    ),
    (
        {"content/news/b.md": HEAD + "---\n", "content/news/a.md": HEAD + "aliases: «/news/b/\n---\n"},
        'the address "/news/b/" is claimed by content/news/a.md and by content/news/b.md',
    ),
    (
        {"content/news/a.md": HEAD + "aliases: /x/\n---\n", "content/news/b.md": HEAD + "aliases: «/x\n---\n"},
        'the address "/x/" is claimed by content/news/b.md and by content/news/a.md',
    ),
    (
        {"content/news/a.md": HEAD + "---\n", "site.toml": SITE + '[redirects]\n«"/news/a/" = "/"\n'},
        'the address "/news/a/" is claimed by site.toml and by content/news/a.md',
    ),
    (
        {"content/pages/news.md": "«---\ntitle: N\n---\n", "content/news/a.md": HEAD + "---\n"},
        'the address "/news/" is claimed by content/pages/news.md and by content/news/a.md',
    ),
    (
        {"static/news/a/index.html": "«x", "content/news/a.md": HEAD + "---\n"},
        'the address "/news/a/index.html" is claimed by static/news/a/index.html and by content/news/a.md',
    ),
    (
        {"static/news": "«x", "content/news/a.md": HEAD + "---\n"},
        'the address "/news" is claimed by static/news and by content/news/a.md '
        "(one of them a file where the other needs a folder)",
    ),
    (
        {"content/news/a.md": HEAD + "aliases: «/x.html\n---\n", "static/x.html/y.txt": "y"},
        'the address "/x.html" is claimed by content/news/a.md and by static/x.html/y.txt '
        "(one of them a file where the other needs a folder)",
    ),
    (
        {"content/news/a.md": HEAD + "---\n", "content/news/b.md": "«" + HEAD + "---\n",
         "site.toml": SITE + '[permalinks]\narticle = "/{year}/x/"\n'},
        'the address "/2025/x/" is claimed by content/news/b.md and by content/news/a.md',
    ),
    (
        {"content/authors/ann.md": "«---\ntitle: Ann\n---\n", "content/authors/Ann/index.md": "---\ntitle: B\n---\n"},
        'the author "ann" is described by content/authors/Ann/index.md and by content/authors/ann.md',
    ),
    (
        {"content/terms/tag/a.md": "«---\ntitle: A\n---\n", "content/terms/tag/A.md": "---\ntitle: B\n---\n"},
        'the tag "a" is described by content/terms/tag/A.md and by content/terms/tag/a.md',
    ),
    (
        {"content/News/_index.md": "---\ntitle: N\n---\n", "content/news/_index.md": "«---\ntitle: M\n---\n"},
        'the section "news" is described by content/News/_index.md and by content/news/_index.md',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "message"), CLASHES)
def test_two_sources_for_one_address(magazine: Magazine, files: dict[str, str], message: str) -> None:
    magazine.write("-- output/kept.txt --\nkept\n")
    place = ""
    for path, marked in files.items():
        text = marked
        if "«" in marked:
            text, line, column = place_marked(marked)
            place = f"{path}:{line}:{column}"
        magazine.put(path, text)
    run = magazine.fail()
    expect(run, place, message)


@pytest.mark.parametrize("name", [".broadsheet-manifest", ".broadsheet-journal", ".broadsheet-staging/x"])
def test_a_name_that_is_the_build_s_own(magazine: Magazine, name: str) -> None:
    magazine.write(f"-- static/{name} --\nx\n-- output/kept.txt --\nkept\n")
    expect(magazine.fail(), f"static/{name}:1:1", f'the name "{name}" is kept for the build itself')


@pytest.mark.parametrize("place", ["content/news/out.md", "content/news/pictures", "static/out.txt"])
def test_a_symbolic_link_out_of_the_site(magazine: Magazine, tmp_path: Path, place: str) -> None:
    magazine.write("-- content/news/a.md --\n" + HEAD + "---\n-- static/x.txt --\nx\n-- output/kept.txt --\nkept\n")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    target = outside if place.endswith("pictures") else outside / "secret.txt"
    (magazine.folder / place).symlink_to(target)
    expect(
        magazine.fail(),
        f"{place}:1:1",
        "a symbolic link that leads out of the site",
        hint="copy the file into the site",
    )


def test_symbolic_links_that_circle_or_lead_nowhere(magazine: Magazine) -> None:
    magazine.write("-- content/news/a.md --\n" + HEAD + "---\n-- output/kept.txt --\nkept\n")
    (magazine.folder / "content/news/circle").symlink_to(magazine.folder / "content")
    (magazine.folder / "content/news/gone.md").symlink_to(magazine.folder / "content/none.md")
    run = magazine.fail()
    expect(run, "content/news/gone.md:1:1", "a symbolic link that leads nowhere")
    assert any(line.startswith("content/news/circle:1:1: error: a symbolic link") for line in run.errors)


@pytest.mark.parametrize(
    ("name", "shown", "fault"),
    [
        (b"a\\b.txt", "a\\b.txt", "holds a backslash"),
        (b"a\nb.txt", "a\\nb.txt", "holds a control character"),
        (b"a\x1b[31m.txt", "a\\x1b[31m.txt", "holds a control character"),
        (b"a\xffb.txt", "a\\udcffb.txt", "is not UTF-8"),
        (b"\xff.md", "\\udcff.md", "is not UTF-8"),
    ],
)
def test_a_file_s_name_that_no_url_can_hold(magazine: Magazine, name: bytes, shown: str, fault: str) -> None:
    magazine.write("-- output/kept.txt --\nkept\n").article("news/a.md")
    for folder in ("content/news", "static"):
        magazine.put(f"{folder}/plain.txt", "x")
        with open(os.fsencode(magazine.folder / folder) + b"/" + name, "wb") as file:
            file.write(b"x")
    assert magazine.fail().errors == [
        f"content/news/{shown}:1:1: error: the file's name {fault}",
        f"static/{shown}:1:1: error: the file's name {fault}",
    ]


def test_a_rates_file_that_is_not_there(magazine: Magazine) -> None:
    magazine.write("-- output/kept.txt --\nkept\n").configure('[ticker]\nfile = "content/rats.toml"\n')
    message = "the rates file cannot be read: No such file or directory"
    expect(magazine.fail(), "content/rats.toml:1:1", message, hint='see "file" in [ticker]')


def test_a_rates_file_outside_the_site(magazine: Magazine, tmp_path: Path) -> None:
    (tmp_path / "rates.toml").write_text('[[rates]]\npair = "A/B"\nvalue = "1"\n')
    magazine.write("-- output/kept.txt --\nkept\n")
    magazine.configure('[ticker]\nfile = "../rates.toml"\n')
    assert any("the rates file lies outside the site" in line for line in magazine.fail().errors)


@pytest.mark.parametrize(
    ("output", "fault"),
    [
        (".", "is the site itself"),
        ("..", "holds the site"),
        ("content", "is the site's content/ or lies in it"),
        ("content/news/public", "is the site's content/ or lies in it"),
        ("themes", "is the site's themes/ or lies in it"),
        ("static/x", "is the site's static/ or lies in it"),
        ("file.txt", "is a file"),
        ("linked", "is the site's content/ or lies in it"),
    ],
)
def test_an_output_folder_that_cannot_be_one(magazine: Magazine, output: str, fault: str) -> None:
    magazine.write("-- file.txt --\nx\n-- static/y.txt --\ny\n-- content/news/a.md --\n" + HEAD + "---\n")
    (magazine.folder / "linked").symlink_to(magazine.folder / "content")
    before = files_in(magazine.folder)
    run = magazine.fail("--output", str(magazine.folder / output))
    assert run.errors == [f"broadsheet: error: the output folder {magazine.folder / output} {fault}"]
    assert files_in(magazine.folder) == before


def test_an_output_below_a_file(magazine: Magazine) -> None:
    magazine.write("-- file.txt --\nx\n").article("news/a.md")
    run = magazine.fail("--output", str(magazine.folder / "file.txt" / "public"))
    assert run.errors[0].startswith("broadsheet: error: the output cannot be written: ")
    assert (magazine.folder / "file.txt").read_text() == "x\n"


def _build_with_small_files(magazine: Magazine, limit: int) -> subprocess.CompletedProcess[str]:
    """Build in a process that can write no file of more than so many bytes: a disk that is full at any moment."""
    return subprocess.run(
        [sys.executable, "-m", "generator", "build", "--site", str(magazine.folder), "--now", "2026-01-02"],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        check=False,
    )


@pytest.mark.parametrize("margin", [-1, 0, 1])
def test_a_disk_that_is_full(magazine: Magazine, margin: int) -> None:
    """The first limit stops a page, the others the manifest, the largest file: nothing may have moved by then."""
    magazine.write("")
    for number in range(120):
        magazine.article(f"news/a{number}-{'x' * 120}.md", title=f"Headline {number}")
    magazine.build()
    before = files_in(magazine.output)
    sizes = sorted(len(data) for data in before.values())
    assert len(before[".broadsheet-manifest"]) == sizes[-1] > sizes[-2] + 1000
    limit = {-1: 500, 0: sizes[-1] - 1, 1: sizes[-2] + 500}[margin]
    done = _build_with_small_files(magazine, limit)
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith("broadsheet: error: the output cannot be written: File too large")
    assert "Traceback" not in done.stderr
    assert files_in(magazine.output) == before
    magazine.build("--now", "2026-01-02")


def test_a_full_disk_leaves_no_new_folder(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md")
    done = _build_with_small_files(magazine, 100)
    assert done.returncode == 1
    assert not magazine.output.exists()


def _bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for level in range(1, levels):
        above = ", ".join([f"*a{level - 1}"] * 9)
        lines.append(f"a{level}: &a{level} [{above}]")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "extra:\n  " + _bomb(12).replace("\n", "\n  ") + "\n---\n", "more than 20,000 values"),
        (HEAD + "extra: &a [*a]\n---\n", "a value that holds itself"),
        (HEAD + "extra: " + "[" * 100_000 + "\n---\n", ""),
        (HEAD + "extra: " + "{a: " * 200 + "\n---\n", ""),
        (HEAD + "summary: " + "x" * 10_000_000 + "\n---\n", "the most is 262,144"),
        (HEAD + "summary: " + "x\n  " * 2_500_000, "front matter of more than 262,144 characters"),
        ('{"extra": ' + "[" * 100_000, ""),
        ('{"title": "' + "x" * 10_000_000 + '"}', "the most is 262,144"),
        ("+++\nextra = " + "[" * 100_000 + "\n+++\n", ""),
        ('+++\ntitle = "' + "x" * 10_000_000 + '"\n+++\n', "the most is 262,144"),
        ("+++\nextra = " + "9" * 10_000 + "\n+++\n", ""),
        (HEAD + "extra: {a: " + "9" * 10_000 + "}\ntitle: x\n---\n", "stands twice"),
    ],
    ids=[
        "anchor bomb", "a value in itself", "nested YAML", "nested tables", "10 MB YAML", "10 MB never closed",
        "nested JSON", "10 MB JSON", "nested TOML", "10 MB TOML", "a long number", "a long YAML number",
    ],
)  # fmt: skip
def test_headers_made_to_hang(magazine: Magazine, text: str, message: str) -> None:
    magazine.write("-- output/kept.txt --\nkept\n").put("content/news/a.md", text)
    run = magazine.fail()
    assert any(line.startswith("content/news/a.md:") and message in line for line in run.errors), run.err[:2000]
    assert len(run.err) < 5000


def test_control_characters_in_a_body_are_dropped(magazine: Magazine) -> None:
    magazine.write("")
    text, line, column = place_marked(HEAD + "---\nOne\n\nтри «\x08\x0c\x1b[31m\x1f four\u2028five\n")
    magazine.put("content/news/a.md", text)
    run = magazine.build()
    expect(run, f"content/news/a.md:{line}:{column}", "a control character (U+0008) is left out", "warning")
    assert "\x1b" not in run.err
    assert "три [31m four\u2028five" in magazine.read("/news/a/")
    for path, data in files_in(magazine.output).items():
        assert path.endswith(".png") or not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", data)


SCRIPT = "<script>alert(1)</script>"


def test_a_script_in_any_text_comes_out_as_text(magazine: Magazine) -> None:
    magazine.write("").configure(
        f"""description = "{SCRIPT}"
theme = "broadsheet"
[publisher]
name = "{SCRIPT}"
[[navigation]]
title = "{SCRIPT}"
url = "/news/"
[taxonomies]
names = ["tag", "author", "region", "series", "topic"]
[redirects]
"/<script>alert(1)<script>/" = "/news/?<script>alert(1)</script>"
""".replace("</script>/", "<script>/"),
        SITE_TOML.replace("The Test", SCRIPT),
    )
    fields = {
        "title": SCRIPT, "kicker": SCRIPT, "summary": SCRIPT, "tags": [SCRIPT], "authors": [SCRIPT, "Ann"],
        "regions": [SCRIPT], "series": [SCRIPT], "topic": [SCRIPT],
    }  # fmt: skip
    lines = "\n".join(f"{key}: {value!r}" for key, value in fields.items())
    magazine.put(
        "content/news/a/index.md",
        f"""---
{lines}
date: 2025-05-01
image: {{src: picture.png, alt: '{SCRIPT}', caption: '{SCRIPT}', credit: '{SCRIPT}', focal: '{SCRIPT}'}}
corrections: [{{date: 2025-05-02, text: '{SCRIPT}'}}]
extra: {{key: '{SCRIPT}'}}
aliases: ['/<script>alert(1)<%2Fscript>/'.html]
---
{SCRIPT}

Text {SCRIPT} and `{SCRIPT}` ![{SCRIPT}](picture.png "{SCRIPT}") [{SCRIPT}](picture.png "{SCRIPT}")
[out](https://e.example/ "{SCRIPT}")

# {SCRIPT}

```{SCRIPT}
{SCRIPT}
```

{{{{< figure src="picture.png" alt="{SCRIPT}" caption="{SCRIPT}" credit="{SCRIPT}" title="{SCRIPT}" >}}}}

{{{{< pullquote credit="{SCRIPT}" >}}}}{SCRIPT}{{{{< /pullquote >}}}}

{{{{< note title="{SCRIPT}" >}}}}{SCRIPT}{{{{< /note >}}}}

{{{{< youtube id="abcdefghijk" title="{SCRIPT}" >}}}}

{{{{< x user="ann" id="1" title="{SCRIPT}" >}}}}

{{{{< telegram channel="steppe" id="1" title="{SCRIPT}" >}}}}

[^n]: {SCRIPT}

x[^n]
""".replace("aliases: ['/<script>alert(1)<%2Fscript>/'.html]\n", ""),
    )
    magazine.put("content/news/a/picture.png", png())
    magazine.put("content/news/_index.md", f"---\ntitle: '{SCRIPT}'\ndescription: '{SCRIPT}'\n---\n")
    magazine.put(
        "content/authors/ann.md",
        f"---\ntitle: 'Ann {SCRIPT}'\nrole: '{SCRIPT}'\nlinks: [{{title: '{SCRIPT}', url: 'https://e.example'}}]\n"
        f"---\n{SCRIPT}\n",
    )
    magazine.put("content/pages/about.md", f"---\ntitle: '{SCRIPT}'\nsummary: '{SCRIPT}'\n---\n{SCRIPT}\n")
    for taxonomy in ("tag", "region", "series", "topic"):
        magazine.put(
            f"content/terms/{taxonomy}/script-alert-1-script.md",
            f"---\ntitle: '{SCRIPT}'\ndescription: '{SCRIPT}'\n---\n",
        )
    magazine.put(
        "content/rates.toml",
        f'source = "{SCRIPT}"\n[[rates]]\npair = "{SCRIPT}"\nvalue = "1"\nchange = "1"\n',
    )
    magazine.article("news/b.md", title=f"'{SCRIPT}'", series=f"['{SCRIPT}']", tags=f"['{SCRIPT}']")
    magazine.build()
    pages = {
        path: data.decode() for path, data in files_in(magazine.output).items() if path.endswith((".html", ".xml"))
    }
    assert len(pages) > 15
    for path, text in pages.items():
        if path.endswith(".html"):
            tree = magazine.page(path).tree
            scripts = tree.xpath("//script[not(@type='application/ld+json')]")
            assert not [one for one in scripts if "alert" in (one.text or "")], path
            assert not re.search(r"<script>\s*alert", text), path
            assert not tree.xpath("//*[@*[starts-with(name(), 'on')]]"), path
        else:
            # Full text stands in CDATA, so the reader's HTML must not have the element either.
            assert not re.search(r"<script>\s*alert", text), path
    for address in ("/", "/news/", "/news/a/", "/about/", "/author/ann/", "/tag/script-alert-1-script/"):
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in magazine.read(address), address
    assert "<script>alert(1)</script> = 1.00000 1.00%" in magazine.page("/").all("//section[@class='ticker']//li")


@pytest.mark.parametrize("html", ["false", "true"])
def test_a_script_link_does_not_come_out_as_a_link(magazine: Magazine, html: str) -> None:
    magazine.write("").configure(f"[markdown]\nhtml = {html}\n")
    magazine.put(
        "content/news/a.md",
        HEAD
        + """---
[one](javascript:alert(1)) [two](JaVaScRiPt:alert(1)) [three](<java&#9;script:alert(1)>) [four][ref]
[five](&#106;avascript:alert(1)) <javascript:alert(1)> ![six](javascript:alert(1)) [seven](vbscript:x)
[eight](data:text/html,<script>alert(1)</script>) [nine](&#1;javascript:alert(1))

[ref]: javascript:alert(1)
""",
    )
    magazine.build()
    for address in ("/news/a/", "/", "/news/"):
        page = magazine.page(address)
        values = [str(value) for value in page.tree.xpath("//@href | //@src | //@content | //@action | //@data-embed")]
        squeezed = [re.sub(r"[\x00-\x20]", "", value).lower() for value in values]
        assert not [value for value in squeezed if value.startswith(("javascript:", "vbscript:", "data:"))], address
    assert not re.search(r"(href|src)=.{0,3}\s*(javascript|vbscript|data):", magazine.read("/feed.xml"), re.IGNORECASE)


@pytest.mark.parametrize(
    "shortcode",
    [
        '{{< figure src="a.png" href="javascript:alert(1)" >}}',
        '{{< figure src="a.png" href=" JavaScript:alert(1)" >}}',
        '{{< figure src="javascript:alert(1)" >}}',
        '{{< figure "javascript:alert(1)" >}}',
        '{{< figure src="a.png" href="data:text/html,x" >}}',
    ],
)
def test_a_script_link_in_a_shortcode_is_an_error(magazine: Magazine, shortcode: str) -> None:
    magazine.write("-- output/kept.txt --\nkept\n")
    magazine.put("content/news/a.png", png())
    magazine.put("content/news/a.md", HEAD + f"---\nText.\n\n{shortcode}\n")
    [error] = magazine.fail().errors
    assert error.startswith('content/news/a.md:7:1: error: "figure" has a link that ')
    assert "which is no link for readers" in error


def test_all_mistakes_are_told_at_once(magazine: Magazine) -> None:
    magazine.write("-- output/kept.txt --\nkept\n")
    magazine.configure("[listing]\npage_size = 0\n")
    magazine.put("content/news/a.md", "---\ndate: 2025-05-01\n---\n")
    magazine.put("content/news/b.md", "---\ntitle: B\ndate: tomorrow\n---\n")
    magazine.put("content/news/c.md", b"---\ntitle: \xff\n---\n")
    magazine.put("content/news/d.md", HEAD + "slug: ../x\n---\n")
    magazine.put("content/news/e.md", HEAD + "---\n{{< pullquote \n")
    magazine.put("content/authors/ann.md", "---\ntitle:\n---\n")
    magazine.put("content/rates.toml", '[[rates]]\npair = "A/B"\nvalue = "x"\n')
    magazine.put("content/pages/about.md", "---\ntitle: A\ntitle: B\n---\n")
    magazine.put("content/stray.md", "---\ntitle: A\n---\n")
    magazine.put("content/news/f.md", HEAD + "featured: perhaps\nlead: 5\n---\n")
    run = magazine.fail()
    assert [line.split(": error: ")[0] for line in run.errors] == [
        "content/authors/ann.md:2:7",
        "content/news/a.md:1:1",
        "content/news/b.md:3:7",
        "content/news/c.md:2:8",
        "content/news/d.md:4:7",
        "content/news/e.md:5:1",
        "content/news/f.md:4:11",
        "content/news/f.md:5:7",
        "content/pages/about.md:3:1",
        "content/rates.toml:3:9",
        "content/stray.md:1:1",
        "site.toml:6:13",
    ]
    assert run.err.rstrip().endswith("broadsheet: 12 errors; nothing was changed")


def test_mistakes_in_the_plan_are_told_at_once(magazine: Magazine) -> None:
    magazine.write("-- output/kept.txt --\nkept\n")
    magazine.article("news/a.md", body="{{< nothing >}}")
    magazine.article("news/b.md", slug="a")
    magazine.article("news/c.md", template="none")
    run = magazine.fail()
    assert len(run.errors) == 3


def test_an_output_that_others_fill_is_an_error_before_anything_is_written(magazine: Magazine) -> None:
    magazine.write("-- output/index.html --\nmine\n-- output/news --\nalso mine\n").article("news/a.md")
    run = magazine.fail()
    assert run.errors == [
        'broadsheet: error: "index.html" in the output is not ours, and another file must stand there',
        'broadsheet: error: "news" in the output is not ours, and another file must stand there',
    ]


def test_the_site_s_own_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "журнал [1] {x} %41"
    folder.mkdir()
    magazine = Magazine(folder, NOW).write("")
    magazine.article("news/a.md", title="'Заголовок'")
    magazine.build()
    assert os.listdir(folder / "output" / "news")
