import Engine

/// The script of a form's page: keeps the draft while somebody types, runs the form's own program (`FormLive`) so that
/// their answers change the page at once, and shows what the server says of what the program cannot tell. It only presses
/// the page's own buttons, so that a page without it works the same.
enum FormScript {
  static let path = "/form.js?v=" + Secrets.hex(Array(Secrets.digest(text).prefix(6)))

  private static let body = KeptBody(.script, text)

  static func serve(_ call: Call) -> Response { body.response(call.request.head) }

  static let text = """
    const form = document.querySelector("form[data-form]");
    const saved = document.querySelector("[data-saved]");
    const words = document.documentElement.lang === "en"
      ? { kept: "Kept as a draft, ", lost: "Not kept: no connection. What you typed is still here.",
          big: "The file is above 10 MB; please choose a smaller one. Nothing was sent.",
          over: "You were signed out. What you typed is still here: press a button of the page to sign in and go on." }
      : { kept: "已自动存为草稿，", lost: "没有存上：网络不通。填的内容还在这一页。",
          big: "文件超过 10 MB，请压缩或选小一点的。没有上传。",
          over: "登录过期了，填的内容还在这一页。按页面下面的按钮，登录以后接着填。" };
    let timer = 0, running = null, again = false, refresh = null, sent = false;

    function body() {
      const data = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
      data.set("act", "look");
      return data;
    }

    async function look() {
      if (running) { again = true; return; }
      running = true;
      timer = 0;
      try {
        const reply = await fetch(form.action, { method: "POST", body: body(), redirect: "manual" });
        if (reply.status === 401) { saved.textContent = words.over; running = null; return; }
        if (reply.status !== 200) throw new Error(String(reply.status));
        const page = new DOMParser().parseFromString(await reply.text(), "text/html");
        const fresh = page.querySelector("[data-fields]");
        if (fresh && !again) {
          patch(document.querySelector("[data-fields]"), fresh);
          refresh?.();
        }
        const now = new Date();
        saved.textContent = words.kept + now.getHours() + ":" + String(now.getMinutes()).padStart(2, "0");
      } catch {
        saved.textContent = words.lost;
      }
      running = null;
      if (again) { again = false; look(); }
    }

    // A field is known by its path, shown or in a template; before it may stand what says that the page held it.
    const pathOf = (node) => node.dataset.field ?? node.dataset.for;
    const noted = (node) => {
      const note = node.previousElementSibling;
      return note?.localName === "input" && note.name === "s" && note.value === pathOf(node) ? note : null;
    };
    const taken = (node) => [noted(node), node].filter((part) => part).map((part) => document.importNode(part, true));

    // Fields that changed take the place of the old ones; the one somebody is in keeps its input.
    function patch(old, fresh) {
      const known = new Map();
      for (const node of old.children) if (pathOf(node)) known.set(pathOf(node), node);
      let last = null;
      for (const node of [...fresh.children]) {
        const id = pathOf(node);
        if (!id) continue;
        const before = known.get(id);
        known.delete(id);
        if (!before) {
          const parts = taken(node);
          if (last) last.after(...parts); else old.prepend(...parts);
          last = parts.at(-1);
        } else if (before.contains(document.activeElement)) {
          if (!node.content) mark(before, node);
          last = before;
        } else if (before.content && node.content && before.content.childElementCount) {
          // What was typed before it was hidden comes back with it.
          last = before;
        } else if (before.isEqualNode(node)) {
          last = before;
        } else {
          const parts = taken(node);
          noted(before)?.remove();
          before.replaceWith(...parts);
          last = parts.at(-1);
        }
      }
      for (const node of known.values()) {
        if (node.contains(document.activeElement)) continue;
        noted(node)?.remove();
        node.remove();
      }
    }

    // The error of a field without touching what is being typed; inside rows, field by field.
    function mark(before, node) {
      const inner = [...node.querySelectorAll("[data-field]")];
      if (inner.length) {
        for (const part of inner) {
          const old = [...before.querySelectorAll("[data-field]")].find((n) => n.dataset.field === part.dataset.field);
          if (!old) continue;
          if (old.contains(document.activeElement)) mark(old, part);
          else if (!old.isEqualNode(part)) old.replaceWith(document.importNode(part, true));
        }
        const ids = inner.map((n) => n.dataset.field).join("\\n");
        const had = [...before.querySelectorAll("[data-field]")].map((n) => n.dataset.field).join("\\n");
        if (ids !== had) refill(before, node);
        return;
      }
      before.className = node.className;
      before.querySelector(".error")?.remove();
      const error = node.querySelector(".error");
      if (error) before.querySelector(".label")?.after(document.importNode(error, true));
      for (const name of ["aria-invalid", "aria-describedby"]) {
        const from = node.querySelector("[" + name + "]"), to = before.querySelector("input, select, textarea");
        if (from && to) to.setAttribute(name, from.getAttribute(name)); else to?.removeAttribute(name);
      }
    }

    // Rows whose fields changed: shown anew, the cursor back where it was.
    function refill(before, node) {
      const id = document.activeElement.id;
      before.replaceWith(document.importNode(node, true));
      if (id) document.getElementById(id)?.focus();
    }

    function leave(event) {
      const link = event.target.closest?.("a[href]");
      if (!timer && !running || !link || event.defaultPrevented || link.target || link.origin !== location.origin) return;
      if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
      event.preventDefault();
      clearTimeout(timer);
      timer = 0;
      const go = () => { location.href = link.href; };
      const kept = fetch(form.action, { method: "POST", body: body(), redirect: "manual", keepalive: true });
      Promise.race([kept, new Promise((done) => setTimeout(done, 2000))]).then(go, go);
    }

    // That a page was left with words on their way, and when: coming back at once may have been faster than they were.
    function markLeft(action) {
      try { sessionStorage.setItem("left", Date.now() + " " + new URL(action).pathname); } catch { }
    }

    function cameBack(action) {
      try {
        const [at, path] = (sessionStorage.getItem("left") ?? "").split(" ");
        sessionStorage.removeItem("left");
        return path === new URL(action).pathname && Date.now() - Number(at) < 3000;
      } catch { return false; }
    }

    // A file that the server would refuse is not sent: said beside its field, and taken out of it.
    function tooBig(input) {
      input.parentElement.querySelector("[data-big]")?.remove();
      if (![...input.files].some((file) => file.size > \(FileVault.most))) return false;
      // Nothing changed: the field is not drawn anew over what is said here.
      clearTimeout(timer);
      timer = 0;
      const note = document.createElement("p");
      note.className = "error";
      note.dataset.big = "";
      note.setAttribute("role", "alert");
      note.textContent = words.big;
      input.before(note);
      input.value = "";
      return true;
    }

    if (form) {
      form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 900); });
      form.addEventListener("change", (event) => {
        if (!event.target.matches("[data-upload]") || tooBig(event.target)) return;
        if (event.target.files.length) {
          form.requestSubmit(event.target.parentElement.querySelector("button[formaction]"));
        }
      });
      // Whoever leaves while typing loses nothing. A link waits until the words are kept, so that who comes back by
      // another finds them; whatever else leads away sends them behind the page's back.
      form.addEventListener("submit", () => { clearTimeout(timer); timer = 0; sent = true; });
      addEventListener("pageshow", () => { sent = false; });
      addEventListener("click", leave);
      addEventListener("pagehide", () => {
        if (sent || !timer && !running) return;
        navigator.sendBeacon(form.action, body());
        markLeft(form.action);
      });
      if (cameBack(form.action)) setTimeout(() => { if (!timer && !running) location.replace(location.href); }, 300);
      form.addEventListener("change", (event) => {
        // A chosen file is on its way with everything else on the page.
        if (event.target.matches("[data-upload]")) return;
        clearTimeout(timer);
        timer = setTimeout(look, 50);
      });
    }
    if (form?.dataset.program) {
      import(form.dataset.program).then((program) => { refresh = program.start(form); }).catch(() => {});
    }
    document.querySelector(".error-summary")?.focus();
    """
}
