"""Three ways to approve one health check: 120 elders in twelve communities, through HTTP alone, on both stores."""
import collections

from conftest import EXAMPLE
from hutong import Server, export, filled, run

NAMES = "一二三四五六七八九"
COMMUNITIES = [n + "号社区" for n in [*NAMES, "十", "十一", "十二"]]
SERVICE = "elder-check"


def apply_all(server, elders, day):
    """Ten of each community; {community: [(code, person, state)]}."""
    out = {}
    for community in COMMUNITIES:
        rows = []
        for elder in elders[community][:10]:
            person = server.resident(elder["phone"])
            form = person.form(SERVICE)
            known = [f for p in form["pages"] for f in p["fields"] if f["value"] is not None]
            assert {"姓名", "证件号", "电话", "住址"} <= {f["id"] for f in known}
            assert all(f["source"] and f["age"] is not None for f in known), "autofill says where from and how old"
            reply = person.apply(SERVICE, filled(form, 体检日期=day))
            assert reply.status_code == 201, reply.text
            rows.append((reply.json()["code"], person, reply.json()["state"]))
        out[community] = rows
    return out


def act(person, verb, codes, **more):
    reply = person.post(f"/api/v1/inbox/{verb}", {"codes": codes, **more})
    assert reply.status_code == 200, reply.text
    answers = reply.json().get("answers", [])
    assert all(a["status"] == 200 for a in answers), reply.text
    return answers


def states(counts):
    return {s: n for s, n in counts["states"].items() if n}


def test_elderly_health_check(store, elders, post, tomorrow, demonstration):
    with Server(EXAMPLE, store=store) as server:
        requests = apply_all(server, elders, tomorrow)
        for community in COMMUNITIES[:4]:
            assert {state for _, _, state in requests[community]} == {"done"}
        for community in COMMUNITIES[4:]:
            assert {state for _, _, state in requests[community]} == {"waiting"}
        city = server.staff(post("测试市人民政府", "市值班岗"))
        by_variant = {r["key"]: r["count"] for r in city.counts(SERVICE, by="variant")["rows"]}
        assert by_variant == {"elder-check": 40, "elder-check-staff": 40, "elder-check-hospital": 40}
        assert states(city.counts(SERVICE)) == {"done": 40, "waiting": 80}

        # One review in communities 5 to 8: 38 approved, 2 returned, corrected, approved.
        for position, community in enumerate(COMMUNITIES[4:8]):
            head = server.staff(post(community, "社区主任"))
            queue = {row["code"] for row in head.inbox(service=SERVICE)}
            mine = [code for code, _, _ in requests[community]]
            assert queue == set(mine), "the queue of a community holds its own requests and no others"
            returned = mine[:1] if position < 2 else []
            for code in returned:
                refused = head.post(f"/api/v1/requests/{code}/return", {})
                assert refused.status_code == 422, "a return needs a reason"
                assert head.post(f"/api/v1/requests/{code}/return", {"reason": "请补上门牌号"}).status_code == 200
            act(head, "approve", [code for code in mine if code not in returned])
        assert states(city.counts(SERVICE)) == {"done": 78, "returned": 2, "waiting": 40}
        for community in COMMUNITIES[4:6]:
            code, person, _ = requests[community][0]
            said = person.get(f"/api/v1/requests/{code}").json()
            assert said["state"] == "returned" and any("门牌号" in m["text"] for m in said["messages"])
            reply = person.post(f"/api/v1/requests/{code}/supplement", {"answers": {"电话": "13900005678"}})
            assert reply.status_code == 200 and reply.json()["state"] == "waiting", reply.text
            act(server.staff(post(community, "社区主任")), "approve", [code])
        assert states(city.counts(SERVICE)) == {"done": 80, "waiting": 40}

        # Communities 9 to 12: reviewed, held, one list each closed by hand, decided line by line by the hospital.
        hospital = server.staff(post("测试市社区医院", "体检预约岗"))
        for number, community in enumerate(COMMUNITIES[8:]):
            head = server.staff(post(community, "社区主任"))
            mine = [code for code, _, _ in requests[community]]
            act(head, "approve", mine)
            assert {person.get(f"/api/v1/requests/{code}").json()["state"] for code, person, _ in requests[community]} == {"held"}
            refused = hospital.post(f"/api/v1/requests/{mine[0]}/approve", {})
            assert refused.status_code in (404, 409), "the hospital decides no line before its list is closed"
            closed = head.post("/api/v1/inbox/batch-close", {"codes": mine})
            assert closed.status_code == 200, closed.text
            queue = {row["code"] for row in hospital.inbox(service=SERVICE)}
            assert queue == set(mine)
            refuse = mine[:1] if number < 3 else []
            for code in refuse:
                reply = hospital.post(f"/api/v1/requests/{code}/reject", {"reason": "近期住过院，请先由主治医生确认"})
                assert reply.status_code == 200 and reply.json()["state"] == "rejected", reply.text
            act(hospital, "approve", [code for code in mine if code not in refuse])

        # The figures, live, at every level.
        counts = city.counts(SERVICE)
        assert counts["total"] == 120 and states(counts) == {"done": 117, "rejected": 3}
        assert {m["id"]: m["value"] for m in counts["measures"]} == {"通过人数": "117", "未通过人数": "3"}
        rows = city.counts(SERVICE, by="variant")["rows"]
        assert {r["key"]: states(r) for r in rows} == {
            "elder-check": {"done": 40}, "elder-check-staff": {"done": 40},
            "elder-check-hospital": {"done": 37, "rejected": 3}}
        by_state = {r["key"]: r["count"] for r in city.counts(SERVICE, by="state")["rows"] if r["count"]}
        assert by_state == {"done": 117, "rejected": 3}
        by_community = {r["title"]: states(r) for r in city.counts(SERVICE, by="place", at="community")["rows"]}
        assert by_community == {
            c: {"done": 9, "rejected": 1} if c in COMMUNITIES[8:11] else {"done": 10} for c in COMMUNITIES}
        by_district = {r["title"]: states(r) for r in city.counts(SERVICE, by="place", at="district")["rows"]}
        assert by_district == {"一区": {"done": 60}, "二区": {"done": 57, "rejected": 3}}
        by_street = [states(r) for r in city.counts(SERVICE, by="place", at="street")["rows"]]
        assert sum(s.get("done", 0) for s in by_street) == 117 and len(by_street) == 4

        # A resident does not see another's request, nor a head another community's.
        other = requests[COMMUNITIES[0]][0][1]
        foreign = requests[COMMUNITIES[8]][0][0]
        assert other.get(f"/api/v1/requests/{foreign}").status_code == 404
        assert server.staff(post("一号社区", "社区主任")).get(f"/api/v1/requests/{foreign}").status_code == 404
        assert server.stop() == 0

        # The recount: what is stored, line by line, against every figure.
        tables = export(server.store)
        matters = [m for m in tables["matters"] if m["service"] == SERVICE]
        assert collections.Counter(m["state"] for m in matters) == {"done": 117, "rejected": 3}
        assert collections.Counter((m["variant"], m["state"]) for m in matters) == {
            ("elder-check", "done"): 40, ("elder-check-staff", "done"): 40, ("elder-check-hospital", "done"): 37,
            ("elder-check-hospital", "rejected"): 3}
        recount = collections.Counter((m["place"][:12], m["state"]) for m in matters)
        names = {p["code"]: p["name"] for p in demonstration["places"]}
        assert {(names[place], state): n for (place, state), n in recount.items()} == {
            (c, s): n for c, row in by_community.items() for s, n in row.items()}
        cells = collections.Counter()
        for cell in tables["cells"]:
            if cell["service"] == SERVICE and cell["measure"] == "total" and cell["node"] == "9901":
                cells[cell["state"]] += int(cell["value"])
        assert {s: n for s, n in cells.items() if n} == {"done": 117, "rejected": 3}
        assert len(tables[f"forms/{SERVICE}"]) >= 120
        status, out, err = run("verify", "--store", server.store)
        assert (status, out) == (0, ""), out + err
