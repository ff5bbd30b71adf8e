"""Terms and authors: which term a typed name is, what it is called, and which pages there are."""

from __future__ import annotations

from tests.magazine import Magazine
from tests.pictures import png, undigested


def test_a_term_s_file_gives_title_and_description(magazine: Magazine) -> None:
    magazine.write("").put(
        "content/terms/tag/economy.md", "---\ntitle: The Economy\ndescription: Money and bread\n---\n"
    )
    magazine.article("news/a.md", title="By slug", tags="[economy]", date="2025-05-02")
    magazine.article("news/b.md", title="By title", tags="[The economy]", date="2025-05-01")
    assert magazine.build().warnings == []
    page = magazine.page("/tag/economy/")
    assert page.one("//h1") == "The Economy"
    assert page.one("//header//p[@class='standfirst']") == "Money and bread"
    assert page.headlines == ["By slug", "By title"]
    assert not magazine.exists("/tag/the-economy/")
    assert magazine.page("/news/b/").all("//div[contains(@class, 'terms')]//a") == ["The Economy"]
    assert magazine.page("/news/b/").all("//div[contains(@class, 'terms')]//a/@href") == ["/tag/economy/"]


def test_a_file_s_slug_comes_before_another_s_title(magazine: Magazine) -> None:
    magazine.write("")
    magazine.put("content/terms/tag/law.md", "---\ntitle: Courts\n---\n")
    magazine.put("content/terms/tag/justice.md", "---\ntitle: Law\n---\n")
    magazine.article("news/a.md", tags="Law")
    magazine.build()
    assert magazine.page("/tag/law/").one("//h1") == "Courts"
    assert not magazine.exists("/tag/justice/")


def test_a_term_without_articles_has_no_page(magazine: Magazine) -> None:
    magazine.write("").put("content/terms/tag/economy.md", "---\ntitle: Economy\n---\n")
    magazine.build()
    assert not magazine.exists("/tag/economy/")


def test_a_term_s_file_of_an_unknown_taxonomy_is_a_warning(magazine: Magazine) -> None:
    magazine.write("").put("content/terms/topic/economy.md", "---\ntitle: Economy\n---\n")
    assert magazine.build().warnings == ['content/terms/topic/economy.md:1:1: warning: there is no taxonomy "topic"']


def test_names_with_equal_slugs_are_one_term_as_its_oldest_article_spells_it(magazine: Magazine) -> None:
    magazine.write("")
    magazine.article("news/a.md", title="Newest", date="2025-05-03", tags="[central asia]")
    magazine.article("news/b.md", title="Oldest", date="2025-05-01", tags="[Central Asia]")
    magazine.article("news/c.md", title="Middle", date="2025-05-02", tags="[Central-Asia, central asia]")
    run = magazine.build()
    assert len(run.warnings) == 1
    assert '"Central-Asia", "central asia" and "Central Asia" are one tag, shown as "Central Asia"' in run.warnings[0]
    page = magazine.page("/tag/central-asia/")
    assert page.one("//h1") == "Central Asia"
    assert page.headlines == ["Newest", "Middle", "Oldest"]
    assert magazine.page("/news/c/").all("//div[contains(@class, 'terms')]//li") == ["Central Asia"]


def test_the_same_spelling_everywhere_is_no_warning(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", tags="[Law]", series="Law", regions="Law", authors="Law")
    magazine.article("news/b.md", tags="[Law]")
    assert magazine.build().warnings == []


def test_an_author_s_profile_is_shown_above_the_articles(magazine: Magazine) -> None:
    magazine.write("").put(
        "content/authors/ann-lee/index.md",
        "---\ntitle: Ann Lee\nrole: Editor\nimage: {src: ann.png, alt: Ann}\n"
        "links:\n  Mastodon: https://m.example/@ann\n---\nShe *writes*.\n",
    )
    magazine.put("content/authors/ann-lee/ann.png", png())
    magazine.article("news/a.md", authors="[ANN LEE, Bob]")
    assert magazine.build().warnings == []
    page = magazine.page("/author/ann-lee/")
    assert page.one("//h1") == "Ann Lee"
    assert "Editor" in page.all("//header//p")
    assert page.one("//div[@class='prose']//em") == "writes"
    assert undigested(page.all("//header//img/@src")) == ["/assets/pictures/ann-6.png"]
    assert page.all("//ul[@class='profile-links']//a") == ["Mastodon"]
    assert page.headlines == ["A headline"]
    byline = magazine.page("/news/a/")
    assert byline.all("//span[@class='authors']//a") == ["Ann Lee", "Bob"]
    assert byline.all("//span[@class='authors']//a/@href") == ["/author/ann-lee/", "/author/bob/"]
    assert magazine.page("/author/bob/").one("//h1") == "Bob"


def test_a_profile_is_found_by_the_slug_of_its_file_or_title(magazine: Magazine) -> None:
    magazine.write("").put("content/authors/economy-desk.md", "---\ntitle: The Economy Desk\n---\n")
    magazine.article("news/a.md", authors="Economy desk", date="2025-05-01")
    magazine.article("news/b.md", authors="the economy desk", date="2025-05-02")
    assert magazine.build().warnings == []
    assert magazine.page("/author/economy-desk/").count_line == "Viewing results 1 - 2 of 2"
    assert not magazine.exists("/author/the-economy-desk/")
    assert magazine.page("/news/a/").all("//span[@class='authors']") == ["By The Economy Desk"]


def test_a_profile_without_articles_has_its_page(magazine: Magazine) -> None:
    magazine.write("").put("content/authors/ann.md", "---\ntitle: Ann\n---\nText.\n")
    magazine.build()
    page = magazine.page("/author/ann/")
    assert page.one("//h1") == "Ann"
    assert page.count_line == "Viewing results 0 - 0 of 0"


def test_authors_may_have_no_pages(magazine: Magazine) -> None:
    magazine.write("").configure('[taxonomies]\nnames = ["tag"]\n')
    magazine.put("content/authors/ann.md", "---\ntitle: Ann\n---\n")
    magazine.article("news/a.md", authors="Ann", series="S")
    magazine.build()
    assert not magazine.exists("/author/ann/")
    assert not magazine.exists("/series/s/")
    assert magazine.page("/news/a/").one("//span[@class='authors']") == "By Ann"
    assert magazine.page("/news/a/").all("//span[@class='authors']//a") == []


def test_a_series_names_its_parts(magazine: Magazine) -> None:
    magazine.write("")
    for number in (2, 1, 3):
        magazine.article(f"news/p{number}.md", title=f"Part {number}", date=f"2025-04-0{number}", series="The Road")
    magazine.build()
    page = magazine.page("/news/p2/")
    assert page.all("//section[@class='series']//ol/li") == ["Part 1", "Part 2", "Part 3"]
    assert "Part 2 of 3" in page.one("//section[@class='series']/h2")
    assert page.one("//section[@class='series']//*[@aria-current]") == "Part 2"


def test_a_section_s_file_gives_title_description_and_weight(magazine: Magazine) -> None:
    magazine.write("").put(
        "content/news/_index.md", "---\ntitle: The News\ndescription: All of it\nweight: 3\n---\nIgnored.\n"
    )
    magazine.article("news/a.md")
    run = magazine.build()
    assert run.warnings == ["content/news/_index.md:6:1: warning: text below the front matter is not shown here"]
    page = magazine.page("/news/")
    assert page.one("//h1") == "The News"
    assert page.one("//header//p[@class='standfirst']") == "All of it"
    assert magazine.page("/news/a/").all("//nav[@class='breadcrumbs']//a")[-1] == "The News"


def test_a_term_is_counted_once_for_each_article(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", tags="[Law, law]", lead="true", featured="true")
    magazine.build()
    assert magazine.page("/tag/law/").count_line == "Viewing results 1 - 1 of 1"
