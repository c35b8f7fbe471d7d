"""The product against the oracle, and against what it explains of itself: exhaustive worlds in part, random ones in
number (RIGHTS_PRODUCT, 100,000 by `many.py`) in memory, some of them (RIGHTS_POSTGRES) on PostgreSQL.

Every (user, right, request) of a world is asked three ways: the check of the one request, the list that carries the scope
in its condition, and the explanation. 2,000 worlds are more than 500,000 such triples.
"""

import os
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from postgres import Postgres  # noqa: E402

HUTONG = os.environ.get("HUTONG", os.environ.get("HUTONG_BIN", str(HERE.parents[2] / ".build" / "debug" / "hutong")))
RANDOM = os.environ.get("RIGHTS_PRODUCT", "2000")
ON_POSTGRES = os.environ.get("RIGHTS_POSTGRES", "6")
EXHAUSTIVE_STEP = int(os.environ.get("RIGHTS_STEP", "8"))
LIMIT = int(os.environ.get("RIGHTS_LIMIT", "3000"))
needs_binary = pytest.mark.skipif(not os.access(HUTONG, os.X_OK), reason="no binary")


def run(*arguments):
    return subprocess.run([sys.executable, *arguments], cwd=HERE, capture_output=True, text=True, timeout=LIMIT)


def pairs(answer):
    """How many triples there were; fails on any difference."""
    assert answer.returncode == 0, answer.stdout[-6000:] + answer.stderr[-2000:]
    return int(answer.stdout.split(" pairs in ")[-2].split()[-1])


def compared(folder, *options):
    return pairs(run("compare.py", HUTONG, str(folder), "--shrink", "3", *options))


@needs_binary
def test_no_difference_in_small_worlds(tmp_path):
    made = run("generate.py", "--count", "0", "--out", str(tmp_path / "all"))
    assert made.returncode == 0, made.stderr
    (tmp_path / "some").mkdir()
    for folder in sorted((tmp_path / "all").iterdir())[::EXHAUSTIVE_STEP]:
        folder.rename(tmp_path / "some" / folder.name)
    assert compared(tmp_path / "some") > 1000


@needs_binary
def test_no_difference_in_random_worlds(tmp_path):
    played = run("many.py", HUTONG, "--count", RANDOM, "--seed", "20261127", "--heap", "25", "--state",
                 str(tmp_path / "state.jsonl"))
    assert pairs(played) > 110 * int(RANDOM)


@needs_binary
def test_no_difference_on_postgresql(tmp_path):
    made = run("generate.py", "--count", ON_POSTGRES, "--seed", "20261128", "--out", str(tmp_path / "all"))
    assert made.returncode == 0, made.stderr
    (tmp_path / "some").mkdir()
    for folder in (tmp_path / "all").iterdir():
        if folder.name.startswith("random"):
            folder.rename(tmp_path / "some" / folder.name)
    try:
        server = Postgres()
    except RuntimeError as error:
        pytest.skip(str(error))
    addresses = [server.database() for _ in range(int(ON_POSTGRES))]
    try:
        assert compared(tmp_path / "some", "--shrink", "0", "--stores", *addresses) > 50 * int(ON_POSTGRES)
    finally:
        server.close()
