"""The magazines that the browser opens, their pages by name, and the server that answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
Visit = Callable[..., Page]

ROOT = Path(__file__).parents[2]
THEME = ROOT / "themes" / "broadsheet"
NOW = "2025-05-14T12:00"
WIDTHS = (360, 768, 1440)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
LOOKS: tuple[tuple[int, Scheme], ...] = tuple((width, scheme) for width in WIDTHS for scheme in SCHEMES)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LONG_TAG = "A tag of sixty characters that nobody should ever really use"
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamter"

FRONT = "/"
LEAD = "/society/apples-of-the-tian-shan/"
CODE = "/technology/calendars-and-leap-years/"
WITH_CONTENTS = "/politics/sharing-two-rivers/"
CORRECTED = "/technology/the-power-of-a-falling-river/"
DEMONSTRATION = [
    FRONT,
    "/page/2/",
    "/culture/",
    "/tag/trade/",
    "/author/maps-desk/",
    "/series/the-long-water/",
    "/2024/",
    LEAD,
    "/travel/aral-sea-shores/",
    CODE,
    WITH_CONTENTS,
    CORRECTED,
    "/about/",
    "/feeds/",
    "/404.html",
    "/search/",
]
EMPTY = "/empty/"
EVERYTHING = "/news/everything/"
ARABIC = "/news/arabic/"
CORNERS = [
    FRONT,
    EMPTY,
    EVERYTHING,
    ARABIC,
    "/tag/a-tag-of-sixty-characters-that-nobody-should-ever-really-use/",
    f"/tag/{LONG_WORD.lower()}/",
    "/author/nobody/page/2/",
]
# Both magazines in the theme broadsheet, then in gazette.
ALL = [
    f"{before}{site}{url}"
    for before in ("", "gazette-")
    for site, urls in (("demonstration", DEMONSTRATION), ("corners", CORNERS))
    for url in urls
]
TEXTS = [
    f"{before}{place}" for before in ("", "gazette-") for place in (f"demonstration{LEAD}", f"corners{EVERYTHING}")
]
READ = [f"demonstration{FRONT}", f"gazette-demonstration{FRONT}", *TEXTS]
# Axe takes its time: these pages have nothing that the others lack.
ALIKE = ("/series/the-long-water/", "/travel/aral-sea-shores/")

SITE = f"""
-- site.toml --
[site]
title = "The Quarterly Review of Central Asian Letters and Affairs"
base_url = "https://corners.example/"
description = "A magazine with a long name."
[listing]
page_size = 2
-- content/rates.toml --
source = "Banks"
as_of = 2025-03-01
[[rates]]
pair = "KGS/USD"
value = "0.01144"
previous = "0.011"
-- content/empty/_index.md --
---
title: An empty section
description: Nothing has been written for this desk so far.
---
-- content/news/arabic.md --
---
title: طريق الحرير وصناعة الورق في سمرقند قبل ألف عام
date: 2025-05-10
lang: ar
kicker: تاريخ
featured: true
author: أحمد الخوارزمي
tags: [Heritage]
summary: وصل الورق إلى سمرقند في القرن الثامن، ومنها انتقل إلى بغداد ودمشق والقاهرة.
---
{"كانت سمرقند مدينة كبيرة على طريق الحرير، وكان صناع الورق فيها يستعملون الكتان والقنب. " * 8}

## العنوان الأول

نص.[^1]

{{{{< pullquote >}}}}يمكن أن يصنع الورق من الثياب القديمة.{{{{< /pullquote >}}}}

## العنوان الثاني

| المدينة | السنة |
|---|--:|
| سمرقند | 751 |

## العنوان الثالث

نص.

## العنوان الرابع

نص أخير.

[^1]: حاشية.
-- content/news/everything.md --
---
title: A headline of twenty words that goes on and on until the reader wonders whether the desk has any editor left
date: 2025-05-11 09:00
updated: 2025-05-12
authors: [First Author, Second Author with a Much Longer Name, Third Author]
kicker: A kicker
lead: true
tags: [{LONG_TAG}, {LONG_WORD}]
regions: [Kazakhstan]
series: Everything
summary: Everything that an article can hold, one after another, so that each has been looked at.
corrections:
  - date: 2025-05-12
    text: An earlier version misstated the year.
  - date: 2025-05-12
    grave: true
    text: An earlier version named the wrong place.
---
A [link](https://elsewhere.example/), *emphasis*, a remark.[^1] `a_very_long_name_that_does_not_end_anywhere_soon()`
{"A" * 120} {{{{< note >}}}}a note in a line{{{{< /note >}}}} and {{{{< x user="abc" id="123" >}}}} there.

A second paragraph. <https://elsewhere.example/a/very/long/address/that/does/not/end/for/a/long/time/at/all>

## Lists

- One
  - Nested

> A quotation.

{{{{< note title="How we counted" >}}}}
A note with *emphasis*.
{{{{< /note >}}}}

{{{{< youtube id="abcdefghijk" title="A film" >}}}}

{{{{< pullquote credit="Somebody" >}}}}A sentence that deserves more room.{{{{< /pullquote >}}}}

## Tables

| Name | Number | A long heading | Another long one | And another | And yet another column |
|:---|---:|---|---|---|---|
| Alpha | 1,234.50 | Unbreakable_Value_Here | Unbreakable_Value_Here | Unbreakable_Value | Unbreakable_Value_Again |

{{{{< figure src="picture.svg" alt="A square" caption="A *caption*." credit="Drawing: someone" >}}}}

### Code

```python
@decorator
class Thing(Base):
    def method(self, number: int = 42, name: str = "text") -> bool:  # a remark that makes the line much too long to fit
        return number * 2.5e3 >= len(name)
```

## The end

    indented code

The last paragraph.

[^1]: A note with a [link](https://elsewhere.example/).
-- content/news/picture.svg --
<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="90" height="60" fill="#789"/></svg>
"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files with the headers that their `_headers` asks for on every page, and says nothing."""

    def end_headers(self) -> None:
        """Send them, too: what the content security policy forbids, the browser then complains of."""
        rules = (Path(self.directory) / "_headers").read_text("utf-8").split("\n\n")[0]
        for line in rules.splitlines()[1:]:
            name, _, value = line.strip().partition(": ")
            if name != "Strict-Transport-Security":  # this is no HTTPS
                self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port; gives the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
