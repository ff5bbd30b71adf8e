"""The pages of a listing (contract, section 5)."""

from __future__ import annotations

import pytest

from generator.plan.listings import page_count, paginator_of


@pytest.mark.parametrize(
    ("total", "page_size", "ranges"),
    [
        (0, 6, [(0, 0)]),
        (1, 6, [(1, 1)]),
        (6, 6, [(1, 6)]),
        (7, 6, [(1, 6), (7, 7)]),
        (13, 6, [(1, 6), (7, 12), (13, 13)]),
        (14, 6, [(1, 6), (7, 12), (13, 14)]),
        (3, 1, [(1, 1), (2, 2), (3, 3)]),
        (3, 1000, [(1, 3)]),
    ],
)
def test_first_and_last_of_each_page(total: int, page_size: int, ranges: list[tuple[int, int]]) -> None:
    pages = [paginator_of(n, total, page_size, "/tag/t/") for n in range(1, page_count(total, page_size) + 1)]
    assert [(page.first, page.last) for page in pages] == ranges
    assert [page.number for page in pages] == list(range(1, len(ranges) + 1))
    assert {(page.pages, page.page_size, page.total) for page in pages} == {(len(ranges), page_size, total)}


def test_pages_know_their_neighbours_and_the_ends() -> None:
    pages = [paginator_of(n, 14, 6, "/tag/t/") for n in range(1, page_count(14, 6) + 1)]
    assert [page.url for page in pages] == ["/tag/t/", "/tag/t/page/2/", "/tag/t/page/3/"]
    assert [page.previous for page in pages] == ["", "/tag/t/", "/tag/t/page/2/"]
    assert [page.next for page in pages] == ["/tag/t/page/2/", "/tag/t/page/3/", ""]
    assert {(page.first_url, page.last_url) for page in pages} == {("/tag/t/", "/tag/t/page/3/")}
