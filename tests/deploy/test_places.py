"""What holds for every target that takes files one by one: a folder, releases, a host, a bucket."""

from __future__ import annotations

import json
from pathlib import Path

from tests.deploy.spots import Spot, built, deploy
from tests.magazine import Magazine, run_command


def _sent(spot: Spot, magazine: Magazine, *arguments: str) -> set[str]:
    return set(spot.deploy(magazine, "--json", *arguments).data["files"]["sent"])


def test_the_first_deploy_brings_all_the_second_nothing(steppe: Magazine, spot: Spot) -> None:
    assert _sent(spot, steppe) == set(built(steppe))
    assert spot.public() == built(steppe)
    before = spot.files()
    again = spot.deploy(steppe, "--json").data
    assert (again["sent"], again["removed"], again["unchanged"]) == (0, 0, len(built(steppe)))
    assert spot.files() == before


def test_only_what_changed_travels(steppe: Magazine, spot: Spot) -> None:
    spot.deploy(steppe)
    before = built(steppe)
    steppe.article("news/a8.md", title="T8", date="2025-04-08", tags="[T2]", body="Another text.")
    (steppe.folder / "content/news/a1.md").unlink()
    steppe.build()
    after = built(steppe)
    changed = {path for path, data in after.items() if before.get(path) != data}
    dry = spot.deploy(steppe, "--dry-run")
    assert spot.public() == before
    assert {line.split()[1] for line in dry.out.splitlines()[:-1]} == changed | {"news/a1/index.html"}
    assert "removed   news/a1/index.html" in dry.out
    assert _sent(spot, steppe) == changed
    assert spot.public() == after


def test_files_of_others_survive(steppe: Magazine, spot: Spot) -> None:
    spot.deploy(steppe)
    spot.put("mine/deep.txt", b"mine")
    spot.put("verify.html", b"too")
    (steppe.folder / "content/news/a2.md").unlink()
    steppe.build()
    spot.deploy(steppe)
    assert spot.public() == {**built(steppe), "mine/deep.txt": b"mine", "verify.html": b"too"}


def test_what_is_in_the_way_is_adopted_or_replaced_and_named(steppe: Magazine, spot: Spot) -> None:
    spot.deploy(steppe)
    steppe.article("news/new.md", title="New")
    steppe.article("news/other.md", title="Other")
    steppe.build()
    spot.put("news/new/index.html", built(steppe)["news/new/index.html"])
    spot.put("news/other/index.html", b"not ours")
    dry = spot.deploy(steppe, "--dry-run").out
    assert "adopted   news/new/index.html\n" in dry
    assert "replaced  news/other/index.html (it is not ours)\n" in dry
    files = spot.deploy(steppe, "--json").data["files"]
    assert files["adopted"] == ["news/new/index.html"]
    assert files["replaced"] == ["news/other/index.html"]
    assert "news/new/index.html" not in files["sent"]
    assert spot.public() == built(steppe)


def test_without_a_record_the_target_is_looked_at(steppe: Magazine, spot: Spot) -> None:
    spot.deploy(steppe)
    spot.remove(".broadsheet-manifest")
    spot.put("index.html", b"not ours")
    spot.put("mine.txt", b"mine")
    done = spot.deploy(steppe, "--json").data
    assert (done["files"]["sent"], done["files"]["replaced"]) == (["index.html"], ["index.html"])
    assert len(done["files"]["adopted"]) == len(built(steppe)) - 1
    assert spot.public() == {**built(steppe), "mine.txt": b"mine"}


def test_styles_scripts_and_pictures_stay_for_one_more(steppe: Magazine, spot: Spot) -> None:
    spot.deploy(steppe)
    old = {path: data for path, data in built(steppe).items() if path.startswith("assets/")}
    steppe.put("themes/ours/theme.toml", 'name = "ours"\nextends = "broadsheet"\n')
    steppe.put("themes/ours/static/broadsheet.css", "body { color: black }\n")
    steppe.configure("", '[site]\ntitle = "T"\nbase_url = "https://test.example/"\ntheme = "ours"\n')
    steppe.build()
    gone = {path: data for path, data in old.items() if path not in built(steppe)}
    assert gone
    assert set(spot.deploy(steppe, "--json").data["files"]["kept"]) == set(gone)
    assert spot.public() == {**built(steppe), **gone}
    spot.deploy(steppe)  # it sends nothing, so it does not count
    assert spot.public() == {**built(steppe), **gone}
    steppe.article("news/a3.md", title="Changed")
    steppe.build()
    assert set(spot.deploy(steppe, "--json").data["files"]["removed"]) == set(gone)
    assert spot.public() == built(steppe)


def test_the_cap_on_removals_holds(steppe: Magazine, spot: Spot) -> None:
    steppe.configure(f'[deploy.live]\naddress = "{spot.address}"\nremovals = 6\n')
    for number in range(10):
        steppe.put(f"static/papers/{number}.txt", f"{number}")
    steppe.build()
    spot.deploy(steppe)
    before = spot.files()
    for number in range(7):
        (steppe.folder / f"static/papers/{number}.txt").unlink()
    spot.put("news/new/index.html", b"not ours")
    steppe.article("news/new.md")
    steppe.build()
    run = deploy(steppe, "live", environment=spot.environment, status=1)
    assert run.errors == [
        "broadsheet: error: 8 files would be removed or replaced at the target, more than a deploy may"
    ]
    assert spot.files() == before | {"news/new/index.html": b"not ours"}
    deploy(steppe, "live", "--allow-removals", environment=spot.environment)
    assert spot.public() == built(steppe)


def test_the_cap_is_256_files_or_a_tenth_of_all(steppe: Magazine, tmp_path: Path) -> None:
    place = tmp_path / "www"
    place.mkdir()
    for number in range(3000):
        steppe.put(f"static/papers/{number}.txt", "")
    steppe.build()
    deploy(steppe, str(place))
    files = len(built(steppe))
    for number in range(files // 10 + 1):
        (steppe.folder / f"static/papers/{number}.txt").unlink()
    steppe.build()
    assert f"{files // 10 + 1} files would be removed" in deploy(steppe, str(place), status=1).errors[0]
    steppe.put("static/papers/0.txt", "")
    steppe.build()
    deploy(steppe, str(place))
    for number in range(1000, 1300):
        (steppe.folder / f"static/papers/{number}.txt").unlink()
    steppe.build()
    assert "300 files would be removed" in deploy(steppe, str(place), status=1).errors[0]


def test_the_record_has_paths_and_digests_and_no_more(steppe: Magazine, spot: Spot) -> None:
    spot.deploy(steppe)
    record = json.loads(spot.files()[".broadsheet-manifest"])
    assert set(record) == {"version", "base_url", "markdown", "rules", "files", "kept", "coming"}
    assert sorted(record["files"]) == list(record["files"])
    assert set(record["files"]) == set(built(steppe))
    assert set(record["files"]["news/a1/index.html"]) == {"digest", "head", "body"}
    assert (record["kept"], record["coming"]) == ({}, {})


def test_a_file_takes_the_place_of_a_folder_and_back(steppe: Magazine, spot: Spot) -> None:
    steppe.put("static/thing", "a file")
    steppe.build()
    spot.deploy(steppe)
    (steppe.folder / "static/thing").unlink()
    steppe.put("static/thing/inside.txt", "in a folder")
    steppe.build()
    spot.deploy(steppe)
    assert spot.public() == built(steppe)
    (steppe.folder / "static/thing/inside.txt").unlink()
    (steppe.folder / "static/thing").rmdir()
    steppe.put("static/thing", "a file again")
    steppe.build()
    spot.deploy(steppe)
    assert spot.public() == built(steppe)


def test_check_compares_with_what_is_published(steppe: Magazine, spot: Spot) -> None:
    words = ("check", "--site", str(steppe.folder), "--now", steppe.now, "--against", spot.address)
    run = run_command(*words, environment=spot.environment)
    assert run.status == 1  # nothing is there yet
    spot.deploy(steppe)
    assert run_command(*words, environment=spot.environment).status == 0
    (steppe.folder / "content/news/a1.md").unlink()
    run = run_command(*words, environment=spot.environment)
    assert "/news/a1/" in run.err
