"""Pictures: what is made of one file, how pages show it, what is left of it, and what is wrong with it."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageFilter

from tests.magazine import SITE_TOML, Magazine, files_in, run_command
from tests.pictures import SVG, encoded, jpeg, opened, picture, png, undigested

FOLDER = "assets/pictures/"
SMALL = "[pictures]\nwidths = [20, 40]\n"


def _lead(magazine: Magazine, data: bytes, name: str = "p.jpg", **keys: str) -> None:
    """Write an article with a lead picture."""
    values = {"src": name, "alt": "An apple", **keys}
    magazine.write("").article("news/a/index.md", image="{" + ", ".join(f"{k}: {v}" for k, v in values.items()) + "}")
    magazine.put(f"content/news/a/{name}", data)


def _made(magazine: Magazine) -> dict[str, bytes]:
    """Read the pictures of the output by their names without digests; cards that are typeset are left out."""
    found = {undigested([path])[0].removeprefix(FOLDER): data for path, data in _files(magazine).items()}
    return {name: data for name, data in found.items() if not name.startswith("card-")}


def _files(magazine: Magazine) -> dict[str, bytes]:
    return {path: data for path, data in files_in(magazine.output).items() if path.startswith(FOLDER)}


def _image(magazine: Magazine, name: str) -> Image.Image:
    """Open the one picture of that name."""
    [data] = [data for path, data in _files(magazine).items() if undigested([path]) == [FOLDER + name]]
    return opened(data)


def _body(magazine: Magazine, data: bytes, name: str = "p.png", config: str = "") -> None:
    """Build an article whose text shows a picture."""
    magazine.write("").configure(config)
    magazine.article("news/a/index.md", body=f"![An apple]({name})")
    magazine.put(f"content/news/a/{name}", data)
    magazine.build()


def test_a_picture_in_a_text(magazine: Magazine) -> None:
    _body(magazine, jpeg(100, 50), "p.jpg", SMALL)
    page = magazine.page("/news/a/")
    assert set(_made(magazine)) == {f"p-{width}.{kind}" for width in (20, 40) for kind in ("avif", "webp", "jpg")}
    assert page.all("//div[@class='prose']//source/@type") == ["image/avif", "image/webp"]
    for kind, srcset in zip(("avif", "webp", "jpg"), page.all("//div[@class='prose']//@srcset"), strict=True):
        links = [part.split(" ") for part in srcset.split(", ")]
        assert [width for _, width in links] == ["20w", "40w"]
        assert undigested([link for link, _ in links]) == [f"/{FOLDER}p-{width}.{kind}" for width in (20, 40)]
        for link, width in links:
            assert opened((magazine.output / link[1:]).read_bytes()).width == int(width[:-1])
    image = "//div[@class='prose']//picture//img"
    assert undigested(page.all(f"{image}/@src")) == [f"/{FOLDER}p-40.jpg"]
    assert page.all(f"{image}/@alt | {image}/@width | {image}/@height") == ["An apple", "40", "20"]
    assert page.all(f"{image}/@loading | {image}/@decoding") == ["lazy", "async"]
    assert page.all("//div[@class='prose']//source/@sizes") == ["(min-width: 44rem) 42rem, 100vw"] * 2


def test_a_lead_picture_is_fetched_first_and_its_crops_are_made(magazine: Magazine) -> None:
    _lead(magazine, jpeg(2000, 1600), credit="Ann")
    magazine.build()
    page = magazine.page("/news/a/")
    image = "//figure[@class='lead-picture']//img"
    assert page.one(f"{image}/@fetchpriority") == "high"
    assert page.all(f"{image}/@loading") == []
    assert undigested(page.all(f"{image}/@src")) == [f"/{FOLDER}p-960.jpg"]
    assert page.all(f"{image}/@width | {image}/@height") == ["960", "768"]
    sizes = sorted({opened(data).size for path, data in _files(magazine).items() if path.endswith("jpg")})
    whole = [(480, 384), (960, 768), (1440, 1152), (1920, 1536)]
    crops = [(1200, 675), (480, 360), (960, 720), (1200, 900), (1200, 1200), (1200, 630)]
    assert sizes == sorted(whole + crops)
    card = magazine.page("/").one("//article//a[@class='picture']//img/@src")
    assert opened((magazine.output / card[1:]).read_bytes()).size == (960, 720)


def test_templates_get_the_crops(magazine: Magazine) -> None:
    _lead(magazine, jpeg(1600, 1600), template="shapes")
    magazine.put(
        "templates/article.html",
        "{% for name, one in article.image.shapes | dictsort %}"
        "{{ name }} {{ one.permalink }} {{ one.width }} {{ one.height }}\n{% endfor %}"
        "{{ article.image.width }} {{ article.image.height }} {{ article.image.permalink }}\n"
        '{{ picture(article.image, shape="1x1", sizes="10px", alt="", css_class="round", lead=true) }}\n',
    )
    magazine.build()
    *shapes, whole, html = magazine.read("/news/a/").splitlines()
    found = [line.split(" ") for line in shapes]
    assert [line[:1] + line[2:] for line in found] == [
        ["16x9", "1200", "675"], ["1x1", "1200", "1200"], ["4x3", "1200", "900"],
    ]  # fmt: skip
    assert all(magazine.exists(line[1].removeprefix("https://test.example")) for line in found)
    assert undigested([whole]) == [f"960 960 https://test.example/{FOLDER}p-960.jpg"]
    assert undigested([re.sub(r'.*?"([^"]*)" class.*', r"\1", html)])
    assert 'class="round"' in html
    assert 'fetchpriority="high"' in html
    assert 'alt=""' in html


@pytest.mark.parametrize(
    ("focal", "is_coloured"), [("0% 50%", True), ("100% 50%", False), ("left center", True), ("right top", False)]
)
def test_a_crop_keeps_the_focal_point(magazine: Magazine, focal: str, is_coloured: bool) -> None:
    _lead(magazine, jpeg(400, 100), focal=focal)  # the left half is red
    magazine.build()
    square = _image(magazine, "p-100.jpg")
    assert square.size == (100, 100)
    red = square.getpixel((50, 50))[0]  # type: ignore[index]
    assert red > 150 if is_coloured else red < 50


def test_a_focal_point_that_is_none(magazine: Magazine) -> None:
    _lead(magazine, jpeg(), focal="somewhere")
    [warning] = magazine.build().warnings
    assert warning.startswith("content/news/a/index.md:4:")
    assert '"somewhere" is no place in a picture, and its middle is taken' in warning


def test_a_small_picture_is_never_blown_up(magazine: Magazine) -> None:
    _lead(magazine, jpeg(30, 20))
    magazine.build()
    assert {opened(data).width <= 30 for data in _made(magazine).values()} == {True}
    assert magazine.page("/news/a/").one("//meta[@property='og:image:width']/@content") == "30"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_as_its_exif_says_and_nothing_of_it_is_left(magazine: Magazine, orientation: int) -> None:
    upright = picture(40, 20)
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = upright.transpose(Image.Transpose(undo[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "A telephone"
    exif.get_ifd(0x8825)[2] = (43.0, 15.0, 1.5)
    _body(magazine, encoded(stored, "JPEG", quality=95, exif=exif, comment=b"secret"), "p.jpg", SMALL)
    for data in _made(magazine).values():
        found = opened(data)
        assert found.size in ((40, 20), (20, 10))
        colours = [found.convert("RGB").getpixel((found.width * x // 8, found.height // 2)) for x in (1, 7)]
        assert colours[0][0] > 150 and colours[1][0] < 60  # type: ignore[index]
        assert not found.getexif()
        assert b"telephone" not in data
        assert b"secret" not in data
    width, height = (magazine.page("/news/a/").one(f"//picture//img/@{name}") for name in ("width", "height"))
    assert (width, height) == ("40", "20")


def test_a_png_may_be_turned_too(magazine: Magazine) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    _body(magazine, encoded(picture(40, 20), "PNG", exif=exif), config=SMALL)
    assert _image(magazine, "p-20.png").size == (20, 40)
    assert not _image(magazine, "p-20.png").getexif()


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_is_kept(magazine: Magazine, mode: str) -> None:
    image = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    image.paste((200, 40, 40, 255), (0, 0, 20, 20))
    data = encoded(image.quantize(8) if mode == "P" else image.convert(mode))
    _body(magazine, data, config=SMALL)
    assert set(_made(magazine)) == {f"p-{width}.{kind}" for width in (20, 40) for kind in ("avif", "webp", "png")}
    for made in _made(magazine).values():
        found = opened(made).convert("RGBA")
        alphas = [found.getpixel((found.width * x // 8, found.height // 2)) for x in (1, 7)]
        assert [pixel[3] for pixel in alphas] in ([255, 0], [254, 0])  # type: ignore[index]


def test_a_social_card_of_a_transparent_picture_stands_on_white(magazine: Magazine) -> None:
    _lead(magazine, encoded(Image.new("RGBA", (120, 63), (0, 0, 0, 0))), "p.png")
    magazine.build()
    card = _image(magazine, "p-120.jpg")
    assert (card.size, card.mode, card.getpixel((60, 30))) == ((120, 63), "RGB", (255, 255, 255))


def test_cmyk_becomes_rgb(magazine: Magazine) -> None:
    image = Image.new("CMYK", (40, 20), (0, 255, 255, 0))
    _body(magazine, encoded(image, "JPEG"), "p.jpg", SMALL)
    for made in _made(magazine).values():
        found = opened(made)
        assert found.mode == "RGB"
        red, green, blue = found.getpixel((5, 5))  # type: ignore[misc]
        assert red > 200 and green < 60 and blue < 60


def test_sixteen_bits_of_grey_keep_their_tones(magazine: Magazine) -> None:
    image = Image.new("I;16", (40, 20), 40000)
    _body(magazine, encoded(image), config=SMALL)
    found = _image(magazine, "p-40.png")
    assert found.mode == "L"
    assert abs(found.getpixel((5, 5)) - 40000 // 257) <= 1  # type: ignore[operator]


def test_a_picture_of_two_colours(magazine: Magazine) -> None:
    _body(magazine, encoded(picture(40, 20, "1")), config=SMALL)
    assert [_image(magazine, "p-40.png").convert("L").getpixel((x, 5)) for x in (5, 35)] == [255, 0]


def test_a_colour_profile_is_applied_and_left_out(magazine: Magazine) -> None:
    swapped = _profile_with_red_and_blue_exchanged()
    _body(magazine, encoded(Image.new("RGB", (40, 20), (220, 30, 30)), "PNG", icc_profile=swapped), config=SMALL)
    for made in _made(magazine).values():
        found = opened(made)
        assert "icc_profile" not in found.info
        red, _, blue = found.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
        assert blue > 180 and red < 90


@pytest.mark.parametrize("profile", ["srgb", "broken"])
def test_a_colour_profile_that_says_nothing_new(magazine: Magazine, profile: str) -> None:
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() if profile == "srgb" else b"nonsense"
    _body(magazine, encoded(Image.new("RGB", (40, 20), (220, 30, 30)), "PNG", icc_profile=icc), config=SMALL)
    found = _image(magazine, "p-40.png")
    assert "icc_profile" not in found.info
    assert found.convert("RGB").getpixel((5, 5)) == (220, 30, 30)


def _profile_with_red_and_blue_exchanged() -> bytes:
    """Exchange the colorants of the library's own sRGB profile."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes().replace(b"sRGB", b"xRGB"))
    data = bytearray(bytes(data).replace("sRGB".encode("utf-16-be"), "xRGB".encode("utf-16-be")))
    places = {}
    for index in range(struct.unpack(">I", data[128:132])[0]):
        start = 132 + 12 * index
        places[bytes(data[start : start + 4])] = slice(start + 4, start + 12)
    data[places[b"rXYZ"]], data[places[b"bXYZ"]] = data[places[b"bXYZ"]], data[places[b"rXYZ"]]
    return bytes(data)


def _animation(format_name: str) -> bytes:
    frames = [picture(40, 20, colour=(step * 80, 10, 10)) for step in range(3)]
    return encoded(frames[0], format_name, save_all=True, append_images=frames[1:], duration=100)


@pytest.mark.parametrize(("name", "kind"), [("p.gif", "GIF"), ("p.webp", "WEBP"), ("p.png", "PNG")])
def test_an_animation_passes_through(magazine: Magazine, name: str, kind: str) -> None:
    data = _animation(kind)
    _lead(magazine, data, name)
    magazine.build()
    assert _made(magazine) == {f"p.{kind.lower()}": data}
    page = magazine.page("/news/a/")
    image = "//figure[@class='lead-picture']/img"
    assert page.all(f"{image}/@width | {image}/@height") == ["40", "20"]
    assert page.all("//picture") == []


def test_a_still_gif_becomes_a_png(magazine: Magazine) -> None:
    _body(magazine, encoded(picture(40, 20).quantize(8), "GIF"), "p.gif", SMALL)
    assert set(_made(magazine)) == {f"p-{width}.{kind}" for width in (20, 40) for kind in ("avif", "webp", "png")}


def test_a_telephone_s_jpeg_of_several_frames_is_a_still_picture(magazine: Magazine) -> None:
    data = encoded(picture(40, 20), "MPO", save_all=True, append_images=[picture(10, 5)])
    _body(magazine, data, "p.jpg", SMALL)
    assert _image(magazine, "p-40.jpg").size == (40, 20)


@pytest.mark.parametrize("kind", ["webp", "avif"])
def test_a_picture_in_a_modern_format_keeps_it(magazine: Magazine, kind: str) -> None:
    _body(magazine, encoded(picture(40, 20), kind.upper()), f"p.{kind}", SMALL)
    kinds = ["avif"] if kind == "avif" else ["avif", "webp"]
    assert set(_made(magazine)) == {f"p-{width}.{name}" for width in (20, 40) for name in kinds}
    assert undigested(magazine.page("/news/a/").all("//img/@src")) == [f"/{FOLDER}p-40.{kind}"]


def test_what_a_picture_is_follows_from_its_bytes(magazine: Magazine) -> None:
    _body(magazine, png(40, 20), "p.jpg", SMALL)
    assert opened(_made(magazine)["p-40.png"]).format == "PNG"


def test_formats_widths_and_quality_are_settings(magazine: Magazine) -> None:
    noise = Image.effect_noise((200, 100), 90).filter(ImageFilter.GaussianBlur(1))
    sizes = []
    for quality in (20, 90):
        _body(magazine, encoded(noise, "JPEG", quality=95), "p.jpg",
              f'[pictures]\nwidths = [100]\nformats = ["webp"]\nquality = {quality}\nsizes = "50vw"\n')  # fmt: skip
        made = _made(magazine)
        assert set(made) == {"p-100.webp", "p-100.jpg"}
        sizes.append([len(made[name]) for name in sorted(made)])
        assert magazine.page("/news/a/").all("//source/@sizes") == ["50vw"]
    assert sizes[0] < sizes[1]
    assert sizes[0][1] < sizes[1][1]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("widths = []", '"widths" needs a width at least'),
        ("widths = [100, 5]", "a width must be from 16 to 8192, but is 5"),
        ('widths = ["a"]', '"widths" must be a list of whole numbers, but is a list'),
        ('formats = ["webq"]', 'unknown name "webq" in "formats"'),
        ("quality = 0", '"quality" must be from 1 to 100, but is 0'),
    ],
)
def test_settings_that_are_wrong(magazine: Magazine, line: str, message: str) -> None:
    magazine.write("").configure(f"[pictures]\n{line}\n")
    [error] = magazine.fail().errors
    assert error.startswith("site.toml:6:")
    assert error.endswith("error: " + message)


def test_a_name_changes_with_the_bytes_and_the_settings(magazine: Magazine) -> None:
    names = []
    other = png(40, 20, (1, 2, 3))
    for data, config in ((png(40, 20), SMALL), (other, SMALL), (png(40, 20), SMALL + "quality = 70\n")):
        _body(magazine, data, config=config)
        names.append({path for path in _files(magazine) if "/p-" in path})
    assert [len(found) for found in names] == [6, 6, 6]
    assert not names[0] & names[1]
    assert not names[0] & names[2]
    _body(magazine, png(40, 20), config=SMALL)
    assert {path for path in _files(magazine) if "/p-" in path} == names[0]


def test_static_and_shared_pictures_are_shown_in_the_same_way(magazine: Magazine) -> None:
    magazine.write("").configure(SMALL)
    magazine.put("static/img/hero.png", png(40, 20))
    magazine.put("content/shared.png", png(40, 20))
    magazine.article("news/a.md", image="{src: /img/hero.png, alt: x}", body="![x](/shared.png) ![y](/img/hero.png)")
    magazine.build()
    sources = magazine.page("/news/a/").all("//main//img/@src")
    assert undigested(sources) == [f"/{FOLDER}{name}-40.png" for name in ("hero", "shared", "hero")]
    assert (magazine.output / "img/hero.png").read_bytes() == png(40, 20)
    assert not magazine.exists("/shared.png")


def test_an_author_s_portrait_is_square(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", authors="Ann")
    magazine.put("content/authors/ann.md", "---\ntitle: Ann\nimage: {src: ann.png, alt: Ann at work}\n---\n")
    magazine.put("content/authors/ann.png", png(600, 400))
    magazine.build()
    image = "//header//picture//img[@class='portrait']"
    page = magazine.page("/author/ann/")
    assert page.all(f"{image}/@alt | {image}/@width | {image}/@height") == ["Ann at work", "384", "384"]
    assert [part.split(" ")[1] for part in page.all(f"{image}/@srcset")[0].split(", ")] == ["128w", "256w", "384w"]


def test_a_byline_shows_the_portraits_of_those_who_have_one(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", authors="[Ann, Bob]")
    magazine.put("content/authors/ann.md", "---\ntitle: Ann\nimage: {src: ann.png, alt: Ann at work}\n---\n")
    magazine.put("content/authors/bob.md", "---\ntitle: Bob\n---\n")
    magazine.put("content/authors/ann.png", png(600, 400))
    magazine.build()
    portraits = "//p[@class='byline']/span[@class='portraits'][@aria-hidden='true']//img"
    assert magazine.page("/news/a/").all(f"{portraits}/@alt | {portraits}/@width") == ["", "384"]
    magazine.put("content/authors/ann.png", png(500, 500))
    before = magazine.page("/news/a/").all(f"{portraits}/@src")
    magazine.build()
    assert magazine.page("/news/a/").all(f"{portraits}/@src") != before


@pytest.mark.parametrize("theme", ["broadsheet", "gazette", "started"])
def test_every_theme_shows_pictures_in_sizes_and_the_card(magazine: Magazine, theme: str) -> None:
    """The built-in ones, and one that was just started."""
    magazine.write("").configure(f'theme = "{theme}"\n')
    if theme == "started":
        assert run_command("new", "theme", theme, "--site", str(magazine.folder)).status == 0
    magazine.article("news/a.md", image="{src: p.jpg, alt: x}", lead="true", authors="Ann")
    magazine.put("content/news/p.jpg", jpeg(1600, 1200))
    magazine.put("content/authors/ann.md", "---\ntitle: Ann\nimage: {src: ann.png, alt: Ann}\n---\n")
    magazine.put("content/authors/ann.png", png(600, 400))
    magazine.build()
    pages = ["/news/a/"] if theme == "started" else ["/news/a/", "/", "/author/ann/"]
    for url in pages:
        image = "//picture[.//source/@type='image/avif']//img[@srcset][@width][@height][@fetchpriority='high']"
        assert len(magazine.page(url).all(f"{image}/@src")) == 1, url
    assert magazine.page("/news/a/").one("//meta[@property='og:image:width']/@content") == "1200"


# Faults.

BROKEN = png(64, 64)[:60]


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("p.png", b"", "is empty (0 bytes)"),
        ("p.svg", b"", "is empty (0 bytes)"),
        ("p.jpg", b"no picture", "is broken, or of another kind than its name says"),
        ("p.svg", b"<svg x", "is"),
        ("p.svg", b"<html/>", "is no SVG: its first element is not svg in SVG's namespace"),
        ("p.svg", SVG.replace(b"</svg>", b""), "is broken"),
        ("p.png", BROKEN, "is broken"),
        ("p.jpg", jpeg(200, 200, quality=95)[:900], "is broken"),
    ],
)
@pytest.mark.parametrize("where", ["image", "body", "figure", "author"])
def test_a_picture_that_cannot_be_shown(magazine: Magazine, name: str, data: bytes, fault: str, where: str) -> None:
    magazine.write("-- output/kept.txt --\nkept\n")
    magazine.put(f"content/news/{name}", data)
    keys = {"image": f"{{src: {name}, alt: x}}"} if where == "image" else {}
    text = {"body": f"Text ![x]({name})", "figure": f'{{{{< figure src="{name}" alt="x" >}}}}'}.get(where, "")
    magazine.article("news/a.md", body=text, **keys)
    place = {"image": "news/a.md:4:", "body": "news/a.md:5:6:", "figure": "news/a.md:5:1:"}
    if where == "author":
        magazine.put("content/authors/ann.md", f"---\ntitle: Ann\nimage: {{src: ../news/{name}, alt: x}}\n---\n")
    [error] = magazine.fail().errors
    assert error.startswith("content/" + place.get(where, "authors/ann.md:3:"))
    assert f'error: the picture "content/news/{name}" {fault}' in error


def _bomb(side: int) -> bytes:
    """Write the header of a PNG that would be enormous."""
    head = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    start = png()[:8] + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return start + b"\0\0\0\0IDAT5\xaf\x06\x1e\0\0\0\0IEND\xaeB`\x82"


@pytest.mark.parametrize("side", [10_001, 60_000])
def test_a_decompression_bomb(magazine: Magazine, side: int) -> None:
    _lead(magazine, _bomb(side), "p.png")
    [error] = magazine.fail().errors
    assert error.startswith("content/news/a/index.md:4:")
    assert error.endswith('error: the picture "content/news/a/p.png" has more than 100 million pixels')


def test_a_faulty_picture_that_nobody_shows_is_no_fault(magazine: Magazine) -> None:
    magazine.write("").article("news/a/index.md")
    magazine.article("news/b/index.md", draft="true", image="{src: p.png, alt: x}")
    magazine.put("content/news/a/p.png", b"")
    magazine.put("content/news/b/p.png", b"")
    assert magazine.build().warnings == []
    assert magazine.exists("/news/a/p.png")


def test_all_faults_are_told_at_once(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", body="![x](p.png)\n\n![x](q.png)", image="{src: r.png, alt: x}")
    for name in ("p", "q", "r"):
        magazine.put(f"content/news/{name}.png", b"x")
    assert len(magazine.fail().errors) == 3


# Alternative texts.


@pytest.mark.parametrize(
    ("keys", "body", "place"),
    [
        ({"image": "p.png"}, "", "4:8"),
        ({"image": "{src: p.png, caption: x}"}, "", "4:8"),
        ({}, "Text ![](p.png)", "5:6"),
        ({}, '{{< figure src="p.png" >}}', "5:1"),
        ({"image": "{src: 'https://e.example/x.png'}"}, "", "4:8"),
        ({}, "![](https://e.example/x.png)", "5:1"),
    ],
)
def test_a_picture_without_alternative_text(magazine: Magazine, keys: dict[str, str], body: str, place: str) -> None:
    magazine.write("").article("news/a.md", body=body, **keys)
    magazine.put("content/news/p.png", png())
    run = magazine.build()
    assert run.warnings == [f"content/news/a.md:{place}: warning: the picture has no alternative text"]
    assert "hint: describe it" in run.err
    assert magazine.fail("--strict").errors


def test_an_empty_alternative_text_is_on_purpose(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", body='{{< figure src="p.png" alt="" >}}', image='{src: p.png, alt: ""}')
    magazine.put("content/news/p.png", png())
    assert magazine.build("--strict").warnings == []
    assert magazine.page("/news/a/").all("//main//picture//img/@alt") == ["", ""]


# SVG.


def test_an_svg_passes_through_as_it_is(magazine: Magazine) -> None:
    _lead(magazine, SVG, "p.svg")
    magazine.build()
    assert _made(magazine) == {"p.svg": SVG}
    image = "//figure[@class='lead-picture']/img"
    page = magazine.page("/news/a/")
    assert page.all(f"{image}/@width | {image}/@height") == ["30", "20"]


def test_a_part_of_an_svg_is_named(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", body="![x](p.svg#part)")
    magazine.put("content/news/p.svg", SVG)
    magazine.build()
    [source] = magazine.page("/news/a/").all("//main//img/@src")
    assert source.endswith(".svg#part")


ACTING = """<?xml version="1.0"?>
<?xml-stylesheet href="https://e.example/evil.css"?>
<!DOCTYPE svg [<!ENTITY evil "EVIL">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 60.4 40"
 onload="evil()">
<script>evil()</script><SCRIPT>kept: SVG knows no such element</SCRIPT>
<g><script xlink:href="https://e.example/evil.js"/>after</g>
<rect width="9" height="9" ONCLICK="evil()" fill="url(#paint)" style="fill: url(https://e.example/evil)"/>
<a href="javascript:evil()"><text>link &evil;</text></a>
<a xlink:href="https://e.example/good"><text>good</text></a>
<use href="#here"/><use xlink:href="https://e.example/evil.svg#x"/>
<image href="data:image/png;base64,AAAA"/><image href="https://e.example/evil.png"/>
<image href="data:image/svg+xml,evil"/>
<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://e.example/evil"/></foreignObject>
<style>@import "https://e.example/evil.css";</style><style>rect { fill: url(#paint) }</style>
<set attributeName="href" to="javascript:evil()"/><animate attributeName="xlink:href" values="evil"/>
<animate attributeName="width" from="1" to="9"/>
</svg>
"""


@pytest.mark.parametrize("how", ["shown", "linked", "unnamed"])
def test_an_svg_loses_all_that_acts_or_loads(magazine: Magazine, how: str) -> None:
    text = {"shown": "![x](p.svg)", "linked": "[x](p.svg)", "unnamed": "x"}[how]
    magazine.write("").article("news/a/index.md", body=text)
    magazine.put("content/news/a/p.svg", ACTING)
    magazine.build()
    files = files_in(magazine.output).items()
    [found] = [data.decode() for path, data in files if path.endswith("svg") and "/p." in path]
    for bad in ("evil", "EVIL", "<script", "javascript", "onload", "ONCLICK", "foreignObject", "ENTITY", "stylesheet"):
        assert bad not in found, bad
    for good in ("after", "url(#paint)", "https://e.example/good", '"#here"', "data:image/png", "fill: url(#paint)"):
        assert good in found, good
    assert 'attributeName="width"' in found
    if how == "shown":
        assert magazine.page("/news/a/").all("//main//img/@width | //main//img/@height") == ["60", "40"]


def test_a_small_svg_that_would_be_enormous_is_harmless(magazine: Magazine) -> None:
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{"&" + before + ";" * 1}{("&" + before + ";") * 9}">'
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    bomb = f'<!DOCTYPE svg [{entities}]><svg xmlns="http://www.w3.org/2000/svg"><text>&j;</text></svg>'
    magazine.write("").article("news/a/index.md", body="![x](p.svg)")
    magazine.put("content/news/a/p.svg", bomb)
    magazine.run("build")
    assert sum(len(data) for path, data in files_in(magazine.output).items() if path.endswith("svg")) < 20_000


# Elsewhere.


def test_addresses_of_pictures_follow_base_url(magazine: Magazine) -> None:
    _lead(magazine, jpeg(40, 20))
    magazine.configure(SMALL, head=SITE_TOML.replace("test.example/", "test.example/mag/"))
    magazine.build()
    page = magazine.page("/news/a/")
    for srcset in page.all("//main//@srcset"):
        assert all(part.startswith(f"/mag/{FOLDER}") for part in srcset.split(", "))
    assert page.one("//meta[@property='og:image']/@content").startswith(f"https://test.example/mag/{FOLDER}")


def test_pictures_are_the_same_in_any_process(magazine: Magazine, tmp_path: Path) -> None:
    _lead(magazine, jpeg(300, 200))
    magazine.article("news/b.md", body="![x](q.png)")
    magazine.put("content/news/q.png", png(40, 20))
    magazine.build("--no-cache", "--jobs", "1")
    alone = _files(magazine)
    magazine.build("--no-cache", "--jobs", "2", "--output", str(tmp_path / "other"))
    other = {path: data for path, data in files_in(tmp_path / "other").items() if path.startswith(FOLDER)}
    assert alone == other
    assert len(alone) > 10


def test_a_picture_of_another_kind_is_only_copied(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", body="![x](p.bmp)")
    magazine.put("content/news/p.bmp", encoded(picture(), "BMP"))
    magazine.build()
    assert magazine.page("/news/a/").all("//main//img/@src") == ["/news/p.bmp"]
    assert (magazine.output / "news/p.bmp").read_bytes() == encoded(picture(), "BMP")
