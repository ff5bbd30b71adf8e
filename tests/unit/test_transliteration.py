"""Latin slugs: each language's alphabet, by its own standard; Russian beside a library that knows the same one."""

from __future__ import annotations

import iuliia
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.transliteration import TRANSLITERATED, can_transliterate, slug_in, transliterate
from tests.property.profiles import cases

_RUSSIAN = (
    "Экономика", "Россия", "новый", "поезд", "подъезд", "съёмка", "объём", "семья", "Юлия", "чёрный", "актёр", "Орёл",
    "Щука", "ёлка", "приём", "жёлтый", "Соловьёв", "цирк", "хлеб", "бьёт", "маяк",
)  # fmt: skip


@pytest.mark.parametrize("word", _RUSSIAN)
def test_russian_goes_by_gost_52290(word: str) -> None:
    expected = iuliia.GOST_52290.translate(word).lower().replace("'", "")
    assert transliterate(word, "ru") == expected


@pytest.mark.parametrize(
    ("code", "text", "slug"),
    [
        ("uk", "Згурський", "zghurskyi"),
        ("uk", "Єнакієве", "yenakiieve"),
        ("uk", "Їжакевич, Юрій", "yizhakevych-yurii"),
        ("uk", "Знам'янка", "znamianka"),
        ("kk", "Қазақстанның шаруашылығы", "qazaqstannyn-sharuashylygy"),
        ("kk", "Әуежай, Іле, һәм", "auejai-ile-ham"),
        ("ky", "Жаңылык: өлкө, Бишкек", "jangylyk-olko-bishkek"),
        ("uz", "Oʻzbekiston gʻalabasi", "ozbekiston-galabasi"),
        ("uz", "O'zbekiston ma’nosi", "ozbekiston-manosi"),
        ("uz-Cyrl", "Ўзбекистон ғалабаси, цирк, Конституция", "ozbekiston-galabasi-sirk-konstitutsiya"),
        ("uz-Cyrl", "Ер, поезд, шаҳар", "yer-poyezd-shahar"),
        ("tg", "Тоҷикистон, ҷумҳурӣ, ғалаба, кӯҳ", "tojikiston-jumhuri-ghalaba-kuh"),
        ("ru", "Aral и Böðvar 2025", "aral-i-böðvar-2025"),
        ("ru-KG", "Новости", "novosti"),
    ],
)
def test_each_language_goes_by_its_own_standard(code: str, text: str, slug: str) -> None:
    assert slug_in(text, code, is_latin=True) == slug


def test_which_languages_there_are() -> None:
    assert TRANSLITERATED == ("ru", "uk", "kk", "ky", "tg", "uz")
    assert can_transliterate("uz-Cyrl")
    assert not can_transliterate("ar")


_LETTERS = {
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя", "ky": "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя",
    "tg": "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя", "uz": "абвгғдеёжзийкқлмнопрстуўфхҳцчшъьэюя",
}  # fmt: skip


@given(st.sampled_from(TRANSLITERATED).flatmap(lambda code: st.tuples(st.just(code), st.text(_LETTERS[code] + " -1"))))
@cases(200, 5000)
def test_a_whole_alphabet_becomes_ascii_and_stays_so(case: tuple[str, str]) -> None:
    code, text = case
    slug = slug_in(text, code, is_latin=True)
    assert slug.isascii()
    assert slug_in(slug, code, is_latin=True) == slug
    assert slug_in(text.upper(), code, is_latin=True) == slug
