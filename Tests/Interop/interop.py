#!/usr/bin/env python3
"""The product against a platform that others wrote: `extrawest-ocpi` from PyPI, both roles, as real processes.

    interop.py --partnerctl .build/release/partnerctl --out .build/interop

Writes report.json and report.md into --out; exit 1 when a step that should pass fails.
"""

import argparse
import signal
import sys
import time
import traceback

import report
from as_operator import AsOperator
from as_provider import AsProvider
from stage import Stage, Trouble

# One line a connection: version, our role, transport. What moves up from the list below is travelled whole.
CONNECTIONS = [
    ("2.2.1", "CPO", "https"),
    ("2.2.1", "EMSP", "http"),
    ("2.1.1", "CPO", "http"),
    ("2.1.1", "EMSP", "https"),
]
NOT_OFFERED = []
ROLES = {"CPO": AsOperator, "EMSP": AsProvider}


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--partnerctl", required=True)
    words.add_argument("--out", required=True)
    words.add_argument("--only", help="our role: CPO or EMSP")
    asked = words.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    book = report.Book()
    stage = Stage(asked.out)
    begin = time.monotonic()
    try:
        for version, role, transport in CONNECTIONS:
            if asked.only in (None, role):
                travel(stage, asked.partnerctl, version, role, transport, book)
        for version, role in NOT_OFFERED:
            if asked.only in (None, role):
                refuse(stage, asked.partnerctl, version, role, book)
    finally:
        stage.close()
    book.write(asked.out, time.monotonic() - begin)
    return 0 if book.ok else 1


def travel(stage, partnerctl, version, role, transport, book):
    """One connection from registration to its end."""
    trip = ROLES[role](stage, partnerctl, version, role, transport, book)
    for name, step in trip.steps():
        begin = time.monotonic()
        try:
            book.add(version, role, name, True, step() or "", time.monotonic() - begin)
        except Trouble as trouble:
            book.add(version, role, name, False, str(trouble), time.monotonic() - begin)
        except Exception:
            book.add(version, role, name, False, traceback.format_exc(limit=3), time.monotonic() - begin)
        if trip.died():
            book.add(version, role, "the runtime lives", False, trip.died(), 0)
            break
    trip.close()


def refuse(stage, partnerctl, version, role, book):
    """A peer that speaks only a version we do not offer: said before anything is exchanged."""
    trip = ROLES[role](stage, partnerctl, version, role, "http", book)
    begin = time.monotonic()
    try:
        trip.set_up()
        book.note(version, role, "register, we start", "not offered yet; " + trip.refused_version())
    except Trouble as trouble:
        book.add(version, role, "register, we start", False, str(trouble), time.monotonic() - begin)
    trip.close()


if __name__ == "__main__":
    sys.exit(main())
