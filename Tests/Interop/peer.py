"""The peer as a process: `extrawest-ocpi` on loopback, with a second set of addresses by which the driver drives it.

    peer.py --role CPO|EMSP --version 2.2.1 --party NL-EXW [--tls FOLDER]

Prints one line of JSON when it listens: {"versions_url", "control"}. Ends on SIGTERM, or when its stdin closes.
"""

import argparse
import asyncio
import json
import os
import socket
import sys


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--role", required=True)
    words.add_argument("--version", required=True)
    words.add_argument("--party", required=True)
    words.add_argument("--tls", help="folder with cert.pem, key.pem and ca.pem")
    asyncio.run(serve(words.parse_args()))


async def serve(asked):
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    host = "127.0.0.1:%d" % listener.getsockname()[1]
    country, party = asked.party.split("-")
    scheme = "https" if asked.tls else "http"
    # The library reads its settings from the environment when it is imported.
    os.environ.update(OCPI_HOST=host, PROTOCOL=scheme, COUNTRY_CODE=country, PARTY_ID=party)
    if asked.tls:
        os.environ["SSL_CERT_FILE"] = os.path.join(asked.tls, "ca.pem")
    import uvicorn
    from py_ocpi.core.config import settings

    versions_url = f"{scheme}://{host}/{settings.OCPI_PREFIX}/versions"
    app = make(asked, country, party, versions_url)
    tls = {}
    if asked.tls:
        tls = {"ssl_certfile": os.path.join(asked.tls, "cert.pem"), "ssl_keyfile": os.path.join(asked.tls, "key.pem")}
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", **tls))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    print(json.dumps({"versions_url": versions_url, "control": f"{scheme}://{host}/_driver"}), flush=True)
    # The driver holds our stdin: when it dies, so do we.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.should_exit = True
    await running


def make(asked, country, party, versions_url):
    """The library's application with our classes and the driver's addresses."""
    from py_ocpi import get_application
    from py_ocpi.core.enums import ModuleID, RoleEnum
    from py_ocpi.modules.versions.enums import VersionNumber

    from caller import Caller
    from shelf import Shelf, bind

    version = VersionNumber(asked.version)
    shelf = Shelf({
        "country": country, "party": party, "role": asked.role, "name": "Extrawest " + asked.role,
        "versions_url": versions_url, "version": version,
    })
    crud, authenticator = bind(shelf)
    modules = [
        ModuleID.credentials_and_registration, ModuleID.locations, ModuleID.tariffs, ModuleID.tokens,
        ModuleID.sessions, ModuleID.cdrs, ModuleID.commands,
    ]
    app = get_application(
        version_numbers=[version], roles=[RoleEnum(asked.role)], crud=crud, modules=modules,
        authenticator=authenticator)
    watch(app, shelf)
    steer(app, shelf, Caller(shelf, crud))
    return app


def watch(app, shelf):
    """Notes every call of the partner."""

    @app.middleware("http")
    async def note(request, call_next):
        response = await call_next(request)
        if not request.url.path.startswith("/_driver"):
            shelf.calls.append({
                "method": request.method, "path": request.url.path, "query": request.url.query,
                "status": response.status_code, "link": response.headers.get("link"),
            })
        return response


def steer(app, shelf, caller):
    """What the driver may ask of the peer."""
    from fastapi import Body, HTTPException

    @app.get("/_driver/state")
    async def state():
        return {
            "registered": shelf.partner is not None, "asked": shelf.asked, "calls": shelf.calls,
            "received": [{"key": key, "object": value} for key, value in shelf.received.items()],
            "token": shelf.partner and shelf.partner["token"], "accepted": sorted(shelf.accepted),
            "endpoints": shelf.partner and shelf.partner["endpoints"],
        }

    @app.post("/_driver/own/{module}")
    async def own(module: str, value: dict = Body(...)):
        shelf.own[(module, (value.get("id") or value["uid"]).lower())] = value

    @app.post("/_driver/invite")
    async def invite(order: dict = Body(...)):
        shelf.invitations.add(order["token"])

    @app.post("/_driver/do/{verb}")
    async def do(verb: str, order: dict = Body(...)):
        if verb not in ("register", "rotate", "unregister", "pull", "push", "send", "authorize", "call"):
            raise HTTPException(404)
        try:
            return {"ok": True, "result": await getattr(caller, verb)(**order)}
        except Exception as error:  # told to the driver in words
            return {"ok": False, "error": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    main()
