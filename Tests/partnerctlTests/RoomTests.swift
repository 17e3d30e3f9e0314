import Testing

@Suite struct RoomTests {
  @Test func stands() {}
}
