// The door to the core: unpacks the WebAssembly that core.js holds, opens the lesson's data in it,
// and hands requests to it. All numbers of the page come from there; no script holds a formula.
(function () {
  "use strict";
  var page = document.getElementById("page-data");

  function unpack(text) {
    var bytes = Uint8Array.from(atob(text), function (c) { return c.charCodeAt(0); });
    var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(stream).arrayBuffer();
  }

  function door(exports) {
    var encoder = new TextEncoder();
    var decoder = new TextDecoder();
    return function (request) {
      var bytes = encoder.encode(JSON.stringify(request));
      // The memory may grow and move with every call, so views of it are made anew.
      var at = exports.reckon_buffer(bytes.length);
      new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
      var length = exports.reckon_call();
      return JSON.parse(decoder.decode(new Uint8Array(exports.memory.buffer, exports.reckon_answer(), length)));
    };
  }

  // Resolves to a function from request to answer, or fails: then the page stays as it was built.
  window.reckon = new Promise(function (resolve, reject) {
    if (!page || !window.reckonCore) { reject(new Error("no core")); return; }
    unpack(window.reckonCore)
      .then(function (bytes) { return WebAssembly.instantiate(bytes, {}); })
      .then(function (made) {
        var ask = door(made.instance.exports);
        ask.alive = ask(["open", JSON.parse(page.textContent)]);
        resolve(ask);
      })
      .catch(reject);
  });
  window.reckon.catch(function () {});
})();
