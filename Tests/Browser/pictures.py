"""A picture of each page, small: python pictures.py FOLDER. Started by Tools/pages."""
import pathlib
import shutil
import sys
import tempfile

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "Conformance"))

import walk  # noqa: E402
from hutong import ROOT, Server, demo  # noqa: E402

EXAMPLES = [ROOT / "Examples" / name for name in ("elder-check", "street-repair")]
PHONE, DESK = {"width": 390, "height": 780}, {"width": 1280, "height": 800}


def take(page, folder, name, path):
    page.goto(path)
    take_here(page, folder, name)


def take_here(page, folder, name):
    """The page as it stands: one that was sent has no address of its own."""
    # The bar of tabs belongs at the end of a picture of the whole page, not across its middle.
    height = page.evaluate("Math.ceil(document.documentElement.scrollHeight)")
    own = page.viewport_size
    page.set_viewport_size({"width": own["width"], "height": min(max(own["height"], height), 2400)})
    page.screenshot(path=folder / f"{name}.png", scale="css")
    page.set_viewport_size(own)
    print(name, page.url)


LAMP = """<body style="margin:0;background:{sky}"><svg viewBox="0 0 320 240" width="320" height="240">
<rect y="200" width="320" height="40" fill="#5b5f66"/><rect x="156" y="60" width="8" height="145" fill="#30343a"/>
<path d="M160 62 q0 -22 34 -22" stroke="#30343a" stroke-width="7" fill="none"/>
<ellipse cx="200" cy="44" rx="16" ry="8" fill="{bulb}"/>{light}</svg></body>"""


def drawn(browser, path, is_lit):
    """A street lamp as a file: by day and broken, or repaired and lit."""
    page = browser.new_page(viewport={"width": 320, "height": 240})
    light = '<path d="M188 52 L150 200 L250 200 L212 52 Z" fill="#ffe9a8" opacity=".55"/>' if is_lit else (
        '<path d="M192 50 l6 8 l-4 4 l8 8" stroke="#b3261e" stroke-width="3" fill="none"/>')
    page.set_content(LAMP.format(
        sky="#22304a" if is_lit else "#c9d6e3", bulb="#ffd35c" if is_lit else "#8d949c", light=light))
    page.screenshot(path=path)
    page.close()
    return str(path)


def street(folder, browser, page, invented):
    """A lamp is reported on a phone and repaired at a desk."""
    photos = pathlib.Path(tempfile.mkdtemp(prefix="hutong-lamps-"))
    phone = page(PHONE)
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"longitude": 113.295123, "latitude": 40.091234, "accuracy": 8})
    walk.sign_in(phone, walk.elder_of(invented, "五号社区", 3))
    walk.report_a_lamp(phone, drawn(browser, photos / "路灯.png", is_lit=False))
    # What was typed last is kept a moment later.
    phone.wait_for_timeout(3000)
    take(phone, folder, "street-form", phone.url)
    walk.to_check(phone)
    phone.click("button:has-text('提交')")
    phone.wait_for_selector(".receipt__no")
    code = phone.inner_text(".receipt__no").strip()
    desk = page(DESK)
    walk.sign_in_staff(desk, walk.head_of(invented, "五号社区"))
    desk.goto(f"/requests/{code}")
    walk.pressed(desk, desk.get_by_role("button", name="同意", exact=True))
    desk.goto(f"/requests/{code}")
    walk.pressed(desk, "a:has-text('去填写')")
    desk.fill("[name='f.怎么修的']", "换了灯泡和镇流器")
    desk.set_input_files("[name='u.修好的照片']", drawn(browser, photos / "修好.png", is_lit=True))
    desk.wait_for_selector("[data-field='修好的照片'] button:has-text('删去')")
    take(desk, folder, "street-fill", desk.url)
    desk.click("button:has-text('填好了')")
    desk.wait_for_url(f"**/requests/{code}")
    take(phone, folder, "street-done", f"/requests/{code}")


def beside(folder, staff, phone, invented):
    """Pages that one comes to from others: before sending, a body and a post, who acts for whom."""
    phone.goto("/services/elder-check?lang=zh")
    walk.to_check(phone, 体检日期=walk.DAY)
    take(phone, folder, "check", phone.url)
    take(phone, folder, "mandate", "/me/mandates/new")
    staff.goto("/directory?q=五号社区居民委员会&lang=zh")
    for name, link in (("organization", "tbody a[href^='/directory/']"), ("post", "tbody a[href^='/directory/posts/']")):
        walk.pressed(staff, staff.locator(link).first)
        take(staff, folder, name, staff.url)
    take(staff, folder, "mandates", "/mandates")
    take(staff, folder, "rights-who", "/rights?ask=who")


def publishing(folder, administrator):
    """What a release would change, and what is wrong with one."""
    text = (ROOT / "Examples" / "street-repair" / "street-repair.yaml").read_text()
    for name, bundle in (("release-plan", text.replace("retain: 2 年", "retain: 1 年")),
                         ("release-wrong", text.replace("control: photo", "control: photos"))):
        administrator.goto("/admin/releases")
        folded = "# file: street-repair.yaml\n" + bundle
        rest = "".join(f"# file: {path.name}\n{path.read_text()}" for path in
                       sorted((ROOT / "Examples" / "street-repair").glob("*.yaml")) if path.name != "street-repair.yaml")
        administrator.fill("#bundle", folded + rest)
        walk.pressed(administrator, "button:has-text('先看看')")
        take_here(administrator, folder, name)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    invented = demo(*EXAMPLES)
    with Server(*EXAMPLES) as server, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])

        def page(size):
            return browser.new_context(
                base_url=server.base, viewport=size, locale="zh-CN", reduced_motion="reduce").new_page()

        codes = [walk.apply(server.base, walk.elder_of(invented, "五号社区", i)) for i in range(4)]
        staff = page(DESK)
        take(staff, folder, "sign-in-staff", "/sign-in/staff")
        walk.sign_in_staff(staff, walk.head_of(invented, "五号社区"))
        staff.goto(f"/requests/{codes[1]}")
        walk.pressed(staff, staff.get_by_role("button", name="同意", exact=True))
        for name, path in walk.staff_pages(codes[0]).items():
            take(staff, folder, name, path)
        phone = page(PHONE)
        take(phone, folder, "sign-in", "/sign-in")
        walk.sign_in(phone, walk.elder_of(invented, "五号社区", 1))
        for name, path in walk.resident_pages(codes[1]).items():
            take(phone, folder, name, path)
        for name, path in {"lost": "/nowhere", "services-larger": "/?view=elder", "services-dark": "/?view=plain&theme=dark",
                           "request-english": f"/requests/{codes[1]}?theme=light&lang=en", "services-english": "/",
                           "form-english": "/services/elder-check"}.items():
            take(phone, folder, name, path)
        take(staff, folder, "staff-request-english", f"/requests/{codes[0]}?lang=en")
        beside(folder, staff, phone, invented)
        street(folder, browser, page, invented)
        for kind, pages in (("系统", walk.ADMIN_PAGES), ("安全", walk.SECURITY_PAGES), ("审计", walk.AUDIT_PAGES)):
            administrator = page(DESK)
            walk.sign_in_staff(administrator, walk.administrator(invented, kind))
            for name, path in pages.items():
                take(administrator, folder, name, path)
            if kind == "系统":
                publishing(folder, administrator)
            if kind == "安全":
                take(administrator, folder, "directory-import", "/directory/import")
        browser.close()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
