use std::fs;
use std::os::unix::fs::symlink;

use super::*;
use crate::diagnostic::Diagnostics;
use crate::failure::Status;

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let file = dir.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    dir
}

fn paths(project: &Project) -> Vec<&str> {
    project.lessons.iter().map(|lesson| lesson.path.as_str()).collect()
}

fn faults(project: &Project) -> Vec<String> {
    let name = |fault: &Diagnostic| {
        let path = fault.place.as_ref().map_or("", |place| place.source.path());
        let root = project.root.to_str().unwrap();
        format!("{} {}: {}", fault.code.name(), path.trim_start_matches(root).trim_start_matches('/'), fault.message)
    };
    project.faults.iter().map(name).collect()
}

#[test]
fn a_course_is_read_in_bytewise_order() {
    let dir = folder(&[
        ("course.toml", b"title = 'T'\nsections = ['b']\n"),
        ("content/_index.md", b"+++\n+++\n"),
        ("content/b/two.md", b"2"),
        ("content/b/_index.md", b"s"),
        ("content/a/Z.md", b"z"),
        ("content/a/figure.png", b"png"),
        ("content/.hidden.md", b"h"),
        ("content/.git/x.md", b"h"),
        ("templates/lesson.html", b"<p>"),
        ("static/.nojekyll", b""),
        ("static/fonts/a.woff2", b"\xff\xfe"),
        ("outside.md", b"not in content"),
    ]);
    let project = Project::open(dir.path()).unwrap();
    assert_eq!(faults(&project), Vec::<String>::new());
    assert_eq!(paths(&project), ["_index.md", "a/Z.md", "b/_index.md", "b/two.md"]);
    assert!(project.lessons.iter().all(|lesson| lesson.selected));
    assert_eq!(project.course.title.as_deref(), Some("T"));
    assert_eq!(project.assets.keys().collect::<Vec<_>>(), ["a/figure.png"]);
    assert_eq!(project.templates["lesson.html"].text(), "<p>");
    assert_eq!(project.statics.keys().collect::<Vec<_>>(), [".nojekyll", "fonts/a.woff2"]);
    assert_eq!(project.statics["fonts/a.woff2"].read().unwrap(), b"\xff\xfe");
    assert!(project.has_lesson("a/Z.md") && !project.has_lesson("a/z.md"));
}

#[test]
fn a_lesson_in_a_course_brings_the_course_along() {
    let dir = folder(&[("content/s/_index.md", b"s"), ("content/s/a.md", b"a"), ("content/b.md", b"b")]);
    let projects = Project::open_all(&[dir.path().join("content/s/a.md"), dir.path().join("content/b.md")]).unwrap();
    assert_eq!(projects.len(), 1);
    assert_eq!(paths(&projects[0]), ["b.md", "s/_index.md", "s/a.md"]);
    let selected: Vec<_> = projects[0].lessons.iter().map(|lesson| lesson.selected).collect();
    assert_eq!(selected, [true, false, true]);
    let section = Project::open_all(&[dir.path().join("content/s")]).unwrap();
    assert_eq!(section[0].lessons.iter().filter(|lesson| lesson.selected).count(), 2);
    assert!(Project::open(&dir.path().join("content/s")).unwrap().lessons.iter().all(|lesson| lesson.selected));
}

#[test]
fn a_folder_of_lessons_and_a_lone_lesson_need_no_course() {
    let dir = folder(&[
        ("a.md", b"a"),
        ("sub/b.md", b"b"),
        ("sub/c.png", b"c"),
        ("public/.reckon-manifest.json", b"{}"),
        ("public/old.md", b"an earlier build wrote this"),
    ]);
    let project = Project::open(dir.path()).unwrap();
    assert_eq!(paths(&project), ["a.md", "sub/b.md"]);
    let lone = Project::open(&dir.path().join("a.md")).unwrap();
    assert_eq!(paths(&lone), ["a.md"]);
    assert!(lone.has_lesson("sub/b.md"));
    assert!(lone.asset("sub/c.png").is_some());
    assert!(lone.asset("../a.png").is_none() && lone.asset("sub/b.md").is_none() && lone.asset("sub").is_none());
}

#[test]
fn what_holds_no_lesson_fails() {
    let dir = folder(&[("content/a.txt", b"a"), ("lessons/x.txt", b"")]);
    assert!(faults(&Project::open(dir.path()).unwrap())[0].starts_with("no-lesson"));
    let lessons = Project::open_all(&[dir.path().join("lessons")]).unwrap();
    assert!(faults(&lessons[0])[0].starts_with("no-lesson"));
    let selection = Project::open_all(&[dir.path().join("content")]).unwrap();
    assert!(faults(&selection[0])[0].starts_with("no-lesson"));
}

#[test]
fn a_path_that_does_not_exist_is_bad_usage() {
    let dir = folder(&[("a.txt", b"a"), ("a.md", b"")]);
    for wrong in ["none.md", "none/", "a.txt", "a.md/b.md"] {
        assert_eq!(Project::open(&dir.path().join(wrong)).unwrap_err().status, Status::Usage, "{wrong}");
    }
}

#[test]
fn links_out_of_the_project_and_special_files_are_refused() {
    let outside = folder(&[("secret.md", b"secret"), ("dir/x.md", b"x")]);
    let dir = folder(&[("content/a.md", b"a"), ("content/sub/b.md", b"b")]);
    let content = dir.path().join("content");
    symlink(outside.path().join("secret.md"), content.join("link.md")).unwrap();
    symlink(outside.path().join("dir"), content.join("linked")).unwrap();
    symlink("nowhere.md", content.join("dangling.md")).unwrap();
    symlink("user@host.123", content.join(".#a.md")).unwrap();
    symlink("..", content.join("sub/up")).unwrap();
    symlink("a.md", content.join("inside.md")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, content.join("pipe.md"), rustix::fs::Mode::RWXU).unwrap();
    let project = Project::open(dir.path()).unwrap();
    assert_eq!(paths(&project), ["a.md", "inside.md", "sub/b.md"]);
    let mut faults = faults(&project);
    faults.sort();
    let expected = [
        "file content/dangling.md: a symbolic link leads nowhere",
        "file content/link.md: a symbolic link leads out of the project",
        "file content/linked: a symbolic link leads out of the project",
        "file content/pipe.md: a named pipe can't be part of a course",
        "file content/sub/up: a symbolic link leads back to a folder around it",
    ];
    assert_eq!(faults, expected);
}

#[test]
fn texts_are_utf_8_without_nul_and_of_bounded_size() {
    let large = vec![b'a'; read::LESSON_LIMIT as usize + 1];
    let dir = folder(&[
        ("content/a.md", b"ok \xff\n"),
        ("content/b.md", b"a\0b"),
        ("content/c.md", &large),
        ("content/d.md", b"\xef\xbb\xbf+++\n"),
    ]);
    let project = Project::open(dir.path()).unwrap();
    let expected = [
        "file content/a.md: the file is not UTF-8",
        "file content/b.md: the file holds a NUL character",
        "file content/c.md: the file is too large",
    ];
    assert_eq!(faults(&project), expected);
    assert_eq!(project.faults[0].place.as_ref().unwrap().span, Span::new(3, 6));
    assert_eq!(project.faults[0].label.as_deref(), Some("the byte 0xff at offset 3"));
    assert!(project.lessons[0].bom && project.lessons[0].source.text() == "+++\n");
}

#[test]
fn sections_in_order_exist() {
    let dir = folder(&[("course.toml", b"sections = ['basics', 'basic']\n"), ("content/basics/a.md", b"")]);
    let project = Project::open(dir.path()).unwrap();
    assert_eq!(faults(&project), ["course course.toml: there is no section `basic`"]);
    assert_eq!(project.faults[0].help.as_deref(), Some("did you mean `basics`?"));
}

/// Addresses of the lessons, and the faults with the text that they point at.
fn addresses(files: &[(&str, &[u8])], slugs: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let dir = folder(files);
    let project = Project::open(dir.path()).unwrap();
    let slug = |lesson: &LessonFile| slugs.iter().find(|(path, _)| *path == lesson.path).map(|(_, slug)| *slug);
    let slugs: Vec<Option<&str>> = project.lessons.iter().map(slug).collect();
    let mut sink = Diagnostics::default();
    let addresses = project.addresses(&mut sink, &slugs);
    let shown = |fault: Diagnostic| {
        let place = fault.place.unwrap();
        format!("{}: {}", fault.message, place.source.slice(place.span))
    };
    (addresses.lessons, sink.into_sorted().into_iter().map(shown).collect())
}

#[test]
fn addresses_come_from_files_and_front_matter() {
    let files: &[(&str, &[u8])] = &[
        ("content/_index.md", b""),
        ("content/Basic Ideas/_index.md", b""),
        ("content/Basic Ideas/01 Two  pmfs!.md", b""),
        ("content/Basic Ideas/Größe.md", b""),
        ("content/more/x.md", b"+++\nslug = \"y\"\n+++\n"),
    ];
    let (lessons, faults) = addresses(files, &[("more/x.md", "y"), ("Basic Ideas/_index.md", "basics")]);
    assert_eq!(faults, Vec::<String>::new());
    assert_eq!(lessons, ["basics/01-two-pmfs", "basics/größe", "basics", "", "more/y"]);
}

#[test]
fn slugs_that_are_not_allowed_are_reported_where_they_stand() {
    for slug in ["../x", "a/b", "..", ".", "", "a b", "con", "NUL.txt", "com1", "assets", "404", "x\u{0}", "a\\b", "é?"]
    {
        let text = format!("+++\nslug = '{slug}'\n+++\n");
        let (lessons, faults) = addresses(&[("content/a.md", text.replace('\0', "?").as_bytes())], &[("a.md", slug)]);
        assert_eq!(lessons, ["a"], "{slug:?}");
        assert_eq!(faults.len(), 1, "{slug:?}");
        assert!(faults[0].starts_with("the address ") && faults[0].contains(": '"), "{faults:?}");
    }
    let (_, faults) = addresses(&[("content/con.md", b"x"), ("content/sub/404.md", b"x")], &[]);
    assert_eq!(faults, ["the address `con` is not allowed: "]);
}

#[test]
fn addresses_that_differ_only_in_case_or_normal_form_collide() {
    let cases: &[(&[&str], &str)] = &[
        (&["content/Intro.md", "content/intro.md"], "two pages share an address: "),
        (&["content/caf\u{e9}.md", "content/cafe\u{301}.md"], "two pages share an address: "),
        (&["content/a.md", "content/a/b.md"], "two pages share an address: "),
        (&["content/a.md", "content/a/_index.md"], "two pages share an address: "),
        (&["content/A/x.md", "content/a/y.md"], "the folder `A` and the folder `a` share an address: "),
        (&["content/a.md", "content/a/index.html"], "a file would take the place of the page of"),
        (&["content/a.md", "content/F.png", "content/f.png"], "differ only in letter case"),
    ];
    for (files, problem) in cases {
        let files: Vec<(&str, &[u8])> = files.iter().map(|file| (*file, b"".as_slice())).collect();
        let (_, faults) = addresses(&files, &[]);
        assert!(faults.iter().any(|fault| fault.contains(problem)), "{files:?} {faults:?}");
    }
    let (lessons, faults) = addresses(&[("content/a.md", b""), ("content/b.md", b"")], &[("b.md", "A")]);
    assert_eq!((lessons, faults.len()), (vec!["a".into(), "A".into()], 1));
}
