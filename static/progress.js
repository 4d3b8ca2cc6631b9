// Progress: which problems of a lesson are solved, kept in this browser. Its loss harms nothing.
(function () {
  "use strict";
  // On file:// all pages may share one storage, so the names carry the site's place.
  var root = new URL(document.body.dataset.root || "./", document.baseURI).pathname;

  function load(page) {
    try {
      var kept = JSON.parse(localStorage.getItem("reckon:" + root + page) || "{}");
      var solved = Array.isArray(kept.solved) ? kept.solved.filter(Number.isInteger) : [];
      return { solved: solved, of: Number(kept.of) || 0 };
    } catch (error) {
      return { solved: [], of: 0 };
    }
  }

  function keep(page, state) {
    try { localStorage.setItem("reckon:" + root + page, JSON.stringify(state)); } catch (error) { /* then it is forgotten */ }
  }

  var page = document.body.dataset.page;
  var line = document.querySelector(".progress[data-problems]");
  if (page && line) {
    var total = Number(line.dataset.problems);
    var state = load(page);
    state.solved = state.solved.filter(function (number) { return number >= 1 && number <= total; });
    state.of = total;
    var show = function () {
      var count = state.solved.length;
      line.hidden = false;
      line.classList.toggle("complete", count === total);
      line.textContent = count + " / " + total + (count === total ? " — every problem solved. Well done!" : " problems solved");
    };
    state.solved.forEach(function (number) {
      var mark = document.querySelector('[data-problem="' + number + '"] .solved');
      if (mark) mark.hidden = false;
    });
    show();
    document.addEventListener("reckon:solved", function (event) {
      if (state.solved.indexOf(event.detail) >= 0) return;
      state.solved.push(event.detail);
      keep(page, state);
      show();
    });
  }

  document.querySelectorAll("[data-lesson]").forEach(function (entry) {
    var state = load(entry.dataset.lesson);
    var name = entry.querySelector(".name");
    if (!state.of || state.solved.length === 0 || !name) return;
    var mark = document.createElement("span");
    mark.className = "done" + (state.solved.length >= state.of ? " complete" : "");
    mark.textContent = state.solved.length + " / " + state.of + (state.solved.length >= state.of ? " ✓" : "");
    mark.title = "problems solved";
    name.insertAdjacentElement("afterend", mark);
  });
})();
