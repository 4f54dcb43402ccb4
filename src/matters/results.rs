//! What a member's form is made of: the matter's form, what is on record, and the results of those it waited for. And the certificates of
//! those, as materials.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::bundled::{Bundled, joined};
use crate::applications::content::{HandedIn, attach};
use crate::applications::copies::Copies;
use crate::applications::joint::{File, Joint};
use crate::applications::known::carry_over;
use crate::applications::lifecycle::Outcome;
use crate::applications::{Desk, stated};
use crate::catalogue::bundle::Joined;
use crate::clock::shanghai_date;
use crate::codes::{CertificateNumber, ItemCode};
use crate::crypto::Cipher;
use crate::problem::Problem;

/// Fills in the form of a member that begins, and hands in the certificates that serve for its materials.
///
/// # Errors
/// 500 when what comes of it does not fit the item: publishing a bundle makes sure that it does.
pub(super) async fn map_in(desk: &Desk, bundled: &Bundled, joint: &mut Joint<'_>, member: Uuid) -> Result<(), Problem> {
    let situation = bundled.situation();
    let place = joined(&situation, joint, member)?;
    let results = results(joint, &desk.cipher)?;
    let file = joint.file(member)?;
    // The matter's form may have been corrected since it was filed.
    let form = made(joint, place, file, &results)?;
    let errors = file.version().check_form(&form);
    if let Some(error) = errors.first() {
        let place = &error.pointer;
        return Err(Problem::internal(format!("a result does not fit the form at {place}")));
    }
    let number = |item: &ItemCode| -> Option<CertificateNumber> {
        let number = results.get(item)?.get("certificate_number")?.as_str()?;
        number.parse().ok()
    };
    let handed_in: Vec<HandedIn> = place
        .certificates()
        .filter_map(|(material, item)| {
            Some(HandedIn {
                material: material.to_owned(),
                document: None,
                certificate: Some(number(item)?),
            })
        })
        .collect();
    let (version, now, holder) = (file.version(), desk.clock.now(), file.row().applicant_id);
    let copies = Copies::take(desk, holder, &handed_in, None, now).await?;
    let attached = attach(member, &handed_in, &copies.offered, version, now)?;
    copies.keep(desk).await?;
    joint.fill_in(member, form, attached).await
}

/// A member's form, made anew from the matter's as it is now. What is on record, and what results filled in, stays.
///
/// # Errors
/// 500 when a result cannot be decrypted.
pub(super) fn form(desk: &Desk, joint: &Joint<'_>, place: &Joined<'_>, member: Uuid) -> Result<Value, Problem> {
    made(joint, place, joint.file(member)?, &results(joint, &desk.cipher)?)
}

fn made(
    joint: &Joint<'_>,
    place: &Joined<'_>,
    file: &File,
    results: &BTreeMap<ItemCode, Value>,
) -> Result<Value, Problem> {
    let mut form = place.form(&joint.whole()?.content().form);
    carry_over(file.version(), &file.content().form, &mut form);
    Ok(place.with_results(form, results))
}

/// What each member that was approved has come to, by item.
fn results(joint: &Joint<'_>, cipher: &Cipher) -> Result<BTreeMap<ItemCode, Value>, Problem> {
    let mut results = BTreeMap::new();
    for (_, file) in joint.members() {
        if let Some(result) = result(file, cipher)? {
            results.insert(file.row().item_code.clone(), result);
        }
    }
    Ok(results)
}

fn result(file: &File, cipher: &Cipher) -> Result<Option<Value>, Problem> {
    let decided = file.case().phase.decided();
    let Some(decided) = decided.filter(|decided| decided.outcome == Outcome::Approved) else {
        return Ok(None);
    };
    let elsewhere = file.case().member().and_then(|member| member.decided_on);
    let certificate = file.loaded().certificates.last();
    Ok(Some(json!({
        "number": file.row().number,
        "decided_on": elsewhere.unwrap_or_else(|| shanghai_date(decided.decided_at)),
        "certificate_number": certificate.map(|certificate| &certificate.number),
        "certificate_name": certificate.map(|certificate| &certificate.name),
        "issued_on": certificate.map(|certificate| certificate.issued_on),
        "valid_until": certificate.and_then(|certificate| certificate.valid_until),
        "data": stated::open(file.row().result.as_ref(), cipher)?,
    })))
}
