import BilateralBase
import Testing

@Suite struct TOMLInvalidTests {
  @Test(arguments: TOMLCase.table(invalidTable))
  func `an invalid text is refused at its line and column`(_ example: TOMLCase) {
    let document = TOMLDocument(parsing: example.bytes, file: "f")
    let found = document.problems.map { problem in
      "\(problem.code) \(problem.place?.line ?? 0):\(problem.place?.column ?? 0)"
    }
    #expect(found.joined(separator: ", ") == example.outcome)
  }

  @Test func `the table has every case`() { #expect(TOMLCase.table(invalidTable).count == 256) }
}

private let invalidTable = ##"""
  # keys
  = 1 ⇒ BT100 1:1
  a ⇒ BT100 1:2
  a = ⇒ BT100 1:4
  a = # x ⇒ BT100 1:5
  a b = 1 ⇒ BT100 1:3
  a. = 1 ⇒ BT100 1:4
  .a = 1 ⇒ BT100 1:1
  a..b = 1 ⇒ BT100 1:3
  a = 1 b = 2 ⇒ BT100 1:7
  a = = 1 ⇒ BT100 1:5
  a == 1 ⇒ BT100 1:4
  a: 1 ⇒ BT100 1:2
  a! = 1 ⇒ BT100 1:2
  ä = 1 ⇒ BT100 1:1
  "a = 1 ⇒ BT100 1:1
  'a = 1 ⇒ BT100 1:1
  "a"b = 1 ⇒ BT100 1:4
  """a""" = 1 ⇒ BT100 1:1
  '''a''' = 1 ⇒ BT100 1:1
  a¶= 1 ⇒ BT100 1:2, BT100 2:1
  a.¶b = 1 ⇒ BT100 1:3
  "\q" = 1 ⇒ BT100 1:2
  a = 1¶a = 2 ⇒ BT101 2:1
  a = 1¶"a" = 2 ⇒ BT101 2:1
  a = 1¶b = 2¶  a = 3 ⇒ BT101 3:3
  a.b = 1¶a.b = 2 ⇒ BT101 2:3
  a = 1¶a.b = 2 ⇒ BT101 2:1
  a.b = 1¶a = 2 ⇒ BT101 2:1
  a = {b = 1}¶a.c = 2 ⇒ BT101 2:1
  a = [1]¶a.b = 2 ⇒ BT101 2:1
  [a]¶b = 1¶b = 2 ⇒ BT101 3:1
  a = "x" c ⇒ BT100 1:9
  [a] b = 1 ⇒ BT100 1:5
  ] ⇒ BT100 1:1
  , ⇒ BT100 1:1
  # strings
  a = "x ⇒ BT100 1:5
  a = "x¶" ⇒ BT100 1:5, BT100 2:1
  a = 'x ⇒ BT100 1:5
  a = 'x¶y' ⇒ BT100 1:5, BT100 2:2
  a = x ⇒ BT100 1:5
  a = "\a" ⇒ BT100 1:6
  a = "\x41" ⇒ BT100 1:6
  a = "\e" ⇒ BT100 1:6
  a = "\u12" ⇒ BT100 1:6
  a = "\u12G4" ⇒ BT100 1:6
  a = "\uD800" ⇒ BT100 1:6
  a = "\U00110000" ⇒ BT100 1:6
  a = "\U0000D8FF" ⇒ BT100 1:6
  a = "\ ⇒ BT100 1:6
  a = "x\ ⇒ BT100 1:7
  a = "a‹00›b" ⇒ BT100 1:7
  a = "a‹1F›b" ⇒ BT100 1:7
  a = "a‹7F›b" ⇒ BT100 1:7
  a = 'a‹07›b' ⇒ BT100 1:7
  a = 'a␍b' ⇒ BT100 1:5
  a = """x ⇒ BT100 1:5
  a = """x"" ⇒ BT100 1:5
  a = """x"""""" ⇒ BT100 1:14
  a = """\q""" ⇒ BT100 1:8
  a = """a\ b""" ⇒ BT100 1:9
  a = """a‹0B›b""" ⇒ BT100 1:9
  a = """a␍b""" ⇒ BT100 1:9
  a = '''x ⇒ BT100 1:5
  a = '''x'''''' ⇒ BT100 1:14
  a = '''a‹00›b''' ⇒ BT100 1:9
  a = '''a␍b''' ⇒ BT100 1:9
  a = "x" "y" ⇒ BT100 1:9
  a = "x"y ⇒ BT100 1:8
  a = "x' ⇒ BT100 1:5
  a = “x” ⇒ BT100 1:5
  # integers
  a = 01 ⇒ BT100 1:5
  a = -01 ⇒ BT100 1:5
  a = +00 ⇒ BT100 1:5
  a = 1__0 ⇒ BT100 1:5
  a = _1 ⇒ BT100 1:5
  a = 1_ ⇒ BT100 1:5
  a = +_1 ⇒ BT100 1:5
  a = --1 ⇒ BT100 1:5
  a = ++1 ⇒ BT100 1:5
  a = + ⇒ BT100 1:5
  a = 0x ⇒ BT100 1:5
  a = 0xg ⇒ BT100 1:5
  a = 0X1 ⇒ BT100 1:5
  a = 0O7 ⇒ BT100 1:5
  a = 0B1 ⇒ BT100 1:5
  a = 0o8 ⇒ BT100 1:5
  a = 0b2 ⇒ BT100 1:5
  a = 0x_1 ⇒ BT100 1:5
  a = 0x1_ ⇒ BT100 1:5
  a = 0_x1 ⇒ BT100 1:5
  a = +0x1 ⇒ BT100 1:5
  a = -0b1 ⇒ BT100 1:5
  a = 9223372036854775808 ⇒ BT100 1:5
  a = -9223372036854775809 ⇒ BT100 1:5
  a = 0x8000000000000000 ⇒ BT100 1:5
  a = 1 000 ⇒ BT100 1:7
  a = 1a ⇒ BT100 1:5
  a = ١ ⇒ BT100 1:5
  # floats
  a = .5 ⇒ BT100 1:5
  a = 5. ⇒ BT100 1:5
  a = 1.e3 ⇒ BT100 1:5
  a = 1e ⇒ BT100 1:5
  a = 1e+ ⇒ BT100 1:5
  a = 1e1.5 ⇒ BT100 1:5
  a = 1.2.3 ⇒ BT100 1:5
  a = 1._2 ⇒ BT100 1:5
  a = 1_.2 ⇒ BT100 1:5
  a = 1.2_ ⇒ BT100 1:5
  a = 1e_1 ⇒ BT100 1:5
  a = 1e1_ ⇒ BT100 1:5
  a = 03.1 ⇒ BT100 1:5
  a = -.5 ⇒ BT100 1:5
  a = Inf ⇒ BT100 1:5
  a = NaN ⇒ BT100 1:5
  a = in ⇒ BT100 1:5
  a = +-inf ⇒ BT100 1:5
  a = infinity ⇒ BT100 1:5
  a = i_nf ⇒ BT100 1:5
  # booleans
  a = True ⇒ BT100 1:5
  a = FALSE ⇒ BT100 1:5
  a = tru ⇒ BT100 1:5
  a = truex ⇒ BT100 1:5
  a = yes ⇒ BT100 1:5
  a = no ⇒ BT100 1:5
  a = null ⇒ BT100 1:5
  # dates and times
  a = 1979-13-01 ⇒ BT100 1:5
  a = 1979-00-01 ⇒ BT100 1:5
  a = 1979-01-32 ⇒ BT100 1:5
  a = 1979-01-00 ⇒ BT100 1:5
  a = 1979-04-31 ⇒ BT100 1:5
  a = 2023-02-29 ⇒ BT100 1:5
  a = 1900-02-29 ⇒ BT100 1:5
  a = 1979-1-01 ⇒ BT100 1:5
  a = 1979-01-1 ⇒ BT100 1:5
  a = 79-01-01 ⇒ BT100 1:5
  a = 10000-01-01 ⇒ BT100 1:5
  a = 1979-05-27T ⇒ BT100 1:5
  a = 1979-05-27T07 ⇒ BT100 1:5
  a = 1979-05-27T07:32 ⇒ BT100 1:5
  a = 1979-05-27T07:32Z ⇒ BT100 1:5
  a = 1979-05-27T24:00:00 ⇒ BT100 1:5
  a = 1979-05-27T07:60:00 ⇒ BT100 1:5
  a = 1979-05-27T07:32:61 ⇒ BT100 1:5
  a = 1979-05-27T07:32:00. ⇒ BT100 1:5
  a = 1979-05-27T07:32:00.Z ⇒ BT100 1:5
  a = 1979-05-27T7:32:00 ⇒ BT100 1:5
  a = 1979-05-27X07:32:00 ⇒ BT100 1:5
  a = 1979-05-27  07:32:00 ⇒ BT100 1:17
  a = 1979-05-27T07:32:00+24:00 ⇒ BT100 1:5
  a = 1979-05-27T07:32:00+01:60 ⇒ BT100 1:5
  a = 1979-05-27T07:32:00+0100 ⇒ BT100 1:5
  a = 1979-05-27T07:32:00+01 ⇒ BT100 1:5
  a = 1979-05-27T07:32:00ZZ ⇒ BT100 1:5
  a = 07:32 ⇒ BT100 1:5
  a = 7:32:00 ⇒ BT100 1:5
  a = 24:00:00 ⇒ BT100 1:5
  a = 07:60:00 ⇒ BT100 1:5
  a = 07:32:00Z ⇒ BT100 1:5
  a = 07:32:00. ⇒ BT100 1:5
  # arrays
  a = [ ⇒ BT100 1:5
  a = [1 ⇒ BT100 1:5
  a = [1, ⇒ BT100 1:5
  a = [1 2] ⇒ BT100 1:8
  a = [,] ⇒ BT100 1:6
  a = [,1] ⇒ BT100 1:6
  a = [1,,2] ⇒ BT100 1:8
  a = [1]] ⇒ BT100 1:8
  a = [1} ⇒ BT100 1:7
  a = ] ⇒ BT100 1:5
  a = [ # x ⇒ BT100 1:5
  a = [1¶b = 2 ⇒ BT100 2:1
  a = [x] ⇒ BT100 1:6
  a = [1,¶ "y¶] ⇒ BT100 2:2
  # inline tables
  a = { ⇒ BT100 1:6
  a = {b = 1 ⇒ BT100 1:11
  a = {b = 1,} ⇒ BT100 1:11
  a = {,} ⇒ BT100 1:6
  a = {b = 1,, c = 2} ⇒ BT100 1:12
  a = {b = 1 c = 2} ⇒ BT100 1:12
  a = {b} ⇒ BT100 1:7
  a = {b = } ⇒ BT100 1:10
  a = {b = 1¶} ⇒ BT100 1:11, BT100 2:1
  a = {¶b = 1} ⇒ BT100 1:6, BT100 2:6
  a = {b = 1,¶c = 2} ⇒ BT100 1:12, BT100 2:6
  a = {b = 1 # x ⇒ BT100 1:12
  a = {b = 1, b = 2} ⇒ BT101 1:13
  a = {b.c = 1, b = 2} ⇒ BT101 1:15
  a = {b = 1, b.c = 2} ⇒ BT101 1:13
  a = {b = {c = 1}, b.d = 2} ⇒ BT101 1:19
  a = {b = 1}} ⇒ BT100 1:12
  a = {b = 1}¶[a] ⇒ BT101 2:2
  a = {b = 1}¶[a.c] ⇒ BT101 2:2
  a = {b = {}}¶[a.b.c] ⇒ BT101 2:2
  a = {b.c = 1}¶[a.b] ⇒ BT101 2:2
  a = } ⇒ BT100 1:5
  # tables
  [ ⇒ BT100 1:2
  [] ⇒ BT100 1:2
  [[]] ⇒ BT100 1:3
  [a ⇒ BT100 1:3
  [a]] ⇒ BT100 1:4
  [[a] ⇒ BT100 1:5
  [a.] ⇒ BT100 1:4
  [.a] ⇒ BT100 1:2
  [a..b] ⇒ BT100 1:4
  [a b] ⇒ BT100 1:4
  [a = 1] ⇒ BT100 1:4
  [a] x ⇒ BT100 1:5
  [a¶] ⇒ BT100 1:3, BT100 2:1
  [a]¶[a] ⇒ BT101 2:2
  [a.b]¶[a]¶[a.b] ⇒ BT101 3:4
  [a]¶b = 1¶[a.b] ⇒ BT101 3:4
  a = 1¶[a] ⇒ BT101 2:2
  a = 1¶[a.b] ⇒ BT101 2:2
  a.b = 1¶[a] ⇒ BT101 2:2
  a.b.c = 1¶[a.b] ⇒ BT101 2:4
  [a]¶b.c = 1¶[a.b] ⇒ BT101 3:4
  [a.b]¶x = 1¶[a]¶b.y = 2 ⇒ BT101 4:1
  [a.b.c]¶z = 9¶[a]¶b.c.t = 1 ⇒ BT101 4:3
  ["a] ⇒ BT100 1:2
  [ä] ⇒ BT100 1:2
  [a]¶[b]¶[ a ] ⇒ BT101 3:3
  # arrays of tables
  [[a]]¶[a] ⇒ BT101 2:2
  [a]¶[[a]] ⇒ BT101 2:3
  [a.b]¶[[a]] ⇒ BT101 2:3
  a = []¶[[a]] ⇒ BT101 2:3
  a = [{}]¶[[a]] ⇒ BT101 2:3
  a = 1¶[[a]] ⇒ BT101 2:3
  [[a.b]]¶[a.b] ⇒ BT101 2:4
  [[a.b]]¶[a]¶b.y = 2 ⇒ BT101 3:1
  [[a]]¶b = 1¶[[a.b]] ⇒ BT101 3:5
  [ [a]] ⇒ BT100 1:3
  [[a] ] ⇒ BT100 1:5
  [[a]]x ⇒ BT100 1:6
  a.b = 1¶[[a]] ⇒ BT101 2:3
  [[a]]¶b = []¶[[a.b]] ⇒ BT101 3:5
  a = [{}]¶[a.b] ⇒ BT101 2:2
  # white space, comments, encoding
  a = 1␍b = 2 ⇒ BT100 1:6
  ␍ ⇒ BT100 1:1
  # x‹00› ⇒ BT100 1:4
  # x‹0C› ⇒ BT100 1:4
  # x‹7F› ⇒ BT100 1:4
  # x␍y ⇒ BT100 1:4
  ‹00› ⇒ BT100 1:1
  ‹0C› ⇒ BT100 1:1
  a = 1 ‹0B› ⇒ BT100 1:7
  ‹FF›‹FE›a ⇒ BT100 1:1
  a = "‹C0›‹80›" ⇒ BT100 1:6
  a = "‹ED›‹A0›‹80›" ⇒ BT100 1:6
  a = "‹F4›‹90›‹80›‹80›" ⇒ BT100 1:6
  a = "‹E2›‹82›" ⇒ BT100 1:6
  # ‹80› ⇒ BT100 1:3
  a = 1¶b = "é" ‹C3› ⇒ BT100 2:9
  a = ‹EF›‹BB›‹BF›1 ⇒ BT100 1:5
  a = 1¶‹EF›‹BB›‹BF›b = 1 ⇒ BT100 2:1
  a　= 1 ⇒ BT100 1:2
  [ [a] ] ⇒ BT100 1:3
  """##
