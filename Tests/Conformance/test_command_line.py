"""The command line: how each command is called, what it says when it cannot start, in the language that was chosen."""
import re
import socket
import subprocess

import pytest

import hutong
from hutong import ROOT, Server

COMMANDS = [
    "serve", "check", "fix", "feel", "explain", "plan", "apply", "test", "account", "demo", "dmn", "places", "directory",
    "export", "rights", "verify",
]
CHINESE = re.compile("[\u4e00-\u9fff]")


def run(*arguments, **variables):
    """Status, standard output, standard error; with variables of the environment, those of the language unset."""
    plain = {k: v for k, v in hutong.ENVIRONMENT.items() if k not in ("LANG", "LC_ALL", "LC_MESSAGES")}
    done = subprocess.run(
        [hutong.binary(), *map(str, arguments)], capture_output=True, text=True, timeout=180, cwd=ROOT,
        env={**plain, **variables})
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_how_it_is_called(command):
    for asked in (("--help",), ("--help", "--lang", "en"), ("x", "--help")):
        status, out, err = run(command, *asked)
        assert status == 0 and not err, err
        english = "en" in asked
        assert out.startswith(f"usage: hutong {command}" if english else f"用法：hutong {command}")
        assert "--lang zh|en" in out and bool(CHINESE.search(out)) != english
    assert run("help", command) == run(command, "--help")
    # Wrong use says what is wrong and how it is called, on standard error.
    status, out, err = run(command, "--no-such-option")
    assert status == 2 and not out and f"hutong {command}" in err
    if command not in ("places", "directory", "dmn", "explain"):
        assert "`--no-such-option`" in err.splitlines()[0], err


def test_the_list_names_them_all():
    status, out, _ = run("--help")
    assert status == 0 and [line.split()[0] for line in out.splitlines()[1:-1]] == COMMANDS
    status, out, err = run()
    assert status == 2 and not out and "serve" in err
    status, _, err = run("没有这个")
    assert status == 2 and err.splitlines()[0] == "没有命令 `没有这个`"


def test_the_version():
    for word in ("--version", "version"):
        status, out, err = run(word)
        assert status == 0 and re.fullmatch(r"hutong \d+\.\d+\.\d+ .*\n", out) and not err


@pytest.mark.parametrize("variables, english", [
    ({}, False), ({"LANG": "C.UTF-8"}, False), ({"LANG": "zh_CN.UTF-8"}, False), ({"LANG": "en_US.UTF-8"}, True),
    ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB"}, True), ({"LANG": "en_US", "LC_ALL": "C"}, False),
    ({"LANG": "de_DE"}, True),
])
def test_the_language_of_the_system_counts_where_none_is_asked_for(variables, english):
    _, out, _ = run("--help", **variables)
    assert bool(CHINESE.search(out)) != english
    # What is asked for counts more, before the command or behind it.
    assert CHINESE.search(run("--lang", "zh", "--help", **variables)[1])
    assert not CHINESE.search(run("verify", "--help", "--lang=en", **variables)[1])


def test_another_language_is_refused():
    for words in (("--lang", "fr"), ("--lang=",), ("--lang",)):
        status, out, err = run("check", ROOT / "Examples" / "t-city", *words)
        assert status == 2 and not out and err == "`--lang` 后面要写 zh 或 en\n"


# Starting


def refused(*arguments, **variables):
    """What `serve` says when it does not start, in both languages."""
    said = []
    for language in ("zh", "en"):
        status, out, err = run("serve", *arguments, "--lang", language, **variables)
        assert status == 2 and not out, out + err
        assert bool(CHINESE.search(err)) == (language == "zh"), err
        assert "Error(" not in err and "StoreError" not in err, err
        said.append(err)
    return said


def test_a_port_that_is_taken(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        zh, en = refused(ROOT / "Examples" / "t-city", "--port", port, "--data", tmp_path)
    assert "不能监听 127.0.0.1：已被占用" in zh and "--port" in zh
    assert "cannot listen on 127.0.0.1: Address already in use" in en and "--port" in en


def test_a_folder_that_cannot_be_written():
    # Nobody can make anything there, whoever runs the test.
    zh, en = refused("--data", "/proc/hutong", "--port", "0")
    assert zh.startswith("文件夹 /proc/hutong 写不进去：") and "--data" in zh
    assert en.startswith("the folder /proc/hutong cannot be written: ") and "--data" in en


def test_a_store_that_another_server_has(tmp_path):
    with Server(ROOT / "Examples" / "t-city", data=str(tmp_path)) as server:
        zh, en = refused("--data", tmp_path, "--port", "0")
        assert f"打不开数据库 {tmp_path}/hutong.sqlite" in zh and str(server.process.pid) in zh
        assert "cannot be opened" in en and str(server.process.pid) in en


def test_a_file_that_is_no_store(tmp_path):
    (tmp_path / "hutong.sqlite").write_bytes("这不是数据库".encode() * 500)
    zh, en = refused("--data", tmp_path, "--port", "0")
    assert "打不开数据库" in zh and "cannot be opened" in en


def test_a_database_that_does_not_answer(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    zh, en = refused("--store", f"postgres://city:secret-word@127.0.0.1:{port}/none", "--data", tmp_path, "--port", "0")
    assert zh.startswith("连不上 PostgreSQL：") and en.startswith("PostgreSQL cannot be reached: ")
    assert "secret-word" not in zh + en


def test_words_that_make_no_sense(tmp_path):
    for arguments, zh_words, en_words in [
        (("--port", "many"), "`--port` 要 0 到 65535 的数", "`--port` is a number from 0 to 65535"),
        (("--port",), "`--port` 后面缺少值", "`--port` needs a value"),
        (("--colour",), "不认识的选项 `--colour`", "unknown option `--colour`"),
        (("--store", "mysql:x"), "不是 `mysql:x`", "not `mysql:x`"),
        (("--demo", "--host", "0.0.0.0", "--data", tmp_path), "--demo 只能在本机地址上用", "--demo works on loopback only"),
    ]:
        zh, en = refused(*arguments)
        assert zh_words in zh.splitlines()[0] and en_words in en.splitlines()[0]


def test_what_a_server_says_when_it_starts(tmp_path):
    for language, words, others in [
        ("zh", ("已发布第 1 版", "演示登录", "居民"), "demonstration"),
        ("en", ("published release 1", "demonstration logins", "resident"), "演示登录"),
    ]:
        (tmp_path / language).mkdir()
        with Server(
            ROOT / "Examples" / "elder-check", data=str(tmp_path / language), options=("--demo", "--lang", language)
        ) as server:
            pass
        # All of it stands there once the server has ended.
        said = server.words()
        assert all(word in said for word in words) and others not in said, said


# Places and tokens


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    with Server(ROOT / "Examples" / "t-city", data=str(folder)):
        pass
    return f"sqlite:{folder}/hutong.sqlite"


def test_what_is_wrong_with_a_change_of_places_is_said_first(store):
    for act in ("plan", "apply"):
        status, out, err = run("places", act, "rebuild", "一号社区", "--store", store)
        assert status == 2 and not out
        assert err.splitlines()[0] == "没有叫 `rebuild` 的变更，有 add、rename、move、merge、split、close"
        assert "用法：hutong places import" in err
    status, _, err = run("places", "plan", "rebuild", "一号社区", "--store", store, "--lang", "en")
    assert err.splitlines()[0] == "no change is called `rebuild`: add, rename, move, merge, split, close"
    assert run("places", "plan", "--store", store)[2].startswith("要写做什么：add")
    assert run("places", "burn", "--store", store)[2].startswith("没有 `places burn`")
    assert run("places", "plan", "close", "一号社区")[2].startswith("要写 `--store`")
    for option, word in [("handover", "later"), ("level", "planet"), ("kind", "castle")]:
        act = "close" if option == "handover" else "add"
        status, _, err = run("places", "plan", act, "新地方", f"--{option}", word, "--store", store)
        assert status == 2 and err.startswith(f"`--{option}` 不能是 `{word}`，有 "), err


def test_tokens_are_listed_with_their_days(store):
    status, token, err = run("directory", "token", "人事系统", "--days", "30", "--store", store)
    assert status == 0 and token.strip(), err
    day = r"\d{4}-\d{2}-\d{2}"
    status, out, _ = run("directory", "tokens", "--store", store)
    assert status == 0 and re.fullmatch(f"人事系统  {day} 建  到 {day}  有效\n", out), out
    made, until = re.findall(day, out)
    assert made < until
    assert run("directory", "revoke", "人事系统", "--store", store)[0] == 0
    status, out, _ = run("directory", "tokens", "--store", store, "--lang", "en")
    assert out == f"人事系统  made {made}  until {until}  revoked\n"
