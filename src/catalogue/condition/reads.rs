//! What a condition reads, and how heavy it is to evaluate.

use std::collections::BTreeSet;

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr, LiteralValue};

/// What a condition reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Whether it reads the form, whose values nobody can list beforehand.
    pub form: bool,
    /// Whether it reads the applicant's kind.
    pub applicant: bool,
    /// Whether it reads what is asked of the item.
    pub service: bool,
    /// Keys of the questions whose answers it reads.
    pub answers: BTreeSet<String>,
    /// Whether it may read any answer, such as by `answers.all(…)`.
    pub any_answer: bool,
}

/// How heavy a condition is to evaluate: how often at most each of its parts looks at each element of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Weight {
    parts: u64,
    loops: bool,
}

impl Weight {
    /// How much work it is at most, in looks at an element, where nothing is longer than so many elements. A part looks at a list from one
    /// end to the other, and within a loop it does so for each element.
    pub(super) fn of(self, longest: u64) -> u64 {
        let rounds = if self.loops { longest } else { 1 };
        self.parts.saturating_mul(longest).saturating_mul(rounds)
    }
}

pub(super) fn reads(expression: &IdedExpr) -> (Reads, Weight) {
    let mut reads = Reads::default();
    let mut weight = Weight::default();
    read(expression, &mut reads, &mut weight);
    (reads, weight)
}

// As deep as the check, which comes first, lets an expression be.
fn read(node: &IdedExpr, reads: &mut Reads, weight: &mut Weight) {
    weight.parts += 1;
    match &node.expr {
        Expr::Unspecified | Expr::Literal(_) => {}
        Expr::Ident(name) => match name.as_str() {
            "form" => reads.form = true,
            "applicant" => reads.applicant = true,
            "service" => reads.service = true,
            "answers" => reads.any_answer = true,
            _ => {}
        },
        Expr::Select(select) if is_answers(&select.operand) => {
            reads.answers.insert(select.field.clone());
        }
        Expr::Select(select) => read(&select.operand, reads, weight),
        Expr::Call(call) => {
            if let (true, [operand, key]) = (call.func_name == "_[_]", call.args.as_slice())
                && let (true, Expr::Literal(LiteralValue::String(key))) = (is_answers(operand), &key.expr)
            {
                reads.answers.insert(key.inner().to_owned());
                return;
            }
            for part in call.target.as_deref().into_iter().chain(&call.args) {
                read(part, reads, weight);
            }
        }
        Expr::List(list) => list.elements.iter().for_each(|part| read(part, reads, weight)),
        Expr::Map(map) => {
            for entry in &map.entries {
                entry_parts(&entry.expr, reads, weight);
            }
        }
        Expr::Struct(structure) => {
            for entry in &structure.entries {
                entry_parts(&entry.expr, reads, weight);
            }
        }
        Expr::Comprehension(every) => {
            weight.loops = true;
            let parts = [
                &every.iter_range,
                &every.accu_init,
                &every.loop_cond,
                &every.loop_step,
                &every.result,
            ];
            for part in parts {
                read(part, reads, weight);
            }
        }
    }
}

fn entry_parts(entry: &EntryExpr, reads: &mut Reads, weight: &mut Weight) {
    match entry {
        EntryExpr::MapEntry(entry) => {
            read(&entry.key, reads, weight);
            read(&entry.value, reads, weight);
        }
        EntryExpr::StructField(field) => read(&field.value, reads, weight),
    }
}

fn is_answers(node: &IdedExpr) -> bool {
    matches!(&node.expr, Expr::Ident(name) if name == "answers")
}
