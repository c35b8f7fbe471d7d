"""Several homes and the days of the week lived in each: what is known stands there, rows come and go by buttons, days are
ticked, with a script and without; no fault of access or markup on the way."""
import pytest
import walk
from hutong import ROOT, Server, demo
from test_answers_again import faults, resident_of, staff_of, validate

FOLDERS = (ROOT / "Examples" / "t-city", ROOT / "Tests" / "Cases" / "engine" / "homes")
WEEKEND = "二号社区/一号小区/1号楼/1单元/101室"
DAYS = "[name='f.常住地.{}.每周哪几天住'][value='{}']"


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


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_weekday_and_weekend_homes(contexts, people, tmp_path, pictures, script):
    resident = resident_of(people, "五号社区", 0 if script else 1)
    page = contexts(390, script)
    walk.sign_in(page, resident)
    page.goto("/services/homes")
    known = page.input_value("[name='f.常住地.0.住址']")
    assert "五号社区" in known, "the home that is known"
    for day in "12345":
        page.check(DAYS.format(0, day))
    page.click("button:has-text('添加一行')")
    page.wait_for_selector("[name='f.常住地.1.住址']")
    assert page.is_checked(DAYS.format(0, 5)) and not page.is_checked(DAYS.format(0, 6))
    page.fill("[name='f.常住地.1.住址']", "月亮湾")
    page.check(DAYS.format(1, 6))
    page.check(DAYS.format(1, 7))
    page.click("button:has-text('继续')")
    page.wait_for_selector(".error-summary:has-text('常住地第 2 行住址')")
    page.fill("[name='f.常住地.1.住址']", WEEKEND)
    pages = {}
    if script:
        page.screenshot(path=pictures / "homes.png", full_page=True)
        assert faults(page) == []
        pages["form"] = page.request.get(page.url).text()
    walk.to_check(page)
    assert "周一、周二、周三、周四、周五" in page.inner_text("main") and "周六、周日" in page.inner_text("main")
    if script:
        assert faults(page) == []
    page.click("button:has-text('提交')")
    page.wait_for_selector(".receipt__no")
    code = page.inner_text(".receipt__no").strip()

    head = contexts(1280)
    walk.sign_in_staff(head, staff_of(people, resident, "社区主任"))
    head.goto(f"/requests/{code}")
    assert "周六、周日" in head.inner_text("main")
    if script:
        assert faults(head) == []
    walk.pressed(head, head.get_by_role("button", name="同意", exact=True).first)
    page.goto(f"/requests/{code}")
    assert "办结" in page.inner_text("main")

    # The next time both are known, each with its days.
    page.goto("/services/homes")
    rows = [page.input_value(f"[name='f.常住地.{row}.住址']") for row in (0, 1)]
    assert sorted(known in row for row in rows) == [False, True]
    weekend = next(row for row in (0, 1) if known not in rows[row])
    assert [page.is_checked(DAYS.format(weekend, day)) for day in "567"] == [False, True, True]
    if pages:
        validate(pages, tmp_path)
