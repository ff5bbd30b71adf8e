"""The ticker, the dateline and `rates.json`, as the contract's sections 6 and 7 have them."""

from __future__ import annotations

import json

import pytest

from tests.magazine import SITE_TOML, Magazine

ONE = '[[rates]]\npair = "KGS/USD"\nvalue = "0.01144"\nchange = "0"\n'


def _items(magazine: Magazine, path: str = "/") -> list[str]:
    """The items of the first copy of the strip."""
    return magazine.page(path).all("//section[@class='ticker']//ul[not(@aria-hidden)]/li")


def _rates(magazine: Magazine, *rows: str) -> Magazine:
    return magazine.write("-- content/rates.toml --\n" + "".join(f"[[rates]]\n{row}\n" for row in rows))


def test_the_strip_is_on_every_page(magazine: Magazine) -> None:
    _rates(magazine, 'pair = "KGS/USD"\nvalue = "0.01144"\nchange = "0"')
    magazine.article("news/a.md", tags="T", authors="Ann")
    magazine.put("content/pages/about.md", "---\ntitle: About\n---\n")
    magazine.put("content/authors/ann.md", "---\ntitle: Ann\n---\n")
    magazine.build()
    pages = [path.relative_to(magazine.output).as_posix() for path in magazine.output.rglob("*.html")]
    assert len(pages) == 10
    for path in pages:
        assert _items(magazine, path) == ["KGS/USD = 0.01144 0%"], path
        assert magazine.page(path).one("//p[@class='dateline']") == "14 May 2025"


@pytest.mark.parametrize("repeat", [1, 2, 8])
def test_the_list_stands_repeat_times_in_the_file_s_order(magazine: Magazine, repeat: int) -> None:
    _rates(magazine, 'pair = "Z/USD"\nvalue = "1"', 'pair = "A/USD"\nvalue = "2"')
    if repeat != 8:
        magazine.configure(f"[ticker]\nrepeat = {repeat}\n")
    magazine.build()
    page = magazine.page("/")
    assert page.all("//section[@class='ticker']//li") == ["Z/USD = 1.00000", "A/USD = 2.00000"] * repeat
    assert page.all("//section[@class='ticker']//ul/@aria-hidden") == ["true"] * (repeat - 1)
    assert _items(magazine) == ["Z/USD = 1.00000", "A/USD = 2.00000"]


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        ("0.01144", 5, "0.01144"),
        ("1", 5, "1.00000"),
        ("87.4500", 2, "87.45"),
        ("0.000005", 5, "0.00001"),
        ("0.0000049", 5, "0.00000"),
        ("2.5", 0, "3"),
        ("3.5", 0, "4"),
        ("0.5", 0, "1"),
        ("1.005", 2, "1.01"),
        ("9.999995", 5, "10.00000"),
        ("12345678901234567890.123456789", 5, "12345678901234567890.12346"),
        (".5", 1, "0.5"),
        ("5.", 1, "5.0"),
        ("0007", 1, "7.0"),
        ("1." + "9" * 38, 20, "2." + "0" * 20),
    ],
)
def test_values_have_exactly_so_many_decimals_rounded_half_up(
    magazine: Magazine, value: str, decimals: int, shown: str
) -> None:
    _rates(magazine, f'pair = "A/B"\nvalue = "{value}"').configure(f"[ticker]\ndecimals = {decimals}\n")
    magazine.build()
    assert _items(magazine) == [f"A/B = {shown}"]


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ("0", "0%"),
        ("0.00", "0%"),
        ("-0", "0%"),
        ("0.004", "0%"),
        ("-0.004", "0%"),
        ("0.0049999", "0%"),
        ("0.005", "0.01%"),
        ("-0.005", "-0.01%"),
        ("-0.14", "-0.14%"),
        ("1.2", "1.20%"),
        ("+1.2", "1.20%"),
        ("1.235", "1.24%"),
        ("-1.235", "-1.24%"),
        ("100", "100.00%"),
        ("-99.999", "-100.00%"),
        ("12", "12.00%"),
    ],
)
def test_changes(magazine: Magazine, change: str, shown: str) -> None:
    _rates(magazine, f'pair = "A/B"\nvalue = "1"\nchange = "{change}"')
    magazine.build()
    assert _items(magazine) == [f"A/B = 1.00000 {shown}"]


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ('value = "0.01144"\nprevious = "0.01143"', "0.01144 0.09%"),
        ('value = "0.01143"\nprevious = "0.01144"', "0.01143 -0.09%"),
        ('value = "1"\nprevious = "1"', "1.00000 0%"),
        ('value = "3"\nprevious = "2"', "3.00000 50.00%"),
        ('value = "1.0001"\nprevious = "1"', "1.00010 0.01%"),
        ('value = "1.00005"\nprevious = "1"', "1.00005 0.01%"),
        ('value = "1.00004"\nprevious = "1"', "1.00004 0%"),
        ('value = "0.000081"\nprevious = "0.000079"', "0.00008 2.53%"),
        ('value = "1"\nprevious = "2"\nchange = "7"', "1.00000 7.00%"),
        ('value = "1"', "1.00000"),
        ('value = "1"\nchange = ""\nprevious = ""', "1.00000"),
        ("value = 1.5\nchange = -2", "1.50000 -2.00%"),
        ("value = 0.10\nprevious = 0.1", "0.10000 0%"),
    ],
)
def test_the_change_is_given_or_computed_or_not_shown(magazine: Magazine, row: str, shown: str) -> None:
    _rates(magazine, f'pair = "A/B"\n{row}')
    magazine.build()
    assert _items(magazine) == [f"A/B = {shown}"]


FORMS = {
    "toml": 'source = "Banks"\nas_of = 2025-05-14\n[[rates]]\npair = "A/B"\nvalue = "1.50"\nchange = "-0.14"\n',
    "yaml": "source: Banks\nas_of: 2025-05-14\nrates:\n  - {pair: A/B, value: 1.50, change: -0.14}\n",
    "yml": "source: Banks\nas_of: '2025-05-14'\nrates:\n  - pair: A/B\n    value: '1.50'\n    change: '-0.14'\n",
    "json": '{"source": "Banks", "as_of": "2025-05-14", "rates": [{"pair": "A/B", "value": 1.50, "change": "-0.14"}]}',
}


@pytest.mark.parametrize("ending", list(FORMS))
def test_every_form_of_a_snapshot_says_the_same(magazine: Magazine, ending: str) -> None:
    magazine.write("").put(f"content/rates.{ending}", FORMS[ending])
    magazine.build()
    assert _items(magazine) == ["A/B = 1.50000 -0.14%"]
    assert magazine.page("/").one("//p[@class='ticker-source']") == "Source: Banks, 14 May 2025"
    assert json.loads(magazine.read("/rates.json")) == {
        "source": "Banks",
        "as_of": "2025-05-14",
        "rates": [{"pair": "A/B", "value": "1.50", "change": "-0.14"}],
    }


HISTORY = """date,pair,value
2025-05-13,A/B,101
2025-05-12,A/B,100
2025-05-14,C/D,2
2025-05-14,A/B,102.01
2025-05-11,C/D,1

2025-05-16,A/B,500
2025-05-16,New/One,5
"""


@pytest.mark.parametrize(
    ("now", "shown", "as_of"),
    [
        ("2025-05-14T12:00:00+05:00", ["C/D = 2.00000 100.00%", "A/B = 102.01000 1.00%"], "2025-05-14"),
        ("2025-05-14T00:00:00+05:00", ["C/D = 2.00000 100.00%", "A/B = 102.01000 1.00%"], "2025-05-14"),
        ("2025-05-13T23:59:59+05:00", ["A/B = 101.00000 1.00%"], "2025-05-13"),
        ("2025-05-13T19:00:00Z", ["C/D = 2.00000 100.00%", "A/B = 102.01000 1.00%"], "2025-05-14"),
        ("2025-05-12", ["A/B = 100.00000"], "2025-05-12"),
        ("2025-05-15", ["C/D = 2.00000 100.00%", "A/B = 102.01000 1.00%"], "2025-05-14"),
        ("2030-01-01", ["A/B = 500.00000 390.15%", "New/One = 5.00000"], "2025-05-16"),
    ],
)
def test_a_history_is_read_by_the_clock(magazine: Magazine, now: str, shown: list[str], as_of: str) -> None:
    magazine.write("").put("content/rates.csv", HISTORY)
    magazine.build("--now", now)
    assert _items(magazine) == shown
    assert json.loads(magazine.read("/rates.json"))["as_of"] == as_of


def test_a_history_that_starts_later_shows_nothing(magazine: Magazine) -> None:
    magazine.write("").put("content/rates.csv", HISTORY)
    run = magazine.build("--now", "2025-05-10")
    assert run.warnings == ["content/rates.csv:1:1: warning: there are no rates on or before 2025-05-10"]
    assert magazine.page("/").all("//section[@class='ticker']") == []
    assert not magazine.exists("/rates.json")


def test_a_history_as_spreadsheets_write_it(magazine: Magazine) -> None:
    text = '\ufeffdate, pair ,value\r\n"2025-05-14","A/B, first", 1.5 \r\n'
    magazine.write("").put("content/rates.csv", text.encode())
    magazine.build()
    assert _items(magazine) == ["A/B, first = 1.50000"]


def test_rates_json_holds_decimals_as_strings(magazine: Magazine) -> None:
    _rates(magazine, 'pair = "A/B"\nvalue = "0.0000001"\nprevious = "0.0000003"', 'pair = "C/D"\nvalue = "10"')
    magazine.build()
    assert json.loads(magazine.read("/rates.json")) == {
        "source": None,
        "as_of": None,
        "rates": [
            {"pair": "A/B", "value": "0.0000001", "change": "-66.67"},
            {"pair": "C/D", "value": "10", "change": None},
        ],
    }


def test_no_rates_file_means_no_strip(magazine: Magazine) -> None:
    magazine.write("").build()
    assert magazine.page("/").all("//section[@class='ticker']") == []
    assert not magazine.exists("/rates.json")


def test_a_rates_file_elsewhere_in_the_site(magazine: Magazine) -> None:
    magazine.write("-- data/money.toml --\n" + ONE).configure('[ticker]\nfile = "data/money.toml"\n')
    magazine.build()
    assert _items(magazine) == ["KGS/USD = 0.01144 0%"]


def test_a_rates_file_of_another_form(magazine: Magazine) -> None:
    magazine.write("-- content/money.xml --\n<a/>").configure('[ticker]\nfile = "content/money.xml"\n')
    assert magazine.fail().errors == ['content/money.xml:1:1: error: rates cannot be read from ".xml"']


def test_an_alias_in_yaml_rates_is_read(magazine: Magazine) -> None:
    magazine.write("").put("content/rates.yaml", "rates:\n  - {pair: A/B, value: &v 2}\n  - {pair: C/D, value: *v}\n")
    magazine.build()
    assert _items(magazine) == ["A/B = 2.00000", "C/D = 2.00000"]


@pytest.mark.parametrize(
    ("zone", "language", "now", "dateline"),
    [
        ("Asia/Almaty", "en", "2025-05-14T18:59:59Z", "14 May 2025"),
        ("Asia/Almaty", "en", "2025-05-14T19:00:00Z", "15 May 2025"),
        ("UTC", "en", "2025-05-14T23:59:59Z", "14 May 2025"),
        ("America/New_York", "en", "2025-05-15T03:59:59Z", "14 May 2025"),
        ("UTC", "en", "2025-05-04", "4 May 2025"),
        ("UTC", "ru", "2025-05-04", "4 мая 2025"),
        ("UTC", "kk", "2025-05-04", "4 мамыр 2025"),
        ("UTC", "ru", "2025-03-04", "4 марта 2025"),
    ],
)
def test_the_dateline_is_the_day_in_the_site_s_zone(
    magazine: Magazine, zone: str, language: str, now: str, dateline: str
) -> None:
    head = SITE_TOML.replace("Asia/Almaty", zone) + f'language = "{language}"\n'
    magazine.write("").configure("", head=head)
    magazine.build("--now", now)
    assert magazine.page("/").one("//p[@class='dateline']") == dateline
    assert magazine.page("/").one("/html/@lang") == language
