"""A content security policy: text as people type it in, directives out, and one laid over another."""

from __future__ import annotations

from generator.errors import suggestion

DIRECTIVES = (
    "default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem", "style-src-attr",
    "img-src", "font-src", "connect-src", "media-src", "object-src", "frame-src", "child-src", "worker-src",
    "manifest-src", "base-uri", "form-action", "frame-ancestors", "sandbox", "upgrade-insecure-requests", "report-to",
    "report-uri", "require-trusted-types-for", "trusted-types",
)  # fmt: skip


def policy_fault(text: str) -> tuple[str, str]:
    """Tell what is wrong with a policy, and what might be meant; two empty texts when nothing is."""
    if not text.isascii() or "," in text:
        return 'the policy holds a character that a header cannot: only ASCII, and no ","', ""
    for name in _directives(text):
        if name not in DIRECTIVES:
            return f'a content security policy has no directive "{name}"', suggestion(name, DIRECTIVES)
    return "", ""


def merged_policy(theirs: str, own: str) -> str:
    """Lay `own` over a policy: a directive of the same name is replaced, another one is added."""
    merged = {**_directives(theirs), **_directives(own)}
    return "; ".join(" ".join((name, *values)) for name, values in merged.items())


def _directives(text: str) -> dict[str, list[str]]:
    words = [part.split() for part in text.split(";")]
    return {name.lower(): values for name, *values in filter(None, words)}
