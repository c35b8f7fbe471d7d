"""A flow that asks another system, which runs beside the test: answered, broken, slow, killed in between; on both stores."""
import http.server
import json
import os
import threading
import time

from hutong import Server, demo, run

SERVICE = "compare"


class System(http.server.ThreadingHTTPServer):
    """Another system on loopback: `answer(body, headers)` gives (status, bytes) or None to stay silent."""

    def __init__(self, answer):
        self.calls, self.answer, self.lock = [], answer, threading.Lock()
        super().__init__(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/check"

    def close(self):
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.calls.append((self.path, dict(self.headers), body))
            count = len(self.server.calls)
        reply = self.server.answer(body, count)
        if reply is None:
            return
        status, text = reply
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def bundle(folder, url, retry=3, down="wait"):
    folder.mkdir()
    (folder / "bundle.yaml").write_text(
        "hutong: bundle/1\nid: asked\ntitle: 比对\nowner: 测试市卫生健康局\nuses: [t-city]\npurpose: 核对\nbasis: duty\nretain: 1 年\n", encoding="utf-8")
    (folder / "compare.yaml").write_text(f"""hutong: connector/1
id: police
title: 公安比对
url: {url}
secret: police-key
send: {{name: 姓名, words: 事由}}
receive: {{通过: reply.ok}}
timeout: 20 秒
retry: {retry}
down: {down}
---
hutong: service/1
id: {SERVICE}
title: 比对
tags: [比对]
open: {{to: self}}
form:
  - 申请: {{fields: [{{事由: {{control: text, local: 试验}}}}]}}
  - 结果: {{by: 社区主任, fields: [{{通过: {{control: yes-no, local: 试验, required: false}}}}]}}
flow:
  - 比对: {{do: call, connector: police}}
  - 发放: {{do: fill, by: applicant, pages: [申请], when: "通过 = false"}}
""", encoding="utf-8")
    return folder


def allowed(folder, url, mode=0o600):
    path = folder / "connections.json"
    path.write_text(json.dumps({"allow": [url], "secrets": {"police-key": "geheim"}}), encoding="utf-8")
    os.chmod(path, mode)
    return path


def wait(check, seconds=180):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = check()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError("it did not come about")


def state(person, code, wanted):
    return wait(lambda: (r := person.get(f"/api/v1/requests/{code}").json())["state"] == wanted and r)


def test_a_reply_moves_the_flow(tmp_path, store):
    system = System(lambda body, _: (200, json.dumps({"ok": body["words"] == "好"}).encode()))
    folder = bundle(tmp_path / "asked", system.url)
    people = demo(folder)["residents"]
    with Server(folder, store=store, options=["--demo", "--connectors", str(allowed(tmp_path, system.url))]) as server:
        person = server.resident(people[0]["phone"])
        good = person.apply(SERVICE, {"事由": "好"}).json()["code"]
        bad = person.apply(SERVICE, {"事由": "坏"}).json()["code"]
        state(person, good, "done")
        state(person, bad, "returned")
        path, headers, body = system.calls[0]
        assert path == "/check" and headers["Authorization"] == "Bearer geheim"
        assert body["name"] == people[0]["name"] and body["words"] in ("好", "坏")
        assert len({h["Idempotency-Key"] for _, h, _ in system.calls}) == len(system.calls) == 2
        assert "geheim" not in server.words()
    system.close()


def test_it_is_sent_again_with_its_key_until_it_is_answered(tmp_path, store):
    replies = [(503, b""), (200, b"{nonsense"), (200, b'{"ok": true}')]
    system = System(lambda _, count: replies[min(count, 3) - 1])
    folder = bundle(tmp_path / "asked", system.url)
    everybody = demo(folder)
    options = ["--demo", "--connectors", str(allowed(tmp_path, system.url))]
    with Server(folder, store=store, options=options) as server:
        person = server.resident(everybody["residents"][0]["phone"])
        code = person.apply(SERVICE, {"事由": "好"}).json()["code"]
        boss = server.staff(next(s for s in everybody["staff"] if s["post"] == "市值班岗"))

        def attempts():
            calls = boss.get(f"/api/v1/requests/{code}").json()["calls"]
            return [a["result"] for c in calls for a in c["attempts"]]

        # The second reply cannot be read: that is said, and tried again after a quarter of an hour.
        wait(lambda: attempts() == ["status 503", "not-json"])
        assert person.get(f"/api/v1/requests/{code}").json()["calls"] == []
        shown = person.get(f"/api/v1/requests/{code}").json()
        assert shown["state"] == "waiting" and "不是 JSON" in shown["steps"][0]["reason"]
        assert len({h["Idempotency-Key"] for _, h, _ in system.calls}) == 1
        data, kept = server.data, server.store
        server.stop()
        with Server(folder, store=kept, data=data, options=[*options, "--clock-offset", "PT1H"]) as later:
            again = later.resident(everybody["residents"][0]["phone"])
            state(again, code, "done")
        assert len(system.calls) == 3 and len({h["Idempotency-Key"] for _, h, _ in system.calls}) == 1
    system.close()


def test_killed_between_sending_and_the_answer_it_is_sent_again_and_applied_once(tmp_path, store):
    arrived, go = threading.Event(), threading.Event()

    def answer(_, count):
        if count == 1:
            arrived.set()
            go.wait(180)
            return None
        return 200, b'{"ok": true}'

    system = System(answer)
    folder = bundle(tmp_path / "asked", system.url)
    people = demo(folder)["residents"]
    options = ["--demo", "--connectors", str(allowed(tmp_path, system.url))]
    with Server(folder, store=store, options=options) as server:
        person = server.resident(people[0]["phone"])
        code = person.apply(SERVICE, {"事由": "好"}).json()["code"]
        assert arrived.wait(180)
        server.kill()
        go.set()
        with Server(folder, store=server.store, data=server.data, options=[*options, "--clock-offset", "PT1H"]) as later:
            again = later.resident(people[0]["phone"])
            found = state(again, code, "done")
            assert [s["outcome"] for s in found["steps"]] == ["answered"]
        assert len(system.calls) == 2 and len({h["Idempotency-Key"] for _, h, _ in system.calls}) == 1
        if store.startswith("sqlite:"):
            status, out, err = run("verify", "--store", server.store)
            assert status == 0, out + err
    system.close()


def test_what_the_installation_does_not_allow_is_not_published(tmp_path):
    folder = bundle(tmp_path / "asked", "https://police.example.cn/check")
    status, _, err = run("serve", folder, "--port", "0", "--data", str(tmp_path / "data"))
    assert status == 1 and "url-not-listed" in err, err


def test_a_file_with_secrets_is_its_owners_alone(tmp_path):
    folder = bundle(tmp_path / "asked", "https://police.example.cn/check")
    path = allowed(tmp_path, "https://police.example.cn/check", mode=0o644)
    status, _, err = run("serve", folder, "--port", "0", "--data", str(tmp_path / "data"), "--connectors", path)
    assert status == 2 and "600" in err and "geheim" not in err, err


def test_a_bundles_own_test_answers_what_is_asked(tmp_path):
    folder = bundle(tmp_path / "asked", "https://police.example.cn/check", retry=1, down="alarm")
    text = (folder / "bundle.yaml").read_text(encoding="utf-8")
    lines = """given:
  张三: {at: 一号社区/一号小区/1号楼/1单元/101室}
tests:
  - 答复:
      - {as: 张三, do: submit, what: compare, answers: {事由: 好}, expect: {state: waiting}}
      - {do: advance, expect: {state: blocked}}
      - {do: advance, set: {ok: true}, expect: {state: done}}
  - 另一种答复:
      - {as: 张三, do: submit, what: compare, answers: {事由: 坏}, name: 坏}
      - {do: advance, what: 坏, set: {ok: false}, expect: {state: returned}}
"""
    (folder / "bundle.yaml").write_text(text + lines, encoding="utf-8")
    status, out, err = run("test", folder)
    assert status == 0, out + err
    (folder / "bundle.yaml").write_text(text + lines.replace("{ok: false}", "{ok: 也许}"), encoding="utf-8")
    status, out, err = run("test", folder)
    assert status == 1 and "returned" in out + err, out + err
