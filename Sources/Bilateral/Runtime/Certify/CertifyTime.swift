import BilateralBase

/// How times and codes are judged.
enum CertifyTime {
  /// Whether a text is a date and time of OCPI: UTC, with or without Z, with at most three digits of a second.
  static func isUTC(_ text: String) -> Bool {
    guard Timestamp(ocpi: text) != nil else { return false }
    let body = Array((text.hasSuffix("Z") ? text.dropLast() : text[...]).utf8)
    guard body.count >= 19, body[10] == UInt8(ascii: "T") else { return false }
    guard body.count > 19 else { return true }
    let digits = body.dropFirst(20)
    return body[19] == UInt8(ascii: ".") && (1...3).contains(digits.count)
      && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// Whether a status code is of the ranges that are free for one's own modules.
  static func isCustom(_ code: Int) -> Bool { (1000...9999).contains(code) && code % 1000 >= 900 }
}
