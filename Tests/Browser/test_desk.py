"""What staff and administrators do at their desks."""
import re

import pytest
import walk
from hutong import ROOT


@pytest.fixture
def browser_of(chromium, server):
    """A browser of its own for each member of staff."""
    contexts = []

    def fresh(member):
        context = chromium.new_context(base_url=server.base, viewport={"width": 1280, "height": 900}, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        walk.sign_in_staff(page, member)
        return page

    yield fresh
    for context in contexts:
        context.close()


def codes(page):
    return [words.split(" · ")[0] for words in page.locator("tbody th small.num").all_inner_texts()]


def test_order_and_filters_keep_their_place(browser_of, server, demonstration):
    made = [walk.apply(server.base, walk.elder_of(demonstration, "五号社区", i)) for i in range(4, 7)]
    page = browser_of(walk.head_of(demonstration, "五号社区"))
    page.goto("/queue")
    assert [c for c in codes(page) if c in made] == made
    walk.pressed(page, "thead a:has-text('事项')")
    assert "sort=opened" in page.url
    walk.pressed(page, "thead a:has-text('事项')")
    assert "sort=-opened" in page.url and page.get_attribute("thead th[aria-sort]", "aria-sort") == "descending"
    assert [c for c in codes(page) if c in made] == made[::-1]
    page.select_option("#filter-service", "elder-check")
    walk.pressed(page, "button:has-text('筛选')")
    page.select_option("#filter-step", "社区核对")
    walk.pressed(page, "button:has-text('筛选')")
    assert {"sort=-opened", "service=elder-check"} <= set(re.split("[?&]", page.url))
    assert [c for c in codes(page) if c in made] == made[::-1]
    place = page.locator("#filter-place option").nth(2).get_attribute("value")
    page.select_option("#filter-place", place)
    page.check("[name=overdue]")
    walk.pressed(page, "button:has-text('筛选')")
    assert codes(page) == [] and "没有要办的" in page.inner_text("main")
    page.go_back()
    walk.pressed(page, f"tr:has-text('{made[1]}') a")
    page.click("a:has-text('打开全页')")
    page.wait_for_url("**/requests/**")
    walk.pressed(page, "a.back")
    assert "sort=-opened" in page.url and "service=elder-check" in page.url and "open=" not in page.url
    # A verb on the request's own page keeps the way back too.
    walk.pressed(page, f"tr:has-text('{made[1]}') a")
    walk.pressed(page, "a:has-text('打开全页')")
    walk.pressed(page, page.get_by_role("button", name="同意", exact=True))
    walk.pressed(page, "a.back")
    assert "sort=-opened" in page.url and made[1] not in codes(page)


def test_several_at_once_are_answered_one_by_one(browser_of, server, demonstration):
    made = [walk.apply(server.base, walk.elder_of(demonstration, "五号社区", i)) for i in range(7, 9)]
    member = walk.head_of(demonstration, "五号社区")
    first, second = browser_of(member), browser_of(member)
    for page in (first, second):
        page.goto("/queue")
        for code in made:
            page.check(f"[name=codes][value='{code}']")
    second.uncheck(f"[name=codes][value='{made[1]}']")
    walk.pressed(second, "button:has-text('同意所选')")
    second.wait_for_selector("#answers")
    assert "办成 1 件，没办成 0 件" in second.inner_text("#answers")
    walk.pressed(first, "button:has-text('同意所选')")
    first.wait_for_selector("#answers")
    lines = first.locator("#answers li").all_inner_texts()
    assert "办成 1 件，没办成 1 件" in first.inner_text("#answers")
    assert any(made[0] in line and "没办成" in line and "办结" in line for line in lines), lines
    assert any(made[1] in line and "已办" in line for line in lines), lines


@pytest.mark.parametrize("width, elders", [(360, (2, 3)), (1280, (4, 5))])
def test_what_was_not_done_to_several_stays_ticked(chromium, server, demonstration, width, elders):
    made = [walk.apply(server.base, walk.elder_of(demonstration, "十号社区", n)) for n in elders]
    context = chromium.new_context(base_url=server.base, viewport={"width": width, "height": 780}, locale="zh-CN")
    page = context.new_page()
    walk.sign_in_staff(page, walk.head_of(demonstration, "十号社区"))
    page.goto("/queue")
    assert page.locator("#bulk-reason").bounding_box()["width"] > 180, "words can be read while they are typed"
    for code in made:
        page.check(f"input[value='{code}']")
    walk.pressed(page, "button:has-text('退回所选')")
    lines = page.locator("#answers li").all_inner_texts()
    assert "没办成 2 件" in page.inner_text("#answers") and all(any(code in line for line in lines) for code in made)
    assert all(page.is_checked(f"input[value='{code}']") for code in made)
    page.fill("#bulk-reason", "请补上体检表")
    walk.pressed(page, "button:has-text('退回所选')")
    assert "办成 2 件" in page.inner_text("#answers")
    context.close()


def appoint(page, organization, post, member, place=""):
    """An administrator puts somebody on a post."""
    open_post(page, organization, post, place)
    page.locator("summary", has_text="任命").click()
    page.fill("#find-person", member["name"])
    walk.pressed(page, "form:has(#find-person) button")
    option = page.locator("#choose-person option", has_text=member["name"]).first.get_attribute("value")
    page.select_option("#choose-person", option)
    walk.pressed(page, page.get_by_role("button", name="任命", exact=True))
    assert "已任命" in page.inner_text("main .call--ok") and member["name"] in page.inner_text("main")


def open_post(page, organization, post, place=""):
    """A post's page, found as one looks for it: the organisation, then the post in it."""
    page.goto(f"/directory?q={organization}")
    walk.pressed(page, page.locator("tbody a", has_text=re.compile(rf"^\s*{organization}\s*$")).first)
    row = page.locator("tr", has_text=place).locator("a", has_text=re.compile(rf"^\s*{post}\s*$"))
    walk.pressed(page, row.first)


def test_two_at_one_request_see_each_other_and_the_loser_is_told_who_has_it(browser_of, server, demonstration):
    code, worker = walk.apply_for_a_stall(server.base, demonstration, walk.elder_of(demonstration, "三号社区"), "三号社区")
    second = walk.head_of(demonstration, "四号社区")
    appoint(browser_of(walk.administrator(demonstration, "安全")), "三号社区居民委员会", "网格岗", second, "一号小区")
    mine, other = browser_of(worker), browser_of(second)
    mine.goto(f"/requests/{code}")
    assert not mine.is_visible("[data-presence]")
    other.goto(f"/requests/{code}")
    assert worker["name"] in other.inner_text("[data-presence]")
    mine.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    mine.wait_for_selector("[data-presence]:not([hidden])")
    assert second["name"] in mine.inner_text("[data-presence]")
    # Both hand it on; the second one hears where it is now.
    for page in (mine, other):
        box = page.locator("main details", has=page.locator("summary", has_text="转办")).first
        box.locator("summary").click()
        box.locator("select[name=to]").select_option(label="三号社区居民委员会/社区主任")
        box.locator("textarea").fill("我今天去培训")
    for page in (mine, other):
        walk.pressed(page, page.locator("main details[open] button").last)
    assert "三号社区居民委员会/社区主任" in other.inner_text(".call--bad")


def test_who_is_removed_from_a_post_decides_no_more(browser_of, server, demonstration):
    code = walk.apply(server.base, walk.elder_of(demonstration, "七号社区", 3))
    member = walk.head_of(demonstration, "七号社区")
    page, admin = browser_of(member), browser_of(walk.administrator(demonstration, "安全"))
    page.goto(f"/requests/{code}")
    open_post(admin, "七号社区居民委员会", "社区主任")
    walk.pressed(admin, admin.locator("tr", has_text=member["name"]).get_by_role("button").first)
    assert "空缺" in admin.inner_text("main") and f"免去{member['name']}" in admin.inner_text("main")
    admin.goto("/directory")
    walk.pressed(admin, admin.get_by_role("link", name=re.compile("空缺的岗位")))
    assert "七号社区居民委员会" in admin.inner_text("main tbody")
    walk.pressed(page, page.get_by_role("button", name="同意", exact=True))
    assert "没有找到" in page.inner_text("main")
    page.goto("/queue")
    assert code not in page.inner_text("main")


def test_a_post_offers_the_sentences_it_uses(browser_of, server, demonstration):
    made = [walk.apply(server.base, walk.elder_of(demonstration, "六号社区", i)) for i in range(5, 8)]
    page = browser_of(walk.head_of(demonstration, "六号社区"))
    sentence = "请带医保卡原件到社区。"
    for code in made[:2]:
        page.goto(f"/requests/{code}")
        assert page.locator(f"option[value='{sentence}']").count() == 0
        walk.use_verb(page, "退回", reason=sentence)
    page.goto(f"/requests/{made[2]}")
    box = page.locator("main details", has=page.locator("summary", has_text="退回")).first
    box.locator("summary").click()
    box.locator("select[name=template]").select_option(sentence)
    walk.pressed(page, box.locator("button").last)
    assert sentence in page.inner_text("main")


def test_figures_say_what_they_are_made_of(browser_of, server, demonstration):
    walk.apply(server.base, walk.elder_of(demonstration, "八号社区", 4))
    page = browser_of(walk.head_of(demonstration, "八号社区"))
    page.goto("/figures/elder-check")
    words = page.inner_text("main")
    assert "谁打开过表单不记录" in words and "没有算进去" in words
    page.locator("summary", has_text="看表格").first.click()
    table = page.locator("details[open] table").first.inner_text()
    assert "打开表单" in table and "没有记录" in table and "草稿" in table
    walk.pressed(page, "nav a:has-text('按门牌号')")
    assert "at=door" in page.url
    assert page.locator(".table-wrap[aria-label='分地方的件数'] tbody tr").count() >= 1
    walk.pressed(page, page.locator(".table-wrap[aria-label='分地方的件数'] tbody a").first)
    assert "place=" in page.url and page.is_visible("nav a:has-text('我的全部地方')")
    page.goto("/figures/elder-check?from=2001-01-01&until=2001-02-01")
    assert "这段时间还没有数" in page.inner_text("main")
    assert page.goto("/figures/elder-check?place=9901").status == 404, "above the territory"


def test_administrators_send_files_and_drop_them(browser_of, demonstration):
    page = browser_of(walk.administrator(demonstration))
    files = sorted((ROOT / "Examples/hall-booking").glob("*.yaml"))
    page.goto("/admin/releases")
    page.set_input_files("#files", files)
    walk.pressed(page, "button:has-text('先看看')")
    assert "service/hall-booking" in page.inner_text("main")
    assert page.input_value("#bundle").count("# file: ") == len(files), "what was sent can be published as it stands"
    page.goto("/admin/releases")
    broken = files[1].read_text().replace("title:", "titel:", 1)
    page.evaluate("""([name, text]) => {
      const carried = new DataTransfer();
      carried.items.add(new File([text], name));
      document.querySelector('[data-drop]').dispatchEvent(
        new DragEvent('drop', {dataTransfer: carried, bubbles: true, cancelable: true}));
    }""", [files[1].name, broken])
    walk.pressed(page, "button:has-text('先看看')")
    assert re.search(rf"{re.escape(files[1].name)}:\d+:\d+ ", page.inner_text("main")), "a finding has its place"
    page.set_input_files("#files", {"name": "x.yaml", "mimeType": "text/yaml", "buffer": b"\xff\xfe\x00"})
    walk.pressed(page, "button:has-text('先看看')")
    assert "不是 UTF-8 文本" in page.inner_text("main")


def test_the_second_factor_has_its_place_and_is_not_asked_for(chromium, server):
    page = chromium.new_context(base_url=server.base, locale="zh-CN").new_page()
    page.goto("/sign-in/staff")
    assert page.is_disabled("#one-time") and "还没有启用" in page.inner_text("main")
    page.context.close()


def test_the_system_page_shows_store_and_servers(browser_of, server, demonstration):
    page = browser_of(walk.administrator(demonstration))
    page.goto("/admin/system")
    words = page.inner_text("main")
    assert "在办的步骤" in words and "登录着的" in words
    assert page.locator(".table-wrap[aria-label='服务器'] tbody tr").count() >= 1
