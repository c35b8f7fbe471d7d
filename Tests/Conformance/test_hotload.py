"""Folders that change under a running server: `serve --watch` publishes what is right and says what is not."""
import shutil
import time

import pytest

from conftest import EXAMPLE, ROOT
from hutong import Server, export, run

CONTROL = """hutong: control/1
id: household-contact
title: {zh: 家庭联系卡, en: household contact card}
type: context
parts:
  - 电话: {control: phone, bind: person.home_phone}
  - 微信: {control: text, bind: person.wechat_id}
normalize: 'context put(value, "微信", lower case(微信))'
check:
  check: 微信 != 电话
  say: {zh: 微信号不要填成电话号码, en: the WeChat name must not be the phone number}
mask: substring(电话, 1, 3) + "****"
accept:
  '{电话: "139 0000-1234", 微信: "Li_Si"}': 13900001234 li_si
reject:
  '{电话: "13900001234", 微信: "13900001234"}': 微信号不要填成电话号码
"""
SERVICE = """hutong: service/1
id: contact-card
title: {zh: 登记家庭联系卡, en: register a contact card}
retain: 1 年
open:
  to: self
form:
  - 姓名: person-name
  - 联系卡: household-contact
flow: none
"""


@pytest.fixture
def watched(tmp_path):
    """Copies of the folders, watched by a running server."""
    for name in ("t-city", "elder-check"):
        shutil.copytree(ROOT / "Examples" / name, tmp_path / name)
    with Server(tmp_path / "elder-check", options=("--demo", "--watch")) as server:
        yield server, tmp_path / "elder-check"


def until(condition, seconds=180):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def cards(person):
    return {s["id"] for s in person.get("/api/v1/services").json()["services"]}


def test_a_control_nobody_has_seen(watched, elders):
    server, folder = watched
    elder = server.resident(elders["一号社区"][0]["phone"])
    assert "contact-card" not in cards(elder)
    status, _, err = run("check", folder, "--lang", "en")
    assert status == 0, err
    (folder / "household-contact.yaml").write_text(CONTROL, encoding="utf-8")
    (folder / "contact-card.yaml").write_text(SERVICE, encoding="utf-8")
    assert until(lambda: "contact-card" in cards(elder)), server.words()[-3000:]
    status, out, err = run("test", folder)
    assert (status, "控件示例" in out) == (0, True), out + err
    refused = {"电话": "139 0000 1234", "微信": "13900001234"}
    for language, words in [("zh", "微信号不要填成电话号码"), ("en", "the WeChat name must not be the phone number")]:
        reply = elder.post(
            "/api/v1/services/contact-card/requests", {"answers": {"联系卡": refused}}, headers={"Accept-Language": language})
        assert reply.status_code == 422 and words in [e["message"] for e in reply.json()["errors"]], reply.text
    reply = elder.apply("contact-card", {"联系卡": {"电话": "139 0000-1234", "微信": "Li_Si"}})
    assert reply.status_code == 201, reply.text
    fields = {f["id"]: f for p in elder.form("contact-card")["pages"] for f in p["fields"]}
    assert fields["联系卡"]["value"] == {"电话": "13900001234", "微信": "li_si"}
    assert server.stop() == 0
    people = export(server.store)["entities/person"]
    landed = [p for p in people if p.get("home_phone") == "13900001234"]
    assert len(landed) == 1 and landed[0]["wechat_id"] == "li_si", "both parts on their two attributes"


def test_only_what_changed_is_compiled_again(watched, elders):
    server, folder = watched
    before = {s: server.metric("hutong_documents_total", stage=s) for s in ("parsed", "typed", "lowered")}
    path = folder / "elder-check.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("每年一次。", "每年可办一次。"), encoding="utf-8")
    elder = server.resident(elders["一号社区"][0]["phone"])
    assert until(lambda: elder.form("elder-check")["help"].startswith("每年可办一次")), server.words()[-3000:]
    after = {s: server.metric("hutong_documents_total", stage=s) for s in before}
    # elder-check, its two overlays, what names it (rights, register, bundle).
    assert all(after[s] - before[s] <= 8 for s in before), (before, after)


def test_a_broken_file_loads_nothing_and_the_last_good_goes_on(watched, elders, tomorrow):
    server, folder = watched
    elder = server.resident(elders["一号社区"][0]["phone"])
    path = folder / "elder-check.yaml"
    good = path.read_text(encoding="utf-8")
    (folder / "contact-card.yaml").write_text(SERVICE, encoding="utf-8")

    def refusals():
        return server.words().count("household-contact")

    assert until(refusals)
    before = refusals()
    path.write_text(good.replace("每年一次。", "每年可办一次。"), encoding="utf-8")
    assert until(lambda: refusals() > before), "looked at and refused again"
    form = elder.form("elder-check")
    assert form["help"].startswith("每年一次。"), "whole or not at all"
    assert server.metric("hutong_epoch") == 1
    (folder / "contact-card.yaml").unlink()
    assert until(lambda: elder.form("elder-check")["help"].startswith("每年可办一次")), "it goes on when it is right again"
