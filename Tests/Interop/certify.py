"""`partnerctl certify` against the peer: every known fault is named by its check, and nothing fails unexplained."""

import json
import os
import re
import time
from xml.etree import ElementTree

import faults
from sides import HERE, PARTNER
from stage import expect

LONGEST = 120  # seconds that a whole run may take

# Checks; where: the peer's role, version or transport, all of them when empty; the fault of faults.py, if it is one of
# those; what the peer does, and which rule it breaks. Where it applies, each of the checks must fail or warn.
FINDINGS = [
    ("TRN-06 TRN-08 VER-21 CRED-11", "", "403 for 401",
     "a call without a token it knows is answered with 403; OCPI says 401 (TR-06)"),
    ("TRN-09", "", "3000 for 401",
     "a token that is no Base64 is answered with HTTP 200 and OCPI 3000; OCPI says 401 (TR-06)"),
    ("TRN-11 TRN-12", "2.2.1", "ids not echoed",
     "X-Request-ID and X-Correlation-ID are not in its answers; OCPI wants them back (TR-58, TR-59)"),
    ("TRN-16", "", "redirect for a slash",
     "an address without its last slash is redirected; OCPI says nothing, both spellings should do (TR-91)"),
    ("ENV-11", "", "one object as a list",
     "one object comes in a list of one; OCPI documents an object there (TR-16)"),
    ("ENV-11", "EMSP", "authorisation as a list",
     "one AuthorizationInfo comes in a list of one; OCPI documents an object there (TR-16)"),
    ("ENV-15", "", "404 without envelope", "errors are {\"detail\": …}; OCPI wants the envelope there too (TR-21)"),
    ("ENV-15", "", "422 without envelope", "errors are {\"detail\": …}; OCPI wants the envelope there too (TR-21)"),
    ("ENV-15", "EMSP", "404 without 2004", "an unknown card is 404 without an envelope, and so without 2004 (TOK-09)"),
    ("CRED-10", "2.2.1", "lower case", "codes of parties come in lower case; they are written in upper case (TR-69)"),
    ("PAG-12", "", "next link leads nowhere",
     "the path of a next link has names of Python classes and is answered with 404; it must lead to a page (TR-35)"),
    ("PAG-10", "http", "next link has the wrong scheme",
     "the next link of a list at http says https; it must be the address of a page of theirs (TR-35)"),
    ("INB-10", "EMSP", "glued addresses",
     "its push joins our address and the path without a slash; addresses are used as announced (VE-08)"),
    ("LOC-37", "EMSP 2.2.1", "PATCH without time", "a PATCH without last_updated is taken; it must have one (TR-47)"),
    ("LOC-48", "EMSP 2.2.1", "times cut", "times lose their parts of a second, which OCPI permits (TR-68)"),
    ("LOC-56", "EMSP 2.2.1", "supplier_name demanded",
     "an energy_mix without supplier_name is refused; all but is_green_energy is optional (TR-75)"),
    ("LOC-57", "EMSP 2.2.1", "status_schedule misread",
     "status_schedule is read as one object; OCPI documents a list (LOC-23)"),
    ("LOC-58", "EMSP 2.2.1", "parent time kept",
     "a PATCH of an EVSE does not raise last_updated of its location, which it must (LOC-05)"),
    ("INB-01 INB-03", "2.2.1", None,
     "its push sends no X-Request-ID and no X-Correlation-ID; OCPI demands both (TR-58, TR-59)"),
    ("LOC-31 SES-31", "EMSP 2.1.1", None,
     "a connector without tariff_id is refused, in locations and in sessions; in 2.1.1 it is optional (LOC-02)"),
    ("CDR-31", "EMSP 2.1.1", None,
     "a CDR is asked for end_date_time; 2.1.1 calls it stop_date_time (CDR-02)"),
    ("CDR-34", "EMSP 2.2.1", None,
     "the Location of a CDR has names of Python classes in its path and is answered with 404 (CDR-02)"),
    ("LOC-47", "EMSP 2.2.1", None,
     "null for an optional list is refused; OCPI is silent, most read it as left out (TR-74)"),
]

# Faults of faults.py that no check names, and why.
UNNAMED = {
    "empty Link": "a header without a link in it names no next page, which is all that OCPI asks",
    "nulls": "null for what is optional is no error",
    "405 for 401": "OCPI itself says 405 to PUT credentials of one who is not registered",
    "no commands": "modules are optional; the checks of commands are skipped and say so",
}
# Beside the lines of docs/interop.md: noticed by itself, and nothing that a file must say.
NOTED = {"errors_without_envelope": "true"}


def judge(trip):
    """A whole run with page and XML beside report.json; what was found is held against the tables."""
    name = os.path.join(trip.stage.out, f"certify-{trip.role.lower()}-{trip.version}")
    report, seconds = ask(trip, "html", name + ".html")
    with open(name + ".json", "w") as file:
        json.dump(report, file, indent=1, ensure_ascii=False)
    ends = {check["id"]: check for check in report["checks"]}
    expect(report["whole"] and not report["left"], f"whole {report['whole']}, left behind: {report['left']}")
    told = compare(trip, ends)
    compare_dialect(trip, ends)
    compare_forms(trip, ends, name)
    compare_remains(trip)
    trip.book.certify(trip.version, trip.role, seconds, report, told)
    return f"{report['text']}; {seconds:.1f} s"


def ask(trip, form, file):
    """One run; nothing may hang, so its time has an end."""
    begin = time.monotonic()
    code, lines = trip.ours.verb("certify", PARTNER, "--format", form, "--out", file, ok=False)
    seconds = time.monotonic() - begin
    expect(code == 1 and lines and "checks" in lines[-1], f"exit {code}: {lines[-1] if lines else 'nothing'}")
    expect(seconds < LONGEST, f"it took {seconds:.0f} s")
    return lines[-1], seconds


def applies(trip, where):
    """Whether a row is about this connection."""
    here = {trip.peer_role, trip.version, "https" if trip.tls else "http"}
    return all(word in here for word in where.split())


def compare(trip, ends):
    """What was found, check by check: (check, sentence) of those that were to be found."""
    known = {name for name, *_ in faults.BOTH + faults.OF_PROVIDER + faults.OF_OPERATOR}
    named = {fault for _, _, fault, _ in FINDINGS if fault} | UNNAMED.keys()
    expect(known == named, f"faults without a row: {sorted(known - named)}, rows without a fault: {sorted(named - known)}")
    told = [(check, words) for checks, where, _, words in FINDINGS if applies(trip, where) for check in checks.split()]
    silent = {check: ends[check]["verdict"] for check, _ in told if ends[check]["verdict"] not in ("fail", "warn")}
    expect(not silent, f"known faults that their checks do not name: {silent}")
    explained = {check for check, _ in told}
    strange = [
        f"{check}: {end['detail']} {end['evidence'][-1:]}"
        for check, end in ends.items() if end["verdict"] == "fail" and check not in explained]
    expect(not strange, f"failed and not explained: {strange}")
    if trip.peer_role == "CPO":
        expect(ends["CMD-01"]["verdict"] == "skipped", f"CMD-01 is {ends['CMD-01']}")
    return told


def compare_dialect(trip, ends):
    """What certify proposes is what docs/interop.md says."""
    found = [end["dialect"] for end in ends.values() if end.get("dialect")]
    proposed = {line["key"]: line["value"] for line in found}
    wanted = dict(documented(), **NOTED)
    if trip.peer_role == "CPO":
        wanted.pop("announced_slash")  # the file says so from the start: its push never went astray
    expect(proposed == wanted, f"proposed {proposed}, documented {wanted}")


def documented():
    """The lines of `[dialect]` in docs/interop.md."""
    with open(os.path.join(HERE, "../../docs/interop.md")) as file:
        block = file.read().split("\n[dialect]\n")[1].split("\n[", 1)[0]
    return {key: value.strip('"') for key, value in re.findall(r"^(\w+) *= *(\S+)$", block, re.M)}


def compare_forms(trip, ends, name):
    """A second run finds the same; the page and the XML say what JSON says."""
    ask(trip, "junit", name + ".xml")
    failed = {check for check, end in ends.items() if end["verdict"] == "fail"}
    cases = ElementTree.parse(name + ".xml").iter("testcase")
    again = {case.get("name").split()[0].rstrip(":") for case in cases if case.find("failure") is not None}
    expect(again == failed, f"the first run failed {sorted(failed)}, the second {sorted(again)}")
    with open(name + ".html") as file:
        page = file.read()
    missing = [check for check in failed if check not in page]
    expect(not missing, f"not on the page: {missing}")


def compare_remains(trip):
    """What certify put at the peer is out of use there."""
    ours = {
        "tariffs": lambda value: False,
        "sessions": lambda value: value["status"] == "INVALID",
        "locations": lambda value: all(evse["status"] == "REMOVED" for evse in value["evses"]),
    }
    for module, is_out in ({"tokens": lambda value: not value["valid"]} if trip.peer_role == "CPO" else ours).items():
        left = {key: value for key, value in trip.peer.received(module).items() if key.startswith("bltcert")}
        used = [key for key, value in left.items() if not is_out(value)]
        expect(not used, f"still in use at the peer: {module} {used}")
