#!/usr/bin/env python3
"""Years of charging between two runtimes, month by month, with kills and an outage; then the bills.

    year.py .build/release/partnerctl sessions.csv.gz [--months 39] [--kills 10] [--seed 7]

The file has a line for each charge: station, start, end, seconds of charging, kWh, kind of power. An operator and a
provider, two processes of `partnerctl run`, live through it by a clock that is set forward each month. Of
each charge the operator's platform writes a session while it runs, its end, and a CDR. Now and then one of the two is
killed while messages travel; one month the provider is not there at all. At the end each CDR must have arrived once, and
each month's statements must say what this program works out by itself, in whole numbers. Needs a C compiler.
"""

import argparse
import csv
import gzip
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Interop"))
from objects import cdr_token, location, token  # noqa: E402
from stage import Stage, Trouble, expect, request, until  # noqa: E402

# The time of day of a process, moved by as many seconds as YEARS_AWAY says; its other clocks stay as they are.
CLOCK = """
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static long away(void) {
  static long known = 0, seconds = 0;
  if (!known) { const char *text = getenv("YEARS_AWAY"); seconds = text ? atol(text) : 0; known = 1; }
  return seconds;
}
int clock_gettime(clockid_t clock, struct timespec *now) {
  int done = syscall(SYS_clock_gettime, clock, now);
  if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += away();
  return done;
}
int gettimeofday(struct timeval *now, void *zone) {
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}
time_t time(time_t *place) {
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  if (place) *place = exact.tv_sec;
  return exact.tv_sec;
}
"""
CPO, EMSP = "DE-NVO", "NL-ACM"
CARDS = 20
ENERGY, START, DISCOUNT, VAT = Decimal("0.49"), Decimal("0.35"), Decimal("0.08"), Decimal("0.19")
ZONE = ZoneInfo("Europe/Berlin")
PRICES = [{
    "country_code": "DE", "party_id": "NVO", "id": "AC-1", "currency": "EUR", "tax_included": "NO",
    "elements": [{"price_components": [
        {"type": "ENERGY", "price": float(ENERGY), "vat": 19.0, "step_size": 1},
        {"type": "FLAT", "price": float(START), "vat": 19.0, "step_size": 1}]}],
    "last_updated": "2017-06-01T00:00:00Z",
}]
# Who stands behind each side, and how the months are paid; the same agreement in both files.
MONEY = """
[[{seller}.entity]]
legal_name    = "Nordic Volt GmbH"
country       = "DE"
vat_id        = "DE123456789"
number_series = "NV"
[[{buyer}.entity]]
legal_name = "ACME Mobility GmbH"
country    = "DE"
vat_id     = "DE987654321"
[agreement]
zone = "Europe/Berlin"
[settlement]
who_invoices  = "cpo"
vat_treatment = "domestic"
payment_term  = "30 days"
[cdr]
# The month's charges are told once it is over, so the first of them are older than 30 days.
accept_late = "60 days"
# Some of the file's sessions took no energy and cost their start.
zero_energy = "accept"
"""


def text(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Charge:
    """One line of the file."""

    def __init__(self, number, row, stations):
        self.id = f"{number:06}"
        self.place = stations.setdefault(row["station"], len(stations) + 1)
        self.start = datetime.strptime(row["start_utc"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
        self.end = datetime.strptime(row["end_utc"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
        self.kwh = Decimal(row["kwh"])
        self.card = token(EMSP, number % CARDS)

    @property
    def net(self):
        """In euros: prices to four decimals, the sum half up to cents."""
        energy, start = (
            (price * (1 - DISCOUNT)).quantize(Decimal("0.0001"), ROUND_HALF_UP) for price in (ENERGY, START))
        return (self.kwh * energy + start).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def month(self):
        """The month in which it ended by the clocks of the settlement."""
        return self.end.astimezone(ZONE).strftime("%Y-%m")

    def session(self, ended):
        at = self.end if ended else self.start
        value = {
            "country_code": "DE", "party_id": "NVO", "id": "S" + self.id, "start_date_time": text(self.start),
            "kwh": float(self.kwh) if ended else 0, "cdr_token": cdr_token(self.card), "auth_method": "WHITELIST",
            "location_id": f"LOC-{self.place:03}", "evse_uid": f"NVO-{self.place}-1", "connector_id": "1",
            "currency": "EUR", "status": "COMPLETED" if ended else "ACTIVE", "last_updated": text(at),
        }
        return value | {"end_date_time": text(self.end)} if ended else value

    def cdr(self):
        place = location(CPO, self.place)
        hours = round((self.end - self.start).total_seconds() / 3600, 4)
        return {
            "country_code": "DE", "party_id": "NVO", "id": "C" + self.id, "session_id": "S" + self.id,
            "start_date_time": text(self.start), "end_date_time": text(self.end), "cdr_token": cdr_token(self.card),
            "auth_method": "WHITELIST", "currency": "EUR", "total_energy": float(self.kwh), "total_time": hours,
            "total_cost": {"excl_vat": 0}, "last_updated": text(self.end),
            "charging_periods": [{
                "start_date_time": text(self.start),
                "dimensions": [{"type": "ENERGY", "volume": float(self.kwh)}, {"type": "TIME", "volume": hours}]}],
            "cdr_location": {
                "id": place["id"], "name": place["name"], "address": place["address"], "city": place["city"],
                "postal_code": place["postal_code"], "country": "DEU", "coordinates": place["coordinates"],
                "evse_uid": f"NVO-{self.place}-1", "evse_id": f"DE*NVO*E{self.place}*1", "connector_id": "1",
                "connector_standard": "IEC_62196_T2", "connector_format": "SOCKET",
                "connector_power_type": "AC_3_PHASE"},
        }


class House:
    """One side: its folder and its runtime."""

    def __init__(self, stage, partnerctl, name, us, them, partner, files):
        self.stage, self.partnerctl, self.name, self.partner = stage, partnerctl, name, partner
        self.folder, self.process, self.now = os.path.join(stage.folder, name), None, None
        self.port = free_port()
        self.verb("init", "--us", us, "--our-name", name, "--public-url", f"http://127.0.0.1:{self.port}/ocpi")
        self.change("partnerctl.toml", self.plain)
        for path, body in files.items():
            os.makedirs(os.path.dirname(os.path.join(self.folder, path)), exist_ok=True)
            with open(os.path.join(self.folder, path), "w") as file:
                file.write(body)
        self.them = them

    def plain(self, body):
        lines = [line for line in body.splitlines() if "tls/" not in line]
        body = "\n".join(lines) + "\n"
        parts = body.split('listen')
        listen = f'"127.0.0.1:{self.port}"'
        head, rest = parts[0] + "listen" + parts[1].split('"')[0], parts[1].split('"', 2)[2]
        return head + listen + rest + "".join(
            "listen" + part.split('"')[0] + '"127.0.0.1:0"' + part.split('"', 2)[2] for part in parts[2:])

    def change(self, name, body):
        path = os.path.join(self.folder, name)
        with open(path) as file:
            old = file.read()
        with open(path, "w") as file:
            file.write(body(old))

    def clock(self):
        """What runs a program by this side's clock."""
        if not self.now:
            return []
        away = int((self.now - self.set_at).total_seconds())
        return ["env", f"LD_PRELOAD={self.stage.folder}/clock.so", f"YEARS_AWAY={away}"]

    def verb(self, *words, ok=True, stdin=None):
        """Runs `partnerctl`; its exit code, output and talk."""
        done = subprocess.run(
            [*self.clock(), self.partnerctl, *words, "-C", self.folder], input=stdin, capture_output=True, text=True,
            timeout=300)
        if ok and done.returncode != 0:
            raise Trouble(f"{self.name}: partnerctl {' '.join(words)}: exit {done.returncode}: {done.stderr[-600:]}")
        return done.returncode, done.stdout, done.stderr

    def run(self, now):
        """Starts the runtime at a time of its own."""
        self.now, self.set_at = now, datetime.now(timezone.utc)
        with open(os.path.join(self.stage.folder, self.name + ".log"), "ab") as talk:
            self.process = subprocess.Popen(
                [*self.clock(), self.partnerctl, "run", "--json", "-q", "-C", self.folder], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=talk, start_new_session=True)
        self.stage.processes.append(self.process)
        line = self.process.stdout.readline()
        if not line:
            raise Trouble(f"{self.name} does not start: {self.stage.tail(self.name + '.log')}")
        self.office = "http://" + json.loads(line)["backoffice"]
        with open(os.path.join(self.folder, "secrets/backoffice/token")) as file:
            self.bearer = {"Authorization": "Bearer " + file.read().strip()}

    def end(self, kill=False):
        if kill:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        self.process.stdout.close()
        self.process.stdin.close()
        self.stage.processes.remove(self.process)
        self.process = None

    def call(self, method, path, body=None, type="application/json"):
        status, headers, body = request(method, self.office + path, body, {**self.bearer, "Content-Type": type})
        expect(status < 300, f"{self.name}: {method} {path}: HTTP {status} {body[:300]}")
        return json.loads(body) if body else None

    def bring(self, module, objects):
        """Imports objects, again where the runtime died meanwhile: importing the same again changes nothing."""
        lines = "".join(json.dumps(value) + "\n" for value in objects).encode()
        done = self.call("POST", f"/own/import?module={module}", lines, "application/x-ndjson")
        expect(done["rejected"] == 0, f"import of {module}: {done['rejected']} rejected: {done['problems'][:2]}")

    def waiting(self):
        modules = self.call("GET", "/partners")["partners"][0]["modules"]
        return sum(module.get("outbox") or 0 for module in modules.values())


def net(cdr):
    """What a CDR costs without taxes, in the words of either version."""
    cost = cdr["total_cost"]
    return Decimal(str(cost["before_taxes"] if "before_taxes" in cost else cost["excl_vat"]))


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


class Years:
    """The two sides and what happened."""

    def __init__(self, stage, asked, charges, stations):
        self.asked, self.charges, self.stations = asked, charges, stations
        self.told, self.seen, self.billed = defaultdict(int), 0, Decimal(0)
        with open(os.path.join(stage.folder, "clock.c"), "w") as file:
            file.write(CLOCK)
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", "clock.so", "clock.c"], cwd=stage.folder, check=True)
        self.dice = random.Random(asked.seed)
        self.months = sorted({charge.month for charge in charges})
        self.cpo = House(
            stage, asked.partnerctl, "Nordic Volt", CPO + ":CPO", EMSP, "acme",
            {"tariffs/adhoc.json": json.dumps(PRICES)})
        self.emsp = House(stage, asked.partnerctl, "ACME Mobility", EMSP + ":EMSP", CPO, "volt", {})
        self.write()

    def write(self):
        """The partner files, as `init` makes them, with prices and settlement."""
        base = f"http://127.0.0.1:{self.emsp.port}/ocpi/versions"
        self.cpo.verb(
            "init", "acme", "--template", "emsp", "--name", "ACME", "--party", EMSP + ":EMSP", "--versions-url", base)
        base = f"http://127.0.0.1:{self.cpo.port}/ocpi/versions"
        self.emsp.verb(
            "init", "volt", "--template", "cpo", "--name", "Volt", "--party", CPO + ":CPO", "--versions-url", base)
        self.cpo.change("partners/acme.toml", lambda old: old + '\n[pricing.sell]\nbase = "adhoc"\ndiscount = "8 %"\n')
        for house, sides in ((self.cpo, ("us", "them")), (self.emsp, ("them", "us"))):
            tables = MONEY.format(seller=sides[0], buyer=sides[1])
            house.change(f"partners/{house.partner}.toml", lambda old: old + tables)

    def begin(self, now):
        for house in (self.emsp, self.cpo):
            house.run(now)
        told = json.loads(self.cpo.verb("invite", "acme", "--json")[1].splitlines()[-1])
        self.emsp.verb("secret", "set", "volt/token-a", stdin=told["token"])
        self.emsp.verb("register", "volt")
        places = [location(CPO, number, updated="2017-12-01T00:00:00Z") for number in self.stations.values()]
        self.cpo.bring("locations", places)
        self.emsp.bring("tokens", [token(EMSP, number, updated="2017-12-01T00:00:00Z") for number in range(CARDS)])
        self.settle_down("the beginning")

    def settle_down(self, what, seconds=240):
        until(f"an empty outbox after {what}", lambda: self.cpo.waiting() == 0, seconds)

    def live(self):
        months = self.months
        kills = {month: self.dice.choice(["cpo", "emsp"]) for month in self.dice.sample(months[1:-1], self.asked.kills)}
        outage = self.dice.choice([month for month in months[1:-1] if month not in kills])
        first = datetime.strptime(months[0] + "-01", "%Y-%m-%d").replace(tzinfo=timezone.utc)
        self.begin(first - timedelta(days=2))
        for month in months:
            charges = [charge for charge in self.charges if charge.month == month]
            after = (first.replace(year=int(month[:4]), month=int(month[5:])) + timedelta(days=32)).replace(day=2)
            self.move(after)
            if month == outage:
                self.emsp.end()
            self.month(charges, kills.get(month))
            if month == outage:
                time.sleep(2)
                self.emsp.run(after)
            if month in kills or month == outage:
                story = "the provider was away" if month == outage else kills[month] + " killed"
                print(f"{month}: {len(charges)} charges, {story}", flush=True)
            self.settle_down(month)
            # The outbox may be empty before anything was put into it; what counts is what has come.
            due = sum(charge.month <= month for charge in self.charges)
            until(f"the CDRs of {month} at the provider", lambda: len(self.received()) >= due, 240)
            self.count_events()
            if self.asked.settle:
                self.close(month, charges)

    def close(self, month, charges):
        """Both sides close the month; their sums are ours, and each other's."""
        net = sum(charge.net for charge in charges)
        tax = (net * VAT).quantize(Decimal("0.01"), ROUND_HALF_UP)
        for house in (self.cpo, self.emsp):
            code, told, talk = house.verb("settle", house.partner, "--period", month, "--yes", "--json", ok=False)
            expect(code == 0, f"{house.name}: settle {month}: exit {code}: {told[:500]} {talk[-500:]}")
            statements = json.loads(told)["statements"]
            expect(len(statements) == 1, f"{house.name}: {len(statements)} statements for {month}")
            sums = [Decimal(str(statements[0][name])) for name in ("net", "tax", "gross")]
            expect(sums == [net, tax, net + tax], f"{house.name}: {month} comes to {sums}, not {[net, tax, net + tax]}")
            again = house.verb("settle", house.partner, "--period", month, "--yes", ok=False)[0]
            expect(again == 6, f"{house.name}: {month} is closed a second time with exit {again}")
        self.billed += net + tax

    def move(self, now):
        """Both sides are started again at a later time."""
        for house in (self.cpo, self.emsp):
            house.end()
        for house in (self.emsp, self.cpo):
            house.run(now)

    def month(self, charges, killed):
        """A month's charges: their sessions, their ends, their CDRs."""
        steps = [
            ("sessions", [charge.session(False) for charge in charges]),
            ("sessions", [charge.session(True) for charge in charges]),
            ("cdrs", [charge.cdr() for charge in charges])]
        if not killed:
            for module, objects in steps:
                self.cpo.bring(module, objects)
            return
        house = self.cpo if killed == "cpo" else self.emsp
        fatal = self.dice.randrange(3)
        for number, (module, objects) in enumerate(steps):
            if number != fatal:
                self.cpo.bring(module, objects)
            elif house is self.emsp:
                self.cpo.bring(module, objects)
                time.sleep(self.dice.random() * 0.3)
                house.end(kill=True)
                house.run(house.now)
            else:
                # Half of it is in, and on its way, when it dies; nobody knows which half, so all is brought again.
                self.cpo.bring(module, objects[: len(objects) // 2])
                time.sleep(self.dice.random() * 0.3)
                house.end(kill=True)
                house.run(house.now)
                self.cpo.bring(module, objects)

    def received(self):
        """What the provider holds: how often each CDR, and what it costs."""
        found = defaultdict(list)
        offset = 0
        while True:
            page = self.emsp.call("GET", f"/partners/volt/cdrs?limit=1000&offset={offset}")
            for cdr in page:
                found[cdr["id"]].append(cdr)
            if len(page) < 1000:
                return found
            offset += len(page)

    def count_events(self):
        """How often the provider's platform was told that a CDR is new."""
        while True:
            page = self.emsp.call("GET", f"/events?after={self.seen}&limit=1000")
            if not page["events"]:
                return
            for event in page["events"]:
                if event["type"] == "cdrs.changed":
                    self.told[event["id"]] += 1
            self.seen = page["next"]

    def check(self):
        found = self.received()
        expected = {"C" + charge.id: charge for charge in self.charges}
        missing = [name for name in expected if name not in found]
        expect(not missing, f"{len(missing)} CDRs did not arrive, such as {missing[:3]}")
        expect(len(found) == len(expected), f"{len(found)} CDRs arrived, {len(expected)} were made")
        twice = [name for name, copies in found.items() if len(copies) > 1]
        expect(not twice, f"{len(twice)} CDRs arrived twice, such as {twice[:3]}")
        twice = [name for name in expected if self.told[name] != 1]
        expect(not twice, f"{len(twice)} CDRs were not told to the platform just once, such as {twice[:3]}")
        wrong = [name for name, charge in expected.items() if net(found[name][0]) != charge.net]
        expect(not wrong, f"{len(wrong)} CDRs cost something else, such as {wrong[:3]}: "
               + ", ".join(f"{found[name][0]['total_cost']} for {expected[name].net}" for name in wrong[:3]))
        return sum(charge.net for charge in self.charges)


def read(path, months):
    stations = {}
    with gzip.open(path, "rt") as file:
        charges = [Charge(number, row, stations) for number, row in enumerate(csv.DictReader(file))]
    known = sorted({charge.month for charge in charges})[:months]
    return [charge for charge in charges if charge.month in known], stations


def main():
    words = argparse.ArgumentParser()
    words.add_argument("partnerctl")
    words.add_argument("sessions")
    words.add_argument("--months", type=int, default=100)
    words.add_argument("--kills", type=int, default=10)
    words.add_argument("--seed", type=int, default=7)
    words.add_argument("--no-settle", dest="settle", action="store_false", help="deliver only")
    words.add_argument("--keep", action="store_true", help="leave the folders where they are")
    asked = words.parse_args()
    asked.partnerctl = os.path.abspath(asked.partnerctl)
    charges, stations = read(asked.sessions, asked.months)
    stage = Stage()
    begin = time.monotonic()
    try:
        years = Years(stage, asked, charges, stations)
        years.live()
        total = years.check()
        print(
            f"{len(charges)} charges of {len(years.months)} months: each CDR arrived once and costs what it should, "
            f"{total} EUR net; {years.billed} EUR gross on statements, the same on both sides; "
            f"{time.monotonic() - begin:.0f} s")
    except Trouble as trouble:
        print(f"FAILED: {trouble}", file=sys.stderr)
        asked.keep or print(stage.tail("Nordic Volt.log"), file=sys.stderr)
        sys.exit(1)
    finally:
        if asked.keep:
            print(stage.folder)
            for process in list(stage.processes):
                os.killpg(process.pid, signal.SIGKILL)
        else:
            stage.close()


if __name__ == "__main__":
    main()
