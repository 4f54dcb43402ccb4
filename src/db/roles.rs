//! What the server's role may do: its daily work, and not a bit more.
//!
//! It cannot change the schema, and what it once wrote to the event log and the audit records it cannot change either.

use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use super::error::DbError;

/// Tables that only ever grow.
const APPEND_ONLY: [&str; 2] = ["event", "audit"];
/// Diesel's record of the migrations run.
const MIGRATIONS_RUN: &str = "__diesel_schema_migrations";

#[derive(diesel::QueryableByName)]
struct Relation {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    is_sequence: bool,
}

/// Everything of ours in the schema, extensions' tables left out. Partitions too: rights on the table they belong to are enough, and
/// rights on them would be a way around it.
const RELATIONS: &str = "\
select quote_ident(c.relname)::text as name, c.relkind = 'S' as is_sequence from pg_class c
where c.relnamespace = current_schema()::text::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S') and not c.relispartition
  and pg_has_role(c.relowner, 'USAGE')
  and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
order by 1";

/// Gives `role` exactly its rights on every table and sequence there is now, in one transaction.
pub(super) async fn grant(connection: &mut AsyncPgConnection, role: &str) -> Result<(), DbError> {
    #[derive(diesel::QueryableByName)]
    struct Quoted {
        #[diesel(sql_type = Text)]
        role: String,
        #[diesel(sql_type = Text)]
        schema: String,
    }
    let names = "select quote_ident(rolname)::text as role, quote_ident(current_schema())::text as schema from pg_roles where rolname = $1";
    let found: Vec<Quoted> = diesel::sql_query(names).bind::<Text, _>(role).load(connection).await?;
    let Some(Quoted { role, schema }) = found.into_iter().next() else {
        return Err(DbError::NoServerRole { role: role.to_owned() });
    };
    let relations: Vec<Relation> = diesel::sql_query(RELATIONS).load(connection).await?;

    let mut statements = format!("grant usage on schema {schema} to {role};\n");
    for Relation { name, is_sequence } in relations {
        let (kind, privileges) = if is_sequence {
            ("sequence", "usage")
        } else {
            ("table", privileges(&name))
        };
        statements.push_str(&format!(
            "revoke all on {kind} {schema}.{name} from {role}; grant {privileges} on {kind} {schema}.{name} to {role};\n"
        ));
    }
    // Sent as one text, PostgreSQL runs them as one transaction: a running server never finds itself without rights.
    Ok(connection.batch_execute(&statements).await?)
}

fn privileges(table: &str) -> &'static str {
    if table == MIGRATIONS_RUN {
        "select"
    } else if APPEND_ONLY.contains(&table) {
        "select, insert"
    } else {
        "select, insert, update, delete"
    }
}
