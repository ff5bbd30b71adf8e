"""The documentation is true: its examples run, its tables are the code's, its links lead somewhere.

How a fenced block is read: `console` is run, command by command, and the output given is compared (`...` stands for
anything); a block with `title="SITE/PATH"` is written as that file, into a site started for it if there is none. All
blocks of a page share one folder, in order. Any other block is a fragment that must load without a fault: `toml` of
`site.toml`, `yaml` of front matter, `md` a whole file or a body, `jinja` a template; an `html` block right after an
`md` block is the HTML that it gives. A file with `broken` in its info string is meant to have faults. `text` is a
picture.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import shlex
import subprocess
import tomllib
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import click
import jinja2
import msgspec
import pytest
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.filters import FILTERS
from markupsafe import Markup

from generator import config as configuration
from generator.cli import broadsheet
from generator.config import SiteConfig, read_config
from generator.load import theme as themes
from generator.load import theme_settings
from generator.load.article import LoadSettings, load_source
from generator.load.fields import Fields
from generator.load.markdown_settings import MarkdownSettings
from generator.load.scan import Role, SourceFile
from generator.load.theme import load_theme
from generator.model.shortcode import SHORTCODES
from generator.render import views
from generator.render.environment import make_environment
from generator.slug import slugify
from tests.magazine import SITE_TOML, Magazine, run_command
from tests.pictures import SVG, jpeg

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
# 14 May 2025, 10:00 UTC: the day on which the documentation is read.
CLOCK = {"SOURCE_DATE_EPOCH": "1747216800"}
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "changes/README.md")),
    *sorted(DOCS.glob("*.md")),
]
LANGUAGES = ("console", "toml", "yaml", "md", "jinja", "html", "json", "csv", "css", "text")

_FENCE = re.compile(r"^(`{3,})([^\n]*)\n(.*?)^\1[ ]*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6}) (.+?)\s*$", re.MULTILINE)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")
_VARIABLE = re.compile(r"([A-Z_]+)=(\S*)")
# Commands that change the machine or wait for a reader: named in the documentation, not run here.
_NOT_RUN = ("pip", "python3 -m venv", "python -m http.server", ". .venv/bin/activate", "git")
_FILE_TOOLS = ("cat", "cp", "find", "grep", "head", "ls", "mkdir", "mv", "rm", "sort", "tail", "touch", "printf")


@dataclass
class Block:
    """A fenced block: the line it starts on, its language, its attributes and bare words, and its text."""

    page: Path
    line: int
    language: str
    title: str
    words: tuple[str, ...]
    text: str

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def is_front_matter(self) -> bool:
        return self.language == "md" and not self.title and self.text.startswith(("---\n", "+++\n", "{\n"))


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    found = []
    for match in _FENCE.finditer(text):
        info = match.group(2)
        bare = _ATTRIBUTE.sub("", info).split()
        titles = dict(_ATTRIBUTE.findall(info))
        line = text.count("\n", 0, match.start()) + 1
        language = bare[0] if bare else ""
        found.append(Block(page, line, language, titles.get("title", ""), tuple(bare[1:]), match.group(3)))
    return found


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def without_blocks(text: str) -> str:
    """Empty the fenced blocks of a page, and keep its lines."""
    return _FENCE.sub(lambda match: "\n" * match.group().count("\n"), text)


def section_of(page: Path, heading: str) -> str:
    """Give the text below a heading, up to the next one of its level or above."""
    text = page.read_text("utf-8")
    plain = without_blocks(text)
    found = next((m for m in _HEADING.finditer(plain) if m.group(2) == heading), None)
    assert found, f"{name_of(page)} has no heading: {heading}"
    start = plain.count("\n", 0, found.end())
    level = len(found.group(1))
    after = (m for m in _HEADING.finditer(plain, found.end()) if len(m.group(1)) <= level)
    following = next(after, None)
    end = plain.count("\n", 0, following.start()) if following else None
    return "\n".join(text.split("\n")[start:end])


def rows_of(text: str) -> list[dict[str, str]]:
    """Read every Markdown table of a text: each row as its cells by the column's heading."""
    rows = []
    header: list[str] = []
    for line in without_blocks(text).split("\n"):
        if not line.startswith("|"):
            header = []
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
        if not header:
            header = cells
        elif not all(re.fullmatch(":?-+:?", cell) for cell in cells):
            rows.append(dict(zip(header, cells, strict=True)))
    return rows


def codes(cell: str) -> list[str]:
    """List the inline code in a cell."""
    return re.findall(r"`([^`]+)`", cell)


# --- the examples -----------------------------------------------------------------------------------------------


@dataclass
class Workshop:
    """The folder in which a page's examples run, and where its commands are now."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    status: int = 0
    broken: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.monkeypatch.chdir(self.folder)

    def write(self, block: Block) -> None:
        target = self.folder / block.title
        site = self.folder / Path(block.title).parts[0]
        if target.name != "site.toml" and not (site / "site.toml").exists():
            assert run_command("new", "site", str(site), environment=CLOCK).status == 0
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.text, "utf-8")
        if "broken" in block.words:
            self.broken.add(target)

    def run(self, block: Block) -> None:
        assert block.text.startswith("$ "), f"{block.place}: a console block starts with a command"
        steps = [step.split("\n") for step in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]]
        for index, (command, *expected) in enumerate(steps):
            output = self._output_of(command, block)
            shown = "\n".join(expected).strip("\n")
            if shown:
                assert_output(output, shown, f"{block.place}: $ {command}")
            asks = index + 1 < len(steps) and steps[index + 1][0] == "echo $?"
            is_meant = ": error: " in shown or "Error: " in shown or asks
            assert self.status == 0 or is_meant or command == "echo $?", (
                f"{block.place}: $ {command}\nended with {self.status}:\n{output}"
            )

    def _output_of(self, command: str, block: Block) -> str:
        words = shlex.split(command)
        if command == "echo $?":
            return str(self.status)
        self.status = 0
        if words[0] == "cd":
            self.monkeypatch.chdir(Path.cwd() / words[1])
            assert Path.cwd().is_relative_to(self.folder), block.place
            return ""
        if words[0] == "make":
            assert set(words[1:]) <= make_targets(), f"{block.place}: {command}"
            return ""
        if command.startswith(_NOT_RUN):
            return ""
        variables = dict(CLOCK)
        while match := _VARIABLE.fullmatch(words[0]):
            variables[match.group(1)] = match.group(2)
            words = words[1:]
        if words[:3] == ["python", "-m", "generator"]:
            words = ["broadsheet", *words[3:]]
        if words[0] == "broadsheet":
            run = run_command(*words[1:], environment=variables)
            self.status = run.status
            return run.err + run.out
        assert words[0] in _FILE_TOOLS, f"{block.place}: this command is not known to the tests: {command}"
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        self.status = done.returncode
        return done.stdout + done.stderr


def assert_output(output: str, shown: str, place: str) -> None:
    pattern = ""
    for line in shown.split("\n"):
        whole = re.escape(line.rstrip()).replace(r"\.\.\.", ".*")
        pattern += r"(?:.*\n)*?" if line.strip() == "..." else whole + r"\n"
    got = "\n".join(line.rstrip() for line in output.strip("\n").split("\n")) + "\n"
    assert re.fullmatch(pattern, got), f"{place}\nshows:\n{shown}\n\nbut gives:\n{got}"


@cache
def make_targets() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


@cache
def environment() -> jinja2.Environment:
    """The environment that every template has, for fragments that are only compiled."""
    theme, _ = load_theme(ROOT, "broadsheet", {}, None)
    assert theme
    return make_environment(theme, lambda url: "/post" + url, "https://host.example", "en")


def load_front_matter(text: str, role: Role = "article") -> list[str]:
    """Load a file as the loader does; gives its faults, warnings too."""
    settings = LoadSettings("en", "Asia/Almaty", "/{section}/{slug}/", ("tag", "topic"), MarkdownSettings())
    path = {"author": "content/authors/a.md", "term": "content/terms/tag/a.md"}.get(role, "content/news/a.md")
    source = SourceFile(path, path, role, section="tag" if role == "term" else "news", name="a")
    return [found.message for found in load_source(source, text.encode(), settings, lambda _: None)[0].diagnostics]


def check_fragment(block: Block) -> None:
    """Load a fragment in the way that its language says."""
    faults: list[str] = []
    if block.language == "toml":
        head = "" if "[site]" in block.text else '[site]\ntitle = "A title"\nbase_url = "https://host.example/"\n'
        faults = [found.message for found in read_config(head + block.text)[2]]
    elif block.language == "yaml":
        keys = "".join(
            f"{key}: 2025-05-14\n" for key in ("title", "date") if not re.search(f"^{key}:", block.text, re.MULTILINE)
        )
        faults = load_front_matter(f"---\n{keys}{block.text}---\n")
    elif block.is_front_matter:
        faults = load_front_matter(block.text)
    elif block.language == "jinja":
        environment().compile(block.text)
    elif block.language == "json":
        json.loads(block.text)
    else:
        assert block.language in ("md", "html", "text"), f"{block.place}: name the file: title=…"
    assert not faults, f"{block.place}: {faults}"


def body_pairs(blocks: list[Block]) -> Iterator[tuple[Block, str]]:
    """Pair each body with the HTML that the page says it gives; the HTML is empty where the page shows none."""
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if block.language == "md" and not block.title and not block.is_front_matter:
            is_pair = following is not None and following.language == "html" and not following.title
            yield block, following.text if following is not None and is_pair else ""
        elif following is not None and following.language == "html" and not following.title:
            assert block.language == "md", f"{following.place}: HTML that no example gives"


def folded(html: str) -> list[str]:
    return [line.strip() for line in html.replace("</aside><", "</aside>\n<").split("\n") if line.strip()]


def check_bodies(blocks: list[Block], folder: Path) -> None:
    """Build all bodies of a page in one magazine, with the page's own shortcodes, and compare."""
    pairs = list(body_pairs(blocks))
    if not pairs:
        return
    folder.mkdir()
    magazine = Magazine(folder).write("")
    magazine.article("politics/sharing-two-rivers.md", body="## The upper river\n\nText.")
    magazine.put("content/pages/about.md", "---\ntitle: About\n---\n")
    magazine.put("templates/article.html", "{{ article.body }}")
    for block in blocks:
        if "/templates/shortcodes/" in block.title:
            magazine.put("templates/" + block.title.partition("/templates/")[2], block.text)
    for name in ("map.svg", "bazaar.jpg"):
        magazine.put(f"content/economy/{name}", SVG if name.endswith("svg") else jpeg(800, 600))
    for number, (block, _) in enumerate(pairs):
        magazine.article(f"economy/melons-{number}.md", body=block.text)
    run = magazine.build("--strict")
    assert not run.err
    for number, (block, html) in enumerate(pairs):
        made = re.sub(r"\.[0-9a-f]{16}(?=\.[a-z]+)", ".DIGEST", magazine.read(f"/economy/melons-{number}/"))
        if html:
            assert folded(made) == folded(html), f"{block.place} gives:\n{made}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_examples_of_a_page_work(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = blocks_of(page)
    folder = tmp_path / "page"
    folder.mkdir()
    workshop = Workshop(folder, monkeypatch)
    (folder / "stall.jpg").write_bytes(jpeg(800, 600))
    for block in blocks:
        assert block.language in LANGUAGES, f"{block.place}: a block in no known language"
        if block.language == "console":
            workshop.run(block)
        elif block.title:
            workshop.write(block)
            if block.language == "jinja":
                environment().compile(block.text)
        else:
            check_fragment(block)
    for config in folder.rglob("site.toml"):
        if not any(path.is_relative_to(config.parent) for path in workshop.broken):
            run = run_command("check", "--site", str(config.parent), environment=CLOCK)
            assert run.status == 0, f"{name_of(page)}: the site of its examples has errors:\n{run.err}"
    check_bodies(blocks, tmp_path / "bodies")


# --- the tables: docs and code say the same ----------------------------------------------------------------------


def type_in_words(annotation: Any) -> str:
    kinds: dict[Any, str] = {str: "text", int: "whole number", bool: "true or false", tuple[str, ...]: "list of texts"}
    kinds[tuple[int, ...]] = "list of whole numbers"
    kinds[tuple[configuration.NavigationTable, ...]] = "list of tables"
    return kinds[annotation]


# A whole target, for the keys of [deploy.NAME]: each kind of target has its own.
TARGET = '[deploy.live]\naddress = "{}"\n'
CONFIG_TABLES = {
    name: (f"[[{name}]]" if name in ("navigation", "languages") else f"[{name}]")
    for name in typing.get_type_hints(SiteConfig)
}


def test_configuration_md_has_every_table_and_no_other() -> None:
    page = DOCS / "configuration.md"
    headings = re.findall(r"^## `(\[.+\])`$", without_blocks(page.read_text("utf-8")), re.MULTILINE)
    assert sorted(headings) == sorted(CONFIG_TABLES.values())


def record_of(table: str) -> type[msgspec.Struct] | None:
    tables: dict[str, type[msgspec.Struct]] = {
        "navigation": configuration.NavigationTable,
        "languages": configuration.LanguageTable,
        "deploy": configuration.DeployTable,
    }
    if table in tables:
        return tables[table]
    hint = typing.get_type_hints(SiteConfig)[table]
    return hint if isinstance(hint, type) and issubclass(hint, msgspec.Struct) else None


@pytest.mark.parametrize("table", [name for name in CONFIG_TABLES if record_of(name)])
def test_configuration_md_has_the_keys_types_and_defaults_of_a_table(table: str) -> None:
    record = record_of(table)
    assert record
    rows = rows_of(section_of(DOCS / "configuration.md", f"`{CONFIG_TABLES[table]}`"))
    hints = typing.get_type_hints(record)
    documented = {}
    for row in rows:
        default = row["Default"]
        value = "required" if default == "required" else tomllib.loads(f"x = {codes(default)[0]}")["x"]
        documented[codes(row["Key"])[0]] = (row["Type"], value)
    real = {}
    for one in msgspec.structs.fields(record):
        plain = list(one.default) if isinstance(one.default, tuple) else one.default
        real[one.name] = (type_in_words(hints[one.name]), "required" if one.required else plain)
    assert documented == real


def test_configuration_md_has_the_ranges_that_are_checked() -> None:
    seen = 0
    for table in CONFIG_TABLES:
        for row in rows_of(section_of(DOCS / "configuration.md", f"`{CONFIG_TABLES[table]}`")):
            if row.get("Type") != "whole number":
                continue
            least, most = map(int, re.findall(r"\d+", row["Range"]))
            key = codes(row["Key"])[0]
            for value, is_allowed in ((least - 1, False), (least, True), (most, True), (most + 1, False)):
                head = TARGET.format("s3://b" if key == "max_age" else "/srv") if table == "deploy" else f"[{table}]\n"
                text = f'[site]\ntitle = "T"\nbase_url = "https://h.example/"\n{head}{key} = {value}\n'
                assert (read_config(text)[0] is not None) == is_allowed, (table, key, value)
            seen += 1
    assert seen == 11


@pytest.mark.parametrize(
    ("table", "key", "known"),
    [
        ("archives", "periods", configuration.ARCHIVE_PERIODS),
        ("feeds", "formats", configuration.FEED_FORMATS),
        ("feeds", "scopes", configuration.FEED_SCOPES),
        ("pictures", "formats", configuration.PICTURE_FORMATS),
        ("hosts", "redirects", configuration.REDIRECT_HOSTS),
        ("social", "cards", configuration.SOCIAL_CARDS),
        ("deploy", "encoding", configuration.ENCODINGS),
        ("deploy", "precompress", configuration.ENCODINGS),
    ],
)
def test_configuration_md_has_the_names_that_may_be_chosen(table: str, key: str, known: tuple[str, ...]) -> None:
    rows = rows_of(section_of(DOCS / "configuration.md", f"`[{table}]`"))
    [row] = [row for row in rows if codes(row["Key"])[0] == key]
    assert tuple(codes(row["Range"])) == known


def asked_keys(role: Role, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """List the front matter keys that the loader reads in a file of a role."""
    asked: set[str] = set()

    def spy(self: Fields, *, others: tuple[str, ...] = ()) -> None:
        asked.update([*self._asked, *others])

    monkeypatch.setattr(Fields, "report_unknown", spy)
    load_front_matter("---\ntitle: A\ndate: 2025-05-14\n---\n", role)
    return asked


@pytest.mark.parametrize(
    ("role", "heading"),
    [
        ("article", "Front matter"),
        ("author", "Authors"),
        ("section", "Sections"),
        ("term", "Terms"),
    ],
)
def test_content_md_has_every_key_of_front_matter(role: Role, heading: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rows_of(section_of(DOCS / "content.md", heading))
    documented = {key for row in rows if "Key" in row for key in codes(row["Key"])}
    asked = asked_keys(role, monkeypatch)
    if role != "article":
        asked -= {"draft", "extra"}  # known everywhere, and without a meaning there
    assert documented == asked - {"topic", "topics"}  # the example of a taxonomy of one's own


def test_shortcodes_md_has_every_shortcode() -> None:
    text = section_of(DOCS / "shortcodes.md", "The built-in shortcodes")
    assert re.findall(r"^### `(\w+)`$", without_blocks(text), re.MULTILINE) == list(SHORTCODES)


@pytest.mark.parametrize("name", SHORTCODES)
def test_shortcodes_md_has_the_parameters_of_a_shortcode(name: str) -> None:
    page = DOCS / "shortcodes.md"
    text = section_of(page, f"`{name}`")
    shortcode = SHORTCODES[name]
    rows = [(codes(row["Parameter"])[0], row["Needed"] == "yes") for row in rows_of(text)]
    assert rows == [(key, key in shortcode.required) for key in shortcode.parameters]
    examples = [body for body, html in body_pairs(blocks_of(page)) if html and f"{{{{< {name} " in body.text]
    assert examples
    assert all((f"{{{{< /{name} >}}}}" in body.text) == shortcode.encloses for body in examples)


def view_records() -> dict[str, type[msgspec.Struct]]:
    """Find the records that templates can reach, by the name under which docs/themes.md has them."""
    found: dict[str, type[msgspec.Struct]] = {}
    waiting: list[Any] = [
        value for value in vars(views).values() if inspect.isclass(value) and value.__module__ == views.__name__
    ]
    while waiting:
        annotation = waiting.pop()
        if inspect.isclass(annotation) and issubclass(annotation, msgspec.Struct):
            if record_name(annotation) not in found:
                found[record_name(annotation)] = annotation
                waiting += attributes_of(annotation).values()
        else:
            waiting += typing.get_args(annotation)
    return found


def record_name(record: type) -> str:
    words = re.findall("[A-Z][a-z]*", record.__name__.removesuffix("View"))
    return " ".join(words).capitalize()


def attributes_of(record: type[msgspec.Struct]) -> dict[str, Any]:
    """Map a record's fields and properties to their types."""
    hints = typing.get_type_hints(record)
    attributes = {one.name: hints[one.name] for one in msgspec.structs.fields(record)}
    for name, value in vars(record).items():
        if isinstance(value, property) and value.fget is not None:
            attributes[name] = typing.get_type_hints(value.fget)["return"]
    return attributes


def view_type_in_words(annotation: Any) -> str:
    plain: dict[Any, str] = {
        str: "text", int: "number", bool: "true or false", Markup: "HTML", date: "day", datetime: "moment",
        dict[str, Any]: "table",
    }  # fmt: skip
    if annotation in plain:
        return plain[annotation]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is types.UnionType:
        return f"{view_type_in_words(arguments[0])} or none"
    if origin is tuple and arguments[-1] is Ellipsis:
        return f"list of {view_type_in_words(arguments[0])}"
    if origin is tuple:
        return "pairs of " + " and ".join(view_type_in_words(item) for item in arguments)
    if origin is dict:
        return f"table of {view_type_in_words(arguments[1])}"
    name = record_name(annotation)
    return f"[{name}](#{slugify(name)})"


VIEWS = view_records()


def test_themes_md_has_every_record_that_templates_see() -> None:
    text = section_of(DOCS / "themes.md", "The records")
    headings = re.findall(r"^### (.+)$", without_blocks(text), re.MULTILINE)
    assert sorted(headings) == sorted(VIEWS)


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_themes_md_has_every_attribute_of_a_record(name: str) -> None:
    rows = rows_of(section_of(DOCS / "themes.md", name))
    documented = {codes(row["Attribute"])[0]: row["Type"] for row in rows}
    assert documented == {key: view_type_in_words(kind) for key, kind in attributes_of(VIEWS[name]).items()}


def test_themes_md_has_what_each_template_sees(magazine: Magazine, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, set[str]] = {}
    environments = []
    new_context = jinja2.Template.new_context

    def spy(self: jinja2.Template, vars: Any = None, shared: bool = False, locals: Any = None) -> Any:
        if not shared:
            seen.setdefault(str(self.name), set()).update(vars or {})
            environments.append(self.environment)
        return new_context(self, vars, shared, locals)

    monkeypatch.setattr(jinja2.Template, "new_context", spy)
    magazine.write("-- content/authors/a.md --\n---\ntitle: A\n---\n-- content/pages/p.md --\n---\ntitle: P\n---\n")
    magazine.configure("[search]\nenabled = true\n")
    magazine.article("news/a.md", body="{{< note >}}A{{< /note >}}", authors="A", aliases="[old]")
    magazine.build()
    rows = rows_of(section_of(DOCS / "themes.md", "What each template sees"))
    documented = {row["Template"]: set(codes(row["Sees"])) for row in rows if "Template" in row}
    pages = {f"`{name}`": keys for name, keys in seen.items() if name in _PAGE_TEMPLATES}
    pages["a fragment"] = seen["ticker.html"]
    pages["a shortcode"] = seen["shortcodes/note.html"]
    assert documented == pages

    made = environments[0]
    words = rows_of(section_of(DOCS / "themes.md", "What every template has"))
    assert {codes(row["Name"])[0].partition("(")[0] for row in words} == set(made.globals) - set(DEFAULT_NAMESPACE)


_PAGE_TEMPLATES = (
    "front.html", "listing.html", "author.html", "article.html", "page.html", "404.html", "redirect.html", "card.html",
    "feeds.html", "search.html",
)  # fmt: skip


def test_themes_md_has_every_filter_and_what_it_gives() -> None:
    rows = rows_of(section_of(DOCS / "themes.md", "Filters"))
    callable_ones = set(filter(str.isidentifier, environment().filters))
    assert {codes(row["Filter"])[0].partition("(")[0] for row in rows} == callable_ones - set(FILTERS)
    zone = timezone(timedelta(hours=5))
    article = {
        "date": datetime(2025, 5, 14, 9, 30, tzinfo=zone),
        "url": "/post/economy/melons/",
        "excerpt": "A melon is bought by its sound.",
        "extra": {"rating": 4},
    }
    for row in rows:
        template = environment().from_string("{{ " + codes(row["Example"])[0] + " }}")
        given = template.render(article=article, masthead={"ticker": {"as_of": "2025-05-14"}})
        assert given == codes(row["Gives"])[0]


def test_themes_md_has_the_words_that_every_theme_has() -> None:
    words = tomllib.loads((ROOT / "generator/render/foundation/i18n/en.toml").read_text("utf-8"))
    rows = rows_of(section_of(DOCS / "themes.md", "The words that every theme has"))
    documented = {codes(row["Word"])[0]: codes(row["In English"]) for row in rows}
    assert documented == {
        key: [word] if isinstance(word, str) else list(word.values()) for key, word in words.items()
    }  # fmt: skip


def test_themes_md_has_the_keys_of_theme_toml() -> None:
    documented = {codes(row["Key"])[0] for row in rows_of(section_of(DOCS / "themes.md", "`theme.toml`"))}
    known = {one.name for one in msgspec.structs.fields(themes._ThemeTable)} | {"settings"}
    assert documented == known


@pytest.mark.parametrize("name", ["broadsheet", "gazette"])
def test_themes_md_has_the_settings_of_the_built_in_themes(name: str) -> None:
    theme, _ = load_theme(ROOT, name, {}, None)
    assert theme
    rows = rows_of(section_of(DOCS / "themes.md", f"The settings of the theme `{name}`"))
    documented = {codes(row["Setting"])[0]: tomllib.loads(f"x = {codes(row['Default'])[0]}")["x"] for row in rows}
    assert documented == theme.settings


@pytest.mark.parametrize("name", ["broadsheet", "gazette"])
def test_themes_md_has_what_a_built_in_theme_is_made_of(name: str) -> None:
    text = section_of(DOCS / "themes.md", "What the built-in themes are made of")
    templates = ROOT / "themes" / name / "templates"
    documented = {codes(row["Template"])[0] for row in rows_of(text) if row.get(f"In `{name}`")}
    pages = {"front.html", "listing.html", "author.html", "article.html", "page.html", "404.html", "search.html"}
    assert documented == {path.name for path in templates.glob("[!_]*.html")} - pages
    tree = environment().parse((templates / "base.html").read_text("utf-8"))
    blocks = [codes(row["Block"])[0] for row in rows_of(text) if "Block" in row]
    assert blocks == [block.name for block in tree.find_all(jinja2.nodes.Block)]


def test_themes_md_has_every_type_of_a_setting_and_what_can_be_declared() -> None:
    rows = rows_of(section_of(DOCS / "themes.md", "Settings"))
    assert [codes(row["Type"])[0] for row in rows if "Type" in row] == list(theme_settings.SETTING_TYPES)
    keys = {key for row in rows if "Key" in row for key in codes(row["Key"])}
    declared = {one.name for one in msgspec.structs.fields(theme_settings._Declaration)}
    assert keys == declared | {"default"}


def leaf_commands(group: click.Group, words: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaf_commands(command, f"{words} {name}")
        else:
            yield f"{words} {name}", command


COMMANDS = dict(leaf_commands(broadsheet, "broadsheet"))


def test_commands_md_has_every_command_and_no_other() -> None:
    text = without_blocks((DOCS / "commands.md").read_text("utf-8"))
    headings = re.findall(r"^## `(broadsheet .+)`$", text, re.MULTILINE)
    assert sorted(headings) == sorted(heading_of(name) for name in COMMANDS)


def heading_of(name: str) -> str:
    arguments = [one for one in COMMANDS[name].params if isinstance(one, click.Argument)]
    return " ".join([name, *(str(one.metavar or one.name).upper() for one in arguments)])


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_md_has_every_option_of_a_command(name: str) -> None:
    rows = rows_of(section_of(DOCS / "commands.md", f"`{heading_of(name)}`"))
    documented = {word for row in rows if "Option" in row for code in codes(row["Option"]) for word in code.split()}
    options = {
        word
        for one in COMMANDS[name].params
        if isinstance(one, click.Option)
        for word in (*one.opts, *one.secondary_opts)
    }
    assert {word for word in documented if word.startswith("-")} == options


def message_patterns() -> list[re.Pattern[str]]:
    """List the texts of the generator as patterns in which what is filled in may be anything."""
    patterns = []
    for path in (ROOT / "generator").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                constants = [str(part.value) if isinstance(part, ast.Constant) else "" for part in node.values]
                pattern = "".join(re.escape(text) if text else ".*" for text in constants)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants, pattern = [node.value], re.escape(node.value)
            else:
                continue
            if sum(character.isalpha() for text in constants for character in text) >= 5:
                patterns.append(re.compile(pattern, re.DOTALL))
    return patterns


def test_errors_md_lists_messages_that_exist() -> None:
    patterns = message_patterns()
    rows = rows_of(section_of(DOCS / "errors.md", "Common messages"))
    messages = [code for row in rows for code in codes(row["Message"])]
    assert len(messages) >= 30
    assert [message for message in messages if not any(pattern.fullmatch(message) for pattern in patterns)] == []


# --- the text -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", without_blocks(page.read_text("utf-8")))
    for target in _LINK.findall(text):
        if re.match("[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{name_of(page)}: {target}"
        if anchor:
            headings = _HEADING.findall(without_blocks(file.read_text("utf-8")))
            assert anchor in {anchor_of(heading) for _, heading in headings}, f"{name_of(page)}: {target}"


def anchor_of(heading: str) -> str:
    """Make a heading's anchor as code hosts do."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_files_and_targets_that_a_page_names_exist(page: Path) -> None:
    for code in codes(without_blocks(page.read_text("utf-8"))):
        if re.match(r"(generator|tests|docs|illustrations|bench|themes/broadsheet)/[\w/.-]*$", code):
            assert (ROOT / code).exists(), f"{name_of(page)}: {code}"
        if match := re.fullmatch("make ([a-z-]+)", code):
            assert match.group(1) in make_targets(), f"{name_of(page)}: {code}"


def test_docs_readme_lists_every_page() -> None:
    linked = set(_LINK.findall((DOCS / "README.md").read_text("utf-8")))
    assert {path.name for path in DOCS.glob("*.md")} - {"README.md"} <= linked


def test_the_changelog_has_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"\n## {version}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_harness_sees_a_fault_in_every_kind_of_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def block(language: str, text: str, title: str = "") -> Block:
        return Block(DOCS / "example.md", 1, language, title, (), text)

    for fragment in (
        block("toml", "[listing]\npage_sise = 6\n"),
        block("yaml", "tag: [Trade]\n"),
        block("md", "---\ntitle: A\n---\n"),
        block("json", "{"),
        block("csv", "a,b\n"),
    ):
        with pytest.raises((AssertionError, ValueError)):
            check_fragment(fragment)
    with pytest.raises(jinja2.TemplateSyntaxError):
        check_fragment(block("jinja", "{{ a | no_such_filter }}"))
    workshop = Workshop(tmp_path, monkeypatch)
    for text in ("$ broadsheet build\n", "$ broadsheet --version\nanother\n", "$ make tea\n", "$ curl x\n"):
        with pytest.raises(AssertionError):
            workshop.run(block("console", text))
    with pytest.raises(AssertionError):
        check_bodies([block("md", "*a*\n"), block("html", "<p>a</p>\n")], tmp_path / "bodies")
    assert SITE_TOML in (tmp_path / "bodies/site.toml").read_text("utf-8")
