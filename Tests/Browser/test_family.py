"""Who acts for whom: declared on a phone, confirmed by the community, used, seen, and ended with one press."""
import datetime
import urllib.error

import pytest

import walk
from test_answers_again import picture

UNTIL = (datetime.date.today() + datetime.timedelta(days=60)).isoformat()


def faults(page):
    from axe_playwright_python.sync_playwright import Axe
    # At the end of the page the tabs lie over nothing.
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}}).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [v["id"] + " " + v["nodes"][0]["html"][:120] for v in found] + (["wider than the window"] if wide else [])


def stranger_to(people, elder):
    """Somebody of age who is no family of theirs, and young enough to be called their child."""
    kin = {member["id_number"] for member in elder["family"]}
    return next(r for r in people["residents"]
                if elder["birth_date"] < r["birth_date"] < "1990" and r["id_number"] not in kin | {elder["id_number"]}
                and r["place"][:12] != elder["place"][:12])


def declare(page, elder, photo=None):
    page.goto("/me")
    walk.pressed(page, "a:has-text('登记家人或代办人')")
    page.fill("#name", elder["name"])
    page.fill("#id-number", elder["id_number"])
    page.select_option("#kinship", "50")
    page.check("input[name=power][value=see]")
    page.fill("#until", UNTIL)
    if photo:
        page.set_input_files("#proof", photo)
    walk.pressed(page, "button:has-text('提交登记')")


def test_declared_confirmed_used_and_ended(phone, desk, server, demonstration, tmp_path, pictures):
    elder = walk.elder_of(demonstration, "三号社区", 2)
    proxy = stranger_to(demonstration, elder)
    code = walk.apply(server.base, elder)
    client = walk.Client(server.base, proxy)
    walk.sign_in(phone, proxy)
    assert phone.goto(f"/requests/{code}").status == 404
    phone.goto("/me/mandates/new")
    phone.fill("#name", elder["name"])
    phone.fill("#id-number", proxy["id_number"])
    phone.uncheck("input[name=power][value=apply]")
    phone.fill("#until", "2001-01-01")
    phone.set_input_files("#proof", {"name": "说明.txt", "mimeType": "text/plain", "buffer": "不是照片".encode()})
    walk.pressed(phone, "button:has-text('提交登记')")
    assert phone.locator(".error-summary").is_visible() and phone.input_value("#name") == elder["name"]
    wrong = ["id-number", "kinship", "powers", "until", "proof"]
    assert [a.get_attribute("href") for a in phone.locator(".error-summary a").all()] == ["#" + name for name in wrong]
    assert all(phone.locator(f"#{name}-e").is_visible() for name in wrong), "all at once, each beside its field"
    assert faults(phone) == []
    phone.screenshot(path=pictures / "family-declare.png", full_page=True)
    declare(phone, elder, picture(tmp_path / "户口本.png", colour=(200, 190, 150)))
    words = phone.inner_text("main")
    assert phone.url.endswith("/me") and "待核实" in words and elder["name"] in words
    assert faults(phone) == []
    assert phone.goto(f"/requests/{code}").status == 404, "nobody has confirmed it"

    walk.sign_in_staff(desk, walk.head_of(demonstration, "五号社区"))
    desk.goto("/mandates")
    assert elder["name"] not in desk.inner_text("main"), "they live elsewhere"
    desk.context.clear_cookies()
    walk.sign_in_staff(desk, walk.head_of(demonstration, "三号社区"))
    desk.goto("/")
    walk.pressed(desk, "a:has-text('等着核实')")
    assert proxy["name"] in desk.inner_text("main") and faults(desk) == []
    desk.screenshot(path=pictures / "family-confirm.png", full_page=True)
    proof = desk.locator("a:has-text('看证明材料')").first.get_attribute("href")
    assert desk.context.request.get(proof).headers["content-type"] == "image/png"
    walk.pressed(desk, f"li:has-text('{elder['name']}') button:has-text('核实通过')")
    assert elder["name"] not in desk.inner_text("main")

    phone.goto("/me")
    assert "已核实" in phone.inner_text("main") and "三号社区居民委员会/社区主任 核实" in phone.inner_text("main")
    assert phone.goto(f"/requests/{code}").status == 200
    assert phone.locator("button:has-text('撤回')").count() == 0, "to see is not to act"
    phone.goto("/services/elder-check")
    walk.pressed(phone, f"a:has-text('{elder['name']}')")
    who = phone.url.split("for=")[1].split("&")[0]
    answers = {"answers": {"体检日期": walk.DAY}, "for": who}

    other = phone.context.browser.new_context(
        base_url=server.base, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, locale="zh-CN").new_page()
    walk.sign_in(other, elder)
    other.goto("/messages")
    assert f"{proxy['name']} 现在可以替您办事" in other.inner_text("main")
    other.goto("/me")
    words = other.inner_text("main")
    assert proxy["name"] in words and "看代办的证明材料" in words
    other.screenshot(path=pictures / "family-me.png", full_page=True)
    assert faults(other) == []
    walk.pressed(other, "button:has-text('马上结束')")
    assert proxy["name"] not in other.locator("section:has-text('谁能替我办事')").last.inner_text()
    other.context.close()

    assert phone.goto(f"/requests/{code}").status == 404
    phone.goto("/me")
    assert elder["name"] not in phone.inner_text("main")
    with pytest.raises(urllib.error.HTTPError) as refused:
        client.post("/api/v1/services/elder-check/requests", answers)
    assert refused.value.code == 403


def test_a_parent_is_older_than_the_child(phone, demonstration):
    elder = walk.elder_of(demonstration, "八号社区", 1)
    proxy = stranger_to(demonstration, elder)
    walk.sign_in(phone, elder)
    declare(phone, proxy)
    assert "对方不可能是您的「父母」" in phone.inner_text("#kinship-e")


def test_the_other_agrees_by_the_api(server, demonstration):
    elder = walk.elder_of(demonstration, "五号社区", 2)
    proxy = stranger_to(demonstration, elder)
    mine, theirs = walk.Client(server.base, proxy), walk.Client(server.base, elder)
    declared = {"direction": "act-for", "name": elder["name"], "id-number": elder["id_number"], "kind": "proxy",
                "powers": ["follow"], "until": UNTIL}
    made = mine.post("/api/v1/me/mandates", declared)["mandate"]
    code = walk.apply(server.base, elder)
    with pytest.raises(urllib.error.HTTPError):
        mine.post(f"/api/v1/requests/{code}/withdraw", {})
    theirs.post(f"/api/v1/mandates/{made}/confirm", {})
    assert mine.post(f"/api/v1/requests/{code}/withdraw", {})["state"] == "withdrawn"
    theirs.post(f"/api/v1/mandates/{made}/end", {})
    with pytest.raises(urllib.error.HTTPError):
        mine.post(f"/api/v1/mandates/{made}/end", {})
