"""A PostgreSQL server of the tests' own: fresh files, loopback only, never run as root."""
import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid


class Postgres:
    def __init__(self):
        bins = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda b: int(b.split("/")[4]))
        if not bins:
            raise RuntimeError("no PostgreSQL server programs here")
        self.bin = bins[-1]
        self.folder = tempfile.mkdtemp(prefix="hutong-pg-")
        self.become = []
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self.become = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.run("initdb", "-D", self.folder + "/data", "-A", "trust", "-U", "hutong", "-E", "UTF8", "--locale=C")
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} "
            "-c shared_buffers=128MB -c max_connections=200")
        self.run("pg_ctl", "-D", self.folder + "/data", "-l", self.folder + "/log", "-w", "-o", options, "start")

    def run(self, program, *arguments):
        subprocess.run(
            [*self.become, f"{self.bin}/{program}", *arguments], check=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, cwd="/", timeout=180)

    def database(self, like=None):
        """The address of a fresh database: empty, or a copy of one that nobody has open."""
        name = "t" + uuid.uuid4().hex
        copied = ["-T", like.rpartition("/")[2]] if like else []
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "hutong", *copied, name)
        return f"postgres://hutong@127.0.0.1:{self.port}/{name}"

    def close(self):
        try:
            self.run("pg_ctl", "-D", self.folder + "/data", "-m", "immediate", "-w", "stop")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
