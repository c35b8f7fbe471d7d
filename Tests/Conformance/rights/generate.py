"""Worlds: the exhaustive small ones and seeded random ones, each as a folder with its expected decisions.

    python3 generate.py --count N --seed N --out DIR [--no-exhaustive] [--without KIND …]

DIR/<name>/bundle/ is the bundle, DIR/<name>/world.json the same as data, DIR/<name>/expected.jsonl one line per
(user, right, thing). `--without` leaves out a kind of service (home, staff, body) with its requests.
"""

import argparse
import itertools
import json
import pathlib
import random

import render
from conditions import CLASSES, CONDITIONS, REGULATES
from oracle import Oracle
from play import DAY_ONE, TODAY, Unclear, play
from world import (FIELDS, FLOW_ROLE, LEVELS, PLACE_FIELD, RIGHTS, SCOPES, SENSITIVITIES, Act, Body, Grant,
                   Organization, Person, Place, Post, Role, Service, World, to_json)

PAST, YESTERDAY, TOMORROW, FUTURE = "2027-05-01", "2027-06-14", "2027-06-16", "2027-12-31"
NAMES = ["赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七", "冯八", "陈九", "褚十"]
SERVICES = [Service("apply", "居民申请", "home", ["窗口"]), Service("inner", "内部申请", "staff", ["内务"]),
            Service("shop", "单位申请", "body", ["窗口"])]
COMPOUND_SCOPES = [["territory", "sector"], ["self", "post"], {"all": ["territory", "sector"]},
                   {"any": ["direct", "organization"]}, {"all": ["territory", "post"]},
                   {"all": ["territory"], "any": ["sector", "direct"]}, None]


def flow_role():
    """Who handles requests may always see and handle what the post holds."""
    return Role(FLOW_ROLE, "经办员", [Grant(["read", "list", "handle"], ["service"], ["post"], see="personal")])


def clock(day):
    return Act("clock", to=render.clock(day))


def decided(world):
    """Do the documents say what every act of this world does?"""
    try:
        return bool(Oracle(world).facts.requests)
    except Unclear:
        return False


# -- exhaustive

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
        services=[Service(**one.__dict__) for one in SERVICES],
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
              Act("claim", "r6", "市局/总值班"), Act("transfer", "r6", "市局/总值班", to="甲局/窗口")])


# What runs below a moved place ends first: whether it is handed over is another question.
MOVES = [[],
         [Act("supplement", "r3", "居民丁"), Act("approve", "r3", "市局/总值班"), Act("reject", "r7", "市局/总值班"),
          Act("move", "丁楼", to="甲社区")],
         [Act("approve", "r1", "甲局/窗口"), Act("approve", "r5", "甲局/窗口"), Act("move", "甲楼", to="乙社区")],
         [Act("withdraw", "r2", "居民乙"), Act("move", "居民甲", to="丙室")]]
POST_STATES = {
    "staffed": {}, "vacant": {"staff": None}, "ended": {"end": YESTERDAY}, "last-day": {"end": TODAY},
    "future": {"start": TOMORROW}, "away": {"leave": [[YESTERDAY, TOMORROW]]}}
DATES = [(None, None), (None, YESTERDAY), (None, TODAY), (TODAY, None), (TOMORROW, None), (PAST, FUTURE)]


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
                        Role("v3", "查看员丙", [Grant(["figures", "read"], ["居民申请"], ["territory"], see="personal")])]
        world.posts += [Post("正岗", "甲局", ["v1"], "钱二"),
                        Post("副岗", "甲局", ["v2"], **{"staff": "钱二", **POST_STATES[second]}),
                        Post("第三", "乙局", ["v3"], **{"staff": "郑七", "deputies": ["甲局/正岗"], **POST_STATES[third]}),
                        Post("空岗", "乙局", ["v1", "v2"])]
        if appoint:
            world.acts.append(Act("appoint", appoint, to="乙局/空岗"))
        world.acts.append(clock(TODAY))
        if decided(world):
            yield f"seats-{number:03}", world


def exhaustive():
    for make in (scope_worlds, field_worlds, seat_worlds):
        yield from make()


# -- random

class Dice:
    """Draws one random world."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.world = World()

    def some(self, values, least=1, most=3):
        return self.random.sample(values, min(len(values), self.random.randint(least, most)))

    def chance(self, share):
        return self.random.random() < share

    def draw(self):
        for part in (self.places, self.organizations, self.roles, self.posts, self.people, self.acts):
            part()
        return self.world

    def places(self):
        places = self.world.places
        places.append(Place("地0", "province"))
        for number in range(1, self.random.randint(3, 12)):
            above = self.random.choice([place for place in places if place.level != "door"])
            level = LEVELS[LEVELS.index(above.level) + self.random.randint(1, 4):][:1] or ["door"]
            places.append(Place(f"地{number}", level[0], above.name))

    def leaves(self):
        parents = {place.parent for place in self.world.places}
        return [place for place in self.world.places if place.name not in parents]

    def organizations(self):
        names = [place.name for place in self.world.places]
        self.world.organizations.append(Organization("市局", None, ["地0"], self.regulates()))
        for name in self.some(["甲局", "乙局", "丙局"], 1, 3):
            under = self.random.choice([one.name for one in self.world.organizations] + [None])
            governs = self.tops(self.some(names, 0, 2))
            self.world.organizations.append(Organization(name, under, governs, self.regulates()))

    def tops(self, places):
        """The places without those that lie below another one of them."""
        parents = {one.name: one.parent for one in self.world.places}
        return [place for place in places if not self.under(parents[place], [one for one in places if one != place])]

    def regulates(self):
        return self.random.choice(list(REGULATES)) if self.chance(0.5) else None

    def roles(self):
        self.world.services = [Service(**one.__dict__) for one in SERVICES]
        self.world.roles = [flow_role()] + [
            Role(f"v{number}", f"查看员{number}", [self.grant() for _ in range(self.random.randint(0, 3))])
            for number in range(self.random.randint(1, 4))]

    def scope(self):
        pick = self.random.random()
        if pick < 0.1:
            return None
        if pick < 0.65:
            return [self.random.choice(SCOPES)]
        if pick < 0.8:
            return self.some(SCOPES, 2, 3)
        scope = {"all": self.some(SCOPES, 1, 3)} if self.chance(0.7) else {}
        if not scope or self.chance(0.3):
            scope["any"] = self.some(SCOPES, 1, 3)
        return scope

    def grant(self):
        what = [["service"], ["服务"], ["apply"], ["居民申请"], ["inner"], ["shop"], ["#窗口"], ["#内务"],
                ["inner", "shop"], ["#内务", "apply"], ["单位申请", "#内务"]]
        grant = Grant(self.some(RIGHTS, 1, 5), self.random.choice(what), self.scope())
        if self.chance(0.5):
            grant.when = self.random.choice(list(CONDITIONS))
        if not {"service", "服务"} & set(grant.what):
            grant.fields = self.some(list(FIELDS), 1, 3) if self.chance(0.3) else None
            grant.hide = self.some(list(FIELDS), 1, 2) if self.chance(0.3) else None
        grant.see = self.random.choice([None] + SENSITIVITIES)
        if self.chance(0.3):
            grant.start, grant.end = self.random.choice(DATES)
        grant.by_base = self.chance(0.2)
        return grant

    def posts(self):
        world = self.world
        world.posts.append(Post("总值班", "市局", [FLOW_ROLE], NAMES[0]))
        for number in range(self.random.randint(2, 7)):
            organization = self.random.choice(world.organizations)
            post = Post(f"岗{number}", organization.name, [role.id for role in self.some(world.roles, 1, 2)])
            post.staff = self.random.choice(NAMES[1:]) if self.chance(0.8) else None
            if self.chance(0.4):
                setattr(post, *self.random.choice([
                    ("end", YESTERDAY), ("end", TODAY), ("start", TOMORROW), ("start", PAST),
                    ("leave", [[YESTERDAY, TOMORROW]]), ("leave", [[TODAY, TODAY]]), ("leave", [[PAST, YESTERDAY]])]))
            if self.chance(0.3) and organization.governs:
                below = [place.name for place in world.places if self.under(place.name, organization.governs)]
                post.governs = self.tops(self.some(below, 1, 2))
            if FLOW_ROLE in post.roles:  # a desk is always manned; away only with a deputy
                post.staff, post.start, post.end = post.staff or NAMES[-1], None, None
            world.posts.append(post)
        for post in world.posts[1:]:
            others = [other.ref for other in world.posts if other.ref != post.ref]
            if self.chance(0.5) or (FLOW_ROLE in post.roles and post.leave):
                post.deputies = self.some(others, 1, 2)
        self.untangle()

    def untangle(self):
        """Deputies go in no circle: a post is stood in for only by earlier ones."""
        order = {post.ref: number for number, post in enumerate(self.world.posts)}
        for post in self.world.posts:
            post.deputies = [ref for ref in post.deputies if order[ref] < order[post.ref]]
            if FLOW_ROLE in post.roles and not post.deputies:
                post.leave = []

    def under(self, place, tops):
        parents = {one.name: one.parent for one in self.world.places}
        while place is not None:
            if place in tops:
                return True
            place = parents[place]
        return False

    def people(self):
        leaves = [place.name for place in self.leaves()]
        for number in range(self.random.randint(1, 4)):
            person = Person("居民" + "甲乙丙丁"[number], self.random.choice(leaves))
            if self.world.people and self.chance(0.5):
                relation = self.random.choice(["child_of", "parent_of", "spouse_of"])
                person.links = {relation: self.random.choice(self.world.people).name}
            self.world.people.append(person)
        for number in range(self.random.randint(0, 2)):
            self.world.bodies.append(Body(["诊所甲", "工厂乙"][number], CLASSES[number], self.random.choice(leaves)))

    def answers(self):
        answers = {"种类": self.random.choice("甲乙")}
        if self.chance(0.7):
            answers["数量"] = self.random.choice([3, 5, 6, 9])
        if self.chance(0.5):
            answers["备注"] = self.random.choice(["钱二", "孙三", "来电"])
        if self.chance(0.3):
            answers["病情"] = "感冒"
        return answers

    def submit(self, name):
        world, kind = self.world, self.random.random()
        answers = self.answers()
        doors = [place.name for place in self.leaves() if place.level == "door"]
        if kind < 0.2 and world.bodies:
            return Act("submit", "shop", self.random.choice(world.bodies).name, answers=answers, name=name)
        if kind < 0.4 and doors:
            answers[PLACE_FIELD] = self.random.choice(doors)
            return Act("submit", "inner", self.random.choice(world.posts).ref, answers=answers, name=name)
        person = self.random.choice(world.people)
        if kind < 0.5:
            by, subject = self.random.choice(world.posts).ref, person.name
        elif person.links and self.chance(0.5):
            by, subject = person.name, next(iter(person.links.values()))
        else:
            by, subject = person.name, None
        return Act("submit", "apply", by, subject=subject, answers=answers, name=name)

    def acts(self):
        """Acts one by one; what the documents leave open is not done."""
        self.world.acts = [clock(DAY_ONE)]
        self.maybe(self.move_place, 0.3, tries=5)
        for number in range(self.random.randint(1, 6)):
            name = f"r{number + 1}"
            if not self.attempt(self.submit(name)):
                continue
            for _ in range(self.random.randint(0, 3)):
                self.attempt(self.verb(name))
        self.maybe(self.move_place, 0.6, tries=20)
        self.maybe(self.move_home, 0.3)
        self.maybe(self.appoint, 0.4, tries=3)
        self.world.acts.append(clock(TODAY))

    def maybe(self, make, share, tries=1):
        """With that chance, the first of some acts that the documents decide."""
        if self.chance(share):
            any(act and self.attempt(act) for act in (make() for _ in range(tries)))

    def attempt(self, act):
        self.world.acts.append(act)
        try:
            play(self.world)
            return True
        except Unclear:
            self.world.acts.pop()
            return False

    def verb(self, name):
        request = play(self.world).requests[name]
        desk = self.random.choice(request.holders or ["市局/总值班"])
        desks = [post.ref for post in self.world.posts if FLOW_ROLE in post.roles]
        verb = self.random.choice(["claim", "approve", "reject", "return", "supplement", "withdraw", "transfer"])
        if verb == "transfer":
            return Act(verb, name, desk, to=self.random.choice(desks))
        by = request.filer if verb in ("supplement", "withdraw") else desk
        return Act(verb, name, by)

    def move_place(self):
        homes = {one.home for one in self.world.people} | {one.at for one in self.world.bodies}
        homes |= {act.answers.get(PLACE_FIELD) for act in self.world.acts}
        targets = [place.name for place in self.world.places if place.name not in homes and place.level != "door"]
        movable = [place.name for place in self.world.places if place.parent]
        if targets and movable:
            return Act("move", self.random.choice(movable), to=self.random.choice(targets))

    def move_home(self):
        person = self.random.choice(self.world.people)
        parents = {place.parent for place in self.world.places}
        leaves = [one.name for one in self.world.places if one.name not in parents and one.name != person.home]
        return Act("move", person.name, to=self.random.choice(leaves)) if leaves else None

    def appoint(self):
        seats = [post.ref for post in self.world.posts if post.staff and FLOW_ROLE not in post.roles]
        empty = [post.ref for post in self.world.posts if not post.staff]
        if seats and empty:
            return Act("appoint", self.random.choice(seats), to=self.random.choice(empty))


def random_world(seed):
    """The first world of this seed that the documents decide."""
    for attempt in itertools.count():
        try:
            world = Dice(f"{seed}/{attempt}").draw()
        except Unclear:
            continue
        if decided(world):
            return world


# -- files

def without(world, kinds):
    """The world with no service of these kinds."""
    gone = {service.id for service in world.services if service.kind in kinds}
    things = {act.name for act in world.acts if act.do == "submit" and act.what in gone}
    world.services = [service for service in world.services if service.id not in gone]
    world.acts = [act for act in world.acts if act.what not in gone and act.what not in things]
    tags = {"#" + tag for service in world.services for tag in service.tags}
    known = {"service", "服务"} | tags | {text for one in world.services for text in (one.id, one.title)}
    for role in world.roles:
        for grant in role.grants:
            grant.what = [word for word in grant.what if word in known]
        role.grants = [grant for grant in role.grants if grant.what]
    return world


def expected(world):
    """One line per (user, right, thing)."""
    for user, right, thing, decision in Oracle(world).table():
        yield {"user": user, "right": right, "thing": thing, "allowed": decision.allowed,
               "fields": list(decision.fields), "masked": list(decision.masked), "because": decision.because}


def write(world, folder):
    """bundle/, world.json and expected.jsonl."""
    folder = pathlib.Path(folder)
    render.write(world, folder / "bundle")
    (folder / "world.json").write_text(to_json(world), encoding="utf-8")
    with open(folder / "expected.jsonl", "w", encoding="utf-8") as file:
        for line in expected(world):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=100, help="random worlds")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", required=True)
    options.add_argument("--no-exhaustive", action="store_true")
    options.add_argument("--without", nargs="*", default=[], choices=["home", "staff", "body"])
    chosen = options.parse_args()
    worlds = ((f"random-{chosen.seed}-{number:06}", random_world(f"{chosen.seed}-{number}"))
              for number in range(chosen.count))
    written = pairs = 0
    for name, world in itertools.chain([] if chosen.no_exhaustive else exhaustive(), worlds):
        world = without(world, chosen.without)
        if Oracle(world).facts.requests:
            write(world, pathlib.Path(chosen.out) / name)
            written, pairs = written + 1, pairs + len(world.users()) * len(RIGHTS) * len(world.things())
    print(f"{written} worlds, {pairs} decisions")


if __name__ == "__main__":
    main()
