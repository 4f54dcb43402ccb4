//! `POST /applications`: an applicant files.
//!
//! 1. Find the item's current version.
//! 2. Read the applicant, the mandate, the documents and a stored answer, in one statement.
//! 3. A repeat gets its first answer.
//! 4. Check who applies, and what is handed in: a draft may be incomplete, a submission may not.
//! 5. Give it a number and decide: drafted, and submitted if asked.
//! 6. Write application, form, documents, events, intake task, alarm and outbox in one statement.

use actix_web::{HttpRequest, post, web};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::content::{Content, HandedIn, attach};
use super::super::delivery::DeliveryWish;
use super::super::desk::Desk;
use super::super::draft::{Beginning, channel, pickup_code};
use super::super::execute::{apply, policy};
use super::super::lifecycle::{Case, Command, Context, Event, Refusal, decide};
use super::super::store::rows::PartyRow;
use super::super::store::{self, Actor, Applied, CommandQuery, Extras, LoadedFiling};
use super::answers::{ApplicationState, state_answer};
use crate::catalogue::ItemVersion;
use crate::clock::{machine_now, shanghai_date};
use crate::codes::{Audience, Channel, ItemCode};
use crate::db::idempotency::StoredAnswer;
use crate::documents::usable_since;
use crate::http::{Answer, Body, Fingerprint, Idempotency, RequestId};
use crate::identity::access::may;
use crate::identity::party::open_name;
use crate::identity::{Action, Allowed, Caller, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "file_application",
    action: Action::FileApplications,
    problems: &[
        Code::IdempotencyKeyRequired,
        Code::IdempotencyKeyReused,
        Code::ApplicantBarred,
        Code::InvalidInput,
        Code::ConcurrentChange,
    ],
};

const TRIES: usize = 3;

/// An application as it is filed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileApplication {
    /// The item's code.
    pub item: ItemCode,
    /// What is asked for: `new`, which is also meant when absent.
    #[serde(default)]
    pub service: Service,
    /// Whom the caller acts for, under a mandate; themselves when absent.
    #[serde(default)]
    pub on_behalf_of: Option<OnBehalfOf>,
    /// Answers to the item's questions, by key.
    #[serde(default)]
    pub answers: Map<String, Value>,
    /// The form, as the item's schema asks.
    #[serde(default = "empty_form")]
    #[schema(value_type = Object)]
    pub form: Value,
    /// The documents handed in, by material.
    #[serde(default)]
    pub documents: Vec<HandedIn>,
    /// Whether to commit to what would otherwise be proved or checked (告知承诺), where the item offers it: its checklist tells the terms.
    #[serde(default)]
    pub commitment: bool,
    /// How the result is to be delivered; at the window when absent.
    #[serde(default)]
    pub delivery: Option<DeliveryWish>,
    /// Whether to hand it in at once; a draft otherwise.
    #[serde(default)]
    pub submit: bool,
}

/// What is asked of an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// The item itself, for the first time.
    #[default]
    New,
}

impl Service {
    fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
        }
    }
}

/// Whom the caller acts for.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OnBehalfOf {
    /// Their account.
    pub account: Uuid,
}

fn empty_form() -> Value {
    json!({})
}

/// File an application
///
/// Creates a draft, or with `submit` hands it in at once: the answer is the receipt slip with number and pickup code, and the department has
/// five working days to accept, decline or tell everything missing.
#[utoipa::path(
    operation_id = "file_application",
    tag = "Applications",
    params(("Idempotency-Key" = String, Header, description = "A unique value that makes retrying safe")),
    request_body(content = FileApplication, example = json!({
        "item": "1199010099999006193000131017000", "answers": {"premises": "small"}, "form": {"business_name": "示范餐馆"},
        "documents": [{"material": "id_card", "document": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d"}], "submit": true
    })),
    responses((status = 201, description = "Filed", body = ApplicationState,
        headers(("Location" = String, description = "The application"), ("ETag" = String, description = "Its version"))))
)]
#[post("/applications")]
pub async fn handle(
    caller: Allowed<may::FileApplications>,
    idempotency: Idempotency,
    request_id: RequestId,
    request: HttpRequest,
    body: Body<FileApplication>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let fingerprint = idempotency.required(caller.account, &body.digest)?;
    let mut input = body.value;
    // Who acts for themselves is no agent.
    input.on_behalf_of = input.on_behalf_of.filter(|other| other.account != caller.account);
    let filing = Filing {
        caller: *caller,
        request_id,
        fingerprint,
        channel: channel(&request, input.on_behalf_of.is_some()),
        input,
    };
    let Some(version) = desk.catalogue.current(&filing.input.item) else {
        return Err(Problem::invalid_field(
            "/item",
            "unknown-item",
            "没有此事项，或尚未发布。",
            "There is no such published item.",
        ));
    };
    for _ in 0..TRIES {
        if let Some(answer) = filing.attempt(&desk, &version).await? {
            return Ok(answer);
        }
    }
    Err(Problem::new(Code::ConcurrentChange))
}

/// A request to file.
struct Filing {
    caller: Caller,
    request_id: RequestId,
    fingerprint: Fingerprint,
    channel: Channel,
    input: FileApplication,
}

impl Filing {
    /// Steps 2 to 6; none when a twin was faster and the answer is to be read again.
    async fn attempt(&self, desk: &Desk, version: &ItemVersion) -> Result<Option<Answer>, Problem> {
        let now = desk.clock.now();
        let today = shanghai_date(now);
        let loaded = self.load(desk, today).await?;
        if let Some(stored) = loaded.stored {
            return stored.repeat(&self.fingerprint).map(Some);
        }
        let applicant = self.applicant(loaded.applicant, loaded.mandated, version)?;
        loaded.bars.may_apply()?;
        let reliance = loaded.bars.reliance(self.input.commitment);
        let content = Content {
            answers: self.input.answers.clone(),
            form: self.input.form.clone(),
        };
        let delivery = self.input.delivery.clone().unwrap_or_default();
        let id = Uuid::now_v7();
        let attached = attach(id, &self.input.documents, &loaded.offered, version, now)?;
        let mut errors = if self.input.submit {
            content.check(version, &applicant.kind, &attached, reliance)
        } else {
            content
                .check_draft(version)
                .into_iter()
                .chain(reliance.fault(version))
                .collect()
        };
        errors.extend(delivery.check());
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        let name = open_name(&desk.cipher, &applicant.name)?;
        let before = Beginning {
            id,
            number: desk.numbers.application(today).await?,
            version,
            applicant: &applicant,
            name: &name,
            filed_by: self.caller.account,
            channel: self.channel,
            service: self.input.service.as_str(),
            now,
        }
        .row();
        let facts = version.facts(&content.answers, &content.form, Some(&applicant.kind));
        let calendar = desk.calendars.fresh(&version.item.division).await?;
        let context = Context {
            application: id,
            now,
            today,
            calendar: &calendar,
            policy: policy(version),
            facts: &facts,
            delivery: delivery.mode,
            to_follow: &content.to_follow(version, &applicant.kind, &attached, reliance.committed),
            onto: None,
            quota: None,
        };
        let case = Case::new();
        let refused = |refusal: Refusal| refusal.into_problem(version);
        let mut events = decide(&case, Command::Draft(self.drafted(version)), &context).map_err(refused)?;
        let commitment = self.input.commitment.then_some(Command::Commit { made: true });
        for command in commitment
            .into_iter()
            .chain(self.input.submit.then_some(Command::Submit))
        {
            let drafted = case.clone().apply_all(&events, now);
            events.extend(decide(&drafted, command, &context).map_err(refused)?);
        }
        let extras = Extras {
            form: Some(content.seal(id, version, &desk.cipher)?),
            attach: attached,
            delivery: Some(delivery.seal(&desk.cipher)?),
            pickup_code: Some(pickup_code()),
            ..Extras::default()
        };
        let (case, mut write) =
            store::project(&before, &case, &events, &self.actor(), &context, extras).map_err(Problem::internal)?;
        let answer = state_answer(201, &write.application, &case, today)?.at(format!("/api/v1/applications/{id}"));
        write.idempotency = Some(StoredAnswer::new(self.fingerprint.clone(), &answer, machine_now()));
        match apply(desk, &write).await? {
            Applied::Done => Ok(Some(answer)),
            Applied::Stale | Applied::Twin => Ok(None),
        }
    }

    async fn load(&self, desk: &Desk, today: chrono::NaiveDate) -> Result<LoadedFiling, Problem> {
        let query = CommandQuery {
            colleagues: Vec::new(),
            caller: self.caller.account,
            key: Some(self.fingerprint.key.clone()),
            documents: self
                .input
                .documents
                .iter()
                .map(|handed_in| handed_in.document)
                .collect(),
            bars: true,
            today,
            documents_since: usable_since(desk.clock.now()),
        };
        let mut connection = desk.db.get().await?;
        Ok(store::load_filing(&mut connection, self.principal(), self.input.item.as_str(), &query).await?)
    }

    /// The account that applies.
    fn principal(&self) -> Uuid {
        self.input
            .on_behalf_of
            .map_or(self.caller.account, |on_behalf_of| on_behalf_of.account)
    }

    fn applicant(
        &self,
        applicant: Option<PartyRow>,
        mandated: bool,
        version: &ItemVersion,
    ) -> Result<PartyRow, Problem> {
        let own = self.principal() == self.caller.account;
        let applicant = match applicant {
            Some(applicant) if own || mandated => applicant,
            _ if own => return Err(Problem::new(Code::Unauthenticated)),
            _ => {
                return Err(Problem::invalid_field(
                    "/on_behalf_of/account",
                    "no-mandate",
                    "您没有此申请人对该事项的有效授权。",
                    "You hold no mandate of this applicant for this item.",
                ));
            }
        };
        let kind = if applicant.kind == "natural_person" {
            Audience::NaturalPerson
        } else {
            Audience::LegalPerson
        };
        let audience = &version.item.audience;
        let welcome = audience.is_empty() || audience.iter().any(|group| group.covers(kind) || kind.covers(*group));
        if welcome {
            Ok(applicant)
        } else {
            Err(Problem::invalid_field(
                "/item",
                "wrong-audience",
                "该事项不面向此类申请人。",
                "The item is not for this kind of applicant.",
            ))
        }
    }

    fn drafted(&self, version: &ItemVersion) -> Event {
        Event::Drafted {
            item: version.item.code.clone(),
            item_version: version.version,
            division: version.item.division.clone(),
            department: version.item.department.clone(),
            channel: self.channel,
        }
    }

    fn actor(&self) -> Actor {
        Actor {
            account: Some(self.caller.account),
            role: Some(self.caller.role.as_str()),
            on_behalf_of: self.input.on_behalf_of.map(|on_behalf_of| on_behalf_of.account),
            department: None,
            request_id: Some(self.request_id.0.clone()),
            operation: OPERATION.id,
        }
    }
}
