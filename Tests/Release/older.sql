PRAGMA application_id = 1112099905;
PRAGMA user_version = 0;
BEGIN TRANSACTION;
CREATE TABLE alarms (
  number          INTEGER PRIMARY KEY,
  partner         TEXT NOT NULL,
  rule            INTEGER NOT NULL,
  condition       TEXT NOT NULL,
  subject         TEXT NOT NULL,
  text            TEXT NOT NULL,
  since           INTEGER NOT NULL,
  raised_at       INTEGER,
  resolved_at     INTEGER,
  acknowledged_at INTEGER,
  told_at         INTEGER,
  tellings        INTEGER NOT NULL,
  failures        INTEGER NOT NULL,
  tried_at        INTEGER,
  UNIQUE (partner, rule, condition, subject)
) STRICT;
INSERT INTO "alarms" VALUES(1,'*',0,'certificate','our server certificate','our server certificate ends 2026-11-29T02:45:07Z',1795315507342912,NULL,NULL,NULL,NULL,0,0,NULL);
CREATE TABLE asks (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL,
  partner     TEXT NOT NULL,
  question    TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  deadline    INTEGER NOT NULL,
  answer      TEXT,
  answered_at INTEGER
) STRICT;
CREATE TABLE audit (
  seq      INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL,
  actor    TEXT NOT NULL,
  action   TEXT NOT NULL,
  partner  TEXT,
  detail   TEXT NOT NULL,
  previous BLOB NOT NULL,
  hash     BLOB NOT NULL
) STRICT;
INSERT INTO "audit" VALUES(1,1795315507646246,'operator','credentials.invited','acme','{}',X'0000000000000000000000000000000000000000000000000000000000000000',X'9ABC8D76ED41034925E36B9FA30594202C7BF81C16EF131ED84F43AE4060138D');
INSERT INTO "audit" VALUES(2,1795315507701104,'partner:acme','credentials.registered','acme','{"version":"2.2.1","versions_url":"https://127.0.0.1:45443/ocpi/versions"}',X'9ABC8D76ED41034925E36B9FA30594202C7BF81C16EF131ED84F43AE4060138D',X'908701A586E4CD5EF1D99EBA1D8DA630E935686CB9ACEA436AB07946ECEE87CC');
INSERT INTO "audit" VALUES(3,1795315507701104,'partner:acme','terms.apply','acme','{"sha256":"aacd0fa7460cb39a2fc60ab67403b461eafe007802fb28ca89062160e5fcea99"}',X'908701A586E4CD5EF1D99EBA1D8DA630E935686CB9ACEA436AB07946ECEE87CC',X'5B5405D22D76EC4CEBFF56D8EF941753D94D1CA035875A3ABDC93C6976EBF2B4');
CREATE TABLE cursors (
  partner            TEXT NOT NULL,
  module             TEXT NOT NULL,
  kind               TEXT NOT NULL CHECK (kind IN ('delta', 'full')),
  window_from        INTEGER,
  window_to          INTEGER,
  next_page          TEXT,
  pages_done         INTEGER NOT NULL,
  generation         INTEGER NOT NULL,
  started_at         INTEGER,
  last_success       INTEGER,
  last_attempt       INTEGER,
  last_error         TEXT,
  consecutive_errors INTEGER NOT NULL,
  highest_updated    INTEGER, objects_done INTEGER NOT NULL DEFAULT 0, last_total INTEGER, has_shifted INTEGER NOT NULL DEFAULT 0, brake_missing INTEGER, brake_live INTEGER,
  PRIMARY KEY (partner, module, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO "cursors" VALUES('acme','tokens','delta',1795315388000000,1795315508069000,NULL,1,3,1795315508064850,1795315508074528,1795315508074528,NULL,0,1780300800000000,20,20,0,NULL,NULL);
INSERT INTO "cursors" VALUES('acme','tokens','full',NULL,1795315508056000,NULL,1,2,1795315508054588,1795315508062036,1795315508062036,NULL,0,1780300800000000,20,20,0,NULL,NULL);
CREATE TABLE endpoints (
  partner TEXT NOT NULL REFERENCES partners (id) ON DELETE CASCADE,
  module  TEXT NOT NULL,
  role    TEXT NOT NULL,
  url     TEXT NOT NULL,
  PRIMARY KEY (partner, module, role)
) STRICT, WITHOUT ROWID;
INSERT INTO "endpoints" VALUES('acme','credentials','SENDER','https://127.0.0.1:45443/ocpi/2.2.1/credentials');
INSERT INTO "endpoints" VALUES('acme','locations','RECEIVER','https://127.0.0.1:45443/ocpi/2.2.1/receiver/locations');
INSERT INTO "endpoints" VALUES('acme','tariffs','RECEIVER','https://127.0.0.1:45443/ocpi/2.2.1/receiver/tariffs');
INSERT INTO "endpoints" VALUES('acme','tokens','SENDER','https://127.0.0.1:45443/ocpi/2.2.1/sender/tokens');
CREATE TABLE events (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  at          INTEGER NOT NULL,
  type        TEXT NOT NULL,
  partner     TEXT,
  module      TEXT,
  id          TEXT,
  change      TEXT,
  correlation TEXT,
  object      TEXT,
  ask_id      TEXT,
  deadline    INTEGER
) STRICT;
INSERT INTO "events" VALUES(1,1795315507646246,'partner','acme',NULL,'acme','invited',NULL,'{}',NULL,NULL);
INSERT INTO "events" VALUES(2,1795315507701104,'partner','acme',NULL,'acme','registered',NULL,'{"version":"2.2.1","versions_url":"https://127.0.0.1:45443/ocpi/versions"}',NULL,NULL);
INSERT INTO "events" VALUES(3,1795315507701104,'partner','acme',NULL,'acme','applied',NULL,NULL,NULL,NULL);
INSERT INTO "events" VALUES(4,1795315507808157,'tokens.changed','acme','tokens','04000000000001','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(5,1795315507808157,'tokens.changed','acme','tokens','04000000007920','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(6,1795315507808157,'tokens.changed','acme','tokens','04000000015839','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(7,1795315507808157,'tokens.changed','acme','tokens','04000000023758','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(8,1795315507808157,'tokens.changed','acme','tokens','04000000031677','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(9,1795315507808157,'tokens.changed','acme','tokens','04000000039596','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(10,1795315507808157,'tokens.changed','acme','tokens','04000000047515','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(11,1795315507808157,'tokens.changed','acme','tokens','04000000055434','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(12,1795315507808157,'tokens.changed','acme','tokens','04000000063353','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(13,1795315507808157,'tokens.changed','acme','tokens','04000000071272','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(14,1795315507808157,'tokens.changed','acme','tokens','04000000079191','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(15,1795315507808157,'tokens.changed','acme','tokens','04000000087110','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(16,1795315507808157,'tokens.changed','acme','tokens','04000000095029','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(17,1795315507808157,'tokens.changed','acme','tokens','04000000102948','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(18,1795315507808157,'tokens.changed','acme','tokens','04000000110867','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(19,1795315507808157,'tokens.changed','acme','tokens','04000000118786','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(20,1795315507808157,'tokens.changed','acme','tokens','04000000126705','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(21,1795315507808157,'tokens.changed','acme','tokens','04000000134624','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(22,1795315507808157,'tokens.changed','acme','tokens','04000000142543','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(23,1795315507808157,'tokens.changed','acme','tokens','04000000150462','created','252355e2-ce3c-44d0-bdca-5cfa9fdb6aed',NULL,NULL,NULL);
INSERT INTO "events" VALUES(24,1795315508097538,'authorization','acme','tokens','04000000000001','allowed','dc772186-c076-4f28-a175-e7f25febd6b8','{"allowed":true,"reason":"partner-allowed","source":"partner","authorization_reference":"bd1c01a8-c49f-433b-be66-33ff63c212d5","evse_uids":["NVO-1-1"]}',NULL,NULL);
CREATE TABLE migrations (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, applied_at INTEGER NOT NULL
) STRICT;
INSERT INTO "migrations" VALUES(1,'2026-11 foundation',1795315507196588);
INSERT INTO "migrations" VALUES(2,'2026-11 partners',1795315507196588);
INSERT INTO "migrations" VALUES(3,'2026-11 received',1795315507196588);
INSERT INTO "migrations" VALUES(4,'2026-11 own',1795315507196588);
INSERT INTO "migrations" VALUES(5,'2026-11 views',1795315507196588);
INSERT INTO "migrations" VALUES(6,'2026-11 outbox',1795315507196588);
INSERT INTO "migrations" VALUES(7,'2026-11 cursors',1795315507196588);
INSERT INTO "migrations" VALUES(8,'2026-11 quarantine',1795315507196588);
INSERT INTO "migrations" VALUES(9,'2026-11 events',1795315507196588);
INSERT INTO "migrations" VALUES(10,'2026-11 asks',1795315507196588);
INSERT INTO "migrations" VALUES(11,'2026-11 audit',1795315507196588);
INSERT INTO "migrations" VALUES(12,'2026-11 crawl progress',1795315507196588);
INSERT INTO "migrations" VALUES(13,'2026-11 publishing',1795315507196588);
INSERT INTO "migrations" VALUES(14,'2026-11 their tokens',1795315507196588);
INSERT INTO "migrations" VALUES(15,'2026-11 sightings',1795315507196588);
INSERT INTO "migrations" VALUES(16,'2026-11 alarms',1795315507196588);
CREATE TABLE our_tokens (
  hash       BLOB PRIMARY KEY,
  partner    TEXT NOT NULL REFERENCES partners (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL CHECK (kind IN ('registration', 'session')),
  created_at INTEGER NOT NULL,
  first_used INTEGER,
  expires_at INTEGER,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO "our_tokens" VALUES(X'5AA354C343CBC59F1197D93C813302B54F877CFC6AF99CF0B3244B19F5A626D8','acme','session',1795315507701104,1795315507771336,NULL,NULL);
INSERT INTO "our_tokens" VALUES(X'F4DA0ADB1B4006CBECD329C3FB981EC89650B235F5A6F0182D2489399AD02E1B','acme','registration',1795315507646246,1795315507680226,1797907507646171,1795315507771336);
CREATE TABLE outbox (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  generation  INTEGER NOT NULL DEFAULT 1,
  partner     TEXT NOT NULL,
  module      TEXT NOT NULL,
  country     TEXT NOT NULL COLLATE NOCASE,
  party       TEXT NOT NULL COLLATE NOCASE,
  object      TEXT NOT NULL COLLATE NOCASE,
  sub         TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  lane        TEXT NOT NULL COLLATE NOCASE,
  coalesced   INTEGER NOT NULL,
  body        TEXT,
  correlation TEXT,
  state       TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'inflight', 'parked')),
  attempts    INTEGER NOT NULL DEFAULT 0,
  not_before  INTEGER NOT NULL DEFAULT 0,
  last_error  TEXT,
  hint        TEXT,
  created_at  INTEGER NOT NULL
) STRICT;
CREATE TABLE own (
  row          INTEGER PRIMARY KEY,
  module       TEXT NOT NULL,
  country      TEXT NOT NULL COLLATE NOCASE,
  party        TEXT NOT NULL COLLATE NOCASE,
  object       TEXT NOT NULL COLLATE NOCASE,
  sub          TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  change       INTEGER NOT NULL UNIQUE,
  last_updated INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  hash         BLOB NOT NULL,
  deleted      INTEGER NOT NULL DEFAULT 0,
  body         TEXT NOT NULL
) STRICT;
INSERT INTO "own" VALUES(1,'locations','DE','NVO','LOC-00001','',13,1795315508100000,1795315507618298,X'9E1EE32A61BC0AEAF463CCA33CDC497447F5A1F1AFF62EAB1F7098F4B1FCF982',0,'{"country_code":"DE","party_id":"NVO","id":"LOC-00001","publish":true,"name":"Nordic Volt Berlin 1","address":"Hauptstraße 1","city":"Berlin","postal_code":"10115","country":"DEU","coordinates":{"latitude":"52.532000","longitude":"13.384900"},"parking_type":"ON_STREET","evses":[{"uid":"NVO-1-1","evse_id":"DE*NVO*E1*1","status":"CHARGING","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,"max_electric_power":22000,"tariff_ids":["AC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"1","last_updated":"2026-11-22T02:45:08.100Z"}],"time_zone":"Europe/Berlin","opening_times":{"twentyfourseven":true},"last_updated":"2026-11-22T02:45:08.100Z"}');
INSERT INTO "own" VALUES(2,'locations','DE','NVO','LOC-00002','',2,1780300800000000,1795315507618298,X'826EF1CAB3598C497D737348FB90EF6AB3DD8B230DD1F1839F9A0FD801574318',0,'{"country_code":"DE","party_id":"NVO","id":"LOC-00002","publish":true,"name":"Nordic Volt Hamburg 1","address":"Bahnhofstraße 2","city":"Hamburg","postal_code":"20095","country":"DEU","coordinates":{"latitude":"53.551237","longitude":"9.993911"},"parking_type":"ON_STREET","evses":[{"uid":"NVO-2-1","evse_id":"DE*NVO*E2*1","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,"max_electric_power":22000,"tariff_ids":["AC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"1","last_updated":"2026-06-01T08:00:00Z"},{"uid":"NVO-2-2","evse_id":"DE*NVO*E2*2","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,"max_electric_power":22000,"tariff_ids":["AC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"2","last_updated":"2026-06-01T08:00:00Z"}],"time_zone":"Europe/Berlin","opening_times":{"twentyfourseven":true},"last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "own" VALUES(3,'locations','DE','NVO','LOC-00003','',3,1780300800000000,1795315507618298,X'04DC3727BB5ABB7EE3DDDFB2A45035F645E440BFB2B0B263B626DD644A9E9418',0,'{"country_code":"DE","party_id":"NVO","id":"LOC-00003","publish":true,"name":"Nordic Volt München 1","address":"Am Markt 3","city":"München","postal_code":"80331","country":"DEU","coordinates":{"latitude":"48.135374","longitude":"11.582422"},"parking_type":"ON_STREET","evses":[{"uid":"NVO-3-1","evse_id":"DE*NVO*E3*1","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,"max_electric_power":22000,"tariff_ids":["AC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"1","last_updated":"2026-06-01T08:00:00Z"}],"time_zone":"Europe/Berlin","opening_times":{"twentyfourseven":true},"last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "own" VALUES(4,'locations','DE','NVO','LOC-00004','',4,1780300800000000,1795315507618298,X'AF5A2C9892B181CB4F46564F1C0E0E2C873F4850517E018340876C91FE3B23C3',0,'{"country_code":"DE","party_id":"NVO","id":"LOC-00004","publish":true,"name":"Nordic Volt Köln 1","address":"Lindenweg 4","city":"Köln","postal_code":"50667","country":"DEU","coordinates":{"latitude":"50.937911","longitude":"6.960933"},"parking_type":"ALONG_MOTORWAY","evses":[{"uid":"NVO-4-1","evse_id":"DE*NVO*E4*1","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2_COMBO","format":"CABLE","power_type":"DC","max_voltage":920,"max_amperage":500,"max_electric_power":50000,"tariff_ids":["DC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"1","last_updated":"2026-06-01T08:00:00Z"},{"uid":"NVO-4-2","evse_id":"DE*NVO*E4*2","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2_COMBO","format":"CABLE","power_type":"DC","max_voltage":920,"max_amperage":500,"max_electric_power":50000,"tariff_ids":["DC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"2","last_updated":"2026-06-01T08:00:00Z"}],"time_zone":"Europe/Berlin","opening_times":{"twentyfourseven":true},"last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "own" VALUES(5,'locations','DE','NVO','LOC-00005','',5,1780300800000000,1795315507618298,X'7847FA96B207330F86DCDBF6F1BCE44B75A04D8531FBF626039752B595F57590',0,'{"country_code":"DE","party_id":"NVO","id":"LOC-00005","publish":true,"name":"Nordic Volt Frankfurt am Main 1","address":"Hafenstraße 5","city":"Frankfurt am Main","postal_code":"60311","country":"DEU","coordinates":{"latitude":"50.111448","longitude":"8.682944"},"parking_type":"ON_STREET","evses":[{"uid":"NVO-5-1","evse_id":"DE*NVO*E5*1","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,"max_electric_power":22000,"tariff_ids":["AC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"1","last_updated":"2026-06-01T08:00:00Z"}],"time_zone":"Europe/Berlin","opening_times":{"twentyfourseven":true},"last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "own" VALUES(6,'locations','DE','NVO','LOC-00006','',6,1780300800000000,1795315507618298,X'FC09588481FBBC83078869078FECF281803FA138DBBB4DF91E17795F807AA1EE',0,'{"country_code":"DE","party_id":"NVO","id":"LOC-00006","publish":true,"name":"Nordic Volt Stuttgart 1","address":"Ringstraße 6","city":"Stuttgart","postal_code":"70173","country":"DEU","coordinates":{"latitude":"48.776485","longitude":"9.183955"},"parking_type":"ON_STREET","evses":[{"uid":"NVO-6-1","evse_id":"DE*NVO*E6*1","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,"max_electric_power":22000,"tariff_ids":["AC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"1","last_updated":"2026-06-01T08:00:00Z"},{"uid":"NVO-6-2","evse_id":"DE*NVO*E6*2","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,"max_electric_power":22000,"tariff_ids":["AC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"2","last_updated":"2026-06-01T08:00:00Z"}],"time_zone":"Europe/Berlin","opening_times":{"twentyfourseven":true},"last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "own" VALUES(7,'locations','DE','NVO','LOC-00007','',7,1780300800000000,1795315507618298,X'4FCDA479EF5427C8DFCB5D7FDBA9E23780BAE1630A7EBB410920F3391637902E',0,'{"country_code":"DE","party_id":"NVO","id":"LOC-00007","publish":true,"name":"Nordic Volt Leipzig 1","address":"Hauptstraße 7","city":"Leipzig","postal_code":"04109","country":"DEU","coordinates":{"latitude":"51.340522","longitude":"12.374366"},"parking_type":"ON_STREET","evses":[{"uid":"NVO-7-1","evse_id":"DE*NVO*E7*1","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,"max_electric_power":22000,"tariff_ids":["AC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"1","last_updated":"2026-06-01T08:00:00Z"}],"time_zone":"Europe/Berlin","opening_times":{"twentyfourseven":true},"last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "own" VALUES(8,'locations','DE','NVO','LOC-00008','',8,1780300800000000,1795315507618298,X'619B554DE3DBBA37104FB377FE5FF7F23C744292FB020BA4BD12B7CE2830E894',0,'{"country_code":"DE","party_id":"NVO","id":"LOC-00008","publish":true,"name":"Nordic Volt Bremen 1","address":"Bahnhofstraße 8","city":"Bremen","postal_code":"28195","country":"DEU","coordinates":{"latitude":"53.080259","longitude":"8.803177"},"parking_type":"ALONG_MOTORWAY","evses":[{"uid":"NVO-8-1","evse_id":"DE*NVO*E8*1","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2_COMBO","format":"CABLE","power_type":"DC","max_voltage":920,"max_amperage":500,"max_electric_power":150000,"tariff_ids":["DC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"1","last_updated":"2026-06-01T08:00:00Z"},{"uid":"NVO-8-2","evse_id":"DE*NVO*E8*2","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2_COMBO","format":"CABLE","power_type":"DC","max_voltage":920,"max_amperage":500,"max_electric_power":150000,"tariff_ids":["DC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"2","last_updated":"2026-06-01T08:00:00Z"},{"uid":"NVO-8-3","evse_id":"DE*NVO*E8*3","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2_COMBO","format":"CABLE","power_type":"DC","max_voltage":920,"max_amperage":500,"max_electric_power":150000,"tariff_ids":["DC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"3","last_updated":"2026-06-01T08:00:00Z"}],"time_zone":"Europe/Berlin","opening_times":{"twentyfourseven":true},"last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "own" VALUES(9,'locations','DE','NVO','LOC-00009','',9,1780300800000000,1795315507618298,X'63B78745996790D528B10F0E0FB1CF85FE261908F0F952603632164A8A943A19',0,'{"country_code":"DE","party_id":"NVO","id":"LOC-00009","publish":true,"name":"Nordic Volt Nürnberg 1","address":"Am Markt 9","city":"Nürnberg","postal_code":"90402","country":"DEU","coordinates":{"latitude":"49.453196","longitude":"11.078388"},"parking_type":"ON_STREET","evses":[{"uid":"NVO-9-1","evse_id":"DE*NVO*E9*1","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,"max_electric_power":22000,"tariff_ids":["AC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"1","last_updated":"2026-06-01T08:00:00Z"}],"time_zone":"Europe/Berlin","opening_times":{"twentyfourseven":true},"last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "own" VALUES(10,'locations','DE','NVO','LOC-00010','',10,1780300800000000,1795315507618298,X'1A894EBB32111526AD5B6819C61334D349C87E667F0D4444A3AB0C9AFD517B97',0,'{"country_code":"DE","party_id":"NVO","id":"LOC-00010","publish":true,"name":"Nordic Volt Kiel 1","address":"Lindenweg 10","city":"Kiel","postal_code":"24103","country":"DEU","coordinates":{"latitude":"54.324533","longitude":"10.124699"},"parking_type":"ON_STREET","evses":[{"uid":"NVO-10-1","evse_id":"DE*NVO*E10*1","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,"max_electric_power":22000,"tariff_ids":["AC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"1","last_updated":"2026-06-01T08:00:00Z"},{"uid":"NVO-10-2","evse_id":"DE*NVO*E10*2","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,"max_electric_power":22000,"tariff_ids":["AC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"2","last_updated":"2026-06-01T08:00:00Z"}],"time_zone":"Europe/Berlin","opening_times":{"twentyfourseven":true},"last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "own" VALUES(11,'locations','DE','NVO','LOC-00011','',11,1780300800000000,1795315507618298,X'2E2D3CAB3D054083675F068C23C2FEAB4D63A2DB667952D7F037ED7D90A46A24',0,'{"country_code":"DE","party_id":"NVO","id":"LOC-00011","publish":true,"name":"Nordic Volt Berlin 2","address":"Hafenstraße 11","city":"Berlin","postal_code":"10115","country":"DEU","coordinates":{"latitude":"52.533370","longitude":"13.387010"},"parking_type":"ON_STREET","evses":[{"uid":"NVO-11-1","evse_id":"DE*NVO*E11*1","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,"max_electric_power":22000,"tariff_ids":["AC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"1","last_updated":"2026-06-01T08:00:00Z"}],"time_zone":"Europe/Berlin","opening_times":{"twentyfourseven":true},"last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "own" VALUES(12,'locations','DE','NVO','LOC-00012','',12,1780300800000000,1795315507618298,X'253B4F56A9A5ED2959B5C07490D18A6690EBB19F47826D070156F964B07A5223',0,'{"country_code":"DE","party_id":"NVO","id":"LOC-00012","publish":true,"name":"Nordic Volt Hamburg 2","address":"Ringstraße 12","city":"Hamburg","postal_code":"20095","country":"DEU","coordinates":{"latitude":"53.552607","longitude":"9.996021"},"parking_type":"ALONG_MOTORWAY","evses":[{"uid":"NVO-12-1","evse_id":"DE*NVO*E12*1","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2_COMBO","format":"CABLE","power_type":"DC","max_voltage":920,"max_amperage":500,"max_electric_power":300000,"tariff_ids":["DC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"1","last_updated":"2026-06-01T08:00:00Z"},{"uid":"NVO-12-2","evse_id":"DE*NVO*E12*2","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2_COMBO","format":"CABLE","power_type":"DC","max_voltage":920,"max_amperage":500,"max_electric_power":300000,"tariff_ids":["DC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"2","last_updated":"2026-06-01T08:00:00Z"},{"uid":"NVO-12-3","evse_id":"DE*NVO*E12*3","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2_COMBO","format":"CABLE","power_type":"DC","max_voltage":920,"max_amperage":500,"max_electric_power":300000,"tariff_ids":["DC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"3","last_updated":"2026-06-01T08:00:00Z"},{"uid":"NVO-12-4","evse_id":"DE*NVO*E12*4","status":"AVAILABLE","capabilities":["RFID_READER","REMOTE_START_STOP_CAPABLE"],"connectors":[{"id":"1","standard":"IEC_62196_T2_COMBO","format":"CABLE","power_type":"DC","max_voltage":920,"max_amperage":500,"max_electric_power":300000,"tariff_ids":["DC-1"],"last_updated":"2026-06-01T08:00:00Z"}],"physical_reference":"4","last_updated":"2026-06-01T08:00:00Z"}],"time_zone":"Europe/Berlin","opening_times":{"twentyfourseven":true},"last_updated":"2026-06-01T08:00:00Z"}');
CREATE TABLE partner_facts (
  partner    TEXT NOT NULL REFERENCES partners (id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  value      TEXT NOT NULL,
  learned_at INTEGER NOT NULL,
  PRIMARY KEY (partner, name)
) STRICT, WITHOUT ROWID;
INSERT INTO "partner_facts" VALUES('acme','credentials.exchanged_at','1795315507701104',1795315507701104);
CREATE TABLE partners (
  id               TEXT PRIMARY KEY,
  state            TEXT NOT NULL CHECK (state IN
    ('new', 'invited', 'registering', 'registered', 'suspended', 'failed', 'ended')),
  state_since      INTEGER NOT NULL,
  version          TEXT,
  versions_url     TEXT,
  their_token      BLOB,
  their_token_form TEXT,
  last_error       TEXT,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "partners" VALUES('acme','registered',1795315507701104,'2.2.1','https://127.0.0.1:45443/ocpi/versions',X'01B8F6825947BA8D33453A4B05E24AEBB090A3817B158E8A617C0398D6EA12C1E636595489355680696A4F391C015A06EE975BCF9D3567F8C749374BD4202CC696E4EA83061DE9C552EAAF625F3B8B4F13C684A4BA7A809119505FE9F8','base64',NULL,1795315507272847,1795315507701104);
CREATE TABLE published_tariffs (
  row               INTEGER PRIMARY KEY,
  partner           TEXT NOT NULL,
  country           TEXT NOT NULL COLLATE NOCASE,
  party             TEXT NOT NULL COLLATE NOCASE,
  object            TEXT NOT NULL COLLATE NOCASE,
  base              TEXT NOT NULL,
  rule              TEXT,
  hash              BLOB NOT NULL,
  last_updated      INTEGER NOT NULL,
  changed_at        INTEGER NOT NULL,
  visible           INTEGER NOT NULL DEFAULT 1,
  acknowledged_hash BLOB,
  body              TEXT NOT NULL
) STRICT;
INSERT INTO "published_tariffs" VALUES(1,'acme','DE','NVO','46ab923cc695d7fc3d13922c73b1aa4a','AC-1','*',X'A87BA48DF8CA39B4215E681A638FC82BCFED76B69E9E5B4081B1354AB24288CB',1795315507701104,1795315507731749,1,X'A87BA48DF8CA39B4215E681A638FC82BCFED76B69E9E5B4081B1354AB24288CB','{"country_code":"DE","party_id":"NVO","id":"46ab923cc695d7fc3d13922c73b1aa4a","currency":"EUR","elements":[{"price_components":[{"type":"ENERGY","price":0.4508,"vat":19.0,"step_size":1},{"type":"PARKING_TIME","price":1.104,"vat":19.0,"step_size":60}]}],"tax_included":"NO","last_updated":"2026-11-22T02:45:07.701Z"}');
INSERT INTO "published_tariffs" VALUES(2,'acme','DE','NVO','e93940b210b405b4849a02858ec7690b','DC-1','*',X'CC3965E6912D3DB4C29D227FDA484E9CAF0EF015FE9D6EE8CD6739F43EA6EA1F',1795315507701104,1795315507731749,1,X'CC3965E6912D3DB4C29D227FDA484E9CAF0EF015FE9D6EE8CD6739F43EA6EA1F','{"country_code":"DE","party_id":"NVO","id":"e93940b210b405b4849a02858ec7690b","currency":"EUR","elements":[{"price_components":[{"type":"ENERGY","price":0.5428,"vat":19.0,"step_size":1},{"type":"FLAT","price":0.322,"vat":19.0,"step_size":1}]}],"tax_included":"NO","last_updated":"2026-11-22T02:45:07.701Z"}');
CREATE TABLE quarantine (
  row        INTEGER PRIMARY KEY AUTOINCREMENT,
  partner    TEXT NOT NULL,
  module     TEXT NOT NULL,
  identity   TEXT NOT NULL COLLATE NOCASE,
  version    TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen  INTEGER NOT NULL,
  count      INTEGER NOT NULL,
  cut        INTEGER NOT NULL,
  raw        TEXT NOT NULL
) STRICT;
CREATE TABLE quarantine_findings (
  quarantine INTEGER NOT NULL REFERENCES quarantine (row) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  path       TEXT NOT NULL,
  code       TEXT NOT NULL,
  message    TEXT NOT NULL,
  PRIMARY KEY (quarantine, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE received (
  row            INTEGER PRIMARY KEY,
  module         TEXT NOT NULL,
  partner        TEXT NOT NULL,
  country        TEXT NOT NULL COLLATE NOCASE,
  party          TEXT NOT NULL COLLATE NOCASE,
  object         TEXT NOT NULL COLLATE NOCASE,
  sub            TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  version        TEXT NOT NULL,
  last_updated   INTEGER NOT NULL,
  hash           BLOB NOT NULL,
  first_seen     INTEGER NOT NULL,
  changed_at     INTEGER NOT NULL,
  heard_at       INTEGER NOT NULL,
  generation     INTEGER NOT NULL DEFAULT 0,
  state          TEXT NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'removed')),
  removed_reason TEXT,
  body           TEXT NOT NULL
) STRICT;
INSERT INTO "received" VALUES(1,'tokens','acme','NL','ACM','04000000000001','RFID','2.2.1',1780300800000000,X'2BF99797B619AF897C00996BD82393675224F73ACA8BC2B32C96DBD2E69F7F82',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000000001","type":"RFID","contract_id":"NL-ACM-C00000000-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(2,'tokens','acme','NL','ACM','04000000007920','RFID','2.2.1',1780300800000000,X'A826D81C6D387A95314322AB167038A5C2BFC2D6BF62FAF05A1D8BFDB61D27AA',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000007920","type":"RFID","contract_id":"NL-ACM-C00000001-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(3,'tokens','acme','NL','ACM','04000000015839','RFID','2.2.1',1780300800000000,X'79A033B49007C701023F9CD7A155C01936E20639F006BCBBCC61D23A7A127ABD',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000015839","type":"RFID","contract_id":"NL-ACM-C00000002-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(4,'tokens','acme','NL','ACM','04000000023758','RFID','2.2.1',1780300800000000,X'3DE6D840D1E6B0B16AB7F490ED478F2279AC67B93292B57540C6BA950D1C6C03',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000023758","type":"RFID","contract_id":"NL-ACM-C00000003-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(5,'tokens','acme','NL','ACM','04000000031677','RFID','2.2.1',1780300800000000,X'12A7E4AA55C5E8848FE4C9AEE7CF99C5355EFFDEF1CAE7B07A9C77C55143D1F4',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000031677","type":"RFID","contract_id":"NL-ACM-C00000004-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(6,'tokens','acme','NL','ACM','04000000039596','RFID','2.2.1',1780300800000000,X'9B8886E7D529807CF135FAC50BDBEF39810A3C9BA83FA73B6B56F5B07D7E04F2',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000039596","type":"RFID","contract_id":"NL-ACM-C00000005-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(7,'tokens','acme','NL','ACM','04000000047515','RFID','2.2.1',1780300800000000,X'2DDEF6EE629A4AFD643469C8D2C1573E1054FCA3AEFE7F21979322B5F6A8AA37',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000047515","type":"RFID","contract_id":"NL-ACM-C00000006-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(8,'tokens','acme','NL','ACM','04000000055434','RFID','2.2.1',1780300800000000,X'EC00D0EF62975BB8067665AE713E28B4A688D5CB62FEF66EF68CD86503587C32',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000055434","type":"RFID","contract_id":"NL-ACM-C00000007-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(9,'tokens','acme','NL','ACM','04000000063353','RFID','2.2.1',1780300800000000,X'983AF6CC5124B200921FB2662BFC3E3114942D62F6F664BF634C1C57D61228B5',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000063353","type":"RFID","contract_id":"NL-ACM-C00000008-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(10,'tokens','acme','NL','ACM','04000000071272','RFID','2.2.1',1780300800000000,X'EED99707FA33E130E455C94BAFB6166C9D2C76063DE874C73A9C9A9D9C07253E',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000071272","type":"RFID","contract_id":"NL-ACM-C00000009-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(11,'tokens','acme','NL','ACM','04000000079191','RFID','2.2.1',1780300800000000,X'9313A4497550D0539B267C6F48168E63A2653B3F32D3ADE43ED247AC32BB426D',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000079191","type":"RFID","contract_id":"NL-ACM-C00000010-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(12,'tokens','acme','NL','ACM','04000000087110','RFID','2.2.1',1780300800000000,X'93116885D6EEA4A8E990FF956DA41A0FB7F7A70A399E5CC7970BCCD7E951BC60',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000087110","type":"RFID","contract_id":"NL-ACM-C00000011-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(13,'tokens','acme','NL','ACM','04000000095029','RFID','2.2.1',1780300800000000,X'E0A45422F8958A9C3BDEFFBFDAB32431AC021C7F7680099B48675E121BCBB030',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000095029","type":"RFID","contract_id":"NL-ACM-C00000012-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(14,'tokens','acme','NL','ACM','04000000102948','RFID','2.2.1',1780300800000000,X'BEB16783C882C350AABB5B03907A551B34765F96E9EDB3AB59F071C4B0972A73',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000102948","type":"RFID","contract_id":"NL-ACM-C00000013-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(15,'tokens','acme','NL','ACM','04000000110867','RFID','2.2.1',1780300800000000,X'272B3B9A00C0F4C1BD044A455E5BC6F1DDB74132BE4A7497231FF45118956EDB',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000110867","type":"RFID","contract_id":"NL-ACM-C00000014-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(16,'tokens','acme','NL','ACM','04000000118786','RFID','2.2.1',1780300800000000,X'E603F36832841F520FD5410B7AEE31DCB1509C4B319DC8661CA976C2929185CE',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000118786","type":"RFID","contract_id":"NL-ACM-C00000015-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(17,'tokens','acme','NL','ACM','04000000126705','RFID','2.2.1',1780300800000000,X'2549FEC8EDD9570CC48367CB9552F4A98C29893055E9744FA96D3C2E54309ABE',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000126705","type":"RFID","contract_id":"NL-ACM-C00000016-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(18,'tokens','acme','NL','ACM','04000000134624','RFID','2.2.1',1780300800000000,X'822A91917E92ADA6FCB035182E6EB08C8A292D914D3BA8A0611E4962FE7475B3',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000134624","type":"RFID","contract_id":"NL-ACM-C00000017-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(19,'tokens','acme','NL','ACM','04000000142543','RFID','2.2.1',1780300800000000,X'55B914B4ACF76AF320F6C8DF18D1ADB62E6921DF071181EF982A86F3E3837DD6',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000142543","type":"RFID","contract_id":"NL-ACM-C00000018-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
INSERT INTO "received" VALUES(20,'tokens','acme','NL','ACM','04000000150462','RFID','2.2.1',1780300800000000,X'BC4B9EE30AF3B6015D4DEA714AD3FA406BA9F85A7E5006282C245F8780A445EC',1795315507808157,1795315507808157,1795315508074528,2,'live',NULL,'{"country_code":"NL","party_id":"ACM","uid":"04000000150462","type":"RFID","contract_id":"NL-ACM-C00000019-X","issuer":"ACME Mobility","valid":true,"whitelist":"ALLOWED","last_updated":"2026-06-01T08:00:00Z"}');
CREATE TABLE registration_attempts (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  partner     TEXT NOT NULL REFERENCES partners (id) ON DELETE CASCADE,
  role        TEXT NOT NULL CHECK (role IN ('initiator', 'receiver')),
  step        TEXT NOT NULL,
  our_token   BLOB,
  payload     BLOB,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE TABLE sequences (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "sequences" VALUES('alarms',1);
INSERT INTO "sequences" VALUES('own',13);
CREATE TABLE settings (
  name       TEXT PRIMARY KEY,
  value      TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sightings (
  partner  TEXT NOT NULL,
  name     TEXT NOT NULL,
  value    TEXT NOT NULL,
  count    INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at  INTEGER NOT NULL,
  example  TEXT NOT NULL,
  PRIMARY KEY (partner, name, value)
) STRICT, WITHOUT ROWID;
CREATE TABLE snapshots (
  number         INTEGER PRIMARY KEY AUTOINCREMENT,
  partner        TEXT NOT NULL,
  text           TEXT NOT NULL,
  hash           BLOB NOT NULL,
  technical_hash BLOB NOT NULL,
  money_hash     BLOB NOT NULL,
  applied_at     INTEGER NOT NULL
) STRICT;
INSERT INTO "snapshots" VALUES(1,'acme','# ACME Mobility, a mobility provider: its drivers charge at our stations.
schema = "bilateral/1"
id     = "acme"
name   = "ACME Mobility B.V."
status = "test"

[them]
roles = ["NL-ACM:EMSP"]

[connection]
registration = "they-start"

[security]
ca_bundle = "tls/ca.pem"

[sync.locations]
mode     = "push"
debounce = "100 ms"

[sync.tokens]
mode = "pull"

[authorization]
mode = "realtime"

[pricing.sell]
base     = "adhoc"
discount = "8 %"
',X'AACD0FA7460CB39A2FC60AB67403B461EAFE007802FB28CA89062160E5FCEA99',X'7981C640C2BE875F61845FC4B4D16AEED0B3EAC0228B9120651A6E070F98B286',X'56E6CB10BF108CA92C0CBE75F5537425D9869A771DCD29778D7B2C632DA8C37B',1795315507701104);
CREATE TABLE their_tokens (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  partner     TEXT NOT NULL REFERENCES partners (id) ON DELETE CASCADE,
  token       BLOB NOT NULL,
  form        TEXT NOT NULL,
  received_at INTEGER NOT NULL
) STRICT;
INSERT INTO "their_tokens" VALUES(1,'acme',X'01B8F6825947BA8D33453A4B05E24AEBB090A3817B158E8A617C0398D6EA12C1E636595489355680696A4F391C015A06EE975BCF9D3567F8C749374BD4202CC696E4EA83061DE9C552EAAF625F3B8B4F13C684A4BA7A809119505FE9F8','base64',1795315507701104);
CREATE TABLE view_cursors (
  partner TEXT NOT NULL,
  module  TEXT NOT NULL,
  change  INTEGER NOT NULL,
  basis   TEXT NOT NULL,
  PRIMARY KEY (partner, module)
) STRICT, WITHOUT ROWID;
INSERT INTO "view_cursors" VALUES('acme','locations',13,'1e3ab8546f9c993a9cbc7082b4128920d7bae1fb805be9b6f6c2fee8cbca0ff4');
INSERT INTO "view_cursors" VALUES('acme','tariffs',0,'869a8faa93e49d2adcd5eb23c188c4885a11a68fbd06a2703fa5692a1162ee39');
INSERT INTO "view_cursors" VALUES('acme','tokens',0,'2c5203dc725926e9b98d7472409dfbbb5b48c02bd2d7536e1108bdabcc5d7dba');
CREATE TABLE views (
  own_row           INTEGER NOT NULL REFERENCES own (row) ON DELETE CASCADE,
  partner           TEXT NOT NULL,
  module            TEXT NOT NULL,
  country           TEXT NOT NULL COLLATE NOCASE,
  party             TEXT NOT NULL COLLATE NOCASE,
  object            TEXT NOT NULL COLLATE NOCASE,
  sub               TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  hash              BLOB NOT NULL,
  last_updated      INTEGER NOT NULL,
  visible           INTEGER NOT NULL DEFAULT 1,
  acknowledged_hash BLOB,
  acknowledged_at   INTEGER, changed_at INTEGER NOT NULL DEFAULT 0, shown TEXT, acknowledged_detail TEXT,
  PRIMARY KEY (partner, own_row)
) STRICT;
INSERT INTO "views" VALUES(1,'acme','locations','DE','NVO','LOC-00001','',X'E3B0075D1B923EE80A1A1232FB2444D487AA9CE3E2B7BB08E08DF83FDB049D1C',1795315508100000,1,X'E3B0075D1B923EE80A1A1232FB2444D487AA9CE3E2B7BB08E08DF83FDB049D1C',1795315508117359,1795315508105551,'nvo-1-1','941261933f27efcc616bc360f74ac17539ac86664dbddda5aa954a35c56f07bd
CHARGING	nvo-1-1');
INSERT INTO "views" VALUES(2,'acme','locations','DE','NVO','LOC-00002','',X'CC5C23305D6F74629DEFA93B6E3983961152905FE4EC6F498872506E124BA744',1795315507790569,1,X'CC5C23305D6F74629DEFA93B6E3983961152905FE4EC6F498872506E124BA744',1795315507916441,1795315507790569,'nvo-2-1
nvo-2-2','b5b94036addde8796dfea34c50276a21b67771ab45188f9ae6100457de6e3ca9
AVAILABLE	nvo-2-1
AVAILABLE	nvo-2-2');
INSERT INTO "views" VALUES(3,'acme','locations','DE','NVO','LOC-00003','',X'63A91799B688765D7887D70B981BABABE3B8634872D8A13DE0389E4516221CC1',1795315507790569,1,X'63A91799B688765D7887D70B981BABABE3B8634872D8A13DE0389E4516221CC1',1795315507916441,1795315507790569,'nvo-3-1','55b3e4caacb7d5490038dfd77b6938d4906e97bacf8d93c0fcd5676c270f9490
AVAILABLE	nvo-3-1');
INSERT INTO "views" VALUES(4,'acme','locations','DE','NVO','LOC-00004','',X'9AB912164FDC77FB63E60A1809FCE9CB3B7516119D747410E676BD21F79F7DCC',1795315507790569,1,X'9AB912164FDC77FB63E60A1809FCE9CB3B7516119D747410E676BD21F79F7DCC',1795315507948455,1795315507790569,'nvo-4-1
nvo-4-2','3f78f93705db3e3262f75badf8fceaa51658319493c0cad1978cfecf667a071c
AVAILABLE	nvo-4-1
AVAILABLE	nvo-4-2');
INSERT INTO "views" VALUES(5,'acme','locations','DE','NVO','LOC-00005','',X'BDCD35AA3FE43A5E637F0A74CB927F2962A44CD4A1DA57BCF2D2940D4F471504',1795315507790569,1,X'BDCD35AA3FE43A5E637F0A74CB927F2962A44CD4A1DA57BCF2D2940D4F471504',1795315507916441,1795315507790569,'nvo-5-1','26112f8e6fd2a3a2f77adabe93f8b8a842b901ee749f956515bf7170ae97eaa6
AVAILABLE	nvo-5-1');
INSERT INTO "views" VALUES(6,'acme','locations','DE','NVO','LOC-00006','',X'41FB7FC330FF4ABA6539C410D5E1B7DB097B535A47451E4D477A4A91EFF2D885',1795315507790569,1,X'41FB7FC330FF4ABA6539C410D5E1B7DB097B535A47451E4D477A4A91EFF2D885',1795315507948455,1795315507790569,'nvo-6-1
nvo-6-2','c7c1d648fccf5912890737beafe40dd3c2fb97b9188f9e16a29febfa8e5d6abb
AVAILABLE	nvo-6-1
AVAILABLE	nvo-6-2');
INSERT INTO "views" VALUES(7,'acme','locations','DE','NVO','LOC-00007','',X'2460B12CCDE990F6484D1DB2833D620C647FC1D86AA897DDA4935A97A740C581',1795315507790569,1,X'2460B12CCDE990F6484D1DB2833D620C647FC1D86AA897DDA4935A97A740C581',1795315507916441,1795315507790569,'nvo-7-1','56f20fdc62dbf59862ecf6c891f1625d19764136500dfcf0e2784f4182d3ada8
AVAILABLE	nvo-7-1');
INSERT INTO "views" VALUES(8,'acme','locations','DE','NVO','LOC-00008','',X'3EC9A655A7634201E4527F2838F3D35D4EE26D753C565DE24A59136ED146B1BC',1795315507790569,1,X'3EC9A655A7634201E4527F2838F3D35D4EE26D753C565DE24A59136ED146B1BC',1795315507920815,1795315507790569,'nvo-8-1
nvo-8-2
nvo-8-3','4c4a558e40a26607d64d7ab8f366f32251714b6b3f17894f2dc601f369989983
AVAILABLE	nvo-8-1
AVAILABLE	nvo-8-2
AVAILABLE	nvo-8-3');
INSERT INTO "views" VALUES(9,'acme','locations','DE','NVO','LOC-00009','',X'1781466FB60CBE48CE381B6842131B34E8188180DAD8E9222349B97EAFC440FC',1795315507790569,1,X'1781466FB60CBE48CE381B6842131B34E8188180DAD8E9222349B97EAFC440FC',1795315507924688,1795315507790569,'nvo-9-1','730e285cd14ea7a52b4986fb08d64868d20328f16bb4dec1e5e906f59ab150fa
AVAILABLE	nvo-9-1');
INSERT INTO "views" VALUES(10,'acme','locations','DE','NVO','LOC-00010','',X'A7FD91F791B1B256B2C5A0D6071AF4FA9C18961BDE39F721607EB2A95017DDA1',1795315507790569,1,X'A7FD91F791B1B256B2C5A0D6071AF4FA9C18961BDE39F721607EB2A95017DDA1',1795315507932926,1795315507790569,'nvo-10-1
nvo-10-2','5585b583e9ce716a19da1175a4a8726a0cbd58f3fb3de683a3828fcf03b7ccc4
AVAILABLE	nvo-10-1
AVAILABLE	nvo-10-2');
INSERT INTO "views" VALUES(11,'acme','locations','DE','NVO','LOC-00011','',X'AC7D66D4D6E38D44C272AC4A1B51449E8A687189AD7BFAE0072D94EEFA0DB462',1795315507790569,1,X'AC7D66D4D6E38D44C272AC4A1B51449E8A687189AD7BFAE0072D94EEFA0DB462',1795315507933461,1795315507790569,'nvo-11-1','1897465170ac03967e325b3739f243a715d629da26ac27a30bdfeffd775a9b51
AVAILABLE	nvo-11-1');
INSERT INTO "views" VALUES(12,'acme','locations','DE','NVO','LOC-00012','',X'C3D9E563B7786E1AA47771BCE75A0E9FC6F4F86127A7DFA7BEFB790C0666348E',1795315507790569,1,X'C3D9E563B7786E1AA47771BCE75A0E9FC6F4F86127A7DFA7BEFB790C0666348E',1795315507956166,1795315507790569,'nvo-12-1
nvo-12-2
nvo-12-3
nvo-12-4','8631d7d23ba2cebe2e01d8242cbb4fb103c86e835fd06e24fe0fcd6509b7ffba
AVAILABLE	nvo-12-1
AVAILABLE	nvo-12-2
AVAILABLE	nvo-12-3
AVAILABLE	nvo-12-4');
CREATE INDEX our_tokens_partner ON our_tokens (partner);
CREATE INDEX snapshots_partner ON snapshots (partner, number);
CREATE INDEX registration_attempts_open ON registration_attempts (partner, finished_at);
CREATE UNIQUE INDEX received_key ON received (module, object, partner, country, party, sub);
CREATE INDEX received_list ON received (module, partner, state, row, last_updated);
CREATE UNIQUE INDEX own_key ON own (module, object, country, party, sub);
CREATE INDEX own_list ON own (module, deleted, row, last_updated);
CREATE INDEX own_change ON own (module, change);
CREATE UNIQUE INDEX views_key ON views (partner, module, object, country, party, sub);
CREATE INDEX views_list ON views (partner, module, visible, own_row, last_updated);
CREATE INDEX views_own ON views (own_row);
CREATE INDEX views_stale ON views (partner, module, last_updated)
  WHERE (visible = 1 AND acknowledged_hash IS NOT hash) OR (visible = 0 AND acknowledged_hash IS NOT NULL);
CREATE UNIQUE INDEX outbox_state ON outbox (partner, module, lane) WHERE coalesced = 1;
CREATE INDEX outbox_lane ON outbox (partner, module, lane, seq);
CREATE INDEX outbox_due ON outbox (partner, module, state, seq);
CREATE UNIQUE INDEX quarantine_identity ON quarantine (partner, module, identity);
CREATE INDEX asks_deadline ON asks (deadline);
CREATE UNIQUE INDEX published_tariffs_key ON published_tariffs (partner, object, country, party);
CREATE INDEX their_tokens_partner ON their_tokens (partner);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('their_tokens',1);
INSERT INTO "sqlite_sequence" VALUES('events',24);
INSERT INTO "sqlite_sequence" VALUES('snapshots',1);
INSERT INTO "sqlite_sequence" VALUES('outbox',27);
COMMIT;
