/// The sentences of libyaml 0.2.5 in Chinese.
enum YAMLProblem {
  static func chinese(_ problem: String) -> String { words[problem] ?? problem }

  private static let words: [String: String] = [
    "could not find expected ':'": "这一行少了冒号，或冒号后面没有空格",
    "mapping values are not allowed in this context": "这里不能再出现 `键: 值`；文字里有「: 」时请加引号",
    "did not find expected key": "这里应该是一个键；多半是缩进不齐，或引号后面还有文字",
    "did not find expected '-' indicator": "这里应该是「- 」；多半是缩进不齐",
    "did not find expected ',' or '}'": "花括号里缺少逗号或右花括号",
    "did not find expected ',' or ']'": "方括号里缺少逗号或右方括号",
    "did not find expected <document start>": "上一段到此结束，这里多了内容；多半是缩进不齐",
    "did not find expected node content": "这里缺少内容",
    "found character that cannot start any token": "这个字符不能放在开头；文字请加引号",
    "found unexpected end of stream": "文件到头了，引号或括号还没有关上",
    "found unexpected document indicator": "引号还没有关上就遇到了 `---` 或 `...`",
    "found unexpected ':'": "这里多了一个冒号",
    "found unknown escape character": "双引号里有不认识的反斜线写法；正则和路径请用单引号",
    "did not find expected hexdecimal number": "双引号里的 `\\x` `\\u` 后面要有十六进制数",
    "block sequence entries are not allowed in this context": "列表不能从这里开始，请另起一行",
    "block mapping values are not allowed in this context": "键值不能从这里开始",
    "block collections are not allowed in this context": "列表和键值要另起一行，不能跟在这里",
    "mapping keys are not allowed in this context": "这里不能再出现键",
    "did not find expected comment or line break": "`|` 或 `>` 后面只能是注释或换行",
    "found a tab character that violates indentation": "缩进里有制表符",
    "found a tab character where an indentation space is expected": "缩进里有制表符",
    "exceeded maximum nesting": "嵌套太深",
    "found undefined tag handle": "没有这个标签",
    "found unexpected end of file": "文件到头了，这里还没有写完",
  ]
}
