"""Random worlds in great number: the product against the oracle, heap after heap.

    python3 many.py HUTONG --count 100000 --seed 1 [--part 2/3] [--jobs 2] [--state FILE]

World NUMBER of a seed is the same one wherever it is made. Each heap of worlds is made, compared and thrown away; FILE
(`worlds-SEED.jsonl` here) has a line for each. The same command goes on where it was ended: heaps without a difference
are not played again. `--part 2/3` plays every third heap, from the second on: for several machines. A line for each heap
says how many worlds and pairs are done, how many in a second, and how long the rest takes. Differences are printed,
the worlds that show them stay in FILE-differences, and the exit status is 1.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import shutil
import sys
import tempfile
import time

import generate
from compare import Product, compare
from randoms import random_world


def play(binary, seed, first, count, kept):
    """(record, lines): worlds from the first on, compared; those with a difference go to a folder."""
    start, lines = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="worlds-") as folder:
        for number in range(first, first + count):
            generate.write(random_world(f"{seed}-{number}"), pathlib.Path(folder) / f"random-{seed}-{number:06}")
        pairs, found = compare(Product(binary), folder, shrinks=1, out=lines.append)
        for name in {one.folder for one in found}:
            shutil.copytree(pathlib.Path(folder) / name, pathlib.Path(kept) / name, dirs_exist_ok=True)
    record = {"seed": seed, "first": first, "worlds": count, "pairs": pairs, "differences": len(found),
              "seconds": round(time.monotonic() - start, 1)}
    return record, lines if found else []


def part(text):
    number, _, of = text.partition("/")
    if not 1 <= int(number) <= int(of):
        raise argparse.ArgumentTypeError("1/3, 2/3 or 3/3")
    return int(number), int(of)


def heaps(options):
    """(first, count) of each heap of this part."""
    number, of = options.part
    firsts = range(0, options.count, options.heap)
    return [(first, min(options.heap, options.count - first)) for first in firsts[number - 1::of]]


def known(state, seed):
    """What was compared before without a difference."""
    if not state.exists():
        return {}
    records = [json.loads(line) for line in state.read_text().splitlines() if line.endswith("}")]
    return {(one["first"], one["worlds"]): one for one in records if one["seed"] == seed and not one["differences"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--count", type=int, default=100_000, help="worlds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", type=part, default=(1, 1), help="which of how many")
    parser.add_argument("--heap", type=int, default=100, help="worlds at a time")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="heaps at once")
    parser.add_argument("--state", help="the file of what is done")
    options = parser.parse_args()
    state = pathlib.Path(options.state or f"worlds-{options.seed}.jsonl")
    every, before = heaps(options), known(state, options.seed)
    records = [before[heap] for heap in every if heap in before]
    left = [heap for heap in every if heap not in before]
    worlds, start, played = sum(count for _, count in every), time.monotonic(), 0
    print(f"{sum(one['worlds'] for one in records)} of {worlds} worlds are done", flush=True)
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool, open(state, "a") as file:
        running = [pool.submit(play, options.binary, options.seed, first, count, f"{state}-differences")
                   for first, count in left]
        for one in concurrent.futures.as_completed(running):
            record, lines = one.result()
            records.append(record)
            file.write(json.dumps(record) + "\n")
            file.flush()
            played += record["worlds"]
            done, rate = sum(r["worlds"] for r in records), played / (time.monotonic() - start)
            print("\n".join([*lines, f"{done} of {worlds} worlds, {sum(r['pairs'] for r in records)} pairs, "
                             f"{sum(r['differences'] for r in records)} differences, {rate:.1f} worlds a second, "
                             f"{(worlds - done) / rate / 60:.0f} minutes left"]), flush=True)
    differences = sum(one["differences"] for one in records)
    print(f"{sum(one['pairs'] for one in records)} pairs in {worlds} worlds, {differences} differences")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
