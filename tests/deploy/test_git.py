"""Branches that hosts of pages serve: bare repositories, by path and over ssh."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.deploy.servers import Ssh
from tests.deploy.spots import built, deploy, public
from tests.magazine import Magazine

OURS = {".nojekyll": b"", "CNAME": b"test.example\n"}


def git(*words: str, folder: Path) -> str:
    identity = {f"GIT_{who}_{what}": "t@t" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run(
        ["git", *words], cwd=folder, capture_output=True, text=True, check=True, env={**os.environ, **identity}
    )
    return done.stdout


def files_on(repository: Path, branch: str = "gh-pages") -> dict[str, bytes]:
    """Read all files of a branch."""
    listed = git("ls-tree", "-r", "-z", "--name-only", branch, folder=repository).split("\0")
    return {
        path: subprocess.run(
            ["git", "show", f"{branch}:{path}"], cwd=repository, capture_output=True, check=True
        ).stdout
        for path in listed if path
    }  # fmt: skip


def commit(repository: Path, path: str, text: str, folder: Path, *, start: bool = False) -> None:
    """Let another person commit a file to the branch."""
    place = folder / "other"
    if not place.exists():
        git("clone", "--quiet", str(repository), str(place), folder=folder)
        git("checkout", "--quiet", *(["--orphan"] if start else []), "gh-pages", folder=place)
    else:
        git("pull", "--quiet", "origin", "gh-pages", folder=place)
    (place / path).parent.mkdir(parents=True, exist_ok=True)
    (place / path).write_text(text)
    git("add", "-A", folder=place)
    git("commit", "--quiet", "-m", "x", folder=place)
    git("push", "--quiet", "origin", "gh-pages", folder=place)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    place = tmp_path / "site.git"
    git("init", "--quiet", "--bare", str(place), folder=tmp_path)
    return place


def test_a_branch_has_the_site_and_nothing_is_pushed_twice(steppe: Magazine, repository: Path) -> None:
    deploy(steppe, f"{repository}#gh-pages")
    assert public(files_on(repository)) == built(steppe) | OURS
    tip = git("rev-parse", "gh-pages", folder=repository)
    assert "nothing to do" in deploy(steppe, f"{repository}#gh-pages").out
    assert git("rev-parse", "gh-pages", folder=repository) == tip
    steppe.article("news/a1.md", title="Changed")
    steppe.build()
    deploy(steppe, f"{repository}#gh-pages")
    assert public(files_on(repository)) == built(steppe) | OURS
    assert git("rev-list", "--count", "gh-pages", folder=repository) == "2\n"


def test_a_remote_of_the_sites_repository_goes_by_its_name(steppe: Magazine, repository: Path) -> None:
    git("init", "--quiet", ".", folder=steppe.folder)
    git("remote", "add", "origin", "../site.git", folder=steppe.folder)
    deploy(steppe, "origin#pages/live")
    assert public(files_on(repository, "pages/live")) == built(steppe) | OURS
    assert git("branch", "--all", folder=steppe.folder) == ""


def test_files_of_others_are_carried_over(steppe: Magazine, repository: Path, tmp_path: Path) -> None:
    commit(repository, "deep/mine.txt", "mine", tmp_path, start=True)
    commit(repository, "CNAME", "www.other.example\n", tmp_path)
    deploy(steppe, f"{repository}#gh-pages")
    commit(repository, "late.txt", "late", tmp_path)
    steppe.article("news/a2.md", title="Changed")
    steppe.build()
    deploy(steppe, f"{repository}#gh-pages")
    others = {"deep/mine.txt": b"mine", "late.txt": b"late", "CNAME": b"www.other.example\n"}
    assert public(files_on(repository)) == built(steppe) | OURS | others


def test_a_push_that_was_overtaken_is_done_again(steppe: Magazine, repository: Path, tmp_path: Path) -> None:
    """Another's commit arrives between the fetch and the push, once: by a hook of git's own."""
    deploy(steppe, f"{repository}#gh-pages")
    commit(repository, "a.txt", "a", tmp_path)
    other = tmp_path / "other"
    (other / "b.txt").write_text("b")
    git("add", "-A", folder=other)
    git("commit", "--quiet", "-m", "x", folder=other)
    (tmp_path / "hooks").mkdir()
    hook = tmp_path / "hooks/pre-push"
    hook.write_text(
        f"#!/bin/sh\nrm '{hook}'\nunset GIT_DIR\ncd '{other}' && git -c core.hooksPath=/ push -q origin gh-pages\n"
    )
    hook.chmod(0o755)
    git("init", "--quiet", ".", folder=steppe.folder)
    git("config", "core.hooksPath", str(tmp_path / "hooks"), folder=steppe.folder)
    steppe.article("news/a3.md", title="Changed")
    steppe.build()
    deploy(steppe, f"{repository}#gh-pages")
    assert not hook.exists()
    assert public(files_on(repository)) == built(steppe) | OURS | {"a.txt": b"a", "b.txt": b"b"}


def test_over_ssh(steppe: Magazine, repository: Path, ssh: Ssh) -> None:
    address = f"git+ssh://host{repository}#gh-pages"
    deploy(steppe, address, environment=ssh.environment)
    assert public(files_on(repository)) == built(steppe) | OURS
    steppe.article("news/a1.md", title="Changed")
    steppe.build()
    hosts, other = str(ssh.folder / "others_hosts"), str(ssh.folder / "other")
    for environment, says in (
        (ssh.through(ssh.port, UserKnownHostsFile=hosts), "another host key than is known"),
        (ssh.through(ssh.port, IdentityFile=other), "does not let you in"),
    ):
        assert says in deploy(steppe, address, environment=environment, status=1).err


@pytest.mark.parametrize(
    ("base_url", "cname"),
    [
        ("https://news.example/", "news.example\n"),
        ("https://someone.github.io/", None),
        ("https://news.example/magazine/", None),
    ],
)
def test_cname_is_of_the_sites_own_host(magazine: Magazine, repository: Path, base_url: str, cname: str | None) -> None:
    magazine.configure("", f'[site]\ntitle = "T"\nbase_url = "{base_url}"\n')
    magazine.write("").build()
    deploy(magazine, f"{repository}#gh-pages")
    found = files_on(repository).get("CNAME")
    assert found == (cname.encode() if cname else None)


def test_no_repository_is_a_clear_error(steppe: Magazine, tmp_path: Path) -> None:
    run = deploy(steppe, f"{tmp_path}/nothing#gh-pages", status=1)
    assert "is no repository of git" in run.err
