//! The compiled cores belong to the sources at hand, and compute what these compute, bit by bit.
//!
//! They are run by an interpreter of WebAssembly, so that this needs nothing but Rust.

mod support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use reckon::live::data::Item;
use reckon::live::{Live, freeze};
use sha2::{Digest, Sha256};
use wasmi::{Engine, Linker, Memory, Module, Store, TypedFunc};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What the cores are made from, as `scripts/build-core` lists it.
fn sources() -> Vec<String> {
    let script = std::fs::read_to_string(root().join("scripts/build-core")).expect("the script");
    let list = script.split("sources=(").nth(1).and_then(|rest| rest.split(')').next()).expect("a list of sources");
    list.split_whitespace().map(str::to_owned).collect()
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in path.read_dir().expect("a folder").flatten() {
            collect(&entry.path(), found);
        }
        return;
    }
    let text = path.to_string_lossy();
    if text.ends_with(".rs") && !text.ends_with("tests.rs") && !text.contains("/tests/") {
        found.push(path.to_owned());
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[test]
fn the_cores_were_built_from_these_sources() {
    let mut files = Vec::new();
    for path in sources() {
        collect(&root().join(path), &mut files);
    }
    let mut names: Vec<String> = files
        .iter()
        .map(|file| file.strip_prefix(root()).expect("a file of ours").to_string_lossy().replace('\\', "/"))
        .collect();
    names.sort();
    let mut list = String::new();
    for name in names {
        let text = std::fs::read(root().join(&name)).expect("a source");
        let _ = writeln!(list, "{}  {name}", hex(&text));
    }
    for name in ["core.js", "language.js"] {
        let core = std::fs::read_to_string(root().join("static").join(name)).expect("the core");
        let stated = core.lines().find_map(|line| line.strip_prefix("sources: ")).unwrap_or("none");
        assert_eq!(stated, hex(list.as_bytes()), "{name} is stale: run scripts/build-core");
    }
}

#[test]
fn the_cores_carry_the_notices_of_what_is_inside() {
    let notices = std::fs::read_to_string(root().join("static/core.licenses.txt")).expect("the notices");
    for name in ["core.js", "language.js"] {
        let core = std::fs::read_to_string(root().join("static").join(name)).expect("the core");
        assert!(core[..1000].contains("core.licenses.txt"), "{name} doesn't say where its notices are");
    }
    for text in ["libm", "dashu-int", "Permission is hereby granted, free of charge", "Apache License"] {
        assert!(notices.contains(text), "no notice of {text}");
    }
}

#[test]
fn a_built_in_file_is_published_once() {
    let core = std::fs::read_to_string(root().join("static/core.js")).expect("the core");
    let files = [
        ("content/a.md", "+++\ntitle = \"A\"\n+++\n\nText.\n"),
        ("static/core.js", core.as_str()),
        ("static/problem.js", "// A course's own.\n"),
        ("static/extra.js", "// Another.\n"),
    ];
    let course = support::folder(&files);
    support::run(course.path(), &["build"]).expect(0);
    let site = course.path().join("public");
    let published = |start: &str| {
        let names =
            site.read_dir().expect("a site").flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.filter(|name| name.starts_with(start)).count()
    };
    assert_eq!(published("core."), 2, "the script under one name, and its notices");
    assert!(!site.join("core.js").exists());
    assert!(site.join("language.js").is_file() && site.join("core.licenses.txt").is_file());
    // What replaces a built-in file may be linked by its own name.
    assert!(site.join("problem.js").is_file() && site.join("extra.js").is_file());
    assert_eq!(published("problem."), 2);
}

/// The bytes that a script embeds.
fn embedded(name: &str) -> Vec<u8> {
    let script = std::fs::read_to_string(root().join("static").join(name)).expect("a core");
    let text = script.lines().rev().find_map(|line| line.split('"').nth(1)).expect("a text");
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for c in text.bytes().filter(|&c| c != b'=') {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    miniz_oxide::inflate::decompress_to_vec(&bytes).expect("deflated WebAssembly")
}

/// A core, compiled and running.
struct Core {
    store: Store<()>,
    memory: Memory,
    buffer: TypedFunc<u32, u32>,
    call: TypedFunc<(), u32>,
    answer: TypedFunc<(), u32>,
}

impl Core {
    fn start(name: &str) -> Self {
        let engine = Engine::default();
        let module = Module::new(&engine, embedded(name)).expect("valid WebAssembly");
        assert_eq!(module.imports().count(), 0, "a core reaches nothing outside");
        let mut store = Store::new(&engine, ());
        let instance = Linker::new(&engine).instantiate_and_start(&mut store, &module).expect("an instance");
        let memory = instance.get_memory(&store, "memory").expect("a memory");
        let buffer = instance.get_typed_func(&store, "reckon_buffer").expect("an export");
        let call = instance.get_typed_func(&store, "reckon_call").expect("an export");
        let answer = instance.get_typed_func(&store, "reckon_answer").expect("an export");
        Self { store, memory, buffer, call, answer }
    }

    /// Any bytes in, bytes out; a trap fails the test.
    fn raw(&mut self, request: &[u8]) -> Vec<u8> {
        let length = u32::try_from(request.len()).expect("a short request");
        let at = self.buffer.call(&mut self.store, length).expect("no trap") as usize;
        self.memory.write(&mut self.store, at, request).expect("room for the request");
        let length = self.call.call(&mut self.store, ()).expect("no trap") as usize;
        let at = self.answer.call(&mut self.store, ()).expect("no trap") as usize;
        let mut answer = vec![0; length];
        self.memory.read(&self.store, at, &mut answer).expect("an answer");
        answer
    }

    fn ask(&mut self, request: &str) -> String {
        String::from_utf8(self.raw(request.as_bytes())).expect("an answer in UTF-8")
    }
}

fn list(items: impl IntoIterator<Item = Item>) -> Item {
    items.into_iter().collect()
}

fn text(text: &str) -> Item {
    Item::from(text)
}

/// A page with a problem for each expression.
fn page(problems: &[(&str, &str)]) -> Item {
    let problem = |&(expression, stated): &(&str, &str)| {
        let target = list([text(expression), text(stated), text(""), text(""), text("")]);
        list([text("0"), text("bits"), target, list([])])
    };
    let data = [list([text("")]), list([]), list([]), problems.iter().map(problem).collect()];
    freeze(list(data))
}

fn request(words: &[&str]) -> String {
    words.iter().map(|word| text(word)).collect::<Item>().write()
}

fn open(data: &Item) -> String {
    list([text("open"), data.clone()]).write()
}

/// Everyone who can answer, with whether they know the language.
struct All {
    written: Live,
    frozen: Live,
    core: Core,
    language: Core,
}

impl All {
    fn open(data: &Item) -> Self {
        let (core, language) = (Core::start("core.js"), Core::start("language.js"));
        let mut all = Self { written: Live::default(), frozen: Live::from_frozen(), core, language };
        all.agree(&open(data));
        all
    }

    /// The answer of those who know the language, and of those who don't.
    fn agree(&mut self, request: &str) -> (String, String) {
        let written = self.written.answer(request);
        let frozen = self.frozen.answer(request);
        assert_eq!(written, self.language.ask(request), "language.js differs from the sources: {request:.300}");
        let core = self.core.ask(request);
        // It has no intervals, so of bits it tells the first only.
        let alike =
            frozen == core || request.starts_with("[\"bits\"") && frozen.starts_with(core.trim_end_matches(']'));
        assert!(alike, "core.js differs from the sources: {request:.300}\n{frozen}\n{core}");
        (written, frozen)
    }
}

#[test]
fn the_table_has_the_same_bits_everywhere() {
    let table = std::fs::read_to_string(root().join("tests/core/values.txt")).expect("the table");
    let rows: Vec<&str> = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    let problems: Vec<(&str, &str)> = rows.iter().map(|row| (*row, "1")).collect();
    let mut all = All::open(&page(&problems));
    let mut values = 0;
    for (number, row) in rows.iter().enumerate() {
        let (written, frozen) = all.agree(&request(&["bits", &number.to_string()]));
        let bits = |answer: &str| Item::read(answer).map(|item| item.at(0).text().to_owned()).unwrap_or_default();
        assert_eq!(bits(&written), bits(&frozen), "{row}");
        values += usize::from(written != "[]");
    }
    assert!(values > 500, "only {values} of {} rows have a value", rows.len());
}

#[test]
fn learners_are_judged_alike_everywhere() {
    let table = std::fs::read_to_string(root().join("tests/core/answers.txt")).expect("the table");
    let rows: Vec<Vec<&str>> =
        table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(" | ").collect()).collect();
    let problems: Vec<(&str, &str)> = rows.iter().map(|row| (row[0], row[1])).collect();
    let mut all = All::open(&page(&problems));
    let mut verdicts = std::collections::BTreeMap::new();
    for (number, row) in rows.iter().enumerate() {
        for typed in &row[2..] {
            let (written, frozen) = all.agree(&request(&["judge", &number.to_string(), typed]));
            // What isn't an expression needs no language.
            assert!(frozen == written || frozen == "[\"language\"]", "{typed}: {written} or {frozen}");
            *verdicts.entry(written.split('"').nth(1).unwrap_or("").to_owned()).or_insert(0) += 1;
        }
    }
    // A tie that only exact forms decide is not guessed.
    let tie = request(&["judge", "0", "if(sqrt(2)^2 == 2, 1.737 bits, 0 bits)"]);
    assert!(all.language.ask(&tie).starts_with("[\"unread\""), "{}", all.language.ask(&tie));
    assert!(verdicts["right"] > 20 && verdicts["wrong"] > 10 && verdicts["short"] > 2, "{verdicts:?}");
}

#[test]
fn widgets_move_alike_everywhere() {
    let definitions = "P = pmf(h: 0.5, t: 0.5)\nQ = pmf(h: 0.9, t: 0.1)";
    let widget = r#"["0","Q2 = normal(mu, sigma)",[["P",["h","t"]],["mu","0","-4","4","0.01","2"],["sigma","1.5","0.3","3","0.01","2"]],
        [["H(P,Q)","1.737","bits"],["KL(normal(0, 1), Q2, on: -6..6)","0.756","nats"],["cdf(student_t(5), mu)","0.500",""]],
        [["curves",["430","140","4710","2580"],["-4","4"],["0","0.3",""],[["Q2","Q","1","1","1","mu","sigma"]]],
         ["bars",["330","240","3570","2020"],"1",[["P","P","0",["h","t"]]]]],
        ["mu, sigma = argmin(m in -4..4, s in 0.3..3: KL(normal(0.5, 1.25), normal(m, s), on: -6..6))"]]"#;
    let widget = Item::read(widget).expect("a widget");
    let data = list([list([text("")]), list([list([text("0"), text(definitions)])]), list([widget]), list([])]);
    let mut all = All::open(&freeze(data));
    for words in [
        &["read", "0"][..],
        &["set", "0", "P", "h", "0.37"],
        &["set", "0", "mu", "", "1.23"],
        &["set", "0", "sigma", "", "0.3"],
        &["grab", "0", "0", "2570", "500"],
        &["move", "0", "2570.25", "480"],
        &["run", "0", "0"],
        &["lock", "0", "mu", "1"],
        &["run", "0", "0"],
        &["reset", "0"],
    ] {
        let (written, frozen) = all.agree(&request(words));
        assert_eq!(written, frozen, "{words:?}");
        assert_ne!(written, "[]", "{words:?}");
    }
}

#[test]
fn no_bytes_make_the_door_trap() {
    let data = page(&[("pi", "3.14")]);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for name in ["core.js", "language.js"] {
        let mut core = Core::start(name);
        let seeds: Vec<Vec<u8>> = [
            open(&data),
            request(&["judge", "0", "sum(k in 1..10: 1/k) + pmf(a: 1)(a)"]),
            request(&["judge", "0", "1,024.5e-7 nats"]),
            request(&["set", "0", "mu", "", "1e308"]),
        ]
        .map(String::into_bytes)
        .into();
        for round in 0..200 {
            let mut bytes = seeds[next(seeds.len())].clone();
            for _ in 0..=next(4) {
                let at = next(bytes.len());
                match next(4) {
                    0 => bytes[at] = next(256) as u8,
                    1 => bytes.truncate(at.max(1)),
                    2 => bytes.insert(at, b"[]\"\\,0;#("[next(9)]),
                    _ => bytes.extend_from_slice(&seeds[round % seeds.len()]),
                }
            }
            core.raw(&bytes);
        }
        for hostile in [
            String::new(),
            "[".repeat(100_000),
            request(&["judge", "0", &"(".repeat(390)]),
            request(&["judge", "0", &"-".repeat(399)]),
            request(&["judge", "0", &"[".repeat(399)]),
            request(&["judge", "0", "9^9^9^9^9"]),
            request(&["judge", "0", "factorial(factorial(100))"]),
            request(&["judge", "0", "sum(k in 1..10^9: sqrt(k))"]),
            request(&["judge", "99999999999999999999", "1"]),
        ] {
            core.ask(&open(&data));
            assert!(core.ask(&hostile).starts_with('['), "{hostile:.80}");
        }
        assert_eq!(core.raw(&[0xff, 0xfe, 0x80]), b"[]");
        // More than there is room for finds none, and the door still works.
        assert_eq!(core.buffer.call(&mut core.store, u32::MAX).expect("no trap"), 0);
        assert_ne!(core.ask(&open(&data)), "[]");
        // What was asked is freed: the same again and again needs no more memory.
        let long = format!("[\"read\",\"{}\"]", "x".repeat(1 << 16));
        core.ask(&long);
        let size = core.memory.size(&core.store);
        for _ in 0..40 {
            core.ask(&long);
            core.ask(&open(&data));
        }
        assert_eq!(core.memory.size(&core.store), size, "memory leaks");
    }
}
