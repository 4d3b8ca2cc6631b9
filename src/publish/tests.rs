use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;
use crate::failure::Status;

struct Course {
    dir: tempfile::TempDir,
    project: Project,
}

fn course() -> Course {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("content")).unwrap();
    fs::write(dir.path().join("content/a.md"), "a").unwrap();
    let project = Project::open(dir.path()).unwrap();
    Course { dir, project }
}

impl Course {
    fn out(&self) -> PathBuf {
        self.dir.path().join("public")
    }

    fn writer(&self) -> Result<Writer, Failure> {
        Writer::open(Target::find(&self.out(), &self.project)?)
    }

    fn publish(&self, files: &[(&str, &str)]) -> Result<Published, Failure> {
        let writer = self.writer()?;
        for (path, text) in files {
            writer.write(path, text.as_bytes())?;
        }
        writer.commit(None)
    }

    /// Everything in the folder of the project but `content`, by path.
    fn seen(&self) -> BTreeMap<String, String> {
        let mut seen = BTreeMap::new();
        for entry in walkdir::WalkDir::new(self.dir.path()).min_depth(1) {
            let entry = entry.unwrap();
            let path = entry.path().strip_prefix(self.dir.path()).unwrap().to_str().unwrap().to_owned();
            if !path.starts_with("content") {
                let text =
                    if entry.file_type().is_file() { fs::read_to_string(entry.path()).unwrap() } else { "/".into() };
                seen.insert(path, text);
            }
        }
        seen
    }
}

fn keys(seen: &BTreeMap<String, String>) -> Vec<&str> {
    seen.keys().map(String::as_str).collect()
}

#[test]
fn a_site_is_published_and_replaced_without_traces() {
    let course = course();
    let published = course.publish(&[("index.html", "1"), ("a/index.html", "2")]).unwrap();
    assert_eq!((published.files, published.kept), (2, None));
    let seen = course.seen();
    let expected = ["public", "public/.reckon-manifest.json", "public/a", "public/a/index.html", "public/index.html"];
    assert_eq!(keys(&seen), expected);
    assert!(seen["public/.reckon-manifest.json"].contains("\"a/index.html\": \"d4735e3a265e16eee03f59718b9b5d03"));
    course.publish(&[("index.html", "3")]).unwrap();
    let seen = course.seen();
    assert_eq!(keys(&seen), ["public", "public/.reckon-manifest.json", "public/index.html"]);
    assert_eq!(seen["public/index.html"], "3");
}

#[test]
fn a_build_that_is_dropped_leaves_everything_as_it_was() {
    let course = course();
    course.publish(&[("index.html", "1")]).unwrap();
    let before = course.seen();
    let writer = course.writer().unwrap();
    writer.write("index.html", b"2").unwrap();
    assert!(keys(&course.seen()).contains(&".reckon-staging-public/site/index.html"));
    drop(writer);
    assert_eq!(course.seen(), before);
}

#[test]
fn folders_around_the_target_come_and_go_with_it() {
    let course = course();
    let out = course.dir.path().join("x/y/public");
    let open = || Writer::open(Target::find(&out, &course.project).unwrap()).unwrap();
    drop(open());
    assert_eq!(keys(&course.seen()), Vec::<&str>::new());
    let writer = open();
    writer.write("index.html", b"1").unwrap();
    writer.commit(None).unwrap();
    assert!(out.join("index.html").is_file());
}

#[test]
fn nothing_foreign_is_replaced() {
    let course = course();
    fs::create_dir(course.out()).unwrap();
    course.publish(&[]).unwrap();
    let stranger = course.out().join("notes.txt");
    let refused = |what: &str| {
        let before = course.seen();
        let failure = course.publish(&[("index.html", "new")]).unwrap_err();
        assert_eq!(failure.status, Status::Usage, "{what}");
        assert!(failure.message.contains("public") && failure.notes.concat().contains(what), "{failure:?}");
        assert_eq!(course.seen(), before);
    };
    // A file beside ours, a folder, a link, a changed file of ours, no manifest, no folder.
    fs::write(&stranger, "mine").unwrap();
    refused("notes.txt");
    fs::remove_file(&stranger).unwrap();
    fs::create_dir(course.out().join("mine")).unwrap();
    refused("mine");
    fs::remove_dir(course.out().join("mine")).unwrap();
    symlink("/etc/passwd", &stranger).unwrap();
    refused("notes.txt");
    fs::remove_file(&stranger).unwrap();
    course.publish(&[("index.html", "ours")]).unwrap();
    fs::write(course.out().join("index.html"), "edited").unwrap();
    refused("index.html");
    fs::remove_file(course.out().join(MANIFEST)).unwrap();
    refused("index.html");
    fs::write(course.out().join(MANIFEST), "{}").unwrap();
    refused(MANIFEST);
    fs::remove_dir_all(course.out()).unwrap();
    fs::write(course.out(), "a file").unwrap();
    refused("no folder");
}

#[test]
fn a_file_that_is_put_in_during_the_build_is_kept() {
    let course = course();
    course.publish(&[("index.html", "1"), ("b/index.html", "b")]).unwrap();
    let writer = course.writer().unwrap();
    writer.write("index.html", b"2").unwrap();
    fs::write(course.out().join("b/mine.txt"), "mine").unwrap();
    let kept = writer.commit(None).unwrap().kept.unwrap();
    let seen = course.seen();
    assert_eq!(seen["public/index.html"], "2");
    assert_eq!(fs::read_to_string(kept.join("b/mine.txt")).unwrap(), "mine");
    assert!(!keys(&seen).iter().any(|path| path.contains("staging") || path.contains("lock")), "{seen:?}");
}

#[test]
fn two_builds_do_not_meet() {
    let course = course();
    let first = course.writer().unwrap();
    let failure = course.writer().unwrap_err();
    assert_eq!(failure.status, Status::Environment);
    assert!(failure.message.contains("another build"));
    first.write("index.html", b"1").unwrap();
    first.commit(None).unwrap();
    course.publish(&[("index.html", "2")]).unwrap();
    assert_eq!(course.seen()["public/index.html"], "2");
}

#[test]
fn what_a_killed_build_left_is_cleared_away_but_nothing_else() {
    let course = course();
    let writer = course.writer().unwrap();
    writer.write("a.html", b"1").unwrap();
    // As after kill -9: the files stay, the lock is free.
    let copy = course.dir.path().join("copy");
    fs::rename(course.dir.path().join(".reckon-staging-public"), &copy).unwrap();
    drop(writer);
    fs::rename(&copy, course.dir.path().join(".reckon-staging-public")).unwrap();
    fs::write(course.dir.path().join(".reckon-lock-public"), "").unwrap();
    course.publish(&[("index.html", "1")]).unwrap();
    assert_eq!(keys(&course.seen()), ["public", "public/.reckon-manifest.json", "public/index.html"]);
    let foreign = course.dir.path().join(".reckon-staging-public");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("mine"), "mine").unwrap();
    assert_eq!(course.publish(&[]).unwrap_err().status, Status::Environment);
    // The cleaning up of a failed build must not touch it either.
    assert_eq!(fs::read_to_string(foreign.join("mine")).unwrap(), "mine");
}

#[test]
fn some_targets_are_refused() {
    let course = course();
    let root = course.dir.path();
    symlink("nowhere", root.join("dangling")).unwrap();
    for wrong in [".", "..", "content", "content/public", "static", "templates/x", "/", "dangling", "none/../content"] {
        let failure = Target::find(&root.join(wrong), &course.project).unwrap_err();
        assert_eq!(failure.status, Status::Usage, "{wrong}");
    }
    symlink("real", root.join("link")).unwrap();
    fs::create_dir(root.join("real")).unwrap();
    let writer = Writer::open(Target::find(&root.join("link"), &course.project).unwrap()).unwrap();
    writer.write("index.html", b"1").unwrap();
    writer.commit(None).unwrap();
    assert!(root.join("link").is_symlink() && root.join("real/index.html").is_file());
}

#[test]
fn paths_stay_in_the_site_and_are_written_once() {
    let course = course();
    let writer = course.writer().unwrap();
    for wrong in ["", "/a", "../a", "a/../b", "a//b", "./a", "a\\b", MANIFEST] {
        assert_eq!(writer.write(wrong, b"").unwrap_err().status, Status::Bug, "{wrong}");
    }
    writer.write("a/index.html", b"").unwrap();
    assert_eq!(writer.write("A/index.html", b"").unwrap_err().status, Status::Bug);
}

#[test]
fn permissions_of_the_folder_stay() {
    let course = course();
    course.publish(&[("index.html", "1")]).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&course.out()) & 0o700, 0o700);
    fs::set_permissions(course.out(), fs::Permissions::from_mode(0o750)).unwrap();
    course.publish(&[("index.html", "2")]).unwrap();
    assert_eq!(mode(&course.out()), 0o750);
}

#[test]
fn a_file_is_replaced_in_one_step_with_its_permissions() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.md");
    let link = dir.path().join("link.md");
    fs::write(&file, "old").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("a.md", &link).unwrap();
    replace_file(&link, b"old", b"new").unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(link.is_symlink());
    let failure = replace_file(&file, b"old", b"newer").unwrap_err();
    assert_eq!(failure.notes, ["it changed since it was read"]);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
}

#[test]
fn a_course_is_made_only_in_an_empty_folder() {
    let dir = tempfile::tempdir().unwrap();
    let course = dir.path().join("x/course");
    create_all(&course, &[("course.toml", "t"), ("content/a.md", "a")]).unwrap();
    assert_eq!(fs::read_to_string(course.join("content/a.md")).unwrap(), "a");
    assert_eq!(create_all(&course, &[("a", "")]).unwrap_err().status, Status::Usage);
    assert_eq!(create_all(&course.join("course.toml"), &[("a", "")]).unwrap_err().status, Status::Usage);
    // What can't be finished is taken back.
    let broken = dir.path().join("broken");
    assert_eq!(create_all(&broken, &[("a", "1"), ("a/b", "2")]).unwrap_err().status, Status::Environment);
    assert!(!broken.exists());
}
