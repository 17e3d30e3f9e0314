/// Codes of what is found in received CDRs besides their total.
extension CodeBook {
  static let checks = [
    entry(
      "BT260", "total energy does not follow from the periods",
      "total_energy is not the sum of the ENERGY volumes. The price is made of the periods; one of the two is wrong at the "
        + "partner, so ask before the amount is paid. cdr.energy_tolerance says what is not minded."),
    entry(
      "BT261", "total time is not the time from start to end",
      "total_time must be the whole session, parking included. Some platforms leave parking or the reservation out; the price "
        + "does not depend on it. cdr.time_tolerance says what is not minded."),
    entry(
      "BT262", "total parking time does not follow from the periods",
      "total_parking_time is not the sum of the PARKING_TIME volumes."),
    entry(
      "BT263", "cost of a part is another than ours",
      "total_energy_cost, total_time_cost, total_parking_cost, total_fixed_cost or total_reservation_cost differs from our "
        + "price of that part. The whole may still agree: then the partner sorts costs otherwise."),
    entry(
      "BT264", "the tariff within the CDR is not the agreed one",
      "The partner billed by a tariff that gives another amount than the one it published to you. Compare the two with "
        + "`partnerctl price`, once with each; the agreed one decides what is owed."),
    entry(
      "BT265", "credit differs from what it takes back",
      "A credit CDR turns the sign of total_cost and leaves all else as it was. The field that is named differs, so together "
        + "the two do not cancel out."),
    entry(
      "BT266", "tariff within the CDR in another currency",
      "The tariff within the CDR and the agreed one have different currencies; they cannot be compared."),
    entry(
      "BT267", "tax not compared",
      "Only one of the two amounts says what it is with tax, as between OCPI 2.1.1 and later versions. The amounts without "
        + "tax were compared."),
  ]
}
