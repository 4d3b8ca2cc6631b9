// Askable numbers: a claim opens its proof in place. Without this script it leads to the ledger.
(function () {
  "use strict";
  if (!HTMLElement.prototype.showPopover) return;
  var box = null;
  var opener = null;

  function close() {
    if (box && box.matches(":popover-open")) box.hidePopover();
  }

  function open(link, entry) {
    close();
    if (!box) {
      box = document.createElement("div");
      box.className = "proof-popover";
      box.setAttribute("popover", "auto");
      box.setAttribute("role", "dialog");
      box.setAttribute("aria-label", "Proof of this number");
      box.tabIndex = -1;
      box.addEventListener("toggle", function (event) {
        if (event.newState === "closed" && opener) {
          if (box.contains(document.activeElement) || document.activeElement === document.body) opener.focus();
          opener = null;
        }
      });
      document.body.appendChild(box);
    }
    box.textContent = "";
    Array.from(entry.childNodes).forEach(function (node) { box.appendChild(node.cloneNode(true)); });
    // In place there is nothing to go back to.
    box.querySelectorAll("a.stated").forEach(function (stated) {
      var strong = document.createElement("strong");
      strong.textContent = stated.textContent;
      stated.replaceWith(strong);
    });
    box.querySelectorAll("[id]").forEach(function (node) { node.removeAttribute("id"); });
    var more = document.createElement("p");
    var all = document.createElement("a");
    all.href = link.getAttribute("href");
    all.textContent = "All proofs";
    all.addEventListener("click", close);
    more.appendChild(all);
    box.appendChild(more);
    box.showPopover();
    var at = link.getBoundingClientRect();
    var size = box.getBoundingClientRect();
    var left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - size.width - 8));
    var below = at.bottom + 8 + size.height <= window.innerHeight || at.top < size.height + 8;
    box.style.left = left + window.scrollX + "px";
    box.style.top = (below ? at.bottom + 8 : at.top - size.height - 8) + window.scrollY + "px";
    opener = link;
    box.focus({ preventScroll: true });
  }

  document.addEventListener("click", function (event) {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    var link = event.target.closest ? event.target.closest('a.claim[href^="#proof-"]') : null;
    var entry = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!entry) return;
    event.preventDefault();
    open(link, entry);
  });
})();
