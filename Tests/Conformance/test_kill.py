"""kill -9 under load: no acknowledged request is lost, none is half there, each has its effect once, repeats get the
same reply. KILLS=N (default 10; Tools/soak takes 50)."""
import collections
import json
import os
import random
import sys
import threading
import time
import uuid

import requests

from conftest import EXAMPLE, ROOT
from hutong import Server, export, filled, run

KILLS = int(os.environ.get("KILLS", "10"))
CLIENTS = 16
# A form of 25 fields without a limit of one request each, so that a person may apply as often as the load wants.
BENCH = ROOT / "Tools" / "benchmark" / "bundle"
SERVICE = "bench-form"


class Load:
    """Clients that apply, and repeat what was not answered with the same key, at any of the servers."""

    def __init__(self, tokens, answers):
        self.tokens, self.answers = tokens, answers
        self.lock = threading.Lock()  # guards what follows
        self.replies, self.sent, self.clashes, self.wrong = {}, {}, [], collections.Counter()

    def send(self, http, base, key, token, body):
        reply = http.post(
            f"{base}/api/v1/services/{SERVICE}/requests", data=body, timeout=20,
            headers={"Idempotency-Key": key, "Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        if reply.status_code not in (200, 201):
            with self.lock:
                self.wrong[reply.status_code] += 1
            return False
        with self.lock:
            if self.replies.setdefault(key, reply.content) != reply.content:
                self.clashes.append((key, self.replies[key], reply.content))
        return True

    def client(self, number, bases, stop):
        chance = random.Random(number)
        http, pending = requests.Session(), None
        while not stop.is_set():
            if pending is None:
                token = self.tokens[chance.randrange(len(self.tokens))]
                body = json.dumps({"answers": {**self.answers, "说明": uuid.uuid4().hex}}, ensure_ascii=False).encode()
                pending = (uuid.uuid4().hex, token, body)
                with self.lock:
                    self.sent[pending[0]] = pending[1:]
            try:
                done = self.send(http, chance.choice(bases), *pending)
            except requests.RequestException:
                time.sleep(0.02)  # the server is gone: the same key again
                continue
            # One in ten is sent again on purpose.
            pending = None if done and chance.random() < 0.9 else pending

    def start(self, bases):
        stop = threading.Event()
        threads = [threading.Thread(target=self.client, args=(n, bases, stop)) for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        return stop, threads

    def repeat_all(self, base):
        """Every key once more, at one server: the reply of before, or now the first."""
        http = requests.Session()
        for key, (token, body) in list(self.sent.items()):
            assert self.send(http, base, key, token, body), f"{key}: {dict(self.wrong)}"


def recount(store, load):
    tables = export(store)
    matters = [m for m in tables["matters"] if m["service"] == SERVICE]
    codes = collections.Counter(m["code"] for m in matters)
    replied = [json.loads(r)["code"] for r in load.replies.values()]
    assert len(set(replied)) == len(replied), "two keys got one request"
    assert not [c for c in replied if codes[c] != 1], "acknowledged but not stored once"
    assert len(codes) == len(replied), "stored without an acknowledged key"
    answers = tables[f"forms/{SERVICE}"]
    assert sorted(a["code"] for a in answers) == sorted(codes), "a request without its answers, or answers twice"
    keys = collections.Counter(a["说明"] for a in answers)
    assert max(keys.values()) == 1, "one submission took effect twice"
    events = collections.Counter(e["matter"] for e in tables["events"])
    assert all(events[m["id"]] for m in matters), "a request without its event"
    root = [c for c in tables["cells"] if c["service"] == SERVICE and c["measure"] == "total" and c["node"] == "9901"]
    assert sum(int(c["value"]) for c in root) == len(matters), "the figure of the city differs from the recount"
    status, out, err = run("verify", "--store", store)
    assert (status, out) == (0, ""), out + err


def sign_in(server, demonstration, tomorrow):
    residents = demonstration["residents"][:40]
    people = [server.resident(r["phone"]) for r in residents]
    answers = filled(people[0].form(SERVICE), **sample(tomorrow))
    return [p.http.headers["Authorization"].split()[1] for p in people], {
        k: v for k, v in answers.items() if k not in ("姓名", "电话", "住址", "出生日期")}


def sample(day):
    sys.path.insert(0, str(BENCH.parent))
    from answers import answers  # the same answers that Tools/bench sends
    return answers(day)


def test_kill_under_load_on_sqlite(demonstration, tomorrow):
    server = Server(EXAMPLE, BENCH)
    with server:
        server.port = int(server.base.rsplit(":", 1)[1])
        tokens, answers = sign_in(server, demonstration, tomorrow)
        load = Load(tokens, answers)
        chance = random.Random(7)
        for _ in range(KILLS):
            before = len(load.replies)
            stop, threads = load.start([server.base])
            until = time.monotonic() + 60
            while len(load.replies) < before + 20 and time.monotonic() < until:
                time.sleep(0.02)
            time.sleep(chance.uniform(0.05, 0.4))
            server.kill()
            stop.set()
            for thread in threads:
                thread.join()
            assert len(load.replies) > before, f"nothing was acknowledged: {dict(load.wrong)}"
            server.start()
        load.repeat_all(server.base)
        assert not load.clashes
        assert server.stop() == 0
        recount(server.store, load)
        print(f"{KILLS} kills, {len(load.replies)} acknowledged, all present once")


def test_one_of_three_servers_on_postgres_is_killed(postgres, demonstration, tomorrow):
    store = postgres.database()
    with Server(EXAMPLE, BENCH, store=store, options=("--demo", "--server-number", "1")) as first, \
            Server(EXAMPLE, BENCH, store=store, options=("--demo", "--server-number", "2")) as second, \
            Server(EXAMPLE, BENCH, store=store, options=("--demo", "--server-number", "3")) as third:
        tokens, answers = sign_in(first, demonstration, tomorrow)
        load = Load(tokens, answers)
        stop, threads = load.start([first.base, second.base, third.base])
        until = time.monotonic() + 60
        while len(load.replies) < 300 and time.monotonic() < until:
            time.sleep(0.05)
        third.kill()
        time.sleep(2)
        stop.set()
        for thread in threads:
            thread.join()
        assert len(load.replies) >= 100, dict(load.wrong)
        load.repeat_all(first.base)
        load.repeat_all(second.base)
        assert not load.clashes
        assert first.stop() == 0 and second.stop() == 0
        recount(store, load)
        print(f"{len(load.replies)} acknowledged by three servers, one killed, all present once")
