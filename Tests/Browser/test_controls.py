"""Controls that need more than an input: a position of the device, a signature by hand, by keyboard, by photo."""
import pytest
import walk
from test_answers_again import FOLDERS, contexts, faults, people, picture, resident_of, staff_of, validate  # noqa: F401
from hutong import Server


@pytest.fixture(scope="module")
def server():
    with Server(*FOLDERS) as running:
        yield running


def signed(page):
    page.wait_for_selector("[data-field='签名'] button:has-text('删去')")
    return page.locator("[data-field='签名'] .thumb img")


def loaded(image):
    image.scroll_into_view_if_needed()
    image.page.wait_for_function("i => i.complete && i.naturalWidth > 0", arg=image.element_handle())
    return image.evaluate("i => [i.naturalWidth, i.naturalHeight]")


def test_a_position_is_asked_on_a_press_and_a_name_is_signed_by_hand(contexts, people, tmp_path, pictures):
    resident = resident_of(people, "五号社区")
    page = contexts(390)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"longitude": 113.29512345678, "latitude": 40.0912349, "accuracy": 12.3})
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    walk.sign_in(page, resident)
    page.goto("/services/site-report")
    assert page.input_value("[name='f.位置']") == "", "nothing is asked before somebody presses"
    page.click("button:has-text('用现在的位置')")
    page.wait_for_selector("text=误差约 13 米")
    assert page.input_value("[name='f.位置']") == "113.295123, 40.091235"
    page.fill("[name='f.位置']", "40.09, 113.29")
    page.wait_for_selector("[data-field='位置'] .error:has-text('写反了')")
    page.fill("[name='f.位置']", "113.295123，40.091235")
    page.wait_for_selector("[data-field='位置'] .error", state="detached")

    page.click("button:has-text('用这个签名')")
    page.wait_for_selector("text=还没有签")
    box = page.locator("canvas[data-pad]")
    box.scroll_into_view_if_needed()
    at = box.bounding_box()
    page.mouse.move(at["x"] + 20, at["y"] + 20)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(at["x"] + 20 + step * 15, at["y"] + 20 + (step % 3) * 20)
    page.mouse.up()
    page.screenshot(path=pictures / "signature.png", full_page=True)
    page.click("button:has-text('用这个签名')")
    assert loaded(signed(page)) == [320, 106]
    assert faults(page) == []
    pages = {"controls": page.request.get(page.url).text()}
    walk.to_check(page)
    assert "113.295123，40.091235（WGS-84）" in page.inner_text("main")
    assert loaded(page.locator("main .thumb img")) == [320, 106]
    assert faults(page) == []
    pages["check"] = page.request.get(page.url).text()
    page.click("button:has-text('提交')")
    page.wait_for_selector(".receipt__no")
    code = page.inner_text(".receipt__no").strip()

    head = contexts(1280)
    walk.sign_in_staff(head, staff_of(people, resident, "社区主任"))
    head.goto(f"/requests/{code}")
    assert "113.295123, 40.091235（WGS-84）" in head.inner_text("main")
    assert loaded(head.locator("main .thumb img")) == [320, 106]
    assert faults(head) == []
    pages["read"] = head.request.get(head.url).text()
    head.emulate_media(media="print")
    assert head.locator("main .thumb img").is_visible()
    head.emulate_media(media="screen")
    whole = head.request.get(head.locator("main .thumb").get_attribute("href"))
    assert whole.headers["content-type"] == "image/png" and whole.body()[:4] == b"\x89PNG"
    validate(pages, tmp_path)
    assert complaints == []


def test_a_name_is_signed_by_keyboard(contexts, people):
    page = contexts(1280)
    walk.sign_in(page, resident_of(people, "五号社区", 1))
    page.goto("/services/site-report")
    page.locator("summary:has-text('键入姓名')").press("Enter")
    page.locator("[data-name]").press("Enter")
    page.wait_for_selector("text=请先键入您的姓名")
    page.keyboard.type("王秀英")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=请勾选确认")
    page.keyboard.press("Space")
    page.locator("button:has-text('用键入的姓名')").press("Enter")
    assert loaded(signed(page)) == [320, 106]
    # Another one takes its place.
    first = page.get_attribute("[data-field='签名'] .thumb", "href")
    page.locator("summary:has-text('键入姓名')").press("Enter")
    page.fill("[data-name]", "王秀兰")
    page.check("[data-agree]")
    walk.pressed(page, "button:has-text('用键入的姓名')")
    again = page.locator("[data-field='签名'] .thumb")
    assert again.count() == 1 and again.get_attribute("href") != first


def test_a_refused_position_is_said(contexts, people):
    page = contexts(390)
    walk.sign_in(page, resident_of(people, "五号社区", 2))
    page.goto("/services/site-report")
    page.click("button:has-text('用现在的位置')")
    page.wait_for_selector(".said:has-text('没有')")


def test_without_a_script_a_photo_of_the_signature_does(contexts, people, tmp_path):
    page = contexts(390, script=False)
    walk.sign_in(page, resident_of(people, "五号社区", 3))
    page.goto("/services/site-report")
    assert not page.is_visible("canvas") and not page.is_visible("button:has-text('用现在的位置')")
    page.fill("[name='f.位置']", "113.29 40.09")
    page.set_input_files("[name='u.签名']", picture(tmp_path / "签名.png", side=900))
    walk.pressed(page, "[data-field='签名'] button:has-text('上传')")
    assert signed(page).count() == 1
    walk.to_check(page)
    page.click("button:has-text('提交')")
    page.wait_for_selector(".receipt__no")
