"""Made-up stations, prices and cards of both sides."""

from datetime import datetime, timedelta, timezone

UPDATED = "2026-06-01T08:00:00Z"
PRICES = [
    {
        "country_code": "DE", "party_id": "NVO", "id": "AC-1", "currency": "EUR", "tax_included": "NO",
        "elements": [{"price_components": [
            {"type": "ENERGY", "price": 0.49, "vat": 19.0, "step_size": 1},
            {"type": "PARKING_TIME", "price": 1.2, "vat": 19.0, "step_size": 60},
        ]}],
        "last_updated": UPDATED,
    }
]


def location(party, number, tariff="AC-1", updated=UPDATED):
    """A station with two EVSEs."""
    country, short = party.split("-")
    return {
        "country_code": country, "party_id": short, "id": f"LOC-{number:03}", "publish": True,
        "name": f"Harbour {number}", "address": f"Hafenstraße {number}", "city": "Kiel", "postal_code": "24103",
        "country": "DEU", "coordinates": {"latitude": "54.323300", "longitude": "10.122800"},
        "time_zone": "Europe/Berlin", "opening_times": {"twentyfourseven": True},
        "evses": [evse(country, short, number, place, tariff, updated) for place in (1, 2)],
        "last_updated": updated,
    }


def evse(country, short, number, place, tariff, updated):
    """One place to charge."""
    return {
        "uid": f"{short}-{number}-{place}", "evse_id": f"{country}*{short}*E{number}*{place}", "status": "AVAILABLE",
        "capabilities": ["RFID_READER"], "physical_reference": str(place), "last_updated": updated,
        "connectors": [{
            "id": "1", "standard": "IEC_62196_T2", "format": "SOCKET", "power_type": "AC_3_PHASE",
            "max_voltage": 230, "max_amperage": 32, "max_electric_power": 22000, "tariff_ids": [tariff],
            "last_updated": updated,
        }],
    }


def tariff(party, identity, price, updated=UPDATED):
    """A price of the peer's."""
    country, short = party.split("-")
    return {
        "country_code": country, "party_id": short, "id": identity, "currency": "EUR", "type": "REGULAR",
        "elements": [{"price_components": [{"type": "ENERGY", "price": price, "vat": 19.0, "step_size": 1}]}],
        "last_updated": updated,
    }


def token(party, number, valid=True, updated=UPDATED):
    """A card."""
    country, short = party.split("-")
    return {
        "country_code": country, "party_id": short, "uid": f"04AB{number:010}", "type": "RFID",
        "contract_id": f"{country}-{short}-C{number:08}", "issuer": "Interop", "valid": valid, "whitelist": "ALLOWED",
        "last_updated": updated,
    }


def session(version, cpo, driver, identity, kwh, status="ACTIVE", updated="2026-06-05T08:30:00Z"):
    """A session of a station's first EVSE by a card."""
    country, short = cpo.split("-")
    card = token(driver, 0)
    value = {
        "id": identity, "kwh": kwh, "auth_method": "WHITELIST", "currency": "EUR", "status": status,
        "last_updated": updated,
    }
    if version == "2.1.1":
        place = for_all_versions(location(cpo, 1, "T-1"))
        place["evses"] = place["evses"][:1]
        return value | {
            "start_datetime": "2026-06-05T08:00:00Z", "auth_id": card["contract_id"], "location": place,
        }
    return value | {
        "country_code": country, "party_id": short, "start_date_time": "2026-06-05T08:00:00Z",
        "cdr_token": cdr_token(card), "location_id": "LOC-001", "evse_uid": f"{short}-1-1", "connector_id": "1",
    }


def cdr(version, cpo, driver, identity, updated="2026-06-05T09:30:00Z"):
    """What a session came to: 12 kWh in an hour."""
    country, short = cpo.split("-")
    card, place = token(driver, 0), location(cpo, 1, "T-1")
    value = {
        "id": identity, "auth_method": "WHITELIST", "currency": "EUR", "total_energy": 12.0, "total_time": 1.0,
        "charging_periods": [{
            "start_date_time": "2026-06-05T08:00:00Z",
            "dimensions": [{"type": "ENERGY", "volume": 12.0}, {"type": "TIME", "volume": 1.0}],
        }],
        "last_updated": updated,
    }
    if version == "2.1.1":
        place = for_all_versions(place)
        place["evses"] = place["evses"][:1]
        return value | {
            "start_date_time": "2026-06-05T08:00:00Z", "stop_date_time": "2026-06-05T09:00:00Z",
            "auth_id": card["contract_id"], "location": place, "total_cost": 5.88,
        }
    return value | {
        "country_code": country, "party_id": short, "start_date_time": "2026-06-05T08:00:00Z",
        "end_date_time": "2026-06-05T09:00:00Z", "cdr_token": cdr_token(card), "total_cost": {"excl_vat": 5.88},
        "cdr_location": {
            "id": "LOC-001", "name": place["name"], "address": place["address"], "city": place["city"],
            "postal_code": place["postal_code"], "country": "DEU", "coordinates": place["coordinates"],
            "evse_uid": f"{short}-1-1", "evse_id": f"{country}*{short}*E1*1", "connector_id": "1",
            "connector_standard": "IEC_62196_T2", "connector_format": "SOCKET",
            "connector_power_type": "AC_3_PHASE",
        },
    }


def cdr_of_now(value):
    """The CDR with the last two seconds as its time: it is billed from a tariff that was told before it began."""
    start, end = ((datetime.now(timezone.utc) - timedelta(seconds=ago)).strftime("%Y-%m-%dT%H:%M:%SZ") for ago in (2, 0))
    amounts = [{"type": "ENERGY", "volume": 12.0}, {"type": "TIME", "volume": 0.0006}]
    return value | {
        "start_date_time": start, "end_date_time": end, "last_updated": end, "total_time": 0.0006,
        "charging_periods": [{"start_date_time": start, "dimensions": amounts}],
    }


def cdr_token(card):
    """The card as sessions and CDRs name it."""
    return {name: card[name] for name in ("country_code", "party_id", "uid", "type", "contract_id")}


def for_all_versions(value):
    """The same object with the names of 2.1.1 beside those of 2.2.1; the peer drops what its version has not."""
    if "evses" in value:
        places = [
            place | {"connectors": [
                plug | {"voltage": plug["max_voltage"], "amperage": plug["max_amperage"],
                        "tariff_id": plug["tariff_ids"][0]}
                for plug in place["connectors"]]}
            for place in value["evses"]]
        return value | {"type": "ON_STREET", "evses": places}
    return value | {"auth_id": value["contract_id"]} if "contract_id" in value else value
