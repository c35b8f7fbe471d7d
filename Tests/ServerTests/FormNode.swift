import Foundation
import TestSupport

@testable import Server

/// Runs the program of a form with node, as a browser would, on pages that are made up.
final class FormNode {
  private let folder: NodeFolder

  /// Nil where node is not installed.
  init?() throws {
    guard let folder = try NodeFolder() else { return nil }
    self.folder = folder
    try folder.write("live.mjs", FormLive.text)
    try folder.write("drive.mjs", Self.driver)
  }

  /// A page holds, by path, what its inputs give; rows by the name of their group.
  private static let driver = #"""
    import { readFileSync, writeFileSync } from "node:fs";
    import { dirname, join } from "node:path";
    import { fileURLToPath } from "node:url";
    import * as F from "./live.mjs";
    import { form } from "./form.mjs";
    const here = dirname(fileURLToPath(import.meta.url));
    const { pages, now } = JSON.parse(readFileSync(join(here, "pages.json"), "utf8"));
    const shown = (v) => v === null ? "" : F.kind(v) + " " + F.plain(v);
    const beyond = (page, path) => path in page.elsewhere ? { known: F.read(JSON.parse(page.elsewhere[path])) } : undefined;
    const out = pages.map((page) => {
      const outcome = F.evaluate(form, {
        field: (at, path) => path in page.fields ? page.fields[path] : form.fields[at].value ? {}
          : page.elsewhere ? beyond(page, path) : { open: true },
        rows: (at) => page.rows[form.pages[at].id] ?? (page.elsewhere ? undefined : 0),
        held: () => undefined, isHeld: () => false, isFilling: page.filling,
      }, F.clockAt(now));
      return {
        rules: outcome.rules.map((r) => [r.at ?? -1, r.know, r.code ?? "", r.words?.[0] ?? ""]),
        cells: Object.fromEntries(outcome.cells.map((cell) => [cell.path, {
          visible: cell.visible, visibleKnow: cell.visibleKnow, required: cell.required, requiredKnow: cell.requiredKnow,
          offered: cell.offered?.join("\n") ?? "*", offeredKnow: cell.offeredKnow, value: shown(cell.value), know: cell.know,
          code: cell.error?.code ?? "", words: cell.error?.words[0] ?? "", errorKnow: cell.errorKnow, asked: cell.asked === true,
        }])),
      };
    });
    writeFileSync(join(here, "out.json"), JSON.stringify(out));
    """#

  struct Cell: Decodable {
    let visible: Bool, visibleKnow: Int, required: Bool, requiredKnow: Int, offered: String, offeredKnow: Int
    let value: String, know: Int, code: String, words: String, errorKnow: Int, asked: Bool
  }

  struct Rule {
    let at: Int, know: Int, code: String, words: String
  }

  struct Outcome: Decodable {
    let cells: [String: Cell]
    let rules: [Rule]
  }

  /// What the form says on each page.
  func outcomes(_ module: String, pages: [Any], now: Int64) throws -> [Outcome] {
    try folder.write("form.mjs", module)
    let input = try JSONSerialization.data(withJSONObject: ["pages": pages, "now": now])
    try folder.write("pages.json", input)
    return try JSONDecoder().decode([Outcome].self, from: folder.run("drive.mjs"))
  }
}

extension FormNode.Rule: Decodable {
  init(from decoder: any Decoder) throws {
    var parts = try decoder.unkeyedContainer()
    at = try parts.decode(Int.self)
    know = try parts.decode(Int.self)
    code = try parts.decode(String.self)
    words = try parts.decode(String.self)
  }
}
