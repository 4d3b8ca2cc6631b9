// <reckon-widget>: a picture that its reader may change. Native inputs, buttons and the pointer
// change the core's state; what the core answers is shown.
(function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  /** As far from a grip, in pixels, a finger still takes hold of it. */
  const REACH = 24;

  class ReckonWidget extends HTMLElement {
    connectedCallback() {
      if (this.figure) return;
      this.figure = this.querySelector("figure[data-widget]");
      if (!this.figure) return;
      this.number = String(Number(this.figure.dataset.widget) - 1);
      this.note = this.querySelector(".needs-script");
      const core = window.reckon || Promise.reject(new Error("its calculator did not load."));
      core.then(
        (ask) => (ask.alive[0][Number(this.number)] === "1" ? this.wake(ask) : this.excuse("its calculator can’t read it.")),
        (error) => this.excuse(error.message),
      );
    }

    /** The picture stays as it was built, and says why. */
    excuse(reason) {
      if (this.note) this.note.textContent = "This picture shows its start. It can’t be changed here: " + reason;
    }

    wake(ask) {
      this.ask = ask;
      this.charts = Array.from(this.querySelectorAll("svg.chart"), (chart, index) => this.chart(chart, index));
      this.outputs = Array.from(this.querySelectorAll("output[data-readout]"));
      this.inputs = this.group("input[data-variable]", (input) => input.type + " " + input.dataset.variable);
      this.locks = this.group("input[data-lock]", (input) => input.dataset.lock);
      const controls = this.querySelector("fieldset.controls");
      if (controls) {
        if (!controls.querySelector("[data-reset]")) this.offerReset(controls);
        controls.hidden = false;
        controls.disabled = false;
      }
      this.buttons = Array.from(this.querySelectorAll("button[data-control]:not([data-reset])"));
      if (this.note) this.note.remove();
      this.figure.classList.add("live");
      // A browser may have brought back what the inputs held before a reload.
      this.show(this.request("read"));
      this.probe();
      this.addEventListener("input", (event) => this.onInput(event.target));
      this.addEventListener("change", (event) => this.onChange(event.target));
      this.addEventListener("click", (event) => this.onClick(event.target));
      // What was typed beyond the range is shown as it was taken.
      this.addEventListener("focusout", (event) => {
        if (event.target.type === "number") setTimeout(() => this.show(this.request("read")));
      });
    }

    /** Elements by a name, each name's in their order. */
    group(selector, name) {
      const groups = new Map();
      this.querySelectorAll(selector).forEach((element) => {
        const key = name(element);
        if (!groups.has(key)) groups.set(key, []);
        groups.get(key).push(element);
      });
      return groups;
    }

    offerReset(controls) {
      const reset = document.createElement("button");
      reset.type = "button";
      reset.dataset.reset = "";
      reset.textContent = "Reset";
      (controls.querySelector(".actions") || controls).append(reset);
    }

    request(kind, ...rest) {
      return this.ask([kind, this.number, ...rest.map(String)]);
    }

    onInput(input) {
      if (!input.dataset.variable || input.value === "") return;
      this.show(this.request("set", input.dataset.variable, input.dataset.outcome || "", input.value));
    }

    onChange(input) {
      if (!("lock" in input.dataset)) return;
      this.show(this.request("lock", input.dataset.lock, input.checked ? "1" : ""));
      this.probe();
    }

    onClick(target) {
      const button = target.closest("button[data-control], button[data-reset]");
      if (!button) return;
      this.show("reset" in button.dataset ? this.request("reset") : this.request("run", button.dataset.control));
    }

    /** Shows a state: variables, readouts, views and buttons. */
    show([variables, readouts, views, buttons]) {
      if (!buttons) return;
      for (const [name, locked, values] of variables) {
        for (const type of ["range", "number"]) {
          (this.inputs.get(type + " " + name) || []).forEach((input, index) => {
            input.disabled = locked === "1";
            // Nobody is interrupted while typing.
            if (type === "range" || input !== document.activeElement) input.value = values[index];
            // Browsers keep a slider's value in fewer bits, and would read out all of them.
            if (type === "range") input.setAttribute("aria-valuetext", values[index]);
          });
        }
        (this.locks.get(name) || []).forEach((lock) => { lock.checked = locked === "1"; });
      }
      for (const output of this.outputs) {
        const text = readouts[Number(output.dataset.readout)];
        if (output.textContent !== text) output.textContent = text;
      }
      this.charts.forEach((chart, index) => this.draw(chart, views[index]));
      for (const button of this.buttons) button.disabled = buttons[Number(button.dataset.control)] !== "1";
    }

    /** Finds out which bars a hand may take: not those of a locked or computed pmf. */
    probe() {
      this.charts.forEach((chart, index) => {
        for (const [name, grip] of chart.marks) {
          const bar = chart.marks.get(name.replace("grip", "bar"));
          if (!name.startsWith("grip-") || !bar) continue;
          const box = grip.getBBox();
          const free = this.request("grab", index, box.x + box.width / 2, box.y)[0] === "1";
          for (const mark of [grip, bar]) mark.toggleAttribute("data-free", free);
        }
      });
    }

    /** Moves the marks of a picture to where they stand now. */
    draw(chart, [words, items]) {
      if (chart.words && chart.words.textContent !== words) chart.words.textContent = words;
      const gone = new Set(chart.marks.keys());
      for (const [name, style, text, ...shape] of items) {
        gone.delete(name);
        const mark = chart.marks.get(name) || chart.add(name, shape);
        if (mark.getAttribute("class") !== style) mark.setAttribute("class", style);
        if (mark.textContent !== text) mark.textContent = text;
        for (let at = 0; at < shape.length; at += 2) {
          if (mark.getAttribute(shape[at]) !== shape[at + 1]) mark.setAttribute(shape[at], shape[at + 1]);
        }
      }
      for (const name of gone) {
        chart.marks.get(name).remove();
        chart.marks.delete(name);
      }
    }

    /** A picture: its marks by name, and the pointer on it. */
    chart(svg, index) {
      const marks = new Map();
      svg.querySelectorAll("[data-mark]").forEach((mark) => marks.set(mark.dataset.mark, mark));
      const add = (name, shape) => {
        const kind = shape[0] === "d" ? "path" : shape.length > 4 ? "rect" : "text";
        const mark = document.createElementNS(SVG, kind);
        mark.dataset.mark = name;
        svg.querySelector(".marks").append(mark);
        marks.set(name, mark);
        return mark;
      };
      this.follow(svg, index);
      return { marks, add, words: svg.querySelector("desc") };
    }

    follow(svg, index) {
      let held = null;
      let last = null;
      const place = (event) => {
        const matrix = svg.getScreenCTM();
        return matrix && new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
      };
      // One redraw a frame, however many events there are.
      const step = () => {
        if (!last) return;
        const at = last;
        last = null;
        this.show(this.request("move", at.x, at.y));
      };
      const drop = (event) => {
        if (held === null || event.pointerId !== held) return;
        step();
        held = null;
        svg.classList.remove("held");
      };
      svg.addEventListener("pointerdown", (event) => {
        if (event.button !== 0 || held !== null) return;
        const at = place(event);
        if (!at || this.request("grab", index, at.x, at.y)[0] !== "1") return;
        held = event.pointerId;
        event.preventDefault();
        try { svg.setPointerCapture(event.pointerId); } catch { /* a pointer that is gone already */ }
        svg.classList.add("held");
      });
      svg.addEventListener("pointermove", (event) => {
        if (event.pointerId !== held) return;
        if (!last) requestAnimationFrame(step);
        last = place(event);
      });
      svg.addEventListener("pointerup", drop);
      svg.addEventListener("pointercancel", drop);
      // A finger beside the handles scrolls the page; near a grip, be its bar as low as it may, it drags.
      svg.addEventListener("touchstart", (event) => {
        if (event.touches.length !== 1 || !event.cancelable) return;
        const { clientX: x, clientY: y } = event.touches[0];
        const near = Array.from(svg.querySelectorAll(".grip[data-free]"), (grip) => grip.getBoundingClientRect());
        const reached = near.some((box) => x > box.left - REACH && x < box.right + REACH && y > box.top - REACH && y < box.bottom + REACH);
        if (reached) event.preventDefault();
      }, { passive: false });
    }
  }

  customElements.define("reckon-widget", ReckonWidget);
})();
