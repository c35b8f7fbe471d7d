"""The product as somebody outside sees it: a binary, a folder for its data, a port, HTTP."""
import csv
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import uuid

import requests

ROOT = pathlib.Path(__file__).resolve().parents[2]


def binary():
    """HUTONG_BIN, else the newest build."""
    if os.environ.get("HUTONG_BIN"):
        return os.path.abspath(os.environ["HUTONG_BIN"])
    built = [ROOT / ".build" / kind / "hutong" for kind in ("release", "debug")]
    built = [b for b in built if b.exists()]
    if not built:
        raise RuntimeError("no binary: `swift build --product hutong`, or set HUTONG_BIN")
    return str(max(built, key=lambda b: b.stat().st_mtime))


# Messages are Chinese, whatever the machine speaks.
ENVIRONMENT = {
    **os.environ, "SWIFT_BACKTRACE": "enable=no", "HUTONG_HOME": os.environ.get("HUTONG_HOME", str(ROOT)), "LANG": "C.UTF-8",
    "LC_ALL": "", "LC_MESSAGES": ""}


def run(*arguments, timeout=300):
    """A command of the product: (exit status, standard output, standard error)."""
    done = subprocess.run(
        [binary(), *map(str, arguments)], capture_output=True, text=True, timeout=timeout, env=ENVIRONMENT, cwd=ROOT)
    return done.returncode, done.stdout, done.stderr


def demo(*folders):
    """What `--demo` loads: staff, residents, places, services."""
    status, out, err = run("demo", *folders, "--json")
    assert status == 0, err
    return json.loads(out)


def export(store):
    """Every table of `hutong export` as rows by name."""
    with tempfile.TemporaryDirectory() as folder:
        status, _, err = run("export", "--store", store, "--out", folder)
        assert status == 0, err
        tables = {}
        for path in pathlib.Path(folder).rglob("*.csv"):
            with open(path, encoding="utf-8", newline="") as file:
                tables[str(path.relative_to(folder))[:-4]] = list(csv.DictReader(file))
        return tables


class Server:
    """One server process on loopback. `base` is its address once it listens."""

    def __init__(self, *folders, store=None, data=None, port=0, options=("--demo",), keep=False):
        self.data = data or tempfile.mkdtemp(prefix="hutong-conformance-")
        self.keep = keep or data is not None
        self.store = store or f"sqlite:{self.data}/hutong.sqlite"
        self.folders, self.options, self.port = [str(f) for f in folders], list(options), port
        self.base = self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        if not self.keep:
            shutil.rmtree(self.data, ignore_errors=True)

    def start(self, wait=180):
        self.log = open(os.path.join(self.data, "log"), "a+", encoding="utf-8")
        at = self.log.seek(0, os.SEEK_END)
        self.process = subprocess.Popen(
            [binary(), "serve", *self.folders, "--port", str(self.port), "--store", self.store,
             "--data", self.data, *self.options],
            stdout=self.log, stderr=subprocess.STDOUT, env=ENVIRONMENT, cwd=ROOT)
        until = time.monotonic() + wait
        while time.monotonic() < until:
            found = re.search(r"^http://\S+?:(\d+)/", self.words(at), re.M)
            if found:
                self.base = f"http://127.0.0.1:{found.group(1)}"
                try:
                    requests.get(self.base + "/healthz", timeout=60)
                    return self
                except requests.RequestException:
                    pass
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"the server did not start (status {self.process.poll()}):\n{self.words(at)}")

    def words(self, at=0):
        with open(os.path.join(self.data, "log"), encoding="utf-8", errors="replace") as file:
            file.seek(at)
            return file.read()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()

    def stop(self):
        """SIGTERM and its exit status."""
        if self.process is None or self.process.poll() is not None:
            return self.process and self.process.returncode
        self.process.terminate()
        try:
            self.process.wait(180)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError("the server did not end within three minutes of SIGTERM:\n" + self.words()[-2000:])
        finally:
            self.log.close()
        return self.process.returncode

    def alive(self):
        return self.process.poll() is None

    def metric(self, name, **labels):
        """The value of one sample of /metrics, or None."""
        for line in requests.get(self.base + "/metrics", timeout=60).text.splitlines():
            head, _, value = line.rpartition(" ")
            if head.split("{")[0] == name and all(f'{k}="{v}"' in head for k, v in labels.items()):
                return float(value)
        return None

    def resident(self, phone):
        person = Person(self.base)
        code = person.post("/api/v1/session/code", {"phone": phone}).json()["code"]
        return person.enter({"phone": phone, "code": code})

    def staff(self, member):
        return Person(self.base).enter({"login": member["login"], "password": member["password"]})


class Person:
    """Somebody signed in, speaking the API."""

    def __init__(self, base):
        self.base, self.http, self.who = base, requests.Session(), None
        self.http.headers["Accept-Language"] = "zh"

    def enter(self, body):
        reply = self.post("/api/v1/session", body)
        assert reply.status_code == 201, reply.text
        self.who = reply.json()["who"]
        self.http.headers["Authorization"] = "Bearer " + reply.json()["token"]
        return self

    def get(self, path, **query):
        return self.http.get(self.base + path, params=query, timeout=60)

    def post(self, path, body=None, key=None, headers=None, timeout=60):
        headers = {"Idempotency-Key": key or uuid.uuid4().hex, **(headers or {})}
        return self.http.post(self.base + path, json=body, headers=headers, timeout=timeout)

    def form(self, service):
        reply = self.get(f"/api/v1/services/{service}")
        assert reply.status_code == 200, reply.text
        return reply.json()

    def apply(self, service, answers, key=None):
        return self.post(f"/api/v1/services/{service}/requests", {"answers": answers}, key=key)

    def inbox(self, **query):
        """Every row of the queue, over all pages."""
        rows, cursor = [], None
        while True:
            reply = self.get("/api/v1/inbox", **query, **({"cursor": cursor} if cursor else {}))
            assert reply.status_code == 200, reply.text
            rows += reply.json()["rows"]
            cursor = reply.json().get("cursor")
            if not cursor:
                return rows

    def counts(self, service, **query):
        reply = self.get(f"/api/v1/services/{service}/counts", **query)
        assert reply.status_code == 200, reply.text
        return reply.json()


def filled(form, **answers):
    """Answers to a form: what it knows already, then what is given; consent given, nothing that is computed."""
    out = {}
    for page in form["pages"]:
        for field in page["fields"]:
            if field["computed"] or field["locked"] or not field["visible"]:
                continue
            if field["control"] == "consent":
                out[field["id"]] = True
            elif field["value"] is not None and field["required"]:
                out[field["id"]] = field["value"]
    out.update({k: v for k, v in answers.items() if v is not None})
    return out


def community_of(place, demonstration):
    return next((p for p in demonstration["places"] if p["level"] == "community" and place.startswith(p["code"])), None)


def in_parallel(count, work):
    """Runs work(0…count-1), each on a thread of its own; raises the first error."""
    errors = []

    def one(number):
        try:
            work(number)
        except BaseException as error:  # noqa: BLE001 (reported below)
            errors.append(error)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
