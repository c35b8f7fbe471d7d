/// The run-time that expressions need in a browser: one ES module without imports, served beside the scripts.
///
/// It is Swift text and no resource file, because the server is one binary and finds no files of its own; the tests
/// write it to a file and run it with node. It is written by hand against the same rules as the closures, and the
/// differential test holds the two together.
package enum JavaScriptRunTime {
  /// The whole module.
  package static let text: String = numbers + temporals + values + functions + city
}
