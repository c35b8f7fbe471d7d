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
    let holdings = try engine.what(self.user(user), asker: nil)
    if isJSON { print { $0.rights(holdings, language) } } else { tell(holdings) }
    return 0
  }

  // MARK: Names

  private func user(_ text: String) throws -> RightsUser {
    guard let user = try engine.rightsUser(text) else {
      throw OpenStore.Failure(
        reason: say(
          "没有叫「\(text)」的人，或者有几个岗位叫这个名字（可写登录名、手机号、单位/岗位）",
          "nobody is called `\(text)`, or several posts are (a login, a phone, or body/post)"))
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
        reason: say("没有叫「\(text)」的服务，它也不是申请编号", "no service is called `\(text)`, and it is no code of a request"))
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
    for holder in holders.posts {
      let staff = holder.staff.isEmpty ? say("空缺", "vacant") : holder.staff.joined(separator: "、")
      Terminal.print("\(holder.post.text(in: language)) (\(staff))\n")
      tell(holder.facts, indent: "  ")
    }
    if holders.posts.count < holders.postCount { Terminal.print("…\n") }
  }

  private func tell(_ holdings: [RightsHolding]) {
    if holdings.isEmpty { Terminal.print(say("没有任何权利\n", "no rights at all\n")) }
    for holding in holdings {
      Terminal.print("\(holding.title.text(in: language)) (\(holding.service))\n")
      for line in holding.lines {
        let count = line.count.map { say("，现有 \($0) 件", ", \($0) requests now") } ?? ""
        let reaches = line.reaches.map { $0.text(in: language) }.joined(separator: say("；或 ", "; or "))
        Terminal.print("  \(line.right.text(in: language)): \(reaches)\(count)\n")
      }
    }
  }
}
