"""The pipeline: config -> load -> plan -> render -> write. The only file that knows all stages.

A site folder and settings in, files and a report out; all mistakes are told at once, as one `SiteError`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import msgspec

from generator import __version__
from generator.clock import Clock
from generator.config import CONFIG_FILE, SiteConfig, read_config
from generator.digest import digest_bytes, digest_of
from generator.documents import Document
from generator.errors import Diagnostic, Gatherer, Position, SiteError, has_errors, made_errors, ordered
from generator.model.body import Body
from generator.model.kit import Kit
from generator.model.plan import AssetCopy, Output, Plan
from generator.model.report import BuildReport

# What decides bytes beside our own code.
_SOFTWARE = (
    "jinja2",
    "markdown-it-py",
    "mdit-py-plugins",
    "pygments",
    "feedgen",
    "babel",
    "tzdata",
    "lxml",
    "PyYAML",
)
_CHUNK = 64
_PAGES = ("front", "listing", "author", "article", "page", "404")

# Told how far a stage is: its name, what is done, what there is to do.
Progress = Callable[[str, int, int], None]


class BuildSettings(msgspec.Struct, frozen=True):
    """What the command line decides: see the contract's section 8. `jobs` of 0 leaves the number to us."""

    output: str = ""
    base_url: str = ""
    drafts: bool = False
    future: bool = False
    strict: bool = False
    jobs: int = 0
    no_cache: bool = False


class Planned(msgspec.Struct, frozen=True):
    """A site as far as it is planned; `bodies` are by digest."""

    config: SiteConfig
    kit: Kit
    plan: Plan
    bodies: dict[str, Body]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def pages(self) -> int:
        """Count the pages that people read."""
        return sum(output.kind in _PAGES for output in self.plan.outputs)


def build_site(
    site: Path, clock_of: Callable[[str], Clock], settings: BuildSettings, progress: Progress
) -> BuildReport:
    """Build a site into its output folder.

    `clock_of` makes the build's clock for the site's time zone. Raises `SiteError` with all diagnostics when anything
    of the site is wrong, or with `strict` doubtful; the output is then as it was.
    """
    from generator.write.folder import folder_fault, locked

    seconds: dict[str, float] = {}
    output = Path(settings.output) if settings.output else site / "output"
    if fault := folder_fault(site, output):
        raise SiteError([Diagnostic("error", f"the output folder {output} {fault}", hint="choose another --output")])
    planned = plan_only(site, clock_of, settings, progress, seconds)
    try:
        with locked(output, wait=True):
            report = _render_and_write(planned, output, settings, progress, seconds)
    except OSError as error:
        raise SiteError([*planned.diagnostics, _write_fault(error, output)]) from None
    return msgspec.structs.replace(report, seconds=seconds, diagnostics=planned.diagnostics)


def plan_only(
    site: Path,
    clock_of: Callable[[str], Clock],
    settings: BuildSettings,
    progress: Progress,
    seconds: dict[str, float],
) -> Planned:
    """Load and plan a site, and write nothing; raises `SiteError` as `build_site` does."""
    from generator.load.content import load_content
    from generator.load.theme import load_theme
    from generator.plan.site import PlanSettings, plan_site

    with _timed("config", seconds):
        config, document, text, found = _read_config(site, settings.base_url)
    clock = clock_of(config.site.timezone if config else "UTC")
    if config is None:
        # Even then the rest is read, so that all mistakes are told; dates are read in UTC.
        config_for_load = read_config('[site]\ntitle = "-"\nbase_url = "https://site.invalid/"\n')[0]
        assert config_for_load is not None
    else:
        config_for_load = config
    with _timed("load", seconds):
        loaded = load_content(site, config_for_load, with_drafts=settings.drafts, progress=progress)
        found += loaded.diagnostics
        theme = None
        if config is not None:
            theme, theme_found = load_theme(site, config.site.theme, config.theme, document)
            found += theme_found
    if config is None or theme is None or has_errors(found):
        raise SiteError(_final(found, settings.strict))
    with _timed("plan", seconds):
        sources = digest_of(text, theme.digest, loaded.digests)
        plan_settings = PlanSettings(clock, _software(), sources, settings.drafts, settings.future)
        plan, kit, plan_found = plan_site(loaded.content, config, theme, document, plan_settings)
        found += plan_found
    found = _final(found, settings.strict)
    if plan is None or has_errors(found):
        raise SiteError(found)
    return Planned(config, kit, plan, loaded.bodies, tuple(found))


def _render_and_write(
    planned: Planned, output: Path, settings: BuildSettings, progress: Progress, seconds: dict[str, float]
) -> BuildReport:
    """Render every output and put it in place; raises `SiteError` when a template has a fault."""
    from generator.render.pages import Press, render_outputs
    from generator.write.folder import discard_staging
    from generator.write.manifest import Manifest, OwnedFile
    from generator.write.staging import Stage

    discard_staging(output)
    stage = Stage(output)
    press = Press(planned.kit, planned.bodies.__getitem__)
    found: list[Diagnostic] = []
    outputs = planned.plan.outputs
    done = 0
    try:
        with _timed("render", seconds):
            for chunk in _chunks(outputs, _CHUNK):
                copies = [one for one in chunk if isinstance(one.page, AssetCopy)]
                pages = tuple(one for one in chunk if not isinstance(one.page, AssetCopy))
                for copy in copies:
                    assert isinstance(copy.page, AssetCopy)
                    stage.add_copy(copy.path, Path(copy.page.location), OwnedFile(copy.inputs))
                for rendered, data, faults in render_outputs(pages, press):
                    found += faults
                    if data is not None:
                        owned = OwnedFile(digest_bytes(data), rendered.head_digest, rendered.body_digest)
                        stage.add(rendered.path, data, owned)
                done += len(chunk)
                progress("render", done, len(outputs))
        found += stage.diagnostics
        if found:
            raise SiteError(ordered([*planned.diagnostics, *found]))
        with _timed("write", seconds):
            manifest = Manifest(
                base_url=planned.config.site.base_url,
                drafts=settings.drafts,
                future=settings.future,
                sources=planned.plan.sources,
            )
            written = stage.commit(manifest)
    except BaseException:
        stage.discard()
        raise
    return BuildReport(planned.pages, written.written, written.unchanged, written.removed)


def _read_config(site: Path, base_url: str) -> tuple[SiteConfig | None, Document | None, str, list[Diagnostic]]:
    from generator.load.frontmatter import read_text

    gatherer = Gatherer()
    try:
        text = read_text((site / CONFIG_FILE).read_bytes(), CONFIG_FILE, gatherer)
    except OSError as error:
        hint = "start with: broadsheet new site DIR" if isinstance(error, FileNotFoundError) else ""
        gatherer.error(f"the file cannot be read: {error.strerror}", Position(CONFIG_FILE), hint)
        raise SiteError(gatherer.diagnostics) from None
    if text is None:
        raise SiteError(gatherer.diagnostics)
    config, document, found = read_config(text, base_url=base_url)
    return config, document, text, found


def _software() -> str:
    """Name the versions of all that decides bytes."""
    return " ".join([f"broadsheet {__version__}", *(f"{name} {version(name)}" for name in _SOFTWARE)])


def _final(found: Iterable[Diagnostic], strict: bool) -> list[Diagnostic]:
    diagnostics = ordered(found)
    return made_errors(diagnostics) if strict else diagnostics


def _write_fault(error: OSError, output: Path) -> Diagnostic:
    what = error.strerror or str(error)
    where = error.filename if isinstance(error.filename, str) else str(output)
    return Diagnostic("error", f"the output cannot be written: {what}: {os.fspath(where)}")


def _chunks(outputs: Sequence[Output], size: int) -> Iterator[Sequence[Output]]:
    for start in range(0, len(outputs), size):
        yield outputs[start : start + size]


@contextmanager
def _timed(stage: str, seconds: dict[str, float]) -> Iterator[None]:
    started = time.perf_counter()
    try:
        yield
    finally:
        seconds[stage] = round(seconds.get(stage, 0.0) + time.perf_counter() - started, 4)
