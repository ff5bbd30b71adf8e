"""Every page of the demonstration through the Nu HTML checker, in each built-in theme: no error, and no warning.

The checker is npm's `vnu-jar`, run once over a whole output; `make java` finds or installs what it runs on.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.magazine import Magazine, run_command

ROOT = Path(__file__).parents[2]
NOW = "2025-05-14T12:00"
JAR = ROOT / "tests/node/node_modules/vnu-jar/build/dist/vnu.jar"
THEMES = sorted(path.parent.name for path in (ROOT / "themes").glob("*/theme.toml"))

# What the demonstration has not: a magazine in Arabic, and every shortcode.
CORNERS = """
-- site.toml --
[site]
title = "كل شيء"
base_url = "https://corners.example/mag/"
language = "ar"
theme = "THEME"
-- content/authors/someone.md --
---
title: Someone
role: Editor
links: [https://elsewhere.example/]
---
-- content/empty/_index.md --
---
title: Empty
---
-- content/news/all.md --
---
title: A headline with <em>typed</em> tags & "quotes"
date: 2025-05-01
updated: 2025-05-02
lang: en
lead: true
author: Someone
tags: [A tag]
series: A series
corrections:
  - {date: 2025-05-02, text: One.}
  - {date: 2025-05-03, text: Another., grave: true}
---
Text.[^1] And again.[^1] {{< x user="abc" id="123" >}}

# One

{{< note title="A note" >}}
Text with a table.

| a | b |
|:-:|--:|
| 1 | 2 |
{{< /note >}}

## Two

{{< pullquote credit="Someone" >}}A sentence.{{< /pullquote >}}

{{< youtube id="abcdefghijk" title="A film" >}}

{{< telegram channel="abcde" id="5" >}}

### Three

{{< figure src="p.svg" alt="A square" caption="*A* caption" credit="Someone" >}}

### Four

- [ ] item

```python
print("code")
```

[^1]: A note.
-- content/news/p.svg --
<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="90" height="60"/></svg>
-- content/news/other.md --
---
title: Other
date: 2025-05-02
featured: true
series: A series
tags: [A tag]
aliases: [/old/]
---
Text.
-- content/rates.toml --
as_of = 2025-01-01
[[rates]]
pair = "KGS/USD"
value = "0.01144"
"""


def _complaints(folder: Path) -> list[str]:
    """Check all pages of a folder; gives errors and warnings, each with its file."""
    java = shutil.which("java")
    assert java, "there is no Java: run `make java`"
    if not JAR.is_file():
        subprocess.run(["bash", str(ROOT / "tests/node/install.sh")], check=True, timeout=300)
    command = [java, "-Xss2m", "-jar", str(JAR), "--skip-non-html", "--format", "json", "--exit-zero-always"]
    run = subprocess.run([*command, str(folder)], capture_output=True, text=True, encoding="utf-8", check=True)
    messages: list[dict[str, Any]] = json.loads(run.stderr)["messages"]
    return [
        f"{message['url'].rpartition(folder.name)[2]}:{message.get('lastLine', 0)}: {message['message']}"
        for message in messages
        if message["type"] != "info" or message.get("subType") == "warning"
    ]


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    """That a clean bill means something."""
    page = '<!doctype html>\n<html lang="en">\n<title>T</title>\n<p><section>A</section></p>\n'
    (tmp_path / "index.html").write_text(page, "utf-8")
    found = _complaints(tmp_path)
    assert any("Section lacks heading" in one for one in found)
    assert any("No “p” element in scope" in one for one in found)


@pytest.mark.parametrize("theme", THEMES)
def test_every_page_of_the_demonstration_is_valid(tmp_path: Path, theme: str) -> None:
    site = tmp_path / "site"
    shutil.copytree(ROOT / "content", site / "content")
    shutil.copytree(ROOT / "static", site / "static")
    text = (ROOT / "site.toml").read_text("utf-8")
    before, settings = text.split("\n[theme]\n", 1)
    # The demonstration's settings are those of its own theme.
    kept = text if theme == "broadsheet" else before + "\n\n" + settings.partition("\n\n")[2]
    (site / "site.toml").write_text(kept.replace('theme = "broadsheet"', f'theme = "{theme}"'), "utf-8")
    run = run_command("build", "--site", str(site), "--now", NOW)
    assert run.status == 0, run.err
    assert len(list((site / "output").rglob("*.html"))) > 100
    assert _complaints(site / "output") == []


@pytest.mark.parametrize("theme", THEMES)
def test_every_kind_of_page_and_shortcode_is_valid(tmp_path: Path, theme: str) -> None:
    magazine = Magazine(tmp_path / "site").write(CORNERS.replace("THEME", theme))
    magazine.build()
    assert _complaints(magazine.output) == []
