"""One target of each kind that takes files one by one, with the same words to look at it and to deploy to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.deploy.servers import Ssh, Store
from tests.magazine import Magazine, Run, files_in, run_command


def public(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Leave out what is Broadsheet's own: records, locks, what is staged."""
    return {path: data for path, data in files.items() if not path.startswith(".broadsheet-")}


def built(magazine: Magazine) -> dict[str, bytes]:
    """Read what a build has left for readers."""
    return public(files_in(magazine.output))


def deploy(
    magazine: Magazine, address: str, *arguments: str, environment: dict[str, str] | None = None, status: int = 0
) -> Run:
    """Deploy a site, expect a status, and never a traceback."""
    words = [address] if address else []
    run = run_command("deploy", *words, "--site", str(magazine.folder), *arguments, environment=environment)
    assert run.status == status, run.err + run.out
    assert "Traceback" not in run.err
    return run


@dataclass
class Spot(ABC):
    """A target that the tests can look at."""

    address: str
    environment: dict[str, str] = field(default_factory=dict)

    @abstractmethod
    def files(self) -> dict[str, bytes]:
        """Read all that stands at the target."""

    @abstractmethod
    def put(self, path: str, data: bytes) -> None:
        """Put a file there, as another program would."""

    @abstractmethod
    def remove(self, path: str) -> None:
        """Remove a file, as another program would."""

    def public(self) -> dict[str, bytes]:
        """Read what readers can see."""
        return public(self.files())

    def deploy(self, magazine: Magazine, *arguments: str, status: int = 0) -> Run:
        """Deploy a site here."""
        return deploy(magazine, self.address, *arguments, environment=self.environment, status=status)


@dataclass
class FolderSpot(Spot):
    """A folder, a link to releases, or a folder that is reached over ssh."""

    folder: Path = Path()

    def files(self) -> dict[str, bytes]:
        return files_in(self.folder.resolve())

    def put(self, path: str, data: bytes) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(data)

    def remove(self, path: str) -> None:
        (self.folder / path).unlink()


@dataclass
class StoreSpot(Spot):
    """A prefix in a bucket."""

    store: Store | None = None
    bucket: str = ""
    prefix: str = "site"

    def files(self) -> dict[str, bytes]:
        assert self.store
        return self.store.objects(self.bucket, self.prefix)

    def put(self, path: str, data: bytes) -> None:
        assert self.store
        self.store.open(self.bucket, self.prefix).put(path, data)

    def remove(self, path: str) -> None:
        assert self.store
        self.store.open(self.bucket, self.prefix).delete(path)


def make_spot(kind: str, folder: Path, ssh: Ssh | None, store: Store | None) -> Spot:
    """Make an empty target of a kind: folder, releases, ssh or store."""
    place = folder / "www" / "the site"
    if kind == "store":
        assert store
        bucket = f"bucket-{abs(hash(str(folder))):x}"
        store.make_bucket(bucket)
        return StoreSpot(f"s3://{bucket}/site", store.environment, store, bucket)
    if kind == "ssh":
        assert ssh
        return FolderSpot(f"host:{place}", ssh.environment, place)
    if kind == "folder":
        place.mkdir(parents=True)
    return FolderSpot(str(place), {}, place)
