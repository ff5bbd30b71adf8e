"""The files that `new deploy` writes, run: web servers asked by real requests, workflows read and their steps run."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest
import yaml

from tests.deploy.servers import free_port, running
from tests.deploy.spots import deploy
from tests.magazine import SITE_TOML, Magazine, run_command

_MODULES = ("mpm_event", "authz_core", "dir", "mime", "headers", "rewrite", "alias", "env", "setenvif")


@dataclass
class Web:
    """A web server that serves a site."""

    port: int

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET", path, headers={"Host": "test.example", **named})
            response = connection.getresponse()
            return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        finally:
            connection.close()


@pytest.fixture
def served(steppe: Magazine) -> Iterator[Path]:
    """A site deployed with compressed files to a folder that a server's own user may read; gives its root."""
    folder = Path(tempfile.mkdtemp(prefix="broadsheet-"))
    folder.chmod(0o755)
    steppe.configure(f'[redirects]\n"/old/" = "/news/a1/"\n[deploy.live]\naddress = "{folder}/www"\n'
                     'precompress = ["br", "gzip"]\n')  # fmt: skip
    steppe.put("static/.well-known/security.txt", "Contact: mailto:desk@test.example\n" * 20)
    steppe.build()
    deploy(steppe, "live")
    yield folder / "www"
    shutil.rmtree(folder)


def recipe(steppe: Magazine, host: str, path: str, root: Path) -> str:
    """Write a server's recipe, and give it for a folder."""
    assert _new(steppe, host) == f"wrote {steppe.folder}/{path}\n"
    return (steppe.folder / path).read_text().replace("/srv/www/test.example", str(root))


def _new(steppe: Magazine, host: str) -> str:
    run = run_command("new", "deploy", host, "--site", str(steppe.folder))
    assert run.status == 0, run.err
    return run.out


@contextmanager
def nginx(text: str, folder: Path) -> Iterator[Web]:
    port = free_port()
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("# brotli_static", "brotli_static")
    (folder / "nginx.conf").write_text(
        "load_module modules/ngx_http_brotli_static_module.so;\nuser www-data;\ndaemon off;\nworker_processes 1;\n"
        f"pid {folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\ninclude /etc/nginx/mime.types;\naccess_log off;\n{text}\n}}\n"
    )
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    assert program
    with running([program, "-c", f"{folder}/nginx.conf", "-p", "/usr/share/nginx"], port, folder / "log"):
        yield Web(port)


@contextmanager
def caddy(text: str, folder: Path) -> Iterator[Web]:
    port = free_port()
    text = re.sub(r"^test\.example \{", f"http://:{port} {{", text, flags=re.MULTILINE)
    (folder / "Caddyfile").write_text("{\n    admin off\n}\n" + text)
    words = ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    home = str(folder)
    with running(words, port, folder / "log", HOME=home, XDG_DATA_HOME=home, XDG_CONFIG_HOME=home):
        yield Web(port)


@contextmanager
def apache(text: str, folder: Path) -> Iterator[Web]:
    port = free_port()
    modules = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in _MODULES)
    (folder / "apache.conf").write_text(
        f"{modules}Listen 127.0.0.1:{port}\nUser www-data\nGroup www-data\nPidFile {folder}/pid\n"
        f"ErrorLog {folder}/log\nServerName localhost\nTypesConfig /etc/mime.types\n"
        + text.replace("*:80", f"*:{port}")
    )
    program = shutil.which("apache2", path=os.environ["PATH"] + ":/usr/sbin")
    assert program
    with running([program, "-X", "-f", f"{folder}/apache.conf"], port, folder / "log"):
        yield Web(port)


SERVERS = {"nginx": ("deploy/nginx.conf", nginx), "caddy": ("deploy/Caddyfile", caddy),
           "apache": ("deploy/apache.conf", apache)}  # fmt: skip


@pytest.mark.parametrize("host", SERVERS)
def test_a_web_server_serves_the_site(steppe: Magazine, served: Path, host: str, tmp_path: Path) -> None:
    path, run = SERVERS[host]
    text = recipe(steppe, host, path, served)
    with run(text, tmp_path) as web:
        page = steppe.read("/news/a1/").encode()
        status, headers, data = web.get("/news/a1/")
        assert (status, data) == (200, page)
        assert headers["content-type"].lower() == "text/html; charset=utf-8"
        assert headers["cache-control"] == "no-cache"
        policy = re.search(r"Content-Security-Policy: (.*)", steppe.read("/_headers"))
        assert policy and headers["content-security-policy"] == policy[1]
        assert headers["x-content-type-options"] == "nosniff"
        style = next(name for name in os.listdir(steppe.output / "assets") if name.endswith(".css"))
        status, headers, data = web.get(f"/assets/{style}")
        assert (status, data) == (200, (steppe.output / "assets" / style).read_bytes())
        assert headers["cache-control"] == "public, max-age=31536000, immutable"
        for encoding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
            for address, plain, kind in (
                ("/", steppe.read("/").encode(), "text/html"), ("/news/a1/", page, "text/html"),
                (f"/assets/{style}", (steppe.output / "assets" / style).read_bytes(), "text/css"),
            ):  # fmt: skip
                status, headers, data = web.get(address, accept_encoding=encoding)
                assert (status, headers.get("content-encoding")) == (200, encoding), address
                assert headers["content-type"].startswith(kind)
                assert "accept-encoding" in headers["vary"].lower()
                assert unpack(data) == plain
        status, headers, data = web.get("/nothing/here/")
        assert (status, data) == (404, steppe.read("/404.html").encode())
        assert headers["x-content-type-options"] == "nosniff"
        status, headers, _ = web.get("/news/a1")
        assert status in (301, 302, 307, 308)
        assert headers["location"].endswith("/news/a1/")
        assert b'content="0; url=/news/a1/"' in web.get("/old/")[2] or b"/news/a1/" in web.get("/old/")[2]
        for hidden in ("/.broadsheet-manifest", "/_headers"):
            assert web.get(hidden)[0] == 404
        assert web.get("/.well-known/security.txt")[0] == 200


def test_workflows_build_what_they_publish(steppe: Magazine, tmp_path: Path) -> None:
    """Each step of a shell is run, with pip doing nothing; what is published is where the build has put it."""
    stubs = tmp_path / "stubs"
    stubs.mkdir()
    (stubs / "pip").write_text("#!/bin/sh\n")
    (stubs / "pip").chmod(0o755)
    environment = {**os.environ, "PATH": f"{stubs}:{Path(sys.executable).parent}:{os.environ['PATH']}"}

    def shell(command: str) -> None:
        subprocess.run(["bash", "-euc", command], cwd=steppe.folder, env=environment, check=True, capture_output=True)

    for host, path in (("github", ".github/workflows/pages.yml"), ("cloudflare", ".github/workflows/cloudflare.yml")):
        _new(steppe, host)
        flow = yaml.safe_load((steppe.folder / path).read_text())
        assert {"push", "schedule"} <= set(flow[True])  # YAML reads `on` as true
        steps = flow["jobs"]["publish"]["steps"]
        cached = next(step for step in steps if step.get("uses", "").startswith("actions/cache@"))
        assert cached["with"]["path"].split() == [".broadsheet", "output"]
        shutil.rmtree(steppe.output)
        for step in steps:
            if "run" in step:
                shell(step["run"])
        assert steppe.exists("/index.html")
    wrangler = tomllib.loads((steppe.folder / "wrangler.toml").read_text())
    assert wrangler["pages_build_output_dir"] == "output"
    _new(steppe, "netlify")
    netlify = tomllib.loads((steppe.folder / "netlify.toml").read_text())
    shutil.rmtree(steppe.output)
    shell(netlify["build"]["command"])
    assert (steppe.folder / netlify["build"]["publish"] / "index.html").is_file()
    _new(steppe, "gitlab")
    job = yaml.safe_load((steppe.folder / ".gitlab-ci.yml").read_text())["pages"]
    for command in job["script"]:
        shell(command)
    [published] = job["artifacts"]["paths"]
    assert (steppe.folder / published / "index.html.gz").is_file()


def test_a_recipe_does_not_take_the_place_of_a_file(steppe: Magazine) -> None:
    steppe.put(".gitlab-ci.yml", "mine")
    run = run_command("new", "deploy", "gitlab", "--site", str(steppe.folder))
    assert (run.status, run.errors) == (1, ["broadsheet: error: .gitlab-ci.yml is there already"])
    assert (steppe.folder / ".gitlab-ci.yml").read_text() == "mine"
    run = run_command("new", "deploy", "nginks", "--site", str(steppe.folder))
    assert run.status == 1
    assert 'hint: did you mean "nginx"?' in run.err


def test_a_magazine_below_a_path_is_served_there(steppe: Magazine, tmp_path: Path) -> None:
    steppe.put("site.toml", SITE_TOML.replace("test.example/", "test.example/mag/"))
    steppe.build()
    root = Path(tempfile.mkdtemp(prefix="broadsheet-"))
    root.chmod(0o755)
    deploy(steppe, str(root / "mag"))
    with nginx(recipe(steppe, "nginx", "deploy/nginx.conf", root), tmp_path) as web:
        assert web.get("/mag/news/a1/")[0] == 200
        assert web.get("/mag/nothing/")[2] == steppe.read("/404.html").encode()
    shutil.rmtree(root)
