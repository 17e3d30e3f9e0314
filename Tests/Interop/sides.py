"""The two sides as the driver sees them: the product by `partnerctl` and the back office, the peer by its driver's
addresses."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from base64 import b64encode

from objects import for_all_versions, token
from stage import Trouble, expect, request, until

HERE = os.path.dirname(os.path.abspath(__file__))
PARTNER = "exw"


class Ours:
    """A fleet made by `partnerctl init`, and its runtime."""

    def __init__(self, stage, partnerctl, name, role, tls):
        self.stage, self.partnerctl, self.role = stage, partnerctl, role
        self.party = "DE-NVO" if role == "CPO" else "NL-ACM"
        self.folder = os.path.join(stage.folder, name)
        self.log = name + ".log"
        self.tls = tls
        self.process = None

    def verb(self, *words, ok=True, stdin=None):
        """Runs `partnerctl`; the JSON lines of its output and the exit code."""
        done = subprocess.run(
            [self.partnerctl, *words, "--json", "-C", self.folder], input=stdin, capture_output=True, text=True,
            timeout=120)
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        if ok and done.returncode != 0:
            raise Trouble(f"partnerctl {' '.join(words)}: exit {done.returncode}: {told(lines, done.stderr)}")
        return done.returncode, lines

    def make(self, peer_party, peer_role, versions_url):
        """The folder, as README's "A fleet of your own" makes it, changed for loopback."""
        scheme = "https" if self.tls else "http"
        self.verb(
            "init", "--us", f"{self.party}:{self.role}", "--our-name", "Nordic Volt",
            "--public-url", f"{scheme}://127.0.0.1:0/ocpi")
        self.verb(
            "init", PARTNER, "--template", peer_role.lower(), "--name", "Extrawest",
            "--party", f"{peer_party}:{peer_role}", "--versions-url", versions_url)
        self.change("partnerctl.toml", self.ours)
        if self.tls:
            shutil.copytree(self.tls, os.path.join(self.folder, "tls"))
            with open(os.path.join(self.tls, "key.pem")) as file:
                self.verb("secret", "set", "tls/key", stdin=file.read())
        trust = 'ca_bundle     = "tls/ca.pem"\n' if self.tls else ""
        self.append('\n[security]\ntoken_overlap = "1 s"\n' + trust)
        if peer_role == "EMSP":
            card = token(peer_party, 0)["uid"]
            self.append(f'\n[onboarding]\ntest_cards = ["{card}"]\n')

    def ours(self, text):
        """Loopback, ports of the kernel's choice, and plain HTTP unless the run has certificates."""
        text = re.sub(r'^listen( *)= "[^"]*"', r'listen\1= "127.0.0.1:0"', text, flags=re.M)
        return text if self.tls else re.sub(r"^(certificate|key) += .*tls/.*\n", "", text, flags=re.M)

    def change(self, name, body):
        """Rewrites a file of the folder."""
        path = os.path.join(self.folder, name)
        with open(path) as file:
            text = body(file.read())
        with open(path, "w") as file:
            file.write(text)

    def append(self, text):
        """More lines of the partner's file."""
        self.change(f"partners/{PARTNER}.toml", lambda old: old + text)

    def run(self):
        """Starts the runtime."""
        words = [self.partnerctl, "run", "--json", "-C", self.folder]
        self.process, said = self.stage.start(words, self.log)
        self.office = "http://" + said["backoffice"]
        self.versions_url = said["public_url"] + "/versions"
        with open(os.path.join(self.folder, "secrets/backoffice/token")) as file:
            self.bearer = {"Authorization": "Bearer " + file.read().strip()}

    def reload(self):
        """Reads the files again."""
        self.process.send_signal(signal.SIGHUP)

    def call(self, method, path, body=None, type="application/json"):
        """The back office; answers JSON."""
        status, _, text = request(method, self.office + path, body, {**self.bearer, "Content-Type": type})
        expect(status < 300, f"{method} {path}: HTTP {status} {text[:300]}")
        return json.loads(text) if text else None

    def import_objects(self, module, objects):
        """Our own objects, one a line."""
        lines = "".join(json.dumps(value) + "\n" for value in objects).encode()
        done = self.call("POST", f"/own/import?module={module}", lines, "application/x-ndjson")
        expect(done["rejected"] == 0, f"import of {module}: {done['problems']}")

    def received(self, module):
        """What the partner sent us, by id in lower case."""
        found = self.call("GET", f"/partners/{PARTNER}/{module}?limit=1000")
        return {(value.get("id") or value["uid"]).lower(): value for value in found}

    def state(self):
        """The partner's line of `status`."""
        return self.call("GET", "/partners")["partners"][0]

    def await_state(self, state):
        """Waits for a state of the registration."""
        until(f"state {state}, is {self.state()['state']}", lambda: self.state()["state"] == state)

    def waiting(self):
        """What the outbox holds."""
        return self.verb("outbox", PARTNER)[1][-1]["items"]

    def await_outbox(self):
        """Waits until all is sent; what stands still is told."""
        try:
            until("an empty outbox", lambda: not self.waiting(), 20)
        except Trouble:
            item = self.waiting()[0]
            raise Trouble(f"{item['module']} {item['object']} waits: {item['last_error']}") from None


class Peer:
    """The process of peer.py."""

    def __init__(self, stage, role, version, party, tls):
        self.stage, self.role, self.version, self.party, self.tls = stage, role, version, party, tls
        self.trust = os.path.join(tls, "ca.pem") if tls else None
        words = [sys.executable, os.path.join(HERE, "peer.py"), "--role", role, "--version", version, "--party", party]
        if tls:
            words += ["--tls", tls]
        self.process, said = stage.start(words, f"peer-{role}-{version}.log")
        self.versions_url, self.control = said["versions_url"], said["control"]

    def state(self):
        """All that the peer knows."""
        return json.loads(request("GET", self.control + "/state", trust=self.trust)[2])

    def invite(self, token):
        """Lets a token A in."""
        request("POST", self.control + "/invite", {"token": token}, trust=self.trust)

    def own(self, module, value):
        """Gives the peer an object of its own."""
        request("POST", f"{self.control}/own/{module}", for_all_versions(value), trust=self.trust)

    def do(self, verb, **order):
        """Lets the peer act; its result."""
        status, _, text = request("POST", f"{self.control}/do/{verb}", order, trust=self.trust)
        answer = json.loads(text) if status == 200 else {"ok": False, "error": text}
        if not answer["ok"]:
            raise Trouble(f"the peer's {verb}: {answer['error']}")
        return answer["result"]

    def received(self, module):
        """What we sent it, by id in lower case."""
        found = [entry for entry in self.state()["received"] if entry["key"][0] == module]
        return {entry["key"][3]: entry["object"] for entry in found}

    def raw(self, method, path, token=None, body=None):
        """A call as we would make it, to see with own eyes how the peer answers."""
        token = token or self.state()["accepted"][0]
        if self.version != "2.1.1":
            token = b64encode(token.encode()).decode()
        base = self.versions_url.rsplit("/", 1)[0]
        status, headers, text = request(
            method, base + path, body, {"Authorization": "Token " + token}, trust=self.trust)
        try:
            return status, headers, json.loads(text)
        except ValueError:
            return status, headers, text


def told(lines, stderr):
    """What a failed verb said."""
    for line in reversed(lines):
        error = line.get("error")
        if error:
            return f"{error.get('message')} ({error.get('help', '')})"
    return stderr.strip()[-400:]
