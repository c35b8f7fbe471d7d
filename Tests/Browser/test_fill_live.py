"""The program of a form where a running request is answered: a step that staff fill, a return to the applicant. What it
can tell it shows at once, without the server; what whoever fills it may not read is not on the page; and without a
script the same page does the same by its buttons."""
import html
import re

import pytest
import walk
from hutong import ROOT, Server, demo
from test_answers_again import faults, resident_of, staff_of, validate

FOLDERS = (ROOT / "Examples" / "t-city", ROOT / "Tests" / "Cases" / "engine" / "fill")
SAVINGS = "271828.18"


@pytest.fixture(scope="module")
def server():
    with Server(*FOLDERS) as running:
        yield running


@pytest.fixture(scope="module")
def people():
    return demo(*FOLDERS)


@pytest.fixture
def contexts(chromium, server):
    made, complaints = [], []

    def make(width, script=True):
        context = chromium.new_context(
            base_url=server.base, viewport={"width": width, "height": 844}, locale="zh-CN", java_script_enabled=script)
        made.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page
    yield make
    for context in made:
        context.close()
    assert complaints == []


def applied(server, resident, budget="3000", lived_in=True):
    """A request for an estimate: its number."""
    answers = {
        "问题": "墙裂了", "预算": budget, "存款": SAVINGS, "有人住": lived_in,
        "损坏": [{"部位": "东墙", "面积": 12, "内情": "邻居挖的"}, {"部位": "屋顶", "面积": 8}],
    }
    if lived_in:
        answers["几口人"] = 2
    return walk.Client(server.base, resident).post("/api/v1/services/repair-estimate/requests", {"answers": answers})["code"]


def open_live(page, path):
    """The page with its program."""
    with page.expect_response(lambda reply: "/program/" in reply.url) as told:
        page.goto(path)
    assert told.value.status == 200
    page.wait_for_load_state("networkidle")


def without_round_trips(page):
    """From here on the server hears nothing of what is typed."""
    page.context.route("**/requests/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())


def shown(page, field):
    return page.inner_text(f"[data-field='{field}'] .input--ro")


def test_a_step_looks_at_what_was_applied_for_without_the_server(contexts, server, people, tmp_path):
    resident = resident_of(people, "五号社区")
    code = applied(server, resident)
    desk = contexts(1280)
    walk.sign_in_staff(desk, staff_of(people, resident, "网格岗"))
    open_live(desk, f"/requests/{code}/fill")
    pages = {"fill": desk.request.get(desk.url).text()}
    elsewhere = html.unescape(re.search(r'data-elsewhere="([^"]*)"', pages["fill"])[1])
    assert "预算" in elsewhere and "损坏" in elsewhere
    assert "存款" not in elsewhere and "内情" not in elsewhere, "masked for who fills it, and not sent"
    assert SAVINGS not in pages["fill"] and "27182818" not in pages["fill"] and "邻居挖的" not in pages["fill"]

    without_round_trips(desk)
    assert "必填" in desk.inner_text("[data-field='楼层'] .opt"), "somebody lives there: that was applied for"
    assert not desk.is_visible("[name='f.超出原因']") and not desk.is_visible("h2:has-text('搬离')")
    desk.fill("[name='f.单价']", "120.5")
    assert shown(desk, "估价") == "2410", "rows of the request, summed here"
    assert not desk.is_visible("[name='f.超出原因']")
    assert desk.is_visible("[name='f.搬离日期']") and desk.is_visible("h2:has-text('搬离')")
    assert desk.is_visible("text=住着人的大修")
    desk.fill("[name='f.单价']", "200")
    assert shown(desk, "估价") == "4000" and shown(desk, "超出") == "1000"
    desk.fill("[name='f.超出原因']", "要换梁")
    desk.fill("[name='f.单价']", "50")
    assert not desk.is_visible("[name='f.超出原因']") and not desk.is_visible("[name='f.搬离日期']")
    assert not desk.is_visible("h2:has-text('搬离')")
    desk.fill("[name='f.单价']", "200")
    assert desk.input_value("[name='f.超出原因']") == "要换梁", "what was typed comes back"
    desk.fill("[name='f.楼层']", "33")
    desk.press("[name='f.楼层']", "Tab")
    desk.wait_for_selector("[data-field='楼层'] .error:has-text('32')")

    # The server says the same, and what only it can tell.
    desk.context.unroute("**/requests/**")
    desk.fill("[name='f.补助']", "300000")
    with walk.kept(desk, "f.楼层=3&"):
        desk.fill("[name='f.楼层']", "3")
    desk.wait_for_selector("[data-field='补助'] .error:has-text('补助不能多于存款')")
    assert shown(desk, "估价") == "4000"
    assert faults(desk) == []
    desk.fill("[name='f.补助']", "100")
    with walk.kept(desk, "2026-12-01"):
        desk.fill("[name='f.搬离日期']", "2026-12-01")
    desk.reload()
    assert desk.input_value("[name='f.搬离日期']") == "2026-12-01" and desk.input_value("[name='f.超出原因']") == "要换梁"
    desk.click("button:has-text('填好了')")
    desk.wait_for_url(f"**/requests/{code}")
    assert "4000" in desk.inner_text("main")
    validate(pages, tmp_path)


def test_a_return_is_answered_with_its_program(contexts, server, people):
    resident = resident_of(people, "五号社区", 1)
    code = applied(server, resident, lived_in=False)
    desk, head, phone = contexts(1280), contexts(1280), contexts(390)
    walk.sign_in_staff(desk, staff_of(people, resident, "网格岗"))
    desk.goto(f"/requests/{code}/fill")
    desk.fill("[name='f.单价']", "10")
    desk.click("button:has-text('填好了')")
    desk.wait_for_url(f"**/requests/{code}")
    walk.sign_in_staff(head, staff_of(people, resident, "社区主任"))
    head.goto(f"/requests/{code}")
    head.click("summary:has-text('退回')")
    box = head.locator("details[open]")
    box.locator("textarea").fill("住没住人说不清")
    walk.pressed(head, box.locator("button"))

    walk.sign_in(phone, resident)
    open_live(phone, f"/requests/{code}/supplement")
    text = phone.request.get(phone.url).text()
    assert "data-filling" not in text and "单价" not in text, "what staff wrote is not the applicant's page"
    without_round_trips(phone)
    assert not phone.is_visible("[name='f.几口人']")
    phone.check("[name='f.有人住'][value='true']")
    assert phone.is_visible("[name='f.几口人']")
    phone.fill("[name='f.几口人']", "5")
    assert phone.is_visible("[name='f.老人']")
    phone.fill("[name='f.老人']", "两位")
    phone.fill("[name='f.几口人']", "2")
    phone.press("[name='f.几口人']", "Tab")
    assert phone.is_visible("[name='f.老人']"), "an answer that is to be given up does not vanish"
    phone.fill("[name='f.几口人']", "4")
    phone.context.unroute("**/requests/**")
    with walk.kept(phone, "f.几口人=4"):
        phone.press("[name='f.几口人']", "Tab")
    phone.click("button:has-text('提交补正')")
    phone.wait_for_url(f"**/requests/{code}")
    assert "两位" in phone.inner_text("main")


def test_the_same_without_a_script(contexts, server, people):
    resident = resident_of(people, "五号社区", 2)
    code = applied(server, resident)
    desk = contexts(1280, script=False)
    walk.sign_in_staff(desk, staff_of(people, resident, "网格岗"))
    desk.goto(f"/requests/{code}/fill")
    assert not desk.is_visible("[name='f.搬离日期']") and not desk.is_visible("h2:has-text('搬离')")
    desk.fill("[name='f.单价']", "200")
    desk.fill("[name='f.楼层']", "3")
    walk.pressed(desk, "button:has-text('先存着')")
    assert shown(desk, "估价") == "4000" and desk.is_visible("h2:has-text('搬离')")
    desk.fill("[name='f.超出原因']", "要换梁")
    desk.fill("[name='f.搬离日期']", "2026-12-01")
    desk.click("button:has-text('填好了')")
    desk.wait_for_url(f"**/requests/{code}")
    assert "4000" in desk.inner_text("main")


def test_a_signature_and_a_position_work_when_they_appear(contexts, server, people):
    resident = resident_of(people, "五号社区", 3)
    code = applied(server, resident)
    desk = contexts(1280)
    desk.context.grant_permissions(["geolocation"])
    desk.context.set_geolocation({"longitude": 113.29512345678, "latitude": 40.0912349, "accuracy": 9})
    walk.sign_in_staff(desk, staff_of(people, resident, "网格岗"))
    open_live(desk, f"/requests/{code}/fill")
    assert not desk.is_visible("canvas[data-pad]") and not desk.is_visible("[name='f.暂住地']")
    desk.fill("[name='f.单价']", "200")
    desk.fill("[name='f.楼层']", "3")
    desk.fill("[name='f.超出原因']", "要换梁")
    desk.fill("[name='f.搬离日期']", "2026-12-01")
    # The position is there at once; the pad comes with the server's answer.
    assert desk.is_visible("[name='f.暂住地']")
    desk.press("[name='f.搬离日期']", "Tab")
    desk.wait_for_selector("canvas[data-pad]")
    desk.click("button:has-text('用现在的位置')")
    desk.wait_for_selector("text=误差约 9 米")
    assert desk.input_value("[name='f.暂住地']") == "113.295123, 40.091235"
    desk.wait_for_load_state("networkidle")
    box = desk.locator("canvas[data-pad]")
    box.scroll_into_view_if_needed()
    at = box.bounding_box()
    desk.mouse.move(at["x"] + 20, at["y"] + 20)
    desk.mouse.down()
    for step in range(1, 12):
        desk.mouse.move(at["x"] + 20 + step * 15, at["y"] + 20 + (step % 3) * 20)
    desk.mouse.up()
    desk.click("button:has-text('用这个签名')")
    desk.wait_for_selector("[data-field='见证人'] button:has-text('删去')")
    assert desk.input_value("[name='f.暂住地']") == "113.295123, 40.091235", "nothing typed was lost on the way"
    assert desk.input_value("[name='f.超出原因']") == "要换梁"
    desk.click("button:has-text('填好了')")
    desk.wait_for_url(f"**/requests/{code}")
    assert "113.295123, 40.091235" in desk.inner_text("main") and desk.locator("main .thumb img").count() == 1


@pytest.mark.parametrize("script", [True, False])
def test_a_lost_session_of_staff_keeps_what_was_typed(contexts, server, people, script):
    resident = resident_of(people, "五号社区", 4 if script else 5)
    code = applied(server, resident)
    desk, worker = contexts(1280, script=script), staff_of(people, resident, "网格岗")
    seen = []
    desk.on("request", lambda request: seen.append(request.url))
    walk.sign_in_staff(desk, worker)
    desk.goto(f"/requests/{code}/fill")
    desk.context.clear_cookies(name=re.compile("hutong"))
    desk.fill("[name='f.单价']", "77.5")
    desk.fill("[name='reason']", "看过现场")
    if script:
        desk.wait_for_selector("text=登录过期了")
        assert desk.input_value("[name='f.单价']") == "77.5"
    desk.click("button:has-text('填好了')")
    desk.wait_for_selector("#login")
    assert "登录过期了" in desk.inner_text("main")
    # A wrong password loses nothing either.
    desk.fill("#login", worker["login"])
    desk.fill("#password", "wrong-password")
    desk.click("button:has-text('登录')")
    desk.wait_for_selector(".call--bad")
    desk.fill("#login", worker["login"])
    desk.fill("#password", worker["password"])
    desk.click("button:has-text('登录')")
    desk.wait_for_selector("[name='f.单价']")
    assert desk.input_value("[name='f.单价']") == "77.5" and desk.input_value("[name='reason']") == "看过现场"
    assert f"/requests/{code}/fill" in desk.url
    assert not any("77.5" in url for url in seen), "what was typed stands in no address"
