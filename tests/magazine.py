"""Small sites written inline, built by the real command, and queried: what most tests are made of."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from lxml import html as lxml_html

from generator.cli import main

NOW = "2025-05-14T12:00:00+05:00"
SITE_TOML = '[site]\ntitle = "The Test"\nbase_url = "https://test.example/"\ntimezone = "Asia/Almaty"\n'
_FILE = re.compile(r"^-- (.+) --\n", re.MULTILINE)


@dataclass
class Run:
    """What a command did: its exit status and both streams."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The JSON object on standard output."""
        return json.loads(self.out)

    @property
    def errors(self) -> list[str]:
        """The first line of each error on standard error."""
        return [line for line in self.err.splitlines() if ": error: " in line and not line.startswith(" ")]

    @property
    def warnings(self) -> list[str]:
        """The first line of each warning on standard error."""
        return [line for line in self.err.splitlines() if ": warning: " in line and not line.startswith(" ")]


def run_command(*arguments: str, environment: dict[str, str] | None = None) -> Run:
    """Run `broadsheet` with arguments in this process, as its entry point does."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        patch("sys.argv", ["broadsheet", *arguments]),
        patch.dict("os.environ", environment or {}),
    ):
        try:
            main()
        except SystemExit as leave:
            status = int(leave.code or 0)
        finally:
            gc.enable()  # which a build that ends its process does without: thousands in this one would fill it
    return Run(status, out.getvalue(), err.getvalue())


def start_program(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """Start `broadsheet` with arguments in a process of its own, its streams kept."""
    return subprocess.Popen(
        [sys.executable, "-m", "generator", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, **(environment or {})},
    )


def place_marked(text: str, mark: str = "«") -> tuple[str, int, int]:
    """Take the mark out of a text; gives the text, and the line and column at which it stood."""
    before, found, after = text.partition(mark)
    assert found, text
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


def files_in(folder: Path) -> dict[str, bytes]:
    """Read every file below a folder, by its path from there; the folder need not exist."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@dataclass
class Magazine:
    """A site in a folder, with words to change, build and read it."""

    folder: Path
    now: str = NOW
    files: dict[str, str] = field(default_factory=dict)

    @property
    def output(self) -> Path:
        return self.folder / "output"

    def write(self, archive: str) -> Magazine:
        """Write files given as `-- path --` lines, each followed by its text; site.toml comes by itself if missing."""
        pieces = _FILE.split(archive)
        for path, text in zip(pieces[1::2], pieces[2::2], strict=True):
            self.put(path, text)
        if not (self.folder / "site.toml").exists():
            self.put("site.toml", SITE_TOML)
        (self.folder / "content").mkdir(exist_ok=True)
        return self

    def put(self, path: str, text: str | bytes) -> None:
        """Write one file."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())

    def configure(self, text: str, head: str = SITE_TOML) -> None:
        """Write `site.toml`: the usual head, then a text."""
        self.put("site.toml", head + text)

    def article(
        self, path: str, title: str = "A headline", date: str = "2025-05-01", body: str = "Text.", **keys: str
    ) -> None:
        """Write an article below content/ with further front matter as `key="value"`, values in YAML."""
        lines = [f"title: {title}", f"date: {date}", *(f"{key}: {value}" for key, value in keys.items())]
        self.put(f"content/{path}", "---\n" + "\n".join(lines) + f"\n---\n{body}\n")

    def run(self, command: str, *arguments: str) -> Run:
        """Run a command on this site, with the tests' clock where the command has one."""
        clock = ["--now", self.now] if command in ("build", "check") and "--now" not in arguments else []
        return run_command(command, "--site", str(self.folder), *clock, *arguments)

    def build(self, *arguments: str) -> Run:
        """Build, and expect it to succeed."""
        run = self.run("build", *arguments)
        assert run.status == 0, run.err
        return run

    def fail(self, *arguments: str) -> Run:
        """Build, and expect errors: status 1, no traceback, and an output that is as it was."""
        before = files_in(self.output)
        run = self.run("build", *arguments)
        assert run.status == 1, run.err
        assert run.errors, run.err
        assert "Traceback" not in run.err
        assert files_in(self.output) == before
        return run

    def read(self, path: str) -> str:
        """Read a file of the output; an address that ends in a slash is its index.html."""
        path = path.lstrip("/")
        return (self.output / (path + "index.html" if path == "" or path.endswith("/") else path)).read_text("utf-8")

    def exists(self, path: str) -> bool:
        """Tell whether an address of the output is answered by a file."""
        path = path.lstrip("/")
        return (self.output / (path + "index.html" if path == "" or path.endswith("/") else path)).is_file()

    def page(self, path: str) -> Page:
        """Parse a page of the output."""
        return Page(
            lxml_html.document_fromstring(self.read(path).encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
        )


@dataclass
class Page:
    """A parsed page."""

    tree: Any

    def all(self, selector: str) -> list[str]:
        """The text of every element that an XPath finds (or the value of each attribute), white space folded."""
        found = self.tree.xpath(selector)
        return [" ".join((item if isinstance(item, str) else item.text_content()).split()) for item in found]

    def one(self, selector: str) -> str:
        """The text of the only element that an XPath finds."""
        found = self.all(selector)
        assert len(found) == 1, (selector, found)
        return found[0]

    @property
    def count_line(self) -> str:
        """The count line of a listing page."""
        return self.one("//p[@class='count']")

    @property
    def headlines(self) -> list[str]:
        """The headlines of a listing page, in order."""
        return self.all("//main//article//h2[contains(@class, 'headline')]")

    @property
    def excerpts(self) -> list[str]:
        """The excerpts of a listing page, in order."""
        return self.all("//main//article//p[contains(@class, 'excerpt')]")
