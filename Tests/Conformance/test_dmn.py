"""Decision models on the command line: what comes out, where, with which exit status."""
import json

import pytest

from hutong import ROOT, run

MODELS = ROOT / "Tests" / "Cases" / "dmn"
KIT = ROOT.parent / "shared" / "tck"
NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def test_own_models_pass():
    status, out, _ = run("dmn", "test", MODELS)
    lines = out.splitlines()
    assert status == 0
    assert lines[-1].endswith(" passed, 0 failed")
    assert [line.split()[1].rstrip(":") for line in lines if line.startswith("✓")] == [
        "boxed", "hit-policies", "imports", "services", "types"]


def test_each_case_as_json():
    status, out, _ = run("dmn", "test", MODELS, "--json")
    report = json.loads(out)
    assert status == 0 and report["failed"] == 0 and report["apart"] == 1
    assert report["passed"] + report["apart"] == len(report["cases"])
    assert {"folder", "file", "id", "passed", "apart", "message"} == set(report["cases"][0])


def test_a_failed_case_is_told(tmp_path):
    (tmp_path / "a.dmn").write_text(
        f'<definitions xmlns="{NAMESPACE}" name="a" namespace="urn:a"><decision id="d" name="数">'
        "<literalExpression><text>1</text></literalExpression></decision></definitions>", encoding="utf-8")
    (tmp_path / "a-test-01.xml").write_text(
        '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName>a.dmn</modelName><testCase id="x">'
        '<resultNode name="数"><expected><value xsi:type="decimal">2</value></expected></resultNode></testCase>'
        "</testCases>", encoding="utf-8")
    status, out, _ = run("dmn", "test", tmp_path)
    assert status == 1
    assert "a-test-01.xml x: `数`: 1, 2 expected" in out
    assert out.splitlines()[-1] == "0 passed, 1 failed"


@pytest.mark.skipif(not KIT.exists(), reason="../shared/tck is not at hand")
def test_the_kit():
    status, out, _ = run("dmn", "test", KIT, "--json")
    report = json.loads(out)
    assert report["passed"] >= 0.99 * (report["passed"] + report["failed"])
    assert status == (0 if report["failed"] == 0 else 1)


def test_a_decision_is_run():
    model = MODELS / "hit-policies" / "hit-policies.dmn"
    assert run("dmn", "run", model, "--decision", "优先", "--input", '{"年龄": 85}') == (0, '"高龄"\n', "")
    for language, words in (("zh", "规则 1 和规则 2"), ("en", "rules 1 and 2")):
        status, out, err = run("dmn", "run", model, "--decision", "唯一", "--input", '{"年龄": 85}', "--lang", language)
        assert (status, out) == (0, "null\n") and words in err


def test_dates_and_imports():
    person = {"姓 名": "张三", "年龄": 66, "出生日期": "1960-01-01"}
    status, out, err = run(
        "dmn", "run", MODELS / "types" / "types.dmn", "--decision", "姓名", "--input", json.dumps({"人": person}))
    assert (status, out) == (0, '"张三·66"\n')
    status, out, _ = run(
        "dmn", "run", MODELS / "imports" / "top.dmn", "--decision", "结果", "--input", '{"人口": 3}', "--json")
    report = json.loads(out)
    assert status == 0 and report["value"] == 911 and report["problems"][0]["line"] == 7


def test_exit_statuses(tmp_path):
    model = MODELS / "types" / "types.dmn"
    broken = tmp_path / "broken.dmn"
    broken.write_text('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions>&x;</definitions>')
    for expected, arguments in [
            (1, ["run", model, "--decision", "没有"]), (1, ["run", model, "--decision", "姓名", "--input", "{"]),
            (1, ["run", broken, "--decision", "x"]), (1, ["import", broken]), (2, ["run", model]),
            (2, ["run", tmp_path / "gone.dmn", "--decision", "x"]), (2, ["test", tmp_path / "gone"]),
            (2, ["test", tmp_path]), (2, []), (2, ["import"]), (2, ["export"]), (2, ["export", tmp_path / "gone"])]:
        status, out, err = run("dmn", *arguments)
        assert status == expected, (arguments, status)
        assert out == "" and err != ""
    assert "1:1: 不允许 DOCTYPE" in run("dmn", "import", broken)[2]


def test_tables_go_in_and_out(tmp_path):
    status, out, err = run("dmn", "import", MODELS / "hit-policies" / "hit-policies.dmn")
    assert status == 1 and "hit: unique" in out and "C+" in err
    status, out, _ = run("dmn", "export", ROOT / "Tests" / "Cases" / "spec" / "pass" / "dispatch-table.yaml")
    assert status == 0
    exported = tmp_path / "派发.dmn"
    exported.write_text(out, encoding="utf-8")
    status, out, err = run("dmn", "import", exported)
    assert (status, err) == (0, "")
    assert "- ['\"小医院\"', '-', [{role: 卫健监督员, along: sector}]]" in out
    status, out, _ = run("dmn", "run", exported, "--decision", "demo", "--input", '{"类别": "小医院"}')
    assert json.loads(out) == [{"role": "卫健监督员", "along": "sector"}]
