"""Ways through the pages that tests and the picture command share."""
import datetime
import json
import urllib.request

DAY = (datetime.date.today() + datetime.timedelta(days=3)).isoformat()


def elder_of(demonstration, community):
    place = next(p["code"] for p in demonstration["places"] if p["name"] == community)
    return next(r for r in demonstration["residents"] if r["place"].startswith(place) and r["birth_date"] < "1960")


def head_of(demonstration, community):
    return next(s for s in demonstration["staff"] if s["organization"].startswith(community) and s["post"] == "社区主任")


def sign_in(page, resident):
    page.goto("/sign-in")
    page.fill("#phone", resident["phone"])
    page.click("button:has-text('获取验证码')")
    words = page.inner_text("main")
    code = next(w for w in words.split() if w.isdigit() and len(w) == 6)
    page.fill("#code", code)
    page.click("button:has-text('登录')")


def sign_in_staff(page, member):
    page.goto("/sign-in/staff")
    page.fill("#login", member["login"])
    page.fill("#password", member["password"])
    page.click("button:has-text('登录')")
    page.wait_for_selector("nav.side")


def apply(base, resident, day=DAY):
    """A request sent through the API: its number."""
    def post(path, body, token=None):
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        asked = urllib.request.Request(base + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(asked, timeout=30) as reply:
            return json.load(reply)
    code = post("/api/v1/session/code", {"phone": resident["phone"]})["code"]
    token = post("/api/v1/session", {"phone": resident["phone"], "code": code})["token"]
    return post("/api/v1/services/elder-check/requests", {"answers": {"体检日期": day}}, token)["code"]
