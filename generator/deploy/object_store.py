"""A bucket that readers get the site from, by obstore: Amazon's and all that speak like it, Google's, Azure's.

Keys and passwords come from the environment or from the tools' own files, and pass through here unseen. A lock is an
object with a time that is renewed while its deploy lives.
"""

from __future__ import annotations

import configparser
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from generator.config import DeployTable, base_url_fault
from generator.deploy.attributes import Rules, attributes_of, packed
from generator.deploy.place import LOCK, RECORD, Parcel, PassingFault, PlaceFault, Say, Told
from generator.deploy.retries import retrying
from generator.target import Address

_AT_ONCE = 16
# Files up to which each is asked for by itself; more are listed.
_ASKED_SINGLY = 32
_STALE = timedelta(minutes=2)
_RENEWED_SECONDS = 30.0
# That the object itself cannot be missing, only its bucket.
_BUCKET = object()


class _Lock(msgspec.Struct, frozen=True):
    """What stands in the lock's object: who holds it, and since when at the least."""

    owner: str
    time: datetime


class Bucket:
    """A store's bucket, with a prefix, as a place."""

    def __init__(self, address: Address, table: DeployTable, rules: Rules) -> None:
        self._name = f"{address.scheme}://{address.place}"
        self._rules = rules
        self._store = _open(address, table)
        self._lost = threading.Event()

    def read(self) -> bytes | None:
        """Read the record of what is published."""
        return self._get(RECORD)

    def survey(self, parcels: Sequence[Parcel]) -> dict[str, bool]:
        """Look at the places of parcels: by size and checksum, and by the bytes where the checksum is another kind."""
        if len(parcels) <= _ASKED_SINGLY:
            found = {parcel.path: meta for parcel in parcels if (meta := self._head(parcel.path)) is not None}
        else:
            wanted = {parcel.path for parcel in parcels}
            found = {meta["path"]: meta for meta in self._list() if meta["path"] in wanted}
        standing = [parcel for parcel in parcels if parcel.path in found]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            answers = pool.map(lambda parcel: self._is_equal(parcel, found[parcel.path]), standing)
            return dict(zip([parcel.path for parcel in standing], answers, strict=True))

    @contextmanager
    def hold(self, say: Say) -> Iterator[None]:
        """Hold the bucket by a lock that is renewed, and that is taken over when it has not been for two minutes."""
        tag = self._take_lock(uuid4().hex, say)
        stopped = threading.Event()
        renewing = threading.Thread(target=self._renew, args=(tag, stopped), daemon=True)
        renewing.start()
        try:
            yield
        finally:
            stopped.set()
            renewing.join()
            if not self._lost.is_set():
                with suppress(PlaceFault):
                    self._delete([LOCK])

    def gather(self, parcels: Sequence[Parcel], told: Told) -> None:
        """Do nothing: a store has no place beside its objects."""

    def begin(self, record: bytes) -> None:
        """Write the record with the journal."""
        self._put_record(record)

    def put(self, parcels: Sequence[Parcel], told: Told) -> None:
        """Put objects, several at once, each with its attributes; the first that cannot be put ends it."""

        def put_one(parcel: Parcel) -> str:
            self._check_lock()
            data = packed(parcel.path, parcel.read(), self._rules)
            self._put(parcel.path, data, attributes_of(parcel.path, self._rules))
            return parcel.path

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            waiting = [pool.submit(put_one, parcel) for parcel in parcels]
            try:
                for one in waiting:
                    told(one.result())
            except BaseException:
                for one in waiting:
                    one.cancel()
                raise

    def remove(self, paths: Iterable[str]) -> None:
        """Remove objects."""
        self._check_lock()
        if listed := list(paths):
            self._delete(listed)

    def finish(self, record: bytes) -> None:
        """Write the record last."""
        self._check_lock()
        self._put_record(record)

    def _put_record(self, record: bytes) -> None:
        self._put(RECORD, record, {"Content-Type": "application/json", "Cache-Control": "no-store"})

    def _is_equal(self, parcel: Parcel, meta: Any) -> bool:
        data = packed(parcel.path, parcel.read(), self._rules)
        if meta["size"] != len(data):
            return False
        tag = (meta["e_tag"] or "").strip('"')
        return tag == md5(data, usedforsecurity=False).hexdigest() or self._get(parcel.path) == data

    def _get(self, path: str) -> bytes | None:
        import obstore

        data: bytes | None = self._ask(lambda: bytes(obstore.get(self._store, path).bytes()), absent=None)
        return data

    def _head(self, path: str) -> Any:
        import obstore

        return self._ask(lambda: obstore.head(self._store, path), absent=None)

    def _list(self) -> list[Any]:
        import obstore

        found: list[Any] = self._ask(lambda: [*obstore.list(self._store).collect()], absent=[])
        return found

    def _put(self, path: str, data: bytes, attributes: dict[str, str], mode: Any = "overwrite") -> str:
        import obstore

        def put() -> str:
            given: Any = attributes
            result = obstore.put(self._store, path, data, attributes=given, mode=mode, use_multipart=False)
            return result["e_tag"] or ""

        tag: str = self._ask(put)
        return tag

    def _delete(self, paths: list[str]) -> None:
        import obstore

        self._ask(lambda: obstore.delete(self._store, paths), absent=None)

    def _ask(self, ask: Callable[[], Any], absent: Any = _BUCKET) -> Any:
        """Ask the store, again where that may help; `absent` is the answer where there is no such object."""
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        def once() -> Any:
            try:
                return ask()
            except FileNotFoundError as error:
                text = str(error)
                if any(sign in text for sign in _NO_BUCKET) or absent is _BUCKET:
                    raise PlaceFault(f"there is no bucket {self._name}", "make it, or mend the address") from None
                return absent
            except (AlreadyExistsError, PreconditionError):
                raise
            except Exception as error:
                raise self._fault(str(error)) from None

        return retrying(once)

    def _fault(self, text: str) -> PlaceFault:
        """Say in plain words what a store has answered."""
        for signs, message, hint in _REFUSALS:
            if any(sign in text for sign in signs):
                return PlaceFault(f"{self._name} {message}", hint)
        status = next((word for word in ("500", "502", "503", "504", "429") if f"status code: {word}" in text), "")
        answer = f"answers {status}" if status else "cannot be reached"
        return PassingFault(f"{self._name} {answer}", "nothing half-done shows; run the deploy again")

    def _take_lock(self, owner: str, say: Say) -> str:
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        try:
            return self._put_lock(owner, "create")
        except (AlreadyExistsError, PreconditionError):
            pass
        meta, data = self._head(LOCK), self._get(LOCK)
        try:
            lock = msgspec.json.decode(data or b"", type=_Lock)
            age = datetime.now(UTC) - lock.time
        except msgspec.MsgspecError:
            age = _STALE if data is not None else timedelta()
        if meta is None or age < _STALE:
            hint = "wait until it is done; a lock that was left behind is taken over after two minutes"
            raise PlaceFault(f"another deploy to {self._name} is under way", hint)
        say(f"the lock of a deploy to {self._name} was left behind {age.total_seconds():.0f} s ago; it is taken over")
        try:
            return self._put_lock(owner, {"e_tag": meta["e_tag"]})
        except (AlreadyExistsError, PreconditionError):
            raise PlaceFault(f"another deploy to {self._name} is under way", "wait until it is done") from None

    def _put_lock(self, owner: str, mode: Any) -> str:
        self._owner = owner
        data = msgspec.json.encode(_Lock(owner, datetime.now(UTC)))
        return self._put(LOCK, data, {"Content-Type": "application/json", "Cache-Control": "no-store"}, mode)

    def _renew(self, tag: str, stopped: threading.Event) -> None:
        """Renew the lock until it is stopped; when another deploy has taken it over, this one must end."""
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        while not stopped.wait(_RENEWED_SECONDS):
            try:
                tag = self._put_lock(self._owner, {"e_tag": tag})
            except (AlreadyExistsError, PreconditionError):
                self._lost.set()
                return
            except PlaceFault:
                continue

    def _check_lock(self) -> None:
        if self._lost.is_set():
            raise PlaceFault(f"another deploy to {self._name} has taken the lock over", "run the deploy again")


_NO_BUCKET = ("NoSuchBucket", "ContainerNotFound", "bucket does not exist")
_REFUSALS = (
    (("169.254.169.254", "token request", "No credentials", "Failed to get credentials"),
     "needs keys, and there are none", "set them in the environment, as the target's own tools want them"),
    (
        ("InvalidAccessKeyId", "SignatureDoesNotMatch", "status code: 401", "AuthenticationFailed", "InvalidToken"),
        "does not know the key", "look at the keys in the environment",
    ),
    (
        ("status code: 403", "AccessDenied", "PermissionDenied"),
        "gives no permission", "the keys must let objects be listed, read, written and deleted",
    ),
    (("status code: 301", "PermanentRedirect", "AuthorizationHeaderMalformed"),
     "lives in another region", 'set "region" in site.toml'),
    (("status code: 400", "status code: 404", "status code: 405", "status code: 501"),
     "does not take the request", "is it the right endpoint?"),
)  # fmt: skip


def _open(address: Address, table: DeployTable) -> Any:
    from obstore.store import AzureStore, GCSStore, S3Store

    retry: Any = {
        "max_retries": 2,
        "retry_timeout": timedelta(seconds=20),
        "backoff": {"base": 2, "init_backoff": timedelta(seconds=0.1), "max_backoff": timedelta(seconds=2)},
    }
    endpoint = table.endpoint or (os.environ.get("AWS_ENDPOINT_URL", "") if address.scheme == "s3" else "")
    if endpoint and base_url_fault(endpoint):
        message = f"the endpoint of {address.scheme}://{address.place} is no URL of a server, or holds a password"
        raise PlaceFault(message, "write it as https://host")
    client: Any = {"allow_http": endpoint.startswith("http://"), "connect_timeout": "10s", "timeout": "120s"}
    prefix = address.path or None
    try:
        if address.scheme == "s3":
            config = _of_aws(endpoint, table.region)
            return S3Store(address.place, prefix=prefix, config=config, client_options=client, retry_config=retry)
        if address.scheme == "gs":
            base: Any = {"base_url": endpoint} if endpoint else {}
            return GCSStore(address.place, prefix=prefix, config=base, client_options=client, retry_config=retry)
        azure: Any = {}
        if table.account:
            azure["account_name"] = table.account
        if endpoint:
            azure["endpoint"] = endpoint
        return AzureStore(address.place, prefix=prefix, config=azure, client_options=client, retry_config=retry)
    except Exception:
        # What obstore says here may repeat what it was given.
        message = f"{address.scheme}://{address.place} cannot be opened: its keys are missing or not understood"
        raise PlaceFault(message, "look at the environment, and at the target in site.toml") from None


def _of_aws(endpoint: str, region: str) -> Any:
    """Gather what Amazon's own tools would go by, where the environment does not say it already."""
    config = {"region": region or _aws_region(endpoint)}
    if endpoint:
        config["endpoint"] = endpoint.rstrip("/")
    if not os.environ.get("AWS_ACCESS_KEY_ID"):
        keys = _aws_profile("AWS_SHARED_CREDENTIALS_FILE", "credentials", "")
        for key in ("aws_access_key_id", "aws_secret_access_key", "aws_session_token"):
            if key in keys:
                config[key] = keys[key]
    return config


def _aws_region(endpoint: str) -> str:
    named = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    found = named or _aws_profile("AWS_CONFIG_FILE", "config", "profile ").get("region")
    return found or ("auto" if endpoint else "us-east-1")


def _aws_profile(variable: str, name: str, before: str) -> dict[str, str]:
    """Read a profile of a file of Amazon's tools; nothing where there is none."""
    profile = os.environ.get("AWS_PROFILE", "default")
    file = Path(os.environ.get(variable) or Path.home() / ".aws" / name)
    parser = configparser.RawConfigParser()
    try:
        parser.read(file, "utf-8")
    except (configparser.Error, OSError, UnicodeDecodeError):
        return {}
    section = profile if profile == "default" else before + profile
    return dict(parser[section]) if parser.has_section(section) else {}
