"""Sixty-four verbs on one request at the same moment, on three server processes over one PostgreSQL: one is done, every
other one is refused with a reason, and the record adds up.

HUTONG_RACES=100 for a longer run; 4 requests otherwise.
"""
import contextlib
import os
import threading

from conftest import EXAMPLE
from hutong import Person, Server, filled, in_parallel, run

RACES = int(os.environ.get("HUTONG_RACES", "4"))
RACING = 64
# What the community can do with it; each of them ends its step.
VERBS = [("approve", {}), ("reject", {"reason": "材料不全"}), ("return", {"reason": "请补照片"}), ("approve", {})]
REFUSALS = {"moved-on", "not-holder", "verb-not-here", "not-found"}


def test_of_sixty_four_verbs_one_is_done(postgres, elders, post, tomorrow):
    store = postgres.database()
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(Server(EXAMPLE, store=store)) for _ in range(3)]
        head = servers[0].staff(post("五号社区", "社区主任")).http.headers["Authorization"]
        for number in range(RACES):
            resident = servers[number % 3].resident(elders["五号社区"][number]["phone"])
            sent = resident.apply("elder-check", filled(resident.form("elder-check"), 体检日期=tomorrow))
            assert sent.status_code == 201, sent.text
            code = sent.json()["code"]
            done, refused, ready = [], [], threading.Barrier(RACING)

            def act(at):
                person = Person(servers[at % 3].base)
                person.http.headers["Authorization"] = head
                verb, body = VERBS[at % len(VERBS)]
                ready.wait(timeout=60)
                reply = person.post(f"/api/v1/requests/{code}/{verb}", body)
                if reply.status_code == 200:
                    done.append(verb)
                else:
                    refused.append((reply.status_code, reply.json()["type"]))

            in_parallel(RACING, act)
            assert len(done) == 1 and len(refused) == RACING - 1, (done, refused)
            assert {kind for _, kind in refused} <= REFUSALS, refused
            # Every server tells the same: one stay of the community ended, by the one verb that was done.
            for server in servers:
                person = Person(server.base)
                person.http.headers["Authorization"] = resident.http.headers["Authorization"]
                shown = person.get(f"/api/v1/requests/{code}").json()
                outcomes = [step["outcome"] for step in shown["steps"] if step["outcome"]]
                assert outcomes == done, (outcomes, done)
        assert all(server.alive() for server in servers)
    status, out, err = run("verify", "--store", store)
    assert status == 0, out + err
