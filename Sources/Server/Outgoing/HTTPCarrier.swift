internal import CCurl
import Core
import Engine
import FEEL

/// Calls other systems by HTTP: only addresses that the installation lists, at a place that was looked up once and
/// checked, without following anybody elsewhere.
package final class HTTPCarrier: Carrier {
  /// Bytes of a reply.
  package static let most = 1 << 20

  private let settings: ConnectionSettings
  private let lookup: PatientLookup
  private static let isReady = hut_curl_start() == 1

  /// - Parameter lookup: All addresses of a name; asked once for an attempt.
  package convenience init(_ settings: ConnectionSettings) { self.init(settings, lookup: HostLookup.addresses) }

  init(_ settings: ConnectionSettings, lookup: @escaping @Sendable (String) -> [NetworkAddress]) {
    self.settings = settings
    self.lookup = PatientLookup(lookup)
  }

  package func carry(_ call: OutgoingCall) -> CallOutcome {
    let connector = call.connector, begun = SteadyClock.milliseconds
    guard let entry = settings.addresses.entry(for: connector.address) else { return .failed(.notListed) }
    var headers = ["Accept: application/json", "Idempotency-Key: \(call.key)", "User-Agent: Hutong", "Expect:"]
    if let name = connector.secret {
      guard let secret = settings.secrets[name] else { return .failed(.noSecret) }
      headers.append("\(secret.header): \(secret.value)")
    }
    let pinned: String?
    switch connector.address.host {
    case .network(let address):
      guard entry.allows(address) else { return .failed(.forbiddenAddress) }
      pinned = nil
    case .name(let name):
      guard let found = lookup.addresses(of: name, within: connector.timeout) else { return .failed(.timedOut) }
      if found.isEmpty { return .failed(.unreachable) }
      // One that is not allowed among others that are: somebody is trying.
      guard found.allSatisfy({ entry.allows($0) }) else { return .failed(.forbiddenAddress) }
      pinned = "\(name):\(connector.address.port):" + found.prefix(8).map(Self.pin).joined(separator: ",")
    }
    guard Self.isReady else { return .failed(.unreachable) }
    // The name was part of the time that an attempt has.
    let left = connector.timeout &- (SteadyClock.milliseconds &- begun)
    return left <= 0 ? .failed(.timedOut) : exchange(call, pinned, headers, within: left)
  }

  private static func pin(_ address: NetworkAddress) -> String {
    if case .six = address { "[\(address.text)]" } else { address.text }
  }

  // MARK: Exchange

  private func exchange(
    _ call: OutgoingCall, _ pinned: String?, _ headers: [String], within milliseconds: Int64
  ) -> CallOutcome {
    let connector = call.connector
    let url: String, body: [UInt8]?
    if connector.method == .get {
      guard let query = Self.query(call.body) else { return .failed(.undone) }
      let address = connector.address
      url = address.text + (query.isEmpty ? "" : (address.query == nil ? "?" : "&") + query)
      body = nil
    } else {
      (url, body) = (connector.address.text, call.body)
    }
    var list: OpaqueHeaders? = nil
    for header in headers + (body == nil ? [] : ["Content-Type: application/json; charset=utf-8"]) {
      list = curl_slist_append(list, header)
    }
    defer { curl_slist_free_all(list) }
    let room = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.most)
    defer { room.deallocate() }
    var reply = hut_curl_reply(bytes: room, size: 0, most: Self.most, is_too_large: 0, status: 0)
    let code: CURLcode
    if let body {
      code = body.withUnsafeBufferPointer { bytes in
        // An empty body is still one.
        hut_curl_exchange(
          url, pinned, connector.method.rawValue, list, bytes.baseAddress, bytes.count, Int(milliseconds), &reply)
      }
    } else {
      code = hut_curl_exchange(url, pinned, "GET", list, nil, 0, Int(milliseconds), &reply)
    }
    if reply.is_too_large != 0 { return .failed(.tooLarge) }
    if code != CURLE_OK { return .failed(Self.result(code)) }
    return Self.outcome(Int(reply.status), Array(UnsafeBufferPointer(start: room, count: reply.size)))
  }

  private typealias OpaqueHeaders = UnsafeMutablePointer<curl_slist>

  private static func result(_ code: CURLcode) -> CallResult {
    switch code {
    case CURLE_OPERATION_TIMEDOUT: .timedOut
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
      .untrusted
    default: .unreachable
    }
  }

  private static func outcome(_ status: Int, _ body: [UInt8]) -> CallOutcome {
    guard (200...299).contains(status) else { return .failed(.status(status)) }
    if body.allSatisfy({ $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) { return .answered(.null) }
    do throws(JSONReader.Problem) {
      guard let value = Value(json: try JSONReader.read(body)) else { return .failed(.notJSON) }
      return .answered(value)
    } catch {
      return .failed(.notJSON)
    }
  }

  /// The members of an object as the query of an address; lists and objects as JSON. nil when it is no object.
  private static func query(_ body: [UInt8]) -> String? {
    guard let members = (try? JSONReader.read(body))?.members else { return nil }
    return members.sorted { $0.key < $1.key }.compactMap { name, answer in
      let text: String
      switch answer {
      case .null: return nil
      case .text(let own): text = own
      case .number(let digits): text = digits
      case .bool(let truth): text = truth ? "true" : "false"
      case .list, .object: text = Value(json: answer).map { $0.text } ?? ""
      }
      return escaped(name) + "=" + escaped(text)
    }.joined(separator: "&")
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        out += "%" + (hex.utf8.count == 1 ? "0" : "") + hex
      }
    }
    return out
  }
}
