"""A picture file's bytes and what to make of it in, a rendition's bytes out, by Pillow.

A rendition depends on its own order alone: not on which others are made along, nor on how many cores there are.
Pixels are turned as EXIF says and brought to sRGB; then nothing of the file but its pixels is left.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from generator.errors import Diagnostic, SiteError
from generator.model.picture import PictureOrder

if TYPE_CHECKING:
    from PIL import Image

# Of libaom's speeds the slowest at which a picture takes about a second: the next is three times as quick, but its
# files are a quarter larger.
_AVIF_SPEED = 8
# AVIF reaches the same look at a lower number.
_AVIF_SHARE = 0.75
_Read = TypeVar("_Read")
_WHITE = (255, 255, 255)


def encode_pictures(data: bytes, orders: Sequence[PictureOrder]) -> Iterator[bytes]:
    """Make renditions of one picture, in the orders' sequence; raises `SiteError` when it cannot be read."""
    order = orders[0]
    if order.quality == 0:
        yield _passed_on(data, order)
        return
    pixels = _placing_faults(order, lambda: _pixels(data, order))
    for one in orders:
        yield _encode(pixels, one)


def _passed_on(data: bytes, order: PictureOrder) -> bytes:
    if order.kind != "svg":
        return data
    from generator.render.vector import clean_svg

    return _placing_faults(order, lambda: clean_svg(data))


def _placing_faults(order: PictureOrder, read: Callable[[], _Read]) -> _Read:
    try:
        return read()
    except MemoryError:
        raise
    except Exception as error:  # whatever a decoder says of bytes that are not what their header promised
        message = f'the picture "{order.path}" is broken ({error or type(error).__name__})'
        raise SiteError([Diagnostic("error", message, order.position)]) from None


def _pixels(data: bytes, order: PictureOrder) -> Image.Image:
    """Decode a picture: turned, in sRGB, as grey, RGB or RGBA of eight bits."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the size was looked at before
        with Image.open(io.BytesIO(data), formats=(order.kind.upper(),)) as opened:
            opened.load()
            profile = opened.info.get("icc_profile")
            image = _in_eight_bits(opened)
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(order.orientation)
    image = _in_srgb(image, profile)
    return image.transpose(turn) if turn is not None else image


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Bring a picture to a mode of eight bits without losing its transparency: grey, RGB, RGBA or CMYK."""
    if image.mode.startswith("I") or image.mode == "F":
        # Sixteen bits of grey: the library's own conversion would cut off what is above 255.
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if "transparency" in image.info or image.mode in ("RGBA", "LA", "PA", "La", "RGBa"):
        return image.convert("RGBA")
    if image.mode in ("L", "1"):
        return image.convert("L")
    return image.copy() if image.mode in ("RGB", "CMYK") else image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Bring a picture's colours to sRGB, by its profile where it has one that fits."""
    from PIL import Image, ImageCms

    wanted = "RGBA" if image.mode == "RGBA" else "L" if image.mode == "L" else "RGB"
    if not profile:
        return image if image.mode == wanted else image.convert(wanted)
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(own).lower():
            return image if image.mode == wanted else image.convert(wanted)
        alpha = image.getchannel("A") if image.mode == "RGBA" else None
        space = own.profile.xcolor_space.strip()
        plain = image.convert({"GRAY": "L", "CMYK": "CMYK"}.get(space, "RGB"))
        made = ImageCms.profileToProfile(plain, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):  # a profile that cannot be read says nothing
        return image if image.mode == wanted else image.convert(wanted)
    assert isinstance(made, Image.Image)
    if alpha is not None:
        made.putalpha(alpha)
    return made


def _encode(pixels: Image.Image, order: PictureOrder) -> bytes:
    from PIL import Image

    size = (order.width, order.height)
    image = pixels
    if order.box != (0, 0, *pixels.size) or size != pixels.size:
        image = pixels.resize(size, Image.Resampling.LANCZOS, box=order.box, reducing_gap=3.0)
    if order.format == "jpeg" and image.mode == "RGBA":
        flat = Image.new("RGB", image.size, _WHITE)
        flat.paste(image, mask=image.getchannel("A"))
        image = flat
    if order.format in ("webp", "avif") and image.mode == "L":
        image = image.convert("RGB")
    image.info = {}
    target = io.BytesIO()
    image.save(target, order.format.upper(), **_settings(order.format, order.quality))
    return target.getvalue()


def _settings(format_name: str, quality: int) -> dict[str, object]:
    """Choose an encoder's settings; none may depend on the machine."""
    if format_name == "avif":
        # One thread and one tile: the number of tiles would follow that of the cores, and the bytes with it.
        return {
            "quality": round(quality * _AVIF_SHARE), "speed": _AVIF_SPEED, "max_threads": 1, "autotiling": False,
            "codec": "aom",
        }  # fmt: skip
    if format_name == "webp":
        return {"quality": quality, "method": 4}
    if format_name == "jpeg":
        return {"quality": quality, "optimize": True, "progressive": True}
    return {"compress_level": 6}
