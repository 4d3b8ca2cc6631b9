//! After any sequence of edits, what is built again is, to the byte, what a first build would give.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use reckon::diagnostic::render_json;
use reckon::project::Project;
use reckon::site::{Content, Site};
use reckon::{BuildOptions, Incremental, Outcome, build};
use support::{folder, run, snapshot};

/// A small generator, so that each run does the same.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

const WIDGET: &str = "```widget\ntitle = \"W\"\nvars = { k = { start = 1, min = 0, max = 4, step = 1 } }\n\
    readouts = [\"[1](=k)\"]\n```\n";

/// The files of a course, kept here so that edits need not read them back.
struct Course {
    root: PathBuf,
    random: Random,
    count: usize,
}

impl Course {
    fn lessons(&self) -> Vec<PathBuf> {
        self.files("content").into_iter().filter(|path| path.extension().is_some_and(|end| end == "md")).collect()
    }

    fn files(&self, folder: &str) -> Vec<PathBuf> {
        let walk = walkdir::WalkDir::new(self.root.join(folder)).sort_by_file_name();
        let entries = walk.into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
        entries.map(|entry| entry.into_path()).collect()
    }

    fn write(&self, path: &Path, text: &str) -> PathBuf {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        path.to_owned()
    }

    /// A new lesson's text, mostly right.
    fn lesson(&mut self) -> String {
        self.count += 1;
        let n = self.count;
        let mut front = format!("title = \"Lesson {n}\"\n");
        if self.random.below(3) == 0 {
            front += &format!("order = {}\n", self.random.below(5));
        }
        if self.random.below(6) == 0 {
            front += "draft = true\n";
        }
        if self.random.below(6) == 0 {
            front += &format!("slug = \"s-{}\"\n", self.random.below(40));
        }
        if self.random.below(4) == 0 {
            front += &format!("date = 2026-01-{:02}\nminutes = 7\n", 1 + self.random.below(28));
        }
        let mut text = format!("+++\n{front}+++\n\n## Part {n}\n\nThe sum is [{}](=3+{n}).\n\n", n + 3);
        for _ in 0..self.random.below(4) {
            text += match self.random.below(9) {
                0 => "A formula, $\\frac{1}{2}$, and $x_1$.\n\n",
                1 => "$$\n\\mathbb{E}[X]\n$$\n\n",
                2 => "See [the picture](/pic.txt) and [the other](b.md).\n\n",
                3 => "Shared is [7](=shared).\n\n",
                4 => "With a macro: $\\KL$.\n\n",
                5 => "```rust\nfn main() {}\n```\n\n",
                6 => WIDGET,
                7 => "> [!problem] One\n> What is $1 + 1$?\n>\n> > [!answer] [2](=1+1)\n\n",
                _ => "Plain words.\n\n",
            };
        }
        text
    }

    /// Changes something and says what a watcher would name.
    fn edit(&mut self) -> (String, Vec<PathBuf>) {
        let lessons = self.lessons();
        let lesson = self.random.of(&lessons).clone();
        let text = fs::read_to_string(&lesson).unwrap_or_default();
        let replace = |course: &Self, from: &str, to: &str| vec![course.write(&lesson, &text.replacen(from, to, 1))];
        let folder = ["content", "content/one", "content/two", "content/two/deep"];
        match self.random.below(24) {
            0..=4 => {
                self.count += 1;
                let more = format!("{text}\nMore words {}.\n", self.count);
                ("text".into(), vec![self.write(&lesson, &more)])
            }
            5 => ("a title".into(), replace(self, "title = \"", "title = \"New ")),
            6 => ("a draft".into(), replace(self, "draft = true\n", "")),
            7 => ("a wrong number".into(), replace(self, "The sum is [", "The sum is [1")),
            8 => ("a number put right".into(), replace(self, "The sum is [1", "The sum is [")),
            9 | 10 => {
                let (place, name) = (*self.random.of(&folder), *self.random.of(&["a.md", "b.md", "c.md", "d.md"]));
                let text = self.lesson();
                ("a new lesson".into(), vec![self.write(&self.root.join(place).join(name), &text)])
            }
            11 if lessons.len() > 2 => {
                fs::remove_file(&lesson).unwrap();
                ("a lesson gone".into(), vec![lesson])
            }
            12 => {
                let new = lesson.with_file_name(format!("r{}.md", self.random.below(5)));
                fs::rename(&lesson, &new).unwrap();
                ("a lesson renamed".into(), vec![lesson, new])
            }
            13 => {
                let (from, to) = (self.root.join("content/one"), self.root.join("content/moved"));
                let (from, to) = if from.is_dir() { (from, to) } else { (to, from) };
                if fs::rename(&from, &to).is_err() {
                    self.write(&from.join("a.md"), "+++\ntitle = \"A\"\n+++\n\nx\n");
                }
                ("a folder renamed".into(), vec![from, to])
            }
            14 | 15 => {
                let value = self.random.below(2) + 6;
                let at = self.root.join(self.random.of(&folder)).join("_index.md");
                let text =
                    format!("+++\ntitle = \"Section {value}\"\n+++\n\nText.\n\n```calc\nshared = {value}\n```\n");
                ("a section".into(), vec![self.write(&at, &text)])
            }
            16 => {
                let templates =
                    ["{{ page.title | safe }} {{ page.body | safe }}", "{% if %}", "<p>{{ site.title }}</p>"];
                let at = self.root.join("templates/lesson.html");
                let text = *self.random.of(&templates);
                ("a template".into(), vec![self.write(&at, text)])
            }
            17 => {
                let _ = fs::remove_file(self.root.join("templates/lesson.html"));
                ("no template".into(), vec![self.root.join("templates/lesson.html")])
            }
            18 | 19 => {
                let name = *self.random.of(&["static/pic.txt", "static/style.css", "content/pic.txt"]);
                self.count += 1;
                ("a file".into(), vec![self.write(&self.root.join(name), &format!("/* {} */", self.count))])
            }
            20 => {
                let name = *self.random.of(&["static/pic.txt", "static/style.css", "content/pic.txt"]);
                let _ = fs::remove_file(self.root.join(name));
                ("no file".into(), vec![self.root.join(name)])
            }
            21 | 22 => {
                let macros = *self.random.of(&["", "[macros]\n\"\\\\KL\" = \"D\"\n", "[macros]\n\"\\\\KL\" = \"K\"\n"]);
                let title = *self.random.of(&["title = \"T\"\n", "title = \"U\"\n", "titel = \"x\"\n", ""]);
                let url = *self.random.of(&["base_url = \"https://example.org/x/\"\n", ""]);
                let text = format!("{title}{url}{macros}");
                ("course.toml".into(), vec![self.write(&self.root.join("course.toml"), &text)])
            }
            _ => ("nothing".into(), Vec::new()),
        }
    }

    /// Puts right whatever stays wrong for long.
    fn mend(&mut self) -> Vec<PathBuf> {
        let mut changed = vec![self.write(&self.root.join("content/pic.txt"), "pic")];
        let _ = fs::remove_file(self.root.join("templates/lesson.html"));
        changed.push(self.root.join("templates/lesson.html"));
        let course = "title = \"T\"\nbase_url = \"https://example.org/x/\"\n[macros]\n\"\\\\KL\" = \"D\"\n";
        changed.push(self.write(&self.root.join("course.toml"), course));
        let section = "+++\ntitle = \"All\"\n+++\n\n```calc\nshared = 7\n```\n";
        changed.push(self.write(&self.root.join("content/_index.md"), section));
        for path in self.lessons() {
            let text = fs::read_to_string(&path).unwrap();
            let fine = text.replace("The sum is [1", "The sum is [").replace("b.md", "/_index.md");
            let fine = if path.ends_with("_index.md") { fine.replace("shared = 6", "shared = 7") } else { fine };
            // A number may have begun with a one by itself.
            let fine = match (fine.split_once("](=3+"), fine.find("The sum is [")) {
                (Some((_, rest)), Some(at)) => {
                    let n: usize = rest.split(')').next().unwrap().parse().unwrap();
                    let end = fine.find("](=3+").unwrap();
                    format!("{}{}{}", &fine[..at + 12], n + 3, &fine[end..])
                }
                _ => fine,
            };
            let fine: String = fine.split_inclusive('\n').filter(|line| !line.starts_with("slug")).collect();
            if fine != text {
                changed.push(self.write(&path, &fine));
            }
        }
        changed
    }
}

fn files(site: &Site) -> Vec<(String, Vec<u8>)> {
    let bytes = |content: &Content| content.bytes().expect("readable").into_owned();
    site.files.iter().map(|file| (file.path.clone(), bytes(&file.content))).collect()
}

/// Compares with a first build of the same folder.
fn compare(what: &str, root: &Path, outcome: &Outcome) -> bool {
    let project = Project::open(root).expect("a project");
    let (report, site) = build(&project, &BuildOptions::default());
    let said = |diagnostics: &[_]| diagnostics.iter().map(render_json).collect::<Vec<_>>();
    assert_eq!(said(&outcome.report.diagnostics), said(&report.diagnostics), "after {what}");
    assert_eq!(outcome.report.totals(), report.totals(), "after {what}");
    let well = report.status(false) as u8 == 0;
    assert_eq!(outcome.site.is_some(), well, "after {what}");
    if let Some(built) = &outcome.site {
        let (built, cold) = (files(built), files(&site));
        let paths = |files: &[(String, Vec<u8>)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
        assert_eq!(paths(&built), paths(&cold), "after {what}");
        for ((path, one), (_, other)) in built.iter().zip(&cold) {
            assert!(one == other, "after {what}: `{path}` differs");
        }
    }
    well
}

#[test]
fn two_hundred_random_edits_leave_what_a_first_build_gives() {
    let dir = folder(&[("content/_index.md", "+++\ntitle = \"All\"\n+++\n\n```calc\nshared = 7\n```\n")]);
    let mut course = Course { root: dir.path().to_owned(), random: Random(20_261_124), count: 0 };
    for name in ["a.md", "b.md", "one/a.md", "one/b.md", "two/a.md", "two/deep/a.md"] {
        let text = course.lesson();
        course.write(&course.root.join("content").join(name), &text);
    }
    course.mend();
    let mut incremental = Incremental::new(dir.path(), BuildOptions::default());
    let first = incremental.build(None).expect("a project");
    assert!(compare("nothing", dir.path(), &first), "{:?}", first.report.diagnostics);
    let (mut well, mut wrong) = (0, 0);
    for step in 0..200 {
        let (what, mut changed) = course.edit();
        if wrong >= 5 {
            changed.extend(course.mend());
        }
        let changed: BTreeSet<PathBuf> = changed.into_iter().collect();
        // A watcher that lost track asks for everything.
        let changed = (course.random.below(10) > 0).then_some(changed);
        let outcome = incremental.build(changed.as_ref()).expect("a project");
        match compare(&format!("step {step}, {what}"), dir.path(), &outcome) {
            true => (well, wrong) = (well + 1, 0),
            false => wrong += 1,
        }
    }
    assert!(well >= 50, "only {well} of 200 states were right");
}

#[test]
fn what_did_not_change_is_shared_with_the_build_before() {
    let dir = folder(&[
        ("content/a.md", "+++\ntitle = \"A\"\n+++\n\nThe formula $x$.\n"),
        ("content/b.md", "+++\ntitle = \"B\"\n+++\n\nText.\n"),
        ("content/c.md", "+++\ntitle = \"C\"\n+++\n\nText.\n"),
    ]);
    let mut incremental = Incremental::new(dir.path(), BuildOptions::default());
    let before = incremental.build(None).expect("a project").site.expect("all well");
    let path = dir.path().join("content/a.md");
    fs::write(&path, "+++\ntitle = \"A\"\n+++\n\nThe formula $y$.\n").expect("written");
    let changed = BTreeSet::from([path.clone()]);
    let after = incremental.build(Some(&changed)).expect("a project").site.expect("all well");
    let differ = |before: &Site, after: &Site| -> Vec<String> {
        let pairs = before.files.iter().zip(&after.files);
        pairs.filter(|(one, other)| !one.content.is_same(&other.content)).map(|(one, _)| one.path.clone()).collect()
    };
    assert_eq!(differ(&before, &after), ["a/index.html", "search-index.js"]);
    // A new title shows in the navigation of the neighbours, in the lists of lessons and in the search.
    fs::write(&path, "+++\ntitle = \"New\"\n+++\n\nThe formula $y$.\n").expect("written");
    let last = incremental.build(Some(&changed)).expect("a project").site.expect("all well");
    assert_eq!(differ(&after, &last), ["404.html", "a/index.html", "b/index.html", "index.html", "search-index.js"]);
}

#[test]
fn a_second_build_of_the_same_proves_the_claims_again_and_writes_nothing() {
    use std::os::unix::fs::MetadataExt;
    let dir = folder(&[("content/a.md", "+++\ntitle = \"A\"\n+++\n\nThe sum is [5](=2+3).\n"), ("static/x.txt", "x")]);
    let out = dir.path().join("public");
    let inode = || fs::metadata(out.join("a/index.html")).expect("a page").ino();
    let build = |arguments: &[&str], status| run(dir.path(), &[&["build"], arguments].concat()).expect(status);
    build(&[], 0);
    let (first, number) = (snapshot(&out), inode());
    let again = build(&[], 0);
    assert!(again.stdout.starts_with("1 claims: 1 proved in"), "{}", again.stdout);
    assert_eq!(inode(), number, "nothing was written");
    // What the site is made from tells, and so does a file that is missing.
    fs::write(dir.path().join("static/x.txt"), "y").expect("written");
    build(&[], 0);
    assert_ne!(inode(), number);
    assert_eq!(fs::read_to_string(out.join("x.txt")).expect("there"), "y");
    fs::write(dir.path().join("static/x.txt"), "x").expect("written");
    build(&["--drafts"], 0);
    let number = inode();
    build(&[], 0);
    assert_ne!(inode(), number, "other options");
    assert!(snapshot(&out) == first, "the same bytes as the first time, manifest included");
    fs::remove_file(out.join("x.txt")).expect("removed");
    build(&[], 0);
    assert!(snapshot(&out) == first, "whole again");
    // A manifest is believed in nothing but the pages.
    fs::write(dir.path().join("content/a.md"), "+++\ntitle = \"A\"\n+++\n\nThe sum is [6](=2+3).\n").expect("written");
    build(&[], 1);
    assert!(snapshot(&out) == first, "as it was");
}
