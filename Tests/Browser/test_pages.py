"""A resident applies on a phone, the head of the community approves at a desk, the resident sees it."""
import datetime

import pytest

DAY = (datetime.date.today() + datetime.timedelta(days=3)).isoformat()


def elder_of(demonstration, community):
    place = next(p["code"] for p in demonstration["places"] if p["name"] == community)
    return next(r for r in demonstration["residents"] if r["place"].startswith(place) and r["birth_date"] < "1960")


def head_of(demonstration, community):
    return next(s for s in demonstration["staff"] if s["organization"].startswith(community) and s["post"] == "社区主任")


def sign_in(page, resident):
    page.goto("/sign-in")
    page.fill("#phone", resident["phone"])
    page.click("button:has-text('获取验证码')")
    words = page.inner_text("main, body")
    code = next(w for w in words.split() if w.isdigit() and len(w) == 6)
    page.fill("#code", code)
    page.click("button:has-text('登录')")


def to_check(page, **answers):
    """Every page of the form, filled, to the check page."""
    for _ in range(9):
        for name, text in answers.items():
            if page.is_visible(f"[name='f.{name}']"):
                page.fill(f"[name='f.{name}']", text)
        page.click("button:has-text('继续')")
        page.wait_for_load_state()
        if page.is_visible("text=提交前，请核对一遍"):
            return
    raise AssertionError("no check page")


def apply(page, pictures):
    page.click("text=老年人免费体检")
    page.wait_for_selector("[name='f.姓名']")
    assert page.input_value("[name='f.姓名']"), "what is known is filled in"
    page.screenshot(path=pictures / "form.png", full_page=True)
    to_check(page, 体检日期=DAY)
    page.screenshot(path=pictures / "review.png", full_page=True)
    page.click("button:has-text('提交')")
    page.wait_for_selector(".receipt__no")
    page.screenshot(path=pictures / "receipt.png", full_page=True)
    return page.inner_text(".receipt__no").strip()


def test_apply_approve_follow(phone, desk, demonstration, pictures):
    complaints = []
    for page in (phone, desk):
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(f"{message.text} {message.location}")
                if message.type == "error" and "favicon" not in str(message.location) else None)
    sign_in(phone, elder_of(demonstration, "五号社区"))
    phone.screenshot(path=pictures / "services.png", full_page=True)
    code = apply(phone, pictures)
    assert len(code) > 6

    head = head_of(demonstration, "五号社区")
    desk.goto("/sign-in/staff")
    desk.fill("#login", head["login"])
    desk.fill("#password", head["password"])
    desk.click("button:has-text('登录')")
    desk.wait_for_selector(f"text={code}")
    desk.screenshot(path=pictures / "queue.png", full_page=True)
    desk.goto(f"/requests/{code}")
    desk.screenshot(path=pictures / "request.png", full_page=True)
    desk.get_by_role("button", name="同意", exact=True).click()
    desk.wait_for_load_state()
    desk.goto("/queue")
    assert code not in desk.inner_text("body")

    phone.goto(f"/requests/{code}")
    assert "办结" in phone.inner_text("body")
    phone.screenshot(path=pictures / "done.png", full_page=True)
    assert complaints == []


def test_mistakes_are_shown_beside_the_field_and_answers_kept(phone, demonstration, pictures):
    sign_in(phone, elder_of(demonstration, "一号社区"))
    phone.click("text=老年人免费体检")
    phone.fill("[name='f.电话']", "12")
    phone.click("button:has-text('继续')")
    phone.wait_for_selector(".error-summary")
    assert phone.input_value("[name='f.电话']") == "12"
    assert phone.get_attribute("[name='f.电话']", "aria-invalid") == "true"
    phone.screenshot(path=pictures / "mistakes.png", full_page=True)


def test_what_is_typed_is_kept_by_itself_and_found_on_another_device(phone, desk, demonstration):
    resident = elder_of(demonstration, "三号社区")
    sign_in(phone, resident)
    phone.click("text=老年人免费体检")
    phone.fill("[name='f.电话']", "19912345678")
    phone.wait_for_selector("text=已自动存为草稿")
    sign_in(desk, resident)
    desk.click("text=老年人免费体检")
    desk.wait_for_selector("text=已打开您上次没填完的内容")
    assert desk.input_value("[name='f.电话']") == "19912345678"
    # A mistake is said while typing goes on.
    desk.fill("[name='f.电话']", "12")
    desk.wait_for_selector("[data-field='电话'] .error")
    assert desk.input_value("[name='f.电话']") == "12"


def test_a_second_press_and_going_back_send_nothing_again(phone, demonstration):
    sign_in(phone, elder_of(demonstration, "四号社区"))
    phone.click("text=老年人免费体检")
    to_check(phone, 体检日期=DAY)
    phone.dblclick("button:has-text('提交')")
    phone.wait_for_selector(".receipt__no")
    phone.go_back()
    phone.wait_for_load_state()
    phone.goto("/requests")
    assert phone.locator("main a[href^='/requests/']").count() == 1


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/staff"])
def test_entrances_have_no_accessibility_faults(phone, path):
    from axe_playwright_python.sync_playwright import Axe
    phone.goto(path)
    found = Axe().run(phone)
    assert found.violations_count == 0, found.generate_report()


def test_services_and_form_have_no_accessibility_faults(phone, demonstration):
    from axe_playwright_python.sync_playwright import Axe
    sign_in(phone, elder_of(demonstration, "二号社区"))
    for step in (None, "text=老年人免费体检"):
        if step:
            phone.click(step)
            phone.wait_for_selector("[name='f.姓名']")
        found = Axe().run(phone)
        assert found.violations_count == 0, found.generate_report()
