#!/usr/bin/env python3
"""What one hanging and one flooding partner cost the other eight, as real processes.

    neighbours.py .build/release/partnerctl [--seconds 6] [--nice 19] [--flood versions|push|connect]

Ten simulated partners are registered with one runtime over TLS. Eight of them call us at a steady rate; then a ninth
hangs in our pull of its locations while the tenth floods us with all that `wrk` can send. The latencies are those of the
server's own metric `bilateral_request_seconds`, and beside them what the callers saw. `wrk` shares the processors with
the runtime; `--nice 19` leaves it what nobody else wants, more like a partner on a machine of its own. Needs `wrk` (apt)
and openssl.
"""

import argparse
import http.client
import json
import os
import re
import ssl
import subprocess
import sys
import threading
import time
from base64 import b64encode
from urllib.parse import urlsplit

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "Interop"))
from stage import Stage, make_certificates, request, until  # noqa: E402

CALM = [f"calm-{number}" for number in range(8)]
FLOODS = {"versions": [], "push": ["-s", os.path.join(HERE, "push.lua")], "connect": ["-H", "Connection: close"]}
PAUSE = 0.02


class House:
    """One runtime and ten partners."""

    def __init__(self, stage, partnerctl):
        self.stage, self.partnerctl = stage, partnerctl
        self.folder = os.path.join(stage.folder, "fleet")
        self.open()
        for number, partner in enumerate(CALM + ["hanging", "flooding"]):
            fault = ["--fault", "hangs"] if partner == "hanging" else []
            self.start("simulate", "--id", partner, "--party", f"FR-{chr(65 + number)}AA", "--evses", "200", *fault)
        # A partner that hangs is held for as long as it may.
        with open(os.path.join(self.folder, "partners", "hanging.toml"), "r+") as file:
            text = file.read().replace("[connection]\n", '[connection]\ntimeout = "60 s"\n')
            file.seek(0)
            file.write(text)
        self.runtime, said = self.start("run")
        self.office, self.url = "http://" + said["backoffice"], said["public_url"]

    def open(self, us="NL-ACM:EMSP"):
        """The fleet folder with its certificates, on any free port."""
        self.verb("init", "--us", us, "--our-name", "Acme", "--public-url", "https://127.0.0.1:0/ocpi")
        path = os.path.join(self.folder, "partnerctl.toml")
        with open(path) as file:
            text = re.sub(r'^listen( *)= "[^"]*"', r'listen\1= "127.0.0.1:0"', file.read(), flags=re.M)
        with open(path, "w") as file:
            file.write(text)
        os.makedirs(os.path.join(self.folder, "tls"), exist_ok=True)
        make_certificates(os.path.join(self.folder, "tls"))
        with open(os.path.join(self.folder, "tls", "key.pem")) as file:
            self.verb("secret", "set", "tls/key", stdin=file.read())

    def verb(self, *words, stdin=None):
        subprocess.run(
            [self.partnerctl, *words, "-C", self.folder], input=stdin, text=True, check=True, capture_output=True,
            timeout=60)

    def start(self, *words):
        return self.stage.start([self.partnerctl, *words, "--json", "-C", self.folder], words[0] + ".log")

    def register(self, partner):
        self.verb("register", partner)

    def token(self, partner):
        """What the partner presents to us."""
        with open(os.path.join(self.folder, "state", "sim", partner, "memory.json")) as file:
            return b64encode(json.load(file)["their_token"].encode()).decode()

    def classes(self):
        """The cumulated classes of the calm partners together, by upper end."""
        text = request("GET", self.office + "/metrics")[2]
        found = {}
        pattern = r'^bilateral_request_seconds_bucket\{partner="(calm-\d)",module="[a-z]+",le="([^"]+)"\} (\d+)'
        for _, end, count in re.findall(pattern, text, re.M):
            found[float(end)] = found.get(float(end), 0) + int(count)
        return found

    def processor(self):
        """Seconds of processor time of the runtime so far."""
        with open(f"/proc/{self.runtime.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def quantile(before, after, part):
    """A quantile of what came between two readings, straight within its class."""
    counts = sorted((end, after[end] - before.get(end, 0)) for end in after)
    wanted, low, seen = part * counts[-1][1], 0.0, 0
    for end, count in counts:
        if count >= wanted:
            share = (wanted - seen) / max(1, count - seen)
            return low + (min(end, 60) - low) * share
        low, seen = end, count
    return low


class Caller(threading.Thread):
    """A calm partner: versions, a page of our tokens and a push of a location, in turn, at a steady rate."""

    def __init__(self, house, partner, number, end):
        super().__init__()
        self.base, self.end, self.times, self.bad = urlsplit(house.url), end, [], 0
        self.head = {"Authorization": "Token " + house.token(partner), "Content-Type": "application/json"}
        self.trust = ssl.create_default_context(cafile=os.path.join(house.folder, "tls", "ca.pem"))
        self.party = f"{chr(65 + number)}AA"

    def run(self):
        line = http.client.HTTPSConnection(self.base.hostname, self.base.port, context=self.trust, timeout=30)
        line.connect()
        turn = 0
        while time.monotonic() < self.end:
            turn += 1
            begin = time.monotonic()
            line.request(*self.call(turn), headers=self.head)
            answer = line.getresponse()
            answer.read()
            self.times.append(time.monotonic() - begin)
            self.bad += answer.status >= 300
            time.sleep(PAUSE)
        line.close()

    def call(self, turn):
        path = self.base.path + "/2.2.1"
        if turn % 3 == 0:
            return "GET", self.base.path + "/versions"
        if turn % 3 == 1:
            return "GET", path + "/sender/tokens?limit=50"
        place = f"{path}/receiver/locations/FR/{self.party}/BENCH"
        return "PUT", place, json.dumps(location(self.party, turn)).encode()


def location(party, turn):
    now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + f".{turn % 1000:03d}Z"
    return {
        "country_code": "FR", "party_id": party, "id": "BENCH", "publish": True, "name": f"Station {turn}",
        "address": "Rue 1", "city": "Lyon", "country": "FRA", "time_zone": "Europe/Paris",
        "coordinates": {"latitude": "45.750000", "longitude": "4.850000"}, "last_updated": now}


def phase(house, name, seconds):
    """The calm partners for a while; both figures."""
    before, spent = house.classes(), house.processor()
    end = time.monotonic() + seconds
    callers = [Caller(house, partner, number, end) for number, partner in enumerate(CALM)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    spent, after = house.processor() - spent, house.classes()
    times = sorted(time for caller in callers for time in caller.times)
    server = [1000 * quantile(before, after, part) for part in (0.5, 0.99, 0.999)]
    seen = [1000 * times[int(len(times) * part)] for part in (0.5, 0.99, 0.999)]
    print(
        f"{name:24} server p50 {server[0]:6.2f}  p99 {server[1]:6.2f}  p99.9 {server[2]:6.2f} ms | callers "
        f"p50 {seen[0]:6.2f}  p99 {seen[1]:6.2f}  p99.9 {seen[2]:6.2f} ms | {len(times)} requests, "
        f"{sum(caller.bad for caller in callers)} not served, runtime {100 * spent / seconds:.0f} % of a processor",
        flush=True)


def flood(house, kind, connections, seconds, nice):
    words = [
        "nice", "-n", str(nice), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-H", "Authorization: Token " + house.token("flooding"),
        *FLOODS[kind], house.url + "/versions"]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True)
    give_way(running.pid, nice)
    return running


def give_way(session, nice):
    """Where the kernel shares processors among sessions first, the niceness of a session counts, too."""
    try:
        with open(f"/proc/{session}/autogroup", "w") as file:
            file.write(str(nice))
    except OSError:
        pass


def main():
    words = argparse.ArgumentParser()
    words.add_argument("partnerctl")
    words.add_argument("--seconds", type=int, default=6)
    words.add_argument("--connections", type=int, default=200)
    words.add_argument("--nice", type=int, default=0)
    words.add_argument("--flood", choices=FLOODS, action="append")
    asked = words.parse_args()
    stage = Stage()
    try:
        house = House(stage, os.path.abspath(asked.partnerctl))
        for partner in CALM + ["flooding"]:
            house.register(partner)
        phase(house, "warm", 2)
        phase(house, "alone", asked.seconds)
        house.register("hanging")
        phase(house, "one hangs", asked.seconds)
        for kind in asked.flood or FLOODS:
            running = flood(house, kind, asked.connections, asked.seconds, asked.nice)
            phase(house, f"one hangs, flood {kind}", asked.seconds)
            told = running.communicate(timeout=30)[0].splitlines()
            print("   " + "; ".join(line.strip() for line in told if "requests in" in line or "Non-2xx" in line
                                    or "Socket" in line))
            time.sleep(1)
    finally:
        stage.close()


if __name__ == "__main__":
    main()
