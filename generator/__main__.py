"""`python -m generator`: the same command as `broadsheet`."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command; Ctrl-C is an interrupt like any other while the modules are still coming in."""
    try:
        from generator.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("broadsheet: interrupted; nothing was changed\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
