use super::*;
use crate::db::schema::{idempotency, mandate};

impl House {
    async fn grant(&self, token: &str, key: &str, body: &Value) -> Heard {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", key)];
        self.send(Method::POST, "/mandates", &headers, Some(body)).await
    }

    async fn mandates(&self) -> i64 {
        let mut conn = self.db.get().await.unwrap();
        mandate::table.count().get_result(&mut conn).await.unwrap()
    }
}

fn to_bob() -> Value {
    json!({"agent": {"login": BOB.0}, "items": ["food-business-licence"], "valid_until": "2099-12-31"})
}

#[actix_web::test]
async fn a_mandate_is_given_seen_by_both_and_taken_back() {
    let house = House::new().await;
    let (alice, _) = house.citizen(ALICE.0, ALICE.1).await;
    let (bob, _) = house.citizen(BOB.0, BOB.1).await;
    let given = house
        .call(Method::POST, "/mandates", &alice, Some(to_bob()))
        .await
        .expect(201);
    let id = given.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(given.location, Some(format!("/api/v1/mandates/{id}")));

    let seen = async |token: &str| {
        house
            .call(Method::GET, "/mandates", token, None)
            .await
            .expect(200)
            .json()
    };
    let (granted, received) = (seen(&alice).await, seen(&bob).await);
    assert_eq!(
        (&granted["data"][0]["direction"], &received["data"][0]["direction"]),
        (&json!("granted"), &json!("received"))
    );
    assert_eq!(
        (&granted["data"][0]["name"], &granted["data"][0]["in_force"]),
        (&json!("张**"), &json!(true))
    );

    let address = format!("/mandates/{id}");
    house.call(Method::DELETE, &address, &bob, None).await.expect(404);
    for _ in 0..2 {
        house.call(Method::DELETE, &address, &alice, None).await.expect(204);
    }
    assert_eq!(seen(&bob).await["data"][0]["in_force"], false);
}

#[actix_web::test]
async fn the_same_key_gives_the_same_answer() {
    let house = House::new().await;
    let (alice, _) = house.citizen(ALICE.0, ALICE.1).await;
    house.register(BOB.0, BOB.1).await.expect(201);
    let first = house.grant(&alice, "k1", &to_bob()).await.expect(201);
    let again = house.grant(&alice, "k1", &to_bob()).await.expect(201);
    assert_eq!((&first.text, &first.location), (&again.text, &again.location));
    let other = house
        .grant(&alice, "k1", &json!({"agent": {"login": BOB.0}}))
        .await
        .expect(422);
    assert_eq!(other.code(), "idempotency-key-reused");
    assert_eq!(house.mandates().await, 1);
}

#[actix_web::test]
async fn twins_at_once_do_it_once() {
    let house = House::new().await;
    let (alice, _) = house.citizen(ALICE.0, ALICE.1).await;
    house.register(BOB.0, BOB.1).await.expect(201);
    let body = to_bob();
    let answers = futures_util::future::join_all((0..6).map(|_| house.grant(&alice, "k1", &body))).await;
    for answer in &answers {
        assert_eq!((answer.status.as_u16(), &answer.text), (201, &answers[0].text));
    }
    assert_eq!(house.mandates().await, 1);
}

#[actix_web::test]
async fn what_was_refused_is_not_remembered() {
    let house = House::new().await;
    let (alice, _) = house.citizen(ALICE.0, ALICE.1).await;
    let refused = house.grant(&alice, "k1", &to_bob()).await.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], "no-such-agent");
    let mut conn = house.db.get().await.unwrap();
    let stored: i64 = idempotency::table.count().get_result(&mut conn).await.unwrap();
    assert_eq!((stored, house.mandates().await), (0, 0));
    house.register(BOB.0, BOB.1).await.expect(201);
    house.grant(&alice, "k1", &to_bob()).await.expect(201);
}

#[actix_web::test]
async fn nobody_is_their_own_agent() {
    let house = House::new().await;
    let (alice, _) = house.citizen(ALICE.0, ALICE.1).await;
    let refused = house
        .grant(&alice, "k1", &json!({"agent": {"login": ALICE.0}}))
        .await
        .expect(422)
        .json();
    assert_eq!(refused["errors"][0]["pointer"], "/agent");
}

#[actix_web::test]
async fn a_long_list_comes_in_pages() {
    let house = House::new().await;
    let (alice, _) = house.citizen(ALICE.0, ALICE.1).await;
    house.register(BOB.0, BOB.1).await.expect(201);
    for key in ["a", "b", "c"] {
        house.grant(&alice, key, &to_bob()).await.expect(201);
    }
    let page = async |query: &str| {
        let path = format!("/mandates?limit=2{query}");
        house.call(Method::GET, &path, &alice, None).await.expect(200).json()
    };
    let first = page("").await;
    assert_eq!(first["data"].as_array().unwrap().len(), 2);
    let rest = page(&format!("&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!(
        (rest["data"].as_array().unwrap().len(), &rest["next_cursor"]),
        (1, &json!(null))
    );
}
