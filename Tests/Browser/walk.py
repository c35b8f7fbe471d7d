"""Ways through the pages that tests and the picture command share."""
import datetime
import json
import re
import urllib.parse
import urllib.request

DAY = (datetime.date.today() + datetime.timedelta(days=3)).isoformat()


def elder_of(demonstration, community, position=0):
    place = next(p["code"] for p in demonstration["places"] if p["name"] == community)
    elders = [r for r in demonstration["residents"] if r["place"].startswith(place) and r["birth_date"] < "1960"]
    return elders[position]


def head_of(demonstration, community):
    return next(s for s in demonstration["staff"] if s["organization"].startswith(community) and s["post"] == "社区主任")


def administrator(demonstration, kind="系统"):
    """Who administers the system, security (安全) or audit (审计)."""
    return staff_at(demonstration, "测试市人民政府", f"{kind}管理岗")


def pressed(page, what):
    """Presses what leads to a page (the first one that a selector finds, or an element) and waits until that page stands
    there whole, whether the browser goes there at once or a script a moment later."""
    with page.expect_navigation():
        (page.locator(what).first if isinstance(what, str) else what).click()


def kept(page, text):
    """Waits until the server has kept what was typed, and the page has heard of it."""
    return page.expect_request_finished(lambda asked: text in urllib.parse.unquote_plus(asked.post_data or ""))


def sign_in(page, resident):
    page.goto("/sign-in")
    page.fill("#phone", resident["phone"])
    pressed(page, "button:has-text('获取验证码')")
    words = page.inner_text("main")
    code = next(w for w in words.split() if w.isdigit() and len(w) == 6)
    page.fill("#code", code)
    pressed(page, "button:has-text('登录')")
    page.wait_for_selector("nav.tabbar")


def sign_in_staff(page, member):
    page.goto("/sign-in/staff")
    page.fill("#login", member["login"])
    page.fill("#password", member["password"])
    pressed(page, "button:has-text('登录')")
    page.wait_for_selector("nav.side")


def staff_at(demonstration, organization, post, place=""):
    return next(s for s in demonstration["staff"]
                if s["organization"] == organization and s["post"] == post and s["place"].startswith(place))


def estate_of(demonstration, community, estate="一号小区"):
    place = next(p["code"] for p in demonstration["places"] if p["name"] == community)
    return next(p["code"] for p in demonstration["places"] if p["name"] == estate and p["code"].startswith(place))


class Client:
    """A resident at the API."""

    def __init__(self, base, resident):
        self.base, self.token = base, None
        code = self.post("/api/v1/session/code", {"phone": resident["phone"]})["code"]
        self.token = self.post("/api/v1/session", {"phone": resident["phone"], "code": code})["token"]

    def post(self, path, body):
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        asked = urllib.request.Request(self.base + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(asked, timeout=30) as reply:
            return json.load(reply)


def apply(base, resident, day=DAY):
    """A request for the check-up: its number."""
    return Client(base, resident).post("/api/v1/services/elder-check/requests", {"answers": {"体检日期": day}})["code"]


def apply_for_a_stall(base, demonstration, resident, community):
    """A request whose first step is filled by the grid worker of an estate: its number and that worker."""
    estate = estate_of(demonstration, community)
    answers = {"摊位名称": "老周煎饼", "经营内容": "早点", "用明火": True, "位置": estate}
    code = Client(base, resident).post("/api/v1/services/market-stall/requests", {"answers": answers})["code"]
    return code, staff_at(demonstration, f"{community}居民委员会", "网格岗", estate)


def report_a_lamp(page, photo):
    """The form of the street repair, filled, with a photo and where the phone is."""
    page.goto("/")
    pressed(page, "text=街面报修")
    page.set_input_files("[name='u.照片']", photo)
    page.wait_for_selector("[data-field='照片'] button:has-text('删去')")
    page.check("[name='f.类别'][value='路灯']")
    page.check("[name='f.危险'][value='true']")
    # Buildings near the resident's home are offered, so that nobody spells a path.
    near = page.locator("datalist option").first.get_attribute("value")
    assert near.endswith("号楼"), near
    page.fill("[name='f.地点']", near)
    page.click("button:has-text('用现在的位置')")
    page.wait_for_selector("text=误差约")
    page.fill("[name='f.情况']", "楼前第二盏灯三天不亮")


def resident_pages(code):
    """Every page of a resident, by the name of its picture."""
    return {
        "services": "/", "services-found": "/?q=tijian", "form": "/services/elder-check", "requests": "/requests",
        "request": f"/requests/{code}", "receipt": f"/requests/{code}/receipt", "messages": "/messages", "me": "/me",
    }


def staff_pages(code):
    return {
        "staff-home": "/", "queue": "/queue", "queue-panel": f"/queue?open={code}", "staff-request": f"/requests/{code}",
        "figures": "/figures", "figures-service": "/figures/elder-check", "places": "/places",
        "place": "/places/990101001001", "directory": "/directory", "directory-found": "/directory?q=sqzr",
        "directory-vacant": "/directory?vacant=1", "contacts": "/directory/contacts", "rights": "/rights", "rights-what": "/rights?ask=what", "rights-why": f"/rights?ask=why&action=read&thing={code}", "staff-services": "/services",
        "staff-messages": "/messages", "staff-me": "/me",
    }


ADMIN_PAGES = {"releases": "/admin/releases", "release": "/admin/releases/1", "system": "/admin/system"}
SECURITY_PAGES = {"looks": "/admin/looks"}
AUDIT_PAGES = {"audit": "/admin/audit"}


def use_verb(page, words, reason=""):
    """A verb of a request's page: opened where it is folded, with words where it asks for them."""
    box = page.locator("main details", has=page.locator("summary", has_text=re.compile(rf"^\s*{words}\s*$"))).first
    box.locator("summary").click()
    if reason:
        box.locator("textarea").fill(reason)
    pressed(page, box.locator("button").last)


def to_check(page, **answers):
    """Every page of the form, filled, to the check page."""
    for _ in range(9):
        for name, text in answers.items():
            if page.is_visible(f"[name='f.{name}']"):
                page.fill(f"[name='f.{name}']", text)
        pressed(page, "button:has-text('继续')")
        if page.is_visible("text=提交前，请核对一遍"):
            return
    raise AssertionError("no check page")


def apply_approve_follow(phone, desk, demonstration, community, pictures=None):
    """The main walk: somebody applies on a phone, the head of the community approves at a desk, the resident sees it."""
    sign_in(phone, elder_of(demonstration, community))
    pressed(phone, "text=老年人免费体检")
    phone.wait_for_selector("[name='f.姓名']")
    assert phone.input_value("[name='f.姓名']"), "what is known is filled in"
    if pictures:
        phone.screenshot(path=pictures / "form.png", full_page=True)
    to_check(phone, 体检日期=DAY)
    if pictures:
        phone.screenshot(path=pictures / "review.png", full_page=True)
    phone.click("button:has-text('提交')")
    phone.wait_for_selector(".receipt__no")
    code = phone.inner_text(".receipt__no").strip()
    assert len(code) > 6

    sign_in_staff(desk, head_of(demonstration, community))
    assert code in desk.inner_text("main"), "what waits stands on the first page"
    desk.goto("/queue?state=waiting")
    pressed(desk, f"tr:has-text('{code}') a")
    assert "state=waiting" in desk.url and f"open={code}" in desk.url, "opening a row keeps the filter"
    pressed(desk, desk.locator("#panel").get_by_role("button", name="同意", exact=True))
    desk.wait_for_url("**/queue?state=waiting")
    assert code not in desk.inner_text("main")

    phone.goto(f"/requests/{code}")
    assert "办结" in phone.inner_text("main")
    phone.goto("/messages")
    if phone.is_visible("button:has-text('全部标为已读')"):
        assert phone.is_visible("nav.tabbar .dot")
        pressed(phone, "button:has-text('全部标为已读')")
        assert not phone.is_visible("nav.tabbar .dot")
    return code
