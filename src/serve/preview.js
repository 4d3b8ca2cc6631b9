// The preview: a page hears of every build and takes over what changed in its source, nothing else.
// What a reader did to the page (scrolled, typed, dragged) stays where its source stayed the same.
(function () {
  "use strict";
  var OWN = "[data-preview], reckon-preview, .reckon-said";
  var NOTE = "reckon:preview-note";

  // ---- The page as it was sent, beside the page as it is. ----
  // `source` is a copy of the body as the server sent it. Each of its nodes knows the node of the
  // page that it became, whatever scripts did to that one since.
  var live = new WeakMap();
  var source = document.body && document.body.cloneNode(true);
  if (!source) return;
  pair(source, document.body);

  function pair(from, to) {
    live.set(from, to);
    var other = to.firstChild;
    for (var node = from.firstChild; node; node = node.nextSibling) {
      if (other) pair(node, other);
      other = other && other.nextSibling;
    }
    if (from.localName === "template" && from.content && to.content) pair(from.content, to.content);
  }

  function copy(node) {
    var made = document.importNode(node, true);
    pair(node, made);
    return made;
  }

  // What templates hold is no part of a node's own equality.
  function equal(one, other) {
    if (!one.isEqualNode(other)) return false;
    if (one.nodeType !== 1) return true;
    var inside = function (node) {
      return (node.localName === "template" ? [node] : all(node, "template")).map(function (template) { return template.innerHTML; }).join("\n");
    };
    return inside(one) === inside(other);
  }

  // Makes `from`, and what it became, like `to`. `to` is used up.
  function patch(from, to) {
    if (equal(from, to)) return;
    var page = live.get(from);
    if (from.nodeType !== 1) {
      from.nodeValue = to.nodeValue;
      if (page) page.nodeValue = to.nodeValue;
      return;
    }
    attributes(from, to, page);
    if (from.localName === "template") {
      from.innerHTML = to.innerHTML;
      if (page) page.innerHTML = to.innerHTML;
      return;
    }
    children(from, to, page);
  }

  function attributes(from, to, page) {
    Array.from(to.attributes).forEach(function (attribute) {
      if (from.getAttribute(attribute.name) === attribute.value) return;
      from.setAttribute(attribute.name, attribute.value);
      if (page) page.setAttribute(attribute.name, attribute.value);
      if (page && attribute.name === "value" && page !== document.activeElement) page.value = attribute.value;
    });
    Array.from(from.attributes).forEach(function (attribute) {
      if (to.hasAttribute(attribute.name)) return;
      from.removeAttribute(attribute.name);
      if (page) page.removeAttribute(attribute.name);
    });
  }

  // Nodes that are equal stay; between them, nodes of the same kind are patched in order, and the
  // rest comes or goes.
  function children(from, to, page) {
    var old = Array.from(from.childNodes);
    var now = Array.from(to.childNodes);
    var start = 0;
    while (start < old.length && start < now.length && equal(old[start], now[start])) start++;
    var oldEnd = old.length, nowEnd = now.length;
    while (oldEnd > start && nowEnd > start && equal(old[oldEnd - 1], now[nowEnd - 1])) { oldEnd--; nowEnd--; }
    var after = oldEnd < old.length ? old[oldEnd] : null;
    var middle = align(old.slice(start, oldEnd), now.slice(start, nowEnd));
    // From the end, so that the node after each is already in its place.
    middle.reverse().forEach(function (step) {
      if (step[0] && step[1]) {
        patch(step[0], step[1]);
        after = step[0];
      } else if (step[0]) {
        var gone = live.get(step[0]);
        if (gone && gone.parentNode) gone.remove();
        step[0].remove();
      } else {
        from.insertBefore(step[1], after);
        if (page) page.insertBefore(copy(step[1]), place(page, step[1]));
        after = step[1];
      }
    });
  }

  // Where on the page a node belongs that was just put into the source: before the next one that is there.
  function place(page, node) {
    for (var next = node.nextSibling; next; next = next.nextSibling) {
      var there = live.get(next);
      if (there && there.parentNode === page) return there;
    }
    // What scripts added at the end stays there.
    for (var before = node.previousSibling; before; before = before.previousSibling) {
      var known = live.get(before);
      if (known && known.parentNode === page) return known.nextSibling;
    }
    return null;
  }

  // Pairs of old and new nodes, in order: [old, new], [old, null] or [null, new].
  function align(old, now) {
    var names = old.map(name), wanted = now.map(name);
    var whole = function (node) { return node.nodeType === 1 ? node.outerHTML : node.nodeType + (node.nodeValue || ""); };
    var texts = old.map(whole), others = now.map(whole);
    // The longest common subsequence: an equal node weighs far more than one that can be patched.
    if (old.length * now.length > 250000) return zip(old, now);
    var width = now.length + 1;
    var best = new Float64Array((old.length + 1) * width);
    var weight = function (i, j) { return texts[i] === others[j] ? 4 : names[i] === wanted[j] ? 1 : 0; };
    for (var i = old.length - 1; i >= 0; i--) {
      for (var j = now.length - 1; j >= 0; j--) {
        var both = weight(i, j);
        best[i * width + j] = Math.max(both ? both + best[(i + 1) * width + j + 1] : 0, best[(i + 1) * width + j], best[i * width + j + 1]);
      }
    }
    var steps = [], a = 0, b = 0;
    while (a < old.length && b < now.length) {
      var here = best[a * width + b], fits = weight(a, b);
      if (fits && here === fits + best[(a + 1) * width + b + 1]) steps.push([old[a++], now[b++]]);
      else if (here === best[(a + 1) * width + b]) steps.push([old[a++], null]);
      else steps.push([null, now[b++]]);
    }
    while (a < old.length) steps.push([old[a++], null]);
    while (b < now.length) steps.push([null, now[b++]]);
    return steps;
  }

  function zip(old, now) {
    return old.map(function (node) { return [node, null]; }).concat(now.map(function (node) { return [null, node]; }));
  }

  // What must agree for one node to be patched into another. A box that a script has woken is never
  // made into a box of another kind.
  function name(node) {
    if (node.nodeType !== 1) return String(node.nodeType);
    var kind = node.hasAttribute("data-widget") ? "widget" : node.hasAttribute("data-problem") ? "problem" : "";
    return node.nodeName + " " + kind + (kind || node.localName === "a" ? "" : " " + (node.getAttribute("class") || "").split(" ")[0]);
  }

  // ---- What answers a reader: widgets and problems. ----
  function data(root) {
    var block = root.querySelector("#page-data");
    // A page may have choices only: they need no data.
    try { return block ? JSON.parse(block.textContent) : [[], [], [], []]; } catch (error) { return null; }
  }

  function all(root, selector) { return Array.from(root.querySelectorAll(selector)); }

  // Gives boxes whose data changed fresh nodes and a fresh calculator. The other boxes keep their
  // nodes, their calculator and its state.
  function restart(before, now, oldKeys) {
    var boxes = all(source, "figure[data-widget], [data-problem]");
    if (boxes.length === 0) return;
    var same = before && now && JSON.stringify([before[0], before[1]]) === JSON.stringify([now[0], now[1]]);
    var stale = boxes.filter(function (box) {
      var known = oldKeys.get(box);
      return !same || known === undefined || known !== boxKey(box, now);
    });
    if (stale.length === 0) return;
    stale.forEach(function (box) { waiting.push(box.closest("reckon-widget, reckon-problem") || box); });
    // An element wakes when it is set into the page, by the calculator that is there then: the new one first.
    var scripts = all(document.head, "script[src]:not([data-preview])").filter(function (script) {
      return /(^|\/)(reckon|progress)\.[^/]*js$/.test(script.getAttribute("src"));
    });
    var left = scripts.length;
    var done = function () {
      if (--left > 0) return;
      waiting.splice(0).forEach(function (whole) {
        var page = live.get(whole);
        if (!page || !page.isConnected) return;
        var memory = remember(page);
        var fresh = copy(whole);
        page.replaceWith(fresh);
        restore(fresh, memory);
      });
    };
    if (left === 0) { left = 1; done(); }
    scripts.forEach(function (script) {
      var again = document.createElement("script");
      again.src = script.src;
      again.async = false;
      again.dataset.preview = "";
      again.onload = again.onerror = function () { again.remove(); done(); };
      document.head.appendChild(again);
    });
  }
  var waiting = [];

  // What a box depends on, beside the definitions.
  function boxKey(box, page) {
    if (!page) return undefined;
    var widget = box.getAttribute("data-widget"), problem = box.getAttribute("data-problem");
    var entry = widget ? page[2][Number(widget) - 1] : page[3][Number(problem) - 1];
    // A problem asks by its number, a widget has kept its own.
    return JSON.stringify([entry, problem]);
  }

  function keys(page) {
    var found = new Map();
    all(source, "figure[data-widget], [data-problem]").forEach(function (box) { found.set(box, boxKey(box, page)); });
    return found;
  }

  // What a reader did in a box.
  function remember(page) {
    return {
      inputs: all(page, "input, textarea, select").map(function (input) {
        return { key: inputKey(input), value: input.value, checked: input.checked, changed: input.value !== input.defaultValue || input.checked !== input.defaultChecked };
      }),
      open: all(page, "details").map(function (details) { return details.open; }),
      focus: page.contains(document.activeElement) ? inputKey(document.activeElement) : null,
    };
  }

  function inputKey(input) {
    return [input.localName, input.type, input.name, input.dataset.variable, input.dataset.outcome, input.dataset.lock, input.dataset.control, input.type === "checkbox" ? input.value : ""].join("|");
  }

  function restore(page, memory) {
    all(page, "details").forEach(function (details, index) { if (memory.open[index]) details.open = true; });
    var find = function (key) {
      return all(page, "input, textarea, select, button").find(function (input) { return inputKey(input) === key; });
    };
    var variables = memory.inputs.filter(function (entry) { return /^input\|(range|number)\|/.test(entry.key) && entry.changed; });
    memory.inputs.forEach(function (entry) {
      var input = find(entry.key);
      if (!input || !entry.changed || input.dataset.variable) return;
      if (input.type === "checkbox" || input.type === "radio") input.checked = entry.checked;
      else input.value = entry.value;
    });
    if (memory.focus) { var focus = find(memory.focus); if (focus) focus.focus({ preventScroll: true }); }
    if (variables.length === 0 || !window.reckon) return;
    window.reckon.then(function () {
      // Setting one outcome of a pmf moves the others: a few rounds settle them all.
      for (var round = 0; round < 40; round++) {
        var moved = false;
        variables.forEach(function (entry) {
          var input = find(entry.key);
          if (!input || input.disabled || input.value === entry.value) return;
          input.value = entry.value;
          input.dispatchEvent(new Event("input", { bubbles: true }));
          moved = true;
        });
        if (!moved) break;
      }
      memory.inputs.forEach(function (entry) {
        var lock = find(entry.key);
        if (lock && "lock" in lock.dataset && lock.checked !== entry.checked) lock.click();
      });
    }).catch(function () {});
  }

  // ---- Taking over a new page. ----
  function head(now) {
    var title = now.querySelector("title");
    if (title && document.title !== title.textContent) document.title = title.textContent;
    var wanted = all(now, 'link[rel="stylesheet"]:not([data-preview])').map(function (link) { return link.getAttribute("href"); });
    var known = all(document.head, 'link[rel="stylesheet"]:not([data-preview])');
    var names = known.map(function (link) { return link.getAttribute("href"); });
    if (wanted.join("\n") !== names.join("\n")) {
      // The new ones are loaded before the old ones go: nobody sees a page without style.
      var left = wanted.length;
      var done = function () { if (--left <= 0) known.forEach(function (link) { link.remove(); }); };
      var last = known[known.length - 1];
      var before = last ? last.nextSibling : document.head.firstChild;
      wanted.forEach(function (href) {
        var link = document.createElement("link");
        link.rel = "stylesheet";
        link.onload = link.onerror = done;
        link.href = href;
        document.head.insertBefore(link, before);
      });
      if (left === 0) done();
    }
    var metas = all(now, "meta[name]");
    metas.forEach(function (meta) {
      var same = document.head.querySelector('meta[name="' + CSS.escape(meta.getAttribute("name")) + '"]');
      if (same) same.setAttribute("content", meta.getAttribute("content") || "");
      else document.head.appendChild(document.importNode(meta, true));
    });
  }

  function scripts(root) {
    return all(root, "script[src]:not([data-preview])").map(function (script) { return script.getAttribute("src"); }).join("\n");
  }

  function take(text) {
    var now = new DOMParser().parseFromString(text, "text/html");
    all(now, OWN).forEach(function (node) { node.remove(); });
    var unbuilt = document.body.classList.contains("reckon-unbuilt") !== now.body.classList.contains("reckon-unbuilt");
    if (unbuilt || scripts(document.head) !== scripts(now.head)) {
      // Other scripts: only a page that starts anew is right. The browser keeps the place and what was typed.
      location.reload();
      return;
    }
    unmark();
    document.documentElement.lang = now.documentElement.lang;
    head(now.head);
    var anchor = steady();
    var before = data(source);
    var oldKeys = keys(before);
    patch(source, now.body);
    restart(before, data(source), oldKeys);
    if (anchor) anchor();
    document.dispatchEvent(new CustomEvent("reckon:patched"));
  }

  // Keeps what the reader looks at where it is, whatever grew above it.
  function steady() {
    if (window.scrollY === 0) return null;
    var root = document.documentElement;
    var seen = all(document, "main *").find(function (node) {
      var box = node.getBoundingClientRect();
      return box.height > 0 && box.top >= 0;
    });
    var before = seen && seen.getBoundingClientRect().top;
    var scrolled = window.scrollY;
    root.style.overflowAnchor = "none";
    return function () {
      var moved = seen && seen.isConnected ? seen.getBoundingClientRect().top - before : scrolled - window.scrollY;
      if (moved) window.scrollTo({ top: window.scrollY + moved, behavior: "instant" });
      requestAnimationFrame(function () { root.style.overflowAnchor = ""; });
    };
  }

  // Pictures and the like keep their names when they change.
  function assets(list, since) {
    list.forEach(function (entry) {
      if (entry[1] <= since) return;
      var path = "/" + entry[0].split("/").map(encodeURIComponent).join("/");
      all(document, "img[src], source[src], video[src], audio[src], object[data]").forEach(function (node) {
        var attribute = node.hasAttribute("data") ? "data" : "src";
        var address = new URL(node.getAttribute(attribute), document.baseURI);
        if (address.origin !== location.origin || decodeURI(address.pathname) !== decodeURI(path)) return;
        address.searchParams.set("build", entry[1]);
        node.setAttribute(attribute, address.href);
      });
    });
  }

  // ---- What is wrong, over the last good page. ----
  var box = null;
  var shown = "";
  var dismissed = "";

  function element(name, attributes, text) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (text) made.textContent = text;
    return made;
  }

  function host() {
    if (!box || !box.isConnected) {
      box = element("reckon-preview");
      // Beside the body: the page's own nodes stay among themselves.
      document.documentElement.appendChild(box);
    }
    return box;
  }

  function close() {
    if (box) box.remove();
    box = null;
    shown = "";
  }

  function panel(kind, title, role) {
    var made = element("section", { "class": "reckon-panel " + kind, role: role, "aria-label": title });
    var top = element("header");
    top.appendChild(element("h2", {}, title));
    var button = element("button", { type: "button" }, "Dismiss (Esc)");
    button.addEventListener("click", dismiss);
    top.appendChild(button);
    made.appendChild(top);
    return made;
  }

  function dismiss() {
    if (!box) return;
    var inside = box.contains(document.activeElement);
    var wrong = box.querySelector(".reckon-panel.wrong");
    if (!wrong) { close(); return; }
    dismissed = shown;
    var back = element("button", { type: "button", "class": "reckon-back" }, wrong.getAttribute("aria-label"));
    back.addEventListener("click", function () { dismissed = ""; shown = ""; show(state.wrong); box.querySelector("button").focus(); });
    box.replaceChildren(back);
    if (inside) back.focus();
  }

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !box || !box.querySelector(".reckon-panel")) return;
    // A popover that is open is closed first.
    if (document.querySelector(":popover-open")) return;
    dismiss();
  });

  function show(wrong) {
    if (document.body.classList.contains("reckon-unbuilt")) {
      var list = document.querySelector("main pre");
      if (wrong && list && list.textContent !== wrong.text.trimEnd()) list.textContent = wrong.text.trimEnd();
      return;
    }
    if (!wrong) { if (shown) close(); dismissed = ""; unmark(); return; }
    mark(wrong.marks);
    if (shown === wrong.text) return;
    shown = wrong.text;
    var title = wrong.summary || "The course has errors";
    if (dismissed === wrong.text) return;
    var made = panel("wrong", title, "alert");
    made.appendChild(element("pre", { tabindex: "0", "aria-label": "Errors, as in the terminal" }, wrong.text.trimEnd()));
    host().replaceChildren(made);
  }

  var undo = [];
  function unmark() { undo.splice(0).forEach(function (step) { step(); }); }

  function mark(marks) {
    unmark();
    var here = decodeURI(location.pathname).replace(/^\//, "").replace(/(^|\/)$/, "$1index.html");
    marks.forEach(function (entry) {
      if (entry.page !== here) return;
      var link = document.querySelector('main a.claim[href="#proof-' + entry.proof + '"]') || document.getElementById("proof-" + entry.proof);
      if (!link) return;
      link.classList.add("reckon-wrong");
      var said = element("span", { "class": "reckon-said", role: "note" }, "✗ " + entry.text.replace(/`/g, ""));
      var after = link.closest(".katex, svg") || link;
      if (link.localName === "li") link.appendChild(said);
      else after.insertAdjacentElement("afterend", said);
      undo.push(function () { link.classList.remove("reckon-wrong"); said.remove(); });
    });
  }

  // ---- A page whose address is gone. ----
  function leave() {
    var gone = location.pathname;
    var parts = gone.replace(/(index\.html|\/)$/, "").split("/");
    var next = function () {
      if (parts.length <= 1) { go("/"); return; }
      parts.pop();
      var address = parts.join("/") + "/";
      fetch(address, { method: "HEAD" }).then(function (answer) { if (answer.ok) go(address); else next(); }, function () {});
    };
    var go = function (address) {
      if (address === gone) return;
      try { sessionStorage.setItem(NOTE, gone); } catch (error) { /* then it goes without a word */ }
      location.replace(address);
    };
    next();
  }

  var gone = null;
  try { gone = sessionStorage.getItem(NOTE); sessionStorage.removeItem(NOTE); } catch (error) { /* no storage */ }
  if (gone) {
    var made = panel("note", "The page has moved or is gone", "status");
    made.appendChild(element("p", {}, decodeURI(gone) + " is no page of the course any more. This is the nearest one."));
    host().replaceChildren(made);
  }

  // A page that was only away for a moment is gone back to.
  function comeBack() {
    if (!gone) return;
    fetch(gone, { method: "HEAD" }).then(function (answer) { if (answer.ok && gone) location.replace(gone); }, function () {});
  }

  // ---- Hearing of builds. ----
  var state = { run: null, build: 0, good: 0, wrong: null, assets: [] };
  var have = null; // the good build that the page shows
  var busy = false;

  function follow() {
    if (busy) return;
    if (have === state.run + "/" + state.good || state.good === 0) { show(state.wrong); return; }
    busy = true;
    var target = state.run + "/" + state.good;
    var since = have && have.split("/")[0] === state.run ? Number(have.split("/")[1]) : state.good;
    fetch(location.pathname + location.search, { cache: "no-cache" }).then(function (answer) {
      if (answer.status === 404 && !document.body.classList.contains("404-page")) {
        busy = false;
        have = target;
        if (document.body.classList.contains("reckon-unbuilt")) location.reload(); else leave();
        return null;
      }
      return answer.text().then(function (text) {
        take(text);
        assets(state.assets, since);
        have = target;
        busy = false;
        document.documentElement.dataset.reckonBuild = String(state.build);
        // Another build may have come meanwhile.
        follow();
      });
    }).catch(function () { busy = false; setTimeout(follow, 300); });
  }

  function hear(event) {
    var heard = JSON.parse(event.data);
    var newer = heard.good !== state.good || heard.run !== state.run;
    state = heard;
    if (newer && have !== null) comeBack();
    follow();
    document.documentElement.dataset.reckonHeard = String(heard.build);
  }

  var events = null;
  function listen() {
    if (events || document.hidden) return;
    events = new EventSource("/~reckon/events");
    events.onmessage = hear;
  }
  function rest() {
    if (events) events.close();
    events = null;
  }
  // A browser keeps few connections to one server: a page that nobody sees must not hold one.
  document.addEventListener("visibilitychange", function () { if (document.hidden) rest(); else listen(); });
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", function (event) { if (event.persisted) listen(); });
  listen();
})();
