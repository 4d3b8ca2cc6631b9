//! I_x(a, b), with x = u/(u + v) given by its odds.

use super::{Field, Working, complement, domain, excess, fraction, is_low, is_zero, most_terms, rest};

/// I: rises with u and b, falls with v and a.
pub(super) fn share<E: Working>(context: &E::Context, operands: [&E; 4]) -> Option<E> {
    let field = Field::<E>::new(context);
    let [u, v, a, b] = operands;
    let (of_u, u_low, u_high) = domain(&field, u, false)?;
    let (of_v, v_low, v_high) = domain(&field, v, false)?;
    let (of_a, a_low, a_high) = domain(&field, a, true)?;
    let (of_b, b_low, b_high) = domain(&field, b, true)?;
    let mut defined = of_u.max(of_v).max(of_a).max(of_b);
    if is_zero(&u_low) && is_zero(&v_low) {
        if is_zero(&u_high) && is_zero(&v_high) {
            return None;
        }
        defined = defined.max(super::Defined::Perhaps);
    }
    let thin = operands.iter().all(|x| x.width() == 0.0);
    let value = if thin {
        at(context, [&u_low, &v_low, &a_low, &b_low])
    } else {
        let low = at(context, [&u_low, &v_high, &a_high, &b_low]);
        E::spanning(&low, &at(context, [&u_high, &v_low, &a_low, &b_high]))
    };
    Some(field.probability(&value).limited(defined))
}

fn at<E: Working>(context: &E::Context, operands: [&E; 4]) -> E {
    let field = Field::<E>::new(context);
    let [u, v, a, b] = operands;
    let infinite = operands.map(|x| x.infinite().is_some());
    let zero = operands.map(is_zero);
    let (surely_one, surely_zero) = match (infinite, zero) {
        ([true, false, false, false], _) | (_, [false, true, false, false]) => (true, false),
        ([false, true, false, false], _) | (_, [true, false, false, false]) => (false, true),
        ([false, false, true, false], [false, false, _, false]) => (false, true),
        ([false, false, false, true], [false, false, false, _]) => (true, false),
        ([false, false, false, false], [false, false, true, false]) => (true, false),
        ([false, false, false, false], [false, false, false, true]) => (false, true),
        _ => (false, false),
    };
    let none = [false; 4];
    if infinite != none || zero != none {
        return match (surely_one, surely_zero) {
            (true, _) => field.one.clone(),
            (_, true) => field.zero.clone(),
            _ => field.unit(),
        };
    }
    // Only the odds count: what is too large or too small for a sum is scaled, and what is beyond
    // all range lies on the far side of what isn't.
    let size = u.estimate().max(v.estimate());
    if !(1e-150..=1e150).contains(&size) {
        let tiny = E::between(context, &least_odds(), &least_odds());
        let small = |x: &E, of: &E| {
            let odds = field.divide(x, of);
            let inside = odds.to_interval().lo() > 1e-290 && odds.defined() == super::Defined::Yes;
            if inside { (odds, true) } else { (tiny.clone(), false) }
        };
        return if u.estimate() < v.estimate() {
            let (odds, inside) = small(u, v);
            let value = between(context, [&odds, &field.one, a, b]);
            if inside { value } else { field.probability(&field.up_to(&value)) }
        } else {
            let (odds, inside) = small(v, u);
            let value = between(context, [&field.one, &odds, a, b]);
            if inside { value } else { field.probability(&value.hull(&field.one)) }
        };
    }
    between(context, operands)
}

/// 2⁻⁹⁶⁰, about 1e-289.
fn least_odds() -> super::super::Rational {
    super::super::Rational::from_parts(super::super::IBig::ONE, super::super::UBig::ONE << 960)
}

/// The value at odds of a sane size.
fn between<E: Working>(context: &E::Context, operands: [&E; 4]) -> E {
    let field = Field::<E>::new(context);
    let [u, v, a, b] = operands;
    let raised = E::raised(context, 48);
    // The smaller half is summed, where its fraction is not too long.
    let below = u.estimate() * b.estimate() <= v.estimate() * a.estimate();
    let direct = |context: &E::Context, operands: [&E; 4]| descend(&Field::<E>::new(context), operands);
    let swapped = [v, u, b, a];
    let first = if below { direct(&raised, operands) } else { None };
    if let Some(value) = first {
        return value;
    }
    let other = |context: &E::Context| {
        let raised = E::raised(context, 48);
        direct(&raised, swapped).unwrap_or_else(|| Field::<E>::new(context).unit())
    };
    if below || direct_is_short(&raised, swapped) {
        return complement(context, other);
    }
    direct(&raised, operands).unwrap_or_else(|| field.unit())
}

/// Whether the fraction at the end of [`descend`] is short enough, or not needed.
fn direct_is_short<E: Working>(context: &E::Context, [u, v, a, b]: [&E; 4]) -> bool {
    let odds = u.estimate() / v.estimate();
    let falls = odds * (b.estimate() - 1.0) / (a.estimate() + 1.0) < 0.99 && b.estimate() > 200.0;
    falls || levels::<E>(context, odds) <= most_terms::<E>(context)
}

/// How many levels Gauss's fraction needs: each shrinks the error by (√(1+z) − 1)/(√(1+z) + 1).
fn levels<E: Working>(context: &E::Context, odds: f64) -> usize {
    let root = libm::sqrt(1.0 + odds);
    let digits = 0.7 * E::bits(context) as f64 + 5.0;
    let levels = digits * (root + 1.0) / 2.0 + 12.0;
    let short = digits / libm::log((root + 1.0) / (root - 1.0)) + 12.0;
    let levels = if short < levels { short } else { levels };
    if levels < 1e9 { levels as usize } else { 1_000_000_000 }
}

/// xᵃ(1−x)ᵇ/B(a, b).
fn front<E: Working>(field: &Field<'_, E>, [u, v, a, b]: [&E; 4]) -> E {
    let (whole, sum) = (field.add(u, v), field.add(a, b));
    let shift = field.subtract(&field.multiply(b, u), &field.multiply(a, v));
    let part = |of: &E, x: &E, shift: &E| {
        let divisor = field.multiply(of, &whole);
        let ratio = field.divide(&field.multiply(&sum, x), &divisor);
        field.multiply(of, &excess(field, &ratio, &field.divide(shift, &divisor)))
    };
    let exponent = field.add(&part(a, u, &shift), &part(b, v, &field.negate(&shift)));
    let rests = field.add(&E::stirling_rest(field.context, a), &E::stirling_rest(field.context, b));
    let exponent = field.add(&exponent, &field.subtract(&rests, &end(field, &sum)));
    let two_pi = field.multiply(&field.integer(2), &field.pi());
    let inside = field.divide(&field.multiply(a, b), &field.multiply(&two_pi, &sum));
    field.multiply(&field.sqrt(&inside), &field.exp(&field.negate(&exponent)))
}

/// The rest of Stirling's formula, which falls, at a sum that may have been rounded.
fn end<E: Working>(field: &Field<'_, E>, sum: &E) -> E {
    let (low, high) = sum.ends();
    if low.infinite().is_some() || high.infinite().is_some() {
        return field.unit();
    }
    if sum.width() == 0.0 {
        return E::stirling_rest(field.context, &low);
    }
    E::spanning(&E::stirling_rest(field.context, &high), &E::stirling_rest(field.context, &low))
}

/// I = front/(a·(1−x))·S(a, b); nothing where the fraction is too long.
fn descend<E: Working>(field: &Field<'_, E>, operands: [&E; 4]) -> Option<E> {
    let [u, v, a, b] = operands;
    let goal = -(E::bits(field.context) as i64) - 8;
    let limit = most_terms::<E>(field.context).max(64);
    let odds = field.divide(u, v);
    let (mut term, mut sum) = (field.one.clone(), field.zero.clone());
    let mut k = 0;
    let last = loop {
        let (lower, upper) = (field.subtract(b, &field.integer(k)), field.add(a, &field.integer(k)));
        if is_low(&lower) {
            break bottom(field, &upper, &lower, &odds)?;
        }
        let share = field.divide(&field.subtract(&lower, &field.one), &field.add(&upper, &field.one));
        let ratio = field.multiply(&share, &odds);
        if term.exponent() - sum.exponent().max(0) < goal || k as usize >= limit {
            match rest(field, &ratio) {
                Some(rest) => break rest,
                None if k as usize >= limit => return None,
                None => {}
            }
        }
        sum = field.add(&sum, &term);
        term = field.multiply(&term, &ratio);
        k += 1;
    };
    sum = field.add(&sum, &field.multiply(&term, &last));
    let rest = field.divide(v, &field.add(u, v));
    let front = field.divide(&front(field, operands), &field.multiply(a, &rest));
    Some(field.probability(&field.multiply(&front, &sum)))
}

/// S(a, b) = ₂F₁(1, 1−b; a+1; −z) for 0 < b ≤ 1.
fn bottom<E: Working>(field: &Field<'_, E>, a: &E, b: &E, odds: &E) -> Option<E> {
    let levels = levels::<E>(field.context, odds.estimate());
    if levels > most_terms::<E>(field.context) {
        return None;
    }
    Some(fraction(field, levels, |k| {
        let j = field.integer(k / 2);
        let (low, high) = (field.add(a, &field.integer(k - 1)), field.add(a, &field.integer(k)));
        let (first, second) = if k % 2 == 1 {
            (field.add(&field.subtract(&field.one, b), &j), field.add(a, &j))
        } else {
            (j.clone(), field.add(&field.add(a, b), &field.subtract(&j, &field.one)))
        };
        let share = field.multiply(&field.divide(&first, &low), &field.divide(&second, &high));
        field.multiply(&share, odds)
    }))
}
