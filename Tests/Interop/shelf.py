"""What the peer's library asks of its user: storage, tokens and answers, kept in memory.

The library (`py_ocpi`) brings the HTTP side and the object schemas; `Crud` and `Authenticator` are the two classes
that every user of it writes. Ours do the least that a platform must do and keep the library's defaults.
"""

import secrets
from datetime import datetime, timezone

from py_ocpi.core.authentication.authenticator import Authenticator
from py_ocpi.core.crud import Crud
from py_ocpi.core.enums import Action, ModuleID
from py_ocpi.modules.versions.enums import VersionNumber

PAGE = 3  # the most objects a page, so that few objects make several pages


class Shelf:
    """All that the peer knows. One process, one peer, one partner."""

    def __init__(self, identity):
        self.identity = identity  # country, party, role, name, versions_url, version
        self.invitations = set()  # tokens A that we gave out
        self.accepted = set()  # session tokens that the partner may present
        self.partner = None  # {"token", "url", "endpoints"}: what we present, and where
        self.own = {}  # (module, id) -> object: what we send
        self.received = {}  # (module, country, party, id, type) -> object: what the partner sent
        self.calls = []  # what reached us: method, path, query, status
        self.asked = []  # authorisation questions

    def credentials(self, token):
        """Our credentials object in the connection's version."""
        me = self.identity
        details = {"name": me["name"]}
        if me["version"] == VersionNumber.v_2_1_1:
            return {
                "token": token, "url": me["versions_url"], "business_details": details,
                "country_code": me["country"], "party_id": me["party"],
            }
        role = {
            "role": me["role"], "country_code": me["country"], "party_id": me["party"], "business_details": details,
        }
        return {"token": token, "url": me["versions_url"], "roles": [role]}

    def fresh_token(self):
        """A new session token for the partner; those before it end.

        Hexadecimal, because in 2.1.1 the library reads a token at GET versions as Base64 first and answers 3000 when
        its length does not fit.
        """
        token = secrets.token_hex(32)
        self.accepted = {token}
        return token

    def meet(self, credentials, endpoints):
        """Keeps what the partner introduced itself with."""
        if isinstance(endpoints, dict):
            endpoints = endpoints["endpoints"]
        self.partner = {"token": credentials["token"], "url": credentials["url"], "endpoints": endpoints}

    def forget(self):
        """Ends the registration on this side."""
        self.partner = None
        self.accepted = set()


def bind(shelf):
    """The two classes for one shelf: the library wants class methods."""

    def key(module, kwargs, identity):
        kind = kwargs.get("token_type")
        country, party = str(kwargs.get("country_code", "")), str(kwargs.get("party_id", ""))
        return (module.value, country, party, str(identity).lower(), kind.value if kind else "")

    def is_receiver(module):
        """Whether the library serves this module to take objects in, in the peer's role."""
        mine = ModuleID.tokens if shelf.identity["role"] == "CPO" else None
        return module == mine or (shelf.identity["role"] == "EMSP" and module != ModuleID.tokens)

    class ShelfCrud(Crud):
        @classmethod
        async def get(cls, module, role, id, *args, **kwargs):
            if module == ModuleID.credentials_and_registration:
                return shelf.credentials(id) if id in shelf.accepted else None
            if is_receiver(module):
                return shelf.received.get(key(module, kwargs, id))
            return shelf.own.get((module.value, str(id).lower()))

        @classmethod
        async def list(cls, module, role, filters, *args, **kwargs):
            filters["limit"] = min(filters["limit"], PAGE)
            since, until = filters["date_from"], filters["date_to"]
            found = [
                value for (kind, _), value in shelf.own.items()
                if kind == module.value and between(value["last_updated"], since, until)
            ]
            end = filters["offset"] + filters["limit"]
            return found[filters["offset"]:end], len(found), end >= len(found)

        @classmethod
        async def create(cls, module, role, data, *args, **kwargs):
            if module == ModuleID.credentials_and_registration:
                shelf.meet(data["credentials"], data["endpoints"])
                shelf.invitations.discard(kwargs["auth_token"])
                return shelf.credentials(shelf.fresh_token())
            shelf.received[key(module, kwargs, data.get("id") or data["uid"])] = data
            return data

        @classmethod
        async def update(cls, module, role, data, id, *args, **kwargs):
            if module == ModuleID.credentials_and_registration:
                shelf.meet(data["credentials"], data["endpoints"])
                return shelf.credentials(shelf.fresh_token())
            shelf.received[key(module, kwargs, id)] = data
            return data

        @classmethod
        async def delete(cls, module, role, id, *args, **kwargs):
            if module == ModuleID.credentials_and_registration:
                return shelf.forget()
            shelf.received.pop(key(module, kwargs, id), None)

        @classmethod
        async def do(cls, module, role, action, *args, data=None, **kwargs):
            if action != Action.authorize_token:
                return None
            shelf.asked.append(data)
            token = shelf.own[(ModuleID.tokens.value, str(data["token_uid"]).lower())]
            return {
                "allowed": "ALLOWED" if token["valid"] else "BLOCKED", "token": token,
                "location": data["location_reference"], "authorization_reference": "peer-" + secrets.token_hex(6),
            }

    class ShelfAuthenticator(Authenticator):
        @classmethod
        async def get_valid_token_a(cls):
            return list(shelf.invitations)

        @classmethod
        async def get_valid_token_c(cls):
            return list(shelf.accepted)

    return ShelfCrud, ShelfAuthenticator


def between(text, since, until):
    """Whether a `last_updated` lies in the window, lower bound included."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (since is None or moment >= aware(since)) and (until is None or moment < aware(until))


def aware(moment):
    """Times without a zone are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
