"""Ctrl-C, once Python itself has started: one line, the status 130, never a traceback.

Python raises an interrupt wherever it happens to be: in a hook that has nobody to tell, where it would be lost, or
amid the code of a lock, which then fails with an error of its own. So it is noted that one has come: who ends the
process knows then that what failed, failed by it. And one that is lost ends the process, as a kill does.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

INTERRUPTED_STATUS = 130
_SHOW_CURSOR = "\x1b[?25h"


class Interrupt:
    """What Ctrl-C does in this process, which is to be the command's own, in its main thread.

    At first, while nothing is begun, it ends the process; once `begin` is called, it raises `KeyboardInterrupt`, and
    only who is too impatient for what that cleans up, and asks once more, ends it at once. Where whoever started the
    process wants Ctrl-C ignored, it stays ignored.
    """

    def __init__(self) -> None:
        self.has_come = False
        self._has_begun = False
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._come)

    def begin(self) -> None:
        """Go over to interrupts that are raised."""
        sys.unraisablehook = self._see_lost
        self._has_begun = True

    def leave(self) -> None:
        """Say that the command was interrupted, and end the process."""
        state = "the output is whole" if self._has_begun else "nothing was changed"
        with suppress(OSError):
            # To the descriptor: Python's own stream may be in the midst of something. And a bar may hide the cursor.
            cursor = _SHOW_CURSOR if os.isatty(2) else ""
            os.write(2, f"{cursor}broadsheet: interrupted; {state}\n".encode())
        os._exit(INTERRUPTED_STATUS)

    def _come(self, *_: object) -> None:
        if self.has_come or not self._has_begun:
            self.leave()
        self.has_come = True
        raise KeyboardInterrupt

    def _see_lost(self, lost: sys.UnraisableHookArgs) -> None:
        if issubclass(lost.exc_type, KeyboardInterrupt):
            self.leave()
        sys.__unraisablehook__(lost)
