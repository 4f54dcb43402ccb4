use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::catalogue::import::testing::demo_versions;

fn index() -> Index {
    Index::build(
        demo_versions()
            .into_iter()
            .map(|version| (Arc::new(version), "成都市（示范）某局")),
    )
}

fn names(index: &Index, query: &str) -> Vec<String> {
    let hits = index.search(Some(query));
    hits.into_iter().map(|hit| hit.version.item.name.clone()).collect()
}

#[test]
fn people_find_what_they_mean() {
    let index = index();
    for (query, first) in [
        ("食品经营", "食品经营许可新办"),
        ("食品经营许可证", "食品经营许可新办"),
        ("开餐馆", "食品经营许可新办"),
        ("我想开一家饭店", "食品经营许可新办"),
        ("food", "食品经营许可新办"),
        ("Food Business Licences", "食品经营许可新办"),
        ("restaurant", "食品经营许可新办"),
        ("新生儿户口", "出生户口登记"),
        ("小孩上户口", "出生户口登记"),
        ("身份证", "居民身份证申领"),
        ("社保卡", "社会保障卡申领"),
        ("营业执照", "营业执照核发（市场主体设立登记）"),
        ("残疾证", "残疾人证新办"),
        ("挖路", "挖掘城市道路审批"),
        ("消防检查", "公众聚集场所投入使用、营业前消防安全检查"),
        ("退休", "企业职工正常退休申请"),
        ("卖烟", "烟草专卖零售许可证新办"),
        ("注销公司", "企业注销登记"),
        ("上学", "义务教育入学报名"),
    ] {
        let found = names(&index, query);
        assert_eq!(found.first().map(String::as_str), Some(first), "{query}: {found:?}");
    }
}

#[test]
fn what_is_far_from_the_best_is_left_out_and_nonsense_finds_nothing() {
    let index = index();
    let found = names(&index, "食品经营许可新办");
    assert!(found.len() < 10, "{found:?}");
    assert!(names(&index, "zzzz").is_empty());
    assert!(names(&index, "，。！").is_empty());
    assert!(
        names(&index, "量子力学").is_empty(),
        "characters that are in everything find nothing"
    );
}

#[test]
fn without_a_query_all_come_by_code() {
    let index = index();
    let all = index.search(None);
    assert_eq!(all.len(), demo_versions().len());
    assert!(all.is_sorted_by(|a, b| a.version.code < b.version.code));
    assert_eq!(index.search(Some("  ")).len(), all.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The same query gives the same order, scores fall, and equal scores go by code.
    #[test]
    fn the_order_is_total(query in "[许可证登记食品户口a-z ]{1,12}") {
        static INDEX: std::sync::LazyLock<Index> = std::sync::LazyLock::new(index);
        let keys: Vec<_> = INDEX.search(Some(&query)).iter().map(|hit| (hit.score, hit.version.code.clone())).collect();
        let again: Vec<_> = INDEX.search(Some(&query)).iter().map(|hit| (hit.score, hit.version.code.clone())).collect();
        prop_assert_eq!(&keys, &again);
        prop_assert!(keys.is_sorted_by(|a, b| a.0 > b.0 || (a.0 == b.0 && a.1 < b.1)));
    }
}
