import Core

/// For those who run the server.
enum OperationRoutes {
  /// `GET /healthz`: 200 when the store answers, 503 when not.
  static func health(_ call: Call) throws -> Response {
    let epoch = try call.site.desk.epoch()
    var response = call.json { json in
      json.object { json in
        json.member("status", "ok")
        json.member("epoch", epoch)
      }
    }
    response.epoch = epoch
    return response
  }

  /// `GET /metrics`
  static func metrics(_ call: Call) -> Response {
    let site = call.site
    var text = MetricsText()
    text.requests(site.router.routes, site.meters)
    text.compiler(site.desk.counters())
    text.plain(
      "hutong_commits_total", "counter", "Commands that were acknowledged",
      Int64(site.commits.load(ordering: .relaxed)))
    let codes = site.codesCounted
    text.family("hutong_codes_total", "counter", "Sign-in codes given to a gateway, by what became of them")
    text.sample("hutong_codes_total", [("result", "sent")], String(codes.sent))
    text.sample("hutong_codes_total", [("result", "lost")], String(codes.lost))
    text.plain("hutong_epoch", "gauge", "The newest release this server answered from", site.newestEpoch)
    text.plain(
      "hutong_uptime_seconds", "gauge", "Since the start of this server",
      (SteadyClock.milliseconds - site.started) / 1000)
    return Response(200, .text, Array(text.text.utf8))
  }

  static func openAPI(_ call: Call) -> Response {
    Response(200, .json, OpenAPIDocument.bytes)
  }
}
