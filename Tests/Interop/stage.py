"""Processes and folders of one run; nothing of them is left when it ends, whatever way it ends."""

import json
import os
import select
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request


class Trouble(Exception):
    """What went wrong, in words for the report."""


def expect(condition, words):
    """An assertion that says what it is about."""
    if not condition:
        raise Trouble(words)


class Stage:
    """Starts processes and makes folders; `close` ends and removes them all. `out` is where reports go."""

    def __init__(self, out="."):
        self.out = os.path.abspath(out)
        self.folder = tempfile.mkdtemp(prefix="bilateral-interop-")
        self.processes = []

    def make(self, name):
        """A new folder of the run."""
        path = os.path.join(self.folder, name)
        os.makedirs(path)
        return path

    def start(self, words, log):
        """Starts a process and reads its first line of output, an object of JSON."""
        talk = open(os.path.join(self.folder, log), "ab")
        process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=talk, start_new_session=True)
        talk.close()
        self.processes.append(process)
        ready, _, _ = select.select([process.stdout], [], [], 60)
        line = process.stdout.readline() if ready else b""
        if not line:
            raise Trouble(f"{words[0]} does not start: {self.tail(log)}")
        return process, json.loads(line)

    def tail(self, log, lines=5):
        """The last lines of a log."""
        with open(os.path.join(self.folder, log), errors="replace") as file:
            return " | ".join(file.read().strip().splitlines()[-lines:])[-1000:]

    def stop(self, process):
        """Ends a process: politely, then not."""
        if process.poll() is None:
            process.stdin.close()
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)
        process.stdout.close()
        self.processes = [other for other in self.processes if other is not process]

    def close(self):
        """Ends all processes and removes the folder."""
        for process in list(self.processes):
            self.stop(process)
        shutil.rmtree(self.folder, ignore_errors=True)


def request(method, url, body=None, headers=None, trust=None):
    """One HTTP call: status, headers, text; HTTP errors are answers like others."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    call = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
    context = ssl.create_default_context(cafile=trust) if trust else None
    try:
        with urllib.request.urlopen(call, timeout=60, context=context) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def until(what, body, seconds=30):
    """Asks until the answer is truthy, and gives it."""
    end = time.monotonic() + seconds
    while True:
        found = body()
        if found:
            return found
        if time.monotonic() > end:
            raise Trouble(f"not within {seconds} s: {what}")
        time.sleep(0.1)


def make_certificates(folder):
    """An authority and a certificate for 127.0.0.1, as `openssl` makes them."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True, timeout=60)

    with open(os.path.join(folder, "san"), "w") as file:
        file.write("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *key, "-days", "2", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Interop")
    openssl("req", *key, "-keyout", "key.pem", "-out", "cert.csr", "-subj", "/CN=127.0.0.1")
    openssl(
        "x509", "-req", "-in", "cert.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
        "-extfile", "san", "-out", "cert.pem")
    os.chmod(os.path.join(folder, "key.pem"), 0o600)
