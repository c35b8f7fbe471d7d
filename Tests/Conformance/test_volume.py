"""Help in a flood, many at once: every household is one request however often it is reported, and the store of the street
never gives out what it does not have. Small here; HUTONG_VOLUME says how many reports."""
import contextlib
import os
import pathlib
import random
import shutil

from hutong import ROOT, Server, demo, in_parallel, run

REPORTS = int(os.environ.get("HUTONG_VOLUME", "120"))
#: How often each household is reported.
TIMES = 5
THREADS = int(os.environ.get("HUTONG_VOLUME_THREADS", "24"))


def season(tmp_path):
    """The example, open at every time of the year."""
    folder = tmp_path / "flood"
    shutil.copytree(ROOT / "Examples" / "flood", folder)
    for path in pathlib.Path(folder).rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(", from: 2026-07-01, until: 2026-08-15", ""), encoding="utf-8")
    return folder


def doors(places):
    """Paths of doors under the first street."""
    by_code = {p["code"]: p for p in places}

    def line(place):
        while place:
            yield place
            place = by_code.get(place["parent"])

    found = []
    for place in places:
        if place["level"] == "door":
            above = list(line(place))
            if any(p["name"] == "一号街道" for p in above):
                lower = [p["name"] for p in above if p["level"] in ("community", "estate", "building", "unit", "door")]
                found.append("/".join(reversed(lower)))
    return found


def shared(jobs, threads, work):
    """Does `work(job)` for every job, many at once."""
    jobs = list(jobs)

    def some(number):
        for job in jobs[number::threads]:
            work(job)

    in_parallel(min(threads, len(jobs)), some)


def test_many_reports_merge_and_the_stock_is_exact(tmp_path, store):
    folder = season(tmp_path)
    city = demo(folder)
    # As many different wants as there are doors, more by what is wanted.
    wanted = REPORTS // TIMES
    homes = [(door, want) for want in ("饮用水", "食品") for door in doors(city["places"])][:wanted]
    assert len(homes) == wanted, "the demonstration has too few doors for so many reports"
    boxes = {home: 1 + at % 3 for at, home in enumerate(homes)}
    # SQLite has one process; PostgreSQL three of them.
    count = 1 if store.startswith("sqlite:") else 3
    with contextlib.ExitStack() as running:
        servers = [
            running.enter_context(
                Server(folder, store=store, options=("--demo", "--server-number", str(number + 1)), keep=True))
            for number in range(count)
        ]
        work(city, homes, boxes, servers)
        check(city, servers[0], boxes)
    status, out, err = run("verify", "--store", servers[0].store)
    assert status == 0, out + err
    for server in servers:
        shutil.rmtree(server.data, ignore_errors=True)


def work(city, homes, boxes, servers):
    people = [[s.resident(p["phone"]) for s in servers] for p in city["residents"][:20]]
    chance = random.Random(7)
    reports = [home for home in homes for _ in range(TIMES)]
    chance.shuffle(reports)
    filed = {}

    def report(job):
        number, (door, want) = job
        person = people[number % len(people)][number % len(servers)]
        answers = {"需求": want, "箱数": boxes[(door, want)], "人数": 2, "积水深度": "0.5", "地址": door, "电话": "13900005678"}
        reply = person.apply("flood", answers, key=f"report-{number}")
        assert reply.status_code == 201, reply.text
        filed[number] = reply.json()

    shared(enumerate(reports), THREADS, report)
    assert len({r["code"] for r in filed.values()}) == len(reports)
    leaders = {}
    for number, home in enumerate(reports):
        if filed[number]["state"] == "waiting":
            assert home not in leaders, "two requests lead for one household"
            leaders[home] = filed[number]["code"]
        else:
            assert filed[number]["state"] == "merged"
    assert set(leaders) == set(homes)
    # Repeated with its key, a report is the same one.
    again = people[0][0].apply("flood", {}, key="report-0")
    assert again.status_code == 409, "another body under the same key"
    supply(city, servers, leaders, boxes)
    visit(city, servers, leaders)


def keeper(city, server):
    member = next(s for s in city["staff"] if s["organization"] == "一号街道物资仓库" and s["post"] == "仓库岗")
    return server.staff(member)


def bring(person, what, count):
    reply = person.apply("flood-supply", {"街道": "一号街道", "物资": what, "箱数": count})
    assert reply.status_code == 201, reply.text


def supply(city, servers, leaders, boxes):
    """Less than what is asked for, given out by many hands at once; then the rest."""
    hands = [keeper(city, server) for server in servers]
    for what in ("饮用水", "食品"):
        mine = {code: boxes[home] for home, code in leaders.items() if home[1] == what}
        if not mine:
            continue
        asked = sum(mine.values())
        stock = max(1, asked - 5)
        bring(hands[0], what, stock)
        given, short = {}, {}

        def give(job):
            number, code = job
            reply = hands[number % len(hands)].post(f"/api/v1/requests/{code}/approve", {"step": "现场处置/物资/发放"})
            if reply.status_code == 200:
                assert code not in given, "given out twice"
                given[code] = mine[code]
            elif reply.json()["type"] == "would-break-min":
                short[code] = mine[code]
            else:
                # The other click of two was faster.
                assert reply.json()["type"] in ("moved-on", "not-holder"), reply.text

        jobs = [code for code in mine for _ in range(2)]
        random.Random(11).shuffle(jobs)
        shared(enumerate(jobs), THREADS, give)
        left = stock - sum(given.values())
        assert 0 <= left
        refused = {code: count for code, count in short.items() if code not in given}
        assert set(given) | set(refused) == set(mine)
        assert all(count > left for count in refused.values()), "somebody was refused what was there"
        bring(hands[0], what, asked - stock)
        shared(enumerate(refused), THREADS, give)
        assert sum(given.values()) == asked


def visit(city, servers, leaders):
    """Everybody on the doorstep approves what their queue holds, in bulk."""
    done = {}
    for member in [s for s in city["staff"] if s["post"] == "网格岗"]:
        person = servers[0].staff(member)
        codes = [row["code"] for row in person.inbox(service="flood")]
        for at in range(0, len(codes), 50):
            reply = person.post("/api/v1/inbox/approve", {"codes": codes[at:at + 50]})
            assert reply.status_code == 200, reply.text
            for line in reply.json()["answers"]:
                done[line["code"]] = line
    assert set(leaders.values()) <= set(done), "a household is in nobody's queue"


def check(city, server, boxes):
    officer = server.staff(next(s for s in city["staff"] if s["post"] == "市值班岗"))
    states = {row["key"]: row["count"] for row in officer.counts("flood", by="state")["rows"] if row["count"]}
    assert states == {"done": len(boxes), "merged": len(boxes) * (TIMES - 1)}, states
    # Nothing is left, and nothing was taken that was not there.
    person = server.resident(city["residents"][0]["phone"])
    answers = {"需求": "饮用水", "箱数": 1, "人数": 1, "积水深度": "0.1", "地址": next(iter(boxes))[0], "电话": "13900005678"}
    code = person.apply("flood", answers).json()["code"]
    reply = keeper(city, server).post(f"/api/v1/requests/{code}/approve", {"step": "现场处置/物资/发放"})
    assert reply.status_code != 200 and reply.json()["type"] == "would-break-min", reply.text
