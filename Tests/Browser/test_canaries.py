"""No text of a bundle and no answer ever runs: every page is opened in both languages over a bundle whose every text
is a canary, and each canary is read as it was written."""
import re
from urllib.parse import quote

import canary
import pytest
import walk
from hutong import Server, demo

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf500f0003820181"
    "a5f3d3470000000049454e44ae426082")

# Texts that no page shows: they explain a bundle to its authors, stand in a list that nothing here uses, or name a
# download. The words of a rating are kept and shown nowhere yet.
NEVER_SHOWN = re.compile(
    r"^(bundle|places|directory)\.|\.local$|\.purpose$|^canary-(worker|boss)\.help$|^open\.say|^service\.tag$|^file\.name$|^words of the rating$")

LOOK = """() => {
  const faults = [...document.querySelectorAll('[data-canary]')].map(e => 'element ' + e.outerHTML.slice(0, 120));
  for (const e of document.querySelectorAll('[href], [src], [action], [formaction]'))
    for (const name of ['href', 'src', 'action', 'formaction']) {
      const link = e.getAttribute(name);
      if (link === null) continue;
      const to = new URL(link, location.href);
      if (to.origin !== location.origin) faults.push('leads out: ' + link);
    }
  for (const e of document.querySelectorAll('*'))
    for (const a of e.attributes) if (/^on/i.test(a.name)) faults.push('handler ' + a.name);
  for (const e of document.querySelectorAll('style, script:not([src]), script[src^="data"], iframe, object, embed'))
    faults.push('inline ' + e.tagName);
  const words = [document.documentElement.textContent, document.title];
  for (const e of document.querySelectorAll('input, textarea')) words.push(e.value, e.placeholder);
  for (const e of document.querySelectorAll('[aria-label]')) words.push(e.getAttribute('aria-label'));
  return {faults: faults.concat(window.__refused || []), words: words.join('\\n')};
}"""
WATCH = """window.__refused = []; document.addEventListener('securitypolicyviolation',
  e => window.__refused.push('policy ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));"""


class Watcher:
    """Browsers that are watched: what ran, and every word that was shown."""

    def __init__(self, chromium, base):
        self.chromium, self.base, self.contexts = chromium, base, []
        self.ran, self.words = [], ""

    def page(self, width=390):
        context = self.chromium.new_context(
            base_url=self.base, viewport={"width": width, "height": 900}, locale="zh-CN")
        context.add_init_script(WATCH)
        self.contexts.append(context)
        page = context.new_page()
        page.on("dialog", lambda dialog: (self.ran.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: self.ran.append(f"error {error}"))
        page.on("console", lambda message: self.ran.append(message.text)
                if message.type == "error" and "Failed to load resource" not in message.text else None)
        return page

    def look(self, page, where=None):
        page.wait_for_load_state()
        found = page.evaluate(LOOK)
        self.words += found["words"]
        self.ran += [f"{where or page.url}: {fault}" for fault in found["faults"]]

    def open(self, page, *paths):
        for path in paths:
            for language in ("en", "zh"):
                page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
                self.look(page)


@pytest.fixture(scope="module")
def birds(chromium, tmp_path_factory):
    """A server over the bundle of canaries, its people, and what watches the browsers."""
    canaries = canary.Canaries()
    folder = canary.write(tmp_path_factory.mktemp("birds"), canaries)
    with Server(folder) as server:
        watcher = Watcher(chromium, server.base)
        yield canaries, demo(folder), watcher, folder
        for context in watcher.contexts:
            context.close()


def fill(page, canaries, where):
    """A canary into every text that is asked for on this page of a form, the first of every choice."""
    for box in page.locator("main form input.input:visible, main form textarea.input:visible").all():
        kind = box.get_attribute("type") or "text"
        if kind == "text" and (box.get_attribute("inputmode") or "text") == "text" and box.is_editable():
            box.fill(canaries(f"answer {where} {box.get_attribute('name')}", canary.ANSWER_SHAPES))
    for group in page.locator("main form fieldset:visible").all():
        if group.locator("input[type=radio]").count():
            group.locator("input[type=radio]").first.check()
        elif group.locator("input[type=checkbox]").count():
            group.locator("input[type=checkbox]").first.check()
    for box in page.locator("main form > div input[type=checkbox]:visible, .choice input[type=checkbox]:visible").all():
        box.check()
    for chooser in page.locator("main form select:visible").all():
        chooser.select_option(index=1)


def apply(page, canaries, watcher):
    page.goto("/services/canary")
    watcher.look(page, "form")
    walk.pressed(page, "button:has-text('继续')")
    watcher.look(page, "form with mistakes")
    for step in range(9):
        if page.is_visible("text=提交前，请核对一遍"):
            break
        fill(page, canaries, str(step))
        chooser = page.locator("input[type=file]:visible")
        if chooser.count():
            name = canaries("file.name", ("\"><img src=x data-canary={n} onerror=alert({n})>.png",))
            with page.expect_navigation():
                chooser.set_input_files({"name": name, "mimeType": "image/png", "buffer": PICTURE})
        watcher.look(page, f"form {step}")
        walk.pressed(page, "button:has-text('继续')")
    watcher.look(page, "check")
    watcher.open(page, page.url.removeprefix(watcher.base))
    page.click("button:has-text('提交')")
    page.wait_for_selector(".receipt__no")
    watcher.look(page, "receipt")
    return page.inner_text(".receipt__no").strip()


def act(page, words, canaries, name):
    """A verb of the page that takes words, with a canary as the words."""
    words = re.compile(rf"^\s*{words}\s*$")
    box = page.locator("main details", has=page.locator("summary", has_text=words)).first
    if box.count():
        box.locator("summary").click()
    else:
        box = page.locator("main form", has=page.locator("button", has_text=words)).first
    for text in box.locator("textarea").all():
        text.fill(canaries(name, canary.ANSWER_SHAPES))
    for chooser in box.locator("select:not([name=template])").all():
        chooser.select_option(index=chooser.locator("option").count() - 1)
    walk.pressed(page, box.locator("button").last)


def test_no_text_of_a_bundle_and_no_answer_ever_runs(birds):
    canaries, people, watcher, _ = birds
    phone, desk = watcher.page(), watcher.page(1280)
    walk.sign_in(phone, people["residents"][0])
    watcher.open(phone, "/", "/services", "/services/canary")
    phone.goto("/?lang=zh")
    code = apply(phone, canaries, watcher)
    walk.sign_in_staff(desk, people["staff"][0])
    watcher.open(desk, *walk.staff_pages(code).values(), "/figures/canary", "/?q=x")
    desk.goto(f"/requests/{code}?lang=zh")
    act(desk, "退回", canaries, "reason of the return")
    watcher.look(desk)
    watcher.open(phone, f"/requests/{code}", f"/requests/{code}/supplement", "/messages", "/requests")
    phone.goto(f"/requests/{code}/supplement?lang=zh")
    fill(phone, canaries, "again")
    watcher.look(phone)
    walk.pressed(phone, phone.locator("main form button.btn--primary").first)
    watcher.look(phone)
    desk.goto(f"/requests/{code}")
    act(desk, "同意", canaries, "words of the approval")
    watcher.look(desk)
    watcher.open(desk, f"/requests/{code}/fill?step=%E5%A1%AB")
    desk.goto(f"/requests/{code}/fill?step=%E5%A1%AB&lang=zh")
    fill(desk, canaries, "inner")
    watcher.look(desk)
    walk.pressed(desk, desk.locator("main form button.btn--primary").first)
    watcher.open(desk, f"/requests/{code}", "/figures/canary")
    watcher.open(phone, *walk.resident_pages(code).values())
    phone.goto(f"/requests/{code}?lang=zh")
    act(phone, "评价", canaries, "words of the rating")
    watcher.open(phone, f"/requests/{code}")
    watcher.open(desk, f"/requests/{code}")
    assert "办结" in phone.inner_text("main")
    assert watcher.ran == []


def test_no_canary_runs_where_administrators_read_it(birds):
    canaries, people, watcher, folder = birds
    desk = watcher.page(1280)
    walk.sign_in_staff(desk, people["staff"][0])
    bird = canaries("words of a search", canary.ANSWER_SHAPES)
    watcher.open(desk, *walk.ADMIN_PAGES.values())
    if len(people["staff"]) > 1:
        security = watcher.page(1280)
        walk.sign_in_staff(security, people["staff"][1])
        watcher.open(security, *walk.SECURITY_PAGES.values(), f"/directory?q={quote(bird)}")
    text = "".join(f"# file: {path.name}\n{path.read_text()}" for path in sorted(folder.glob("*.yaml")))
    for broken in (text + f"\n'{bird}': {{", text.replace("control: text", "control: '" + canaries("control") + "'"),
                   text.replace("canary-worker\n", f"'{bird}'\n"), text.replace("enum", bird) + f"\n{bird}: 1\n"):
        desk.goto("/admin/releases?lang=zh")
        desk.fill("#bundle", broken)
        desk.fill("#reason", canaries(f"reason {len(broken)}"))
        walk.pressed(desk, "button:has-text('先看看')")
        watcher.look(desk, "plan of a broken bundle")
        assert desk.locator(".diag").count() > 0
    desk.fill("#bundle", text.replace("1 年", "2 年"))
    desk.fill("#reason", canaries("reason of a version"))
    walk.pressed(desk, "button:has-text('先看看')")
    watcher.look(desk, "plan")
    desk.click("button:has-text('发布这一套')")
    desk.wait_for_url(re.compile(r"/admin/releases/\d+$"))
    watcher.look(desk)
    watcher.open(desk, "/admin/releases", "/admin/releases/1")
    assert watcher.ran == []


def test_no_canary_runs_where_something_is_refused(birds):
    canaries, people, watcher, _ = birds
    phone, desk = watcher.page(), watcher.page(1280)
    bird = quote(canaries("part of an address", ("\"><img src=x data-canary={n} onerror=alert({n})>",)), safe="")
    for name in ("phone", "login"):
        page = watcher.page()
        page.goto("/sign-in" if name == "phone" else "/sign-in/staff")
        page.fill(f"#{name}", canaries(f"typed {name}"))
        if name == "login":
            page.fill("#password", "x")
        walk.pressed(page, page.locator("main form button"))
        watcher.look(page)
    walk.sign_in(phone, people["residents"][1])
    walk.sign_in_staff(desk, people["staff"][0])
    lost = [f"/{bird}", f"/services/{bird}", f"/requests/{bird}", f"/?q={bird}", f"/services/canary?page={bird}",
            f"/services/canary?for={bird}", f"/requests/{bird}/receipt"]
    watcher.open(phone, *lost)
    watcher.open(desk, *lost, *(f"/queue?{name}={bird}" for name in (
        "q", "state", "service", "place", "cursor", "open", "step", "sort", "who")), f"/figures/{bird}",
        f"/figures/canary?at={bird}&from={bird}", f"/admin/releases/{bird}")
    for path in ("/api/v1/services", "/api/v1/services/canary", f"/api/v1/requests/{bird}", "/api/v1/inbox",
                 f"/api/v1/services/{bird}", "/metrics", "/healthz"):
        desk.goto(path)
        watcher.look(desk)
    assert watcher.ran == []


def test_every_canary_is_read_as_it_was_written(birds):
    canaries, _, watcher, _ = birds
    hidden = [where for where, text in canaries.made.items()
              if text not in watcher.words and not NEVER_SHOWN.search(where)]
    assert hidden == []
