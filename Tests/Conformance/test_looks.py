"""Emergency looks by the command: opened, listed and ended at a running server by who signs in, told as by a page."""
import json
import os

import pytest

import hutong
from hutong import ROOT, Server, demo

# Emergency looks at requests and at numbers, for those who work in the field.
WARD = ROOT / "Tests" / "Cases" / "ward"


@pytest.fixture(scope="module")
def folders():
    return ROOT / "Examples" / "elder-check", WARD


@pytest.fixture(scope="module")
def people(folders):
    return demo(*folders)


@pytest.fixture(scope="module")
def server(folders):
    with Server(*folders) as running:
        yield running


def member(people, organization, post):
    return next(one for one in people["staff"] if (one["organization"], one["post"]) == (organization, post))


@pytest.fixture(scope="module")
def worker(people):
    return member(people, "五号社区居民委员会", "网格岗")


@pytest.fixture(scope="module")
def elder(server, people):
    place = next(one["code"] for one in people["places"] if one["name"] == "三号社区")
    found = next(one for one in people["residents"] if one["place"].startswith(place) and one["birth_date"] < "1960")
    return server.resident(found["phone"])


@pytest.fixture(scope="module")
def code(elder, tomorrow):
    reply = elder.apply("elder-check", hutong.filled(elder.form("elder-check"), 体检日期=tomorrow))
    assert reply.status_code == 201, reply.text
    return reply.json()["code"]


@pytest.fixture
def rights(server, monkeypatch):
    """`rights` as a member of staff: (exit status, standard output, standard error)."""
    def run(who, *arguments, address=None):
        monkeypatch.setitem(hutong.ENVIRONMENT, "HUTONG_PASSWORD", who["password"])
        return hutong.run("rights", *arguments, "--server", address or server.base, "--login", who["login"])
    return run


def test_a_look_is_opened_listed_and_ended(server, people, worker, elder, code, rights):
    clerk, security = server.staff(worker), member(people, "测试市人民政府", "安全管理岗")
    assert clerk.get(f"/api/v1/requests/{code}").status_code == 404
    status, out, _ = rights(worker, "look", code, "--reason", "老人昏迷，要知道病史", "--minutes", "10", "--json")
    assert status == 0
    opened = json.loads(out)
    assert opened["code"] == code
    assert clerk.get(f"/api/v1/requests/{code}").status_code == 200
    # Told as by a page: the person, who is above, and who watches.
    above = server.staff(member(people, "五号社区居民委员会", "社区主任"))
    for reader, words in [(elder, "应急查看了您的"), (above, "应急查看：")]:
        page = reader.get("/messages").text
        assert words in page and "老人昏迷" in page and worker["name"] in page
    status, out, _ = rights(security, "looks", "--json")
    seen = next(one for one in json.loads(out)["looks"] if one["id"] == opened["look"])
    assert status == 0 and seen["open"] and seen["reason"] == "老人昏迷，要知道病史" and seen["name"] == worker["name"]
    assert seen["until"] - seen["opened"] == 600_000 and seen["told"]
    # One's own, in words; another's not.
    status, out, _ = rights(worker, "looks")
    assert status == 0 and code in out and "老人昏迷" in out and "开着" in out
    status, out, _ = rights(worker, "looks", "--lang", "en")
    assert status == 0 and "open until" in out and "reason:" in out
    other = member(people, "四号社区居民委员会", "网格岗")
    status, out, _ = rights(other, "looks")
    assert status == 0 and code not in out and "没有开着的应急查看" in out
    status, _, err = rights(other, "end-look", opened["look"])
    assert status == 1 and "没有这次应急查看" in err
    # It is open already, and longer than the role allows it is not opened.
    status, _, err = rights(worker, "look", code, "--reason", "再看一次")
    assert status == 1 and "已经打开" in err
    status, out, _ = rights(worker, "end-look", opened["look"])
    assert status == 0 and "已结束" in out
    assert clerk.get(f"/api/v1/requests/{code}").status_code == 404
    status, _, err = rights(worker, "look", code, "--reason", "要看一天", "--minutes", "1440", "--lang", "en")
    assert status == 1 and "lasts 1 to 30 minutes" in err
    status, out, _ = rights(worker, "looks", "--all")
    assert status == 0 and code in out and "已结束" in out


def test_the_numbers_of_a_member_of_staff(server, people, worker, rights):
    clerk, head = server.staff(worker), member(people, "一号社区居民委员会", "社区主任")
    posts = clerk.get("/api/v1/directory", q=head["name"]).json()["posts"]
    person = next(one["person"] for post in posts for one in post["staff"] if one["name"] == head["name"])
    assert clerk.post(f"/api/v1/directory/people/{person}/numbers").status_code == 403
    for thing in (f"person:{person}", head["name"]):
        status, out, err = rights(worker, "look", thing, "--reason", "锅炉房冒烟")
        assert status == 0 and "应急查看已打开" in out and "rights end-look" in out, err
        assert clerk.post(f"/api/v1/directory/people/{person}/numbers").status_code == 200
        look = out.split("end-look ")[1].strip()
        assert rights(worker, "end-look", look)[0] == 0
        assert clerk.post(f"/api/v1/directory/people/{person}/numbers").status_code == 403
    status, _, err = rights(worker, "look", "没有这个人", "--reason", "锅炉房冒烟")
    assert status == 1 and "没有叫「没有这个人」的工作人员" in err


@pytest.mark.parametrize("arguments, words", [
    (("look", "HT-260101-0000", "--reason", "看看"), "没有"),
    (("look", "CODE"), "原因"),
    (("look", "CODE", "--reason", "看看", "--minutes", "0"), "minutes"),
    (("end-look", "1"), "没有这次应急查看"),
])
def test_what_the_server_refuses_is_said(worker, code, rights, arguments, words):
    status, out, err = rights(worker, *[code if one == "CODE" else one for one in arguments])
    assert (status, out) == (1, "") and words in err


def test_who_may_not_look_is_told_of_no_request(people, code, rights):
    status, _, err = rights(member(people, "二号社区居民委员会", "社区主任"), "look", code, "--reason", "看看")
    assert status == 1 and err.strip()


@pytest.mark.parametrize("arguments", [
    ("look",), ("look", "HT-1", "HT-2"), ("look", "HT-1", "--minutes", "五"), ("looks", "HT-1"),
    ("end-look",), ("end-look", "某次")])
def test_usage(worker, rights, arguments):
    status, out, err = rights(worker, *arguments)
    assert (status, out) == (2, "") and "rights look THING" in err


def test_no_server_and_no_way_in(worker, rights):
    assert rights(worker, "looks", address="http://127.0.0.1:9")[0] == 2
    status, _, err = rights({**worker, "password": os.urandom(8).hex()}, "looks")
    assert status == 2 and "登录被拒绝" in err
