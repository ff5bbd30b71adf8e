"""`check --external`: what becomes of links out of the site, and how politely hosts are asked."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import msgspec
import pytest

from generator.check.outer_links import GOOD_SECONDS, REFUSED_SECONDS
from generator.check.visitor import Pace, requestable
from generator.store.state import ANSWERS, AnswersState, read_state, write_state
from tests.check.hosts import Host, Reply, serving
from tests.magazine import SITE_TOML, Magazine, Run, place_marked


@pytest.fixture
def host() -> Iterator[Host]:
    with serving() as host:
        host.replies["/good"] = Reply()
        yield host


@pytest.fixture
def steppe(magazine: Magazine, monkeypatch: pytest.MonkeyPatch) -> Magazine:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return magazine.write("")


def _link(magazine: Magazine, *urls: str) -> None:
    magazine.article("news/a.md", summary="x", body="\n\n".join(f"[x]({url})" for url in urls))


def _external(magazine: Magazine, *arguments: str) -> Run:
    return magazine.run("check", "--external", *arguments)


def _told(run: Run) -> list[str]:
    """The first line of each thing told."""
    return [line for line in run.err.splitlines() if line.startswith(("content/", "site.toml"))]


def test_links_that_are_there(steppe: Magazine, host: Host) -> None:
    _link(steppe, host.url("/good"), host.url("/good#part"), host.url("/good?x=1&y=ё"))
    host.replies["/good?x=1&y=%D1%91"] = Reply()
    run = _external(steppe, "--strict")
    assert (run.status, _told(run)) == (0, [])
    assert run.out.endswith("\n  3 links out of the site, 3 of them tested now\n")
    assert set(host.requests) == {("GET", "/robots.txt"), ("HEAD", "/good"), ("HEAD", "/good?x=1&y=%D1%91")}
    agent = host.agents.pop()
    assert agent.startswith("broadsheet ")
    assert "https://test.example/" in agent
    assert not host.agents


def test_the_network_is_used_on_request_only(steppe: Magazine, host: Host) -> None:
    _link(steppe, host.url("/gone"))
    assert _told(steppe.run("check")) == []
    steppe.build()
    assert host.requests == []


@pytest.mark.parametrize("status", [404, 410, 400, 418, 500, 502])
def test_a_dead_link_is_a_warning_at_its_place(steppe: Magazine, host: Host, status: int) -> None:
    host.replies["/gone"] = Reply(status)
    _link(steppe, host.url("/good"), host.url("/gone"))
    run = _external(steppe)
    assert run.status == 0
    assert _told(run) == [
        f'content/news/a.md:8:1: warning: the link "{host.url("/gone")}" is dead: the host answers {status}'
    ]
    assert "\n  1 link out of the site that is dead\n" in run.out
    assert host.asked("/gone") == ["HEAD"]
    assert _external(steppe, "--strict").status == 1


@pytest.mark.parametrize("status", [403, 405, 501])
def test_get_where_a_host_does_not_take_head(steppe: Magazine, host: Host, status: int) -> None:
    host.replies["/good"] = Reply(200, "x" * 100_000, head=status)
    host.replies["/gone"] = Reply(404, head=status)
    _link(steppe, host.url("/good"), host.url("/gone"))
    assert [line.partition("is dead: ")[2] for line in _told(_external(steppe))] == ["the host answers 404"]
    assert host.asked("/good") == host.asked("/gone") == ["HEAD", "GET"]


@pytest.mark.parametrize("status", [401, 403, 429, 451, 503, 999])
def test_a_host_that_lets_no_programs_in_is_a_note(steppe: Magazine, host: Host, status: int) -> None:
    host.replies["/closed"] = Reply(status)
    _link(steppe, host.url("/closed"))
    run = _external(steppe, "--strict")
    assert (run.status, _told(run)) == (
        0, [f'content/news/a.md:6:1: note: the link "{host.url("/closed")}" was not tested: the host answers {status}'],
    )  # fmt: skip


def test_redirects_are_notes_and_are_followed(steppe: Magazine, host: Host) -> None:
    with serving("127.0.0.2") as other:
        other.replies |= {"/end": Reply(), "/robots.txt": Reply(200, "User-agent: *\nDisallow: /shut")}
        host.replies |= {
            "/moved": Reply(301, headers={"Location": "/then"}),
            "/then": Reply(308, headers={"Location": other.url("/end")}),
            "/for-now": Reply(302, headers={"Location": "good"}),
            "/to-nothing": Reply(301, headers={"Location": "/nothing"}),
            "/to-shut": Reply(301, headers={"Location": other.url("/shut")}),
            "/round": Reply(302, headers={"Location": "/round"}),
            "/to-mail": Reply(302, headers={"Location": "mailto:ann@e.example"}),
        }
        paths = ("/moved", "/for-now", "/to-nothing", "/to-shut", "/round", "/to-mail")
        _link(steppe, *map(host.url, paths))
        told = [line.partition(" the link ")[::2] for line in _told(_external(steppe))]
        assert [(place.split()[-1], said.partition('" ')[2]) for place, said in told] == [
            ("note:", f'leads on to "{other.url("/end")}" for good'),
            ("note:", f'leads on to "{host.url("/good")}"'),
            ("warning:", "is dead: the host answers 404"),
            ("note:", "was not tested: the host's robots.txt asks programs to stay away"),
            ("warning:", "is dead: it leads on more than 10 times"),
            ("warning:", 'is dead: it leads on to "mailto:ann@e.example", which is no address of a page'),
        ]
        assert other.asked("/shut") == []


ROBOTS = "User-agent: *\nDisallow: /\n\nUser-agent: broadsheet\nDisallow: /private/*.html$\nAllow: /private/open.html\n"


def test_robots_txt_is_honoured(steppe: Magazine, host: Host) -> None:
    host.replies |= {"/robots.txt": Reply(200, ROBOTS), "/private/open.html": Reply()}
    _link(steppe, host.url("/good"), host.url("/private/a.html"), host.url("/private/open.html"))
    run = _external(steppe)
    assert _told(run) == [
        f'content/news/a.md:8:1: note: the link "{host.url("/private/a.html")}" was not tested: '
        "the host's robots.txt asks programs to stay away"
    ]
    assert host.asked("/private/a.html") == []
    assert host.asked("/robots.txt") == ["GET"]


@pytest.mark.parametrize(
    ("robots", "is_open"),
    [
        (Reply(404), True),
        (Reply(403), True),
        (Reply(500), False),
        (Reply(200, "\0<html>Not rules</html>"), True),
        (Reply(200, "User-agent: *\nDisallow: /"), False),
        (Reply(301, headers={"Location": "/rules"}), False),
    ],
)
def test_without_rules_all_is_open_and_with_broken_ones_nothing(
    steppe: Magazine, host: Host, robots: Reply, is_open: bool
) -> None:
    host.replies |= {"/robots.txt": robots, "/rules": Reply(200, "User-agent: *\nDisallow: /")}
    _link(steppe, host.url("/good"))
    _external(steppe)
    assert (host.asked("/good") == ["HEAD"]) == is_open


def test_answers_are_remembered(steppe: Magazine, host: Host) -> None:
    host.replies |= {"/moved": Reply(301, headers={"Location": "/good"}), "/broken": Reply(500)}
    _link(steppe, *(host.url(path) for path in ("/good", "/gone", "/moved", "/broken")))
    first = _external(steppe)
    assert first.err
    host.requests.clear()
    second = _external(steppe, "--json")
    assert second.err == first.err
    assert second.data["external"] == {"links": 4, "asked": 1, "remembered": 3}
    assert host.requests == [("GET", "/robots.txt"), ("HEAD", "/broken")]  # what fails may have been mended
    host.requests.clear()
    _link(steppe, host.url("/good"))
    assert _external(steppe, "--json").data["external"] == {"links": 1, "asked": 0, "remembered": 1}
    assert host.requests == []
    steppe.build()
    assert _external(steppe, "--json").data["external"]["asked"] == 0


def _age(magazine: Magazine, seconds: float) -> None:
    """Make what is remembered so much older."""
    file = magazine.folder / ".broadsheet" / ANSWERS
    state = read_state(file, AnswersState)
    assert state is not None
    answers = {url: msgspec.structs.replace(one, asked=one.asked - seconds) for url, one in state.answers.items()}
    write_state(file, AnswersState(answers))


def test_answers_age(steppe: Magazine, host: Host) -> None:
    _link(steppe, host.url("/good"), host.url("/gone"))
    for seconds, again in (
        (REFUSED_SECONDS - 60, []),
        (120, ["/gone"]),
        (GOOD_SECONDS - REFUSED_SECONDS - 120, ["/gone"]),
        (REFUSED_SECONDS, ["/gone", "/good"]),
        (-60, ["/gone", "/good"]),
    ):
        _external(steppe)
        _age(steppe, seconds)
        host.requests.clear()
        _external(steppe)
        assert sorted(path for _, path in host.requests if path != "/robots.txt") == again


@pytest.mark.parametrize("data", [b"", b"broadsheet state 2\n", b"\xff" * 100])
def test_a_damaged_memory_is_as_if_it_were_not_there(steppe: Magazine, host: Host, data: bytes) -> None:
    _link(steppe, host.url("/good"))
    _external(steppe)
    steppe.put(f".broadsheet/{ANSWERS}", data)
    assert _external(steppe, "--json").data["external"]["asked"] == 1
    assert _external(steppe, "--json").data["external"]["asked"] == 0


MARKED = {
    "site.toml": '[markdown]\nhtml = true\n[[navigation]]\ntitle = "Shop"\nurl = "«URL"\n',
    "content/authors/ann.md": "---\ntitle: Ann\nlinks: [{title: Blog, url: '«URL'}]\n---\nHer blog.\n",
    "content/authors/bek.md": "---\ntitle: Bek\n---\nSee «<URL>.\n",
    "content/news/a.md": "One «[x][r]\n\n[r]: URL",
    "content/news/b.md": "Code `[x](URL)`, then\nmore «![y](URL).",
    "content/news/c.md": "A line:\nx «<URL>",
    "content/news/d.md": '<a href="«URL">x</a>',
    "content/news/e.md": 'x\n\n«{{< figure src="URL" alt="" credit="A" >}}',
    "content/news/f.md": "Plain «[x](URL), and more.",
    "content/pages/about.md": "---\ntitle: About\n---\n> «[x](URL 'title')\n",
}


def test_where_links_stand(steppe: Magazine, host: Host) -> None:
    url = host.url("/gone")
    expected = []
    for path, marked in MARKED.items():
        head = SITE_TOML if path == "site.toml" else "---\ntitle: A\ndate: 2025-05-01\nsummary: x\n---\n"
        text = marked if marked.startswith("---") else head + marked
        whole, line, column = place_marked(text)
        steppe.put(path, whole.replace("URL", url))
        expected.append(f"{path}:{line}:{column}:")
    steppe.article("news/draft.md", draft="true", body=f"[x]({url})")
    told = _told(_external(steppe))
    assert [line.split(" ")[0] for line in told if "is dead" in line] == sorted(expected)
    assert host.asked("/gone") == ["HEAD"]


def test_a_host_that_cannot_be_reached(steppe: Magazine) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    _link(steppe, f"http://127.0.0.1:{port}/x", f"http://127.0.0.1:{port}/y", "http://127.0.0.1:99999/")
    told = [line.partition("is dead: ")[2] for line in _told(_external(steppe))]
    assert told == ["the host takes no connection"] * 2 + ["it is no address"]
    assert _external(steppe, "--json").data["external"]["remembered"] == 0


def test_a_host_that_breaks_off(steppe: Magazine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        import threading

        def hang_up() -> None:
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        _link(steppe, f"http://127.0.0.1:{server.getsockname()[1]}/x")
        told = _told(_external(steppe))
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    assert [line.partition("is dead: ")[2] for line in told] == ["the host ends the connection without an answer"]


def test_a_busy_host_gets_the_time_it_asks_for(steppe: Magazine, host: Host) -> None:
    host.replies |= {
        "/busy": [Reply(429, headers={"Retry-After": "0"}), Reply()],
        "/long": Reply(503, headers={"Retry-After": "3600"}),
    }
    _link(steppe, host.url("/busy"), host.url("/long"))
    assert [line.partition('"')[2].partition("was ")[2] for line in _told(_external(steppe))] == [
        "not tested: the host answers 503"
    ]
    assert (host.asked("/busy"), host.asked("/long")) == (["HEAD", "HEAD"], ["HEAD"])


def test_a_host_rests_between_requests() -> None:
    now, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(1.0, lambda: now[0], sleep)
    pace.wait()
    pace.wait()
    now[0] += 0.25
    pace.wait()
    now[0] += 5
    pace.wait()
    assert slept == [1.0, 0.75]
    pace.hold(30)
    pace.wait()
    assert slept[2:] == [30.0]
    pace.rest = 10
    pace.wait()  # the rest after the last request was the old one
    pace.wait()
    assert slept[3:] == [1.0, 10.0]


@pytest.mark.parametrize(("delay", "least", "most"), [("25", 20, 25), ("9999", 25, 30), ("x", 0, 0)])
def test_a_host_gets_the_rest_that_its_robots_txt_asks_for(
    steppe: Magazine, host: Host, monkeypatch: pytest.MonkeyPatch, delay: str, least: float, most: float
) -> None:
    host.replies["/robots.txt"] = Reply(200, f"User-agent: *\nCrawl-delay: {delay}\n")
    _link(steppe, host.url("/good"), host.url("/good?2"))
    slept: list[float] = []
    monkeypatch.setattr("generator.check.visitor.time.sleep", slept.append)
    _external(steppe)
    assert len(slept) == (2 if most else 0)
    assert all(least < seconds <= most for seconds in slept)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("https://e.example", "https://e.example/"),
        ("//e.example/a", "https://e.example/a"),
        ("HTTPS://E.example:8443/a#b", "https://e.example:8443/a"),
        ("http://пример.рф/ё?ы=%D1%8F", "http://xn--e1afmkfd.xn--p1ai/%D1%91?%D1%8B=%D1%8F"),
        ("http://[::1]:80/x y", "http://[::1]:80/x%20y"),
        ("http://ann:secret@e.example/", "http://e.example/"),
        ("http://e.example/a%2Fb+c?d=e%20f&g", "http://e.example/a%2Fb+c?d=e%20f&g"),
    ],
)
def test_how_an_address_is_asked_for(typed: str, asked: str) -> None:
    assert requestable(typed) == asked
