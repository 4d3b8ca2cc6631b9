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

  function open(core, data) {
    return unpack(core)
      .then(function (bytes) { return WebAssembly.instantiate(bytes, {}); })
      .then(function (made) {
        var ask = door(made.instance.exports);
        ask.alive = ask(["open", data]);
        return ask;
      });
  }

  // The core that knows the language is three times as heavy: it is loaded once an expression is typed.
  var own = document.currentScript && document.currentScript.src;
  var language = null;
  function withLanguage(data) {
    language = language || new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = new URL("language.js?" + window.reckonCoreVersion, own).href;
      script.onload = function () {
        if (window.reckonLanguageVersion !== window.reckonCoreVersion) reject(new Error("another edition"));
        else open(window.reckonLanguage, data).then(resolve, reject);
      };
      script.onerror = function () { language = null; reject(new Error("language.js did not load")); };
      document.head.appendChild(script);
    });
    return language;
  }

  // Resolves to a function from request to answer, or fails: then the page stays as it was built.
  window.reckon = new Promise(function (resolve, reject) {
    if (!page || !window.reckonCore) { reject(new Error("no core")); return; }
    var data = JSON.parse(page.textContent);
    open(window.reckonCore, data).then(function (ask) {
      // Judges what a learner typed: at once, or where it is an expression once the language is there.
      ask.judge = function (problem, text, done) {
        var request = ["judge", problem, text];
        var verdict = ask(request);
        if (verdict[0] !== "language") { done(verdict); return; }
        withLanguage(data).then(
          function (full) { done(full(request)); },
          function () { done(["unread", "Expressions can’t be read here. Type a number, such as 1.25 or 5/4."]); }
        );
      };
      resolve(ask);
    }).catch(reject);
  });
  window.reckon.catch(function () {});
})();
