//! Copies of certificates: what is handed in by a certificate's number becomes a file that reviewers see, true on the day it was taken.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::content::HandedIn;
use super::desk::Desk;
use super::print::{day, minute};
use super::store::rows::DocumentRow;
use super::store::{HeldCertificate, read_certificates};
use crate::catalogue::ItemVersion;
use crate::clock::shanghai_date;
use crate::codes::CertificateNumber;
use crate::documents::{Made, keep};
use crate::identity::party::open_name;
use crate::problem::{FieldError, Problem};
use crate::text::Text;

/// Copies taken and not kept yet.
#[derive(Default)]
pub struct Copies {
    /// As documents are offered.
    pub offered: Vec<DocumentRow>,
    made: Vec<Made>,
}

impl Copies {
    /// Takes a copy of each certificate named: the holder's, in force, and of a kind that the material takes, where an item version tells.
    ///
    /// # Errors
    /// 422 for any other.
    pub async fn take(
        desk: &Desk,
        holder: Uuid,
        handed_in: &[HandedIn],
        version: Option<&ItemVersion>,
        now: DateTime<Utc>,
    ) -> Result<Self, Problem> {
        let named = |entry: &HandedIn| entry.certificate.clone();
        let numbers: Vec<CertificateNumber> = handed_in.iter().filter_map(named).collect();
        if numbers.is_empty() {
            return Ok(Self::default());
        }
        let mut connection = desk.db.get().await?;
        let held = read_certificates(&mut connection, holder, &numbers, shanghai_date(now)).await?;
        drop(connection);
        let (mut copies, mut errors) = (Self::default(), Vec::new());
        for (index, entry) in handed_in.iter().enumerate() {
            let Some(number) = &entry.certificate else { continue };
            let found = held.iter().find(|certificate| certificate.number == *number);
            match found {
                None => errors.push(unknown(index)),
                Some(certificate) if version.is_none_or(|version| takes(version, &entry.material, certificate)) => {
                    if !copies
                        .offered
                        .iter()
                        .any(|row| row.certificate.as_ref() == Some(number))
                    {
                        copies.add(desk, holder, certificate, now)?;
                    }
                }
                Some(_) => errors.push(unfit(index)),
            }
        }
        if errors.is_empty() {
            Ok(copies)
        } else {
            Err(Problem::invalid(errors))
        }
    }

    /// Keeps them; without any nothing is done.
    ///
    /// # Errors
    /// When they cannot be kept.
    pub async fn keep(&self, desk: &Desk) -> Result<(), Problem> {
        if self.made.is_empty() {
            return Ok(());
        }
        let mut connection = desk.db.get().await?;
        keep(&desk.documents, &mut connection, &self.made).await
    }

    fn add(
        &mut self,
        desk: &Desk,
        holder: Uuid,
        certificate: &HeldCertificate,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        let department = certificate.department.parse().ok();
        let department = department.and_then(|code| Some(desk.catalogue.department(&code)?.name.clone()));
        let copy = Copy {
            name: &certificate.name,
            number: certificate.number.to_string(),
            holder: open_name(&desk.cipher, &certificate.holder)?,
            department: department.unwrap_or_else(|| certificate.department.clone()),
            issued_on: certificate.issued_on,
            valid_until: certificate.valid_until,
            taken_at: now,
        };
        let text = copy.render().map_err(Problem::internal)?;
        let name = format!("{} {}.html", certificate.name, certificate.number);
        let made = Made::new(holder, &name, "text/html", text, now);
        self.offered.push(DocumentRow {
            id: made.row.id,
            name: made.row.name.clone(),
            media_type: made.row.media_type.clone(),
            size: made.row.size,
            sha256: made.row.sha256.clone(),
            storage_key: made.row.storage_key.clone(),
            handed_in_with: None,
            certificate: Some(certificate.number.clone()),
        });
        self.made.push(made);
        Ok(())
    }
}

/// The page.
#[derive(Template)]
#[template(path = "print/certificate_copy.html")]
struct Copy<'a> {
    name: &'a str,
    number: String,
    holder: String,
    department: String,
    issued_on: NaiveDate,
    valid_until: Option<NaiveDate>,
    taken_at: DateTime<Utc>,
}

impl Copy<'_> {
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn day(&self, date: &NaiveDate) -> String {
        day(*date)
    }

    fn taken(&self) -> String {
        minute(self.taken_at)
    }
}

fn takes(version: &ItemVersion, material: &str, certificate: &HeldCertificate) -> bool {
    // A material that the item does not know is told where documents are attached.
    version
        .material(material)
        .is_none_or(|material| material.accepts(&certificate.name, &certificate.item_code))
}

fn unknown(index: usize) -> FieldError {
    let message = Text::new(
        "没有此证照，或证照不属于申请人，或已失效。",
        "There is no such certificate of the applicant in force.",
    );
    FieldError::new(
        format!("/documents/{index}/certificate"),
        "unknown-certificate",
        message,
    )
}

fn unfit(index: usize) -> FieldError {
    let message = Text::new(
        "此材料不能用该证照代替。",
        "This certificate cannot be handed in for the material.",
    );
    FieldError::new(
        format!("/documents/{index}/certificate"),
        "certificate-not-taken",
        message,
    )
}
