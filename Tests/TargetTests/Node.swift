import Foundation
import TestSupport

@testable import FEEL

/// Runs modules with node.
final class Node {
  static let absence: String = "node is not here: the JavaScript target is not compared"

  private let folder: NodeFolder

  init?() throws {
    guard let folder = try NodeFolder() else { return nil }
    self.folder = folder
    try folder.write("feel.mjs", JavaScriptRunTime.text)
    try folder.write("drive.mjs", Self.driver)
  }

  /// Prints, for every expression and row, the sort and the printed value; a fault is printed as `!` and its words.
  private static let driver = #"""
    import { readFileSync, writeFileSync } from "node:fs";
    import { dirname, join } from "node:path";
    import { fileURLToPath } from "node:url";
    import * as F from "./feel.mjs";
    const here = dirname(fileURLToPath(import.meta.url));
    const M = await import("./batch.mjs");
    const { rows, today, now } = JSON.parse(readFileSync(join(here, "rows.json"), "utf8"));
    const slots = rows.map((row) => row.map(F.read)), c = { today: F.read(today), now: F.read(now) };
    const out = [];
    for (let i = 0; M["e" + i]; i++) {
      out.push(slots.map((s) => {
        try { const v = M["e" + i](s, c); return F.kind(v) + " " + F.print(v); } catch (e) { return "! " + e.stack; }
      }));
    }
    writeFileSync(join(here, "out.json"), JSON.stringify(out));
    """#

  /// Answers by expression, then by row.
  func answers(_ expressions: [JavaScriptExpression], _ rows: [[Value]]) throws -> [[String]] {
    let named = expressions.enumerated().map { (name: "e\($0.offset)", expression: $0.element) }
    try folder.write("batch.mjs", JavaScriptTarget.module(named, runTime: "./feel.mjs"))
    let lines = rows.map { "[" + $0.map { JavaScriptTarget.json($0) ?? "null" }.joined(separator: ",") + "]" }
      // A browser may hold text in any form; the door is the run-time's own.
      .map(\.decomposedStringWithCanonicalMapping)
    let today = JavaScriptTarget.json(.date(Ledger.today)) ?? "null"
    let now = JavaScriptTarget.json(.dateTime(Ledger.now)) ?? "null"
    try folder.write("rows.json", "{\"today\":\(today),\"now\":\(now),\"rows\":[\(lines.joined(separator: ","))]}")
    let data = try folder.run("drive.mjs")
    guard let answers = try JSONSerialization.jsonObject(with: data) as? [[String]],
      answers.count == expressions.count
    else { throw StoreTrouble(description: "node gave no answers") }
    return answers
  }
}
