use super::*;
use crate::db::schema::{outbox, password_reset};

use crate::identity::password_reset_mail::{PasswordResetPayload, TOPIC, compose};
use crate::outbox::OutboxRow;

impl House {
    async fn ask(&self, login: &str) -> Heard {
        self.post("/password-resets", json!({"login": login})).await
    }

    async fn queued(&self) -> Vec<OutboxRow> {
        let mut conn = self.db.get().await.unwrap();
        outbox::table
            .select(OutboxRow::as_select())
            .order(outbox::id)
            .load(&mut conn)
            .await
            .unwrap()
    }

    /// The code in the message that is waiting to be sent.
    async fn code(&self) -> String {
        let row = self.queued().await.pop().unwrap();
        let payload: PasswordResetPayload = serde_json::from_value(row.payload).unwrap();
        let mut conn = self.db.get().await.unwrap();
        let mail = compose(&mut conn, self.vault.cipher(), &self.signer, payload.password_reset).await;
        let mail = mail.unwrap().unwrap();
        assert_eq!(
            mail.to,
            Address::Email(format!("Someone.{}@example.com", ALICE.0).parse().unwrap())
        );
        mail.body.zh.lines().nth(2).unwrap().to_owned()
    }

    async fn set(&self, code: &str, password: &str) -> Heard {
        self.post(&format!("/password-resets/{code}"), json!({"password": password}))
            .await
    }
}

#[actix_web::test]
async fn the_answer_tells_nobody_who_has_an_account() {
    let house = House::new().await;
    house.register(ALICE.0, ALICE.1).await.expect(201);
    let known = house.ask(ALICE.0).await.expect(202);
    let unknown = house.ask(BOB.0).await.expect(202);
    assert_eq!((known.text, unknown.text), (String::new(), String::new()));
    let queued = house.queued().await;
    assert_eq!((queued.len(), queued[0].topic.as_str()), (1, TOPIC));
    assert_eq!(queued[0].payload.as_object().unwrap().len(), 1, "ids only");
}

#[actix_web::test]
async fn a_code_works_once_and_ends_all_sessions() {
    let house = House::new().await;
    let (_, refresh) = house.citizen(ALICE.0, ALICE.1).await;
    house.ask(ALICE.0).await.expect(202);
    house.ask(ALICE.0).await.expect(202);
    let code = house.code().await;

    let weak = house.set(&code, &format!("Aa-{}", ALICE.0)).await.expect(422).json();
    assert_eq!(weak["errors"][0]["code"], "password-contains-login");
    house.set(&code, "Battery-staple-8").await.expect(204);
    house.set(&code, "Battery-staple-9").await.expect(404);
    house.refresh(&refresh).await.expect(401);
    house.sign_in(ALICE.0, PASSWORD).await.expect(401);
    house.sign_in(ALICE.0, "Battery-staple-8").await.expect(201);

    let mut conn = house.db.get().await.unwrap();
    let open = password_reset::table.filter(password_reset::used_at.is_null()).count();
    let open: i64 = open.get_result(&mut conn).await.unwrap();
    assert_eq!(open, 0, "the other request is used up too");
}

#[actix_web::test]
async fn of_two_uses_at_once_one_wins() {
    let house = House::new().await;
    house.register(ALICE.0, ALICE.1).await.expect(201);
    house.ask(ALICE.0).await.expect(202);
    let code = house.code().await;
    let (one, other) = futures_util::join!(
        house.set(&code, "Battery-staple-8"),
        house.set(&code, "Battery-staple-9")
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 404]);
}

#[actix_web::test]
async fn an_old_or_forged_code_is_refused() {
    let house = House::new().await;
    house.register(ALICE.0, ALICE.1).await.expect(201);
    house.ask(ALICE.0).await.expect(202);
    let code = house.code().await;
    house.set("forged", "Battery-staple-8").await.expect(404);
    let mut conn = house.db.get().await.unwrap();
    diesel::update(password_reset::table)
        .set(password_reset::expires_at.eq(house.clock.now() - Duration::seconds(1)))
        .execute(&mut conn)
        .await
        .unwrap();
    house.set(&code, "Battery-staple-8").await.expect(404);
    let id = Uuid::try_parse(&code[..32]).unwrap();
    let mail = compose(&mut conn, house.vault.cipher(), &house.signer, id)
        .await
        .unwrap();
    assert!(mail.is_none(), "an expired request is not sent any more");
}

#[actix_web::test]
async fn a_new_password_opens_a_closed_login() {
    let house = House::new().await;
    house.register(ALICE.0, ALICE.1).await.expect(201);
    for _ in 0..5 {
        house.sign_in(ALICE.0, "Wrong-horse-7").await.expect(401);
    }
    house.sign_in(ALICE.0, PASSWORD).await.expect(429);
    house.ask(ALICE.0).await.expect(202);
    house.set(&house.code().await, "Battery-staple-8").await.expect(204);
    house.sign_in(ALICE.0, "Battery-staple-8").await.expect(201);
}
