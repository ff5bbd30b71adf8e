"""The composition: config -> load -> plan -> render -> write, and the memory between builds.

The only folder that knows all stages and the store; `site.py` is its table of contents.
"""

from generator.build.settings import BuildSettings, Progress
from generator.build.site import build_site, plan_only

__all__ = ["BuildSettings", "Progress", "build_site", "plan_only"]
