"""The preview in Chromium: what is saved shows, nothing is lost that was typed, and mistakes stand over the page."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.magazine import Magazine
from tests.serve.preview import Preview, free_port, picture, running, wait_for

pytestmark = pytest.mark.browser

TALL = "\n\n".join(f"Paragraph {number} of a long text." for number in range(200))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    one = browser.new_context()
    one.set_default_timeout(60_000)
    yield one
    one.close()


def show(context: BrowserContext, preview: Preview, path: str = "/news/a/") -> Page:
    """Open a page, and wait until it hears of builds; it remembers that it is this very load."""
    page = context.new_page()
    page.goto(preview.origin + path)
    settle(page)
    return page


def settle(page: Page) -> None:
    """Wait until a page hears of builds, and mark this load of it."""
    page.wait_for_selector("html[data-broadsheet-live]", state="attached")
    page.evaluate("window.isFirst = true")


def is_reloaded(page: Page) -> bool:
    return page.evaluate("window.isFirst") is None


def test_an_edit_shows_and_keeps_the_scroll_place(magazine: Magazine, context: BrowserContext) -> None:
    magazine.article("news/a.md", body=TALL)
    with running(magazine) as preview:
        page = show(context, preview)
        page.evaluate("scrollTo(0, 2000)")
        magazine.article("news/a.md", body=TALL + "\n\nThe new end.")
        page.get_by_text("The new end.").wait_for(state="attached")
        page.wait_for_function("scrollY === 2000")
        assert is_reloaded(page)


def test_equal_bytes_and_other_pages_edits_reload_nothing(magazine: Magazine, context: BrowserContext) -> None:
    magazine.article("news/a.md", body="One.")
    magazine.article("world/b.md", body="Two.")
    with running(magazine) as preview:
        page = show(context, preview)
        magazine.article("news/a.md", body="One.")
        preview.wait_for_builds(2)
        magazine.article("world/b.md", body="Two.\n\n" + TALL)
        preview.wait_for_builds(3)
        preview.rest()
        assert not is_reloaded(page)
        assert len(preview.builds) == 3


def test_a_stylesheet_is_swapped_without_a_reload(magazine: Magazine, context: BrowserContext) -> None:
    theme = "themes/own/static/own.css"
    magazine.write(
        '-- themes/own/theme.toml --\nextends = "broadsheet"\n'
        f"-- {theme} --\nbody {{ color: rgb(1, 1, 1) }}\n-- static/plain.css --\nbody {{ background: rgb(1, 1, 1) }}\n"
        "-- themes/own/templates/page.html --\n<!doctype html><html><head><title>T</title>"
        "<link rel=stylesheet href=\"{{ asset('own.css') }}\"><link rel=stylesheet href=/plain.css></head>"
        "<body><input id=field></body></html>\n"
        "-- content/pages/p.md --\n---\ntitle: P\n---\n"
    )
    magazine.configure('theme = "own"\n')
    with running(magazine) as preview:
        page = show(context, preview, "/p/")
        page.fill("#field", "typed")
        for number in (2, 3):
            magazine.put(theme, f"body {{ color: rgb({number}, 1, 1) }}\n")
            page.wait_for_function(f"getComputedStyle(document.body).color === 'rgb({number}, 1, 1)'")
        magazine.put("static/plain.css", "body { background: rgb(4, 4, 4) }")
        page.wait_for_function("getComputedStyle(document.body).backgroundColor === 'rgb(4, 4, 4)'")
        preview.rest()
        assert page.input_value("#field") == "typed"
        assert not is_reloaded(page)
        page.wait_for_function("document.querySelectorAll('link[rel=stylesheet]').length === 2")
        [named] = re.findall(r"own\.[0-9a-f]{10}\.css", preview.get("/p/").data.decode())
        assert preview.get(f"/assets/{named}").data == b"body { color: rgb(3, 1, 1) }\n"


def test_a_picture_is_swapped_without_a_reload(magazine: Magazine, context: BrowserContext) -> None:
    magazine.put("static/p.svg", SVG.format(10))
    magazine.write("-- templates/page.html --\n<!doctype html><title>T</title><img src=/p.svg><p>text</p>\n"
                   "-- content/pages/p.md --\n---\ntitle: P\n---\n")  # fmt: skip
    with running(magazine) as preview:
        page = show(context, preview, "/p/")
        page.wait_for_function("document.images[0].naturalWidth === 10")
        magazine.put("static/p.svg", SVG.format(30))
        page.wait_for_function("document.images[0].naturalWidth === 30")
        assert not is_reloaded(page)


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="10"></svg>'
# What a reader sees of the article's picture.
COLOUR = """(() => {
    const image = document.querySelector("main img");
    if (!image.complete || !image.naturalWidth) return "nothing";
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    canvas.drawImage(image, 0, 0);
    const [red, , blue] = canvas.getImageData(0, 0, 1, 1).data;
    return red > blue ? "red" : "blue";
})()"""


def test_an_articles_picture_is_swapped_without_a_reload(magazine: Magazine, context: BrowserContext) -> None:
    magazine.put("content/news/a/p.png", picture("red"))
    magazine.article("news/a/index.md", body="![alt](p.png)\n\nText.")
    with running(magazine) as preview:
        page = show(context, preview)
        missing: list[str] = []
        page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
        page.wait_for_function(f"{COLOUR} === 'red'")
        for colour in ("blue", "red", "blue"):
            magazine.put("content/news/a/p.png", picture(colour))
            page.wait_for_function(f"{COLOUR} === '{colour}'")
        preview.rest()
        assert page.evaluate(COLOUR) == "blue"
        assert not is_reloaded(page)
        assert missing == []
        page.reload()
        page.wait_for_function(f"{COLOUR} === 'blue'")


def test_what_names_a_file_by_its_digest_follows_it(magazine: Magazine, context: BrowserContext) -> None:
    magazine.write(
        '-- themes/own/theme.toml --\nextends = "broadsheet"\n-- themes/own/templates/page.html --\n'
        "<!doctype html><title>T</title>{% set name = asset('p.svg') %}<a href='{{ name }}'>link</a>"
        "<p style=\"background: url({{ name }})\">ground</p><object data='{{ name }}'></object><input id=field>\n"
        "-- content/pages/p.md --\n---\ntitle: P\n---\n"
    )
    magazine.put("themes/own/static/p.svg", SVG.format(10))
    magazine.configure('theme = "own"\n')
    with running(magazine) as preview:
        page = show(context, preview, "/p/")
        page.fill("#field", "typed")
        magazine.put("themes/own/static/p.svg", SVG.format(30))
        wait_for(lambda: preview.get("/assets/" + published(preview)).data == SVG.format(30).encode(), "the new file")
        for value in ("querySelector('a').href", "querySelector('p').style.background", "querySelector('object').data"):
            page.wait_for_function(f"document.{value}.includes('{published(preview)}')")
        assert page.input_value("#field") == "typed"
        assert not is_reloaded(page)


def published(preview: Preview) -> str:
    """Find what the page calls its picture."""
    names: set[str] = set(re.findall(r"p\.[0-9a-f]{10}\.svg", preview.get("/p/").data.decode()))
    [name] = names
    return name


def test_a_hidden_tab_catches_up_when_it_is_seen_again(magazine: Magazine, context: BrowserContext) -> None:
    illustrate(magazine)
    with running(magazine) as preview:
        page = show(context, preview)
        page.wait_for_function(f"{COLOUR} === 'red'")
        turn(page, "hidden")
        illustrate(magazine, "blue", 30)
        wait_for(lambda: preview.get("/p.svg").data == SVG.format(30).encode(), "the new picture")
        preview.rest()
        assert page.evaluate(COLOUR) == "red"
        turn(page, "visible")
        page.wait_for_function(f"{COLOUR} === 'blue'")
        page.wait_for_function("document.querySelector('#plain').naturalWidth === 30")
        assert not is_reloaded(page)


def illustrate(magazine: Magazine, colour: str = "red", width: int = 10) -> None:
    """Put down an article with a picture of its own, and one that is served as it is."""
    magazine.put("content/news/a/p.png", picture(colour))
    magazine.put("static/p.svg", SVG.format(width))
    magazine.article("news/a/index.md", body='![alt](p.png)\n\n<img id="plain" src="/p.svg" alt="">\n')
    magazine.configure("[markdown]\nhtml = true\n")


def turn(page: Page, state: str) -> None:
    """Tell a page that it is seen no longer, or again: a browser without a screen shows all pages at once."""
    page.evaluate(
        "state => { Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });"
        "document.dispatchEvent(new Event('visibilitychange')); }",
        state,
    )


def test_a_tab_catches_up_with_pictures_when_the_server_is_back(magazine: Magazine, context: BrowserContext) -> None:
    illustrate(magazine)
    port = free_port()
    with running(magazine, port=port) as preview:
        page = show(context, preview)
        page.wait_for_function(f"{COLOUR} === 'red'")
        preview.stop()
    illustrate(magazine, "blue", 30)
    with running(magazine, port=port):
        page.wait_for_function(f"{COLOUR} === 'blue'")
        page.wait_for_function("document.querySelector('#plain').naturalWidth === 30")
        assert not is_reloaded(page)


def test_a_script_that_has_changed_reloads_its_page_once(magazine: Magazine, context: BrowserContext) -> None:
    magazine.put("static/s.js", "window.told = 1")
    magazine.write(
        "-- templates/page.html --\n<!doctype html><title>T</title><script src=/s.js></script>\n"
        "-- content/pages/p.md --\n---\ntitle: P\n---\n"
    )
    with running(magazine) as preview:
        page = show(context, preview, "/p/")
        loads: list[str] = []
        page.on("load", lambda one: loads.append(one.url))
        magazine.put("static/s.js", "window.told = 2")
        page.wait_for_function("window.told === 2")
        preview.rest()
        assert len(loads) == 1


def test_errors_stand_over_the_page_until_they_are_mended(magazine: Magazine, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    magazine.article("news/a.md", body="The last good page.")
    with running(magazine) as preview:
        page = show(context, preview)
        magazine.article("news/a.md", date="some <b>day", tags="[x")
        magazine.article("news/b.md", date="tomorrow")
        overlay = page.locator("#errors")
        expect(overlay).to_contain_text("content/news/b.md:3:7")
        expect(overlay.locator("li")).to_have_count(2)
        expect(overlay).to_contain_text('"tomorrow" is not a date')
        expect(overlay).to_contain_text("date: tomorrow\ndate: ^")
        expect(overlay).to_contain_text("hint: write 2025-05-14 or 2025-05-14 09:30")
        overlay.locator("[data-copy='content/news/b.md:3:7']").click()
        wait_for(lambda: page.evaluate("navigator.clipboard.readText()") == "content/news/b.md:3:7", "a copy")
        assert page.get_by_text("The last good page.").count() == 1
        assert not is_reloaded(page)
        (magazine.folder / "content/news/b.md").unlink()
        magazine.article("news/a.md", body="The last good page.")
        expect(overlay).to_have_count(0)
        preview.rest()
        assert not is_reloaded(page)


def test_a_broken_start(magazine: Magazine, context: BrowserContext) -> None:
    magazine.article("news/a.md", date="someday")
    with running(magazine) as preview:
        page = context.new_page()
        response = page.goto(preview.origin + "/news/a/")
        assert response is not None
        assert response.status == 500
        expect(page.locator("#errors")).to_contain_text('"someday" is not a date')
        magazine.article("news/a.md", date="yesterday")
        expect(page.locator("#errors")).to_contain_text('"yesterday" is not a date')
        magazine.article("news/a.md", body="All is well.")
        page.get_by_text("All is well.").first.wait_for()
        expect(page.locator("#errors")).to_have_count(0)


def test_a_page_opened_during_the_first_build_shows_it(magazine: Magazine, context: BrowserContext) -> None:
    for number in range(1200):
        magazine.article(f"news/a{number}.md", title=f"Headline {number}", body="A *paragraph*.\n\n" * 5)
    with running(magazine, is_ready=False) as preview:
        page = context.new_page()
        response = page.goto(preview.origin + "/news/a7/")
        assert response is not None
        assert response.status == 503
        page.get_by_role("heading", name="Headline 7", exact=True).wait_for()


def test_rename_delete_and_a_new_bundle(magazine: Magazine, context: BrowserContext) -> None:
    magazine.article("news/a.md", title="A story")
    news = magazine.folder / "content/news"
    with running(magazine) as preview:
        page = show(context, preview)
        front = show(context, preview, "/")
        (news / "a.md").rename(news / "b.md")
        wait_for(lambda: page.title() != "" and "A story" not in page.title(), "the page of what is not there")
        wait_for(lambda: preview.get("/news/b/").status == 200, "the new name")
        front.locator("a[href='/news/b/']").first.wait_for()
        magazine.article("news/bundle/index.md", title="A bundle", body="[x](notes.txt)")
        magazine.put("content/news/bundle/notes.txt", "Notes.")
        front.locator("a[href='/news/bundle/']").first.wait_for()
        wait_for(lambda: preview.get("/news/bundle/notes.txt").status == 200, "the bundle's file")
        (news / "b.md").unlink()
        wait_for(lambda: preview.get("/news/b/").status == 404, "the end of the article")
        front.locator("a[href='/news/b/']").first.wait_for(state="detached")


def test_two_tabs(magazine: Magazine, context: BrowserContext) -> None:
    magazine.article("news/a.md", body="One.")
    magazine.article("world/b.md", body="Two.\n\n" + TALL)
    with running(magazine) as preview:
        first, second = show(context, preview, "/news/a/"), show(context, preview, "/world/b/")
        magazine.article("news/a.md", body="Three.")
        first.get_by_text("Three.").first.wait_for()
        preview.rest()
        assert not is_reloaded(second)
        magazine.configure("[listing]\npage_size = 1\n", head=magazine_head("Another title"))
        for page in (first, second):
            page.wait_for_function("document.title.includes('Another title')")


def magazine_head(title: str) -> str:
    return f'[site]\ntitle = "{title}"\nbase_url = "https://test.example/"\ntimezone = "Asia/Almaty"\n'


def test_navigate_shows_the_article_just_saved(magazine: Magazine, context: BrowserContext) -> None:
    magazine.article("news/a.md")
    with running(magazine, "--navigate") as preview:
        page = show(context, preview, "/")
        magazine.article("world/тіл.md", title="Just saved")
        page.wait_for_url("**/world/%D1%82%D1%96%D0%BB/")
        page.get_by_role("heading", name="Just saved").first.wait_for()


def test_a_tab_outlives_the_server(magazine: Magazine, context: BrowserContext) -> None:
    magazine.article("news/a.md", body="Before.")
    port = free_port()
    with running(magazine, port=port) as preview:
        page = show(context, preview)
        preview.stop()
    magazine.article("news/a.md", body="Meanwhile.")
    with running(magazine, port=port) as preview:
        page.get_by_text("Meanwhile.").first.wait_for()
        settle(page)
        preview.stop(signal.SIGTERM)
    with running(magazine, port=port) as preview:
        wait_for(lambda: preview.get("/").status == 200, "the second server")
        time.sleep(1.5)
        assert not is_reloaded(page)
        magazine.article("news/a.md", body="After.")
        page.get_by_text("After.").first.wait_for()


def test_a_tab_below_the_path_of_base_url(magazine: Magazine, context: BrowserContext) -> None:
    magazine.configure("", '[site]\ntitle = "T"\nbase_url = "https://host.example/magazine/"\n')
    magazine.article("news/a.md", body="Before.")
    with running(magazine) as preview:
        page = show(context, preview, "/")
        assert page.url == preview.origin + "/magazine/"
        page.goto(preview.origin + "/magazine/news/a/")
        settle(page)
        magazine.article("news/a.md", body="After.")
        page.get_by_text("After.").first.wait_for()


def test_what_readers_would_not_see_is_marked(magazine: Magazine, context: BrowserContext) -> None:
    magazine.article("news/a.md", title="Seen")
    magazine.article("news/b.md", title="Unseen", draft="true")
    magazine.article("news/c.md", title="Coming", date="2025-06-01")
    with running(magazine, "--drafts", "--future") as preview:
        page = show(context, preview, "/")
        expect(page.locator("a[data-broadsheet-mark]").filter(has_text="Unseen").first).to_contain_text("[a draft]")
        expect(page.locator("a").filter(has_text="Seen").first).not_to_contain_text("[")
        page.goto(preview.origin + "/news/c/")
        expect(page.locator("#mark")).to_have_text("scheduled for later")
        page.goto(preview.origin + "/news/a/")
        settle(page)
        expect(page.locator("#mark")).to_have_count(0)


def test_warnings_are_counted_in_a_corner(magazine: Magazine, context: BrowserContext) -> None:
    magazine.article("news/a.md", body="[nowhere](gone.md)", wrong="key")
    with running(magazine) as preview:
        page = show(context, preview)
        expect(page.locator("#corner summary")).to_have_text("2 warnings")
        page.locator("#corner summary").click()
        expect(page.locator("#corner pre")).to_contain_text('the link "gone.md" leads nowhere')
        magazine.article("news/a.md", body="All is well.")
        expect(page.locator("#corner")).to_have_count(0)


def test_the_preview_lives_under_a_strict_policy(magazine: Magazine, context: BrowserContext) -> None:
    magazine.write(
        "-- templates/page.html --\n<!doctype html><html><head><title>T</title>"
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'self'; script-src 'self'; "
        "style-src 'self'; require-trusted-types-for 'script'\">"
        "</head><body>{{ article.body }}</body></html>\n-- content/pages/p.md --\n---\ntitle: P\n---\nBefore.\n"
    )
    with running(magazine) as preview:
        page = show(context, preview, "/p/")
        magazine.put("content/pages/p.md", "---\ntitle: P\ndate: x\n---\nAfter.\n")
        expect(page.locator("#errors")).to_contain_text('"x" is not a date')
        assert page.locator("#errors").evaluate("one => getComputedStyle(one).position") == "fixed"
        magazine.put("content/pages/p.md", "---\ntitle: P\n---\nAfter.\n")
        page.get_by_text("After.").wait_for()
