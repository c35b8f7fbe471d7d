"""Ways through the pages that tests and the picture command share."""
import datetime
import json
import urllib.request

DAY = (datetime.date.today() + datetime.timedelta(days=3)).isoformat()


def elder_of(demonstration, community, position=0):
    place = next(p["code"] for p in demonstration["places"] if p["name"] == community)
    elders = [r for r in demonstration["residents"] if r["place"].startswith(place) and r["birth_date"] < "1960"]
    return elders[position]


def head_of(demonstration, community):
    return next(s for s in demonstration["staff"] if s["organization"].startswith(community) and s["post"] == "社区主任")


ADMINISTRATOR = {"login": "admin"}


def sign_in(page, resident):
    page.goto("/sign-in")
    page.fill("#phone", resident["phone"])
    page.click("button:has-text('获取验证码')")
    words = page.inner_text("main")
    code = next(w for w in words.split() if w.isdigit() and len(w) == 6)
    page.fill("#code", code)
    page.click("button:has-text('登录')")
    page.wait_for_selector("nav.tabbar")


def sign_in_staff(page, member):
    page.goto("/sign-in/staff")
    page.fill("#login", member["login"])
    page.fill("#password", member["password"])
    page.click("button:has-text('登录')")
    page.wait_for_selector("nav.side")


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


def resident_pages(code):
    """Every page of a resident, by the name of its picture."""
    return {
        "services": "/", "services-found": "/?q=tijian", "form": "/services/elder-check", "requests": "/requests",
        "request": f"/requests/{code}", "receipt": f"/requests/{code}/receipt", "messages": "/messages", "me": "/me",
    }


def staff_pages(code):
    return {
        "staff-home": "/", "queue": "/queue", "queue-panel": f"/queue?open={code}", "staff-request": f"/requests/{code}",
        "figures": "/figures", "figures-service": "/figures/elder-check", "staff-services": "/services",
        "staff-messages": "/messages", "staff-me": "/me",
    }


ADMIN_PAGES = {
    "releases": "/admin/releases", "release": "/admin/releases/1", "posts": "/admin/posts", "system": "/admin/system",
}


def to_check(page, **answers):
    """Every page of the form, filled, to the check page."""
    for _ in range(9):
        for name, text in answers.items():
            if page.is_visible(f"[name='f.{name}']"):
                page.fill(f"[name='f.{name}']", text)
        page.click("button:has-text('继续')")
        page.wait_for_load_state()
        if page.is_visible("text=提交前，请核对一遍"):
            return
    raise AssertionError("no check page")
