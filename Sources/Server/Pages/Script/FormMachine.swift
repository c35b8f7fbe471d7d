/// One pass over a form in the browser: `FormEvaluation`, step by step, over the program that `FormModule` writes. It
/// knows of every value whether it is known here; of what is not, it says nothing, and the page asks the server.
enum FormMachine {
  static let text = #"""

    // What is known of a value: the value itself; that it stays as the server had it; that only the server can tell.
    const KNOWN = 0, STILL = 1, ASKED = 2;
    const worded = (words, text) => words.map((w) => w.replace("{}", () => text));

    // A field, once for the form or once in each row.
    class Cell {
      constructor(at, path) {
        this.at = at; this.path = path; this.value = null; this.know = KNOWN;
        this.visible = true; this.visibleKnow = KNOWN; this.moved = false; this.isHere = true; this.isKnown = false; this.isSettled = false;
        this.required = false; this.requiredKnow = KNOWN; this.offered = null; this.offeredKnow = KNOWN;
        this.answered = false; this.asked = false; this.wasStill = false; this.failed = false; this.error = null; this.errorKnow = KNOWN;
      }
      fail(code, words) { if (!this.failed) { this.failed = true; this.error = { code, words }; } }
      doubt(know) { this.errorKnow = Math.max(this.errorKnow, know); }
    }
    const boundKind = (type) =>
      ["number", "integer", "money"].includes(type) ? "number" : ["date", "date-time", "time"].includes(type) ? "date"
        : ["codes", "files", "list"].includes(type) ? "list" : "text";
    const plain = (v) =>
      v === null ? "" : typeof v === "string" ? v : Array.isArray(v) ? v.map(plain).join("、")
        : v instanceof Ctx ? v.values.map(plain).join(" ") : print(v);

    class Pass {
      /**
       * page.field(at, path) is undefined for what stands elsewhere, {known} where what it is came with the page, else
       * {typed}, {fixed}, {open: true} or {}; page.isFilling tells that a step asks, for which the fields of others count;
       * page.rows(at) is undefined or the number of rows; page.held(path) tells whether the server showed a field, as far as
       * that is known, and page.isHeld(at) that it showed something of a page or group.
       */
      constructor(form, page, c) {
        this.form = form; this.page = page; this.c = c;
        this.group = []; this.frame = []; this.stale = true;
        form.pages.forEach((p, at) => { for (const f of p.rows?.fields ?? []) this.group[f] = at; });
        this.cells = form.fields.map((f, at) => this.group[at] === undefined ? this.cell(at, f.id) : null);
        this.pages = form.pages.map(() => ({ visible: true, know: KNOWN, moved: false }));
        this.rows = form.pages.map((p, at) => this.readRows(p, at));
        form.pages.forEach((p, at) => { if (p.others && !page.isFilling) this.hidePage(at); });
      }
      readRows(page, at) {
        const count = page.rows && this.page.rows(at);
        if (count === undefined) return undefined;
        return Array.from({ length: page.rows.each?.items.length ?? count }, (_, row) => {
          const cells = [];
          cells.each = page.rows.each && { slot: page.rows.each.slot, item: page.rows.each.items[row] };
          for (const f of page.rows.fields) cells[f] = this.cell(f, page.id + "." + row + "." + this.form.fields[f].id);
          return cells;
        });
      }
      cell(at, path) {
        const f = this.form.fields[at], cell = new Cell(at, path);
        cell.required = !!f.required;
        if (f.others && !this.page.isFilling) { cell.visible = false; return cell; }
        const given = this.page.field(at, path);
        cell.isKnown = !!given && "known" in given;
        cell.isHere = !!given && !cell.isKnown;
        if (f.value) return cell;
        // Rows that were given before are answers: no first value comes in their place.
        if (cell.isKnown) { cell.value = given.known; cell.answered = path !== f.id; return cell; }
        const control = f.control === undefined ? null : this.form.controls[f.control];
        if (!given) { cell.know = STILL; return cell; }
        cell.answered = "typed" in given;
        if (given.open || ((cell.answered || "fixed" in given) && !control)) { cell.know = ASKED; cell.doubt(ASKED); return cell; }
        try {
          if (cell.answered) cell.value = readAnswer(control, f.options, given.typed, this.c);
          if ("fixed" in given) cell.value = typedAs(control.type, f.options, given.fixed);
        } catch (e) {
          if (e instanceof Refused && cell.answered) cell.fail(e.code, e.words);
          else { cell.know = ASKED; cell.doubt(ASKED); }
        }
        return cell;
      }

      // Formulas.
      knowOf(read, row) {
        if (read < 0) {
          const at = -1 - read, rows = this.rows[this.group[at]];
          if (!rows) return this.groupKnow(this.group[at]);
          return rows.reduce((k, cells) => Math.max(k, this.settle(cells[at]).know), KNOWN);
        }
        if (read < this.form.fields.length) {
          const cell = this.cells[read] ?? row?.[read];
          return cell ? this.settle(cell).know : KNOWN;
        }
        if (row?.each?.slot === read) return KNOWN;
        const at = this.form.pages.findIndex((p) => p.rows?.slot === read);
        return at < 0 ? STILL : this.rows[at] ? KNOWN : this.groupKnow(at);
      }
      // Rows on another page stay what they are as long as nothing in them or round them depends on anything.
      groupKnow(at) {
        for (let p = at; p !== undefined; p = this.form.pages[p].parent) if (this.form.pages[p].when) return ASKED;
        const names = ["when", "value"];
        return this.form.pages[at].rows.fields.some((f) => names.some((n) => this.form.fields[f][n])) ? ASKED : STILL;
      }
      judge([reads, body], row) {
        const known = reads.map((r) => this.knowOf(r, row));
        if (known.every((k) => k === STILL) && (known.length || !body)) return { know: STILL, value: null };
        if (!body || known.some((k) => k !== KNOWN)) return { know: ASKED, value: null };
        let s = this.frame;
        for (const cell of this.cells) if (cell) s[cell.at] = cell.value;
        if (row) {
          s = [...s];
          for (const cell of row) if (cell) s[cell.at] = cell.value;
          if (row.each) s[row.each.slot] = row.each.item;
        }
        try { return { know: KNOWN, value: body(s, this.c) }; } catch { return { know: ASKED, value: null }; }
      }
      refresh() {
        this.form.pages.forEach((p, at) => {
          if (!this.rows[at]) return;
          const keys = p.rows.fields.map((f) => this.form.fields[f].id);
          this.frame[p.rows.slot] = this.rows[at].map((cells) => {
            const values = p.rows.fields.map((f) => cells[f].value), item = cells.each?.item;
            const own = (item?.keys ?? []).map((k, i) => [k, item.values[i]]).filter(([k]) => !keys.includes(k));
            return new Ctx([...keys, ...own.map(([k]) => k)], [...values, ...own.map(([, v]) => v)]);
          });
        });
        this.stale = false;
      }

      // Relevance.
      settle(cell) {
        if (cell.isSettled) return cell;
        cell.isSettled = true;
        if (cell.visible && cell.visibleKnow === STILL && cell.isHere) {
          cell.wasStill = true;
          const held = this.page.held(cell.path);
          if (held === false) this.hide(cell);
          else cell.visibleKnow = held === true ? KNOWN : ASKED;
        }
        if (!cell.visible || this.form.fields[cell.at].hidden === "keep") return cell;
        if (cell.visibleKnow) cell.know = Math.max(cell.know, cell.visibleKnow);
        // It comes up now, and what it holds then is not on this page.
        else if (cell.moved && !cell.isHere && !cell.isKnown && !this.form.fields[cell.at].value) cell.know = ASKED;
        return cell;
      }
      hide(cell) {
        const f = this.form.fields[cell.at];
        cell.visible = false; cell.visibleKnow = KNOWN;
        if (f.hidden === "keep") return;
        cell.failed = false; cell.error = null; cell.errorKnow = KNOWN;
        if (f.hidden === "ask" && (cell.answered || cell.isKnown)) {
          // Of what stands elsewhere it is not told whether somebody typed it.
          if (cell.know || !cell.answered) { cell.asked = null; cell.doubt(ASKED); }
          else if (cell.value !== null) { cell.asked = true; cell.fail("hidden-answer", W.hiddenAnswer); }
        }
        cell.value = null; cell.know = KNOWN; this.stale = true;
      }
      inside(at, row, each) {
        const page = this.form.pages[at];
        if (page.rows && !row) {
          for (const cells of this.rows[at] ?? []) for (const cell of cells) if (cell) each(cell);
          return;
        }
        for (const f of page.fields) { const cell = row ? row[f] : this.cells[f]; if (cell) each(cell); }
        this.form.pages.forEach((p, inner) => { if (p.parent === at) this.inside(inner, row, each); });
      }
      around(at, each) {
        each(this.pages[at]);
        this.form.pages.forEach((p, inner) => { if (p.parent === at) this.around(inner, each); });
      }
      hidePage(at) {
        this.around(at, (p) => { p.visible = false; p.know = KNOWN; });
        this.inside(at, null, (cell) => this.hide(cell));
      }
      pageNode(at) {
        const page = this.form.pages[at];
        let rows;
        for (let p = page.parent; p !== undefined && rows === undefined; p = this.form.pages[p].parent) if (this.form.pages[p].rows) rows = p;
        for (const row of rows === undefined ? [null] : this.rows[rows] ?? []) {
          const found = this.judge(page.when, row), moves = page.when[0].length > 0;
          if (found.know === STILL && !row && this.page.isHeld(at)) continue;
          if (found.know) {
            if (!row) this.around(at, (p) => { if (p.visible) p.know = Math.max(p.know, found.know); });
            this.inside(at, row, (cell) => { if (cell.visible) cell.visibleKnow = Math.max(cell.visibleKnow, found.know); });
          } else if (found.value !== true) {
            if (row) this.inside(at, row, (cell) => this.hide(cell)); else this.hidePage(at);
          }
          if (!found.know && moves) this.inside(at, row, (cell) => { cell.moved = true; });
        }
      }

      // The nodes of a field.
      node(cell, aspect, row) {
        const f = this.form.fields[cell.at];
        if (aspect === "when") return this.when(cell, f, row);
        if (aspect === "required") {
          const found = this.judge(f.required, row);
          cell.requiredKnow = found.know;
          cell.required = typeof found.value === "boolean" ? found.value : true;
          return;
        }
        this.settle(cell);
        switch (aspect) {
          case "value": return this.compute(cell, f, row);
          case "fallback": return this.fall(cell, f, row);
          case "options": return this.offer(cell, f, row);
          case "bounds": return this.bound(cell, f, row);
          case "check": return this.check(cell, f, row);
        }
      }
      when(cell, f, row) {
        if (!cell.visible) return;
        const found = this.judge(f.when, row);
        if (found.know) { cell.visibleKnow = Math.max(cell.visibleKnow, found.know); return; }
        if (f.when[0].length) cell.moved = true;
        if (found.value !== true) this.hide(cell);
      }
      compute(cell, f, row) {
        this.stale = true;
        if (!cell.visible) { cell.value = null; cell.know = KNOWN; return; }
        const found = this.judge(f.value, row);
        cell.know = Math.max(cell.visibleKnow, found.know);
        cell.value = cell.know ? null : found.value;
        if (f.scale !== undefined && cell.value instanceof Num) cell.value = rescaled(cell.value, f.scale, "halfUp") ?? cell.value;
      }
      fall(cell, f, row) {
        if (!cell.visible || cell.answered || cell.value !== null || cell.know || cell.visibleKnow) return;
        const found = this.judge(f.fallback, row);
        cell.value = found.value; cell.know = found.know; this.stale = true;
      }
      offer(cell, f, row) {
        if (!cell.visible) return;
        if (cell.visibleKnow) cell.doubt(ASKED);
        const offered = [];
        for (const [code, , when] of f.options) {
          const found = when ? this.judge(when, row) : { know: KNOWN, value: true };
          if (found.know) { cell.offeredKnow = found.know; cell.doubt(ASKED); return; }
          if (found.value === true) offered.push(code);
        }
        if (offered.length === f.options.length) return;
        cell.offered = offered;
        if (cell.know) { cell.doubt(ASKED); return; }
        if (listed(cell.value).some((code) => !offered.includes(code))) cell.fail("unknown-option", W.option);
      }
      /** Whether there is an answer to look at. */
      isOpen(cell) {
        if (!cell.visible || cell.failed) return false;
        if (cell.know || cell.visibleKnow) cell.doubt(ASKED);
        return !cell.errorKnow && cell.value !== null;
      }
      bound(cell, f, row) {
        if (!this.isOpen(cell)) return;
        const v = cell.value;
        const measured = f.type === "file" ? int(1) : typeof v === "string" ? int(scalars(v).length) : Array.isArray(v) ? int(v.length) : v;
        for (const [formula, sign, code, words] of [[f.min, -1, "too-small", W.least], [f.max, 1, "too-large", W.most]]) {
          if (!formula) continue;
          const found = this.judge(formula, row);
          if (found.know) { cell.doubt(ASKED); return; }
          const at = found.value === null ? null : order(measured, found.value);
          if (at !== null && at * sign > 0) { cell.fail(code, worded(words[boundKind(f.type)], plain(found.value))); return; }
        }
      }
      check(cell, f, row) {
        if (!this.isOpen(cell)) return;
        const found = this.judge(f.check, row);
        if (found.know) cell.doubt(ASKED);
        else if (found.value === false) cell.fail("check", f.say ?? W.required);
        else if (found.value !== true) cell.fail("cannot-decide", W.cannotDecide);
      }

      // The end.
      demand(cell) {
        const f = this.form.fields[this.settle(cell).at];
        if (f.value || f.widget === "none" || !cell.visible || cell.failed || cell.errorKnow) return;
        if (cell.know) return cell.doubt(ASKED);
        if (cell.value !== null) return;
        if (cell.visibleKnow || cell.requiredKnow) return cell.doubt(ASKED);
        if (cell.required) cell.fail("required", f.options ? W.choose : W.required);
      }
      rule(rule) {
        const at = rule.at === undefined ? null : this.cells[rule.at], error = { at: rule.at, know: KNOWN, code: null, words: null };
        const doubt = () => ({ ...error, know: ASKED });
        if (!rule.check) return doubt();
        const when = rule.when ? this.judge(rule.when, null) : { know: KNOWN, value: true };
        if (when.know) return doubt();
        if (when.value !== true) return error;
        if (at && (at.errorKnow || at.visibleKnow)) return doubt();
        if (at && (at.failed || !at.visible)) return error;
        const found = this.judge(rule.check, null);
        if (found.know) return doubt();
        if (found.value === true) return error;
        return found.value === false ? { ...error, code: "check", words: rule.say } : { ...error, code: "cannot-decide", words: W.cannotDecide };
      }
      run() {
        for (const [at, aspect] of this.form.order) {
          if (this.stale) this.refresh();
          if (aspect === "page") { this.pageNode(at); continue; }
          const group = this.group[at];
          if (group === undefined) this.node(this.cells[at], aspect, null);
          else for (const row of this.rows[group] ?? []) this.node(row[at], aspect, row);
        }
        const all = [...this.cells, ...this.rows.flatMap((rows) => (rows ?? []).flat())].filter((cell) => cell);
        for (const cell of all) this.demand(cell);
        this.rows.forEach((rows, at) => {
          if (rows && !this.pages[at].visible && rows.every((cells) => cells.every((cell) => !cell || cell.value === null))) this.rows[at] = [];
        });
        this.refresh();
        return { cells: all, pages: this.pages, rules: this.form.rules.map((rule) => this.rule(rule)) };
      }
    }
    /** What the form says with what the page holds. */
    export const evaluate = (form, page, c) => new Pass(form, page, c).run();
    /** The command's day and moment, from milliseconds UTC. */
    export const clockAt = (ms) => { const now = fromUniversal(BigInt(Math.floor(ms)) * 1000000n, SHANGHAI); return { today: now.day, now }; };
    export { plain };

    """#
}
