"""What users of the nearest systems reported, end to end over the API on both stores; each test is named for its pain."""
import pytest

from conftest import EXAMPLE
from hutong import Server, filled

SERVICE = "elder-check"


@pytest.fixture
def server(store, tmp_path):
    with Server(EXAMPLE, store=store, data=str(tmp_path), keep=True) as running:
        yield running


def apply(server, elder, day):
    """A health check of an elder: its number."""
    person = server.resident(elder["phone"])
    reply = person.apply(SERVICE, filled(person.form(SERVICE), 体检日期=day))
    assert reply.status_code == 201, reply.text
    return reply.json()["code"]


def never_filed(code):
    """A number in good order that no request has: the letters of another one turned round, with its check character."""
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    body = code[:6] + code[6:13][::-1]
    return body + letters[sum(letters.index(c) * (2 * i + 3) for i, c in enumerate(body)) % 31]


def queue(person):
    return {row["code"] for row in person.inbox(service=SERVICE)}


def seat(staff, organization, name):
    """A post as the directory has it: its id, who sits there, leave and deputies."""
    found = staff.get("/api/v1/directory", q=name).json()["posts"]
    at = next(p["id"] for p in found if p["organizationName"] == organization and p["name"] == name)
    return staff.get(f"/api/v1/directory/posts/{at}").json()["post"]


def change(staff, post, act, **sent):
    reply = staff.post(f"/api/v1/directory/posts/{post['id']}/{act}", sent)
    assert reply.status_code == 200, reply.text


def test_pain_11_work_goes_to_a_post_whoever_sits_there(server, post, elders, tomorrow):
    """Pain 11: rules name users, and who leaves or moves takes the work along, or keeps it. Here it waits for a post: it
    stays there when somebody is moved away, is there for who comes, and goes to the deputy during a leave and back after."""
    duty = server.staff(post("测试市人民政府", "市值班岗"))
    first, second, third = (server.staff(post(c, "社区主任")) for c in ("五号社区", "六号社区", "七号社区"))
    fifth, sixth, seventh = (f"{c}居民委员会" for c in ("五号社区", "六号社区", "七号社区"))
    here, there = seat(duty, fifth, "社区主任"), seat(duty, sixth, "社区主任")
    left, came = here["staff"][0]["person"], there["staff"][0]["person"]
    waiting = apply(server, elders["五号社区"][0], tomorrow)
    assert waiting in queue(first) and waiting not in queue(second)

    # They change places: nobody takes work along, and neither session has to be opened again.
    change(duty, here, "transfer", person=left, to=there["id"])
    assert waiting not in queue(first), "who was moved away has it no more"
    assert first.post(f"/api/v1/requests/{waiting}/approve", {}).status_code == 404
    change(duty, there, "transfer", person=came, to=here["id"])
    late = apply(server, elders["五号社区"][1], tomorrow)
    elsewhere = apply(server, elders["六号社区"][0], tomorrow)
    assert {waiting, late} <= queue(second) and elsewhere not in queue(second)
    assert queue(first) == {elsewhere}, "what comes to the new seat, and nothing of the old one"
    assert second.post(f"/api/v1/requests/{waiting}/approve", {}).json()["state"] == "done"

    # On leave a deputy has it too, and only then.
    assert late not in queue(third)
    change(duty, here, "deputy", deputy=seat(duty, seventh, "社区主任")["id"])
    assert late not in queue(third), "to be named is not to stand in"
    change(duty, here, "leave")
    during = apply(server, elders["五号社区"][2], tomorrow)
    assert {late, during} <= queue(third)
    assert third.post(f"/api/v1/requests/{late}/approve", {}).json()["state"] == "done"
    change(duty, here, "end-leave", record=seat(duty, fifth, "社区主任")["leave"][0]["id"])
    assert during not in queue(third) and during in queue(second)
    assert third.post(f"/api/v1/requests/{during}/approve", {}).status_code == 404
    assert second.post(f"/api/v1/requests/{during}/approve", {}).json()["state"] == "done"


def test_pain_14_higher_offices_see_lower_ones(server, post, elders, tomorrow, demonstration):
    """Pain 14: there is no hierarchy of offices, and higher ones cannot see lower ones. Here bodies stand below bodies,
    which is not the tree of places; who is above sees what comes in below and tends the posts there, never the other way."""
    names = {p["code"]: p["name"] for p in demonstration["places"]}
    community = next(c for c, name in names.items() if name == "五号社区")
    district, street = names[community[:6]], names[community[:9]]
    city = server.staff(post("测试市人民政府", "市值班岗"))

    # Down the tree of bodies and up again.
    def body(name):
        line = next(b for b in city.get("/api/v1/directory", q=name).json()["organizations"] if b["name"] == name)
        return city.get(f"/api/v1/directory/{line['id']}").json()

    line = ["测试市人民政府", f"{district}人民政府", f"{street}办事处", "五号社区居民委员会"]
    for above, below in zip(line, line[1:]):
        assert below in [b["name"] for b in body(above)["below"]]
        assert above in [b["name"] for b in body(below)["above"]]
    hospital = body("测试市社区医院")
    assert "测试市卫生健康局" in [b["name"] for b in hospital["above"]] and hospital["below"] == []
    assert hospital["governs"] == body(line[0])["governs"], "the same place, and yet above nobody"

    codes = [apply(server, elder, tomorrow) for elder in elders["五号社区"][:2]]
    other = apply(server, elders["九号社区"][0], tomorrow)
    own = [(city, 3), (server.staff(post(f"{district}人民政府", "区值班岗")), 2),
           (server.staff(post(f"{street}办事处", "街道值班岗")), 2), (server.staff(post("五号社区", "社区主任")), 2)]
    for person, count in own:
        assert person.counts(SERVICE)["total"] == count
        assert all(person.get(f"/api/v1/requests/{code}").status_code == 200 for code in codes)
        assert person.get(f"/api/v1/requests/{other}").status_code == (200 if count == 3 else 404)
    streets = [n for c, n in names.items() if len(c) == 9 and n != street]
    districts = [n for c, n in names.items() if len(c) == 6 and n != district]
    beside = [server.staff(post(f"{n}办事处", "街道值班岗")) for n in streets]
    beside += [server.staff(post(f"{n}人民政府", "区值班岗")) for n in districts]
    beside += [server.staff(post("四号社区", "社区主任")), server.staff(post("测试市社区医院", "体检预约岗"))]
    for person in beside:
        assert all(person.get(f"/api/v1/requests/{code}").status_code == 404 for code in codes)

    # Posts: those below are tended from above, none of those above or beside.
    def may_edit(person, organization, name):
        return person.get(f"/api/v1/directory/posts/{seat(city, organization, name)['id']}").json()["mayEdit"]

    ranks = [(line[1], "区值班岗"), (line[2], "街道值班岗"), (line[3], "社区主任")]
    for at, (person, _) in enumerate(own[:3]):
        assert [may_edit(person, *rank) for rank in ranks] == [rank >= at - 1 for rank in range(3)], at
    assert not any(may_edit(person, *ranks[2]) for person in beside)


def test_pain_27_nothing_leaks_through_relations_or_figures(server, post, elders, tomorrow, demonstration):
    """Pain 27: rows come through a relation, an action on it or one grain of the figures that a list would not show. Here
    the same scope stands in all of them: the head of another community finds neither the request, nor who it is about, nor
    a number that it is in; and who loses the seat finds nothing at all."""
    elder, relative = elders["五号社区"][0], elders["九号社区"][1]
    theirs, mine = server.resident(elder["phone"]), server.resident(relative["phone"])
    # The relation goes across: somebody of 九号社区 acts for somebody of 五号社区.
    declared = mine.post("/api/v1/me/mandates", {
        "direction": "act-for", "name": elder["name"], "id-number": elder["id_number"], "kind": "family", "kinship": "70",
        "powers": ["apply", "see", "follow"], "until": tomorrow})
    assert declared.status_code == 200, declared.text
    assert theirs.post(f"/api/v1/mandates/{declared.json()['mandate']}/confirm", {}).status_code == 200
    represented = mine.get("/api/v1/me/represented").json()["represented"]
    who = next(p["id"] for p in represented if p["name"] == elder["name"])
    filed = mine.post(f"/api/v1/services/{SERVICE}/requests", {"answers": {"体检日期": tomorrow}, "for": who})
    assert filed.status_code == 201, filed.text
    code = filed.json()["code"]
    theirs_too = apply(server, elders["九号社区"][0], tomorrow)

    head, foreign = server.staff(post("五号社区", "社区主任")), server.staff(post("九号社区", "社区主任"))
    assert code in queue(head) and queue(foreign) == {theirs_too}
    assert head.get(f"/api/v1/requests/{code}").status_code == 200

    # Rows and relations.
    for path, query in ((f"/api/v1/requests/{code}", {}), (f"/api/v1/requests/{code}/form", {}),
                        ("/api/v1/rights/why", {"action": "read", "thing": code}),
                        ("/api/v1/rights/who", {"action": "read", "thing": code})):
        assert foreign.get(path, **query).status_code == 404, path
    for words in (code, elder["name"], relative["name"]):
        assert code not in foreign.get("/api/v1/inbox", q=words).text, words
    # Actions, one by one and many at once: as of a request that nobody ever filed.
    nothing = never_filed(code)
    assert foreign.get(f"/api/v1/requests/{nothing}").json() == foreign.get(f"/api/v1/requests/{code}").json()
    to = {"reason": "试一试", "to": "九号社区居民委员会/社区主任"}
    for verb, sent in (
            *((verb, {"reason": "试一试"}) for verb in ("approve", "reject", "return", "claim", "urge", "look")),
            *((verb, to) for verb in ("transfer", "help", "cc", "add-sign")), ("unmask", {"field": "姓名"})):
        reply, same = (foreign.post(f"/api/v1/requests/{c}/{verb}", sent) for c in (code, nothing))
        assert reply.status_code == 404 and reply.json() == same.json(), (verb, reply.text, same.text)
    bulk = foreign.post("/api/v1/inbox/approve", {"codes": [code, theirs_too]}).json()["answers"]
    assert {a["code"]: a["status"] for a in bulk} == {code: 404, theirs_too: 200}
    assert head.get(f"/api/v1/requests/{code}").json()["state"] == "waiting", "nothing of it was done"

    # Figures at every grain are those of the list.
    names = {p["code"]: p["name"] for p in demonstration["places"]}
    community = next(c for c, name in names.items() if name == "五号社区")
    apart = {n for c, n in names.items() if len(c) <= 12 and not community.startswith(c)} - {"五号社区"}
    levels = ("district", "street", "community", "estate", "building", "unit", "door")
    grains = [{"by": by} for by in ("state", "step", "variant")] + [{"by": "place", "at": at} for at in levels]
    for grain in grains + [{**grain, "view": "then"} for grain in grains]:
        counts = head.counts(SERVICE, **grain)
        assert counts["total"] == 1 and sum(r["count"] for r in counts["rows"]) <= 1, grain
        assert all(r["count"] == 0 for r in counts["rows"] if r["title"] in apart), grain

    # Nobody's seat is nobody's view, with the session that is open.
    duty = server.staff(post("测试市人民政府", "市值班岗"))
    here = seat(duty, "五号社区居民委员会", "社区主任")
    term = next(t for t in duty.get(f"/api/v1/directory/posts/{here['id']}").json()["terms"] if not t["over"])
    change(duty, here, "dismiss", term=term["id"])
    assert head.get(f"/api/v1/requests/{code}").status_code == 404
    assert head.get("/api/v1/inbox").status_code in (200, 403, 404) and code not in head.get("/api/v1/inbox").text
    lost = head.get(f"/api/v1/services/{SERVICE}/counts")
    assert lost.status_code in (403, 404) or lost.json()["total"] == 0, lost.text
