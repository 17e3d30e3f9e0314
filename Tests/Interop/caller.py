"""The peer's outgoing side.

The library serves and pushes; it has no client for registration, pulls and authorisation. Its users write these, so
we did: as little as possible, and every answer of ours is read with the library's own schemas, which refuse what
they do not know.
"""

import re

import httpx
from py_ocpi.core.push import push_object
from py_ocpi.core.adapter import BaseAdapter
from py_ocpi.core.enums import ModuleID
from py_ocpi.core.schemas import Push, Receiver
from py_ocpi.core.utils import encode_string_base64, get_module_model
from py_ocpi.modules.versions.enums import VersionNumber

CLASSES = {"locations": "Location", "tariffs": "Tariff", "tokens": "Token", "credentials": "Credentials"}


class Caller:
    """Calls the partner that the shelf knows."""

    def __init__(self, shelf, crud):
        self.shelf = shelf
        self.crud = crud
        self.version = shelf.identity["version"]

    def header(self, token):
        """2.1.1 sends the token as it is, later versions in Base64."""
        raw = self.version == VersionNumber.v_2_1_1
        return {"Authorization": "Token " + (token if raw else encode_string_base64(token))}

    async def call(self, method, url, token=None, body=None):
        """One request; answers http status, headers and JSON."""
        async with httpx.AsyncClient(timeout=20) as client:
            answer = await client.request(
                method, url, headers=self.header(token or self.shelf.partner["token"]), json=body)
        try:
            return answer.status_code, answer.headers, answer.json()
        except ValueError:
            return answer.status_code, answer.headers, {}

    async def data(self, method, url, token=None, body=None):
        """The content of a successful answer."""
        status, _, answer = await self.call(method, url, token, body)
        if status not in (200, 201) or answer.get("status_code") != 1000:
            raise RuntimeError(f"{method} {url}: HTTP {status}, {answer}")
        return answer.get("data")

    async def survey(self, versions_url, token):
        """Their version details in our version."""
        offered = await self.data("GET", versions_url, token)
        url = next((v["url"] for v in offered if v["version"] == self.version.value), None)
        if url is None:
            raise RuntimeError(f"{self.version.value} is not offered, only {[v['version'] for v in offered]}")
        return await self.data("GET", url, token)

    async def register(self, versions_url, token):
        """Starts a registration with a token A that the partner gave us."""
        details = await self.survey(versions_url, token)
        url = self.endpoint(details["endpoints"], "credentials")
        await self.exchange("POST", url, token)

    async def rotate(self):
        """PUT credentials: new tokens for both."""
        await self.exchange("PUT", self.endpoint(self.shelf.partner["endpoints"], "credentials"))

    async def exchange(self, method, url, token=None):
        fresh, old = self.shelf.fresh_token, set(self.shelf.accepted)
        body = self.shelf.credentials(fresh())
        self.shelf.accepted |= old
        theirs = await self.data(method, url, token, body)
        self.parse("credentials", theirs)
        details = await self.survey(theirs["url"], theirs["token"])
        self.shelf.meet(theirs, details)
        self.shelf.accepted = {body["token"]}

    async def unregister(self):
        """DELETE credentials."""
        status, _, answer = await self.call("DELETE", self.endpoint(self.shelf.partner["endpoints"], "credentials"))
        if answer.get("status_code") != 1000:
            raise RuntimeError(f"DELETE credentials: HTTP {status}, {answer}")
        dead = self.shelf.partner
        self.shelf.forget()
        status, _, _ = await self.call("GET", dead["url"], dead["token"])
        return {"afterwards": status}

    async def pull(self, module, limit=2):
        """All pages of a list of theirs, each object read by the library's schema."""
        url = self.endpoint(self.shelf.partner["endpoints"], module, "SENDER") + f"?limit={limit}"
        objects, pages, total = [], 0, None
        while url:
            status, headers, answer = await self.call("GET", url)
            if answer.get("status_code") != 1000:
                raise RuntimeError(f"GET {url}: HTTP {status}, {answer}")
            objects += [self.parse(module, value) for value in answer["data"]]
            total, pages = headers.get("x-total-count"), pages + 1
            found = re.match(r'<([^>]+)>;\s*rel="next"', headers.get("link", ""))
            url = found.group(1) if found else None
        return {"objects": objects, "pages": pages, "total": int(total or -1)}

    async def send(self, method, module, path, body):
        """Any push, such as a PATCH of an EVSE, which the library cannot send."""
        url = self.endpoint(self.shelf.partner["endpoints"], module, "RECEIVER").rstrip("/")
        status, _, answer = await self.call(method, url + "/" + path, body=body)
        return {"http": status, "status": answer.get("status_code"), "message": answer.get("status_message")}

    async def push(self, module, identity):
        """A PUT of one of our objects by the library's own push."""
        versions = await self.data("GET", self.shelf.partner["url"])
        url = next(v["url"] for v in versions if v["version"] == self.version.value)
        push = Push(
            module_id=ModuleID(module), object_id=identity,
            receivers=[Receiver(endpoints_url=url, auth_token=self.shelf.partner["token"])])
        answer = (await push_object(self.version, push, self.crud, BaseAdapter)).receiver_responses[0]
        return {"http": answer.status_code, "status": answer.response.get("status_code"),
                "message": answer.response.get("status_message")}

    async def authorize(self, uid, location):
        """Asks them whether a driver of theirs may charge."""
        url = self.endpoint(self.shelf.partner["endpoints"], "tokens", "SENDER").rstrip("/")
        status, _, answer = await self.call("POST", f"{url}/{uid}/authorize?type=RFID", body=location)
        if status == 200 and answer.get("status_code") == 1000:
            model = get_module_model("AuthorizationInfo", "tokens", self.version.name)
            model(**answer["data"])
        return {"http": status, "status": answer.get("status_code"), "data": answer.get("data")}

    def parse(self, module, value):
        """Reads an object of theirs with the library's schema; raises when it is refused."""
        model = get_module_model(CLASSES[module], module, self.version.name)
        return model(**value).dict()

    def endpoint(self, endpoints, module, role=None):
        """Their address of a module; 2.1.1 knows no roles."""
        for entry in endpoints:
            if entry["identifier"] == module and (role is None or entry.get("role", role) == role):
                return entry["url"]
        raise RuntimeError(f"they offer no {module} {role or ''}")
