//! Migrations go up, down and up again, and leave the same schema.

use yiwang::db::migrations;

use crate::support::TestDatabase;

/// Every column, constraint and index, a line each.
const INVENTORY: &str = "\
select format('column %s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) as line
from information_schema.columns where table_schema = 'public'
union all
select format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint
where connamespace = 'public'::regnamespace
union all
select format('index %s', indexdef) from pg_indexes where schemaname = 'public'
order by line";

#[tokio::test]
async fn up_down_and_up_again_is_the_same_schema() {
    let database = TestDatabase::empty().await;
    let (owner, server) = (database.owner_url(), database.server_url());

    let ran = migrations::migrate(&owner, &server).await.unwrap();
    assert!(!ran.is_empty());
    let first = database.lines(INVENTORY).await;
    assert!(
        first
            .iter()
            .any(|line| line.starts_with("column application.id uuid NO")),
        "{first:#?}"
    );

    migrations::revert_all(&owner).await.unwrap();
    let left: Vec<_> = database
        .lines(INVENTORY)
        .await
        .into_iter()
        .filter(|line| !line.contains("__diesel"))
        .collect();
    assert!(left.is_empty(), "left behind: {left:#?}");

    assert_eq!(migrations::migrate(&owner, &server).await.unwrap(), ran);
    assert_eq!(database.lines(INVENTORY).await, first);
    assert!(
        migrations::migrate(&owner, &server).await.unwrap().is_empty(),
        "nothing to do the second time"
    );
}
