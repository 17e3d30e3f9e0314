"""The connection in which we are the operator: stations and prices are ours, drivers are the peer's."""

import json

import objects
from journey import LOCATIONS, TOKENS, Journey, price
from sides import PARTNER
from stage import expect, until


class AsOperator(Journey):
    """We are the CPO, the peer is an eMSP."""

    pulled, shown, is_stated = "tokens", "locations", False

    def prepare(self):
        """What we sell, and for how much."""
        self.ours.append('\n[pricing.sell]\nbase     = "adhoc"\ndiscount = "8 %"\n')
        with open(self.ours.folder + "/tariffs/adhoc.json", "w") as file:
            json.dump(objects.PRICES, file)

    def fill(self):
        """Stations of ours, cards of theirs; one card is not valid."""
        self.ours.import_objects("locations", [objects.location("DE-NVO", n + 1) for n in range(LOCATIONS)])
        for number in range(TOKENS):
            self.peer.own("tokens", objects.token(self.peer_party, number, valid=number != 1))

    def middle(self):
        """We have stations and prices, the peer has drivers."""
        return [
            ("pull their tokens", self.pull_tokens),
            ("they pull our locations, tariffs", self.they_pull_stations),
            ("push locations, tariffs", self.push_stations),
            ("push a status (PATCH)", self.push_status),
            ("push a location (PUT)", self.push_location),
            ("a location they refuse", self.refused_location),
            ("they push a token (PUT)", self.they_push_token),
            ("they push a token (PATCH)", self.they_patch_token),
            ("ask them for drivers", self.ask_for_drivers),
            ("push a session (PUT, PATCH)", self.push_session),
            ("push a CDR (POST)", self.push_cdr),
            ("they start a session (command)", self.they_start_a_session),
        ]

    def pull_tokens(self):
        self.ours.verb("sync", PARTNER, "-m", "tokens", "--full")
        state = self.ours.state()["modules"]["tokens"]
        found = self.ours.received("tokens")
        expect(len(found) == TOKENS, f"{len(found)} of {TOKENS}: {state['last_error']}")
        expect(sum(not value["valid"] for value in found.values()) == 1, "the invalid card is not invalid here")
        return f"{len(found)} tokens"

    def they_pull_stations(self):
        locations, tariffs = self.their_pull("locations"), self.peer.do("pull", module="tariffs")["objects"]
        expect(len(locations) == LOCATIONS, f"{len(locations)} locations")
        expect([price(value) for value in tariffs] == [0.4508], f"tariffs {[price(value) for value in tariffs]}")
        known = {value["id"] for value in tariffs}
        plugs = [evse["connectors"][0] for value in locations for evse in value["evses"]]
        named = {name for plug in plugs for name in plug.get("tariff_ids") or [plug["tariff_id"]]}
        expect(named == known, f"connectors name {named}, the list has {known}")
        return f"{len(locations)} locations, {len(tariffs)} tariff, 8 % off the list"

    def push_stations(self):
        self.ours.await_outbox()
        locations, tariffs = self.peer.received("locations"), self.peer.received("tariffs")
        expect(len(locations) == LOCATIONS and len(tariffs) == 1, f"{len(locations)} locations, {len(tariffs)} tariffs")
        expect(locations["loc-001"]["address"] == "Hafenstraße 1", f"address {locations['loc-001']['address']}")
        return f"{len(locations)} locations, {len(tariffs)} tariff"

    def push_status(self):
        self.ours.call("PATCH", "/own/locations/DE/NVO/LOC-001/NVO-1-1", {"status": "CHARGING"})
        def there():
            evses = self.peer.received("locations")["loc-001"]["evses"]
            return any(e["uid"].upper() == "NVO-1-1" and e["status"] == "CHARGING" for e in evses)
        until("the status at the peer", there)
        last = [call for call in self.peer.state()["calls"] if call["method"] in ("PUT", "PATCH")][-1]
        expect(last["method"] == "PATCH", f"it came by {last['method']} {last['path']}")
        self.ours.await_outbox()
        return f"{last['method']} {last['path']}"

    def push_location(self):
        self.ours.call("PATCH", "/own/locations/DE/NVO/LOC-002", {"name": "Harbour, renamed"})
        until("the name at the peer", lambda: self.peer.received("locations")["loc-002"]["name"] == "Harbour, renamed")
        self.ours.await_outbox()

    def refused_location(self):
        """The peer takes no `energy_mix` without its supplier's name: the push is parked with the reason, until the
        partner file keeps the field back."""
        value = objects.location("DE-NVO", 6) | {"energy_mix": {"is_green_energy": True}}
        self.ours.call("PUT", "/own/locations/DE/NVO/LOC-006", value)
        parked = until("the refusal in the outbox", lambda: [i for i in self.ours.waiting() if i["last_error"]])[0]
        expect("422" in parked["last_error"], f"the reason is {parked['last_error']}")
        self.ours.append('\n[share]\nhide_fields = ["energy_mix"]\n')
        self.ours.verb("apply", PARTNER, "--yes")
        until("the location at the peer", lambda: "loc-006" in self.peer.received("locations"))
        self.ours.await_outbox()
        return f"parked: {parked['last_error']}; taken with share.hide_fields"

    def they_push_token(self):
        fresh = objects.token(self.peer_party, 90)
        self.peer.own("tokens", fresh)
        words = self.they_push("tokens", fresh["uid"])
        expect(fresh["uid"].lower() in self.ours.received("tokens"), "the token is not here")
        return words

    def they_patch_token(self):
        uid = objects.token(self.peer_party, 90)["uid"]
        country, party = self.peer_party.split("-")
        said = self.peer.do(
            "send", method="PATCH", module="tokens", path=f"{country}/{party}/{uid}?type=RFID",
            body={"valid": False, "last_updated": "2026-06-02T08:00:00Z"})
        expect(said["status"] == 1000, f"our answer: {said}")
        expect(not self.ours.received("tokens")[uid.lower()]["valid"], "it is still valid here")
        return f"HTTP {said['http']}"

    def ask_for_drivers(self):
        place = {"location_id": "LOC-001", "evse_uids": ["NVO-1-1"]}
        words = []
        for number, wanted in ((0, (True, "partner")), (1, (False, "partner")), (77, (False, "partner"))):
            uid = objects.token(self.peer_party, number)["uid"]
            body = {"uid": uid, "type": "RFID", "location": place}
            answer = self.ours.call("POST", f"/partners/{PARTNER}/authorize", body)
            words.append(f"{answer['reason']} by {answer['source']}")
            expect((answer["allowed"], answer["source"]) == wanted, f"{answer}")
        expect(self.peer.state()["asked"], "the peer was not asked")
        return ", ".join(words)

    def push_session(self):
        """A driver of the peer's charges at our first station."""
        self.ours.call("PUT", "/own/sessions/DE/NVO/S-1", objects.session("2.2.1", "DE-NVO", self.peer_party, "S-1", 1.5))
        self.ours.await_outbox()
        until("the session at the peer", lambda: "s-1" in self.peer.received("sessions"), 5)
        self.ours.call("PATCH", "/own/sessions/DE/NVO/S-1", {"kwh": 5.5, "last_updated": "2026-06-05T08:45:00Z"})
        until("its energy at the peer", lambda: float(self.peer.received("sessions")["s-1"]["kwh"]) == 5.5)
        self.ours.await_outbox()
        ways = [c["method"] for c in self.peer.state()["calls"] if "/sessions/" in c["path"]]
        return ", ".join(ways)

    def push_cdr(self):
        cdr = objects.cdr_of_now(objects.cdr("2.2.1", "DE-NVO", self.peer_party, "CDR-1"))
        self.ours.call("POST", "/own/cdrs", cdr | {"session_id": "S-1"})
        if self.version == "2.1.1":
            return self.see_cdr_wait()
        self.ours.await_outbox()
        until("the CDR at the peer", lambda: "cdr-1" in self.peer.received("cdrs"), 5)
        return f"total_cost {self.peer.received('cdrs')['cdr-1']['total_cost']}"

    def see_cdr_wait(self):
        """The peer's CDR of 2.1.1 demands `end_date_time`, which that version calls `stop_date_time`: it takes none."""
        def reason():
            return next((item["last_error"] for item in self.ours.waiting() if item["last_error"]), None)
        said = until("a refusal with its reason", reason)
        expect("HTTP 422" in said and "end_date_time" in said, f"another reason: {said}")
        return "its model asks for end_date_time in place of stop_date_time: the CDR waits, with that reason"

    def they_start_a_session(self):
        """START_SESSION comes from the peer, our platform answers, the result goes to the peer's `response_url`."""
        state = self.peer.state()
        url = next(entry["url"] for entry in state["endpoints"] if entry["identifier"] == "commands")
        base = self.peer.versions_url.rsplit("/", 1)[0]
        order = {
            "response_url": f"{base}/emsp/{self.version}/commands/order-1", "location_id": "LOC-001",
            "evse_uid": "NVO-1-1", "token": objects.for_all_versions(objects.token(self.peer_party, 0)),
        }
        said = self.peer.do("call", method="POST", url=url.rstrip("/") + "/START_SESSION", body=order)
        expect(said[0] == 200 and said[2]["data"]["result"] == "ACCEPTED", f"our answer: {said[0]} {said[2]}")
        asked = until("the question", lambda: self.ours.call("GET", "/asks")["asks"])[0]
        self.ours.call("POST", f"/asks/{asked['ask_id']}", {"result": "ACCEPTED"})
        result = until("the result", lambda: self.peer.received("commands").get("order-1"))
        expect(result["result"] == "ACCEPTED", f"the result: {result}")
        return "ACCEPTED at once, then as the result"
