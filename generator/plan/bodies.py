"""Bodies' references and shortcodes in, links out: what fills the slots of a parsed body, and what is wrong in it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from urllib.parse import quote, unquote

from generator.address import href, split_target
from generator.config import link_fault
from generator.errors import Gatherer, Position, suggestion
from generator.model.article import Article, Image
from generator.model.author import Author, Link
from generator.model.body import Reference, ShortcodeUse
from generator.model.content import ContentFile
from generator.model.picture import Picture
from generator.model.plan import Filling
from generator.model.shortcode import REFERENCE_PARAMETERS, SHORTCODES
from generator.model.theme import Theme
from generator.plan.links import SAFE_REST, Map, Target, resolve
from generator.plan.pictures import Gallery, Use

_FOLDER = "shortcodes/"


class Filler:
    """Resolves addresses, those of pictures by the `gallery`.

    `copied` remembers the content files that must be there as they are.
    """

    def __init__(self, site_map: Map, theme: Theme, gallery: Gallery, gatherer: Gatherer) -> None:
        self.copied: dict[str, str] = {}
        self.gallery = gallery
        self._map = site_map
        self._gatherer = gatherer
        self._filled: dict[str, Filling] = {}
        self._known = {
            name.removeprefix(_FOLDER).removesuffix(".html"): None
            for name in theme.templates
            if name.startswith(_FOLDER) and name.endswith(".html") and not name.startswith(_FOLDER + "_")
        }

    def fill(self, owner: Article | Author) -> Filling:
        """Fill an article's or biography's references, in their order: a link, or nothing for a held article.

        Warns of addresses that lead nowhere, which stay as typed, and of links to held articles; reports pictures
        that cannot be shown. It is done once an owner.
        """
        if owner.path not in self._filled:
            self._filled[owner.path] = self._fill(owner)
        return self._filled[owner.path]

    def _fill(self, owner: Article | Author) -> Filling:
        if owner.shortcodes:
            self._check_shortcodes(owner)
        folder = posixpath.dirname(owner.path)
        found = []
        pictures = {}
        for index, reference in enumerate(owner.references):
            target = resolve(reference.target, folder, self._map)
            position = position_in_body(owner, reference.line, reference.column)
            file = self.gallery.find(target) if reference.kind == "picture" else None
            if file is not None:
                picture = self.gallery.show(file, "body", "", position)
                found.append(self._picture_link(picture, reference.target))
                if picture is not None:
                    pictures[index] = picture
                continue
            self._note(target, reference, position)
            found.append("" if target.state == "held" else target.link)
        return Filling(tuple(found), pictures)

    def image(self, image: Image | None, path: str, use: Use, position: Position) -> tuple[str, Picture | None]:
        """Find a picture named in front matter of a file: its address, as typed where it is elsewhere, and its files.

        Warns of a picture that is not there, which is then left out; reports one that cannot be shown.
        """
        if image is None:
            return "", None
        if _is_remote(image.src):
            return image.src, None
        target = resolve(image.src, posixpath.dirname(path), self._map)
        file = self.gallery.find(target)
        if file is not None:
            picture = self.gallery.show(file, use, image.focal, position)
            return self._picture_link(picture, image.src), picture
        self._note(target, Reference(image.src, "picture", 1, 1), position)
        return (target.link if target.state == "found" else ""), None

    def image_file(self, image: Image | None, path: str, position: Position) -> ContentFile | None:
        """Find the file of a picture that is one of the site's; warns of one that is not there."""
        if image is None or _is_remote(image.src):
            return None
        target = resolve(image.src, posixpath.dirname(path), self._map)
        file = self.gallery.find(target)
        if file is None:
            self._note(target, Reference(image.src, "picture", 1, 1), position)
        return file

    def _picture_link(self, picture: Picture | None, typed: str) -> str:
        """Make the link to a picture's plain file; a part of an SVG is named after it as it was typed."""
        if picture is None:
            return ""
        link = href(picture.whole.plain.url, self._map.root)
        return link + quote(split_target(typed)[1], safe=SAFE_REST) if picture.whole.plain.format == "svg" else link

    def link(self, url: str, position: Position | None) -> str:
        """Find where a link of the configuration leads; nothing for a held article.

        Warns of one within the site that leads nowhere, which stays as typed, and of links to held articles.
        """
        return self._link(url if url.startswith("/") or _is_elsewhere(url) else "/" + url, "content", position)

    def is_held(self, url: str) -> bool:
        """Tell whether an address of the site is that of a held article."""
        return resolve(url, "content", self._map).state == "held"

    def links(self, author: Author) -> tuple[Link, ...]:
        """Find where the links of an author's profile lead, as `link` does; those to held articles are left out."""
        folder = posixpath.dirname(author.path)
        found = [Link(link.title, self._link(link.url, folder, Position(author.path))) for link in author.links]
        return tuple(link for link in found if link.url)

    def _link(self, url: str, folder: str, position: Position | None) -> str:
        if _is_elsewhere(url):
            return url
        target = resolve(url, folder, self._map)
        self._note(target, Reference(url, "link", 1, 1), position, "is left out")
        return "" if target.state == "held" else target.link

    def _note(self, target: Target, reference: Reference, position: Position | None, became: str = "") -> None:
        if target.file:
            self.copied[target.file] = target.url
        what = "picture" if reference.kind == "picture" else "link"
        typed = unquote(reference.target)
        if target.state == "nowhere":
            self._gatherer.warning(f'the {what} "{typed}" leads nowhere', position)
        elif target.state == "held":
            became = became or ("shows its text" if reference.kind == "link" else "is left out")
            self._gatherer.warning(
                f'the {what} "{typed}" leads to an article that is {target.reason}, and {became}',
                position,
            )

    def _check_shortcodes(self, owner: Article | Author) -> None:
        for use in owner.shortcodes:
            if fault := self._shortcode_fault(use):
                message, hint = fault
                self._gatherer.error(message, position_in_body(owner, use.line, use.column), hint)

    def _shortcode_fault(self, use: ShortcodeUse) -> tuple[str, str] | None:
        if use.name not in self._known:
            return f'there is no shortcode "{use.name}"', suggestion(use.name, self._known)
        given = named_parameters(use)
        for key in REFERENCE_PARAMETERS:
            if fault := link_fault(given.get(key, "")):
                return f'"{use.name}" has a link that {fault}', ""
        shortcode = SHORTCODES.get(use.name)
        if shortcode is None:
            return None
        if len(use.arguments) > len(shortcode.parameters):
            return (
                f'"{use.name}" takes {len(shortcode.parameters)} arguments, but has {len(use.arguments)}',
                "",
            )
        for key in use.parameters:
            if key not in shortcode.parameters:
                return f'"{use.name}" has no parameter "{key}"', suggestion(key, shortcode.parameters)
        for key in shortcode.required:
            if not given.get(key, "").strip():
                return f'"{use.name}" needs "{key}"', f'{{{{< {use.name} {key}="…" >}}}}'
        for key, pattern in shortcode.patterns.items():
            if not re.fullmatch(pattern, given[key], re.ASCII):
                return f'"{given[key]}" cannot be the {key} of "{use.name}"', ""
        if shortcode.encloses and not use.is_paired:
            return f'"{use.name}" encloses text', f"close it with {{{{< /{use.name} >}}}}"
        if use.is_paired and not shortcode.encloses:
            return f'"{use.name}" encloses nothing', f"take {{{{< /{use.name} >}}}} away"
        return None


def _is_remote(src: str) -> bool:
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", src))


def _is_elsewhere(url: str) -> bool:
    return _is_remote(url) or url.startswith("#")


def named_parameters(use: ShortcodeUse) -> dict[str, str]:
    """Give a built-in shortcode's parameters by name, those without names by their order."""
    shortcode = SHORTCODES.get(use.name)
    names: Sequence[str] = shortcode.parameters if shortcode else ()
    return {**dict(zip(names, use.arguments, strict=False)), **use.parameters}


def position_in_body(owner: Article | Author, line: int, column: int) -> Position:
    """Place a line of a body, counted from its first."""
    return Position(owner.path, owner.first_line + line - 1, column)
