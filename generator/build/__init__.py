"""The composition: config -> load -> plan -> render -> write, and the memory between builds.

The only folder that knows all stages and the store; `site.py` is its table of contents.
"""

from generator.build.memory import Warm, last_build_failed
from generator.build.places import source_line
from generator.build.settings import BuildSettings, Progress
from generator.build.site import build_site, coming_moments, is_up_to_date, settle, survey_site

__all__ = [
    "BuildSettings", "Progress", "Warm", "build_site", "coming_moments", "is_up_to_date", "last_build_failed", "settle",
    "source_line", "survey_site",
]  # fmt: skip
