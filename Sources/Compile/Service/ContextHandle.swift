/// The context inside a scope: `Scope` is `Sendable`, the context is not.
///
/// Unchecked, because a scope never leaves the lowering that made it: expressions are checked on the thread
/// that holds the compiler's lock, and what is kept of them (`CompiledExpression`) holds no scope.
struct ContextHandle: @unchecked Sendable {
  let context: CompileContext
}
