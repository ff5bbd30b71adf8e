"""Configuration and theme in, the text of `_headers` out: the rules that Netlify and Cloudflare Pages read.

What a host may keep for ever carries its digest in its name; everything gets the usual security headers, and the
theme's content security policy with the site's own laid over it.
"""

from __future__ import annotations

from generator.config import SiteConfig
from generator.policy import allowing, merged_policy

_YEAR = 365 * 24 * 60 * 60
FOR_EVER = f"public, max-age={_YEAR}, immutable"
# What the search in the browser needs: it is compiled, and no text becomes code by this.
_COMPILED = "'wasm-unsafe-eval'"


def headers_text(config: SiteConfig, theme_policy: str) -> str:
    """Write the rules, for addresses as pages link them."""
    lines = [f"{config.root}*"]
    lines += [f"  {name}: {value}" for name, value in security_headers(config, theme_policy).items()]
    lines += ["", f"{config.root}assets/*", f"  Cache-Control: {FOR_EVER}"]
    return "\n".join(lines) + "\n"


def security_headers(config: SiteConfig, theme_policy: str) -> dict[str, str]:
    """Give the headers that every page should be sent with."""
    policy = merged_policy(theme_policy, config.security.csp)
    if config.search.enabled:
        policy = allowing(policy, "script-src", _COMPILED)
    headers = {
        "Content-Security-Policy": policy,
        "Strict-Transport-Security": f"max-age={_YEAR}" if config.origin.startswith("https:") else "",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    return {name: value for name, value in headers.items() if value}
