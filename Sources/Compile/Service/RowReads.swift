import FEEL

/// What an expression reads of lists of rows: of each slot that holds one, the members it takes. `sum(明细.金额)` reads
/// one member of every row, `count(明细)` none, and whatever hands the list on reads all.
struct RowReads {
  enum Members: Equatable {
    case some(Set<String>)
    case all
  }

  private(set) var members: [Int: Members] = [:]
  private let slots: Set<Int>
  /// The list that a local walks through.
  private var locals: [Int: Int] = [:]

  /// - Parameter slots: those that hold lists of rows.
  init(_ typed: Typed, slots: Set<Int>) {
    self.slots = slots
    guard !slots.isEmpty else { return }
    read(typed)
  }

  private mutating func note(_ slot: Int, _ member: String?) {
    if case .some(var known)? = members[slot] {
      if let member { known.insert(member) }
      members[slot] = .some(known)
    } else if members[slot] == nil {
      members[slot] = .some(member.map { [$0] } ?? [])
    }
  }

  /// The slot of the list, when what stands here is the list, a part of it or one of its rows.
  private func list(_ typed: Typed) -> Int? {
    switch typed.node {
    case .slot(let slot): slots.contains(slot) ? slot : nil
    case .local(let local): locals[local]
    case .filter(let base, _, _): list(base)
    default: nil
    }
  }

  /// The conditions on the way to a list; the list itself is taken in part by who asks.
  private mutating func conditions(_ typed: Typed) {
    guard case .filter(let base, let item, let test) = typed.node else { return }
    conditions(base)
    locals[item] = list(base)
    read(test)
  }

  private mutating func read(_ typed: Typed) {
    switch typed.node {
    case .slot(let slot): if slots.contains(slot) { members[slot] = .all }
    case .local(let local): if let slot = locals[local] { members[slot] = .all }
    case .member(let base, let name):
      guard let slot = list(base) else { return read(base) }
      note(slot, name)
      conditions(base)
    case .memberOrElse(let item, let name, let other):
      if let slot = locals[item] { note(slot, name) }
      if let other { read(other) }
    case .filter(let base, let item, let test):
      read(base)
      locals[item] = list(base)
      read(test)
    case .loop(let iterators, _, let body), .some(let iterators, let body), .every(let iterators, let body):
      for iterator in iterators {
        if let slot = list(iterator.source) {
          note(slot, nil)
          conditions(iterator.source)
          locals[iterator.local] = slot
        } else {
          read(iterator.source)
        }
        if let end = iterator.end { read(end) }
      }
      read(body)
    case .call("count", let arguments):
      for argument in arguments {
        guard let slot = list(argument) else {
          read(argument)
          continue
        }
        note(slot, nil)
        conditions(argument)
      }
    default: for part in typed.parts { read(part) }
    }
  }
}
