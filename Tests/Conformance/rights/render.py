"""A world as a bundle folder: places, directory, roles, services, samples and one test named `world`.

    python3 render.py WORLD.json DIR
"""

import pathlib
import sys

from play import play
from world import FLOW_ROLE, PLACE_FIELD, fields_of, from_json

OPEN_TO = {"home": ["self", "family", "staff"], "staff": ["staff"], "body": ["agent"]}
SECRETS = {"sensitive-personal"}


class Raw(str):
    """A text that stands in the file as it is."""


def scalar(value):
    """One value; expressions and whatever another reader could misread go in single quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Raw)):
        return str(value)
    if value and all(letter.isalnum() or letter in "-_/" for letter in value):
        return value
    return "'" + value.replace("'", "''") + "'"


def lines(value, indent=0):
    """Block style: maps and lists as lines, lists of scalars in brackets; None and empty lists are left out."""
    pad = "    " * indent
    if isinstance(value, dict):
        for key, inner in value.items():
            if inner is None or inner == [] or inner == {}:
                continue
            if isinstance(inner, list) and not any(isinstance(one, (dict, list)) for one in inner):
                yield f"{pad}{key}: [{', '.join(scalar(one) for one in inner)}]"
            elif isinstance(inner, (dict, list)):
                yield f"{pad}{key}:"
                yield from lines(inner, indent + 1)
            else:
                yield f"{pad}{key}: {scalar(inner)}"
    else:
        for one in value:
            if not isinstance(one, dict):
                yield f"{pad}- {scalar(one)}"
                continue
            inner = [line[len(pad) + 4:] for line in lines(one, indent + 1)]
            yield f"{pad}- {inner[0]}"
            yield from (f"{pad}  {line}" for line in inner[1:])


def document(kind, id, title, body):
    return "\n".join(lines({"hutong": Raw(f"{kind}/1"), "id": id, "title": title, **body})) + "\n"


# -- one document each

def places(world):
    def node(place):
        parts = [node(one) for one in world.places if one.parent == place.name]
        return {place.name: {"level": place.level, "parts": parts}}

    return document("places", "rights-places", "地名", {"tree": [node(one) for one in world.places if not one.parent]})


def directory(world):
    def seat(post):
        return {post.name: {
            "role": [world.role(id).title for id in post.roles], "governs": post.governs,
            "staff": [post.staff] if post.staff else None, "deputy": post.deputies,
            "leave": [Raw(f"{first}..{last}") for first, last in post.leave],
            "from": post.start, "until": post.end}}

    def body(organization):
        return {organization.name: {
            "class": "government_body", "under": organization.under,
            "governs": organization.governs, "regulates": organization.regulates,
            "posts": [seat(post) for post in world.posts if post.organization == organization.name]}}

    return document("directory", "rights-directory", "通讯录", {
        "organizations": [body(one) for one in world.organizations]})


def grant(one):
    secret = one.see in SECRETS
    return {"do": one.do, "what": one.what, "scope": one.scope, "when": one.when, "fields": one.fields,
            "hide": one.hide, "see": one.see, "purpose": "核对" if secret else None,
            "within": Raw(one.glass) if one.glass else None,
            "from": one.start, "until": one.end}


def rights(grants):
    """What a role may, and what it may open in an emergency."""
    return {"may": [grant(one) for one in grants if not one.glass],
            "break-glass": next((grant(one) for one in grants if one.glass), None)}


def roles(world):
    """A role, and for its grants `by_base` a second one that adds them."""
    texts = []
    for role in world.roles:
        own = [one for one in role.grants if not one.by_base]
        added = [one for one in role.grants if one.by_base]
        texts.append(document("role", role.id, role.title, rights(own)))
        if added:
            texts.append(document("role", role.id + "-more", role.title + "补充", {"base": role.title, **rights(added)}))
    return "---\n".join(texts)


def services(world):
    controls = {
        "种类": {"control": "choice", "options": ["甲", "乙"]}, "数量": {"control": "number", "required": False},
        "备注": {"control": "text", "required": False}, "病情": {"control": "text", "required": False},
        PLACE_FIELD: {"control": "place"}}
    flow_title = world.role(FLOW_ROLE).title
    texts = []
    for service in world.services:
        form = [{name: {**controls[name], "local": "只用于检验权限", "sensitivity": sensitivity}}
                for name, sensitivity in fields_of(service).items()]
        texts.append(document("service", service.id, service.title, {
            "tags": service.tags, "open": {"to": OPEN_TO[service.kind]}, "form": form,
            "subject": "organization" if service.kind == "body" else None,
            "place": PLACE_FIELD if service.kind == "staff" else None,
            "flow": [{"初审": {"by": flow_title}}]}))
    return "---\n".join(texts)


def samples(world):
    given = {one.name: {"at": one.home, "set": {"出生日期": "1980-05-01"}, "link": one.links} for one in world.people}
    given.update({one.name: {"class": one.cls, "at": one.at} for one in world.bodies})
    return given


def test_lines(world):
    """One line per act; `expect` says what the act must leave behind, so that a difference there is seen as such."""
    seen = []
    for index, act in enumerate(world.acts):
        # Of somebody's posts one where they sit all the time: of another they may not be there yet.
        seats = sorted((post for post in world.posts if post.staff == act.by), key=lambda post: bool(post.start or post.end))
        filer = seats[0].ref if seats else act.by
        line = {"as": filer, "do": None if act.do == "clock" else act.do, "what": act.what, "subject": act.subject,
                "answers": {key: value for key, value in act.answers.items() if value is not None},
                "to": act.to, "name": act.name}
        if act.do == "clock":
            line = {"clock": Raw(act.to)}
        if act.do in ("return", "reject", "transfer", "break-glass"):
            line["reason"] = "按规定办理"
        line["fails"] = Raw(act.fails) if act.fails else None
        line["expect"] = expectation(world, index, act)
        seen.append(line)
    return seen


def expectation(world, index, act):
    """State and, where one post holds the request, the holder, after the act."""
    name = act.name if act.do == "submit" else act.what
    if act.do in ("clock", "move", "appoint", "break-glass"):
        return None
    request = play(type(world)(**{**world.__dict__, "acts": world.acts[:index + 1]})).requests[name]
    if act.do in ("claim", "transfer"):
        return {"holder": request.holders[0]}
    holder = request.holders[0] if len(request.holders) == 1 else None
    return {"state": request.state, "holder": holder}


def bundle(world):
    return document("bundle", "rights-world", "权限检验", {
        "owner": world.organizations[0].name, "purpose": "检验权限", "basis": "duty", "retain": "1 年",
        "given": samples(world), "tests": [{"world": test_lines(world)}]})


def write(world, folder):
    """The bundle of a world in a folder."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in [("bundle", bundle), ("places", places), ("directory", directory),
                       ("roles", roles), ("services", services)]:
        (folder / f"{name}.yaml").write_text(make(world), encoding="utf-8")


if __name__ == "__main__":
    write(from_json(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")), sys.argv[2])
