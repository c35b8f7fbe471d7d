import Core

/// What a person reads when an answer cannot be what its type wants.
enum StandardWords {
  static let required = Label(zh: "请填写", en: "Please fill in")
  static let choose = Label(zh: "请选择", en: "Please choose")
  static let option = Label(zh: "请从选项中选", en: "Please choose one of the options")
  static let list = Label(zh: "请从列表中选", en: "Please choose from the list")
  static let cannotDecide = Label(zh: "缺少所依据的内容，无法判断", en: "Cannot be decided: something it depends on is missing")
  static let locked = Label(zh: "这一项已核实，不能改动", en: "This value is verified and cannot be changed")
  static let unknownField = Label(zh: "表单里没有这一项", en: "The form has no such field")
  static let notYours = Label(zh: "这一项由工作人员填写", en: "This is filled in by staff")
  static let tooLarge = Label(zh: "数字太大或小数太多", en: "Too large, or too many decimals")

  static let fileUnknown = Label(zh: "文件没有上传成功，请重新上传", en: "The file has not arrived; please send it again")
  static let notRows = Label(zh: "每一行要分别填写", en: "Each row is filled in by its fields")
  static let hiddenAnswer = Label(
    zh: "按您的其他回答，这一项不用填了。请清空它，或改回别的回答",
    en: "Your other answers make this one unnecessary. Clear it, or change the others")

  static func leastRows(_ count: Int) -> Label { Label(zh: "至少填 \(count) 行", en: "At least \(count) row(s)") }
  static func mostRows(_ count: Int) -> Label { Label(zh: "最多填 \(count) 行", en: "At most \(count) row(s)") }

  static func unreadable(_ type: ValueType, looksLikeDate: Bool = false) -> Label {
    switch type {
    case .number, .integer, .money: Label(zh: "请填数字", en: "Please enter a number")
    case .boolean: Label(zh: "请选是或否", en: "Please choose yes or no")
    case .code, .codes: option
    case .date:
      looksLikeDate
        ? Label(zh: "没有这一天，请核对", en: "There is no such day")
        : Label(zh: "请填日期，例如 2026-03-01", en: "Please enter a date, e.g. 2026-03-01")
    case .time: Label(zh: "请填时刻，例如 08:30", en: "Please enter a time, e.g. 08:30")
    case .dateTime: Label(zh: "请填日期和时刻，例如 2026-03-01T08:30", en: "Please enter date and time, e.g. 2026-03-01T08:30")
    case .duration: Label(zh: "请填时长，例如 P3D", en: "Please enter a duration, e.g. P3D")
    case .place, .entity: list
    case .point: Label(zh: "请填经度和纬度", en: "Please enter longitude and latitude")
    case .file, .files: fileUnknown
    case .string, .context, .list: required
    }
  }

  /// For an answer of several parts that came as something else.
  static func parts(_ parts: [ControlProgram.Part]) -> Label {
    Label(
      zh: "请分别填写\(parts.map { $0.title.zh }.joined(separator: "、"))",
      en: "Please fill in each part: \(parts.map { $0.title.text(in: .en) }.joined(separator: ", "))")
  }

  static func least(_ bound: String, _ type: ValueType) -> Label {
    switch type {
    case .number, .integer, .money: Label(zh: "不能小于 \(bound)", en: "Must be at least \(bound)")
    case .date, .dateTime, .time: Label(zh: "不能早于 \(bound)", en: "Must not be before \(bound)")
    case .codes, .files, .list: Label(zh: "至少选 \(bound) 项", en: "At least \(bound)")
    default: Label(zh: "至少 \(bound) 个字", en: "At least \(bound) characters")
    }
  }

  static func most(_ bound: String, _ type: ValueType) -> Label {
    switch type {
    case .number, .integer, .money: Label(zh: "不能大于 \(bound)", en: "Must be at most \(bound)")
    case .date, .dateTime, .time: Label(zh: "不能晚于 \(bound)", en: "Must not be after \(bound)")
    case .codes, .files, .list: Label(zh: "最多选 \(bound) 项", en: "At most \(bound)")
    default: Label(zh: "最多 \(bound) 个字", en: "At most \(bound) characters")
    }
  }
}
