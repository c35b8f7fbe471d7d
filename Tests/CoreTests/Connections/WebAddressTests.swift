import Testing

@testable import Core

/// Addresses of other systems: one spelling each, and nothing of this machine or its networks unless it is listed.
@Suite struct WebAddressTests {
  /// Forms by which servers were made to call themselves; none is an address.
  @Test(arguments: [
    "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://127.1/",
    "http://127.0.1/", "http://127.0.0.1./", "http://127.0.0.01/", "http://127.0.0.256/", "http://1.2.3.4.5/",
    "http://0/", "http://00000000177.0.0.1/", "http://127.0.0.0x1/", "http://[::1/", "http://::1/", "http://[::1]x/",
    "http://[fe80::1%25eth0]/", "http://[::ffff:127.0.0.1.2]/", "http://[1:2:3:4:5:6:7:8:9]/", "http://[:::1]/",
    "http://[::1::]/", "http://[12345::]/", "http://[127.0.0.1]/", "http://user@police.example.cn/",
    "http://a:b@police.example.cn/", "http://police.example.cn@127.0.0.1/", "http://police.example.cn#@127.0.0.1/",
    "http://police.example.cn\\@127.0.0.1/", "http://127.0.0.1%2f@a/", "http://%31%32%37.0.0.1/", "http:///etc/passwd",
    "http:/127.0.0.1/", "//127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://police.example.cn/",
    "HTTP://police.example.cn/", "https:police.example.cn", "http://police.example.cn:0/", "http://police.example.cn:/",
    "http://police.example.cn:65536/", "http://police.example.cn:080/", "http://police.example.cn:80:80/",
    "http://police.example.cn/a/../b", "http://police.example.cn/a/%2e%2e/b", "http://police.example.cn/./a",
    "http://police.example.cn/%2fa", "http://police.example.cn/%5Ca", "http://police.example.cn/%00",
    "http://police.example.cn/%g1", "http://police.example.cn/%a", "http://police.example.cn/a b",
    "http://police.example.cn/\r\nHost: a", "http://police.example.cn/\u{0}", "http://警察.example.cn/",
    "http://①②⑦.0.0.1/", "http://police..example.cn/", "http://.example.cn/", "http://-a.example.cn/",
    "http://a-.example.cn/", " http://police.example.cn/", "http://police.example.cn/ ", "",
    "http://\(String(repeating: "a", count: 64)).cn/", "http://police.example.cn/\(String(repeating: "a", count: 2_000))",
  ]) func isNoAddress(text: String) {
    #expect(throws: WebAddress.Mistake.self) { _ = try WebAddress(text) }
  }

  @Test(arguments: [
    ("https://police.example.cn/check", "https://police.example.cn:443/check"),
    ("http://POLICE.Example.cn", "http://police.example.cn:80/"),
    ("http://police.example.cn?a=1", "http://police.example.cn:80/?a=1"),
    ("http://10.0.3.7:8080/api/v1?x=%E5%BC%A0", "http://10.0.3.7:8080/api/v1?x=%E5%BC%A0"),
    ("http://[2001:4860::8844]/", "http://[2001:4860:0:0:0:0:0:8844]:80/"),
    ("http://[::ffff:10.0.0.1]/", "http://10.0.0.1:80/"), ("http://a_b.cn/x@y:z", "http://a_b.cn:80/x@y:z"),
  ]) func hasOneSpelling(text: String, canonical: String) throws {
    #expect(try WebAddress(text).text == canonical)
    #expect(try WebAddress(WebAddress(text).text) == WebAddress(text))
  }

  @Test(arguments: [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255",
    "198.51.100.7", "203.0.113.9", "168.63.129.16", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1",
    "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1",
    "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "5f00::1",
  ]) func isNotPublic(text: String) throws {
    #expect(!(try #require(NetworkAddress(text)).isPublic))
  }

  @Test(arguments: ["8.8.8.8", "114.114.114.114", "172.32.0.1", "100.128.0.1", "2400:3200::1", "2606:4700::1111"])
  func isPublic(text: String) throws { #expect(try #require(NetworkAddress(text)).isPublic) }

  @Test func aNetworkHasThoseOfItsBits() throws {
    let office = try #require(Network("10.20.0.0/16"))
    #expect(office.contains(try #require(NetworkAddress("10.20.255.1"))))
    #expect(!office.contains(try #require(NetworkAddress("10.21.0.1"))))
    #expect(!office.contains(try #require(NetworkAddress("fd00::1"))))
    let six = try #require(Network("fd00:1:2::/72"))
    #expect(six.contains(try #require(NetworkAddress("fd00:1:2:0:00ff::1"))))
    #expect(!six.contains(try #require(NetworkAddress("fd00:1:2:0:0100::1"))))
    #expect(try #require(Network("0.0.0.0/0")).contains(try #require(NetworkAddress("8.8.8.8"))))
    for wrong in ["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0/8", "a/8", "::/129", "1.2.3.4/8/8"] {
      #expect(Network(wrong) == nil)
    }
  }

  @Test func anEntryCoversWhatLiesBelowItsPath() throws {
    func address(_ text: String) throws -> WebAddress { try WebAddress(text) }
    let allowed = AllowedAddresses([
      .init(try address("https://police.example.cn/check")),
      .init(try address("http://exchange.local:8080/"), networks: [try #require(Network("10.20.0.0/16"))]),
      .init(try address("http://127.0.0.1:9/")),
    ])
    for listed in [
      "https://police.example.cn/check", "https://police.example.cn/check?x=1", "https://police.example.cn/check/a",
      "http://exchange.local:8080/any",
    ] { #expect(allowed.entry(for: try address(listed)) != nil) }
    for other in [
      "http://police.example.cn/check", "https://police.example.cn:444/check", "https://police.example.cn/checks",
      "https://police.example.cn/", "https://a.police.example.cn/check", "http://exchange.local/any",
      "http://127.0.0.2:9/",
    ] { #expect(allowed.entry(for: try address(other)) == nil) }
    let inside = try #require(NetworkAddress("10.20.0.1")), outside = try #require(NetworkAddress("8.8.8.8"))
    let here = try #require(NetworkAddress("127.0.0.1"))
    let own = allowed.entries
    #expect(own[0].allows(outside) && !own[0].allows(inside) && !own[0].allows(here))
    #expect(own[1].allows(inside) && !own[1].allows(outside) && !own[1].allows(here))
    #expect(own[2].allows(here) && !own[2].allows(outside) && !own[2].allows(inside))
  }
}
