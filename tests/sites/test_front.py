"""The front page: what stands above its listing, and the desks below it."""

from __future__ import annotations

import pytest

from tests.magazine import Magazine, Page

TOP = "//div[@class='top']"
DESKS = "//section[@class='desk']"


@pytest.fixture
def front(magazine: Magazine) -> Magazine:
    """Three sections, the last of them without articles, nine articles, two to a page."""
    magazine.configure("[listing]\npage_size = 2\n")
    magazine.put("content/arts/_index.md", "---\ntitle: Arts\nweight: 2\n---\n")
    magazine.put("content/news/_index.md", "---\ntitle: News\nweight: 1\n---\n")
    magazine.put("content/sport/_index.md", "---\ntitle: Sport\n---\n")
    for number in range(1, 8):
        magazine.article(f"news/n{number}.md", f"News {number}", f"2025-05-0{number}")
    for number in (1, 2):
        magazine.article(f"arts/a{number}.md", f"Arts {number}", f"2025-04-0{number}")
    return magazine


def _top(page: Page) -> list[str]:
    return page.all(f"{TOP}//*[contains(@class, 'headline')]")


def _desks(page: Page) -> dict[str, list[str]]:
    return {name: page.all(f"{DESKS}[{number}]//h3") for number, name in enumerate(page.all(f"{DESKS}//h2"), start=1)}


def test_without_marks_nothing_stands_above_the_listing(front: Magazine) -> None:
    front.build()
    page = front.page("/")
    assert page.all(TOP) == []
    assert page.headlines == ["News 7", "News 6"]


def test_the_newest_lead_stands_first_then_the_newest_featured(front: Magazine) -> None:
    front.article("arts/a1.md", "Old lead", "2025-04-01", lead="true")
    front.article("news/n2.md", "Lead", "2025-05-02", lead="true", featured="true")
    for number in (1, 3, 4, 5):
        front.article(f"news/n{number}.md", f"Featured {number}", f"2025-05-0{number}", featured="true")
    front.build()
    page = front.page("/")
    assert _top(page) == ["Lead", "Featured 5", "Featured 4", "Featured 3"]
    assert page.all(f"{TOP}//h2/a/@href") == ["/news/n2/", "/news/n5/", "/news/n4/", "/news/n3/"]


def test_where_there_is_no_lead_a_featured_article_leads(front: Magazine) -> None:
    front.article("news/n3.md", "Featured", "2025-05-03", featured="true")
    front.build()
    assert _top(front.page("/")) == ["Featured"]
    assert front.page("/").all("//div[@class='top-featured']") == []


def test_what_stands_above_stays_in_its_listings_and_totals(front: Magazine) -> None:
    front.article("news/n7.md", "Lead", "2025-05-07", lead="true")
    front.build()
    page = front.page("/")
    assert page.headlines == ["Lead", "News 6"]
    assert page.count_line == "Viewing results 1 - 2 of 9"
    assert front.page("/news/").headlines == ["Lead", "News 6"]


def test_each_section_has_a_desk_of_what_does_not_stand_above(front: Magazine) -> None:
    front.article("news/n6.md", "Lead", "2025-05-06", lead="true")
    front.build()
    page = front.page("/")
    assert _desks(page) == {"News": ["News 7", "News 5", "News 4", "News 3"], "Arts": ["Arts 2", "Arts 1"]}
    assert page.all(f"{DESKS}/a/@href") == ["/news/", "/arts/"]


def test_a_desk_with_nothing_left_is_not_there(front: Magazine) -> None:
    front.article("arts/a1.md", "Lead", "2025-04-01", lead="true")
    front.article("arts/a2.md", "Featured", "2025-04-02", featured="true")
    front.build()
    assert list(_desks(front.page("/"))) == ["News"]


def test_a_magazine_of_one_section_has_no_desks(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md")
    magazine.article("news/b.md")
    magazine.build()
    assert magazine.page("/").all(DESKS) == []


def test_only_the_first_page_has_them(front: Magazine) -> None:
    front.article("news/n7.md", "Lead", "2025-05-07", lead="true")
    front.build()
    for url in ("/page/2/", "/news/", "/arts/"):
        assert front.page(url).all(f"{TOP} | {DESKS}") == []


def test_a_draft_a_scheduled_and_an_expired_article_do_not_lead(front: Magazine) -> None:
    front.article("news/n7.md", "Draft", "2025-05-07", lead="true", draft="true")
    front.article("news/n6.md", "Scheduled", "2025-06-01", lead="true")
    front.article("news/n5.md", "Expired", "2025-05-05", lead="true", expires="2025-05-06")
    front.build()
    page = front.page("/")
    assert _top(page) == []
    assert _desks(page)["News"] == ["News 4", "News 3", "News 2", "News 1"]


def test_the_front_page_follows_an_edit_of_what_stands_on_it(front: Magazine) -> None:
    front.article("news/n1.md", "Lead", "2025-05-01", lead="true")
    front.build()
    front.article("news/n1.md", "Lead, corrected", "2025-05-01", lead="true")
    front.article("arts/a1.md", "Arts, corrected", "2025-04-01")
    front.build()
    page = front.page("/")
    assert _top(page) == ["Lead, corrected"]
    assert _desks(page)["Arts"] == ["Arts 2", "Arts, corrected"]
