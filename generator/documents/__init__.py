"""Data texts: TOML, YAML or JSON in, plain values and the place of each key out.

Values are text, booleans, numbers, lists and tables. A plain YAML scalar stays the text that was typed and carries the
value that YAML reads in it (`Typed`), since "strings stay strings" (contract, section 3): `0123` is `0123`, `no` is
`no`. Faults are diagnostics with a position: syntax, a key twice, an alias bomb, nesting without end.
"""

from generator.documents.document import MAX_BYTES, Document, DocumentFormat, read_document, untyped
from generator.documents.typed import Typed

__all__ = ["MAX_BYTES", "Document", "DocumentFormat", "Typed", "read_document", "untyped"]
