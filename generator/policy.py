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


def allowing(policy: str, directive: str, source: str) -> str:
    """Let a policy's directive allow one more source; one that is not there starts as what stands in for it.

    What a policy does not restrict, it does not restrict afterwards.
    """
    directives = _directives(policy)
    now = directives.get(directive, directives.get("default-src"))
    if now is None or source in now:
        return policy
    return merged_policy(policy, " ".join((directive, *(one for one in now if one != "'none'"), source)))


def _directives(text: str) -> dict[str, list[str]]:
    words = [part.split() for part in text.split(";")]
    return {name.lower(): values for name, *values in filter(None, words)}
