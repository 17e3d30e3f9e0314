"""One connection with the peer, step by step: what both roles have in common."""

import secrets

import certify
import faults
from sides import PARTNER, Ours, Peer
from stage import expect, make_certificates, until

LOCATIONS, TOKENS = 5, 7

# What a partner file says of this peer: one connection has these lines, in the other the runtime learns them.
DIALECT = """
[dialect]
paging          = "offset"
announced_slash = true
object_in_list  = true

[dialect.reason]
paging          = "the next links of their lists lead nowhere"
announced_slash = "their push joins our address and its path without a slash"
object_in_list  = "their answer to authorise is a list of one"
"""


class Journey:
    """Both sides of one connection, and the steps between them."""

    def __init__(self, stage, partnerctl, version, role, transport, book):
        self.stage, self.version, self.role, self.book = stage, version, role, book
        self.name = f"{role}-{version}"
        tls = None
        if transport == "https":
            tls = stage.make(self.name + "-tls")
            make_certificates(tls)
        self.peer_role = "EMSP" if role == "CPO" else "CPO"
        self.peer_party = "NL-EXW" if role == "CPO" else "DE-EXW"
        self.ours = Ours(stage, partnerctl, self.name, role, tls)
        self.peer = None
        self.tls = tls

    def died(self):
        """The last words of a runtime that ended by itself; nothing while it lives."""
        process = self.ours.process
        if process is None or process.poll() is None:
            return None
        return f"ended with {process.returncode}: {self.stage.tail(self.ours.log)}"

    def close(self):
        """Ends both processes."""
        for side in (self.ours, self.peer):
            if side and side.process:
                self.stage.stop(side.process)

    def steps(self):
        """The names in order, with what they do."""
        if self.version == "2.1.1":
            # The peer takes tokens in Base64 at its versions and as they are in 2.1.1, so that it is the one to begin.
            return [
                ("set up", self.set_up),
                ("register, they start", self.register_theirs),
                *self.middle(),
                ("certify", self.certify),
                ("rotate, they start", self.rotate_theirs),
                ("unregister, they end it", self.unregister_theirs),
            ]
        return [
            ("set up", self.set_up),
            ("check", self.check),
            ("register, we start", self.register),
            *self.middle(),
            ("the peer's faults", self.probe),
            ("certify", self.certify),
            ("rotate, we start", self.rotate),
            ("rotate, they start", self.rotate_theirs),
            ("unregister, we end it", self.unregister),
            ("register, they start", self.register_theirs),
            ("unregister, they end it", self.unregister_theirs),
        ]

    def set_up(self):
        self.peer = Peer(self.stage, self.peer_role, self.version, self.peer_party, self.tls)
        self.ours.make(self.peer_party, self.peer_role, self.peer.versions_url)
        self.prepare()
        for module in ("locations", "tokens", "tariffs"):
            self.ours.append(f'\n[sync.{module}]\ndebounce = "100 ms"\n')
        self.ours.verb("validate")
        self.ours.run()
        self.fill()
        return f"{self.ours.party}:{self.role} with {self.peer_party}:{self.peer_role}, {self.peer.versions_url}"

    def check(self):
        self.give_token()
        code, lines = self.ours.verb("check", PARTNER, ok=False)
        walked = lines[-1]["steps"]
        expect(code == 0, f"exit {code}: {[step for step in walked if step['ok'] is False]}")
        return ", ".join(f"{step['name']}: {step['detail']}" for step in walked[2:6])

    def give_token(self):
        """A token A of the peer's, kept as a secret of ours."""
        token = secrets.token_hex(24)
        self.peer.invite(token)
        self.ours.verb("secret", "set", f"{PARTNER}/token-a", stdin=token)

    def register(self):
        _, lines = self.ours.verb("register", PARTNER)
        self.ours.await_state("registered")
        expect(self.peer.state()["registered"], "the peer does not take itself for registered")
        self.ours.verb("apply", PARTNER, "--yes")
        return f"version {lines[-1]['version']}"

    def refused_version(self):
        """The words for a version that we do not offer."""
        self.give_token()
        code, lines = self.ours.verb("register", PARTNER, ok=False)
        error = lines[-1].get("error") or {}
        expect(
            code != 0 and error.get("code") == "BR211",
            f"exit {code}, {error}: if {self.version} is offered now, move it up in interop.py")
        return f"exit {code}: {error['message']}"

    def traffic(self):
        """Both directions work with the tokens of now."""
        self.ours.verb("sync", PARTNER, "-m", self.pulled, "--full")
        state = self.ours.state()["modules"][self.pulled]
        expect(not state["last_error"], f"sync of {self.pulled}: {state['last_error']}")
        here, there = self.ours.received(self.pulled), self.their_pull(self.shown)
        return f"{len(here)} {self.pulled} here, {len(there)} {self.shown} there"

    def their_pull(self, module):
        """What the peer finds in our list, each object read by its own schema."""
        found = self.peer.do("pull", module=module)
        expect(found["total"] == len(found["objects"]), f"X-Total-Count {found['total']}, {len(found['objects'])} came")
        expect(found["pages"] > 1, "one page alone")
        return found["objects"]

    def rotate(self):
        before = self.peer.state()["token"]
        self.ours.verb("rotate", PARTNER)
        expect(self.peer.state()["token"] != before, "the peer still presents the old token")
        return self.traffic()

    def rotate_theirs(self):
        before = self.peer.state()["token"]
        self.peer.do("rotate")
        expect(self.peer.state()["token"] != before, "the peer still presents the old token")
        words = self.traffic()

        def refused():
            return self.peer.do("call", method="GET", url=self.ours.versions_url, token=before)[0] == 401
        until("401 for the old token", refused, 15)
        return f"{words}; the old token is refused after security.token_overlap"

    def unregister(self):
        token = self.peer.state()["token"]
        self.ours.verb("unregister", PARTNER, "--yes")
        expect(not self.peer.state()["registered"], "the peer takes itself for registered")
        status = self.peer.do("call", method="GET", url=self.ours.versions_url, token=token)[0]
        expect(status == 401, f"their dead token is answered with HTTP {status}")
        return f"state {self.ours.state()['state']}"

    def register_theirs(self):
        _, lines = self.ours.verb("invite", PARTNER)
        told = lines[-1]
        self.peer.do("register", versions_url=told["versions_url"], token=told["token"])
        self.ours.await_state("registered")
        if self.version == "2.1.1":
            self.ours.verb("apply", PARTNER, "--yes")
        return f"with our token A; then {self.traffic()}"

    def unregister_theirs(self):
        status = self.peer.do("unregister")["afterwards"]
        expect(status == 401, f"their dead token is answered with HTTP {status}")
        state = self.ours.state()["state"]
        expect(state != "registered", f"our state is {state}")
        return f"state {state}"

    def they_push(self, module, identity):
        """The peer's own push; a first one may show how it makes addresses, the next one must arrive."""
        said = self.peer.do("push", module=module, identity=identity)
        if said["http"] == 404 and not self.is_stated:
            first, said = said, self.peer.do("push", module=module, identity=identity)
            words = f"glued address: HTTP {first['http']}; told addresses with /: HTTP {said['http']}"
        else:
            words = f"HTTP {said['http']}"
        expect(said["status"] == 1000, f"our answer: {said}")
        return words

    def probe(self):
        found = faults.probe(self.peer, self.ours)
        self.book.faults(found)
        learned = {entry["name"] for entry in self.ours.state()["dialect"]}
        missing = set() if self.is_stated else {"announced_slash", "object_in_list", "paging"} - learned
        expect(not missing, f"not noticed: {missing}, only {learned}")
        words = "learned: " + ", ".join(sorted(learned)) if learned else "nothing to learn beside the file"
        return f"{sum(fault['seen'] for fault in found)} of {len(found)} looked for; {words}"

    def certify(self):
        """The peer is judged by every check that fits it."""
        return certify.judge(self)


def price(tariff):
    """The first price of a tariff."""
    return float(tariff["elements"][0]["price_components"][0]["price"])
