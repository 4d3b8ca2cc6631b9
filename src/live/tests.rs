//! The core as the page uses it, from requests to answers.

use super::data::{Item, list};
use super::{Live, freeze};

fn live(widget: Item, problems: Item) -> Live {
    let definitions = "P = pmf(heads: 0.5, tails: 0.5)\nQ = pmf(heads: 0.9, tails: 0.1)\n\
        truth = mixture(0.5: normal(-2.2, 0.7), 0.5: normal(2.2, 0.7))";
    let data = list![list![""], list![list![0usize, definitions]], list![widget], problems];
    let mut live = Live::default();
    let alive = live.answer(&list!["open", data].write());
    assert!(!alive.contains("\"\""), "something did not open: {alive}");
    live
}

fn coins() -> Item {
    list![
        0usize,
        "",
        list![list!["P", list!["heads", "tails"]], list!["Q", list!["heads", "tails"]]],
        list![list!["H(P)", "1.000", "bits"], list!["H(P,Q)", "1.737", "bits"], list!["KL(P,Q)", "0.737", "bits"]],
        list![
            list![
                "bars",
                list!["330", "240", "3570", "2020"],
                1.0,
                list![
                    list!["P", "P (truth)", 0usize, list!["heads", "tails"]],
                    list!["Q", "Q (model)", 1usize, list!["heads", "tails"]]
                ]
            ],
            list![
                "nested-bars",
                list!["40", "120", "3440", "2200"],
                1.91,
                list![list!["H(P)", "H(P)", 0usize], list!["H(P,Q)", "H(P,Q)", 1usize]],
                list!["H(P)", "H(P,Q)", "KL", 2usize],
                "1.1 * max(H(P), H(P,Q))",
                "bits"
            ]
        ],
        list!["", "P, Q = Q, P"],
    ]
}

fn bumps() -> Item {
    let best = |kl: &str| format!("mu, sigma = argmin(m in -4..4, s in 0.3..3: {kl})");
    list![
        0usize,
        "Q = normal(mu, sigma)",
        list![list!["mu", 0.0, -4.0, 4.0, 0.01, 2usize], list!["sigma", 1.5, 0.3, 3.0, 0.01, 2usize]],
        list![
            list!["KL(truth, Q, on: -6..6)", "0.756", "nats"],
            list!["KL(Q, truth, on: -6..6)", "1.243", "nats"],
            list!["mu", "0.00", ""],
            list!["sigma", "1.50", ""]
        ],
        list![list![
            "curves",
            list!["430", "140", "4710", "2580"],
            list![-4.0, 4.0],
            list![0.0, 0.3],
            list![list!["truth", "P", 0usize, "1", "", "", ""], list!["Q", "Q", 1usize, "1", "1", "mu", "sigma"]]
        ]],
        list![best("KL(truth, normal(m, s), on: -6..6)").as_str(), best("KL(normal(m, s), truth, on: -6..6)").as_str()],
    ]
}

/// The core that every page loads, with the data of `live`.
fn frozen(widget: Item) -> Live {
    let definitions = "P = pmf(heads: 0.5, tails: 0.5)\nQ = pmf(heads: 0.9, tails: 0.1)\n\
        truth = mixture(0.5: normal(-2.2, 0.7), 0.5: normal(2.2, 0.7))";
    let problem = list![
        0usize,
        "bits",
        list!["H(P,Q)", "1.737 bits", "1.7369655941662061", "1.7369655941662064", ""],
        list![list!["H(Q,P)", "1.000 bits", "1", "1", "1"]]
    ];
    let data = freeze(list![list![""], list![list![0usize, definitions]], list![widget], list![problem]]);
    let mut live = Live::from_frozen();
    let alive = live.answer(&list!["open", data].write());
    assert!(!alive.contains("\"\"") && alive != "[]", "something did not open: {alive}");
    live
}

#[test]
fn what_was_frozen_answers_the_same() {
    for (widget, requests) in [
        (
            coins(),
            vec![
                list!["read", "0"],
                list!["set", "0", "P", "heads", "0.31"],
                list!["run", "0", "1"],
                list!["set", "0", "Q", "tails", "1"],
                list!["reset", "0"],
            ],
        ),
        (
            bumps(),
            vec![
                list!["read", "0"],
                list!["set", "0", "mu", "", "1.37"],
                list!["run", "0", "0"],
                list!["run", "0", "1"],
            ],
        ),
    ] {
        let (mut live, mut frozen) = (live(widget.clone(), list![]), frozen(widget));
        for request in requests {
            assert_eq!(ask(&mut live, request.clone()), ask(&mut frozen, request.clone()), "{request:?}");
        }
        for (text, verdict) in [
            ("1.737", list!["right"]),
            ("1.204 nats", list!["right"]),
            ("1.000", list!["mistake", "0"]),
            ("H(P,Q)", list!["language"]),
        ] {
            assert_eq!(ask(&mut frozen, list!["judge", "0", text]), verdict, "{text}");
        }
    }
}

#[test]
fn rubbish_is_not_a_graph() {
    for graph in ["q1/0;", "a1 1;", "v5000000;", "q1/2;q1/2;", "n0 2;", "m0 1;", "r0 0 1 2;", "x", "a99 0;", ";", "é;"]
    {
        let data = list![list![], list![], list![], list![], list![], list![graph, list![]]];
        assert_eq!(Live::from_frozen().answer(&list!["open", data].write()), "[]", "{graph}");
    }
    // Answers that speak of nodes that aren't there leave the widget dead.
    let widget = list![0usize, "", list![], list![list!["1", "1", ""]], list![], list![]];
    let data = list![list![], list![], list![widget], list![], list![], list!["q1/1;", list![list!["#1"]]]];
    assert_eq!(Live::from_frozen().answer(&list!["open", data].write()), "[[\"\"],[]]");
}

fn ask(live: &mut Live, request: Item) -> Item {
    Item::read(&live.answer(&request.write())).expect("answers are JSON")
}

fn readouts(state: &Item) -> Vec<&str> {
    state.at(1).items().iter().map(Item::text).collect()
}

#[test]
fn the_first_state_is_what_the_lesson_states() {
    let mut coins = live(coins(), list![]);
    assert_eq!(readouts(&ask(&mut coins, list!["read", "0"])), ["1.000", "1.737", "0.737"]);
    let mut bumps = live(bumps(), list![]);
    assert_eq!(readouts(&ask(&mut bumps, list!["read", "0"])), ["0.756", "1.243", "0.00", "1.50"]);
}

#[test]
fn bars_stay_normalized_and_zeros_are_infinite() {
    let mut live = live(coins(), list![]);
    let state = ask(&mut live, list!["set", "0", "Q", "heads", "1"]);
    assert_eq!(readouts(&state), ["1.000", "∞", "∞"]);
    assert_eq!(state.at(0).at(1).at(2), &list!["1.00", "0.00"]);
    let state = ask(&mut live, list!["set", "0", "Q", "heads", "0.5"]);
    assert_eq!(readouts(&state), ["1.000", "1.000", "0.000"]);
    let state = ask(&mut live, list!["set", "0", "P", "tails", "NaN"]);
    assert_eq!(readouts(&state), ["1.000", "1.000", "0.000"]);
}

#[test]
fn swap_lock_and_reset() {
    let mut live = live(coins(), list![]);
    assert_eq!(readouts(&ask(&mut live, list!["run", "0", "1"])), ["0.469", "1.000", "0.531"]);
    ask(&mut live, list!["lock", "0", "P", "1"]);
    let state = ask(&mut live, list!["run", "0", "1"]);
    assert_eq!(readouts(&state), ["0.469", "1.000", "0.531"], "nothing may change P");
    assert_eq!(state.at(3), &list!["1", ""]);
    ask(&mut live, list!["lock", "0", "P", ""]);
    assert_eq!(readouts(&ask(&mut live, list!["reset", "0"])), ["1.000", "1.737", "0.737"]);
}

#[test]
fn bars_and_curves_are_dragged() {
    let mut coins = live(coins(), list![]);
    // Over the third of the bars, that of Q(heads), down to the middle.
    let slot = 330.0 + 3240.0 / 5.0 * 3.5;
    assert_eq!(ask(&mut coins, list!["grab", "0", "0", slot, 500.0]), list!["1"]);
    let state = ask(&mut coins, list!["move", "0", slot, 1130.0]);
    assert_eq!(state.at(0).at(1).at(2), &list!["0.50", "0.50"]);
    assert_eq!(ask(&mut coins, list!["grab", "0", "1", 500.0, 500.0]), list![""]);
    let mut bumps = live(bumps(), list![]);
    let (middle, unit) = (2570.0, 535.0);
    assert_eq!(ask(&mut bumps, list!["grab", "0", "0", middle, 500.0]), list!["1"]);
    let state = ask(&mut bumps, list!["move", "0", middle + unit, 500.0]);
    assert_eq!(state.at(0).at(0).at(2), &list!["1.00"]);
    assert_eq!(ask(&mut bumps, list!["grab", "0", "0", middle + unit + 1.5 * unit, 500.0]), list!["1"]);
    let state = ask(&mut bumps, list!["move", "0", middle + unit + 0.75 * unit, 500.0]);
    assert_eq!(state.at(0).at(1).at(2), &list!["0.75"]);
}

#[test]
fn the_best_models_are_found_also_from_the_middle() {
    let mut live = live(bumps(), list![]);
    let state = ask(&mut live, list!["run", "0", "0"]);
    assert_eq!(readouts(&state)[2..], ["0.00", "2.31"]);
    ask(&mut live, list!["reset", "0"]);
    let state = ask(&mut live, list!["run", "0", "1"]);
    let (mu, sigma) = (readouts(&state)[2].trim_start_matches('−').to_owned(), readouts(&state)[3].to_owned());
    assert_eq!((mu.as_str(), sigma.as_str(), readouts(&state)[1]), ("2.19", "0.71", "0.691"));
    // From the right the nearer of the two is found.
    ask(&mut live, list!["set", "0", "mu", "", "1"]);
    assert_eq!(readouts(&ask(&mut live, list!["run", "0", "1"]))[2], "2.19");
}

#[test]
fn no_belief_costs_less_than_the_truth() {
    let mut live = live(coins(), list![]);
    ask(&mut live, list!["set", "0", "P", "heads", "0.3"]);
    for step in 0..1000u32 {
        let mass = f64::from(step * 7919 % 1009) / 1008.0;
        let state = ask(&mut live, list!["set", "0", "Q", "heads", mass]);
        let (entropy, cost) = (readouts(&state)[0].to_owned(), readouts(&state)[1].to_owned());
        let cost: f64 = if cost == "∞" { f64::INFINITY } else { cost.parse().expect("a number") };
        assert!(cost >= entropy.parse::<f64>().expect("a number"), "{entropy} {cost} at {mass}");
        assert!(!readouts(&state)[2].starts_with(['-', '−']), "{state:?}");
    }
}

#[test]
fn answers_are_judged_by_the_rule_of_claims() {
    let cost = list![
        0usize,
        "bits",
        list!["H(P,Q)", "1.737 bits", "1.7369655941662061", "1.7369655941662064", ""],
        list![
            list!["H(P, Q) in nats", "1.204", "1.2039728043259359", "1.2039728043259362", ""],
            list!["H(Q,P)", "1.000 bits", "1", "1", "1"]
        ]
    ];
    let one = list![
        0usize,
        "bits",
        list!["H(P,P)", "1 bit", "1", "1", "1"],
        list![list!["KL(P,P)", "0 bits", "0", "0", "0"]]
    ];
    let mut live = live(coins(), list![cost, one]);
    let mut judge = |problem: usize, text: &str| {
        let verdict = ask(&mut live, list!["judge", problem, text]);
        let detail = if verdict.at(0).text() == "mistake" { verdict.at(1).text().to_owned() } else { String::new() };
        format!("{}{detail}", verdict.at(0).text())
    };
    for right in [
        "1.737",
        "1,737",
        " 1.737 bits",
        "1.73697",
        "1.204 nats",
        "-0.5*log2(0.9) - 0.5*log2(0.1)",
        "H(P,Q)",
        "= 1.737",
    ] {
        assert_eq!(judge(0, right), "right", "{right}");
    }
    for (text, verdict) in [
        ("1.204", "mistake0"),
        ("1", "mistake1"),
        ("1.0", "mistake1"),
        ("1.74", "short"),
        ("1.736", "wrong"),
        ("7/4", "wrong"),
        ("", "unread"),
        ("rubbish!", "unread"),
        ("x + 1", "unread"),
        ("1/0", "unread"),
    ] {
        assert_eq!(judge(0, text), verdict, "{text}");
    }
    for right in ["1", "1.0", "1 bit", "2/2", "100%", "-log2(0.5)", "0.693 nats"] {
        assert_eq!(judge(1, right), "right", "{right}");
    }
    assert_eq!((judge(1, "0"), judge(1, "2"), judge(1, "50%")), ("mistake0".into(), "wrong".into(), "wrong".into()));
}

#[test]
fn rubbish_is_answered_with_nothing() {
    let mut live = Live::default();
    for request in ["", "[]", "[\"read\",\"0\"]", "[\"set\"]", "[\"open\",[]]", "{}", "[\"judge\",\"0\",\"1\"]"] {
        assert!(live.answer(request).starts_with('['), "{request}");
    }
}
