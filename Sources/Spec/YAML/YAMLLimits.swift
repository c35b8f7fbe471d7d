/// What a file may hold (LANGUAGE.md 20). Checked before and while reading, so that no input costs much.
package struct YAMLLimits: Sendable {
  package var fileBytes = 1_048_576
  package var scalarBytes = 65_536
  package var depth = 32
  package var nodes = 200_000

  package init() {}
}
