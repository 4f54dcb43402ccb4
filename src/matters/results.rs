//! What a member's form is made of: the matter's form, what is on record, and the results of those it waited for. And the certificates of
//! those, as materials.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::bundled::{Bundled, joined};
use super::documents::passed;
use crate::applications::content::{Content, HandedIn, attach};
use crate::applications::copies::Copies;
use crate::applications::demanded::Reliance;
use crate::applications::joint::{File, Joint};
use crate::applications::known::carry_over;
use crate::applications::lifecycle::Outcome;
use crate::applications::{Desk, stated};
use crate::catalogue::bundle::Joined;
use crate::clock::shanghai_date;
use crate::codes::{CertificateNumber, ItemCode};
use crate::crypto::Cipher;
use crate::problem::{Code, Problem};

/// Fills in the form of a member that begins, and hands in what serves for its materials: the matter's documents, and the certificates of
/// those it waited for. Tells whether everything the item asks for is there: that may fail to be when a certificate has been revoked, or when
/// what another system stated is not what it should be.
///
/// # Errors
/// 500 when something cannot be read or kept.
pub(super) async fn map_in(
    desk: &Desk,
    bundled: &Bundled,
    joint: &mut Joint<'_>,
    member: Uuid,
) -> Result<bool, Problem> {
    let situation = bundled.situation();
    let place = joined(&situation, joint, member)?;
    let results = results(joint, &desk.cipher)?;
    let file = joint.file(member)?;
    // The matter's form may have been corrected since it was filed.
    let made = made(joint, place, file, &results)?;
    let form = match file.version().check_form(&made).is_empty() {
        true => made,
        false => file.content().form.clone(),
    };
    let (certificates, copies) = certificates(desk, place, file, &results).await?;
    let (version, now) = (file.version(), desk.clock.now());
    let mut attached = attach(member, &certificates, &copies.offered, version, now)?;
    let documents = &joint.whole()?.loaded().attached;
    attached.extend(passed(joint, place, member, &form, documents)?);
    let content = Content {
        answers: file.content().answers.clone(),
        form,
    };
    let there = [file.loaded().attached.as_slice(), attached.as_slice()].concat();
    let reliance = Reliance {
        committed: file.case().commitment.is_some(),
        barred: false,
    };
    let lacking = content.check(version, file.row().asking(), &there, reliance);
    copies.keep(desk).await?;
    joint.fill_in(member, content.form, attached).await?;
    Ok(lacking.is_empty())
}

/// The certificates that serve for materials of a member, with copies of them; none when one of them cannot be used any more.
async fn certificates(
    desk: &Desk,
    place: &Joined<'_>,
    file: &File,
    results: &BTreeMap<ItemCode, Value>,
) -> Result<(Vec<HandedIn>, Copies), Problem> {
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
    match Copies::take(desk, file.row().applicant_id, &handed_in, None, desk.clock.now()).await {
        Ok(copies) => Ok((handed_in, copies)),
        Err(unusable) if unusable.code == Code::InvalidInput => Ok((Vec::new(), Copies::default())),
        Err(failed) => Err(failed),
    }
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
