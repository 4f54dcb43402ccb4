//! What may be asked about a certificate: only of items that lead to one, each thing once, within the law's limit.

use std::collections::BTreeSet;

use super::Faults;
use super::limits::MOST_DAYS;
use crate::catalogue::document::{Item, ResultKind, ServiceRule};
use crate::codes::Service;

const MOST_LEAD_DAYS: u32 = 3650;

/// Every rule about services.
pub(super) fn item(item: &Item, faults: &mut Faults) {
    if !item.services.is_empty() && item.result.kind != ResultKind::Certificate {
        faults.add(
            "/services",
            "services-need-certificate",
            "变更、延续、补证、注销只适用于结果为证照的事项",
            "Only of a certificate can change, renewal, reissue and cancellation be asked",
        );
    }
    let mut seen = BTreeSet::new();
    for (index, rule) in item.services.iter().enumerate() {
        let place = format!("/services/{index}");
        if rule.service == Service::New {
            faults.add(
                format!("{place}/service"),
                "service-new",
                "新办无须列出",
                "`new` is always offered and not listed",
            );
        }
        if !seen.insert(rule.service) {
            faults.add(
                format!("{place}/service"),
                "duplicate-service",
                format!("“{}”重复", rule.service.label_zh()),
                format!("`{}` is listed twice", rule.service),
            );
        }
        promise(item, rule, &place, faults);
    }
    renewal(item, faults);
}

/// A promise may be shorter than the law, never longer. Working and calendar days are not compared.
fn promise(item: &Item, rule: &ServiceRule, place: &str, faults: &mut Faults) {
    let Some(promised) = rule.promised_limit else { return };
    let place = format!("{place}/promised_limit");
    if promised.days > MOST_DAYS {
        faults.add(
            place.clone(),
            "limit-too-long",
            format!("时限不得超过 {MOST_DAYS} 天"),
            format!("A limit is at most {MOST_DAYS} days"),
        );
    }
    let Some(statutory) = item.statutory_limit else { return };
    if statutory.unit == promised.unit && promised.days > statutory.days {
        faults.add(
            place,
            "promise-exceeds-statute",
            format!("承诺时限（{}）不得超过法定时限（{}）", promised.days, statutory.days),
            format!(
                "The promised limit ({}) exceeds the statutory limit ({})",
                promised.days, statutory.days
            ),
        );
    }
}

/// Only what ends is renewed, and a rule about renewals needs some.
fn renewal(item: &Item, faults: &mut Faults) {
    let offered = item.services.iter().position(|rule| rule.service == Service::Renewal);
    if let (Some(index), None) = (offered, item.result.valid_months) {
        faults.add(
            format!("/services/{index}/service"),
            "renewal-without-end",
            "长期有效的证照无须延续；请填写有效期（result.valid_months）",
            "What is valid without limit needs no renewal: say how long it is valid",
        );
    }
    let Some(rule) = item.renewal else { return };
    if offered.is_none() {
        faults.add(
            "/renewal",
            "renewal-not-offered",
            "该事项未提供延续办理",
            "The item offers no renewal",
        );
    }
    if rule.lead_days > MOST_LEAD_DAYS {
        faults.add(
            "/renewal/lead_days",
            "out-of-range",
            format!("应在 0 至 {MOST_LEAD_DAYS} 之间"),
            format!("Must be between 0 and {MOST_LEAD_DAYS}"),
        );
    }
}
