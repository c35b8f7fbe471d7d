/// Working days and hours of a territory.
package struct CalendarSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 适用: Territory.
  package var `for`: [SpecNode] { nodes(.`for`) }
  /// 工作周: Working days. Default: mon–fri.
  package var workweek: [SpecNode] { nodes(.workweek) }
  /// 工作时间: Working hours; only `工作小时` counts them. Default: [09:00-17:00].
  package var hours: [SpecNode] { nodes(.hours) }
  /// 放假: Days off.
  package var holidays: [SpecNode] { nodes(.holidays) }
  /// 上班: Make-up days.
  package var workdays: [SpecNode] { nodes(.workdays) }
}
