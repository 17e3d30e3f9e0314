#!/usr/bin/env python3
"""A month of a million CDRs, previewed and closed: how long it takes, and how much memory.

    settle.py .build/release/partnerctl [--cdrs 1000000] [--folder DIR] [--shuffled]

The database is made by the runtime itself and filled here with CDRs that a partner has fetched, in the columns that the
back office writes with each CDR, in the order in which they come: most within an hour of their session's end, one in
twenty within three days. With --shuffled they come in no order at all, which is the worst for a database. What is measured is what an accountant waits for: the preview with its table, and the
closing, by the verbs of the command line. The sum of the statement is checked by this script.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from decimal import Decimal

FLEET = """schema = "bilateral-fleet/1"
env = "test"
[us]
name = "Nordic Volt"
parties = ["DE-NVO:CPO"]
[server]
listen = "127.0.0.1:0"
[backoffice]
listen = "127.0.0.1:0"
token = "secret:backoffice/token"
"""
PARTNER = """schema = "bilateral/1"
id = "acme"
name = "ACME"
status = "test"
[them]
roles = ["NL-ACM:EMSP"]
[[them.entity]]
legal_name = "ACME GmbH"
country = "DE"
[[us.entity]]
legal_name = "Nordic Volt GmbH"
country = "DE"
[connection]
registration = "they-start"
[sync.cdrs]
mode = "pull"
[agreement]
zone = "Europe/Berlin"
[settlement]
who_invoices = "cpo"
vat_treatment = "domestic"
"""
FIRST, LAST = 1790805600, 1793487600  # October 2026 in Berlin


class House:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        os.makedirs(f"{folder}/partners", exist_ok=True)
        with open(f"{folder}/partnerctl.toml", "w") as file:
            file.write(FLEET)
        with open(f"{folder}/partners/acme.toml", "w") as file:
            file.write(PARTNER)
        for name in ("store/key", "backoffice/token"):
            self.verb("secret", "set", name, input="0f" * 32)

    def verb(self, *words, input=None, wanted=(0,)):
        done = subprocess.run(
            [self.program, *words, "-C", self.folder], input=input, capture_output=True, text=True)
        if done.returncode not in wanted:
            sys.exit(f"{words}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def start(self):
        self.runtime = subprocess.Popen(
            [self.program, "run", "--json", "-q", "-C", self.folder], stdout=subprocess.PIPE, text=True)
        self.runtime.stdout.readline()

    def stop(self):
        self.runtime.send_signal(signal.SIGTERM)
        self.runtime.wait()

    def measured(self, *words):
        """Seconds and peak of memory of a verb, in MB."""
        begin = time.monotonic()
        process = subprocess.Popen([self.program, *words, "-C", self.folder], stdout=subprocess.PIPE)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            sys.exit(f"{words}: status {status}")
        return output, time.monotonic() - begin, usage.ru_maxrss / 1024

    def peak(self):
        with open(f"/proc/{self.runtime.pid}/status") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))


def ends_as_they_come(dice, count, shuffled):
    ends = [dice.randrange(FIRST, LAST) for _ in range(count)]
    if not shuffled:
        late = {number: dice.randrange(259_200 if number % 20 == 0 else 3_600) for number in range(count)}
        order = sorted(range(count), key=lambda number: ends[number] + late[number])
        ends = [ends[number] for number in order]
    return ends


def fill(path, count, shuffled=False):
    """CDRs of October that were shown, each with its columns; returns the sum of their nets."""
    dice, total = random.Random(1), Decimal(0)
    base = sqlite3.connect(path)
    base.execute("PRAGMA synchronous = OFF")
    hash_, time_ = b"\\0" * 32, FIRST * 1_000_000
    last = base.execute("SELECT coalesce(max(value), 0) FROM sequences WHERE name = 'own'").fetchone()[0]

    def rows():
        nonlocal total
        for number, end in enumerate(ends_as_they_come(dice, count, shuffled)):
            cents, wh = dice.randrange(50, 6000), dice.randrange(1000, 80000)
            net = Decimal(cents) / 100
            total += net
            yield number, end * 1_000_000, str(net), f"{Decimal(wh) / 1000}", 19 if number % 5 else 7

    with base:
        for number, end, net, energy, rate in rows():
            row = last + number + 1
            base.execute(
                "INSERT INTO own (row, module, country, party, object, sub, change, shape, last_updated, created_at,"
                " hash, body) VALUES (?, 'cdrs', 'DE', 'NVO', ?, '', ?, ?, ?, ?, ?, '{}')",
                (row, f"C{number}", row, row, end, end, hash_))
            base.execute(
                "INSERT INTO views (own_row, partner, module, country, party, object, sub, hash, last_updated, visible)"
                " VALUES (?, 'acme', 'cdrs', 'DE', 'NVO', ?, '', ?, ?, 1)", (row, f"C{number}", hash_, end))
            base.execute(
                "INSERT INTO statement_charges (partner, direction, country, party, object, kind, driver, session,"
                " contract, starts, ends, place, listed, energy, currency, parts, source, change)"
                " VALUES ('acme', 'sell', 'DE', 'NVO', ?, 'cdr', 'NL-ACM', ?, ?, ?, ?, 'DE', ?, ?, 'EUR', ?, ?, ?)",
                (f"C{number}", f"S{number}", f"NL-ACM-C{number % 50000}", end - 3_600_000_000, end,
                 f"Charging, tariff T{number % 12}", energy, f"{net}@{rate}", row, row))
        base.execute("INSERT OR REPLACE INTO sequences VALUES ('own', ?), ('charges', ?)", (last + count, last + count))
    base.close()
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--cdrs", type=int, default=1_000_000)
    parser.add_argument("--folder")
    parser.add_argument("--shuffled", action="store_true", help="CDRs came in no order at all")
    words = parser.parse_args()
    folder = words.folder or tempfile.mkdtemp(prefix="settle-")
    house = House(os.path.abspath(words.program), folder)
    house.start()
    house.verb("apply", "acme", "--yes")
    house.stop()
    begin = time.monotonic()
    total = fill(f"{folder}/state/test/bilateral.db", words.cdrs, words.shuffled)
    print(f"{words.cdrs} CDRs made in {time.monotonic() - begin:.0f} s", flush=True)

    period = ("settle", "acme", "--period", "2026-10", "--json")
    output, seconds, memory = house.measured(*period, "--preview")
    print(f"preview             {seconds:6.1f} s  {memory:6.0f} MB", flush=True)
    output, seconds, memory = house.measured(*period, "--preview", "--out", f"{folder}/before")
    print(f"preview with files  {seconds:6.1f} s  {memory:6.0f} MB", flush=True)
    house.start()
    output, seconds, memory = house.measured(*period, "--yes", "--out", f"{folder}/after")
    print(f"closing with files  {seconds:6.1f} s  {memory:6.0f} MB, the runtime at most {house.peak():.0f} MB")
    statement = json.loads(output, parse_float=Decimal)["statements"][0]
    house.stop()
    same = open(f"{folder}/before/acme-2026-10-1/cdrs.csv", "rb").read() == open(
        f"{folder}/after/acme-2026-10-1/cdrs.csv", "rb").read()
    wrong = statement["net"] != total or statement["control"]["charges"] != words.cdrs or not same
    print(f"net {statement['net']} {statement['currency']}, made {total}: {'WRONG' if wrong else 'the same'}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
