/// Connection, security, route, sharing, sync, authorisation, dialect: how the systems talk.
extension FieldTable {
  static let connection: [Field] =
    [
      Field("connection.versions_url", .url, "their versions endpoint; absent when they start"),
      Field("connection.our_versions_url", .url, "ours, when it is not public_url + /versions"),
      Field("connection.token_a", .secret, "token for registration", default: "secret:<id>/token-a"),
      Field(
        "connection.version_policy", .versionPolicy, "which version to choose", default: "highest-common"),
      Field(
        "connection.allowed_versions", .list(.choice(versions)), "versions we accept",
        default: "2.2.1, 2.3.0, 2.1.1"),
      Field(
        "connection.upgrade", .choice(["ask", "auto-in-window"]), "when they offer a newer version",
        default: "ask"),
      Field(
        "connection.registration", .choice(["we-start", "they-start", "either"]), "who begins",
        default: "either"),
      Field(
        "connection.modules.*", .either(.text(20), .list(.text(20))),
        "roles per module, when negotiation is wrong"),
      Field("connection.timeout", .duration(1...60), "longest wait for an answer", default: "10 s"),
      Field("connection.connect_timeout", .duration(1...60), "longest wait for a connection", default: "3 s"),
      Field("connection.retry.attempts", .integer(1...20), "tries of one call", default: "5"),
      Field("connection.retry.base", .duration(), "first pause", default: "1 s"),
      Field("connection.retry.max", .duration(), "longest pause", default: "5 min"),
      Field("connection.retry.jitter", .flag, "spread the pauses", default: "true"),
      Field("connection.max_in_flight", .integer(1...256), "calls at the same time", default: "8"),
      Field("connection.rate_limit", .rate, "calls we make at most"),
      Field("connection.rate_limits.*", .rate, "the same for one module"),
      Field("connection.keep_alive", .flag, "keep connections open", default: "true"),
      Field("connection.user_agent", .text(100), "User-Agent we send"),
      Field(
        "connection.correlation_headers", .flag, "send X-Request-ID and X-Correlation-ID", default: "true"),
    ]
    + ["test", "prod"].flatMap { env in
      [
        Field("connection.environments.\(env).versions_url", .url, "their versions endpoint in \(env)"),
        Field("connection.environments.\(env).our_versions_url", .url, "ours in \(env)"),
        Field("connection.environments.\(env).token_a", .secret, "token for registration in \(env)"),
      ]
    }

  static let security: [Field] = [
    Field("security.tls_min", .choice(["1.2", "1.3"]), "least TLS version", default: "1.2"),
    Field("security.mtls", .flag, "certificates on both sides", default: "false"),
    Field("security.client_cert", .secret, "our client certificate"),
    Field("security.client_key", .secret, "its key"),
    Field("security.ca_bundle", .text(), "file of CAs we trust for them"),
    Field("security.pinned_spki_sha256", .list(.pin), "keys we accept; give a backup pin"),
    Field("security.allow_from", .list(.range), "addresses they call from"),
    Field("security.allow_private", .list(.range), "private ranges allowed in prod"),
    Field("security.our_egress", .list(.range), "addresses we call from, for their list"),
    Field("security.token_rotation", .duration(604_800...Int.max), "age at which tokens are renewed"),
    Field(
      "security.token_overlap", .duration(), "old token stays valid for, once the new one is in use",
      default: "30 s"),
    Field("security.token_bytes", .integer(32...48), "length of our tokens", default: "32"),
    Field("security.log_redact", .list(.text(40)), "fields never logged", default: "tokens, contract_ids"),
  ]

  static let route: [Field] = [
    Field(
      "route.kind", .choice(["direct", "hub", "direct-with-hub-fallback", "split"]), "how messages travel",
      default: "direct"),
    Field("route.hub", .slug, "id of the hub's partner file"),
    Field("route.precedence", .list(.choice(["direct", "hub"])), "which is preferred"),
    Field(
      "route.per_module.*", .either(.choice(["direct", "hub"]), .list(.choice(["direct", "hub"]))),
      "route of one module"),
    Field("route.per_group.*", .choice(["direct", "hub"]), "route of what is about a location group"),
    Field("route.per_country.*", .choice(["direct", "hub"]), "route of what is about a country's locations"),
    Field("route.on_duplicate", .choice(["keep-direct", "keep-hub", "newest"]), "when both bring an object"),
    Field("route.cut_over", .dateTime, "moment of the move"),
    Field("route.cut_over_hold", .duration(), "old sessions stay on the old route for"),
    Field("route.fallback_after", .duration(), "direct is down for", default: "5 min"),
    Field("route.return_after", .duration(), "direct is up again for", default: "30 min"),
    Field("route.hub_fee", .either(.sessionPrice, .percent(100)), "what the hub takes"),
    Field("route.hub_fee_policy", .choice(["absorb", "pass-through"]), "who pays it", default: "absorb"),
  ]

  static let share: [Field] = [
    Field("share.countries", .list(.country), "only locations in these"),
    Field("share.groups", .list(.text(60)), "only these groups of locations: groups/<name>.toml"),
    Field("share.exclude_groups", .list(.text(60)), "never these groups of locations"),
    Field("share.evse_ids", .list(.text(48)), "only EVSEs matching one of these"),
    Field("share.power_min", .power, "only connectors from this power"),
    Field("share.power_max", .power, "only connectors up to this power"),
    Field("share.publish_only", .flag, "only locations with publish = true", default: "true"),
    Field(
      "share.hide_fields", .list(.choice(HiddenField.allCases.map(\.rawValue))),
      "fields of locations left out"),
    Field("share.capabilities", .list(.choice(ShownCapability.words)), "only these capabilities are shown"),
    Field("share.tokens.groups", .list(.text(60)), "only tokens of these groups"),
    Field("share.tokens.types", .list(.text(20)), "only tokens of these types"),
    Field("share.tokens.max", .integer(0...100_000_000), "at most so many tokens are sent"),
    Field(
      "share.sessions", .choice(["own-drivers", "all"]),
      "a smart charging provider sees sessions of its own drivers, or of all", default: "own-drivers"),
    Field("share.test_locations", .list(.text(48)), "locations or EVSEs shown in status test alone"),
  ]

  static let sync: [Field] = modules.flatMap { module in
    [
      Field(
        "sync.\(module).mode", .choice(["push", "pull", "both", "off"]),
        "direction; from the roles when absent"),
      Field("sync.\(module).every", .duration(1...Int.max), "pause between pulls", default: "15 min"),
      Field("sync.\(module).overlap", .duration(), "pulled again against clock skew", default: "2 min"),
      Field(
        "sync.\(module).full_resync", .duration(60...Int.max), "pause between full pulls", default: "24 h"),
      Field(
        "sync.\(module).delete_missing", .choice(["keep", "mark-removed", "mark-invalid"]),
        "what a full pull no longer shows", default: "mark-removed"),
      Field("sync.\(module).max_shrink", .percent(100), "a full pull may lose at most", default: "10 %"),
      Field("sync.\(module).page_size", .integer(1...1000), "objects a page", default: "100"),
      Field("sync.\(module).batch", .integer(1...1000), "changes sent together"),
      Field("sync.\(module).debounce", .duration(), "changes wait for each other", default: "2 s"),
      Field("sync.\(module).status_freshness", .duration(), "a status change arrives within"),
      Field("sync.\(module).retry_for", .duration(), "a push is tried for", default: "7 days"),
      Field(
        "sync.\(module).quarantine", .choice(["reject", "hold"]), "what happens to bad objects",
        default: "hold"),
      Field("sync.\(module).clock_skew_max", .duration(), "alarm above this skew", default: "5 s"),
      Field("sync.\(module).max_staleness", .duration(), "older status counts as unknown"),
    ]
  }

  static let whitelists = ["ALWAYS", "ALLOWED", "ALLOWED_OFFLINE", "NEVER"]

  static let authorization: [Field] = [
    Field(
      "authorization.mode", .choice(["realtime", "whitelist", "realtime-then-whitelist"]),
      "how drivers are checked",
      default: "realtime-then-whitelist"),
    Field(
      "authorization.answered_by", .choice(["store", "platform"]), "who answers about our drivers",
      default: "store"),
    Field("authorization.timeout", .duration(0...10), "longest wait for the answer", default: "3 s"),
    Field(
      "authorization.on_timeout", .choice(["allow", "deny", "whitelist"]), "when none comes",
      default: "whitelist"),
    Field(
      "authorization.on_unknown", .choice(["allow", "deny"]), "when the token is unknown", default: "deny"),
    Field(
      "authorization.offline", .choice(["allow", "deny", "whitelist", "allow-known"]),
      "when the link is down",
      default: "allow-known"),
    Field("authorization.risk_bearer", .choice(["cpo", "emsp"]), "who pays an unconfirmed session"),
    Field("authorization.whitelist_override.ALWAYS", .choice(whitelists), "read ALWAYS as another word"),
    Field("authorization.whitelist_override.ALLOWED", .choice(whitelists), "read ALLOWED as another word"),
    Field(
      "authorization.whitelist_override.ALLOWED_OFFLINE", .choice(whitelists),
      "read ALLOWED_OFFLINE as another word"),
    Field("authorization.whitelist_override.NEVER", .choice(whitelists), "read NEVER as another word"),
    Field("authorization.cache_ttl", .duration(), "an answer is good for"),
    Field(
      "authorization.uid_format", .choice(["as-is", "hex-upper", "hex-lower", "reversed-bytes", "decimal"]),
      "how they write card numbers", default: "as-is"),
    Field("authorization.uid_lengths", .list(.integer(1...36)), "lengths of card numbers"),
    Field(
      "authorization.check_digit", .choice(["off", "warn", "require"]), "contract id's digit", default: "warn"
    ),
    Field("authorization.multiple_tokens_per_contract", .flag, "several cards a contract", default: "true"),
    Field("authorization.location_required", .flag, "ask with the location", default: "false"),
    Field(
      "authorization.concurrent_sessions_per_token", .integer(1...1000), "sessions of one card at a time"),
    Field("authorization.concurrent_sessions_per_contract", .integer(1...1000), "of one contract"),
    Field("authorization.velocity_check.km", .integer(1...40_000), "card seen that far away"),
    Field("authorization.velocity_check.within", .duration(), "within"),
    Field("authorization.blocked_tokens", .list(.text(36)), "cards refused"),
    Field("authorization.remote_start", .flag, "they may start", default: "true"),
    Field("authorization.remote_stop", .flag, "they may stop", default: "true"),
    Field("authorization.reserve", .flag, "they may reserve", default: "false"),
    Field("authorization.unlock", .flag, "they may unlock", default: "true"),
    Field("authorization.charging_profiles", .flag, "they may steer the power", default: "true"),
    Field(
      "authorization.profile_interval", .duration(), "least time between two profiles of a session",
      default: "10 s"),
    Field(
      "authorization.command_timeout", .duration(1...600), "a command is answered within", default: "30 s"),
    Field("authorization.result_timeout", .duration(1...3600), "its result comes within", default: "2 min"),
    Field("authorization.plug_and_charge.contract_ids", .text(20), "form of contract ids"),
    Field("authorization.plug_and_charge.pool", .text(40), "certificate pool"),
    Field("authorization.max_session_preauth", .money, "amount held"),
  ]

  static let dialect: [Field] =
    DialectSwitch.all.map(\.field) + [
      Field("dialect.reason.*", .text(), "why an entry is there, and what shows it")
    ]
}
