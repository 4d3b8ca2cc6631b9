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
      const made = await WebAssembly.instantiate(await unpack(window.reckonCore), {});
      ask = door(made.instance.exports);
      ask.alive = ask(["open", data]);
    } catch (error) {
      throw new Error("its calculator did not start.", { cause: error });
    }
    if (!Array.isArray(ask.alive) || ask.alive.length !== 2) throw new Error("its calculator did not start.");
    return ask;
  }

  // Resolves to a function from request to answer, with the widgets and problems that are alive.
  // Or fails with a plain reason: then the page stays as it was built.
  window.reckon = start();
  window.reckon.catch(() => {});
})();
