"""The audit from outside: who did what, found by person, kind, request, place and day, page by page, and taken away."""
import csv
import datetime
import io

import pytest

import hutong
from conftest import EXAMPLE
from hutong import Server

DISTRICT = "一号社区"


@pytest.fixture
def city(store, tmp_path):
    """Served on each store in turn."""
    with Server(EXAMPLE, store=store, data=str(tmp_path)) as running:
        yield running


@pytest.fixture
def auditor(city, post):
    return city.staff(post("测试市人民政府", "审计管理岗"))


def found(auditor, **question):
    reply = auditor.get("/api/v1/audit", **question)
    assert reply.status_code == 200, reply.text
    return reply.json()["entries"]


def applied(city, elder, tomorrow):
    person = city.resident(elder["phone"])
    reply = person.apply("elder-check", hutong.filled(person.form("elder-check"), 体检日期=tomorrow))
    assert reply.status_code == 201, reply.text
    return reply.json()["code"]


def test_what_was_done_with_a_request_is_found(city, auditor, elders, post, tomorrow):
    code = applied(city, elders["五号社区"][0], tomorrow)
    other = applied(city, elders["六号社区"][0], tomorrow)
    head = post("五号社区", "社区主任")
    clerk = city.staff(head)
    assert clerk.get(f"/api/v1/requests/{code}").status_code == 200
    reply = clerk.post(f"/api/v1/requests/{code}/return", {"reason": "电话打不通，请核对"})
    assert reply.status_code == 200, reply.text

    entries = found(auditor, about=code)
    assert [entry["kind"] for entry in entries] == ["return", "read-request", "submit"]
    returned, read, submitted = entries
    assert returned["actor"]["name"] == head["name"] and returned["actor"]["kind"] == "staff"
    assert returned["actor"]["posts"] == ["五号社区居民委员会/社区主任"]
    assert returned["what"] == "退回" and returned["reason"] == "电话打不通，请核对"
    assert returned["objects"] == [{"kind": "request", "id": code, "title": "老年人免费体检", "change": None}]
    assert read["area"] == "reading" and read["actor"]["name"] == head["name"]
    name = elders["五号社区"][0]["name"]
    assert submitted["actor"]["kind"] == "resident" and submitted["actor"]["name"] == name[0] + "*"
    assert name not in auditor.get("/api/v1/audit", about=code).text

    codes = {entry["objects"][0]["id"] for entry in found(auditor, kind="submit")}
    assert codes == {code, other}
    assert {entry["objects"][0]["id"] for entry in found(auditor, kind="submit", place="五号社区")} == {code}
    assert [entry["kind"] for entry in found(auditor, actor=head["name"], kind="requests")][:1] == ["return"]
    assert found(auditor, actor=head["login"], kind="submit") == []
    assert found(auditor, kind="search-audit"), "who asked about somebody is kept"
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
    assert found(auditor, kind="submit", **{"from": today.isoformat(), "to": today.isoformat()})
    assert found(auditor, kind="submit", to=(today - datetime.timedelta(days=1)).isoformat()) == []

    auditor.http.headers["Accept-Language"] = "en"
    assert found(auditor, kind="return")[0]["what"] == "returned"


def test_pages_stay_as_they_are_while_more_is_done(city, auditor, elders, tomorrow):
    for elder in elders["五号社区"][:4]:
        applied(city, elder, tomorrow)
    whole = [entry["id"] for entry in found(auditor, limit=500)]
    paged, cursor, more = [], None, iter(elders["六号社区"])
    while True:
        reply = auditor.get("/api/v1/audit", limit=2, **({"cursor": cursor} if cursor else {})).json()
        paged += [entry["id"] for entry in reply["entries"]]
        cursor = reply["cursor"]
        if not cursor:
            break
        applied(city, next(more), tomorrow)
    assert paged == whole and len(set(whole)) == len(whole) > 4


def test_places_directory_and_publishing_name_what_they_changed(city, auditor, post):
    security = city.staff(post("测试市人民政府", "安全管理岗"))
    duty = city.staff(post("测试市人民政府", "市值班岗"))
    reply = duty.post("/api/v1/places/rename", {"what": [DISTRICT], "to": ["一号新社区"], "reason": "撤村改居"})
    assert reply.status_code == 200, reply.text
    renamed = found(auditor, kind="places")[0]
    assert renamed["kind"] == "place-rename" and renamed["reason"] == "撤村改居" and DISTRICT in renamed["detail"]
    place = renamed["objects"][0]
    assert place["kind"] == "place" and place["title"].endswith("/一号新社区") and place["change"]
    page = auditor.get(f"/api/v1/places/{place['id']}").json()
    assert place["change"] == page["changes"][0]["id"] and page["changes"][0]["act"] == "rename"
    assert found(auditor, kind="publish")[0]["actor"]["kind"] == "holder"
    head = post("五号社区", "社区主任")
    body = security.get("/api/v1/directory", q="六号社区居民委员会").json()["organizations"][0]["id"]
    seat = next(one["id"] for one in security.get(f"/api/v1/directory/{body}").json()["posts"] if one["name"] == "社区主任")
    people = security.get(f"/api/v1/directory/posts/{seat}/people", q=head["name"]).json()["people"]
    reply = security.post(f"/api/v1/directory/posts/{seat}/appoint", {"person": people[0]["person"]})
    assert reply.status_code == 200, reply.text
    appointed = found(auditor, kind="appoint")[0]
    assert appointed["actor"]["posts"] == ["测试市人民政府/安全管理岗"], "the actor's own post"
    assert appointed["objects"][0]["title"].startswith("六号社区居民委员会/社区主任") and appointed["about"] == head["name"]


def test_an_export_is_safe_and_leaves_a_trace(city, auditor, elders, post, tomorrow):
    code = applied(city, elders["五号社区"][0], tomorrow)
    reply = city.staff(post("五号社区", "社区主任")).post(
        f"/api/v1/requests/{code}/return", {"reason": '=HYPERLINK("http://x","点我")'})
    assert reply.status_code == 200, reply.text
    refused = auditor.post("/api/v1/audit/export", {"about": code})
    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "purpose"
    assert found(auditor, kind="export-audit") == []
    reply = auditor.post("/api/v1/audit/export", {"about": code, "purpose": "年度检查"})
    assert reply.status_code == 200 and reply.headers["Content-Type"].startswith("text/csv")
    assert reply.content.startswith(b"\xef\xbb\xbf") and "Hutong-Cursor" not in reply.headers
    rows = list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert [row["做了什么"] for row in rows] == ["退回", "提交"]
    assert rows[0]["原因"] == "'" + '=HYPERLINK("http://x","点我")'
    assert rows[1]["谁"] == elders["五号社区"][0]["name"][0] + "*", "the same masks"
    trace = found(auditor, kind="exports")[0]
    assert trace["reason"] == "年度检查" and trace["detail"] == "2 条" and trace["kind"] == "export-audit"


def test_what_means_nothing_is_told_at_its_field(city, auditor, post):
    reply = auditor.get("/api/v1/audit", actor="没有这个人", kind="nothing", **{"from": "2026-02-30", "to": "昨天"})
    assert reply.status_code == 422
    assert [error["field"] for error in reply.json()["errors"]] == ["actor", "kind", "from", "to"]
    assert "没有这个人" in reply.json()["errors"][0]["message"]
    for question in ({"from": "2026-03-05", "to": "2026-03-04"}, {"cursor": "x"}, {"limit": "many"}, {"limit": 501}, {"place": "火星"}):
        assert auditor.get("/api/v1/audit", **question).status_code == 422, question
    for who in (("测试市人民政府", "系统管理岗"), ("测试市人民政府", "安全管理岗"), ("五号社区", "社区主任")):
        member = city.staff(post(*who))
        assert member.get("/api/v1/audit").status_code == 404
        assert member.post("/api/v1/audit/export", {"purpose": "x"}).status_code == 404
    kinds = auditor.get("/api/v1/audit/kinds").json()["areas"]
    assert {"requests", "places", "exports"} <= {area["id"] for area in kinds}
    for area in kinds:
        assert auditor.get("/api/v1/audit", kind=area["id"]).status_code == 200
        for kind in area["kinds"]:
            assert auditor.get("/api/v1/audit", kind=kind["id"]).status_code == 200


def test_tokens_and_exports_of_the_store_are_kept(store, tmp_path, post):
    with Server(EXAMPLE, store=store, data=str(tmp_path), keep=True):
        pass
    assert hutong.run("directory", "token", "人事系统", "--store", store)[0] == 0
    assert hutong.run("directory", "revoke", "人事系统", "--store", store)[0] == 0
    assert hutong.export(store)
    with Server(EXAMPLE, store=store, data=str(tmp_path)) as running:
        auditor = running.staff(post("测试市人民政府", "审计管理岗"))
        entries = found(auditor, kind="accounts")
        assert [(entry["kind"], entry["detail"]) for entry in entries] == [
            ("token-revoked", "「人事系统」"), ("token-issued", "「人事系统」")]
        assert entries[0]["actor"] == {"kind": "holder", "name": "管理部署的人", "person": None, "posts": []}
        assert [entry["kind"] for entry in found(auditor, kind="exports")] == ["store-export"]
    assert hutong.run("verify", "--store", store)[0] == 0
