//! What an applicant hands in: answers, form and documents, checked against the item and sealed for keeping.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::rows::{AttachmentRow, DocumentRow, FormRow};
use super::words::too_many;
use crate::catalogue::ItemVersion;
use crate::codes::CertificateNumber;
use crate::crypto::Cipher;
use crate::problem::{FieldError, Problem};
use crate::text::Text;

/// The purpose that sensitive form values are encrypted for.
pub(super) const PURPOSE: &str = "application.form";

/// A material, and what is handed in for it: a document, uploaded now or handed in before, or a certificate. One of the two.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"material": "id_card", "document": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d"}))]
pub struct HandedIn {
    /// The material's code in the item.
    #[schema(example = "id_card")]
    pub material: String,
    /// The document's id.
    #[serde(default)]
    pub document: Option<Uuid>,
    /// The number of a certificate in force that the applicant holds, of a kind that the material takes: a copy is attached.
    #[serde(default)]
    pub certificate: Option<CertificateNumber>,
}

impl HandedIn {
    /// Whether it is this document, or this copy of a certificate.
    pub fn is(&self, row: &DocumentRow) -> bool {
        match (self.document, &self.certificate) {
            (Some(document), None) => document == row.id,
            (None, Some(certificate)) => row.certificate.as_ref() == Some(certificate),
            _ => false,
        }
    }
}

/// Answers and form of an application, readable.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Answers to the item's questions, by key.
    pub answers: Map<String, Value>,
    /// The form.
    pub form: Value,
}

impl Content {
    /// Reads what is kept, decrypting sensitive values.
    ///
    /// # Errors
    /// 500 when a value cannot be decrypted.
    pub fn open(row: &FormRow, version: &ItemVersion, cipher: &Cipher) -> Result<Self, Problem> {
        let mut form = row.form.clone();
        each_sensitive(&mut form, version.sensitive_fields(), &mut |value| {
            if Cipher::is_json_envelope(value) {
                *value = cipher.decrypt_json(PURPOSE, value).map_err(Problem::internal)?;
            }
            Ok(())
        })?;
        Ok(Self {
            answers: row.answers.as_object().cloned().unwrap_or_default(),
            form,
        })
    }

    /// The row to keep, with sensitive values encrypted.
    ///
    /// # Errors
    /// 500 when encryption fails.
    pub fn seal(&self, owner: Uuid, version: &ItemVersion, cipher: &Cipher) -> Result<FormRow, Problem> {
        let mut form = self.form.clone();
        each_sensitive(&mut form, version.sensitive_fields(), &mut |value| {
            *value = cipher.encrypt_json(PURPOSE, value);
            Ok(())
        })?;
        Ok(FormRow {
            owner_id: owner,
            answers: Value::Object(self.answers.clone()),
            form,
        })
    }

    /// Everything wrong with the form.
    pub fn check_form(&self, version: &ItemVersion) -> Vec<FieldError> {
        self.unusable()
            .map_or_else(|| version.check_form(&self.form), |error| vec![error])
    }

    /// What of a draft's form is wrong already: a draft may be incomplete, but a value under a name the item does not know would be kept
    /// in the clear, whatever it is.
    pub fn check_draft(&self, version: &ItemVersion) -> Vec<FieldError> {
        let mut errors = self.check_form(version);
        errors.retain(|error| ["type", "reserved", "additional-property"].contains(&error.code.as_str()));
        errors
    }

    /// Whether nothing is filled in.
    pub fn is_blank(&self) -> bool {
        self.form.as_object().is_some_and(Map::is_empty)
    }

    /// A form that is no object, or that holds what only encryption may write.
    pub(crate) fn unusable(&self) -> Option<FieldError> {
        if !self.form.is_object() {
            let message = Text::new("表单须为 JSON 对象。", "The form must be a JSON object.");
            return Some(FieldError::new("/form", "type", message));
        }
        holds_envelope(&self.form).then(|| {
            let message = Text::new("表单含有保留的内容。", "The form holds a reserved object.");
            FieldError::new("/form", "reserved", message)
        })
    }
}

/// The word by which a notice asks for the form itself.
pub const FORM: &str = "form";

/// What people call a material; the code of none is the form's.
pub fn material_name(version: &ItemVersion, code: &str) -> Text {
    version.material(code).map_or_else(
        || Text::new("申请表", code.to_owned()),
        |material| {
            let name_en = material.name_en.clone().unwrap_or_else(|| code.to_owned());
            Text::new(material.name.clone(), name_en)
        },
    )
}

/// The rows of the documents handed in, once each.
///
/// # Errors
/// 422 for a material the item does not ask for, and for a document that is not there or not the caller's.
pub fn attach(
    owner: Uuid,
    handed_in: &[HandedIn],
    offered: &[DocumentRow],
    version: &ItemVersion,
    at: DateTime<Utc>,
) -> Result<Vec<AttachmentRow>, Problem> {
    let mut errors: Vec<FieldError> = too_many("/documents", handed_in.len()).into_iter().collect();
    let mut rows: Vec<AttachmentRow> = Vec::new();
    for (index, entry) in handed_in.iter().enumerate() {
        let material = &entry.material;
        if version.material(material).is_none() {
            let message = Text::new("该事项不需要此材料。", "The item does not ask for this material.");
            errors.push(FieldError::new(
                format!("/documents/{index}/material"),
                "unknown-material",
                message,
            ));
            continue;
        }
        if entry.document.is_some() == entry.certificate.is_some() {
            let message = Text::new(
                "文件和证照请任选其一。",
                "Name a document or a certificate, one of the two.",
            );
            errors.push(FieldError::new(format!("/documents/{index}"), "one-of", message));
            continue;
        }
        let Some(file) = offered.iter().find(|row| entry.is(row)) else {
            let message = Text::new(
                "文件不存在，或不属于您。",
                "There is no such document, or it is not yours.",
            );
            errors.push(FieldError::new(
                format!("/documents/{index}/document"),
                "unknown-document",
                message,
            ));
            continue;
        };
        if rows
            .iter()
            .any(|row| &row.material == material && row.document_id == file.id)
        {
            continue;
        }
        rows.push(AttachmentRow {
            owner_id: owner,
            material: material.clone(),
            document_id: file.id,
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: file.size,
            sha256: file.sha256.clone(),
            storage_key: file.storage_key.clone(),
            attached_at: at,
        });
    }
    if errors.is_empty() {
        Ok(rows)
    } else {
        Err(Problem::invalid(errors))
    }
}

/// Visits every value that such a pointer leads to.
pub(super) fn each_sensitive(
    form: &mut Value,
    pointers: &[String],
    visit: &mut dyn FnMut(&mut Value) -> Result<(), Problem>,
) -> Result<(), Problem> {
    for pointer in pointers {
        let steps: Vec<&str> = pointer.split('/').skip(1).collect();
        descend(form, &steps, visit)?;
    }
    Ok(())
}

/// Follows a pointer in which `*` stands for every element of an array, and a number for one.
fn descend(
    value: &mut Value,
    steps: &[&str],
    visit: &mut dyn FnMut(&mut Value) -> Result<(), Problem>,
) -> Result<(), Problem> {
    match (steps.split_first(), value) {
        (None, value) => visit(value),
        (Some((&"*", rest)), Value::Array(items)) => items.iter_mut().try_for_each(|item| descend(item, rest, visit)),
        (Some((step, rest)), Value::Array(items)) => {
            let item = step.parse().ok().and_then(|index: usize| items.get_mut(index));
            item.map_or(Ok(()), |item| descend(item, rest, visit))
        }
        (Some((step, rest)), Value::Object(fields)) => {
            let name = step.replace("~1", "/").replace("~0", "~");
            fields
                .get_mut(&name)
                .map_or(Ok(()), |value| descend(value, rest, visit))
        }
        _ => Ok(()),
    }
}

/// Whether it holds what only encryption may write.
pub(super) fn holds_envelope(value: &Value) -> bool {
    match value {
        Value::Object(fields) => Cipher::is_json_envelope(value) || fields.values().any(holds_envelope),
        Value::Array(items) => items.iter().any(holds_envelope),
        _ => false,
    }
}
