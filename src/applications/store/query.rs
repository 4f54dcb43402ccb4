//! Statements whose text never varies, sent prepared.
//!
//! `diesel::sql_query` is prepared anew at every call; these fragments are prepared once per connection, because everything that varies is
//! a bind parameter.

use diesel::pg::Pg;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};

/// One parameter of a statement.
#[derive(Clone, Debug)]
pub(super) enum Param {
    Id(uuid::Uuid),
    Number(i64),
    Json(String),
    Word(Option<String>),
    Day(chrono::NaiveDate),
    Instant(chrono::DateTime<chrono::Utc>),
    Flag(bool),
}

/// Writes a text in which each `{}` is the next parameter.
pub(super) fn push<'b>(out: &mut AstPass<'_, 'b, Pg>, text: &'static str, params: &'b [Param]) -> QueryResult<()> {
    let mut params = params.iter();
    for (index, piece) in text.split("{}").enumerate() {
        if index > 0 {
            let param = params.next().ok_or_else(|| missing(text))?;
            match param {
                Param::Id(id) => out.push_bind_param::<SqlUuid, _>(id)?,
                Param::Number(number) => out.push_bind_param::<BigInt, _>(number)?,
                Param::Json(json) => out.push_bind_param::<Text, _>(json)?,
                Param::Word(word) => out.push_bind_param::<Nullable<Text>, _>(word)?,
                Param::Day(day) => out.push_bind_param::<Date, _>(day)?,
                Param::Flag(flag) => out.push_bind_param::<Bool, _>(flag)?,
                Param::Instant(instant) => out.push_bind_param::<Timestamptz, _>(instant)?,
            }
        }
        out.push_sql(piece);
    }
    if params.next().is_some() {
        Err(missing(text))
    } else {
        Ok(())
    }
}

fn missing(text: &str) -> diesel::result::Error {
    diesel::result::Error::QueryBuilderError(format!("parameters do not fit the statement {text}").into())
}

/// Declares a statement: a type that diesel prepares once, with a fixed text and one result column.
macro_rules! statement {
    ($(#[$doc:meta])* $name:ident -> $sql_type:ty, $text:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, diesel::query_builder::QueryId)]
        pub(super) struct $name {
            pub(super) params: Vec<$crate::applications::store::query::Param>,
        }

        impl diesel::query_builder::Query for $name {
            type SqlType = $sql_type;
        }

        impl<C> diesel::RunQueryDsl<C> for $name {}

        impl diesel::query_builder::QueryFragment<diesel::pg::Pg> for $name {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, diesel::pg::Pg>,
            ) -> diesel::result::QueryResult<()> {
                $crate::applications::store::query::push(&mut out, $text, &self.params)
            }
        }
    };
}

pub(super) use statement;
