//! Problems: what a learner may type, the feedback on each mistake, hints, choices, and progress.

use serde_json::json;

use crate::support::browser::Browser;
use crate::{AFTER, BEFORE, LESSON, alive, open};

const PROGRESS: &str = "document.querySelector('.progress').textContent";

fn progress(browser: &mut Browser) -> String {
    browser.eval(PROGRESS).as_str().unwrap_or("").to_owned()
}

#[test]
fn an_answer_may_be_typed_in_many_forms() {
    let Some((mut browser, origin)) = open(LESSON) else { return };
    for (problem, text, kind) in [
        (2, "1.737", "right"),
        (2, " 1.737 bits ", "right"),
        (2, "1,737", "right"),
        (2, "1.73697", "right"),
        (2, "1.204 nats", "right"),
        (2, "-0.5*log2(0.9) - 0.5*log2(0.1)", "right"),
        (2, "H(P, Q)", "right"),
        (2, "1.736", "wrong"),
        (2, "2", "wrong"),
        (2, "-1.737", "wrong"),
        (2, "1737", "wrong"),
        (2, "1.74", "near"),
        (2, "", "near"),
        (2, "   ", "near"),
        (2, "rubbish!", "near"),
        (2, "1.7.3.7", "near"),
        (2, "<b>1</b>", "near"),
        (2, "1/0", "near"),
        (2, "[1, 2]", "near"),
        (1, "1", "right"),
        (1, "2/2", "right"),
        (1, "100%", "right"),
        (1, "1.000", "right"),
        (1, "-log2(0.5)", "right"),
        (1, "3/4", "wrong"),
    ] {
        let feedback = browser.answer(problem, text);
        assert!(feedback.starts_with(&format!("feedback {kind}")), "{text:?}: {feedback}");
        // What was typed never becomes markup, and no word of the program's own comes through.
        assert!(!feedback.contains("undefined") && !feedback.contains("NaN"), "{text:?}: {feedback}");
    }
    assert_eq!(browser.eval("document.querySelectorAll('.feedback b').length"), json!(0));
    assert_eq!(browser.complaints(&origin), Vec::<String>::new());
}

/// Types what each author's answer and mistake states, as the page's data hold it.
const EACH: &str = "(async () => {
    const told = [];
    for (const [index, problem] of JSON.parse(document.getElementById('page-data').textContent)[3].entries()) {
        if (!problem.length) continue;
        const box = document.querySelector(`[data-problem='${index + 1}']`), field = box.querySelector('input[name=answer]');
        const words = node => node.textContent.replace(/\\s+/g, ' ').trim();
        const tell = async text => {
            const feedback = box.querySelector('.feedback');
            feedback.textContent = '';
            field.value = text;
            box.querySelector('.answer-form button').click();
            for (let n = 0; n < 1000 && !feedback.textContent; n++) await new Promise(on => setTimeout(on, 10));
            return [feedback.className, words(feedback)];
        };
        for (const [at, mistake] of problem[3].entries()) {
            const template = box.querySelector(`template[data-mistake='${at}']`);
            told.push([index + 1, mistake[1], await tell(mistake[1]), words(template.content)]);
        }
        told.push([index + 1, problem[2][1], await tell(problem[2][1]), 'Right.']);
    }
    return told;
})()";

#[test]
fn each_mistake_gets_its_own_feedback() {
    let mut count = 0;
    for lesson in [LESSON, BEFORE, AFTER] {
        let Some((mut browser, _)) = open(lesson) else { return };
        for told in browser.eval(EACH).as_array().expect("a list") {
            let kind = if told[3] == "Right." { "feedback right" } else { "feedback wrong" };
            assert_eq!(told[2], json!([kind, told[3]]), "{lesson}, problem {}: {}", told[0], told[1]);
            assert!(told[3].as_str().is_some_and(|text| text.len() > 5), "{told}");
            count += usize::from(told[3] != "Right.");
        }
    }
    assert!(count >= 20, "only {count} mistakes were made");
}

#[test]
fn a_problem_is_solved_by_the_keyboard_and_told_to_those_who_listen() {
    let Some((mut browser, _)) = open(LESSON) else { return };
    browser.eval("document.querySelector('#problem-2 input[name=answer]').focus()");
    browser.type_text("0.737");
    browser.key("Enter");
    let facts = "(() => { const p = document.getElementById('problem-2'), f = p.querySelector('.feedback'); \
                 const field = p.querySelector('input[name=answer]'); return [f.getAttribute('role'), f.id === \
                 field.getAttribute('aria-describedby'), field.getAttribute('aria-invalid'), \
                 field.labels[0].textContent, p.querySelector('.solved').hidden]; })()";
    assert_eq!(browser.eval(facts), json!(["status", true, "true", "Your answer in bits", true]));
    browser.eval("document.activeElement.select()");
    browser.type_text("1.737");
    browser.key("Enter");
    assert_eq!(browser.eval(facts), json!(["status", true, "false", "Your answer in bits", false]));
    // Hint, solution and answer are folded until they are asked for.
    for part in ["hint", "solution", "answer"] {
        let open = format!("document.querySelector('#problem-1 details.{part}').open");
        assert_eq!(browser.eval(&open), json!(false));
        browser.eval(&format!("document.querySelector('#problem-1 details.{part} summary').focus()"));
        browser.key("Enter");
        assert_eq!(browser.eval(&open), json!(true), "{part}");
    }
}

#[test]
fn choices_are_compared_with_what_is_right() {
    let Some((mut browser, _)) = open(BEFORE) else { return };
    let problem = "document.querySelector('[data-right]').closest('[data-problem]')";
    let mut check = |marked: &[usize]| {
        let script = format!(
            "(() => {{ const p = {problem}; p.querySelectorAll('.choices input').forEach((box, at) => {{ if (box.checked !== \
             {marked:?}.includes(at)) box.click(); }}); p.querySelector('.answer-form button').click(); \
             const f = p.querySelector('.feedback'); return f.className + ': ' + f.textContent; }})()"
        );
        browser.eval(&script).as_str().unwrap_or("").to_owned()
    };
    assert!(check(&[]).starts_with("feedback near: Mark at least one."));
    assert!(check(&[0]).starts_with("feedback wrong: Not all"));
    assert!(check(&[0, 2]).starts_with("feedback wrong: Not all"));
    assert_eq!(check(&[2]), "feedback right: Right.");
}

#[test]
fn progress_is_kept_and_the_end_is_celebrated() {
    let Some((mut browser, origin)) = open(LESSON) else { return };
    assert_eq!(progress(&mut browser), "0 / 3 problems solved");
    browser.answer(2, "1.737");
    browser.answer(2, "1.737");
    assert_eq!(progress(&mut browser), "1 / 3 problems solved");
    browser.call("Page.reload", json!({}));
    browser
        .until("document.readyState === 'complete' && performance.getEntriesByType('navigation')[0].type === 'reload'");
    alive(&mut browser);
    assert_eq!(progress(&mut browser), "1 / 3 problems solved");
    let solved = "Array.from(document.querySelectorAll('.solved'), mark => !mark.hidden)";
    assert_eq!(browser.eval(solved), json!([false, true, false]));
    // The course shows how far it got.
    browser.open(&format!("{origin}/basics/index.html"));
    let marks = "Array.from(document.querySelectorAll('.lessons .done'), mark => mark.textContent)";
    assert_eq!(browser.eval(marks), json!(["1 / 3 problems solved"]));
    browser.open(&format!("{origin}{LESSON}"));
    alive(&mut browser);
    browser.answer(1, "1");
    browser.answer(3, "0.737");
    assert!(progress(&mut browser).starts_with("3 / 3") && progress(&mut browser).contains("Well done"));
    assert_eq!(browser.eval("document.querySelector('.progress').matches('.complete[role=status]')"), json!(true));
    // What somebody else wrote into the storage does no harm.
    for kept in ["nonsense", "{\"solved\": \"all\"}", "{\"solved\": [7, -1, 2.5, 2, 2]}", "null"] {
        browser.eval(&format!("for (const key of Object.keys(localStorage)) localStorage.setItem(key, {kept:?})"));
        browser.open(&format!("{origin}{LESSON}?again"));
        alive(&mut browser);
        let expected = if kept.contains('7') { "1 / 3 problems solved" } else { "0 / 3 problems solved" };
        assert_eq!(progress(&mut browser), expected, "{kept}");
    }
    assert_eq!(browser.complaints(&origin), Vec::<String>::new());
}
