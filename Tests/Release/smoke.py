#!/usr/bin/env python3
"""What a built partnerctl must do before it is handed out; seconds, on loopback, with nothing but Python and openssl.

    smoke.py PARTNERCTL [--old DATABASE.sql.gz]

It brings its own Swift; a local hour decides a price, in summer and in winter; a real TLS server of it shakes hands and
refuses old ones; two of it become partners over TLS; a database of an older version is brought up to date and served; a
backup is taken from what runs and restored. Ends with 1 when one of these fails.
"""

import argparse
import gzip
import json
import os
import re
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
# What Debian has on every machine that the package's dependencies are installed on.
ALLOWED = re.compile(r"^(linux-vdso|ld-linux|lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+|ssl|crypto|sqlite3|z|util|resolv))[.-]")


class Failed(Exception):
    """What should have been and was not."""


def demand(truth, words):
    if not truth:
        raise Failed(words)


class Fleet:
    """A fleet folder with the program that is under test."""

    def __init__(self, program, folder, tls=False):
        self.program, self.folder, self.process = program, folder, None
        scheme = "https" if tls else "http"
        self.call("init", "--us", "DE-NVO:CPO", "--our-name", "Nordic Volt",
                  "--public-url", f"{scheme}://localhost:8443/ocpi")
        path = os.path.join(folder, "partnerctl.toml")
        with open(path) as file:
            text = file.read()
        text = re.sub(r'(listen\s*=\s*)"[^"]*"', r'\1"127.0.0.1:0"', text)
        if not tls:
            text = re.sub(r"(?m)^(certificate|key)\b.*\n", "", text)
        with open(path, "w") as file:
            file.write(text)

    def call(self, *words, stdin=None, code=0):
        done = subprocess.run([self.program, *words, "-C", self.folder], input=stdin, text=True, capture_output=True,
                              timeout=120)
        demand(code is None or done.returncode == code, f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def __enter__(self):
        self.process = subprocess.Popen([self.program, "run", "--json", "-C", self.folder], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        line = self.process.stdout.readline()
        if not line:
            raise Failed("run does not start: " + self.process.stderr.read())
        self.addresses = json.loads(line)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Failed("it does not end within 20 s of SIGTERM")
        finally:
            self.process.stdout.close()
            self.process.stderr.close()
        demand(code == 0, f"it ended with {code}")

    def office(self, path, body=None, method=None):
        with open(os.path.join(self.folder, "secrets/backoffice/token")) as file:
            token = file.read().strip()
        request = urllib.request.Request(
            f"http://{self.addresses['backoffice']}{path}", data=body, method=method,
            headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read().decode()


def own_swift(program, _):
    """it says its version, and needs no library but Debian's"""
    text = subprocess.run([program, "--version"], text=True, capture_output=True, timeout=10).stdout
    demand(re.fullmatch(r"partnerctl \d+\.\d+\.\d+\n", text), f"--version says {text!r}")
    needed = subprocess.run(["ldd", program], text=True, capture_output=True, timeout=10).stdout
    names = [line.split()[0].split("/")[-1] for line in needed.splitlines() if line.strip()]
    foreign = [name for name in names if not ALLOWED.match(name)]
    demand(not foreign, "it needs " + ", ".join(foreign))
    return text.split()[1]


TARIFF = {
    "country_code": "DE", "party_id": "NVO", "id": "EVENING", "currency": "EUR", "last_updated": "2026-01-01T00:00:00Z",
    "elements": [
        {"price_components": [{"type": "ENERGY", "price": 0.50, "step_size": 1}],
         "restrictions": {"start_time": "18:00", "end_time": "20:00"}},
        {"price_components": [{"type": "ENERGY", "price": 0.30, "step_size": 1}]},
    ],
}


def charge(start, end):
    return {
        "country_code": "DE", "party_id": "NVO", "id": start, "start_date_time": start, "end_date_time": end,
        "cdr_token": {"country_code": "NL", "party_id": "ACM", "uid": "1", "type": "RFID", "contract_id": "C"},
        "auth_method": "WHITELIST", "currency": "EUR", "last_updated": end, "total_cost": {"excl_vat": 0},
        "total_energy": 10, "total_time": 0.5,
        "cdr_location": {"id": "L", "address": "A", "city": "B", "country": "DEU", "evse_uid": "E", "evse_id": "DE*NVO*E1",
                         "connector_id": "1", "connector_standard": "IEC_62196_T2", "connector_format": "SOCKET",
                         "connector_power_type": "AC_3_PHASE", "coordinates": {"latitude": "52.5", "longitude": "13.4"}},
        "charging_periods": [{"start_date_time": start, "dimensions": [{"type": "ENERGY", "volume": 10}]}],
    }


def local_time(program, folder):
    """the clock of the station decides a price, summer and winter"""
    # Half past six in the evening in Berlin is 16:30 UTC in July and 17:30 in January.
    told = []
    for start, end, price in [("2026-07-01T16:30:00Z", "2026-07-01T17:00:00Z", "5"),
                              ("2026-01-15T16:30:00Z", "2026-01-15T16:59:00Z", "3"),
                              ("2026-01-15T17:30:00Z", "2026-01-15T18:00:00Z", "5")]:
        line = {"id": start, "tariffs": [TARIFF], "cdr": charge(start, end), "time_zone": "Europe/Berlin"}
        done = subprocess.run([program, "price", "--batch", "-"], input=json.dumps(line) + "\n", text=True,
                              capture_output=True, timeout=30)
        demand(done.returncode in (0, 1), done.stdout + done.stderr)
        net = json.loads(done.stdout)["excl_vat"]
        demand(float(net) == float(price), f"{start} costs {net}, not {price}")
        told.append(net)
    return " ".join(str(net) for net in told)


def certificate(folder):
    os.makedirs(os.path.join(folder, "tls"), exist_ok=True)
    key = os.path.join(folder, "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key,
         "-out", os.path.join(folder, "tls/cert.pem")], check=True, capture_output=True, timeout=30)
    with open(key) as file:
        text = file.read()
    os.remove(key)
    return text


def handshake(program, folder):
    """it serves TLS 1.3 and 1.2, refuses 1.1, and answers strangers with 401"""
    fleet = Fleet(program, folder, tls=True)
    fleet.call("secret", "set", "tls/key", stdin=certificate(folder))
    with fleet:
        host, port = fleet.addresses["server"].rsplit(":", 1)
        spoken = []
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            trust = ssl.create_default_context(cafile=os.path.join(folder, "tls/cert.pem"))
            trust.minimum_version = trust.maximum_version = version
            with socket.create_connection((host, int(port)), 10) as raw:
                with trust.wrap_socket(raw, server_hostname="localhost") as line:
                    line.sendall(b"GET /ocpi/versions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    answer = b""
                    while part := line.recv(4096):
                        answer += part
                    spoken.append(line.version())
            demand(answer.startswith(b"HTTP/1.1 401"), answer[:100].decode(errors="replace"))
            demand(json.loads(answer.split(b"\r\n\r\n", 1)[1])["status_code"] >= 2000, "no envelope")
        old = subprocess.run(["openssl", "s_client", "-connect", f"{host}:{port}", "-tls1_1", "-cipher",
                              "ALL:@SECLEVEL=0"], input="", text=True, capture_output=True, timeout=20)
        demand("Cipher is (NONE)" in old.stdout, "it speaks TLS 1.1")
    return " ".join(spoken)


def demo(program, folder):
    """two of it become partners over TLS and exchange what they have"""
    report = os.path.join(folder, "demo.json")
    done = subprocess.run([program, "demo", "--report", report], text=True, capture_output=True, timeout=180, cwd=folder)
    demand(done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:])
    with open(report) as file:
        return f"{len(json.load(file))} figures"


def migration(program, folder, script):
    """a database of an older version is brought up to date, and what it held is served"""
    fleet = Fleet(program, folder)
    path = os.path.join(folder, "state/test/bilateral.db")
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with gzip.open(script, "rt") as file, sqlite3.connect(path) as old:
        old.executescript(file.read())
        before = old.execute("SELECT count(*) FROM migrations").fetchone()[0]
        held = {table: old.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("own", "received", "events")}
    old.close()
    demand(held["own"] > 0, "the old database holds nothing")
    with fleet:
        # Only an event more may have come: that the runtime began.
        served = len(fleet.office("/own/locations?limit=100").split('"last_updated"'))
        demand(served > 1, "nothing of ours is served")
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as now:
            after = now.execute("SELECT count(*) FROM migrations").fetchone()[0]
            for table, count in held.items():
                kept = now.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                demand(kept >= count, f"{table}: {count} before, {kept} after")
            demand(now.execute("PRAGMA integrity_check").fetchone()[0] == "ok", "the database is damaged")
        now.close()
    demand(after > before, f"schema {before} stayed")
    return f"schema {before} to {after}, " + ", ".join(f"{count} {table}" for table, count in held.items())


SITE = json.dumps({
    "country_code": "DE", "party_id": "NVO", "id": "L1", "publish": True, "name": "Site", "address": "Road 1",
    "city": "Kiel", "country": "DEU", "coordinates": {"latitude": "54.32330", "longitude": "10.12280"},
    "time_zone": "Europe/Berlin", "last_updated": "2026-11-01T10:00:00Z"})


def backup(program, folder):
    """a backup is taken from what runs, and restored into an empty folder"""
    one, other = os.path.join(folder, "one"), os.path.join(folder, "other")
    os.mkdir(one), os.mkdir(other)
    fleet = Fleet(program, one)
    with fleet:
        fleet.office("/own/import?module=locations", SITE.encode() + b"\n")
        fleet.call("backup", os.path.join(folder, "safe"), "--with-secrets")
    made = os.listdir(os.path.join(folder, "safe"))
    demand(len(made) == 1, f"the folder of backups holds {made}")
    back = Fleet.__new__(Fleet)
    back.program, back.folder, back.process = program, other, None
    back.call("restore", os.path.join(folder, "safe", made[0]), "--yes")
    with back:
        demand('"L1"' in back.office("/own/locations?limit=10"), "what was imported is gone")
        back.call("doctor", "--json", code=None)
    return made[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--old", default=os.path.join(HERE, "older.sql.gz"), help="the dump of an older database")
    asked = parser.parse_args()
    program = os.path.abspath(asked.program)
    steps = [own_swift, local_time, handshake, demo, backup,
             lambda program, folder: migration(program, folder, asked.old)]
    steps[-1].__doc__ = migration.__doc__
    wrong = 0
    for step in steps:
        with tempfile.TemporaryDirectory(prefix="bilateral-smoke-") as folder:
            begun = time.monotonic()
            try:
                told = step(program, folder)
                print(f"  ✔ {step.__doc__}: {told}  ({time.monotonic() - begun:.1f} s)", flush=True)
            except (Failed, OSError, ValueError, KeyError, subprocess.SubprocessError, urllib.error.URLError,
                    sqlite3.Error) as error:
                wrong += 1
                print(f"  ✖ {step.__doc__}\n      {error}", flush=True)
    print(f"✔ {program} may be handed out" if not wrong else f"✖ {wrong} of {len(steps)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
