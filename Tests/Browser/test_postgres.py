"""The main walk and the pages that ask the most of a store, against a server on PostgreSQL."""
import pytest
import walk
from conftest import EXAMPLES
from hutong import Server
from postgres import Postgres
from test_places import merge_and_take_back


@pytest.fixture(scope="module")
def server():
    try:
        database = Postgres()
    except (RuntimeError, KeyError, OSError) as missing:
        pytest.skip(f"no PostgreSQL here: {missing}")
    try:
        with Server(*EXAMPLES, store=database.database()) as running:
            yield running
    finally:
        database.close()


def test_apply_approve_follow_on_postgresql(phone, desk, demonstration):
    code = walk.apply_approve_follow(phone, desk, demonstration, "五号社区")
    desk.goto(f"/requests/{code}")
    assert code in desk.inner_text("main")
    for sort in ("arrived", "-urgency", "due", "-opened"):
        reply = desk.goto(f"/queue?sort={sort}&overdue=true&hands=nobody&service=elder-check&step=社区核对")
        assert reply.status == 200, sort
    desk.goto("/figures/elder-check?period=7&at=door")
    words = desk.locator("main").text_content()
    assert "没有记录" in words and "过「社区核对」" in words and "1单元" not in words


def test_administrators_see_figures_and_posts_on_postgresql(desk, demonstration):
    walk.sign_in_staff(desk, walk.administrator(demonstration))
    for path in walk.ADMIN_PAGES.values():
        assert desk.goto(path).status == 200, path
    assert all(desk.goto(path).status == 404 for path in (*walk.SECURITY_PAGES.values(), *walk.AUDIT_PAGES.values()))
    desk.context.clear_cookies()
    walk.sign_in_staff(desk, walk.administrator(demonstration, "审计"))
    assert desk.goto("/admin/audit").status == 200 and desk.goto("/admin/looks").status == 404
    desk.context.clear_cookies()
    walk.sign_in_staff(desk, walk.administrator(demonstration, "安全"))
    assert desk.goto("/admin/looks").status == 200
    desk.goto("/directory?q=三号社区居民委员会")
    walk.pressed(desk, desk.locator("tbody a").first)
    walk.pressed(desk, desk.locator("tbody a[href^='/directory/posts/']").first)
    assert "任职" in desk.inner_text("main")


def test_places_change_and_go_back_on_postgresql(desk, demonstration):
    merge_and_take_back(desk, demonstration)
    desk.goto("/figures/elder-check?period=all&tree=then&at=community")
    assert "按当时的地名" in desk.inner_text("main")
    for path in ("/rights", "/places/import"):
        assert desk.goto(path).status == 200, path
    place = next(p["code"] for p in demonstration["places"] if p["name"] == "五号社区")
    desk.context.clear_cookies()
    walk.sign_in_staff(desk, walk.head_of(demonstration, "五号社区"))
    for path in (f"/queue?tree=then&place={place}", "/mandates"):
        assert desk.goto(path).status == 200, path
    desk.context.clear_cookies()
    walk.sign_in(desk, walk.elder_of(demonstration, "五号社区"))
    for path in ("/me", "/me/mandates/new"):
        assert desk.goto(path).status == 200, path
