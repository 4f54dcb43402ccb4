//! People recorded at a window.

use super::*;
use crate::db::schema::account;
use crate::identity::accounts::{self, AccountKind};
use crate::identity::walk_in::{Recorded, WalkIn, ensure, find_by_citizen_id, find_by_credit_code, find_by_phone};

const DAUGHTER: &str = "13900000099";

impl House {
    /// Somebody comes to the window.
    pub(super) async fn at_the_window(&self, sent: Value) -> Result<Recorded, Value> {
        let walk_in: WalkIn = serde_json::from_value(sent).unwrap();
        let known_by = walk_in.check("/applicant", self.clock.today()).unwrap();
        let mut conn = self.db.get().await.unwrap();
        let recorded = ensure(&mut conn, &self.vault, &known_by, self.clock.now()).await;
        recorded.map_err(|problem| json!([problem.code.as_str(), problem.errors[0].pointer, problem.errors[0].code]))
    }

    async fn by_phone(&self, phone: &str) -> Vec<Uuid> {
        let mut conn = self.db.get().await.unwrap();
        find_by_phone(&mut conn, &self.vault, &phone.parse().unwrap())
            .await
            .unwrap()
    }

    async fn person(&self, id: Uuid) -> accounts::Person {
        let mut conn = self.db.get().await.unwrap();
        accounts::load(&mut conn, self.vault.cipher(), id)
            .await
            .unwrap()
            .unwrap()
    }
}

fn elder() -> Value {
    json!({"name": "王奶奶", "citizen_id": BOB.1, "phone": DAUGHTER})
}

#[actix_web::test]
async fn somebody_without_an_account_is_recorded_once_and_found_again() {
    let house = House::new().await;
    let first = house.at_the_window(elder()).await.unwrap();
    let again = house
        .at_the_window(json!({"name": "王 奶奶", "citizen_id": BOB.1}))
        .await;
    assert_eq!(again.unwrap(), first);
    assert_eq!((first.has_account, first.name.as_str()), (false, "王奶奶"));
    let mut conn = house.db.get().await.unwrap();
    let found = find_by_citizen_id(&mut conn, &house.vault, &BOB.1.parse().unwrap()).await;
    assert_eq!(found.unwrap(), [first.id]);

    let company = json!({"name": "示例餐饮有限公司", "credit_code": "91990100MA99999X2A"});
    let company = house.at_the_window(company).await.unwrap();
    assert_eq!(company.kind, AccountKind::LegalPerson);
    let code = "91990100MA99999X2A".parse().unwrap();
    let found = find_by_credit_code(&mut conn, &house.vault, &code).await;
    assert_eq!(found.unwrap(), [company.id]);
    let count: i64 = account::table.count().get_result(&mut conn).await.unwrap();
    assert_eq!(count, 2);
}

#[actix_web::test]
async fn of_two_windows_at_once_one_records() {
    let house = House::new().await;
    let (one, other) = futures_util::join!(house.at_the_window(elder()), house.at_the_window(elder()));
    assert_eq!(one.unwrap(), other.unwrap());
}

#[actix_web::test]
async fn another_name_under_the_same_number_is_a_mistake_and_changes_nothing() {
    let house = House::new().await;
    let recorded = house.at_the_window(elder()).await.unwrap();
    let mistaken = json!({"name": "李奶奶", "citizen_id": BOB.1, "phone": ALICE.0});
    let told = house.at_the_window(mistaken).await.unwrap_err();
    assert_eq!(told, json!(["invalid-input", "/applicant/name", "name-mismatch"]));
    assert_eq!(house.by_phone(DAUGHTER).await, [recorded.id]);
    assert!(house.by_phone(ALICE.0).await.is_empty());
}

#[actix_web::test]
async fn several_may_leave_the_same_phone_and_leave_another_later() {
    let house = House::new().await;
    let mother = house.at_the_window(elder()).await.unwrap().id;
    let father = json!({"name": "王爷爷", "citizen_id": ALICE.1, "phone": DAUGHTER, "email": "daughter@example.com"});
    let father = house.at_the_window(father).await.unwrap().id;
    assert_eq!(house.by_phone(DAUGHTER).await, [mother, father]);

    let moved = json!({"name": "王奶奶", "citizen_id": BOB.1, "email": "son@example.com"});
    house.at_the_window(moved).await.unwrap();
    let left = house.person(mother).await;
    assert_eq!(left.contact_email.unwrap().as_str(), "son@example.com");
    assert_eq!(
        left.contact_phone.unwrap().as_str(),
        DAUGHTER,
        "what is not left anew stays"
    );
}

#[actix_web::test]
async fn the_account_of_somebody_who_has_one_is_found_and_stays_as_it_is() {
    let house = House::new().await;
    let account = house.register(ALICE.0, ALICE.1).await.expect(201).json()["id"].clone();
    let sent = json!({"name": "张三", "citizen_id": ALICE.1, "phone": DAUGHTER, "email": "daughter@example.com"});
    let recorded = house.at_the_window(sent).await.unwrap();
    assert_eq!((json!(recorded.id), recorded.has_account), (account, true));
    let person = house.person(recorded.id).await;
    assert_eq!(person.phone.unwrap().as_str(), ALICE.0);
    assert_eq!((person.contact_phone, person.contact_email), (None, None));
    assert_eq!(house.by_phone(ALICE.0).await, [recorded.id]);
}

#[actix_web::test]
async fn nobody_signs_in_to_what_a_window_recorded_and_the_answer_is_as_for_an_unknown_login() {
    let house = House::new().await;
    let sent = json!({"name": "王奶奶", "citizen_id": BOB.1, "phone": DAUGHTER, "email": "daughter@example.com"});
    house.at_the_window(sent).await.unwrap();
    for login in [DAUGHTER, "daughter@example.com", BOB.0] {
        let refused = house.sign_in(login, PASSWORD).await.expect(401);
        assert_eq!(refused.code(), "bad-credentials");
        let answer = house
            .post("/password-resets", json!({"login": login}))
            .await
            .expect(202);
        assert_eq!(answer.text, "");
    }
    let audited = house.audited().await;
    let told: Vec<_> = audited
        .iter()
        .map(|(action, result)| (action.as_str(), result.as_str()))
        .collect();
    let each = [("sign_in", "bad-credentials"), ("request_password_reset", "not-found")];
    assert_eq!(told, each.repeat(3));
}
