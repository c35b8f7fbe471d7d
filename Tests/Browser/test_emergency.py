"""An emergency look, from the button to the list of who watches over it."""
import datetime
import re

import pytest

import walk
from hutong import ROOT, Server, demo

CHINA = datetime.timezone(datetime.timedelta(hours=8))
# Emergency looks at requests and at numbers, for those who work in the field.
WARD = ROOT / "Tests" / "Cases" / "ward"


@pytest.fixture(scope="module")
def folders():
    return ROOT / "Examples" / "elder-check", WARD


@pytest.fixture(scope="module")
def server(folders):
    with Server(*folders) as running:
        yield running


def test_a_look_is_asked_for_told_and_taken_away(phone, desk, server, folders):
    people = demo(*folders)
    elder = walk.elder_of(people, "三号社区")
    code = walk.apply(server.base, elder)
    worker = walk.staff_at(people, "五号社区居民委员会", "网格岗")
    walk.sign_in_staff(desk, worker)
    assert desk.goto(f"/requests/{code}").status == 404
    desk.fill("#look-reason", "老人昏迷，要知道病史")
    desk.fill("#look-minutes", "999")
    walk.pressed(desk, "button:has-text('应急查看')")
    assert "一次 1 至 30 分钟" in desk.inner_text("main [role=alert]")
    assert desk.input_value("#look-reason") == "老人昏迷，要知道病史" and desk.input_value("#look-minutes") == "999"
    desk.fill("#look-minutes", "5")
    walk.pressed(desk, "button:has-text('应急查看')")
    words = desk.inner_text("main")
    until = re.search(r"到 .*?(\d+):(\d+) 为止", words)
    now = datetime.datetime.now(CHINA)
    left = int(until[1]) * 60 + int(until[2]) - now.hour * 60 - now.minute
    assert left % 1440 < 25, "shorter than the role allows"
    assert "应急查看中" in words and elder["id_number"] in words and "老人昏迷" in words
    assert desk.goto("/admin/looks").status == 404
    walk.sign_in(phone, elder)
    phone.goto("/messages")
    assert worker["name"] in phone.inner_text("main") and "老人昏迷" in phone.inner_text("main")
    phone.goto("/me")
    assert "应急查看" in phone.inner_text("main") and worker["name"] in phone.inner_text("main")
    security = desk.context.browser.new_context(base_url=server.base, locale="zh-CN").new_page()
    walk.sign_in_staff(security, walk.administrator(people, "安全"))
    security.goto("/admin/looks")
    assert "现在开着 1 次" in security.inner_text("main") and "老人昏迷" in security.inner_text("main")
    walk.pressed(security, "button:has-text('收回')")
    assert "现在开着 0 次" in security.inner_text("main")
    assert desk.goto(f"/requests/{code}").status == 404
    security.context.clear_cookies()
    walk.sign_in_staff(security, walk.administrator(people, "审计"))
    security.goto("/admin/audit")
    line = next(text for text in security.locator("main tbody tr").all_inner_texts() if "打开应急查看" in text)
    assert code in line and "老人昏迷" in line and worker["name"] in line
    assert elder["name"] not in security.inner_text("main")
    security.context.close()


def test_who_may_not_is_offered_nothing(desk, server, folders):
    people = demo(*folders)
    code = walk.apply(server.base, walk.elder_of(people, "三号社区", 1))
    walk.sign_in_staff(desk, walk.head_of(people, "五号社区"))
    assert desk.goto(f"/requests/{code}").status == 404
    assert not desk.is_visible("#look-reason")


def test_the_numbers_of_somebody_are_opened_told_and_closed(desk, server, folders):
    people = demo(*folders)
    worker, head = walk.staff_at(people, "五号社区居民委员会", "网格岗"), walk.head_of(people, "二号社区")
    walk.sign_in_staff(desk, worker)
    desk.goto("/directory?q=二号社区居民委员会")
    walk.pressed(desk, "tbody a[href^='/directory/']")
    walk.pressed(desk, desk.locator("main a", has_text="社区主任").first)
    walk.pressed(desk, desk.locator("main a", has_text=head["name"]).first)
    words = desk.inner_text("main")
    assert "二号社区居民委员会/社区主任" in words and "****" in words
    assert not desk.is_visible("button:has-text('看完整号码')")
    desk.click("summary:has-text('有急事要看号码')")
    desk.fill("#look-reason", "楼道冒烟，要找到负责人")
    walk.pressed(desk, "button:has-text('应急查看')")
    assert "应急查看中" in desk.inner_text("main")
    page = desk.url
    walk.pressed(desk, "button:has-text('看完整号码')")
    words = desk.inner_text("main")
    assert head["name"] in words and "****" not in words and "已记录" in words
    other = desk.context.browser.new_context(base_url=server.base, locale="zh-CN").new_page()
    walk.sign_in_staff(other, head)
    other.goto("/messages")
    assert worker["name"] in other.inner_text("main") and "楼道冒烟" in other.inner_text("main")
    other.context.clear_cookies()
    walk.sign_in_staff(other, walk.administrator(people, "安全"))
    other.goto("/admin/looks")
    assert f"{head['name']}的号码" in other.inner_text("main") and "楼道冒烟" in other.inner_text("main")
    other.context.close()
    desk.goto(page)
    walk.pressed(desk, "button:has-text('看完了，结束')")
    assert desk.url == page
    assert desk.is_visible("summary:has-text('有急事要看号码')") and not desk.is_visible("button:has-text('看完整号码')")
    # The same for programs.
    path, program = "/api/v1" + page.removeprefix(server.base), server.staff(worker)
    assert program.post(path + "/numbers").status_code == 403
    assert program.post(path + "/look", {"reason": " "}).status_code == 422
    opened = program.post(path + "/look", {"reason": "还在冒烟"})
    assert opened.status_code == 201 and opened.json()["until"] > 0, opened.text
    told = program.post(path + "/numbers").json()
    assert told["name"] == head["name"] and told["numbers"] and all("*" not in n["number"] for n in told["numbers"])
