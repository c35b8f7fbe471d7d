"""The faults that Tools/rights-faults plants still have their places in the sources."""
import pathlib
import subprocess
import sys

TOOL = pathlib.Path(__file__).resolve().parents[2] / "Tools/rights-faults"


def test_every_planted_fault_has_its_place():
    answer = subprocess.run([sys.executable, str(TOOL), "--list"], capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stderr
    assert len(answer.stdout.splitlines()) >= 10
