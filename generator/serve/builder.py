"""The process that builds for a preview: orders come in on standard input, answers go out on standard output.

It runs the pipeline of `build`, and holds warm what it needs from one build to the next. That it is a process of its
own keeps the server answering while it works, and lets it be stopped at any moment.
"""

from __future__ import annotations

import gc
import os
import select
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from generator.build import BuildSettings, Warm, build_site, settle, source_line
from generator.clock import Clock, microseconds, parse_moment, zone_named
from generator.config import SiteConfig
from generator.errors import Diagnostic, SiteError, format_diagnostics
from generator.load.scan import find_rates
from generator.load.theme_places import built_in_themes
from generator.model.theme import Theme
from generator.serve.messages import Advance, Answer, Brief, Broken, Built, Dress, Dropped, Fault, Order
from generator.serve.pages import SWAPPED
from generator.write.folder import PREVIEW_FOLDER

# After so long without an order there is time to write things down and to collect what nobody holds any more.
_IDLE_SECONDS = 1.0
_ADVANCE_SECONDS = 0.2
_END_OF_TIME = 4e9


class _Superseded(BaseException):
    """Another order has come: what is being built is of no use any more."""


class _Orders:
    """Reads orders, one a line, from a file descriptor, and knows whether there is another one."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._data = b""

    def is_waiting(self, seconds: float = 0.0) -> bool:
        """Tell whether there is something to read, or there never will be again."""
        return b"\n" in self._data or bool(select.select([self._descriptor], [], [], seconds)[0])

    def read(self) -> bytes:
        """Read a line; an empty one when whoever gave orders is gone."""
        while b"\n" not in self._data:
            more = os.read(self._descriptor, 1 << 16)
            if not more:
                return b""
            self._data += more
        line, _, self._data = self._data.partition(b"\n")
        return line


class Builder:
    """Builds one site for a preview; `send` takes the answers, `is_waiting` tells that another order has come."""

    def __init__(self, brief: Brief, send: Callable[[Answer], None], is_waiting: Callable[[], bool]) -> None:
        self._site = Path(brief.site)
        self._brief = brief
        self._send = send
        self._is_waiting = is_waiting
        self._settings = BuildSettings(
            output=str(self._site / PREVIEW_FOLDER), drafts=brief.drafts, future=brief.future, search=False
        )  # fmt: skip
        self._warm = Warm()
        self._started = 0.0
        self._told = 0.0
        self._config: SiteConfig | None = None
        self._clock: Clock | None = None
        self._assets: dict[str, str] = {}

    def build(self, order: Order) -> Answer:
        """Build once, and say what became of it."""
        number = order.number
        self._warm.note(order.changed)
        self._started = time.perf_counter()
        self._told = self._started + 1.0
        try:
            report = build_site(
                self._site, self._clock_of, self._settings, self._advance, warm=self._warm, dressed=self._dressed
            )  # fmt: skip
        except _Superseded:
            return Dropped(number)
        except SiteError as error:
            faults, text = self._faults(error.diagnostics)
            return Broken(number, faults, text, self._milliseconds())
        faults, text = self._faults(report.diagnostics)
        root = self._config.root.rstrip("/") if self._config else ""
        return Built(
            number, root, report.pages, list(report.written), list(report.removed), list(report.sources),
            list(report.edited), report.unpublished, faults, text, self._milliseconds(), self._until(report.until),
        )  # fmt: skip

    def settle(self) -> None:
        """Write down what the next process can start from."""
        settle(self._site, Path(self._settings.output), self._warm)

    def _clock_of(self, zone: str) -> Clock:
        now, epoch = self._brief.now, os.environ.get("SOURCE_DATE_EPOCH", "")
        instant = datetime.fromtimestamp(int(epoch), UTC) if epoch and not now else datetime.now(UTC)
        moment = parse_moment(now, zone) if now else instant
        assert moment is not None  # the command line has looked at it
        self._clock = Clock(moment, zone)
        return self._clock

    def _until(self, until: int) -> float:
        """Tell when the clock alone changes something: an article's moment, the next day; a set clock stands still."""
        if self._clock is None or self._brief.now or os.environ.get("SOURCE_DATE_EPOCH"):
            return _END_OF_TIME
        zone = zone_named(self._clock.zone)
        midnight = datetime.combine(self._clock.day + timedelta(days=1), datetime.min.time(), zone)
        return min(until, microseconds(midnight)) / 1_000_000

    def _advance(self, stage: str, done: int, total: int) -> None:
        """Say how far a long build is; end it when another order has come."""
        if self._is_waiting():
            raise _Superseded
        if (now := time.perf_counter()) >= self._told:
            self._told = now + _ADVANCE_SECONDS
            self._send(Advance(stage, done, total))

    def _dressed(self, config: SiteConfig, theme: Theme) -> None:
        """Tell of the theme's files as they will be published, with the bytes of those that are new."""
        self._config = config
        files = {name: file for name, file in theme.static.items() if name.rpartition(".")[2].lower() in SWAPPED}
        assets = {f"/assets/{name}": f"/assets/{file.published_name}" for name, file in files.items()}
        before, self._assets = self._assets, assets
        if not before or assets == before:
            fresh = {}
        else:
            fresh = {
                assets[f"/assets/{name}"]: Path(file.location).read_bytes() if file.data is None else file.data
                for name, file in files.items()
                if assets[f"/assets/{name}"] not in before.values()
            }
        rates = find_rates(self._site, config.ticker.file)
        reads = [str(built_in_themes()), *([str(rates)] if rates else [])]
        self._send(Dress(config.root.rstrip("/"), assets, fresh, reads))

    def _faults(self, diagnostics: Iterable[Diagnostic]) -> tuple[list[Fault], str]:
        """Tell faults with the lines that they stand in, and as a terminal shows them."""
        shown = [one for one in diagnostics if not one.conceals]
        lines = {one: source_line(self._site, one.position) for one in shown if one.position}
        faults = [
            Fault(one.severity, one.message, at.path, at.line, at.column, one.hint, lines.get(one) or "")
            if (at := one.position)
            else Fault(one.severity, one.message, hint=one.hint)
            for one in diagnostics
        ]
        by_place = {one.position: line for one, line in lines.items()}
        return faults, format_diagnostics(diagnostics, by_place.get)

    def _milliseconds(self) -> int:
        return round((time.perf_counter() - self._started) * 1000)


def main() -> None:
    """Build whenever an order comes, until whoever gives them is gone."""
    orders = _Orders(sys.stdin.fileno())
    output = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what anyone prints must not get among the answers
    encode = msgspec.json.Encoder().encode

    def send(answer: Answer) -> None:
        data = encode(answer) + b"\n"
        while data:
            data = data[os.write(output, data) :]

    gc.disable()
    builder = Builder(msgspec.json.decode(orders.read(), type=Brief), send, orders.is_waiting)
    is_settled, is_frozen = True, False
    while True:
        if not is_settled and not orders.is_waiting(_IDLE_SECONDS):
            builder.settle()
            gc.collect()
            if not is_frozen:  # what the first build made mostly stays: the collector need not look at it again
                gc.freeze()
                is_frozen = True
            is_settled = True
        line = orders.read()
        if not line:
            break
        send(builder.build(msgspec.json.decode(line, type=Order)))
        is_settled = False
    os._exit(0)


if __name__ == "__main__":
    main()
