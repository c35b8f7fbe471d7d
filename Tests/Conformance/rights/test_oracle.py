"""The oracle itself: hand-made worlds whose answers are read off the documents, agreement of its three ways, and
faults planted in it that the comparison must see."""

import itertools
import json
import os
import pathlib
import subprocess
import sys

import pytest

import compare
import faults
import generate
import parts
import render
from exhaustive import exhaustive
from oracle import Oracle, counted, decide, listed
from play import DAY_ONE, TODAY, Unclear, play
from randoms import random_world
from world import CORE_RIGHTS, RIGHTS, Act, Body, Grant, Organization, Person, Place, Post, Role, World, from_json, to_json

HERE = pathlib.Path(__file__).parent
RANDOM = int(os.environ.get("RIGHTS_WORLDS", "2000"))


# -- hand-made worlds

def town(*grants, acts=(), **post):
    """甲局 governs 东区 (with 东室), 市局 all; the post 甲局/岗 holds `grants`; r1 at 东室, r2 at 西室, r3 of a clinic."""
    details = {"staff": "钱二", **post}
    return World(
        places=[Place("省", "province"), Place("东区", "district", "省"), Place("西区", "district", "省"),
                Place("东楼", "building", "东区"), Place("东室", "door", "东楼"), Place("西室", "door", "西区")],
        organizations=[Organization("市局", None, ["省"]),
                       Organization("甲局", "市局", ["东区"], 'of class(organization, "medical_institution")'),
                       Organization("乙局", "市局", ["西区"])],
        posts=[Post("总值班", "市局", ["flow"], "赵一"), Post("岗", "甲局", ["v"], **details),
               Post("代班", "乙局", ["idle"], "郑七"), Post("空岗", "乙局", ["idle"])],
        roles=[parts.flow_role(), Role("v", "查看员", list(grants)), Role("idle", "无权员")],
        services=parts.services(),
        people=[Person("老人", "东室"), Person("女儿", "西室", {"child_of": "老人"}), Person("邻居", "西室")],
        bodies=[Body("诊所", "medical_institution", "西室"), Body("工厂", "enterprise", "东室")],
        acts=[parts.clock(DAY_ONE),
              Act("submit", "apply", "老人", name="r1", answers={"种类": "甲", "数量": 6, "备注": "钱二"}),
              Act("submit", "apply", "邻居", name="r2", answers={"种类": "乙"}),
              Act("submit", "shop", "诊所", name="r3", answers={"种类": "甲"}),
              Act("submit", "shop", "工厂", name="r4", answers={"种类": "乙"}),
              *acts, parts.clock(TODAY)])


def grant(scope=None, **more):
    return Grant(["read"], ["service"], scope, **more)


def seen(world, user="甲局/岗", right="read"):
    """The things a user has that right on, by the check of each."""
    return "".join(thing[1:] for thing in sorted(play(world).requests) if decide(world, user, right, thing).allowed)


def test_no_rule_is_no_access():
    world = town()
    for right in RIGHTS:
        assert seen(world, "甲局/岗", right) == ""
    assert decide(world, "甲局/岗", "read", "r1").because == "no rule"


def test_a_right_is_only_itself():
    world = town(grant(["everything"]))
    assert seen(world) == "1234" and listed(world, "甲局/岗", "read") == {"r1", "r2", "r3", "r4"}
    assert seen(world, right="list") == "" and seen(world, right="export") == "" and seen(world, right="handle") == ""


@pytest.mark.parametrize("scope, things", [
    (None, "14"), (["territory"], "14"), (["sector"], "3"), (["everything"], "1234"), (["post"], ""), (["self"], ""),
    (["organization"], ""), (["direct"], ""), (["territory", "sector"], "134"), ({"all": ["territory", "sector"]}, ""),
    ({"any": ["territory", "sector"]}, "134"), ({"all": ["everything", "sector"]}, "3"),
    ({"all": ["territory"], "any": ["sector", "everything"]}, "14")])
def test_scopes(scope, things):
    assert seen(town(grant(scope))) == things


def test_post_holds_until_transfer_and_end():
    world = town(grant(["post"]))
    world.posts[1].roles = ["flow"]
    assert seen(world) == "14", "the nearest desk above 东室"
    assert seen(world, "市局/总值班") == "23"
    world.acts.insert(-1, Act("transfer", "r1", "甲局/岗", to="市局/总值班"))
    assert seen(world) == "14" and seen(world, "市局/总值班") == "123", "what it had it still sees"
    world.acts.insert(-1, Act("approve", "r4", "甲局/岗"))
    world.acts.insert(-1, Act("return", "r1", "市局/总值班"))
    assert seen(world) == "14" and seen(world, "市局/总值班") == "123"
    world.acts.insert(-1, Act("supplement", "r1", "老人"))
    assert seen(world, "市局/总值班") == "123", "comes back to the same step"


def test_organization_is_what_its_posts_have_or_had():
    world = town(grant(["organization"]))
    world.posts.append(Post("窗口", "甲局", ["flow"], "孙三"))
    assert seen(world) == "14"
    world.acts.insert(-1, Act("claim", "r1", "甲局/窗口"))
    assert seen(world) == "14"
    world.acts.insert(-1, Act("approve", "r1", "甲局/窗口"))
    assert seen(world) == "14", "what it decided it still sees"


def test_two_desks_hold_until_one_claims():
    world = town(grant(["post"]))
    world.posts[1].roles = ["flow"]
    world.posts.append(Post("窗口", "甲局", ["flow"], "孙三"))
    assert seen(world) == "14" and seen(world, "甲局/窗口") == "14"
    world.acts.insert(-1, Act("claim", "r1", "甲局/窗口"))
    assert seen(world) == "4" and seen(world, "甲局/窗口") == "14"


def test_who_may_handle_has_the_right_and_the_open_step():
    world = town(Grant(["handle"], ["service"], ["everything"]))

    def named(user="甲局/岗"):
        oracle = Oracle(world)
        return "".join(thing[1:] for thing in sorted(oracle.facts.requests) if oracle.named(user, "handle", thing))
    assert seen(world, right="handle") == "1234" and named() == "", "the right without the step"
    world.posts[1].roles = ["v", "flow"]
    assert named() == "14" and named("市局/总值班") == "23"
    world.posts.append(Post("窗口", "甲局", ["flow"], "孙三"))
    assert named() == "14" and named("甲局/窗口") == "14", "both may claim it"
    world.acts.insert(-1, Act("claim", "r1", "甲局/窗口"))
    assert named() == "4" and named("甲局/窗口") == "14", "one has it"
    world.acts.insert(-1, Act("approve", "r4", "甲局/岗"))
    assert named() == "" and seen(world, right="handle") == "1234", "what has ended nobody handles"
    world.posts[-1].leave, world.posts[-1].deputies = [[TODAY, TODAY]], ["乙局/代班"]
    assert named("乙局/代班") == "1" and named("甲局/窗口") == "1", "who stands in, and who is on leave"


def test_the_step_without_the_right():
    world = town()
    world.role("flow").grants[0].do = ["read", "list"]
    assert not any(Oracle(world).named("市局/总值班", "handle", thing) for thing in world.things())


def classes(world, user="甲局/岗"):
    """right service, with a star where who may of the service names the user."""
    return {f"{right} {service}{'*' if named else ''}" for who, right, service, held, named in Oracle(world).classes()
            if who == user and held}


def test_what_lists_the_grants_in_force():
    assert classes(town()) == set()
    assert classes(town(Grant(["read", "figures"], ["#窗口"], ["post"]))) == {
        "read apply*", "read shop*", "figures apply*", "figures shop*"}, "also where it reaches nothing yet"
    assert classes(town(grant(end="2027-06-14"))) == set()
    assert classes(town(Grant(["read"], ["inner"], glass="30 分钟"))) == {"read inner"}, "a look opens no service"
    assert classes(town(grant(["sector"]))) == {"read apply*", "read inner*", "read shop*"}
    idle = town(grant(["sector"]))
    idle.organizations[1].regulates = None
    assert classes(idle) == {"read apply", "read inner", "read shop"}, "held, and it can reach nothing"
    away = town(grant(), deputies=["乙局/代班"], leave=[[TODAY, TODAY]])
    assert classes(away, "乙局/代班") == {"read apply*", "read inner*", "read shop*"}
    assert classes(town(), "老人") == set(), "one's own is no class"


def test_direct_and_self_are_about_people():
    inner = Act("submit", "inner", "甲局/岗", name="r5", answers={"种类": "甲", "发生地": "西室"})
    world = town(grant(["direct"]), acts=[inner])
    assert seen(world) == "5"
    assert seen(town(Grant(["export"], ["service"], ["self"]), acts=[inner]), right="export") == "5"
    assert seen(town(acts=[inner])) == "5", "own data is built in"
    world.acts.insert(-1, Act("appoint", "甲局/岗", to="乙局/空岗"))
    assert seen(world) == "", "he is no longer of that organisation"
    assert seen(world, "乙局/空岗") == "5", "but still himself"


@pytest.mark.parametrize("part, things", [
    ({}, "5"), ({"under": None}, ""), ({"governs": ["东楼"]}, ""),
    ({"regulates": 'of class(organization, "medical_institution")'}, "")])
def test_direct_is_the_inner_tree_too(part, things):
    """甲局 sees what is of a part of it, and of no authority that stands under it."""
    inner = Act("submit", "inner", "丙科/科员", name="r5", answers={"种类": "甲", "发生地": "西室"})
    world = town(grant(["direct"]), acts=[inner])
    world.organizations.append(Organization("丙科", **{"under": "甲局", **part}))
    world.posts.append(Post("科员", "丙科", ["idle"], "孙三"))
    assert seen(world) == things


@pytest.mark.parametrize("post, things", [
    ({}, "14"), ({"end": "2027-06-14"}, ""), ({"end": TODAY}, "14"), ({"start": "2027-06-16"}, ""),
    ({"start": TODAY}, "14"), ({"staff": None}, "14"), ({"leave": [["2027-06-14", "2027-06-16"]]}, "14")])
def test_states_of_a_post(post, things):
    assert seen(town(grant(), **post)) == things


@pytest.mark.parametrize("post, things", [
    ({}, ""), ({"leave": [[TODAY, TODAY]]}, "14"), ({"leave": [["2027-05-01", "2027-06-14"]]}, ""),
    ({"staff": None}, "14"), ({"leave": [[TODAY, TODAY]], "end": "2027-06-14"}, ""),
    ({"staff": None, "start": "2027-06-16"}, "")])
def test_deputy(post, things):
    assert seen(town(grant(), deputies=["乙局/代班"], **post), "乙局/代班") == things


def test_deputy_stands_in_with_the_post_but_stays_himself():
    away = {"deputies": ["乙局/代班"], "leave": [[TODAY, TODAY]]}
    assert seen(town(grant(["sector"]), **away), "乙局/代班") == "3", "the sector of the absent post"
    assert seen(town(grant(when='me.full_name = "钱二"'), **away), "乙局/代班") == ""


def test_several_posts_add_up():
    world = town(grant(["sector"]))
    world.roles.append(Role("w", "另一员", [grant()]))
    world.posts.append(Post("兼岗", "乙局", ["w"], "钱二"))
    assert seen(world) == "23" and seen(world, "乙局/兼岗") == "23"
    world.posts[-1].end = "2027-06-14"
    assert seen(world) == "3" and seen(world, "乙局/兼岗") == ""


def test_transfer_of_staff_leaves_the_rights_with_the_posts():
    world = town(grant(), acts=[Act("appoint", "甲局/岗", to="乙局/空岗")])
    assert seen(world) == "14", "the seat itself, now vacant"
    assert seen(world, "乙局/空岗") == ""


@pytest.mark.parametrize("start, end, things", [
    ("2027-06-16", None, ""), (TODAY, None, "14"), (None, TODAY, "14"), (None, "2027-06-14", "")])
def test_dates_of_a_grant(start, end, things):
    assert seen(town(grant(start=start, end=end))) == things


@pytest.mark.parametrize("when, things", [
    ('row.种类 = "甲"', "13"), ('row.数量 > 5', "1"), ('not(row.数量 > 5)', ""), ('row.数量 != 5', "1234"),
    ('row.种类 = "甲" or row.数量 > 5', "13"), ('not(row.种类 = "甲" and row.数量 > 5)', "24"),
    ('row.state != "done"', "1234"), ('me.full_name = "钱二"', "1234"), ('row.备注 = me.full_name', "1"),
    ('post.organization.org_name = "甲局"', "1234")])
def test_conditions(when, things):
    assert seen(town(grant(["everything"], when=when))) == things


@pytest.mark.parametrize("what, things", [
    ("apply", "12"), ("居民申请", "12"), ("#窗口", "1234"), ("#内务", ""), ("服务", "1234"), ("inner", "")])
def test_what(what, things):
    assert seen(town(Grant(["read"], [what], ["everything"]))) == things


def test_part_of_the_territory():
    assert seen(town(grant(), governs=["东楼"])) == "14"
    world = town(grant())
    world.people[0].home = "东楼"
    world.posts[1].governs = ["东室"]
    assert seen(world) == "4", "a place above what the post governs is outside"


def test_moved_place_and_moved_resident():
    moved = town(grant(), acts=[Act("move", "东楼", to="西区")])
    assert seen(moved) == "", "the tree as it is now"
    house = town(grant(), acts=[Act("move", "老人", to="西室")])
    assert seen(house) == "14", "a running matter stays where it was"
    later = town(grant(), acts=[Act("move", "老人", to="西室"),
                                Act("submit", "apply", "老人", name="r5", answers={"种类": "甲"})])
    assert seen(later) == "14"


def test_residents():
    world = town()
    assert seen(world, "老人") == "1" and seen(world, "邻居") == "2" and seen(world, "诊所") == "3"
    assert seen(world, "女儿") == "" and seen(world, "女儿", "list") == "", "kin alone is no proxy"
    world.acts.insert(1, Act("submit", "apply", "女儿", subject="老人", name="r5", answers={"种类": "甲"}))
    assert seen(world, "老人") == "15", "it is his: he is the applicant"
    world.acts.insert(1, Act("submit", "apply", "甲局/岗", subject="邻居", name="r6", answers={"种类": "甲"}))
    assert seen(world, "女儿") == "5" and seen(world, "女儿", "export") == "", "she filed it"
    assert seen(world, "邻居") == "26" and seen(world) == "6", "who files it reads it"
    own = decide(world, "老人", "read", "r1")
    assert own.fields == ("种类", "数量", "备注", "病情") and own.masked == ()


@pytest.mark.parametrize("grants, fields, masked", [
    ([{}], "种类 数量 备注 病情", "备注 病情"),
    ([{"see": "personal"}], "种类 数量 备注 病情", "病情"),
    ([{"see": "public"}], "种类 数量 备注 病情", "数量 备注 病情"),
    ([{"fields": ["种类", "备注"]}], "种类 备注", "备注"),
    ([{"hide": ["备注"]}], "种类 数量 病情", "病情"),
    ([{"fields": ["种类"]}, {"fields": ["备注"], "see": "personal"}], "种类 备注", ""),
    ([{"fields": ["种类", "备注"]}, {"see": "sensitive-personal", "fields": ["病情"]}], "种类 备注 病情", "备注"),
    ([{"hide": ["备注"]}, {"see": "sensitive-personal"}], "种类 数量 病情", ""),
    ([{"hide": ["备注"], "scope": ["sector"]}, {"see": "personal"}], "种类 数量 备注 病情", "病情"),
    ([{"fields": ["备注"], "hide": ["备注"]}], "", "")])
def test_fields(grants, fields, masked):
    decision = decide(town(*[grant(**one) for one in grants]), "甲局/岗", "read", "r1")
    assert decision.allowed
    assert (" ".join(decision.fields), " ".join(decision.masked)) == (fields, masked)


def test_counts_add_up():
    world = town(Grant(["figures"], ["service"], ["everything"]))
    cells = counted(world, "甲局/岗")
    assert cells == {"省": 4, "东区": 2, "西区": 2, "东楼": 2, "东室": 2, "西室": 2}
    assert counted(town(), "甲局/岗")["省"] == 0


def test_what_the_documents_leave_open_is_no_world():
    world = town(acts=[Act("approve", "r1", "甲局/岗")])
    with pytest.raises(Unclear):
        Oracle(world)


# -- agreement and rendering

def check_agreement(world):
    """decide == listed == counted, every count is its own things and its children's counts, and what somebody may without
    its being their own is a class that they are told."""
    oracle = Oracle(world)
    root = next(place.name for place in world.places if not place.parent)
    for user, right in itertools.product(world.users(), CORE_RIGHTS + ["edit"]):
        allowed = {thing for thing in oracle.facts.requests if oracle.decide(user, right, thing).allowed}
        assert allowed == oracle.listed(user, right)
        for thing in allowed:
            request = oracle.facts.requests[thing]
            assert oracle.built_in(user, right, request) or oracle.held(user, right, request.service)
        cells = oracle.counted(user, right)
        assert cells[root] == len(allowed)
        for place in cells:
            own = sum(oracle.facts.requests[thing].place == place for thing in allowed)
            assert cells[place] == own + sum(cells[one] for one, above in oracle.facts.parent.items() if above == place)


def test_agreement_on_random_worlds():
    for number in range(RANDOM):
        check_agreement(random_world(f"agree-{number}"))


def test_agreement_on_exhaustive_worlds():
    for _, world in itertools.islice(exhaustive(), 0, None, 20):
        check_agreement(world)


def test_worlds_survive_json_and_come_again():
    for number in range(50):
        world = random_world(number)
        assert to_json(from_json(to_json(world))) == to_json(world) == to_json(random_world(number))


def test_yaml_is_what_another_reader_reads(tmp_path):
    yaml = pytest.importorskip("yaml")
    world = random_world(1)
    render.write(world, tmp_path)
    roles = list(yaml.safe_load_all((tmp_path / "roles.yaml").read_text(encoding="utf-8")))
    assert [one["title"] for one in roles if "base" not in one] == [role.title for role in world.roles]
    lines = yaml.safe_load((tmp_path / "bundle.yaml").read_text(encoding="utf-8"))["tests"][0]["world"]
    assert [line["name"] for line in lines if "name" in line] == world.things()
    city = yaml.safe_load((tmp_path / "directory.yaml").read_text(encoding="utf-8"))["organizations"]
    seats = [f"{name}/{seat}" for one in city for name, body in one.items()
             for post in body.get("posts", []) for seat in post]
    assert sorted(seats) == sorted(post.ref for post in world.posts)


# -- planted faults

@pytest.fixture(scope="module")
def many():
    """Generated worlds with what is expected of them."""
    worlds = [random_world(f"fault-{number}") for number in range(500)]
    return [(world, list(generate.expected(world))) for world in worlds]


def shows(fault, world, expected):
    return next(compare.differences("w", expected, faults.answer(fault(world))), None)


def test_the_oracle_has_no_difference_with_itself(many):
    assert not any(shows(Oracle, world, expected) for world, expected in many)


@pytest.mark.parametrize("fault", faults.FAULTS, ids=lambda fault: fault.__name__)
def test_planted_fault_is_noticed(fault, many):
    assert any(shows(fault, world, expected) for world, expected in many)


def test_errors_and_silence_are_differences():
    expected = list(generate.expected(town()))
    assert next(compare.differences("w", expected, None)).kind == "error"
    assert next(compare.differences("w", expected, {"folder": "w", "error": "no"})).kind == "error"
    empty = {"folder": "w", "error": None, "decisions": []}
    assert {one.kind for one in compare.differences("w", expected, empty)} == {
        "unanswered", "held-oracle", "what-oracle", "who-service"}


def standin(folder, fault):
    """A command that answers as the product should, with one fault."""
    path = folder / f"standin-{fault}"
    path.write_text(f"#!/bin/sh\nexec '{sys.executable}' '{HERE / 'faults.py'}' {fault} \"$@\"\n")
    path.chmod(0o755)
    return str(path)


def run_compare(folder, fault, *more):
    command = [sys.executable, str(HERE / "compare.py"), standin(folder, fault), str(folder / "worlds"), *more]
    return subprocess.run(command, capture_output=True, text=True)


def test_an_error_is_told_by_its_code():
    one, other = compare.Difference("a", "error", product="x.yaml:1: role-unheld"), "y.yaml:7: role-unheld"
    assert one.same(compare.Difference("b", "error", product=other))
    assert not one.same(compare.Difference("b", "error", product="y.yaml:7: empty-value"))


def test_a_command_that_says_nothing(tmp_path):
    generate.write(random_world(1), tmp_path / "w")
    pairs, found = compare.compare(compare.Product("false"), tmp_path, shrinks=0, out=lambda text: None)
    assert pairs and [one.kind for one in found] == ["error"]


def test_command_line(tmp_path):
    for number in range(12):
        generate.write(random_world(f"cli-{number}"), tmp_path / "worlds" / f"w{number}")
    fine = run_compare(tmp_path, "none")
    assert fine.returncode == 0 and " 0 differences" in fine.stdout
    wrong = run_compare(tmp_path, "DeputyAlways", "--shrink", "1")
    assert wrong.returncode == 1 and "smallest world" in wrong.stdout
    assert json.loads((tmp_path / "worlds" / "w0" / "expected.jsonl").read_text().splitlines()[0])["thing"][0] == "r"


def many_worlds(folder, fault, *more):
    command = [sys.executable, str(HERE / "many.py"), standin(folder, fault), "--count", "10", "--heap", "3", "--seed", "7",
               "--state", str(folder / "done"), *more]
    return subprocess.run(command, capture_output=True, text=True)


def test_many_worlds_go_on_where_they_stopped(tmp_path):
    part = many_worlds(tmp_path, "none", "--part", "1/2")
    assert part.returncode == 0 and "in 6 worlds, 0 differences" in part.stdout, part.stdout + part.stderr
    rest = many_worlds(tmp_path, "none")
    assert rest.returncode == 0 and rest.stdout.startswith("6 of 10 worlds are done"), rest.stdout + rest.stderr
    firsts = [json.loads(line)["first"] for line in (tmp_path / "done").read_text().splitlines()]
    assert sorted(firsts) == [0, 3, 6, 9], "none is played twice"
    again = many_worlds(tmp_path, "none")
    assert again.returncode == 0 and "10 worlds, 0 differences" in again.stdout


def test_many_worlds_keep_what_differs(tmp_path):
    wrong = many_worlds(tmp_path, "ListForgetsScope")
    assert wrong.returncode == 1 and "filter-oracle" in wrong.stdout, wrong.stdout + wrong.stderr
    assert list((tmp_path / "done-differences").glob("random-7-*/world.json"))
    assert many_worlds(tmp_path, "none").stdout.startswith("0 of 10 worlds are done"), "what differed is played again"


def test_shrinking_finds_the_core():
    world = next(world for name, world in exhaustive() if name == "scope-03-0-ended")
    keep = compare.Difference("w", "decision-oracle", "甲局/岗5", "read", "r1")

    def differs(worlds):
        return [any(keep.same(one) for one in compare.differences(
            "w", list(generate.expected(one_world)), faults.answer(faults.EndedPost(one_world))))
            for one_world in worlds]

    assert differs([world]) == [True]
    small = compare.shrink(world, keep, differs)
    assert small.things() == ["r1"] and len(small.posts) <= 2 and len(small.places) <= 3
    assert sum(len(role.grants) for role in small.roles) == 1
