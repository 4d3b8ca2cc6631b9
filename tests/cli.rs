//! The command as its users meet it: exit statuses, streams, and what happens to the output folder.

mod support;

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use support::{Run, folder, reckon, run, snapshot};

const LESSON: &str = "+++\ntitle = \"Halves\"\n+++\n\nOne half is [0.5](=1/2).\n";

fn course() -> tempfile::TempDir {
    folder(&[("course.toml", "title = \"Course\"\n"), ("content/halves.md", LESSON)])
}

#[test]
fn help_and_version_are_results() {
    let dir = folder(&[]);
    for arguments in [["--help"], ["--version"], ["help"]] {
        let run = run(dir.path(), &arguments).expect(0);
        assert!(run.stdout.contains("reckon") && run.stderr.is_empty());
    }
}

#[test]
fn bad_usage_is_2() {
    let dir = folder(&[("a.md", LESSON), ("a.txt", ""), ("sub/b.md", LESSON)]);
    let cases: &[&[&str]] = &[
        &[],
        &["chek"],
        &["check", "--formt", "json"],
        &["check", "--format", "xml"],
        &["check", "none.md"],
        &["check", "a.md", "none/"],
        &["check", "a.txt"],
        &["build", "none"],
        &["build", "--base-url", "javascript:alert(1)"],
        &["build", "--out", "."],
        &["build", "--out", ".."],
        &["build", "sub", "--out", "sub"],
        &["fix", "-"],
        &["eval"],
        &["eval", "1", "--lesson", "sub"],
        &["explain", "claim-refute"],
        &["new", "."],
    ];
    let before = snapshot(dir.path());
    for arguments in cases {
        let run = run(dir.path(), arguments).expect(2);
        assert!(run.stdout.is_empty() && !run.stderr.is_empty(), "{arguments:?}");
    }
    assert_eq!(snapshot(dir.path()), before);
}

#[test]
fn a_wrong_course_toml_is_2_and_lessons_are_checked_all_the_same() {
    let dir = folder(&[("course.toml", "titel = \"x\"\n"), ("content/a.md", "\0")]);
    for command in ["check", "build"] {
        let run = run(dir.path(), &[command]).expect(2);
        assert!(run.stderr.contains("error[course]: unknown key `titel`\n --> course.toml:1:1\n"), "{}", run.stderr);
        assert!(run.stderr.contains("error[file]"), "{}", run.stderr);
    }
}

#[test]
fn a_check_that_finds_no_lesson_fails() {
    let dir = folder(&[("content/a.txt", "")]);
    for command in ["check", "build"] {
        let run = run(dir.path(), &[command]).expect(1);
        assert!(run.stderr.starts_with("error[no-lesson]: no lesson in `.`\n"), "{}", run.stderr);
    }
    assert!(!dir.path().join("public").exists());
}

#[test]
fn messages_name_files_as_the_user_reaches_them() {
    let dir = folder(&[("course/content/s/a.md", "a\0\n")]);
    let root = dir.path().to_str().unwrap();
    let cases = [
        (".", "course", "course/content/s/a.md"),
        (".", "./course/", "course/content/s/a.md"),
        (".", "course/content/s/a.md", "course/content/s/a.md"),
        ("course", ".", "content/s/a.md"),
        ("course/content/s", "a.md", "../../content/s/a.md"),
        ("/", root, &format!("{root}/course/content/s/a.md")),
    ];
    for (from, path, name) in cases {
        let run = run(&dir.path().join(from), &["check", path]).expect(1);
        assert!(run.stderr.contains(&format!("--> {name}:1:2\n")), "{from} {path}: {}", run.stderr);
    }
}

#[test]
fn json_is_one_object_on_standard_output() {
    let dir = folder(&[("a.md", "x\u{1}\0")]);
    let run = run(dir.path(), &["check", "a.md", "--format", "json"]).expect(1);
    assert!(run.stderr.is_empty());
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["claims", "diagnostics", "summary"]);
    let diagnostic = &json["diagnostics"][0];
    assert_eq!((&diagnostic["code"], &diagnostic["file"]), (&"file".into(), &"a.md".into()));
    assert_eq!((&diagnostic["line"], &diagnostic["column"]), (&1.into(), &3.into()));
}

#[test]
fn standard_input_is_a_lesson() {
    let dir = folder(&[]);
    let mut child = reckon(dir.path())
        .args(["check", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"a\xffb").unwrap();
    let run = Run::of(&child.wait_with_output().unwrap()).expect(1);
    assert!(run.stderr.contains("--> <stdin>:1:2\n"), "{}", run.stderr);
}

#[test]
fn a_closed_pipe_is_no_failure_and_a_full_disk_is_one() {
    let dir = folder(&[]);
    let mut child = reckon(dir.path()).arg("explain").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let run = Run::of(&child.wait_with_output().unwrap()).expect(0);
    assert_eq!(run.stderr, "");
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let output = reckon(dir.path()).arg("explain").stdout(full).output().unwrap();
        assert!(Run::of(&output).expect(3).stderr.contains("no space left on device"));
    }
}

#[test]
fn an_interruption_is_130() {
    let dir = folder(&[]);
    let mut child = reckon(dir.path()).args(["check", "-"]).stdin(Stdio::piped()).spawn().unwrap();
    // Dropped, it would end the input, and with it the command.
    let _input = child.stdin.take();
    // It waits for its input; give it the time to get there.
    std::thread::sleep(std::time::Duration::from_millis(500));
    let kill = Command::new("sh").arg("-c").arg(format!("kill -INT {}", child.id())).status().unwrap();
    assert!(kill.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn explain_knows_every_code() {
    let dir = folder(&[]);
    let list = run(dir.path(), &["explain"]).expect(0).stdout;
    assert_eq!(list.lines().count(), reckon::diagnostic::CODES.len());
    for row in reckon::diagnostic::CODES {
        let text = run(dir.path(), &["explain", row.name]).expect(0).stdout;
        assert!(text.contains(row.title) && text.contains(row.explanation.trim()), "{}", row.name);
    }
    run(dir.path(), &["explain", "error[claim-refuted]"]).expect(0);
    assert!(run(dir.path(), &["explain", "claim-refute"]).expect(2).stderr.contains("did you mean `claim-refuted`?"));
}

#[test]
fn a_new_course_builds() {
    let dir = folder(&[]);
    run(dir.path(), &["new", "course"]).expect(0);
    run(dir.path(), &["check", "course", "--deny-warnings", "--coverage"]).expect(0);
    let build = run(dir.path(), &["build", "course"]).expect(0);
    assert!(build.stdout.contains(" claims: ") && build.stdout.ends_with(" s\n"), "{}", build.stdout);
    assert!(dir.path().join("course/public/.reckon-manifest.json").is_file());
}

#[test]
fn a_failed_build_leaves_the_output_folder_as_it_was() {
    let dir = course();
    run(dir.path(), &["build"]).expect(0);
    let before = snapshot(&dir.path().join("public"));
    fs::write(dir.path().join("content/broken.md"), "\0").unwrap();
    let build = run(dir.path(), &["build"]).expect(1);
    assert!(build.stderr.contains("nothing was published"), "{}", build.stderr);
    assert_eq!(snapshot(&dir.path().join("public")), before);
    assert!(snapshot(dir.path()).iter().all(|(path, _)| !path.to_string_lossy().contains("reckon-staging")));
}

#[test]
fn a_stranger_in_the_output_folder_is_named_and_kept() {
    let dir = course();
    fs::create_dir(dir.path().join("public")).unwrap();
    fs::write(dir.path().join("public/thesis.tex"), "years of work").unwrap();
    let before = snapshot(dir.path());
    let build = run(dir.path(), &["build"]).expect(2);
    assert!(build.stderr.contains("`public`") && build.stderr.contains("`thesis.tex`"), "{}", build.stderr);
    assert_eq!(snapshot(dir.path()), before);
}

#[test]
fn a_lock_that_another_build_holds_is_3() {
    let dir = course();
    let lock = fs::File::create(dir.path().join(".reckon-lock-public")).unwrap();
    lock.lock().unwrap();
    let build = run(dir.path(), &["build"]).expect(3);
    assert!(build.stderr.contains("another build"), "{}", build.stderr);
    drop(lock);
    run(dir.path(), &["build"]).expect(0);
    assert!(!dir.path().join(".reckon-lock-public").exists());
}

#[test]
fn what_cannot_be_read_is_3() {
    let dir = course();
    let lesson = dir.path().join("content/halves.md");
    fs::set_permissions(&lesson, fs::Permissions::from_mode(0o000)).unwrap();
    // Root reads it all the same.
    if fs::read(&lesson).is_err() {
        let check = run(dir.path(), &["check"]).expect(3);
        assert!(check.stderr.contains("could not read `content/halves.md`"), "{}", check.stderr);
    }
}

#[test]
fn nothing_outside_the_project_is_read() {
    let outside = folder(&[("secret.md", LESSON)]);
    let dir = course();
    symlink(outside.path().join("secret.md"), dir.path().join("content/secret.md")).unwrap();
    symlink("/dev/zero", dir.path().join("content/zero.md")).unwrap();
    let check = run(dir.path(), &["check"]).expect(1);
    assert_eq!(check.stderr.matches("error[file]: a symbolic link leads out of the project").count(), 2);
}

#[test]
fn the_same_project_gives_the_same_bytes_anywhere() {
    let (one, two) = (course(), course());
    run(one.path(), &["build"]).expect(0);
    let elsewhere = folder(&[]);
    let out = elsewhere.path().join("deep/er/site");
    let course = two.path().to_str().unwrap();
    run(Path::new("/"), &["build", course, "--out", out.to_str().unwrap()]).expect(0);
    assert_eq!(snapshot(&one.path().join("public")), snapshot(&out));
}
