//! What a decision states beside its outcome (结果数据): the ID number that a registration assigns, the month somebody retires in.
//!
//! Any step before the approval may give it, and the last word counts. It is kept with the application, with what the item's schema marks
//! as sensitive encrypted, and never in events. Taking a step back leaves it until the next word.

use serde_json::Value;
use uuid::Uuid;

use super::content::{each_sensitive, holds_envelope};
use super::lifecycle::TaskKind;
use super::scene::Scene;
use super::store::rows::ApplicationRow;
use crate::catalogue::ItemVersion;
use crate::crypto::Cipher;
use crate::problem::{Code, FieldError, Problem};
use crate::text::Text;

/// The purpose that sensitive values are encrypted for.
const PURPOSE: &str = "application.result";
/// Where it stands in a request.
const POINTER: &str = "/result";

/// What is wrong with what is given.
pub fn check(version: &ItemVersion, given: Option<&Value>) -> Vec<FieldError> {
    let Some(given) = given else {
        return Vec::new();
    };
    if !version.takes_result() {
        let message = Text::new("该事项的决定没有结果数据。", "A decision on this item states nothing.");
        return vec![FieldError::new(POINTER, "not-asked", message)];
    }
    if holds_envelope(given) {
        let message = Text::new("结果数据含有保留的内容。", "The result holds a reserved object.");
        return vec![FieldError::new(POINTER, "reserved", message)];
    }
    version.check_result(given)
}

/// Asks that what is given comes with a step before the decision: the window's answer, or work of the procedure.
///
/// # Errors
/// 404 when there is no such task, 422 when it decides nothing.
pub fn comes_with(scene: &Scene<'_>, task: Uuid) -> Result<(), Problem> {
    let task = scene.case.task(task).ok_or_else(|| Problem::new(Code::NotFound))?;
    match task.kind {
        TaskKind::Intake | TaskKind::Node { .. } => Ok(()),
        TaskKind::Consultation { .. } | TaskKind::Check | TaskKind::Issue => Err(Problem::invalid_field(
            POINTER,
            "not-asked",
            "结果数据由受理、审查环节填写。",
            "The result is stated by the window or in the review.",
        )),
    }
}

/// What is given, as it is kept.
///
/// # Errors
/// 500 when encryption fails.
pub fn seal(given: Option<&Value>, version: &ItemVersion, cipher: &Cipher) -> Result<Option<Value>, Problem> {
    let mut kept = given.cloned();
    if let Some(kept) = &mut kept {
        each_sensitive(kept, version.sensitive_result(), &mut |value| {
            *value = cipher.encrypt_json(PURPOSE, value);
            Ok(())
        })?;
    }
    Ok(kept)
}

/// What is kept, readable. Whatever is encrypted is decrypted: the item may have marked other fields when it was given.
///
/// # Errors
/// 500 when it cannot be decrypted.
pub fn open(kept: Option<&Value>, cipher: &Cipher) -> Result<Option<Value>, Problem> {
    let mut stated = kept.cloned();
    if let Some(value) = &mut stated {
        decrypt(value, cipher)?;
    }
    Ok(stated)
}

/// Whether an approval would lack what it has to state: nothing was given yet, or what was given no longer fits.
///
/// # Errors
/// 500 when what is kept cannot be decrypted.
pub fn is_lacking(application: &ApplicationRow, version: &ItemVersion, cipher: &Cipher) -> Result<bool, Problem> {
    if !version.asks_result(application.service) {
        return Ok(false);
    }
    let stated = open(application.result.as_ref(), cipher)?;
    Ok(stated.is_none_or(|stated| !version.check_result(&stated).is_empty()))
}

fn decrypt(value: &mut Value, cipher: &Cipher) -> Result<(), Problem> {
    if Cipher::is_json_envelope(value) {
        *value = cipher.decrypt_json(PURPOSE, value).map_err(Problem::internal)?;
        return Ok(());
    }
    match value {
        Value::Object(fields) => fields.values_mut().try_for_each(|value| decrypt(value, cipher)),
        Value::Array(items) => items.iter_mut().try_for_each(|value| decrypt(value, cipher)),
        _ => Ok(()),
    }
}
