"""The bench compares what is equal, edits what it says, and says what it measured."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec
import pytest

from bench.cases import CASES, COLD, Site
from bench.compare import Pages, Unequal, compare_sites
from bench.corpus import article, articles
from bench.process import Cost, Failed, measure, tree_memory
from bench.results import Comparison, Growth, Machine, Results, median_cost
from bench.sites import Generator, broadsheet, eleventy, forget, hugo, lay_out, pelican
from bench.tables import write_tables
from tests.magazine import run_command

COUNT = 24


def paragraphs(count: int) -> list[str]:
    blocks = [block for item in articles(count) for block in item.body.strip().split("\n\n")]
    return [block for block in blocks if not block.startswith(("#", "-"))]


def test_the_corpus_is_the_same_at_any_size() -> None:
    assert list(articles(5)) == list(articles(9))[:5] == [article(number) for number in range(5)]


def test_the_corpus_reads_like_news() -> None:
    texts = paragraphs(300)
    assert 0.2 < sum("](" in text for text in texts) / len(texts) < 0.3
    assert 0.28 < sum("*" in text for text in texts) / len(texts) < 0.38
    assert all(290 <= len(item.body.split()) <= 1000 for item in articles(300))


@pytest.mark.parametrize("generator", [broadsheet(), hugo(), eleventy(), pelican()], ids=lambda found: found.name)
def test_each_site_gets_the_words_of_an_excerpt_and_all_articles(generator: Generator, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    lay_out(generator, folder, articles(5), 30)
    assert "= 30" in (folder / generator.settings).read_text()
    assert len(list((folder / generator.content).rglob("article-*.md"))) == 5
    for name in (generator.rates, generator.stylesheet, generator.template):
        assert (folder / name).is_file()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    folder = tmp_path / "site"
    lay_out(broadsheet(), folder, articles(COUNT), 500)
    return Site(broadsheet(), folder, COUNT)


def build(site: Site) -> int:
    """Build a bench's site in this process; gives the number of files written."""
    run = run_command("build", "--site", str(site.folder), "--now", site.clock.isoformat(), "--json", "--jobs", "1")
    assert run.status == 0 and not run.err
    return int(run.data["written"])


def test_each_edit_is_one_that_a_build_answers(site: Site) -> None:
    pages = build(site)
    written = {}
    for case in CASES:
        for number in (1, 2):
            case.edit(site, number)
            written[case.key, number] = build(site)
    assert written["nothing", 1] == written["nothing", 2] == 0
    for key in ("body", "headline", "article", "day", "rates", "stylesheet", "template"):
        assert 0 < written[key, 1] <= pages + 1 and written[key, 2] > 0, key
    assert written["body", 1] < written["headline", 1] < written["day", 1]
    assert compare_sites([(site.generator, site.folder)]).articles == COUNT + 2


def test_sites_that_differ_are_told_apart(site: Site, tmp_path: Path) -> None:
    other = tmp_path / "other"
    lay_out(broadsheet(), other, articles(COUNT), 500)
    build(site)
    build(Site(site.generator, other, COUNT))
    pair = [(site.generator, site.folder), (site.generator, other)]
    pages = compare_sites(pair)
    assert pages == Pages(COUNT, pages.listings) and pages.listings > 40
    front = other / "output" / "index.html"
    front.write_text(front.read_text().replace(f"1 - 6 of {COUNT}", f"1 - 6 of {COUNT + 1}"))
    with pytest.raises(Unequal, match=r"index\.html differs"):
        compare_sites(pair)
    front.unlink()
    with pytest.raises(Unequal, match="1 pages of"):
        compare_sites(pair)
    forget(site.generator, site.folder)
    assert not (site.folder / "output").exists() and not (site.folder / ".broadsheet").exists()


def test_the_cost_of_a_command_is_that_of_its_children_too(tmp_path: Path) -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'x = bytes(range(256)) * 400000; sum(x)'])"
    cost = measure([sys.executable, "-c", code], tmp_path, {})
    assert cost.wall > 0 and cost.cpu > 0 and cost.memory > 100e6
    with pytest.raises(Failed, match="ended with 3"):
        measure([sys.executable, "-c", "raise SystemExit(3)"], tmp_path, {})
    assert tree_memory(2**22 + 1) == 0


def test_tables_stand_between_the_markers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "performance.md"
    page.write_text("Before.\n\n<!-- measured: begin -->\n\nOld.\n\n<!-- measured: end -->\n\nAfter.\n")
    monkeypatch.setattr("bench.tables.PAGE", page)
    keys = [COLD, *(case.key for case in CASES)]
    ours = {key: [Cost(1.0, 2.0, 100 << 20), Cost(3.0, 2.0, 100 << 20), Cost(2.0, 2.0, 100 << 20)] for key in keys}
    theirs = {key: [Cost(10.0, 20.0, 1000 << 20)] for key in keys}
    machine = Machine(2, "Some processor", 8 << 30, {"Broadsheet": "1.2", "Hugo": "3.4"})
    costs = {"Broadsheet": ours, "Hugo": theirs, "Pelican": {COLD: [Cost(50.0, 50.0, 50 << 20)]}}
    growth = [Growth(10, ours[COLD], ours[COLD]), Growth(100, theirs[COLD], theirs[COLD])]
    results = Results("make bench", machine, [Comparison(10_000, 500, 10_000, 150, costs)], growth)
    write_tables(results)
    write_tables(results)
    text = page.read_text()
    assert text.startswith("Before.\n\n<!-- measured: begin -->\n\nMeasured on 2 cores (Some processor)")
    assert text.endswith(
        "| 100 | 10.0 s | 5.00 | 1,000 MiB | 10.0 s | 5.00 | met |\n\n<!-- measured: end -->\n\nAfter.\n"
    )
    assert "Old." not in text and text.count("### Excerpts of 500 words") == 1
    assert "| from nothing | 2.00 s | 10.0 s | 0.20 | 0.7 | met |" in text
    assert "| nothing changed | 2.00 s | 10.0 s | 0.20 | 0.03 | missed |" in text
    assert "| Pelican | 50.0 s | 50.0 s | 50 MiB | 5.00 |" in text
    assert median_cost(ours[COLD]) == Cost(2.0, 2.0, 100 << 20)
    encoded = json.loads(msgspec.json.encode(results))
    assert encoded["comparisons"][0]["costs"]["Hugo"]["cold"][0]["wall"] == 10.0
