//! Chains of one operator, `a + b - c`, as trees.

use std::vec::IntoIter;

use super::{Parse, Parser, Tree};
use crate::expr::ast::{ExprKind, Infix};

/// Chains up to so many operands lean to the left, as written. A longer one becomes a balanced
/// tree, so that no walk over it recurses a thousand deep. The value is the same: `+`, `*`, `and`,
/// `or` are associative over exact values, and a group after `-` has its signs turned.
pub(super) const LEANING: usize = 16;

/// Whether a chain with `infix` in it may be grouped in another way. `a / b / c` may not:
/// `a / (b / c)` doesn't exist at c = 0 where a wrong grouping would.
pub(super) fn regroups(infix: Infix) -> bool {
    !matches!(infix, Infix::Divide | Infix::Power)
}

/// The chain `first op₁ rest₁ op₂ rest₂ …`.
pub(super) fn fold(first: Tree, rest: Vec<(Infix, Tree)>) -> Parse<Tree> {
    if rest.len() < LEANING || !rest.iter().all(|&(infix, _)| regroups(infix)) {
        return rest.into_iter().try_fold(first, |left, (infix, right)| join(infix, left, right));
    }
    // Each operand's own sign; the first has the sign of what isn't turned.
    let upright = match rest.first() {
        Some((Infix::Subtract, _)) | None => Infix::Add,
        Some((infix, _)) => *infix,
    };
    let count = rest.len() + 1;
    let mut signs = vec![upright];
    let mut operands = vec![first];
    for (infix, tree) in rest {
        signs.push(infix);
        operands.push(tree);
    }
    group(&signs, upright, &mut operands.into_iter(), count)
}

/// The tree of the next `count` operands, whose signs are `signs`, seen from inside a group whose
/// first operand has the sign `outer`.
fn group(signs: &[Infix], outer: Infix, operands: &mut IntoIter<Tree>, count: usize) -> Parse<Tree> {
    let seen = |sign: Infix| match sign {
        Infix::Add | Infix::Subtract if sign == outer => Infix::Add,
        Infix::Add | Infix::Subtract => Infix::Subtract,
        other => other,
    };
    if count <= LEANING {
        let first = operands.next();
        let rest = signs.iter().skip(1).map(|&sign| seen(sign)).zip(operands.by_ref().take(count - 1));
        let mut rest = rest.collect::<Vec<_>>().into_iter();
        // A group is never empty: its halves hold more than half of LEANING.
        return match first.or_else(|| rest.next().map(|(_, tree)| tree)) {
            Some(first) => rest.try_fold(first, |left, (infix, right)| join(infix, left, right)),
            None => Err(super::fault::too_deep(crate::source::Span::default())),
        };
    }
    let half = count / 2;
    let (left_signs, right_signs) = signs.split_at(half);
    let middle = right_signs.first().copied().unwrap_or(outer);
    let left = group(left_signs, outer, operands, half)?;
    let right = group(right_signs, middle, operands, count - half)?;
    join(seen(middle), left, right)
}

fn join(infix: Infix, left: Tree, right: Tree) -> Parse<Tree> {
    Parser::pair(left, right, |left, right| ExprKind::Infix(infix, left, right))
}
