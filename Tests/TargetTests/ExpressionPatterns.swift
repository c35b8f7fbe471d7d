/// Shapes of expressions by what they give. `{b}` is a condition, `{n}` a number, `{t}` a text, `{d}` a day, `{m}` a
/// moment, `{s}` a duration, `{T}` texts, `{N}` numbers.
enum ExpressionPatterns {
  static let stored: [Sketch.Sort: [String]] = [
    .truth: [
      "({b} and {b})", "({b} or {b})", "not({b})", "({n} = {n})", "({n} != {n})", "({n} < {n})", "({n} <= {n})",
      "({n} > {n})", "({n} >= {n})", "({t} = {t})", "({t} != {t})", "({t} < {t})", "({t} >= {t})", "({d} < {d})",
      "({d} <= {d})", "({d} >= {d})", "({d} = {d})", "({m} < {m})", "({m} >= {m})", "({m} = {m})", "({b} = {b})",
      "({b} != {b})", "({s} < {s})", "({s} >= {s})", "({n} between {n} and {n})", "({d} between {d} and {d})",
      "({n} in [{n}..{n}])", "({n} in ({n}..60])", "({n} in [1, 60, 3.5])", "({n} in ([1..5], [10..60)))",
      "({t} in [\"a\", \"张三\", \"\"])", "({t} in (\"a\", \"b\"))", "({d} in [@\"1956-02-29\"..today()])",
      "({n} in (< {n}, > 60))", "({n} in not(1, 2))", "({t} in 我的网格)", "list contains(我的网格, {t})",
      "list contains(慢性病, {t})", "(if {b} then {b} else {b})", "contains({t}, {t})", "starts with({t}, {t})",
      "starts with({t}, \"张\")", "ends with({t}, \"b\")", "({n} = null)", "({t} != null)", "({d} = null)",
      "(年龄 = null)", "(备注 != null)", "(age({d}) >= {n})", "(age(出生日期) < 60)", "(age(走访日期) > 18.5)",
      "not(age(走访日期) >= 60)", "(age(出生日期) = 60)", "(age(走访日期) in [18..60])", "(days since(走访日期) > 30)",
      "(days since({d}) <= {n})", "(走访日期 + @\"P1M\" < {d})", "(走访日期 + @\"P1Y\" >= today())", "(出生日期 - @\"P13M\" <= today())",
      "(走访日期 + @\"P30D\" > 出生日期)", "(today() - 走访日期 > @\"P30D\")", "(走访日期 - today() <= @\"P1D\")", "(date(提交时间) = {d})",
      "(date(办结时间) != {d})", "(date(办结时间) <= today())", "not(date(办结时间) = today())", "(办结时间 - 提交时间 > {s})",
      "(办结时间 < now() - {s})", "(提交时间 + @\"PT4H\" < now())", "(提交时间 >= {d})",
      "(some x in 慢性病 satisfies x = {t})", "(every x in 慢性病 satisfies contains(x, \"a\"))",
      "(some x in 成员 satisfies x.岁数 > {n})", "(every x in 成员 satisfies x.岁数 >= 18)",
      "(some x in 成员 satisfies x.残障)", "not(every x in 成员 satisfies x.残障)", "not(some x in 成员 satisfies x.岁数 = 3)",
      "(count(成员[岁数 > 18]) > 0)", "(count(成员) = 0)", "(count(慢性病) >= 2)", "odd({n})", "even(户数)", "even(年龄)",
      "(some x in 成员 satisfies age(x.生日) < 18)",
    ],
    .number: [
      "({n} + {n})", "({n} - {n})", "({n} * {n})", "(-{n})", "(if {b} then {n} else {n})", "string length({t})", "{d}.year",
      "{d}.month", "{d}.day", "{d}.weekday", "提交时间.hour", "办结时间.minute", "提交时间.year", "age({d})", "days since({d})",
      "day of year({d})", "week of year({d})", "count(成员)", "count(成员[月入 > {n}])", "sum(成员.月入)", "sum(成员[残障].岁数)",
      "max(成员.月入)", "min(成员.岁数)", "count(distinct values(成员.岁数))", "count(distinct values(慢性病))",
      "sum(for x in 成员 return x.月入 * 2)", "abs({n})", "floor({n})", "ceiling({n})", "round half up({n}, 1)", "round down({n}, 1)",
      "modulo({n}, 7)", "min({n}, {n})", "max({n}, 10)", "(出生日期 - 走访日期).days", "(办结时间 - 提交时间).hours", "({n} * 1.05)",
      "({n} + 0.005)",
    ],
    .text: [
      "({t} + {t})", "({t} + \"/\" + {t})", "(if {b} then {t} else {t})", "substring({t}, 2)", "substring({t}, 1, 2)",
      "substring({t}, -2)", "substring({t}, -2, 1)", "substring before({t}, \"a\")", "substring after({t}, \"/\")", "string(户数)",
      "string({d})", "day of week({d})", "month of year({d})",
    ],
    .date: ["(if {b} then {d} else {d})", "date({m})", "date(提交时间)", "max(成员.生日)"],
    .moment: ["(if {b} then {m} else {m})", "({m} + @\"P1D\")", "({m} - @\"PT0.5S\")"],
    .span: ["({d} - {d})", "({m} - {m})", "(-({d} - {d}))"],
    .texts: [""], .numbers: [""],
  ]

  static let wide: [Sketch.Sort: [String]] = [
    .truth: [
      "matches({t}, \"^[a-z]+[0-9]?$\")", "matches({t}, \"\\\\w\")", "matches({t}, \"(张|李)..?\", \"i\")", "matches({t}, \"\\\\pL\")",
      "({n} instance of number)", "(任意 instance of list<string>)", "(任意 = {t})", "(任意 in [1, \"a\"])", "all([{b}, {b}])",
      "any({b}, {b})", "before({n}, [{n}..{n}])", "overlaps([1..{n}], [{n}..9))", "includes([{n}..{n}], {n})", "is({n}, {n})",
      "({N} = {N})", "({T} = {T})", "list contains({N}, {n})", "valid credit code({t})", "(钟点 < @\"12:00:00+08:00\")",
      "(年限 > @\"P1Y\")", "(some x in {N}, y in {N} satisfies x + y > {n})", "(every x in 1..3 satisfies x < {n})",
      "({n} in {N})", "meets([1..{n}], [{n}..3])", "finishes({n}, [1..{n}])", "during({d}, [@\"1950-01-01\"..today()])",
    ],
    .number: [
      "({n} / {n})", "({n} / 3)", "({n} ** 2)", "({n} ** -1)", "({n} ** 13)", "mean({N})", "median({N})", "stddev({N})", "product({N})",
      "sum({N})", "count({T})", "min({N})", "max({N})", "decimal({n}, 2)", "round up({n}, 0)", "round half down({n}, 1)", "sqrt({n})",
      "modulo({n}, {n})", "{N}[1]", "{N}[-1]", "{N}[{n}]", "number({t})", "number(string({n}))", "{s}.hours", "{s}.seconds", "({s} / {s})",
      "钟点.hour", "年限.months", "(function(x, y) x * y)({n}, {n})", "count(split({t}, \"a\"))", "(任意 + {n})",
      "get value(context put(context([]), \"甲\", {n}), \"甲\")", "sum(for x in {N} return x / 7)", "decimal({n}, {n})", "floor({n}, 1)",
      "{n} - floor({n})", "years and months duration({d}, {d}).months",
    ],
    .text: [
      "upper case({t})", "lower case({t})", "replace({t}, \"[a-z]\", \"<$0>\")", "replace({t}, \"(.)b\", \"$1-\")", "string join({T}, \",\")",
      "string({n})", "string({N})", "string({s})", "string({m})", "string({b})", "mask middle({t})", "to halfwidth({t})", "{T}[1]",
      "gender of(\"11010519491231002X\")", "substring({t}, {n})", "substring({t}, 2, {n})", "string(任意)", "string(钟点)", "(任意 + {t})",
      "string({T})", "string(context put(context([]), \"k\", {t}))", "string([{n}..{n}])", "string({n} / {n})", "string(年限)",
    ],
    .date: [
      "date(string({d}))", "date({n}, 2, {n})", "parse date(\"2024年1月5日\")", "({d} + {s})", "({d} + 年限)", "(@\"2024-02-29\" + 年限)",
      "birth of(\"11010519491231002X\")", "date(2024, {n}, 3)",
    ],
    .moment: ["date and time({d}, @\"08:00:00+08:00\")", "date and time({d}, 钟点)", "({m} + {s})", "date and time({m}, \"Etc/UTC\")"],
    .span: ["({s} * {n})", "({s} + {s})", "({s} / {n})", "abs({s})", "duration(\"P1DT2H\")", "({s} * 1.5)"],
    .texts: [
      "split({t}, \"/\")", "split({t}, \"[ab]\")", "distinct values({T})", "concatenate({T}, {T})", "append({T}, {t})", "reverse({T})",
      "sort({T})", "union({T}, {T})", "{T}[item != {t}]", "for x in {T} return x + \"!\"", "flatten([{T}, [{t}]])", "sublist({T}, 1)",
      "remove({T}, 1)", "insert before({T}, 1, {t})", "duplicate values(concatenate({T}, {T}))", "成员.姓名", "list replace({T}, 1, {t})",
    ],
    .numbers: [
      "for x in {N} return x * 2", "for i in 1..4 return if i = 1 then 1 else i * partial[-1]", "{N}[item > {n}]", "sort({N}, function(a, b) a > b)",
      "distinct values({N})", "index of({T}, {t})", "mode({N})", "concatenate({N}, [{n}])", "for x in {N}, y in [1, 2] return x - y",
      "[{n}, {n}]", "sublist({N}, {n}, 2)", "成员[岁数 > 18].岁数", "flatten([[{n}], {N}])", "for i in {n}..3 return i",
    ],
  ]
}
