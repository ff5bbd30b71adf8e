"""An SVG's bytes in, the same drawing out without anything that acts or loads: scripts, handlers, what lies elsewhere.

What holds nothing of the kind stays byte for byte.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

_SVG = "{http://www.w3.org/2000/svg}"
# Elements that run, embed or hear something.
_ACTING = frozenset(
    ("script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "listener", "link", "meta",
     "base", "form", "input", "button")
)  # fmt: skip
_ANIMATING = frozenset(("set", "animate", "animatetransform", "animatemotion"))
_RASTER = re.compile(r"\s*data:image/(png|jpeg|gif|webp|avif)[;,]", re.IGNORECASE)
_PAGE = re.compile(r"\s*(https?://|mailto:)", re.IGNORECASE)
# In a style: what is loaded from anywhere but the drawing itself, and what could hide that.
_LOADING = re.compile(
    r"""@import|\\|expression\s*\(|javascript:|(?:url|image-set|image|src)\s*\(\s*(?!\s*["']?\s*#)""", re.IGNORECASE
)


def clean_svg(data: bytes) -> bytes:
    """Clean a drawing; raises an error of lxml's when it is not XML, and `ValueError` when it is no drawing."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(data, parser)
    if root.tag != f"{_SVG}svg":
        raise ValueError("its first element is not svg in SVG's namespace")
    document = root.getroottree()
    has_more = document.docinfo.internalDTD is not None or _is_in_company(root)
    # A list: the walk must not see the tree change below its feet.
    dropped = [_drop(node) for node in list(root.iter()) if _is_acting(node)]
    cleaned = [_clean_attributes(element) for element in root.iter(etree.Element)]
    if not (has_more or dropped or any(cleaned)):
        return data
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, with_tail=False)) + b"\n"


def _is_in_company(root: Any) -> bool:
    """Tell whether instructions stand beside the root, such as stylesheets to load."""
    around = [*root.itersiblings(preceding=True), *root.itersiblings()]
    return any(isinstance(node, etree._ProcessingInstruction) for node in around)


def _is_acting(node: Any) -> bool:
    if isinstance(node, etree._ProcessingInstruction | etree._Entity):
        return True
    if not isinstance(node.tag, str):
        return False
    name = _local(node.tag)
    if name in _ACTING:
        return True
    if name == "style":
        return bool(_LOADING.search("".join(node.itertext())))
    if name in _ANIMATING:
        aim = node.get("attributeName", "").strip().lower().rpartition(":")[2]
        return aim in ("href", "src", "style") or aim.startswith("on")
    return False


def _drop(node: Any) -> bool:
    """Take a node away; the text after it stays."""
    parent = node.getparent()
    if parent is None:
        return False
    before = node.getprevious()
    if node.tail and before is not None:
        before.tail = (before.tail or "") + node.tail
    elif node.tail:
        parent.text = (parent.text or "") + node.tail
    parent.remove(node)
    return True


def _clean_attributes(element: Any) -> bool:
    bad = [name for name, value in element.attrib.items() if not _is_harmless(element, name, value)]
    for name in bad:
        del element.attrib[name]
    return bool(bad)


def _is_harmless(element: Any, name: str, value: str) -> bool:
    local = _local(name)
    if local.startswith("on"):
        return False
    if local in ("href", "src", "base", "formaction", "action"):
        is_link = _local(element.tag) == "a" and bool(_PAGE.match(value))
        return is_link or value.strip().startswith("#") or bool(_RASTER.match(value))
    return not _LOADING.search(value) if "(" in value or local == "style" else True


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()
