"""The directory from outside: tables by the command, who may change what by the API, rights from the next request on."""
import contextlib
import json
import uuid

import pytest
import requests

from conftest import EXAMPLE
from hutong import Server, run

TABLE = """单位,上级,管辖,岗位,角色,职责,电话,人员
测试市热线中心,测试市人民政府,测试市,,,,,
测试市热线中心,,,接线岗,值班员,"接电话,记录",0990-5550199,
热线一分部,测试市热线中心,,分部岗,值班员,,,
"""


@pytest.fixture
def standing(store, tmp_path):
    """A store with the example published, that no server has open."""
    with Server(EXAMPLE, store=store, data=str(tmp_path), keep=True):
        pass
    return store


def test_a_table_is_tried_brought_and_taken_back(standing, tmp_path):
    table = tmp_path / "表.csv"
    for encoding in ("gb18030", "utf-8-sig"):
        table.write_bytes(TABLE.encode(encoding))
        status, out, err = run("directory", "import", table, "--store", standing, "--dry-run")
        assert status == 0 and "新单位 2，新岗位 2" in out, out + err
        status, out, err = run("directory", "import", table, "--store", standing)
        assert status == 0 and "已导入" in out, out + err
        change = out.split()[-1]
        status, out, _ = run("directory", "show", "测试市热线中心", "--store", standing)
        assert status == 0 and "接线岗  空缺  0990-5550199" in out and "热线一分部" in out
        assert "不变 3" in run("directory", "import", table, "--store", standing)[1], "again: nothing new"
        assert run("directory", "undo", change, "--store", standing)[0] == 0
        assert run("directory", "undo", change, "--store", standing)[0] == 1, "once"
        assert run("directory", "show", "测试市热线中心", "--store", standing)[0] == 1
        assert f"{change}  import  已撤回" in run("directory", "log", "--store", standing)[1]
        assert f"{change}  import  undone" in run("directory", "log", "--store", standing, "--lang", "en")[1]
    assert run("verify", "--store", standing)[0] == 0


def test_mistakes_are_told_at_their_fields_and_nothing_is_done(standing, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("单位,上级,管辖,岗位,角色,人员\n甲,乙,,,,\n乙,甲,,,,\n丙,没有的,火星,岗,没有的角色,谁\n丁,,,,,\n", encoding="utf-8")
    status, out, err = run("directory", "import", table, "--store", standing, "--lang", "en")
    assert status == 1 and "nothing was imported" in out
    for place in (":2:2: ", ":3:2: ", ":4:3: "):
        assert f"t.csv{place}" in err, err
    assert run("directory", "show", "丁", "--store", standing)[0] == 1
    status, out, _ = run("directory", "import", table, "--store", standing, "--partial")
    assert status == 1 and "已导入" in out
    assert run("directory", "show", "丁", "--store", standing)[0] == 0


def test_the_api_changes_posts_once_and_rights_follow_at_once(store, tmp_path, post):
    with contextlib.ExitStack() as servers:
        one = other = servers.enter_context(Server(EXAMPLE, store=store, data=str(tmp_path), keep=True))
        if store.startswith("postgres"):
            other = servers.enter_context(Server(EXAMPLE, store=store))
        duty, head = one.staff(post("测试市人民政府", "市值班岗")), one.staff(post("一号社区", "社区主任"))
        found = duty.get("/api/v1/directory", q="shequzhuren").json()
        assert found["posts"] and not found["organizations"]
        seat = next(p for p in found["posts"] if p["organizationName"] == "一号社区居民委员会")
        target = next(p for p in found["posts"] if p["organizationName"] == "二号社区居民委员会")
        body = duty.get(f"/api/v1/directory/{seat['organization']}").json()
        assert body["governs"] and seat["id"] in [p["id"] for p in body["posts"]]
        path = f"/api/v1/directory/posts/{seat['id']}"
        move = {"person": seat["staff"][0]["person"], "to": target["id"]}
        refused = head.post(path + "/transfer", move)
        assert refused.status_code == 403 and refused.json()["type"] == "beyond-authority"
        assert head.get("/api/v1/inbox").status_code == 200
        everybody, nobody = duty.get(path + "/people").json(), duty.get(path + "/people", q="没有这个人").json()
        assert len(everybody["people"]) == 50 and everybody["more"] > 0 and nobody == {"people": [], "more": 0}
        name = seat["staff"][0]["name"]
        chosen = duty.get(path + "/people", q=f"{name} 一号社区 主任").json()["people"]
        assert [p["person"] for p in chosen] == [move["person"]] and "一号社区居民委员会/社区主任" in chosen[0]["posts"]
        assert head.get(path + "/people").status_code == 403
        assert duty.get("/api/v1/directory/posts/7/people").status_code == 404
        key = uuid.uuid4().hex
        assert duty.post(path + "/transfer", move, key=key).status_code == 200
        assert duty.post(path + "/transfer", move, key=key).status_code == 200, "the same key: once"
        assert duty.post(path + "/transfer", {**move, "to": seat["id"]}, key=key).status_code == 409
        assert [p["name"] for p in head.get("/api/v1/session").json()["posts"]] == ["社区主任"]
        assert head.get("/api/v1/session").json()["posts"][0]["organization"] == "二号社区居民委员会"
        seen = other.staff(post("测试市人民政府", "市值班岗")).get(f"/api/v1/directory/{seat['organization']}").json()
        assert next(p for p in seen["posts"] if p["id"] == seat["id"])["staff"] == [], "every server at once"
        assert duty.post(path + "/leave", {"from": "2026-02-30"}).status_code == 400
        for act, sent, field in (("leave", {"from": "2026-02-30"}, "from"), ("dismiss", {}, "term"),
                                 ("appoint", {"person": "王"}, "person"), ("transfer", {"person": "7"}, "to"),
                                 ("leave", {"from": "2027-02-03", "until": "2027-02-01"}, "until")):
            refused = duty.post(f"{path}/{act}", sent)
            assert refused.status_code == 400 and [e["field"] for e in refused.json()["errors"]] == [field], refused.text
            assert all(e["code"] and e["message"] for e in refused.json()["errors"])
        there = f"/api/v1/directory/posts/{target['id']}"
        terms = duty.get(there).json()["terms"]
        term = next(t for t in terms if t["person"] == move["person"] and not t["over"])
        assert duty.post(there + "/dismiss", {"term": term["id"]}).status_code == 200, "the API gives what it asks for"
        assert move["person"] not in [p["person"] for p in duty.get(there).json()["post"]["staff"]]
        assert duty.get("/api/v1/directory/posts/7").status_code == 404
        assert duty.post(path + "/leave", {"color": "red"}).status_code == 422
        assert duty.post(path + "/nothing", {}).status_code == 404
        assert requests.get(one.base + "/api/v1/directory", timeout=60).status_code == 401


def test_a_post_is_described_anew_and_that_is_taken_back(store, tmp_path, post):
    with Server(EXAMPLE, store=store, data=str(tmp_path), keep=True) as server:
        duty, head = server.staff(post("测试市人民政府", "市值班岗")), server.staff(post("一号社区", "社区主任"))
        found = duty.get("/api/v1/directory", q="shequzhuren").json()["posts"]
        before = next(p for p in found if p["organizationName"] == "一号社区居民委员会")
        path = f"/api/v1/directory/posts/{before['id']}"
        said = {"rank": "股级", "tags": "居民服务|接待", "phone": ""}
        assert head.post(path + "/describe", said).status_code == 403
        assert duty.post(path + "/describe", {}).json()["errors"][0]["field"] == "rank"
        key = uuid.uuid4().hex
        assert duty.post(path + "/describe", said, key=key).status_code == 200
        assert duty.post(path + "/describe", said, key=key).status_code == 200, "the same key: once"
        shown = duty.get(path).json()
        now = shown["post"]
        assert (now["rank"], now["duties"], now["tags"], now["phone"]) == ("股级", before["duties"], ["居民服务", "接待"], None)
        assert head.post(path + "/undo-describe", {"record": shown["described"]}).status_code == 403
        assert duty.post(path + "/undo-describe", {"record": shown["described"]}).status_code == 200
        assert duty.post(path + "/undo-describe", {"record": shown["described"]}).status_code in (404, 409)
        shown = duty.get(path).json()
        assert shown["post"] == before and shown["described"] is None
    table = tmp_path / "岗.csv"
    table.write_text("单位,岗位,电话\n一号社区居民委员会,社区主任,0990-5559999\n", encoding="utf-8")
    status, out, err = run("directory", "import", table, "--store", store)
    assert status == 0 and "改岗位 1" in out, out + err
    change = out.split()[-1]
    assert "社区主任  " in run("directory", "show", "一号社区居民委员会", "--store", store)[1]
    assert "0990-5559999" in run("directory", "show", "一号社区居民委员会", "--store", store)[1]
    assert run("directory", "undo", change, "--store", store)[0] == 0
    assert "0990-5559999" not in run("directory", "show", "一号社区居民委员会", "--store", store)[1]
    assert run("verify", "--store", store)[0] == 0


def test_a_post_says_which_services_stand_still_without_it(store, tmp_path, post):
    """Nobody above may handle a check-up: the post warns before it falls vacant, and while it is."""
    with Server(EXAMPLE, store=store, data=str(tmp_path), keep=True) as server:
        duty = server.staff(post("测试市人民政府", "市值班岗"))
        found = duty.get("/api/v1/directory", q="shequzhuren").json()["posts"]
        seat = next(p for p in found if p["organizationName"] == "一号社区居民委员会")
        target = next(p for p in found if p["organizationName"] == "二号社区居民委员会")
        shown = duty.get(f"/api/v1/directory/posts/{seat['id']}").json()
        assert shown["stranded"], "who sits here is the only one for some service"
        person = seat["staff"][0]["person"]
        move = duty.post(f"/api/v1/directory/posts/{seat['id']}/transfer", {"person": person, "to": target["id"]})
        assert move.status_code == 200
        assert duty.get(f"/api/v1/directory/posts/{seat['id']}").json()["stranded"] == shown["stranded"]
        back = duty.post(f"/api/v1/directory/posts/{target['id']}/transfer", {"person": person, "to": seat["id"]})
        assert back.status_code == 200


def test_a_reported_place_is_decided_by_its_community_over_the_api(store, tmp_path, post, demonstration):
    with Server(EXAMPLE, store=store, data=str(tmp_path), keep=True) as server:
        head, other = server.staff(post("一号社区", "社区主任")), server.staff(post("二号社区", "社区主任"))
        code = next(p["code"] for p in demonstration["places"] if p["name"] == "一号社区")
        path = f"/api/v1/places/{code}/proposals"
        key = uuid.uuid4().hex
        made = other.post(path, {"name": "北小区", "note": "新盖的"}, key=key)
        assert made.status_code == 201 and made.json()["state"] == "waiting", made.text
        assert other.post(path, {"name": "北小区", "note": "新盖的"}, key=key).json() == made.json()
        again = other.post(path, {"name": "北小区"})
        assert again.status_code == 409 and again.json()["errors"][0]["field"] == "name"
        assert other.post(path, {}).json()["errors"][0]["field"] == "name"
        assert other.post(path, {"name": "x", "level": "planet"}).json()["errors"][0]["field"] == "level"
        assert other.get("/api/v1/place-proposals").json() == {"proposals": []}
        lines = head.get("/api/v1/place-proposals").json()["proposals"]
        assert [(p["name"], p["note"], p["id"]) for p in lines] == [("北小区", "新盖的", made.json()["proposal"])]
        decide = f"/api/v1/place-proposals/{lines[0]['id']}"
        assert other.post(decide + "/accept", {}).status_code == 409, "not theirs"
        assert head.post(decide + "/maybe", {}).status_code == 404
        assert head.post(decide + "/accept", {}).json()["state"] == "accepted"
        assert "北小区" in [p["name"] for p in head.get("/api/v1/places", under=code).json()["places"]]
        assert head.post(decide + "/refuse", {}).status_code == 409


def test_people_are_found_by_name_as_everywhere(store, tmp_path, post):
    """The API and the command find staff by what they are called, and tell several of one name by their numbers."""
    with Server(EXAMPLE, store=store, data=str(tmp_path), keep=True) as server:
        duty, head = server.staff(post("测试市人民政府", "市值班岗")), server.staff(post("一号社区", "社区主任"))
        member = next(p for p in duty.get("/api/v1/directory", q="shequzhuren").json()["posts"] if p["staff"])["staff"][0]
        asked = {"user": member["name"], "action": "read", "thing": "elder-check"}
        answer = duty.get("/api/v1/rights/why", **asked)
        if answer.status_code == 200:
            assert answer.json() == duty.get("/api/v1/rights/why", **{**asked, "user": "person:" + member["person"]}).json()
        else:
            assert answer.status_code == 400 and "person:" + member["person"] in answer.json()["detail"], answer.text
        nobody = duty.get("/api/v1/rights/why", **{**asked, "user": "没有这个人"})
        assert nobody.status_code == 400 and "没有叫「没有这个人」" in nobody.json()["detail"]
        names = [duty.get("/api/v1/rights/why", **asked).status_code, nobody.status_code]
        told = [head.get("/api/v1/rights/why", **{**asked, "user": name}) for name in (member["name"], "没有这个人")]
        assert 400 in names and all(reply.status_code in (200, 404) for reply in told), "who may not ask learns no names"
    status, out, err = run("rights", "why", member["name"], "read", "elder-check", "--store", store, "--json")
    assert (status in (0, 1) and out.startswith("{")) or (status == 2 and "person:" + member["person"] in err), err
    assert run("rights", "why", "person:" + member["person"], "read", "elder-check", "--store", store)[0] in (0, 1)
    status, out, err = run("rights", "why", "没有这个人", "read", "elder-check", "--store", store)
    assert status == 2 and "没有叫「没有这个人」" in err


def test_the_check_of_places_is_for_programs_too(standing):
    status, out, err = run("places", "check", "--store", standing, "--json")
    assert (status, json.loads(out)) == (0, {"findings": []}), err
