import Core

/// Numbers in the text form of Prometheus. No label holds anything a person typed: routes are patterns.
struct MetricsText {
  private(set) var text = ""

  mutating func family(_ name: String, _ type: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: String) {
    text += name
    if !labels.isEmpty {
      text += "{" + labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",") + "}"
    }
    text += " \(value)\n"
  }

  private static func escaped(_ value: String) -> String {
    var out = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": out += "\\\\"
      case "\"": out += "\\\""
      case "\n": out += "\\n"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}

extension MetricsText {
  /// Requests and latencies of all routes that were used.
  mutating func requests(_ routes: [Route], _ meters: [RouteMeter]) {
    let read = zip(routes, meters).map { ($0, $1.reading) }.filter { $0.1.count > 0 }
    family("hutong_requests_total", "counter", "Requests by route and class of status")
    for (route, reading) in read {
      for (name, count) in reading.statuses where count > 0 {
        sample(
          "hutong_requests_total",
          [("method", route.method.rawValue), ("route", route.pattern), ("status", name)], String(count))
      }
    }
    family("hutong_request_seconds", "histogram", "Time from the whole request to its reply")
    for (route, reading) in read {
      let labels = [("method", route.method.rawValue), ("route", route.pattern)]
      var sum = 0
      for (bound, count) in zip(RouteMeter.bounds, reading.buckets) {
        sum += count
        sample("hutong_request_seconds_bucket", labels + [("le", Self.seconds(Int(bound)))], String(sum))
      }
      sample("hutong_request_seconds_bucket", labels + [("le", "+Inf")], String(reading.count))
      sample("hutong_request_seconds_sum", labels, Self.seconds(reading.microseconds))
      sample("hutong_request_seconds_count", labels, String(reading.count))
    }
  }

  mutating func compiler(_ counters: CompileCounters) {
    family("hutong_documents_total", "counter", "Documents that the compiler has worked on, by stage")
    sample("hutong_documents_total", [("stage", "parsed")], String(counters.parsed))
    sample("hutong_documents_total", [("stage", "typed")], String(counters.typed))
    sample("hutong_documents_total", [("stage", "lowered")], String(counters.lowered))
  }

  mutating func plain(_ name: String, _ type: String, _ help: String, _ value: Int64) {
    family(name, type, help)
    sample(name, [], String(value))
  }

  private static func seconds(_ microseconds: Int) -> String {
    let fraction = String(microseconds % 1_000_000)
    return "\(microseconds / 1_000_000).\(String(repeating: "0", count: 6 - fraction.utf8.count))\(fraction)"
  }
}
