"""Photos, papers and signatures of the rows of a form: with a script they are sent as soon as they are chosen, and each
stays with its row; no fault of access or markup on the way."""
import pytest
import walk
from hutong import ROOT, Server, demo
from test_answers_again import faults, picture, resident_of, staff_of, validate

FOLDERS = (ROOT / "Examples" / "t-city", ROOT / "Tests" / "Cases" / "engine" / "files")


@pytest.fixture(scope="module")
def server():
    with Server(*FOLDERS) as running:
        yield running


@pytest.fixture(scope="module")
def people():
    return demo(*FOLDERS)


def loaded(image):
    image.scroll_into_view_if_needed()
    image.page.wait_for_function("i => i.complete && i.naturalWidth > 0", arg=image.element_handle())


def test_each_row_has_its_photos_and_its_signature(phone, desk, people, tmp_path, pictures):
    complaints = []
    for page in (phone, desk):
        page.on("pageerror", lambda error: complaints.append(str(error)))
    resident = resident_of(people, "五号社区")
    walk.sign_in(phone, resident)
    phone.goto("/services/damage-report")
    phone.fill("[name='f.损失.0.物品']", "杯子")
    phone.set_input_files("[name='u.损失.0.照片']", picture(tmp_path / "杯.png", colour=(200, 10, 10)))
    phone.wait_for_selector("[data-field='损失.0.照片'] button:has-text('删去')")
    assert phone.input_value("[name='f.损失.0.物品']") == "杯子", "what was typed goes with the file"
    walk.pressed(phone, "button:has-text('添加一行')")
    phone.fill("[name='f.损失.1.物品']", "柜子")
    phone.set_input_files("[name='u.损失.1.照片']", picture(tmp_path / "柜.png", colour=(10, 200, 10)))
    phone.wait_for_selector("[data-field='损失.1.照片'] button:has-text('删去')")
    assert phone.inner_text("[data-field='张数'] .input--ro") == "2"

    # A signature that a condition of the row brings up.
    assert not phone.is_visible("canvas[data-pad]")
    phone.check("[name='f.损失.1.有发票'][value='true']")
    phone.wait_for_selector("[data-field='损失.1.见证人'] canvas[data-pad]")
    phone.locator("[data-field='损失.1.见证人'] summary").click()
    phone.fill("[data-field='损失.1.见证人'] [data-name]", "王秀英")
    phone.check("[data-field='损失.1.见证人'] [data-agree]")
    phone.click("[data-field='损失.1.见证人'] button:has-text('用键入的姓名')")
    phone.wait_for_selector("[data-field='损失.1.见证人'] .thumb")
    phone.screenshot(path=pictures / "row-files.png", full_page=True)
    assert faults(phone) == []
    pages = {"rows": phone.request.get(phone.url).text()}

    phone.click("[data-field='损失'] button:has-text('删去第 1 行')")
    phone.wait_for_selector("[name='f.损失.1.物品']", state="detached")
    assert phone.input_value("[name='f.损失.0.物品']") == "柜子"
    loaded(phone.locator("[data-field='损失.0.照片'] .thumb img"))
    loaded(phone.locator("[data-field='损失.0.见证人'] .thumb img"))
    walk.to_check(phone)
    assert phone.locator("main .thumb img").count() == 2
    loaded(phone.locator("main .thumb img").first)
    assert faults(phone) == []
    pages["check"] = phone.request.get(phone.url).text()
    phone.click("button:has-text('提交')")
    phone.wait_for_selector(".receipt__no")
    code = phone.inner_text(".receipt__no").strip()
    phone.goto(f"/requests/{code}")
    assert phone.locator("main .thumb img").count() == 2

    walk.sign_in_staff(desk, staff_of(people, resident, "社区主任"))
    desk.goto(f"/requests/{code}")
    images = desk.locator("main .thumb img")
    assert images.count() == 1, "the witness is masked for this post"
    loaded(images.first)
    assert faults(desk) == []
    pages["read"] = desk.request.get(desk.url).text()
    validate(pages, tmp_path)
    assert complaints == []
