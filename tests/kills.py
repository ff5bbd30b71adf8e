"""Commands that are killed before their n-th change of a folder, from first to last."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from typing import Any

from tests.magazine import run_command

CHANGES = ("replace", "unlink", "mkdir", "rmdir", "write", "open", "link", "symlink", "rename")


def run_until(count: int, arguments: Sequence[str], changes: Sequence[str] = CHANGES) -> int:
    """Run a command in a forked process that dies before its n-th call of some functions of `os`; gives its end."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = count

    def dying(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **named)

        return call

    try:
        for name in changes:
            setattr(os, name, dying(getattr(os, name)))
        status = run_command(*arguments).status
    except BaseException:
        status = 70
    os._exit(status)
