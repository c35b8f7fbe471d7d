import Core
import Engine
import FEEL

/// A control's `accept` and `reject` examples, read the way answers are.
enum ControlExamples {
  /// - Throws: `SampleCity.Failure` for the first example that does not hold.
  static func run(_ control: ControlProgram, _ program: Program) throws {
    for (typed, stored) in control.accept {
      let found: String
      do { found = try reading(control).read(Answer(example: typed, of: control)).plainText } catch {
        throw SampleCity.Failure(words: "\(control.id) accept `\(typed)`: \(error.message.zh)", range: nil)
      }
      if found != stored {
        throw SampleCity.Failure(words: "\(control.id) accept `\(typed)`: `\(found)`, 应当是 `\(stored)`", range: nil)
      }
    }
    for (typed, words) in control.reject {
      do {
        let value = try reading(control).read(Answer(example: typed, of: control))
        throw SampleCity.Failure(
          words: "\(control.id) reject `\(typed)`: 通过了，得到 `\(value.plainText)`", range: nil)
      } catch let refused as ControlReading.Refused {
        if !refused.message.zh.contains(words) {
          throw SampleCity.Failure(
            words: "\(control.id) reject `\(typed)`: \(refused.message.zh)，应当含有 \(words)", range: nil)
        }
      }
    }
  }

  private static func reading(_ control: ControlProgram) -> ControlReading {
    let today = CivilDate(text: "2026-03-02") ?? CivilDate(days: 0)
    return ControlReading(
      control, options: nil, city: nil, today: today,
      now: CivilDateTime(date: today, time: CivilTime(nanoseconds: 0, zone: .shanghai)), host: NoHost())
  }
}
