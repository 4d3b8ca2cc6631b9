// Problems: what a learner answers is judged by the core; choices are compared with what is marked.
(function () {
  "use strict";
  var problems = document.querySelectorAll("[data-problem]");
  if (problems.length === 0) return;

  function say(feedback, kind, content) {
    feedback.className = "feedback " + kind;
    feedback.textContent = "";
    if (typeof content === "string") {
      var line = document.createElement("p");
      line.textContent = content;
      feedback.appendChild(line);
    } else {
      feedback.appendChild(content);
    }
  }

  function solve(problem, feedback) {
    say(feedback, "right", "Right.");
    var mark = problem.querySelector(".solved");
    if (mark) mark.hidden = false;
    document.dispatchEvent(new CustomEvent("reckon:solved", { detail: Number(problem.dataset.problem) }));
  }

  function wrong(problem, feedback, plain) {
    var hint = problem.querySelector("details.hint:not([open])");
    say(feedback, "wrong", plain + (hint ? " The hint may help." : " Try again."));
  }

  function judge(problem, feedback, ask, text) {
    ask.judge(String(Number(problem.dataset.problem) - 1), text, function (verdict) { tell(problem, feedback, verdict); });
  }

  function tell(problem, feedback, verdict) {
    switch (verdict[0]) {
      case "right": solve(problem, feedback); break;
      case "short": say(feedback, "near", "So far that is right. The answer has " + verdict[1] + "."); break;
      case "unread": say(feedback, "near", verdict[1]); break;
      case "mistake":
        var template = problem.querySelector('template[data-mistake="' + verdict[1] + '"]');
        if (template) { say(feedback, "wrong", template.content.cloneNode(true)); break; }
        wrong(problem, feedback, "Not quite.");
        break;
      default: wrong(problem, feedback, "That is not it.");
    }
  }

  function choices(problem, feedback) {
    var boxes = Array.from(problem.querySelectorAll('.choices input[type="checkbox"]'));
    var right = problem.querySelector("[data-right]");
    var wanted = right.dataset.right.split(" ").filter(Boolean);
    var chosen = boxes.filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
    var missing = wanted.filter(function (value) { return chosen.indexOf(value) < 0; });
    var extra = chosen.filter(function (value) { return wanted.indexOf(value) < 0; });
    if (missing.length === 0 && extra.length === 0) solve(problem, feedback);
    else if (chosen.length === 0) say(feedback, "near", "Mark at least one.");
    else if (extra.length === 0) wrong(problem, feedback, "What you marked is right, but something is missing.");
    else wrong(problem, feedback, "Not all that you marked is right.");
  }

  function wake(problem, act) {
    var form = problem.querySelector(".answer-form");
    var feedback = problem.querySelector(".feedback");
    if (!form || !feedback) return;
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      act(problem, feedback, form);
    });
  }

  problems.forEach(function (problem) {
    if (problem.querySelector("[data-right]")) wake(problem, choices);
  });
  if (window.reckon) {
    window.reckon.then(function (ask) {
      problems.forEach(function (problem) {
        if (ask.alive[1][Number(problem.dataset.problem) - 1] !== "1") return;
        wake(problem, function (problem, feedback, form) { judge(problem, feedback, ask, form.elements.answer.value); });
      });
    }).catch(function () {});
  }
})();
