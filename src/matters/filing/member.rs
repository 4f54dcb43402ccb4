//! A member of a matter, as it comes into being: its answers, form and documents are made from the matter's.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::applications::Desk;
use crate::applications::content::Content;
use crate::applications::draft::Beginning;
use crate::applications::filing::{Course, Filing, Prepared, drafted};
use crate::applications::known::fill;
use crate::applications::lifecycle::{Case, Command, Context, MatterCommand, Member};
use crate::applications::store::rows::{ApplicationRow, AttachmentRow};
use crate::applications::store::{self, Actor, Extras, Write};
use crate::applications::terms::policy;
use crate::catalogue::bundle::{BundleVersion, Joined, Situation};
use crate::catalogue::document::BundleDelivery;
use crate::catalogue::{Asking, ItemVersion};
use crate::clock::shanghai_date;
use crate::codes::{ItemCode, Service};
use crate::problem::Problem;

/// What members are made from.
pub(super) struct Birth<'a> {
    pub(super) desk: &'a Desk,
    pub(super) filing: &'a Filing,
    pub(super) bundle: &'a BundleVersion,
    pub(super) prepared: &'a Prepared<'a>,
    /// The matter's row.
    pub(super) matter: &'a ApplicationRow,
    /// The ids the members get.
    pub(super) ids: &'a BTreeMap<&'a ItemCode, Uuid>,
    pub(super) actor: &'a Actor,
    /// Whether the matter is handed in; it waits for consents otherwise, and its members with it.
    pub(super) handed_in: bool,
}

impl Birth<'_> {
    /// Answers and forms of the members, with what is on record filled in.
    ///
    /// # Errors
    /// 422 for what is on record in a form that an item does not take.
    pub(super) fn contents(&self, situation: &Situation<'_>) -> Result<Vec<Content>, Problem> {
        let members = situation.members.iter();
        let contents: Vec<Content> = members.clone().map(|joined| self.content(joined)).collect();
        let faults = members
            .zip(&contents)
            .flat_map(|(joined, content)| joined.check_filled(&content.form));
        Problem::faultless(faults.collect())?;
        Ok(contents)
    }

    /// A member's state, and what is to be written of it.
    ///
    /// # Errors
    /// The lifecycle's refusal; 500 when something cannot be encrypted or numbered.
    pub(super) async fn member(&self, joined: &Joined<'_>, content: Content) -> Result<(Case, Write), Problem> {
        let (desk, version, now) = (self.desk, &*joined.member.version, desk_now(self.desk));
        let before = self.row(joined, version).await?;
        let attached = self.attached(joined, &content, before.id);
        let asking = Asking::of(&before.applicant_kind, Service::New);
        let mut to_follow = content.to_follow(version, asking, &attached, joined.commits);
        for (material, _) in joined.certificates() {
            to_follow.remove(material);
        }
        let calendar = desk.calendars.fresh(&version.item.division).await?;
        let context = Context {
            application: before.id,
            now,
            today: shanghai_date(now),
            calendar: &calendar,
            policy: policy(version, Service::New),
            facts: &version.facts(&content.answers, &content.form, asking),
            delivery: self.prepared.delivery.mode,
            to_follow: &to_follow,
            consents: &BTreeSet::new(),
            onto: None,
            lacks_result: false,
            quota: None,
        };
        let mut course = Course::begin(&context, version);
        course.then(Command::Draft(drafted(version, before.channel)))?;
        if joined.commits {
            course.then(Command::Commit { made: true })?;
        }
        course.then(Command::Matter(MatterCommand::Join(self.part(joined))))?;
        if self.handed_in {
            course.then(Command::Submit)?;
        }
        let subject = self.filing.input.subject.as_ref();
        let subject = subject.filter(|subject| is_about(version, subject.kind));
        let extras = Extras {
            form: Some(content.seal(before.id, version, &desk.cipher)?),
            attach: attached,
            delivery: Some(self.prepared.delivery.seal(&desk.cipher)?),
            subject: subject.map(|subject| subject.seal(&desk.cipher)).transpose()?,
            ..Extras::default()
        };
        store::project(&before, &Case::new(), &course.events, self.actor, &context, extras).map_err(Problem::internal)
    }

    async fn row(&self, joined: &Joined<'_>, version: &ItemVersion) -> Result<ApplicationRow, Problem> {
        let now = desk_now(self.desk);
        let id = self.ids.get(joined.item()).copied();
        let mut row = Beginning {
            id: id.ok_or_else(|| Problem::internal("a member that was not counted"))?,
            number: self.desk.numbers.application(shanghai_date(now)).await?,
            version,
            applicant: &self.prepared.party.applicant,
            name: &self.prepared.party.name,
            filed_by: self.filing.caller.account,
            channel: self.prepared.party.channel,
            service: Service::New,
            now,
        }
        .row();
        row.matter_id = Some(self.matter.id);
        row.matter_number = Some(self.matter.number.clone());
        // One slip, one code: a department that hands its own result over takes it too.
        row.pickup_code.clone_from(&self.matter.pickup_code);
        Ok(row)
    }

    /// Answers and form, with what is on record filled in.
    fn content(&self, joined: &Joined<'_>) -> Content {
        let version = &joined.member.version;
        let mut form = joined.form(&self.prepared.content.form);
        if let Some(known) = &self.prepared.known {
            fill(version, &mut form, known.fields(version, &[]));
        }
        Content {
            answers: joined.answers.clone(),
            form,
        }
    }

    /// The matter's documents, shared: the same files under the item's materials.
    fn attached(&self, joined: &Joined<'_>, content: &Content, owner: Uuid) -> Vec<AttachmentRow> {
        let handed_in = self.prepared.attached.iter().map(|row| (row.material.as_str(), row));
        let shared = joined.documents(&content.form, handed_in).into_iter();
        shared
            .map(|(material, row)| AttachmentRow {
                owner_id: owner,
                material: material.to_owned(),
                ..row.clone()
            })
            .collect()
    }

    fn part(&self, joined: &Joined<'_>) -> Member {
        Member {
            matter: self.matter.id,
            bundle: self.bundle.code.clone(),
            waits: !joined.after.is_empty(),
            external: joined.member.rule.handled_by.is_some(),
            unified: self.bundle.bundle.unified_handling.is_some(),
            delivered_together: self.bundle.bundle.delivery == BundleDelivery::Unified,
            delivery_due: false,
            released: false,
            word: None,
            told: false,
            closed: false,
            ended_by: None,
            decided_on: None,
            decided_at: None,
            activities: Vec::new(),
        }
    }
}

fn desk_now(desk: &Desk) -> chrono::DateTime<chrono::Utc> {
    desk.clock.now()
}

/// Whether an item may be about somebody of a kind.
fn is_about(version: &ItemVersion, kind: crate::codes::SubjectKind) -> bool {
    let rule = version.item.subject.as_ref();
    rule.is_some_and(|rule| rule.kinds.contains(&kind))
}
