"""What users of the nearest systems reported, where it shows on the pages; each test is named for its pain."""
import shutil

import pytest
import walk
from hutong import ROOT, Server, demo

FORM = """hutong: service/1
id: night-school
title: 夜校报名
owner: 测试市人民政府
purpose: 试验
basis: consent
retain: 1 年
open: {{to: self}}
form:
{fields}
flow: none
"""
FIRST = """  - 报名:
      fields:
        - 班级: {control: text, local: 试验}
        - 说明: {control: text, local: 试验}
        - 常用电话: {control: text, local: 试验}
        - 孩子:
            repeat: {max: 3}
            fields:
              - 小名: {control: text, local: 试验}
"""
# 说明 is gone, 常用电话 and the group and its field have other names, 哪一天 is new and has to be answered.
SECOND = """  - 报名:
      fields:
        - 班级: {control: text, local: 试验}
        - 电话号码: {control: text, local: 试验, was: [常用电话]}
        - 哪一天: {control: choice, local: 试验, options: [周一, 周二]}
        - 子女:
            repeat: {max: 3}
            was: [孩子]
            fields:
              - 姓名: {control: text, local: 试验, was: [小名]}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("pains")
    shutil.copytree(ROOT / "Examples" / "t-city", home / "t-city")
    made = home / "night-school"
    made.mkdir()
    (made / "bundle.yaml").write_text("hutong: bundle/1\nid: night-school\ntitle: 夜校\nuses: [t-city]\n", encoding="utf-8")
    (made / "night-school.yaml").write_text(FORM.format(fields=FIRST), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def server(folder):
    with Server(folder, options=("--demo", "--watch")) as running:
        yield running


def test_pain_1_a_form_is_edited_while_somebody_fills_it(phone, folder, server):
    """Pain 1: the form changes under who is filling it, and what they typed is lost or refused. Here it is found again
    under the names of now, what is asked no more is named, and the request is sent without an error."""
    people = demo(folder)
    complaints = []
    phone.on("pageerror", lambda error: complaints.append(str(error)))
    walk.sign_in(phone, people["residents"][0])
    phone.goto("/services/night-school")
    phone.fill("[name='f.班级']", "书法")
    phone.fill("[name='f.说明']", "周末也行")
    phone.fill("[name='f.常用电话']", "13900001234")
    walk.pressed(phone, "button:has-text('添加一行')")
    phone.fill("[name='f.孩子.0.小名']", "豆豆")
    phone.wait_for_selector("text=已自动存为草稿")

    (folder / "night-school.yaml").write_text(FORM.format(fields=SECOND), encoding="utf-8")
    for _ in range(480):
        phone.wait_for_timeout(250)
        if "电话号码" in phone.request.get("/services/night-school").text():
            break
    # The page of before is still open: pressed, it leads into the form of now.
    walk.pressed(phone, "button:has-text('继续')")
    phone.goto("/services/night-school")
    assert phone.input_value("[name='f.班级']") == "书法"
    assert phone.input_value("[name='f.电话号码']") == "13900001234"
    assert phone.input_value("[name='f.子女.0.姓名']") == "豆豆"
    assert phone.locator("[name='f.说明']").count() == 0
    phone.check("[name='f.哪一天'][value='周二']")
    walk.to_check(phone)
    words = phone.inner_text("main")
    assert all(text in words for text in ("书法", "13900001234", "周二", "豆豆")) and "周末也行" not in words
    phone.click("button:has-text('提交')")
    phone.wait_for_selector(".receipt__no")
    assert complaints == []
