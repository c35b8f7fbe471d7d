"""The audit on its page: searched, narrowed, turned over and taken away, by hand and without scripts."""
import csv
import datetime
import io
import json
import pathlib
import urllib.parse
import urllib.request

import pytest

import walk
from test_qualities import FITS, RULES, check_markup


def filled(page, **typed):
    form = page.locator("main form[action='/admin/audit']")
    for name, value in typed.items():
        field = form.locator(f"[name='{name}']")
        field.select_option(value) if name == "kind" else field.fill(value)
    walk.pressed(page, form.locator("button"))
    return page.inner_text("main")


def numbers(page):
    """Which records stand on the page, from the top."""
    return page.eval_on_selector_all("main table tbody th", "all => all.map(one => one.id)")


def records(page):
    return page.locator("main table tbody tr")


def search_often(base, member, name, times):
    headers = {"Content-Type": "application/json"}
    who = json.dumps({"login": member["login"], "password": member["password"]}).encode()
    with urllib.request.urlopen(urllib.request.Request(base + "/api/v1/session", who, headers), timeout=30) as reply:
        headers["Authorization"] = "Bearer " + json.load(reply)["token"]
    for _ in range(times):
        asked = urllib.request.Request(base + "/api/v1/inbox?q=" + urllib.parse.quote(name), headers=headers)
        with urllib.request.urlopen(asked, timeout=30) as reply:
            assert json.load(reply)["rows"]


@pytest.fixture(scope="module")
def acts(server, demonstration, chromium):
    """Two requests, one of them returned; a place that got another name."""
    elder = walk.elder_of(demonstration, "六号社区", 4)
    code, other = walk.apply(server.base, elder), walk.apply(server.base, walk.elder_of(demonstration, "七号社区", 4))
    context = chromium.new_context(base_url=server.base, locale="zh-CN")
    page = context.new_page()
    head = walk.head_of(demonstration, "六号社区")
    walk.sign_in_staff(page, head)
    page.goto(f"/requests/{code}")
    walk.use_verb(page, "退回", reason="=电话打不通，请核对。")
    context.close()
    return {"elder": elder, "code": code, "other": other, "head": head}


@pytest.fixture
def auditor(desk, demonstration, acts):
    walk.sign_in_staff(desk, walk.administrator(demonstration, "审计"))
    desk.goto("/admin/audit")
    return desk


def test_search_and_filters(auditor, acts, pictures, tmp_path):
    from axe_playwright_python.sync_playwright import Axe
    page, code, head = auditor, acts["code"], acts["head"]
    assert "谁做过什么、谁看过谁" in page.inner_text("main")
    told = filled(page, about=code)
    assert f"about={code}" in page.url and page.input_value("#about") == code
    assert "退回" in told and "=电话打不通，请核对。" in told and acts["other"] not in told
    assert head["name"] in told and f"{head['organization']}/社区主任" in told
    assert acts["elder"]["name"] not in told and acts["elder"]["name"][0] + "*" in told and "居民" in told
    page.screenshot(path=pictures / "audit-request.png", full_page=True)

    page.goto("/admin/audit")
    told = filled(page, actor=head["name"], kind="return")
    assert head["name"] not in urllib.parse.unquote(page.url) and "actor=person" in page.url, "nobody's name in an address"
    assert page.input_value("#actor") == head["name"] and page.input_value("#kind") == "return"
    assert code in told and records(page).count() >= 1
    assert set(page.locator("main table tbody tr th a").all_inner_texts()) == {head["name"]}
    # What was found stays asked for while something else is changed.
    told = filled(page, place="六号社区", kind="requests")
    assert "actor=person" in page.url and "place=" in page.url and page.input_value("#place").endswith("六号社区")
    assert code in told and acts["other"] not in told
    told = filled(page, place="七号社区")
    assert "没有这样的记录" in told
    walk.pressed(page, "a:has-text('清除条件')")
    assert page.url.endswith("/admin/audit") and records(page).count() > 1

    today = datetime.date.today()
    assert "没有这样的记录" in filled(page, **{"from": "2001-01-01", "to": "2001-12-31"})
    assert page.input_value("#to") == "2001-12-31"
    page.goto("/admin/audit")
    assert code in filled(page, kind="submit", **{"from": (today - datetime.timedelta(days=1)).isoformat()})
    (tmp_path / "audit.html").write_text("<!doctype html>" + page.evaluate("document.documentElement.outerHTML"))
    assert Axe().run(page, options=RULES).response["violations"] == [] and page.evaluate(FITS) == []
    walk.pressed(page, "main table a.mono")
    assert "about=" in page.url and "提交" in page.inner_text("main")
    check_markup(tmp_path)


def test_what_is_refused_stands_beside_its_field(auditor, pictures):
    page = auditor
    told = filled(page, actor="没有这个人", place="火星社区")
    assert page.input_value("#actor") == "没有这个人" and page.input_value("#place") == "火星社区", "what was typed stays"
    for name, words in (("actor", "没有叫「没有这个人」的工作人员"), ("place", "没有叫「火星社区」的地方")):
        field = page.locator(f"#{name}")
        assert field.get_attribute("aria-invalid") == "true" and f"{name}-e" in field.get_attribute("aria-describedby")
        assert words in page.inner_text(f"#{name}-e") and words in told
    page.screenshot(path=pictures / "audit-refused.png", full_page=True)
    page.goto("/admin/audit?from=2026-02-30&kind=nothing&to=2026-01-01")
    assert page.input_value("#from") == "2026-02-30" and "不是日期" in page.inner_text("#from-e")
    assert "没有「nothing」这一类" in page.inner_text("#kind-e")
    told = filled(page, kind="", **{"from": "2026-03-05", "to": "2026-03-04"})
    assert "到的日期早于从的日期" in page.inner_text("#to-e") and page.input_value("#from") == "2026-03-05"
    assert page.goto("/admin/audit?cursor=x&lang=en").status == 422
    assert "no such place to go on from" in page.inner_text("main")
    page.goto("/admin/audit?lang=zh")


def test_pages_are_turned_by_keys_and_stay(auditor, server, demonstration):
    page = auditor
    elder = walk.elder_of(demonstration, "五号社区", 5)
    walk.apply(server.base, elder)
    # More than a page of records: somebody searches and searches.
    search_often(server.base, walk.head_of(demonstration, "五号社区"), elder["name"], 55)
    page.goto("/admin/audit")
    first = numbers(page)
    assert len(first) == 50 and not page.is_visible("nav a:has-text('回到第一页')")
    page.focus("nav a:has-text('下一页')")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    second = numbers(page)
    assert second and len(set(first + second)) == len(first) + len(second)
    walk.apply(server.base, walk.elder_of(demonstration, "六号社区", 6))
    page.reload()
    assert numbers(page) == second, "what is new moves nothing"
    walk.pressed(page, "nav a:has-text('回到第一页')")
    assert page.url.endswith("/admin/audit")


def test_an_export_says_what_for(auditor, acts):
    page = auditor
    filled(page, about=acts["code"])
    page.click("summary:has-text('导出这些记录')")
    page.evaluate("document.querySelector('#purpose').required = false")
    walk.pressed(page, "button:has-text('导出表格')")
    assert "请写导出的用途" in page.inner_text("#purpose-e") and page.is_visible("#purpose")
    page.fill("#purpose", "年度检查")
    with page.expect_download() as waited:
        page.click("button:has-text('导出表格')")
    content = pathlib.Path(waited.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and waited.value.suggested_filename == "audit.csv"
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    returned = next(row for row in rows if row["做了什么"] == "退回")
    assert returned["原因"] == "'=电话打不通，请核对。" and returned["谁"] == acts["head"]["name"]
    assert acts["elder"]["name"] not in content.decode()
    page.goto("/admin/audit?kind=exports")
    told = page.inner_text("main")
    assert "导出审计记录" in told and "年度检查" in told


def test_on_a_phone_without_scripts_in_both_languages(chromium, server, demonstration, acts, pictures, tmp_path):
    from axe_playwright_python.sync_playwright import Axe
    for script in (True, False):
        context = chromium.new_context(
            base_url=server.base, viewport={"width": 360, "height": 740}, locale="zh-CN", java_script_enabled=script,
            reduced_motion="reduce")
        page = context.new_page()
        page.goto("/sign-in/staff")
        member = walk.administrator(demonstration, "审计")
        page.fill("#login", member["login"])
        page.fill("#password", member["password"])
        page.locator("button", has_text="登录").click()
        page.goto("/admin/audit")
        told = filled(page, about=acts["code"])
        assert "退回" in told and acts["code"] in told
        if script:
            assert page.evaluate(FITS) == []
            assert Axe().run(page, options=RULES).response["violations"] == []
            page.screenshot(path=pictures / "audit-phone.png", full_page=True)
        page.goto("/admin/audit?kind=return&lang=en")
        told = page.inner_text("main")
        assert "returned" in told and "Who did it" in told and "退回" not in told.split("Records")[1].split("Export")[0]
        context.close()
