/// A list that can be read, with something worth a word in most of its tariffs.
enum TariffNoteStage {
  static let list = """
    [{"country_code":"DE","party_id":"NVO","id":"AC","currency":"EUR","tax_included":"NO","elements":[
      {"price_components":[{"type":"ENERGY","price":0.59,"step_size":1}]},
      {"price_components":[{"type":"ENERGY","price":0.39,"step_size":1}],"restrictions":{"start_time":"22:00",\
    "end_time":"06:00"}}],"last_updated":"2026-01-01T00:00:00Z"},
     {"country_code":"DE","party_id":"NVO","id":"LATE","currency":"EUR","tax_included":"NO","elements":[
      {"price_components":[{"type":"ENERGY","price":0.39,"step_size":0}],"restrictions":{"start_time":"22:00",\
    "end_time":"06:00"}}],"last_updated":"2026-01-01T00:00:00Z"}]
    """

  /// What is said of it: an element that is never reached, a step of nothing, and hours that cost nothing.
  static let findings = [
    "BT283 warning: tariff AC: ", "BT284 note: tariff LATE: ", "BT285 warning: tariff LATE: ",
  ]
}
