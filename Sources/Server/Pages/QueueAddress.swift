/// Where somebody stands in the queue: filters, order, page and open row, as an address that keeps its place.
struct QueueAddress {
  private(set) var pairs: [(name: String, value: String)]

  private static let names = [
    "q", "state", "service", "step", "place", "hands", "overdue", "sort", "tree", "cursor", "open",
  ]

  init(_ query: FieldList) {
    pairs = Self.names.compactMap { name in query[name].flatMap { $0.isEmpty ? nil : (name, $0) } }
  }

  /// The address that a page was reached from, as its links carry it; nil for any other.
  init?(_ text: String?) {
    guard let text, text == "/queue" || text.hasPrefix("/queue?"), text.utf8.count <= 2_000,
      let query = FieldList(encoded: text.dropFirst("/queue?".count).utf8)
    else { return nil }
    self.init(query)
  }

  /// With another value, or without one.
  func with(_ name: String, _ value: String?) -> QueueAddress {
    var copy = self
    copy.pairs.removeAll { $0.name == name }
    if let value { copy.pairs.append((name, value)) }
    return copy
  }

  /// From the first page, with no row open: where another filter leads.
  func filtered(_ name: String, _ value: String?) -> QueueAddress {
    with("open", nil).with("cursor", nil).with(name, value)
  }

  /// A request's own page, from which the way back leads here.
  func page(of code: String) -> String {
    PagePath.of("requests", code)
      + (pairs.isEmpty ? "" : "?queue=" + PercentText.encode(with("open", nil).text))
  }

  var text: String {
    pairs.isEmpty
      ? "/queue"
      : "/queue?" + pairs.map { "\($0.name)=\(PercentText.encode($0.value))" }.joined(separator: "&")
  }
}
