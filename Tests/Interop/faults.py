"""What the peer does that OCPI 2.2.1 does not say, measured anew in every run, and what lets the product cope."""

import http.client
import json
import ssl
from base64 import b64encode
from urllib.parse import urlparse

from py_ocpi.core.enums import ModuleID
from py_ocpi.core.push import client_url

import objects
from stage import request

TRANSPORT = "transport_and_format"


class Probe:
    """Calls the peer with its own token, as the product would, and looks at the raw answers."""

    def __init__(self, peer, ours):
        self.peer, self.ours = peer, ours
        self.base = f"/{peer.role.lower()}/{peer.version}"
        self.list = "tokens" if peer.role == "EMSP" else "locations"
        self.inbox = "locations" if peer.role == "EMSP" else "tokens"

    def link(self):
        """Follows a next link with the peer's own scheme and host."""
        _, headers, _ = self.peer.raw("GET", f"{self.base}/{self.list}/?limit=2")
        link = headers["Link"]
        target = urlparse(link.split(">")[0].strip("<"))
        status, _, _ = self.peer.raw("GET", f"{target.path}?{target.query}".removeprefix("/ocpi"))
        return status != 200, f"`Link: {target.path}?{target.query}` is answered with HTTP {status}"

    def link_scheme(self):
        """The scheme of the link."""
        _, headers, _ = self.peer.raw("GET", f"{self.base}/{self.list}/?limit=2")
        mine, link = urlparse(self.peer.versions_url).scheme, headers["Link"][1:].split(":")[0]
        return mine != link, f"the next link of a list at {mine} says {link}"

    def last_link(self):
        """The last page."""
        _, headers, _ = self.peer.raw("GET", f"{self.base}/{self.list}/?offset=100")
        return headers["Link"] == "", "the last page of a list has an empty Link header"

    def listed_object(self):
        """One object that it received."""
        identity = next(iter(self.peer.received(self.inbox)))
        country, party = self.ours.party.split("-")
        _, _, answer = self.peer.raw("GET", f"{self.base}/{self.inbox}/{country}/{party}/{identity}")
        return isinstance(answer["data"], list), "GET of one object answers a list with one object in `data`"

    def listed_authorisation(self):
        """An authorisation."""
        uid = objects.token(self.peer.party, 0)["uid"]
        status, _, answer = self.peer.raw("POST", f"{self.base}/tokens/{uid}/authorize")
        return isinstance(answer["data"], list), f"authorise answers HTTP {status} with a list in `data`"

    def lower_case(self):
        """Ids and parties in its answers."""
        _, _, answer = self.peer.raw("GET", f"{self.base}/{self.list}/")
        first = answer["data"][0]
        found = f"{first['country_code']}-{first['party_id']} {first.get('id') or first['uid']}"
        return found == found.lower(), f"all case-insensitive texts come in lower case: `{found}`"

    def nulls(self):
        """Absent optional fields."""
        _, _, answer = self.peer.raw("GET", f"{self.base}/{self.list}/")
        names = [name for name, value in answer["data"][0].items() if value is None]
        return bool(names), f"absent optional fields are sent as null ({', '.join(names[:3])}, …)"

    def not_found(self):
        """An object that it does not know."""
        path = f"{self.base}/{self.inbox}/XX/YYY/NOWHERE"
        status, _, answer = self.peer.raw("GET", path)
        return "status_code" not in answer, f"an unknown object is answered with HTTP {status} and `{answer}`"

    def unknown_card(self):
        """A card that it does not know."""
        status, _, answer = self.peer.raw("POST", f"{self.base}/tokens/NOBODY/authorize")
        return answer.get("status_code") != 2004, f"an unknown card is answered with HTTP {status}, without 2004"

    def wrong_token(self):
        """A token that it does not know."""
        status, _, answer = self.peer.raw("GET", f"{self.base}/{self.list}/", token="nobody-knows-this")
        return status != 401, f"an unknown token is answered with HTTP {status} and `{answer}`"

    def unencoded_token(self):
        """A token that is no Base64."""
        url = self.peer.versions_url.rsplit("/", 1)[0] + f"{self.base}/{self.list}/"
        status, _, text = request("GET", url, headers={"Authorization": "Token abcde"}, trust=self.peer.trust)
        code = json.loads(text).get("status_code")
        return status != 401, f"a token that is no Base64 is answered with HTTP {status} and OCPI {code}"

    def wrong_put(self):
        """PUT credentials by somebody unknown."""
        body = {"token": "x" * 40, "url": self.peer.versions_url, "roles": []}
        status, _, _ = self.peer.raw("PUT", f"{self.base}/credentials/", token="nobody-knows-this", body=body)
        return status != 401, f"PUT credentials with an unknown token is answered with HTTP {status}"

    def bad_body(self):
        """A body that is no object of the module."""
        path = f"{self.base}/{self.inbox}/NL/EXW/X"
        status, _, answer = self.peer.raw("PUT", path, body={"id": 1})
        return "status_code" not in answer, f"a body it cannot read is answered with HTTP {status} and no envelope"

    def echo(self):
        """The ids of a request."""
        token = b64encode(self.peer.state()["accepted"][0].encode()).decode()
        headers = {"Authorization": "Token " + token, "X-Request-ID": "one", "X-Correlation-ID": "two"}
        _, answer, _ = request("GET", self.peer.versions_url, headers=headers, trust=self.peer.trust)
        return answer["X-Request-ID"] != "one", "X-Request-ID and X-Correlation-ID are not in its answers"

    def no_slash(self):
        """The address of a module without its last slash; urllib follows, so the address changes."""
        where = urlparse(self.peer.versions_url)
        secure = where.scheme == "https"
        context = ssl.create_default_context(cafile=self.peer.trust) if secure else None
        line = (
            http.client.HTTPSConnection(where.netloc, context=context)
            if secure else http.client.HTTPConnection(where.netloc))
        line.request("GET", f"/ocpi{self.base}/{self.list}")
        status = line.getresponse().status
        line.close()
        return status in (301, 302, 307, 308), f"a list without the last slash is redirected (HTTP {status})"

    def glued(self):
        """How its push makes addresses."""
        url = client_url(ModuleID.locations, "LOC-1", "https://example/locations")
        seen = "locations/" not in url
        return seen, f"its push glues our address and its path together: `{url.removeprefix('https://example')}`"

    def no_commands(self):
        """Whether an operator announces where commands go."""
        _, _, answer = self.peer.raw("GET", f"/{self.peer.version}/details")
        names = {entry["identifier"] for entry in answer["data"]["endpoints"]}
        return "commands" not in names, "an operator does not announce its commands interface"

    def location(self, **changes):
        """A whole location as we would push it; how it was answered."""
        value = objects.location(self.ours.party, 900)
        value["evses"][0] |= changes.pop("evse", {})
        country, party = self.ours.party.split("-")
        path = f"{self.base}/locations/{country}/{party}/{value['id']}"
        return self.peer.raw("PUT", path, body=value | changes)

    def energy_mix(self):
        """A mix without the names of its supplier."""
        status, _, _ = self.location(energy_mix={"is_green_energy": True})
        return status == 422, f"a location with an energy_mix without supplier_name is refused (HTTP {status})"

    def schedule(self):
        """A list of planned changes of status."""
        planned = [{"period_begin": "2027-01-01T00:00:00Z", "status": "INOPERATIVE"}]
        status, _, _ = self.location(evse={"status_schedule": planned})
        return status == 422, f"an EVSE with a list in status_schedule is refused (HTTP {status})"

    def fractions(self):
        """Parts of a second."""
        _, _, answer = self.location(last_updated="2026-06-01T08:00:00.750Z")
        found = answer["data"][0]["last_updated"]
        return "." not in found, f"times lose the parts of a second: 08:00:00.750Z becomes {found[11:]}"

    def patch_parent(self):
        """The time of a location whose EVSE changes."""
        self.location()
        place = self.patch({"status": "CHARGING", "last_updated": "2026-07-01T08:00:00Z"})
        there = self.peer.received("locations")["loc-900"]
        seen = place[0] == 200 and there["last_updated"] < "2026-07-01"
        return seen, "a PATCH of an EVSE does not raise last_updated of its location"

    def patch_time(self):
        """A PATCH without time."""
        status, _, answer = self.patch({"status": "BLOCKED"})
        return status == 200, f"a PATCH without last_updated is taken (HTTP {status}, {answer.get('status_code')})"

    def patch(self, body):
        """A PATCH of an EVSE of the probe's location."""
        country, party = self.ours.party.split("-")
        uid = objects.location(self.ours.party, 900)["evses"][0]["uid"]
        return self.peer.raw("PATCH", f"{self.base}/locations/{country}/{party}/LOC-900/{uid}", body=body)


BOTH = [
    ("next link leads nowhere", Probe.link, f"{TRANSPORT}: Link to the next page",
     'noticed and coped with; in the file `dialect.paging = "offset"`'),
    ("next link has the wrong scheme", Probe.link_scheme, f"{TRANSPORT}: Link to the next page",
     "built in: scheme and port of the page hold for the same host"),
    ("empty Link", Probe.last_link, f"{TRANSPORT}: no Link on the last page", "built in: read as none"),
    ("one object as a list", Probe.listed_object, f"{TRANSPORT}: data is an object for one object",
     "not asked for: single objects are not fetched"),
    ("lower case", Probe.lower_case, "types: CiString is compared without case, not changed",
     "built in: compared without case, parties written in upper case"),
    ("nulls", Probe.nulls, "not said; most leave them out", "built in: null is read as absent"),
    ("404 without envelope", Probe.not_found, f"{TRANSPORT}: errors include the response format",
     "noticed, read by its HTTP status; in the file `dialect.errors_without_envelope = true`"),
    ("403 for 401", Probe.wrong_token, f"{TRANSPORT}: SHALL respond with 401", "built in: read alike"),
    ("3000 for 401", Probe.unencoded_token, f"{TRANSPORT}: SHALL respond with 401",
     "built in: Base64 is tried first; `dialect.token_header_base64 = true` keeps it so"),
    ("405 for 401", Probe.wrong_put, f"{TRANSPORT}: SHALL respond with 401",
     "built in: read as not registered, with the next step in words"),
    ("422 without envelope", Probe.bad_body, "status_codes: 2001 in the response format",
     "built in: refused, parked in `partnerctl outbox` with the reason"),
    ("ids not echoed", Probe.echo, f"{TRANSPORT}: the response SHALL contain the same ids", "built in: not needed"),
    ("redirect for a slash", Probe.no_slash, "not said",
     "addresses are used as announced; a redirect teaches `dialect.trailing_slash`"),
    ("glued addresses", Probe.glued, "locations: {endpoint}/{country_code}/{party_id}/{location_id}",
     "noticed and coped with from the second call on; in the file `dialect.announced_slash = true`"),
]
OF_PROVIDER = [
    ("authorisation as a list", Probe.listed_authorisation, "tokens: data is one AuthorizationInfo",
     "noticed and coped with; in the file `dialect.object_in_list = true`"),
    ("404 without 2004", Probe.unknown_card, "tokens: SHALL contain 2004", "built in: HTTP 404 is an unknown card"),
    ("supplier_name demanded", Probe.energy_mix, "locations: supplier_name is optional",
     '`share.hide_fields = ["energy_mix"]`'),
    ("status_schedule misread", Probe.schedule, "locations: a list of StatusSchedule",
     '`share.hide_fields = ["status_schedule"]`'),
    ("times cut", Probe.fractions, "types: fractional seconds MAY be used",
     "built in: the same time with other content is taken"),
    ("parent time kept", Probe.patch_parent, "locations: SHALL set last_updated on the parent",
     "built in: what a partner has is known by our acknowledged copy, not by its times"),
    ("PATCH without time", Probe.patch_time, "locations: SHALL contain last_updated", "built in: ours always has one"),
]
OF_OPERATOR = [
    ("no commands", Probe.no_commands, "commands: the CPO is the Receiver", "nothing: commands need the address"),
]


def probe(peer, ours):
    """Looks for every fault; `seen` says whether this peer has it."""
    looker = Probe(peer, ours)
    found = []
    for name, look, spec, copes in BOTH + (OF_PROVIDER if peer.role == "EMSP" else OF_OPERATOR):
        seen, does = look(looker)
        found.append({"id": name, "role": peer.role, "seen": bool(seen), "does": does, "spec": spec, "copes": copes})
    return found
