//! A shop: registered, then licensed for food, for tobacco if it sells any, and with a sign if it wants one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::*;
use crate::catalogue::document::complete;
use crate::problem::FieldError;

mod certain;
mod coverage;
mod fitting;
mod forms;
mod front;
pub(super) mod generator;
mod materials;
mod properties;
mod situations;

const WINDOW: &str = "119901009999900101";

fn yes_or_no(key: &str, text: &str) -> Value {
    json!({"key": key, "text": text, "text_en": format!("{key}?"),
        "options": [{"value": "yes", "label": "是", "label_en": "Yes"}, {"value": "no", "label": "否", "label_en": "No"}]})
}

fn string(title: &str) -> Value {
    json!({"type": "string", "title": title, "maxLength": 50})
}

fn registration() -> Value {
    json!({
        "code": "registration", "name": "营业执照", "item_type": "07", "visits": 0, "promised_limit": 3,
        "materials": [{"code": "lease", "name": "场地使用证明"}, {"code": "id_card", "name": "身份证明"}],
        "form_schema": {"type": "object", "additionalProperties": false, "required": ["name", "address"], "properties": {
            "name": string("名称"), "address": string("地址"), "owner": {"type": "object", "required": ["id"], "properties": {
                "id": {"type": "string", "format": "citizen-id", "x-sensitive": true, "title": "身份号码"}, "phone": string("电话")
            }}
        }},
        "result": {"kind": "certificate", "name": "营业执照", "schema": {"type": "object", "required": ["credit_code"], "properties": {
            "credit_code": {"type": "string", "maxLength": 18}, "remark": {"type": "string", "maxLength": 50}
        }}}
    })
}

fn food() -> Value {
    json!({
        "code": "food", "name": "食品经营许可", "item_type": "01", "visits": 1, "visits_reason": "现场核查", "promised_limit": 7,
        "questions": [
            {"key": "business", "text": "经营方式", "options": [{"value": "sale", "label": "销售"}, {"value": "catering", "label": "餐饮"}]},
            {"key": "cold", "text": "是否制售冷食", "when": "answers.business == 'catering'",
                "options": [{"value": "yes", "label": "是"}, {"value": "no", "label": "否"}]}
        ],
        "materials": [
            {"code": "plan", "name": "平面图"}, {"code": "identity", "name": "身份证明"}, {"code": "licence", "name": "营业执照"},
            {"code": "cold_room", "name": "专间说明", "when": "answers.cold == 'yes'"}
        ],
        "form_schema": {"type": "object", "required": ["shop", "credit_code"], "properties": {
            "shop": string("店名"), "credit_code": {"type": "string", "maxLength": 20, "title": "信用代码"}, "kind": {"enum": ["a", "b"]}
        }},
        "commitment": {"text": "承诺", "replaces": ["plan"], "legal_basis": "国办发〔2020〕42号",
            "check": {"post": "reviewer", "limit": {"days": 20, "unit": "working_day"}}},
        "result": {"kind": "certificate", "name": "食品经营许可证"}
    })
}

fn tobacco() -> Value {
    json!({
        "code": "tobacco", "name": "烟草专卖零售许可", "item_type": "01", "visits": 1, "visits_reason": "现场核查",
        "promised_limit": {"days": 14, "unit": "calendar_day"},
        "materials": [{"code": "lease", "name": "场地使用证明"}],
        "form_schema": {"type": "object", "required": ["address", "distance"], "properties": {
            "address": string("地址"), "distance": {"type": "number", "title": "与学校距离"}
        }}
    })
}

fn sign() -> Value {
    json!({
        "code": "sign", "name": "户外招牌", "item_type": "20", "promised_limit": 2,
        "form_schema": {"type": "object", "required": ["licence_number"], "properties": {
            "licence_number": string("执照编号"), "size": {"type": "integer", "minimum": 1, "maximum": 100}
        }}
    })
}

fn shop() -> Value {
    json!({
        "code": "one-shop", "name": "开店一件事", "division": "510100", "lead_department": "119901009999900619",
        "window_department": WINDOW, "promised_limit": 10,
        "questions": [
            yes_or_no("tobacco", "是否经营烟草？"),
            {"key": "trade", "text": "做什么", "options": [
                {"value": "shop", "label": "超市"}, {"value": "cafe", "label": "咖啡馆"}, {"value": "restaurant", "label": "餐馆"}]},
        ],
        "materials": [
            {"code": "lease", "name": "场地使用证明"}, {"code": "id_card", "name": "身份证明"},
            {"code": "plan", "name": "平面图"}, {"code": "cold_room", "name": "专间说明", "when": "answers.trade == 'restaurant'"},
            {"code": "photo", "name": "门店照片", "necessity": "optional"}
        ],
        "form_schema": {"type": "object", "additionalProperties": false, "required": ["name"], "properties": {
            "name": string("店名"), "address": string("地址"), "distance": {"type": "number", "title": "与学校距离"},
            "owner_id": {"type": "string", "format": "citizen-id", "x-sensitive": true, "title": "身份号码"}, "phone": string("电话"),
            "size": {"type": "integer", "minimum": 1, "maximum": 50}, "remark": string("备注")
        }},
        "members": [
            {"item": "registration", "form_map": {"/owner_id": "/owner/id", "/phone": ["/owner/phone"]}},
            {"item": "food", "after": ["registration"], "form_map": {"/name": "/shop"}, "form_values": {"/kind": "b"},
                "result_map": {"/registration/data/credit_code": "/credit_code"}, "material_map": {"identity": "id_card"},
                "certificate_map": {"licence": "registration"}, "commitment": "answers.trade == 'shop'",
                "answer_map": {"business": {"question": "trade", "values": {"shop": "sale", "cafe": "catering", "restaurant": "catering"}},
                    "cold": {"question": "trade", "values": {"cafe": "no", "restaurant": "yes"}}}},
            {"item": "tobacco", "after": ["registration"], "when": "answers.tobacco == 'yes'"},
            {"item": "sign", "after": ["registration", "tobacco"], "optional": true,
                "result_map": {"/registration/certificate_number": "/licence_number"}}
        ]
    })
}

fn item(mut document: Value) -> (ItemCode, Arc<ItemVersion>) {
    let fields = document.as_object_mut().unwrap();
    fields.entry("division").or_insert(json!("510100"));
    fields.entry("department").or_insert(json!("119901009999900619"));
    complete(fields, None);
    let version = ItemVersion::compile(serde_json::from_value(document).unwrap(), 3).unwrap();
    (version.code.clone(), Arc::new(version))
}

fn compiled(bundle: Value, items: impl IntoIterator<Item = Value>) -> Result<BundleVersion, Vec<FieldError>> {
    let pinned: BTreeMap<_, _> = items.into_iter().map(item).collect();
    BundleVersion::compile(serde_json::from_value(bundle).unwrap(), 1, &pinned)
}

fn items() -> [Value; 4] {
    [registration(), food(), tobacco(), sign()]
}

/// The shop, with a change to its document.
fn shop_with(change: impl FnOnce(&mut Value)) -> BundleVersion {
    let mut document = shop();
    change(&mut document);
    compiled(document, items()).unwrap()
}

fn answers(all: &[(&str, &str)]) -> Map<String, Value> {
    all.iter()
        .map(|(key, value)| ((*key).to_owned(), json!(value)))
        .collect()
}

fn situation<'b>(bundle: &'b BundleVersion, all: &[(&str, &str)], without: &[&str]) -> Situation<'b> {
    let without: BTreeSet<ItemCode> = without.iter().map(|code| code.parse().unwrap()).collect();
    bundle.situation(&answers(all), Some("natural_person"), &without)
}

fn code(code: &str) -> ItemCode {
    code.parse().unwrap()
}

fn codes(all: &[&str]) -> BTreeSet<ItemCode> {
    all.iter().map(|one| code(one)).collect()
}

/// The errors as (pointer, code).
fn told(errors: &[FieldError]) -> Vec<(&str, &str)> {
    errors
        .iter()
        .map(|error| (error.pointer.as_str(), error.code.as_str()))
        .collect()
}
