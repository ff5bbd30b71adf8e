"""Pictures damaged at random: each is read, encoded, or told to be faulty; crops lie within what they are cut from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.errors import Position, SiteError
from generator.load.picture import read_picture
from generator.model.picture import PictureOrder, crop_box
from generator.render.encoding import encode_pictures
from tests.pictures import SVG, encoded, jpeg, picture, png
from tests.property.profiles import cases

_WHOLE = {
    "p.png": png(40, 30),
    "p.jpg": jpeg(40, 30),
    "p.webp": encoded(picture(40, 30), "WEBP"),
    "p.avif": encoded(picture(40, 30), "AVIF"),
    "p.gif": encoded(picture(40, 30).quantize(8), "GIF"),
    "p.svg": SVG,
}


@st.composite
def _damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    name = draw(st.sampled_from(list(_WHOLE)))
    data = bytearray(_WHOLE[name])
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data) - 1))
        data[place : place + draw(st.integers(0, 3))] = draw(st.binary(max_size=4))
        data = data or bytearray(b"x")
    return name, bytes(data[: draw(st.integers(1, len(data)))] if draw(st.booleans()) else data)


@cases(150, 5000)
@given(_damaged())
def test_a_damaged_picture_is_made_or_told_of(case: tuple[str, bytes]) -> None:
    name, data = case
    facts = read_picture(name, data)
    if facts.fault:
        return
    passed_on = facts.is_passed_on
    width, height = (facts.width, facts.height) if passed_on else (1, 1)
    order = PictureOrder(
        name, "", "", facts.kind, facts.orientation, (0, 0, facts.width, facts.height), width, height,
        facts.kind if passed_on else "png", 0 if passed_on else 80, Position("a.md", 2, 3),
    )  # fmt: skip
    try:
        [made] = list(encode_pictures(data, [order]))
    except SiteError as error:
        [fault] = error.diagnostics
        assert fault.position == Position("a.md", 2, 3)
        assert "is broken" in fault.message
    else:
        assert made


@given(
    st.integers(1, 5000), st.integers(1, 5000), st.sampled_from([(16, 9), (4, 3), (1, 1), (1200, 630)]),
    st.floats(0, 1), st.floats(0, 1),
)  # fmt: skip
def test_a_crop_is_as_large_as_it_can_be(width: int, height: int, shape: tuple[int, int], x: float, y: float) -> None:
    left, top, right, bottom = crop_box(width, height, shape, (x, y))
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert right - left == width or bottom - top == height
    assert abs((right - left) * shape[1] - (bottom - top) * shape[0]) <= max(shape)
