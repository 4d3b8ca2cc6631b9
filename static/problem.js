// <reckon-problem>: what a learner answers is judged by the core; choices are compared with what is marked.
(function () {
  "use strict";

  class ReckonProblem extends HTMLElement {
    connectedCallback() {
      if (this.box) return;
      this.box = this.querySelector("[data-problem]");
      this.form = this.querySelector(".answer-form");
      this.feedback = this.querySelector(".feedback");
      this.note = this.querySelector(".needs-script");
      if (!this.box || !this.form || !this.feedback) return;
      this.number = Number(this.box.dataset.problem);
      const marked = this.querySelector("[data-right]");
      if (marked) {
        this.wake(() => this.compare(marked.dataset.right.split(" ").filter(Boolean)));
        return;
      }
      const core = window.reckon || Promise.reject(new Error("its calculator did not load."));
      core.then(
        (ask) => {
          if (ask.alive[1][this.number - 1] !== "1") this.excuse("its calculator can’t read this problem.");
          else this.wake(() => ask.judge(String(this.number - 1), this.form.elements.answer.value).then((said) => this.judge(said)));
        },
        (error) => this.excuse(error.message),
      );
    }

    /** The problem stays a printed one, and says why. */
    excuse(reason) {
      if (this.note) this.note.textContent = "Answers can’t be checked here: " + reason + " The right one stands below.";
    }

    wake(check) {
      if (this.note) this.note.remove();
      this.form.hidden = false;
      // Not on submit: a sandboxed frame submits nothing. Enter in the field presses the button too.
      this.form.querySelector("button").addEventListener("click", (event) => {
        event.preventDefault();
        check();
      });
    }

    judge([verdict, detail]) {
      switch (verdict) {
        case "right": return this.solve();
        case "short": return this.say("near", "So far that is right. The answer has " + detail + ".");
        case "unread": return this.say("near", detail);
        case "mistake": {
          const template = this.querySelector(`template[data-mistake="${detail}"]`);
          return template ? this.say("wrong", template.content.cloneNode(true)) : this.wrong("Not quite.");
        }
        default: return this.wrong("That is not it.");
      }
    }

    compare(wanted) {
      const boxes = Array.from(this.querySelectorAll('.choices input[type="checkbox"]'));
      const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
      const missing = wanted.some((value) => !chosen.includes(value));
      const extra = chosen.some((value) => !wanted.includes(value));
      if (!missing && !extra) this.solve();
      else if (chosen.length === 0) this.say("near", "Mark at least one.");
      else if (!extra) this.wrong("What you marked is right, but something is missing.");
      else this.wrong("Not all that you marked is right.");
    }

    solve() {
      this.say("right", "Right.");
      this.querySelectorAll(".solved").forEach((mark) => { mark.hidden = false; });
      document.dispatchEvent(new CustomEvent("reckon:solved", { detail: this.number }));
    }

    wrong(plain) {
      const hint = this.querySelector("details.hint:not([open])");
      this.say("wrong", plain + (hint ? " The hint may help." : " Try again."));
    }

    /** Tells something in the live region; the colour only repeats what the words say. */
    say(kind, content) {
      this.feedback.className = "feedback " + kind;
      if (typeof content === "string") {
        const line = document.createElement("p");
        line.textContent = content;
        content = line;
      }
      this.feedback.replaceChildren(content);
      const field = this.form.elements.answer;
      if (field) field.setAttribute("aria-invalid", String(kind !== "right"));
    }
  }

  customElements.define("reckon-problem", ReckonProblem);
})();
