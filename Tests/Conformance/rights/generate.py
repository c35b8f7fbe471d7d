"""Worlds: the exhaustive small ones and seeded random ones, each as a folder with its expected decisions.

    python3 generate.py --count N --seed N --out DIR [--no-exhaustive] [--without KIND …]

DIR/<name>/bundle/ is the bundle, DIR/<name>/world.json the same as data, DIR/<name>/expected.jsonl one line per
(user, right, thing), and one per (user, right, service) that is held by a grant. `--without` leaves out a kind of service (home, staff, body) with its requests.
"""

import argparse
import itertools
import json
import pathlib

import render
from exhaustive import exhaustive
from oracle import Oracle
from randoms import random_world
from world import RIGHTS, to_json


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
    """One line per (user, right, thing), then one per (user, right, service) that a user has by a grant."""
    oracle = Oracle(world)
    for user, right, thing, decision in oracle.table():
        yield {"user": user, "right": right, "thing": thing, "allowed": decision.allowed,
               "named": oracle.named(user, right, thing) if right == "handle" else decision.allowed,
               "fields": list(decision.fields), "masked": list(decision.masked), "because": decision.because}
    for user, right, service, held, named in oracle.classes():
        yield {"user": user, "right": right, "service": service, "held": held, "named": named}


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
