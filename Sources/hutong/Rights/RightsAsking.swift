import Core
import Engine
import Server

/// Asks an open store about rights and prints the answer, for people or as JSON.
struct RightsAsking {
  let engine: Engine
  let language: Language
  let isJSON: Bool

  func why(_ user: String, _ action: String, _ thing: String) throws -> Int32 {
    let right = try right(action)
    let answer = try engine.why(self.user(user), right, self.thing(thing), asker: nil)
    if isJSON { print { $0.rights(answer, language) } } else { tell(answer) }
    return answer.allowed ? 0 : 1
  }

  func who(_ action: String, _ thing: String) throws -> Int32 {
    let holders = try engine.who(may: right(action), self.thing(thing), asker: nil)
    if isJSON { print { $0.rights(holders, language) } } else { tell(holders) }
    return 0
  }

  func what(_ user: String) throws -> Int32 {
    let user = try self.user(user)
    let holdings = try engine.what(user, asker: nil), beside = try engine.whatBeside(user, asker: nil)
    if isJSON { print { $0.rights(holdings, beside, language) } } else { tell(holdings, beside) }
    return 0
  }

  // MARK: Names

  private func user(_ text: String) throws -> RightsUser {
    let found = try engine.findUser(text)
    guard case .one(let user) = found else {
      throw OpenStore.Failure(reason: found.words(for: text).text(in: language))
    }
    return user
  }

  private func right(_ text: String) throws -> Right {
    guard let right = Right(word: text) else {
      let known = Right.allCases.map { "\($0.rawValue) \($0.alias)" }.joined(separator: ", ")
      throw OpenStore.Failure(reason: say("没有叫「\(text)」的权利：", "no right is called `\(text)`: ") + known)
    }
    return right
  }

  private func thing(_ text: String) throws -> RightsThing {
    guard let thing = try engine.rightsThing(text) else {
      throw OpenStore.Failure(
        reason: say(
          "没有叫「\(text)」的服务、台账或事物，它也不是申请编号",
          "no service, ledger or kind of thing is called `\(text)`, and it is no code of a request"))
    }
    return thing
  }

  // MARK: Words

  private func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

  private func print(_ body: (inout JSONWriter) -> Void) {
    var json = JSONWriter()
    body(&json)
    Terminal.print(String(decoding: json.bytes, as: UTF8.self) + "\n")
  }

  private func tell(_ answer: RightsAnswer) {
    Terminal.print(say(answer.allowed ? "可以" : "不可以", answer.allowed ? "yes" : "no") + "\n")
    tell(answer.facts, indent: "  ")
    for remedy in answer.remedies { Terminal.print("  → \(remedy.text(in: language))\n") }
  }

  private func tell(_ facts: [RightsFact], indent: String) {
    for fact in facts { Terminal.print("\(indent)\(fact.holds ? "✓" : "✗") \(fact.words.text(in: language))\n") }
  }

  private func tell(_ holders: RightsHolders) {
    Terminal.print(
      say(
        "\(holders.postCount) 个岗位，\(holders.personCount) 人；另有本人 \(holders.own) 人\n",
        "\(holders.postCount) posts, \(holders.personCount) persons; besides \(holders.own) whose own it is\n"))
    if let standing = holders.standing { Terminal.print(standing.text(in: language) + "\n") }
    for holder in holders.posts {
      let staff = holder.staff.isEmpty ? say("空缺", "vacant") : holder.staff.joined(separator: "、")
      Terminal.print("\(holder.post.text(in: language)) (\(staff))\n")
      tell(holder.facts, indent: "  ")
    }
    if holders.posts.count < holders.postCount { Terminal.print("…\n") }
  }

  private func tell(_ holdings: [RightsHolding], _ beside: RightsBeside) {
    if holdings.isEmpty, beside.things.isEmpty, beside.administration == nil {
      Terminal.print(say("没有岗位给的权利\n", "no rights by a post\n"))
    }
    tell(holdings, unit: say("件", "requests"))
    for thing in beside.things { tell([thing], unit: say("个", "of them")) }
    if let kind = beside.administration { Terminal.print("\(kind.title.text(in: language))\n") }
    guard let own = beside.own else { return }
    Terminal.print(
      say(
        "本人的申请 \(own.requests) 件；家人 \(own.family) 人，受委托 \(own.mandates) 人\n",
        "\(own.requests) requests of their own; \(own.family) of the family, \(own.mandates) by mandate\n"))
    if own.agencies.isEmpty { return }
    Terminal.print(say("经办单位：", "files for: ") + own.agencies.joined(separator: say("、", ", ")) + "\n")
  }

  private func tell(_ holdings: [RightsHolding], unit: String) {
    for holding in holdings {
      Terminal.print("\(holding.title.text(in: language)) (\(holding.service))\n")
      for line in holding.lines {
        let count = line.count.map { say("，现有 \($0) \(unit)", ", \($0) \(unit) now") } ?? ""
        let reaches = line.reaches.map { $0.text(in: language) }.joined(separator: say("；或 ", "; or "))
        Terminal.print("  \(line.right.text(in: language)): \(reaches)\(count)\n")
      }
    }
  }
}
