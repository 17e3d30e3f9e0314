#!/usr/bin/env python3
"""The pages for people, in a real browser: every link, what changes while one looks, and pictures to look at.

    board.py .build/release/partnerctl [--partners 50] [--pictures DIR]

A runtime with partners of all states is started (the partners are played by a server of this script). A headless Chromium
(apt: chromium) logs in, follows every link, and sees a live update; no page may complain on the console, ask anything
from elsewhere, hide a control from a screen reader, be wider than a phone, or be useless without script. Pictures are taken at desktop and
phone width, light and dark. Ends with 1 when anything of this fails.
"""

import argparse
import os
import sys
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, os.path.join(HERE, "..", "Bench"), os.path.join(HERE, "..", "Interop")]
from cdp import Browser  # noqa: E402
from fleet import Answer, Crowd, Fleet  # noqa: E402
import fleet as crowd  # noqa: E402
from stage import Stage  # noqa: E402

LATE = "other-99"
CONTACTS = """
[contacts.operations]
name  = "Network operations"
phone = "+31205550199"
email = "noc@partner.example"
hours = "24/7"

[[contacts.escalation]]
after = "30 min"
to    = "technical"

[contacts.technical]
name  = "Integration"
email = "ocpi@partner.example"

[agreement]
zone = "Europe/Amsterdam"

[pricing.retail]
base = "received"
markup = "10 %"
"""


class Busy(Answer):
    """Partners of which one has a site, a price, and a month of sessions with their CDRs."""

    def reply(self, data, fields=()):
        parts = self.path.split("?")[0].split("/")
        if self.command == "GET" and parts[1] == "calm-0" and parts[-1] in MONTH:
            data = MONTH[parts[-1]]
            fields = [("X-Total-Count", len(data)), ("X-Limit", 1000)]
        super().reply(data, fields)


def month():
    """What one operator has: a place of two EVSEs, its tariff, and up to 60 sessions of this month."""
    now = int(time.time())

    def at(moment):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))

    own = {"country_code": "FR", "party_id": "AAA", "last_updated": at(now - 60)}
    tariff = {**own, "id": "T1", "currency": "EUR", "elements": [
        {"price_components": [{"type": "ENERGY", "price": 0.49, "vat": 20.0, "step_size": 1}]}]}
    plug = {"id": "1", "standard": "IEC_62196_T2_COMBO", "format": "CABLE", "power_type": "DC", "max_voltage": 900,
            "max_amperage": 200, "max_electric_power": 150000, "tariff_ids": ["T1"], "last_updated": at(now - 60)}
    evses = [{"uid": f"E{n}", "evse_id": f"FR*AAA*E{n}", "status": "AVAILABLE", "connectors": [plug],
              "last_updated": at(now - 60)} for n in (1, 2)]
    place = {"address": "Rue du Port 3", "city": "Nantes", "country": "FRA",
             "coordinates": {"latitude": "47.2", "longitude": "-1.55"}}
    location = {**own, **place, "id": "L1", "publish": True, "name": "Nantes, Rue du Port", "evses": evses,
                "time_zone": "Europe/Paris"}
    token = {"country_code": "NL", "party_id": "ACM", "uid": "04A1B2C3D4", "type": "RFID", "contract_id": "NL-ACM-C0023"}
    first = now - (time.gmtime(now).tm_mday - 1) * 86400
    sessions, records = [], []
    for number in range(60):
        start = first + (now - first) * number // 61
        if start + 3000 > now:
            continue
        kwh, end = 10 + number * 7 % 30, start + 2400
        # Energies in whole kWh, so that 49 cents each stay whole cents.
        cost = {"excl_vat": kwh * 49 / 100, "incl_vat": kwh * 588 / 1000}
        period = {"start_date_time": at(start), "dimensions": [{"type": "ENERGY", "volume": kwh}], "tariff_id": "T1"}
        sessions.append({
            **own, "id": f"S{number}", "start_date_time": at(start), "end_date_time": at(end), "kwh": kwh,
            "cdr_token": token, "auth_method": "AUTH_REQUEST", "location_id": "L1", "evse_uid": "E1",
            "connector_id": "1", "currency": "EUR", "status": "COMPLETED", "total_cost": cost, "last_updated": at(end)})
        records.append({
            **own, "id": f"C{number}", "session_id": f"S{number}", "start_date_time": at(start), "end_date_time": at(end),
            "cdr_token": token, "auth_method": "AUTH_REQUEST", "currency": "EUR", "total_cost": cost, "total_energy": kwh,
            "total_time": 0.6667, "tariffs": [tariff], "charging_periods": [period], "last_updated": at(end),
            "cdr_location": {**place, "id": "L1", "name": location["name"], "evse_uid": "E1", "evse_id": "FR*AAA*E1",
                             "connector_id": "1", "connector_standard": plug["standard"],
                             "connector_format": "CABLE", "connector_power_type": "DC"}})
    return {"locations": [location], "tariffs": [tariff], "sessions": sessions, "cdrs": records}


MONTH = month()


class Shown(Fleet):
    """A fleet to look at: with contacts and prices, and not all as it should be."""

    def terms(self):
        return CONTACTS


class Tour:
    """A walk through all pages, which remembers what is wrong."""

    def __init__(self, browser, office, token):
        self.browser, self.office, self.token = browser, office, token
        self.wrong, self.seen = [], set()

    def check(self, true, what):
        print(("ok    " if true else "WRONG ") + what, flush=True)
        if not true:
            self.wrong.append(what)

    def login(self):
        self.browser.go(self.office + "/board/alarms")
        self.check("/board/login" in self.browser.run("location.href"), "a page about drivers asks for a login")
        self.browser.run(f"document.querySelector('input[name=token]').value = '{self.token}'")
        self.browser.waiting.clear()
        self.browser.run("document.querySelector('main form').submit()")
        self.browser.until("the login leads on", lambda: "Page.loadEventFired" in self.browser.waiting)
        self.check(self.browser.run("location.pathname") == "/board/alarms", "the login leads to the page that was asked for")
        self.check(self.token not in self.browser.run("document.cookie + document.documentElement.outerHTML"),
                   "the token is nowhere in the page")

    def follow(self, most=200):
        """Every link of ours, from the first page on."""
        found = ["/"]
        while found and len(self.seen) < most:
            path = found.pop(0)
            if path in self.seen:
                continue
            self.seen.add(path)
            self.browser.go(self.office + path)
            for link in self.browser.run(
                    "[...document.querySelectorAll('a[href]')].map(each => each.getAttribute('href'))"):
                if link.startswith("/") and "logout" not in link:
                    found.append(link.split("#")[0])
            title = self.browser.run("document.querySelector('h1')?.textContent || ''")
            if not title or "Nothing to show" in title:
                self.wrong.append(f"{path} leads nowhere")
        self.check(len(self.seen) > 50, f"{len(self.seen)} pages followed")

    def quiet(self):
        outside = sorted({url for url in self.browser.requested
                          if not url.startswith((self.office, "about:", "data:"))})
        self.check(not outside, f"nothing asked from elsewhere {outside[:3]}")
        self.check(not self.browser.complaints, f"no complaint on the console {self.browser.complaints[:3]}")

    def controls(self, path):
        """Each control has a name, by which a screen reader says it; every page has a main part and one heading."""
        self.browser.go(self.office + path)
        nodes = self.browser.names()
        nameless = [role for role, name in nodes
                    if role in ("link", "button", "textbox", "searchbox", "checkbox", "image") and not name]
        self.check(not nameless, f"{path}: every control has a name {nameless[:3]}")
        self.check(sum(role == "main" for role, _ in nodes) == 1, f"{path}: one main part")
        self.check(self.browser.run("document.querySelectorAll('h1').length") == 1, f"{path}: one first heading")

    def keyboard(self):
        """The first step by keyboard is past the navigation, and it is seen."""
        self.browser.go(self.office + "/")
        for kind in ("keyDown", "keyUp"):
            self.browser.say("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        seen = self.browser.run("document.activeElement.className + ' ' + document.activeElement.getBoundingClientRect().left")
        self.check(seen.startswith("skip ") and float(seen.split()[1]) >= 0, "the first Tab shows the way to the content")

    def narrow(self, path):
        self.browser.look(375, 800)
        self.browser.go(self.office + path)
        width = self.browser.run("document.documentElement.scrollWidth")
        self.check(width <= 375, f"{path}: fits a phone ({width} px of 375)")

    def update(self, fleet):
        """A partner that registers while somebody looks."""
        self.browser.look(1280, 900)
        self.browser.go(self.office + "/")
        self.browser.until("the page is live", lambda: self.browser.run("document.getElementById('live').textContent") == "Live.")
        script = f"document.querySelector('a[href=\"/board/partners/{LATE}\"]').closest('tr').textContent"
        before = self.browser.run(script)
        self.browser.run("window.mark = 1")
        begin = time.monotonic()
        fleet.register(LATE)
        self.browser.until("the change is seen", lambda: self.browser.run(script) != before)
        self.check("registered" in self.browser.run(script), f"a registration is seen after {time.monotonic() - begin:.1f} s")
        self.check(self.browser.run("window.mark") == 1, "without loading the page again")

    def scriptless(self):
        self.browser.look(1280, 900, script=False)
        self.browser.go(self.office + "/")
        text = self.browser.say("DOM.getOuterHTML", nodeId=self.browser.say("DOM.getDocument")["root"]["nodeId"])["outerHTML"]
        self.check(text.count("/board/partners/") >= 50, "without script all partners are there")
        self.browser.look(1280, 900)

    def pictures(self, folder, paths):
        os.makedirs(folder, exist_ok=True)
        for name, path in paths.items():
            for size, (width, height) in {"desktop": (1280, 900), "phone": (375, 800)}.items():
                for dark in (False, True):
                    self.browser.look(width, height, dark)
                    self.browser.go(self.office + path)
                    self.browser.picture(os.path.join(folder, f"{name}-{size}-{'dark' if dark else 'light'}.png"))


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("partnerctl")
    words.add_argument("--partners", type=int, default=50)
    words.add_argument("--pictures", default=".build/board")
    asked = words.parse_args()
    stage = Stage()
    browser = Browser()
    try:
        crowd.Crowd = lambda folder: Crowd(folder, Busy)
        fleet = Shown(stage, os.path.abspath(asked.partnerctl), asked.partners)
        fleet.write(LATE)
        for name in fleet.names[:-5]:
            fleet.register(name)
        with open(os.path.join(fleet.folder, "secrets", "backoffice", "token")) as file:
            token = file.read().strip()
        fleet.stage.stop(fleet.runtime)
        fleet.run()
        put(fleet, token)
        time.sleep(3)
        tour = Tour(browser, fleet.office, token)
        tour.login()
        tour.browser.look(1280, 900)
        tour.follow()
        for path in ("/", "/board/partners/calm-0", "/board/alarms", "/board/why?card=NL-ACM-C0023", "/board/login"):
            tour.controls(path)
        tour.keyboard()
        for path in ("/", "/board/partners/calm-0", "/board/alarms", "/board/why?card=NL-ACM-C0023", "/board/login"):
            tour.narrow(path)
        tour.update(fleet)
        tour.scriptless()
        tour.pictures(asked.pictures, {
            "fleet": "/", "partner": "/board/partners/calm-0", "waiting": "/board/partners/" + LATE,
            "alarms": "/board/alarms", "why": "/board/why?card=NL-ACM-C0023", "login": "/board/login"})
        tour.quiet()
        print(f"pictures in {asked.pictures}; {len(tour.wrong)} wrong", flush=True)
        sys.exit(1 if tour.wrong else 0)
    finally:
        browser.close()
        stage.close()


def put(fleet, token):
    """A card of ours, so that there is something to ask about."""
    body = b"""{"country_code": "NL", "party_id": "ACM", "uid": "04A1B2C3D4", "type": "RFID", "contract_id": "NL-ACM-C0023",
      "visual_number": "NL-ACM-C0023", "issuer": "Acme", "valid": true, "whitelist": "ALLOWED",
      "last_updated": "2026-11-20T10:00:00Z"}"""
    call = urllib.request.Request(
        fleet.office + "/own/tokens/NL/ACM/04A1B2C3D4", data=body, method="PUT",
        headers={"Authorization": "Bearer " + token, "Content-Type": "application/json"})
    urllib.request.urlopen(call, timeout=10).read()


if __name__ == "__main__":
    main()
