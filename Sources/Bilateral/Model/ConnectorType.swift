/// The plug or socket, OCPI's name of its standard.
package struct ConnectorType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let chademo = ConnectorType(rawValue: "CHADEMO")
  package static let domesticA = ConnectorType(rawValue: "DOMESTIC_A")
  package static let domesticB = ConnectorType(rawValue: "DOMESTIC_B")
  package static let domesticC = ConnectorType(rawValue: "DOMESTIC_C")
  package static let domesticD = ConnectorType(rawValue: "DOMESTIC_D")
  package static let domesticE = ConnectorType(rawValue: "DOMESTIC_E")
  package static let domesticF = ConnectorType(rawValue: "DOMESTIC_F")
  package static let domesticG = ConnectorType(rawValue: "DOMESTIC_G")
  package static let domesticH = ConnectorType(rawValue: "DOMESTIC_H")
  package static let domesticI = ConnectorType(rawValue: "DOMESTIC_I")
  package static let domesticJ = ConnectorType(rawValue: "DOMESTIC_J")
  package static let domesticK = ConnectorType(rawValue: "DOMESTIC_K")
  package static let domesticL = ConnectorType(rawValue: "DOMESTIC_L")
  package static let iec60309x2Single16 = ConnectorType(rawValue: "IEC_60309_2_single_16")
  package static let iec60309x2Three16 = ConnectorType(rawValue: "IEC_60309_2_three_16")
  package static let iec60309x2Three32 = ConnectorType(rawValue: "IEC_60309_2_three_32")
  package static let iec60309x2Three64 = ConnectorType(rawValue: "IEC_60309_2_three_64")
  package static let iec62196T1 = ConnectorType(rawValue: "IEC_62196_T1")
  package static let iec62196T1Combo = ConnectorType(rawValue: "IEC_62196_T1_COMBO")
  package static let iec62196T2 = ConnectorType(rawValue: "IEC_62196_T2")
  package static let iec62196T2Combo = ConnectorType(rawValue: "IEC_62196_T2_COMBO")
  package static let iec62196T3a = ConnectorType(rawValue: "IEC_62196_T3A")
  package static let iec62196T3c = ConnectorType(rawValue: "IEC_62196_T3C")
  package static let teslaR = ConnectorType(rawValue: "TESLA_R")
  package static let teslaS = ConnectorType(rawValue: "TESLA_S")
  package static let chaoji = ConnectorType(rawValue: "CHAOJI")
  package static let domesticM = ConnectorType(rawValue: "DOMESTIC_M")
  package static let domesticN = ConnectorType(rawValue: "DOMESTIC_N")
  package static let domesticO = ConnectorType(rawValue: "DOMESTIC_O")
  package static let gbtAc = ConnectorType(rawValue: "GBT_AC")
  package static let gbtDc = ConnectorType(rawValue: "GBT_DC")
  package static let nema5x20 = ConnectorType(rawValue: "NEMA_5_20")
  package static let nema6x30 = ConnectorType(rawValue: "NEMA_6_30")
  package static let nema6x50 = ConnectorType(rawValue: "NEMA_6_50")
  package static let nema10x30 = ConnectorType(rawValue: "NEMA_10_30")
  package static let nema10x50 = ConnectorType(rawValue: "NEMA_10_50")
  package static let nema14x30 = ConnectorType(rawValue: "NEMA_14_30")
  package static let nema14x50 = ConnectorType(rawValue: "NEMA_14_50")
  package static let pantographBottomUp = ConnectorType(rawValue: "PANTOGRAPH_BOTTOM_UP")
  package static let pantographTopDown = ConnectorType(rawValue: "PANTOGRAPH_TOP_DOWN")
  package static let mcs = ConnectorType(rawValue: "MCS")
  package static let saeJ3400 = ConnectorType(rawValue: "SAE_J3400")

  package static let known: [Spelling] = [
    Spelling("CHADEMO"),
    Spelling("DOMESTIC_A"),
    Spelling("DOMESTIC_B"),
    Spelling("DOMESTIC_C"),
    Spelling("DOMESTIC_D"),
    Spelling("DOMESTIC_E"),
    Spelling("DOMESTIC_F"),
    Spelling("DOMESTIC_G"),
    Spelling("DOMESTIC_H"),
    Spelling("DOMESTIC_I"),
    Spelling("DOMESTIC_J"),
    Spelling("DOMESTIC_K"),
    Spelling("DOMESTIC_L"),
    Spelling("IEC_60309_2_single_16"),
    Spelling("IEC_60309_2_three_16"),
    Spelling("IEC_60309_2_three_32"),
    Spelling("IEC_60309_2_three_64"),
    Spelling("IEC_62196_T1"),
    Spelling("IEC_62196_T1_COMBO"),
    Spelling("IEC_62196_T2"),
    Spelling("IEC_62196_T2_COMBO"),
    Spelling("IEC_62196_T3A"),
    Spelling("IEC_62196_T3C"),
    Spelling("TESLA_R"),
    Spelling("TESLA_S"),
    Spelling("CHAOJI", since: .v2_2_1),
    Spelling("DOMESTIC_M", since: .v2_2_1),
    Spelling("DOMESTIC_N", since: .v2_2_1),
    Spelling("DOMESTIC_O", since: .v2_2_1),
    Spelling("GBT_AC", since: .v2_2_1),
    Spelling("GBT_DC", since: .v2_2_1),
    Spelling("NEMA_5_20", since: .v2_2_1),
    Spelling("NEMA_6_30", since: .v2_2_1),
    Spelling("NEMA_6_50", since: .v2_2_1),
    Spelling("NEMA_10_30", since: .v2_2_1),
    Spelling("NEMA_10_50", since: .v2_2_1),
    Spelling("NEMA_14_30", since: .v2_2_1),
    Spelling("NEMA_14_50", since: .v2_2_1),
    Spelling("PANTOGRAPH_BOTTOM_UP", since: .v2_2_1),
    Spelling("PANTOGRAPH_TOP_DOWN", since: .v2_2_1),
    Spelling("MCS", since: .v2_3_0),
    Spelling("SAE_J3400", since: .v2_3_0),
  ]

  package static var openSince: OCPIVersion? { .v2_3_0 }
}
