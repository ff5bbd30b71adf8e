"""The command `broadsheet`: words on the command line in, an exit status and two streams out (contract, section 8).

0 done; 1 the site has errors; 2 the command line is wrong; 130 interrupted. Only this floor reads clock, environment
and terminal.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
import msgspec

from generator.build import BuildSettings, build_site, source_line
from generator.clock import Clock, parse_moment, zone_named
from generator.config import link_fault
from generator.errors import Diagnostic, SiteError, format_diagnostics, has_errors, printable
from generator.interrupt import INTERRUPTED_STATUS
from generator.model.report import BuildReport

if TYPE_CHECKING:
    from generator.check.site import CheckReport
    from generator.plan.due import Moment

_PATIENCE_SECONDS = 1.0
# Notes beyond so many are only counted, but for programs: of an archive there can be one for each article.
_SHOWN_NOTES = 50


def main(held: list[object] | None = None) -> NoReturn:
    """Run the command and leave with its exit status; raises `KeyboardInterrupt` when it was interrupted.

    Who ends the process then passes `held`, for what is dear to take apart.
    """
    try:
        status = broadsheet.main(standalone_mode=False, prog_name="broadsheet", obj=held)
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:  # click's word for it
        raise KeyboardInterrupt from None
    except OSError as error:
        # Our output cannot be written, be it that its reader has left; Python would complain once more as it closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            with suppress(OSError):
                sys.stderr.write(f"broadsheet: error: {error.strerror or error}\n")
        sys.exit(1)


def _checked_time(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and parse_moment(value, "UTC") is None:
        raise click.BadParameter(f'"{value}" is not a time; write 2025-05-14 or 2025-05-14T09:30+05:00')
    return value


def _checked_url(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    from generator.config import base_url_fault

    if value and (fault := link_fault(value) or base_url_fault(value)):
        raise click.BadParameter(f'"{value}" {fault}')
    return value


def _site_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--site",
        type=click.Path(path_type=Path),
        default=Path(),
        help="The site's folder (default: the current one).",
    )(function)


def _now_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--now",
        metavar="TIME",
        callback=_checked_time,
        help="Set the clock (ISO 8601; naive in the site's zone).",
    )(function)


def _json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")(function)


def _strict_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--strict", is_flag=True, help="Take every warning as an error.")(function)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="broadsheet", prog_name="broadsheet", message="%(prog)s %(version)s")
def broadsheet() -> None:
    """Broadsheet, the static-site generator for news magazines."""


@broadsheet.command()
@_site_option
@click.option("--output", type=click.Path(path_type=Path), help="Where to build (default: output/ in the site).")
@_now_option
@click.option("--drafts", is_flag=True, help="Build drafts, too.")
@click.option("--future", is_flag=True, help="Build scheduled articles, too.")
@click.option("--jobs", type=click.IntRange(min=1), help="How many processes may read and render.")
@click.option("--cluster", metavar="ADDRESS", help="Let a cluster of dask.distributed do the work.")
@click.option("--no-cache", is_flag=True, help="Build all, and remember nothing.")
@click.option("--base-url", metavar="URL", callback=_checked_url, help="Take the place of base_url.")
@_strict_option
@_json_option
@click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors and warnings.")
@click.option("--verbose", "-v", is_flag=True, help="Name each file that is written, and why, or removed.")
@click.pass_obj
def build(
    held: list[object] | None, /, site: Path, now: str | None, as_json: bool, quiet: bool, verbose: bool, **options: Any
) -> int:
    """Build the site into its output folder."""
    settings = BuildSettings(
        output=str(options["output"] or ""),
        base_url=options["base_url"] or "",
        drafts=options["drafts"],
        future=options["future"],
        strict=options["strict"],
        jobs=options["jobs"] or 0,
        no_cache=options["no_cache"],
        cluster=options["cluster"] or "",
    )
    # A build makes records by the hundred thousand and hardly a circle: the collector would look in vain, and the
    # process ends with the build.
    gc.disable()
    with _Bar(quiet) as bar:
        try:
            report = build_site(site, _clock_maker(now), settings, bar, held=held)
            failed = False
        except SiteError as error:
            report = BuildReport(diagnostics=error.diagnostics)
            failed = True
    _show(report.diagnostics, site)
    if as_json:
        _print_json(_report_as_data(report, verbose))
    elif failed:
        _echo_error(_failure(report.diagnostics))
    elif not quiet:
        if verbose:
            for path in report.written:
                click.echo(f"written  {printable(path)}  because {printable(report.because[path])}")
            for path in report.removed:
                click.echo(f"removed  {printable(path)}")
        click.echo(_summary(report))
    return 1 if failed else 0


@broadsheet.command()
@_site_option
@_now_option
@_strict_option
@click.option("--external", is_flag=True, help="Test the links that lead out of the site, too, by the network.")
@click.option(
    "--against",
    metavar="TARGET",
    help="Compare with what is published: a target's name or address, or a built output's folder.",
)
@_json_option
def check(site: Path, now: str | None, strict: bool, external: bool, against: str | None, as_json: bool) -> int:
    """Say all that is wrong with the site, and what could be better; build nothing."""
    from generator.check.site import Wishes, check_site

    if not external:  # which takes long, and leaves connections to collect
        gc.disable()
    with _Bar(False) as bar:
        wishes = Wishes(strict, external, against or "")
        report = check_site(site, _clock_maker(now), wishes, bar, lambda target: _manifest_of(site, target))
    shown, left_out = _first_notes(report.diagnostics)
    _show(shown, site)
    failed = has_errors(report.diagnostics)
    if as_json:
        _print_json(_check_as_data(report))
    else:
        if failed:
            _echo_error(_failure(report.diagnostics))
        for line in _check_in_words(report, left_out) if report.pages else ():
            click.echo(line)
    return 1 if failed else 0


@broadsheet.command()
@_site_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on, and the name to go by.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any that is free.")
@click.option("--open", "opens", is_flag=True, help="Open the browser.")
@click.option("--navigate", "navigates", is_flag=True, help="Show the page of the article just saved.")
@click.option("--poll", "polls", is_flag=True, help="Look at the files every second, where changes make no events.")
@_now_option
@click.option("--drafts", is_flag=True, help="Show drafts, too, marked.")
@click.option("--future", is_flag=True, help="Show scheduled articles, too, marked.")
def serve(site: Path, now: str | None, **options: Any) -> int:
    """Show the site in browsers while it is being written."""
    from generator.serve.preview import Terminal, Wishes, serve_site

    def say(text: str, is_bad: bool) -> None:
        click.echo(click.style(text, fg="red" if is_bad else None))

    _clock_maker(now)("UTC")  # what is wrong with it is told at once
    try:
        serve_site(site, Wishes(now=now or "", **options), Terminal(say, _echo_error, lambda: _Bar(False)))
    except SiteError as error:
        _show(error.diagnostics, site)
        return 1
    return INTERRUPTED_STATUS


@broadsheet.command()
@click.argument("target", required=False, default="")
@_site_option
@click.option("--output", type=click.Path(path_type=Path), help="What to deploy (default: output/ in the site).")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--allow-removals", is_flag=True, help="Remove and replace as many files as it takes.")
@click.option("--rollback", is_flag=True, help="Go back to the release before, where the target keeps releases.")
@click.option("--anyway", is_flag=True, help="Deploy an output that is old, or not built for this.")
@_json_option
def deploy(target: str, site: Path, as_json: bool, **options: Any) -> int:
    """Bring the built site to TARGET: a name in site.toml, or an address (default: the only target, or the default)."""
    from generator.deploy import Wishes, deploy_site
    from generator.deploy.words import as_data, in_words

    wishes = Wishes(**{**options, "output": str(options["output"] or "")})
    report = None
    found: tuple[Diagnostic, ...] = ()
    with _Bar(False) as bar:
        try:
            report = deploy_site(site, target, wishes, _echo_error, bar)
            found = report.diagnostics
        except SiteError as error:
            found = error.diagnostics
    _show(found, site)
    if as_json:
        _print_json({**as_data(report), **_faults_as_data(found)})
    elif report is not None:
        for line in in_words(report):
            click.echo(printable(line))
    return 1 if any(d.severity == "error" for d in found) else 0


@broadsheet.command()
@_site_option
@_now_option
@_json_option
def due(site: Path, now: str | None, as_json: bool) -> int:
    """List the coming moments at which the output will differ by the clock alone, the next one first."""
    from generator.build import coming_moments

    clock = None
    moments: list[Moment] = []
    found: tuple[Diagnostic, ...] = ()
    with _Bar(False) as bar:
        try:
            clock, moments, found = coming_moments(site, _clock_maker(now), bar)
        except SiteError as error:
            found = error.diagnostics
    _show(found, site)
    if as_json:
        _print_json({**_moments_as_data(clock, moments), **_faults_as_data(found)})
    elif clock is None:
        _echo_error(_failure(found))
    else:
        for moment in moments:
            click.echo(printable(f"{moment.at.isoformat()}  {moment.words}"))
    return 1 if clock is None else 0


@broadsheet.command()
@_site_option
def clean(site: Path) -> int:
    """Remove the cache and those files of the output that are ours."""
    from generator.clean import clean_site

    return _run(lambda: clean_site(site), site)


@broadsheet.command()
@_site_option
@_now_option
@_json_option
def translations(site: Path, now: str | None, as_json: bool) -> int:
    """Show which articles there are in which of the site's languages."""
    from generator.translations import as_data, survey, table

    with _Bar(False) as bar:
        try:
            codes, rows = survey(site, _clock_maker(now), bar)
        except SiteError as error:
            _show(error.diagnostics, site)
            return 1
    if as_json:
        _print_json(as_data(codes, rows))
    else:
        for line in table(codes, rows).split("\n"):
            click.echo(printable(line))
    return 0


@broadsheet.group()
def new() -> None:
    """Start a site, an article, a translation or a theme."""


@new.command("site")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--language", default="en", show_default=True, metavar="CODE", help="The magazine's: en, ru or kk.")
def new_site(folder: Path, language: str) -> int:
    """Start a magazine in the folder DIR."""
    from generator.new import start_site

    return _run(lambda: start_site(folder, _clock_maker(None)("UTC"), language), folder)


@new.command("article")
@click.argument("title")
@click.option("--section", help="The section's folder (default: the site's first).")
@_site_option
def new_article(title: str, section: str | None, site: Path) -> int:
    """Start an article with the headline TITLE, as a draft."""
    from generator.new import start_article

    return _run(lambda: start_article(site, title, section, _clock_maker(None)), site)


@new.command("translation")
@click.argument("slug")
@click.option("--language", required=True, metavar="CODE", help="The language to translate into.")
@_site_option
def new_translation(slug: str, language: str, site: Path) -> int:
    """Start the translation of the article SLUG, as a draft with the original's text."""
    from generator.translations import start_translation

    return _run(lambda: start_translation(site, slug, language), site)


@new.command("deploy")
@click.argument("host")
@_site_option
def new_deploy(host: str, site: Path) -> int:
    """Write the files by which HOST serves the site: netlify, cloudflare, github, gitlab, nginx, caddy or apache."""
    from generator.deploy.recipes import start_deploy

    return _run(lambda: start_deploy(site, host), site)


@new.command("theme")
@click.argument("name")
@click.option("--extends", default="", metavar="THEME", help="Build on another theme (default: a whole one).")
@_site_option
def new_theme(name: str, extends: str, site: Path) -> int:
    """Start a theme in the site's folder themes/NAME."""
    from generator.new import start_theme

    return _run(lambda: start_theme(site, name, extends), site)


def _manifest_of(site: Path, target: str) -> bytes:
    """Read the manifest of what is published: at a target, or in the folder of a built output."""
    from generator.check.comparison import read_folder
    from generator.deploy import names_target, read_published

    return read_published(site, target) if names_target(site, target) else read_folder(target)


def _moments_as_data(clock: Clock | None, moments: list[Moment]) -> dict[str, Any]:
    listed = [
        {
            "at": one.at.isoformat(),
            "seconds": (one.at - clock.instant).total_seconds(),
            "kind": one.kind,
            "file": one.path or None,
            "headline": one.headline or None,
        }
        for one in moments
        if clock is not None
    ]
    now = clock.instant.astimezone(zone_named(clock.zone)).isoformat() if clock else None
    return {"now": now, "next": listed[0]["at"] if listed else None, "moments": listed}


class _Bar:
    """Shows progress on a terminal, once work has taken more than a second; a context that takes the bar away."""

    def __init__(self, is_quiet: bool) -> None:
        self._started = time.monotonic()
        self._is_shown = sys.stderr.isatty() and not is_quiet
        self._progress: Any = None
        self._tasks: dict[str, Any] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        if not self._is_shown or time.monotonic() - self._started < _PATIENCE_SECONDS:
            return
        if self._progress is None:
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._progress.start()
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=total)
        self._progress.update(self._tasks[stage], completed=done)

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()


def _clock_maker(now: str | None) -> Callable[[str], Clock]:
    """Make clocks for a zone: `--now`, else SOURCE_DATE_EPOCH, else the time of day."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not now and epoch:
        try:
            instant = datetime.fromtimestamp(int(epoch), UTC)
            if parse_moment(instant.isoformat(), "UTC") is None:  # a year at an end of the calendar
                raise ValueError(epoch)
        except (ValueError, OverflowError, OSError):
            raise click.UsageError(f'SOURCE_DATE_EPOCH is not a number of seconds: "{epoch}"') from None
    else:
        instant = datetime.now(UTC)

    def clock(zone: str) -> Clock:
        moment = parse_moment(now, zone) if now else instant
        assert moment is not None
        return Clock(moment, zone)

    return clock


def _run(action: Callable[[], str], site: Path) -> int:
    """Run an action that gives one line to print, or raises `SiteError`."""
    try:
        click.echo(printable(action()))
        return 0
    except SiteError as error:
        _show(error.diagnostics, site)
        return 1


def _show(diagnostics: tuple[Diagnostic, ...], site: Path) -> None:
    if diagnostics:
        _echo_error(format_diagnostics(diagnostics, lambda position: source_line(site, position)))


def _echo_error(text: str) -> None:
    click.echo(text, err=True)


def _summary(report: BuildReport) -> str:
    took = sum(report.seconds.values())
    parts = [
        f"{_counted(report.pages, 'page')}",
        f"{len(report.written)} files written",
        f"{report.unchanged} unchanged",
    ]
    if report.removed:
        parts.append(f"{len(report.removed)} removed")
    return ", ".join(parts) + f" in {took:.2f} s"


def _failure(diagnostics: tuple[Diagnostic, ...]) -> str:
    errors = sum(diagnostic.severity == "error" for diagnostic in diagnostics)
    return f"broadsheet: {_counted(errors, 'error')}; nothing was changed"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _report_as_data(report: BuildReport, verbose: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "pages": report.pages,
        "written": len(report.written),
        "unchanged": report.unchanged,
        "removed": len(report.removed),
        "seconds": report.seconds,
        **_faults_as_data(report.diagnostics),
    }
    if verbose:
        data["files"] = {"written": list(report.written), "removed": list(report.removed)}
        data["because"] = report.because
        data["work"] = report.work
        data["cache_bytes"] = report.cache_bytes
    return data


def _faults_as_data(diagnostics: tuple[Diagnostic, ...]) -> dict[str, Any]:
    return {f"{kind}s": [_as_data(d) for d in diagnostics if d.severity == kind] for kind in ("warning", "error")}


def _first_notes(diagnostics: tuple[Diagnostic, ...]) -> tuple[tuple[Diagnostic, ...], int]:
    """Leave out the notes beyond the first; gives how many these are, too."""
    kept: list[Diagnostic] = []
    notes = 0
    for diagnostic in diagnostics:
        notes += diagnostic.severity == "note"
        if diagnostic.severity != "note" or notes <= _SHOWN_NOTES:
            kept.append(diagnostic)
    return tuple(kept), len(diagnostics) - len(kept)


def _check_in_words(report: CheckReport, left_out: int) -> list[str]:
    from generator.check.findings import in_words

    numbers = Counter(diagnostic.severity for diagnostic in report.diagnostics)
    errors = _counted(numbers["error"], "error") if numbers["error"] else "no errors"
    parts = [f"{report.pages} pages", errors]
    parts += [_counted(numbers[kind], kind) for kind in ("warning", "note") if numbers[kind]]
    lines = [", ".join(parts), *in_words(report.found)]
    if left_out:
        lines.append(f"  {_counted(left_out, 'note')} more than are shown; --json has them all")
    if report.asked is not None:
        asked = report.asked
        lines.append(f"  {_counted(asked.links, 'link')} out of the site, {asked.asked} of them tested now")
    return lines


def _check_as_data(report: CheckReport) -> dict[str, Any]:
    data = _report_as_data(
        BuildReport(pages=report.pages, seconds=report.seconds, diagnostics=report.diagnostics), False
    )
    data["notes"] = [_as_data(d) for d in report.diagnostics if d.severity == "note"]
    data["found"] = report.found
    if report.asked is not None:
        data["external"] = msgspec.to_builtins(report.asked)
    return data


def _as_data(diagnostic: Diagnostic) -> dict[str, Any]:
    at = diagnostic.position
    return {
        "file": printable(at.path) if at else None,
        "line": at.line if at else None,
        "column": at.column if at else None,
        "message": printable(diagnostic.message),
        "hint": printable(diagnostic.hint) or None,
    }


def _print_json(data: dict[str, Any]) -> None:
    click.echo(msgspec.json.format(msgspec.json.encode(data), indent=2).decode())
