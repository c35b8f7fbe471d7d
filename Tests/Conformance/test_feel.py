"""`hutong feel`: an expression tried on the command line."""
import json

from hutong import run

RULE = '年龄 >= 60 and 区 in ["海淀区","朝阳区"] and (收入 < 3000 or 残疾)'
PERSON = json.dumps({"年龄": 66, "区": "海淀区", "收入": 2000, "残疾": False}, ensure_ascii=False)


def test_values_are_printed_as_feel():
    assert run("feel", RULE, "--with", PERSON) == (0, "true\n", "")
    assert run("feel", "a + b", "--with", '{"a": 0.10, "b": 9007199254740993}')[1] == "9007199254740993.1\n"
    assert run("feel", 'd + @"P1M"', "--with", '{"d": "@2026-01-31"}')[1] == '@"2026-02-28"\n'
    assert run("feel", "d", "--with", '{"d": "2026-01-31"}')[1] == '"2026-01-31"\n'


def test_a_null_says_why():
    status, out, words = run("feel", "收入 / 0", "--with", PERSON)
    assert (status, out) == (0, "null\n")
    assert "除以零" in words
    assert "division by zero" in run("feel", "1 / x", "--with", '{"x": 0}', "--lang", "en")[2]


def test_a_mistake_stands_under_its_caret():
    status, out, words = run("feel", '年龄 >= 60 and\n姓名 = "甲"', "--with", PERSON)
    assert (status, out) == (1, "")
    assert words.startswith("EXPR:2:1: 错误 unknown-name")
    lines = words.splitlines()
    assert lines[2].endswith('姓名 = "甲"') and lines[3].strip(" │") == "^^^^"


def test_parts_are_shown_in_columns():
    status, out, _ = run("feel", "--explain", RULE, "--with", PERSON)
    assert status == 0
    lines = out.splitlines()
    assert lines[0].split() == ["部分", "类型", "值", "说明"]
    assert any("残疾" in line and "用不到" in line for line in lines)
    assert lines[-1] == "true"


def test_programs_get_json():
    status, out, _ = run("feel", "[18..60], > 100", "--tests", "17", "--json", "--explain")
    found = json.loads(out)
    assert (status, found["value"], found["problems"]) == (0, False, [])
    assert found["tree"]["feel"] == "false"
    status, out, _ = run("feel", "1 +", "--json", "--lang", "en")
    assert status == 1
    problem = json.loads(out)["problems"][0]
    assert (problem["code"], problem["from"], problem["to"]) == ("expression-syntax", 2, 3)


def test_wrong_use(tmp_path):
    for arguments in [(), ("1", "2"), ("1", "--with", "{}", "--with-file", "x"), ("1", "--no"),
                      ("1", "--with-file", tmp_path / "none.json")]:
        assert run("feel", *arguments)[0] == 2
    for wrong in ["[1]", "{", '{"x": 1e999999}']:
        assert run("feel", "1", "--with", wrong)[0] == 1
    file = tmp_path / "person.json"
    file.write_text(PERSON)
    assert run("feel", "年龄", "--with-file", file)[1] == "66\n"
