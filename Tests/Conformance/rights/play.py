"""What the acts of a world leave behind: who sits where, which place lies under which, and where each request is.

An act that the documents leave open (a vacant post in the way of a request, a transfer to nobody …) raises
`Unclear`; the generator then takes another world.
"""

from dataclasses import dataclass

from world import FLOW_ROLE, LEVELS, PLACE_FIELD

DAY_ONE = "2027-06-01"  # requests are made on this day
TODAY = "2027-06-15"  # and looked at on this one, after a line `clock`
RUNNING = ("waiting", "working")


class Unclear(Exception):
    """The documents do not say what this act does."""


@dataclass
class Request:
    name: str
    service: str
    applicant: str  # whom it is for: resident, staff person or body
    filer: str  # who typed it
    place: str  # where it was at submission
    state: str
    holders: list  # posts that hold it now; nobody once it has ended or while the applicant has it
    answers: dict
    desk: str = None  # the post to which an answered return comes back
    past: tuple = ()  # posts that had it before

    @property
    def hands(self):
        """Posts that have or had it; several that may only claim it do not have it."""
        return set(self.past) | (set(self.holders) if len(self.holders) == 1 else set())

    @property
    def reach(self):
        """Posts that have it, had it, or may claim it."""
        return set(self.holders) | self.hands


@dataclass(frozen=True)
class Look:
    """An emergency look: what, who, from which post, on which day."""
    thing: str
    person: str
    post: str
    day: str


class Facts:
    """The state of a world after its acts."""

    def __init__(self, world):
        self.world = world
        self.today = DAY_ONE
        self.parent = {place.name: place.parent for place in world.places}
        self.staff = {post.ref: post.staff for post in world.posts}
        self.home = {person.name: person.home for person in world.people}
        self.requests = {}
        self.looks = []

    # -- time and places

    def in_effect(self, post):
        """A post exists from its first to its last day, both included."""
        return (post.start or "") <= self.today <= (post.end or "9999")

    def away(self, post):
        return any(first <= self.today <= last for first, last in post.leave)

    def upward(self, place):
        """The place and everything above it, nearest first, as it is now."""
        chain = []
        while place is not None:
            chain.append(place)
            place = self.parent[place]
        return chain

    def governs(self, post):
        if post.governs is not None:
            return post.governs
        return self.world.named("organizations", post.organization).governs

    # -- dispatch

    def nearest(self, place):
        """The posts of the flow's role at the nearest governed place."""
        for above in self.upward(place):
            posts = [post for post in self.world.posts
                     if FLOW_ROLE in post.roles and self.in_effect(post) and above in self.governs(post)]
            if any(self.staff[post.ref] is None or self.away(post) for post in posts):
                raise Unclear(f"vacant or absent desk above {place}")
            if posts:
                return [post.ref for post in posts]
        raise Unclear(f"no desk above {place}")

    # -- acts

    def run(self):
        for act in self.world.acts:
            getattr(self, "do_" + act.do.replace("-", "_"))(act)
        return self

    def do_clock(self, act):
        """Who the work of a desk goes to that has nobody on another day is another question."""
        self.today = act.to[:10]
        for request in self.requests.values():
            if request.state in RUNNING and any(self.unmanned(self.world.post(ref)) for ref in request.holders):
                raise Unclear(f"nobody at the desk that has {request.name}")

    def unmanned(self, post):
        """Vacant or on leave, without a deputy who is there."""
        deputies = [self.world.post(ref) for ref in post.deputies]
        return not self.in_effect(post) or (self.staff[post.ref] is None or self.away(post)) and not any(
            self.in_effect(one) and self.staff[one.ref] is not None for one in deputies)

    def do_submit(self, act):
        world, service = self.world, self.world.service(act.what)
        answers = dict(act.answers)
        if service.kind == "staff":
            applicant, place = self.person_at(act.by), answers[PLACE_FIELD]
        elif service.kind == "body":
            applicant, place = act.by, world.named("bodies", act.by).at
        else:
            applicant = act.subject or act.by
            place = self.home[applicant]
        filer = self.person_at(act.by) if "/" in act.by else act.by
        self.requests[act.name] = Request(act.name, act.what, applicant, filer, place, "waiting",
                                          self.nearest(place), answers)

    def person_at(self, ref):
        post = self.world.post(ref)
        if self.staff[ref] is None or not self.in_effect(post) or self.away(post):
            raise Unclear(f"nobody acts at {ref}")
        return self.staff[ref]

    def held(self, act):
        """The request of an act that only a holder may do."""
        request = self.requests[act.what]
        if request.state not in RUNNING or act.by not in request.holders:
            raise Unclear(f"{act.by} does not hold {act.what}")
        self.person_at(act.by)
        return request

    def do_claim(self, act):
        request = self.held(act)
        if request.state != "waiting":
            raise Unclear("claimed twice")
        request.past += (act.by,)
        request.state, request.holders = "working", [act.by]

    def do_approve(self, act):
        request = self.held(act)
        request.past += (act.by,)
        request.state, request.holders = "done", []

    def do_reject(self, act):
        request = self.held(act)
        request.past += (act.by,)
        request.state, request.holders = "rejected", []

    def do_return(self, act):
        request = self.held(act)
        request.past += (act.by,)
        request.state, request.desk, request.holders = "returned", act.by, []

    def do_supplement(self, act):
        request = self.requests[act.what]
        if request.state != "returned" or act.by != request.filer:
            raise Unclear("nothing to answer")
        request.state, request.holders = "waiting", [request.desk]

    def do_withdraw(self, act):
        request = self.requests[act.what]
        if request.state not in RUNNING or act.by != request.filer:
            raise Unclear("nothing to withdraw")
        request.past += tuple(request.hands)
        request.state, request.holders = "withdrawn", []

    def do_transfer(self, act):
        request = self.held(act)
        request.past += (act.by,)
        target = self.world.post(act.to)
        self.person_at(act.to)
        if FLOW_ROLE not in target.roles or act.to == act.by:
            raise Unclear("transfer to no desk")
        request.holders = [act.to]

    def do_move(self, act):
        """A resident moves house, or a place moves under another one. Running matters must stay where they are."""
        if act.what in self.home:
            self.home[act.what] = act.to
            return
        if act.what in self.upward(act.to) or act.to == self.parent[act.what]:
            raise Unclear("a place under itself")
        level = {place.name: LEVELS.index(place.level) for place in self.world.places}
        if level[act.to] >= level[act.what]:
            raise Unclear("a parent below its child")
        before = self.desks_below(act.what)
        self.parent[act.what] = act.to
        if before != self.desks_below(act.what):
            raise Unclear("the move would hand over running matters")
        if not tree_is_sound(self):
            raise Unclear("an organisation would govern what its superior does not")

    def desks_below(self, place):
        """Request → (holders, who would get it now), for the running ones below a place; they must be the same."""
        below = {}
        for request in self.requests.values():
            if request.state in RUNNING + ("returned",) and place in self.upward(request.place):
                below[request.name] = self.nearest(request.place)
                if request.state != "returned" and request.holders != below[request.name]:
                    raise Unclear("a claimed or transferred matter below a moved place")
        return below

    def do_appoint(self, act):
        """The person of one post goes to a vacant one."""
        if self.staff[act.what] is None or self.staff[act.to] is not None:
            raise Unclear("nobody to appoint, or a taken seat")
        if not all(self.in_effect(self.world.post(ref)) for ref in (act.what, act.to)):
            raise Unclear("a seat that is not there")
        self.staff[act.to], self.staff[act.what] = self.staff[act.what], None

    def do_break_glass(self, act):
        """Who may is for the oracle: here it is only noted."""
        person = self.person_at(act.by)
        if not act.fails:
            self.looks.append(Look(act.what, person, act.by, self.today))


def tree_is_sound(facts):
    """No organisation governs what its superior does not; no post what its organisation does not."""
    world = facts.world

    def within(parts, whole):
        return all(any(place in whole for place in facts.upward(part)) for part in parts)

    for organization in world.organizations:
        superior = world.named("organizations", organization.under)
        if superior and not within(organization.governs, superior.governs):
            return False
    return all(within(post.governs or [], world.named("organizations", post.organization).governs)
               for post in world.posts)


def play(world):
    """The facts after all acts, or `Unclear`."""
    facts = Facts(world)
    if not tree_is_sound(facts):
        raise Unclear("an organisation governs what its superior does not")
    return facts.run()
