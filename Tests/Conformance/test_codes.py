"""Residents outside a demonstration: codes for signing in leave by a gateway that runs beside the test; on both stores."""
import pathlib
import re
import shutil
import time

import pytest
import requests

from hutong import Person, Server, run
from test_calls import System, allowed
from test_texts import bundle

KNOWN, STRANGER = "13900000001", "13900000002"
TAKEN = (200, b'{"code": 0}')


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def prepared(request, tmp_path_factory):
    """A store without a demonstration in which one resident has a phone, that no server has open; its bundle, and the
    gateway whose answer a test chooses."""
    folder = tmp_path_factory.mktemp("codes")
    postgres = request.getfixturevalue("postgres") if request.param == "postgres" else None
    store = postgres.database() if postgres else f"sqlite:{folder}/hutong.sqlite"
    system = System(lambda body, count: system.fault(body))
    told = bundle(folder / "told", system.url, timeout="5 秒")
    options = ["--connectors", str(allowed(folder, system.url))]
    with Server(told, store=store, data=str(folder), options=options) as server:
        pass
    assert server.process.returncode == 0
    status, _, err = run("account", "--phone", "139 0000 0001", "--name", "周大娘", "--store", store)
    assert status == 0, err
    yield told, options, store, postgres, system
    system.close()


@pytest.fixture
def town(prepared, tmp_path):
    """A server on a copy of the store."""
    folder, options, kept, postgres, system = prepared
    system.fault = lambda _: TAKEN
    system.calls.clear()
    if postgres:
        store = postgres.database(like=kept)
    else:
        for path in pathlib.Path(kept.removeprefix("sqlite:")).parent.glob("hutong.sqlite*"):
            shutil.copy(path, tmp_path)
        store = f"sqlite:{tmp_path}/hutong.sqlite"
    server = Server(folder, store=store, data=str(tmp_path), options=options).start()
    yield server, system
    server.stop()


def ask(server, phone):
    return requests.post(
        server.base + "/api/v1/session/code", json={"phone": phone}, headers={"Accept-Language": "zh"}, timeout=60)


def digits(system, at=-1):
    return re.search(r"验证码 (\d{6})", system.calls[at][2]["content"]).group(1)


def test_a_resident_signs_in_with_the_code_of_the_text(town):
    server, system = town
    reply = ask(server, KNOWN)
    assert (reply.status_code, reply.json()) == (200, {"sent": True, "seconds": 300})
    path, headers, body = system.calls[0]
    assert body["mobile"] == KNOWN and headers["Authorization"] == "Bearer geheim"
    code = digits(system)
    wrong = "000000" if code != "000000" else "000001"
    assert requests.post(server.base + "/api/v1/session", json={"phone": KNOWN, "code": wrong}, timeout=60).status_code == 401
    person = Person(server.base).enter({"phone": KNOWN, "code": code})
    assert person.who["kind"] == "resident" and person.who["name"] == "周大娘"
    # Once.
    assert requests.post(server.base + "/api/v1/session", json={"phone": KNOWN, "code": code}, timeout=60).status_code == 401
    assert server.metric("hutong_codes_total", result="sent") == 1


def test_a_stranger_hears_the_same_and_reads_why(town):
    server, system = town
    replies = [ask(server, KNOWN), ask(server, STRANGER)]
    assert len({(r.status_code, r.content) for r in replies}) == 1
    assert [c[2]["mobile"] for c in system.calls] == [KNOWN, STRANGER]
    assert "还没有登记" in system.calls[1][2]["content"] and not re.search(r"\d{4}", system.calls[1][2]["content"])
    system.fault = lambda _: (503, b"")
    replies = [ask(server, KNOWN), ask(server, STRANGER)]
    assert len({(r.status_code, r.content) for r in replies}) == 1


def slow(_):
    """Longer than the gateway may take."""
    time.sleep(7)
    return TAKEN


@pytest.mark.parametrize("fault", [
    slow, lambda _: None, lambda _: (503, b""), lambda _: (200, b'{"code": 9}'), lambda _: (200, b"OK"),
    lambda _: (200, b'{"code": "0"}'), lambda _: (307, b""), lambda _: (200, b'"' + b"a" * (2 << 20) + b'"')])
def test_a_text_that_did_not_leave_is_asked_for_again(town, fault):
    server, system = town
    system.fault = fault
    reply = ask(server, KNOWN)
    assert reply.status_code == 503 and reply.json()["type"] == "not-sent", reply.text
    assert "没有发出去，请重试" in reply.json()["detail"]
    page = requests.post(server.base + "/sign-in", data={"phone": KNOWN}, timeout=60)
    assert page.status_code == 503 and "没有发出去，请重试" in page.text
    assert requests.get(server.base + "/healthz", timeout=60).status_code == 200
    system.fault = lambda _: TAKEN
    assert ask(server, KNOWN).status_code == 200
    Person(server.base).enter({"phone": KNOWN, "code": digits(system)})
    assert len({h["Idempotency-Key"] for _, h, _ in system.calls}) == len(system.calls) == 3


def test_a_code_is_written_down_nowhere(town, tmp_path):
    server, system = town
    assert ask(server, KNOWN).status_code == 200
    system.fault = lambda _: (503, b"")
    assert ask(server, STRANGER).status_code == 503
    system.fault = lambda _: TAKEN
    code = digits(system, 0)
    words = server.words() + requests.get(server.base + "/metrics", timeout=60).text
    assert "验证码：" in server.words()
    assert code not in re.findall(r"\d+", words) and KNOWN not in words and STRANGER not in words
    server.stop()
    if server.store.startswith("sqlite:"):
        data = b"".join(p.read_bytes() for p in pathlib.Path(server.data).glob("hutong.sqlite*"))
        assert data and f"验证码 {code}".encode() not in data and f'"{code}"'.encode() not in data
    server.start()


def test_without_a_gateway_the_page_says_whom_to_ask(tmp_path):
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "bundle.yaml").write_text(
        "hutong: bundle/1\nid: plain\ntitle: 平常\nowner: 测试市卫生健康局\nuses: [t-city]\npurpose: 通知\nbasis: duty\nretain: 1 年\n",
        encoding="utf-8")
    with Server(folder, data=str(tmp_path), options=[]) as server:
        page = requests.get(server.base + "/sign-in", headers={"Accept-Language": "zh"}, timeout=60)
        assert page.status_code == 200 and "这里还不能发验证码" in page.text and "请联系" in page.text
        assert 'name="phone"' not in page.text
        assert "Codes cannot be sent here yet" in requests.get(server.base + "/sign-in?lang=en", timeout=60).text
        assert ask(server, KNOWN).status_code == 503
