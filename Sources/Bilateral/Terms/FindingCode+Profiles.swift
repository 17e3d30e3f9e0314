/// Codes about compliance profiles and conformance; warnings, since law binds the companies and not this link.
extension FindingCode {
  static let profiles: [FindingCode] = [
    afirOrder, afirFreshness, eichrechtMinutes, ukFreshness, neviUptime, afirFields, conformance,
  ]

  package static let afirOrder = FindingCode(
    "BT200", "AFIR-1: order of price components",
    "AFIR Art. 5 wants prices in this order: per kWh, per minute, per session, then others. The price list of a partner"
      + " under an AFIR profile has another; drivers' apps show components as they come.")
  package static let afirFreshness = FindingCode(
    "BT201", "AFIR-2: status older than 60 s",
    "AFIR asks data users to be served within a minute. On a link between two companies this is a matter of the service"
      + " level, hence a warning.")
  package static let eichrechtMinutes = FindingCode(
    "BT202", "EICH-1: fee per minute of charging",
    "German measuring law lets a charging fee per minute stand only where the meter measures time with a type approval."
  )
  package static let ukFreshness = FindingCode(
    "BT203", "PCPR-1: status older than 30 s",
    "The UK Public Charge Point Regulations want reference and availability data within 30 seconds of a change."
  )
  package static let neviUptime = FindingCode(
    "BT204", "NEVI-1: uptime target below 97 %", "The NEVI standards demand more than 97 % uptime a year.")
  package static let afirFields = FindingCode(
    "BT205", "AFIR-3: field hidden that AFIR publishes",
    "AFIR Art. 20 makes operator, owner and opening times public; hiding them from a partner has no ground.")
  package static let conformance = FindingCode(
    "BT210", "no recent certificate of conformance",
    "A live partner whose file names a suite (certify.suite) should have passed it within certify.valid (180 days)."
      + " partnerctl certify makes one, status tells how old it is. A warning, never a lock.")
}
