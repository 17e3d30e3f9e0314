"""The connection in which we are the provider: drivers are ours, stations and prices are the peer's."""

import objects
from journey import DIALECT, LOCATIONS, TOKENS, Journey, price
from stage import expect, until
from sides import PARTNER


class AsProvider(Journey):
    """We are the eMSP, the peer is a CPO."""

    pulled, shown, is_stated = "locations", "tokens", True

    def prepare(self):
        """Their dialect, as somebody knows it already."""
        self.ours.append(DIALECT)

    def fill(self):
        """Cards of ours, one not valid; stations and prices of theirs."""
        self.ours.import_objects("tokens", [objects.token("NL-ACM", n, valid=n != 1) for n in range(TOKENS)])
        for number in range(LOCATIONS):
            self.peer.own("locations", objects.location(self.peer_party, number + 1, "T-1"))
            self.peer.own("tariffs", objects.tariff(self.peer_party, f"T-{number + 1}", round(0.45 + number / 100, 2)))

    def middle(self):
        """We have drivers, the peer has stations and prices."""
        return [
            ("pull their locations", self.pull_locations),
            ("pull their tariffs", self.pull_tariffs),
            ("they pull our tokens", self.they_pull_tokens),
            ("push tokens", self.push_tokens),
            ("push a token (PUT)", self.push_token),
            ("they push a location (PUT)", self.they_push_location),
            ("they push a status (PATCH)", self.they_patch_status),
            ("answer for our drivers", self.answer_for_drivers),
            ("they push a session", self.they_push_session),
            ("they push a CDR", self.they_push_cdr),
        ]

    def pull_locations(self):
        self.ours.verb("sync", PARTNER, "-m", "locations", "--full")
        state = self.ours.state()["modules"]["locations"]
        found = self.ours.received("locations")
        expect(len(found) == LOCATIONS, f"{len(found)} of {LOCATIONS}: {state['last_error']}")
        return f"{len(found)} locations, {sum(len(value['evses']) for value in found.values())} EVSEs"

    def pull_tariffs(self):
        self.ours.verb("sync", PARTNER, "-m", "tariffs", "--full")
        found = self.ours.received("tariffs")
        expect(len(found) == LOCATIONS, f"{len(found)} of {LOCATIONS}")
        return f"{len(found)} tariffs, T-1 at {price(found['t-1'])} EUR/kWh"

    def they_pull_tokens(self):
        found = self.their_pull("tokens")
        expect(len(found) == TOKENS, f"{len(found)} of {TOKENS}")
        return f"{len(found)} tokens"

    def push_tokens(self):
        self.ours.await_outbox()
        found = self.peer.received("tokens")
        expect(len(found) == TOKENS, f"{len(found)} of {TOKENS}")
        return f"{len(found)} tokens"

    def push_token(self):
        uid = objects.token("NL-ACM", 2)["uid"]
        self.ours.call("PATCH", f"/own/tokens/NL/ACM/{uid}", {"valid": False})
        until("the change at the peer", lambda: not self.peer.received("tokens")[uid.lower()]["valid"])
        self.ours.await_outbox()

    def they_push_location(self):
        changed = objects.location(self.peer_party, 2, "T-1", "2026-06-03T08:00:00Z") | {"name": "Moved"}
        self.peer.own("locations", changed)
        words = self.they_push("locations", "LOC-002")
        expect(self.ours.received("locations")["loc-002"]["name"] == "Moved", "the change is not here")
        return words

    def they_patch_status(self):
        country, party = self.peer_party.split("-")
        said = self.peer.do(
            "send", method="PATCH", module="locations", path=f"{country}/{party}/LOC-001/{party}-1-1",
            body={"status": "CHARGING", "last_updated": "2026-06-04T08:00:00Z"})
        expect(said["status"] == 1000, f"our answer: {said}")
        states = {evse["uid"].lower(): evse["status"] for evse in self.ours.received("locations")["loc-001"]["evses"]}
        expect(states[f"{party}-1-1".lower()] == "CHARGING", f"here: {states}")
        return f"HTTP {said['http']}"

    def answer_for_drivers(self):
        place = {"location_id": "LOC-001", "evse_uids": [f"{self.peer_party.split('-')[1]}-1-1"]}
        words = []
        for number, wanted in ((0, "ALLOWED"), (1, "BLOCKED"), (77, None)):
            said = self.peer.do("authorize", uid=objects.token("NL-ACM", number)["uid"], location=place)
            if wanted is None:
                code = 2001 if self.version == "2.1.1" else 2004
                expect(said["http"] == 404 and said["status"] == code, f"unknown card: {said}")
                words.append(f"HTTP 404 and {code}")
            else:
                expect(said["data"]["allowed"] == wanted, f"card {number}: {said}")
                words.append(wanted)
        return ", ".join(words)

    def they_push_session(self):
        """By PUT, as one of our drivers charges at their station."""
        value = objects.session(self.version, self.peer_party, "NL-ACM", "S-9", 2.5)
        country, party = self.peer_party.split("-")
        said = self.peer.do("send", method="PUT", module="sessions", path=f"{country}/{party}/S-9", body=value)
        expect(said["status"] == 1000, f"our answer: {said}")
        expect("s-9" in self.ours.received("sessions"), "the session is not here")
        return f"HTTP {said['http']}"

    def they_push_cdr(self):
        """By POST, twice: the second time it is the same one."""
        value = objects.cdr(self.version, self.peer_party, "NL-ACM", "CDR-9")
        said = [self.peer.do("send", method="POST", module="cdrs", path="", body=value) for _ in range(2)]
        expect(all(answer["status"] == 1000 for answer in said), f"our answers: {said}")
        expect("cdr-9" in self.ours.received("cdrs"), "the CDR is not here")
        return ", ".join(f"HTTP {answer['http']}" for answer in said)
