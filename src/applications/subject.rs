//! Whom an application is about when that is not its applicant: a newborn without an ID number, a pupil, somebody who has died. Personal,
//! so it is kept encrypted.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::consents::{ADULT, Applicant};
use super::words::{LINE, too_long};
use crate::catalogue::ItemVersion;
use crate::codes::{CitizenId, SubjectKind, SubjectRelation};
use crate::crypto::Cipher;
use crate::identity::party::masked_name;
use crate::problem::{FieldError, Problem};
use crate::text::Text;

const PURPOSE: &str = "application.subject";
/// A child older than this is not registered as a newborn.
const NEWBORN: Months = Months::new(12);

/// Whom an application is about, when that is not its applicant.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ApplicationSubject, example = json!({"kind": "newborn", "relation": "parent", "birth_date": "2026-11-02"}))]
pub struct Subject {
    /// Of which kind.
    pub kind: SubjectKind,
    /// What the applicant is to them. For who is under 18 it is a parent or another guardian who applies.
    pub relation: SubjectRelation,
    /// Their name; a newborn may have none yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their ID number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citizen_id: Option<CitizenId>,
    /// When they were born; needed for a newborn, and for pupils and wards without an ID number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// When they died; needed for who has died, and for nobody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub death_date: Option<NaiveDate>,
}

impl Subject {
    /// What is kept.
    ///
    /// # Errors
    /// 500 when it cannot be written as JSON.
    pub fn seal(&self, cipher: &Cipher) -> Result<Vec<u8>, Problem> {
        let whole = serde_json::to_string(self).map_err(Problem::internal)?;
        Ok(cipher.encrypt(PURPOSE, &whole))
    }

    /// Reads what is kept.
    ///
    /// # Errors
    /// 500 when it cannot be decrypted.
    pub fn open(kept: Option<&[u8]>, cipher: &Cipher) -> Result<Option<Self>, Problem> {
        let Some(kept) = kept else { return Ok(None) };
        let whole = cipher.decrypt(PURPOSE, kept).map_err(Problem::internal)?;
        serde_json::from_str(&whole).map(Some).map_err(Problem::internal)
    }

    /// The name as others may see it.
    pub fn masked_name(&self) -> Option<String> {
        let name = self.name.as_deref();
        name.map(|name| masked_name("natural_person", name))
    }

    /// When they were born, as far as it is known.
    fn born(&self) -> Option<NaiveDate> {
        let told = self.citizen_id.as_ref().map(CitizenId::birth_date);
        self.birth_date.or(told)
    }

    fn is_minor(&self, today: NaiveDate) -> bool {
        let age = self.born().and_then(|born| today.years_since(born));
        self.kind != SubjectKind::Deceased && age.is_some_and(|age| age < ADULT)
    }

    /// Everything wrong with it.
    pub fn check(&self, version: &ItemVersion, applicant: &Applicant, today: NaiveDate) -> Vec<FieldError> {
        let Some(rule) = &version.item.subject else {
            return vec![fault(
                "",
                "no-subject",
                "该事项由申请人为本人办理，无须填写办理对象。",
                "Who applies for the item applies for themselves.",
            )];
        };
        if !rule.kinds.contains(&self.kind) {
            let kinds: Vec<Text> = rule.kinds.iter().map(|kind| kind.label()).collect();
            let list = |pick: fn(&Text) -> &str, comma| kinds.iter().map(pick).collect::<Vec<_>>().join(comma);
            return vec![fault(
                "/kind",
                "subject-kind-not-served",
                format!("该事项的办理对象为：{}。", list(|text| &text.zh, "、")),
                format!("The item is about: {}.", list(|text| &text.en, ", ")),
            )];
        }
        let mut faults = self.lacking();
        faults.extend(self.dates(today));
        faults.extend(too_long("/subject/name", self.name.as_deref(), LINE));
        if self.citizen_id.is_some() && self.citizen_id == applicant.citizen_id {
            faults.push(fault(
                "/citizen_id",
                "subject-is-applicant",
                "办理对象不能是申请人本人。",
                "That is the applicant.",
            ));
        }
        faults.extend(self.guarded(applicant, today));
        faults
    }

    /// What has to be said of them and is not: who they are, and the dates that matter.
    fn lacking(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut require = |field: &str, there: bool, zh: &'static str, en: &'static str| {
            if !there {
                faults.push(fault(field, "required", zh, en));
            }
        };
        let named = self.name.as_deref().is_some_and(|name| !name.trim().is_empty());
        match self.kind {
            SubjectKind::Newborn => {
                require(
                    "/name",
                    self.name.is_none() || named,
                    "不填写的请省略。",
                    "Leave it out when there is none yet.",
                );
                require(
                    "/birth_date",
                    self.birth_date.is_some(),
                    "请填写新生儿的出生日期。",
                    "State when the newborn was born.",
                );
            }
            kind => {
                require("/name", named, "请填写办理对象的姓名。", "State their name.");
                if kind == SubjectKind::Deceased {
                    let there = self.death_date.is_some();
                    require("/death_date", there, "请填写死亡日期。", "State when they died.");
                }
                if matches!(kind, SubjectKind::Pupil | SubjectKind::Ward) {
                    require(
                        "/citizen_id",
                        self.born().is_some(),
                        "请填写公民身份号码；没有的，填写出生日期。",
                        "State their ID number, or without one their birth date.",
                    );
                }
            }
        }
        faults
    }

    /// Dates that cannot be.
    fn dates(&self, today: NaiveDate) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut refuse = |field: &str, code: &str, zh: &'static str, en: &'static str| {
            faults.push(fault(field, code, zh, en));
        };
        let told = self.citizen_id.as_ref().map(CitizenId::birth_date);
        if self.birth_date.zip(told).is_some_and(|(stated, told)| stated != told) {
            refuse(
                "/birth_date",
                "birth-date-differs",
                "出生日期与公民身份号码不一致。",
                "The ID number tells another birth date.",
            );
        }
        let born = self.born();
        let birth = if self.birth_date.is_some() {
            "/birth_date"
        } else {
            "/citizen_id"
        };
        if born.is_some_and(|born| born > today) {
            refuse(
                birth,
                "in-the-future",
                "出生日期不能晚于今天。",
                "That lies in the future.",
            );
        }
        let oldest = today.checked_sub_months(NEWBORN);
        if self.kind == SubjectKind::Newborn && born.zip(oldest).is_some_and(|(born, oldest)| born < oldest) {
            refuse(
                birth,
                "not-newborn",
                "出生已满一年，不按新生儿办理。",
                "They were born more than a year ago.",
            );
        }
        match (self.death_date, self.kind) {
            (Some(died), SubjectKind::Deceased) => {
                if died > today {
                    refuse(
                        "/death_date",
                        "in-the-future",
                        "死亡日期不能晚于今天。",
                        "That lies in the future.",
                    );
                }
                if born.is_some_and(|born| died < born) {
                    refuse(
                        "/death_date",
                        "before-birth",
                        "死亡日期不能早于出生日期。",
                        "They were born later than that.",
                    );
                }
            }
            (Some(_), _) => refuse(
                "/death_date",
                "not-applicable",
                "只有死者填写死亡日期。",
                "Only of who has died.",
            ),
            (None, _) => {}
        }
        faults
    }

    /// For who is under 18 an adult guardian applies (Civil Code arts. 19, 20, 27; Personal Information Protection Law art. 31).
    fn guarded(&self, applicant: &Applicant, today: NaiveDate) -> Option<FieldError> {
        if !self.is_minor(today) {
            None
        } else if !self.relation.guards() {
            Some(fault(
                "/relation",
                "guardian-required",
                "办理对象未满十八周岁的，由其父母或者其他监护人申请。",
                "For who is under 18, a parent or another guardian applies.",
            ))
        } else {
            applicant.is_minor(today).then(|| {
                fault(
                    "/relation",
                    "guardian-minor",
                    "监护人应当年满十八周岁。",
                    "A guardian is 18 or older.",
                )
            })
        }
    }
}

impl std::fmt::Debug for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subject")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// Whom the item has to be about, when nobody is named.
pub fn missing(version: &ItemVersion) -> Option<FieldError> {
    let required = version.item.subject.as_ref().is_some_and(|rule| rule.required);
    required.then(|| {
        fault(
            "",
            "required",
            "请填写为谁办理（办理对象）。",
            "State whom the application is about.",
        )
    })
}

fn fault(
    field: &str,
    code: &str,
    zh: impl Into<std::borrow::Cow<'static, str>>,
    en: impl Into<std::borrow::Cow<'static, str>>,
) -> FieldError {
    FieldError::new(format!("/subject{field}"), code, Text::new(zh, en))
}

#[cfg(test)]
mod tests;
