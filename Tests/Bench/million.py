#!/usr/bin/env python3
"""A million EVSEs in one eMSP: how long the first pull takes, what it leaves on the disk and in memory, and a restart.

    million.py .build/release/partnerctl --locations FILE.jsonl[.gz] [--clones 53] [--partners 53] [--page 1000]

The locations of the file are cloned under as many parties as asked for. A server of this script plays their CPOs: pages
are prepared once and served with the party of the partner that asks, so that it costs little beside the runtime; what it
costs is printed. All partners are registered first, their lists are held back meanwhile; the clock runs from the moment
they are let go until every partner was asked for what changed since, which a runtime does when the whole list is stored.
"""

import argparse
import gzip
import json
import os
import re
import sys
import threading
import time
import urllib.parse

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from fleet import Answer, Crowd, Fleet, party  # noqa: E402
from neighbours import Stage, request  # noqa: E402

MARK = b"@@@"


class Pages:
    """The file cut into pages; `MARK` stands where the party comes."""

    def __init__(self, path, size):
        with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
            lines = [line.strip() for line in file if line.strip()]
        owner = b'"country_code":"FR","party_id":"' + MARK + b'"'
        lines = [re.sub(rb'"country_code":"..","party_id":"..."', owner, line, count=1) for line in lines]
        self.size, self.objects = size, len(lines)
        self.evses = sum(len(json.loads(line)["evses"]) for line in lines)
        self.pages = [b",".join(lines[start:start + size]) for start in range(0, len(lines), size)]


class Lists(Answer):
    """The CPOs; those of one partner have neighbouring numbers."""

    def handle_call(self):
        place = urllib.parse.urlsplit(self.path)
        _, who, *rest = place.path.split("/")
        if self.command != "GET" or rest != ["2.2.1", "locations"]:
            return super().handle_call()
        query = dict(urllib.parse.parse_qsl(place.query))
        self.server.gate.wait()
        if "date_from" in query:
            self.server.caught_up(who)
            return self.reply([], [("X-Total-Count", 0), ("X-Limit", self.server.pages.size)])
        self.send_page(who, int(query.get("offset", 0)), place.path)

    def parties(self, who):
        first, count = self.server.share(who)
        return range(8 + first, 8 + first + count)

    def send_page(self, who, number, path):
        """Page `number` of a partner; its offset counts pages, which only the script has to understand."""
        pages, first, count = self.server.pages, *self.server.share(who)
        clone, page = divmod(number, len(pages.pages))
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()).encode()
        head = b'{"status_code":1000,"timestamp":"' + now + b'","data":['
        body = head + pages.pages[page].replace(MARK, party(8 + first + clone).encode()) + b"]}"
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Total-Count", str(pages.objects * count))
        self.send_header("X-Limit", str(pages.size))
        if number + 1 < count * len(pages.pages):
            self.send_header("Link", f'<{self.server.base}{path}?offset={number + 1}>; rel="next"')
        self.end_headers()
        self.wfile.write(body)
        self.server.sent += len(body)

    do_GET = do_POST = do_PUT = do_PATCH = handle_call


class Operators(Crowd):
    """All CPOs on one socket."""

    def __init__(self, folder, pages, clones, partners):
        self.pages, self.clones, self.partners = pages, clones, partners
        self.gate, self.sent, self.done, self.all_done = threading.Event(), 0, set(), threading.Event()
        super().__init__(folder, Lists)

    def share(self, who):
        """Which parties a partner carries: the first and how many."""
        number = int(re.sub(r"\D", "", who))
        first = self.clones * number // self.partners
        return first, self.clones * (number + 1) // self.partners - first

    def caught_up(self, who):
        self.done.add(who)
        if len(self.done) == self.partners:
            self.all_done.set()


class Million(Fleet):
    """One runtime and the CPOs of a million EVSEs."""

    def __init__(self, stage, partnerctl, asked):
        self.stage, self.partnerctl, self.asked = stage, partnerctl, asked
        self.folder = os.path.join(stage.folder, "fleet")
        self.open()
        pages = Pages(asked.locations, asked.page)
        self.crowd = Operators(os.path.join(self.folder, "tls"), pages, asked.clones, asked.partners)
        self.names = [f"cpo-{number}" for number in range(asked.partners)]
        for name in self.names:
            self.write(name)
        self.run()

    def roles(self, name):
        first, count = self.crowd.share(name)
        return [f"FR-{party(8 + first + clone)}:CPO" for clone in range(count)]

    def terms(self):
        return f'\n[sync.locations]\npage_size = {self.asked.page}\n'

    def memory(self, field="VmRSS"):
        with open(f"/proc/{self.runtime.pid}/status") as file:
            return int(re.search(rf"{field}:\s+(\d+)", file.read()).group(1)) / 1024

    def key(self):
        """Of the back office."""
        with open(os.path.join(self.folder, "secrets", "backoffice", "token")) as file:
            return file.read().strip()

    def disk(self):
        """Megabytes of the database with its log."""
        state = os.path.join(self.folder, "state", "test")
        return sum(os.path.getsize(os.path.join(state, name)) for name in os.listdir(state)
                   if name.startswith("bilateral.db")) / 1e6


def words_of_memory(million):
    return (f"{million.memory():.0f} MB resident ({million.memory('RssAnon'):.0f} of its own, most ever "
            f"{million.memory('VmHWM'):.0f})")


def pull(million):
    """The first pull of everything."""
    crowd, pages = million.crowd, million.crowd.pages
    spent, served, begin = million.processor(), time.process_time(), time.monotonic()
    crowd.gate.set()
    while not crowd.all_done.wait(5):
        print(f"   {time.monotonic() - begin:.0f} s, {crowd.sent / 1e6:.0f} MB sent, {len(crowd.done)} done, "
              f"{million.memory():.0f} MB resident", file=sys.stderr, flush=True)
    took = time.monotonic() - begin
    locations = pages.objects * million.asked.clones
    print(f"pulled {locations} locations with {pages.evses * million.asked.clones} EVSEs of {million.asked.partners} "
          f"partners in {took:.1f} s ({locations / took:.0f} locations, {crowd.sent / 1e6 / took:.1f} MB a second)")
    print(f"   runtime {million.processor() - spent:.1f} s of processor time, server "
          f"{time.process_time() - served:.1f} s; {words_of_memory(million)}")
    time.sleep(10)
    print(f"   ten seconds later {words_of_memory(million)}; database {million.disk():.0f} MB", flush=True)


def ask(million, what):
    begin = time.monotonic()
    status, _, text = request("GET", million.office + what, headers={"Authorization": "Bearer " + million.key()})
    took = time.monotonic() - begin
    print(f"   GET {what}: {status}, {len(text)} bytes in {1000 * took:.0f} ms", flush=True)


def restart(million, word):
    """Ends the runtime, starts it again and asks."""
    begin = time.monotonic()
    if word == "killed":
        million.runtime.kill()
        million.runtime.wait()
    million.stage.stop(million.runtime)
    ended, begin = time.monotonic() - begin, time.monotonic()
    million.run()
    listening = time.monotonic() - begin
    request("GET", million.office + "/healthz")
    print(f"{word} in {ended:.1f} s, listening again after {listening:.2f} s, first answer after "
          f"{time.monotonic() - begin:.2f} s")
    time.sleep(10)
    print(f"   ten seconds later {words_of_memory(million)}, {million.processor():.1f} s of processor time", flush=True)


def main():
    words = argparse.ArgumentParser()
    words.add_argument("partnerctl")
    words.add_argument("--locations", required=True)
    words.add_argument("--clones", type=int, default=53)
    words.add_argument("--partners", type=int, default=53)
    words.add_argument("--page", type=int, default=1000)
    words.add_argument("--stay", action="store_true", help="keep the runtime until a line comes, to look at it")
    asked = words.parse_args()
    if not os.path.exists(asked.locations):
        sys.exit(f"skipped: there is no {asked.locations}")
    stage = Stage()
    try:
        million = Million(stage, os.path.abspath(asked.partnerctl), asked)
        begin = time.monotonic()
        for name in million.names:
            million.register(name)
        print(f"{len(million.names)} partners registered in {time.monotonic() - begin:.0f} s, "
              f"{million.memory():.0f} MB resident", flush=True)
        if asked.stay:
            print(million.runtime.pid, million.folder, flush=True)
            sys.stdin.readline()
        pull(million)
        for what in ("/healthz", "/partners", "/partners/cpo-0/locations?limit=100", "/network/locations?limit=20"):
            ask(million, what)
        print(f"   then {words_of_memory(million)}", flush=True)
        restart(million, "stopped")
        restart(million, "killed")
        if asked.stay:
            print(million.runtime.pid, million.folder, flush=True)
            sys.stdin.readline()
    finally:
        stage.close()


if __name__ == "__main__":
    main()
