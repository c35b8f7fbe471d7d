import Core
import Engine

/// The end of files, as the engine decides it and the disk has it.
package struct FileLife: Sendable {
  private let engine: Engine
  private let vault: FileVault

  package init(_ engine: Engine, _ vault: FileVault) {
    self.engine = engine
    self.vault = vault
  }

  /// Milliseconds for which a file without a name stays: somebody may be about to answer with it.
  package static let grace: Int64 = 86_400_000

  /// Lets go of old uploads, then removes every file that no row names. From several servers at once it is safe; one that
  /// ends in the middle leaves bytes without a row at most, which the next round finds.
  ///
  /// - Returns: How many files were removed.
  @discardableResult
  package func forget(grace: Int64 = FileLife.grace) throws -> Int {
    while try engine.forgetUploads() > 0 {}
    var removed = 0
    var after: String? = ""
    while let from = after {
      let before = try engine.store.now() &- grace
      after = try vault.alone {
        let (gone, next) = try engine.dropUnnamedFiles(before: before, after: from)
        for hash in gone { vault.remove(hash) }
        removed += gone.count
        return next
      }
    }
    for hash in vault.sizes().keys.sorted() where try !engine.knows(file: hash) {
      // Looked at again where nobody can be about to name it.
      try vault.alone {
        if try !engine.knows(file: hash) {
          vault.remove(hash)
          removed += 1
        }
      }
    }
    vault.sweep()
    return removed
  }
}
