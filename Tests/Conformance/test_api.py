"""What CONTRACT promises of HTTP: status codes, problem shape, headers, keys, the description."""
import datetime
import io
import json
import socket
import tarfile
import threading
import time
import uuid

import pytest
import requests

from conftest import EXAMPLE, ROOT
from hutong import Person, Server, filled

SERVICE = "elder-check"


@pytest.fixture(scope="module")
def elder(server, elders):
    return server.resident(elders["一号社区"][0]["phone"])


@pytest.fixture(scope="module")
def publisher(server, post):
    return server.staff(post("测试市卫生健康局", "服务管理岗"))


def problem(reply, status, kind=None):
    assert reply.status_code == status, f"{reply.status_code} {reply.text}"
    assert reply.headers["Content-Type"].startswith("application/problem+json")
    body = reply.json()
    assert {"type", "title", "detail", "errors"} <= set(body)
    assert kind is None or body["type"] == kind, body
    return body


def test_every_reply_carries_the_epoch(server, elder):
    for path in ["/healthz", "/api/v1/services", "/api/v1/nothing", "/metrics", "/api/v1/openapi.json"]:
        assert int(elder.get(path).headers["Hutong-Epoch"]) >= 0
    form = elder.get(f"/api/v1/services/{SERVICE}")
    assert len(form.headers["Hutong-Program"]) >= 16 and form.headers["Hutong-Epoch"] == "1"


def test_form_shape(elder):
    form = elder.form(SERVICE)
    assert {"id", "title", "variant", "pages"} <= set(form)
    for page in form["pages"]:
        for field in page["fields"]:
            assert {"id", "control", "title", "required", "visible", "options", "value", "source", "age"} <= set(field)
            assert all(set(o) == {"code", "title"} for o in field["options"])


def test_same_key_same_reply_and_no_second_effect(server, elders, tomorrow):
    person, key = server.resident(elders["二号社区"][0]["phone"]), uuid.uuid4().hex
    answers = filled(person.form(SERVICE), 体检日期=tomorrow)
    first = person.apply(SERVICE, answers, key=key)
    again = person.apply(SERVICE, answers, key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content
    assert len(person.get("/api/v1/requests").json()["requests"]) == 1
    body = problem(person.apply(SERVICE, {**answers, "电话": "13900001111"}, key=key), 409, "key-reused")
    assert body["detail"]


def test_same_key_at_once_takes_effect_once(server, elders, tomorrow):
    person, key = server.resident(elders["二号社区"][1]["phone"]), uuid.uuid4().hex
    answers = filled(person.form(SERVICE), 体检日期=tomorrow)
    token, replies = person.http.headers["Authorization"], []
    lock = threading.Lock()  # guards replies

    def send():
        reply = requests.post(
            f"{server.base}/api/v1/services/{SERVICE}/requests", json={"answers": answers}, timeout=60,
            headers={"Authorization": token, "Idempotency-Key": key})
        with lock:
            replies.append(reply)

    threads = [threading.Thread(target=send) for _ in range(16)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sorted(r.status_code for r in replies) == [200] * 15 + [201]
    assert len({r.content for r in replies}) == 1


def test_wrong_answers_are_told_per_field_in_the_language_asked_for(elder):
    for language, words in [("zh", "请"), ("en", "please")]:
        reply = elder.post(
            f"/api/v1/services/{SERVICE}/requests", {"answers": {"电话": "12", "体检日期": "2020-01-01"}},
            headers={"Accept-Language": language})
        errors = {e["field"]: e for e in problem(reply, 422, "invalid-answers")["errors"]}
        assert {"电话", "体检日期"} <= set(errors)
        assert all(e["code"] and e["message"] for e in errors.values())
        assert words in errors["体检日期"]["message"].lower()


def test_unknown_answers_are_refused(elder, tomorrow):
    answers = filled(elder.form(SERVICE), 体检日期=tomorrow, 没有这一项="x")
    errors = problem(elder.apply(SERVICE, answers), 422)["errors"]
    assert [e["field"] for e in errors] == ["没有这一项"]


def test_refused_application_changes_nothing(server, elders, tomorrow):
    person = server.resident(elders["三号社区"][0]["phone"])
    before = person.form(SERVICE)
    assert person.apply(SERVICE, {"电话": "13800009999", "体检日期": "2020-01-01"}).status_code == 422
    assert person.form(SERVICE) == before
    assert person.get("/api/v1/requests").json()["requests"] == []


def test_values_are_kept_normalised_and_land_on_the_person(server, elders, tomorrow):
    person = server.resident(elders["三号社区"][1]["phone"])
    answers = filled(person.form(SERVICE), 体检日期=tomorrow, 电话="１３９ 0000-2222", 慢性病=["01", "02"])
    code = person.apply(SERVICE, answers).json()["code"]
    assert person.get(f"/api/v1/requests/{code}").json()["answers"]["电话"] == "13900002222"
    fields = {f["id"]: f for p in person.form(SERVICE)["pages"] for f in p["fields"]}
    assert fields["慢性病"]["value"] == ["01", "02"] and code in fields["慢性病"]["source"]
    # Another phone than the one on record is a proposal (`update: ask`), not an overwriting.
    assert fields["电话"]["value"] == elders["三号社区"][1]["phone"]


def test_too_young_is_not_eligible(server, demonstration):
    young = next(r for r in demonstration["residents"] if r["birth_date"] > "1985")
    person = server.resident(young["phone"])
    reply = person.apply(SERVICE, {"体检日期": datetime.date.today().isoformat()})
    assert reply.status_code in (404, 422), reply.text
    assert reply.json()["type"] in ("not-found", "not-eligible")


def test_without_a_session(server):
    stranger = Person(server.base)
    for path in ["/api/v1/services", "/api/v1/requests", "/api/v1/inbox", "/api/v1/session", "/api/v1/releases"]:
        reply = stranger.get(path)
        problem(reply, 401, "unauthenticated")
        assert reply.headers["WWW-Authenticate"] == "Bearer"
    stranger.http.headers["Authorization"] = "Bearer " + "0" * 64
    problem(stranger.get("/api/v1/services"), 401)


def test_signing_out_ends_the_session(server, elders):
    person = server.resident(elders["四号社区"][0]["phone"])
    assert person.http.delete(server.base + "/api/v1/session", timeout=30).status_code == 204
    problem(person.get("/api/v1/services"), 401)


def test_not_there_and_not_mine_look_the_same(server, elder, elders, tomorrow):
    other = server.resident(elders["一号社区"][1]["phone"])
    code = other.apply(SERVICE, filled(other.form(SERVICE), 体检日期=tomorrow)).json()["code"]
    mine, absent = elder.get(f"/api/v1/requests/{code}"), elder.get("/api/v1/requests/0SAR9P7CG8800S")
    assert problem(mine, 404) == problem(absent, 404)
    problem(elder.get("/api/v1/inbox"), 404)
    problem(elder.get("/api/v1/services/nothing"), 404)
    problem(elder.get("/api/v1/nothing"), 404)


def test_a_decided_request_cannot_be_decided_again(server, elders, post, tomorrow):
    person = server.resident(elders["五号社区"][0]["phone"])
    code = person.apply(SERVICE, filled(person.form(SERVICE), 体检日期=tomorrow)).json()["code"]
    head = server.staff(post("五号社区", "社区主任"))
    assert head.post(f"/api/v1/requests/{code}/approve", {}).status_code == 200
    problem(head.post(f"/api/v1/requests/{code}/reject", {"reason": "重复"}), 409)
    problem(person.post(f"/api/v1/requests/{code}/withdraw", {}), 409)


def test_many_at_once_decide_once(server, elders, post, tomorrow):
    person = server.resident(elders["六号社区"][0]["phone"])
    code = person.apply(SERVICE, filled(person.form(SERVICE), 体检日期=tomorrow)).json()["code"]
    token = server.staff(post("六号社区", "社区主任")).http.headers["Authorization"]
    statuses, lock = [], threading.Lock()  # the lock guards statuses

    def decide(number):
        verb, body = ("approve", {}) if number % 2 else ("reject", {"reason": "材料不全"})
        reply = requests.post(
            f"{server.base}/api/v1/requests/{code}/{verb}", json=body, timeout=60,
            headers={"Authorization": token, "Idempotency-Key": uuid.uuid4().hex})
        with lock:
            statuses.append(reply.status_code)

    threads = [threading.Thread(target=decide, args=(n,)) for n in range(12)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sorted(statuses) == [200] + [409] * 11


def test_too_large(elder):
    reply = elder.post(f"/api/v1/services/{SERVICE}/requests", {"answers": {"姓名": "长" * 2_000_000}})
    problem(reply, 413, "too-large")


def test_what_is_no_json(server, elder):
    for body in [b"", b"{", b"[]", b'{"answers":1}', b"\xff\xfe", b'{"answers":{}}x', b"[" * 100_000]:
        reply = elder.http.post(
            f"{server.base}/api/v1/services/{SERVICE}/requests", data=body, timeout=30,
            headers={"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex})
        assert reply.status_code in (400, 413, 422), reply.text
        problem(reply, reply.status_code)
    reply = elder.http.post(
        f"{server.base}/api/v1/services/{SERVICE}/requests", data=b"a=b", timeout=30,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Idempotency-Key": "k"})
    problem(reply, 415)


def test_wrong_method_names_the_right_ones(elder, server):
    reply = elder.http.delete(server.base + "/api/v1/services", timeout=30)
    problem(reply, 405)
    assert "GET" in reply.headers["Allow"]


def test_too_many_wrong_passwords(server, demonstration):
    login, statuses = demonstration["staff"][-1]["login"], []
    for _ in range(40):
        reply = Person(server.base).post("/api/v1/session", {"login": login, "password": "wrong"})
        statuses.append(reply.status_code)
        if reply.status_code == 429:
            break
    assert statuses[0] == 401 and statuses[-1] == 429
    assert int(reply.headers["Retry-After"]) > 0
    problem(reply, 429, "too-many")


def test_drafts(server, elders):
    person = server.resident(elders["四号社区"][1]["phone"])
    saved = person.http.put(
        f"{server.base}/api/v1/services/{SERVICE}/draft", json={"answers": {"电话": "13912340000"}}, timeout=30,
        headers={"Idempotency-Key": uuid.uuid4().hex})
    assert saved.status_code == 200, saved.text
    assert person.get(f"/api/v1/services/{SERVICE}/draft").json()["draft"] == {"电话": "13912340000"}


def test_store_trouble_is_503_and_writes_resume(demonstration, elders, postgres, tomorrow):
    """The database stops answering: nothing is acknowledged; it comes back: writes go on by themselves."""
    store = postgres.database()
    with Server(EXAMPLE, store=store) as server:
        person = server.resident(elders["一号社区"][2]["phone"])
        answers, key = filled(person.form(SERVICE), 体检日期=tomorrow), uuid.uuid4().hex
        postgres.run("pg_ctl", "-D", postgres.folder + "/data", "-m", "immediate", "-w", "stop")
        try:
            reply = person.apply(SERVICE, answers, key=key)
            problem(reply, 503)
            assert int(reply.headers["Retry-After"]) > 0
        finally:
            postgres.run(
                "pg_ctl", "-D", postgres.folder + "/data", "-l", postgres.folder + "/log", "-w", "-o",
                f"-p {postgres.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={postgres.folder} "
                "-c max_connections=200", "start")
        until = time.monotonic() + 60
        while (reply := person.apply(SERVICE, answers, key=key)).status_code == 503 and time.monotonic() < until:
            time.sleep(0.2)
        assert reply.status_code in (200, 201), reply.text
        assert len(person.get("/api/v1/requests").json()["requests"]) == 1


def test_openapi_is_valid_and_names_every_route(server):
    from openapi_spec_validator import validate
    document = requests.get(server.base + "/api/v1/openapi.json", timeout=30).json()
    validate(document)
    assert document["openapi"].startswith("3.1")
    for path in ["/api/v1/services/{id}/requests", "/api/v1/inbox/{verb}", "/api/v1/services/{id}/counts", "/healthz"]:
        assert path in document["paths"]


def archive(*files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, text in files:
            data = text.encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def folder(path):
    return archive(*((str(p.relative_to(path)), p.read_text(encoding="utf-8")) for p in sorted(path.rglob("*.yaml"))))


def upload(server, person, body, **query):
    return person.http.post(
        server.base + "/api/v1/releases", data=body, params=query, timeout=120,
        headers={"Content-Type": "application/gzip", "Idempotency-Key": uuid.uuid4().hex})


def test_publishing_is_for_those_who_may(server, elder):
    problem(upload(server, elder, folder(EXAMPLE)), 404)


def test_a_broken_bundle_is_refused_whole_and_the_last_good_goes_on(server, elder, publisher):
    text = (EXAMPLE / "elder-check.yaml").read_text(encoding="utf-8")
    broken = text.replace("control: date", "control: dat").replace("慢性病 != null", "慢性病X != null")
    assert broken != text
    files = [(p.name, p.read_text(encoding="utf-8")) for p in sorted(EXAMPLE.glob("*.yaml")) if p.name != "elder-check.yaml"]
    reply = upload(server, publisher, archive(("elder-check.yaml", broken), *files))
    errors = problem(reply, 422)["errors"]
    assert len(errors) >= 2, "all mistakes in one answer"
    assert all(e["field"].count(":") >= 2 for e in errors), "file, line, column"
    assert elder.form(SERVICE)["id"] == SERVICE
    assert server.metric("hutong_epoch") == 1
    problem(upload(server, publisher, b"no archive"), 422)


def test_dry_run_changes_nothing(server, publisher):
    reply = upload(server, publisher, folder(EXAMPLE), **{"dry-run": "1"})
    assert reply.status_code == 200, reply.text
    assert {"items", "running", "diagnostics"} <= set(reply.json())
    assert [r["epoch"] for r in publisher.get("/api/v1/releases").json()["releases"]] == [1]


def test_metrics_read_as_prometheus_text(server):
    names = set()
    for line in requests.get(server.base + "/metrics", timeout=30).text.splitlines():
        if line and not line.startswith("#"):
            head, _, value = line.rpartition(" ")
            float(value)
            names.add(head.split("{")[0])
    assert {"hutong_documents_total", "hutong_commits_total", "hutong_requests_total"} <= names


def test_a_connection_that_says_nothing_does_not_hold_others(server, elder):
    idle = [socket.create_connection(("127.0.0.1", int(server.base.rsplit(":", 1)[1]))) for _ in range(50)]
    try:
        for connection in idle:
            connection.sendall(b"POST /api/v1/services/x/requests HTTP/1.1\r\nHost: a\r\nContent-Length: 9")
        assert elder.get("/api/v1/services").status_code == 200
    finally:
        for connection in idle:
            connection.close()
