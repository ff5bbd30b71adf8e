"""Edits of a site, by name: each changes the folder by two numbers that choose what and how.

A script of them is plain data, so that a failing one can be shrunk and read.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.magazine import SITE_TOML, Magazine
from tests.pictures import SVG, jpeg, png

Edit = Callable[[Magazine, int, int], None]

CLOCKS = (
    "2025-05-14T12:00:00+05:00",
    "2025-05-13T23:59:59+05:00",
    "2025-05-14T00:00:00+05:00",
    "2025-05-14T19:00:00Z",  # midnight in Almaty
    "2025-05-15T09:00:00+05:00",
    "2025-05-20T12:00:00+05:00",
    "2025-06-01T00:00:00+05:00",
    "2024-12-31T23:59:00+05:00",
)
BASE_URLS = ("", "", "https://other.example/", "https://test.example/magazine/")
FLAGS = ((), (), (), ("--drafts",), ("--future",), ("--drafts", "--future"), ("--strict",))

_DATES = (
    "2025-05-01", "2025-05-01 9:30", "2024-12-31", "2025-05-13T23:30:00Z", "2025-05-14", "2025-05-14 12:00:00",
    "2025-05-15", "2025-05-15 08:59", "2025-06-01", "2023-02-28",
)  # fmt: skip
_TITLES = ("One", "Two & two", "Three", "The fourth", "Тіл")
_TAGS = ("[]", "[Economy]", "[Economy, Aral]", "[economy]", "[Aral, Дала]")
_AUTHORS = ("", "Ann", "[Ann, Böðvar]", "The Desk")
_BODIES = (
    "Short.",
    "One two three four five six seven eight nine ten.",
    "One two three four five six seven eight nine other.",
    "One two three four five six seven eight nine ten eleven.",
    "A [link](a1.md), [another](../world/a2.md#top) and [a page](/about/).",
    "A picture: ![alt](p.png)\n\n## A heading\n\nText[^1].\n\n[^1]: A note.",
    "{{< box >}}inside{{< /box >}}\n\n{{< note >}}A note.{{< /note >}}",
    '{{< figure src="/shared.png" alt="x" caption="y" >}}\n\n```python\nprint(1)\n```',
    "<b>raw</b> [nowhere](gone.md) [held](a3.md)",
)
_EXTRAS: tuple[dict[str, str], ...] = (
    {}, {}, {"draft": "true"}, {"expires": "2025-05-20"}, {"expires": "2025-05-14 12:00"}, {"series": "A series"},
    {"region": "Kazakhstan"}, {"aliases": "[/old/, /older.html]"}, {"image": "{src: p.png, alt: x}"},
    {"kicker": "Kicker"}, {"featured": "true"}, {"summary": "A standfirst."}, {"updated": "2025-05-10"}, {"lang": "ru"},
    {"lang": "ar"},
    {"template": "page"}, {"canonical_url": "https://elsewhere.example/"}, {"topic": "[Water]"}, {"wrong": "key"},
    {"slug": "another"}, {"section": "moved"}, {"extra": "{a: 1}"},
    {"corrections": "[{date: 2025-05-03, text: Wrong.}]"},
)  # fmt: skip
_NAMES = ("news/a1", "news/a2", "news/a3", "news/deep/a4", "world/a1", "world/a2", "world/a5", "culture/a6")

_MENU = '[[navigation]]\ntitle = "News"\nurl = "/news/"\n'
_CONFIGURATIONS = (
    _MENU,
    "",
    "[listing]\npage_size = 3\n",
    "[listing]\nexcerpt_words = 3\n",
    'description = "About."\n',
    'title_of_nothing = "x"\n',
    '[taxonomies]\nnames = ["tag", "topic"]\n',
    '[archives]\nperiods = ["day"]\n',
    "[ticker]\ndecimals = 2\nrepeat = 2\n",
    '[ticker]\nfile = "content/rates.csv"\n',
    "[feeds]\nitems = 1\n",
    '[feeds]\nfull_text = false\nscopes = ["section"]\n',
    '[permalinks]\narticle = "/{year}/{month}/{slug}/"\n',
    "[markdown]\nhtml = true\n",
    '[publisher]\nname = "Publisher"\n',
    '[[navigation]]\ntitle = "News"\nurl = "/news/"\n[[navigation]]\ntitle = "A"\nurl = "/news/a3/"\n',
    '[redirects]\n"/before/" = "/news/"\n"/more/*" = "/world/"\n"/gone/" = "/news/a1/"\n',
    '[publisher]\nlogo = "/shared.png"\nurl = "/about/"\n',
    '[publisher]\nlogo = "/news/a1/"\n[listing]\nnoindex_below = 2\npage_size = 1\n',
    '[redirects]\n"/more/*" = "/world/*"\n[hosts]\nredirects = ["cloudflare", "nginx", "apache"]\n',
    "[theme]\nshow_related = false\n",
    '[theme]\naccent_light = "#123456"\n[[theme.footer_links]]\ntitle = "About"\nurl = "/about/"\n',
    '[pictures]\nwidths = [20]\nformats = ["webp"]\n',
    "[pictures]\nquality = 50\n",
    '[social]\nimage = "/shared.png"\n',
    '[social]\ncards = "headline"\naccent = "#123456"\n',
    '[social]\ncards = "none"\n',
    "[search]\nenabled = true\n",
    '[search]\nenabled = true\n[[navigation]]\ntitle = "Search"\nurl = "/search/"\n',
)
_HEADS = (
    SITE_TOML,
    SITE_TOML.replace("The Test", "Another title"),
    SITE_TOML.replace("Asia/Almaty", "UTC"),
    SITE_TOML + 'language = "ru"\n',
    SITE_TOML + 'theme = "small"\n',
    SITE_TOML + 'theme = "small"\n',
    SITE_TOML + 'theme = "other"\n',
    SITE_TOML + 'theme = "gazette"\n',
    SITE_TOML + 'language = "kk"\ntheme = "other"\n',
)
_TEMPLATES = {
    "card.html": ("<article class='item'><h2>{{ article.headline }}</h2>N</article>", "{{ article.url }} N"),
    "ticker.html": ("<div>N {% for i in masthead.ticker['items'] %}{{ i.text }}{% endfor %}</div>"
                    .replace("masthead.ticker['items']", "(masthead.ticker and masthead.ticker['items'] or [])"),
                    "<div>N {{ masthead.day }}</div>"),
    "page.html": ('{% extends "base.html" %}{% block main %}N {{ article.body }}{% endblock %}', "N {{ page.title }}"),
    "404.html": ("N {{ newest | length }}", '{% include "parts/" ~ "x" ~ ".html" ignore missing %}N'),
    "article.html": ('{% extends "base.html" %}{% block main %}N {{ article.body }}'
                     "{% for r in related %}{{ r.headline }}{{ r.section.title }}{% endfor %}{% endblock %}",
                     "N {{ article.headline }} {{ article.reading_minutes }} {{ masthead.dateline }}"),
    "listing.html": ("N {% for a in paginator['items'] %}{{ card(a) }}{% endfor %}{{ masthead.dateline }}",
                     "N {% for a in paginator['items'] %}{{ a.headline }} {{ a.excerpt }}{% endfor %}"),
    "shortcodes/box.html": ("<div>N {{ inner }}</div>", '<p>{% include "shortcodes/_part.html" %}</p>{{ inner }}'),
    "shortcodes/_part.html": ("<i>N</i>", "<i>part N</i>"),
    "parts/x.html": ("x N", "y N"),
    "redirect.html": ("N {{ target }}", "N {{ site.title }} {{ target }}"),
    "footer.html": ("<footer>N</footer>", "<footer>N {{ site.title }}</footer>"),
}  # fmt: skip


# Shows all there is to show of an article and its neighbours, so that nothing of it can go stale unseen.
_DETAILED = """
{{ article.headline }} {{ article.section.title }} {{ article.word_count }} {{ article.image and article.image.url }}
{{ article.image and article.image.shapes }} {{ page.card }}
{% for a in article.byline %}{{ a.name }} {{ a.url }} {{ a.role }}
{% for link in a.links %}{{ link.title }} {{ link.url }}{% endfor %}{% endfor %}
{% for name, terms in article.terms | dictsort %}
{% for term in terms %}{{ term.name }} {{ term.url }}{% endfor %}{% endfor %}
{% for other in [previous, next] + related %}{% if other %}
{{ other.headline }} {{ other.url }} {{ other.section.title }} {{ other.kicker }} {{ other.standfirst }}
{{ other.date }} {{ other.lang }} {{ other.image and other.image.url }}
{% endif %}{% endfor %}
{% for place in series %}{{ place.name }} {{ place.number }} {{ place.total }}
{% for part in place.parts %}{{ part.headline }} {{ part.url }} {{ part.section.title }}{% endfor %}{% endfor %}
{{ article.body }}
"""


def start(magazine: Magazine, articles: int) -> None:
    """Write the site that every script begins with."""
    magazine.write(
        "-- content/pages/about.md --\n---\ntitle: About\n---\nAbout us.\n"
        "-- static/robots.txt --\nUser-agent: *\n"
        "-- static/deep/file.bin --\nbinary\n"
        "-- content/culture/links.md --\n---\ntitle: Links\ndate: 2025-05-02\nauthor: Ann\nimage: ../news/p.png\n"
        "aliases: [/were-links/]\ntags: [Economy, Aral]\nseries: A series\ntemplate: detailed\n---\n"
        "{{< box >}}inside{{< /box >}}\n\n"
        + " ".join(f"[{name}](../{name}.md)" for name in _NAMES if name != "world/a5")
        + " [about](/about/) ![picture](/shared.png)\n"
        "-- content/authors/ann.md --\n---\ntitle: Ann\nlinks: {Best: ../world/a5.md}\n---\n"
        "She {{< box >}}writes{{< /box >}}.\n"
        f"-- templates/detailed.html --\n{_DETAILED}"
        "-- templates/shortcodes/box.html --\n<div>{{ inner }}</div>\n"
        "-- templates/shortcodes/_part.html --\npart\n"
        '-- themes/small/theme.toml --\nextends = "broadsheet"\n'
        '-- themes/small/static/broadsheet.css --\n@import "more.css";\nbody { color: black }\n'
        "-- themes/small/static/more.css --\na { color: blue }\n"
        '-- themes/other/theme.toml --\nextends = "small"\n[settings]\nnumber = 1\n'
        "-- themes/other/templates/footer.html --\n<footer>{{ theme.number }}</footer>\n"
    )
    magazine.put("content/shared.png", png())
    magazine.put("content/news/p.png", png(colour=(1, 2, 3)))
    _configure(magazine, 0, 0)
    for number in range(articles):
        put_article(magazine, number, number * 7 + 3)


def put_article(magazine: Magazine, which: int, how: int) -> None:
    """Write one of the articles that there can be, in one of many versions."""
    name = _NAMES[which % len(_NAMES)]
    keys = {"tags": _TAGS[how % 5], "authors": _AUTHORS[how // 3 % 4], **_EXTRAS[how // 7 % len(_EXTRAS)]}
    magazine.article(
        f"{name}.md",
        title=_TITLES[how // 2 % 5],
        date=_DATES[how // 5 % len(_DATES)],
        body=_BODIES[how // 11 % len(_BODIES)],
        **{key: value for key, value in keys.items() if value},
    )


def _sources(magazine: Magazine) -> list[Path]:
    return sorted((magazine.folder / "content").rglob("*.md"))


def _pick(magazine: Magazine, which: int) -> Path | None:
    found = _sources(magazine)
    return found[which % len(found)] if found else None


def _change_text(magazine: Magazine, which: int, how: int) -> None:
    """Change a word of a file, or its length, or put its old time back so that only its bytes tell."""
    if (file := _pick(magazine, which)) is None:
        return
    before = file.stat()
    text = file.read_text()
    changes = (
        lambda: text.rstrip("\n") + f" More {how}.\n",
        lambda: text.replace("nine", "NINE") if "nine" in text else text.replace("NINE", "nine"),
        lambda: text.replace("title: ", "title: New ", 1),
        lambda: text.replace("Short", "Brief") if "Short" in text else text.replace("Brief", "Short"),
        lambda: text.replace("\n", "\r\n") if "\r" not in text else text.replace("\r\n", "\n"),
    )
    file.write_text(changes[how % len(changes)](), newline="")
    if how // 5 % 2:
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def _replace(magazine: Magazine, which: int, how: int) -> None:
    """Put another file with an old time in a file's place, as `mv` and archives do."""
    if (file := _pick(magazine, which)) is None:
        return
    other = magazine.folder / "other.tmp"
    other.write_text(file.read_text().replace("title: ", f"title: {how % 3} ", 1))
    os.utime(other, (1_700_000_000, 1_700_000_000))
    other.replace(file)


def _rename(magazine: Magazine, which: int, how: int) -> None:
    if (file := _pick(magazine, which)) is None:
        return
    target = magazine.folder / "content" / f"{_NAMES[how % len(_NAMES)]}.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    if file.parent.name not in ("authors", "pages") and "terms" not in file.parts and file.name != "_index.md":
        file.rename(target)


def _delete(magazine: Magazine, which: int, how: int) -> None:
    if (file := _pick(magazine, which)) is not None and len(_sources(magazine)) > 2:
        file.unlink()


def _touch(magazine: Magazine, which: int, how: int) -> None:
    if (file := _pick(magazine, which)) is not None:
        os.utime(file)


def _bundle(magazine: Magazine, which: int, how: int) -> None:
    """Make, change or take away an article with a picture of its own."""
    folder = magazine.folder / "content/news" / f"b{which % 2}"
    if how % 4 == 3:
        shutil.rmtree(folder, ignore_errors=True)
        return
    magazine.article(
        f"news/b{which % 2}/index.md",
        title="Bundle",
        date=_DATES[how % 10],
        body="![x](p.png)",
        image=f"{{src: p.png, alt: x, focal: {how % 3 * 50}% 50%}}",
    )
    magazine.put(f"content/news/b{which % 2}/p.png", png(colour=(how % 256, 9, 9)))
    magazine.put(f"content/news/b{which % 2}/rest.md", "---\ntitle: Rest\ndate: 2025-01-01\n---\n")


def _picture(magazine: Magazine, which: int, how: int) -> None:
    path = ("content/news/p.png", "content/shared.png", "content/world/p.png", "content/news/deep/p.png")[which % 4]
    if how % 3 == 2:
        (magazine.folder / path).unlink(missing_ok=True)
    else:
        colour = (how % 256, how // 3 % 256, 9)
        versions = (png(colour=colour), jpeg(12, 9, colour), png(6, 9, colour), SVG, b"" if how % 2 else b"broken")
        magazine.put(path, versions[how // 3 % 15 % 5 if how // 3 % 15 != 4 else 0])


def _page(magazine: Magazine, which: int, how: int) -> None:
    path = f"content/pages/{('about', 'contact')[which % 2]}.md"
    if how % 5 == 4:
        (magazine.folder / path).unlink(missing_ok=True)
    else:
        magazine.put(path, f"---\ntitle: Page {how % 3}\n---\n{_BODIES[how % len(_BODIES)]}\n")


def _author(magazine: Magazine, which: int, how: int) -> None:
    path = f"content/authors/{('ann', 'bodvar', 'someone')[which % 3]}.md"
    if how % 5 == 4:
        (magazine.folder / path).unlink(missing_ok=True)
        return
    name = ("Ann", "Böðvar", "Someone")[which % 3]
    image = ("", "image: {src: ../shared.png, alt: x}\n")[how // 4 % 2]
    links = ("", "links: {Site: https://ann.example/}\n", "links: {Best: ../world/a5.md}\n")[how // 2 % 3]
    magazine.put(
        path, f"---\ntitle: {name}\nrole: Role {how % 2}\n{links}{image}---\n{_BODIES[how // 3 % len(_BODIES)]}\n"
    )


def _section(magazine: Magazine, which: int, how: int) -> None:
    path = f"content/{('news', 'world', 'empty')[which % 3]}/_index.md"
    if how % 4 == 3:
        (magazine.folder / path).unlink(missing_ok=True)
    else:
        image = ("", "image: {src: ../shared.png, alt: x}\n", "image: {src: ../news/p.png, alt: y}\n")[how % 3]
        text = f"title: Section {how // 2 % 3}\nweight: {how % 2}\ndescription: D{how // 5}\n{image}"
        magazine.put(path, f"---\n{text}---\n")


def _term(magazine: Magazine, which: int, how: int) -> None:
    path = f"content/terms/{('tag/economy', 'tag/aral', 'series/a-series', 'topic/water')[which % 4]}.md"
    if how % 4 == 3:
        (magazine.folder / path).unlink(missing_ok=True)
    else:
        magazine.put(path, f"---\ntitle: Term {how // 2 % 3}\ndescription: D{how % 2}\n---\n")


def _rates(magazine: Magazine, which: int, how: int) -> None:
    toml, csv = magazine.folder / "content/rates.toml", magazine.folder / "content/rates.csv"
    if how % 5 == 4:
        (toml, csv)[which % 2].unlink(missing_ok=True)
    elif which % 2:
        toml.write_text(f'source = "S"\n[[rates]]\npair = "A/B"\nvalue = "1.{how}"\nchange = "0.{how % 3}"\n')
    else:
        csv.write_text(f"date,pair,value\n2025-05-13,A/B,1.0\n2025-05-14,A/B,1.{how}\n2025-05-15,A/B,2.0\n")


def _configure(magazine: Magazine, which: int, how: int) -> None:
    chosen = [_CONFIGURATIONS[how % len(_CONFIGURATIONS)]]
    if "[listing]" not in chosen[0]:
        chosen.append("[listing]\npage_size = 2\nexcerpt_words = 6\n")
    if "[taxonomies]" not in chosen[0]:
        chosen.append('[taxonomies]\nnames = ["tag", "author", "region", "series"]\n')
    magazine.configure("".join(chosen), head=_HEADS[which % len(_HEADS)])


def _template(magazine: Magazine, which: int, how: int) -> None:
    names = list(_TEMPLATES)
    name = names[which % len(names)]
    if how % 4 == 3 and not name.startswith("shortcodes/"):
        (magazine.folder / "templates" / name).unlink(missing_ok=True)
    else:
        magazine.put(f"templates/{name}", _TEMPLATES[name][how % 2].replace("N", f"N{how // 4 % 3}") + "\n")


def _theme(magazine: Magazine, which: int, how: int) -> None:
    """Change the site's own theme: styles, what they import, words, settings, a template, a static file."""
    if which % 9 == 0:
        magazine.put("themes/small/static/broadsheet.css", f'@import "more.css";\nbody {{ margin: {how}px }}\n')
    elif which % 9 == 1:
        magazine.put("themes/small/static/more.css", f"a {{ margin: {how}px }}\n")
    elif which % 9 == 2:
        magazine.put("themes/small/i18n/en.toml", f'by = "By {how}"\n')
    elif which % 9 == 3:
        magazine.put("themes/other/theme.toml", f'extends = "small"\n[settings]\nnumber = {how}\n')
    elif which % 9 == 4:
        magazine.put("themes/small/templates/footer.html", f"<footer>{how} {{{{ masthead.dateline }}}}</footer>\n")
    elif which % 9 == 5:
        magazine.put("themes/small/static/accent.css", f"a {{ color: theme(accent_light); margin: {how}px }}\n")
    elif which % 9 == 6:
        magazine.put(f"i18n/{('ru', 'ar', 'kk', 'en')[how % 4]}.toml", f'updated = "U{how}"\nown = "O"\n')
    elif which % 9 == 7:
        (magazine.folder / f"i18n/{('ru', 'ar', 'kk', 'en')[how % 4]}.toml").unlink(missing_ok=True)
    else:
        magazine.put("themes/small/static/fonts/f.bin", f"font {how}")


def _static(magazine: Magazine, which: int, how: int) -> None:
    path = ("robots.txt", "deep/file.bin", "deep/er/other.txt", ".well-known/x", "about.txt")[which % 5]
    if how % 3 == 2:
        (magazine.folder / "static" / path).unlink(missing_ok=True)
    else:
        magazine.put(f"static/{path}", f"static {how}")


def tamper(magazine: Magazine, which: int, how: int) -> None:
    """Delete or alter a file of the output."""
    for folder in (magazine.output, magazine.folder.parent / "second"):
        files = [f for f in sorted(folder.rglob("*")) if f.is_file() and not f.name.startswith(".broadsheet-")]
        if not files:
            continue
        file = files[which % len(files)]
        before = file.stat()
        data = file.read_bytes()
        if how % 6 == 0:
            file.unlink()
        elif how % 6 == 1:
            file.write_bytes(data + b"more")
        elif how % 6 == 2:
            file.write_bytes(b"")
        elif how % 6 == 3:  # as long as before, and as old
            file.write_bytes(data[::-1])
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        elif how % 6 == 4:
            os.utime(file)
        else:
            file.unlink()
            file.mkdir()


EDITS: dict[str, Edit] = {
    "article": put_article,
    "text": _change_text,
    "replace": _replace,
    "rename": _rename,
    "delete": _delete,
    "touch": _touch,
    "bundle": _bundle,
    "picture": _picture,
    "page": _page,
    "author": _author,
    "section": _section,
    "term": _term,
    "rates": _rates,
    "configure": _configure,
    "template": _template,
    "theme": _theme,
    "static": _static,
    "tamper": tamper,
}

# What breaks a site: a file and its text; mended by the file's old text, or by taking it away.
BREAKS = (
    ("content/news/bad.md", "---\ntitle: \ndate: 2025-05-01\n---\n"),
    ("content/news/bad.md", "---\ntitle: A\ndate: some day\n---\n"),
    ("content/news/bad.md", "---\ntitle: A\ndate: 2025-05-01\n---\n{{< nothing >}}\n"),
    ("content/news/bad.md", "---\ntitle: A\ndate: 2025-05-01\naliases: /about/\n---\n"),
    ("content/news/bad.md", "---\ntitle: A\ndate: 2025-05-01\nslug: a1\n---\n"),
    ("content/rates.toml", "[[rates]]\npair = 1\n"),
    ("templates/page.html", "{% if %}"),
    ("templates/page.html", "{{ nothing }}"),
    ("templates/card.html", "{{ article.nothing }}"),
    ("templates/article.html", "{% if article.tags %}{{ nothing }}{% endif %}"),
    ("templates/base.html", "{{ t('no_such_word') }}"),
    ("templates/shortcodes/box.html", "{{ nope }}"),
    ("site.toml", '[site]\ntitle = "A"\n'),
    ("themes/small/theme.toml", 'extends = "nothing"\n'),
    ("i18n/en.toml", "by = 5\n"),
    ("themes/small/static/accent.css", "a { color: theme(nothing) }\n"),
    ("static/index.html", "claims the front page's address"),
)
