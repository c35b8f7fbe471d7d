"""Transfers of staff and moves of places, interleaved with requests on three server processes over one PostgreSQL, and on
one over SQLite, which no two share: whatever server is asked first after the commit obeys.

HUTONG_TRANSFERS=10000 for the full run, HUTONG_SEED for another one; 40 acts otherwise. With `-s` it says how far it is.
"""
import contextlib
import datetime
import os
import random
import time
import uuid

import pytest
from conftest import EXAMPLE
from hutong import Person, Server, demo, filled

ACTS = int(os.environ.get("HUTONG_TRANSFERS", "40"))
SEED = int(os.environ.get("HUTONG_SEED", "20261128"))
DAY = (datetime.date.today() + datetime.timedelta(days=3)).isoformat()
COMMUNITIES = ["一号社区", "二号社区", "三号社区", "四号社区"]


class City:
    """Some servers, who sits where, and where each request is."""

    def __init__(self, servers, demonstration, chance):
        self.servers, self.demonstration, self.chance = servers, demonstration, chance
        self.duty = servers[0].staff(next(s for s in demonstration["staff"] if s["post"] == "市值班岗"))
        found = self.duty.get("/api/v1/directory", q="shequzhuren").json()["posts"]
        seats = {c: next(p for p in found if p["organizationName"] == c + "居民委员会") for c in COMMUNITIES}
        self.posts = {community: seat["id"] for community, seat in seats.items()}
        self.heads = {}
        for community in COMMUNITIES:
            member = next(s for s in demonstration["staff"]
                          if s["organization"] == community + "居民委员会" and s["post"] == "社区主任")
            head = servers[0].staff(member)
            self.heads[community] = {"token": head.http.headers["Authorization"], "at": community,
                                     "person": seats[community]["staff"][0]["person"]}
        self.requests = {}  # code → community
        self.estates = {}
        self.asked, self.busy = 0, []

    def place(self, community):
        return next(p["code"] for p in self.demonstration["places"] if p["name"] == community)

    def any(self):
        return self.chance.choice(self.servers)

    def as_(self, token):
        """Somebody at any server, on a connection of their own: a kept one may be at the end of its time just then."""
        person = Person(self.any().base)
        person.http.headers["Authorization"] = token
        return person

    def patient(self, ask):
        """A server that has too much to do says so and when to come again, and decides nothing; that is counted."""
        for _ in range(20):
            reply = ask()
            self.asked += 1
            if reply.status_code != 503:
                break
            self.busy.append(f"{reply.url}: {reply.text}")
            print(self.busy[-1], flush=True)
            time.sleep(int(reply.headers["Retry-After"]))
        return reply

    def officer(self, path, body):
        """What the duty officer does, at any server: once, however often it is asked."""
        key = uuid.uuid4().hex
        return self.patient(lambda: self.as_(self.duty.http.headers["Authorization"]).post(path, body, key=key))

    def prepare(self):
        for community in COMMUNITIES:
            elders = [r for r in self.demonstration["residents"]
                      if r["place"].startswith(self.place(community)) and r["birth_date"] < "1955"]
            estate = next(p["code"] for p in self.demonstration["places"]
                          if p["name"] == "一号小区" and p["code"].startswith(self.place(community)))
            for elder in [next(e for e in elders if e["place"].startswith(estate)),
                          next(e for e in elders if not e["place"].startswith(estate))]:
                resident = self.any().resident(elder["phone"])
                reply = resident.apply("elder-check", filled(resident.form("elder-check"), 体检日期=DAY))
                assert reply.status_code == 201, reply.text
                code = reply.json()["code"]
                self.requests[code] = community
                if elder["place"].startswith(estate):
                    self.estates["园" + community] = [community, code]
            named = self.officer(
                "/api/v1/places/rename", {"what": [f"{community}/一号小区"], "to": ["园" + community]})
            assert named.status_code in (200, 201), named.text

    # -- acts

    def transfer(self):
        head = self.chance.choice(list(self.heads.values()))
        to = self.chance.choice([c for c in COMMUNITIES if c != head["at"]])
        done = self.officer(
            f"/api/v1/directory/posts/{self.posts[head['at']]}/transfer", {"person": head["person"], "to": self.posts[to]})
        assert done.status_code == 200, done.text
        head["at"] = to
        self.check(head)

    def move(self):
        name = self.chance.choice(list(self.estates))
        community, code = self.estates[name]
        to = self.chance.choice([c for c in COMMUNITIES if c != community])
        done = self.officer("/api/v1/places/move", {"what": [name], "to": [to]})
        assert done.status_code in (200, 201), done.text
        self.estates[name][0] = self.requests[code] = to
        for head in self.heads.values():
            self.check(head, only=[code])

    def check(self, head, only=None):
        """The first requests after the commit, each at any server."""
        for code in only or self.requests:
            reply = self.patient(lambda: self.as_(head["token"]).get(f"/api/v1/requests/{code}"))
            # They end as they are filed: no post holds one, and the place alone decides.
            wanted = 200 if self.requests[code] == head["at"] else 404
            assert reply.status_code == wanted, (code, head["at"], self.requests[code], reply.text)


def reasons(servers):
    """Why servers were busy, as their logs say."""
    return [line for server in servers for line in server.words().splitlines() if line.startswith("503: ")]


@pytest.mark.parametrize("kind, count", [("postgres", 3), ("sqlite", 1)])
def test_the_first_request_after_the_commit_obeys(kind, count, request, tmp_path):
    store = f"sqlite:{tmp_path}/hutong.sqlite" if kind == "sqlite" else request.getfixturevalue("postgres").database()
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(Server(EXAMPLE, store=store)) for _ in range(count)]
        city = City(servers, demo(EXAMPLE), random.Random(SEED))
        city.prepare()
        start = time.monotonic()
        for number in range(ACTS):
            (city.move if number % 4 == 3 else city.transfer)()
            if number % 500 == 499:
                print(f"{kind}: {number + 1} acts, {city.asked} asked, {len(city.busy)} busy, "
                      f"{time.monotonic() - start:.0f} s", flush=True)
        assert all(server.alive() for server in servers)
        # Being busy is for a machine that has too much to do, and never for one that only does this.
        assert len(city.busy) <= city.asked // 1000, (city.busy[:5], reasons(servers))
        print(f"{kind}: {ACTS} acts, {city.asked} asked, {len(city.busy)} busy {reasons(servers)}")
