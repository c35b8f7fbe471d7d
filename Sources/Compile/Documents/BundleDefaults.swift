import Core
import Spec

/// What the documents of a bundle take over when they do not say it themselves.
package struct BundleDefaults: Sendable {
  /// Full name of an organisation.
  package let owner: String?
  package let purpose: Label?
  /// Word of the group `basis`.
  package let basis: String?
  package let retain: WorkingDuration?
  /// Word of the group `dispose`.
  package let dispose: String

  init(_ entry: DocumentEntry?) {
    let document = entry?.document
    owner = document?.owner.flatMap { $0.isInvalid ? nil : $0.text }
    let bundle = document.map { BundleSpec($0.root) }
    purpose = bundle?.purpose
    basis = bundle?.basis
    let retain = bundle?.retain
    self.retain = retain?.node[.within].flatMap(WorkingDuration.init)
    dispose = retain?.node[.then]?.word ?? "erase"
  }

  /// For hashes: everything that documents may take over.
  var text: String {
    "\(owner ?? "")|\(purpose?.zh ?? "")|\(basis ?? "")|\(retain.map { "\($0.count)\($0.unit.rawValue)" } ?? "")|\(dispose)"
  }
}

extension WorkingDuration {
  /// The duration that a node was read as; nil when it was wrong, or is not a whole number of its unit.
  package init?(_ node: SpecNode) {
    guard let duration = node.duration, let unit = Unit(rawValue: duration.unit) else { return nil }
    if let whole = duration.whole {
      self.init(whole, unit)
    } else if let finer = Unit.finer[unit] {
      // 1.5 hours = 90 minutes: the first unit in which the number is whole to the thousandth.
      let (product, overflow) = duration.thousandths.multipliedReportingOverflow(by: finer.times)
      guard !overflow else { return nil }
      self.init(product / 1000, finer.unit)
    } else {
      return nil
    }
  }
}

extension WorkingDuration.Unit {
  static let finer: [Self: (unit: Self, times: Int)] = [
    .minute: (.second, 60), .hour: (.minute, 60), .day: (.hour, 24), .week: (.day, 7), .year: (.month, 12),
  ]
}
