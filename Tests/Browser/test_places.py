"""The tree of places as staff and residents see it: search, history, an operation planned and then done, a report."""
import re

from walk import elder_of, sign_in, sign_in_staff, staff_at


def operate(page, words, **fields):
    box = page.locator("main details", has=page.locator("summary", has_text=re.compile(rf"^\s*{words}\s*$"))).first
    box.locator("summary").click()
    for name, text in fields.items():
        box.locator(f"[name={name}]").fill(text)
    box.locator("button").last.click()
    page.wait_for_load_state()


def test_a_place_is_found_renamed_and_split(desk, demonstration):
    sign_in_staff(desk, staff_at(demonstration, "测试市人民政府", "市值班岗"))
    desk.goto("/places?q=shihaosq")
    assert "十号社区" in desk.inner_text("main")
    place = next(p["code"] for p in demonstration["places"] if p["name"] == "十二号社区")
    desk.goto(f"/places/{place}")
    operate(desk, "改名", to="幸福社区")
    assert "改名为 幸福社区" in desk.inner_text("main"), "nothing is done before it is confirmed"
    desk.goto(f"/places/{place}")
    assert desk.inner_text("h1") == "十二号社区"
    operate(desk, "改名", to="幸福社区")
    desk.click("text=确认执行")
    desk.wait_for_load_state()
    assert desk.inner_text("h1") == "幸福社区"
    desk.goto("/places?q=十二号社区")
    assert "幸福社区" in desk.inner_text("main"), "it is found by its former name"
    desk.goto(f"/places/{place}")
    operate(desk, "拆分", to="东社区,西社区", map="一号小区=东社区\n二号小区=西社区")
    assert "三号小区" in desk.inner_text("main [role=alert]"), "every child goes somewhere"
    desk.goto(f"/places/{place}")
    operate(desk, "拆分", to="东社区,西社区", map="一号小区=东社区\n二号小区=西社区\n三号小区=西社区")
    desk.click("text=确认执行")
    desk.wait_for_load_state()
    assert "已经撤销" in desk.inner_text("main")


def test_a_reported_building_waits_for_whoever_may_add_it(phone, desk, demonstration):
    sign_in(phone, elder_of(demonstration, "十一号社区"))
    place = next(p["code"] for p in demonstration["places"] if p["name"] == "十一号社区")
    phone.goto(f"/places/{place}")
    assert not phone.is_visible("text=划转到别的上级"), "a resident changes nothing"
    phone.fill("#propose-name", "北小区")
    phone.click("button:has-text('上报')")
    phone.wait_for_load_state()
    sign_in_staff(desk, staff_at(demonstration, "四号街道办事处", "街道值班岗"))
    desk.goto("/places")
    assert "北小区" in desk.inner_text("main")
    desk.click("button:has-text('加进地名')")
    desk.wait_for_load_state()
    desk.goto(f"/places/{place}")
    assert "北小区" in desk.inner_text("main table")
    phone.goto("/messages")
    assert "北小区" in phone.inner_text("main")
