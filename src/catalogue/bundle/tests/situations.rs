use super::*;

#[test]
fn members_are_in_by_the_answers_and_reasons_name_them() {
    let bundle = shop_with(|_| ());
    let here = situation(&bundle, &[("tobacco", "no"), ("trade", "cafe")], &["sign"]);
    let are_in: Vec<_> = here
        .members
        .iter()
        .map(|joined| (joined.item().as_str(), joined.why.code))
        .collect();
    assert_eq!(
        are_in,
        [("registration", ReasonCode::Always), ("food", ReasonCode::Always)]
    );
    let out: Vec<_> = here
        .left_out
        .iter()
        .map(|out| (out.member.item().as_str(), out.why.code))
        .collect();
    assert_eq!(out, [("tobacco", ReasonCode::Condition), ("sign", ReasonCode::LeftOut)]);
    assert_eq!(here.left_out[0].why.text.zh, "因为“是否经营烟草：否”");
    assert_eq!(here.left_out[0].why.text.en, "because \"tobacco? No\"");

    let there = situation(&bundle, &[("tobacco", "yes")], &[]);
    assert_eq!(there.members[2].why.text.zh, "因为“是否经营烟草：是”");
    let undecided = situation(&bundle, &[], &[]);
    assert_eq!(undecided.left_out[0].why.code, ReasonCode::Undecided);
    assert_eq!(undecided.left_out[0].why.text.zh, "取决于“是否经营烟草”");
}

#[test]
fn reasons_name_the_applicant_and_questions_that_do_not_arise() {
    let bundle = shop_with(|document| {
        document["questions"][1]["when"] = json!("answers.tobacco == 'no'");
        document["members"][2]["when"] = json!("applicant.kind == 'legal_person'");
        document["members"][3]["when"] = json!("answers.trade != 'cafe'");
        document["members"][1]["answer_map"] = json!({"business": {"value": "sale"}});
    });
    let here = situation(&bundle, &[("tobacco", "yes"), ("trade", "cafe")], &[]);
    assert_eq!(here.left_out[0].why.text.zh, "因为“申请人：自然人”");
    assert_eq!(here.members[2].why.text.zh, "因为“做什么：不涉及”");
    let nobody = bundle.situation(&answers(&[]), None, &BTreeSet::new());
    assert_eq!(nobody.left_out[0].why.code, ReasonCode::Undecided);
}

/// A condition may hold before anything is answered, or whatever is.
#[test]
fn a_reason_names_something_even_before_anything_is_answered() {
    let bundle = shop_with(|document| {
        document["members"][2]["when"] = json!("answers.tobacco != 'no'");
        document["members"][3]["when"] = json!("true");
    });
    let here = situation(&bundle, &[], &[]);
    assert_eq!(here.members[2].why.code, ReasonCode::Undecided);
    assert_eq!(here.members[2].why.text.zh, "取决于“是否经营烟草”");
    assert_eq!(here.members[3].why.code, ReasonCode::Always);
}

#[test]
fn only_optional_members_may_be_left_out() {
    let bundle = shop_with(|_| ());
    let unmoved = situation(&bundle, &[("tobacco", "yes")], &["food"]);
    assert_eq!(
        unmoved.members.len(),
        4,
        "the wish to leave out a member that is not optional has no effect"
    );
    let errors = bundle.check_without(&[code("sign"), code("food"), code("other")]);
    assert_eq!(
        told(&errors),
        [("/without/1", "not-optional"), ("/without/2", "unknown-member")]
    );
}

#[test]
fn nobody_waits_for_a_member_that_is_out() {
    let bundle = shop_with(|_| ());
    let here = situation(&bundle, &[("tobacco", "no")], &[]);
    assert_eq!(here.member(&code("sign")).unwrap().after, codes(&["registration"]));
    let there = situation(&bundle, &[("tobacco", "yes")], &[]);
    assert_eq!(
        there.member(&code("sign")).unwrap().after,
        codes(&["registration", "tobacco"])
    );
}

#[test]
fn answers_are_turned_into_the_items_own_and_those_that_do_not_arise_are_left_out() {
    let bundle = shop_with(|_| ());
    let of_food = |trade| {
        let here = situation(&bundle, &[("trade", trade)], &[]);
        (here.members[1].answers.clone(), here.members[1].commits)
    };
    assert_eq!(
        of_food("restaurant"),
        (answers(&[("business", "catering"), ("cold", "yes")]), false)
    );
    assert_eq!(of_food("shop"), (answers(&[("business", "sale")]), true));
    assert_eq!(of_food("none such"), (answers(&[]), false));
}

#[test]
fn a_question_with_the_same_key_answers_by_itself() {
    let bundle = shop_with(|document| {
        document["questions"][1]["key"] = json!("business");
        document["questions"][1]["options"] =
            json!([{"value": "sale", "label": "售"}, {"value": "bakery", "label": "饼"}]);
        document["materials"][3]["when"] = json!("answers.business == 'bakery'");
        document["members"][1].as_object_mut().unwrap().remove("answer_map");
        document["members"][1]["commitment"] = json!("true");
    });
    let of_food = |business| {
        situation(&bundle, &[("business", business)], &[]).members[1]
            .answers
            .clone()
    };
    assert_eq!(of_food("sale"), answers(&[("business", "sale")]));
    assert_eq!(of_food("bakery"), answers(&[]), "that is no option of the item");
}

#[test]
fn what_does_not_compile_is_told_with_its_place() {
    let mut document = shop();
    document["members"][2]["when"] = json!("form.name == 'x'");
    document["members"][3]["when"] = json!("service == 'new'");
    document["members"][1]["commitment"] = json!("answers.no_such == 'x'");
    document["members"][0]["item"] = json!("gone");
    document["members"]
        .as_array_mut()
        .unwrap()
        .push(json!({"item": "sign"}));
    document["filing_periods"] = json!([{"from": "02-29", "until": "6-31"}]);
    document["questions"][0]["options"] = json!([]);
    let errors = compiled(document, items()).unwrap_err();
    for expected in [
        ("/members/0/item", "member-not-published"),
        ("/members/1/commitment", "condition-unknown-question"),
        ("/members/2/when", "condition-unknown-field"),
        ("/members/4/item", "duplicate-member"),
        ("/filing_periods/0/until", "invalid-day"),
        ("/questions/0/options", "no-options"),
    ] {
        assert!(told(&errors).contains(&expected), "{expected:?} in {errors:?}");
    }
    let mut reads = shop();
    reads["members"][3]["when"] = json!("service == 'new'");
    reads["members"][2]["when"] = json!("size(form) > 0");
    let errors = compiled(reads, items()).unwrap_err();
    assert_eq!(
        told(&errors),
        [
            ("/members/2/when", "condition-unknown-name"),
            ("/members/3/when", "condition-unknown-name")
        ]
    );
    let mut empty = shop();
    empty["members"] = json!([]);
    assert!(told(&compiled(empty, items()).unwrap_err()).contains(&("/members", "empty-list")));
}

#[test]
fn savings_count_what_is_filed_once() {
    let bundle = shop_with(|_| ());
    let saved = situation(&bundle, &[("tobacco", "yes"), ("trade", "restaurant")], &[]).savings();
    let pair = |saved: Saved| (saved.separately, saved.together);
    // name, address, owner (id, phone); shop, credit_code, kind; address, distance; licence_number, size
    assert_eq!(pair(saved.fields), (11, 7));
    // lease, id_card; plan, identity, licence, cold_room; lease
    assert_eq!(pair(saved.materials), (7, 5));
    assert_eq!(pair(saved.visits), (2, 1));
    // 3 + 7 + 14 calendar days + 2
    assert_eq!(pair(saved.promised_days), (22, 10));
    let less = situation(&bundle, &[("tobacco", "no"), ("trade", "cafe")], &["sign"]).savings();
    assert_eq!((pair(less.fields), pair(less.materials)), ((7, 5), (5, 4)));
    let committed = situation(&bundle, &[("tobacco", "no"), ("trade", "shop")], &["sign"]).savings();
    // The plan is replaced by the commitment, filing alone as well: lease, id_card; identity, licence.
    assert_eq!(pair(committed.materials), (4, 3));
}

#[test]
fn no_more_visits_are_told_than_there_are_separately() {
    let bundle = shop_with(|document| {
        document["visits"] = json!(2);
        document["channels"] = json!(["window"]);
    });
    let visits = |tobacco: &str| {
        situation(&bundle, &[("tobacco", tobacco), ("trade", "cafe")], &[])
            .savings()
            .visits
    };
    let both = |number| Saved {
        separately: number,
        together: number,
    };
    assert_eq!((visits("yes"), visits("no")), (both(2), both(1)));
}
