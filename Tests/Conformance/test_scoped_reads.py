"""A read without a scope does not compile: snippets against the built modules, each beside a twin that compiles."""
import pathlib
import re
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODULES = ROOT / ".build/debug/Modules"

BEFORE = """
import Core

let requests = Query(["code"], of: SystemTables.matter, where: .equals("place", 0))

func codes(_ reader: any Reader, _ caller: Int64) throws -> [Row] {
  try reader.rows(requests, [.int(1)]BODY)
}
"""

# What is written in place of BODY, and what the compiler must say of it.
REFUSED = {
    "no authority": ("", "missing argument for parameter 'under'"),
    "a reason of one's own": (', under: .system("because")', "cannot convert value of type 'String' to expected argument type 'SystemRead'"),
    "a reason that is not enumerated": (", under: .system(.curiosity)", "type 'SystemRead' has no member 'curiosity'"),
    "a scope of nobody": (", under: .scope(Scoped())", "missing argument for parameter 'reader' in call"),
    "no scope at all": (", under: .scope(nil)", "'nil' is not compatible with expected argument type 'Scoped'"),
    "an authority that does not exist": (", under: .everything", "type 'Authority' has no member 'everything'"),
}
ACCEPTED = {
    "scoped": ", under: .scope(Scoped(reader: caller))",
    "of the system, for an enumerated reason": ", under: .system(.command)",
}


def check(folder, body):
    source = folder / "snippet.swift"
    source.write_text(BEFORE.replace("BODY", body))
    return subprocess.run(
        ["swiftc", "-typecheck", "-swift-version", "6", "-package-name", package_name(), "-I", str(MODULES), str(source)],
        capture_output=True, text=True, timeout=300)


def package_name():
    """As the build called it."""
    found = re.search(r'"-package-name","([^"]+)"', (ROOT / ".build/debug.yaml").read_text())
    return found.group(1) if found else ROOT.name.lower()


@pytest.fixture(scope="module", autouse=True)
def built():
    if not shutil.which("swiftc") or not (MODULES / "Core.swiftmodule").exists():
        pytest.skip("the modules of a debug build are not here")


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name, tmp_path):
    body, words = REFUSED[name]
    answer = check(tmp_path, body)
    assert answer.returncode != 0, "it compiles"
    assert words in answer.stderr, answer.stderr[-3000:]


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted(name, tmp_path):
    answer = check(tmp_path, ACCEPTED[name])
    assert answer.returncode == 0, answer.stderr[-3000:]


def test_every_reason_is_explained():
    """Whatever is read for the system itself says why, in one place."""
    text = (ROOT / "Sources/Core/Store/SystemRead.swift").read_text()
    lines = [line.strip() for line in text.splitlines()]
    cases = [at for at, line in enumerate(lines) if line.startswith("case ")]
    assert len(cases) >= 10
    for at in cases:
        assert lines[at - 1].startswith("///"), f"{lines[at]} says no reason"
    names = {name.strip() for at in cases for name in lines[at].removeprefix("case ").split(",")}
    used = set()
    for path in (ROOT / "Sources").rglob("*.swift"):
        used.update(re.findall(r"\.system\(\.(\w+)\)", path.read_text()))
    assert used <= names, used - names
