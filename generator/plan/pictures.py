"""Pictures that pages show in, the files to make of them out: widths, formats and crops, each file an output.

A file's name carries a digest of the picture and of all that decides its bytes, so that hosts may keep it for ever.
What no page shows is not made; what is wrong with a picture is told at the place that shows it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Literal

from generator.address import file_of
from generator.config import SiteConfig
from generator.digest import digest_of, digest_text
from generator.errors import Gatherer, Position
from generator.model.content import Content, ContentFile
from generator.model.picture import (
    SHAPES,
    SOCIAL_SIZE,
    Picture,
    PictureFile,
    PictureOrder,
    Rendition,
    Renditions,
    SocialOrder,
    crop_box,
    focal_point,
)
from generator.model.plan import Output
from generator.plan.links import Target
from generator.plan.routes import Claim, as_given
from generator.slug import slugify

FOLDER = "/assets/pictures/"
Use = Literal["body", "lead", "portrait"]
Box = tuple[int, int, int, int]

# The width that readers get who choose none, where there is one so wide.
_PLAIN_WIDTH = 960
_CARD_SHAPE, _CARD_WIDTHS = "4x3", (480, 960)
_WIDE = 1200
_PORTRAIT_WIDTHS, _PORTRAIT_WHOLE = (128, 256, 384), (480,)
# A width that exceeds the one before by less than this is not worth a file of its own.
_STEP = 1.2
_ENDINGS = {"jpeg": "jpg"}
_MIDDLE = (0.5, 0.5)


class Gallery:
    """Plans the pictures of a site; `claims` holds the files to make, by path, `shown` the content files shown.

    `encoders` names the versions of all that makes pictures; it is asked for when there is one to make. `with_shapes`
    says whether anything can show the shapes of lead pictures: otherwise they are not made.
    """

    def __init__(
        self,
        content: Content,
        config: SiteConfig,
        encoders: Callable[[], str],
        gatherer: Gatherer,
        *,
        with_shapes: bool = True,
    ) -> None:
        self.claims: dict[str, Claim] = {}
        self.shown: set[str] = set()
        self._content = content
        self._settings = config.pictures
        self._ask_encoders = encoders
        self._lead_shapes = tuple(SHAPES) if with_shapes else ()
        self._gatherer = gatherer
        self._pictures: dict[tuple[str, Use, str], Picture] = {}

    @cached_property
    def _encoders(self) -> str:
        return self._ask_encoders()

    def find(self, target: Target) -> ContentFile | None:
        """Find the picture file that an address leads to, among the content's files and in `static/`."""
        if target.state != "found":
            return None
        file = self._content.files.get(target.file) or self._content.static.get("static" + target.url)
        return file if file is not None and file.picture is not None else None

    def show(self, file: ContentFile, use: Use, focal: str, position: Position | None) -> Picture | None:
        """Plan a picture for a use; reports what is wrong with its file, which is then not shown."""
        facts = self._usable(file, position)
        if facts is None:
            return None
        self.shown.add(file.path)
        key = (file.path, use, focal)
        if key not in self._pictures:
            self._pictures[key] = self._plan(file, facts, use, focal_point(focal) or _MIDDLE, position)
        return self._pictures[key]

    def social(self, file: ContentFile, focal: str, position: Position | None) -> Rendition | None:
        """Plan the crop of a picture that stands for a page where it is shared; there is none of an SVG."""
        facts = self._usable(file, position)
        if facts is None or facts.is_passed_on:
            return None
        box = crop_box(facts.width, facts.height, SOCIAL_SIZE, focal_point(focal) or _MIDDLE)
        return self._renditions(file, facts, box, SOCIAL_SIZE[:1], ("jpeg",), position).plain

    def typeset(self, name: str, order: SocialOrder) -> Rendition:
        """Plan a typeset social card; `name` is how its file's name begins."""
        key = digest_of(order, self._encoders)
        url = f"{FOLDER}{name}.{key[:16]}.png"
        self._claim(url, key, "site.toml", partial(as_given, order), None)
        return Rendition(url, *SOCIAL_SIZE, "png")

    def clean_copy(self, file: ContentFile, url: str) -> Claim:
        """Claim the copy of an SVG at an address of its own, without scripts."""
        assert file.picture is not None
        key = digest_text("copy", file.digest, self._encoders)
        page = partial(_order, file, file.picture, (0, 0, 0, 0), 0, 0, file.picture.kind, 0, Position(file.path))
        output = Output(file_of(url), url, "picture", "", "", file.path, key, page)
        return Claim(output, Position(file.path))

    def _usable(self, file: ContentFile, position: Position | None) -> PictureFile | None:
        facts = file.picture
        if facts is not None and facts.fault:
            self._gatherer.error(f'the picture "{file.path}" {facts.fault}', position)
            return None
        return facts

    def _plan(
        self, file: ContentFile, facts: PictureFile, use: Use, focal: tuple[float, float], position: Position | None
    ) -> Picture:
        whole = (0, 0, facts.width, facts.height)
        if facts.is_passed_on:
            renditions = self._passed_on(file, facts, position)
            return Picture(renditions, {}, digest_text(renditions.plain.url))
        formats = self._formats(facts)
        widths = _PORTRAIT_WHOLE if use == "portrait" else self._settings.widths
        shown = self._renditions(file, facts, whole, widths, formats, position)
        shapes = {}
        for name in {"body": (), "lead": self._lead_shapes, "portrait": ("1x1",)}[use]:
            box = crop_box(facts.width, facts.height, SHAPES[name], focal)
            shapes[name] = self._shape(file, facts, name, use, box, formats, position)
        return Picture(shown, shapes, digest_of(shown, shapes))

    def _shape(
        self,
        file: ContentFile,
        facts: PictureFile,
        name: str,
        use: Use,
        box: Box,
        formats: Sequence[str],
        position: Position | None,
    ) -> Renditions:
        """Plan a crop: for cards and portraits in widths and formats, and for machines in one that is wide enough."""
        if use == "portrait":
            return self._renditions(file, facts, box, _PORTRAIT_WIDTHS, formats, position)
        wide = self._renditions(file, facts, box, (_WIDE,), formats[-1:], position)
        if name != _CARD_SHAPE:
            return wide
        card = self._renditions(file, facts, box, _CARD_WIDTHS, formats, position)
        own = dict.fromkeys((*card.formats[-1], *wide.formats[-1]))
        return Renditions(card.plain, (*card.formats[:-1], tuple(own)))

    def _formats(self, facts: PictureFile) -> tuple[str, ...]:
        """List the formats to make, the best first, the picture's own last."""
        own = "png" if facts.kind == "gif" else facts.kind
        if own == "avif":  # none of the others would be chosen before it
            return (own,)
        return (*(name for name in ("avif", "webp") if name in self._settings.formats and name != own), own)

    def _renditions(
        self,
        file: ContentFile,
        facts: PictureFile,
        box: Box,
        widths: Sequence[int],
        formats: Sequence[str],
        position: Position | None,
    ) -> Renditions:
        across, down = box[2] - box[0], box[3] - box[1]
        quality = self._settings.quality
        stem = _stem(file.path)
        key = digest_text(stem, file.digest, repr(box), str(quality), self._encoders)
        made = []
        for format_name in formats:
            of_format = []
            for width in _widths(widths, across):
                height = max(1, round(down * width / across))
                ending = f"{width}.{key[:16]}.{_ENDINGS.get(format_name, format_name)}"
                url = f"{FOLDER}{stem}-{ending}"
                page = partial(_order, file, facts, box, width, height, format_name, quality, position)
                self._claim(url, f"{key}-{width}-{format_name}", file.path, page, position)
                of_format.append(Rendition(url, width, height, format_name))
            made.append(tuple(of_format))
        plain = next((one for one in made[-1] if one.width >= _PLAIN_WIDTH), made[-1][-1])
        return Renditions(plain, tuple(made))

    def _passed_on(self, file: ContentFile, facts: PictureFile, position: Position | None) -> Renditions:
        stem = _stem(file.path)
        key = digest_text("pass", stem, file.digest, self._encoders)
        url = f"{FOLDER}{stem}.{key[:16]}.{_ENDINGS.get(facts.kind, facts.kind)}"
        page = partial(_order, file, facts, (0, 0, 0, 0), facts.width, facts.height, facts.kind, 0, position)
        self._claim(url, key, file.path, page, position)
        plain = Rendition(url, facts.width, facts.height, facts.kind)
        return Renditions(plain, ((plain,),))

    def _claim(
        self,
        url: str,
        inputs: str,
        source: str,
        page: Callable[[], PictureOrder | SocialOrder],
        position: Position | None,
    ) -> None:
        path = file_of(url)
        if path not in self.claims:
            self.claims[path] = Claim(Output(path, url, "picture", "", "", source, inputs, page), position)


def _order(
    file: ContentFile,
    facts: PictureFile,
    box: Box,
    width: int,
    height: int,
    format_name: str,
    quality: int,
    position: Position | None,
) -> PictureOrder:
    return PictureOrder(
        file.path, file.location, file.digest, facts.kind, facts.orientation, box, width, height, format_name, quality,
        position,
    )  # fmt: skip


def _stem(path: str) -> str:
    return slugify(posixpath.splitext(posixpath.basename(path))[0]) or "picture"


def _widths(wanted: Sequence[int], limit: int) -> list[int]:
    """Choose widths from narrow to wide, none above the limit: a picture is never blown up."""
    top = min(limit, max(wanted))
    return [width for width in sorted(set(wanted)) if width * _STEP <= top] + [top]
