import Engine

/// The script of staff pages: asks now and then who else has the same request open, finds what is chosen from while
/// somebody types, and takes files that are dropped on a form. Pages without it say the same at each loading, and find and
/// take files by their own buttons.
enum DeskScript {
  static let path = "/desk.js?v=" + Secrets.hex(Array(Secrets.digest(text).prefix(6)))

  private static let body = KeptBody(.script, text)

  static func serve(_ call: Call) -> Response { body.response(call.request.head) }

  static func write(_ html: inout HTML) {
    html.tag("script", [.of("src", path), .flag("defer")], "")
  }

  static let text = """
    // Shown in answer to something sent: a reload asks for the page and sends nothing again.
    const own = document.querySelector("[data-address]")?.dataset.address;
    if (own) history.replaceState(null, "", own);
    for (const place of document.querySelectorAll("[data-presence]")) {
      const ask = async () => {
        if (document.hidden) return;
        try {
          const reply = await fetch(place.dataset.presence, { redirect: "manual" });
          if (reply.status !== 200) return;
          const { words } = await reply.json();
          if (place.textContent !== words) place.textContent = words;
          place.hidden = !words;
        } catch { /* the next time */ }
      };
      setInterval(ask, 20000);
      document.addEventListener("visibilitychange", ask);
    }
    for (const form of document.querySelectorAll("[data-finds]")) {
      const input = form.querySelector("input"), list = document.getElementById(form.dataset.into);
      let asked = input.value, waiting;
      const ask = async () => {
        const words = input.value;
        if (words === asked) return;
        asked = words;
        try {
          const reply = await fetch(form.dataset.finds + encodeURIComponent(words), { redirect: "manual" });
          const found = reply.status === 200 ? await reply.text() : null;
          // Somebody typed on: that is on its way.
          if (asked !== words) return;
          if (found === null) asked = null;
          else {
            list.innerHTML = found;
            form.querySelector("[role=status]").textContent = list.querySelector("p").textContent;
          }
        } catch { asked = null; /* the button finds it */ }
      };
      input.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(ask, 250);
      });
    }
    for (const zone of document.querySelectorAll("[data-drop]")) {
      const input = zone.querySelector("input[type=file]");
      zone.addEventListener("dragover", (event) => {
        event.preventDefault();
        zone.classList.add("is-over");
      });
      zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
      zone.addEventListener("drop", (event) => {
        event.preventDefault();
        zone.classList.remove("is-over");
        if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
      });
    }
    """
}
