"""The elderly health check on the pages of the demonstration city, as its people go through it: an elder applies for
herself, a daughter for her mother, the community returns one with a reason, it is corrected and approved; elsewhere a list
is closed for the hospital, which decides line by line; the district sees every figure as it happens."""
import pytest
import walk
from conftest import EXAMPLES
from hutong import Server, demo


@pytest.fixture(scope="module")
def demonstration():
    return demo(EXAMPLES[0])


@pytest.fixture(scope="module")
def server():
    with Server(EXAMPLES[0]) as running:
        yield running


@pytest.fixture
def browser_of(chromium, server):
    """A browser of its own for each person."""
    contexts = []

    def fresh(width):
        context = chromium.new_context(
            base_url=server.base, viewport={"width": width, "height": 844}, locale="zh-CN", is_mobile=width < 600,
            has_touch=width < 600)
        contexts.append(context)
        page = context.new_page()
        return page

    yield fresh
    for context in contexts:
        context.close()


def resident(browser_of, person):
    page = browser_of(390)
    walk.sign_in(page, person)
    return page


def staff(browser_of, member):
    page = browser_of(1280)
    walk.sign_in_staff(page, member)
    return page


def send(page):
    """From a page of the form to the receipt: the number."""
    walk.to_check(page, 体检日期=walk.DAY)
    page.click("button:has-text('提交')")
    page.wait_for_selector(".receipt__no")
    return page.inner_text(".receipt__no").strip()


def figures(page):
    """What the district sees of the service: {title: number}."""
    page.goto("/figures/elder-check")
    shown = page.locator("main dl.stats > div")
    return {shown.nth(at).locator("dt").inner_text(): shown.nth(at).locator("dd").first.inner_text()
            for at in range(shown.count())}


def mother_and_daughter(demonstration, community):
    place = next(p["code"] for p in demonstration["places"] if p["name"] == community)
    here = [r for r in demonstration["residents"] if r["place"].startswith(place)]
    elders = {r["id_number"]: r for r in here if r["birth_date"] < "1960"}
    for child in here:
        for other in child["family"]:
            if other["relation"] == "父母" and other["id_number"] in elders and elders[other["id_number"]]["gender"] == "2":
                return elders[other["id_number"]], child
    raise AssertionError(f"no mother with a child in {community}")


def test_one_review_by_the_community(browser_of, demonstration):
    mother, daughter = mother_and_daughter(demonstration, "五号社区")
    elder = next(r for r in (walk.elder_of(demonstration, "五号社区", i) for i in range(9)) if r != mother)
    district = staff(browser_of, next(s for s in demonstration["staff"] if s["organization"] == "一区人民政府"))
    assert figures(district)["通过人数"] == "0"

    own = resident(browser_of, elder)
    walk.pressed(own, "text=老年人免费体检")
    assert own.input_value("[name='f.姓名']") == elder["name"]
    assert "来自您的档案" in own.inner_text("[data-field='姓名']"), "where it comes from"
    first = send(own)

    hers = resident(browser_of, daughter)
    walk.pressed(hers, "text=老年人免费体检")
    walk.pressed(hers, f"nav a:has-text('{mother['name']}')")
    assert hers.input_value("[name='f.姓名']") == mother["name"], "the mother's own facts"
    second = send(hers)

    head = staff(browser_of, walk.head_of(demonstration, "五号社区"))
    head.goto(f"/requests/{first}")
    walk.use_verb(head, "退回", "电话打不通，请留家属的号码")
    own.goto("/")
    own.goto("/messages")
    assert "电话打不通" in own.inner_text("main")
    own.goto(f"/requests/{first}")
    walk.pressed(own, "a:has-text('去补正')")
    own.fill("[name='f.电话']", "13900005678")
    own.click("button:has-text('提交补正')")
    own.wait_for_url(f"**/requests/{first}")
    head.goto(f"/requests/{first}")
    assert "13900005678" in head.inner_text("main") and "原来是" in head.inner_text("main")

    head.goto("/queue")
    for code in (first, second):
        head.check(f"[name=codes][value='{code}']")
    walk.pressed(head, "button:has-text('同意所选')")
    assert "办成 2 件，没办成 0 件" in head.inner_text("#answers")
    assert figures(district)["通过人数"] == "2", "counted as it happens"
    for page, code in ((own, first), (hers, second), (resident(browser_of, mother), second)):
        page.goto(f"/requests/{code}")
        assert "办结" in page.inner_text("main")
        if page != hers:
            page.goto("/messages")
            assert "您的申请已通过" in page.inner_text("main")


def test_a_list_goes_to_the_hospital(browser_of, server, demonstration):
    elders = [walk.elder_of(demonstration, "九号社区", i) for i in range(3)]
    district = staff(browser_of, next(s for s in demonstration["staff"] if s["organization"] == "二区人民政府"))
    page = resident(browser_of, elders[0])
    walk.pressed(page, "text=老年人免费体检")
    codes = [send(page)] + [walk.apply(server.base, elder) for elder in elders[1:]]

    head = staff(browser_of, walk.head_of(demonstration, "九号社区"))
    head.goto("/queue")
    for code in codes:
        head.check(f"[name=codes][value='{code}']")
    walk.pressed(head, "button:has-text('同意所选')")
    assert "办成 3 件" in head.inner_text("#answers")
    hospital = staff(browser_of, next(s for s in demonstration["staff"] if s["organization"] == "测试市社区医院"))
    hospital.goto("/queue")
    assert codes[0] not in hospital.inner_text("main"), "not before the list is closed"
    head.goto("/queue?state=held")
    for code in codes:
        head.check(f"[name=codes][value='{code}']")
    walk.pressed(head, "button:has-text('封单送出')")
    assert "办成 3 件，没办成 0 件" in head.inner_text("#answers")

    hospital.goto("/queue")
    for code in codes[:2]:
        hospital.check(f"[name=codes][value='{code}']")
    walk.pressed(hospital, "button:has-text('同意所选')")
    assert "办成 2 件" in hospital.inner_text("#answers")
    hospital.goto(f"/requests/{codes[2]}")
    walk.use_verb(hospital, "不同意", "近期住过院，请先由主治医生确认")
    seen = figures(district)
    assert (seen["通过人数"], seen["未通过人数"]) == ("2", "1"), seen
    page.goto("/messages")
    assert "您的申请已通过" in page.inner_text("main")
    last = resident(browser_of, elders[2])
    last.goto(f"/requests/{codes[2]}")
    assert "近期住过院" in last.inner_text("main")


def test_where_no_review_is_needed_it_is_done_at_once_and_no_other_variant_is_seen(browser_of, demonstration):
    page = resident(browser_of, walk.elder_of(demonstration, "一号社区"))
    assert "医院安排" not in page.inner_text("main")
    walk.pressed(page, "text=老年人免费体检")
    assert "医院" not in page.inner_text("h1") and "社区核对" not in page.inner_text("main")
    code = send(page)
    page.goto(f"/requests/{code}")
    assert "办结" in page.inner_text("main")
