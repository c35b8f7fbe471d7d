"""The directory as staff use it: search, a transfer, leave with a deputy, numbers that stay masked."""
import datetime
import re

import pytest

from test_qualities import FITS, RULES, check_markup
from walk import elder_of, head_of, pressed, sign_in, sign_in_staff, staff_at

TODAY = datetime.date.today()


def change(page, words, **fields):
    box = page.locator("main details", has=page.locator("summary", has_text=re.compile(rf"^\s*{words}\s*$"))).first
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    for name, value in fields.items():
        field = box.locator(f"form[method=post] [name={name}]")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=value) if not value.isdigit() else field.select_option(value)
        else:
            field.fill(value)
    pressed(page, box.locator("form[method=post] button"))


def open_post(page, words, organization, post):
    page.goto(f"/directory?q={words}")
    row = page.locator("main tr", has=page.locator("small", has_text=re.compile(f"^{organization}$")))
    pressed(page, row.locator("a", has_text=re.compile(f"^{post}$")))


def test_a_post_is_found_by_initials_and_somebody_is_transferred(desk, demonstration):
    sign_in_staff(desk, staff_at(demonstration, "测试市人民政府", "市值班岗"))
    desk.goto("/directory")
    assert "测试市人民政府" in desk.inner_text("main")
    pressed(desk, "a:has-text('测试市人民政府')")
    assert "下级单位" in desk.inner_text("main")
    desk.goto("/directory?q=fwglg")
    assert "服务管理岗" in desk.inner_text("main")
    open_post(desk, "社区主任", "七号社区居民委员会", "社区主任")
    name = desk.locator("#transfer-person option").first.text_content()
    desk.locator("summary", has_text="调到别的岗位").click()
    desk.fill("#find-target", "八号社区")
    pressed(desk, desk.locator("form", has=desk.locator("#find-target")).locator("button"))
    change(desk, "调到别的岗位", to="八号社区居民委员会/社区主任")
    assert "已调动" in desk.inner_text("main") and "空缺" in desk.inner_text("main")
    open_post(desk, "社区主任", "八号社区居民委员会", "社区主任")
    assert name in desk.inner_text("main")
    desk.goto("/directory?q=七号社区居民委员会")
    assert desk.locator("main .tag--wait").count() >= 1, "a vacant post is seen in the tree"


def test_leave_is_set_with_a_deputy_and_ended(desk, demonstration):
    sign_in_staff(desk, staff_at(demonstration, "测试市人民政府", "市值班岗"))
    open_post(desk, "社区主任", "九号社区居民委员会", "社区主任")
    desk.locator("summary", has_text="设代理").click()
    desk.fill("#find-deputy", "十号社区")
    pressed(desk, desk.locator("form", has=desk.locator("#find-deputy")).locator("button"))
    change(desk, "设代理", deputy="十号社区居民委员会/社区主任")
    assert "已设代理" in desk.inner_text("main")
    last = TODAY + datetime.timedelta(days=3)
    change(desk, "登记请假", until=last.isoformat())
    assert "请假" in desk.inner_text("main") and "代理" in desk.inner_text("main")
    said = desk.locator("main li", has=desk.locator("form[action$='/end-leave']")).inner_text()
    assert f"到 {last} 为止" in said and "不含" not in desk.inner_text("main"), said
    change(desk, "登记请假", until=(TODAY + datetime.timedelta(days=3)).isoformat())
    assert "已经登记过请假" in desk.inner_text("main [role=alert]")
    pressed(desk, desk.locator("main li", has_text="没有期限").locator("button"))
    assert "代理已结束" in desk.inner_text("main")
    pressed(desk, desk.locator("main form[action$='/end-leave'] button").first)
    assert "请假已结束" in desk.inner_text("main") and "在岗" in desk.inner_text("main")


def test_an_appointment_says_since_when_and_is_taken_back(desk, demonstration):
    sign_in_staff(desk, staff_at(demonstration, "测试市人民政府", "市值班岗"))
    other = staff_at(demonstration, "六号社区居民委员会", "社区主任")
    open_post(desk, "社区主任", "四号社区居民委员会", "社区主任")
    desk.locator("summary", has_text="任命").first.click()
    desk.fill("#find-person", f"{other['name']} 六号社区 主任")
    pressed(desk, desk.locator("form", has=desk.locator("#find-person")).locator("button"))
    person = desk.locator("#choose-person option").nth(1).get_attribute("value")
    since, last = TODAY - datetime.timedelta(days=40), TODAY + datetime.timedelta(days=9)
    box = desk.locator("form[action$='/appoint']")
    box.locator("[name=person]").select_option(person)
    box.locator("[name=from]").fill(since.isoformat())
    box.locator("[name=until]").fill(last.isoformat())
    pressed(desk, box.locator("button"))
    said = desk.inner_text("main .call--ok")
    assert f"任职记为从 {since} 起" in said and "权限从现在起才有" in said and "撤回上一次任命" in said, said
    row = desk.locator("main tbody tr", has_text=other["name"]).filter(has_text=since.isoformat())
    assert last.isoformat() in row.inner_text(), "the last day is the one that was typed"
    pressed(desk, "button:has-text('撤回上一次任命')")
    assert "已撤回这次任命" in desk.inner_text("main .call--ok")
    assert not desk.locator("main tbody tr", has_text=since.isoformat()).count()
    assert "撤回了任命" in desk.inner_text("main")
    assert not desk.locator("button:has-text('撤回上一次任命')").count()


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_is_chosen_by_typing_part_of_the_name(chromium, server, demonstration, scripts):
    context = chromium.new_context(
        base_url=server.base, viewport={"width": 390, "height": 844}, java_script_enabled=scripts, locale="zh-CN")
    page = context.new_page()
    sign_in_staff(page, staff_at(demonstration, "测试市人民政府", "市值班岗"))
    other = staff_at(demonstration, "六号社区居民委员会", "社区主任")
    open_post(page, "社区主任", "五号社区居民委员会", "社区主任")
    page.locator("summary", has_text="任命").first.click()
    options = page.locator("#choose-person option")
    said = page.text_content("#choose-person-note")
    assert options.count() == 51 and "列出 50 人，还有" in said, "a list that is cut says so"
    words = f"{other['name']} 六号社区 主任"
    if scripts:
        page.locator("#find-person").press_sequentially(words, delay=5)
        page.wait_for_selector("#choose-person-note:has-text('共 1 人')")
        assert page.text_content("form:has(#find-person) [role=status]") == "共 1 人。"
        page.fill("#find-person", "没有这个人")
        page.wait_for_selector("text=没有这个名字的工作人员", state="attached")
        page.fill("#find-person", words)
        page.wait_for_selector("#choose-person-note:has-text('共 1 人')")
    else:
        page.fill("#find-person", words)
        pressed(page, page.locator("form", has=page.locator("#find-person")).locator("button"))
    assert options.count() == 2 and "共 1 人" in page.text_content("#choose-person-note")
    change(page, "任命", person=options.nth(1).get_attribute("value"))
    assert "已任命" in page.inner_text("main") and other["name"] in page.inner_text("main")
    row = page.locator("main tbody tr", has_text=other["name"]).locator("form[action$='/dismiss'] button").first
    pressed(page, row)
    assert "任职已结束" in page.inner_text("main")
    context.close()


def test_numbers_are_masked_and_only_some_may_look(desk, phone, demonstration):
    sign_in_staff(desk, head_of(demonstration, "六号社区"))
    desk.goto("/directory/contacts")
    text = desk.inner_text("main")
    assert "电话" in text and "****" in text or "—" in text
    open_post(desk, "社区主任", "五号社区居民委员会", "社区主任")
    assert desk.locator("summary", has_text="任命").count() == 0, "no role lets the head of a community change it"
    assert desk.locator("button:has-text('看完整号码')").count() == 0, "nor look at numbers there"
    sign_in(phone, elder_of(demonstration, "六号社区"))
    assert phone.goto("/directory").status == 404, "the directory is for staff"


def test_it_works_in_english_and_without_scripts(chromium, server, demonstration):
    context = chromium.new_context(
        base_url=server.base, viewport={"width": 320, "height": 640}, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in_staff(page, staff_at(demonstration, "测试市人民政府", "市值班岗"))
    page.goto("/directory?lang=en&q=shjmwyh")
    open_post(page, "社区主任&lang=en", "三号社区居民委员会", "社区主任")
    assert "Set leave" in page.inner_text("main")
    change(page, "Set leave")
    assert "Leave is set" in page.inner_text("main")
    pressed(page, page.locator("main form[action$='/end-leave'] button"))
    assert "The leave has ended" in page.inner_text("main")
    context.close()


@pytest.mark.parametrize("width, lang", [(320, "zh"), (1280, "en")])
def test_its_pages_have_no_faults(chromium, server, demonstration, tmp_path, width, lang):
    from axe_playwright_python.sync_playwright import Axe
    context = chromium.new_context(
        base_url=server.base, viewport={"width": width, "height": 900}, locale="zh-CN", reduced_motion="reduce")
    page, faults = context.new_page(), []
    sign_in_staff(page, staff_at(demonstration, "测试市人民政府", "市值班岗"))

    def look(name):
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        page.set_viewport_size({"width": width, "height": page.evaluate("document.body.scrollHeight") + 100})
        found = Axe().run(page, options=RULES)
        page.set_viewport_size({"width": width, "height": 900})
        faults.extend(f"{name}: {f['id']} {f['nodes'][0]['html'][:160]}" for f in found.response["violations"])
        faults.extend(f"{name}: {fault}" for fault in page.evaluate(FITS))
        (tmp_path / f"{name}.html").write_text("<!doctype html>" + page.evaluate("document.documentElement.outerHTML"))

    for name, path in (("top", "/directory"), ("found", "/directory?q=sqzr"), ("nothing", "/directory?q=zzzz"),
                       ("contacts", "/directory/contacts")):
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        look(name)
    page.goto("/directory")
    pressed(page, "a:has-text('测试市人民政府')")
    look("organisation")
    open_post(page, "社区主任", "二号社区居民委员会", "社区主任")
    look("post")
    # The duty number is for everybody; people's own stand masked until somebody says why they look.
    assert page.locator("button:has-text('Show numbers'), button:has-text('看完整号码')").count() == 1
    assert "0990-5550030" in page.inner_text("main")
    pressed(page, "tbody a[href^='/directory/people/']")
    look("person")
    context.close()
    assert not faults, "\n".join(faults)
    check_markup(tmp_path)
