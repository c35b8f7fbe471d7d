/// A foreign system.
package struct ConnectorSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 类型: Protocol. Default: http.
  package var type: String? { node[.type]?.word }
  /// 网址: Must be on the installation's list.
  package var url: SpecNode? { node[.url] }
  /// 方法: 方法. Default: POST.
  package var method: String? { node[.method]?.word }
  /// 密钥: Name of a stored secret, never the secret.
  package var secret: SpecNode? { node[.secret] }
  /// 发送: What goes out; purpose and basis of the caller hold.
  package var send: SpecNode? { node[.send] }
  /// 接收: Name → expression over `reply`.
  package var receive: SpecNode? { node[.receive] }
  /// 超时: 超时. Default: 10 seconds.
  package var timeout: SpecDuration? { node[.timeout]?.duration }
  /// 重试: With growing pause; same idempotency key. Default: 3.
  package var retry: Int? { node[.retry]?.int }
  /// 不通时: When it stays silent. Default: wait.
  package var down: String? { node[.down]?.word }
}
