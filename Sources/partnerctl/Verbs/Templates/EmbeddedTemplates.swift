/// The files of `templates/`, written by `templates/embed`; not to be edited here.
enum EmbeddedTemplates {
  /// `templates/cpo.toml`.
  static let cpo = #"""
    # @NAME@ operates charge points (CPO): our drivers charge at its stations.
    # All that is not written here has a default: partnerctl show @ID@ --effective
    schema = "bilateral/1"
    id     = "@ID@"
    name   = "@NAME@"
    status = "test"                # draft | test | live | suspended | ended

    [them]
    roles = ["@PARTY@"]

    [connection]
    @VERSIONS_URL@
    # The token A that they send us goes into a secret: partnerctl secret set @ID@/token-a < FILE

    """#

  /// `templates/emsp.toml`.
  static let emsp = #"""
    # @NAME@ is a mobility provider (eMSP): its drivers charge at our stations.
    # All that is not written here has a default: partnerctl show @ID@ --effective
    schema = "bilateral/1"
    id     = "@ID@"
    name   = "@NAME@"
    status = "test"                # draft | test | live | suspended | ended

    [them]
    roles = ["@PARTY@"]

    [connection]
    @VERSIONS_URL@
    # The token A that they send us goes into a secret: partnerctl secret set @ID@/token-a < FILE

    # What they pay us. Without this block we connect and sync, and publish no tariffs.
    # [pricing.sell]
    # base     = "adhoc"           # tariffs/adhoc.json; the list says whether tax is included
    # discount = "8 %"

    """#

  /// `templates/fleet.toml`.
  static let fleet = #"""
    # Our side of every connection. One folder, one environment.
    schema = "bilateral-fleet/1"
    env    = "@ENV@"                # test | prod

    [us]
    name    = "@NAME@"
    parties = [@PARTIES@]

    [server]                       # what partners reach
    listen      = "0.0.0.0:8443"
    public_url  = "@PUBLIC_URL@"   # we announce this + "/versions"
    certificate = "file:tls/cert.pem"           # PEM, leaf first; a test fleet may leave this line
    key         = "secret:tls/key"              # and this one out: then it serves plain HTTP

    [backoffice]                   # what our own platform reaches
    listen = "127.0.0.1:8444"
    token  = "secret:backoffice/token"

    [store]
    key = "secret:store/key"       # seals what partners trust us with

    """#

  /// `templates/hub.toml`.
  static let hub = #"""
    # @NAME@ is a hub: one connection, many parties behind it. Each of them is reached through it.
    # All that is not written here has a default: partnerctl show @ID@ --effective
    schema = "bilateral/1"
    id     = "@ID@"
    name   = "@NAME@"
    status = "test"                # draft | test | live | suspended | ended

    [them]
    # The hub's own party first, then the parties behind it that you deal with under the terms of this file,
    # such as ["NL-HUB:HUB", "FR-BLU:CPO"]. A party with terms of its own gets a file of its own, see below.
    roles = ["@PARTY@"]

    [connection]
    @VERSIONS_URL@
    # The token A that they send us goes into a secret: partnerctl secret set @ID@/token-a < FILE

    # Parties behind the hub with files of their own get their own locations and tariffs. A broadcast beside them would tell
    # them everything twice, under two terms: switch it on only for those without a file.
    # [sync.locations]
    # mode = "off"
    # [sync.tariffs]
    # mode = "off"

    # Terms that hold for everybody behind the hub who has no file of its own. Without them we connect and sync,
    # and publish no tariffs there.
    # [pricing.sell]
    # base     = "adhoc"
    # discount = "3 %"

    # A party behind the hub with terms of its own is a file of its own, without [connection]. It says:
    # [route]
    # kind = "hub"                 # only through the hub, or direct-with-hub-fallback, or split
    # hub  = "@ID@"
    # hub_fee = "0.02 EUR/session" # what the hub takes from us: absorbed, or passed through by hub_fee_policy

    """#

  /// `templates/uk.toml`.
  static let uk = #"""
    # @NAME@ is a mobility provider in the United Kingdom: its drivers charge at our stations.
    # All that is not written here has a default: partnerctl show @ID@ --effective
    schema = "bilateral/1"
    id     = "@ID@"
    name   = "@NAME@"
    status = "test"                # draft | test | live | suspended | ended

    [them]
    roles = ["@PARTY@"]

    [connection]
    @VERSIONS_URL@
    # The token A that they send us goes into a secret: partnerctl secret set @ID@/token-a < FILE

    # The Public Charge Point Regulations 2023: reference data open and at most 30 s old.
    [compliance]
    profiles = ["pcpr-uk"]

    [sync.locations]
    status_freshness = "30 s"

    # VAT on public charging is 20 %.
    # [settlement]
    # currency      = "GBP"
    # who_invoices  = "cpo"
    # payment_term  = "30 days"
    # vat_treatment = "domestic"

    # What they pay us. Without this block we connect and sync, and publish no tariffs.
    # [pricing.sell]
    # base      = "adhoc"          # tariffs/adhoc.json; the list says whether tax is included
    # currency  = "GBP"
    # vat_rates = { GB = "20 %" }
    # discount  = "8 %"

    """#

  /// `templates/us.toml`.
  static let us = #"""
    # @NAME@ is a mobility provider in the United States: its drivers charge at our stations.
    # All that is not written here has a default: partnerctl show @ID@ --effective
    schema = "bilateral/1"
    id     = "@ID@"
    name   = "@NAME@"
    status = "test"                # draft | test | live | suspended | ended

    [them]
    roles = ["@PARTY@"]

    [connection]
    @VERSIONS_URL@
    # The token A that they send us goes into a secret: partnerctl secret set @ID@/token-a < FILE

    # Stations that were built with NEVI funds: 97 % of the time in order, measured by the year (23 CFR 680.116).
    [compliance]
    profiles = ["nevi-us"]

    [service_level]
    uptime = "97 %"

    # Sales tax is local: it stands in the price list, tariff by tariff (tax_included = "NO"), and nothing is guessed here.
    # A provider that resells with a resale certificate on file is invoiced without it:
    # [settlement]
    # currency      = "USD"
    # who_invoices  = "cpo"
    # payment_term  = "30 days"
    # vat_treatment = "none"       # "domestic" where the list's tax is to be charged
    # vat_proof     = "resale certificate no. …"

    # What they pay us. Without this block we connect and sync, and publish no tariffs.
    # [pricing.sell]
    # base     = "adhoc"           # tariffs/adhoc.json; the list says whether tax is included
    # currency = "USD"
    # discount = "8 %"

    """#
}
