"""Invented people, shown codes: on loopback alone, and only when asked for."""
import requests

from conftest import EXAMPLE
from hutong import Person, Server, run


def test_demonstration_is_refused_on_an_open_address(tmp_path):
    for host in ["0.0.0.0", "::", "10.1.2.3"]:
        status, _, err = run(
            "serve", EXAMPLE, "--demo", "--host", host, "--port", "0", "--data", tmp_path / "data", timeout=60)
        assert status == 2
        assert "--demo" in err and host in err


def test_a_moved_clock_is_refused_on_an_open_address(tmp_path):
    status, _, err = run(
        "serve", EXAMPLE, "--clock-offset", "P90D", "--host", "0.0.0.0", "--port", "0", "--data", tmp_path / "data",
        timeout=60)
    assert status == 2 and "--clock-offset" in err


def test_without_demonstration_no_code_is_shown_and_no_invented_login_works(demonstration):
    with Server(EXAMPLE, options=()) as server:
        visitor = Person(server.base)
        asked = visitor.post("/api/v1/session/code", {"phone": demonstration["residents"][0]["phone"]})
        assert "code" not in asked.json()
        member = demonstration["staff"][0]
        entered = visitor.post("/api/v1/session", {"login": member["login"], "password": member["password"]})
        assert entered.status_code == 401
        assert requests.get(server.base + "/healthz", timeout=60).status_code == 200


def test_a_second_start_keeps_the_data(elders, tomorrow):
    from hutong import filled
    with Server(EXAMPLE) as server:
        elder = server.resident(elders["一号社区"][0]["phone"])
        code = elder.apply("elder-check", filled(elder.form("elder-check"), 体检日期=tomorrow)).json()["code"]
        assert server.stop() == 0
        server.start()
        again = server.resident(elders["一号社区"][0]["phone"])
        assert [r["code"] for r in again.get("/api/v1/requests").json()["requests"]] == [code]
        assert server.metric("hutong_epoch") == 1, "the same folder is no new release"
