//! `src/db/schema.rs` is what the database has. `UPDATE_SCHEMA=1 cargo test schema` writes it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use crate::support::TestDatabase;

const HEAD: &str = "\
//! The tables as Diesel knows them.
//!
//! Written from the live database by the schema test (`UPDATE_SCHEMA=1 cargo test schema`), which also fails when the two differ.
#![expect(missing_docs, reason = \"the migrations document every table and column\")]
";

/// `table|column|type|nullable|place in the primary key, or 0`, in the table's order.
const COLUMNS: &str = "\
select concat_ws('|', c.relname, a.attname, t.typname, not a.attnotnull, coalesce(array_position(k.conkey, a.attnum), 0)) as line
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname not like '\\_\\_%'
order by c.relname collate \"C\", a.attnum";

struct Column {
    name: String,
    kind: String,
    key: usize,
}

#[tokio::test]
async fn the_schema_is_what_the_database_has() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/schema.rs");
    let database = TestDatabase::seeded().await;
    let live = write(&database.lines(COLUMNS).await);
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(path, &live).unwrap();
    }
    assert!(
        fs::read_to_string(path).unwrap() == live,
        "src/db/schema.rs is out of date: UPDATE_SCHEMA=1 cargo test schema"
    );
}

fn write(lines: &[String]) -> String {
    let mut tables: BTreeMap<&str, Vec<Column>> = BTreeMap::new();
    for line in lines {
        let [table, name, kind, nullable, key] = line.split('|').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let kind = if nullable == "t" {
            format!("Nullable<{}>", diesel_type(kind))
        } else {
            diesel_type(kind).to_owned()
        };
        tables.entry(table).or_default().push(Column {
            name: name.to_owned(),
            kind,
            key: key.parse().unwrap(),
        });
    }
    let mut text = HEAD.to_owned();
    for (table, columns) in &tables {
        let mut key: Vec<&Column> = columns.iter().filter(|column| column.key > 0).collect();
        key.sort_by_key(|column| column.key);
        let key: Vec<&str> = key.into_iter().map(|column| column.name.as_str()).collect();
        write!(text, "\ndiesel::table! {{\n    {table} ({}) {{\n", key.join(", ")).unwrap();
        for Column { name, kind, .. } in columns {
            writeln!(text, "        {name} -> {kind},").unwrap();
        }
        text.push_str("    }\n}\n");
    }
    let names: Vec<&str> = tables.keys().copied().collect();
    write!(
        text,
        "\ndiesel::allow_tables_to_appear_in_same_query!(\n    {},\n);\n",
        names.join(",\n    ")
    )
    .unwrap();
    text
}

fn diesel_type(kind: &str) -> &'static str {
    match kind {
        "uuid" => "Uuid",
        "text" => "Text",
        "int8" => "BigInt",
        "int4" => "Integer",
        "int2" => "SmallInt",
        "timestamptz" => "Timestamptz",
        "date" => "Date",
        "bool" => "Bool",
        "jsonb" => "Jsonb",
        "bytea" => "Bytea",
        "_text" => "Array<Text>",
        other => panic!("no Diesel type is known for {other}"),
    }
}
