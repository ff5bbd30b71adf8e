"""Chooses how many scripts of edits are run."""

from __future__ import annotations

from tests.property.profiles import load_profile

load_profile()
