"""Whoever leaves a form within a second of typing and comes back finds the last words, and types on from them."""
import pytest
import walk
from hutong import ROOT, Server, demo
from test_answers_again import resident_of

FOLDERS = (ROOT / "Examples" / "t-city", ROOT / "Tests" / "Cases" / "engine" / "homes")
WHY = "[name='f.为什么']"
FORM = "/services/homes-unseen"


@pytest.fixture(scope="module")
def server():
    with Server(*FOLDERS) as running:
        yield running


@pytest.fixture(scope="module")
def people():
    return demo(*FOLDERS)


@pytest.fixture
def page(chromium, server, people):
    context = chromium.new_context(base_url=server.base, viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    walk.sign_in(page, resident_of(people, "五号社区"))
    yield page
    context.close()
    assert complaints == []


def stands(page, words):
    page.wait_for_function("words => document.querySelector(\"[name='f.为什么']\")?.value === words", arg=words)


def test_a_link_waits_for_the_last_words(page):
    for words in ("离开的", "又离开的"):
        page.goto(FORM)
        page.fill(WHY, words)
        page.locator("main a[href='/services'], main a[href='/']").first.click()
        page.wait_for_url(lambda url: not url.endswith(FORM))
        page.goto(FORM)
        assert page.input_value(WHY) == words
    page.locator(WHY).press("End")
    page.locator(WHY).press_sequentially("，接着写")
    page.wait_for_selector("text=已自动存为草稿")
    page.reload()
    assert page.input_value(WHY) == "又离开的，接着写"


def test_another_address_comes_back_to_the_last_words(page):
    page.goto(FORM)
    page.fill(WHY, "先写的")
    page.wait_for_selector("text=已自动存为草稿")
    page.fill(WHY, "先写的，后写的")
    page.goto("/messages", wait_until="commit")
    page.goto(FORM)
    stands(page, "先写的，后写的")
