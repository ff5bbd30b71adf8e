"""`broadsheet new deploy HOST`: the files by which a host builds or serves the site, written into the site's folder.

A recipe is a folder here, of texts with `{{words}}` to be filled in. What a file of it says of headers is the theme's
and the site's own policy as they are when it is written.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from generator.config import CONFIG_FILE, SiteConfig, read_config
from generator.errors import Diagnostic, SiteError, suggestion
from generator.load.theme import load_theme
from generator.plan.headers import security_headers

HOSTS = {
    "netlify": {"netlify.toml": "netlify.toml"},
    "cloudflare": {"wrangler.toml": "wrangler.toml", "cloudflare.yml": ".github/workflows/cloudflare.yml"},
    "github": {"pages.yml": ".github/workflows/pages.yml"},
    "gitlab": {"gitlab-ci.yml": ".gitlab-ci.yml"},
    "nginx": {"nginx.conf": "deploy/nginx.conf"},
    "caddy": {"Caddyfile": "deploy/Caddyfile"},
    "apache": {"apache.conf": "deploy/apache.conf"},
}


def start_deploy(site: Path, host: str) -> str:
    """Write the files of a host into a site; says which.

    Raises `SiteError` when there is no such recipe, the site cannot be read, or a file is there already.
    """
    if host not in HOSTS:
        hint = suggestion(host, HOSTS) or "known: " + ", ".join(HOSTS)
        raise SiteError([Diagnostic("error", f'there is no recipe for "{host}"', hint=hint)])
    config, policy = _read_site(site)
    targets = HOSTS[host]
    there = [Diagnostic("error", f"{path} is there already", hint="move it away") for path in targets.values()
             if (site / path).exists()]  # fmt: skip
    if there:
        raise SiteError(there)
    words = _words(site, config, security_headers(config, policy))
    try:
        for name, path in targets.items():
            text = (files("generator") / "deploy" / "recipes" / host / name).read_text("utf-8")
            for word, value in words.items():
                text = text.replace("{{" + word + "}}", value)
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_text(text, "utf-8")
    except OSError as error:
        message = f"the files cannot be written: {error.strerror}: {error.filename}"
        raise SiteError([Diagnostic("error", message)]) from None
    return "wrote " + ", ".join((site / path).as_posix() for path in targets.values())


def _words(site: Path, config: SiteConfig, headers: dict[str, str]) -> dict[str, str]:
    parts = urlsplit(config.site.base_url)
    host = parts.hostname or "localhost"

    def lines(indent: int, line: Callable[[str, str], str]) -> str:
        return ("\n" + " " * indent).join(line(name, value) for name, value in headers.items())

    return {
        "host": host,
        "name": host.replace(".", "-"),
        "root": config.root,
        "prefix": config.root.rstrip("/"),
        "folder": f"/srv/www/{host}",
        "nginx_headers": lines(4, lambda name, value: f"add_header {name} {_quoted(value)} always;"),
        "caddy_headers": lines(8, lambda name, value: f"{name} {_quoted(value)}"),
        "apache_headers": lines(4, lambda name, value: f"Header always set {name} {_quoted(value)}"),
    }


def _quoted(value: str) -> str:
    """Write a header's value between quotation marks, as all three servers read them."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _read_site(site: Path) -> tuple[SiteConfig, str]:
    try:
        config, document, found = read_config((site / CONFIG_FILE).read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        message = f"{CONFIG_FILE} cannot be read: {reason}"
        raise SiteError([Diagnostic("error", message, hint="start with: broadsheet new site DIR")]) from None
    if config is None:
        raise SiteError(found)
    theme, found = load_theme(site, config.site.theme, config.theme, document)
    if theme is None:
        raise SiteError(found)
    return config, theme.csp
