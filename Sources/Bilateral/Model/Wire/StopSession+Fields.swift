import BilateralBase

extension StopSession {
  package init(blank: Blank) {
    self.init(responseURL: String(blank: blank), sessionID: CiString(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("response_url", &responseURL, .url)
    try w.field("session_id", &sessionID, .ci(36))
  }
}
