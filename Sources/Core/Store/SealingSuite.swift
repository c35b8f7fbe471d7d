/// The one seam through which payloads of events, change-sets, drafts and stored replies pass on their way to and
/// from a column. The identity suite changes nothing; a suite with keys per subject replaces it whole.
package protocol SealingSuite: Sendable {
  /// - Parameter subject: the person whose data it is, or nil for nobody's.
  func seal(_ plain: [UInt8], subject: Int64?) -> [UInt8]
  /// The plain bytes, or nil when the key is gone (erased).
  func open(_ sealed: [UInt8], subject: Int64?) -> [UInt8]?
}

package struct IdentitySuite: SealingSuite {
  package init() {}
  package func seal(_ plain: [UInt8], subject: Int64?) -> [UInt8] { plain }
  package func open(_ sealed: [UInt8], subject: Int64?) -> [UInt8]? { sealed }
}
