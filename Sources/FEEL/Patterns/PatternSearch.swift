/// The machine of Pike: all ways through the pattern advance together, so the work is text × steps at most.
extension Pattern {
  private struct Threads {
    var list: [(step: Int, saves: [Int])] = []
    var seen: [Int]
    var mark = 0

    init(_ size: Int) { seen = [Int](repeating: 0, count: size) }

    mutating func clear() {
      list.removeAll(keepingCapacity: true)
      mark += 1
    }
  }

  /// Begin and end of the leftmost match at or behind `from`, then of its groups (−1 where one took no part).
  func firstMatch(in text: [UInt32], from: Int) -> [Int]? {
    var fuel = Int.max
    return search(text, from, saves: 2, &fuel)
  }

  func search(_ text: [UInt32], _ from: Int, saves count: Int, _ fuel: inout Int) -> [Int]? {
    var now = Threads(program.count)
    var next = Threads(program.count)
    var best: [Int]?
    now.clear()
    next.clear()
    var at = from
    while true {
      if best == nil {
        // Nothing is under way: on to where a match can begin.
        if now.list.isEmpty, let starts {
          while at < text.count, !starts.contains(where: { takes($0, text[at]) }) {
            at += 1
            fuel -= 1
          }
          guard fuel > 0, at < text.count else { return nil }
        }
        var saves = [Int](repeating: -1, count: count)
        saves[0] = at
        add(0, saves, at, text, &now)
      }
      if now.list.isEmpty, best != nil { break }
      fuel -= 1 + now.list.count / 4
      guard fuel > 0 else { return nil }
      next.clear()
      advance: for thread in now.list {
        if case .match = program[thread.step] {
          best = thread.saves
          best?[1] = at
          break advance
        }
        if at < text.count, takes(thread.step, text[at]) {
          add(thread.step + 1, thread.saves, at + 1, text, &next)
        }
      }
      swap(&now, &next)
      if at >= text.count { break }
      at += 1
    }
    return best
  }

  /// Whether a step takes a scalar.
  private func takes(_ step: Int, _ scalar: UInt32) -> Bool {
    switch program[step] {
    case .scalar(let wanted): (ignoresCase ? Self.folded(scalar) : scalar) == wanted
    case .set(let index): sets[index].contains(scalar, ignoringCase: ignoresCase)
    case .any: spansLines || (scalar != 0x0A && scalar != 0x0D)
    case .split, .jump, .save, .start, .end, .match: false
    }
  }

  private func add(_ step: Int, _ saves: [Int], _ at: Int, _ text: [UInt32], _ threads: inout Threads) {
    var stack: [(Int, [Int])] = [(step, saves)]
    while let (step, saves) = stack.popLast() {
      if threads.seen[step] == threads.mark { continue }
      threads.seen[step] = threads.mark
      switch program[step] {
      case .jump(let to): stack.append((to, saves))
      case .split(let first, let second):
        stack.append((second, saves))
        stack.append((first, saves))
      case .save(let slot):
        var saves = saves
        if slot < saves.count { saves[slot] = at }
        stack.append((step + 1, saves))
      case .start:
        if at == 0 || (anchorsAtLines && text[at - 1] == 0x0A) { stack.append((step + 1, saves)) }
      case .end:
        if at == text.count || (anchorsAtLines && text[at] == 0x0A) { stack.append((step + 1, saves)) }
      default: threads.list.append((step, saves))
      }
    }
  }

  /// `nil` when the pattern matches nothing at all (`a*`), the replacement is not well formed or fuel ends.
  func replacing(in text: [UInt32], with replacement: [UInt32], _ fuel: inout Int) -> [UInt32]? {
    guard let parts = isPlain ? [.text(replacement)] : Self.parts(replacement, groups: groups),
      firstMatch(in: [], from: 0) == nil else {
      return nil
    }
    var out: [UInt32] = []
    var at = 0
    while at <= text.count, let found = search(text, at, saves: (groups + 1) * 2, &fuel) {
      if found[1] == found[0] { return nil }
      out.append(contentsOf: text[at..<found[0]])
      for part in parts {
        switch part {
        case .text(let scalars): out.append(contentsOf: scalars)
        case .group(let number):
          let low = found[number * 2]
          let high = found[number * 2 + 1]
          if low >= 0, high >= low { out.append(contentsOf: text[low..<high]) }
        }
      }
      at = found[1]
      fuel -= 8 + parts.count
      guard out.count <= Limits.string, fuel > 0 else { return nil }
    }
    guard fuel > 0, out.count + text.count - at <= Limits.string else { return nil }
    out.append(contentsOf: text[Swift.min(at, text.count)...])
    return out
  }

  private enum Part {
    case text([UInt32])
    case group(Int)
  }

  /// `$1` is a group, `$0` the whole, `\$` and `\\` the signs themselves.
  private static func parts(_ replacement: [UInt32], groups: Int) -> [Part]? {
    var parts: [Part] = []
    var plain: [UInt32] = []
    var at = 0
    while at < replacement.count {
      let scalar = replacement[at]
      at += 1
      if scalar == 0x5C {
        guard at < replacement.count, replacement[at] == 0x5C || replacement[at] == 0x24 else { return nil }
        plain.append(replacement[at])
        at += 1
      } else if scalar == 0x24 {
        guard at < replacement.count, (0x30...0x39).contains(replacement[at]) else { return nil }
        var number = Int(replacement[at] - 0x30)
        at += 1
        while at < replacement.count, (0x30...0x39).contains(replacement[at]) {
          let wider = number * 10 + Int(replacement[at] - 0x30)
          guard wider <= groups else { break }
          number = wider
          at += 1
        }
        if !plain.isEmpty { parts.append(.text(plain)) }
        plain = []
        if number <= groups { parts.append(.group(number)) }
      } else {
        plain.append(scalar)
      }
    }
    if !plain.isEmpty { parts.append(.text(plain)) }
    return parts
  }

  /// What stands between the matches; `nil` when the pattern matches nothing at all or fuel ends.
  func splitting(_ text: [UInt32], _ fuel: inout Int) -> [[UInt32]]? {
    guard firstMatch(in: [], from: 0) == nil else { return nil }
    var parts: [[UInt32]] = []
    var at = 0
    while let found = search(text, at, saves: 2, &fuel) {
      guard found[1] > found[0], parts.count < Limits.list else { return nil }
      parts.append(Array(text[at..<found[0]]))
      at = found[1]
    }
    guard fuel > 0 else { return nil }
    parts.append(Array(text[at...]))
    return parts
  }
}
