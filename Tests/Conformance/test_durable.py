"""No reply before its bytes are on the disk: the syncs of the write-ahead log are counted beside the replies.

kill -9 proves that nothing is lost when the process dies; only the sync proves it for a failing machine.
"""
import os
import shutil
import struct
import subprocess

import pytest

import hutong
from conftest import EXAMPLE
from hutong import Server, filled

SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
static atomic_long *count;
__attribute__((constructor)) static void open_count(void) {
  const char *path = getenv("SYNC_COUNT");
  int file = path ? open(path, O_RDWR) : -1;
  if (file < 0) return;
  void *page = mmap(0, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (page != MAP_FAILED) count = page;
}
static void saw(int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 4 || !count) return;
  path[length] = 0;
  if (!strcmp(path + length - 4, "-wal")) atomic_fetch_add(count, 1);
}
int fdatasync(int file) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
  int code = real(file);
  if (!code) saw(file);
  return code;
}
int fsync(int file) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
  int code = real(file);
  if (!code) saw(file);
  return code;
}
"""


def test_every_acknowledged_submission_was_synced_before_its_reply(tmp_path, elders, tomorrow, monkeypatch):
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        pytest.skip("no C compiler here")
    (tmp_path / "shim.c").write_text(SHIM)
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", tmp_path / "shim.so", tmp_path / "shim.c", "-ldl"], check=True)
    counter = tmp_path / "count"
    counter.write_bytes(bytes(8))
    monkeypatch.setattr(
        hutong, "ENVIRONMENT", {**hutong.ENVIRONMENT, "LD_PRELOAD": str(tmp_path / "shim.so"), "SYNC_COUNT": str(counter)})

    def syncs():
        return struct.unpack("q", counter.read_bytes())[0]

    with Server(EXAMPLE) as server:
        assert syncs() > 0, "the shim sees the log of the store"
        for elder in elders["一号社区"][:10]:
            person = server.resident(elder["phone"])
            answers = filled(person.form("elder-check"), 体检日期=tomorrow)
            before = syncs()
            assert person.apply("elder-check", answers).status_code == 201
            assert syncs() > before, "acknowledged without a sync of the log"
