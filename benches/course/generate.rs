//! Courses to build: one of our own with everything, and one of plain Markdown turned into ours.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Lessons in a section.
const SECTION: usize = 50;

const WORDS: &[&str] = &[
    "a", "model", "that", "spends", "bits", "on", "rare", "letters", "learns", "the", "source", "slowly", "and", "its",
    "surprise", "shrinks", "while", "every", "guess", "costs", "what", "truth", "would", "not", "in", "long",
    "messages", "where", "averages", "settle", "near", "their", "mean", "so", "codes", "stay", "short",
];

/// Formulas that many lessons share.
const SHARED: &[&str] = &[
    r"H(P)",
    r"x_i",
    r"P(x)",
    r"\log_2 \frac{1}{p}",
    r"\sum_x P(x) \log_2 \frac{P(x)}{Q(x)}",
    r"\mu",
    r"\sigma^2",
    r"\mathbb{E}[X]",
    r"D_{\mathrm{KL}}(P \,\|\, Q) \ge 0",
    r"\sqrt{n}",
    r"\hat{\theta}_n \to \theta",
];

/// A generator of numbers that does the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn sentence(&mut self, n: usize, formulas: usize) -> String {
        let mut text = String::from("Here");
        for place in 0..24 {
            text.push(' ');
            text.push_str(WORDS[self.below(WORDS.len())]);
            if place % 8 < formulas {
                let formula = if self.below(2) == 0 {
                    SHARED[self.below(SHARED.len())].to_owned()
                } else {
                    format!(r"\frac{{{}}}{{{n}}} + x_{{{}}}", self.below(1000), self.below(1000))
                };
                let _ = write!(text, " ${formula}$");
            }
        }
        text + ". "
    }
}

/// Writes a course of `lessons` lessons: prose, formulas (half shared, half unique), claims,
/// integrals, a problem and now and then a widget.
pub(crate) fn course(root: &Path, lessons: usize) {
    fs::create_dir_all(root.join("content")).expect("a folder");
    fs::write(root.join("course.toml"), "title = \"A long course\"\n").expect("written");
    for n in 0..lessons {
        let folder = root.join(format!("content/part-{:03}", n / SECTION));
        if n % SECTION == 0 {
            fs::create_dir_all(&folder).expect("a folder");
            let text =
                "+++\ntitle = \"A part\"\n+++\n\nWhat it is about.\n\n```calc\nfair = pmf(h: 0.5, t: 0.5)\n```\n";
            fs::write(folder.join("_index.md"), text).expect("written");
        }
        fs::write(folder.join(format!("lesson-{n:05}.md")), lesson(n + 1)).expect("written");
    }
}

fn lesson(n: usize) -> String {
    let mut random = Random(n as u64);
    let mut text = format!("+++\ntitle = \"Lesson {n}\"\norder = {n}\nminutes = 10\n+++\n\n");
    // A mean near zero has a divergence that three decimals can't state.
    let (a, b) = (1 + random.below(98), 20 + random.below(79));
    let _ =
        write!(text, "```calc\na = {a}/100\nP = pmf(x: {a}/100, y: 1 - {a}/100)\nbump = normal({b}/50, 1)\n```\n\n");
    for part in 0..8 {
        let _ = write!(text, "## Part {part} of lesson {n}\n\n");
        for _ in 0..4 {
            text += &random.sentence(n, 1);
        }
        text.push_str("\n\n");
        if part < 2 {
            let unique = random.below(100_000);
            let _ = write!(text, "$$\n\\sum_{{i=1}}^{{{n}}} \\frac{{x_i + {unique}}}{{n}} = \\mu\n$$\n\n");
        }
    }
    let p = a as f64 / 100.0;
    let h = -p * libm::log2(p) - (1.0 - p) * libm::log2(1.0 - p);
    let m = b as f64 / 50.0;
    let _ = write!(
        text,
        "The chance is [{a}%](=P(x)), the rest [{}%](=P(y)), the entropy [{h:.3} bits](=H(P)) and at most \
         [1 bit](=H(fair)). The sum is [{}](= \"sum(k in 1..100: k)\"), the mean [{m:.2}](=mean(bump)), and the \
         divergence [{:.3} nats](= \"KL(bump, normal(0, 1))\"); the mass [1.000](= \"integral(x in {}..{}: bump(x))\").\n\n",
        100 - a,
        5050,
        m * m / 2.0,
        b as f64 / 50.0 - 8.0,
        b as f64 / 50.0 + 8.0,
    );
    let _ = write!(text, "> [!problem] Your turn\n> What is ${n} + 1$?\n>\n> > [!answer] [{}](={n}+1)\n\n", n + 1);
    if n.is_multiple_of(5) {
        text += "```widget\ntitle = \"A slope\"\nvars = { k = { start = 1, min = 0, max = 4, step = 0.1 } }\n\
            readouts = [\"$k$ [1.00](=k)\"]\n[[view]]\nkind = \"curves\"\nx = [-2, 2]\n\
            of = [{ f = \"bump\", label = \"bump\", color = \"truth\" }]\n```\n";
    }
    text
}

/// Copies a course of plain Markdown into one of ours; returns how many lessons there are.
pub(crate) fn from_plain(plain: &Path, root: &Path) -> usize {
    fs::create_dir_all(root.join("content")).expect("a folder");
    let mut lessons = 0;
    for entry in fs::read_dir(plain).expect("a folder") {
        let path = entry.expect("readable").path();
        let name = path.file_name().unwrap_or_default().to_owned();
        // The first page of others carries their own settings.
        if path.extension().is_none_or(|end| end != "md") || name == "_index.md" {
            continue;
        }
        let text = fs::read_to_string(&path).expect("UTF-8").replacen("\nweight = ", "\norder = ", 1);
        fs::write(root.join("content").join(name), text).expect("written");
        lessons += 1;
    }
    lessons
}

/// A lesson in the middle.
pub(crate) fn some_lesson(root: &Path) -> PathBuf {
    let mut folder = root.join("content");
    loop {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("readable").path()).collect();
        entries.sort();
        entries.retain(|path| !path.ends_with("_index.md"));
        let middle = entries.swap_remove(entries.len() / 2);
        if middle.is_file() {
            return middle;
        }
        folder = middle;
    }
}
