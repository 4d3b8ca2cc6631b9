// Widgets: native inputs, buttons and the pointer change the core's state; what it answers is shown.
(function () {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg";

  function Widget(figure, ask) {
    this.figure = figure;
    this.ask = ask;
    this.number = String(Number(figure.dataset.widget) - 1);
    this.charts = Array.from(figure.querySelectorAll("svg.chart"));
    this.outputs = Array.from(figure.querySelectorAll("output[data-readout]"));
    this.controls = figure.querySelector("fieldset.controls");
    this.marks = this.charts.map(function (chart) {
      var marks = new Map();
      chart.querySelectorAll("[data-mark]").forEach(function (mark) { marks.set(mark.dataset.mark, mark); });
      return marks;
    });
  }

  Widget.prototype.request = function (kind) {
    var rest = Array.prototype.slice.call(arguments, 1).map(String);
    return this.ask([kind, this.number].concat(rest));
  };

  Widget.prototype.show = function (state) {
    if (state.length !== 4) return;
    var figure = this.figure;
    state[0].forEach(function (variable) {
      ["range", "number"].forEach(function (type) {
        var inputs = figure.querySelectorAll('input[type="' + type + '"][data-variable="' + CSS.escape(variable[0]) + '"]');
        inputs.forEach(function (input, index) {
          input.disabled = variable[1] === "1";
          // Nobody is interrupted while typing.
          if (type === "number" && input === document.activeElement) return;
          input.value = variable[2][index];
        });
      });
      figure.querySelectorAll('[data-lock="' + CSS.escape(variable[0]) + '"]').forEach(function (lock) {
        lock.checked = variable[1] === "1";
      });
    });
    this.outputs.forEach(function (output) {
      var text = state[1][Number(output.dataset.readout)];
      if (output.textContent !== text) output.textContent = text;
    });
    this.charts.forEach(function (chart, index) { this.draw(chart, this.marks[index], state[2][index]); }, this);
    figure.querySelectorAll("button[data-control]").forEach(function (button) {
      if (!("reset" in button.dataset)) button.disabled = state[3][Number(button.dataset.control)] !== "1";
    });
  };

  Widget.prototype.draw = function (chart, known, view) {
    var words = chart.querySelector("desc");
    if (words) words.textContent = view[0];
    var seen = new Set();
    view[1].forEach(function (item) {
      var mark = known.get(item[0]);
      if (!mark) {
        var kind = item[3] === "d" ? "path" : item.length > 7 ? "rect" : "text";
        mark = document.createElementNS(SVG, kind);
        mark.dataset.mark = item[0];
        chart.querySelector(".marks").appendChild(mark);
        known.set(item[0], mark);
      }
      seen.add(item[0]);
      if (mark.getAttribute("class") !== item[1]) mark.setAttribute("class", item[1]);
      if (mark.textContent !== item[2]) mark.textContent = item[2];
      for (var at = 3; at < item.length; at += 2) {
        if (mark.getAttribute(item[at]) !== item[at + 1]) mark.setAttribute(item[at], item[at + 1]);
      }
    });
    known.forEach(function (mark, name) {
      if (!seen.has(name)) { mark.remove(); known.delete(name); }
    });
  };

  Widget.prototype.listen = function () {
    var widget = this;
    var figure = this.figure;
    figure.addEventListener("input", function (event) {
      var input = event.target;
      if (!input.dataset || !input.dataset.variable || input.value === "") return;
      var outcome = "outcome" in input.dataset ? input.dataset.outcome : "";
      widget.show(widget.request("set", input.dataset.variable, outcome, input.value));
    });
    figure.addEventListener("change", function (event) {
      var input = event.target;
      if (input.dataset && "lock" in input.dataset) {
        widget.show(widget.request("lock", input.dataset.lock, input.checked ? "1" : ""));
      }
    });
    // What was typed beyond the range is shown as it was taken.
    figure.addEventListener("focusout", function (event) {
      if (event.target.type === "number") setTimeout(function () { widget.show(widget.request("read")); });
    });
    figure.addEventListener("click", function (event) {
      var button = event.target.closest ? event.target.closest("button[data-control], button[data-reset]") : null;
      if (!button) return;
      if ("reset" in button.dataset) widget.show(widget.request("reset"));
      else widget.show(widget.request("run", button.dataset.control));
    });
    this.charts.forEach(function (chart, index) { widget.drag(chart, index); });
  };

  Widget.prototype.drag = function (chart, index) {
    var widget = this;
    var held = false;
    var last = null;
    function place(event) {
      var matrix = chart.getScreenCTM();
      return matrix ? new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse()) : null;
    }
    function step() {
      if (!last) return;
      var at = last;
      last = null;
      widget.show(widget.request("move", at.x, at.y));
    }
    chart.addEventListener("pointerdown", function (event) {
      if (event.button !== 0) return;
      var at = place(event);
      if (!at || widget.request("grab", index, at.x, at.y)[0] !== "1") return;
      held = true;
      event.preventDefault();
      try { chart.setPointerCapture(event.pointerId); } catch (error) { /* a pointer that is gone already */ }
      chart.classList.add("held");
    });
    chart.addEventListener("pointermove", function (event) {
      if (!held) return;
      // One redraw a frame, however many events there are.
      if (!last) requestAnimationFrame(step);
      last = place(event);
    });
    function drop() {
      if (held) step();
      held = false;
      chart.classList.remove("held");
    }
    chart.addEventListener("pointerup", drop);
    chart.addEventListener("pointercancel", drop);
  };

  Widget.prototype.wake = function () {
    if (this.controls) {
      if (!this.controls.querySelector("[data-reset]")) {
        var reset = document.createElement("button");
        reset.type = "button";
        reset.dataset.reset = "";
        reset.textContent = "Reset";
        (this.controls.querySelector(".actions") || this.controls).appendChild(reset);
      }
      this.controls.hidden = false;
      this.controls.disabled = false;
    }
    var note = this.figure.querySelector(".needs-script");
    if (note) note.remove();
    this.figure.classList.add("live");
    this.listen();
  };

  var figures = document.querySelectorAll("figure[data-widget]");
  if (figures.length === 0) return;
  window.reckon.then(function (ask) {
    figures.forEach(function (figure) {
      var widget = new Widget(figure, ask);
      if (ask.alive[0][Number(widget.number)] === "1") widget.wake();
      else silent(figure);
    });
  }).catch(function () { figures.forEach(silent); });

  function silent(figure) {
    var note = figure.querySelector(".needs-script");
    if (note) note.textContent = "This picture can’t be changed in this browser: its calculator did not start.";
  }
})();
