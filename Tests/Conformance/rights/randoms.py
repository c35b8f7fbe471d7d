"""Seeded random worlds."""

import itertools
import random

from conditions import CLASSES, CONDITIONS, REGULATES
from oracle import Oracle
from parts import DATES, PAST, TOMORROW, YESTERDAY, clock, decided, flow_role, services
from play import DAY_ONE, TODAY, Unclear, play
from world import (CORE_RIGHTS, FIELDS, FLOW_ROLE, LEVELS, PLACE_FIELD, RIGHTS, SCOPES, SENSITIVITIES, SERVICE_RIGHTS,
                   Act, Body, Grant, Organization, Person, Place, Post, Role, World)

NAMES = ["赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七", "冯八", "陈九", "褚十"]


class Dice:
    """Draws one random world."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.further = random.Random(f"{seed}/further")  # by itself: what was drawn before stays as it was
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
        self.world.organizations.append(Organization("市局", None, ["地0"], self.random.choice(list(REGULATES))))
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
        self.world.services = services()
        self.world.roles = [flow_role()] + [
            Role(f"v{number}", f"查看员{number}", [self.grant() for _ in range(self.random.randint(0, 3))])
            for number in range(self.random.randint(1, 4))]
        for role in self.world.roles[1:]:
            if self.chance(0.4):
                role.grants.append(self.glass())

    def glass(self):
        """What a role opens in an emergency: it shows and does nothing."""
        grant = self.grant()
        grant.do = self.random.choice([["read"], ["read", "list"], ["read", "list", "unmask"]])
        grant.glass = self.random.choice(["30 分钟", "20 天"])
        if self.chance(0.5):
            grant.scope, grant.when, grant.start, grant.end = ["everything"], None, None, None
        return grant

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
        grant = Grant(self.some(CORE_RIGHTS, 1, 5), self.random.choice(what), self.scope())
        if self.chance(0.5):
            grant.when = self.random.choice(list(CONDITIONS))
        if not {"service", "服务"} & set(grant.what):
            grant.fields = self.some(list(FIELDS), 1, 3) if self.chance(0.3) else None
            grant.hide = self.some(list(FIELDS), 1, 2) if self.chance(0.3) else None
        grant.see = self.random.choice([None] + SENSITIVITIES)
        if self.chance(0.3):
            grant.start, grant.end = self.random.choice(DATES)
        grant.by_base = self.chance(0.2)
        if self.further.random() < 0.3:
            more = [right for right in RIGHTS + SERVICE_RIGHTS if right not in CORE_RIGHTS]
            # On `create` there is no request yet that a condition could be asked of.
            grant.do += [right for right in self.further.sample(more, self.further.randint(1, 4))
                         if right != "create" or grant.when is None]
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
                post.governs = self.tops(self.some(below, 1, 2 if post.staff else 1))
            if FLOW_ROLE in post.roles:  # a desk is always manned; away only with a deputy; its person has no other desk
                post.staff, post.start, post.end = f"经办{number}", None, None
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
            desks = [post.ref for post in world.posts if FLOW_ROLE in post.roles]  # who have the right to create
            by, subject = self.random.choice(desks), person.name
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
        self.looks()
        self.maybe(self.move_place, 0.6, tries=20)
        self.maybe(self.move_home, 0.3)
        self.maybe(self.appoint, 0.4, tries=3)
        if not self.attempt(clock(TODAY)):
            raise Unclear("nobody at a desk on that day")
        # What changes on the day itself, when nothing but the change tells of it.
        self.maybe(self.move_place, 0.2, tries=10)
        self.maybe(self.appoint, 0.3, tries=3)
        self.looks()

    def looks(self):
        """Emergency looks, and those that are refused."""
        names = [act.name for act in self.world.acts if act.do == "submit"]
        for _ in range(self.random.randint(0, 3) if names else 0):
            self.maybe(lambda: self.look(self.random.choice(names)), 0.6, tries=4)

    def look(self, name):
        """One whose grant and whose superior are beyond doubt, or one that no grant opens."""
        oracle = Oracle(self.world)
        opened = [(post, other) for post in self.world.posts for other in oracle.facts.requests
                  if len(oracle.glass(post.ref, other)) == 1]
        post = self.random.choice(self.world.posts)
        if opened and self.chance(0.7):
            post, name = self.random.choice(opened)
        if oracle.person(post.ref) is None:
            return None
        found = oracle.glass(post.ref, name)
        if not found:
            return Act("break-glass", name, post.ref, fails="beyond-authority")
        seat = found[0][0]
        land = oracle.land(seat)
        is_again = any(look.thing == name and look.person == seat.me for look in oracle.facts.looks)
        if len(found) > 1 or is_again or seat.post.ref != post.ref or not self.single(post) or not land or "地0" in land:
            return None
        return Act("break-glass", name, post.ref)

    def maybe(self, make, share, tries=1):
        """With that chance, the first of some acts that the documents decide."""
        if self.chance(share):
            any(act and self.attempt(act) for act in (make() for _ in range(tries)))

    def works_for(self, facts, act):
        """Does the post a request is passed on to work for its place?"""
        land = facts.governs(self.world.post(act.to))
        return any(place in land for place in facts.upward(facts.requests[act.what].place))

    def attempt(self, act):
        self.world.acts.append(act)
        try:
            facts = play(self.world)
            if act.do == "transfer" and not self.works_for(facts, act):
                raise Unclear("a desk for another land")
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

    def single(self, post):
        """A post that is written for several places is a seat for each of them: who leaves one keeps the others."""
        return len(post.governs or []) < 2

    def appoint(self):
        posts = [post for post in self.world.posts if self.single(post)]
        seats = [post.ref for post in posts if post.staff and FLOW_ROLE not in post.roles]
        empty = [post.ref for post in posts if not post.staff]
        if not seats or not empty:
            return None
        # Somebody who looked from a post goes where they could look again: what they opened stays behind.
        looked = {look.post for look in play(self.world).looks}
        again = [(one, other) for one in seats for other in empty
                 if one in looked and set(self.world.post(one).roles) & set(self.world.post(other).roles)]
        if again and self.chance(0.7):
            one, other = self.random.choice(again)
            return Act("appoint", one, to=other)
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
