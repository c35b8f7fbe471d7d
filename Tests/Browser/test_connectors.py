"""What people see of other systems: the button that tries a silent one again, and what became of messages that left."""
import pathlib
import tempfile
import time

import pytest
import walk
from hutong import Server, demo
from test_answers_again import faults, validate
from test_calls import System, allowed, wait
from test_calls import bundle as calling
from test_texts import bundle as texting


class Town:
    """A server with a bundle of its own, another system whose answer the test chooses, and browsers."""

    def __init__(self, chromium, folder, system, width):
        self.system, self.chromium, self.width = system, chromium, width
        self.people = demo(folder)
        self.server = Server(
            folder, options=["--demo", "--connectors", str(allowed(folder.parent, system.url))]).start()
        self.contexts = []

    def page(self, **options):
        options = {"viewport": {"width": self.width, "height": 900}, "locale": "zh-CN", **options}
        context = self.chromium.new_context(base_url=self.server.base, **options)
        self.contexts.append(context)
        return context.new_page()

    def close(self):
        for context in self.contexts:
            context.close()
        self.server.stop()
        self.system.close()


def town_of(make, chromium, width=1280, **options):
    system = System(lambda body, count: system.fault(body))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="hutong-connectors-")) / "bundle"
    return Town(chromium, make(folder, system.url, **options), system, width)


def until(page, check, seconds=180):
    """Loads the page again until something stands there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page.reload()
        if check(page.inner_text("main")):
            return
        time.sleep(0.3)
    raise AssertionError(page.inner_text("main"))


@pytest.fixture
def asking(chromium):
    town = town_of(calling, chromium, retry=0, down="alarm")
    yield town
    town.close()


def apply(town, service):
    resident = town.people["residents"][0]
    person = town.server.resident(resident["phone"])
    reply = person.apply(service, {"事由": "好"})
    assert reply.status_code == 201, reply.text
    return reply.json()["code"], person


def tending_of(town, code):
    """Who has a request that stands, once it does."""
    wait(lambda: town.server.resident(town.people["residents"][0]["phone"])
         .get(f"/api/v1/requests/{code}").json()["state"] == "blocked")
    return next(m for m in town.people["staff"]
                if town.server.staff(m).get(f"/api/v1/requests/{code}").json().get("retries"))


def seeing(town, code):
    """The head of a community who may see a request."""
    return next(m for m in town.people["staff"] if m["post"] == "社区主任"
                and town.server.staff(m).get(f"/api/v1/requests/{code}").status_code == 200)


def test_a_silent_system_is_tried_again_by_a_button(asking):
    asking.system.fault = lambda _: (503, b"")
    code, person = apply(asking, "compare")
    tending = tending_of(asking, code)
    page = asking.page()
    walk.sign_in_staff(page, tending)
    page.goto("/queue")
    assert code in page.inner_text("main") and "受阻" in page.inner_text("main")
    page.goto(f"/requests/{code}")
    assert "「公安比对」没有答复：对方回了 503" in page.inner_text("main")
    table = page.locator(".table-wrap[aria-label='和别的系统的往来']")
    assert table.locator("tbody tr").count() == 1 and "对方回了 503" in table.inner_text()
    # Still silent: the call leaves again, and the request stays where it is.
    walk.pressed(page, "button:has-text('再试一次（比对）')")
    until(page, lambda _: table.locator("tbody tr").count() == 2)
    assert page.is_visible("button:has-text('再试一次（比对）')")
    # With the keyboard alone, once the system answers.
    asking.system.fault = lambda _: (200, b'{"ok": true}')
    page.focus("button:has-text('再试一次（比对）')")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    until(page, lambda words: "已答复" in words)
    assert page.locator("button:has-text('再试一次')").count() == 0
    assert table.locator("tbody tr").count() == 3 and "已答复" in table.inner_text()
    assert person.get(f"/api/v1/requests/{code}").json()["state"] == "done"
    assert len({h["Idempotency-Key"] for _, h, _ in asking.system.calls}) == 1


def test_a_page_that_was_overtaken_says_so(asking):
    asking.system.fault = lambda _: (503, b"")
    code, _ = apply(asking, "compare")
    tending = tending_of(asking, code)
    first, second = asking.page(), asking.page()
    for page in (first, second):
        walk.sign_in_staff(page, tending)
        page.goto(f"/requests/{code}")
    asking.system.fault = lambda _: (200, b'{"ok": true}')
    walk.pressed(first, "button:has-text('再试一次（比对）')")
    until(first, lambda _: first.locator("button:has-text('再试一次')").count() == 0)
    walk.pressed(second, "button:has-text('再试一次（比对）')")
    assert second.locator(".call--bad").count() == 1 and "办结" in second.inner_text(".call--bad")


@pytest.fixture(params=[1280, 390])
def telling(request, chromium):
    town = town_of(texting, chromium, width=request.param, retry=0)
    yield town
    town.close()


def test_what_became_of_messages_stands_on_the_page(telling):
    telling.system.fault = lambda _: (200, b'{"code": 0}')
    sent, person = apply(telling, "told")
    page = telling.page()
    walk.sign_in_staff(page, seeing(telling, sent))
    page.goto(f"/requests/{sent}")
    assert page.locator(".table-wrap[aria-label='短信和没有送到的消息']").count() == 0, "nothing left yet"
    walk.pressed(page, page.get_by_role("button", name="同意", exact=True))
    page.goto(f"/requests/{sent}")
    until(page, lambda words: "已发出" in words)
    rows = page.locator(".table-wrap[aria-label='短信和没有送到的消息'] tbody tr")
    assert rows.count() == 1 and "申请人" in rows.inner_text() and "短信" in rows.inner_text()
    phone = telling.people["residents"][0]["phone"]
    assert phone not in page.content(), "the number stands nowhere"
    # One that the gateway does not take.
    telling.system.fault = lambda _: (200, b'{"code": 9}')
    lost, _ = apply(telling, "told")
    page.goto(f"/requests/{lost}")
    walk.pressed(page, page.get_by_role("button", name="同意", exact=True))
    page.goto(f"/requests/{lost}")
    until(page, lambda words: "没有送到：对方没有收下" in words)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing is cut off"
    page.goto("/messages")
    assert "短信没有送到申请人" in page.inner_text("main")
    page.goto(f"/requests/{lost}?lang=en")
    assert "Text messages, and what reached nobody" in page.inner_text("main")
    assert "did not take it" in page.inner_text("main")
    # Whoever applied is not told about channels.
    own = telling.page()
    walk.sign_in(own, telling.people["residents"][0])
    own.goto(f"/requests/{lost}")
    assert "没有送到" not in own.inner_text("main")


def test_the_page_is_in_order(telling, tmp_path):
    telling.system.fault = lambda _: (503, b"")
    code, _ = apply(telling, "told")
    page = telling.page()
    walk.sign_in_staff(page, seeing(telling, code))
    page.goto(f"/requests/{code}")
    walk.pressed(page, page.get_by_role("button", name="同意", exact=True))
    page.goto(f"/requests/{code}")
    until(page, lambda words: "没有送到" in words)
    assert faults(page) == []
    validate({"request": page.content()}, tmp_path)
