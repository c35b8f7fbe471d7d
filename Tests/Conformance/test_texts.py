"""Messages that leave by a gateway which runs beside the test: taken, refused, silent and back again; on both stores."""
import json

import pytest

from hutong import Server, demo
from test_calls import System, allowed, wait

SERVICE = "told"


def bundle(folder, url, retry=1, timeout="20 秒"):
    folder.mkdir()
    (folder / "bundle.yaml").write_text(
        "hutong: bundle/1\nid: told\ntitle: 通知\nowner: 测试市卫生健康局\nuses: [t-city]\npurpose: 通知\nbasis: duty\nretain: 1 年\n", encoding="utf-8")
    (folder / "told.yaml").write_text(f"""hutong: connector/1
id: texts
title: 短信网关
type: sms
url: {url}
secret: police-key
send: {{mobile: phone, content: text}}
receive: {{sent: 'reply.code = 0'}}
timeout: {timeout}
retry: {retry}
---
hutong: service/1
id: {SERVICE}
title: 通知
tags: [通知]
open: {{to: self}}
form:
  - 事由: {{control: text, local: 试验}}
flow:
  - 审核: {{by: 社区主任}}
after:
  done: [{{do: send, to: applicant, say: "办好了：{{事由}}", via: [app, sms]}}]
""", encoding="utf-8")
    return folder


def heads(server, everybody):
    return [server.staff(s) for s in everybody["staff"] if s["post"] == "社区主任"]


def approve(server, everybody, code):
    """By whoever may: the head of the community where the resident lives."""
    for head in heads(server, everybody):
        reply = head.post(f"/api/v1/requests/{code}/approve", {})
        if reply.status_code == 200:
            return head
    raise AssertionError("nobody could approve")


def deliveries(head, code):
    return [(d["to"], d["channel"], d["state"]) for d in head.get(f"/api/v1/requests/{code}").json()["deliveries"]]


FAULTS = [None, (503, b""), (200, b'{"code": 9}'), (200, b"OK"), (422, b"{}")]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def office(request, tmp_path_factory):
    """One server with its demonstration people and a gateway that is asked once; every test has a resident of its own."""
    folder = tmp_path_factory.mktemp("texts")
    store = request.getfixturevalue("postgres").database() if request.param == "postgres" else None
    system = System(lambda body, count: system.reply)
    told = bundle(folder / "told", system.url, retry=0)
    options = ["--demo", "--connectors", str(allowed(folder, system.url))]
    with Server(told, store=store, options=options) as server:
        yield server, system, demo(told)
    system.close()


@pytest.mark.parametrize("number", range(len(FAULTS)))
def test_a_message_is_taken_or_its_sender_hears(office, number):
    server, system, everybody = office
    fault, resident = FAULTS[number], everybody["residents"][number]
    system.reply = fault or (200, b'{"code": 0}')
    system.calls.clear()
    person = server.resident(resident["phone"])
    code = person.apply(SERVICE, {"事由": "体检"}).json()["code"]
    head = approve(server, everybody, code)
    wanted = "sent" if fault is None else "failed"
    wait(lambda: deliveries(head, code) == [("申请人", "sms", wanted)])
    path, headers, body = system.calls[0]
    assert body == {"mobile": resident["phone"], "content": "办好了：体检"}
    assert headers["Authorization"] == "Bearer geheim" and len(headers["Idempotency-Key"]) == 32
    mail = head.get(f"/api/v1/requests/{code}").json()["messages"]
    assert len([m for m in mail if "短信没有送到申请人" in m["text"]]) == (0 if fault is None else 1), mail
    assert person.get(f"/api/v1/requests/{code}").json()["deliveries"] == []
    assert "办好了：体检" not in server.words() and "geheim" not in server.words()


def test_a_gateway_that_comes_back_gets_the_message_once(tmp_path, store):
    replies = [(503, b""), (200, b'{"code": 0}')]
    system = System(lambda _, count: replies[min(count, 2) - 1])
    folder = bundle(tmp_path / "told", system.url)
    everybody = demo(folder)
    with Server(folder, store=store, options=["--demo", "--connectors", str(allowed(tmp_path, system.url))]) as server:
        person = server.resident(everybody["residents"][0]["phone"])
        code = person.apply(SERVICE, {"事由": "体检"}).json()["code"]
        head = approve(server, everybody, code)
        wait(lambda: deliveries(head, code) == [("申请人", "sms", "sent")])
        assert len(system.calls) == 2 and len({h["Idempotency-Key"] for _, h, _ in system.calls}) == 1
        assert head.get(f"/api/v1/requests/{code}").json()["messages"] == []
    system.close()
