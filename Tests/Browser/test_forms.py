"""The program of a form in the browser: what it can tell it shows at once, without the server; what it cannot, the server
shows as before; and a form says the same with and without it."""

import pytest
import walk
from conftest import EXAMPLES
from hutong import ROOT, Server, demo

LAB = ROOT / "Tests" / "Cases" / "engine" / "browser"


@pytest.fixture(scope="module")
def lab():
    with Server(EXAMPLES[0], LAB) as running:
        yield running


@pytest.fixture(scope="module")
def people():
    return demo(EXAMPLES[0], LAB)


@pytest.fixture
def form(chromium, lab, people, request):
    """The first page of the form, signed in, with its program; `page.looks` counts the round trips."""
    context = chromium.new_context(
        base_url=lab.base, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, locale="zh-CN")
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    walk.sign_in(page, walk.elder_of(people, "五号社区", getattr(request, "param", 0)))
    yield page
    assert page.complaints == []
    context.close()


def without_round_trips(page):
    """From here on the server hears nothing of what is typed."""
    page.context.route("**/services/fair", lambda route: route.abort() if route.request.method == "POST" else route.continue_())


def open_form(page, path="/services/fair"):
    with page.expect_response(lambda reply: "/program/" in reply.url) as told:
        page.goto(path)
    assert told.value.status == 200
    page.wait_for_load_state("networkidle")
    return told.value


def test_conditions_sums_and_checks_answer_without_the_server(form):
    open_form(form)
    without_round_trips(form)
    assert not form.is_visible("[name='f.用火说明']")
    form.check("[name='f.标签'][value='用火']")
    assert form.is_visible("[name='f.用火说明']")
    form.fill("[name='f.用火说明']", "一个小灶")
    form.uncheck("[name='f.标签'][value='用火']")
    assert not form.is_visible("[name='f.用火说明']")
    form.check("[name='f.标签'][value='用火']")
    assert form.input_value("[name='f.用火说明']") == "一个小灶", "what was typed comes back"

    form.fill("[name='f.开始']", "2026-03-05")
    assert "必填" in form.inner_text("[data-field='结束'] .opt")
    form.fill("[name='f.结束']", "2026-03-04")
    form.press("[name='f.结束']", "Tab")
    form.wait_for_selector("[data-field='结束'] .error:has-text('结束不能早于开始')")
    form.fill("[name='f.结束']", "2026-03-07")
    assert "结束不能早于开始" not in form.inner_text("[data-field='结束']")
    assert form.inner_text("[data-field='天数'] .input--ro") == "3"
    assert form.is_visible("[name='f.过夜']")

    assert not form.is_visible("[name='f.类型'][value='C']")
    form.fill("[name='f.面积']", "4.5")
    assert form.is_visible("[name='f.类型'][value='C']"), "an option is offered at once"
    form.check("[name='f.类型'][value='C']")
    assert form.is_visible("[name='f.别的']")
    form.fill("[name='f.面积']", "2")
    assert not form.is_visible("[name='f.类型'][value='C']") and not form.is_visible("[name='f.别的']")


@pytest.mark.parametrize("form", [1], indirect=True)
def test_rows_add_up_without_the_server(form):
    open_form(form)
    with walk.kept(form, "f.类型=A"):
        form.check("[name='f.类型'][value='A']")
    open_form(form, "/services/fair?page=1")
    form.click("button:has-text('添加一行')")
    form.wait_for_selector("[name='f.明细.1.单价']")
    form.wait_for_load_state("networkidle")
    without_round_trips(form)
    form.fill("[name='f.明细.0.单价']", "12.50")
    assert "必填" in form.inner_text("[data-field='明细.0.数量'] .opt")
    form.fill("[name='f.明细.0.数量']", "6")
    assert form.inner_text("[data-field='明细.0.小计'] .input--ro") == "75"
    assert form.is_visible("[data-field='明细.0.赠品']") and not form.is_visible("[data-field='明细.1.赠品']")
    form.fill("[name='f.明细.1.单价']", "60.1")
    form.fill("[name='f.明细.1.数量']", "1")
    assert form.inner_text("[data-field='合计'] .input--ro") == "135.1"
    assert form.inner_text("[data-field='大件'] .input--ro") == "1"
    assert "必填" in form.inner_text("[data-field='备注'] .opt")
    form.check("[name='f.明细.0.赠品'][value='true']")
    assert form.inner_text("[data-field='合计'] .input--ro") == "60.1"


@pytest.mark.parametrize("form", [2], indirect=True)
def test_the_server_sees_what_the_browser_showed(form):
    open_form(form)
    form.check("[name='f.标签'][value='用火']")
    with walk.kept(form, "灶"):
        form.fill("[name='f.用火说明']", "灶")
    assert form.input_value("[name='f.用火说明']") == "灶"
    form.reload()
    assert form.input_value("[name='f.用火说明']") == "灶"
    # Hidden here and gone from what is sent: the page goes on as if it had never been asked.
    form.uncheck("[name='f.标签'][value='用火']")
    walk.pressed(form, "button:has-text('继续')")
    assert "用火说明" not in form.inner_text(".error-summary")


@pytest.mark.parametrize("form", [3], indirect=True)
def test_the_program_is_kept_and_holds_nothing_of_anybody(form, people):
    open_form(form)
    with walk.kept(form, "独家秘方"):
        form.fill("[name='f.口号']", "独家秘方")
    reply = open_form(form)
    assert "immutable" in reply.headers["cache-control"] and "private" in reply.headers["cache-control"]
    text = reply.text()
    resident = walk.elder_of(people, "五号社区", 3)
    assert "export const form" in text
    assert not any(word in text for word in ("独家秘方", resident["phone"], resident["name"], resident["birth_date"]))
    other = form.request.get(reply.url.replace(".js", "0.js"))
    assert other.status == 404


@pytest.mark.parametrize("form", [4], indirect=True)
def test_the_first_view_of_a_form_waits_for_no_program(form):
    got = []
    form.on("response", lambda reply: got.append((reply.url, len(reply.body()))) if reply.status == 200 else None)
    form.goto("/services/fair", wait_until="networkidle")
    first = [(url, size) for url, size in got if "/program/" not in url and "/form-live.js" not in url]
    assert len(first) <= 5 and sum(size for _, size in first) <= 60_000, got
