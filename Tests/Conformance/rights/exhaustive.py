"""All small worlds over a few axes. Each generator yields (name, world)."""

import copy
import itertools

from conditions import CONDITIONS, REGULATES
from parts import DATES, PAST, TOMORROW, YESTERDAY, clock, decided, flow_role, services
from play import DAY_ONE, TODAY
from world import (FLOW_ROLE, PLACE_FIELD, RIGHTS, SCOPES, Act, Body, Grant, Organization, Person, Place, Post, Role,
                   World)

COMPOUND_SCOPES = [["territory", "sector"], ["self", "post"], {"all": ["territory", "sector"]},
                   {"any": ["direct", "organization"]}, {"all": ["territory", "post"]},
                   {"all": ["territory"], "any": ["sector", "direct"]}, None]


def tree():
    """A city with two districts; the first has two communities, the second one, with levels left out."""
    return [Place("甲省", "province"), Place("甲区", "district", "甲省"), Place("乙区", "district", "甲省"),
            Place("甲社区", "community", "甲区"), Place("乙社区", "community", "甲区"),
            Place("甲楼", "building", "甲社区"), Place("甲室", "door", "甲楼"), Place("乙室", "door", "乙社区"),
            Place("丙室", "door", "乙区"), Place("丁楼", "building", "乙社区"), Place("丁室", "door", "丁楼")]


def base_world():
    """What every exhaustive world shares: the tree, three organisations, a desk at the top, people, six requests."""
    return World(
        places=tree(),
        organizations=[Organization("市局", None, ["甲省"]),
                       Organization("甲局", "市局", ["甲社区"], 'of class(organization, "medical_institution")'),
                       Organization("乙局", "市局", ["乙区"], 'not(of class(organization, "enterprise"))')],
        posts=[Post("总值班", "市局", [FLOW_ROLE], "赵一"), Post("窗口", "甲局", [FLOW_ROLE], "孙三")],
        roles=[flow_role()],
        services=services(),
        people=[Person("居民甲", "甲室"), Person("居民乙", "乙室", {"child_of": "居民甲"}), Person("居民丙", "丙室"),
                Person("居民丁", "丁室", {"spouse_of": "居民丙"})],
        bodies=[Body("诊所甲", "medical_institution", "甲室"), Body("工厂乙", "enterprise", "丙室")],
        acts=[clock(DAY_ONE),
              Act("submit", "apply", "居民甲", name="r1", answers={"种类": "甲", "数量": 6, "备注": "钱二"}),
              Act("submit", "apply", "居民乙", name="r2", answers={"种类": "乙"}),
              Act("submit", "apply", "居民丁", name="r3", answers={"种类": "甲", "数量": 5, "病情": "感冒"}),
              Act("submit", "apply", "居民乙", subject="居民甲", name="r4", answers={"种类": "乙", "数量": 9}),
              Act("submit", "shop", "诊所甲", name="r5", answers={"种类": "甲"}),
              Act("submit", "shop", "工厂乙", name="r6", answers={"种类": "乙", "数量": 3}),
              Act("submit", "inner", "甲局/窗口", name="r7", answers={"种类": "甲", "数量": 6, PLACE_FIELD: "丁室"}),
              Act("approve", "r4", "甲局/窗口"), Act("return", "r3", "市局/总值班"),
              Act("claim", "r6", "市局/总值班"), Act("transfer", "r5", "甲局/窗口", to="市局/总值班")])


# What runs below a moved place ends first: whether it is handed over is another question.
MOVES = [[],
         [Act("supplement", "r3", "居民丁"), Act("approve", "r3", "市局/总值班"), Act("reject", "r7", "市局/总值班"),
          Act("move", "丁楼", to="甲社区")],
         [Act("approve", "r1", "甲局/窗口"), Act("approve", "r5", "市局/总值班"), Act("move", "甲楼", to="乙社区")],
         [Act("withdraw", "r2", "居民乙"), Act("move", "居民甲", to="丙室")]]
POST_STATES = {
    "staffed": {}, "vacant": {"staff": None}, "ended": {"end": YESTERDAY}, "last-day": {"end": TODAY},
    "future": {"start": TOMORROW}, "away": {"leave": [[YESTERDAY, TOMORROW]]}}


def scope_worlds():
    """Scope word × move × state of the post × (grant dates, condition), the last two as posts of one world."""
    scopes = [[word] for word in SCOPES] + COMPOUND_SCOPES
    for (number, scope), (index, move), (state, change) in itertools.product(
            enumerate(scopes), enumerate(MOVES), POST_STATES.items()):
        world = base_world()
        world.acts += [Act(**act.__dict__) for act in move]
        variants = [(dates, None) for dates in DATES] + [((None, None), when) for when in CONDITIONS]
        for seat, ((start, end), when) in enumerate(variants):
            world.roles.append(Role(f"v{seat}", f"查看员{seat}", [
                Grant(list(RIGHTS), ["service"], scope, when, start=start, end=end)]))
            details = {"staff": "钱二" if seat == 0 else f"员工{chr(ord('甲') + seat)}", **change}
            world.posts.append(Post(f"岗{seat}", "甲局", [f"v{seat}"], deputies=["乙局/代班"], **details))
        world.roles.append(Role("idle", "无权员"))
        world.posts.append(Post("代班", "乙局", ["idle"], "郑七"))
        world.acts.append(clock(TODAY))
        yield f"scope-{number:02}-{index}-{state}", world


def field_worlds():
    """Two grants of one role, each with fields, hide, see; the second reaches everything, or only what is done."""
    shapes = list(itertools.product([None, ["种类", "备注"]], [None, ["数量"], ["备注"]],
                                    [None, "public", "personal", "sensitive-personal"]))
    for number, (fields, hide, see) in enumerate(shapes):
        for when in (None, 'row.state = "done"'):
            world = base_world()
            for seat, (more, less, up_to) in enumerate(shapes):
                world.roles.append(Role(f"v{seat}", f"查看员{seat}", [
                    Grant(["read", "list"], ["apply"], ["everything"], None, fields, hide, see),
                    Grant(["read", "export"], ["#窗口"], ["everything"], when, more, less, up_to, by_base=True)]))
                world.posts.append(Post(f"岗{seat}", "乙局", [f"v{seat}"], f"员工{chr(ord('甲') + seat)}"))
            world.acts.append(clock(TODAY))
            yield f"fields-{number:02}-{'done' if when else 'all'}", world


def seat_worlds():
    """One person in two posts × deputy of a third × appointment to a fourth × states of each."""
    for number, (second, third, appoint) in enumerate(itertools.product(
            POST_STATES, POST_STATES, (None, "甲局/副岗", "乙局/第三"))):
        world = base_world()
        world.roles += [Role("v1", "查看员甲", [Grant(["read", "list"], ["apply"], ["territory"])]),
                        Role("v2", "查看员乙", [Grant(["read", "export"], ["服务"], ["sector"])]),
                        Role("v3", "查看员丙", [Grant(["export", "read"], ["居民申请"], ["territory"], see="personal")])]
        world.posts += [Post("正岗", "甲局", ["v1"], "钱二"),
                        Post("副岗", "甲局", ["v2"], **{"staff": "钱二", **POST_STATES[second]}),
                        Post("第三", "乙局", ["v3"], **{"staff": "郑七", "deputies": ["甲局/正岗"], **POST_STATES[third]}),
                        Post("空岗", "乙局", ["v1", "v2"])]
        # On a day before, or on the day itself: then nothing but the change tells of it.
        early = [Act("appoint", appoint, to="乙局/空岗"), clock(TODAY)]
        for name, acts in [("", early), ("-late", early[::-1])] if appoint else [("", [clock(TODAY)])]:
            variant = copy.deepcopy(world)
            variant.acts += acts
            if decided(variant):
                yield f"seats-{number:03}{name}", variant


def sector_worlds():
    """What an organisation regulates × what its superior does, seen from posts of both and of a third."""
    choices = [None, *REGULATES]
    for number, (mine, above) in enumerate(itertools.product(choices, choices)):
        world = base_world()
        world.organizations[1].regulates, world.organizations[0].regulates = mine, above
        scopes = [["sector"], {"all": ["territory", "sector"]}, {"all": ["sector"], "any": ["post", "everything"]}]
        for index, scope in enumerate(scopes):
            world.roles.append(Role(f"v{index}", f"查看员{index}", [Grant(list(RIGHTS), ["service"], scope)]))
            for organization in world.organizations:
                world.posts.append(Post(f"岗{index}", organization.name, [f"v{index}"], f"{organization.name}员{index}"))
        world.acts.append(clock(TODAY))
        yield f"sector-{number:02}", world


def family_worlds():
    """A line of three residents × the relations between them; each asks, and the first asks for the second."""
    relations = ["child_of", "parent_of", "spouse_of"]
    for number, (first, second) in enumerate(itertools.product(relations, relations)):
        world = base_world()
        world.people = [Person("居民甲", "甲室", {first: "居民乙"}), Person("居民乙", "乙室", {second: "居民丙"}),
                        Person("居民丙", "丙室"), Person("居民丁", "丁室")]
        world.acts = [clock(DAY_ONE), Act("submit", "apply", "居民甲", subject="居民乙", name="r0", answers={"种类": "甲"})]
        for index, person in enumerate(world.people):
            world.acts.append(Act("submit", "apply", person.name, name=f"r{index + 1}", answers={"种类": "乙"}))
        world.acts += [Act("withdraw", "r3", "居民丙"), clock(TODAY)]
        yield f"family-{number}", world


MIDNIGHTS = {
    "staffed": {}, "ended": {"end": YESTERDAY}, "begun": {"start": TODAY}, "away": {"leave": [[TODAY, TODAY]]},
    "back": {"leave": [[PAST, YESTERDAY]]}}


def midnight_worlds():
    """State of the post × asked on the evening before or at midnight, with scopes and grant dates as posts of one world.
    Between the two nothing happens but that the day turns: what was known on the evening, when r8 was filed, must not
    be believed any more."""
    for state, change in MIDNIGHTS.items():
        for name, end in [("before", []), ("after", [clock(TODAY, "00:00")])]:
            world = base_world()
            dates = [(None, None), (None, YESTERDAY), (TODAY, None)]
            for seat, (scope, (first, last)) in enumerate(itertools.product(["territory", "sector", "direct"], dates)):
                world.roles.append(Role(f"v{seat}", f"查看员{seat}", [
                    Grant(list(RIGHTS), ["service"], [scope], start=first, end=last)]))
                world.posts.append(Post(f"岗{seat}", "甲局", [f"v{seat}"], f"员工{chr(ord('甲') + seat)}",
                                        deputies=[f"乙局/代班{seat}"], **change))
                world.posts.append(Post(f"代班{seat}", "乙局", ["idle"], f"代班员{chr(ord('甲') + seat)}"))
            world.roles.append(Role("idle", "无权员"))
            world.acts += [clock(YESTERDAY, "23:59"),
                           Act("submit", "apply", "居民丙", name="r8", answers={"种类": "乙"}), *end]
            yield f"midnight-{state}-{name}", world


def exhaustive():
    for make in (scope_worlds, field_worlds, seat_worlds, sector_worlds, family_worlds, midnight_worlds):
        yield from make()
