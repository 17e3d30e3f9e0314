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
        named = {name for value in locations for evse in value["evses"] for name in evse["connectors"][0]["tariff_ids"]}
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
        self.ours.verb("apply", PARTNER)
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
