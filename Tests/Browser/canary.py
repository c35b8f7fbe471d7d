"""A bundle whose every text would run as code, were it ever put into a page unescaped. Each canary has a number of its
own, so that what ran and what is not shown can be named."""
import pathlib

import yaml

# The ways in which a text leaves the place it was put in. No braces: a template would read them as an expression.
SHAPES = (
    "<script>alert({n})</script>",
    "\"><img src=x data-canary={n} onerror=alert({n})>",
    "'><svg data-canary={n} onload=alert({n})></svg>",
    "javascript:alert({n})",
    "</textarea><script>alert({n})</script>",
    "</title></style><iframe data-canary={n} src=javascript:alert({n})></iframe>",
    "</script><script>alert({n})</script>",
    "\",\"x\":alert({n}),\"y\":\"",
    "<a data-canary={n} href=javascript:alert({n}) onfocus=alert({n}) autofocus>x</a>",
    "--><b data-canary={n} style=animation:x onanimationstart=alert({n})>x</b>",
)
# What an answer may hold besides: a template inside a template is text, never read again.
ANSWER_SHAPES = SHAPES + ("{{title}} ${{alert({n})}} {{{{constructor.constructor('alert({n})')()}}}}",)


class Canaries:
    """Canaries by the name of the key they stand in."""

    def __init__(self):
        self.made = {}

    def __call__(self, where, shapes=SHAPES):
        number = len(self.made) + 101
        text = f"[{number}] " + shapes[number % len(shapes)].format(n=number)
        self.made[where] = text
        return text

    def label(self, where):
        return {"zh": self(where + ".zh"), "en": self(where + ".en")}


def documents(canary):
    """The documents of the bundle, by kind."""
    bundle = {
        "hutong": "bundle/1", "id": "canary", "title": canary.label("bundle.title"), "owner": "鸟市人民政府",
        "notes": canary("bundle.notes"), "purpose": canary.label("bundle.purpose"), "basis": "consent", "retain": "1 年",
    }
    places = {
        "hutong": "places/1", "id": "canary-places", "title": canary.label("places.title"),
        "tree": [{"鸟省": {"level": "province", "code": "99", "parts": [{"鸟市": {"level": "city", "parts": [
            {canary("place.name"): {"level": "district", "count": [1, 1, 1, 1, 1, 2]}}]}}]}}],
    }
    directory = {
        "hutong": "directory/1", "id": "canary-directory", "title": canary.label("directory.title"),
        "organizations": [{"鸟市人民政府": {"governs": "鸟市", "posts": [
            {canary("post.name"): {"role": ["canary-worker", "canary-boss"], "staff": [canary("post.staff")]}},
            {"副手": {"role": "canary-worker"}}]}}, {canary("organization.name"): {
                "under": "鸟市人民政府", "governs": "鸟市", "posts": [{"外人": {"role": "canary-boss"}}]}}],
    }
    roles = [{
        "hutong": "role/1", "id": name, "title": canary.label(name + ".title"), "help": canary(name + ".help"),
        "may": [{"do": ["read", "list", "handle", "figures"], "what": "canary", "scope": "territory",
                 "see": "sensitive-personal", "purpose": canary(name + ".purpose")}],
    } for name in ("canary-worker", "canary-boss")]
    return [bundle, places, directory, *roles, service(canary)]


def service(canary):
    def text_field(name, **more):
        return {name: {"title": canary.label(f"{name}.title"), "help": canary.label(f"{name}.help"),
                       "local": canary(f"{name}.local"), "control": "text", **more}}

    return {
        "hutong": "service/1", "id": "canary", "title": canary.label("service.title"),
        "help": canary.label("service.help"), "tags": [canary("service.tag")], "reopen": "30 天", "rate": True,
        "within": "10 工作日", "consent": canary.label("service.consent"),
        "open": {"to": ["self", "family"], "where": "true", "say": canary.label("open.say")},
        "form": [
            {"甲": {"title": canary.label("page.title"), "help": canary.label("page.help"), "fields": [
                text_field("一句", default="\"" + canary("field.default").replace("\"", "\\\"") + "\""),
                {"一段": {"control": "long-text", "local": "只用于本次", "title": canary.label("long.title"),
                          "check": "string length(一段) > 3", "say": canary.label("field.say")}},
                {"一选": {"control": "choice", "local": "只用于本次", "title": canary.label("choice.title"),
                          "options": [{"甲项": {"title": canary.label("option.title")}},
                                      {"乙项": {"title": canary.label("option.second")}}]}},
                {"多选": {"control": "choices", "local": "只用于本次", "required": False, "options": [
                    {"丙项": {"title": canary.label("choices.title")}}]}},
                {"文件": {"control": "file", "local": "只用于本次", "title": canary.label("file.title"), "required": False}},
                {"数": {"control": "number", "local": "只用于本次", "unit": canary("field.unit"), "required": False}}]}},
            {"明细": {"title": canary.label("rows.title"), "repeat": {"min": 1, "max": 3},
                      "fields": [text_field("行句")]}},
            {"内部": {"title": canary.label("inner.title"), "by": "canary-worker", "fields": [
                {"意见": {"control": "long-text", "local": "只用于本次", "title": canary.label("inner.field"),
                          "help": canary.label("inner.help")}}]}},
        ],
        "rules": [{"check": "一句 != \"不行\"", "say": canary.label("rule.say")}],
        "flow": [
            {"看": {"title": canary.label("step.title"), "by": "canary-worker", "within": "2 工作日",
                    "allow": ["approve", "return", "reject", "transfer", "add-sign", "help", "cc", "extend"]}},
            {"填": {"title": canary.label("fill.title"), "do": "fill", "by": "canary-worker", "pages": ["内部"]}},
        ],
        "after": {
            "done": [{"do": "send", "to": "applicant", "say": canary("send.say") + "{一句}"}],
            "returned": [{"do": "send", "to": "applicant", "say": canary("return.say") + "{reason}"}],
        },
        "measures": {"办成": {"title": canary.label("measure.title"), "value": "count(requests[state = \"done\"])"}},
    }


def write(folder, canary):
    """The bundle as a file in a folder of its own."""
    folder = pathlib.Path(folder) / "canary"
    folder.mkdir(parents=True)
    for position, document in enumerate(documents(canary)):
        name = "bundle" if position == 0 else f"{position}-{document['id']}"
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=10**6))
    return folder
