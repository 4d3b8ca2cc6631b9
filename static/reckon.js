// The door to the core: unpacks the WebAssembly that core.js holds, opens the lesson's data in it,
// and hands requests to it. All numbers of the page come from there; no script holds a formula.
(function () {
  "use strict";

  function unpack(text) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(stream).arrayBuffer();
  }

  function door(exports) {
    const encoder = new TextEncoder();
    const decoder = new TextDecoder();
    return function ask(request) {
      const bytes = encoder.encode(JSON.stringify(request));
      // The memory may grow and move with every call, so views of it are made anew.
      const at = exports.reckon_buffer(bytes.length);
      new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
      const length = exports.reckon_call();
      return JSON.parse(decoder.decode(new Uint8Array(exports.memory.buffer, exports.reckon_answer(), length)));
    };
  }

  async function open(core, data) {
    const made = await WebAssembly.instantiate(await unpack(core), {});
    const ask = door(made.instance.exports);
    ask.alive = ask(["open", data]);
    return ask;
  }

  // The core that knows the language is much heavier: it is loaded once an expression is typed.
  const own = document.currentScript && document.currentScript.src;
  let language = null;
  function withLanguage(data) {
    language ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL("language.js?" + window.reckonCoreVersion, own).href;
      script.onload = () => {
        if (window.reckonLanguageVersion !== window.reckonCoreVersion) reject(new Error("another edition"));
        else open(window.reckonLanguage, data).then(resolve, reject);
      };
      script.onerror = () => {
        language = null;
        reject(new Error("language.js did not load"));
      };
      document.head.append(script);
    });
    return language;
  }

  // Judges what a learner typed: a number at once, an expression when the language is there.
  async function judge(ask, data, problem, text) {
    const request = ["judge", problem, text];
    const verdict = ask(request);
    if (verdict[0] !== "language") return verdict;
    try {
      return (await withLanguage(data))(request);
    } catch {
      return ["unread", "Expressions can’t be read here. Type a number, such as 1.25 or 5/4."];
    }
  }

  async function start() {
    const page = document.getElementById("page-data");
    const data = page && JSON.parse(page.textContent);
    if (!data || !window.reckonCore) throw new Error("its calculator did not load.");
    // A cache may have kept the core of another day, which would compute other numbers.
    if ((window.reckonCoreVersion || "") !== (data[4] || "")) {
      throw new Error("its calculator belongs to another edition of this page. Reloading may help.");
    }
    if (typeof WebAssembly !== "object") throw new Error("this browser lacks WebAssembly.");
    if (typeof DecompressionStream !== "function") throw new Error("this browser is too old.");
    let ask;
    try {
      ask = await open(window.reckonCore, data);
    } catch (error) {
      throw new Error("its calculator did not start.", { cause: error });
    }
    if (!Array.isArray(ask.alive) || ask.alive.length !== 2) throw new Error("its calculator did not start.");
    ask.judge = (problem, text) => judge(ask, data, problem, text);
    return ask;
  }

  // Resolves to a function from request to answer, with the widgets and problems that are alive.
  // Or fails with a plain reason: then the page stays as it was built.
  window.reckon = start();
  window.reckon.catch(() => {});
})();
