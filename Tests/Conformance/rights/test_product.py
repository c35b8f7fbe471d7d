"""The product against the oracle, and against what it explains of itself: exhaustive worlds in part, random ones in
number (RIGHTS_PRODUCT, 2000 by command) in memory, some of them (RIGHTS_POSTGRES) on PostgreSQL.

Every (user, right, request) of a world is asked three ways: the check of the one request, the list that carries the scope
in its condition, and the explanation. RIGHTS_PRODUCT=150 is more than 40,000 such triples.
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
RANDOM = os.environ.get("RIGHTS_PRODUCT", "150")
ON_POSTGRES = os.environ.get("RIGHTS_POSTGRES", "6")
EXHAUSTIVE_STEP = int(os.environ.get("RIGHTS_STEP", "6"))
LIMIT = int(os.environ.get("RIGHTS_LIMIT", "3000"))
needs_binary = pytest.mark.skipif(not os.access(HUTONG, os.X_OK), reason="no binary")


def run(*arguments):
    return subprocess.run([sys.executable, *arguments], cwd=HERE, capture_output=True, text=True, timeout=LIMIT)


def compared(folder, *options):
    """How many triples there were; fails on any difference."""
    answer = run("compare.py", HUTONG, str(folder), "--shrink", "3", *options)
    assert answer.returncode == 0, answer.stdout[-6000:] + answer.stderr[-2000:]
    return int(answer.stdout.split(" pairs")[0].split()[-1])


@needs_binary
def test_no_difference(tmp_path):
    made = run("generate.py", "--count", RANDOM, "--seed", "20261127", "--out", str(tmp_path))
    assert made.returncode == 0, made.stderr
    exhaustive = sorted(one for one in tmp_path.iterdir() if not one.name.startswith("random"))
    for number, folder in enumerate(exhaustive):
        if number % EXHAUSTIVE_STEP:
            folder.rename(tmp_path.parent / (tmp_path.name + "-left-out-" + folder.name))
    assert compared(tmp_path) > 130 * int(RANDOM)


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
