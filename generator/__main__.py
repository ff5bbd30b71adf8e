"""`python -m generator`: the same command as `broadsheet`."""

from __future__ import annotations

import gc
import os
import sys

from generator.interrupt import Interrupt


def main() -> None:
    """Run the command, and end the process with its exit status; Ctrl-C is answered from here on."""
    interrupt = Interrupt()
    _speak_utf8()
    held: list[object] = []
    status: int | None = None
    try:
        try:
            gc.disable()  # what modules are made of stays
            from generator.cli import main as run

            gc.freeze()
            gc.enable()
            interrupt.begin()
            run(held)
        except SystemExit as leave:
            status = leave.code if isinstance(leave.code, int) else 0
            sys.stdout.flush()
            sys.stderr.flush()
    except BaseException as error:
        if not (interrupt.has_come or isinstance(error, KeyboardInterrupt)):
            raise
        if status is None:
            interrupt.leave()
    # Nothing is open any more; to take what is held apart, some hundred thousand records, would help nobody.
    os._exit(status or 0)


def _speak_utf8() -> None:
    """Begin again in UTF-8 where the locale has names of files in another encoding: ours are UTF-8 everywhere."""
    if sys.getfilesystemencoding() != "utf-8" and os.environ.get("PYTHONUTF8") != "1":
        os.execve(sys.executable, sys.orig_argv, {**os.environ, "PYTHONUTF8": "1"})


if __name__ == "__main__":
    main()
