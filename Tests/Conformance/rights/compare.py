"""The product against the oracle.

    python3 compare.py BINARY DIR [--batch 50] [--jobs N] [--shrink 5] [--stores ADDRESS…]

Runs `BINARY rights table FOLDER… --json` over the worlds of DIR (as generate.py writes them) and compares, for every
(user, right, thing): the product's check of one thing, its list query, the fields and the masks, with
`expected.jsonl`. Prints every difference, shrinks the first of each sort to the smallest world that shows it, prints
the number of pairs, and ends with 1 if there was any difference.

The command plays the test `world` of every folder in a fresh store and prints a line of JSON for each:
{"folder", "error": null or text, "decisions": [{"user", "right", "thing", "decision": the check of one thing,
"filter": did the list query return it, "explained": what the explanation says (may be absent), "named": is this user among
those who are told to have the right (may be absent), "taken": would a command of this user on the open step be taken (of
`handle`; absent where nobody sits there), "fields": […], "masked": […]}],
"classes": [{"user", "right", "service", "held": has the user a grant of it, "told": does the answer to what this user may list
it, "named": are they among those who are told to have it over the service, "counted": how many requests it is told to
reach, "listed": the length of its list}], where one of these is true or the numbers differ}. A user is a sample or
organisation/post, a thing the `name` of a line of the test, a service its id. Lines for other users, rights, things or services are not looked at.
"""

import argparse
import concurrent.futures
import copy
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass

import generate
import render
from play import play
from world import FIELD_RIGHTS, FLOW_ROLE, RIGHTS, SERVICE_RIGHTS, from_json


@dataclass(frozen=True)
class Difference:
    """`kind`: error, unanswered, decision-filter, explanation, who, decision-oracle, filter-oracle, who-oracle, fields, masked;
    of a right over a service, which is the `thing` then: count, what, held-oracle, what-oracle, who-service."""
    folder: str
    kind: str
    user: str = None
    right: str = None
    thing: str = None
    product: str = None
    oracle: str = None

    def same(self, other):
        """Does another difference show the same thing, whatever its folder and values?"""
        return (self.kind, self.user, self.right, self.thing, self.code()) == (
            other.kind, other.user, other.right, other.thing, other.code())

    def code(self):
        """Of an error: its diagnostic code, else its first words."""
        if self.kind != "error":
            return None
        code = re.search(r"\b[a-z]+(-[a-z]+)+\b", self.product)
        return code.group() if code else self.product[:30]

    def __str__(self):
        place = " ".join(part for part in (self.user, self.right, self.thing) if part)
        return f"{self.folder}: {self.kind}: {place}: product {self.product}, oracle {self.oracle}"


def differences(folder, expected, answer):
    """All differences of one folder. `answer` is the product's JSON object for it, or None."""
    if answer is None or answer.get("error"):
        yield Difference(folder, "error", product=answer["error"] if answer else "no line", oracle="runs")
        return
    yield from class_differences(folder, expected, answer)
    given = {(one["user"], one["right"], one["thing"]): one for one in answer["decisions"]}
    for want in expected:
        if "thing" not in want:
            continue
        key = (want["user"], want["right"], want["thing"])
        got = given.get(key)
        if got is None:
            yield Difference(folder, "unanswered", *key, "nothing", want["allowed"])
            continue
        if got["decision"] != got["filter"]:
            yield Difference(folder, "decision-filter", *key, f"{got['decision']}/{got['filter']}", want["allowed"])
        if got.get("explained", got["decision"]) != got["decision"]:
            yield Difference(folder, "explanation", *key, got["explained"], f"{want['allowed']} ({want['because']})")
        # Who may handle it are those whose command would be taken, of every other right those who have it.
        taken = got.get("taken", want["named"]) if want["right"] == "handle" else got["decision"]
        if got.get("named", taken) != taken:
            yield Difference(folder, "who", *key, got["named"], f"{taken}; {want['named']} ({want['because']})")
        if got.get("named", want["named"]) != want["named"] or taken != want["named"] and want["right"] == "handle":
            yield Difference(folder, "who-oracle", *key, f"{got.get('named')}, taken {taken}", f"{want['named']} ({want['because']})")
        for word in ("decision", "filter"):
            if got[word] != want["allowed"]:
                yield Difference(folder, f"{word}-oracle", *key, got[word], f"{want['allowed']} ({want['because']})")
        if want["allowed"] and got["decision"] and want["right"] in FIELD_RIGHTS:
            for word in ("fields", "masked"):
                if set(got[word]) != set(want[word]):
                    yield Difference(folder, word, *key, sorted(got[word]), f"{sorted(want[word])} ({want['because']})")


def class_differences(folder, expected, answer):
    """Of rights over services as such: what a user has, what they are told they have, and who is told to have it."""
    def key(one):
        return one["user"], one["right"], one["service"]
    wanted = {key(one): one for one in expected if "service" in one}
    given = {key(one): one for one in answer.get("classes", [])}
    users = {one["user"] for one in expected}
    for user, right, service in sorted(wanted.keys() | given.keys()):
        if user not in users or right not in RIGHTS + SERVICE_RIGHTS:
            continue
        got, want = given.get((user, right, service), {}), wanted.get((user, right, service), {})
        held, told, named = (got.get(word, False) for word in ("held", "told", "named"))
        here = (user, right, service)
        if got.get("counted") != got.get("listed"):
            yield Difference(folder, "count", *here, f"counts {got['counted']}", f"lists {got['listed']}")
        if told != held:
            yield Difference(folder, "what", *here, f"told {told}", f"held {held}")
        wanted_held = want.get("held", False)
        if held != wanted_held:
            yield Difference(folder, "held-oracle", *here, held, wanted_held)
        if told != wanted_held:
            yield Difference(folder, "what-oracle", *here, told, wanted_held)
        if named != want.get("named", False):
            yield Difference(folder, "who-service", *here, named, want.get("named", False))


class Product:
    """The command under test."""

    def __init__(self, binary, timeout=600, store=None):
        """`store` makes the address of an empty store for each folder; without it all of them play in memory."""
        self.binary, self.timeout, self.store = binary, timeout, store

    def table(self, folders):
        """Folder → its JSON object; a folder without a line is missing."""
        if self.store:
            return {folder: self.ask([folder], "--store", self.store())[folder] for folder in folders}
        return self.ask(folders)

    def ask(self, folders, *options):
        command = [self.binary, "rights", "table", *map(str, folders), "--json", *options]
        try:
            run = subprocess.run(command, capture_output=True, text=True, timeout=self.timeout)
        except subprocess.TimeoutExpired:
            return {folder: {"error": f"no answer within {self.timeout} seconds"} for folder in folders}
        lines = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
        given = {pathlib.Path(line["folder"]).resolve(): line for line in lines}
        silent = {"error": f"no line, exit {run.returncode}: {run.stderr.strip()[-500:]}"}
        return {folder: given.get(pathlib.Path(folder).resolve(), silent) for folder in folders}


# -- shrinking

def without(items, index):
    return items[:index] + items[index + 1:]


def reductions(world, keep):
    """Smaller worlds, the big steps first. `keep` is the difference that must stay."""

    def change(make):
        smaller = copy.deepcopy(world)
        make(smaller)
        return smaller

    def only_this_thing(smaller):
        smaller.acts = [act for act in smaller.acts
                        if act.do in ("clock", "move", "appoint") or keep.thing in (act.name, act.what)]

    def only_used_posts(smaller):
        used = {keep.user} | {ref for act in smaller.acts for ref in (act.by, act.to, act.what, act.subject)}
        smaller.posts = [post for post in smaller.posts if post.ref in used]
        smaller.people = [one for one in smaller.people if one.name in used]
        smaller.bodies = [one for one in smaller.bodies if one.name in used]
        tidy(smaller)

    def only_used_roles(smaller):
        used = {role for post in smaller.posts for role in post.roles} | {FLOW_ROLE}
        smaller.roles = [role for role in smaller.roles if role.id in used]

    for make in (only_this_thing, only_used_posts, only_used_roles):
        yield change(make)
    for name in world.things():
        yield change(lambda smaller: setattr(smaller, "acts", [a for a in smaller.acts if name not in (a.name, a.what)]))
    for group in ("posts", "people", "bodies", "organizations", "services", "roles", "acts"):
        for index, one in enumerate(getattr(world, group)):
            if getattr(one, "do", None) == "clock":  # without these lines the day is not known
                continue

            def drop(smaller, group=group, index=index):
                setattr(smaller, group, without(getattr(smaller, group), index))
                tidy(smaller)
            yield change(drop)
    for index, place in enumerate(world.places):
        if place.parent:
            def lift(smaller, index=index, place=place):
                smaller.places = without(smaller.places, index)
                for other in smaller.places:
                    other.parent = place.parent if other.parent == place.name else other.parent
            yield change(lift)
    for number, role in enumerate(world.roles):
        for index in range(len(role.grants)):
            def drop_grant(smaller, number=number, index=index):
                smaller.roles[number].grants = without(smaller.roles[number].grants, index)
            yield change(drop_grant)
    yield from simpler(world, change)


def simpler(world, change):
    """The same things with fewer properties."""
    plain = {"posts": {"deputies": [], "leave": [], "governs": None, "start": None, "end": None, "staff": None},
             "organizations": {"under": None, "regulates": None, "governs": []}, "people": {"links": {}},
             "services": {"tags": []}}
    for group, values in plain.items():
        for index, one in enumerate(getattr(world, group)):
            for key, value in values.items():
                if getattr(one, key) != value:
                    yield change(lambda smaller: setattr(getattr(smaller, group)[index], key, value))
    for index, post in enumerate(world.posts):
        for role in post.roles if len(post.roles) > 1 else []:
            yield change(lambda smaller: smaller.posts[index].roles.remove(role))
    for number, role in enumerate(world.roles):
        for index, grant in enumerate(role.grants):
            for key in ("when", "fields", "hide", "see", "start", "end", "scope"):
                if getattr(grant, key) is not None:
                    yield change(lambda smaller: setattr(smaller.roles[number].grants[index], key, None))
            if grant.by_base:
                yield change(lambda smaller: setattr(smaller.roles[number].grants[index], "by_base", False))
            for right in grant.do if len(grant.do) > 1 else []:
                yield change(lambda smaller: smaller.roles[number].grants[index].do.remove(right))
    for index, act in enumerate(world.acts):
        for name in act.answers:
            if name not in ("种类", "发生地"):
                yield change(lambda smaller: smaller.acts[index].answers.pop(name))


def tidy(world):
    """No word points at what is gone."""
    posts = {post.ref for post in world.posts}
    people = {person.name for person in world.people}
    roles = {role.id for role in world.roles}
    for post in world.posts:
        post.deputies = [ref for ref in post.deputies if ref in posts]
        post.roles = [role for role in post.roles if role in roles]
    for person in world.people:
        person.links = {relation: other for relation, other in person.links.items() if other in people}
    generate.without(world, [])


def sound(world):
    """Does the world still hang together?"""
    try:
        places = {place.name for place in world.places}
        standing = {one.home for one in world.people} | {one.at for one in world.bodies}
        organizations = {one.name for one in world.organizations}
        refs = {post.organization for post in world.posts} | {one.under for one in world.organizations if one.under}
        play(world)
        for make in (render.bundle, render.directory, render.roles, render.services):
            make(world)
        return standing <= places and refs <= organizations and all(post.roles for post in world.posts)
    except Exception:  # a world that cannot be played is no smaller example
        return False


def shrink(world, keep, differs):
    """The smallest world reached by single steps. `differs` says of a list of worlds which still show it."""
    size, before = 1, None
    while before != world:  # one pass over all steps; a step that succeeds does not start the pass again
        before, done = world, 0
        while True:
            steps = list(itertools.islice(reductions(world, keep), done, done + size))
            if not steps:
                break
            whole = [one != world and sound(one) for one in steps]
            shown = iter(differs([one for one, good in zip(steps, whole) if good]) if any(whole) else [])
            found = next((number for number, good in enumerate(whole) if good and next(shown)), None)
            done += len(steps) if found is None else found
            world = world if found is None else steps[found]
            size = min(20, size * 2) if found is None else 4
    return world


def still_shows(product, keep):
    """A test of many worlds at once against the product."""
    def differs(worlds):
        with tempfile.TemporaryDirectory() as folder:
            folders = []
            for index, world in enumerate(worlds):
                folders.append(str(pathlib.Path(folder) / f"w{index}" / "bundle"))
                generate.write(world, pathlib.Path(folders[-1]).parent)
            answers = product.table(folders)
            return [any(keep.same(one) for one in differences("", list(generate.expected(world)), answers[path]))
                    for world, path in zip(worlds, folders)]
    return differs


# -- the whole run

def compare(product, root, batch=50, shrinks=5, out=print, jobs=1):
    """All worlds below `root`, so many calls of the product at once. Returns (pairs, differences)."""
    folders = sorted(path.parent for path in pathlib.Path(root).glob("*/world.json"))
    pairs, found, shown = 0, [], []
    # Short enough that none waits long for another.
    batch = max(1, min(batch, -(-len(folders) // (jobs * 2))))
    batches = [folders[start:start + batch] for start in range(0, len(folders), batch)]
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        answered = list(pool.map(lambda some: product.table([str(folder / "bundle") for folder in some]), batches))
    for some, answers in zip(batches, answered):
        for folder in some:
            expected = [json.loads(line) for line in open(folder / "expected.jsonl", encoding="utf-8")]
            pairs += sum("thing" in one for one in expected)
            found += differences(folder.name, expected, answers[str(folder / "bundle")])
    for difference in found:
        out(str(difference))
    for difference in found:
        sort = (difference.kind, difference.right, difference.code())
        if sort in shown or len(shown) >= shrinks:
            continue
        shown.append(sort)
        world = from_json((pathlib.Path(root) / difference.folder / "world.json").read_text(encoding="utf-8"))
        small = shrink(world, difference, still_shows(product, difference))
        out(f"\nsmallest world for: {difference}")
        for make in (render.places, render.directory, render.roles, render.services, render.bundle):
            out(make(small))
    out(f"{pairs} pairs in {len(folders)} worlds, {len(found)} differences")
    return pairs, found


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("binary")
    options.add_argument("dir")
    options.add_argument("--batch", type=int, default=50, help="folders per call")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="calls of the product at once")
    options.add_argument("--shrink", type=int, default=5, help="sorts of differences to shrink")
    options.add_argument("--stores", nargs="*", help="addresses of empty stores, one for each folder; else in memory")
    chosen = options.parse_args()
    store = iter(chosen.stores).__next__ if chosen.stores else None
    pairs, found = compare(
        Product(chosen.binary, store=store), chosen.dir, chosen.batch, chosen.shrink, jobs=chosen.jobs)
    sys.exit(1 if found or not pairs else 0)


if __name__ == "__main__":
    main()
