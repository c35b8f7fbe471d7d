"""Tables brought in a browser: tried, corrected, brought, taken back; by who may."""
import json
import urllib.request

from test_qualities import FITS, RULES, check_markup
from walk import head_of, pressed, sign_in_staff, staff_at


def bring(page, act, text=None, file=None, partial=False):
    if file:
        page.set_input_files("#file", file)
    else:
        page.fill("#table", text)
    if partial:
        page.check("[name=partial]")
    pressed(page, f"button[name=act][value={act}]")
    return page.inner_text("main")


def test_places_are_tried_corrected_brought_and_taken_back(desk, demonstration, tmp_path, pictures):
    from axe_playwright_python.sync_playwright import Axe
    sign_in_staff(desk, staff_at(demonstration, "测试市人民政府", "市值班岗"))
    desk.goto("/places")
    pressed(desk, "main a:has-text('用表格导入')")
    community = next(p["code"] for p in demonstration["places"] if p["name"] == "九号社区")
    wrong = f"code,name,level,parent\n,南小区,小区,{community}\n,,小区,{community}\n,坏小区,飞船,{community}\n"
    told = bring(desk, "try", wrong)
    assert "新增 1" in told and "有错 2" in told and "没有名称" in told and "「飞船」不是层级" in told
    assert desk.input_value("#table").strip() == wrong.strip(), "what was pasted stays"
    desk.screenshot(path=pictures / "import.png", full_page=True)
    (tmp_path / "import.html").write_text("<!doctype html>" + desk.evaluate("document.documentElement.outerHTML"))
    assert Axe().run(desk, options=RULES).response["violations"] == [] and desk.evaluate(FITS) == []
    check_markup(tmp_path)
    assert "还没有写入" in bring(desk, "import", wrong), "whole or not at all"

    table = tmp_path / "小区.csv"
    table.write_bytes(f"code,name,level,parent\n,南小区,小区,{community}\n,北小区,小区,{community}\n".encode("gb18030"))
    told = bring(desk, "import", file=table)
    assert "已导入" in told and "新增 2" in told
    desk.goto(f"/places/{community}")
    assert "南小区" in desk.inner_text("main table") and "北小区" in desk.inner_text("main table")
    desk.goto("/places/import")
    pressed(desk, desk.locator("main table tbody tr").first.locator("button:has-text('撤回')"))
    assert "已撤回" in desk.inner_text("main")
    desk.goto(f"/places/{community}")
    assert "南小区" not in desk.inner_text("main")


def test_a_picture_is_no_table_and_a_boundary_is(desk, demonstration, tmp_path):
    sign_in_staff(desk, staff_at(demonstration, "测试市人民政府", "市值班岗"))
    desk.goto("/places/import")
    picture = tmp_path / "图.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    assert "不是 CSV 文本" in bring(desk, "try", file=picture)
    square = [[[113, 40], [114, 40], [114, 41], [113, 41], [113, 40]]]
    shape = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": square}}
        for name in ("一号街道", "没有的街道")]}
    file = tmp_path / "边界.geojson"
    file.write_text(json.dumps(shape))
    assert "没有「没有的街道」" in bring(desk, "import", file=file)
    assert "已导入" in bring(desk, "import", file=file, partial=True)


def test_the_directory_is_brought_by_who_may_edit_it(desk, demonstration, server):
    sign_in_staff(desk, staff_at(demonstration, "测试市人民政府", "市值班岗"))
    desk.goto("/directory")
    pressed(desk, "main a:has-text('用表格导入')")
    told = bring(desk, "import", "单位,上级,管辖,岗位,角色\n测试市城管局,测试市人民政府,测试市,巡查岗,网格员\n")
    assert "已导入" in told
    desk.goto("/directory?q=测试市城管局")
    assert "测试市城管局" in desk.inner_text("main")


def test_who_may_not_edit_imports_nothing(desk, demonstration, server):
    head = head_of(demonstration, "五号社区")
    sign_in_staff(desk, head)
    desk.goto("/places")
    assert not desk.is_visible("text=用表格导入")
    assert desk.goto("/places/import").status == 403
    token = json.load(urllib.request.urlopen(urllib.request.Request(
        server.base + "/api/v1/session", json.dumps({"login": head["login"], "password": head["password"]}).encode(),
        {"Content-Type": "application/json"})))["token"]
    request = urllib.request.Request(
        server.base + "/api/v1/directory/import?dry-run=1", "单位\n没有的单位\n".encode(),
        {"Content-Type": "text/csv", "Authorization": f"Bearer {token}"})
    try:
        urllib.request.urlopen(request)
        raise AssertionError("it was let in")
    except urllib.error.HTTPError as refused:
        assert refused.code == 403


def test_the_limit_is_the_file_s_own(desk, demonstration, tmp_path):
    sign_in_staff(desk, staff_at(demonstration, "测试市人民政府", "市值班岗"))
    desk.goto("/places/import")
    file = tmp_path / "地名.csv"
    file.write_bytes(b"\xff" * ((16 << 20) + 1))
    told = bring(desk, "try", file=file)
    assert "「地名.csv」有 16.01 MB：表格（CSV 或 GeoJSON）最大 16 MB" in told
    file.write_bytes(b"\xff" * (18 << 20))
    told = bring(desk, "try", file=file)
    assert "有 18.01 MB：表格" in told and "照片" not in told, told


def test_a_long_import_shows_how_far_it_is_and_goes_on_alone(desk, demonstration, tmp_path, pictures):
    sign_in_staff(desk, staff_at(demonstration, "测试市人民政府", "市值班岗"))
    communities = [p["code"] for p in demonstration["places"] if p["name"].endswith("社区")]
    rows = [f",批量{n}小区,小区,{communities[n % len(communities)]}" for n in range(15_000)]
    table = tmp_path / "小区.csv"
    table.write_text("code,name,level,parent\n" + "\n".join(rows) + "\n")
    desk.goto("/places/import")
    desk.set_input_files("#file", table)
    pressed(desk, "button[name=act][value=import]")
    assert "job=" in desk.url, "it does not keep the page waiting"
    job, words = desk.url, desk.inner_text("main [role=status]")
    assert "一共 15000 行" in words or "15000 行都看过了" in words or "正在读表格" in words, words
    assert "可以离开" in desk.inner_text("main") and desk.evaluate(FITS) == []
    desk.screenshot(path=pictures / "import-progress.png", full_page=True)
    # Left, and come back to.
    desk.goto("/places")
    desk.goto("/places/import")
    if desk.locator("main a:has-text('有一次导入正在进行')").count():
        pressed(desk, "main a:has-text('有一次导入正在进行')")
        assert desk.url == job
    desk.goto(job)
    desk.wait_for_selector("main .call--ok:has-text('新增 15000')", timeout=240_000)
    assert "已导入" in desk.inner_text("main .call--ok")
    # It is nobody else's.
    other = desk.context.browser.new_context(base_url=desk.url.split("/places")[0], locale="zh-CN").new_page()
    sign_in_staff(other, head_of(demonstration, "一号社区"))
    assert other.goto(job).status in (403, 404)
    other.context.close()
    desk.goto("/places/import")
    pressed(desk, desk.locator("main table tbody tr").first.locator("button:has-text('撤回')"))
    assert "已撤回" in desk.inner_text("main")
