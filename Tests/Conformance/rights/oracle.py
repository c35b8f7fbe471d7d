"""Who may do what, by brute force. Each method is one rule; READINGS.md says which sentence it comes from.

`decide` walks from the thing to the user; `listed` goes the other way, from what a grant reaches to its things;
`counted` adds up cells along the tree of places. The three must agree.
"""

from dataclasses import dataclass

from conditions import CONDITIONS, REGULATES
from play import play
from world import FIELD_RIGHTS, RIGHTS, SENSITIVITIES, SERVICE_RIGHTS, fields_of


@dataclass(frozen=True)
class Decision:
    allowed: bool
    fields: tuple = ()
    masked: tuple = ()
    because: str = "no rule"


@dataclass(frozen=True)
class Seat:
    """A post that somebody acts for: `me` is the person (None: the vacant seat itself)."""
    post: object
    me: str


class Oracle:
    """The rules over one world."""

    def __init__(self, world):
        self.world, self.facts = world, play(world)

    # -- who the user is

    def in_effect(self, post):
        return self.facts.in_effect(post)

    def sitter(self, post):
        """Who sits at a post now, if anybody."""
        return self.facts.staff[post.ref]

    def vacant(self, post):
        return self.sitter(post) is None

    def person(self, user):
        """The person behind a user: a resident or body by name, or who sits at the post; None if nobody."""
        post = self.world.post(user)
        if post is None:
            return user
        return self.sitter(post) if self.in_effect(post) else None

    def own_seats(self, user):
        """The posts of the user: all that its person holds now; of a vacant post, that one."""
        post = self.world.post(user)
        if post is None or not self.in_effect(post):
            return []
        if self.vacant(post):
            return [Seat(post, None)]
        me = self.person(user)
        return [Seat(other, me) for other in self.world.posts
                if self.sitter(other) == me and self.in_effect(other)]

    def stands_in(self, deputy, post):
        """A deputy stands in while the post is there, and vacant or on leave."""
        return (deputy.ref in post.deputies and self.in_effect(post)
                and (self.facts.away(post) or self.vacant(post)))

    def seats(self, user):
        own = self.own_seats(user)
        return own + [Seat(post, seat.me) for seat in own for post in self.world.posts
                      if self.stands_in(seat.post, post)]

    # -- whose and where a thing is

    def families(self, person):
        """The family a person speaks for by a proxy with proof and end date: no world has one yet."""
        return set()

    def organizations_of(self, person):
        """The organisations in which a person has a post now."""
        return {post.organization for post in self.world.posts
                if self.sitter(post) == person and self.in_effect(post)}

    # -- scopes, from the thing to the seat

    def in_self(self, seat, thing):
        return seat.me is not None and seat.me in (thing.applicant, thing.filer)

    def in_post(self, seat, thing):
        return seat.post.ref in thing.reach

    def in_organization(self, seat, thing):
        return any(self.world.post(holder).organization == seat.post.organization for holder in thing.hands)

    def land(self, seat):
        """The places that a post governs, without those below them."""
        return self.facts.governs(seat.post)

    def above(self, thing):
        """The place of a thing and all above it, as the tree is now."""
        return self.facts.upward(thing.place)

    def in_territory(self, seat, thing):
        return any(place in self.land(seat) for place in self.above(thing))

    def in_sector(self, seat, thing):
        body = self.world.named("bodies", thing.applicant)
        return body is not None and self.regulated(seat.post.organization, body)

    def regulated(self, organization, body):
        """Does this organisation itself regulate that body?"""
        condition = self.world.named("organizations", organization).regulates
        return condition is not None and REGULATES[condition](body)

    def inside(self, organization):
        """The organisation and its parts: what stands under it and is no authority of its own."""
        parts = [one.name for one in self.world.organizations
                 if one.under == organization and not one.governs and one.regulates is None]
        return {organization}.union(*(self.inside(part) for part in parts))

    def in_direct(self, seat, thing):
        return not self.inside(seat.post.organization).isdisjoint(self.organizations_of(thing.applicant))

    def in_everything(self, seat, thing):
        return True

    def in_word(self, word, seat, thing):
        return getattr(self, "in_" + word)(seat, thing)

    def in_scope(self, scope, seat, thing):
        """A list is any of its words; {all} every one; {any} one; the default is territory."""
        if scope is None:
            scope = ["territory"]
        if isinstance(scope, list):
            return any(self.in_word(word, seat, thing) for word in scope)
        every = all(self.in_word(word, seat, thing) for word in scope.get("all", []))
        some = "any" not in scope or any(self.in_word(word, seat, thing) for word in scope["any"])
        return every and some

    # -- grants

    def grants(self, seat):
        """The grants of a seat: those of all its roles, with what other documents add to them."""
        return [(role, index, grant) for id in seat.post.roles
                for role in [self.world.role(id)] for index, grant in enumerate(role.grants)]

    def means(self, grant, id):
        """`what`: a document by id or title, a tag, or a kind word."""
        service = self.world.service(id)
        words = {service.id, service.title, "service", "服务"} | {"#" + tag for tag in service.tags}
        return any(word in words for word in grant.what)

    def valid(self, grant):
        """From the first to the last day, both included."""
        return (grant.start or "") <= self.facts.today <= (grant.end or "9999")

    def holds(self, when, seat, thing):
        """Only true allows: null = denied."""
        if when is None:
            return True
        row = {"种类": None, "数量": None, "备注": None, "病情": None, **thing.answers, "state": thing.state}
        return CONDITIONS[when](row, seat.me, seat.post.organization) is True

    def applies(self, grant, seat, right, thing):
        return (right in grant.do and self.means(grant, thing.service) and self.valid(grant)
                and self.in_scope(grant.scope, seat, thing) and self.holds(grant.when, seat, thing))

    def applicable(self, user, right, thing):
        """All grants that reach this thing, with the words why."""
        return [(grant, f"{role.title} {index + 1} at {seat.post.ref}")
                for seat in self.seats(user) for role, index, grant in self.grants(seat)
                if self.applies(grant, seat, right, thing) and self.opened(grant, seat, thing)]

    # -- emergency looks

    def lasts(self, grant, look):
        """A look of minutes is over on another day."""
        return look.day == self.facts.today or grant.glass.endswith("天")

    def opened(self, grant, seat, thing):
        """A grant of `break-glass` reaches what this person opened from this post, while the look lasts."""
        return grant.glass is None or any(
            look.thing == thing.name and look.person == seat.me and look.post == seat.post.ref
            and self.lasts(grant, look) for look in self.facts.looks)

    def glass(self, user, name):
        """(seat, grant) of all that would open this thing to the user now; what is one's own needs none."""
        thing = self.facts.requests[name]
        if self.person(user) in (None, thing.applicant, thing.filer):
            return []
        return [(seat, grant) for seat in self.seats(user) for _, _, grant in self.grants(seat)
                if grant.glass and self.applies(grant, seat, "read", thing)]

    # -- built in, without a role

    def built_in(self, user, right, thing):
        """A person reads and lists the own things and those of the family; nothing else without a grant."""
        person = self.person(user)
        if right not in ("read", "list") or person is None:
            return None
        if person in (thing.applicant, thing.filer):
            return "own"
        return "family" if thing.applicant in self.families(person) else None

    # -- fields

    def shown(self, right, thing, built_in, grants):
        """(fields, masked). Grants add up, field by field; a `hide` of any of them takes the field from all."""
        if right not in FIELD_RIGHTS:
            return (), ()
        sensitivity = fields_of(self.world.service(thing.service))
        rank = {name: -1 for name in sensitivity}  # -1: not shown
        if built_in:
            rank = {name: len(SENSITIVITIES) for name in sensitivity}
        for grant in grants:
            for name in grant.fields or sensitivity:
                rank[name] = max(rank[name], SENSITIVITIES.index(grant.see or "internal"))
        for grant in [] if built_in else grants:
            for name in grant.hide or []:
                rank[name] = -1
        fields = tuple(name for name in sensitivity if rank[name] >= 0)
        masked = tuple(name for name in fields if SENSITIVITIES.index(sensitivity[name]) > rank[name])
        return fields, masked

    # -- answers

    def decide(self, user, right, name):
        """The check of one thing."""
        thing = self.facts.requests[name]
        built_in = self.built_in(user, right, thing)
        found = self.applicable(user, right, thing)
        if not built_in and not found:
            return Decision(False)
        fields, masked = self.shown(right, thing, built_in, [grant for grant, _ in found])
        return Decision(True, fields, masked, "; ".join(([built_in] if built_in else []) + [why for _, why in found]))

    def named(self, user, right, name):
        """Who may: to handle takes the open step besides the right, by any seat that has it or may claim it."""
        if right == "handle" and not any(seat.post.ref in self.facts.requests[name].holders for seat in self.seats(user)):
            return False
        return self.decide(user, right, name).allowed

    def held(self, user, right, service):
        """The grants of a right over a service that are in force, wherever they reach, with the seat of each."""
        return [(grant, seat) for seat in self.seats(user) for _, _, grant in self.grants(seat)
                if right in grant.do and self.means(grant, service) and self.valid(grant)]

    def somewhere(self, scope, seat):
        """Can this scope hold anything at all? The sector of who regulates nobody cannot."""
        def empty(word):
            return word == "sector" and self.world.named("organizations", seat.post.organization).regulates is None
        words = {"any": scope} if isinstance(scope, list) else scope or {}
        return not any(map(empty, words.get("all", []))) and not ("any" in words and all(map(empty, words["any"])))

    def named_over(self, user, right, service):
        """Who may with a service as such: what an emergency look opens is one request, and no service. A service of bodies
        is filed by who files for one; the grant `create` is for staff who file for others, where it is open to them."""
        if right == "create" and self.world.service(service).kind == "body":
            return any(body.name == user for body in self.world.bodies)
        return any(grant.glass is None and self.somewhere(grant.scope, seat)
                   for grant, seat in self.held(user, right, service))

    def classes(self):
        """Every (user, right, service) of which one is true: `what` lists it to this user, `who` names them of the service."""
        found = [(user, right, service.id, bool(self.held(user, right, service.id)), self.named_over(user, right, service.id))
                 for user in self.world.users() for right in RIGHTS + SERVICE_RIGHTS for service in self.world.services]
        return [one for one in found if one[3] or one[4]]

    def listed(self, user, right):
        """The things of a list query, found from the other end: what does each grant reach?"""
        names = {name for name, thing in self.facts.requests.items() if self.built_in(user, right, thing)}
        for seat in self.seats(user):
            for _, _, grant in self.grants(seat):
                if right in grant.do and self.valid(grant):
                    names |= {name for name in self.reach(grant.scope, seat)
                              if self.opened(grant, seat, self.facts.requests[name])
                              and self.means(grant, self.facts.requests[name].service)
                              and self.holds(grant.when, seat, self.facts.requests[name])}
        return names

    def reach(self, scope, seat):
        """The names of all requests in a scope, as sets."""
        everything = set(self.facts.requests)
        words = {"any": scope} if isinstance(scope, list) else scope or {"any": ["territory"]}
        found = everything
        for word in words.get("all", []):
            found = found & self.reach_word(word, seat)
        if "any" in words:
            found = found & set().union(*(self.reach_word(word, seat) for word in words["any"]))
        return found

    def reach_word(self, word, seat):
        requests = self.facts.requests.values()
        if word == "territory":
            land = self.below(self.land(seat))
            return {thing.name for thing in requests if thing.place in land}
        return {thing.name for thing in requests if self.in_word(word, seat, thing)}

    def below(self, places):
        """The places and everything below them."""
        land, size = set(places), -1
        while size != len(land):
            size = len(land)
            land |= {place for place, parent in self.facts.parent.items() if parent in land}
        return land

    def counted(self, user, right="figures"):
        """Place → number of things there and below, as a live statistic shows it to this user."""
        cells = {place: 0 for place in self.facts.parent}
        for name in self.facts.requests:
            if self.decide(user, right, name).allowed:
                for place in self.facts.upward(self.facts.requests[name].place):
                    cells[place] += 1
        return cells

    def table(self):
        """Every (user, right, thing) with its decision."""
        return [(user, right, thing, self.decide(user, right, thing))
                for user in self.world.users() for right in RIGHTS for thing in self.facts.requests]


def decide(world, user, right, thing):
    return Oracle(world).decide(user, right, thing)


def listed(world, user, right):
    return Oracle(world).listed(user, right)


def counted(world, user, right="figures"):
    return Oracle(world).counted(user, right)
