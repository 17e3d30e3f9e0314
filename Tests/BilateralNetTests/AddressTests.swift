import BilateralNet
import Testing

@Suite struct AddressTests {
  @Test(
    "S-18 addresses are known by the network they lie in",
    arguments: [
      ("93.184.216.34", .global), ("2606:4700::1111", .global), ("127.0.0.1", .loopback),
      ("127.255.255.254", .loopback), ("::1", .loopback), ("10.0.0.1", .privateUse),
      ("172.16.0.1", .privateUse), ("172.31.255.255", .privateUse), ("172.32.0.1", .global),
      ("192.168.1.1", .privateUse), ("100.64.0.1", .privateUse), ("fd00::1", .privateUse),
      ("169.254.169.254", .linkLocal), ("fe80::1", .linkLocal), ("224.0.0.1", .multicast),
      ("ff02::1", .multicast), ("0.0.0.0", .reserved), ("255.255.255.255", .reserved), ("::", .reserved),
      ("192.0.2.7", .reserved), ("2001:db8::1", .reserved),
      ("::ffff:127.0.0.1", .loopback), ("::ffff:10.1.2.3", .privateUse), ("::127.0.0.1", .loopback),
      ("64:ff9b::a00:1", .privateUse), ("2002:7f00:1::", .loopback), ("::ffff:93.184.216.34", .global),
      // The metadata services of clouds, plain and in disguise.
      ("169.254.170.2", .linkLocal), ("fd00:ec2::254", .privateUse), ("100.100.100.200", .privateUse),
      ("192.0.0.192", .reserved), ("168.63.129.16", .reserved), ("::ffff:169.254.169.254", .linkLocal),
      ("::169.254.169.254", .linkLocal), ("64:ff9b::a9fe:a9fe", .linkLocal),
      ("2002:a9fe:a9fe::1", .linkLocal),
      // Translated, local NAT64, Teredo, ISATAP, site-local, and what was never given out.
      ("::ffff:0:127.0.0.1", .reserved), ("64:ff9b:1::7f00:1", .reserved), ("2001:0:7f00:1::", .reserved),
      ("fe80::5efe:7f00:1", .linkLocal), ("fec0::1", .privateUse), ("4000::1", .reserved), ("::2", .reserved),
      ("1fff:ffff::1", .reserved), ("8000::1", .reserved), ("100::1", .reserved), ("2001:20::1", .reserved),
      // The ends of ranges, and their neighbours.
      ("0.255.255.255", .reserved), ("1.0.0.0", .global), ("9.255.255.255", .global),
      ("10.255.255.255", .privateUse),
      ("11.0.0.0", .global), ("100.63.255.255", .global), ("100.127.255.255", .privateUse),
      ("100.128.0.0", .global),
      ("126.255.255.255", .global), ("128.0.0.0", .global), ("169.253.255.255", .global),
      ("169.255.0.0", .global),
      ("172.15.255.255", .global), ("192.167.255.255", .global), ("192.169.0.0", .global),
      ("198.17.255.255", .global),
      ("198.18.0.0", .reserved), ("198.19.255.255", .reserved), ("198.20.0.0", .global),
      ("223.255.255.255", .global),
      ("239.255.255.255", .multicast), ("240.0.0.0", .reserved), ("3fff::1", .reserved), ("2a00::1", .global),
      ("fdff:ffff::1", .privateUse), ("febf::1", .linkLocal),
    ] as [(String, IPAddress.Scope)])
  func scope(text: String, scope: IPAddress.Scope) throws {
    let address = try #require(IPAddress(text))
    #expect(address.scope == scope)
    let socket = SocketAddress.ip(address, port: 443)
    #expect((AddressPolicy.internet.refusal(of: socket) == nil) == (scope == .global))
    #expect(AddressPolicy.any.refusal(of: socket) == nil)
  }

  @Test(
    "S-18 spellings that fool filters are no addresses",
    arguments: [
      "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "127.0.0.1 ", "127.0.0.1\0", "", "1.2.3",
      "1.2.3.4.5",
      "256.0.0.1", "fe80::1%eth0", "[::1]", "::1::", "localhost",
    ])
  func refused(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test(
    arguments: [
      ("127.0.0.1:80", "127.0.0.1:80"), ("[::1]:8443", "[::1]:8443"),
      ("[2001:0DB8::0:1]:1", "[2001:db8::1]:1"),
      ("unix:/run/a b.sock", "unix:/run/a b.sock"), ("0.0.0.0:0", "0.0.0.0:0"),
    ])
  func `socket addresses read and print`(text: String, printed: String) throws {
    #expect(try #require(SocketAddress(text)).description == printed)
  }

  @Test(
    arguments: [
      "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:+1", "::1:80", "[127.0.0.1]:80", "unix:",
      "host:80",
      "unix:/" + String(repeating: "x", count: 107),
    ])
  func `what is no socket address is refused`(text: String) {
    #expect(SocketAddress(text) == nil)
  }

  @Test(
    arguments: [
      ("10.1.2.0/24", "10.1.2.255", true), ("10.1.2.0/24", "10.1.3.0", false), ("0.0.0.0/0", "8.8.8.8", true),
      ("10.0.0.1", "10.0.0.1", true), ("10.0.0.1/32", "10.0.0.2", false),
      ("2001:db8::/32", "2001:db8:ff::1", true),
      ("::/0", "10.0.0.1", false), ("fe80::/10", "fec0::1", false),
    ])
  func `ranges contain their addresses`(range: String, address: String, isInside: Bool) throws {
    #expect(try #require(IPRange(range)).contains(try #require(IPAddress(address))) == isInside)
  }

  @Test(arguments: ["10.1.2.3/24", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "/8", "10.0.0.0/8/8", "x/8"])
  func `malformed ranges are refused`(text: String) {
    #expect(IPRange(text) == nil)
  }
}
