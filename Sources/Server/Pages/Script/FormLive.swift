import Engine
import FEEL

/// What the script of a form does at once, in the browser: reads the page, evaluates the form's program, shows and hides
/// fields, marks what is required, writes computed values and says what is wrong. It comes behind the first page, as one
/// module with the run-time of expressions.
enum FormLive {
  static let path = "/form-live.js?v=" + version

  /// Changes with every part of the run-time: it stands in the addresses of what is made for it.
  static let version = Secrets.hex(Array(Secrets.digest(text).prefix(6)))

  private static let body = KeptBody(.script, text)

  static func serve(_ call: Call) -> Response { body.response(call.request.head) }

  static let text = JavaScriptRunTime.text + "const W = \(FormWords.script);\n" + TypedReading.text + FormMachine.text + page

  private static let page = #"""

    // What stands on the page: fields, and templates of those that are hidden now, by their path.
    const found = (root, into = new Map()) => {
      for (const node of root.querySelectorAll("[data-field], template[data-for]")) {
        const path = node.dataset.field ?? node.dataset.for;
        // The template of a field comes before the field inside it.
        if (!into.has(path)) into.set(path, node);
        if (node.content) found(node.content, into);
      }
      return into;
    };
    const isTemplate = (node) => node?.localName === "template";
    const inputs = (node, path) =>
      [...(node.content ?? node).querySelectorAll("input, select, textarea")].filter((input) => input.name === "f." + path);
    const typedIn = (node, path, widget) => {
      const texts = inputs(node, path)
        .filter((input) => (input.type !== "radio" && input.type !== "checkbox") || input.checked)
        .map((input) => input.value).filter((text) => text !== "");
      if (widget === "checks") return texts.length ? texts : null;
      if (!texts.length) return null;
      return widget === "toggle" ? texts[0] === "true" : texts[0].replaceAll("\r", "");
    };

    class Page {
      constructor(root, form) {
        this.root = root; this.form = form; this.heldPaths = new Map(); this.shownPages = new Set();
        this.isFilling = root.dataset.filling !== undefined;
        this.known = new Map(); this.counts = new Map();
        if (root.dataset.elsewhere) this.learn(read(JSON.parse(root.dataset.elsewhere)));
        this.look();
      }
      /** What stands elsewhere: fields by their names, repeating groups as lists of rows. */
      learn(elsewhere) {
        elsewhere.keys.forEach((name, i) => {
          const value = elsewhere.values[i];
          if (!this.form.pages.some((p) => p.rows && p.id === name)) { this.known.set(name, value); return; }
          this.counts.set(name, value.length);
          value.forEach((row, at) => row.keys.forEach((id, k) => this.known.set(name + "." + at + "." + id, row.values[k])));
        });
      }
      look() { this.nodes = found(this.root); }
      field(at, path) {
        const node = this.nodes.get(path), f = this.form.fields[at];
        if (!node) return this.known.has(path) ? { known: this.known.get(path) } : undefined;
        if (f.value) return {};
        if (node.dataset.asks !== undefined) return { open: true };
        const kept = node.dataset.value ?? node.content?.querySelector("[data-value]")?.dataset.value;
        // Fixed, and of a kind that no text stands for: it stays what it is.
        if (kept !== undefined) return kept && f.control !== undefined ? { fixed: kept } : undefined;
        if (f.control === undefined || !inputs(node, path).length) return { open: true };
        return isTemplate(node) && node.dataset.kept === undefined ? {} : { typed: typedIn(node, path, f.widget) };
      }
      rows(at) {
        const id = this.form.pages[at].id, node = this.nodes.get(id);
        if (!node) return this.counts.get(id);
        const count = [...(node.content ?? node).querySelectorAll("input[type=hidden]")].find((i) => i.name === "n." + id);
        return count ? Number(count.value) : undefined;
      }
      held(path) { return this.heldPaths.get(path); }
      isHeld(at) { return this.shownPages.has(at); }
      lookPages() { this.shownPages = this.pagesShown(); }
      /** The pages and groups of which something is shown. */
      pagesShown() {
        const found = new Set();
        const shown = (page) => this.nodes.get(page.id)?.localName === "fieldset"
          || page.fields.some((f) => { const node = this.nodes.get(this.form.fields[f].id); return node && !isTemplate(node); });
        this.form.pages.forEach((page, at) => {
          if (!shown(page)) return;
          for (let p = at; p !== undefined; p = this.form.pages[p].parent) found.add(p);
        });
        return found;
      }
    }

    // A field and what says that the page held it, in and out of a template.
    const unit = (node, path) => {
      const before = node.previousElementSibling;
      return before?.localName === "input" && before.name === "s" && before.value === path ? [before, node] : [node];
    };
    const hide = (node, path) => {
      const template = document.createElement("template"), parts = unit(node, path);
      template.dataset.for = path;
      template.dataset.kept = "";
      parts[0].before(template);
      template.content.append(...parts);
    };
    const show = (template) => template.replaceWith(...template.content.childNodes);

    const mark = (node, text) => { if (node && node.textContent !== text) node.textContent = text; };
    const say = (node, path, text) => {
      const id = "f." + path, isGroup = node.localName === "fieldset";
      const target = isGroup ? node : node.querySelector("input, select, textarea");
      let error = node.querySelector(":scope > .error");
      if (!text) {
        if (!error) return;
        error.remove();
      } else {
        if (!error) {
          error = document.createElement("p");
          error.className = "error";
          error.id = id + "-e";
          node.querySelector(":scope > .label")?.after(error);
        }
        mark(error, text);
      }
      node.classList.toggle("field--error", !!text);
      target?.setAttribute("aria-describedby", text ? id + "-e " + id + "-h" : id + "-h");
      if (!isGroup) { if (text) target?.setAttribute("aria-invalid", "true"); else target?.removeAttribute("aria-invalid"); }
    };
    /** Only what is offered can be chosen; true when something that was chosen went. */
    const offer = (node, path, options, codes, language) => {
      const select = node.querySelector("select"), box = node.querySelector(":scope > .choices");
      const now = select ? [...select.options].map((o) => o.value).filter((v) => v !== "") : inputs(node, path).map((i) => i.value);
      if (now.join("\n") === codes.join("\n") || (!select && !box)) return false;
      const was = select ? [select.value] : inputs(node, path).filter((i) => i.checked).map((i) => i.value);
      const type = inputs(node, path)[0]?.type ?? (box ? node.dataset.choice : "");
      if (box) node.dataset.choice = type;
      const wanted = options.filter(([code]) => codes.includes(code)).map(([code, title]) => {
        const text = title[language] ?? title[0], isChosen = was.includes(code);
        if (select) return new Option(text, code, false, isChosen);
        const label = document.createElement("label"), input = document.createElement("input"), span = document.createElement("span");
        label.className = "choice";
        Object.assign(input, { type, name: "f." + path, value: code, checked: isChosen });
        span.textContent = text;
        label.append(input, span);
        return label;
      });
      if (select) select.replaceChildren(select.options[0], ...wanted); else box.replaceChildren(...wanted);
      return was.some((code) => code !== "" && !codes.includes(code));
    };
    const write = (node, path, widget, value) => {
      for (const input of inputs(node, path)) {
        if (input.type === "radio" || input.type === "checkbox") input.checked = listed(value).map(plain).includes(input.value);
        else input.value = plain(value);
      }
    };

    // Said when somebody goes on, not while they are typing.
    const LATER = ["required", "too-small", "cannot-decide"];

    /** Keeps the page of a form up with its answers; what it returns looks at the page again. */
    export const start = (form, root) => {
      const page = new Page(root, form), begun = Number(root.dataset.now), from = performance.now();
      const language = document.documentElement.lang === "en" ? 1 : 0;
      const word = (zh, en) => (language ? en : zh);
      const evaluated = () => evaluate(form, page, clockAt(begun + performance.now() - from));
      const title = (f, code) => { const o = f.options?.find(([c]) => c === code); return o ? o[1][language] ?? o[1][0] : code; };
      const spoken = (f, value) => {
        if (typeof value === "boolean") return value ? word("是", "Yes") : word("否", "No");
        const text = listed(value).map((v) => title(f, plain(v))).join(word("、", ", "));
        return f.unit && text ? text + " " + f.unit : text;
      };

      // What the server showed of fields whose conditions stay what they are on this page.
      const settle = () => {
        for (let round = 0; round < 8; round++) {
          let isNew = false;
          for (const cell of evaluated().cells) {
            if (cell.visibleKnow !== ASKED || page.heldPaths.has(cell.path)) continue;
            const node = page.nodes.get(cell.path);
            if (!node || !cell.wasStill) continue;
            page.heldPaths.set(cell.path, !isTemplate(node));
            isNew = true;
          }
          if (!isNew) return;
        }
      };

      const appear = (cell, f) => {
        const node = page.nodes.get(cell.path);
        if (!node || cell.visibleKnow || node.dataset.asks !== undefined) return;
        if (cell.visible && isTemplate(node) && node.content.childElementCount) {
          if (!cell.answered && !cell.know && cell.value !== null && !f.value) write(node, cell.path, f.widget, cell.value);
          show(node);
        } else if (!cell.visible && !isTemplate(node) && cell.asked === false && !node.contains(document.activeElement)) {
          hide(node, cell.path);
        }
      };
      const groups = (outcome) => form.pages.forEach((p, at) => {
        const node = p.rows && page.nodes.get(p.id), state = outcome.pages[at];
        if (!node || state.know || node.dataset.asks !== undefined) return;
        if (state.visible && isTemplate(node)) show(node);
        else if (!state.visible && !isTemplate(node) && !node.contains(document.activeElement)) hide(node, p.id);
      });
      // Where several pages stand under each other, a heading stands over what is shown of its page.
      const headings = () => {
        const shown = page.pagesShown();
        form.pages.forEach((p, at) => {
          for (const path of ["." + p.id, "." + p.id + ".help"]) {
            const node = page.nodes.get(path);
            if (node && shown.has(at) === isTemplate(node)) { if (isTemplate(node)) show(node); else hide(node, path); }
          }
        });
      };
      const errorOf = (cell, rules) => {
        if (cell.errorKnow || cell.visibleKnow) return undefined;
        if (cell.error) return cell.error;
        const own = rules.filter((rule) => rule.at === cell.at);
        return own.find((rule) => rule.code) ?? (own.some((rule) => rule.know) ? undefined : null);
      };
      const dress = (cell, f, rules, isTyping) => {
        const node = page.nodes.get(cell.path);
        if (!node || isTemplate(node) || !cell.visible || cell.visibleKnow) return false;
        if (f.value) {
          if (!cell.know) mark(node.querySelector(":scope > .input--ro"), spoken(f, cell.value));
          return false;
        }
        if (Array.isArray(f.required) && !cell.requiredKnow) {
          mark(node.querySelector(":scope > .label > .opt"), cell.required ? word("必填", "required") : word("选填", "optional"));
        }
        let isGone = false;
        if (f.options?.some(([, , when]) => when) && !cell.offeredKnow) {
          isGone = offer(node, cell.path, f.options, cell.offered ?? f.options.map(([code]) => code), language);
        }
        const error = errorOf(cell, rules), shown = node.querySelector(":scope > .error");
        if (error === undefined || f.control === undefined) return isGone;
        const isLater = error && LATER.includes(error.code);
        if (isLater && shown) return isGone;
        if (error && !isLater && !shown && isTyping && node.contains(document.activeElement)) return isGone;
        say(node, cell.path, error && !isLater ? error.words[language] ?? error.words[0] : "");
        return isGone;
      };

      const update = (event) => {
        for (let round = 0; round < 4; round++) {
          const outcome = evaluated();
          groups(outcome);
          for (const cell of outcome.cells) appear(cell, form.fields[cell.at]);
          page.look();
          headings();
          let isGone = false;
          for (const cell of outcome.cells) if (dress(cell, form.fields[cell.at], outcome.rules, event?.type === "input")) isGone = true;
          if (!isGone) break;
        }
      };
      const look = () => { page.look(); page.lookPages(); page.heldPaths.clear(); settle(); update(); };
      look();
      root.addEventListener("input", update);
      // Somebody who leaves a field by pressing a button must not have it move away under the press.
      let isPressed = false, isLeft = false, timer = 0;
      const left = () => { clearTimeout(timer); timer = setTimeout(() => { if (!isPressed) { isLeft = false; update(); } }, 120); };
      root.addEventListener("change", () => { isLeft = true; left(); });
      document.addEventListener("pointerdown", () => { isPressed = true; }, true);
      for (const name of ["pointerup", "pointercancel"]) {
        document.addEventListener(name, () => { isPressed = false; if (isLeft) left(); }, true);
      }
      return look;
    };
    """#
}
