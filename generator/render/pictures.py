"""A picture's files in, the HTML that shows it out: every size and format, for the reader's browser to choose from.

Width and height are always said where they are known, so that nothing moves when the picture comes.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from markupsafe import Markup

from generator.model.picture import Rendition, Renditions

Link = Callable[[str], str]


def picture_html(
    renditions: Renditions,
    link: Link,
    alt: str,
    *,
    sizes: str,
    title: str = "",
    css_class: str = "",
    is_lead: bool = False,
    tail: str = "",
) -> Markup:
    """Write a picture: eager and first in line if it is a page's lead, lazy otherwise.

    `sizes` says how wide it is shown, as in HTML; `tail` follows the plain file's address.
    """
    plain = renditions.plain
    own = _srcset(renditions.formats[-1], link) if _has_choice(renditions.formats[-1]) else ""
    srcset = f' srcset="{own}" sizes="{escape(sizes)}"' if own else ""
    image = _image(link(plain.url) + tail, srcset, alt, title, css_class, is_lead, plain.width, plain.height)
    sources = [
        f'<source type="image/{of_format[0].format}" srcset="{_srcset(of_format, link)}" sizes="{escape(sizes)}">'
        for of_format in renditions.formats[:-1]
    ]
    return Markup(f"<picture>{''.join(sources)}{image}</picture>" if sources else image)


def plain_html(
    address: str,
    alt: str,
    *,
    title: str = "",
    css_class: str = "",
    is_lead: bool = False,
    width: int = 0,
    height: int = 0,
) -> Markup:
    """Write a picture of which there is one address alone."""
    return Markup(_image(address, "", alt, title, css_class, is_lead, width, height))


def _image(
    address: str, srcset: str, alt: str, title: str, css_class: str, is_lead: bool, width: int, height: int
) -> str:
    size = f' width="{width}" height="{height}"' if width and height else ""
    words = (f' class="{escape(css_class)}"' if css_class else "") + (f' title="{escape(title)}"' if title else "")
    when = ' fetchpriority="high"' if is_lead else ' loading="lazy"'
    return f'<img src="{escape(address)}"{srcset} alt="{escape(alt)}"{size}{words}{when} decoding="async">'


def _has_choice(of_format: tuple[Rendition, ...]) -> bool:
    return len(of_format) > 1


def _srcset(of_format: tuple[Rendition, ...], link: Link) -> str:
    return ", ".join(f"{escape(link(one.url))} {one.width}w" for one in of_format)
