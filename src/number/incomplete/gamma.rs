//! P(a, x) and Q(a, x).

use super::{Field, Working, complement, domain, excess, fraction, is_low, is_zero, most_terms, rest};

/// P(a, x): falls with a, rises with x.
pub(super) fn lower<E: Working>(context: &E::Context, a: &E, x: &E) -> Option<E> {
    over_box(context, a, x, lower_at, false)
}

/// Q(a, x): rises with a, falls with x.
pub(super) fn upper<E: Working>(context: &E::Context, a: &E, x: &E) -> Option<E> {
    over_box(context, a, x, upper_at, true)
}

type At<E> = fn(&<E as super::super::Scalar>::Context, &E, &E) -> E;

fn over_box<E: Working>(context: &E::Context, a: &E, x: &E, at: At<E>, rises_with_a: bool) -> Option<E> {
    let field = Field::<E>::new(context);
    let (of_a, a_low, a_high) = domain(&field, a, true)?;
    let (of_x, x_low, x_high) = domain(&field, x, false)?;
    let thin = a.width() == 0.0 && x.width() == 0.0;
    let value = if thin {
        at(context, &a_low, &x_low)
    } else if rises_with_a {
        E::spanning(&at(context, &a_low, &x_high), &at(context, &a_high, &x_low))
    } else {
        E::spanning(&at(context, &a_high, &x_low), &at(context, &a_low, &x_high))
    };
    Some(field.probability(&value).limited(of_a.max(of_x)))
}

/// The value at an end of the domain: P(a, x) as 0 or 1, or nothing known.
fn at_the_ends<E: Working>(field: &Field<'_, E>, a: &E, x: &E) -> Option<E> {
    match (a.infinite().is_some(), x.infinite().is_some()) {
        (true, true) => return Some(field.unit()),
        (true, false) => return Some(field.zero.clone()),
        (false, true) => return Some(field.one.clone()),
        _ => {}
    }
    match (is_zero(a), is_zero(x)) {
        (true, true) => Some(field.unit()),
        (true, false) => Some(field.one.clone()),
        (false, true) => Some(field.zero.clone()),
        _ => None,
    }
}

fn lower_at<E: Working>(context: &E::Context, a: &E, x: &E) -> E {
    let field = Field::<E>::new(context);
    if let Some(known) = at_the_ends(&field, a, x) {
        return known;
    }
    if is_beyond(a, x) {
        complement(context, |context| upper_at(context, a, x))
    } else {
        let raised = E::raised(context, 32);
        series(&Field::new(&raised), a, x)
    }
}

fn upper_at<E: Working>(context: &E::Context, a: &E, x: &E) -> E {
    let field = Field::<E>::new(context);
    if let Some(known) = at_the_ends(&field, a, x) {
        return field.subtract(&field.one, &known);
    }
    let raised = E::raised(context, 32);
    let of_series = |context: &E::Context| series(&Field::<E>::new(&E::raised(context, 32)), a, x);
    if is_beyond(a, x) && levels::<E>(&raised, x.estimate()) <= affordable::<E>(&raised, x) {
        by_fraction(&Field::new(&raised), a, x)
    } else {
        complement(context, of_series)
    }
}

/// Whether x lies above a, where Q is the smaller half.
fn is_beyond<E: Working>(a: &E, x: &E) -> bool {
    x.estimate() > a.estimate()
}

/// How many levels of the fraction are worth it, compared with a series whose terms cancel.
fn affordable<E: Working>(context: &E::Context, x: &E) -> usize {
    if !E::RAISES {
        return if x.estimate() > 0.05 { most_terms::<E>(context) } else { 0 };
    }
    let terms = 4.0 * x.estimate() + E::bits(context) as f64;
    if terms < most_terms::<E>(context) as f64 { terms as usize } else { most_terms::<E>(context) }
}

/// How many levels the fraction needs at a ≤ 1: its error falls like exp(−2√(2nx)).
fn levels<E: Working>(context: &E::Context, x: f64) -> usize {
    let digits = 0.7 * E::bits(context) as f64 + 5.0;
    let levels = digits * digits / (8.0 * x) + 12.0;
    if levels < 1e9 { levels as usize } else { 1_000_000_000 }
}

/// xᵃe⁻ˣ/Γ(a).
fn front<E: Working>(field: &Field<'_, E>, a: &E, x: &E) -> E {
    let beyond = field.divide(&field.subtract(x, a), a);
    let ratio = field.divide(x, a);
    let exponent = field.multiply(a, &excess(field, &ratio, &beyond));
    let exponent = field.add(&exponent, &E::stirling_rest(field.context, a));
    let root = field.sqrt(&field.divide(a, &field.multiply(&field.integer(2), &field.pi())));
    field.multiply(&root, &field.exp(&field.negate(&exponent)))
}

/// P by its series.
fn series<E: Working>(field: &Field<'_, E>, a: &E, x: &E) -> E {
    let goal = -(E::bits(field.context) as i64) - 8;
    let (mut term, mut sum) = (field.one.clone(), field.one.clone());
    let limit = most_terms::<E>(field.context).max(64);
    let mut n = 1;
    let after = loop {
        term = field.divide(&field.multiply(&term, x), &field.add(a, &field.integer(n)));
        let ratio = field.divide(x, &field.add(a, &field.integer(n + 1)));
        let settled = term.exponent() - sum.exponent() < goal;
        if (settled || n as usize >= limit)
            && let Some(rest) = rest(field, &ratio)
        {
            break Some(rest);
        }
        if n as usize >= 2 * limit {
            break None;
        }
        sum = field.add(&sum, &term);
        n += 1;
    };
    let Some(after) = after else { return field.unit() };
    sum = field.add(&sum, &field.multiply(&term, &after));
    field.probability(&field.divide(&field.multiply(&front(field, a, x), &sum), a))
}

/// Q = front/x·S(a).
fn by_fraction<E: Working>(field: &Field<'_, E>, a: &E, x: &E) -> E {
    let goal = -(E::bits(field.context) as i64) - 8;
    let limit = most_terms::<E>(field.context).max(64);
    let (mut term, mut sum) = (field.one.clone(), field.zero.clone());
    let mut k = 0;
    let last = loop {
        let here = field.subtract(a, &field.integer(k));
        if is_low(&here) {
            break Some(bottom(field, &here, x));
        }
        let ratio = field.divide(&field.subtract(&here, &field.one), x);
        if term.exponent() < goal || k as usize >= limit {
            match rest(field, &ratio) {
                Some(rest) => break Some(rest),
                None if k as usize >= limit => break None,
                None => {}
            }
        }
        sum = field.add(&sum, &term);
        term = field.multiply(&term, &ratio);
        k += 1;
    };
    let Some(last) = last else { return field.unit() };
    sum = field.add(&sum, &field.multiply(&term, &last));
    field.probability(&field.divide(&field.multiply(&front(field, a, x), &sum), x))
}

/// S(b) = 1/(1 + ((1−b)/x)/(1 + (1/x)/(1 + ((2−b)/x)/(1 + (2/x)/(1 + …))))) for 0 < b ≤ 1.
fn bottom<E: Working>(field: &Field<'_, E>, b: &E, x: &E) -> E {
    let levels = levels::<E>(field.context, x.estimate()).min(2 * most_terms::<E>(field.context));
    fraction(field, levels, |k| {
        let above = field.integer((k + 1) / 2);
        let above = if k % 2 == 1 { field.subtract(&above, b) } else { above };
        field.divide(&above, x)
    })
}
