"""A content security policy that is to allow one more source."""

from __future__ import annotations

import pytest

from generator.policy import allowing

WASM = "'wasm-unsafe-eval'"


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("", ""),
        ("img-src 'self'", "img-src 'self'"),  # scripts are not restricted
        ("script-src 'self'", f"script-src 'self' {WASM}"),
        (f"script-src 'self' {WASM}", f"script-src 'self' {WASM}"),
        (
            "default-src 'none'; script-src 'self'; img-src *",
            f"default-src 'none'; script-src 'self' {WASM}; img-src *",
        ),
        ("default-src 'self' https:", f"default-src 'self' https:; script-src 'self' https: {WASM}"),
        ("script-src 'none'", f"script-src {WASM}"),
    ],
)
def test_a_directive_allows_one_more_source_and_no_other(policy: str, allowed: str) -> None:
    assert allowing(policy, "script-src", WASM) == allowed
