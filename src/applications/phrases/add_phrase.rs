//! `POST /phrases`: a common phrase for a post.
//!
//! 1. It says something, and is not too long.
//! 2. The caller holds the post in the department.
//! 3. The same words again are the phrase that is there. A post has 200 at most.
//! 4. Write the phrase, its audit row and, under an idempotency key, the answer.

use actix_web::{post, web};
use diesel_async::AsyncPgConnection;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::PhraseKind;
use super::list_phrases::Phrase;
use super::store::{self, NewPhrase};
use crate::applications::desk::Desk;
use crate::applications::words::{SHORT, too_long};
use crate::clock::machine_now;
use crate::codes::{CreditCode, Post};
use crate::db::audit::AuditRow;
use crate::db::idempotency::once;
use crate::http::{Answer, Body, Idempotency, RequestId};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Caller, Operation};
use crate::problem::{Code, FieldError, Problem};
use crate::text::Text;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "add_phrase",
    action: Action::KeepPhrases,
    problems: &[Code::NotFound, Code::InvalidInput, Code::IdempotencyKeyReused],
};

/// The most phrases of a post.
const MOST: i64 = 200;

/// A phrase for a post.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddPhrase {
    /// The department.
    pub department: CreditCode,
    /// The post, which the caller holds there.
    #[schema(value_type = String, example = "reviewer")]
    pub post: Post,
    /// What it is said of.
    pub kind: PhraseKind,
    /// What it says; 500 characters at most.
    #[schema(example = "场所布局与图纸不一致，请更正后重新提交。")]
    pub text: String,
    /// The same in English.
    #[serde(default)]
    pub text_en: Option<String>,
}

/// Add a common phrase
///
/// For everybody who holds the post in the department. The same words again answer with the phrase that is there.
#[utoipa::path(
    operation_id = "add_phrase",
    tag = "Phrases",
    params(("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe")),
    request_body(content = AddPhrase, example = json!({"department": "119901009999900619", "post": "reviewer", "kind": "defect",
        "text": "场所布局与图纸不一致，请更正后重新提交。"})),
    responses(
        (status = 201, description = "Added", body = Phrase, headers(("Location" = String, description = "Its address, to delete it"))),
        (status = 200, description = "It was there already", body = Phrase),
    )
)]
#[post("/phrases")]
pub async fn handle(
    caller: Allowed<may::KeepPhrases>,
    idempotency: Idempotency,
    request_id: RequestId,
    body: Body<AddPhrase>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let asked = check(body.value)?;
    let new = NewPhrase {
        id: Uuid::now_v7(),
        department: asked.department.as_str(),
        post: asked.post.as_str(),
        kind: asked.kind.as_str(),
        text: &asked.text,
        text_en: asked.text_en.as_deref(),
        created_by: Some(caller.account),
        created_at: desk.clock.now(),
    };
    let fingerprint = idempotency.fingerprint(caller.account, &body.digest);
    let mut connection = desk.db.get().await?;
    once(&mut connection, fingerprint, machine_now(), async |connection| {
        add(connection, &caller, request_id, &new).await
    })
    .await
}

async fn add(
    connection: &mut AsyncPgConnection,
    caller: &Caller,
    request_id: RequestId,
    new: &NewPhrase<'_>,
) -> Result<Answer, Problem> {
    if !store::holds(connection, caller.account, new.department, &[new.post]).await? {
        return Err(Problem::new(Code::NotFound));
    }
    store::alone(connection, new.department).await?;
    if let Some(known) = store::same(connection, new).await? {
        return Answer::new(200, &Phrase::from(known));
    }
    if store::count(connection, new.department, new.post).await? >= MOST {
        return Err(Problem::invalid_field(
            "/post",
            "too-many",
            format!("每个岗位最多 {MOST} 条常用语，请先删除不用的。"),
            format!("A post has at most {MOST} phrases; delete some first."),
        ));
    }
    store::insert(connection, new).await?;
    audit(caller, OPERATION.id, new.id, new.department, request_id)
        .insert(connection)
        .await?;
    let phrase = Phrase {
        id: new.id,
        department: new.department.to_owned(),
        post: new.post.to_owned(),
        kind: new.kind.to_owned(),
        text: new.text.to_owned(),
        text_en: new.text_en.map(str::to_owned),
    };
    Ok(Answer::new(201, &phrase)?.at(format!("/api/v1/phrases/{}", new.id)))
}

/// What is written down of adding and deleting.
pub(super) fn audit(caller: &Caller, action: &str, phrase: Uuid, department: &str, request_id: RequestId) -> AuditRow {
    AuditRow::new(phrase, action, machine_now())
        .by(caller.account)
        .in_role(caller.role.as_str())
        .in_department(department)
        .in_request(request_id.0)
}

fn check(mut asked: AddPhrase) -> Result<AddPhrase, Problem> {
    let trimmed = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    asked.text_en = asked.text_en.and_then(trimmed);
    asked.text = trimmed(asked.text).unwrap_or_default();
    let mut errors: Vec<FieldError> = [
        too_long("/text", Some(&asked.text), SHORT),
        too_long("/text_en", asked.text_en.as_deref(), SHORT),
    ]
    .into_iter()
    .flatten()
    .collect();
    if asked.text.is_empty() {
        let message = Text::new("请填写常用语。", "Say something.");
        errors.push(FieldError::new("/text", "required", message));
    }
    match errors.is_empty() {
        true => Ok(asked),
        false => Err(Problem::invalid(errors)),
    }
}
