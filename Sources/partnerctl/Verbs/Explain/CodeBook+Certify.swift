/// Codes of `certify`.
extension CodeBook {
  static let certifying = [
    entry(
      "BR800", "certify asks partners in their test environment",
      "The partner's file says live, or the fleet is a production fleet. Checks write test objects and send what is wrong "
        + "on purpose; nothing of that belongs into somebody's production. --production makes those checks only that read."
    ),
    entry(
      "BR801", "certify knows no such area or check",
      "partnerctl certify --list names the areas and every check with its requirement."),
  ]
}
