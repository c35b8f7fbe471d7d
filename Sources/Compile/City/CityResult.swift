import Core

/// The city of all places and directory documents, and what is wrong with them together.
struct CityResult {
  let city: City
  let diagnostics: [Diagnostic]
}
