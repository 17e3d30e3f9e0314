#!/usr/bin/env python3
"""A whole fleet in one process: what hundreds of idle partners cost, and what three bad ones cost the others.

    fleet.py .build/release/partnerctl [--partners 600] [--seconds 6] [--nice 19] [--idle 30]

One runtime is registered over TLS with all partners, which are played by a server of this script. It is left idle and
its processor time and memory are read; it reads its folder again, in which of all files one is new, one changed, one gone
and one broken; it is restarted; then eight partners call it at a steady rate while one hangs in our pulls, one
answers each of them after three seconds, and one floods us with all that `wrk` can send. Latencies are those of the server's
own metric, and what the callers saw beside them (see neighbours.py). Needs `wrk` (apt) and openssl.
"""

import argparse
import http.server
import json
import os
import re
import signal
import ssl
import sys
import threading
import time
from base64 import b64encode

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import neighbours  # noqa: E402
from neighbours import CALM, FLOODS, House, Stage, flood, make_certificates, phase, until  # noqa: E402

MODULES = {"locations": "SENDER", "tariffs": "SENDER", "sessions": "SENDER", "cdrs": "SENDER", "tokens": "RECEIVER"}


def party(number):
    """One of 26 × 26 × 26 parties of a country."""
    return "".join(chr(65 + number // 26**place % 26) for place in (0, 1, 2))


class Crowd(http.server.ThreadingHTTPServer):
    """All partners on one socket; the first segment of a path says which."""

    daemon_threads, request_queue_size = True, 1024

    def __init__(self, folder, answer=None):
        super().__init__(("127.0.0.1", 0), answer or Answer)
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trust.load_cert_chain(os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem"))
        self.socket = trust.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.base = f"https://127.0.0.1:{self.server_address[1]}"
        self.tokens, self.manners, self.asked = {}, {}, 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        pass


class Answer(http.server.BaseHTTPRequestHandler):
    # Else the second packet of an answer waits 40 ms for word of the first.
    protocol_version, disable_nagle_algorithm = "HTTP/1.1", True
    modules, role = MODULES, "CPO"

    def log_message(self, *_):
        pass

    def reply(self, data, fields=()):
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        body = json.dumps({"status_code": 1000, "timestamp": now, "data": data}).encode()
        self.send_response(200)
        for name, value in (("Content-Type", "application/json"), ("Content-Length", len(body)), *fields):
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def handle_call(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        _, who, *rest = self.path.split("?")[0].split("/")
        base = f"{self.server.base}/{who}"
        self.server.asked += 1
        if rest == ["versions"]:
            return self.reply([{"version": "2.2.1", "url": base + "/2.2.1"}])
        if rest == ["2.2.1"]:
            ends = [{"identifier": "credentials", "role": "RECEIVER", "url": base + "/2.2.1/credentials"}]
            ends += [
                {"identifier": name, "role": role, "url": f"{base}/2.2.1/{name}"} for name, role in self.modules.items()]
            return self.reply({"version": "2.2.1", "endpoints": ends})
        if rest[-1] == "credentials":
            self.server.tokens[who] = json.loads(body)["token"]
            return self.reply(self.credentials(who, base))
        manner = self.server.manners.get(who)
        if manner:
            time.sleep(manner)
        self.reply([] if self.command == "GET" else None, [("X-Total-Count", 0), ("X-Limit", 100)])

    do_GET = do_POST = do_PUT = do_PATCH = handle_call

    def credentials(self, who, base):
        roles = [
            {"role": self.role, "party_id": party(number), "country_code": "FR", "business_details": {"name": who}}
            for number in self.parties(who)]
        return {"token": "token-of-" + who + "-0123456789", "url": base + "/versions", "roles": roles}

    def parties(self, who):
        """The numbers of a partner's parties."""
        return [int(re.sub(r"\D", "", who) or 0) + (0 if "calm" in who else 8)]


class Fleet(House):
    """One runtime and a crowd."""

    def __init__(self, stage, partnerctl, count):
        self.stage, self.partnerctl = stage, partnerctl
        self.folder = os.path.join(stage.folder, "fleet")
        self.open()
        self.crowd = Crowd(os.path.join(self.folder, "tls"))
        self.names = CALM + [f"other-{number}" for number in range(count - len(CALM))]
        for name in self.names:
            self.write(name)
        self.run()

    def run(self):
        """Starts the runtime."""
        self.runtime, said = self.start("run")
        self.office, self.url = "http://" + said["backoffice"], said["public_url"]

    def roles(self, name):
        """Whom a partner speaks for."""
        return [f"FR-{party(int(re.sub(r'[^0-9]', '', name)) + (0 if name in CALM else 8))}:CPO"]

    def terms(self):
        """What its file says beside."""
        return ""

    def write(self, name):
        """A partner file, and the token with which the registration begins."""
        text = f"""schema = "bilateral/1"
id     = "{name}"
name   = "{name}"
status = "test"

[them]
roles = {json.dumps(self.roles(name))}

[connection]
registration = "we-start"
versions_url = "{self.crowd.base}/{name}/versions"
timeout      = "20 s"

[security]
ca_bundle = "tls/ca.pem"
{self.terms()}"""
        with open(os.path.join(self.folder, "partners", name + ".toml"), "w") as file:
            file.write(text)
        secret = os.path.join(self.folder, "secrets", name, "token-a")
        os.makedirs(os.path.dirname(secret), mode=0o700, exist_ok=True)
        with open(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write("token-a-of-" + name)

    def token(self, partner):
        return b64encode(self.crowd.tokens["other-2" if partner == "flooding" else partner].encode()).decode()

    def memory(self):
        """Resident megabytes of the runtime."""
        with open(f"/proc/{self.runtime.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) / 1024


def idle(fleet, seconds):
    spent, asked = fleet.processor(), fleet.crowd.asked
    time.sleep(seconds)
    spent = fleet.processor() - spent
    print(
        f"{'idle':24} {100 * spent / seconds:.1f} % of a processor, {fleet.memory():.0f} MB resident, "
        f"{fleet.crowd.asked - asked} calls in {seconds} s", flush=True)


def reload(fleet):
    """One new, one changed, one removed and one broken file, and SIGHUP."""
    fleet.write("other-9000")
    for name, word in (("other-5", 'timeout      = "21 s"'), ("other-7", "timeout      = 20")):
        path = os.path.join(fleet.folder, "partners", name + ".toml")
        with open(path) as file:
            text = file.read().replace('timeout      = "20 s"', word)
        with open(path, "w") as file:
            file.write(text)
    os.remove(os.path.join(fleet.folder, "partners", "other-6.toml"))
    fleet.runtime.send_signal(signal.SIGHUP)
    log = os.path.join(fleet.stage.folder, "run.log")

    def told():
        with open(log) as file:
            return [line for line in file if "fleet." in line]

    until("the folder is read again", lambda: any("fleet.reloaded" in line for line in told()))
    print("reload\n   " + "   ".join(line[:200].strip() + "\n" for line in told()), end="", flush=True)


def restart(fleet):
    """Ends the runtime and starts it again."""
    begin = time.monotonic()
    fleet.stage.stop(fleet.runtime)
    ended, begin = time.monotonic() - begin, time.monotonic()
    fleet.run()
    print(f"stopped in {ended:.1f} s, listening again after {time.monotonic() - begin:.2f} s", flush=True)
    time.sleep(10)
    print(f"   ten seconds later {fleet.memory():.0f} MB resident, {fleet.processor():.1f} s of processor time")
    with open(os.path.join(fleet.stage.folder, "run.log")) as file:
        for line in [line for line in file if "service failed" in line][:3]:
            print("   " + line[:200].strip())


def main():
    words = argparse.ArgumentParser()
    words.add_argument("partnerctl")
    words.add_argument("--partners", type=int, default=600)
    words.add_argument("--seconds", type=int, default=6)
    words.add_argument("--idle", type=int, default=30)
    words.add_argument("--connections", type=int, default=200)
    words.add_argument("--nice", type=int, default=19)
    words.add_argument("--flood", choices=FLOODS, default="versions")
    asked = words.parse_args()
    stage = Stage()
    try:
        fleet = Fleet(stage, os.path.abspath(asked.partnerctl), asked.partners)
        begin = time.monotonic()
        for name in fleet.names:
            fleet.register(name)
        print(f"{len(fleet.names)} partners registered in {time.monotonic() - begin:.0f} s", flush=True)
        time.sleep(10)
        idle(fleet, asked.idle)
        reload(fleet)
        restart(fleet)
        phase(fleet, "warm", 2)
        phase(fleet, "alone", asked.seconds)
        fleet.crowd.manners.update({"other-0": 3600, "other-1": 3})
        for name in ("other-0", "other-1"):
            threading.Thread(target=lambda name=name: pull(fleet, name), daemon=True).start()
        phase(fleet, "one hangs, one is slow", asked.seconds)
        running = flood(fleet, asked.flood, asked.connections, asked.seconds, asked.nice)
        phase(fleet, f"and one floods {asked.flood}", asked.seconds)
        running.communicate(timeout=30)
        print(f"{'afterwards':24} {fleet.memory():.0f} MB resident", flush=True)
    finally:
        stage.close()


def pull(fleet, name):
    """Asks for the whole lists of a partner that makes us wait."""
    try:
        fleet.verb("sync", name, "--full")
    except Exception:  # noqa: BLE001 - that it takes too long is the point
        pass


if __name__ == "__main__":
    main()
