//! What nobody used goes; what an application holds stays.

use std::time::{Duration, SystemTime};

use chrono::TimeDelta;
use diesel::ExpressionMethods;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use secrecy::ExposeSecret;
use serde_json::json;

use super::super::{ATTACHED_TOPIC, AttachedHandler, Swept, sweep};
use super::*;
use crate::outbox::{Engine, EngineOptions, OutboxRow, enqueue};

const CITIZEN: Uuid = Uuid::from_u128(5);

impl Bench {
    async fn sweep(&self) -> Swept {
        sweep(&self.db, &self.store, &self.clock).await.unwrap()
    }

    async fn status(&self, id: Uuid) -> u16 {
        self.get(CITIZEN, &format!("/documents/{id}/content"))
            .await
            .status()
            .as_u16()
    }
}

#[actix_web::test]
async fn an_unattached_document_expires_after_seven_days_and_goes_a_day_later() {
    let bench = Bench::new().await;
    let id = bench.upload_one(CITIZEN).await;

    bench.clock.set_offset(TimeDelta::days(6));
    assert_eq!((bench.sweep().await, bench.status(id).await), (Swept::default(), 200));
    bench.clock.set_offset(TimeDelta::days(7));
    assert_eq!((bench.sweep().await, bench.status(id).await), (Swept::default(), 404));
    assert_eq!(bench.list(CITIZEN, "/documents").await["data"], json!([]));
    assert_eq!(bench.stored().len(), 1);
    bench.clock.set_offset(TimeDelta::days(8));

    let expected = Swept {
        documents: 1,
        leftovers: 0,
    };
    assert_eq!(bench.sweep().await, expected);
    assert_eq!(bench.stored(), Vec::<PathBuf>::new());
    assert_eq!(bench.sweep().await, Swept::default());
    bench.close().await;
}

#[actix_web::test]
async fn an_attached_document_stays() {
    let bench = Bench::new().await;
    let id = bench.upload_one(CITIZEN).await;
    let payload = json!({"documents": [id]});
    let row = OutboxRow::new(
        Uuid::now_v7(),
        Uuid::now_v7(),
        ATTACHED_TOPIC,
        payload,
        bench.clock.now(),
    );
    enqueue(&mut bench.db.get().await.unwrap(), &[row]).await.unwrap();
    let engine = Engine::new(bench.db.clone(), bench.clock.clone(), EngineOptions::default())
        .on(AttachedHandler::new(bench.db.clone()));

    assert_eq!(engine.drain().await.unwrap(), 1);
    bench.clock.set_offset(TimeDelta::days(400));

    assert_eq!((bench.sweep().await, bench.status(id).await), (Swept::default(), 200));
    bench.close().await;
}

#[actix_web::test]
async fn a_document_that_an_application_holds_stays_even_if_that_was_not_noted() {
    use crate::db::schema::application_document as held;

    let bench = Bench::new().await;
    let [id, other] = [bench.upload_one(CITIZEN).await, bench.upload_one(CITIZEN).await];
    // An application's own row is not needed to hold a document here.
    let mut owner = AsyncPgConnection::establish(bench.database.owner_url().expose_secret())
        .await
        .unwrap();
    diesel::sql_query("alter table application_document drop constraint application_document_owner_id_fkey")
        .execute(&mut owner)
        .await
        .unwrap();
    diesel::insert_into(held::table)
        .values((
            held::owner_id.eq(Uuid::now_v7()),
            held::material.eq("m1"),
            held::document_id.eq(id),
            held::name.eq("证明.pdf"),
            held::media_type.eq("application/pdf"),
            held::size.eq(1),
            held::sha256.eq(""),
            held::storage_key.eq(""),
            held::attached_at.eq(bench.clock.now()),
        ))
        .execute(&mut bench.db.get().await.unwrap())
        .await
        .unwrap();

    bench.clock.set_offset(TimeDelta::days(30));

    assert_eq!(bench.sweep().await.documents, 1);
    assert_eq!((bench.status(id).await, bench.status(other).await), (200, 404));
    bench.close().await;
}

#[actix_web::test]
async fn bytes_without_a_row_go_once_they_are_a_day_old() {
    let bench = Bench::new().await;
    let kept = bench.upload_one(CITIZEN).await;
    let day = bench.clock.today();
    for name in [Uuid::now_v7(), Uuid::now_v7()] {
        let key = format!("documents/{day}/{name}");
        bench.store.put(&key, PDF.into()).await.unwrap();
    }
    let old = SystemTime::from(machine_now()) - Duration::from_secs(25 * 3600);
    let mut leftovers: Vec<_> = bench.stored();
    leftovers.retain(|path| !path.ends_with(kept.to_string()));
    fs::File::open(&leftovers[0]).unwrap().set_modified(old).unwrap();
    let kept_file = bench.stored().into_iter().find(|path| path.ends_with(kept.to_string()));
    fs::File::open(kept_file.unwrap()).unwrap().set_modified(old).unwrap();

    let expected = Swept {
        documents: 0,
        leftovers: 1,
    };
    assert_eq!(bench.sweep().await, expected);

    assert!(!leftovers[0].exists());
    assert!(leftovers[1].exists());
    assert_eq!(bench.status(kept).await, 200);
    bench.close().await;
}
