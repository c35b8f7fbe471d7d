"""A shop's agent files for the shop on a phone; the community and the body that regulates the shop both sign at their desks;
whoever is no agent, or regulates other kinds, sees nothing of it."""
import pytest
import walk
from hutong import ROOT, Server, demo
from test_answers_again import faults

FOLDER = ROOT / "Examples" / "street-seating"


@pytest.fixture(scope="module")
def server():
    with Server(FOLDER) as running:
        yield running


@pytest.fixture(scope="module")
def people():
    return demo(FOLDER)


def agent_of(people, organization):
    agent = next(agent for agent in people["agents"] if agent["organization"] == organization)
    return agent | {"name": next(r["name"] for r in people["residents"] if r["phone"] == agent["phone"])}


def send(page):
    walk.pressed(page, page.get_by_role("button", name="继续"))
    assert faults(page) == [] and "为 " in page.locator("[data-filing]").inner_text()
    page.get_by_role("button", name="提交").click()
    page.wait_for_selector(".receipt__no")
    return page.inner_text(".receipt__no").strip()


def test_filed_for_the_shop_and_signed_by_both_lines(phone, desk, people):
    walk.sign_in(phone, agent_of(people, "老王面馆"))
    assert "门店外摆申请" in phone.inner_text("main")
    phone.goto("/services/shop-profile")
    words = phone.inner_text("main")
    assert "为哪个单位办理" in words and "老王面馆" in words and "我自己" not in words
    assert faults(phone) == []
    phone.fill("[name='f.招牌']", "老王面馆")
    phone.get_by_text("小餐饮", exact=True).click()
    phone.get_by_text("是", exact=True).click()
    send(phone)
    phone.goto("/services/street-seating")
    phone.fill("[name='f.桌数']", "6")
    phone.get_by_text("晚十点", exact=True).click()
    phone.fill("[name='f.联系电话']", "13900005678")
    code = send(phone)
    assert "市场监管岗" in phone.inner_text("main") and "社区主任" in phone.inner_text("main")
    for path in [f"/requests/{code}/receipt", f"/requests/{code}", "/requests"]:
        phone.goto(path)
        assert "为 老王面馆 办理（单位经办人）" in phone.inner_text("main"), path

    market = walk.staff_at(people, "测试市市场监督管理局", "市场监管岗")
    walk.sign_in_staff(desk, market)
    assert "老王面馆" in desk.inner_text("main")
    desk.goto(f"/requests/{code}")
    assert f"由 {agent_of(people, '老王面馆')['name']} 代 老王面馆 办理（单位经办人）" in desk.inner_text("main")
    assert faults(desk) == []
    walk.pressed(desk, desk.get_by_role("button", name="同意", exact=True))
    desk.context.clear_cookies()
    walk.sign_in_staff(desk, walk.head_of(people, "九号社区"))
    desk.goto(f"/requests/{code}")
    walk.pressed(desk, desk.get_by_role("button", name="同意", exact=True))
    phone.goto(f"/requests/{code}")
    assert "办结" in phone.inner_text("main")
    phone.goto("/messages")
    assert "6张桌子" in phone.inner_text("main")
    phone.goto("/me")
    assert "我经办的单位" in phone.inner_text("main")
    assert faults(phone) == []


def test_who_is_no_agent_is_told_so(phone, people):
    walk.sign_in(phone, people["residents"][0])
    assert "门店外摆申请" not in phone.inner_text("main")
    reply = phone.goto("/services/street-seating")
    assert reply.status == 403 and "经办人" in phone.inner_text("main")


def test_another_kind_is_none_of_the_regulators_business(phone, desk, people):
    walk.sign_in(phone, agent_of(people, "仁和诊所"))
    phone.goto("/services/street-seating")
    phone.fill("[name='f.桌数']", "2")
    phone.get_by_text("晚八点", exact=True).click()
    phone.fill("[name='f.联系电话']", "13900005678")
    code = send(phone)
    walk.sign_in_staff(desk, walk.staff_at(people, "测试市市场监督管理局", "市场监管岗"))
    assert desk.goto(f"/requests/{code}").status == 404


def test_an_agent_lets_somebody_file_as_well_and_they_end_it(phone, people):
    owner = agent_of(people, "仁和诊所")
    helper = next(r for r in people["residents"] if r["phone"] not in {a["phone"] for a in people["agents"]} and r["birth_date"] < "1990")
    walk.sign_in(phone, owner)
    phone.goto("/me")
    walk.pressed(phone, "a:has-text('经办人')")
    assert owner["name"] in phone.inner_text("main") and faults(phone) == []
    where = phone.url
    phone.fill("#name", "没有这个人")
    phone.fill("#phone", helper["phone"])
    walk.pressed(phone, phone.get_by_role("button", name="添加"))
    assert "没有找到用这个手机号" in phone.inner_text("main") and phone.input_value("#phone") == helper["phone"]
    assert faults(phone) == []
    phone.fill("#name", helper["name"])
    walk.pressed(phone, phone.get_by_role("button", name="添加"))
    assert "已登记" in phone.inner_text("main") and helper["name"] in phone.inner_text("main")
    phone.context.clear_cookies()
    walk.sign_in(phone, helper)
    phone.goto("/messages")
    assert f"{owner['name']} 请您做「{owner['organization']}」的经办人" in phone.inner_text("main")
    phone.goto("/services/street-seating")
    phone.fill("[name='f.桌数']", "3")
    phone.get_by_text("晚八点", exact=True).click()
    phone.fill("[name='f.联系电话']", "13900005678")
    code = send(phone)
    phone.goto("/me")
    walk.pressed(phone, "a:has-text('经办人')")
    walk.pressed(phone, phone.get_by_role("button", name="我不再经办"))
    assert phone.url.endswith("/me") and phone.goto(where).status == 404
    assert phone.goto(f"/requests/{code}").status == 404, "it is the organisation's"
    phone.context.clear_cookies()
    walk.sign_in(phone, owner)
    assert phone.goto(f"/requests/{code}").status == 200
    assert f"由 {helper['name']} 代 {owner['organization']} 办理" in phone.inner_text("main")
