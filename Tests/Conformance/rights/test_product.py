"""The product against the oracle: exhaustive worlds in part, random ones in number (RIGHTS_PRODUCT, 2000 by command)."""

import os
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).parent
HUTONG = os.environ.get("HUTONG", str(HERE.parents[2] / ".build" / "debug" / "hutong"))
RANDOM = os.environ.get("RIGHTS_PRODUCT", "150")
EXHAUSTIVE_STEP = int(os.environ.get("RIGHTS_STEP", "6"))


def run(*arguments):
    return subprocess.run([sys.executable, *arguments], cwd=HERE, capture_output=True, text=True, timeout=3000)


@pytest.mark.skipif(not os.access(HUTONG, os.X_OK), reason="no binary")
def test_no_difference(tmp_path):
    made = run("generate.py", "--count", RANDOM, "--seed", "20261127", "--out", str(tmp_path))
    assert made.returncode == 0, made.stderr
    exhaustive = sorted(one for one in tmp_path.iterdir() if not one.name.startswith("random"))
    for number, folder in enumerate(exhaustive):
        if number % EXHAUSTIVE_STEP:
            folder.rename(tmp_path.parent / (tmp_path.name + "-left-out-" + folder.name))
    answer = run("compare.py", HUTONG, str(tmp_path), "--shrink", "3")
    assert answer.returncode == 0, answer.stdout[-6000:] + answer.stderr[-2000:]
    pairs = int(answer.stdout.split(" pairs")[0].split()[-1])
    assert pairs > 20_000
