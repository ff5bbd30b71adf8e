"""The rates data file in, a snapshot or a history out (contract, section 6).

A number is digits with at most one point, a sign only in `change`, 40 characters at most, no exponent; it is kept as
typed, in decimal.
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from typing import Any

from generator.clock import is_date_alone, parse_moment
from generator.config import described
from generator.documents import Document, DocumentFormat, Typed, read_document
from generator.errors import Diagnostic, Gatherer, Position, suggestion
from generator.load.encoding import read_text
from generator.model.rates import DatedRate, Rate, RateHistory, Rates
from generator.text import first_control

FORMATS: dict[str, DocumentFormat] = {"toml": "toml", "yaml": "yaml", "yml": "yaml", "json": "json"}
_COLUMNS = ["date", "pair", "value"]
_NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?|\.[0-9]+", re.ASCII)
_MAX_CHARACTERS = 40


def load_rates(data: bytes, path: str, zone: str) -> tuple[Rates | RateHistory | None, list[Diagnostic]]:
    """Read a rates file by the ending of its name.

    Reports what cannot be read, unknown keys, a pair twice, a value that is no number or not positive, a `previous`
    of 0, a file without rates.
    """
    gatherer = Gatherer()
    ending = path.rpartition(".")[2].lower()
    text = read_text(data, path, gatherer)
    rates: Rates | RateHistory | None = None
    if text is not None and ending == "csv":
        rates = _history(text, path, zone, gatherer)
    elif text is not None and ending in FORMATS:
        document = read_document(text, FORMATS[ending], path, gatherer)
        rates = _snapshot(document, zone, gatherer) if document else None
    elif text is not None:
        gatherer.error(f'rates cannot be read from ".{ending}"', Position(path), "known: .toml .yaml .json .csv")
    return (None if gatherer.diagnostics else rates), gatherer.diagnostics


def number_fault(text: str, *, signed: bool = False) -> str:
    """Say why a typed number is none; empty when it is one."""
    if len(text) > _MAX_CHARACTERS:
        return f"is longer than {_MAX_CHARACTERS} characters"
    if not _NUMBER.fullmatch(text[1:] if signed and text[:1] in ("-", "+") else text):
        return "is not a number" if signed or text[:1] != "-" else "is not positive"
    return ""


def change_between(value: Decimal, previous: Decimal) -> Decimal:
    """Compute a change in percent, from unrounded values."""
    with localcontext() as context:
        context.prec = 100
        return (value - previous) / previous * 100


def _snapshot(document: Document, zone: str, gatherer: Gatherer) -> Rates | None:
    values = document.values
    for key in values:
        if key not in ("source", "as_of", "rates"):
            hint = suggestion(key, ("source", "as_of", "rates"))
            gatherer.error(f'unknown key "{key}"', document.position(key), hint)
    sources = _sources(document, values.get("source", ""), gatherer)
    as_of = ""
    if values.get("as_of") not in (None, ""):
        typed = _text(document, values["as_of"], gatherer, "as_of")
        moment = parse_moment(typed, zone) if typed else None
        if moment is not None:
            as_of = moment.date().isoformat()
        elif typed:
            gatherer.error(f'"{typed}" is not a date', document.position("as_of", of_value=True))
    rows = values.get("rates")
    if not isinstance(rows, list) or not rows:
        gatherer.error("there are no rates in the file", document.position("rates"), "write [[rates]] before each pair")
        return None
    items: list[Rate] = []
    for index, row in enumerate(rows):
        rate = _rate(document, row, index, gatherer)
        if rate and any(rate.pair == item.pair for item in items):
            gatherer.error(f'the pair "{rate.pair}" stands twice', document.position("rates", index, "pair"))
        elif rate:
            items.append(rate)
    return Rates(document.path, next(iter(sources.values()), ""), as_of, tuple(items), sources)


def _sources(document: Document, value: Any, gatherer: Gatherer) -> dict[str, str]:
    """Read whose rates they are: one text, or a text for each language."""
    if not isinstance(value, dict):
        return {"": _text(document, value, gatherer, "source")}
    return {code.lower(): _text(document, text, gatherer, "source", code) for code, text in value.items()}


def _rate(document: Document, row: Any, index: int, gatherer: Gatherer) -> Rate | None:
    if not isinstance(row, dict):
        gatherer.error("a rate must be a table", document.position("rates", index))
        return None
    known = ("pair", "value", "change", "previous")
    for key in row:
        if key not in known:
            position = document.position("rates", index, key)
            gatherer.error(f'unknown key "{key}" in a rate', position, suggestion(key, known))
    pair = _text(document, row.get("pair", ""), gatherer, "rates", index, "pair").strip()
    if row.get("pair") is None or (isinstance(row["pair"], str) and not row["pair"].strip()):
        gatherer.error('a rate needs "pair"', document.position("rates", index))
    if row.get("value") in (None, ""):
        gatherer.error('a rate needs "value"', document.position("rates", index))
        return None
    value = _number(document, row["value"], gatherer, "rates", index, "value")
    change: Decimal | None = None
    if row.get("change") not in (None, ""):
        change = _number(document, row["change"], gatherer, "rates", index, "change", signed=True)
    if row.get("previous") not in (None, ""):
        previous = _number(document, row["previous"], gatherer, "rates", index, "previous")
        if change is None and previous and value is not None:
            change = change_between(value, previous)
    return Rate(pair, value, change) if pair and value is not None else None


def _number(
    document: Document, value: Any, gatherer: Gatherer, *keys: str | int, signed: bool = False
) -> Decimal | None:
    """Read a number as typed; those without a sign must be positive."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    def fault(message: str, hint: str = "") -> None:
        gatherer.error(f'"{keys[-1]}" {message}', document.position(*keys, of_value=True), hint)

    if not isinstance(text, str):
        fault(f"must be a number, but is {described(value)}")
        return None
    text = text.strip() if not isinstance(text, Typed) else str(text)
    if problem := number_fault(text, signed=signed):
        fault(f'{problem}: "{text[:60]}"', 'write digits with one point: "0.01144"')
        return None
    number = Decimal(text)
    if not signed and number <= 0:
        fault(f'must be more than 0, but is "{text}"')
        return None
    return number


def _text(document: Document, value: Any, gatherer: Gatherer, *keys: str | int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        gatherer.error(f'"{keys[-1]}" must be text, but is {described(value)}', document.position(*keys, of_value=True))
        return ""
    if first_control(value) >= 0:
        gatherer.error(f'"{keys[-1]}" holds a control character', document.position(*keys, of_value=True))
        return ""
    return str(value)


def _history(text: str, path: str, zone: str, gatherer: Gatherer) -> RateHistory | None:
    import csv
    import io

    if (offset := first_control(text)) >= 0:
        gatherer.error("the file holds a control character", Position(path, text.count("\n", 0, offset) + 1))
        return None
    reader = csv.reader(io.StringIO(text), strict=True)
    rows: list[DatedRate] = []
    seen: set[tuple[str, str]] = set()
    try:
        header = [name.strip() for name in next(reader, [])]
        if header != _COLUMNS:
            gatherer.error("the first line must name the columns", Position(path), "write: date,pair,value")
            return None
        for cells in reader:
            row = _dated_rate(cells, Position(path, reader.line_num), zone, gatherer) if any(cells) else None
            if row and (row.date, row.pair) in seen:
                gatherer.error(f'the pair "{row.pair}" stands twice on {row.date}', Position(path, reader.line_num))
            elif row:
                seen.add((row.date, row.pair))
                rows.append(row)
    except csv.Error as error:
        gatherer.error(f"the line cannot be read: {error}", Position(path, reader.line_num))
        return None
    if not rows and not gatherer.diagnostics:
        gatherer.error("there are no rates in the file", Position(path))
    return RateHistory(path, tuple(rows))


def _dated_rate(cells: list[str], position: Position, zone: str, gatherer: Gatherer) -> DatedRate | None:
    if len(cells) != len(_COLUMNS):
        gatherer.error(f"expected {len(_COLUMNS)} columns, found {len(cells)}", position)
        return None
    date, pair, value = (cell.strip() for cell in cells)
    moment = parse_moment(date, zone) if is_date_alone(date) else None
    if moment is None:
        gatherer.error(f'"{date}" is not a date', position, "write 2025-05-14")
    if not pair:
        gatherer.error("the pair is empty", position)
    fault = number_fault(value)
    if fault:
        gatherer.error(f'the value {fault}: "{value[:60]}"', position, "write digits with one point: 0.01144")
    elif Decimal(value) <= 0:
        gatherer.error(f'the value must be more than 0, but is "{value}"', position)
        fault = "is not positive"
    return DatedRate(moment.date().isoformat(), pair, Decimal(value)) if moment and pair and not fault else None
