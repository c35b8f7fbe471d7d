"""SCIM 2.0 as clients speak it: the suite of scim2-tester, and what is this product's own: data gives no right."""
import subprocess

import pytest
import requests

from conftest import EXAMPLE
from hutong import ENVIRONMENT, Server, binary, run

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Client:
    def __init__(self, base, token):
        self.base, self.http = base + "/scim/v2", requests.Session()
        self.http.headers["Authorization"] = f"Bearer {token}"

    def __call__(self, method, path, body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.request(
            method, self.base + path, json=body, timeout=30,
            headers={"Content-Type": "application/scim+json", **headers})

    def user(self, name, **more):
        reply = self("POST", "/Users", {"schemas": [USER], "userName": name, **more})
        assert reply.status_code == 201, reply.text
        return reply.json()

    def patch(self, path, *operations, **headers):
        return self("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, **headers)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def place(request, tmp_path_factory):
    """A store, its folder, a token, and a token that was revoked."""
    folder = tmp_path_factory.mktemp("scim")
    store = f"sqlite:{folder}/hutong.sqlite"
    if request.param == "postgres":
        store = request.getfixturevalue("postgres").database()
    with Server(EXAMPLE, store=store, data=str(folder), keep=True):
        pass
    status, token, err = run("directory", "token", "人事系统", "--store", store)
    assert status == 0 and len(token.strip()) == 64, err
    status, old, err = run("directory", "token", "旧系统", "--store", store)
    assert status == 0, err
    status, _, err = run("directory", "revoke", "旧系统", "--store", store)
    assert status == 0, err
    status, out, err = run("directory", "tokens", "--store", store)
    assert status == 0 and "人事系统" in out, err
    return store, folder, token.strip(), old.strip()


@pytest.fixture(scope="module")
def server(place):
    store, folder, _, _ = place
    with Server(EXAMPLE, store=store, data=str(folder), keep=True) as running:
        yield running


@pytest.fixture(scope="module")
def client(server, place):
    return Client(server.base, place[2])


def test_the_suite_of_scim2_tester_passes(server, place):
    httpx2 = pytest.importorskip("httpx2")
    from scim2_client.engines.httpx2 import SyncSCIMClient
    from scim2_tester import Status, check_server
    with httpx2.Client(base_url=server.base + "/scim/v2", headers={"Authorization": f"Bearer {place[2]}"}) as http:
        results = check_server(SyncSCIMClient(http))
    wrong = [r for r in results if r.status in (Status.ERROR, Status.CRITICAL, Status.DEVIATION)]
    assert not wrong, "\n".join(f"{r.title} {r.resource_type}: {r.reason} {r.data}" for r in wrong)
    done = [r for r in results if r.status == Status.SUCCESS]
    assert len(done) > 60, f"only {len(done)} checks ran"
    skipped = {r.title for r in results if r.status == Status.SKIPPED}
    assert not skipped, skipped


def test_without_a_token_nothing_is_answered(server, place):
    for token in ("", "x", "0" * 64, place[3]):
        for method, path in (("GET", "/Users"), ("POST", "/Users"), ("GET", "/Schemas"), ("DELETE", "/Users/1")):
            reply = Client(server.base, token)(method, path)
            assert reply.status_code == 401, (token, path, reply.status_code)
            assert reply.headers["Content-Type"].startswith("application/scim+json")


def test_a_person_signed_in_is_no_client_and_a_token_is_no_person(server, client, place, post):
    duty = server.staff(post("测试市人民政府", "市值班岗"))
    token = duty.http.headers["Authorization"].split()[1]
    assert Client(server.base, token)("GET", "/Users").status_code == 401
    for path in ("/api/v1/directory", "/api/v1/inbox", "/api/v1/session"):
        assert client.http.get(server.base + path, timeout=60).status_code == 401


def test_an_account_gives_no_right_until_somebody_is_appointed(server, client, post):
    made = client.user("li.lei", displayName="李雷", emails=[{"value": "li@example.org", "primary": True}])
    again = client("POST", "/Users", {"schemas": [USER], "userName": "li.lei"})
    assert again.status_code == 409 and again.json()["scimType"] == "uniqueness"
    signed = requests.post(
        server.base + "/api/v1/session", json={"login": "li.lei", "password": "li.lei"}, timeout=30)
    assert signed.status_code == 401, "no password, no way in"
    duty = server.staff(post("测试市人民政府", "市值班岗"))
    seat = duty.get("/api/v1/directory", q="三号社区居民委员会").json()["organizations"][0]
    head = next(p for p in duty.get(f"/api/v1/directory/{seat['id']}").json()["posts"] if p["name"] == "社区主任")
    group = client("GET", f"/Groups/p{head['id']}")
    assert group.status_code == 200 and group.json()["displayName"] == "三号社区居民委员会/社区主任"
    assert "members" not in group.json() and "groups" not in client("GET", f"/Users/{made['id']}").json()
    member = {"op": "add", "path": "members", "value": [{"value": made["id"]}]}
    for path in (f"/Groups/p{head['id']}", f"/Groups/o{seat['id']}"):
        refused = client.patch(path, member)
        assert refused.status_code == 403, "a group of the directory is changed by appointing"
        assert client("DELETE", path).status_code == 403
    own = client("POST", "/Groups", {
        "schemas": [GROUP], "displayName": "三号社区居民委员会/社区主任", "members": [{"value": made["id"]}]})
    assert own.status_code == 201, "a list of the same name is a list"
    assert [p["name"] for p in duty.get(f"/api/v1/directory/{seat['id']}").json()["posts"]
            if made["id"] in [s["person"] for s in p["staff"]]] == []
    path = f"/api/v1/directory/posts/{head['id']}"
    assert duty.post(path + "/appoint", {"person": made["id"]}).status_code == 200
    groups = [g["display"] for g in client("GET", f"/Users/{made['id']}").json()["groups"]]
    assert groups.count("三号社区居民委员会/社区主任") == 2 and "三号社区居民委员会" in groups
    assert client("DELETE", f"/Users/{made['id']}").status_code == 204
    assert client("GET", f"/Users/{made['id']}").status_code == 404
    seen = next(p for p in duty.get(f"/api/v1/directory/{seat['id']}").json()["posts"] if p["id"] == head["id"])
    assert made["id"] not in [s["person"] for s in seen["staff"]], "who was taken out sits nowhere"
    assert client("GET", f"/Groups/{own.json()['id']}").json().get("members") is None
    new = client.user("li.lei", displayName="另一个李雷")
    assert new["id"] != made["id"], "a login that is given again is somebody else's"
    assert client("GET", f"/Users/{new['id']}").json().get("groups") in (None, [])


def test_a_deactivated_account_is_out_at_once(place, server):
    store, _, token, _ = place
    client = Client(server.base, token)
    if store.startswith("sqlite"):
        pytest.skip("a password is given while no server has the file open")
    subprocess.run(
        [binary(), "account", "wang", "--store", store, "--name", "王芳", "--post", "四号社区居民委员会/社区主任"], check=True,
        env={**ENVIRONMENT, "HUTONG_PASSWORD": "a-long-password"}, timeout=60)
    enter = {"login": "wang", "password": "a-long-password"}
    signed = requests.post(server.base + "/api/v1/session", json=enter, timeout=30)
    assert signed.status_code == 201
    headers = {"Authorization": "Bearer " + signed.json()["token"]}
    assert requests.get(server.base + "/api/v1/inbox", headers=headers, timeout=60).status_code == 200
    found = client("GET", '/Users?filter=userName eq "WANG"').json()
    assert found["totalResults"] == 1 and found["Resources"][0]["displayName"] == "王芳"
    path = "/Users/" + found["Resources"][0]["id"]
    assert client.patch(path, {"op": "replace", "path": "active", "value": "False"}).json()["active"] is False
    assert requests.get(server.base + "/api/v1/inbox", headers=headers, timeout=60).status_code == 401
    assert requests.post(server.base + "/api/v1/session", json=enter, timeout=30).status_code == 401
    put = client("PUT", path, {"schemas": [USER], "userName": "wang", "displayName": "王芳"})
    assert put.json()["active"] is False, "what is left out does not let anybody in again"
    assert client.patch(path, {"op": "replace", "value": {"active": True}}).json()["active"] is True
    assert requests.post(server.base + "/api/v1/session", json=enter, timeout=30).status_code == 201


def test_versions_keep_two_clients_from_undoing_each_other(client):
    made = client.user("zhao")
    path, first = f"/Users/{made['id']}", made["meta"]["version"]
    reply = client("GET", path)
    assert reply.headers["ETag"] == first
    assert client("GET", path, If_None_Match=first).status_code == 304
    title = {"op": "add", "path": "title", "value": "科员"}
    changed = client.patch(path, title, If_Match=first)
    assert changed.status_code == 200 and changed.headers["ETag"] != first
    late = client.patch(path, {"op": "remove", "path": "title"}, If_Match=first)
    assert late.status_code == 412 and client("GET", path).json()["title"] == "科员"
    assert client("DELETE", path, If_Match=first).status_code == 412
    assert client("DELETE", path, If_Match=changed.headers["ETag"]).status_code == 204


def test_lists_are_filtered_sorted_and_paged(client):
    for number, name in enumerate(("page.c", "page.a", "page.b")):
        client.user(name, title=f"t{number}", emails=[{"value": f"{name}@example.org", "type": "work"}])
    ask = lambda query: client("GET", "/Users?" + query).json()  # noqa: E731
    names = lambda found: [r["userName"] for r in found["Resources"]]  # noqa: E731
    both = 'filter=userName sw "page." and not (title eq "t1")&sortBy=userName&sortOrder=descending'
    assert names(ask(both)) == ["page.c", "page.b"]
    paged = ask('filter=userName sw "page."&sortBy=userName&startIndex=2&count=1')
    assert names(paged) == ["page.b"] and paged["totalResults"] == 3 and paged["itemsPerPage"] == 1
    # Page by page as sorted by id: each account once, as the filtered list shows it.
    whole = sorted(ask("filter=id pr&count=1000")["Resources"], key=lambda one: int(one["id"]))
    pages = [ask(f"startIndex={start}&count=2") for start in range(1, len(whole) + 3, 2)]
    assert [one for page in pages for one in page["Resources"]] == whole and len(whole) > 2
    assert {page["totalResults"] for page in pages} == {len(whole)} and pages[-1]["itemsPerPage"] < 2
    beyond = ask(f"startIndex={2 ** 62}&count=5")
    assert beyond["Resources"] == [] and beyond["totalResults"] == len(whole) == ask("count=0")["totalResults"]
    assert names(ask('filter=emails[type eq "work" and value co "page.a@"]')) == ["page.a"]
    assert names(ask(f'filter={USER}:userName eq "page.b"')) == ["page.b"]
    assert ask('filter=userName sw "page."&count=0')["Resources"] == []
    only = ask('filter=userName eq "page.a"&attributes=title')["Resources"][0]
    assert set(only) == {"id", "schemas", "title"}
    for wrong in ("userName", "userName zz \"x\"", "(userName pr", "userName eq", '"a" eq "b"', "[" * 50, "not " * 50):
        reply = client.http.get(client.base + "/Users", params={"filter": wrong}, timeout=60)
        assert reply.status_code == 400 and reply.json()["scimType"] == "invalidFilter", wrong
    found = client("POST", "/.search", {"filter": 'displayName eq "测试市人民政府"'}).json()
    assert [r["meta"]["resourceType"] for r in found["Resources"]] == ["Group"]


def test_what_does_not_fit_is_refused_and_changes_nothing(client):
    made = client.user("sun", phoneNumbers=[{"value": "110", "type": "work"}, {"value": "0990-5550123", "type": "home"}])
    path = f"/Users/{made['id']}"
    for operation, kind in (
            ({"op": "add", "path": "nothing", "value": 1}, "invalidPath"),
            ({"op": "replace", "path": "id", "value": "7"}, "mutability"),
            ({"op": "replace", "path": "groups", "value": []}, "mutability"),
            ({"op": "remove"}, "noTarget"), ({"op": "jump", "path": "title"}, "invalidValue"),
            ({"op": "replace", "path": 'phoneNumbers[type eq "x"].value', "value": "119"}, "noTarget"),
            ({"op": "replace", "path": 'phoneNumbers[type eq "work"].value', "value": "打前台"}, "invalidValue"),
            ({"op": "replace", "path": "title", "value": {"a": 1}}, "invalidValue"),
            ({"op": "remove", "path": "userName"}, "invalidValue")):
        title = {"op": "add", "path": "title", "value": "不该留下"}
        reply = client.patch(path, title, operation)
        assert reply.status_code == 400 and reply.json()["scimType"] == kind, (operation, reply.text)
    assert "title" not in client("GET", path).json()
    reply = client.patch(
        path, {"op": "replace", "path": 'phoneNumbers[type eq "work"].value', "value": "tel:+86-990-5550199"},
        {"op": "remove", "path": 'phoneNumbers[type eq "home"]'})
    assert reply.json()["phoneNumbers"] == [{"type": "work", "value": "tel:+86-990-5550199"}]
    for body in ({}, {"schemas": ["x"], "userName": "a"}, {"schemas": [USER]}, {"schemas": [USER], "userName": 7}, [1]):
        assert client("POST", "/Users", body).status_code == 400, body
    ghost = client("POST", "/Groups", {"schemas": [GROUP], "displayName": "x", "members": [{"value": "12345"}]})
    assert ghost.status_code == 400
    assert client("GET", "/Users/12345").status_code == 404 and client("GET", "/nothing").status_code == 404


def test_the_ledger_still_adds_up(place, server):
    if place[0].startswith("postgres"):
        assert run("verify", "--store", place[0])[0] == 0
