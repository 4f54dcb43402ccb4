use super::*;
use crate::codes::CreditCode;
use crate::db::schema::{account, membership};

#[actix_web::test]
async fn a_citizen_registers_signs_in_and_reads_what_is_kept() {
    let house = House::new().await;
    let registered = house.register(ALICE.0, ALICE.1).await.expect(201);
    assert_eq!(registered.location.as_deref(), Some("/api/v1/me"));
    let answer = registered.json();
    assert_eq!(answer.as_object().unwrap().len(), 2, "no personal data: {answer}");

    let (token, _) = house.tokens(ALICE.0, PASSWORD).await;
    house
        .tokens(&format!("SOMEONE.{}@example.COM", ALICE.0), PASSWORD)
        .await;
    let me = house.call(Method::GET, "/me", &token, None).await.expect(200).json();
    assert_eq!(me["id"], answer["id"]);
    assert_eq!((&me["citizen_id"], &me["phone"]), (&json!(ALICE.1), &json!(ALICE.0)));
    assert_eq!((&me["name"], &me["memberships"]), (&json!("张三"), &json!([])));
    let done = |action: &str| (action.to_owned(), "done".to_owned());
    assert_eq!(
        house.audited().await,
        [done("register"), done("sign_in"), done("sign_in")]
    );
}

#[actix_web::test]
async fn personal_data_is_kept_sealed() {
    let house = House::new().await;
    house.register(ALICE.0, ALICE.1).await.expect(201);
    let mut conn = house.db.get().await.unwrap();
    let rows: Vec<String> = account::table
        .select(diesel::dsl::sql::<diesel::sql_types::Text>("account::text"))
        .load(&mut conn)
        .await
        .unwrap();
    // Bytes are written in hexadecimal.
    assert!(rows[0].contains(&hex::encode(house.vault.phone_index(&ALICE.0.parse().unwrap()))));
    for secret in [ALICE.0, ALICE.1, "张三", PASSWORD] {
        assert!(
            !rows[0].contains(secret) && !rows[0].contains(&hex::encode(secret)),
            "{secret}"
        );
    }
}

#[actix_web::test]
async fn nobody_registers_twice_and_nothing_tells_by_what() {
    let house = House::new().await;
    house.register(ALICE.0, ALICE.1).await.expect(201);
    let by_id = house.register(BOB.0, ALICE.1).await.expect(409);
    let by_phone = house.register(ALICE.0, BOB.1).await.expect(409);
    assert_eq!(by_id.code(), "account-exists");
    assert_eq!(by_id.text, by_phone.text);
    let mut conn = house.db.get().await.unwrap();
    let count: i64 = account::table.count().get_result(&mut conn).await.unwrap();
    assert_eq!((count, house.audited().await.len()), (1, 1));
}

#[actix_web::test]
async fn a_company_registers_by_its_credit_code() {
    let house = House::new().await;
    let body = json!({"kind": "legal_person", "name": "示例餐饮有限公司", "credit_code": "91990100MA99999X2A",
        "phone": ALICE.0, "password": PASSWORD});
    house.post("/accounts", body).await.expect(201);
    let (token, _) = house.tokens(ALICE.0, PASSWORD).await;
    let me = house.call(Method::GET, "/me", &token, None).await.expect(200).json();
    assert_eq!(
        (&me["kind"], &me["credit_code"]),
        (&json!("legal_person"), &json!("91990100MA99999X2A"))
    );
}

#[actix_web::test]
async fn one_corrects_ones_own_account() {
    let house = House::new().await;
    let (token, _) = house.citizen(ALICE.0, ALICE.1).await;
    let change = async |body| house.call(Method::PATCH, "/me", &token, Some(body)).await;
    let me = change(json!({"name": "张四"})).await.expect(200).json();
    assert_eq!((&me["name"], &me["phone"]), (&json!("张四"), &json!(ALICE.0)));
    change(json!({"citizen_id": BOB.1})).await.expect(422);
    house.send(Method::GET, "/me", &[], None).await.expect(401);
}

#[actix_web::test]
async fn a_new_password_needs_the_present_one_and_ends_the_other_sessions() {
    let house = House::new().await;
    let (token, refresh) = house.citizen(ALICE.0, ALICE.1).await;
    let (_, other) = house.tokens(ALICE.0, PASSWORD).await;
    let change = async |body| house.call(Method::PATCH, "/me", &token, Some(body)).await;

    let without = change(json!({"password": "Battery-staple-8"})).await.expect(422).json();
    assert_eq!(without["errors"][0]["pointer"], "/current_password");
    let wrong = json!({"password": "Battery-staple-8", "current_password": "Wrong-horse-7"});
    assert_eq!(
        change(wrong).await.expect(422).json()["errors"][0]["code"],
        "wrong-password"
    );
    let right = json!({"password": "Battery-staple-8", "current_password": PASSWORD});
    change(right).await.expect(200);

    house.sign_in(ALICE.0, PASSWORD).await.expect(401);
    house.tokens(ALICE.0, "Battery-staple-8").await;
    house.refresh(&refresh).await.expect(201);
    house.refresh(&other).await.expect(401);
}

#[actix_web::test]
async fn the_demo_can_be_set_up_again_with_another_password() {
    let house = House::new().await;
    let departments: [CreditCode; 2] = ["11990100999999912B", "11320000MB151840XJ"].map(|code| code.parse().unwrap());
    let mut conn = house.db.get().await.unwrap();
    for password in ["First-horse-1", "Second-horse-2"] {
        let now = house.clock.now();
        let password = password.parse().unwrap();
        seed::demo(&mut conn, &house.vault, &house.desk, &password, &departments, now)
            .await
            .unwrap();
    }
    let posts: i64 = membership::table.count().get_result(&mut conn).await.unwrap();
    assert_eq!(posts, 10);
    for login in seed::demo_logins() {
        house.sign_in(login, "First-horse-1").await.expect(401);
        let (token, _) = house.tokens(login, "Second-horse-2").await;
        let me = house.call(Method::GET, "/me", &token, None).await.expect(200).json();
        assert_eq!(me["login"], login);
    }
    let (token, _) = house.tokens("13900000001", "Second-horse-2").await;
    let me = house.call(Method::GET, "/me", &token, None).await.expect(200).json();
    assert_eq!(me["citizen_id"], "990101199003070015");
    let (token, _) = house.tokens("Reviewer", "Second-horse-2").await;
    let me = house.call(Method::GET, "/me", &token, None).await.expect(200).json();
    assert_eq!(me["memberships"].as_array().unwrap().len(), 2);
}
