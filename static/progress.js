// Progress: which problems of a lesson are solved, kept in this browser. Its loss harms nothing.
// No element of its own: it belongs to the page, and to the lists of lessons on other pages.
(function () {
  "use strict";
  // On file:// all pages may share one storage, so the names carry the site's place.
  const root = new URL(document.body.dataset.root || "./", document.baseURI).pathname;

  function load(page) {
    try {
      const kept = JSON.parse(localStorage.getItem("reckon:" + root + page) || "{}");
      const solved = Array.isArray(kept.solved) ? kept.solved.filter(Number.isInteger) : [];
      return { solved: Array.from(new Set(solved)), of: Number(kept.of) || 0 };
    } catch {
      return { solved: [], of: 0 };
    }
  }

  /** Whether it was kept: a browser may refuse. */
  function keep(page, state) {
    try {
      localStorage.setItem("reckon:" + root + page, JSON.stringify(state));
      return true;
    } catch {
      return false;
    }
  }

  function follow(page, line) {
    const total = Number(line.dataset.problems);
    const state = load(page);
    state.solved = state.solved.filter((number) => number >= 1 && number <= total);
    state.of = total;
    const show = (kept) => {
      const count = state.solved.length;
      const words = count === total ? " — every problem solved. Well done!" : " problems solved";
      line.hidden = false;
      line.classList.toggle("complete", count === total);
      line.textContent = count + " / " + total + words + (kept ? "" : " (This browser won’t remember it.)");
    };
    for (const number of state.solved) {
      document.querySelectorAll(`[data-problem="${number}"] .solved`).forEach((mark) => { mark.hidden = false; });
    }
    show(keep(page, state));
    document.addEventListener("reckon:solved", (event) => {
      if (state.solved.includes(event.detail)) return;
      state.solved.push(event.detail);
      show(keep(page, state));
    });
  }

  const page = document.body.dataset.page;
  const line = document.querySelector(".progress[data-problems]");
  if (page && line) follow(page, line);

  document.querySelectorAll("[data-lesson]").forEach((entry) => {
    const state = load(entry.dataset.lesson);
    const name = entry.querySelector(".name");
    if (!state.of || state.solved.length === 0 || !name) return;
    const complete = state.solved.length >= state.of;
    const mark = document.createElement("span");
    mark.className = "done" + (complete ? " complete" : "");
    mark.textContent = state.solved.length + " / " + state.of + (complete ? " ✓" : "");
    const words = document.createElement("span");
    words.className = "visually-hidden";
    words.textContent = " problems solved";
    mark.append(words);
    name.insertAdjacentElement("afterend", mark);
  });
})();
