// The smallest shape of FEEL that Core's program nouns name; replaced by the real files.

package enum Value: Sendable { case null }
package struct CivilDate: Sendable, Hashable {}
package struct CompiledExpression: Sendable {}
