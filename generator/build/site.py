"""The pipeline: config -> load -> plan -> render -> write, with what is remembered between builds.

A site folder and settings in, files and a report out; all mistakes are told at once, as one `SiteError`. There are no
rebuild rules: every build runs every stage, and what has equal inputs is not made again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from generator.build.listing import list_files
from generator.build.look import Look, pays
from generator.build.memory import CACHE, Memory, States, Warm, drop_memory, note_outcome, open_memory
from generator.build.reasons import changed_causes, changed_sources, reasons
from generator.build.settings import BuildSettings, Dressed, Planned, Progress
from generator.build.software import encoders, indexers, missing_extra, software
from generator.build.sources import WITH_BODY, Sources, are_as_before, digests_now, read_sources
from generator.build.workers import Workers
from generator.clock import Clock, microseconds
from generator.config import CONFIG_FILE, LanguageTable, SiteConfig, codes_in, read_config
from generator.digest import digest_bytes, digest_of
from generator.documents import Document
from generator.errors import Diagnostic, Gatherer, Position, SiteError, has_errors, made_errors, ordered
from generator.load.content import assemble_content, load_settings, read_rates
from generator.load.encoding import read_text
from generator.load.scan import SourceFile
from generator.load.theme import load_theme
from generator.load.theme_places import built_in_themes, package_folder
from generator.load.words import read_words
from generator.model.content import Content
from generator.model.kit import Kit
from generator.model.rates import RateHistory, Rates
from generator.model.report import BuildReport
from generator.model.theme import Theme
from generator.store.packs import StoreDamaged
from generator.store.state import NOTHING, OutputEntry, OutputState, SourcesState
from generator.write.folder import STAGING, discard_staging, folder_fault, locked
from generator.write.manifest import JOURNAL, MANIFEST, Manifest, owned_paths

if TYPE_CHECKING:
    from generator.plan.due import Moment
    from generator.write.staging import Stage, Written

ClockMaker = Callable[[str], Clock]
_Seen = TypeVar("_Seen")
_encode = msgspec.msgpack.Encoder().encode
_RATES, _DAY = "the rates", "the day"
# What of a site stands in every page's masthead, and nowhere else.
_ON_EVERY_PAGE = frozenset((_RATES, _DAY))
_WORK = ("sources_read", "bodies_parsed", "cards_rendered", "pages_rendered", "pictures_encoded", "articles_indexed")


def build_site(
    site: Path,
    clock_of: ClockMaker,
    settings: BuildSettings,
    progress: Progress,
    *,
    warm: Warm | None = None,
    dressed: Dressed | None = None,
    held: list[object] | None = None,
) -> BuildReport:
    """Build a site into its output folder.

    `clock_of` makes the build's clock for the site's time zone. A process that builds the same output again and again
    passes the same `warm` each time, and writes it down when it has time (`settle`). `dressed` is told of the theme.
    `held` gets what was made, so that a process which ends with the build need not take it apart.
    Raises `SiteError` with all diagnostics when anything of the site is wrong, or with `strict` doubtful; the output
    is then as it was.
    """
    output = Path(settings.output) if settings.output else site / "output"
    if fault := folder_fault(site, output):
        raise SiteError([Diagnostic("error", f"the output folder {output} {fault}", hint="choose another --output")])
    try:
        report = _build_trusting(site, output, clock_of, settings, progress, warm, dressed, held)
    except SiteError:
        note_outcome(site, output, has_failed=True)
        raise
    note_outcome(site, output, has_failed=False)
    return report


def _build_trusting(
    site: Path,
    output: Path,
    clock_of: ClockMaker,
    settings: BuildSettings,
    progress: Progress,
    warm: Warm | None,
    dressed: Dressed | None,
    held: list[object] | None,
) -> BuildReport:
    """Build with what the memory holds, or without where that cannot be trusted."""
    for _ in range(0 if settings.no_cache else 2):
        try:
            return _build(site, output, clock_of, settings, progress, warm, dressed, held)
        except (StoreDamaged, msgspec.MsgspecError):
            # What the memory holds is not what was written, or it takes nothing more: drop it, and build all.
            drop_memory(site)
            if warm is not None:
                warm.drop()
    settings = msgspec.structs.replace(settings, no_cache=True)
    return _build(site, output, clock_of, settings, progress, None, dressed, held)


def settle(site: Path, output: Path, warm: Warm) -> None:
    """Write down what is held warm; when that cannot be, the next process takes longer."""
    with (
        suppress(OSError, StoreDamaged),
        open_memory(site, output, software(), is_kept=_is_site(site), warm=warm) as memory,
    ):
        memory.write_warm()


def survey_site(
    site: Path,
    clock_of: ClockMaker,
    settings: BuildSettings,
    progress: Progress,
    seconds: dict[str, float],
    look: Callable[[Planned, Callable[[str], bytes]], _Seen],
) -> _Seen:
    """Load and plan a site for `look`, which gets the plan and what finds stored bodies, and gives the result.

    No output is written; where nothing was remembered of the sources, it is now. `look` may be called again when the
    memory is damaged. Raises `SiteError` as `build_site` does.
    """
    for _ in range(0 if settings.no_cache else 2):
        try:
            return _survey(site, clock_of, settings, progress, seconds, look, is_kept=_is_site(site))
        except (StoreDamaged, msgspec.MsgspecError):
            drop_memory(site)
    return _survey(site, clock_of, settings, progress, seconds, look, is_kept=False)


def _survey(
    site: Path,
    clock_of: ClockMaker,
    settings: BuildSettings,
    progress: Progress,
    seconds: dict[str, float],
    look: Callable[[Planned, Callable[[str], bytes]], _Seen],
    *,
    is_kept: bool,
) -> _Seen:
    with (
        open_memory(site, site / "output", software(), is_kept=is_kept) as memory,
        Workers(settings.jobs) as workers,
        memory.reading() as blob,
    ):
        gathered = _gather(site, clock_of, settings, seconds)
        sources = _read(gathered, memory, workers, progress, seconds)
        workers.stop()
        memory.keep_sources(_sources_state(sources, gathered.config_for_load))
        return look(_plan(gathered, sources, settings, seconds, memory), blob)


def load_only(
    site: Path, clock_of: ClockMaker, settings: BuildSettings, progress: Progress
) -> tuple[SiteConfig, Content]:
    """Load a site's content and plan nothing; raises `SiteError` as `build_site` does."""
    with (
        open_memory(site, site / "output", software(), is_kept=False) as memory,
        Workers(settings.jobs) as workers,
    ):
        gathered = _gather(site, clock_of, settings, {})
        sources = _read(gathered, memory, workers, progress, {})
        content, found = _assemble(gathered, sources, settings, memory)
        diagnostics = [*gathered.diagnostics, *found]
        if gathered.config is None or has_errors(diagnostics):
            raise SiteError(_final(diagnostics, settings.strict))
        return gathered.config, content


def _assemble(
    gathered: _Gathered, sources: Sources, settings: BuildSettings, memory: Memory
) -> tuple[Content, list[Diagnostic]]:
    copied = [file for file in gathered.files if file.role == "file"]
    return assemble_content(
        sources.loaded, copied, sources.digests, sources.pictures, gathered.rates,
        load_settings(gathered.config_for_load), with_drafts=settings.drafts, kept=memory.kept_translations(),
    )  # fmt: skip


def coming_moments(
    site: Path, clock_of: ClockMaker, progress: Progress
) -> tuple[Clock, list[Moment], tuple[Diagnostic, ...]]:
    """List the moments at which the clock alone will change the output; raises `SiteError` when the site has errors.

    Gives the clock, the moments and the warnings. Sources that the last build has read are not read again.
    """
    try:
        return _coming(site, clock_of, progress, is_kept=(site / CACHE).is_dir())
    except (StoreDamaged, msgspec.MsgspecError):
        return _coming(site, clock_of, progress, is_kept=False)


def _coming(
    site: Path, clock_of: ClockMaker, progress: Progress, *, is_kept: bool
) -> tuple[Clock, list[Moment], tuple[Diagnostic, ...]]:
    from generator.plan.due import coming

    with open_memory(site, site / "output", software(), is_kept=is_kept) as memory, Workers(0) as workers:
        gathered = _gather(site, clock_of, BuildSettings(), {})
        sources = _read(gathered, memory, workers, progress, {})
        content, found = _assemble(gathered, sources, BuildSettings(), memory)
        diagnostics = ordered([*gathered.diagnostics, *found])
        if gathered.config is None or has_errors(diagnostics):
            raise SiteError(diagnostics)
        return gathered.clock, coming(content, gathered.config, gathered.clock), tuple(diagnostics)


def is_up_to_date(site: Path, output: Path, manifest: Manifest) -> bool:
    """Tell whether an output was made from the sources as they stand; reads only what has changed since.

    Raises `SiteError` when the configuration, the theme or a source cannot be read.
    """
    with open_memory(site, output, software(), is_kept=(site / CACHE).is_dir()) as memory:
        gathered = _gather(site, lambda zone: Clock(datetime.fromtimestamp(0, UTC), zone), BuildSettings(), {})
        if gathered.config is None or gathered.theme is None:
            raise SiteError(ordered(gathered.diagnostics))
        try:
            digests = digests_now(gathered.files, memory)
        except OSError as error:
            message = f"a source cannot be read: {error.strerror}: {error.filename}"
            raise SiteError([Diagnostic("error", message)]) from None
        # `base_url` is the configuration's, or was given to the build.
        text = _read_config(site, "", Gatherer())[2]
        for base_url in ("", manifest.base_url):
            gathered.config_digest = digest_of(text, base_url)
            if _world(gathered, digests) == manifest.sources:
                return True
    return False


def _is_site(site: Path) -> bool:
    """Tell whether a folder is a site: in no other one may a build leave anything, its memory included."""
    return (site / CONFIG_FILE).is_file()


class _Gathered(msgspec.Struct):
    """What is read before any source: configuration, clock, theme, rates, and the list of files."""

    site: Path
    config: SiteConfig | None
    document: Document | None
    config_digest: str
    clock: Clock
    theme: Theme | None
    rates: Rates | RateHistory | None
    rates_digest: tuple[str, str] | None
    files: list[SourceFile]
    looked_at_ns: int
    diagnostics: list[Diagnostic]

    @property
    def config_for_load(self) -> SiteConfig:
        """The configuration, or one that lets the rest be read when there is none, so that all mistakes are told."""
        if self.config is not None:
            return self.config
        config = read_config('[site]\ntitle = "-"\nbase_url = "https://site.invalid/"\n')[0]
        assert config is not None
        languages = tuple(LanguageTable(code) for code in codes_in(self.document))
        return msgspec.structs.replace(config, languages=languages)


def _build(
    site: Path,
    output: Path,
    clock_of: ClockMaker,
    settings: BuildSettings,
    progress: Progress,
    warm: Warm | None,
    dressed: Dressed | None,
    held: list[object] | None,
) -> BuildReport:
    seconds: dict[str, float] = {}
    versions = software()
    found: tuple[Diagnostic, ...] = ()
    try:
        with (
            open_memory(site, output, versions, is_kept=not settings.no_cache and _is_site(site), warm=warm) as memory,
            # While a preview builds, somebody waits for its server, its next build, and a browser.
            Workers(settings.jobs, settings.cluster, yields=warm is not None) as workers,
        ):
            if pays(memory):
                workers.stand_by()
            look = Look(memory, output, workers)
            gathered = _gather(site, clock_of, settings, seconds, dressed, warm)
            if (report := _nothing_to_do(gathered, memory, look, output, settings)) is not None:
                return msgspec.structs.replace(report, seconds=seconds)
            kitted: Callable[..., None] | None = None

            def get_on() -> None:  # what is needed next, while changed sources are read elsewhere
                nonlocal kitted
                if gathered.theme is None:
                    return
                import generator.plan.site  # noqa: F401
                from generator.build.pages import begin_to_get_ready, pays_soon

                causes = _changed_causes(gathered, memory)
                if pays_soon(_expected(gathered, memory, causes)):
                    workers.start_pool()
                kitted = partial(begin_to_get_ready, workers, bool(causes) and _ON_EVERY_PAGE.issuperset(causes))
                kitted()

            sources = _read(gathered, memory, workers, progress, seconds, get_on)
            planned = _plan(gathered, sources, settings, seconds, memory, kitted)
            found = planned.diagnostics
            if held is not None:
                held += [memory, gathered, sources, planned]
            with locked(output, wait=True):
                report = _make(planned, gathered, sources, memory, look, workers, output, settings, progress, seconds)
            return msgspec.structs.replace(report, seconds=seconds, diagnostics=found)
    except OSError as error:
        raise SiteError([*found, _write_fault(error, output)]) from None
    except RuntimeError as error:
        from concurrent.futures import BrokenExecutor

        if not isinstance(error, BrokenExecutor):
            raise
        message, hint = "a process that helped to build has died", "where memory is short, build with --jobs 1"
        raise SiteError([*found, Diagnostic("error", message, hint=hint)]) from None


def _gather(
    site: Path,
    clock_of: ClockMaker,
    settings: BuildSettings,
    seconds: dict[str, float],
    dressed: Dressed | None = None,
    warm: Warm | None = None,
) -> _Gathered:
    """Read the configuration and the theme, and list all files."""
    gatherer = Gatherer()
    with _timed("config", seconds):
        config, document, text = _read_config(site, settings.base_url, gatherer, warm)
        clock = clock_of(config.site.timezone if config else "UTC")
    with _timed("load", seconds):
        theme = None
        if config is not None:
            if missing := missing_extra(config, document):
                gatherer.diagnostics.append(missing)
            theme = _load_theme(site, config, document, gatherer, warm)
            if dressed is not None and theme is not None:
                dressed(config, theme)
        looked_at_ns = time.time_ns()
        files = list_files(site, gatherer, warm, config.codes if config else codes_in(document))
    gathered = _Gathered(
        site, config, document, digest_of(text, settings.base_url), clock, theme, None, None, files, looked_at_ns,
        gatherer.diagnostics,
    )  # fmt: skip
    gathered.rates, gathered.rates_digest = read_rates(site, gathered.config_for_load, gatherer)
    return gathered


def _read(
    gathered: _Gathered,
    memory: Memory,
    workers: Workers,
    progress: Progress,
    seconds: dict[str, float],
    meanwhile: Callable[[], None] | None = None,
) -> Sources:
    gatherer = Gatherer()
    with _timed("load", seconds):
        sources = read_sources(
            gathered.files, memory, load_settings(gathered.config_for_load), workers, gathered.looked_at_ns, progress,
            gatherer, meanwhile,
        )  # fmt: skip
    gathered.diagnostics += gatherer.diagnostics
    memory.keep_read(_sources_state(sources, gathered.config_for_load))
    return sources


def _plan(
    gathered: _Gathered,
    sources: Sources,
    settings: BuildSettings,
    seconds: dict[str, float],
    memory: Memory,
    kitted: Callable[[Kit], None] | None = None,
) -> Planned:
    """Plan every output; raises `SiteError` when anything so far is wrong. `kitted` is told of the kit."""
    with _timed("plan", seconds):
        content, found = _assemble(gathered, sources, settings, memory)
        diagnostics = [*gathered.diagnostics, *found]
        theme = None
        if gathered.config is not None and gathered.theme is not None:
            languages = {record.front_matter.lang for record in content.articles}
            theme, found = read_words(gathered.theme, gathered.config.codes, languages - {""}, gathered.document)
            diagnostics += found
        if gathered.config is None or theme is None or has_errors(diagnostics):
            raise SiteError(_final(diagnostics, settings.strict))
        from generator.plan.site import PlanSettings, plan_site

        plan_settings = PlanSettings(
            gathered.clock, software(), encoders, settings.drafts, settings.future, memory.kinship(),
            memory.memo(), settings.search, indexers, memory.trace(), kitted,
        )  # fmt: skip
        plan, kit, found = plan_site(content, gathered.config, theme, gathered.document, plan_settings)
        final = _final([*diagnostics, *found], settings.strict)
        if plan is None or has_errors(final):
            raise SiteError(final)
    unpublished = _unpublished(content, gathered.clock) if settings.drafts or settings.future else {}
    return Planned(gathered.config, kit, plan, _world(gathered, sources.digests), tuple(final), content, unpublished)


def _unpublished(content: Content, clock: Clock) -> dict[str, str]:
    """Map addresses of articles that readers would not see to the reason."""
    from generator.plan.gate import pass_gate

    held = pass_gate(content.articles, clock, with_drafts=False, with_future=False)[1]
    return {article.url: held[article.path] for article in content.articles if article.path in held}


def _make(
    planned: Planned,
    gathered: _Gathered,
    sources: Sources,
    memory: Memory,
    look: Look,
    workers: Workers,
    output: Path,
    settings: BuildSettings,
    progress: Progress,
    seconds: dict[str, float],
) -> BuildReport:
    """Render, write, remember; raises `SiteError` when a template has a fault or a foreign file is in the way."""
    from generator.build.pages import render_pages, with_fingerprints
    from generator.write.staging import Others, Stage

    before = memory.sources.files if memory.sources else {}
    discard_staging(output)
    manifest_before = b"" if memory.is_private() else _manifest_as_left(output, memory)
    is_as_left = memory.is_private() or bool(manifest_before)
    all_stand = is_as_left and look.has_found_all()
    standing = memory.standing(planned.plan.standing) if all_stand else frozenset()
    known = memory.known(but=standing)
    count = memory.output.count if memory.output else 0
    others = Others(count - len(known), manifest_before) if standing else None
    # Where the state does not tell of all files, the manifest does.
    is_told = is_as_left and (others is not None or len(known) == count)
    stage = Stage(output, set(known) if is_told else owned_paths(output), others)
    try:
        with _timed("render", seconds):
            pages = render_pages(
                planned, known, stage, memory, workers, gathered.looked_at_ns, progress, all_stand, standing
            )  # fmt: skip
            if faults := [*_once_each(pages.faults), *stage.diagnostics]:
                raise SiteError(ordered([*planned.diagnostics, *faults]))
        workers.stop()  # their work is done, and what they hold is worth more than they are
        index, articles_indexed, searched = planned.plan.index, 0, ""
        if index is not None:
            from generator.build.search import index_search

            with _timed("index", seconds):
                articles_indexed, searched = index_search(
                    index, known, stage, memory, pages, gathered.looked_at_ns, progress
                )
                if stage.diagnostics:
                    raise SiteError(ordered([*planned.diagnostics, *stage.diagnostics]))
        with _timed("write", seconds):
            manifest = Manifest(
                base_url=planned.config.site.base_url,
                drafts=settings.drafts,
                future=settings.future,
                sources=planned.sources,
                markdown=digest_of(load_settings(planned.config).markdown),
            )
            memory.unsettle()
            written = stage.commit(manifest)
    except BaseException:
        workers.stop()  # nobody may write to the stage any more
        stage.discard()
        raise
    with _timed("write", seconds):
        entries = with_fingerprints(pages, stage, are_all=not standing)
        # The output is done: a memory that cannot be written, on a full disk say, costs the next build time.
        try:
            _remember(
                planned, gathered, sources, entries, standing, list(pages.fragments), stage, searched, memory, written,
                settings,
            )  # fmt: skip
        except StoreDamaged:
            memory.forget()
        except OSError:
            pass
    changed = changed_sources(before, sources.entries)
    why = reasons(
        written.written,
        planned.plan.but(standing),
        known,
        changed,
        _changed_causes(gathered, memory),
    )
    why |= dict.fromkeys((path for path in written.written if path not in why), "what is searched has changed")
    return BuildReport(
        pages=planned.plan.pages,
        because=why,
        written=written.written,
        unchanged=written.unchanged,
        removed=written.removed,
        work={
            "sources_read": sources.read,
            "bodies_parsed": sources.parsed,
            "cards_rendered": pages.cards_rendered,
            "pages_rendered": len(pages.rendered),
            "pictures_encoded": pages.pictures_encoded,
            "articles_indexed": articles_indexed,
        },
        cache_bytes=memory.size(),
        sources=tuple(changed),
        edited=_edited(planned.content, changed, gathered.clock, settings),
        unpublished=planned.unpublished,
        until=planned.plan.until,
    )


def _edited(content: Content, changed: Sequence[str], clock: Clock, settings: BuildSettings) -> tuple[str, ...]:
    """List the addresses of published articles and pages whose own source changed."""
    from generator.plan.gate import pass_gate

    moved = set(changed)
    own = [article for article in content.articles if article.path in moved] if moved else []
    published = pass_gate(own, clock, with_drafts=settings.drafts, with_future=settings.future)[0]
    return tuple(sorted(article.url for article in published))


def _nothing_to_do(
    gathered: _Gathered, memory: Memory, look: Look, output: Path, settings: BuildSettings
) -> BuildReport | None:
    """End before the plan when sources, clock and files are all as the last build left them."""
    sources = memory.sources
    if sources is None or gathered.config is None or gathered.theme is None:
        return None
    if memory.warm is not None and (settings.drafts or settings.future):
        return None  # what readers would not see is marked: the plan tells it
    if gathered.diagnostics or not are_as_before(gathered.files, memory, load_settings(gathered.config)):
        return None
    state = memory.output
    if state is None:
        return None
    clock = gathered.clock
    if clock.day.isoformat() != state.day or not state.since <= microseconds(clock.instant) < state.until:
        return None
    digests = {path: entry.digest for path, entry in sources.files.items()}
    if _state_key(_world(gathered, digests), gathered.config, settings) != state.world:
        return None
    if os.path.lexists(output / STAGING) or not _manifest_as_left(output, memory) or not look.all_stand():
        return None
    diagnostics = msgspec.msgpack.decode(state.diagnostics, type=tuple[Diagnostic, ...])
    if settings.strict and diagnostics:
        return None
    return BuildReport(
        pages=state.pages,
        unchanged=state.count,
        diagnostics=diagnostics,
        work=dict.fromkeys(_WORK, 0),
        cache_bytes=memory.size(),
        until=state.until,
    )


def _remember(
    planned: Planned,
    gathered: _Gathered,
    sources: Sources,
    entries: dict[str, OutputEntry],
    standing: Collection[str],
    fragments: list[bytes],
    stage: Stage,
    searched: str,
    memory: Memory,
    written: Written,
    settings: BuildSettings,
) -> None:
    """Replace both states, the sources' first: an output's state is of use only with it."""
    if not memory.is_kept:
        return

    def bodies() -> set[str]:
        records = (loaded.record for loaded in sources.loaded.values())
        return {record.body_digest for record in records if isinstance(record, WITH_BODY)}

    state = OutputState(
        folder=memory.output_folder,
        world=_state_key(planned.sources, planned.config, settings),
        day=gathered.clock.day.isoformat(),
        since=planned.plan.since,
        until=planned.plan.until,
        manifest=written.manifest,
        pages=planned.plan.pages,
        count=len(written.written) + written.unchanged,
        searched=searched,
        diagnostics=msgspec.Raw(_encode(planned.diagnostics)),
        pictures=list(planned.plan.pictures),
        causes=_causes(gathered),
        kinship=NOTHING,
        batches={},
        card_bases=planned.plan.card_bases,
        fragments=fragments,
    )
    sources_state = _sources_state(sources, planned.config)
    memory.save(States(sources_state, state, entries, standing, planned.plan, stage.files, bodies))


def _sources_state(sources: Sources, config: SiteConfig) -> SourcesState:
    return SourcesState(
        software=software(),
        settings=digest_of(load_settings(config)),
        files=sources.entries,
        places=NOTHING,
        unchecked=sources.read,
    )


def _world(gathered: _Gathered, digests: dict[str, str]) -> str:
    """Digest all that a site is made from: configuration, theme, and every source."""
    assert gathered.theme is not None
    return digest_of(gathered.config_digest, gathered.theme.digest, gathered.rates_digest, sorted(digests.items()))


def _causes(gathered: _Gathered) -> dict[str, str]:
    """Digest what stands on every page, each by its name."""
    assert gathered.theme is not None
    return {
        "the configuration": gathered.config_digest,
        "the theme": gathered.theme.digest,
        _RATES: digest_of(gathered.rates_digest),
        _DAY: gathered.clock.day.isoformat(),
    }


def _expected(gathered: _Gathered, memory: Memory, causes: list[str]) -> int:
    """Guess how many pages will be other ones than those that stand in the output, if there is one."""
    if memory.sources is None or memory.output is None or gathered.config is None:
        return 0
    if causes:
        return memory.output.pages
    # The front pages print how many articles there are.
    count = sum(file.path.endswith(".md") for file in gathered.files)
    is_other_count = count != sum(path.endswith(".md") for path in memory.sources.files)
    return count // gathered.config.listing.page_size if is_other_count else 0


def _changed_causes(gathered: _Gathered, memory: Memory) -> list[str]:
    """Name what has changed of what stands on every page."""
    return changed_causes(memory.output.causes if memory.output else {}, _causes(gathered))


def _state_key(world: str, config: SiteConfig, settings: BuildSettings) -> str:
    """Digest all that decides the output but the clock."""
    makers = indexers() if config.search.enabled and settings.search else ""
    return digest_of(software(), world, settings.drafts, settings.future, makers)


def _load_theme(
    site: Path, config: SiteConfig, document: Document | None, gatherer: Gatherer, warm: Warm | None
) -> Theme | None:
    """Load the theme; the very same one as long as neither it nor the configuration can have changed."""
    known = warm.theme if warm is not None and not warm.may_dress_anew() else None
    if known is None or known[0] is not config:
        known = config, *load_theme(site, config.site.theme, config.theme, document)
        if warm is not None:
            warm.theme = known if known[1] is not None and _is_watched(site, known[1]) else None
    gatherer.diagnostics += known[2]
    return known[1]


def _is_watched(site: Path, theme: Theme) -> bool:
    """Tell whether all of a theme lies where changes are noted: in the site or among the built-in themes."""
    places = tuple(f"{place}{os.sep}" for place in (site, built_in_themes(), package_folder()))
    return all(file.location.startswith(places) for file in (*theme.templates.values(), *theme.static.values()))


def _read_config(
    site: Path, base_url: str, gatherer: Gatherer, warm: Warm | None = None
) -> tuple[SiteConfig | None, Document | None, str]:
    try:
        text = read_text((site / CONFIG_FILE).read_bytes(), CONFIG_FILE, gatherer)
    except OSError as error:
        hint = "start with: broadsheet new site DIR" if isinstance(error, FileNotFoundError) else ""
        gatherer.error(f"the file cannot be read: {error.strerror}", Position(CONFIG_FILE), hint)
        raise SiteError(gatherer.diagnostics) from None
    if text is None:
        raise SiteError(gatherer.diagnostics)
    known = warm.config if warm is not None else None
    if known is None or known[0] != (text, base_url):
        known = (text, base_url), read_config(text, base_url=base_url)
        if warm is not None:
            warm.config = known
    config, document, found = known[1]
    gatherer.diagnostics += found
    return config, document, text


def _final(found: Iterable[Diagnostic], strict: bool) -> list[Diagnostic]:
    diagnostics = ordered(found)
    return made_errors(diagnostics) if strict else diagnostics


def _manifest_as_left(output: Path, memory: Memory) -> bytes:
    """Read the manifest where the memory knows the last build of this output, and it ended well; else nothing."""
    if memory.output is None or os.path.lexists(output / JOURNAL):
        return b""
    try:
        data = (output / MANIFEST).read_bytes()
    except OSError:
        return b""
    return data if digest_bytes(data) == memory.output.manifest else b""


def _once_each(faults: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Keep the first of the same fault at the same place: a template's mistake shows on every page that it makes."""
    first: dict[object, Diagnostic] = {}
    for fault in faults:
        first.setdefault((fault.position, fault.message.split(" (while rendering ")[0]), fault)
    return list(first.values())


def _write_fault(error: OSError, output: Path) -> Diagnostic:
    what = error.strerror or str(error)
    where = error.filename if isinstance(error.filename, str) else str(output)
    return Diagnostic("error", f"the output cannot be written: {what}: {where}")


@contextmanager
def _timed(stage: str, seconds: dict[str, float]) -> Iterator[None]:
    started = time.perf_counter()
    try:
        yield
    finally:
        seconds[stage] = round(seconds.get(stage, 0.0) + time.perf_counter() - started, 4)
