"""Social cards: which picture stands for a page where it is shared, and the typeset ones in three scripts."""

from __future__ import annotations

import pytest
from PIL import Image

from generator.model.picture import SocialOrder
from generator.render.social import shaped, typeset_card
from tests.magazine import Magazine, Page, files_in
from tests.pictures import SVG, jpeg, opened, png, undigested

CARD = "//meta[@property='og:image']/@content"
ALT = "//meta[@property='og:image:alt']/@content"
PAPER, INK, ACCENT = (253, 252, 249), (22, 22, 26), (140, 28, 19)


def _card(magazine: Magazine, page: Page) -> Image.Image:
    """Open the card of a page, after checking that its head tells of it truly."""
    address = page.one(CARD)
    assert address.startswith("https://test.example/assets/pictures/")
    image = opened((magazine.output / address.removeprefix("https://test.example/")).read_bytes())
    told = [page.one(f"//meta[@property='og:image:{name}']/@content") for name in ("width", "height")]
    assert told == [str(side) for side in image.size]
    assert page.one("//meta[@name='twitter:card']/@content") == "summary_large_image"
    return image


def _red(image: Image.Image) -> bool:
    pixel = image.convert("RGB").getpixel((image.width // 4, image.height // 2))
    return isinstance(pixel, tuple) and pixel[0] > 150


def test_the_lead_picture_s_crop(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", image="{src: p.jpg, alt: An apple}")
    magazine.put("content/news/p.jpg", jpeg(1600, 1200))
    magazine.build()
    page = magazine.page("/news/a/")
    assert _card(magazine, page).size == (1200, 630)
    assert _red(_card(magazine, page))
    assert page.one(ALT) == "An apple"


def test_a_lead_picture_without_alternative_text_is_called_by_the_headline(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", image="{src: p.jpg, alt: ''}", title="Apples")
    magazine.put("content/news/p.jpg", jpeg(1600, 1200))
    magazine.build()
    assert magazine.page("/news/a/").one(ALT) == "Apples"


@pytest.mark.parametrize("image", ["", "{src: p.svg, alt: x}", "{src: 'https://e.example/p.jpg', alt: x}"])
def test_the_section_s_picture_stands_for_articles_without_one(magazine: Magazine, image: str) -> None:
    magazine.write("").configure('[social]\nimage = "/site.png"\n')
    magazine.put("content/news/_index.md", "---\ntitle: News\nimage: {src: s.png, alt: The news}\n---\n")
    magazine.put("content/news/s.png", png(1200, 900))
    magazine.put("static/site.png", png(1200, 630, (0, 0, 250)))
    magazine.put("content/news/p.svg", SVG)
    magazine.article("news/a.md", **({"image": image} if image else {}))
    magazine.article("world/b.md")
    magazine.build()
    for address in ("/news/a/", "/news/"):
        page = magazine.page(address)
        assert _red(_card(magazine, page))
        assert undigested([page.one(CARD)])[0].endswith("/s-1200.jpg")
        assert page.one(ALT) == "The news"
    for address in ("/world/b/", "/world/", "/"):
        page = magazine.page(address)
        assert not _red(_card(magazine, page))
        assert undigested([page.one(CARD)])[0].endswith("/site-1200.jpg")
        assert page.one(ALT) == "The Test"


def test_without_any_picture_a_card_is_typeset_once_a_section(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md")
    magazine.article("news/b.md")
    magazine.put("content/pages/about.md", "---\ntitle: About\n---\nText.\n")
    magazine.build()
    cards = [path for path in files_in(magazine.output) if path.startswith("assets/pictures/")]
    assert undigested(cards) == ["assets/pictures/card-news.png", "assets/pictures/card.png"]
    page = magazine.page("/news/a/")
    card = _card(magazine, page).convert("RGB")
    assert card.size == (1200, 630)
    assert page.one(CARD) == magazine.page("/news/b/").one(CARD) == magazine.page("/news/").one(CARD)
    assert page.one(ALT) == "News, The Test"
    assert magazine.page("/about/").one(ALT) == "The Test"
    assert card.getpixel((600, 2)) == ACCENT
    assert card.getpixel((5, 300)) == PAPER
    colours = {colour for _, colour in card.getcolors(1 << 20) or ()}
    assert INK in colours


def test_no_cards(magazine: Magazine) -> None:
    magazine.write("").configure('[social]\ncards = "none"\n')
    magazine.article("news/a.md", image="{src: p.jpg, alt: x}")
    magazine.put("content/news/p.jpg", jpeg(40, 30))
    magazine.build()
    assert magazine.page("/news/a/").all(CARD) == []
    assert magazine.page("/news/a/").one("//meta[@name='twitter:card']/@content") == "summary"
    assert not any("card" in path for path in files_in(magazine.output))


@pytest.mark.parametrize(
    ("headline", "lang"),
    [
        ("Why five states have five currencies", ""),
        ("Қазақ тілінің үш әліпбиі: әріптер мен дыбыстар", "kk"),
        ("Забони тоҷикӣ ва се алифбо", "tg"),
        ("كيف يحدد البنك المركزي سعر الفائدة", "ar"),
    ],
)
def test_headlines_typeset(magazine: Magazine, headline: str, lang: str) -> None:
    magazine.write("").configure('[social]\ncards = "headline"\nbackground = "#102030"\ntext = "#f0f0f0"\n')
    magazine.article(
        "news/a.md", title=f"'{headline}'", **({"lang": lang} if lang else {}), image="{src: p.jpg, alt: x}"
    )
    magazine.put("content/news/p.jpg", jpeg(40, 30))
    magazine.article("news/b.md", title="Another")
    magazine.build()
    page = magazine.page("/news/a/")
    card = _card(magazine, page).convert("RGB")
    assert card.size == (1200, 630)
    assert page.one(ALT) == f"{headline}, The Test"
    assert page.one(CARD) != magazine.page("/news/b/").one(CARD)
    assert card.getpixel((5, 300)) == (0x10, 0x20, 0x30)
    # The ink begins at the margin from which the language is read, and nothing runs over the edges.
    inked = [x for x in range(1200) if any(card.getpixel((x, y)) == (0xF0, 0xF0, 0xF0) for y in range(150, 500))]
    assert inked[0] >= 60
    assert inked[-1] <= 1140
    assert inked[-1] > 1100 if lang == "ar" else inked[0] < 100


def _set(headline: str, *, is_right_to_left: bool = False, section: str = "Section") -> bytes:
    order = SocialOrder(headline, section, "Masthead", is_right_to_left, "#ffffff", "#000000", "#ff0000")
    return typeset_card(order)


def test_arabic_letters_are_joined_and_read_from_the_right() -> None:
    """Beh, alef: in its initial and final forms, in the order in which they are seen."""
    assert shaped("با") == "\ufe8e\ufe91"
    assert shaped("Latin تا 12") == "Latin \ufe8e\ufe97 12" or shaped("Latin تا 12").startswith("Latin")
    assert shaped("Ғылым") == "Ғылым"


@pytest.mark.parametrize("script", ["Latin word", "Кирилл сөз", "كلمة عربية", "Ελληνική λέξη"])
def test_every_letter_has_a_glyph(script: str) -> None:
    """Two different words of a script differ, so that none of them is a row of empty boxes."""
    letters = script.replace(" ", "")
    cards = {_set(letter) for letter in set(letters) if letter.isalpha()}
    assert len(cards) == len({letter for letter in letters if letter.isalpha()})


@pytest.mark.parametrize("headline", ["x", "word " * 60, "W" * 300, "", "a\u200bb 😀", "كلمة " * 80])
def test_a_headline_of_any_length_stays_on_the_card(headline: str) -> None:
    card = opened(_set(headline, section="S" * 300)).convert("RGB")
    assert card.size == (1200, 630)
    edge = [card.getpixel((x, y)) for x in (*range(40), *range(1160, 1200)) for y in range(20, 630, 3)]
    assert set(edge) == {(255, 255, 255)}


def test_equal_words_give_equal_bytes() -> None:
    assert _set("كلمة and Слово") == _set("كلمة and Слово")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('cards = "headlines"', 'unknown name "headlines" in "cards"'),
        ('accent = "red"', '"red" is not a colour'),
        ('text = "#12345"', '"#12345" is not a colour'),
    ],
)
def test_settings_that_are_wrong(magazine: Magazine, line: str, message: str) -> None:
    magazine.write("").configure(f"[social]\n{line}\n")
    [error] = magazine.fail().errors
    assert error.startswith("site.toml:6:")
    assert error.endswith("error: " + message)


def test_a_picture_of_the_site_that_is_not_there(magazine: Magazine) -> None:
    magazine.write("").configure('[social]\nimage = "/nothing.png"\n')
    magazine.article("news/a.md")
    assert magazine.build().warnings == ['site.toml:6:9: warning: the picture "/nothing.png" leads nowhere']


def test_a_picture_of_a_section_that_is_broken(magazine: Magazine) -> None:
    magazine.write("").put("content/news/_index.md", "---\ntitle: News\nimage: {src: s.png, alt: x}\n---\n")
    magazine.put("content/news/s.png", b"broken")
    magazine.article("news/a.md")
    [error] = magazine.fail().errors
    assert error.startswith('content/news/_index.md:3:8: error: the picture "content/news/s.png" is broken')
