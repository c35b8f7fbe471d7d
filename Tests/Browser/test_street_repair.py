"""A lamp is out: photographed and reported on a phone, repaired and photographed by the community at a desk, rated, reopened
by who reported it; what each of them sees, and no fault of access or markup on the way."""
import pytest
import walk
from hutong import ROOT, Server, demo
from test_answers_again import faults, picture, validate

FOLDER = ROOT / "Examples" / "street-repair"


@pytest.fixture(scope="module")
def server():
    with Server(FOLDER) as running:
        yield running


@pytest.fixture(scope="module")
def people():
    return demo(FOLDER)


def resident_of(people, community):
    place = next(p["code"] for p in people["places"] if p["name"] == community)
    return next(r for r in people["residents"] if r["place"].startswith(place))


def loaded(image):
    image.scroll_into_view_if_needed()
    image.page.wait_for_function("i => i.complete && i.naturalWidth > 0", arg=image.element_handle())


def test_reported_repaired_rated_and_reopened(phone, desk, people, tmp_path, pictures):
    complaints, pages = [], {}
    for page in (phone, desk):
        page.on("pageerror", lambda error: complaints.append(str(error)))
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"longitude": 113.295123, "latitude": 40.091234, "accuracy": 8})
    walk.sign_in(phone, resident_of(people, "五号社区"))
    walk.report_a_lamp(phone, picture(tmp_path / "路灯.png", side=300))
    phone.screenshot(path=pictures / "street-form.png", full_page=True)
    assert faults(phone) == []
    walk.to_check(phone)
    assert "113.295123, 40.091234" in phone.inner_text("main")
    pages["check"] = phone.request.get(phone.url).text()
    phone.click("button:has-text('提交')")
    phone.wait_for_selector(".receipt__no")
    code = phone.inner_text(".receipt__no").strip()

    head = walk.head_of(people, "五号社区")
    walk.sign_in_staff(desk, head)
    assert code in desk.inner_text("main"), "what is dangerous waits on the first page"
    desk.goto(f"/requests/{code}")
    loaded(desk.locator("main .thumb img").first)
    walk.pressed(desk, desk.get_by_role("button", name="同意", exact=True))
    desk.goto(f"/requests/{code}")
    walk.pressed(desk, "a:has-text('去填写')")
    # Without a photo of the repair it is not done.
    desk.fill("[name='f.怎么修的']", "换了灯泡")
    desk.click("button:has-text('填好了')")
    desk.wait_for_selector(".error-summary")
    desk.set_input_files("[name='u.修好的照片']", picture(tmp_path / "修好.png", side=300, colour=(30, 200, 30)))
    desk.wait_for_selector("[data-field='修好的照片'] button:has-text('删去')")
    assert desk.input_value("[name='f.怎么修的']") == "换了灯泡"
    assert faults(desk) == []
    pages["fill"] = desk.request.get(desk.url).text()
    desk.click("button:has-text('填好了')")
    desk.wait_for_url(f"**/requests/{code}")

    phone.goto("/messages")
    assert "路灯修好了（换了灯泡）" in phone.inner_text("main")
    phone.goto(f"/requests/{code}")
    words = phone.inner_text("main")
    assert "办结" in words and "换了灯泡" in words
    images = phone.locator("main .thumb img")
    assert images.count() == 2, "the lamp as it was, and as it is now"
    for at in range(2):
        loaded(images.nth(at))
    phone.screenshot(path=pictures / "street-done.png", full_page=True)
    assert faults(phone) == []
    pages["done"] = phone.request.get(phone.url).text()

    box = phone.locator("main details", has=phone.locator("summary", has_text="评价")).first
    box.locator("summary").click()
    box.locator("select[name='stars']").select_option("2")
    box.locator("textarea").fill("第二天又灭了")
    walk.pressed(phone, box.locator("button").last)
    walk.use_verb(phone, "重开", "第二天又灭了")
    phone.goto(f"/requests/{code}")
    assert "社区受理" in phone.inner_text("main") and "重开" in phone.inner_text("main")
    desk.goto("/queue")
    walk.pressed(desk, f"tr:has-text('{code}') a")
    desk.goto(f"/requests/{code}")
    assert "第二天又灭了" in desk.inner_text("main")
    validate(pages, tmp_path)
    assert complaints == []


def test_who_lives_elsewhere_sees_nothing_of_it(phone, desk, people, server, tmp_path):
    walk.sign_in(phone, resident_of(people, "五号社区"))
    codes = phone.request.get("/api/v1/requests").json()["requests"]
    assert codes
    walk.sign_in_staff(desk, walk.head_of(people, "一号社区"))
    assert desk.goto(f"/requests/{codes[0]['code']}").status == 404


def test_a_file_that_is_too_big_is_not_sent(phone, people, tmp_path):
    big = tmp_path / "大照片.jpg"
    big.write_bytes(b"\xff\xd8\xff" + bytes(11 << 20))
    walk.sign_in(phone, resident_of(people, "六号社区"))
    phone.goto("/")
    walk.pressed(phone, "text=街面报修")
    sent = []
    phone.on("request", lambda asked: sent.append(asked.url) if asked.url.endswith("/files") else None)
    phone.set_input_files("[name='u.照片']", big)
    phone.wait_for_selector("[data-big]")
    # Longer than the page waits before it draws a field anew.
    phone.wait_for_timeout(2000)
    assert "超过 10 MB" in phone.inner_text("[data-big]") and sent == []
    # A smaller one goes on as ever.
    phone.set_input_files("[name='u.照片']", picture(tmp_path / "小照片.png", side=300))
    phone.wait_for_selector("[data-field='照片'] button:has-text('删去')")
