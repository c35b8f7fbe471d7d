"""Places over the API: a plan, an operation, how it stood on a day, what was done to it, and the way back."""
import datetime

import requests

from conftest import EXAMPLE
from hutong import Server


def test_an_operation_is_planned_done_seen_and_taken_back(store, tmp_path, post, demonstration):
    with Server(EXAMPLE, store=store, data=str(tmp_path), keep=True) as server:
        duty, head = server.staff(post("测试市人民政府", "市值班岗")), server.staff(post("一号社区", "社区主任"))
        first, second = (next(p["code"] for p in demonstration["places"] if p["name"] == n) for n in ("一号社区", "二号社区"))
        path = f"/api/v1/places/{first}"
        building = duty.get("/api/v1/places", under=duty.get(path).json()["places"][0]["code"]).json()["places"][0]
        seen = duty.get(f"/api/v1/places/{building['code']}").json()
        assert seen["governedBy"] == ["一号社区居民委员会"] and seen["governedAt"] == first
        wrong = duty.post("/api/v1/places/merge", {"what": [first, second], "name": "同心社区"})
        assert wrong.status_code == 400, "a name is for what is added"
        nowhere = duty.post("/api/v1/places/merge", {"what": [first, second]})
        assert nowhere.status_code == 422 and [e["field"] for e in nowhere.json()["errors"]] == ["to"], nowhere.text
        merge = {"what": [first, second], "to": "同心社区", "reason": "民政 1 号"}
        assert head.post("/api/v1/places/merge/plan", merge).status_code == 403
        assert duty.post("/api/v1/places/merge/plan", merge).json()["nodes"] > 2
        assert duty.get(path).json()["successor"] is None, "a plan changes nothing"
        assert duty.post("/api/v1/places/merge", merge).status_code == 200
        ended = duty.get(path).json()
        change = ended["changes"][0]
        assert ended["successor"] and (change["act"], change["reason"], change["state"]) == ("merge", "民政 1 号", "done")
        assert change["actor"], "staff learn who did it"
        counts = duty.get("/api/v1/services/elder-check/counts", by="state", view="then")
        assert counts.status_code in (200, 404)
        undo = f"/api/v1/places/changes/{change['id']}/undo"
        assert head.post(undo).status_code == 403
        assert duty.post(undo).json() == {"change": change["id"], "undone": True}
        assert duty.post(undo).status_code == 404, "what was taken back is not taken back twice"
        assert duty.get(path).json()["successor"] is None
        day = (datetime.date.today() - datetime.timedelta(days=400)).isoformat()
        assert duty.get(path, on=day).json()["path"].endswith("一号社区")
        assert duty.get(path, on="2026-02-30").status_code == 400
        assert duty.get("/api/v1/places", q="号", cursor="x").status_code == 400
        page = duty.get("/api/v1/places", q="号").json()
        rest = duty.get("/api/v1/places", q="号", cursor=page["cursor"]).json()
        assert len(page["places"]) == 50 and rest["places"]
        assert not {p["id"] for p in page["places"]} & {p["id"] for p in rest["places"]}
        assert requests.get(server.base + path, timeout=60).status_code == 401


def test_a_table_is_told_by_its_cells_and_taken_back(store, tmp_path, post, demonstration):
    with Server(EXAMPLE, store=store, data=str(tmp_path), keep=True) as server:
        duty = server.staff(post("测试市人民政府", "市值班岗"))
        community = next(p["code"] for p in demonstration["places"] if p["name"] == "一号社区")
        def bring(text, **query):
            return duty.http.post(
                server.base + "/api/v1/places/import", data=text.encode(), params=query, timeout=60,
                headers={"Content-Type": "text/csv", "Idempotency-Key": "k" * 16})
        table = f"编码,名称,层级,上级,类别\n{community},甲社区,社区,,\n,九号小区,小区,{community},foo\n"
        dry = bring(table, **{"dry-run": "1"})
        assert [(p["line"], p["column"]) for p in dry.json()["problems"]] == [(3, 5)]
        assert "甲社区" in dry.json()["remarks"][0]["text"], "a new name is told before it is done"
        done = bring(table.replace("foo", "区域"))
        assert done.status_code == 201, done.text
        assert duty.get(f"/api/v1/places/{community}").json()["path"].endswith("甲社区")
        assert duty.post(f"/api/v1/places/changes/{done.json()['change']}/undo").status_code == 200
        back = duty.get(f"/api/v1/places/{community}").json()
        assert back["path"].endswith("一号社区") and "一号社区" not in back["aliases"]


def test_a_boundary_that_is_none_says_where(store, tmp_path, post, demonstration):
    with Server(EXAMPLE, store=store, data=str(tmp_path), keep=True) as server:
        duty = server.staff(post("测试市人民政府", "市值班岗"))
        code = next(p["code"] for p in demonstration["places"] if p["name"] == "一号社区")
        corners = [[113, 40], [114, 40], [114, 41]]

        def bring(ring):
            feature = {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
            return duty.http.post(
                server.base + "/api/v1/places/import", json={"type": "FeatureCollection", "features": [feature]}, timeout=60)

        for ring, words in ((corners, "至少要有四个点"), (corners + [[113, 41]], "没有闭合"),
                            (corners + [[113, "41"], corners[0]], "第 4 个点"), (corners + [[113, 91], corners[0]], "第 4 个点")):
            refused = bring(ring)
            assert refused.status_code == 422 and words in refused.json()["problems"][0]["text"], refused.text
        assert bring(corners + [corners[0]]).status_code == 201
        inside = duty.get("/api/v1/places", point="113.8,40.2").json()["places"]
        assert inside and inside[-1]["code"] == code
