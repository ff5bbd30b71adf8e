"""The builder's process as its owner sees it: started, given orders, asked for answers, and ended at any moment."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress

import msgspec

from generator.serve.messages import Answer, Brief, Order

# Longer than the answer of any build.
_LIMIT = 1 << 28
_decode = msgspec.json.Decoder(Answer).decode
_encode = msgspec.json.Encoder().encode


class Workshop:
    """A builder in a process group of its own, which Ctrl-C does not reach; one that died is started anew."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._process: asyncio.subprocess.Process | None = None

    async def order(self, number: int, changed: set[str] | None = None) -> None:
        """Give an order, of what has changed since the last one, if that is known; it takes the place of one under way.

        A new builder looks at everything.
        """
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "generator.serve.builder", stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE, start_new_session=True, limit=_LIMIT,
                env={**os.environ, "PYTHONUTF8": "1"},
            )  # fmt: skip
            self._write(self._brief)
        self._write(Order(number, None if changed is None else sorted(changed)))

    async def answer(self) -> Answer | None:
        """Wait for the next answer; nothing when the builder has died."""
        assert self._process is not None
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line.endswith(b"\n"):
            self.end()
            await self._process.wait()
            return None
        answer: Answer = _decode(line)
        return answer

    def end(self) -> None:
        """End the builder and all who work for it, at once: what it leaves is whole, or swept by the next build."""
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _write(self, message: Brief | Order) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        with suppress(BrokenPipeError, ConnectionResetError):
            self._process.stdin.write(_encode(message) + b"\n")
