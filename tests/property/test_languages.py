"""Any articles in any languages: translations name each other and only what is there, listings hold their own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.magazine import Magazine, Page
from tests.property.profiles import cases

CODES = ("en", "ru", "kk", "ar", "uz-Cyrl")
ORIGIN = "https://test.example"
_states = st.sampled_from(("there", "there", "missing", "draft", "later", "elsewhere"))
_article = st.fixed_dictionaries(dict.fromkeys(CODES, _states))
_TAGS = ("[]", "[Water]", "[Water, Вода]", "[Дала]")


def _write(magazine: Magazine, number: int, states: dict[str, str], codes: list[str], keyed: bool, tags: str) -> None:
    for code in codes:
        state = states[code]
        if state == "missing":
            continue
        suffix = "" if code == "en" else f".{code}"
        name = f"a{number}{suffix}" if not keyed else f"a{number}-{code.lower()}{suffix}"
        keys = {"draft": "true"} if state == "draft" else {}
        keys |= {"translation_key": f"k{number}"} if keyed else {}
        keys |= {"canonical_url": "https://other.example/"} if state == "elsewhere" else {}
        date = "2025-06-01" if state == "later" else f"2025-05-0{number + 1}"
        magazine.article(f"s{number % 2}/{name}.md", title=f"T{number} {code}", date=date, tags=tags, **keys)


def _pages(magazine: Magazine) -> dict[str, Page]:
    paths = [path for path in magazine.output.rglob("*.html") if "http-equiv" not in path.read_text("utf-8")]
    return {
        "/" + str(path.relative_to(magazine.output)).removesuffix("index.html"): magazine.page(
            str(path.relative_to(magazine.output))
        )
        for path in paths
    }


def _address(url: str) -> str:
    assert url.startswith(ORIGIN)
    return unquote(url.removeprefix(ORIGIN))


@given(
    codes=st.lists(st.sampled_from(CODES[1:]), unique=True, max_size=4),
    articles=st.lists(st.tuples(_article, st.booleans(), st.sampled_from(_TAGS)), min_size=1, max_size=5),
)
@cases(12, 400)
def test_translations_are_named_both_ways_and_are_there(codes: list[str], articles: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        magazine = Magazine(Path(folder))
        magazine.configure(
            "[listing]\npage_size = 2\n" + "".join(f'[[languages]]\ncode = "{code}"\n' for code in codes)
        )
        all_codes = ["en", *codes]
        for number, (states, keyed, tags) in enumerate(articles):
            _write(magazine, number, states, all_codes, keyed, tags)
        magazine.write("").build()
        pages = _pages(magazine)
        named = {url: _alternates(page) for url, page in pages.items()}
        for url, versions in named.items():
            if versions:
                assert url in versions.values()
                assert versions["x-default"] == next(versions[code] for code in all_codes if code in versions)
            for code, other in versions.items():
                assert other in pages, (url, code)
                assert named[other] == versions, (url, other)
                if code != "x-default":
                    assert pages[other].tree.get("lang") == code
            for link in pages[url].all("//nav[@class='languages']//a/@href"):
                assert unquote(link) in pages, (url, link)
            assert len(pages[url].all("//nav[@class='languages']//a")) == len(codes)
        assert _of_sitemap(magazine) == {url: named[url] for url in _listed(magazine)}
        _check_listings(pages, articles, all_codes)


def _alternates(page: Page) -> dict[str, str]:
    links = page.tree.xpath("//head/link[@rel='alternate'][@hreflang]")
    return {link.get("hreflang"): _address(link.get("href")) for link in links}


def _sitemap(magazine: Magazine) -> Any:
    return etree.fromstring(magazine.read("/sitemap.xml").encode())


def _listed(magazine: Magazine) -> list[str]:
    return [_address(loc.text) for loc in _sitemap(magazine).iter("{*}loc")]


def _of_sitemap(magazine: Magazine) -> dict[str, dict[str, str]]:
    return {
        _address(entry.findtext("{*}loc")): {
            link.get("hreflang"): _address(link.get("href")) for link in entry.iterfind("{*}link")
        }
        for entry in _sitemap(magazine).iter("{*}url")
    }


def _check_listings(pages: dict[str, Page], articles: list[Any], codes: list[str]) -> None:
    """Each edition's front pages hold exactly its articles, newest first; no listing holds another's."""
    for code in codes:
        root = "/" if code == "en" else f"/{code.lower()}/"
        shown: list[str] = []
        number = 1
        while (url := root if number == 1 else f"{root}page/{number}/") in pages:
            shown += pages[url].headlines
            number += 1
        own = [
            f"T{number} {code}"
            for number, (states, _, _) in reversed(list(enumerate(articles)))
            if states[code] in ("there", "elsewhere")
        ]
        assert shown == own, code
    for url, page in pages.items():
        language = page.tree.get("lang")
        assert all(headline.endswith(f" {language}") for headline in page.headlines), url
