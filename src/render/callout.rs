//! Callouts and problems as HTML.

use super::body::Renderer;
use super::html::Html;
use crate::document::{Block, BlockKind, Callout, CalloutKind, ListItem};
use crate::lesson::{Answer, Problem};

impl Renderer<'_> {
    pub(super) fn callout(&mut self, html: &mut Html, callout: &Callout) {
        match (callout.kind, self.problem(callout.scope)) {
            (CalloutKind::Problem, Some(problem)) => self.show_problem(html, callout, problem),
            // A problem that could not be understood was reported; an answer outside one too.
            _ => self.aside(html, callout),
        }
    }

    /// A box beside the text: note, theorem, hint and the like.
    fn aside(&mut self, html: &mut Html, callout: &Callout) {
        let (name, class) = kind(callout.kind);
        self.remember(&callout.title);
        let class = format!("box {class}");
        if callout.folded {
            html.open("details", &[("class", &class)]);
            html.open("summary", &[]);
            self.box_title(html, name, callout);
            html.close("summary");
            html.open("div", &[("class", "box-body")]);
            self.blocks(html, &callout.blocks);
            html.close("div");
            html.close("details");
            return;
        }
        self.boxes += 1;
        let id = format!("box-{}", self.boxes);
        html.open("div", &[("class", &class), ("role", "note"), ("aria-labelledby", &id)]);
        html.open("p", &[("class", "box-title"), ("id", &id)]);
        self.box_title(html, name, callout);
        html.close("p");
        self.blocks(html, &callout.blocks);
        html.close("div");
    }

    fn box_title(&mut self, html: &mut Html, name: &str, callout: &Callout) {
        html.element("span", &[("class", "box-kind")], name);
        if !callout.title.is_empty() {
            html.text(" ");
            html.open("span", &[("class", "box-name")]);
            self.inlines(html, &callout.title);
            html.close("span");
        }
    }

    fn show_problem(&mut self, html: &mut Html, callout: &Callout, problem: &Problem) {
        let number = problem.number.to_string();
        let id = format!("problem-{number}");
        let title = format!("{id}-title");
        self.remember(&callout.title);
        html.open("reckon-problem", &[]);
        html.open(
            "div",
            &[
                ("class", "problem"),
                ("id", &id),
                ("role", "group"),
                ("aria-labelledby", &title),
                ("data-problem", &number),
            ],
        );
        html.open("p", &[("class", "box-title"), ("id", &title)]);
        html.element("span", &[("class", "box-kind")], &format!("Problem {number}"));
        if !callout.title.is_empty() {
            html.text(" ");
            html.open("span", &[("class", "box-name")]);
            self.inlines(html, &callout.title);
            html.close("span");
        }
        // Filled by a script once the problem is solved.
        html.element("span", &[("class", "solved"), ("hidden", "")], "✓ solved");
        html.close("p");
        // What is asked, then the field, then what helps: whatever the order in the source.
        let mut asides: Vec<&Callout> = Vec::new();
        for block in &callout.blocks {
            match &block.kind {
                BlockKind::Callout(part) if is_part(part.kind) => asides.push(part),
                BlockKind::List { items, .. } if is_choice(problem, items) => self.choices(html, &id, items),
                _ => self.blocks(html, std::slice::from_ref(block)),
            }
        }
        self.form(html, &id, problem);
        for part in asides.iter().filter(|part| part.kind == CalloutKind::Hint) {
            self.folded_part(html, "hint", "Hint", part, true);
        }
        for part in asides.iter().filter(|part| part.kind == CalloutKind::Solution) {
            self.folded_part(html, "solution", "Worked solution", part, true);
        }
        for part in asides.iter().filter(|part| part.kind == CalloutKind::Answer) {
            self.folded_part(html, "answer", "Answer", part, false);
        }
        if matches!(problem.answer, Answer::Choice) {
            self.choice_answer(html, &callout.blocks);
        }
        let mistakes = asides.iter().filter(|part| part.kind == CalloutKind::Mistake);
        for (index, part) in mistakes.enumerate() {
            self.mistake(html, &id, index, part);
        }
        html.close("div");
        html.close("reckon-problem");
    }

    /// The field and its button; they need a script, which brings them out.
    fn form(&mut self, html: &mut Html, id: &str, problem: &Problem) {
        let (field, feedback) = (format!("{id}-field"), format!("{id}-feedback"));
        html.open("form", &[("class", "answer-form"), ("hidden", "")]);
        if let Answer::Number { unit, .. } = &problem.answer {
            html.open("label", &[("for", &field)]);
            html.text("Your answer");
            if !unit.is_empty() {
                html.element("span", &[("class", "unit")], &format!(" in {unit}"));
            }
            html.close("label");
            html.open(
                "input",
                &[
                    ("id", &field),
                    ("name", "answer"),
                    ("type", "text"),
                    ("autocomplete", "off"),
                    ("autocapitalize", "off"),
                    ("spellcheck", "false"),
                    ("aria-describedby", &feedback),
                ],
            );
        }
        html.element("button", &[("type", "submit")], "Check");
        html.close("form");
        html.element(
            "p",
            &[("class", "needs-script")],
            "Checking an answer needs JavaScript. The right one stands below.",
        );
        html.element("div", &[("class", "feedback"), ("id", &feedback), ("role", "status")], "");
    }

    fn folded_part(&mut self, html: &mut Html, class: &str, name: &str, part: &Callout, search: bool) {
        html.open("details", &[("class", class)]);
        html.open("summary", &[]);
        html.text(name);
        // An answer stands beside its marker, so its title must not be seen before it is asked for.
        let titled = search && !part.title.is_empty();
        if titled {
            html.text(": ");
            let title = self.inlines_without_links(&part.title);
            html.markup(&title);
        }
        html.close("summary");
        html.open("div", &[("class", "box-body")]);
        if !titled && !part.title.is_empty() {
            html.open("p", &[]);
            self.inlines(html, &part.title);
            html.close("p");
        }
        self.blocks(html, &part.blocks);
        html.close("div");
        html.close("details");
    }

    /// What a script tells a learner who falls into the trap; nothing else shows it.
    fn mistake(&mut self, html: &mut Html, id: &str, index: usize, part: &Callout) {
        let before = self.hidden_in.replace(id.to_owned());
        html.open("template", &[("class", "mistake"), ("data-mistake", &index.to_string())]);
        // The mistaken value itself is claimed, so that its proof is in the ledger.
        let mut value = Html::new();
        self.inlines(&mut value, &part.title);
        html.open("div", &[]);
        if part.blocks.is_empty() {
            html.element("p", &[], "Not quite.");
        }
        self.blocks(html, &part.blocks);
        html.close("div");
        html.close("template");
        self.hidden_in = before;
    }

    fn choices(&mut self, html: &mut Html, id: &str, items: &[ListItem]) {
        html.open("fieldset", &[("class", "choices")]);
        html.element("legend", &[], "Mark every right answer");
        for (index, item) in items.iter().enumerate() {
            let input = format!("{id}-choice-{}", index + 1);
            let (sign, text) = (format!("{input}-letter"), format!("{input}-text"));
            let name = format!("{sign} {text}");
            html.open("div", &[("class", "choice")]);
            html.open(
                "input",
                &[("type", "checkbox"), ("id", &input), ("value", &index.to_string()), ("aria-labelledby", &name)],
            );
            html.element("span", &[("class", "letter"), ("id", &sign)], &letter(index));
            let inline = matches!(item.blocks.as_slice(), [Block { kind: BlockKind::Plain(_), .. }]);
            if inline {
                html.open("label", &[("for", &input), ("id", &text)]);
                self.blocks(html, &item.blocks);
                html.close("label");
            } else {
                html.open("div", &[("id", &text)]);
                self.blocks(html, &item.blocks);
                html.close("div");
            }
            html.close("div");
        }
        html.close("fieldset");
    }

    fn choice_answer(&mut self, html: &mut Html, blocks: &[Block]) {
        let right: Vec<usize> = blocks
            .iter()
            .filter_map(|block| match &block.kind {
                BlockKind::List { items, .. } if items.iter().any(|item| item.task.is_some()) => Some(items),
                _ => None,
            })
            .flat_map(|items| {
                items.iter().enumerate().filter(|(_, item)| item.task == Some(true)).map(|(index, _)| index)
            })
            .collect();
        let indices: Vec<String> = right.iter().map(usize::to_string).collect();
        let letters: Vec<String> = right.iter().map(|index| letter(*index)).collect();
        html.open("details", &[("class", "answer"), ("data-right", &indices.join(" "))]);
        html.element("summary", &[], "Answer");
        html.open("div", &[("class", "box-body")]);
        let text = match letters.as_slice() {
            [] => "None of them is right.".to_owned(),
            [one] => format!("{one} is right."),
            [rest @ .., last] => format!("{} and {last} are right.", rest.join(", ")),
        };
        html.element("p", &[], &text);
        html.close("div");
        html.close("details");
    }
}

fn is_part(kind: CalloutKind) -> bool {
    matches!(kind, CalloutKind::Answer | CalloutKind::Mistake | CalloutKind::Hint | CalloutKind::Solution)
}

fn is_choice(problem: &Problem, items: &[ListItem]) -> bool {
    matches!(problem.answer, Answer::Choice) && items.iter().any(|item| item.task.is_some())
}

/// A, B, … Z, then numbers.
fn letter(index: usize) -> String {
    match u8::try_from(index) {
        Ok(index @ 0..26) => char::from(b'A' + index).to_string(),
        _ => (index + 1).to_string(),
    }
}

/// The name and class of a kind.
fn kind(kind: CalloutKind) -> (&'static str, &'static str) {
    match kind {
        CalloutKind::Problem => ("Problem", "example"),
        CalloutKind::Answer => ("Answer", "note"),
        CalloutKind::Mistake => ("Mistake", "warning"),
        CalloutKind::Hint => ("Hint", "tip"),
        CalloutKind::Solution => ("Solution", "note"),
        CalloutKind::Note => ("Note", "note"),
        CalloutKind::Tip => ("Tip", "tip"),
        CalloutKind::Important => ("Important", "important"),
        CalloutKind::Warning => ("Warning", "warning"),
        CalloutKind::Caution => ("Caution", "caution"),
        CalloutKind::Example => ("Example", "example"),
        CalloutKind::Definition => ("Definition", "definition"),
        CalloutKind::Theorem => ("Theorem", "theorem"),
        CalloutKind::Proof => ("Proof", "proof"),
    }
}
