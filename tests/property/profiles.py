"""How many cases the properties see: some hundred, always the same; with BROADSHEET_LONG=1 thousands, always others."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

IS_LONG = os.environ.get("BROADSHEET_LONG") == "1"
# Sites are written and built in some of these tests: that is slow by Hypothesis' measure, and meant to be.
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


def load_profile() -> None:
    """Make the profile the default one, before any test module is read."""
    settings.register_profile(
        "quick", max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=_SLOW
    )
    settings.register_profile("long", max_examples=2000, deadline=None, database=None, suppress_health_check=_SLOW)
    settings.load_profile("long" if IS_LONG else "quick")


def cases(quick: int, long: int) -> settings:
    """Ask for other numbers of cases than the profile's, for what takes long."""
    return settings(max_examples=long if IS_LONG else quick)
