import Engine

/// The script of controls that need more than an input: signing by hand, asking the device where it is. Everything they
/// give lands in an ordinary input of the page, which works by itself too.
enum ControlScript {
  static let path = "/controls.js?v=" + Secrets.hex(Array(Secrets.digest(text).prefix(6)))

  private static let body = KeptBody(.script, text)

  static func serve(_ call: Call) -> Response { body.response(call.request.head) }

  static let text = """
    document.documentElement.classList.add("js");
    const en = document.documentElement.lang === "en";
    const tell = (zh, other) => en ? other : zh;

    // Beside the field, where redrawing it does not take the words away.
    function say(field, words) {
      let place = field.nextElementSibling;
      if (!place || !place.matches(".said")) {
        place = document.createElement("p");
        place.className = "said help";
        place.setAttribute("role", "status");
        field.after(place);
      }
      place.textContent = words;
    }

    // Where the device is: asked on a press only, never before.
    function locate(field) {
      const input = field.querySelector("input[data-point]");
      if (!navigator.geolocation) {
        say(field, tell("这台设备不能定位，请直接填写经纬度", "This device cannot tell where it is; please type it"));
        return;
      }
      say(field, tell("正在定位…", "Asking the device…"));
      navigator.geolocation.getCurrentPosition((found) => {
        const { longitude, latitude, accuracy } = found.coords;
        input.value = longitude.toFixed(6) + ", " + latitude.toFixed(6);
        input.dispatchEvent(new Event("change", { bubbles: true }));
        const metres = Math.ceil(accuracy);
        say(field, tell("已填好，误差约 " + metres + " 米", "Filled in, within about " + metres + " metres")
          + (metres > 100 ? tell("；误差较大，可到室外再试一次，或者直接改数字", "; that is not very exact: try outside, or change the numbers") : ""));
      }, (error) => {
        say(field, error.code === 1
          ? tell("没有允许定位。可以在浏览器里允许以后再按，或者直接填写", "Not allowed. Allow it in the browser and press again, or type it")
          : tell("没有定到位置，请再试一次，或者直接填写", "No position was found; try again, or type it"));
      }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 });
    }

    // Signing: what is drawn becomes a picture in the field's own file input, and goes the way of every file.
    const drawn = new WeakMap();

    function pen(canvas) {
      const to = canvas.getContext("2d");
      to.lineWidth = 5;
      to.lineCap = to.lineJoin = "round";
      to.strokeStyle = "#111";
      return to;
    }

    function at(canvas, event) {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
    }

    addEventListener("pointerdown", (event) => {
      const canvas = event.target.closest?.("canvas[data-pad]");
      if (!canvas) return;
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      const to = pen(canvas);
      let last = at(canvas, event);
      const move = (event) => {
        const here = at(canvas, event);
        to.beginPath();
        to.moveTo(...last);
        to.lineTo(...here);
        to.stroke();
        drawn.set(canvas, (drawn.get(canvas) ?? 0) + Math.hypot(here[0] - last[0], here[1] - last[1]));
        last = here;
      };
      canvas.addEventListener("pointermove", move);
      const stop = () => canvas.removeEventListener("pointermove", move);
      for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, stop, { once: true });
    });

    function send(field, canvas) {
      // White below, so that it can be read on any ground and printed.
      const sheet = document.createElement("canvas");
      sheet.width = canvas.width;
      sheet.height = canvas.height;
      const to = sheet.getContext("2d");
      to.fillStyle = "#fff";
      to.fillRect(0, 0, sheet.width, sheet.height);
      to.drawImage(canvas, 0, 0);
      sheet.toBlob((blob) => {
        const files = new DataTransfer(), input = field.querySelector("input[type=file]");
        files.items.add(new File([blob], "signature.png", { type: "image/png" }));
        input.files = files.files;
        input.form.requestSubmit(field.querySelector("button[formaction]"));
      }, "image/png");
    }

    function sign(field) {
      const canvas = field.querySelector("canvas[data-pad]");
      if ((drawn.get(canvas) ?? 0) < 60) {
        say(field, tell("还没有签。请在方框里写下名字", "Nothing is signed yet; please write your name in the box"));
        return;
      }
      send(field, canvas);
    }

    function clear(field) {
      const canvas = field.querySelector("canvas[data-pad]");
      canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
      drawn.delete(canvas);
      say(field, "");
    }

    // For who cannot draw: the name as typed, and the picture says that it was.
    function type(field) {
      const name = field.querySelector("[data-name]").value.trim();
      if (!name) {
        say(field, tell("请先键入您的姓名", "Please type your name first"));
        return field.querySelector("[data-name]").focus();
      }
      if (!field.querySelector("[data-agree]").checked) {
        say(field, tell("请勾选确认，键入的姓名才能代替手写", "Please tick the box: only then does the typed name stand for a signature"));
        return field.querySelector("[data-agree]").focus();
      }
      const canvas = field.querySelector("canvas[data-pad]"), to = canvas.getContext("2d");
      to.clearRect(0, 0, canvas.width, canvas.height);
      to.fillStyle = "#111";
      to.textAlign = "center";
      let size = 110;
      do { to.font = size + "px KaiTi, STKaiti, serif"; size -= 6; } while (to.measureText(name).width > canvas.width - 60 && size > 20);
      to.fillText(name, canvas.width / 2, canvas.height / 2 + 30);
      to.font = "26px sans-serif";
      const now = new Date(), two = (n) => String(n).padStart(2, "0");
      const time = now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate()) + " " + two(now.getHours()) + ":" + two(now.getMinutes());
      to.fillText(tell("本人键入姓名并确认代替手写 ", "typed and confirmed by the signer ") + time, canvas.width / 2, canvas.height - 24);
      send(field, canvas);
    }

    const presses = { locate, sign, clear, type };
    addEventListener("click", (event) => {
      const button = event.target.closest?.("button[data-press]");
      const field = button?.closest("[data-field]");
      if (field) presses[button.dataset.press]?.(field);
    });
    // Return in the name is not sending the page.
    addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches?.("[data-name]")) {
        event.preventDefault();
        type(event.target.closest("[data-field]"));
      }
    });
    """
}
