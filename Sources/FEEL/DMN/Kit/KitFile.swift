/// One file of test cases of the DMN Technology Compatibility Kit (`-test-*.xml`).
package struct KitFile: Sendable {
  /// The model in the same folder.
  package var model = ""
  package var cases: [KitCase] = []
}

/// One test case: what is given and what must come out.
package struct KitCase: Sendable {
  package var id = ""
  package var description = ""
  /// The service or knowledge model that is invoked instead of deciding.
  package var invocable: String?
  package var inputs: [DMNGiven] = []
  package var results: [KitResult] = []
}

/// The expected value of one decision.
package struct KitResult: Sendable {
  package let name: String
  /// The result is null because of an error.
  package let isError: Bool
  package let value: Value
}
