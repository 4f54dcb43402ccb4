//! New phones and e-mail addresses.

use super::*;
use crate::db::schema::{contact_change, outbox};
use crate::identity::Dispatch;
use crate::identity::contact_change::{ContactChangePayload, TOPIC, compose};
use crate::outbox::OutboxRow;

const NEW: &str = "13900000013";

impl House {
    async fn patch(&self, token: &str, body: Value) -> Heard {
        self.call(Method::PATCH, "/me", token, Some(body)).await
    }

    async fn verify(&self, token: &str, kind: &str, code: &str) -> Heard {
        let body = json!({"kind": kind, "code": code});
        self.call(Method::POST, "/me/verifications", token, Some(body)).await
    }

    async fn me(&self, token: &str) -> Value {
        self.call(Method::GET, "/me", token, None).await.expect(200).json()
    }

    /// What would be sent now, oldest first.
    async fn said(&self) -> Vec<Dispatch> {
        let mut conn = self.db.get().await.unwrap();
        let rows: Vec<OutboxRow> = outbox::table
            .filter(outbox::topic.eq(TOPIC))
            .order(outbox::id)
            .select(OutboxRow::as_select())
            .load(&mut conn)
            .await
            .unwrap();
        let mut said = Vec::new();
        for row in rows {
            let payload: ContactChangePayload = serde_json::from_value(row.payload).unwrap();
            let composed = compose(&mut conn, self.vault.cipher(), &self.signer, payload).await;
            said.extend(composed.unwrap());
        }
        said
    }

    /// The newest code that would be sent now.
    async fn sent_code(&self) -> String {
        let message = self.said().await.pop().unwrap();
        message.body.zh[..6].to_owned()
    }

    async fn wish(&self, token: &str, phone: &str) -> String {
        let wish = json!({"phone": phone, "current_password": PASSWORD});
        self.patch(token, wish).await.expect(200);
        self.sent_code().await
    }
}

fn phone(number: &str) -> Address {
    Address::Phone(number.parse().unwrap())
}

#[actix_web::test]
async fn a_new_phone_takes_effect_when_its_code_is_typed_and_the_old_one_is_told() {
    let house = House::new().await;
    let (token, _) = house.citizen(ALICE.0, ALICE.1).await;
    let wish = json!({"phone": NEW, "current_password": PASSWORD});
    let me = house.patch(&token, wish).await.expect(200).json();
    assert_eq!(me["phone"], ALICE.0, "nothing has changed yet");
    assert_eq!(
        (&me["pending"][0]["kind"], &me["pending"][0]["masked"]),
        (&json!("phone"), &json!("139****0013"))
    );
    assert_eq!(house.me(&token).await, me);
    house.sign_in(NEW, PASSWORD).await.expect(401);

    let said = house.said().await;
    assert_eq!((said.len(), &said[0].to), (1, &phone(NEW)));
    let me = house
        .verify(&token, "phone", &house.sent_code().await)
        .await
        .expect(200)
        .json();
    assert_eq!((&me["phone"], &me["pending"]), (&json!(NEW), &json!([])));
    house.sign_in(NEW, PASSWORD).await.expect(201);
    house.sign_in(ALICE.0, PASSWORD).await.expect(401);

    let said = house.said().await;
    assert_eq!(
        (said.len(), &said[0].to),
        (1, &phone(ALICE.0)),
        "the code is worth nothing now"
    );
    assert!(said[0].body.zh.contains("139****0013"), "{}", said[0].body.zh);
    let again = house.verify(&token, "phone", "000000").await.expect(409);
    assert_eq!(again.code(), "verification-expired");
}

#[actix_web::test]
async fn a_new_address_or_none_needs_the_present_password() {
    let house = House::new().await;
    let (token, _) = house.citizen(ALICE.0, ALICE.1).await;
    for wish in [
        json!({"phone": NEW}),
        json!({"email": "new@example.com"}),
        json!({"email": null}),
    ] {
        let refused = house.patch(&token, wish).await.expect(422).json();
        assert_eq!(refused["errors"][0]["pointer"], "/current_password");
    }
    let wrong = json!({"phone": NEW, "current_password": "Wrong-horse-7"});
    let refused = house.patch(&token, wrong).await.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], "wrong-password");
    assert!(house.said().await.is_empty());

    let same = json!({"phone": ALICE.0, "name": "张四"});
    let me = house.patch(&token, same).await.expect(200).json();
    assert_eq!(
        (&me["name"], &me["pending"]),
        (&json!("张四"), &json!([])),
        "no address is new"
    );
}

#[actix_web::test]
async fn an_address_is_removed_without_a_code_and_told_so() {
    let house = House::new().await;
    let (token, _) = house.citizen(ALICE.0, ALICE.1).await;
    let wish = json!({"email": "new@example.com", "current_password": PASSWORD});
    house.patch(&token, wish).await.expect(200);
    let removal = json!({"email": null, "current_password": PASSWORD});
    let me = house.patch(&token, removal).await.expect(200).json();
    assert_eq!((&me["email"], &me["pending"]), (&json!(null), &json!([])));
    let said = house.said().await;
    let old = format!("Someone.{}@example.com", ALICE.0).parse().unwrap();
    assert_eq!((said.len(), &said[0].to), (1, &Address::Email(old)));
    assert!(said[0].body.zh.contains("邮箱已删除"), "{}", said[0].body.zh);
}

#[actix_web::test]
async fn a_wrong_code_may_be_typed_five_times() {
    let house = House::new().await;
    let (token, _) = house.citizen(ALICE.0, ALICE.1).await;
    let code = house.wish(&token, NEW).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        let refused = house.verify(&token, "phone", wrong).await.expect(422).json();
        assert_eq!(
            (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
            (&json!("/code"), &json!("wrong-code"))
        );
    }
    let refused = house.verify(&token, "phone", &code).await.expect(409);
    assert_eq!(refused.code(), "verification-expired");
    assert_eq!(house.me(&token).await["pending"], json!([]));

    let code = house.wish(&token, NEW).await;
    house.verify(&token, "email", &code).await.expect(409);
    house.verify(&token, "phone", &code).await.expect(200);
}

#[actix_web::test]
async fn a_code_is_worth_nothing_after_its_time_or_a_later_one() {
    let house = House::new().await;
    let (token, _) = house.citizen(ALICE.0, ALICE.1).await;
    let first = house.wish(&token, NEW).await;
    let second = house.wish(&token, "13900000014").await;
    if first != second {
        house.verify(&token, "phone", &first).await.expect(422);
    }
    let mut conn = house.db.get().await.unwrap();
    diesel::update(contact_change::table)
        .set(contact_change::expires_at.eq(house.clock.now() - Duration::seconds(1)))
        .execute(&mut conn)
        .await
        .unwrap();
    house.verify(&token, "phone", &second).await.expect(409);
    assert!(house.said().await.is_empty(), "an expired code is not sent any more");
    assert_eq!(house.me(&token).await["phone"], ALICE.0);
}

#[actix_web::test]
async fn a_phone_that_is_anothers_by_then_is_refused() {
    let house = House::new().await;
    let (token, _) = house.citizen(ALICE.0, ALICE.1).await;
    let code = house.wish(&token, BOB.0).await;
    house.register(BOB.0, BOB.1).await.expect(201);
    let refused = house.verify(&token, "phone", &code).await.expect(409);
    assert_eq!(refused.code(), "account-exists");
    assert_eq!(house.me(&token).await["phone"], ALICE.0);
}

#[actix_web::test]
async fn nobody_floods_a_strangers_phone() {
    let house = House::new().await;
    let (alice, _) = house.citizen(ALICE.0, ALICE.1).await;
    let (bob, _) = house.citizen(BOB.0, BOB.1).await;
    let wish = json!({"phone": NEW, "current_password": PASSWORD});
    for _ in 0..5 {
        house.patch(&alice, wish.clone()).await.expect(200);
    }
    house.patch(&bob, wish).await.expect(429);
}
