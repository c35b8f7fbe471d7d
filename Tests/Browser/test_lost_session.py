"""A session that is over while a form is open: after signing in again the page is there with what was typed."""
import re

import pytest
import walk


@pytest.mark.parametrize("script", [True, False])
def test_signing_in_again_leads_back_to_the_form_with_what_was_typed(chromium, server, demonstration, script):
    resident = walk.elder_of(demonstration, "二号社区", 1 if script else 2)
    context = chromium.new_context(
        base_url=server.base, viewport={"width": 390, "height": 844}, locale="zh-CN", java_script_enabled=script)
    page, seen = context.new_page(), []
    page.on("request", lambda request: seen.append(request.url))
    walk.sign_in(page, resident)
    page.goto("/services/elder-check")
    context.clear_cookies(name=re.compile("hutong"))
    page.fill("[name='f.电话']", "19912345678")
    if script:
        page.wait_for_selector("text=登录过期了")
        assert page.input_value("[name='f.电话']") == "19912345678"
    walk.pressed(page, "button:has-text('继续')")
    page.wait_for_selector("text=登录过期了")
    page.fill("#phone", resident["phone"])
    walk.pressed(page, "button:has-text('获取验证码')")
    words = page.inner_text("main")
    # A wrong code loses nothing either.
    page.fill("#code", "000000")
    walk.pressed(page, "button:has-text('登录')")
    page.wait_for_selector(".call--bad")
    page.fill("#code", next(w for w in words.split() if w.isdigit() and len(w) == 6))
    walk.pressed(page, "button:has-text('登录')")
    page.wait_for_selector("[name='f.电话']")
    assert page.input_value("[name='f.电话']") == "19912345678"
    assert not any("19912345678" in url or resident["phone"] in url for url in seen)
    context.close()


def test_nobody_else_gets_what_was_typed(chromium, server, demonstration):
    first, second = walk.elder_of(demonstration, "二号社区", 3), walk.elder_of(demonstration, "二号社区", 4)
    context = chromium.new_context(base_url=server.base, viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    walk.sign_in(page, first)
    page.goto("/services/elder-check")
    context.clear_cookies(name=re.compile("hutong"))
    page.fill("[name='f.电话']", "19912345678")
    walk.pressed(page, "button:has-text('继续')")
    page.fill("#phone", second["phone"])
    walk.pressed(page, "button:has-text('获取验证码')")
    page.fill("#code", next(w for w in page.inner_text("main").split() if w.isdigit() and len(w) == 6))
    walk.pressed(page, "button:has-text('登录')")
    page.wait_for_selector("nav.tabbar")
    page.goto("/services/elder-check")
    assert page.input_value("[name='f.电话']") != "19912345678"
    context.close()
