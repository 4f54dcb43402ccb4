//! Conditions: CEL expressions over `answers`, `form`, `applicant` and `service`, such as `answers.own_home == "no" && form.area > 300` or
//! `service == "renewal"`.
//!
//! A condition is parsed and checked once, when its item is imported: it may only name questions and form fields that exist, and it is
//! bounded in length, nesting and loops, so that holding or not is decided in microseconds; where long lists meet a heavy condition all the
//! same, it is not evaluated. Evaluating never fails: what is not or cannot be evaluated (a field that was not filled in, a comparison of
//! unlike things) does not hold.

mod check;
mod facts;
mod reads;

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, LazyLock};

use cel::{Context, Env, Program, Value};

pub use facts::{Asking, Facts};
pub use reads::Reads;
use reads::Weight;

/// The longest condition, in characters.
pub const MAX_LENGTH: usize = 1000;

/// The most work one evaluation may be, in looks at an element of a list: some tens of milliseconds, where common conditions take some
/// microseconds.
const MOST_WORK: u64 = 4_000_000;

static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));

/// A condition that parsed and names only what exists.
pub struct Condition {
    source: String,
    program: Program,
    reads: Reads,
    weight: Weight,
}

/// The conditions of an item, by their text.
pub type Conditions = HashMap<String, Condition>;

/// What a condition may refer to.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Keys of the item's questions.
    pub questions: BTreeSet<String>,
    /// Top-level fields of the item's form; `None` when the form does not name its fields.
    pub fields: Option<BTreeSet<String>>,
}

/// Why a text is not a condition of its item.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// Longer than [`MAX_LENGTH`].
    #[error("longer than {MAX_LENGTH} characters")]
    TooLong,
    /// Not CEL; the reason is the parser's.
    #[error("not a CEL expression: {0}")]
    Syntax(String),
    /// Nested too deeply, or loops within loops.
    #[error("nested too deeply")]
    TooDeep,
    /// Names something other than `answers`, `form`, `applicant` and `service`.
    #[error("unknown name `{0}`: a condition reads answers, form, applicant and service")]
    UnknownName(String),
    /// Names a question the item does not ask.
    #[error("there is no question `{0}`")]
    UnknownQuestion(String),
    /// Names a field the form does not have.
    #[error("the form has no field `{0}`")]
    UnknownField(String),
    /// Calls a function that does not exist.
    #[error("there is no function `{0}`")]
    UnknownFunction(String),
}

impl ConditionError {
    /// Stable kebab-case code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "condition-too-long",
            Self::Syntax(_) => "condition-syntax",
            Self::TooDeep => "condition-too-deep",
            Self::UnknownName(_) | Self::UnknownFunction(_) => "condition-unknown-name",
            Self::UnknownQuestion(_) => "condition-unknown-question",
            Self::UnknownField(_) => "condition-unknown-field",
        }
    }

    /// What is wrong, in Chinese.
    pub fn message_zh(&self) -> String {
        match self {
            Self::TooLong => format!("条件不得超过 {MAX_LENGTH} 个字符"),
            Self::Syntax(reason) => format!("条件不是有效的 CEL 表达式：{reason}"),
            Self::TooDeep => "条件嵌套过深".to_owned(),
            Self::UnknownName(name) => format!("条件中的“{name}”未知：只能使用 answers、form、applicant、service"),
            Self::UnknownQuestion(key) => format!("条件引用了不存在的问题“{key}”"),
            Self::UnknownField(key) => format!("条件引用了表单中不存在的字段“{key}”"),
            Self::UnknownFunction(name) => format!("条件调用了不存在的函数“{name}”"),
        }
    }
}

impl Condition {
    /// Parses a condition and checks what it refers to.
    ///
    /// # Errors
    /// See [`ConditionError`].
    pub fn parse(source: &str, scope: &Scope) -> Result<Self, ConditionError> {
        if source.chars().count() > MAX_LENGTH {
            return Err(ConditionError::TooLong);
        }
        if check::brackets_too_deep(source) {
            return Err(ConditionError::TooDeep);
        }
        let program = ENV.compile(source).map_err(|errors| {
            let reason = errors.to_string();
            ConditionError::Syntax(reason.lines().next().unwrap_or_default().to_owned())
        })?;
        check::check(program.expression(), scope)?;
        let (reads, weight) = reads::reads(program.expression());
        Ok(Self {
            source: source.to_owned(),
            program,
            reads,
            weight,
        })
    }

    /// The text it was parsed from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What it reads.
    pub fn reads(&self) -> &Reads {
        &self.reads
    }

    /// Whether it evaluates to true, where no list or text is longer than so many elements.
    fn holds(&self, variables: [(&'static str, &Value); 4], longest: u64) -> bool {
        if self.weight.of(longest.max(1)) > MOST_WORK {
            tracing::warn!(condition = %self.source, longest, "a condition is too heavy for what it reads and does not hold");
            return false;
        }
        let mut context = Context::with_env(Arc::clone(&ENV));
        for (name, value) in variables {
            context.add_variable_from_value(name, value.clone());
        }
        matches!(self.program.execute(&context), Ok(Value::Bool(true)))
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Condition").field(&self.source).finish()
    }
}

#[cfg(test)]
mod tests;
