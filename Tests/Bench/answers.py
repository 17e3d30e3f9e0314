#!/usr/bin/env python3
"""Answers a second on one core, beside nginx that sends the same bytes in the same run.

    answers.py .build/release/partnerctl [--seconds 5] [--rounds 3] [--partners 24] [--cards 1000000] [--json FILE]

A runtime with many partners (played by this script) stands on core 0, and so does nginx when it is its turn; `wrk` asks from
core 1 over kept connections. Small answers: the back office's word that it lives, and a partner's versions by its token, plain
and over TLS. Then what only we do: authorising one card of a million after the other, as fast as it goes and at 600 a second, and
a location put by a partner, which is on the disk before it is acknowledged. Each figure is the middle of the rounds. Needs wrk, nginx (apt: nginx-light), taskset.
"""

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from urllib.parse import urlsplit

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from fleet import Answer, Crowd, Fleet  # noqa: E402
from neighbours import Stage, request, until  # noqa: E402
from paced import paced  # noqa: E402
from pull import location  # noqa: E402

SERVER, CALLER = "0", "1"


class Plain(Fleet):
    """A fleet that partners reach without TLS, as a test fleet may be; its own server of partners keeps TLS."""

    us, answer = "NL-ACM:EMSP", Answer

    def __init__(self, stage, partnerctl, count, name, tls):
        self.stage, self.partnerctl, self.tls = stage, partnerctl, tls
        self.folder = os.path.join(stage.folder, name)
        self.open(self.us)
        self.crowd = Crowd(os.path.join(self.folder, "tls"), self.answer)
        self.names = [f"other-{number}" for number in range(count)]
        for partner in self.names:
            self.write(partner)
        self.run()
        for partner in self.names:
            self.register(partner)
        pin(self.runtime.pid)
        self.list = os.path.join(stage.folder, name + ".tokens")
        with open(self.list, "w") as file:
            for partner in self.names:
                file.write(f"{self.token(partner)} {self.roles(partner)[0][3:6]}\n")

    def terms(self):
        # None of our cards is in a partner's list, so that a million of them are a million rows and not one for each partner.
        return '\n[share.tokens]\ntypes = ["AD_HOC_USER"]\n'

    def open(self, us="NL-ACM:EMSP"):
        super().open(us)
        if self.tls:
            return
        path = os.path.join(self.folder, "partnerctl.toml")
        with open(path) as file:
            text = re.sub(r"(?m)^(certificate|key)\b.*\n", "", file.read()).replace("https://127", "http://127")
        with open(path, "w") as file:
            file.write(text)


class Provider(Answer):
    """A partner that gets our locations."""

    modules = {"locations": "RECEIVER", "tariffs": "RECEIVER", "tokens": "SENDER"}
    role = "EMSP"


class Operator(Plain):
    """We as a CPO whose locations partners fetch page by page."""

    us, answer = "NL-ACM:CPO", Provider

    def roles(self, name):
        return [role.replace(":CPO", ":EMSP") for role in super().roles(name)]

    def terms(self):
        return ""

    def publish(self, count):
        """So many locations of our own."""
        dice, lines = random.Random(9), []
        for number in range(count):
            one = location(dice, f"L{number:07d}")
            lines.append(json.dumps({**one, "country_code": "NL", "party_id": "ACM"}).replace("@@@", "ACM").replace("FR*", "NL*"))
        load(self, "locations", "\n".join(lines) + "\n")


def pin(process, core=SERVER):
    subprocess.run(["taskset", "-acp", core, str(process)], check=True, capture_output=True)


def wrk(url, seconds, *words, connections=32, field=None):
    """Answers a second and the latencies; anything but 2xx is told."""
    line = ["taskset", "-c", CALLER, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    if words:
        line += ["-s", os.path.join(HERE, "calls.lua")]
    if field:
        line += ["-H", field]
    told = subprocess.run([*line, url, *(["--", *words] if words else [])], text=True, capture_output=True,
                          timeout=seconds + 60).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    if not rate:
        raise SystemExit("wrk said: " + told)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    late = re.search(r"99%\s+([\d.]+)(us|ms|s)", told)
    times = {"us": 0.001, "ms": 1, "s": 1000}
    return {"rate": float(rate[1]), "bad": int(bad[1]) if bad else 0,
            "p99": float(late[1]) * times[late[2]] if late else None}


class Nginx:
    """nginx with one worker on the server's core, which answers with the bytes that were captured."""

    def __init__(self, stage, tls_folder):
        self.stage, self.tls, self.number, self.running = stage, tls_folder, 0, None

    def serve(self, answer, tls):
        self.stop()
        self.number += 1
        folder = self.stage.make(f"nginx-{'tls' if tls else 'plain'}-{self.number}")
        port = 20000 + (os.getpid() + self.number * 7) % 20000
        fields, body = answer
        with open(os.path.join(folder, "page"), "w") as file:
            file.write(body)
        extra = "\n".join(f"      add_header '{name}' '{value}';" for name, value in fields
                          if name.lower() not in ("content-type", "content-length", "connection", "date"))
        kind = next((value for name, value in fields if name.lower() == "content-type"), "text/plain")
        # A return's text may hold no dollar.
        text = body.replace("\\", "\\\\").replace("'", "\\'").replace("$", "")
        listen = f"127.0.0.1:{port}" + (" ssl" if tls else "")
        secure = f"ssl_certificate {self.tls}/cert.pem; ssl_certificate_key {self.tls}/key.pem;" if tls else ""
        with open(os.path.join(folder, "nginx.conf"), "w") as file:
            file.write(f"""
{"user root;" if os.geteuid() == 0 else ""} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000000; server_tokens off;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen {listen}; {secure}
    location / {{
{extra}
      default_type "{kind}";
      {"root " + folder + "; try_files /page =404;" if len(body) > 2000 else f"return 200 '{text}';"}
    }}
  }}
}}""")
        self.running = subprocess.Popen(
            ["taskset", "-c", SERVER, "nginx", "-c", os.path.join(folder, "nginx.conf"), "-p", folder],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        url = f"{'https' if tls else 'http'}://127.0.0.1:{port}/"
        trust = os.path.join(self.tls, "ca.pem") if tls else None
        until("nginx listens", lambda: self.answers(url, trust))
        return url

    def answers(self, url, trust):
        if self.running.poll() is not None:
            raise SystemExit("nginx ended: " + self.running.stderr.read())
        try:
            return request("GET", url, trust=trust)[0] == 200
        except OSError:
            return False

    def stop(self):
        if self.running:
            self.running.terminate()
            self.running.wait(10)
            self.running = None


def captured(url, field, trust):
    """The fields and the body of one answer of ours."""
    name, value = field.split(": ", 1)
    code, fields, body = request("GET", url, headers={name: value}, trust=trust)
    assert code == 200, (code, body)
    return list(fields.items()), body


def beside(name, rounds, seconds, ours, theirs):
    """Both in turn; the middle of each and their ratio."""
    mine, other, bad = [], [], 0
    for _ in range(rounds):
        one = wrk(ours[0], seconds, *ours[1], field=ours[2] if not ours[1] else None)
        two = wrk(theirs, seconds, *ours[1], field=ours[2] if not ours[1] else None)
        mine.append(one["rate"])
        other.append(two["rate"])
        bad += one["bad"]
    a, b = statistics.median(mine), statistics.median(other)
    print(f"{name:28} {a:9.0f} a second   nginx {b:9.0f}   ratio {a / b:.2f}" + (f"   {bad} not 2xx" if bad else ""),
          flush=True)
    return {"name": name, "rate": a, "nginx": b, "ratio": a / b, "bad": bad}


def load(fleet, module, body):
    """Gives objects of ours to the back office."""
    with open(os.path.join(fleet.folder, "secrets/backoffice/token")) as file:
        key = file.read().strip()
    call = urllib.request.Request(f"{fleet.office}/own/import?module={module}", body.encode(), {"Authorization": f"Bearer {key}"})
    with urllib.request.urlopen(call, timeout=300) as answer:
        said = json.load(answer)
    assert said["rejected"] == 0, said


def cards(fleet, count):
    """So many cards of ours, and their import's rate."""
    begin, now = time.monotonic(), time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    for first in range(0, count, 20000):
        body = "".join(
            json.dumps({"country_code": "NL", "party_id": "ACM", "uid": f"{number:08X}", "type": "RFID",
                        "contract_id": f"NLACMC{number:08d}", "issuer": "Acme", "valid": True, "whitelist": "ALLOWED",
                        "last_updated": now}) + "\n"
            for number in range(first, min(count, first + 20000)))
        load(fleet, "tokens", body)
    spent = time.monotonic() - begin
    print(f"{count} cards imported in {spent:.0f} s, {fleet.memory():.0f} MB resident", flush=True)


def only_ours(name, rounds, seconds, url, *words, connections=32):
    told = [wrk(url, seconds, *words, connections=connections) for _ in range(rounds)]
    rate, late = statistics.median(one["rate"] for one in told), statistics.median(one["p99"] for one in told)
    bad = sum(one["bad"] for one in told)
    print(f"{name:28} {rate:9.0f} a second   p99 {late:.1f} ms" + (f"   {bad} not 2xx" if bad else ""), flush=True)
    return {"name": name, "rate": rate, "p99": late, "bad": bad}


def steady(fleet, rate, seconds, count):
    """Authorisations at the rate of the peak of a large party: latencies from the moment at which each was due.

    Both cores are there for it, as they are for this script.
    """
    pin(fleet.runtime.pid, f"{SERVER},{CALLER}")
    fields = [{"Authorization": "Token " + fleet.token(name)} for name in fleet.names]
    path = urlsplit(fleet.url).path + "/2.2.1/sender/tokens/"

    def message(number):
        return "POST", f"{path}{number * 7919 % count:08X}/authorize", fields[number % len(fields)], b""

    times, bad = paced(fleet.url, rate, seconds, message)
    pin(fleet.runtime.pid)
    half, late = times[len(times) // 2], times[int(len(times) * 0.99)]
    print(f"{f'authorise, {rate} a second':28} p50 {half:.1f} ms   p99 {late:.1f} ms" + (f"   {bad} not 2xx" if bad else ""),
          flush=True)
    return {"name": f"authorise at {rate} a second", "rate": rate, "p50": half, "p99": late, "bad": bad}


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("partnerctl")
    words.add_argument("--seconds", type=int, default=5)
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--partners", type=int, default=24)
    words.add_argument("--cards", type=int, default=1_000_000)
    words.add_argument("--json")
    words.add_argument("--only", help="healthz, plain, tls, authorize, steady, put, pages: some of them, with commas")
    asked = words.parse_args()
    only = (asked.only or "healthz,plain,tls,authorize,steady,put,pages").split(",")
    stage, found = Stage(), []
    nginx = Nginx(stage, None)
    try:
        for tls in (False, True):
            if not ({"tls"} if tls else {"healthz", "plain", "authorize", "steady", "put"}) & set(only):
                continue
            fleet = Plain(stage, os.path.abspath(asked.partnerctl), asked.partners, "tls" if tls else "plain", tls)
            folder = os.path.join(fleet.folder, "tls")
            nginx.tls = folder
            trust = os.path.join(folder, "ca.pem") if tls else None
            if "healthz" in only and not tls:
                url = fleet.office + "/healthz"
                theirs = nginx.serve(captured(url, "Accept: */*", None), False)
                found.append(beside("back office, alive", asked.rounds, asked.seconds, (url, (), "Accept: */*"), theirs))
            if ("tls" if tls else "plain") in only:
                url = fleet.url + "/versions"
                answer = captured(url, "Authorization: Token " + fleet.token(fleet.names[0]), trust)
                found.append(beside("versions, TLS" if tls else "versions", asked.rounds, asked.seconds,
                                    (url, (fleet.list, "get"), ""), nginx.serve(answer, tls)))
            nginx.stop()
            if "authorize" in only and not tls:
                cards(fleet, asked.cards)
                found.append(only_ours("authorise, one of all cards", asked.rounds, asked.seconds, fleet.url + "/versions",
                                       fleet.list, "authorize", str(asked.cards)))
            if "steady" in only and not tls:
                if "authorize" not in only:
                    cards(fleet, asked.cards)
                # What was written at full load just before is still on its way to the disk.
                time.sleep(5)
                found.append(steady(fleet, 600, 30 if asked.seconds >= 5 else 10, asked.cards))
            if "put" in only and not tls:
                found.append(only_ours("location put, durable", asked.rounds, asked.seconds, fleet.url + "/versions",
                                       fleet.list, "put", connections=128))
            print(f"{'memory':28} {fleet.memory():.0f} MB")
            if not tls:
                found.append({"name": "memory", "megabytes": fleet.memory()})
            stage.stop(fleet.runtime)
        if "pages" in only:
            operator = Operator(stage, os.path.abspath(asked.partnerctl), 1, "operator", False)
            operator.publish(5000)
            url = operator.url + "/2.2.1/sender/locations?offset=1000&limit=100"
            field = "Authorization: Token " + operator.token(operator.names[0])
            answer = captured(url, field, None)
            print(f"a page of 100 locations has {len(answer[1].encode())} bytes")
            found.append(beside("page of 100 locations", asked.rounds, asked.seconds, (url, (), field), nginx.serve(answer, False)))
            nginx.stop()
            stage.stop(operator.runtime)
        if asked.json:
            with open(asked.json, "w") as file:
                json.dump(found, file, indent=1)
    finally:
        nginx.stop()
        stage.close()


if __name__ == "__main__":
    main()
