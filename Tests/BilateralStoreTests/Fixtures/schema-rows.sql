-- Rows of a small fleet, written when each migration was the newest: the section of a migration follows it.
-- A new migration that makes a table or a column gets a section here; UpgradeTests fails for a table without rows.

-- 2026-11 foundation
INSERT INTO settings (name, value, updated_at) VALUES ('identity', '6f1c', 1767225600000000);
INSERT INTO sequences (name, value) VALUES ('own', 100), ('alarms', 3);

-- 2026-11 partners
INSERT INTO partners (id, state, state_since, version, versions_url, their_token, their_token_form, last_error, created_at, updated_at)
VALUES ('acme', 'registered', 1767225600000000, '2.2.1', 'http://127.0.0.1:9/ocpi/versions', x'01000102030405060708090A0BDDECB5E6AD56DFFBF78B90691BE92CA8DFBE66AF0E5DB06655380DD18732A48712F48F316A82007934297810DE80C6C82B7235CCC37C6231147F835C143CD0F13FC38633182B958BC134249EFFD328DC', 'base64', NULL, 1767225600000000, 1767225600000000),
  ('blu', 'invited', 1767225600000000, NULL, NULL, NULL, NULL, 'timeout', 1767225600000000, 1767225600000000);
INSERT INTO endpoints (partner, module, role, url) VALUES ('acme', 'tokens', 'SENDER', 'http://127.0.0.1:9/ocpi/2.2.1/tokens');
INSERT INTO partner_facts (partner, name, value, learned_at) VALUES ('acme', 'page-limit', '50', 1767225600000000);
INSERT INTO our_tokens (hash, partner, kind, created_at, first_used, expires_at, revoked_at)
VALUES (x'7A0E6FCF1BA4B49B9DFA4A9CF42F6B4FA1B8374E6D5412276D07CF3FE58BCAFC', 'acme', 'session', 1767225600000000, 1767225600000000, NULL, NULL), (x'0102', 'blu', 'registration', 1767225600000000, NULL, NULL, NULL);
INSERT INTO snapshots (number, partner, text, hash, technical_hash, money_hash, applied_at)
VALUES (1, 'blu', 'id = "blu"', x'01', x'02', x'03', 1767225600000000);
INSERT INTO registration_attempts (id, partner, role, step, our_token, payload, created_at, updated_at, finished_at)
VALUES (1, 'acme', 'initiator', 'done', x'AA', x'BB', 1767225600000000, 1767225600000000, 1767225600000000);

-- 2026-11 received
INSERT INTO received (row, module, partner, country, party, object, version, last_updated, hash, first_seen, changed_at, heard_at, generation, state, body)
VALUES (1, 'tokens', 'acme', 'NL', 'ACM', '04AB12CD', '2.2.1', 1767225600000001, x'01', 1767225600000000, 1767225600000001, 1767225600000001, 1, 'live', '{"country_code":"NL","party_id":"ACM","uid":"04AB12CD","type":"RFID","contract_id":"NL-ACM-C0023","issuer":"ACME","valid":true,"whitelist":"ALWAYS","last_updated":"2026-01-01T00:00:00Z"}');
INSERT INTO received (row, module, partner, country, party, object, version, last_updated, hash, first_seen, changed_at, heard_at, generation, state, body)
VALUES (2, 'tariffs', 'blu', 'DE', 'NVO', 'T1', '2.2.1', 1767225600000002, x'02', 1767225600000000, 1767225600000002, 1767225600000002, 1, 'live', '{"country_code":"DE","party_id":"NVO","id":"T1","currency":"EUR","elements":[{"price_components":[{"type":"ENERGY","price":0.41,"step_size":1}]}],"last_updated":"2026-01-01T00:00:00Z"}');
INSERT INTO received (row, module, partner, country, party, object, version, last_updated, hash, first_seen, changed_at, heard_at, generation, state, body)
VALUES (3, 'sessions', 'blu', 'DE', 'NVO', 'S1', '2.2.1', 1767225600000003, x'03', 1767225600000000, 1767225600000003, 1767225600000003, 1, 'live', '{"country_code":"DE","party_id":"NVO","id":"S1","start_date_time":"2026-01-01T10:00:00Z","kwh":1.5,"cdr_token":{"country_code":"NL","party_id":"ACM","uid":"04AB12CD","type":"RFID","contract_id":"NL-ACM-C0023"},"auth_method":"WHITELIST","location_id":"LOC1","evse_uid":"E1","connector_id":"1","currency":"EUR","status":"ACTIVE","last_updated":"2026-01-01T10:05:00Z"}');
INSERT INTO received (row, module, partner, country, party, object, version, last_updated, hash, first_seen, changed_at, heard_at, generation, state, body)
VALUES (4, 'cdrs', 'blu', 'DE', 'NVO', 'C1', '2.2.1', 1767225600000004, x'04', 1767225600000000, 1767225600000004, 1767225600000004, 1, 'live', '{"country_code":"DE","party_id":"NVO","id":"C1","start_date_time":"2026-01-01T08:00:00Z","end_date_time":"2026-01-01T09:00:00Z","session_id":"S0","cdr_token":{"country_code":"NL","party_id":"ACM","uid":"04AB12CD","type":"RFID","contract_id":"NL-ACM-C0023"},"auth_method":"WHITELIST","cdr_location":{"id":"LOC1","address":"Ringstr. 1","city":"Kiel","country":"DEU","coordinates":{"latitude":"54.320000","longitude":"10.120000"},"evse_uid":"E1","evse_id":"DE*NVO*E1","connector_id":"1","connector_standard":"IEC_62196_T2","connector_format":"SOCKET","connector_power_type":"AC_3_PHASE"},"currency":"EUR","charging_periods":[{"start_date_time":"2026-01-01T08:00:00Z","dimensions":[{"type":"ENERGY","volume":10}]}],"total_cost":{"excl_vat":4.1},"total_energy":10,"total_time":1,"last_updated":"2026-01-01T09:01:00Z"}');
INSERT INTO received (row, module, partner, country, party, object, version, last_updated, hash, first_seen, changed_at, heard_at, generation, state, body)
VALUES (5, 'tokens', 'acme', 'NL', 'ACM', '04GONE', '2.2.1', 1767225600000005, x'05', 1767225600000000, 1767225600000005, 1767225600000005, 1, 'removed', '{"country_code":"NL","party_id":"ACM","uid":"04DEAD01","type":"RFID","contract_id":"NL-ACM-C0023","issuer":"ACME","valid":true,"whitelist":"ALWAYS","last_updated":"2026-01-01T00:00:00Z"}');

-- 2026-11 own
INSERT INTO own (row, module, country, party, object, change, last_updated, created_at, hash, deleted, body)
VALUES (1, 'locations', 'DE', 'NVO', 'LOC1', 1, 1767225600000001, 1767225600000000, x'01', 0, '{"country_code":"DE","party_id":"NVO","id":"LOC1","publish":true,"address":"Ringstr. 1","city":"Kiel","country":"DEU","coordinates":{"latitude":"54.320000","longitude":"10.120000"},"time_zone":"Europe/Berlin","evses":[{"uid":"E1","evse_id":"DE*NVO*E1","status":"AVAILABLE","last_updated":"2026-01-01T00:00:00Z","connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":16,"tariff_ids":["adhoc"],"last_updated":"2026-01-01T00:00:00Z"}]}],"last_updated":"2026-01-01T00:00:00Z"}');
INSERT INTO own (row, module, country, party, object, change, last_updated, created_at, hash, deleted, body)
VALUES (2, 'tariffs', 'DE', 'NVO', 'T1', 2, 1767225600000002, 1767225600000000, x'02', 0, '{"country_code":"DE","party_id":"NVO","id":"T1","currency":"EUR","elements":[{"price_components":[{"type":"ENERGY","price":0.41,"step_size":1}]}],"last_updated":"2026-01-01T00:00:00Z"}');
INSERT INTO own (row, module, country, party, object, change, last_updated, created_at, hash, deleted, body)
VALUES (3, 'sessions', 'DE', 'NVO', 'S1', 3, 1767225600000003, 1767225600000000, x'03', 0, '{"country_code":"DE","party_id":"NVO","id":"S1","start_date_time":"2026-01-01T10:00:00Z","kwh":1.5,"cdr_token":{"country_code":"NL","party_id":"ACM","uid":"04AB12CD","type":"RFID","contract_id":"NL-ACM-C0023"},"auth_method":"WHITELIST","location_id":"LOC1","evse_uid":"E1","connector_id":"1","currency":"EUR","status":"ACTIVE","last_updated":"2026-01-01T10:05:00Z"}');
INSERT INTO own (row, module, country, party, object, change, last_updated, created_at, hash, deleted, body)
VALUES (4, 'cdrs', 'DE', 'NVO', 'C1', 4, 1767225600000004, 1767225600000000, x'04', 0, '{"country_code":"DE","party_id":"NVO","id":"C1","start_date_time":"2026-01-01T08:00:00Z","end_date_time":"2026-01-01T09:00:00Z","session_id":"S0","cdr_token":{"country_code":"NL","party_id":"ACM","uid":"04AB12CD","type":"RFID","contract_id":"NL-ACM-C0023"},"auth_method":"WHITELIST","cdr_location":{"id":"LOC1","address":"Ringstr. 1","city":"Kiel","country":"DEU","coordinates":{"latitude":"54.320000","longitude":"10.120000"},"evse_uid":"E1","evse_id":"DE*NVO*E1","connector_id":"1","connector_standard":"IEC_62196_T2","connector_format":"SOCKET","connector_power_type":"AC_3_PHASE"},"currency":"EUR","charging_periods":[{"start_date_time":"2026-01-01T08:00:00Z","dimensions":[{"type":"ENERGY","volume":10}]}],"total_cost":{"excl_vat":4.1},"total_energy":10,"total_time":1,"last_updated":"2026-01-01T09:01:00Z"}');
INSERT INTO own (row, module, country, party, object, change, last_updated, created_at, hash, deleted, body)
VALUES (5, 'cdrs', 'DE', 'NVO', 'C1-CREDIT', 5, 1767225600000005, 1767225600000000, x'05', 0, '{"country_code":"DE","party_id":"NVO","id":"C1-CREDIT","start_date_time":"2026-01-01T08:00:00Z","end_date_time":"2026-01-01T09:00:00Z","session_id":"S0","cdr_token":{"country_code":"NL","party_id":"ACM","uid":"04AB12CD","type":"RFID","contract_id":"NL-ACM-C0023"},"auth_method":"WHITELIST","cdr_location":{"id":"LOC1","address":"Ringstr. 1","city":"Kiel","country":"DEU","coordinates":{"latitude":"54.320000","longitude":"10.120000"},"evse_uid":"E1","evse_id":"DE*NVO*E1","connector_id":"1","connector_standard":"IEC_62196_T2","connector_format":"SOCKET","connector_power_type":"AC_3_PHASE"},"currency":"EUR","charging_periods":[{"start_date_time":"2026-01-01T08:00:00Z","dimensions":[{"type":"ENERGY","volume":10}]}],"total_cost":{"excl_vat":4.1},"total_energy":10,"total_time":1,"credit":true,"credit_reference_id":"C1","last_updated":"2026-01-01T09:01:00Z"}');
INSERT INTO own (row, module, country, party, object, change, last_updated, created_at, hash, deleted, body)
VALUES (6, 'tokens', 'DE', 'NVO', '04CAFE01', 6, 1767225600000006, 1767225600000000, x'06', 0, '{"country_code":"NL","party_id":"ACM","uid":"04CAFE01","type":"RFID","contract_id":"NL-ACM-C0023","issuer":"ACME","valid":true,"whitelist":"ALWAYS","last_updated":"2026-01-01T00:00:00Z"}');

-- 2026-11 views
INSERT INTO views (own_row, partner, module, country, party, object, hash, last_updated, visible, acknowledged_hash, acknowledged_at)
VALUES (1, 'acme', 'locations', 'DE', 'NVO', 'LOC1', x'01', 1767225600000000, 1, x'01', 1767225600000000);

-- 2026-11 outbox
INSERT INTO outbox (seq, generation, partner, module, country, party, object, lane, coalesced, body, state, attempts, created_at)
VALUES (1, 1, 'acme', 'locations', 'DE', 'NVO', 'LOC1', 'DE|NVO|LOC1', 1, NULL, 'pending', 0, 1767225600000000),
  (2, 1, 'acme', 'cdrs', 'DE', 'NVO', 'C1', 'DE|NVO|C1', 0, '{"country_code":"DE","party_id":"NVO","id":"C1","start_date_time":"2026-01-01T08:00:00Z","end_date_time":"2026-01-01T09:00:00Z","session_id":"S0","cdr_token":{"country_code":"NL","party_id":"ACM","uid":"04AB12CD","type":"RFID","contract_id":"NL-ACM-C0023"},"auth_method":"WHITELIST","cdr_location":{"id":"LOC1","address":"Ringstr. 1","city":"Kiel","country":"DEU","coordinates":{"latitude":"54.320000","longitude":"10.120000"},"evse_uid":"E1","evse_id":"DE*NVO*E1","connector_id":"1","connector_standard":"IEC_62196_T2","connector_format":"SOCKET","connector_power_type":"AC_3_PHASE"},"currency":"EUR","charging_periods":[{"start_date_time":"2026-01-01T08:00:00Z","dimensions":[{"type":"ENERGY","volume":10}]}],"total_cost":{"excl_vat":4.1},"total_energy":10,"total_time":1,"last_updated":"2026-01-01T09:01:00Z"}', 'parked', 3, 1767225600000000);

-- 2026-11 cursors
INSERT INTO cursors (partner, module, kind, window_from, window_to, next_page, pages_done, generation, started_at, last_success, last_attempt, last_error, consecutive_errors, highest_updated)
VALUES ('acme', 'tokens', 'delta', 1767225600000000, 1767225600000000, NULL, 3, 7, 1767225600000000, 1767225600000000, 1767225600000000, NULL, 0, 1767225600000000);

-- 2026-11 quarantine
INSERT INTO quarantine (row, partner, module, identity, version, first_seen, last_seen, count, cut, raw)
VALUES (1, 'acme', 'tokens', 'NL|ACM|BAD', '2.2.1', 1767225600000000, 1767225600000000, 2, 0, '{"uid":7}');
INSERT INTO quarantine_findings (quarantine, position, path, code, message) VALUES (1, 0, '$.uid', 'BW103', 'wrong kind');

-- 2026-11 events
INSERT INTO events (seq, at, type, partner, module, id, change, object)
VALUES (41, 1767225600000000, 'object', 'acme', 'tokens', '04AB12CD', 'created', '{}');

-- 2026-11 asks
INSERT INTO asks (id, kind, partner, question, created_at, deadline, answer, answered_at)
VALUES ('6b1e', 'authorize', 'acme', '{}', 1767225600000000, 1767225602000000, '{"allowed":"ALLOWED"}', 1767225600000001);

-- 2026-11 audit
INSERT INTO audit (seq, at, actor, action, partner, detail, previous, hash)
VALUES (1, 1767225600000000, 'operator', 'terms.apply', 'acme', '{"hash":"01"}', x'0000000000000000000000000000000000000000000000000000000000000000', x'2FEEB39A97780703F9A2B906F5A626209BFF65511D6350D0F1016E03904A33A9'),
  (2, 1767225700000000, 'acme', 'credentials.post', 'acme', '{}', x'2FEEB39A97780703F9A2B906F5A626209BFF65511D6350D0F1016E03904A33A9', x'0037C09A0C1E8240BCDE91BFC78A12C7F0CDEBBF803D629D147A79068A04103F');

-- 2026-11 crawl progress
INSERT INTO cursors (partner, module, kind, pages_done, generation, consecutive_errors, objects_done, last_total, has_shifted, brake_missing, brake_live)
VALUES ('blu', 'tariffs', 'full', 1, 2, 0, 50, 70, 1, 40, 70);

-- 2026-11 publishing
INSERT INTO view_cursors (partner, module, change, basis) VALUES ('acme', 'locations', 6, 'b1'), ('acme', 'tariffs', 6, 'b2');
INSERT INTO published_tariffs (row, partner, country, party, object, base, rule, hash, last_updated, changed_at, visible, acknowledged_hash, body)
VALUES (1, 'acme', 'DE', 'NVO', '8Q2F', 'adhoc', 'r1', x'07', 1767225600000000, 1767225600000000, 1, x'07', '{"country_code":"DE","party_id":"NVO","id":"T1","currency":"EUR","elements":[{"price_components":[{"type":"ENERGY","price":0.41,"step_size":1}]}],"last_updated":"2026-01-01T00:00:00Z"}');
INSERT INTO views (own_row, partner, module, country, party, object, hash, last_updated, visible, changed_at, shown, acknowledged_detail)
VALUES (4, 'acme', 'cdrs', 'DE', 'NVO', 'C1', x'04', 1767225600000000, 1, 1767225600000000, '{}', '{}');

-- 2026-11 their tokens
INSERT INTO their_tokens (number, partner, token, form, received_at) VALUES (9, 'blu', x'0A0B', 'raw', 1767225600000000);

-- 2026-11 sightings
INSERT INTO sightings (partner, name, value, count, first_at, last_at, example) VALUES ('acme', 'token-form', 'raw', 4, 1767225600000000, 1767225600000000, 'x');

-- 2026-11 alarms
INSERT INTO alarms (number, partner, rule, condition, subject, text, since, raised_at, resolved_at, tellings, failures)
VALUES (1, 'acme', 0, 'lag', 'tokens', 'late', 1767225600000000, 1767225600000000, 1767225600000000, 1, 0);

-- 2026-11 commands
INSERT INTO commands (id, direction, partner, kind, module, callback, body, subject, token, place, version, correlation, created_at, phase, deadline, send_by, attempts, response, outcome, ended_at)
VALUES ('c-1', 'taken', 'acme', 'START_SESSION', 'commands', 'http://127.0.0.1:9/cb', '{}', 'LOC1', '04AB12CD', 'LOC1', '2.2.1', 'corr', 1767225600000000, 'ended', 1767225600000000, 1767225600000000, 1, 'ACCEPTED', 'ACCEPTED', 1767225600000000);
INSERT INTO reservations (number, partner, direction, reservation) VALUES (1, 'acme', 'taken', 'R1');

-- 2026-11 contracts
INSERT INTO own (row, module, country, party, object, change, last_updated, created_at, hash, deleted, body, contract)
VALUES (7, 'tokens', 'DE', 'NVO', '04CAFE02', 7, 1767225600000007, 1767225600000000, x'07', 0, '{"country_code":"NL","party_id":"ACM","uid":"04CAFE02","type":"RFID","contract_id":"NL-ACM-C0023","issuer":"ACME","valid":true,"whitelist":"ALWAYS","last_updated":"2026-01-01T00:00:00Z"}', 'NL-ACM-C0023');

-- 2026-11 held tariffs
INSERT INTO published_tariffs (row, partner, country, party, object, base, hash, last_updated, changed_at, visible, body, held)
VALUES (2, 'acme', 'DE', 'NVO', '9R3G', 'adhoc', x'08', 1767225600000000, 1767225600000000, 1, '{"country_code":"DE","party_id":"NVO","id":"T1","currency":"EUR","elements":[{"price_components":[{"type":"ENERGY","price":0.41,"step_size":1}]}],"last_updated":"2026-01-01T00:00:00Z"}', 1);

-- 2026-11 price texts
INSERT INTO price_texts (hash, body, kept_at) VALUES ('ab12', '[]', 1767225600000000);

-- 2026-11 cdr prices
INSERT INTO cdr_prices (country, party, object, partner, source, terms, trace, priced_at) VALUES ('DE', 'NVO', 'C1', 'acme', x'01', x'02', '[]', 1767225600000000);
INSERT INTO published_history (row, partner, country, party, object, base, rule, hash, body, since, until) VALUES (90, 'acme', 'DE', 'NVO', 'OLD1', 'adhoc', NULL, x'09', '{}', 1767225600000000, 1767225600000005);

-- 2026-11 cdr verdicts
INSERT INTO cdr_verdicts (partner, country, party, object, verdict, detail, checked_at) VALUES ('blu', 'DE', 'NVO', 'C1', 'match', '{}', 1767225600000000);

-- 2026-11 session ways
INSERT INTO session_ways (partner, country, party, session, way, chosen_at) VALUES ('acme', 'DE', 'NVO', 'S1', 'direct', 1767225600000000);

-- 2026-11 tariff versions
INSERT INTO tariff_versions (row, partner, country, party, object, version, since, body) VALUES (90, 'blu', 'DE', 'NVO', 'T0', '2.2.1', 1767225600000000, '{}');

-- 2026-11 received on several connections
INSERT INTO received (row, module, partner, country, party, object, version, last_updated, hash, first_seen, changed_at, heard_at, generation, state, body, connection, same_as)
VALUES (6, 'locations', 'blu', 'DE', 'NVO', 'LOC9', '2.2.1', 1767225600000006, x'06', 1767225600000000, 1767225600000006, 1767225600000006, 1, 'beside', '{"country_code":"DE","party_id":"NVO","id":"LOC9","publish":true,"address":"Ringstr. 1","city":"Kiel","country":"DEU","coordinates":{"latitude":"54.320000","longitude":"10.120000"},"time_zone":"Europe/Berlin","evses":[{"uid":"E1","evse_id":"DE*NVO*E1","status":"AVAILABLE","last_updated":"2026-01-01T00:00:00Z","connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":16,"tariff_ids":["adhoc"],"last_updated":"2026-01-01T00:00:00Z"}]}],"last_updated":"2026-01-01T00:00:00Z"}', 'hub', 'LOC1');

-- 2026-11 copies on several ways
UPDATE views SET acknowledged_way = 'direct', left_ways = '|hub:gireve|' WHERE own_row = 1;

-- 2026-11 fan-out
INSERT INTO own (row, module, country, party, object, change, last_updated, created_at, hash, deleted, body, shape)
VALUES (8, 'locations', 'DE', 'NVO', 'LOC2', 8, 1767225600000008, 1767225600000000, x'08', 0, '{"country_code":"DE","party_id":"NVO","id":"LOC2","publish":true,"address":"Ringstr. 1","city":"Kiel","country":"DEU","coordinates":{"latitude":"54.320000","longitude":"10.120000"},"time_zone":"Europe/Berlin","evses":[{"uid":"E1","evse_id":"DE*NVO*E2","status":"AVAILABLE","last_updated":"2026-01-01T00:00:00Z","connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":16,"tariff_ids":["adhoc"],"last_updated":"2026-01-01T00:00:00Z"}]}],"last_updated":"2026-01-01T00:00:00Z"}', 8);
INSERT INTO view_cursors (partner, module, change, basis) VALUES ('blu', 'locations', 8, 'b3');
UPDATE views SET copy = '{}' WHERE own_row = 4;

-- 2026-11 outbox doubt
INSERT INTO outbox (seq, partner, module, country, party, object, lane, coalesced, state, created_at, doubt)
VALUES (3, 'acme', 'locations', 'DE', 'NVO', 'LOC2', 'DE|NVO|LOC2', 1, 'pending', 1767225600000000, 1);

-- 2026-11 statements
INSERT INTO statement_numbers (series, last) VALUES ('ACM-2026', 17);
INSERT INTO statements (number, partner, direction, period, place, issued, due, gross, currency, document, hash, closed_at)
VALUES ('ACM-2026-0017', 'acme', 'sell', '2026-01', 1, '2026-02-04', '2026-03-06', '4.88', 'EUR', '{}', x'01', 1767225600000000);
INSERT INTO closed_periods (partner, period, until, closed_at) VALUES ('acme', '2026-01', 1767225600000000, 1767225600000000);
INSERT INTO statement_charges (row, partner, direction, country, party, object, kind, driver, contract, starts, ends, listed, energy, currency, parts, change, number, counted)
VALUES (1, 'acme', 'sell', 'DE', 'NVO', 'C1', 'cdr', 'NL-ACM', 'NL-ACM-C0023', 1767225600000000, 1767225600000000, '4.10', '10', 'EUR', '[]', 1, 'ACM-2026-0017', '4.10');
INSERT INTO payments (row, number, paid_on, amount, kind, note, recorded_at) VALUES (1, 'ACM-2026-0017', '2026-02-20', '4.88', 'payment', NULL, 1767225600000000);

-- 2026-11 pushed at
UPDATE received SET pushed_at = 1767225600000000 WHERE row = 1;

-- 2026-11 answers
INSERT INTO authorizations (seq, at, partner, side, uid, type, location, evse, allowed, reason, source, answer, reference, correlation, microseconds)
VALUES (1, 1767225600000000, 'acme', 'ours', '04AB12CD', 'RFID', 'LOC1', 'E1', 1, 'whitelist', 'store', NULL, NULL, 'corr', 12);
INSERT OR REPLACE INTO running_sessions (owner, country, party, object, status, start, energy, last_updated, heard_at) VALUES ('', 'DE', 'NVO', 'S2', 'ACTIVE', 1767225600000000, '0', 1767225600000000, 1767225600000000);
INSERT INTO session_notes (owner, country, party, object, word, since, noted_at) VALUES ('', 'DE', 'NVO', 'S1', 'long', 1767225600000000, 1767225600000000);
INSERT INTO outages (owner, country, party, location, evse, status, since, until) VALUES ('', 'DE', 'NVO', 'LOC1', 'E1', 'INOPERATIVE', 1767225600000000, 1767225600000009);
INSERT INTO measures (day, partner, name, bucket, count) VALUES (20454, 'acme', 'calls', 0, 12);

-- 2026-11 disputes
INSERT INTO disputes (number, partner, country, party, object, direction, reason, currency, amount, silence, state, opened_at, due_at)
VALUES (1, 'blu', 'DE', 'NVO', 'C1', 'buy', 'price', 'EUR', '0.10', 'accepted', 'open', 1767225600000000, 1767225600000000);
INSERT INTO dispute_steps (dispute, place, at, actor, state, words) VALUES (1, 1, 1767225600000000, 'operator', 'open', 'too much');
INSERT INTO cdr_times (partner, country, party, object, session, evse, token, start, end) VALUES ('blu', 'DE', 'NVO', 'C7', 'S7', 'DE*NVO*E1', '04AB12CD', 1767225600000000, 1767225600000009);
INSERT OR IGNORE INTO own_credits (country, party, credits, object) VALUES ('DE', 'NVO', 'C7', 'C7-CREDIT');
UPDATE cdr_verdicts SET grade = 'review';
