//! What a condition may say: names that exist, functions that exist, bounded nesting.

use std::collections::BTreeSet;

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr, LiteralValue};

use super::{ConditionError, Scope};

const MAX_BRACKETS: usize = 24;
const MAX_DEPTH: usize = 64;
/// A loop in a loop can run away even in a short text.
const MAX_LOOPS: usize = 1;

/// The functions of the standard environment that make sense in a condition; operators are spelled `_==_`, `@in` and the like.
const FUNCTIONS: [&str; 12] = [
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "int",
    "uint",
    "double",
    "string",
    "bool",
    "type",
    "min",
    "max",
];

/// Guards the parser, which recurses on brackets.
pub(super) fn brackets_too_deep(source: &str) -> bool {
    let mut depth = 0usize;
    source.chars().any(|c| {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > MAX_BRACKETS
    })
}

pub(super) fn check(expression: &IdedExpr, scope: &Scope) -> Result<(), ConditionError> {
    Walk {
        scope,
        bound: BTreeSet::new(),
        loops: 0,
    }
    .expression(expression, 0)
}

struct Walk<'a> {
    scope: &'a Scope,
    /// Variables bound by an enclosing `exists`, `all`, `map` or `filter`.
    bound: BTreeSet<&'a str>,
    loops: usize,
}

impl<'a> Walk<'a> {
    fn expression(&mut self, node: &'a IdedExpr, depth: usize) -> Result<(), ConditionError> {
        if depth > MAX_DEPTH {
            return Err(ConditionError::TooDeep);
        }
        let depth = depth + 1;
        match &node.expr {
            Expr::Unspecified | Expr::Literal(_) => Ok(()),
            Expr::Ident(name) => self.name(name),
            Expr::Select(select) => {
                self.member(&select.operand, &select.field)?;
                self.expression(&select.operand, depth)
            }
            Expr::Call(call) => {
                if let (true, [operand, key]) = (call.func_name == "_[_]", call.args.as_slice())
                    && let Expr::Literal(LiteralValue::String(key)) = &key.expr
                {
                    self.member(operand, key.inner())?;
                }
                let operator = !call.func_name.starts_with(|c: char| c.is_ascii_alphabetic());
                if !operator && !FUNCTIONS.contains(&call.func_name.as_str()) {
                    return Err(ConditionError::UnknownFunction(call.func_name.clone()));
                }
                call.target
                    .as_deref()
                    .into_iter()
                    .chain(&call.args)
                    .try_for_each(|part| self.expression(part, depth))
            }
            Expr::List(list) => list.elements.iter().try_for_each(|part| self.expression(part, depth)),
            Expr::Map(map) => map.entries.iter().try_for_each(|entry| match &entry.expr {
                EntryExpr::MapEntry(entry) => {
                    self.expression(&entry.key, depth)?;
                    self.expression(&entry.value, depth)
                }
                EntryExpr::StructField(field) => self.expression(&field.value, depth),
            }),
            Expr::Struct(structure) => Err(ConditionError::UnknownName(structure.type_name.clone())),
            Expr::Comprehension(every) => {
                self.expression(&every.iter_range, depth)?;
                if self.loops == MAX_LOOPS {
                    return Err(ConditionError::TooDeep);
                }
                self.loops += 1;
                let outer = self.bound.clone();
                self.bound.extend([every.iter_var.as_str(), every.accu_var.as_str()]);
                self.bound.extend(every.iter_var2.as_deref());
                for part in [&every.accu_init, &every.loop_cond, &every.loop_step, &every.result] {
                    self.expression(part, depth)?;
                }
                self.bound = outer;
                self.loops -= 1;
                Ok(())
            }
        }
    }

    fn name(&self, name: &str) -> Result<(), ConditionError> {
        if ["answers", "form", "applicant", "service"].contains(&name) || self.bound.contains(name) {
            Ok(())
        } else {
            Err(ConditionError::UnknownName(name.to_owned()))
        }
    }

    /// `operand.key` or `operand["key"]`.
    fn member(&self, operand: &IdedExpr, key: &str) -> Result<(), ConditionError> {
        let Expr::Ident(root) = &operand.expr else {
            return Ok(());
        };
        if self.bound.contains(root.as_str()) {
            return Ok(());
        }
        match root.as_str() {
            "answers" if !self.scope.questions.contains(key) => Err(ConditionError::UnknownQuestion(key.to_owned())),
            "form" if self.scope.fields.as_ref().is_some_and(|fields| !fields.contains(key)) => {
                Err(ConditionError::UnknownField(key.to_owned()))
            }
            "applicant" if key != "kind" => Err(ConditionError::UnknownName(format!("applicant.{key}"))),
            "service" => Err(ConditionError::UnknownName(format!("service.{key}"))),
            _ => Ok(()),
        }
    }
}
