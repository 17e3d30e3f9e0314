/// The words people use for plugs, next to those of OCPI.
enum PlugName {
  /// OCPI's words for a plug, in upper case; a word that is not known stands for itself.
  static func standards(_ word: String) -> [String] {
    let plain = String(word.lowercased().filter { $0.isLetter || $0.isNumber })
    return known[plain] ?? [word.uppercased()]
  }

  private static let known: [String: [String]] = [
    "ccs": ["IEC_62196_T2_COMBO", "IEC_62196_T1_COMBO"], "ccs1": ["IEC_62196_T1_COMBO"],
    "ccs2": ["IEC_62196_T2_COMBO"], "chademo": ["CHADEMO"], "type1": ["IEC_62196_T1"],
    "type2": ["IEC_62196_T2"], "schuko": ["DOMESTIC_F"], "nacs": ["SAE_J3400"], "mcs": ["MCS"],
  ]
}
