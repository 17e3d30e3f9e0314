import BilateralBase

extension Parking {
  package static var since: OCPIVersion { .v2_3_0 }

  package init(blank: Blank) {
    self.init(
      id: CiString(blank: blank), restrictedToType: Bool(blank: blank),
      reservationRequired: Bool(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("id", &id, .ci(36))
    try w.optional("physical_reference", &physicalReference, .text(12))
    try w.list("vehicle_types", &vehicleTypes, .any.filledIfPossible())
    try w.optional("max_vehicle_weight", &maxVehicleWeight)
    try w.optional("max_vehicle_height", &maxVehicleHeight)
    try w.optional("max_vehicle_length", &maxVehicleLength)
    try w.optional("max_vehicle_width", &maxVehicleWidth)
    try w.optional("parking_space_length", &parkingSpaceLength)
    try w.optional("parking_space_width", &parkingSpaceWidth)
    try w.optional("dangerous_goods_allowed", &dangerousGoodsAllowed)
    try w.optional("direction", &direction)
    try w.optional("drive_through", &driveThrough)
    try w.field("restricted_to_type", &restrictedToType)
    try w.field("reservation_required", &reservationRequired)
    try w.optional("time_limit", &timeLimit)
    try w.optional("roofed", &roofed)
    try w.list("images", &images)
    try w.optional("lighting", &lighting)
    try w.optional("refrigeration_outlet", &refrigerationOutlet)
    try w.list("standards", &standards, .ci(36))
    try w.optional("apds_reference", &apdsReference, .any.formed(.ascii))
  }
}

extension Parking {
  /// Drivers of large vehicles need the limits, those with a disability a picture (LOC-32).
  package func checkTogether(_ checker: inout WireChecker) {
    let small: Set<VehicleType> = [.personalVehicle, .motorcycle, .disabled]
    let limits = [maxVehicleWeight, maxVehicleHeight, maxVehicleLength, maxVehicleWidth]
    if !small.isSuperset(of: vehicleTypes), limits.contains(nil) {
      checker.note(
        .warning, .missing, "should say which weight, height, length and width fit", requirement: "LOC-32")
    }
    if vehicleTypes.contains(.disabled), images.isEmpty {
      checker.note(
        .warning, .missing, "should be shown in a picture", requirement: "LOC-32", member: "images")
    }
  }
}
