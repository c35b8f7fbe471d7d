"""A small city as plain data: places, directory, roles, services, people, and the acts that make requests.

Nothing here knows what a right is: `play.py` says what the acts leave behind, `oracle.py` who may do what.
A world survives JSON (`to_json`, `from_json`), so a difference found once can be kept as a file.
"""

import dataclasses
import json
from dataclasses import dataclass, field

LEVELS = ["province", "city", "district", "street", "community", "estate", "building", "unit", "door"]
SENSITIVITIES = ["public", "internal", "personal", "sensitive-personal"]
CORE_RIGHTS = ["read", "list", "export", "handle"]
# Over a request too, and decided by the same rules.
RIGHTS = CORE_RIGHTS + ["edit", "unmask", "confirm", "combine", "explain"]
# Over a service as such, where there is no request yet or none is meant.
SERVICE_RIGHTS = ["create", "import", "dispatch", "send", "figures"]
FIELD_RIGHTS = ["read", "list", "export"]
SCOPES = ["self", "post", "organization", "territory", "sector", "direct", "everything"]
FLOW_ROLE = "flow"

# The answers of every service, with their sensitivity. The place comes last and only where the service asks for it.
FIELDS = {"种类": "public", "数量": "internal", "备注": "personal", "病情": "sensitive-personal"}
PLACE_FIELD = "发生地"


@dataclass
class Place:
    name: str
    level: str
    parent: str = None


@dataclass
class Organization:
    """`regulates` is a FEEL text of `conditions.REGULATES`."""
    name: str
    under: str = None
    governs: list = field(default_factory=list)
    regulates: str = None


@dataclass
class Post:
    """A seat. `staff` None = vacant; `governs` None = the organisation's; `leave` holds [first, last] days."""
    name: str
    organization: str
    roles: list
    staff: str = None
    deputies: list = field(default_factory=list)
    leave: list = field(default_factory=list)
    governs: list = None
    start: str = None
    end: str = None

    @property
    def ref(self):
        return f"{self.organization}/{self.name}"


@dataclass
class Grant:
    """`scope` is a list of words (any of them) or {"all": […]} or {"any": […]}; None = the default, territory."""
    do: list
    what: list
    scope: object = None
    when: str = None
    fields: list = None
    hide: list = None
    see: str = None
    start: str = None
    end: str = None
    by_base: bool = False  # stands in a second role document whose `base` is this role
    glass: str = None  # how long an emergency look lasts: it reaches only what is open; at most one for each document


@dataclass
class Role:
    id: str
    title: str
    grants: list = field(default_factory=list)


@dataclass
class Service:
    """`kind`: who asks. `home`: residents, place = where they live. `staff`: staff for themselves, place = an
    answer. `body`: an organisation, place = where it stands."""
    id: str
    title: str
    kind: str
    tags: list = field(default_factory=list)


@dataclass
class Person:
    """A resident. `links`: relation → name of the other resident."""
    name: str
    home: str
    links: dict = field(default_factory=dict)


@dataclass
class Body:
    """An organisation outside the directory: a clinic, a factory."""
    name: str
    cls: str
    at: str


@dataclass
class Act:
    """One line of the test. `do`: a verb of section 7, or move, appoint, break-glass, clock. `by`: resident, body or
    post; `fails`: the refusal that must come."""
    do: str
    what: str = None
    by: str = None
    to: str = None
    subject: str = None
    answers: dict = field(default_factory=dict)
    name: str = None
    fails: str = None


@dataclass
class World:
    places: list = field(default_factory=list)
    organizations: list = field(default_factory=list)
    posts: list = field(default_factory=list)
    roles: list = field(default_factory=list)
    services: list = field(default_factory=list)
    people: list = field(default_factory=list)
    bodies: list = field(default_factory=list)
    acts: list = field(default_factory=list)

    def users(self):
        """Everybody who may ask: every post, every resident, every body."""
        return [post.ref for post in self.posts] + [one.name for one in self.people + self.bodies]

    def things(self):
        """The names of all requests."""
        return [act.name for act in self.acts if act.do == "submit"]

    def post(self, ref):
        return next((post for post in self.posts if post.ref == ref), None)

    def named(self, group, name):
        """The place, organization, person or body of that name."""
        return next((one for one in getattr(self, group) if one.name == name), None)

    def service(self, id):
        return next((one for one in self.services if one.id == id), None)

    def role(self, id):
        return next((one for one in self.roles if one.id == id), None)


def fields_of(service):
    """Field → sensitivity, in the order of the form."""
    if service.kind == "staff":
        return {**FIELDS, PLACE_FIELD: "internal"}
    return dict(FIELDS)


def to_json(world):
    return json.dumps(dataclasses.asdict(world), ensure_ascii=False, indent=1)


def from_json(text):
    raw = json.loads(text)
    classes = {"places": Place, "organizations": Organization, "posts": Post, "services": Service,
               "people": Person, "bodies": Body, "acts": Act}
    world = World(**{group: [cls(**one) for one in raw[group]] for group, cls in classes.items()})
    world.roles = [Role(role["id"], role["title"], [Grant(**grant) for grant in role["grants"]])
                   for role in raw["roles"]]
    return world
