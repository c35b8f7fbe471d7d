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
    return next(agent for agent in people["agents"] if agent["organization"] == organization)


def send(page):
    walk.pressed(page, page.get_by_role("button", name="继续"))
    assert faults(page) == []
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

    market = walk.staff_at(people, "测试市市场监督管理局", "市场监管岗")
    walk.sign_in_staff(desk, market)
    assert "老王面馆" in desk.inner_text("main")
    desk.goto(f"/requests/{code}")
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
