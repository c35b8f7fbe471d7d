import Core
import Engine

/// What an installation says about other systems, and no bundle may: which addresses are allowed, and the secrets that
/// open them. Read once, from a file that only its owner can read.
package struct ConnectionSettings: Sendable {
  /// A header that proves who calls.
  struct Secret: Sendable {
    let header: String
    let value: String
  }

  package let addresses: AllowedAddresses
  let secrets: [String: Secret]

  package static let none = ConnectionSettings(addresses: AllowedAddresses(), secrets: [:])

  package var hasSecrets: Bool { !secrets.isEmpty }

  private init(addresses: AllowedAddresses, secrets: [String: Secret]) {
    self.addresses = addresses
    self.secrets = secrets
  }

  /// What is wrong with the file; never a secret.
  package struct Mistake: Error, Sendable {
    package let words: Message
  }

  private static func mistake(_ zh: String, _ en: String) -> Mistake { Mistake(words: Message(zh: zh, en: en)) }

  /// `{"allow": [ADDRESS or {"url", "addresses"}], "secrets": {NAME: TOKEN or {"header", "value"}}}`
  package init(json: [UInt8]) throws(Mistake) {
    let read: Answer
    do throws(JSONReader.Problem) { read = try JSONReader.read(json) } catch {
      throw Self.mistake("不是 JSON：\(error)", "not JSON: \(error)")
    }
    guard let members = read.members else { throw Self.mistake("要一个对象", "an object is wanted") }
    if let stranger = members.keys.sorted().first(where: { $0 != "allow" && $0 != "secrets" }) {
      throw Self.mistake("不认识 `\(stranger)`，只有 `allow` 和 `secrets`", "no `\(stranger)`: `allow` and `secrets` alone")
    }
    var entries: [AllowedAddresses.Entry] = []
    for (at, item) in try Self.elements(members["allow"], "allow").enumerated() {
      entries.append(try Self.entry(item, "allow[\(at)]"))
    }
    addresses = AllowedAddresses(entries)
    var secrets: [String: Secret] = [:]
    if let given = members["secrets"] {
      guard let given = given.members else { throw Self.mistake("`secrets` 要一个对象", "`secrets` is an object") }
      for (name, value) in given { secrets[name] = try Self.secret(value, "secrets.\(name)") }
    }
    self.secrets = secrets
  }

  private static func elements(_ answer: Answer?, _ place: String) throws(Mistake) -> [Answer] {
    guard let answer else { return [] }
    guard let elements = answer.elements else { throw mistake("`\(place)` 要一个列表", "`\(place)` is a list") }
    return elements
  }

  private static func entry(_ item: Answer, _ place: String) throws(Mistake) -> AllowedAddresses.Entry {
    let members = item.members ?? [:]
    guard let text = item.text ?? members["url"]?.text, members.keys.allSatisfy({ $0 == "url" || $0 == "addresses" })
    else { throw mistake("`\(place)` 要网址，或 `{url, addresses}`", "`\(place)` is an address, or `{url, addresses}`") }
    let address: WebAddress
    do throws(WebAddress.Mistake) { address = try WebAddress(text) } catch {
      throw mistake("`\(place)`：\(error.words.zh)", "`\(place)`: \(error.words.text(in: .en))")
    }
    guard address.query == nil else {
      throw mistake("`\(place)` 里不能有问号后面的部分", "`\(place)` has no query")
    }
    var networks: [Network] = []
    for (at, item) in try elements(members["addresses"], "\(place).addresses").enumerated() {
      guard let network = item.text.flatMap({ Network($0) }) else {
        throw mistake(
          "`\(place).addresses[\(at)]` 要 IP 地址或网段，例如 `10.20.0.0/16`",
          "`\(place).addresses[\(at)]` is an address or a network such as `10.20.0.0/16`")
      }
      networks.append(network)
    }
    return AllowedAddresses.Entry(address, networks: networks)
  }

  /// Headers that the exchange itself needs.
  private static let taken: Set<String> = [
    "host", "content-length", "content-type", "transfer-encoding", "connection", "idempotency-key", "accept", "expect",
  ]

  private static func secret(_ item: Answer, _ place: String) throws(Mistake) -> Secret {
    let members = item.members ?? [:]
    let header = item.text == nil ? members["header"]?.text : "Authorization"
    let value = item.text.map { "Bearer " + $0 } ?? members["value"]?.text
    guard let header, let value, members.keys.allSatisfy({ $0 == "header" || $0 == "value" }) else {
      throw mistake("`\(place)` 要文字，或 `{header, value}`", "`\(place)` is a text, or `{header, value}`")
    }
    let isName = !header.isEmpty && header.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-")
    }
    guard isName, !taken.contains(header.lowercased()), !value.isEmpty, value.utf8.count <= 8_000,
      value.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
    else {
      throw mistake("`\(place)` 的名称或内容不能放进请求头", "`\(place)` cannot stand in a header")
    }
    return Secret(header: header, value: value)
  }
}
