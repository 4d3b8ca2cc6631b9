// Askable numbers: a claim opens its proof in place. Without this script it leads to the ledger.
// One listener serves every claim of a page; each stays the plain link that it is.
(function () {
  "use strict";
  if (!HTMLElement.prototype.showPopover) return;
  const CLAIM = 'a.claim[href^="#proof-"]';
  let box = null;
  let opener = null;
  /** What the readouts of pictures said when the page was built: that is what is proved. */
  const starts = new Map();

  function close() {
    if (box && box.matches(":popover-open")) box.hidePopover();
  }

  function make() {
    const made = document.createElement("div");
    made.className = "proof-popover";
    made.popover = "auto";
    made.setAttribute("role", "dialog");
    made.setAttribute("aria-label", "Proof of this number");
    made.tabIndex = -1;
    made.addEventListener("toggle", (event) => {
      if (event.newState !== "closed" || !opener) return;
      // Whoever went elsewhere isn't called back.
      if (made.contains(document.activeElement) || document.activeElement === document.body) opener.focus();
      opener = null;
    });
    // Who leaves by the keyboard closes it.
    made.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !made.contains(event.relatedTarget)) close();
    });
    return made;
  }

  function fill(link, entry) {
    box.replaceChildren(...Array.from(entry.childNodes, (node) => node.cloneNode(true)));
    // In place there is nothing to go back to.
    box.querySelectorAll("a.stated").forEach((stated) => {
      const strong = document.createElement("strong");
      strong.className = "stated";
      strong.textContent = stated.textContent;
      stated.replaceWith(strong);
    });
    box.querySelectorAll("[id]").forEach((node) => node.removeAttribute("id"));
    const output = link.querySelector("output");
    if (output && output.textContent !== starts.get(output)) {
      const moved = document.createElement("p");
      moved.className = "moved";
      moved.textContent = "That is the number at the picture’s start. What stands there now follows your hand: the same code computed it in your browser, without a proof.";
      box.append(moved);
    }
    const more = document.createElement("p");
    const all = document.createElement("a");
    all.href = link.getAttribute("href");
    all.textContent = "All proofs";
    all.addEventListener("click", close);
    more.append(all);
    box.append(more);
  }

  function open(link, entry) {
    close();
    if (!box) {
      box = make();
      document.body.append(box);
    }
    fill(link, entry);
    // With its source known, the keyboard goes on from the number.
    box.showPopover({ source: link });
    const at = link.getBoundingClientRect();
    const size = box.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - size.width - 8));
    const below = at.bottom + 8 + size.height <= window.innerHeight || at.top < size.height + 8;
    box.style.left = left + window.scrollX + "px";
    box.style.top = (below ? at.bottom + 8 : at.top - size.height - 8) + window.scrollY + "px";
    opener = link;
    box.focus({ preventScroll: true });
  }

  document.querySelectorAll(CLAIM).forEach((link) => link.setAttribute("aria-haspopup", "dialog"));
  document.querySelectorAll("a.claim output").forEach((output) => starts.set(output, output.textContent));
  document.addEventListener("click", (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest ? event.target.closest(CLAIM) : null;
    const entry = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!entry) return;
    event.preventDefault();
    open(link, entry);
  });
})();
