"""Rights explained on pages: why, who, what; of people, posts, bodies, roles; for who may ask."""
import re

import pytest

import walk
from test_qualities import FITS, RULES, check_markup


@pytest.fixture
def duty(desk, demonstration):
    walk.sign_in_staff(desk, walk.staff_at(demonstration, "测试市人民政府", "市值班岗"))
    return desk


def ask(page, question, **fields):
    page.goto(f"/rights?ask={question}")
    form = page.locator("main form[action='/rights']")
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        field.select_option(value) if name == "action" else field.fill(value)
    walk.pressed(page, form.locator("button"))
    return page.inner_text("main")


def test_the_chain_of_facts_and_the_missing_link(duty, server, demonstration, tmp_path, pictures):
    from axe_playwright_python.sync_playwright import Axe
    elder = walk.elder_of(demonstration, "二号社区", 2)
    code = walk.apply(server.base, elder)
    head, other = walk.head_of(demonstration, "二号社区"), walk.head_of(demonstration, "三号社区")
    told = ask(duty, "why", user=head["name"], action="read", thing=code)
    if "个人叫" in told:
        walk.pressed(duty, duty.locator("main ul.list a", has_text=head["organization"]).first)
        told = duty.inner_text("main")
    assert f"{head['name']}可以「查看」{code}" in told and "社区主任" in told and "属地" in told
    assert head["name"] not in duty.url and head["login"] not in duty.url, "nobody's name stands in an address"
    duty.screenshot(path=pictures / "rights-why.png", full_page=True)
    (tmp_path / "why.html").write_text("<!doctype html>" + duty.evaluate("document.documentElement.outerHTML"))
    assert Axe().run(duty, options=RULES).response["violations"] == [] and duty.evaluate(FITS) == []

    told = ask(duty, "why", user=elder["phone"], action="read", thing=code)
    assert "可以「查看」" in told and "不可以" not in told and "由本人填报" in told
    assert elder["phone"] not in duty.url
    told = ask(duty, "why", user=head["login"], action="handle", thing=code)
    assert "不可以「办理」" in told and "缺：没有一步在其岗位手里：办结" in told, "it is done: nobody has it"

    told = ask(duty, "why", user=other["login"], action="handle", thing=code)
    assert "不可以「办理」" in told and "缺：" in told and "不在范围内" in told and "谁能补上" in told
    duty.screenshot(path=pictures / "rights-why-not.png", full_page=True)
    assert Axe().run(duty, options=RULES).response["violations"] == []

    walk.pressed(duty, "main a.open:has-text('谁可以')")
    told = duty.inner_text("main")
    assert "没有任何岗位可以" in told and "办结" in told
    told = ask(duty, "who", action="read", thing=code)
    assert "二号社区居民委员会/社区主任" in told and "三号社区居民委员会/社区主任" not in told
    assert re.search(r"\d+ 个单位、\d+ 个岗位、\d+ 人", told)
    (tmp_path / "who.html").write_text("<!doctype html>" + duty.evaluate("document.documentElement.outerHTML"))

    told = ask(duty, "what", user="二号社区居民委员会/社区主任")
    assert "二号社区居民委员会/社区主任能做什么" in told and "老年人免费体检" in told and "办理" in told
    (tmp_path / "what.html").write_text("<!doctype html>" + duty.evaluate("document.documentElement.outerHTML"))
    assert Axe().run(duty, options=RULES).response["violations"] == [] and duty.evaluate(FITS) == []
    check_markup(tmp_path)


def test_classes_are_counted(duty):
    told = ask(duty, "why", user="二号社区居民委员会", action="handle", thing="免费体检")
    assert "二号社区居民委员会可以「办理」" in told and re.search(r"说的是 \d+ 个岗位，其中 \d+ 个可以", told)
    told = ask(duty, "why", user="社区主任", action="read", thing="服务")
    assert "社区主任可以「查看」所有服务" in told and re.search(r"这一类有 (\d+) 项服务，其中 \1 项可以", told)
    told = ask(duty, "who", action="handle", thing="服务")
    assert "项服务中的" in told


def test_what_is_not_known_is_said_and_stays_typed(duty):
    told = ask(duty, "why", user="没有这个人", action="read", thing="免费体检")
    assert "没有叫「没有这个人」的人、岗位、单位或角色" in told
    assert duty.input_value("main [name=user]") == "没有这个人" and duty.input_value("main [name=thing]") == "免费体检"
    for typed in ("没有这个人", "19912345678", "person:7"):
        duty.goto("/rights?ask=what&user=" + typed)
        told = duty.inner_text("main")
        assert f"没有叫「{typed}」的人、岗位、单位或角色" in told and "能做什么" not in told.split("没有叫")[1], typed
    assert "没有叫「无此服务」" in ask(duty, "who", action="read", thing="无此服务")
    assert "请写是哪件事" in ask(duty, "who", action="read", thing="")


def test_of_oneself_everybody_may_ask_of_others_only_who_may(desk, server, demonstration):
    elder = walk.elder_of(demonstration, "四号社区", 3)
    code = walk.apply(server.base, elder)
    head, other = walk.head_of(demonstration, "四号社区"), walk.head_of(demonstration, "五号社区")
    walk.sign_in_staff(desk, head)
    desk.goto(f"/requests/{code}")
    walk.pressed(desk, "main a:has-text('为什么我能看')")
    assert f"您可以「查看」{code}" in desk.inner_text("main")
    walk.pressed(desk, "main a.open:has-text('谁可以')")
    assert "没有对它「看权限」的权" in desk.inner_text("main")
    desk.goto("/me")
    walk.pressed(desk, "main a:has-text('我能做什么')")
    assert "您能做什么" in desk.inner_text("main") and "办理" in desk.inner_text("main")
    assert "没有对它「看权限」的权" in ask(desk, "what", user=f"{other['organization']}/{other['post']}")
    assert desk.request.get("/rights?ask=what&user=person:1").status == 404
    answers = {(ask(desk, "what", user=who), desk.url) for who in (elder["phone"], "19912345678", other["login"])}
    assert len(answers) == 1, "nobody learns here which phones and logins there are"


def test_places_and_the_directory_are_explained_too(duty):
    told = ask(duty, "what", user="")
    assert "其他事物" in told and "不靠岗位" in told and "本人的申请 0 件" in told
    assert re.search(r"地名\s+编辑\s+属地（[^）]*测试市）\s+\d+", told), told
    assert re.search(r"通讯录\s+编辑\s+属地（[^）]*测试市）\s+\d+", told), told
    told = ask(duty, "why", user="", action="edit", thing="地名")
    assert "您可以「编辑」" in told and "角色「值班员」对「地名」有「编辑」权" in told
    # Who explains services is told of services: others' rights over places are not among them.
    assert "其他事物" not in ask(duty, "what", user="一号街道办事处/街道值班岗")


def test_who_administers_security_explains_all_of_it(desk, demonstration):
    walk.sign_in_staff(desk, walk.staff_at(demonstration, "测试市人民政府", "安全管理岗"))
    told = ask(desk, "what", user="一号街道办事处/街道值班岗")
    assert re.search(r"地名\s+编辑\s+属地（[^）]*一号街道）\s+\d+", told), told
    assert "安全管理员" in ask(desk, "what", user="")
    assert "一号街道办事处/街道值班岗" in ask(desk, "who", action="edit", thing="通讯录")


def test_a_resident_finds_what_is_theirs(desk, server, demonstration):
    elder = walk.elder_of(demonstration, "六号社区", 4)
    walk.apply(server.base, elder)
    walk.sign_in(desk, elder)
    own = desk.request.get("/api/v1/rights/what").json()["own"]
    assert own["requests"] >= 1 and own["agencies"] == []
