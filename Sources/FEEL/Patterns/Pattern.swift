/// A pattern compiled for the linear-time engine.
package struct Pattern: Sendable {}
