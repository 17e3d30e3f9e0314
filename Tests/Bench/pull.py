#!/usr/bin/env python3
"""A first pull of a hundred thousand locations, beside the least that any program needs for it.

    pull.py .build/release/partnerctl [--locations 100000] [--page 1000] [--rounds 3] [--json FILE]

A server of this script plays one CPO over TLS; its pages are made once. A runtime that is registered with it pulls all of
them: reads, checks, compares and stores every object, on the disk before it asks for what changed since. The floor is the same
bytes in the same run fetched by one `curl` and put into a table by one `sqlite3`, a row for each object, a transaction for each
page as durable as ours, with nothing read but the id. Needs curl and sqlite3 (apt).
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from million import MARK, Million, Operators  # noqa: E402
from neighbours import Stage  # noqa: E402

STREETS = ["Hauptstraße", "Rue de la Gare", "Stationsweg", "Via Roma", "Rathausplatz", "Kurfürstendamm", "Quai Perrache"]
STATUSES = ["AVAILABLE", "CHARGING", "BLOCKED", "OUTOFORDER", "UNKNOWN"]
PLUGS = [("IEC_62196_T2", "AC_3_PHASE", 400, 32, 22000), ("IEC_62196_T2_COMBO", "DC", 920, 500, 150000)]


def evse(dice, uid, number):
    """One EVSE with one or two plugs."""
    plugs = []
    for place in range(1 + (dice.random() < 0.5)):
        standard, power, volts, amperes, watts = PLUGS[dice.random() < 0.2]
        plugs.append({
            "id": str(place + 1), "standard": standard, "format": "CABLE" if power == "DC" else "SOCKET", "power_type": power,
            "max_voltage": volts, "max_amperage": amperes, "max_electric_power": watts,
            "tariff_ids": [f"T{dice.randrange(50)}"], "last_updated": "2026-09-01T08:00:00Z"})
    return {"uid": f"{uid}-{number}", "evse_id": f"FR*@@@*E{uid}*{number}", "status": dice.choice(STATUSES),
            "capabilities": ["RFID_READER", "REMOTE_START_STOP_CAPABLE"], "connectors": plugs,
            "physical_reference": str(number), "last_updated": "2026-11-01T12:34:56Z"}


def location(dice, uid):
    """A location of the usual size: two and a half EVSEs."""
    return {
        "country_code": "FR", "party_id": "@@@", "id": uid, "publish": True, "name": f"Ladepark {uid}",
        "address": f"{dice.choice(STREETS)} {dice.randrange(1, 200)}", "city": "Lyon", "postal_code": "69002", "country": "FRA",
        "coordinates": {"latitude": f"{45 + dice.random():.6f}", "longitude": f"{4 + dice.random():.6f}"},
        "evses": [evse(dice, uid, number) for number in range(dice.choice([1, 2, 2, 2, 4]))],
        "operator": {"name": "Acme Énergie", "website": "https://acme.example"}, "time_zone": "Europe/Paris",
        "opening_times": {"twentyfourseven": True}, "charging_when_closed": True, "facilities": ["PARKING_LOT"],
        "last_updated": "2026-11-01T12:34:56Z"}


class Made:
    """The pages, as `million.Pages` has them of a file."""

    def __init__(self, count, size):
        dice = random.Random(9)
        self.size, self.objects, self.evses, self.pages = size, count, 0, []
        for first in range(0, count, size):
            page = [location(dice, f"L{number:07d}") for number in range(first, min(count, first + size))]
            self.evses += sum(len(one["evses"]) for one in page)
            text = ",".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in page)
            self.pages.append(text.encode().replace(b"@@@", MARK))


class One(Million):
    """One runtime and one CPO with all the locations."""

    def __init__(self, stage, partnerctl, asked, pages, number):
        self.stage, self.partnerctl, self.asked = stage, partnerctl, asked
        self.folder = os.path.join(stage.folder, f"fleet-{number}")
        self.open()
        self.crowd = Operators(os.path.join(self.folder, "tls"), pages, 1, 1)
        self.names = ["cpo-0"]
        self.write("cpo-0")
        self.run()


def ours(one):
    """Seconds until everything is stored, and the processor time of it."""
    one.register("cpo-0")
    spent, begin = one.processor(), time.monotonic()
    one.crowd.gate.set()
    if not one.crowd.all_done.wait(300):
        raise SystemExit("the pull did not end within five minutes")
    return time.monotonic() - begin, one.processor() - spent, one.memory("VmHWM")


def floor(one, folder):
    """The same pages by curl and sqlite3."""
    os.makedirs(folder)
    crowd = one.crowd
    base = f"{crowd.base}/cpo-0/2.2.1/locations"
    begin = time.monotonic()
    words = ["curl", "-sS", "--fail", "--cacert", os.path.join(one.folder, "tls", "ca.pem")]
    for page in range(len(crowd.pages.pages)):
        words += ["-o", os.path.join(folder, f"{page}.json"), f"{base}?offset={page}"]
    subprocess.run(words, check=True)
    fetched = time.monotonic() - begin
    database = os.path.join(folder, "floor.db")
    said = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE object(id TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID;\n"
    for page in range(len(crowd.pages.pages)):
        path = os.path.join(folder, f"{page}.json")
        said += ("INSERT INTO object SELECT json_extract(value,'$.id'), value FROM "
                 f"json_each(CAST(readfile('{path}') AS TEXT),'$.data');\n")
    said += "SELECT count(*) FROM object;\n"
    told = subprocess.run(["sqlite3", database], input=said, text=True, check=True, capture_output=True).stdout
    assert told.split()[-1] == str(crowd.pages.objects), told
    return time.monotonic() - begin, fetched


def measure(partnerctl, asked):
    pages, stage, rounds = Made(asked.locations, asked.page), Stage(), []
    print(f"{pages.objects} locations, {pages.evses} EVSEs, {sum(map(len, pages.pages)) / 1e6:.0f} MB", flush=True)
    try:
        for number in range(asked.rounds):
            one = One(stage, os.path.abspath(partnerctl), asked, pages, number)
            took, spent, memory = ours(one)
            stage.stop(one.runtime)
            least, fetched = floor(one, os.path.join(stage.folder, f"floor-{number}"))
            rounds.append((took / least, took, least, spent, memory))
            print(f"pull {took:.1f} s ({spent:.1f} s of processor, {memory:.0f} MB at most), floor {least:.1f} s "
                  f"(curl {fetched:.1f} s): {took / least:.2f}", flush=True)
    finally:
        stage.close()
    ratio, took, least, spent, memory = (statistics.median(column) for column in zip(*rounds))
    return {"name": "full pull", "locations": pages.objects, "seconds": took, "floor": least, "ratio": ratio,
            "processor": spent, "memory": memory}


def arguments():
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("--locations", type=int, default=100_000)
    words.add_argument("--page", type=int, default=1000)
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--json")
    return words


def main():
    words = arguments()
    words.add_argument("partnerctl")
    asked = words.parse_args()
    found = measure(asked.partnerctl, asked)
    if asked.json:
        with open(asked.json, "w") as file:
            json.dump(found, file, indent=1)


if __name__ == "__main__":
    main()
