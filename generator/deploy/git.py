"""A branch that a host of pages serves, by git and ghp-import: a commit holds a whole site, so readers see it at once.

The branch is fetched first, into a repository of this deploy's own; files of others on it are carried over. A push
that another has overtaken is done again on what is there then.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from generator.deploy.difference import Difference, find_difference
from generator.deploy.place import RECORD, Parcel, PassingFault, PlaceFault
from generator.deploy.program import Done, run
from generator.deploy.published import Published, decode_published, encode_published
from generator.deploy.retries import retrying
from generator.digest import digest_bytes
from generator.target import Address
from generator.write.manifest import OwnedFile

_PUSHES = 5
_REMOTE = "broadsheet-target"
_HOSTS = (".github.io", ".gitlab.io", ".codeberg.page", ".pages.dev", ".netlify.app")

Built = Mapping[str, tuple[OwnedFile, str]]


class Branch:
    """A branch of a remote, fetched into a repository that goes again."""

    def __init__(self, site: Path, address: Address, folder: Path) -> None:
        self._site = site
        self._remote = address.place
        self._branch = address.path
        self._name = f"{address.place}#{address.path}"
        self._folder = folder
        self._tip = ""

    def fetch(self) -> Published | None:
        """Fetch the branch, and read the record of what is published on it."""
        done = retrying(lambda: self._talk("fetch", "--quiet", "--depth=1", _REMOTE, self._branch))
        self._tip = "" if done is None else self._git("rev-parse", "FETCH_HEAD").out.strip()
        if self._tip:
            self._git("update-ref", f"refs/heads/{self._branch}", self._tip)
            self._git("update-ref", f"refs/remotes/{_REMOTE}/{self._branch}", self._tip)
        return decode_published(self._record())

    def survey(self, parcels: Sequence[Parcel]) -> dict[str, bool]:
        """Look at the places of parcels on the branch."""
        standing = self._paths()
        asked = [parcel for parcel in parcels if parcel.path in standing]
        with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
            self._check_out(Path(folder), [parcel.path for parcel in asked])
            return {one.path: digest_bytes((Path(folder) / one.path).read_bytes()) == one.digest for one in asked}

    def commit(self, built: Built, difference: Difference, cname: str, message: str) -> None:
        """Make a commit of all that is built and of what others have on the branch."""
        ours = {*built, *(difference.before.owned if difference.before else ())}.difference(difference.after.kept)
        with tempfile.TemporaryDirectory(prefix="broadsheet-") as above:
            root = Path(above) / "files"
            root.mkdir()
            self._carry_over(root, ours)
            for path, (owned, location) in built.items():
                target = root / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.unlink(missing_ok=True)
                target.write_bytes(Parcel(path, owned.digest, location).read())
            (root / RECORD).write_bytes(encode_published(difference.after))
            (root / ".nojekyll").touch()
            if cname and not (root / "CNAME").exists():
                (root / "CNAME").write_text(cname + "\n", "utf-8")
            words = [sys.executable, "-m", "ghp_import", "-r", _REMOTE, "-b", self._branch, "-m", message, str(root)]
            self._check(run(words, folder=self._folder))

    def push(self) -> bool:
        """Push the branch; tells whether it arrived, and was not overtaken."""
        done = retrying(lambda: self._talk("push", "--quiet", _REMOTE, f"refs/heads/{self._branch}"))
        return done is not None

    def _carry_over(self, root: Path, ours: set[str]) -> None:
        """Check out what others have on the branch."""
        self._check_out(
            root, [path for path in self._paths() if path not in ours and path not in (RECORD, ".nojekyll")]
        )

    def _check_out(self, root: Path, paths: Sequence[str]) -> None:
        if paths:
            self._git("read-tree", self._tip)
            words = ["git", "--work-tree", str(root), "checkout-index", "-z", "--stdin", "--force"]
            listed = b"".join(os.fsencode(path) + b"\0" for path in paths)
            self._check(run(words, folder=self._folder, data=listed))

    def _paths(self) -> set[str]:
        """List the files of the branch, but for links and other repositories."""
        if not self._tip:
            return set()
        entries = self._git("ls-tree", "-r", "-z", self._tip).out.split("\0")
        return {entry.partition("\t")[2] for entry in entries if entry.startswith("100")}

    def _record(self) -> bytes | None:
        if RECORD not in self._paths():
            return None
        with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
            self._check_out(Path(folder), [RECORD])
            return (Path(folder) / RECORD).read_bytes()

    def _git(self, *words: str) -> Done:
        done = run(["git", *words], folder=self._folder)
        self._check(done)
        return done

    def _talk(self, *words: str) -> Done | None:
        """Let git speak with the remote; nothing when it has no such branch, or another push came first."""
        done = run(["git", *words], folder=self._folder)
        if done.status and any(sign in done.err for sign in _NOT_NOW):
            return None
        self._check(done)
        return done

    def _check(self, done: Done) -> None:
        if done.status == 0:
            return
        for signs, message, hint in _REFUSALS:
            if any(sign in done.err for sign in signs):
                raise PlaceFault(f"{self._name} {message}", hint)
        said = [line.strip() for line in done.err.splitlines() if line.strip()]
        reason = said[0] if said else f"status {done.status}"
        if any(sign in done.err for sign in _PASSING):
            raise PassingFault(f"{self._name} cannot be reached: {reason}", "run the deploy again")
        raise PlaceFault(f"{self._name}: git refuses: {reason}")


_NOT_NOW = ("couldn't find remote ref", "non-fast-forward", "fetch first", "cannot lock ref", "stale info",
            "failed to update ref")  # fmt: skip
_PASSING = ("Connection ", "timed out", "early EOF", "unexpected disconnect", "RPC failed", "hung up",
            "The requested URL returned error: 5")  # fmt: skip
_REFUSALS = (
    (
        ("Host key verification failed", "REMOTE HOST IDENTIFICATION HAS CHANGED"),
        "has another host key than is known, or an unknown one",
        "compare it with the host's own, then connect once by hand with ssh",
    ),
    (("Permission denied (", "could not read Username", "Authentication failed", "returned error: 403"),
     "does not let you in", "git needs a key or a credential helper that the host knows"),
    (("does not appear to be a git repository", "not found", "does not exist"),
     "is no repository of git", "look at the target's address"),
    (("No space left on device",), "has no room left", "make room, and run the deploy again"),
    (("Permission denied", "unable to create temporary", "Read-only file system", "insufficient permission",
      "unpacker error", "protected branch", "pre-receive hook declined"),
     "lets you read, but not write", "look at the rights that you have there"),
)  # fmt: skip


@contextmanager
def open_branch(site: Path, address: Address) -> Iterator[Branch]:
    """Make the repository of one deploy, with the configuration of the site's own: its remotes and how they log in."""
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
        place = Path(folder)
        if (done := run(["git", "init", "--quiet", "--bare", "."], folder=place)).status:
            raise PlaceFault(f"git refuses: {done.err.strip()}")
        url = _url_of(site, address)
        configuration = run(["git", "rev-parse", "--git-path", "config"], folder=site)
        if not configuration.status:
            own = (place / "config").read_text("utf-8")
            path = msgspec.json.encode(str((site / configuration.out.strip()).resolve())).decode()
            (place / "config").write_text(f"[include]\n\tpath = {path}\n{own}", "utf-8")
        for name, value in (("core.bare", "true"), ("gc.auto", "0"), ("core.quotePath", "false")):
            run(["git", "config", name, value], folder=place)
        run(["git", "config", f"remote.{_REMOTE}.url", url], folder=place)
        for name, value in (("user.name", "Broadsheet"), ("user.email", "broadsheet@localhost")):
            if run(["git", "config", name], folder=place).status:
                run(["git", "config", name, value], folder=place)
        yield Branch(site, address, place)


def _url_of(site: Path, address: Address) -> str:
    """Find where a remote's name leads, if it is one of the site's repository; else take it as an address."""
    named = run(["git", "remote", "get-url", "--push", address.place], folder=site)
    url = address.place if named.status else named.out.strip()
    is_path = "://" not in url and (":" not in url.partition("/")[0])
    if is_path and not Path(url).is_absolute():
        top = run(["git", "rev-parse", "--show-toplevel"], folder=site)
        base = site if named.status or top.status else Path(top.out.strip())
        return str((base / url).resolve())
    return url


def name_of_site(base_url: str, wanted: str) -> str:
    """Name the host for `CNAME`: the wanted one, else that of `base_url` where it is the site's own."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    is_own = "." in host and not host.endswith(_HOSTS) and not host.replace(".", "").isdigit() and ":" not in host
    return wanted or (host if is_own and parts.path.strip("/") == "" else "")


def deploy_branch(
    branch: Branch,
    built: Built,
    frame: Published,
    cname: str,
    allow: Callable[[Difference], bool],
) -> Difference:
    """Commit and push what is built, again when another push came first; `allow` is asked before anything is written.

    Gives the difference that was pushed, or that `allow` did not want to be.
    """
    for _ in range(_PUSHES):
        difference = find_difference(built, branch.fetch(), frame, branch.survey)
        if difference.is_nothing or not allow(difference):
            return difference
        branch.commit(built, difference, cname, "Publish the site")
        if branch.push():
            return difference
    raise PlaceFault("others push to the branch again and again", "run the deploy again")
