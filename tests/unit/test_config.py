"""`site.toml`: defaults, every check, and the place of every fault (contract, section 2)."""

from __future__ import annotations

import pytest

from generator.config import SiteConfig, alias_fault, base_url_fault, link_fault, read_config
from generator.errors import Diagnostic

_SITE = '[site]\ntitle = "T"\nbase_url = "https://host.example/"\n'


def _faults(text: str) -> list[Diagnostic]:
    config, _, found = read_config(text)
    assert (config is None) == bool(found)
    return found


def _config(text: str, **keys: str) -> SiteConfig:
    config, document, found = read_config(text, **keys)
    assert not found
    assert config is not None
    assert document is not None
    return config


def test_two_keys_are_enough() -> None:
    config = _config(_SITE)
    assert config == SiteConfig(site=config.site)
    assert (config.site.language, config.site.timezone, config.site.theme) == ("en", "UTC", "broadsheet")
    assert (config.listing.page_size, config.listing.excerpt_words) == (6, 500)
    assert config.taxonomies.names == ("tag", "author", "region", "series")
    assert config.archives.periods == ("year", "month")
    assert (config.ticker.file, config.ticker.decimals, config.ticker.repeat) == ("", 5, 8)
    assert (config.feeds.formats, config.feeds.scopes) == (
        ("rss", "atom", "json"), ("site", "section", "tag", "author"),
    )  # fmt: skip
    assert (config.feeds.items, config.feeds.full_text, config.feeds.max_bytes) == (20, True, 1_000_000)
    assert config.feeds.hub == ""
    assert config.permalinks.article == "/{section}/{slug}/"
    assert config.markdown.html is False
    assert config.search.enabled is False


def test_every_table_is_read() -> None:
    config = _config(
        _SITE
        + 'language = "pt-BR"\ntimezone = "Asia/Almaty"\ntheme = "own"\ndescription = "D"\n'
        + '[publisher]\nname = "P"\nlogo = "/l.svg"\nurl = "https://p.example/"\nsame_as = ["https://q.example/"]\n'
        + '[[navigation]]\ntitle = "A"\nurl = "/a/"\n[[navigation]]\ntitle = "B"\nurl = "https://b.example/"\n'
        + '[theme]\naccent = "#fff"\nsince = 2025-05-14\nratio = 1.5\nlist = [1, "x"]\n'
        + '[redirects]\n"/old/" = "/new/"\n"/years/*" = "https://old.example/"\n'
        + "[listing]\npage_size = 1\nexcerpt_words = 0\n"
        + '[taxonomies]\nnames = ["tag", "topic"]\n[archives]\nperiods = ["day"]\n'
        + '[ticker]\nfile = "content/rates.csv"\ndecimals = 0\nrepeat = 1\n'
        + "[feeds]\nformats = []\nscopes = []\nitems = 1\nfull_text = false\n"
        + '[permalinks]\narticle = "/{year}/{slug}/"\n[markdown]\nhtml = true\n[search]\nenabled = true\n'
    )
    assert config.publisher.same_as == ("https://q.example/",)
    assert [link.url for link in config.navigation] == ["/a/", "https://b.example/"]
    assert config.theme == {"accent": "#fff", "since": "2025-05-14", "ratio": 1.5, "list": [1, "x"]}
    assert config.redirects == {"/old/": "/new/", "/years/*": "https://old.example/"}
    assert (config.listing.page_size, config.feeds.formats, config.markdown.html) == (1, (), True)
    assert config.search.enabled is True


@pytest.mark.parametrize(
    ("url", "origin", "root"),
    [
        ("https://host.example/", "https://host.example", "/"),
        ("https://host.example", "https://host.example", "/"),
        ("http://host.example:8080/magazine", "http://host.example:8080", "/magazine/"),
        ("https://host.example/a/b/", "https://host.example", "/a/b/"),
    ],
)
def test_base_url_may_hold_a_path_and_can_be_replaced(url: str, origin: str, root: str) -> None:
    config = _config(_SITE, base_url=url)
    assert (config.origin, config.root) == (origin, root)


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("", (1, 1), "the table [site] is missing", 'it needs "title" and "base_url"'),
        ('[site]\ntitle = "T"\n', (1, 1), '[site] needs the key "base_url"', ""),
        ('[site]\nbase_url = "https://host.example/"\n', (1, 1), '[site] needs the key "title"', ""),
        (_SITE.replace('"T"', '" "'), (2, 9), "the site's title is empty", ""),
        (_SITE.replace('"T"', "1"), (2, 9), '"title" must be text in quotes, but is the number 1', ""),
        (_SITE.replace('"T"', '"a\\u0007"'), (2, 9), '"title" holds a control character', ""),
        (_SITE.replace("https:", "ftp:"), (3, 12), '"base_url" must start with http:// or https:// and a host: '
         '"ftp://host.example/"', 'for example "https://host/"'),
        ("site = 1\n", (1, 1), '"site" must be a table, but is the number 1', "write [site]"),
        (_SITE + 'titel = "x"\n', (4, 1), 'unknown key "titel" in [site]', 'did you mean "title"?'),
        (_SITE + "[listng]\n", (4, 1), 'unknown table or key "listng"', 'did you mean "listing"?'),
        (_SITE + '[deploy]\nlive = "/srv"\n', (5, 1), '"live" must be a target, but is the text "/srv"',
         "write [deploy.live], and in it: live = …"),
        (_SITE + '[deploy.live]\n', (4, 1), '[deploy.live] needs the key "address"', ""),
        (_SITE + '[deploy.live]\nadress = "/srv"\naddress = "/srv"\n', (5, 1),
         'unknown key "adress" in [deploy.live]', 'did you mean "address"?'),
        (_SITE + '[deploy.live]\naddress = "ftp://x"\n', (5, 11),
         'the target\'s address "ftp://x" starts with "ftp://", which is no target',
         "a folder, user@host:path, s3://bucket, gs://bucket, az://container or origin#branch"),
        (_SITE + '[deploy.live]\naddress = "/srv"\nregion = "x"\n', (6, 1),
         '"region" means nothing to a target of this kind', "take it away"),
        (_SITE + '[deploy.live]\naddress = "s3://b"\nsecret_key = "x"\n', (6, 1),
         '"secret_key" is a secret by its name, and site.toml is no place for one',
         "keep it in the environment, or in the files of the tool that needs it"),
        (_SITE + '[deploy.live]\naddress = "/srv"\nwebsub = true\n', (6, 10), '"websub" needs a hub to tell',
         "write it in [feeds]: hub = …"),
        (_SITE + '[deploy.live]\naddress = "/srv"\nindexnow = "short"\n', (6, 12),
         '"indexnow" must be 8 to 128 letters, digits and hyphens', ""),
        (_SITE + '[deploy.a]\naddress = "/a"\ndefault = true\n[deploy.b]\naddress = "/b"\ndefault = true\n', (9, 11),
         '"a" and "b" are both the default target', ""),
        (_SITE + '[deploy."a b"]\naddress = "/a"\n', (4, 1), '"a b" cannot be the name of a target',
         "letters, digits, - and _"),
        (_SITE + "[zzz]\n", (4, 1), 'unknown table or key "zzz"', ""),
        (_SITE + 'languages = "ru"\n', (4, 1), 'unknown key "languages" in [site]', 'did you mean "language"?'),
        (_SITE + "[comments]\nenabled = true\n", (4, 1), 'unknown table or key "comments"', ""),
        (_SITE + '[search]\nenable = true\n', (5, 1), 'unknown key "enable" in [search]', 'did you mean "enabled"?'),
        (_SITE + 'language = "english!"\n', (4, 12), '"english!" is not a language code', 'for example "en" or "ru"'),
        (_SITE + 'timezone = "Asia/Almata"\n', (4, 12), 'unknown time zone "Asia/Almata"', 'for example "Asia/Almaty"'),
        (_SITE + 'theme = "../other"\n', (4, 9), '"../other" is not the name of a theme folder', ""),
        (_SITE + '[publisher]\nurl = "javascript:x"\n', (5, 7),
         'the link "javascript:x" starts with "javascript:", which is no link for readers', ""),
        (_SITE + '[publisher]\nlogo = "data:x"\n', (5, 8),
         'the link "data:x" starts with "data:", which is no link for readers', ""),
        (_SITE + '[publisher]\nsame_as = ["https://a.example/", "vbscript:x"]\n', (5, 34),
         'the link "vbscript:x" starts with "vbscript:", which is no link for readers', ""),
        (_SITE + '[publisher]\nsame_as = "https://a.example/"\n', (5, 11),
         '"same_as" must be a list of texts, but is the text "https://a.example/"', ""),
        (_SITE + '[navigation]\ntitle = "A"\n', (4, 1), '"navigation" must be a list of tables, but is a table',
         "write [[navigation]] before each link"),
        (_SITE + '[[navigation]]\ntitle = "A"\n', (4, 1), '[navigation] needs the key "url"', ""),
        (_SITE + '[[navigation]]\ntitle = "A"\nurl = "/"\n[[navigation]]\ntitle = "B"\nurl = "javascript:x"\n', (9, 7),
         'the link "javascript:x" starts with "javascript:", which is no link for readers', ""),
        (_SITE + '[redirects]\n"/old/" = 1\n', (5, 11),
         'the new address of "/old/" must be text, but is the number 1', ""),
        (_SITE + '[redirects]\n"/a/../b/" = "/b/"\n', (5, 1), 'the old address "/a/../b/" has ".." or "." in it', ""),
        (_SITE + '[redirects]\n"https://a.example/" = "/b/"\n', (5, 1), 'the old address "https://a.example/" has a '
         "scheme or host; write the path from the site's root", ""),
        (_SITE + '[redirects]\n"/a/" = ""\n', (5, 9), 'the new address "" is empty', ""),
        (_SITE + "[listing]\npage_size = 0\n", (5, 13), '"page_size" must be from 1 to 1000, but is 0', ""),
        (_SITE + "[listing]\npage_size = 1001\n", (5, 13), '"page_size" must be from 1 to 1000, but is 1001', ""),
        (_SITE + '[listing]\npage_size = "6"\n', (5, 13),
         '"page_size" must be a whole number, but is the text "6"', ""),
        (_SITE + "[listing]\npage_size = 6.5\n", (5, 13),
         '"page_size" must be a whole number, but is the text "6.5"', ""),
        (_SITE + "[listing]\npage_size = true\n", (5, 13), '"page_size" must be a whole number, but is true', ""),
        (_SITE + "[listing]\nexcerpt_words = -1\n", (5, 17), '"excerpt_words" must be from 0 to 100000, but is -1', ""),
        (_SITE + "[ticker]\ndecimals = 21\n", (5, 12), '"decimals" must be from 0 to 20, but is 21', ""),
        (_SITE + "[ticker]\nrepeat = 0\n", (5, 10), '"repeat" must be from 1 to 100, but is 0', ""),
        (_SITE + "[feeds]\nitems = 0\n", (5, 9), '"items" must be from 1 to 1000, but is 0', ""),
        (_SITE + '[feeds]\nformats = ["rss", "rsss"]\n', (5, 19), 'unknown name "rsss" in "formats"',
         'did you mean "rss"?'),
        (_SITE + '[feeds]\nscopes = ["world"]\n', (5, 11), 'unknown name "world" in "scopes"',
         "known: site, section, tag, author"),
        (_SITE + '[archives]\nperiods = ["week"]\n', (5, 12), 'unknown name "week" in "periods"',
         "known: year, month, day"),
        (_SITE + '[taxonomies]\nnames = ["Tag Name"]\n', (5, 10), '"Tag Name" cannot be a taxonomy\'s name',
         "letters, digits and hyphens, in lower case"),
        (_SITE + '[taxonomies]\nnames = ["tag", "title"]\n', (5, 17),
         '"title" has a meaning of its own and cannot be a taxonomy', ""),
        (_SITE + '[taxonomies]\nnames = ["tag", "tag"]\n', (5, 17), 'the taxonomy "tag" stands twice', ""),
        (_SITE + '[permalinks]\narticle = "/{title}/"\n', (5, 11),
         'the permalink pattern does not know the field "{title}"', "fields: {section} {slug} {year} {month} {day}"),
        (_SITE + '[markdown]\nhtml = "yes"\n', (5, 8), '"html" must be true or false, but is the text "yes"', ""),
        (_SITE + "[site]\n", (4, 6), "cannot declare ('site',) twice", ""),
    ],
)  # fmt: skip
def test_each_check_names_its_place(text: str, place: tuple[int, int], message: str, hint: str) -> None:
    faults = _faults(text)
    at = next((fault for fault in faults if fault.message == message), None)
    assert at is not None, faults
    assert at.position is not None
    assert (at.severity, at.position.path, at.position.line, at.position.column) == ("error", "site.toml", *place)
    assert at.hint == hint
    assert len(faults) == 1


def test_all_mistakes_are_told_at_once() -> None:
    text = '[site]\ntitle = ""\nbase_url = "x"\ntimezone = "Nowhere"\nnope = 1\n'
    text += '[listing]\npage_size = 0\n[feeds]\nitems = "x"\n'
    assert [fault.position.line for fault in _faults(text) if fault.position] == [5, 9, 2, 3, 4, 7]


@pytest.mark.parametrize(
    ("url", "is_allowed"),
    [
        ("https://a.example/", True), ("HTTP://a.example/", True), ("mailto:a@b.example", True), ("tel:+7", True),
        ("/a/", True), ("a/b.html", True), ("#anchor", True), ("?q", True), ("", True), ("a b", True),
        ("2025-05-14", True), ("/a:b/", True),
        ("javascript:alert(1)", False), ("JavaScript:alert(1)", False), (" javascript:alert(1)", False),
        ("java\tscript:alert(1)", False), ("\x01javascript:alert(1)", False), ("data:text/html,x", False),
        ("vbscript:x", False), ("file:///etc/passwd", False), ("ftp://a.example/", False), ("a\nb", False),
        ("http://[::1", False),
    ],
)  # fmt: skip
def test_which_links_may_stand_in_a_page(url: str, is_allowed: bool) -> None:
    assert (link_fault(url) == "") is is_allowed


@pytest.mark.parametrize(
    ("alias", "is_allowed"),
    [
        ("/old/", True), ("old", True), ("old.html", True), ("/a/b/c", True), ("/старый адрес/", True),
        ("/%D0%B0/", True), ("/a..b/", True), ("/.well-known/x/", True), ("/a+b@c/", True),
        ("", False), ("/", False), ("///", False), (" ", False), ("../x", False), ("/a/../b", False), ("/./a", False),
        ("/a/..", False), ("https://a.example/x", False), ("//a.example/x", False), ("mailto:x", False),
        ("a\\b", False), ("/a\tb", False), ("/a\x07", False), ("/a\nb", False), ("/a?b", False), ("/a#b", False),
        ("/%2e%2e/x", False), ("/%00", False), ("/a%5Cb", False), ("/" + "x" * 256, False), ("/" + "я" * 128, False),
        ("/" + "x" * 255, True),
    ],
)  # fmt: skip
def test_which_old_addresses_a_file_can_answer(alias: str, is_allowed: bool) -> None:
    assert (alias_fault(alias) == "") is is_allowed


@pytest.mark.parametrize(
    ("url", "is_allowed"),
    [
        ("https://host.example/", True), ("http://localhost:8000", True), ("https://host.example/a/b", True),
        ("https://[::1]:8000/", True), ("https://кз.example/", True),
        ("", False), ("/a/", False), ("host.example", False), ("https://", False), ("https:///a", False),
        ("ftp://host.example/", False), ("https://host.example/?a", False), ("https://host.example/#a", False),
        ("https://host.example/a b", False), ('https://host.example/"', False), ("https://host.example/<b>", False),
        ("https://user@host.example/", False), ("https://u:p@host.example/", False), ("https://host.example:x/", False),
        ("https://host.example:99999/", False), ("https://[::1/", False), ("https://host.example/../a/", False),
        ("https://host.example/a\\b", False), ("https://host.example/\x7f", False),
    ],
)  # fmt: skip
def test_which_url_may_be_the_sites_own(url: str, is_allowed: bool) -> None:
    assert (base_url_fault(url) == "") is is_allowed
