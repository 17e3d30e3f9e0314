#!/usr/bin/env python3
"""What it takes to tell many partners of each change of an EVSE's status.

    fanout.py .build/release/partnerctl [--partners 50] [--evses 20000] [--rate 2000] [--storm 9000] [--seconds 60]

One runtime, a CPO, is registered with all partners, which are played by one other process of this script. Each EVSE may
be seen by two of them. Status changes go into the back office at a steady rate, then in a storm; each carries the moment
at which it was made as its `last_updated`, so that a partner that gets it knows how long it took. At the end of each
phase every partner's last state of every EVSE is compared with ours. Needs openssl.
"""

import argparse
import asyncio
import http.client
import json
import multiprocessing
import os
import random
import re
import ssl
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from neighbours import House, Stage  # noqa: E402

STATUSES = ["AVAILABLE", "CHARGING", "BLOCKED", "OUTOFORDER", "INOPERATIVE", "UNKNOWN"]


def text_of(moment):
    """A moment in milliseconds since 1970 as OCPI writes it."""
    seconds, rest = divmod(moment, 1000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{rest:03d}Z"


def party(number):
    return "".join(chr(65 + number // 26**place % 26) for place in (0, 1, 2))


class Book:
    """What all partners have been told, and how old it was when it came."""

    def __init__(self, base):
        self.base, self.states, self.ages, self.tokens = base, {}, [], {}
        self.puts = self.patches = self.backwards = self.bad = 0
        self.days = {}

    def moment(self, text):
        """Milliseconds since 1970; the seconds of one day are looked up."""
        head = self.days.get(text[:19])
        if head is None:
            import calendar
            head = self.days[text[:19]] = calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")) * 1000
        return head + int(text[20:-1].ljust(3, "0")) if len(text) > 20 else head

    def take(self, who, uid, status, text):
        moment = self.moment(text)
        known = self.states.get((who, uid))
        if known and known[1] > moment:
            self.backwards += 1
        self.states[who, uid] = (status, moment)
        return moment

    def answer(self, method, path, body):
        segments = path.split("?")[0].split("/")[1:]
        who, rest = segments[0], segments[1:]
        if method == b"PATCH":
            self.patches += 1
            change = json.loads(body)
            self.ages.append(time.time() * 1000 - self.take(who, segments[-1], change["status"], change["last_updated"]))
            return None
        base = f"{self.base}/{who}"
        if rest == ["versions"]:
            return [{"version": "2.2.1", "url": base + "/2.2.1"}]
        if rest == ["2.2.1"]:
            ends = [("credentials", "RECEIVER"), ("locations", "RECEIVER"), ("tariffs", "RECEIVER"), ("tokens", "SENDER")]
            return {"version": "2.2.1", "endpoints": [
                {"identifier": name, "role": role, "url": f"{base}/2.2.1/{name}"} for name, role in ends]}
        if rest[-1] == "credentials":
            self.tokens[who] = json.loads(body)["token"]
            number = int(re.sub(r"\D", "", who))
            role = {"role": "EMSP", "party_id": party(number), "country_code": "FR", "business_details": {"name": who}}
            return {"token": "token-of-" + who + "-0123456789-0123456789", "url": base + "/versions", "roles": [role]}
        if method == b"PUT" and rest[1] == "locations":
            self.puts += 1
            for evse in json.loads(body).get("evses", []):
                self.take(who, evse["uid"], evse["status"], evse["last_updated"])
            return None
        return []


class Line(asyncio.Protocol):
    """One connection of the runtime to a partner."""

    HEAD = re.compile(rb"content-length: *(\d+)", re.I)

    def __init__(self, book):
        self.book, self.rest = book, b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        data = self.rest + data if self.rest else data
        while True:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                break
            length = self.HEAD.search(data, 0, end)
            size = int(length.group(1)) if length else 0
            if len(data) < end + 4 + size:
                break
            method, path, _ = data[:data.find(b"\r\n")].split(b" ", 2)
            self.reply(method, path.decode(), data[end + 4:end + 4 + size])
            data = data[end + 4 + size:]
        self.rest = data

    def reply(self, method, path, body):
        code = b"200 OK"
        try:
            told = self.book.answer(method, path, body)
        except Exception:  # noqa: BLE001 - what the rig does not understand is counted
            self.book.bad += 1
            code, told = b"400 Bad Request", None
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        text = b'{"status_code":1000,"timestamp":"%s"' % now.encode()
        if told is not None:
            text += b',"data":' + json.dumps(told).encode()
        text += b"}"
        self.transport.write(
            b"HTTP/1.1 " + code + b"\r\nContent-Type: application/json\r\nX-Total-Count: 0\r\nX-Limit: 100\r\nContent-Length: %d\r\n\r\n"
            % len(text) + text)


def play(pipe, folder):
    """The process of the partners; answers questions of the main one."""
    async def main():
        loop = asyncio.get_running_loop()
        book = Book("")
        trust = None
        if folder:
            trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            trust.load_cert_chain(os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem"))
        server = await loop.create_server(lambda: Line(book), "127.0.0.1", 0, ssl=trust, backlog=1024)
        book.base = f"{'https' if folder else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        pipe.send(book.base)
        done = asyncio.Event()

        def asked():
            question = pipe.recv()
            if question == "counts":
                pipe.send((book.puts, book.patches, book.backwards, book.bad))
            elif question == "ages":
                ages, book.ages = book.ages, []
                pipe.send(ages)
            elif question == "states":
                pipe.send(book.states)
            elif question == "end":
                done.set()

        loop.add_reader(pipe.fileno(), asked)
        await done.wait()

    asyncio.run(main())


class Crowd:
    """The partners, seen from the main process."""

    def __init__(self, folder):
        self.pipe, other = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=play, args=(other, folder), daemon=True)
        self.process.start()
        self.base = self.pipe.recv()

    def ask(self, question):
        self.pipe.send(question)
        return self.pipe.recv()


class Fleet(House):
    """One runtime, a CPO, and a crowd."""

    def __init__(self, stage, partnerctl, asked):
        self.stage, self.partnerctl, self.asked = stage, partnerctl, asked
        self.folder = os.path.join(stage.folder, "fleet")
        self.open("NL-ACM:CPO")
        self.crowd = Crowd(os.path.join(self.folder, "tls") if asked.tls else None)
        self.names = [f"partner-{number}" for number in range(asked.partners)]
        for number, name in enumerate(self.names):
            self.write(number, name)
        self.runtime, said = self.start("run")
        self.office, self.url = said["backoffice"], said["public_url"]

    def write(self, number, name):
        groups = ", ".join(f'"NL*ACM*EG{(number + step) % self.asked.partners:03d}*"' for step in (0, 1))
        text = f"""schema = "bilateral/1"
id     = "{name}"
name   = "{name}"
status = "test"

[them]
roles = ["FR-{party(number)}:EMSP"]

[connection]
registration = "we-start"
versions_url = "{self.crowd.base}/{name}/versions"

[security]
ca_bundle = "tls/ca.pem"

[share]
evse_ids = [{groups}]

[sync.locations]
mode     = "push"
debounce = "{self.asked.debounce}"
"""
        with open(os.path.join(self.folder, "partners", name + ".toml"), "w") as file:
            file.write(text)
        secret = os.path.join(self.folder, "secrets", name, "token-a")
        os.makedirs(os.path.dirname(secret), mode=0o700, exist_ok=True)
        with open(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write("token-a-of-" + name)

    def memory(self):
        with open(f"/proc/{self.runtime.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) / 1024

    def call(self, method, path, body):
        line = http.client.HTTPConnection(self.office, timeout=600)
        with open(os.path.join(self.folder, "secrets", "backoffice", "token")) as file:
            token = file.read().strip()
        line.request(method, path, body, {"Authorization": "Bearer " + token, "Content-Type": "application/json"})
        answer = line.getresponse()
        return answer.status, answer.read().decode()


class Network:
    """Our own EVSEs, and what was last said of each."""

    def __init__(self, count, groups, seed):
        self.dice, self.groups = random.Random(seed), groups
        self.evses, self.states, self.times = [], {}, {}
        sizes, number = [1, 2, 2, 2, 2, 2, 2, 4, 4, 6], 0
        while len(self.evses) < count:
            for stall in range(sizes[number % 10]):
                self.evses.append((f"L{number}", f"L{number}-{stall}", number % groups))
            number += 1
        self.locations = number

    def lines(self, now):
        """All locations, one a line."""
        places = {}
        for place, uid, group in self.evses:
            self.states[uid], self.times[uid] = "AVAILABLE", now
            places.setdefault(place, []).append({
                "uid": uid, "evse_id": f"NL*ACM*EG{group:03d}*{uid.replace('-', '*')}", "status": "AVAILABLE",
                "capabilities": ["RFID_READER", "REMOTE_START_STOP_CAPABLE"], "last_updated": text_of(now),
                "connectors": [{
                    "id": "1", "standard": "IEC_62196_T2", "format": "SOCKET", "power_type": "AC_3_PHASE",
                    "max_voltage": 400, "max_amperage": 32, "max_electric_power": 22000, "tariff_ids": [],
                    "last_updated": text_of(now)}]})
        for place, evses in places.items():
            yield json.dumps({
                "country_code": "NL", "party_id": "ACM", "id": place, "publish": True, "name": "Site " + place,
                "address": "Stationsplein 1", "city": "Utrecht", "postal_code": "3511 ED", "country": "NLD",
                "coordinates": {"latitude": "52.090000", "longitude": "5.110000"}, "time_zone": "Europe/Amsterdam",
                "opening_times": {"twentyfourseven": True}, "evses": evses, "last_updated": text_of(now)}) + "\n"

    def change(self, now):
        place, uid, _ = self.evses[self.dice.randrange(len(self.evses))]
        status = self.dice.choice([one for one in STATUSES if one != self.states[uid]])
        self.states[uid], self.times[uid] = status, max(now, self.times[uid] + 1)
        return place, uid, status, text_of(self.times[uid])


class Feed:
    """Sends changes into the back office at a rate: in batches, or one call each.

    Changes of one location go over one connection, so that they come in their order.
    """

    def __init__(self, fleet, network, asked):
        self.network, self.asked = network, asked
        self.host, self.port = fleet.office.rsplit(":", 1)
        with open(os.path.join(fleet.folder, "secrets", "backoffice", "token")) as file:
            self.token = file.read().strip()
        self.sent = self.refused = 0
        self.waits = []

    async def worker(self, queue):
        reader, writer = await asyncio.open_connection(self.host, self.port)
        while True:
            item = await queue.get()
            if item is None:
                break
            begin, (path, method, body, count) = time.monotonic(), item
            writer.write(
                f"{method} {path} HTTP/1.1\r\nHost: office\r\nAuthorization: Bearer {self.token}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            head = await reader.readuntil(b"\r\n\r\n")
            size = int(re.search(rb"content-length: *(\d+)", head, re.I).group(1))
            text = await reader.readexactly(size)
            if not head.startswith(b"HTTP/1.1 20"):
                self.refused += count
                print(text.decode()[:300], file=sys.stderr)
            elif method == "POST":
                self.refused += json.loads(text)["rejected"]
            self.waits.append(time.monotonic() - begin)
            self.sent += count
        writer.close()

    def shard(self, change):
        return int(change[0][1:]) % self.asked.connections

    def calls(self, changes):
        """The calls that tell changes, each with the number of its connection."""
        if self.asked.single:
            for place, uid, status, text in changes:
                body = json.dumps({"status": status, "last_updated": text}).encode()
                yield self.shard((place,)), (f"/own/locations/NL/ACM/{place}/{uid}", "PATCH", body, 1)
            return
        shards = {}
        for change in changes:
            shards.setdefault(self.shard(change), []).append(change)
        for shard, lines in shards.items():
            body = "".join(
                f'{{"location":"{place}","evse":"{uid}","status":"{status}","last_updated":"{text}"}}\n'
                for place, uid, status, text in lines)
            yield shard, ("/own/statuses?party=NL-ACM", "POST", body.encode(), len(lines))

    async def run(self, rate, seconds):
        queues = [asyncio.Queue() for _ in range(self.asked.connections)]
        workers = [asyncio.create_task(self.worker(queue)) for queue in queues]
        begin, made, tick = time.monotonic(), 0, 0.01 if self.asked.single else 0.05
        while time.monotonic() - begin < seconds:
            due = min(int((time.monotonic() - begin) * rate) - made, 1000)
            # A back office that cannot take more makes its platform wait.
            if due > 0 and max(queue.qsize() for queue in queues) < (20 if self.asked.single else 2):
                now = int(time.time() * 1000)
                for shard, call in self.calls([self.network.change(now) for _ in range(due)]):
                    queues[shard].put_nowait(call)
                made += due
            await asyncio.sleep(tick)
        for queue in queues:
            queue.put_nowait(None)
        await asyncio.gather(*workers)
        return made, time.monotonic() - begin


def compare(fleet, network):
    """Every partner's last state of every EVSE against ours: how many are old, and how many nobody may have."""
    states = fleet.crowd.ask("states")
    old, wrong = 0, 0
    for _, uid, group in network.evses:
        for number in (group, (group - 1) % network.groups):
            known = states.pop((f"partner-{number}", uid), None)
            old += known is None or known[0] != network.states[uid]
    return old, len(states)


def told(fleet, network):
    """Waits until nothing comes any more and all is told, at most ten minutes."""
    begin, last, quiet = time.monotonic(), None, 0
    while time.monotonic() - begin < 600:
        counts = fleet.crowd.ask("counts")
        quiet = quiet + 1 if counts == last else 0
        last = counts
        if quiet >= 8 and (compare(fleet, network)[0] == 0 or quiet >= 80):
            break
        time.sleep(0.25)
    return time.monotonic() - begin - quiet * 0.25


def phase(fleet, network, feed, name, rate, seconds):
    spent, before = fleet.processor(), fleet.crowd.ask("counts")
    fleet.crowd.ask("ages")
    feed.sent, feed.refused, feed.waits = 0, 0, []
    made, took = asyncio.run(feed.run(rate, seconds))
    during = fleet.processor() - spent
    drained = told(fleet, network)
    ages, after = sorted(fleet.crowd.ask("ages")), fleet.crowd.ask("counts")
    spent = fleet.processor() - spent
    old, foreign = compare(fleet, network)
    waits = sorted(feed.waits)
    quantile = lambda values, part: values[min(len(values) - 1, int(len(values) * part))] if values else 0  # noqa: E731
    print(
        f"{name}: {made} changes in {took:.1f} s ({made / took:.0f}/s, {feed.refused} refused; an answer p50 "
        f"{1000 * quantile(waits, 0.5):.0f} p99 {1000 * quantile(waits, 0.99):.0f} ms), {after[1] - before[1]} PATCH and "
        f"{after[0] - before[0]} PUT; change to receipt p50 {quantile(ages, 0.5):.0f}  p99 {quantile(ages, 0.99):.0f}  "
        f"max {quantile(ages, 1):.0f} ms; drained {drained:.1f} s later; {old} old states, {foreign} at others, "
        f"{after[2] - before[2]} backwards, {after[3] - before[3]} not understood; "
        f"{100 * during / took:.0f} % of a processor meanwhile, {spent:.0f} s in all, {fleet.memory():.0f} MB", flush=True)
    fleet.found[name] = {"taken": made / took, "p50": quantile(ages, 0.5), "p99": quantile(ages, 0.99), "old": old}
    return old


def main():
    words = argparse.ArgumentParser()
    words.add_argument("partnerctl")
    words.add_argument("--partners", type=int, default=50)
    words.add_argument("--evses", type=int, default=20000)
    words.add_argument("--rate", type=int, default=2000)
    words.add_argument("--storm", type=int, default=9000)
    words.add_argument("--seconds", type=int, default=60)
    words.add_argument("--connections", type=int, default=4)
    words.add_argument("--debounce", default="100 ms")
    words.add_argument("--single", action="store_true", help="one call a change instead of batches")
    words.add_argument("--tls", action="store_true", help="partners behind TLS")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--json", help="a file for the figures of the steady phase")
    words.add_argument("--pid", help="a file to write the runtime's process id to")
    asked = words.parse_args()
    stage = Stage()
    old = 0
    try:
        fleet = Fleet(stage, os.path.abspath(asked.partnerctl), asked)
        fleet.found = {}
        if asked.pid:
            with open(asked.pid, "w") as file:
                file.write(str(fleet.runtime.pid))
        for name in fleet.names:
            fleet.register(name)
        network = Network(asked.evses, asked.partners, asked.seed)
        body = "".join(network.lines(int(time.time() * 1000) - 60000)).encode()
        begin = time.monotonic()
        print(fleet.call("POST", "/own/import?module=locations", body)[1][:200], flush=True)
        waited = told(fleet, network)
        print(
            f"{len(network.evses)} EVSEs in {network.locations} locations told to two of {asked.partners} partners each in "
            f"{waited + 0:.0f} s, {fleet.memory():.0f} MB; {compare(fleet, network)[0]} old", flush=True)
        del begin
        feed = Feed(fleet, network, asked)
        phase(fleet, network, feed, "warm", min(asked.rate, 200), 5)
        old += phase(fleet, network, feed, "steady", asked.rate, asked.seconds)
        if asked.storm:
            old += phase(fleet, network, feed, "storm", asked.storm, asked.seconds)
        if asked.json:
            with open(asked.json, "w") as file:
                json.dump(fleet.found["steady"], file, indent=1)
    finally:
        stage.close()
    sys.exit(1 if old else 0)


if __name__ == "__main__":
    main()
