"""Rules of redirects in, the files that hosts read out: `_redirects`, `.htaccess`, and a map for nginx.

Addresses are written as each host reads them: percent-encoded in `_redirects`, decoded where nginx and Apache compare
with decoded ones, as they were sent wherever a part of them is handed on. Nothing of a request stands decoded in an
answer, and none leads to another host than its rule names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote, unquote

from generator.address import file_of, href
from generator.config import SiteConfig
from generator.digest import digest_of
from generator.documents import Document
from generator.errors import Gatherer, Position
from generator.model.plan import DataFile, Output
from generator.plan.links import SAFE_REST
from generator.plan.redirects import Rule
from generator.plan.routes import Claim

REDIRECTS_FILE, APACHE_FILE, NGINX_FILE = "_redirects", ".htaccess", ".htredirects.conf"
# What Cloudflare reads of `_redirects`: rules without and with a pattern, characters of a line, bytes of all.
MAX_PLAIN, MAX_OPEN, MAX_LINE, MAX_BYTES = 2000, 100, 1000, 100_000
# From here on Netlify cannot promise to take the file.
MAX_NETLIFY = 10_000
# What nginx can hash without being told to take larger buckets; longer addresses become patterns.
_MAX_HASHED = 46

_SENT_REST = r"(?:[^/\\?# ][^?# ]*)?"
_HEADER = "# Old addresses and where they lead now, by Broadsheet: see docs/redirects.md.\n"


def host_claims(
    rules: Sequence[Rule],
    claims: Iterable[Claim],
    own_files: Iterable[str],
    config: SiteConfig,
    document: Document | None,
    gatherer: Gatherer,
) -> list[Claim]:
    """Claim the files of rules for the hosts that are named.

    `claims` are all other files, `own_files` those in `static/`. Warns of rules that would cover pages of the site, of
    those that a host cannot read, and of a file of the site's own that stands in the place of one; all these are left
    out.
    """
    hosts = config.hosts.redirects
    if not hosts:
        return []
    paths = [claim.output.path for claim in claims if claim.output.kind != "redirect"]
    rules = [rule for rule in rules if not rule.is_open or _is_free(rule, paths, config, gatherer)]
    rules = [rule for rule in rules if rule.new.startswith(("/", "https:", "http:"))]
    rules.sort(key=lambda rule: rule.is_open)
    first_pages = not any(path.endswith("page/1/index.html") for path in paths)
    files: list[tuple[str, Callable[[], str]]] = []
    if "netlify" in hosts or "cloudflare" in hosts:
        files.append((REDIRECTS_FILE, lambda: _redirects_text(rules, first_pages, config, gatherer)))
    if "apache" in hosts:
        files.append((APACHE_FILE, lambda: _apache_text(rules, first_pages, config)))
    if "nginx" in hosts:
        lowered = {path.lower() for path in paths}
        files.append((NGINX_FILE, lambda: _nginx_text(rules, first_pages, lowered, config)))
    made = []
    for name, text in files:
        if f"static/{name}" in own_files:
            place = document.position("hosts", "redirects", of_value=True) if document else None
            gatherer.warning(f'"static/{name}" takes the place of the rules that [hosts] asks for', place)
            continue
        made.append(_file_claim(name, text().encode()))
    return made


def _file_claim(name: str, data: bytes) -> Claim:
    page = DataFile(data)
    output = Output(name, f"/{name}", "data", "", "", "site.toml", digest_of("data", data), lambda: page)
    return Claim(output, Position("site.toml"))


def _is_free(rule: Rule, paths: Iterable[str], config: SiteConfig, gatherer: Gatherer) -> bool:
    """Tell whether a rule with a `*` leaves the pages of the site alone, and does not lead to itself."""
    begin = rule.old.lstrip("/")
    covered = next((path for path in paths if path.startswith(begin)), "")
    if covered:
        gatherer.warning(
            f'the redirect "{rule.old}*" would cover "{covered}", and is left out', rule.position,
            "choose a beginning that no page has",
        )  # fmt: skip
    elif rule.keeps_rest and rule.new.startswith(href(rule.old, config.root)):
        gatherer.warning(f'the redirect "{rule.old}*" leads to itself, and is left out', rule.position)
    else:
        return True
    return False


def _target(new: str) -> str:
    """Encode all of a link that could end a word, a line or a quotation."""
    return quote(new, safe=SAFE_REST)


def _redirects_text(rules: Sequence[Rule], first_pages: bool, config: SiteConfig, gatherer: Gatherer) -> str:
    hosts = config.hosts.redirects
    # Netlify serves the page at an old address before it looks at rules, unless forced; Cloudflare knows no such mark.
    status = "301" if "cloudflare" in hosts else "301!"
    root = config.root
    bare = config.origin if root == "/" else ""
    plain, open_ = [], []
    for rule in rules:
        old = href(rule.old, root)
        if "*" in old or re.search(r":[A-Za-z]", old):
            message = f'"_redirects" cannot hold the old address "{rule.old}": "*" and ":" have a meaning there'
            gatherer.warning(message, rule.position)
        elif rule.is_open:
            start = config.origin if rule.keeps_rest and rule.new == "/" else ""
            splat = ":splat" if rule.keeps_rest else ""
            open_.append((f"{old}* {start}{_target(rule.new)}{splat} {status}", rule))
        else:
            plain.append((f"{old} {_target(rule.new)} {status}", rule))
    generic = []
    for depth in range(4 if first_pages else 0):
        above = "".join(f":{name}/" for name in "abc"[:depth])
        generic.append(f"{root}{above}page/1/ {bare if depth else ''}{root}{above} {status}")
    if "cloudflare" in hosts:
        plain, open_ = _within_limits(plain, open_, len(generic), gatherer)
    elif len(plain) + len(open_) > MAX_NETLIFY:
        message = f"there are {len(plain) + len(open_)} redirects: Netlify may not take more than {MAX_NETLIFY}"
        gatherer.warning(message, rules[0].position, 'rules with a "*" stand for many')
    lines = [line for line, _ in plain] + generic[:1] + [line for line, _ in open_] + generic[1:]
    return _HEADER + "".join(f"{line}\n" for line in lines)


_Lines = list[tuple[str, Rule]]


def _within_limits(plain: _Lines, open_: _Lines, further: int, gatherer: Gatherer) -> tuple[_Lines, _Lines]:
    """Leave out the rules that Cloudflare would not read, and tell of the first of each kind."""
    limit = max(MAX_OPEN - max(further - 1, 0), 0)
    too_long = [one for one in (*plain, *open_) if len(one[0]) > MAX_LINE]
    if too_long:
        _tell(too_long, f"longer than the {MAX_LINE} characters of a line", gatherer)
        plain = [one for one in plain if len(one[0]) <= MAX_LINE]
        open_ = [one for one in open_ if len(one[0]) <= MAX_LINE]
    if len(plain) > MAX_PLAIN - 1:
        _tell(plain[MAX_PLAIN - 1 :], f"more than the {MAX_PLAIN - 1} rules", gatherer)
        plain = plain[: MAX_PLAIN - 1]
    if len(open_) > limit:
        _tell(open_[limit:], f'more than the {limit} rules with a "*"', gatherer)
        open_ = open_[:limit]
    room = MAX_BYTES - 1000  # for the lines that are not the site's own
    for at, (line, _) in enumerate([*open_, *plain]):
        room -= len(line) + 1
        if room < 0:
            cut = max(at - len(open_), 0)
            _tell(plain[cut:], f"more than the {MAX_BYTES} bytes", gatherer)
            return plain[:cut], open_
    return plain, open_


def _tell(left_out: _Lines, what: str, gatherer: Gatherer) -> None:
    gatherer.warning(
        f'{len(left_out)} redirects are {what} that Cloudflare reads, from "{left_out[0][1].old}" on, and are left out',
        left_out[0][1].position,
        'their pages still lead on; a rule with a "*" stands for many',
    )


def _nginx_text(rules: Sequence[Rule], first_pages: bool, lowered: set[str], config: SiteConfig) -> str:
    """Write two maps: of addresses as they were sent, for rules with a rest, and of decoded ones, for whole ones."""
    root = unquote(config.root)
    opened, plain = [], []
    olds: dict[str, int] = {}
    for rule in rules:
        olds[rule.old.lower()] = olds.get(rule.old.lower(), 0) + 1
    for rule in rules:
        value = _quoted(_nginx_target(rule))
        if rule.is_open:
            opened.append(f"    {_quoted('~' + _sent(rule, config, '(?<broadsheet_rest>', '(?:[?#]|$)'))} {value};")
            continue
        key = root[:-1] + rule.old
        # Plain keys are compared without regard to case: where that could hit a page, a pattern is not.
        is_alone = olds[rule.old.lower()] == 1 and file_of(rule.old).lower() not in lowered
        is_plain = is_alone and len(key.encode()) <= _MAX_HASHED
        plain.append(f"    {_quoted(key if is_plain else f'~^{re.escape(key)}$')} {value};")
    if first_pages:
        key = f"~^(?<broadsheet_bare>{_sent_text(config.root)}(?:[^/\\\\?#][^?#]*/)?)page/1/(?:[?#]|$)"
        opened.append(f'    {_quoted(key)} "$broadsheet_bare$is_args$args";')
    lines = [
        "map $request_uri $broadsheet_opened {", '    default "";', *opened, "}", "",
        "map $uri $broadsheet_moved {", "    default $broadsheet_opened;", *plain, "}",
    ]  # fmt: skip
    return _HEADER + "\n".join(lines) + "\n"


def _nginx_target(rule: Rule) -> str:
    target = _target(rule.new).replace("$", "%24")
    if rule.keeps_rest:
        target += "$broadsheet_rest"
    return target if "?" in target or "#" in target else target + "$is_args$args"


def _sent(rule: Rule, config: SiteConfig, group: str, end: str) -> str:
    """Write the pattern of an address as it was sent, up to its query."""
    begin = _sent_text(href(rule.old, config.root))
    return f"^{begin}/*{group}{_SENT_REST}){end}" if rule.keeps_rest else f"^{begin}"


def _sent_text(encoded: str) -> str:
    """Write a percent-encoded text as a pattern that takes both cases of hexadecimal digits."""
    return re.sub(
        "%([0-9A-F])([0-9A-F])",
        lambda match: "%" + "".join(f"[{digit}{digit.lower()}]" if digit > "9" else digit for digit in match.groups()),
        re.escape(encoded),
    )


def _quoted(text: str) -> str:
    """Write a text as nginx reads it between quotation marks."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _apache_text(rules: Sequence[Rule], first_pages: bool, config: SiteConfig) -> str:
    """Write rewrite rules: whole addresses first, decoded and from the folder on, then those with a rest, as sent."""
    lines = ["<IfModule mod_rewrite.c>", "RewriteEngine On"]
    for rule in rules:
        target = _apache_target(_target(rule.new))
        flags = "R=301,L,NE,QSD" if "#" in target else "R=301,L,NE"
        if not rule.is_open:
            pattern = f"^{re.escape(rule.old.lstrip('/'))}$"
            lines.append(f"RewriteRule {_delimited(pattern)} {_delimited(target)} [{flags}]")
            continue
        sent = _sent(rule, config, "(", "[?# ]").removeprefix("^")
        rest = "%1" if rule.keeps_rest else ""
        lines.append(f"RewriteCond %{{THE_REQUEST}} {_delimited('^[A-Z]+ ' + sent)}")
        lines.append(f"RewriteRule ^ {_delimited(target + rest)} [{flags}]")
    if first_pages:
        sent = f"^[A-Z]+ ({_sent_text(config.root)}(?:[^/\\\\?# ][^?# ]*/)?)page/1/[?# ]"
        lines += [f"RewriteCond %{{THE_REQUEST}} {_delimited(sent)}", 'RewriteRule ^ "%1" [R=301,L,NE]']
    return _HEADER + "\n".join([*lines, "</IfModule>"]) + "\n"


def _apache_target(target: str) -> str:
    """Take their meaning from what rewrite rules would fill in."""
    return target.replace("$", "\\$").replace("%", "\\%")


def _delimited(text: str) -> str:
    """Write a pattern or target as rewrite rules read it, which know no escape for a quotation mark."""
    return '"' + text.replace('"', "\\x22") + '"'
