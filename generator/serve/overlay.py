"""Faults in, the HTML that open pages show over themselves out: each with its place, its line, a caret and a hint."""

from __future__ import annotations

import html
from collections.abc import Iterable

from generator.errors import printable, printable_line
from generator.serve.messages import Fault


def overlay_of(faults: Iterable[Fault], *, has_page: bool) -> str:
    """Lay out all errors, then all warnings of a build that failed, over a page if there is one; all text escaped."""
    ordered = sorted(faults, key=lambda fault: fault.severity != "error")
    errors = sum(fault.severity == "error" for fault in ordered)
    title = "1 error" if errors == 1 else f"{errors} errors"
    items = "".join(f"<li>{_item(fault)}</li>" for fault in ordered)
    below = "; the last good page is below" if has_page else ""
    return f"<h1>{title}{below}</h1><ol>{items}</ol>"


def _item(fault: Fault) -> str:
    parts = [f'<p class="{fault.severity}"><strong>{fault.severity}</strong> {_escaped(fault.message)}</p>']
    if fault.path:
        place = f"{printable(fault.path)}:{fault.line}:{fault.column}"
        button = f'<button type="button" data-copy="{html.escape(place)}" title="copy the place">'
        parts.insert(0, f"{button}{html.escape(place)}</button>")
    if fault.source_line:
        line = printable_line(fault.source_line)
        before = html.escape(line[: fault.column - 1])
        here = html.escape(line[fault.column - 1 : fault.column]) or " "
        after = html.escape(line[fault.column :])
        parts.append(f"<pre>{before}<mark>{here}</mark>{after}\n{_caret(line, fault.column)}</pre>")
    if fault.hint:
        parts.append(f'<p class="hint">hint: {_escaped(fault.hint)}</p>')
    return "".join(parts)


def _caret(line: str, column: int) -> str:
    """Put a caret under a column; what stands before it is repeated unseen, so that wide characters push it along."""
    return f'<span class="unseen" aria-hidden="true">{html.escape(line[: column - 1])}</span>^'


def _escaped(text: str) -> str:
    return html.escape(printable(text))
