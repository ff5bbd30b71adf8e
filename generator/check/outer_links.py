"""Links that lead out of the site: found in stored bodies, asked for or remembered, told where they are dead.

Good answers hold for a week, refusals for an hour; where no answer came, the next check asks again.
"""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from generator.build.memory import CACHE
from generator.build.settings import Progress
from generator.check.findings import Finding, note, warning
from generator.check.places import Places
from generator.check.visitor import Visitor
from generator.errors import Position
from generator.model.author import Author
from generator.model.body import ShortcodeUse
from generator.plan.bodies import named_parameters
from generator.store.state import ANSWERS, Answer, AnswersState, read_state, write_state
from generator.write.folder import locked

GOOD_SECONDS = 7 * 86400.0
REFUSED_SECONDS = 3600.0
_THREADS = 8
_ADDRESS = re.compile(r"""\b(?:href|src|poster)\s*=\s*(?:"((?:https?:)?//[^"]*)"|'((?:https?:)?//[^']*)')""", re.I)
_OUTER = re.compile(r"(?:https?:)?//", re.I)
# What hosts say to programs of pages that people may well see.
_CLOSED = (401, 402, 403, 406, 407, 429, 451, 503, 999)


class Asked(msgspec.Struct, frozen=True):
    """How many addresses there are, how many were asked for, and how many answers were known from before."""

    links: int = 0
    asked: int = 0
    remembered: int = 0


class OuterLinks:
    """Gathers the addresses of a site that lead out of it; `found` maps each to the files that it stands in."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, None]] = {}

    def add(self, path: str, addresses: Iterable[str]) -> None:
        """Keep the addresses of a file that are outer ones."""
        for address in addresses:
            if _OUTER.match(address):
                self.found.setdefault(address, {})[path] = None

    def add_html(self, path: str, html: str, shortcodes: Iterable[ShortcodeUse]) -> None:
        """Keep the addresses in a body, those of its shortcodes' parameters among them."""
        self.add(path, (unescape(found[1] or found[2]) for found in _ADDRESS.finditer(html)))
        for use in shortcodes:
            given = named_parameters(use)
            self.add(path, (given[key] for key in ("src", "href") if given.get(key)))

    def add_author(self, author: Author) -> None:
        """Keep the addresses of an author's links."""
        self.add(author.path, (link.url for link in author.links))


def ask_hosts(links: OuterLinks, site: Path, about: str, progress: Progress) -> tuple[dict[str, Answer], Asked]:
    """Give the answer to each address: remembered ones where they are fresh, the others asked for."""
    now = time.time()
    known = _read_answers(site)
    answers = {url: known[url] for url in links.found if url in known and _is_fresh(known[url], now)}
    waiting = [url for url in links.found if url not in answers]
    remembered = len(answers)
    try:
        for url, answer in _ask(waiting, about):
            answers[url] = answer
            progress("links", len(answers) - remembered, len(waiting))
    finally:  # what was asked need not be asked again, whatever ends it
        if waiting:
            now = time.time()
            _write_answers(site, {url: one for url, one in (known | answers).items() if _is_fresh(one, now)})
    return answers, Asked(len(links.found), len(waiting), remembered)


def findings(links: OuterLinks, answers: Mapping[str, Answer], places: Places) -> Iterator[Finding]:
    """Tell what is wrong with addresses, at each place where they stand."""
    for url, paths in links.found.items():
        for rule, is_fault, message, hint in _verdict(url, answers[url]):
            for position in _positions(url, paths, places):
                yield (warning if is_fault else note)(rule, message, position, hint)


def _positions(url: str, paths: Iterable[str], places: Places) -> Iterator[Position]:
    for path in paths:
        yield from places.of_address(path, url) if path.endswith(".md") else places.of_text(path, url)


def _verdict(url: str, answer: Answer) -> Iterator[tuple[str, bool, str, str]]:
    """Say what an answer means: the rule, whether it is a fault, the message, a hint."""
    status = answer.status
    if answer.is_forbidden:
        why = "the host's robots.txt asks programs to stay away"
        yield "untested-outer-link", False, f'the link "{url}" was not tested: {why}', ""
    elif answer.fault:
        yield "dead-outer-link", True, f'the link "{url}" is dead: {answer.fault}', ""
    elif status in _CLOSED:
        yield "untested-outer-link", False, f'the link "{url}" was not tested: the host answers {status}', ""
    elif status >= 400:
        yield "dead-outer-link", True, f'the link "{url}" is dead: the host answers {status}', ""
    elif answer.url and answer.is_for_good:
        yield "moved-outer-link", False, f'the link "{url}" leads on to "{answer.url}" for good', "link to that"
    elif answer.url:
        yield "moved-outer-link", False, f'the link "{url}" leads on to "{answer.url}"', ""


def _is_fresh(answer: Answer, now: float) -> bool:
    """Tell whether an answer still holds; one from the future never does."""
    if answer.fault or answer.status >= 500 or answer.status == 429:
        return False
    limit = REFUSED_SECONDS if answer.status >= 400 or answer.is_forbidden else GOOD_SECONDS
    return 0 <= now - answer.asked < limit


def _ask(urls: list[str], about: str) -> Iterator[tuple[str, Answer]]:
    """Ask for addresses, several hosts at a time, each by one thread; answers come as they arrive.

    The threads are no reason for the process to stay: who interrupts it need not wait for a slow host.
    """
    visitor = Visitor(about)
    hosts: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[str, Answer | Exception]] = queue.SimpleQueue()
    for of_host in _by_host(urls):
        hosts.put(of_host)

    def work() -> None:
        with suppress(queue.Empty):
            while True:
                for url in hosts.get_nowait():
                    try:
                        done.put((url, visitor.ask(url)))
                    except Exception as error:  # a fault of ours, which must not be waited for in vain
                        done.put((url, error))

    for _ in range(min(_THREADS, hosts.qsize())):
        threading.Thread(target=work, daemon=True).start()
    for _ in urls:
        url, answer = done.get()
        if isinstance(answer, ValueError):
            answer = Answer(time.time(), fault="it is no address")
        if isinstance(answer, Exception):
            raise answer
        yield url, answer


def _by_host(urls: Iterable[str]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for url in urls:
        try:
            host = urlsplit(url).netloc.lower()
        except ValueError:
            host = ""
        groups.setdefault(host, []).append(url)
    return sorted(groups.values(), key=len, reverse=True)


def _read_answers(site: Path) -> dict[str, Answer]:
    state = read_state(site / CACHE / ANSWERS, AnswersState)
    return state.answers if state else {}


def _write_answers(site: Path, answers: dict[str, Answer]) -> None:
    """Remember answers; where that cannot be, the next check asks again."""
    with suppress(OSError), locked(site / CACHE, wait=True):
        write_state(site / CACHE / ANSWERS, AnswersState(answers))
