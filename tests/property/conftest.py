"""Chooses how many cases the properties see."""

from __future__ import annotations

from tests.property.profiles import load_profile

load_profile()
