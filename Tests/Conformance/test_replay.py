"""Everything that one walk through pages and API asks for, asked again by others: nobody learns what is not theirs.

Residents apply, staff handle, figures and tables are opened; every request is recorded. Then each is sent again, as it
was, by principals who stand near: the same post in the next community, the one who sat there before, family, a
neighbour, the employer of one applicant, whom another has left, and who works there too, who files for the shop where
an applicant works and once filed for another, the desks above and beside, administrators, nobody. What of it they may know is written here from the rules
alone (RUNTIME.md: a post sees what its place holds, values only as far as its grant says; a resident sees the own
requests), never asked of the product. A canary in an answer that its reader may not know is a leak.
"""
import datetime
import re
import sqlite3
import uuid

import pytest
import requests

from conftest import EXAMPLE
from hutong import ROOT, Person, Server, filled

DAY = (datetime.date.today() + datetime.timedelta(days=3)).isoformat()
STREETS = {"一号街道": ["一号社区", "二号社区", "三号社区"], "二号街道": ["四号社区", "五号社区", "六号社区"]}
# The smallest PNG there is.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000" "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082")

# A works whose manager sees what its people report, and nothing else of them.
WORKS = {
    "bundle.yaml": """hutong: bundle/1
id: works
title: 工厂
owner: 测试市人民政府
uses: [t-city, street-repair, market-stall, elder-check]
purpose: 厂内事务
basis: consent
""",
    "directory.yaml": """hutong: directory/1
id: works-directory
title: 工厂通讯录
organizations:
  - 红星工厂:
      class: organization
      at: 八号社区
      posts:
        - 厂长岗: 厂长
        - 工人岗: 工人
""",
    "roles.yaml": """hutong: role/1
id: works-manager
title: 厂长
may:
  - {do: [read, list, figures], what: street-repair, scope: direct, see: personal, purpose: 厂内事务}
---
hutong: role/1
id: works-hand
title: 工人
may:
  - {do: [read, list], what: street-repair, scope: post}
""",
}


class Recorder(Person):
    """Somebody whose requests are kept with who sent them."""

    def __init__(self, base, log, name):
        super().__init__(base)
        self.log, self.name = log, name

    def keep(self, method, path, status, **more):
        if "/session" not in path:
            self.log.append({"by": self.name, "method": method, "path": path, "status": status, **more})

    def get(self, path, **query):
        reply = super().get(path, **query)
        self.keep("GET", path, reply.status_code, query=query)
        return reply

    def post(self, path, body=None, key=None, headers=None, timeout=60):
        reply = super().post(path, body, key, headers, timeout)
        self.keep("POST", path, reply.status_code, body=body)
        return reply


class Walk:
    """One city with requests of every sort, and what everybody asked for."""

    def __init__(self, server, demonstration):
        self.server, self.demonstration, self.log = server, demonstration, []
        self.secrets = {}  # canary → (kind, codes of the requests that it is of)
        self.codes = {}  # code → {"community", "applicant", "estate"}
        self.people = {}

    # -- who there is

    def community(self, name):
        return next(p["code"] for p in self.demonstration["places"] if p["name"] == name)

    def residents(self, community, elders=False):
        place = self.community(community)
        names = [r["name"] for r in self.demonstration["residents"]] + [s["name"] for s in self.demonstration["staff"]]
        return [r for r in self.demonstration["residents"] if r["place"].startswith(place)
                and (not elders or r["birth_date"] < "1955") and sum(r["name"] in other for other in names) == 1]

    def member(self, organization, post, place=""):
        return next(s for s in self.demonstration["staff"] if s["organization"].startswith(organization)
                    and s["post"] == post and s["place"].startswith(place))

    def enter(self, name, who):
        person = Recorder(self.server.base, self.log, name)
        if "login" in who:
            person.enter({"login": who["login"], "password": who["password"]})
        else:
            code = person.post("/api/v1/session/code", {"phone": who["phone"]}).json()["code"]
            person.enter({"phone": who["phone"], "code": code})
        # Pages know who asks by a cookie.
        person.http.cookies.set("hutong", person.http.headers["Authorization"].removeprefix("Bearer "))
        self.people[name] = person
        return person

    # -- what happens

    def apply(self, name, who, community, service, **answers):
        person = self.people.get(name) or self.enter(name, who)
        canary = "canary" + uuid.uuid4().hex[:12]
        form = person.form(service)
        free = next((f["id"] for p in form["pages"] for f in p["fields"] if f["id"] in ("情况", "摊位名称")), None)
        given = {**answers, **({free: canary} if free else {})}
        reply = person.apply(service, filled(form, **given))
        assert reply.status_code == 201, reply.text
        code = reply.json()["code"]
        self.codes[code] = {"community": community, "applicant": name, "place": who["place"], "service": service}
        self.secrets[code] = ("code", [code])
        for kind, value in [("name", who["name"]), ("number", who["id_number"]), ("phone", who["phone"])]:
            self.secrets.setdefault(value, (kind, []))[1].append(code)
        if free:
            self.secrets[canary] = ("answer", [code])
        return code

    def apply_for(self, name, who, organization, community):
        """A shop's tables on the pavement, by who files for it."""
        person = self.people.get(name) or self.enter(name, who)
        body = next(r for r in person.get("/api/v1/me/represented").json()["represented"] if r["name"] == organization)
        form = person.get("/api/v1/services/street-seating", **{"for": body["id"]}).json()
        reply = person.post(
            "/api/v1/services/street-seating/requests",
            {"answers": filled(form, 桌数=2, 收摊时间="晚八点", 联系电话=who["phone"]), "for": body["id"]})
        assert reply.status_code == 201, reply.text
        code = reply.json()["code"]
        self.codes[code] = {"community": community, "applicant": name, "place": community, "service": "street-seating"}
        self.secrets[code] = ("code", [code])
        for kind, value in [("name", who["name"]), ("number", who["id_number"]), ("phone", who["phone"])]:
            self.secrets.setdefault(value, (kind, []))[1].append(code)
        return code

    def agent(self, organization):
        """The resident who files for a shop."""
        phone = next(a["phone"] for a in self.demonstration["agents"] if a["organization"] == organization)
        return next(r for r in self.demonstration["residents"] if r["phone"] == phone)

    def employ(self, name, organization, until=None):
        """The register says that an applicant works somewhere, or did until a day."""
        code = next(code for code, facts in self.codes.items() if facts["applicant"] == name)
        found = self.people["duty officer of the city"].get("/api/v1/directory", q=organization).json()["organizations"]
        body = int(next(one["id"] for one in found if one["name"] == organization))
        with sqlite3.connect(self.server.store.removeprefix("sqlite:"), timeout=30) as store:
            person = store.execute("select applicant from matter where code = ?", [code]).fetchone()[0]
            row = 1 + store.execute("select coalesce(max(id), 0) from r_35").fetchone()[0]
            store.execute(
                "insert into r_35 (id, from_id, to_id, valid_from, valid_to, recorded_at, origin) values (?, ?, ?, ?, ?, ?, ?)",
                [row, person, body, "2020-01-01", until, 1, "test"])

    def transfer(self, officer, post, to):
        """Whoever sits on a post goes to another."""
        moved = officer.post(
            f"/api/v1/directory/posts/{post['id']}/transfer", {"person": post["staff"][0]["person"], "to": to["id"]})
        assert moved.status_code == 200, moved.text

    def send_picture(self, person):
        reply = person.http.post(
            self.server.base + "/api/v1/files?name=a.png", data=PICTURE, headers={"Content-Type": "image/png"}, timeout=60)
        assert reply.status_code == 201, reply.text
        return reply.json()


def look(person, code, service):
    """All that there is to see of one request and its service, by API and pages."""
    for path in (f"/api/v1/requests/{code}", f"/requests/{code}", f"/requests/{code}/receipt", f"/requests/{code}/supplement",
                 f"/requests/{code}/fill", f"/api/v1/requests/{code}/form", f"/requests/{code}/presence"):
        page = person.get(path)
        for link in sorted(set(re.findall(r'(?:href|src)="(/requests/[^"#?]+/files/[^"]+)"', page.text))):
            person.get(link)
    person.get("/api/v1/rights/why", user="x/y", action="read", thing=code)
    for by in ("place", "state", "step"):
        person.get(f"/api/v1/services/{service}/counts", by=by)


def tour(person):
    """Lists, queues, figures, directories, tables."""
    for path in ("/", "/services", "/requests", "/messages", "/me", "/queue", "/figures", "/places", "/directory",
                 "/directory/contacts", "/directory?vacant=1", "/admin/system", "/admin/releases", "/api/v1/requests", "/api/v1/inbox",
                 "/api/v1/services", "/api/v1/me/represented", "/api/v1/rights/what", "/metrics"):
        page = person.get(path)
        if page.ok and "html" in page.headers.get("Content-Type", ""):
            for link in sorted(set(re.findall(r'href="(/(?:figures|queue|admin|directory)[^"#]*)"', page.text)))[:40]:
                person.get(link.replace("&amp;", "&"))


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    from hutong import demo
    works = tmp_path_factory.mktemp("works")
    for name, text in WORKS.items():
        (works / name).write_text(text, encoding="utf-8")
    folders = [EXAMPLE] + [ROOT / "Examples" / name for name in ("street-repair", "market-stall", "street-seating")] + [works]
    demonstration = demo(*folders)
    with Server(*folders, data=str(tmp_path_factory.mktemp("replay")), keep=True) as server:
        it = Walk(server, demonstration)
        for community in ("一号社区", "二号社区", "五号社区"):
            elder = it.residents(community, elders=True)[0]
            name = f"applicant of {community}"
            code = it.apply(name, elder, community, "elder-check", 体检日期=DAY)
            estate = next(p["code"] for p in demonstration["places"]
                          if p["name"] == "一号小区" and p["code"].startswith(it.community(community)))
            stall = it.apply(name, elder, community, "market-stall", 经营内容="早点", 用明火=True, 位置=estate)
            it.codes[stall]["place"] = estate
            picture = it.send_picture(it.people[name])
            building = next(p["code"] for p in demonstration["places"] if p["name"] == "1号楼" and p["code"].startswith(estate))
            repair = it.apply(
                name, elder, community, "street-repair", 照片=[picture["file"]], 类别="路灯", 危险=False, 地点=building,
                电话=elder["phone"])
            head = it.enter(f"head of {community}", it.member(community + "居民委员会", "社区主任"))
            for one in (code, stall, repair):
                look(it.people[name], one, it.codes[one]["service"])
                look(head, one, it.codes[one]["service"])
            look(it.enter(f"grid of {community}", it.member(community + "居民委员会", "网格岗", estate)), stall, "market-stall")
            tour(it.people[name])
            tour(head)
        # Two shops ask for tables on the pavement; who files for one of them has something of their own as well.
        for organization, community in (("老王面馆", "九号社区"), ("仁和诊所", "五号社区")):
            name, who = "agent of " + organization, it.agent(organization)
            code = it.apply_for(name, who, organization, community)
            look(it.people[name], code, "street-seating")
            look(it.enter(f"head of {community}", it.member(community + "居民委员会", "社区主任")), code, "street-seating")
            tour(it.people[name])
        # Their own: the one of the noodle shop reports a lamp where they live.
        name, who = "agent of 老王面馆", it.agent("老王面馆")
        home = next(p for p in demonstration["places"] if p["level"] == "community" and who["place"].startswith(p["code"]))
        building = next(p["code"] for p in demonstration["places"] if p["level"] == "building" and who["place"].startswith(p["code"]))
        repair = it.apply(
            name, who, home["name"], "street-repair", 照片=[it.send_picture(it.people[name])["file"]], 类别="路灯", 危险=False,
            地点=building, 电话=who["phone"])
        look(it.people[name], repair, "street-repair")
        # Who sits where stands in the directory, for all staff.
        for organization in ("老王面馆", "仁和诊所"):
            it.secrets.pop(it.agent(organization)["name"])
        duty = it.enter("duty officer of the city", it.member("测试市人民政府", "市值班岗"))
        for code, facts in it.codes.items():
            look(duty, code, facts["service"])
        tour(duty)
        it.employ("applicant of 一号社区", "红星工厂")
        it.employ("applicant of 二号社区", "红星工厂", until="2021-01-01")
        employer = it.enter("employer of an applicant", it.member("红星工厂", "厂长岗"))
        for code, facts in it.codes.items():
            if facts["service"] == "street-repair":
                look(employer, code, facts["service"])
        tour(employer)
        first = next(iter(it.codes))
        it.people["head of 一号社区"].post(f"/api/v1/requests/{first}/return", {"reason": "请再看看"})
        # The one who sat there goes to the next community: the predecessor.
        found = duty.get("/api/v1/directory", q="shequzhuren").json()["posts"]
        seat, target = (next(p for p in found if p["organizationName"] == name + "居民委员会") for name in ("二号社区", "三号社区"))
        it.transfer(duty, seat, target)
        # Who filed for the clinic files for the noodle shop now, whose other agent has something of their own.
        seats = {}
        for organization in ("老王面馆", "仁和诊所"):
            body = duty.get("/api/v1/directory", q=organization).json()["organizations"][0]
            seats[organization] = duty.get(f"/api/v1/directory/{body['id']}").json()["posts"][0]
        it.transfer(duty, seats["仁和诊所"], seats["老王面馆"])
        yield it


BEYOND = ["七号社区", "八号社区", "九号社区", "十号社区", "十一号社区", "十二号社区"]
EVERYWHERE = STREETS["一号街道"] + STREETS["二号街道"]
NOTHING = {}
SERVICES = ("elder-check", "market-stall", "street-repair", "street-seating")


def within(communities, *personal):
    """Sees the requests of these communities; personal values of those services alone, of others internal ones."""
    return {service: (communities, service in personal) for service in SERVICES}


def principals(walk):
    """Name → (who to sign in as; None = nobody, service → communities whose requests it sees and whether personal values)."""
    member = walk.member
    applicant = walk.residents("一号社区", elders=True)[0]
    home = applicant["place"]
    household = [r for r in walk.residents("一号社区") if r["place"] == home and r["name"] != applicant["name"]]
    neighbours = [r for r in walk.residents("一号社区") if r["place"] != home and r["place"][:-2] == home[:-2]]
    both, desks = SERVICES, ("market-stall", "street-repair")
    stalls = {"market-stall": (EVERYWHERE, True)}
    found = {
        "the head of the next community": (member("三号社区居民委员会", "社区主任"), within(["三号社区"], *both)),
        "the one who sat there before": (member("二号社区居民委员会", "社区主任"), within(["三号社区"], *both)),
        "the head of the community": (member("一号社区居民委员会", "社区主任"), within(["一号社区"], *both)),
        "the duty officer of the street": (
            member("一号街道办事处", "街道值班岗"), within(STREETS["一号街道"], *desks)),
        "the duty officer of the other street": (
            member("二号街道办事处", "街道值班岗"), within(STREETS["二号街道"], *desks)),
        "the duty officer of the other district": (member("二区人民政府", "区值班岗"), within(BEYOND, *desks)),
        "the grid worker of another community": (member("六号社区居民委员会", "网格岗"), NOTHING),
        "the hospital's desk": (member("测试市社区医院", "体检预约岗"), NOTHING),
        "the fire officer": (member("测试市消防救援支队", "消防监督岗"), stalls),
        "the market inspector": (member("测试市市场监督管理局", "市场监管岗"), stalls),
        "the service manager": (member("测试市卫生健康局", "服务管理岗"), within(EVERYWHERE + BEYOND)),
        "the employer of an applicant": (member("红星工厂", "厂长岗"), {"street-repair": (["一号社区"], True)}),
        "who works where an applicant works": (member("红星工厂", "工人岗"), NOTHING),
        "who files for the shop where an applicant is, and filed for another": (
            walk.agent("仁和诊所"), {"street-seating": (["九号社区"], True)}),
        "a resident next door": (neighbours[0] if neighbours else walk.residents("一号社区")[-1], NOTHING),
        "a resident of another community": (walk.residents("九号社区")[0], NOTHING),
        "nobody": (None, NOTHING),
    }
    if household:
        found["family of the applicant"] = (household[0], NOTHING)
    return found


def may_know(walk, rule, kind, codes):
    """Whether somebody may know a secret of one of these requests."""
    for code in codes:
        communities, personal = rule.get(walk.codes[code]["service"], ([], False))
        if walk.codes[code]["community"] in communities and (personal or kind in ("code", "answer")):
            return True
    return False


def test_the_walk_saw_something(walk):
    good = [r for r in walk.log if r["status"] < 300]
    assert len(good) > 120 and any("/counts" in r["path"] for r in good)
    assert sum("/files/" in r["path"] for r in good) > 4
    assert any(r["path"] == "/queue" for r in good) and len(walk.codes) == 12


def test_the_employer_sees_what_its_people_report(walk):
    """So that finding no leak there is no accident: what may be known is known."""
    codes = [code for code, facts in walk.codes.items() if facts["service"] == "street-repair"]
    told = {facts["community"]: any(
        r["by"] == "employer of an applicant" and r["status"] == 200 and r["path"] == f"/api/v1/requests/{code}" for r in walk.log)
        for code, facts in walk.codes.items() if code in codes}
    assert told.pop("一号社区") and not any(told.values()), told


def seen(answer):
    """What somebody can read of an answer: its text, addresses and file names."""
    return answer.content.decode("utf-8", "replace") + answer.headers.get("Location", "") + answer.headers.get(
        "Content-Disposition", "")


def replay(walk, who, recorded):
    """Sends it as it was; an act has a key of its own, so that no stored reply answers."""
    if recorded["method"] == "GET":
        return who.http.get(walk.server.base + recorded["path"], params=recorded["query"], timeout=60, allow_redirects=False)
    return who.http.post(
        walk.server.base + recorded["path"], json=recorded["body"], timeout=60, headers={"Idempotency-Key": uuid.uuid4().hex},
        allow_redirects=False)


def leaks(walk, name, principal):
    """(path, kind of secret) of everything that an answer tells and may not; secrets that the request itself holds are
    not told by it."""
    member, rule = principal
    if member is None:
        who = Person(walk.server.base)
    else:
        who = Walk.enter(walk, "replay: " + name, member)
        who.log = []
    own = {member["name"], member.get("id_number"), member.get("phone")} if member else set()
    # Whom one speaks for one knows by name.
    own |= {kin["name"] for kin in (member or {}).get("family", [])}
    found, done = [], set()
    for recorded in list(walk.log):
        if recorded["by"].startswith("replay"):
            continue
        mark = (recorded["method"], recorded["path"], str(recorded.get("query")), str(recorded.get("body")))
        if mark in done:
            continue
        done.add(mark)
        sent = recorded["path"] + str(recorded.get("query", "")) + str(recorded.get("body", ""))
        # Applying is everybody's own act and tells what one wrote oneself.
        if recorded["method"] == "POST" and recorded["path"].endswith("/requests"):
            continue
        answer = replay(walk, who, recorded)
        assert answer.status_code < 500, (recorded, answer.text[:300])
        text = seen(answer)
        for secret, (kind, codes) in walk.secrets.items():
            if secret in text and secret not in own and secret not in sent and not may_know(walk, rule, kind, codes):
                found.append((recorded["path"], kind, codes[0]))
        for code in walk.codes:
            told = code in recorded["path"].split("?")[0] and answer.status_code == 200
            if told and not may_know(walk, rule, "code", [code]):
                found.append((recorded["path"], "that it is there", code))
        if "/counts" in recorded["path"] and answer.status_code == 200:
            found += counted(walk, rule, recorded, answer.json())
    return found


def counted(walk, rule, recorded, figures):
    """Figures beyond the places that one may count."""
    service = recorded["path"].split("/")[4]
    communities = rule.get(service, ([], False))[0]
    allowed = sum(1 for facts in walk.codes.values() if facts["service"] == service and facts["community"] in communities)
    total = figures.get("total", {}).get("total") if isinstance(figures.get("total"), dict) else figures.get("total")
    return [(recorded["path"], f"a count of {total}, not {allowed}", None)] if isinstance(total, int) and total > allowed else []


def test_nobody_learns_what_is_not_theirs(walk):
    everybody = principals(walk)
    assert len(everybody) >= 12
    found = {name: leaks(walk, name, principal) for name, principal in everybody.items()}
    assert not any(found.values()), {name: rows[:6] for name, rows in found.items() if rows}


def test_it_would_be_seen(walk):
    """The same replay, believing that the head of the community may see nothing, finds what that head sees."""
    member = walk.member("一号社区居民委员会", "社区主任")
    found = leaks(walk, "a planted fault", (member, NOTHING))
    kinds = {kind for _, kind, _ in found}
    assert {"answer", "name", "number", "that it is there"} <= kinds, kinds
    assert any("count" in kind for kind in kinds), kinds


def test_a_session_that_was_signed_out_is_nobody(walk):
    who = Walk.enter(walk, "replay: signed out", walk.member("一号社区居民委员会", "社区主任"))
    token = who.http.headers["Authorization"]
    assert requests.delete(walk.server.base + "/api/v1/session", headers={"Authorization": token}, timeout=60).status_code == 204
    who.log = []
    for recorded in [r for r in walk.log if not r["by"].startswith("replay")]:
        if recorded["method"] == "GET" and recorded["status"] == 200 and any(code in recorded["path"] for code in walk.codes):
            answer = replay(walk, who, recorded)
            assert answer.status_code in (302, 303, 401), recorded["path"]
            assert not any(secret in seen(answer) and secret not in recorded["path"] for secret in walk.secrets)
