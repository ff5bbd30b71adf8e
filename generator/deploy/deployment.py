"""A deploy from end to end: a target's name or address in, the target as the output is, and a report, out.

Read what is published, find the difference, guard, and only if there is something to do: hold the target, look again,
carry it out, tell others.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from generator.build import Progress
from generator.config import CONFIG_FILE, DeployTable, SiteConfig, read_config
from generator.deploy.afterwards import tell_others
from generator.deploy.attributes import Rules
from generator.deploy.difference import Difference, find_difference
from generator.deploy.folder import Folder
from generator.deploy.guards import faults_of
from generator.deploy.place import Place, PlaceFault, Say
from generator.deploy.published import Published, decode_published, encode_published
from generator.deploy.releases import Releases, is_ours
from generator.deploy.transaction import carry_out
from generator.digest import digest_bytes
from generator.errors import Diagnostic, Position, SiteError, suggestion
from generator.target import Address, read_address
from generator.write.folder import folder_fault, locked
from generator.write.manifest import Manifest, OwnedFile, is_within, read_manifest

_CACHE = ".broadsheet"

Built = Mapping[str, tuple[OwnedFile, str]]


class Wishes(msgspec.Struct, frozen=True):
    """What the command line decides of a deploy."""

    output: str = ""
    dry_run: bool = False
    allow_removals: bool = False
    rollback: bool = False
    anyway: bool = False


class Target(msgspec.Struct, frozen=True):
    """One target: the name or address that it goes by, its settings, and its address in parts."""

    name: str
    table: DeployTable
    address: Address


class DeployReport(msgspec.Struct, frozen=True):
    """What a deploy did, or in a dry run would do; `sent` are the files whose bytes have travelled."""

    target: str
    difference: Difference = Difference()
    sent: tuple[str, ...] = ()
    is_dry: bool = False
    releases: tuple[int, int] | None = None
    seconds: float = 0.0
    diagnostics: tuple[Diagnostic, ...] = ()


def deploy_site(site: Path, name: str, wishes: Wishes, say: Say, progress: Progress) -> DeployReport:
    """Bring a site's output to a target, by its name in `site.toml` or its address.

    Raises `SiteError` when the output must not be published, the target refuses, or more would be removed than may.
    """
    started = time.monotonic()
    config = _read_config(site)
    target = find_target(site, config, name)
    try:
        if wishes.rollback:
            report = _roll_back(site, target, say)
        else:
            report = _deploy(site, config, target, wishes, say, progress)
    except PlaceFault as fault:
        raise SiteError([Diagnostic("error", fault.message, hint=fault.hint)]) from None
    return msgspec.structs.replace(report, seconds=round(time.monotonic() - started, 4))


def read_published(site: Path, name: str) -> bytes:
    """Read the record of what is published at a target, by its name or address: a manifest with more in it.

    Raises `SiteError` when there is no such target, it cannot be reached, or nothing is published there.
    """
    target = find_target(site, _read_config(site), name)
    try:
        if target.address.kind == "git":
            from generator.deploy.git import open_branch

            with open_branch(site, target.address) as branch:
                record = branch.fetch()
                data = encode_published(record) if record else None
        else:
            data = place_of(site, target).read()
    except PlaceFault as fault:
        raise SiteError([Diagnostic("error", fault.message, hint=fault.hint)]) from None
    if data is None:
        raise _failure(f'nothing is published at "{name}"', "broadsheet deploy")
    return data


def names_target(site: Path, name: str) -> bool:
    """Tell whether a name is that of a target, or an address that is no folder's."""
    try:
        known = _read_config(site).deploy
    except SiteError:
        known = {}
    address, fault, _ = read_address(name)
    return name in known or "password" in fault or (address is not None and address.kind != "folder")


def find_target(site: Path, config: SiteConfig, name: str) -> Target:
    """Find a target by its name or address, without either the only or default one; raises `SiteError` for none."""
    known = config.deploy
    if not name:
        chosen = [one for one, table in known.items() if table.default] or list(known)
        if len(chosen) != 1:
            hint = "name one: " + ", ".join(known) if known else f"name an address, or write one in {CONFIG_FILE}"
            raise _failure("which target?" if known else f"there is no target in {CONFIG_FILE}", hint)
        name = chosen[0]
    if name in known:
        address, fault, hint = read_address(known[name].address)
        is_typed = False
    elif not any(sign in name for sign in "/:#.~"):
        raise _failure(
            f'there is no target "{name}"', suggestion(name, known) or "known: " + (", ".join(known) or "none")
        )
    else:
        address, fault, hint = read_address(name)
        is_typed = True
    if address is None:
        raise _failure(f"the target's address {fault}", hint)
    if address.kind == "folder":  # in site.toml it starts from the site, on the command line from where one is
        folder = Path(address.place).expanduser()
        address = msgspec.structs.replace(address, place=str(folder if is_typed else site / folder))
    return Target(name, known.get(name) or DeployTable(name), address)


def place_of(site: Path, target: Target) -> Place:
    """Make the place that a target's address names; raises `SiteError` for a folder that cannot be one."""
    address = target.address
    if address.kind == "ssh":
        from generator.deploy.rsync import Host

        return Host(address)
    if address.kind == "store":
        from generator.deploy.object_store import Bucket

        return Bucket(address, target.table, _rules(target))
    folder = Path(address.place)
    if fault := folder_fault(site, folder):
        raise _failure(f"the target {folder} {fault}", "choose another folder")
    return _releases(target) or Folder(folder)


def _releases(target: Target) -> Releases | None:
    """Make the releases of a folder where nothing stands yet, or a link that they made."""
    link = Path(target.address.place)
    is_free = not link.exists() and not link.is_symlink()
    return Releases(link, target.table.keep) if is_free or is_ours(link) else None


def _deploy(
    site: Path, config: SiteConfig, target: Target, wishes: Wishes, say: Say, progress: Progress
) -> DeployReport:
    output = Path(wishes.output) if wishes.output else site / "output"
    manifest = read_manifest(output)
    if not manifest.files:
        raise _failure(f"nothing is built in {output}", "broadsheet build")
    if target.address.kind == "folder" and _overlap(output, Path(target.address.place)):
        raise _failure(
            f"the target {target.address.place} is the output itself, or lies in it", "choose another folder"
        )
    base_url = target.table.base_url or config.site.base_url
    guards = [] if wishes.anyway else faults_of(site, output, manifest, base_url)
    if guards:
        raise SiteError(guards)
    with ExitStack() as held:
        # In the order in which a build takes them: two that wait for one another would wait for ever.
        memory = held.enter_context(_memory(site)) if target.table.precompress or target.table.indexnow else site
        try:
            held.enter_context(locked(output, wait=True))  # no build may change it meanwhile
        except OSError as error:
            raise _failure(f"the output cannot be read: {error.strerror}: {output}") from None
        manifest = read_manifest(output)
        built = _built(memory, output, manifest, target, progress)
        frame = Published(
            base_url=manifest.base_url,
            markdown=manifest.markdown,
            rules=_rules(target).digest if _is_store(target) else "",
        )
        if target.address.kind == "git":
            report = _push(site, target, built, frame, wishes)
        else:
            report = _carry(place_of(site, target), target, built, frame, wishes, say, progress)
    if report.is_dry or report.difference.is_nothing:
        return report
    hub = config.feeds.hub
    told = tell_others(site, target.name, target.table, hub, manifest.base_url, report.difference)
    return msgspec.structs.replace(report, diagnostics=tuple(told))


def _carry(
    place: Place, target: Target, built: Built, frame: Published, wishes: Wishes, say: Say, progress: Progress
) -> DeployReport:
    """Find what is to be done at a place that takes files one by one, and do it."""
    read = place.read()
    difference = find_difference(built, decode_published(read), frame, place.survey)
    _check_cap(difference, target, wishes)
    if wishes.dry_run or difference.is_nothing:
        return DeployReport(target.name, difference, is_dry=wishes.dry_run)
    sent: list[str] = []
    with place.hold(say):
        if (again := place.read()) != read:  # another deploy has ended meanwhile
            difference = find_difference(built, decode_published(again), frame, place.survey)
            _check_cap(difference, target, wishes)
        carry_out(difference, place, sent.append, lambda done, total: progress("send", done, total))
    return DeployReport(target.name, difference, tuple(sorted(set(sent))))


def _push(site: Path, target: Target, built: Built, frame: Published, wishes: Wishes) -> DeployReport:
    """Commit and push to a branch."""
    from generator.deploy.git import deploy_branch, name_of_site, open_branch

    def allow(difference: Difference) -> bool:
        _check_cap(difference, target, wishes)
        return not wishes.dry_run

    with open_branch(site, target.address) as branch:
        cname = name_of_site(frame.base_url, target.table.cname)
        difference = deploy_branch(branch, built, frame, cname, allow)
    is_sent = not wishes.dry_run and not difference.is_nothing
    sent = tuple(parcel.path for parcel in difference.parcels) if is_sent else ()
    return DeployReport(target.name, difference, sent, is_dry=wishes.dry_run)


def _roll_back(site: Path, target: Target, say: Say) -> DeployReport:
    releases = _releases(target) if target.address.kind == "folder" else None
    if releases is None:
        raise _failure(
            f'the target "{target.name}" has no releases to go back to', "only a folder that is a link to releases has"
        )
    with releases.hold(say):
        return DeployReport(target.name, releases=releases.roll_back())


def _check_cap(difference: Difference, target: Target, wishes: Wishes) -> None:
    lost = 0 if wishes.allow_removals or wishes.dry_run else difference.excess(target.table.removals)
    if lost:
        message = f"{lost} files would be removed or replaced at the target, more than a deploy may"
        raise _failure(message, "look with --dry-run; if that is what you want: --allow-removals")


def _built(
    memory: Path, output: Path, manifest: Manifest, target: Target, progress: Progress
) -> dict[str, tuple[OwnedFile, str]]:
    """List all that is to be at the target, with the file that holds the bytes of each."""
    table = target.table
    root = str(output.resolve())
    built = {path: (owned, f"{root}/{path}") for path, owned in manifest.files.items() if is_within(path)}
    if table.precompress:
        from generator.deploy.precompressed import Compressed

        beside = Compressed(memory).beside(built, table.precompress, progress)
        built |= {path: made for path, made in beside.items() if path not in built}
    if table.indexnow:
        built.setdefault(f"{table.indexnow}.txt", _key_file(memory, table.indexnow))
    return built


def _key_file(folder: Path, key: str) -> tuple[OwnedFile, str]:
    """Write the file by which IndexNow knows whose site it is."""
    file = folder / "indexnow.txt"
    file.write_text(key, "utf-8")
    return OwnedFile(digest_bytes(key.encode())), str(file)


@contextmanager
def _memory(site: Path) -> Iterator[Path]:
    """Hold the site's memory, or where that cannot be had a folder that goes again."""
    import tempfile

    folder = site / _CACHE
    with ExitStack() as held:
        try:
            if not folder.is_dir():
                raise FileNotFoundError(folder)
            held.enter_context(locked(folder, wait=True))
        except OSError:
            folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="broadsheet-")))
        yield folder.resolve()


def _overlap(output: Path, folder: Path) -> bool:
    return folder.resolve().is_relative_to(output.resolve()) or output.resolve().is_relative_to(folder.resolve())


def _rules(target: Target) -> Rules:
    return Rules(target.table.max_age, target.table.encoding)


def _is_store(target: Target) -> bool:
    return target.address.kind == "store"


def _read_config(site: Path) -> SiteConfig:
    try:
        config, _, found = read_config((site / CONFIG_FILE).read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        fault = Diagnostic("error", f"the file cannot be read: {reason}", Position(CONFIG_FILE))
        raise SiteError([fault]) from None
    if config is None:
        raise SiteError(found)
    return config


def _failure(message: str, hint: str = "") -> SiteError:
    return SiteError([Diagnostic("error", message, hint=hint)])
