"""The tree of places as staff and residents see it: search, history, an operation planned and then done, a report."""
import datetime
import re

from walk import elder_of, pressed, sign_in, sign_in_staff, staff_at


def operate(page, words, **fields):
    box = page.locator("main details", has=page.locator("summary", has_text=re.compile(rf"^\s*{words}\s*$"))).first
    box.locator("summary").click()
    for name, text in fields.items():
        box.locator(f"[name={name}]").fill(text)
    pressed(page, box.locator("button").last)


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
    pressed(desk, "text=确认执行")
    assert desk.inner_text("h1") == "幸福社区"
    desk.goto("/places?q=十二号社区")
    assert "幸福社区" in desk.inner_text("main"), "it is found by its former name"
    desk.goto(f"/places/{place}")
    operate(desk, "拆分", to="东社区,西社区", map="一号小区=东社区\n二号小区=西社区")
    assert "三号小区" in desk.inner_text("main [role=alert]"), "every child goes somewhere"
    desk.goto(f"/places/{place}")
    operate(desk, "拆分", to="东社区,西社区", map="一号小区=东社区\n二号小区=西社区\n三号小区=西社区")
    pressed(desk, "text=确认执行")
    assert "已经撤销" in desk.inner_text("main")


def merge_and_take_back(desk, demonstration):
    """A merge on a decree, told on the page of the place that ended, and taken back there."""
    sign_in_staff(desk, staff_at(demonstration, "测试市人民政府", "市值班岗"))
    place, other = (next(p["code"] for p in demonstration["places"] if p["name"] == name) for name in ("一号社区", "二号社区"))
    desk.goto(f"/places/{place}")
    operate(desk, "和别的地方合并", what=other, reason="民政〔2026〕1 号")
    assert "合并成哪一个" in desk.inner_text("main [role=alert]"), "nothing is merged into nothing"
    assert not desk.is_visible("text=确认执行")
    desk.goto(f"/places/{place}")
    operate(desk, "和别的地方合并", what=other, to="同心社区", reason="民政〔2026〕1 号")
    pressed(desk, "text=确认执行")
    words = desk.inner_text("main")
    assert "已经撤销" in words and "民政〔2026〕1 号" in words and "合并" in words
    pressed(desk, "main a:has-text('同心社区')")
    assert desk.inner_text("h1") == "同心社区" and "一号社区居民委员会" in desk.inner_text("main")
    pressed(desk, "main button:has-text('撤回')")
    desk.goto(f"/places/{place}")
    words = desk.inner_text("main")
    assert desk.inner_text("h1") == "一号社区" and "已经撤销" not in words and "（已撤回）" in words
    desk.goto("/places?q=同心社区")
    assert "没有这样的地方" in desk.inner_text("main")
    # Something kept for its day is seen and cancelled.
    later = (datetime.date.today() + datetime.timedelta(days=40)).isoformat()
    desk.goto(f"/places/{place}")
    operate(desk, "改名", to="后来社区", **{"from": later})
    pressed(desk, "text=确认执行")
    assert "将要发生的变更" in desk.inner_text("main") and later in desk.inner_text("main")
    pressed(desk, "button:has-text('取消这次变更')")
    assert "将要发生的变更" not in desk.inner_text("main")
    # As it was on a day, without anything to change there.
    desk.fill("#on", "2020-01-01")
    pressed(desk, "main form:has(#on) button")
    assert "这是 2020-01-01 的样子" in desk.inner_text("main") and not desk.is_visible("text=和别的地方合并")


def test_a_merge_is_told_and_taken_back(desk, demonstration):
    merge_and_take_back(desk, demonstration)


def test_the_list_begins_where_the_post_works(desk, phone, demonstration):
    for organization, post, home, below in [
        ("五号社区居民委员会", "社区主任", "五号社区", "一号小区"), ("一号街道办事处", "街道值班岗", "一号街道", "社区"),
        ("二区人民政府", "区值班岗", "二区", "三号街道"), ("测试市人民政府", "市值班岗", "测试市", "一区"),
    ]:
        desk.context.clear_cookies()
        sign_in_staff(desk, staff_at(demonstration, organization, post))
        desk.goto("/places")
        assert desk.inner_text("main h2 a") == home
        assert below in desk.inner_text("main table")
    pressed(desk, "main h2 a")
    assert desk.inner_text("h1") == "测试市" and "管辖单位" in desk.inner_text("main")
    desk.goto("/places")
    pressed(desk, "main nav a:has-text('测试省')")
    assert desk.inner_text("h1") == "测试省"
    pressed(desk, "main nav a:has-text('地名')")
    assert "测试省" in desk.inner_text("main table") and desk.locator("main h2 a").count() == 0
    # As it was on a day it begins there too, and the whole stays the whole.
    desk.fill("#on", "2020-01-01")
    pressed(desk, "main form:has(#on) button")
    assert "测试省" in desk.inner_text("main table") and "all=1" in desk.url
    desk.goto("/places?on=2020-01-01")
    assert desk.inner_text("main h2 a") == "测试市"
    sign_in(phone, elder_of(demonstration, "五号社区"))
    phone.goto("/places")
    assert "测试省" in phone.inner_text("main table"), "a resident begins at the top"


def test_a_long_search_goes_on(desk, demonstration):
    sign_in_staff(desk, staff_at(demonstration, "测试市人民政府", "市值班岗"))
    desk.goto("/places?q=号")
    assert desk.locator("main tbody tr").count() == 50
    pressed(desk, "text=下一页")
    assert desk.locator("main tbody tr").count() > 0 and "cursor=50" in desk.url
    pressed(desk, "text=回到第一页")
    assert desk.locator("main tbody tr").count() == 50 and "cursor" not in desk.url
    desk.set_viewport_size({"width": 360, "height": 800})
    desk.goto("/places?q=号")
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_reported_building_waits_for_whoever_may_add_it(phone, desk, demonstration):
    sign_in(phone, elder_of(demonstration, "十一号社区"))
    place = next(p["code"] for p in demonstration["places"] if p["name"] == "十一号社区")
    phone.goto("/")
    pressed(phone, "main a[href='/places']")
    phone.fill("#q", "十一号社区")
    pressed(phone, "main [role=search] button")
    pressed(phone, "main table a:has-text('十一号社区')")
    assert phone.url.endswith(f"/places/{place}"), "residents find the way from their first page"
    assert not phone.is_visible("text=划转到别的上级"), "a resident changes nothing"
    phone.fill("#propose-name", "北小区")
    pressed(phone, "button:has-text('上报')")
    sign_in_staff(desk, staff_at(demonstration, "十一号社区居民委员会", "社区主任"))
    desk.goto("/messages")
    assert "北小区" in desk.inner_text("main"), "who decides is told"
    desk.goto("/")
    pressed(desk, "main a:has-text('个新报的地方等着核实')")
    assert "北小区" in desk.inner_text("main")
    pressed(desk, "button:has-text('加进地名')")
    desk.goto(f"/places/{place}")
    assert "北小区" in desk.inner_text("main table")
    phone.goto("/messages")
    assert "北小区" in phone.inner_text("main")
