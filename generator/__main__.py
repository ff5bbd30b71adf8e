"""`python -m generator`: the same command as `broadsheet`."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command; Ctrl-C is an interrupt like any other while the modules are still coming in."""
    _speak_utf8()
    held: list[object] = []
    try:
        gc.disable()  # what modules are made of stays
        from generator.cli import main as run

        gc.freeze()
        gc.enable()
        run(held)
    except KeyboardInterrupt:
        sys.stderr.write("broadsheet: interrupted; nothing was changed\n")
        sys.exit(130)
    except SystemExit as leave:
        sys.stdout.flush()
        sys.stderr.flush()
        # Nothing is open any more; to take what is held apart, some hundred thousand records, would help nobody.
        os._exit(leave.code if isinstance(leave.code, int) else 0)


def _speak_utf8() -> None:
    """Begin again in UTF-8 where the locale has names of files in another encoding: ours are UTF-8 everywhere."""
    if sys.getfilesystemencoding() != "utf-8" and os.environ.get("PYTHONUTF8") != "1":
        os.execve(sys.executable, sys.orig_argv, {**os.environ, "PYTHONUTF8": "1"})


if __name__ == "__main__":
    main()
