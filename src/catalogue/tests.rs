//! The catalogue on a real database: imports, publications, and how instances see them.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use super::import::{self, ImportOptions, Report, entries};
use super::publication::{self, PublicationError};
use super::{Catalogue, demo};
use crate::codes::ItemCode;
use crate::db::Db;
use crate::db::testing::TestDatabase;

const ADMIN: Uuid = Uuid::from_u128(7);

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

async fn import(db: &Db, documents: Vec<Value>, options: ImportOptions) -> Report {
    let mut conn = db.get().await.unwrap();
    import::run(&mut conn, entries::from_values(documents), &options, now())
        .await
        .unwrap()
}

async fn publish(db: &Db, code: &ItemCode) -> Result<i32, PublicationError> {
    let mut conn = db.get().await.unwrap();
    conn.transaction(async |conn| publication::publish(conn, code, ADMIN, now()).await)
        .await
}

fn publishing() -> ImportOptions {
    ImportOptions {
        publish: true,
        by: Some(ADMIN),
        ..ImportOptions::default()
    }
}

fn city(name: &str) -> Vec<Value> {
    vec![
        json!({"code": "510100", "name": "成都市"}),
        json!({"code": "119901009999900619", "name": "市场监管局", "division": "510100"}),
        json!({"code": "food", "name": name, "item_type": "01", "department": "119901009999900619"}),
    ]
}

fn food() -> ItemCode {
    "food".parse().unwrap()
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

async fn count(db: &Db, of: &str) -> i64 {
    let mut conn = db.get().await.unwrap();
    let rows: Vec<Count> = diesel::sql_query(format!("select count(*) as n from {of}"))
        .load(&mut conn)
        .await
        .unwrap();
    rows[0].n
}

#[tokio::test]
async fn the_demo_catalogue_is_imported_once_in_few_statements() {
    let (_database, db) = TestDatabase::migrated().await;
    let documents = demo::documents().unwrap();
    let before = db.statements();
    let first = import(&db, documents.clone(), publishing()).await;
    assert_eq!(
        (first.created, first.rejected.len(), first.written),
        (documents.len(), 0, true)
    );
    assert!(
        db.statements() - before <= 15,
        "{} statements",
        db.statements() - before
    );

    let catalogue = Catalogue::load(db.clone()).await.unwrap();
    let generation = catalogue.snapshot().generation();
    let again = import(&db, documents.clone(), publishing()).await;
    assert_eq!((again.unchanged, again.created, again.updated), (documents.len(), 0, 0));
    assert!(!catalogue.refresh_if_changed().await.unwrap(), "nothing has changed");
    assert_eq!(generation, 1);

    let read = db.statements();
    let snapshot = catalogue.snapshot();
    assert_eq!(snapshot.items().len(), super::import::testing::demo_items().len());
    for (code, held) in snapshot.items() {
        assert_eq!(
            catalogue.version(code, held.version).await.unwrap().unwrap().item,
            held.item
        );
    }
    assert_eq!(snapshot.bundles().len(), 10);
    for (code, held) in snapshot.bundles() {
        let front = catalogue.version(code, held.version).await.unwrap().unwrap();
        assert_eq!(front.item.questions, held.bundle.questions);
        assert!(catalogue.current(code).is_none(), "a bundle is no item");
        for member in &held.members {
            assert_eq!(member.version.version, 1);
        }
    }
    assert_eq!(
        snapshot.index().search(Some("食品经营"))[0].version.item.name,
        "食品经营许可新办"
    );
    assert_eq!(db.statements(), read, "reads touch no database");
}

#[tokio::test]
async fn a_draft_shows_when_it_is_published_and_old_versions_stay() {
    let (_database, db) = TestDatabase::migrated().await;
    let (one, other) = (
        Catalogue::load(db.clone()).await.unwrap(),
        Catalogue::load(db.clone()).await.unwrap(),
    );

    import(&db, city("第一版"), ImportOptions::default()).await;
    assert!(one.refresh_if_changed().await.unwrap(), "departments show at once");
    assert!(one.current(&food()).is_none());
    assert!(one.version(&food(), 1).await.unwrap().is_none(), "a draft is not shown");

    assert_eq!(publish(&db, &food()).await.unwrap(), 1);
    assert!(matches!(
        publish(&db, &food()).await,
        Err(PublicationError::NothingToPublish)
    ));
    assert!(matches!(
        publish(&db, &"none".parse().unwrap()).await,
        Err(PublicationError::NoItem)
    ));
    for instance in [&one, &other] {
        assert!(instance.refresh_if_changed().await.unwrap());
        assert_eq!(instance.current(&food()).unwrap().item.name, "第一版");
    }
    let first = one.current(&food()).unwrap();

    for name in ["第二版（草稿）", "第二版"] {
        let report = import(&db, city(name), ImportOptions::default()).await;
        assert_eq!((report.updated, report.unchanged), (1, 2));
    }
    assert_eq!(count(&db, "item_version").await, 2, "a draft is replaced");
    assert_eq!(publish(&db, &food()).await.unwrap(), 2);
    one.refresh_if_changed().await.unwrap();
    assert_eq!(one.current(&food()).unwrap().item.name, "第二版");
    let old = one.version(&food(), 1).await.unwrap().unwrap();
    assert_eq!(old.item, first.item);
    let statements = db.statements();
    one.version(&food(), 1).await.unwrap().unwrap();
    assert_eq!(db.statements(), statements, "kept at hand");
    assert!(one.version(&food(), 3).await.unwrap().is_none());
    assert_eq!(
        count(
            &db,
            "item_version where published_at is not null and published_by is not null"
        )
        .await,
        2
    );
}

#[tokio::test]
async fn one_rejected_document_stops_all_unless_partial() {
    let (_database, db) = TestDatabase::migrated().await;
    let mut documents = city("许可");
    documents.push(json!({"code": "x", "name": "", "item_type": "01", "department": "119901009999900619"}));

    let report = import(&db, documents.clone(), ImportOptions::default()).await;
    assert_eq!((report.created, report.written), (3, false));
    assert_eq!(
        (report.rejected[0].line, report.rejected[0].error.code.as_str()),
        (4, "empty")
    );
    assert_eq!(count(&db, "division").await, 0);

    let dry = ImportOptions {
        dry_run: true,
        partial: true,
        ..ImportOptions::default()
    };
    assert!(!import(&db, documents.clone(), dry).await.written);
    assert_eq!(count(&db, "division").await, 0);

    let partial = ImportOptions {
        partial: true,
        ..ImportOptions::default()
    };
    let report = import(&db, documents, partial).await;
    assert_eq!((report.created, report.rejected.len(), report.written), (3, 1, true));
    assert_eq!(count(&db, "item").await, 1);
}

#[tokio::test]
async fn an_unsound_draft_is_not_published() {
    let (_database, db) = TestDatabase::migrated().await;
    let mut documents = city("许可");
    documents[2]["procedure"] = json!({"start": "t", "nodes": {
        "t": {"kind": "task", "name": "审查", "post": "reviewer", "outcomes": {"pass": "t"}}
    }});
    assert!(import(&db, documents, ImportOptions::default()).await.written);
    let Err(PublicationError::Unsound(faults)) = publish(&db, &food()).await else {
        panic!("it was published");
    };
    assert!(
        faults.iter().all(|fault| fault.pointer.starts_with("/procedure")),
        "{faults:?}"
    );
    assert_eq!(count(&db, "item where current_version is not null").await, 0);
}
