#!/usr/bin/env python3
"""A month of a million sessions and a million CDRs: how long `reconcile` takes, and how much memory.

    reconcile.py .build/release/partnerctl [--count 1000000] [--statement]

A fleet with one partner is made and its database opened once by a runtime; sessions and CDRs are then written into it as
intake would have left them: texts of usual size, verdicts beside them, faults at the rates of the field. The clock runs
around `partnerctl reconcile` alone. What it found is held against what was put in.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

FLEET = """schema = "bilateral-fleet/1"
env = "test"
[us]
name = "Provider"
parties = ["NL-ACM:EMSP"]
[server]
listen = "127.0.0.1:0"
public_url = "http://127.0.0.1/ocpi"
[store]
key = "secret:store/key"
"""

PARTNER = """schema = "bilateral/1"
id = "volt"
name = "Volt"
status = "test"
[them]
roles = ["DE-NVO:CPO"]
[connection]
registration = "they-start"
[settlement]
currency = "EUR"
"""

START = 1_790_812_800  # 2026-10-01T00:00:00Z
MONTH = 31 * 86_400


def moment(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def charge(number, dice, evses):
    """When, where and how much: each EVSE one after the other."""
    turn, evse = divmod(number, evses)
    begin = START + turn * (MONTH - 7200) // max(1, COUNT // evses + 1) + dice.randrange(300)
    length = dice.randrange(600, 1500)
    return begin, begin + length, evse, f"{dice.randrange(10, 600) / 10:.1f}"


def periods(begin, energy):
    return [{"start_date_time": moment(begin + step * 300), "tariff_id": "T1",
             "dimensions": [{"type": "ENERGY", "volume": 0.5}, {"type": "TIME", "volume": 0.0833}]}
            for step in range(3)]


def texts(number, begin, end, evse, energy, net):
    token = {"country_code": "NL", "party_id": "ACM", "uid": f"{number % 400_000:014X}", "type": "RFID",
             "contract_id": f"NL-ACM-C{number % 400_000:08d}-4"}
    head = {"country_code": "DE", "party_id": "NVO", "start_date_time": moment(begin),
            "end_date_time": moment(end), "cdr_token": token, "auth_method": "WHITELIST"}
    session = dict(head, id=f"SESSION-{number:012d}", kwh=float(energy), location_id=f"LOC-{evse // 4}",
                   evse_uid=f"E{evse}", connector_id="1", currency="EUR", status="COMPLETED",
                   charging_periods=periods(begin, energy), total_cost={"excl_vat": float(net)},
                   last_updated=moment(end))
    place = {"id": f"LOC-{evse // 4}", "address": "Hauptstrasse 1", "city": "Berlin", "postal_code": "10115",
             "country": "DEU", "coordinates": {"latitude": "52.520008", "longitude": "13.404954"},
             "evse_uid": f"E{evse}", "evse_id": f"DE*NVO*E{evse:06d}", "connector_id": "1",
             "connector_standard": "IEC_62196_T2", "connector_format": "SOCKET",
             "connector_power_type": "AC_3_PHASE"}
    cdr = dict(head, id=f"CDR-{number:012d}", session_id=session["id"], cdr_location=place, currency="EUR",
               charging_periods=periods(begin, energy), total_cost={"excl_vat": float(net)},
               total_energy=float(energy), total_time=round((end - begin) / 3600, 4), last_updated=moment(end))
    return session, cdr


def fill(database, count):
    dice = random.Random(7)
    wanted = {"missing-cdr": 0, "duplicate-cdr": 0, "price-off": 0}
    store = sqlite3.connect(database, isolation_level=None)
    store.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-400000; BEGIN;")
    insert = ("INSERT INTO received (module, partner, country, party, object, version, last_updated, hash, first_seen,"
              " changed_at, heard_at, body, connection, state) VALUES (?, 'volt', 'DE', 'NVO', ?, '2.2.1', ?, x'00',"
              " ?, ?, ?, ?, 'volt', 'live')")
    judged = ("INSERT INTO cdr_verdicts (partner, country, party, object, verdict, grade, detail, checked_at)"
              " VALUES ('volt', 'DE', 'NVO', ?, ?, ?, ?, ?)")

    def put(module, body, at, told):
        store.execute(insert, (module, body["id"], at, told, told, told, json.dumps(body, separators=(",", ":"))))

    def judge(cdr, told, word="exact", grade="accept", detail=None):
        told_detail = detail or {"theirs": {"net": str(cdr["total_cost"]["excl_vat"]), "gross": None},
                                 "currency": "EUR", "findings": [], "verdict": word, "objections": []}
        store.execute(judged, (cdr["id"], word, grade, json.dumps(told_detail), told))

    evses = max(20, count // 1400)
    for number in range(count):
        begin, end, evse, energy = charge(number, dice, evses)
        net = f"{int(energy.replace('.', '')) * 5 / 100:.2f}"
        session, cdr = texts(number, begin, end, evse, energy, net)
        at, told = end * 1_000_000, (end + 300) * 1_000_000
        put("sessions", session, at, told)
        if number % 250 == 3:
            wanted["missing-cdr"] += 1
            continue
        if number % 1000 == 7:
            wanted["price-off"] += 1
            detail = {"theirs": {"net": net}, "ours": {"net": "0.01"}, "reason": "energy: 0.50 instead of 0.01",
                      "currency": "EUR", "objections": [{"cause": "price-off", "grade": "reject-record", "words": "x"}]}
            judge(cdr, told, "mismatch", "reject-record", detail)
        else:
            judge(cdr, told)
        put("cdrs", cdr, at, told)
        if number % 2000 == 11:
            wanted["duplicate-cdr"] += 1
            put("cdrs", dict(cdr, id=cdr["id"] + "B"), at, told + 1)
    store.execute("COMMIT")
    store.executescript("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);")
    return wanted


def statement(database, path):
    with sqlite3.connect(database) as store, open(path, "w", encoding="utf-8") as out:
        out.write("cdr_id,net,currency\n")
        for body, in store.execute("SELECT body FROM received WHERE module = 'cdrs' ORDER BY row"):
            cdr = json.loads(body)
            out.write(f"{cdr['id']},{cdr['total_cost']['excl_vat']},EUR\n")


MEASURE = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=False)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
sys.stderr.write(json.dumps([usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
sys.stdout.buffer.write(done.stdout)
"""


def measured(line):
    """Runs a program out of a small process: the peak of a child begins with what its parent holds."""
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", MEASURE] + line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
    seconds = time.monotonic() - began
    return done.stdout, seconds, json.loads(done.stderr.splitlines()[-1][done.stderr.splitlines()[-1].rindex(b"["):])


def start_once(program, folder):
    """Lets a runtime make the database."""
    run = subprocess.Popen([program, "run", "--fleet", folder], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    database = os.path.join(folder, "state/test/bilateral.db")
    for _ in range(200):
        if os.path.exists(os.path.join(folder, "state/test/control.sock")):
            break
        if run.poll() is not None:
            sys.exit(run.stderr.read().decode())
        time.sleep(0.1)
    run.send_signal(signal.SIGTERM)
    run.wait()
    return database


def main():
    global COUNT
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--statement", action="store_true", help="with their statement of all CDRs as CSV")
    parser.add_argument("--json", help="a file for what is printed at the end")
    parser.add_argument("--keep", help="a folder to work in and keep")
    options = parser.parse_args()
    COUNT = options.count
    program = os.path.abspath(options.program)
    folder = options.keep or tempfile.mkdtemp(prefix="reconcile-")
    os.makedirs(os.path.join(folder, "partners"), exist_ok=True)
    os.makedirs(os.path.join(folder, "secrets/store"), mode=0o700, exist_ok=True)
    for name, text in [("partnerctl.toml", FLEET), ("partners/volt.toml", PARTNER)]:
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    key = os.open(os.path.join(folder, "secrets/store/key"), os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(key, os.urandom(32).hex().encode())
    os.close(key)
    database = start_once(program, folder)
    began = time.monotonic()
    wanted = fill(database, COUNT)
    print(f"filled in {time.monotonic() - began:.0f} s, {os.path.getsize(database) >> 20} MB", flush=True)
    line = [program, "reconcile", "volt", "--fleet", folder, "--period", "2026-10", "--json", "--now", "2026-11-20T00:00Z"]
    if options.statement:
        path = os.path.join(folder, "volt.csv")
        statement(database, path)
        line += ["--statement", path]
    output, seconds, usage = measured(line)
    part = json.loads(output)["parts"][0]
    found = {cause["cause"]: cause["count"] for cause in part["causes"]}
    told = {
        "sessions": part["sessions"], "cdrs": part["cdrs"], "lines": part["statement_lines"],
        "seconds": round(seconds, 1), "cpu_seconds": round(usage[0], 1),
        "peak_mb": usage[1] >> 10, "found": found, "leakage": part["leakage"]}
    print(json.dumps(told))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(told, file)
    if not options.keep:
        shutil.rmtree(folder, ignore_errors=True)
    if found != wanted:
        sys.exit(f"wanted {wanted}")


if __name__ == "__main__":
    main()
