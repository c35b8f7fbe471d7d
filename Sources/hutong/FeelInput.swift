import Core
import Engine
import FEEL
import Server
import Spec

/// The names an expression of the command line may use.
enum FeelInput {
  struct Mistake: Error {
    let message: Message
    /// 1 wrong content, 2 cannot be read at all.
    let status: Int32
  }

  /// From JSON in the argument, or in a file; none when neither is given.
  static func names(json: String?, file: String?) throws(Mistake) -> [(name: String, value: Value)] {
    if let json { return try names([UInt8](json.utf8), "--with") }
    guard let file else { return [] }
    guard let bytes = try? FolderReader.bytes(of: file) else {
      throw Mistake(message: Message(zh: "读不了 `\(file)`", en: "cannot read `\(file)`"), status: 2)
    }
    return try names(bytes, file)
  }

  private static func names(_ bytes: [UInt8], _ place: String) throws(Mistake) -> [(
    name: String, value: Value
  )] {
    let answer: Answer
    do throws(JSONReader.Problem) {
      answer = try JSONReader.read(bytes)
    } catch {
      let detail = Server.Problem(error).detail
      throw wrong("\(place)：\(detail.zh)", "\(place): \(detail.text(in: .en))")
    }
    guard let members = answer.members else {
      throw wrong(
        "\(place)：要写一个 JSON 对象，例如 {\"年龄\": 66}", "\(place): a JSON object is needed, such as {\"age\": 66}")
    }
    guard let names = Value.named(members) else {
      throw wrong("\(place)：有一个数太大", "\(place): a number is too large")
    }
    return names
  }

  private static func wrong(_ zh: String, _ en: String) -> Mistake {
    Mistake(message: Message(zh: zh, en: en), status: 1)
  }
}
