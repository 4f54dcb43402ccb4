use diesel_async::AsyncConnection;

use super::*;
use crate::db::schema::{account, refresh_token, session};

#[actix_web::test]
async fn a_wrong_password_and_an_unknown_login_are_answered_alike() {
    let house = House::new().await;
    house.register(ALICE.0, ALICE.1).await.expect(201);
    let wrong = house.sign_in(ALICE.0, "Wrong-horse-7").await.expect(401);
    let unknown = house.sign_in(BOB.0, "Wrong-horse-7").await.expect(401);
    assert_eq!(
        (wrong.code(), &wrong.text),
        ("bad-credentials".to_owned(), &unknown.text)
    );
    let audited = house.audited().await;
    assert_eq!(
        audited[1..],
        [
            ("sign_in".to_owned(), "bad-credentials".to_owned()),
            ("sign_in".to_owned(), "bad-credentials".to_owned())
        ]
    );
}

#[actix_web::test]
async fn five_failures_close_a_login_whether_or_not_anybody_has_it() {
    let house = House::new().await;
    house.register(ALICE.0, ALICE.1).await.expect(201);
    for login in [ALICE.0, "nobody"] {
        for _ in 0..5 {
            house.sign_in(login, "Wrong-horse-7").await.expect(401);
        }
        let closed = house.sign_in(login, PASSWORD).await.expect(429);
        let wait = closed.retry_after.unwrap();
        assert!((880..=901).contains(&wait), "{wait}");
    }
}

#[actix_web::test]
async fn a_success_forgives_the_failures_before_it() {
    let house = House::new().await;
    house.register(ALICE.0, ALICE.1).await.expect(201);
    for _ in 0..2 {
        for _ in 0..4 {
            house.sign_in(ALICE.0, "Wrong-horse-7").await.expect(401);
        }
        house.sign_in(ALICE.0, PASSWORD).await.expect(201);
    }
}

#[actix_web::test]
async fn one_login_is_not_tried_faster_than_its_limit() {
    let mut house = House::new().await;
    let few = LimitSettings {
        sign_ins_per_login: std::num::NonZeroU32::new(2).unwrap(),
        ..LimitSettings::default()
    };
    house.limits = web::Data::new(Limits::new(few));
    house.sign_in("nobody", "Wrong-horse-7").await.expect(401);
    house.sign_in("nobody", "Wrong-horse-7").await.expect(401);
    assert_eq!(
        house.sign_in("nobody", "Wrong-horse-7").await.expect(429).retry_after,
        Some(30)
    );
    house.sign_in("somebody", "Wrong-horse-7").await.expect(401);
}

#[actix_web::test]
async fn one_address_does_not_knock_without_end() {
    let mut house = House::new().await;
    let few = LimitSettings {
        per_address: std::num::NonZeroU32::MIN,
        ..LimitSettings::default()
    };
    house.limits = web::Data::new(Limits::new(few));
    house.refresh("nothing").await.expect(401);
    assert!(house.register(ALICE.0, ALICE.1).await.expect(429).retry_after.is_some());
}

#[actix_web::test]
async fn a_disabled_account_opens_no_door() {
    let house = House::new().await;
    let (_, refresh) = house.citizen(ALICE.0, ALICE.1).await;
    let mut conn = house.db.get().await.unwrap();
    diesel::update(account::table)
        .set(account::disabled_at.eq(house.clock.now()))
        .execute(&mut conn)
        .await
        .unwrap();
    assert_eq!(
        house.sign_in(ALICE.0, PASSWORD).await.expect(401).code(),
        "bad-credentials"
    );
    house.refresh(&refresh).await.expect(401);
}

#[actix_web::test]
async fn a_refresh_token_works_once_and_a_second_use_ends_the_family() {
    let house = House::new().await;
    let (_, first) = house.citizen(ALICE.0, ALICE.1).await;
    let second = house.refresh(&first).await.expect(201).json();
    assert!(second["expires_in"].as_i64().unwrap() <= 300);
    let second = second["refresh_token"].as_str().unwrap();

    assert_eq!(house.refresh(&first).await.expect(401).code(), "refresh-token-invalid");
    house.refresh(second).await.expect(401);
    let audited = house.audited().await;
    assert_eq!(
        audited.last().unwrap(),
        &("refresh_session".to_owned(), "refresh-token-invalid".to_owned())
    );
}

#[actix_web::test]
async fn two_refreshes_at_once_leave_no_second_family_alive() {
    let house = House::new().await;
    let (_, token) = house.citizen(ALICE.0, ALICE.1).await;
    let answers = futures_util::future::join_all((0..6).map(|_| house.refresh(&token))).await;
    let won: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(won.len(), 1);
    assert!(
        answers
            .iter()
            .all(|answer| [201, 401].contains(&answer.status.as_u16()))
    );
    let next = won[0].json();
    house.refresh(next["refresh_token"].as_str().unwrap()).await.expect(401);
}

#[actix_web::test]
async fn an_expired_refresh_token_is_refused() {
    let house = House::new().await;
    let (_, token) = house.citizen(ALICE.0, ALICE.1).await;
    let mut conn = house.db.get().await.unwrap();
    diesel::update(refresh_token::table)
        .set(refresh_token::expires_at.eq(house.clock.now() - Duration::seconds(1)))
        .execute(&mut conn)
        .await
        .unwrap();
    house.refresh(&token).await.expect(401);
}

#[actix_web::test]
async fn signing_out_ends_the_session_and_again_is_harmless() {
    let house = House::new().await;
    let (token, refresh) = house.citizen(ALICE.0, ALICE.1).await;
    for _ in 0..2 {
        house
            .call(Method::DELETE, "/sessions/current", &token, None)
            .await
            .expect(204);
    }
    house.refresh(&refresh).await.expect(401);
    let ended = house
        .audited()
        .await
        .into_iter()
        .filter(|(action, _)| action == "sign_out")
        .count();
    assert_eq!(ended, 1);
}

#[actix_web::test]
async fn a_hash_of_other_parameters_is_replaced_at_sign_in() {
    let mut house = House::new().await;
    house.register(ALICE.0, ALICE.1).await.expect(201);
    let harder = PasswordHashing {
        memory_kib: 128,
        passes: 2,
        lanes: 1,
    };
    house.desk = PasswordDesk::new(Passwords::new(harder).unwrap(), PasswordPolicy::default());
    house.sign_in(ALICE.0, PASSWORD).await.expect(201);
    let mut conn = house.db.get().await.unwrap();
    let hash: String = account::table
        .select(account::password_hash.assume_not_null())
        .first(&mut conn)
        .await
        .unwrap();
    assert!(hash.contains("m=128,t=2"), "{hash}");
    house.sign_in(ALICE.0, PASSWORD).await.expect(201);
}

#[derive(diesel::QueryableByName)]
struct Waiting {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    waiting: i64,
}

/// Returns once a statement of this database waits for a lock.
async fn somebody_waits(house: &House) {
    let waiting = "select count(*) as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    let mut conn = house.db.get().await.unwrap();
    loop {
        let row: Waiting = diesel::sql_query(waiting).get_result(&mut conn).await.unwrap();
        if row.waiting > 0 {
            return;
        }
    }
}

#[actix_web::test]
async fn a_password_that_changes_meanwhile_opens_no_session() {
    let house = House::new().await;
    house.register(ALICE.0, ALICE.1).await.expect(201);
    let mut conn = house.db.get().await.unwrap();
    let change = diesel::update(account::table).set(account::password_hash.eq("another"));
    let changed = conn.transaction::<_, diesel::result::Error, _>(async |conn| {
        change.execute(conn).await?;
        somebody_waits(&house).await;
        Ok(())
    });
    let (answer, changed) = futures_util::join!(house.sign_in(ALICE.0, PASSWORD), changed);
    changed.unwrap();
    assert_eq!(answer.expect(401).code(), "bad-credentials");
    let mut conn = house.db.get().await.unwrap();
    let begun: i64 = session::table.count().get_result(&mut conn).await.unwrap();
    assert_eq!(begun, 0);
}
