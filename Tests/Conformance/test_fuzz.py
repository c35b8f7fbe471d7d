"""Random and mutated heads and bodies do not end the process. REQUESTS=N (default 5,000; Tools/soak takes 100,000),
SEED=N to repeat a run."""
import os
import random
import socket
import threading

import requests

from conftest import EXAMPLE
from hutong import Server

REQUESTS = int(os.environ.get("REQUESTS", "5000"))
SEED = int(os.environ.get("SEED", "20261123"))
PATHS = [
    "/", "/healthz", "/metrics", "/api/v1/session", "/api/v1/session/code", "/api/v1/services",
    "/api/v1/services/elder-check", "/api/v1/services/elder-check/requests", "/api/v1/services/elder-check/draft",
    "/api/v1/services/elder-check/counts?by=place&at=community", "/api/v1/requests", "/api/v1/requests/0SAR77WHR5400K",
    "/api/v1/requests/0SAR77WHR5400K/approve", "/api/v1/inbox?cursor=x", "/api/v1/inbox/approve", "/api/v1/releases",
    "/api/v1/releases/9223372036854775808/rollback", "/api/v1/openapi.json", "/sign-in", "/queue", "/requests",
    "/services/elder-check", "/services/elder-check/send", "/%", "/%00", "/%FF%FE", "/" + "a/" * 60, "//", "/..%2f..",
]
METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "get", "P\u0000ST", "A" * 300]
BODIES = [
    b"", b"{}", b"null", b'{"answers":{}}', b'{"answers":{"\xe5\xa7\x93\xe5\x90\x8d":"\xe5\xbc\xa0\xe4\xb8\x89"}}',
    b'{"codes":["x"],"reason":"y"}', b'{"phone":"19900000001"}', b'{"login":"staff001","password":"x"}',
    b'{"answers":{"a":1e999999,"b":-0,"c":123456789012345678901234567890,"d":"\\ud800"}}', b"[" * 5000,
    b'{"answers":' + b'{"a":' * 40 + b"1" + b"}" * 41, b"phone=1&code=%zz&f.x=1", b"PK\x03\x04" + bytes(60),
    b"\x1f\x8b\x08" + bytes(40), b'{"answers":{"\xe4\xbd\x8f\xe5\x9d\x80":{"code":"99"}},"for":"9223372036854775807"}',
]
HEADERS = [
    "Content-Type: application/json", "Content-Type: application/x-www-form-urlencoded", "Accept-Language: en;q=9,zh;q=x",
    "Idempotency-Key: k", "Idempotency-Key: " + "k" * 400, "Accept: text/html", "Cookie: hutong=zz; hutong=yy",
    "Authorization: Bearer " + "0" * 64, "Authorization: Basic xx", "Expect: 100-continue", "Range: bytes=0-",
    "Transfer-Encoding: chunked", "Content-Length: -1", "Content-Length: 99999999999999999999", "X: \xff\xfe",
    "Host:", "Connection: upgrade", "If-None-Match: *", "Origin: null",
]


def mutated(chance, data):
    data = bytearray(data)
    for _ in range(chance.randrange(0, 6)):
        at = chance.randrange(len(data) + 1)
        what = chance.randrange(5)
        if what == 0:
            data[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))
        elif what == 1 and data:
            data[min(at, len(data) - 1)] = chance.randrange(256)
        elif what == 2:
            del data[at:at + chance.randrange(1, 20)]
        elif what == 3:
            data[at:at] = data[at:at + chance.randrange(1, 200)]
        else:
            data[at:at] = chance.choice([b"\r\n", b"\x00", b"\"", b"{", b"%", b"\xe2\x80\xae", "９".encode(), b"\\u0000"])
    return bytes(data)


def one(chance, tokens):
    method, path, body = chance.choice(METHODS), chance.choice(PATHS), chance.choice(BODIES)
    if chance.random() < 0.5:
        body = mutated(chance, body)
    headers = chance.sample(HEADERS, chance.randrange(0, 4))
    if chance.random() < 0.6:
        headers.append("Authorization: Bearer " + chance.choice(tokens))
    if not any(h.startswith(("Content-Length", "Transfer")) for h in headers) and chance.random() < 0.9:
        headers.append(f"Content-Length: {len(body)}")
    head = f"{method} {path} HTTP/1.{chance.choice('0111')}\r\nHost: a\r\n" + "".join(h + "\r\n" for h in headers) + "\r\n"
    head = head.encode("utf-8", "surrogateescape")
    if chance.random() < 0.3:
        head = mutated(chance, head)
    return head + body


def send(port, data):
    """What came back first; empty when the server just closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            return connection.recv(4096)
        except OSError:
            return b""


def test_no_request_ends_the_process(demonstration):
    with Server(EXAMPLE) as server:
        port = int(server.base.rsplit(":", 1)[1])
        people = [server.resident(demonstration["residents"][0]["phone"]), server.staff(demonstration["staff"][0]),
                  server.staff(demonstration["staff"][1])]
        tokens = [p.http.headers["Authorization"].split()[1] for p in people]
        threads, broken, silent = 12, [], []

        def work(number):
            chance = random.Random(SEED + number)
            for turn in range(REQUESTS // threads + 1):
                data = one(chance, tokens)
                try:
                    reply = send(port, data)
                except OSError:
                    silent.append(data)
                    if not server.alive():
                        return
                    continue
                if reply.startswith(b"HTTP/1.1 500"):
                    broken.append(data)

        workers = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
        [w.start() for w in workers]
        [w.join() for w in workers]
        assert server.alive(), f"the process ended; one of the last requests: {silent[-1:]!r}\n{server.words()[-1000:]}"
        assert requests.get(server.base + "/healthz", timeout=60).status_code == 200
        assert not broken, f"{len(broken)} requests met a fault of ours, the first: {broken[0]!r}"
        assert server.stop() == 0
