"""Date archives: the periods that get a listing, by the day in the site's zone."""

from __future__ import annotations

import pytest

from tests.magazine import SITE_TOML, Magazine


@pytest.mark.parametrize(
    ("periods", "addresses"),
    [
        ('["year", "month"]', ["/2025/", "/2025/04/", "/2025/05/"]),
        ('["day"]', ["/2025/04/30/", "/2025/05/01/"]),
        ('["year"]', ["/2025/"]),
        ("[]", []),
    ],
)
def test_periods(magazine: Magazine, periods: str, addresses: list[str]) -> None:
    magazine.write("").configure(f"[archives]\nperiods = {periods}\n")
    magazine.article("news/a.md", date="2025-04-30 18:59:59 UTC")
    magazine.article("news/b.md", date="2025-04-30 19:00:00 UTC")
    magazine.build()
    found = sorted(
        "/" + path.parent.relative_to(magazine.output).as_posix() + "/"
        for path in magazine.output.glob("2025/**/index.html")
    )
    assert found == addresses


def test_titles_and_members(magazine: Magazine) -> None:
    magazine.write("").configure('[archives]\nperiods = ["year", "month", "day"]\n')
    magazine.article("news/a.md", title="April", date="2025-04-30")
    magazine.article("zoo/b.md", title="May", date="2025-05-01")
    magazine.article("zoo/c.md", title="Old", date="1999-12-31")
    magazine.build()
    expected = {
        "/2025/": ("2025", ["May", "April"]),
        "/2025/05/": ("May 2025", ["May"]),
        "/2025/04/30/": ("30 April 2025", ["April"]),
        "/1999/12/31/": ("31 December 1999", ["Old"]),
    }
    for address, (title, headlines) in expected.items():
        page = magazine.page(address)
        assert page.one("//h1") == title
        assert page.headlines == headlines


def test_titles_in_the_site_s_language(magazine: Magazine) -> None:
    magazine.write("").configure("", head=SITE_TOML + 'language = "ru"\n')
    magazine.article("news/a.md", date="2025-05-01")
    magazine.build()
    assert magazine.page("/2025/05/").one("//h1") == "май 2025"


def test_an_archive_has_pages(magazine: Magazine) -> None:
    magazine.write("").configure("[listing]\npage_size = 2\n")
    for number in range(1, 4):
        magazine.article(f"news/a{number}.md", date=f"2025-04-0{number}")
    magazine.build()
    assert magazine.page("/2025/04/page/2/").count_line == "Viewing results 3 - 3 of 3"


def test_standalone_pages_are_in_no_archive(magazine: Magazine) -> None:
    magazine.write("").put("content/pages/about.md", "---\ntitle: A\ndate: 2025-05-01\n---\n")
    magazine.build()
    assert not magazine.exists("/2025/")
    assert magazine.page("/").count_line == "Viewing results 0 - 0 of 0"


def test_a_section_called_like_a_year_is_a_clash(magazine: Magazine) -> None:
    magazine.write("").article("2025/a.md")
    assert len(magazine.fail().errors) == 1


def test_archives_lead_to_one_another(magazine: Magazine) -> None:
    magazine.configure('[archives]\nperiods = ["year", "month", "day"]\n')
    for number, date in enumerate(("2023-12-31", "2024-02-01", "2024-02-03", "2024-05-01")):
        magazine.article(f"news/a{number}.md", date=date)
    magazine.build()
    links = "//nav[@class='periods']//a/@href"
    assert magazine.page("/2024/").all(links) == ["/2024/02/", "/2024/05/", "/2023/"]
    assert magazine.page("/2024/02/").all(links) == ["/2024/02/01/", "/2024/02/03/", "/2023/12/", "/2024/05/"]
    assert magazine.page("/2024/02/03/").all(links) == ["/2024/02/01/", "/2024/05/01/"]
    assert magazine.page("/2024/02/03/").all("//nav[@class='breadcrumbs']//a") == [
        "Front page",
        "2024",
        "February 2024",
    ]
    assert magazine.page("/news/").all(links) == []


@pytest.mark.parametrize(("periods", "link"), [('["year", "month"]', "/2024/"), ('["month"]', "/2024/05/"), ("[]", "")])
def test_every_page_leads_to_the_newest_archive(magazine: Magazine, periods: str, link: str) -> None:
    magazine.configure(f"[archives]\nperiods = {periods}\n")
    magazine.article("news/a.md", date="2024-05-01")
    magazine.article("news/b.md", date="2023-01-01")
    magazine.build()
    assert magazine.page("/news/a/").all("//footer//a[text()='Archive']/@href") == ([link] if link else [])
