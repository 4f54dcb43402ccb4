//! The alarms a state needs: a function of the state, so that none is ever forgotten or left behind.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::command::{Command, MatterCommand};
use super::context::{Context, DeliveryMode};
use super::decide::{answer_due, renews_after, silence_accepts};
use super::state::{
    Acceptance, Case, Colour, ConsentState, Decided, Following, Light, Phase, Receipt, Supplement, Task, TaskKind,
    Whole,
};
use super::{COLLECTION, COLLECTION_REMINDERS, DELIVERY_LIMIT, REMINDER};
use crate::calendar::{Calendar, WorkingDays};
use crate::clock::{shanghai_date, start_of};

macro_rules! alarm_kinds {
    ($($(#[doc = $about:literal])+ $variant:ident = $word:literal;)+) => {
        /// What an alarm is for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum AlarmKind {
            $($(#[doc = $about])+ $variant,)+
        }

        impl AlarmKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word in the timer table.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}

alarm_kinds! {
    /// A receipt left unanswered counts as accepted.
    DeemedAcceptance = "deemed_acceptance";
    /// The applicant is reminded of a supplement.
    SupplementReminder = "supplement_reminder";
    /// The day has come by which everything missing of a matter is told.
    MatterNotice = "matter_notice";
    /// A supplement left unanswered ends the application.
    SupplementLapse = "supplement_lapse";
    /// A task is about to be late, or is; refers to it.
    TaskWarning = "task_warning";
    /// A due date has passed without a decision.
    DueDatePassed = "due_date_passed";
    /// A question was not answered in time, which a rule takes for consent; refers to its task.
    ConsultationSilence = "consultation_silence";
    /// The time of a wait has passed; refers to its token.
    WaitOver = "wait_over";
    /// A special procedure has come to its planned day.
    SuspensionEnd = "suspension_end";
    /// The applicant is reminded of materials that are to follow.
    FollowingReminder = "following_reminder";
    /// Materials that were to follow did not come in time.
    FollowingLapse = "following_lapse";
    /// The certificate of a licence has to reach its holder today, whatever else it is handed over with.
    DeliveryDue = "delivery_due";
    /// The result was not delivered in time.
    CertificateOverdue = "certificate_overdue";
    /// Somebody asked for their consent did not answer; refers to their number.
    ConsentExpiry = "consent_expiry";
    /// An account that a manager asked for was not given in time; refers to its number.
    SupervisionOverdue = "supervision_overdue";
    /// The holder is reminded to fetch what is ready.
    CollectionReminder = "collection_reminder";
    /// A renewal that is not decided counts as granted.
    RenewalBySilence = "renewal_by_silence";
}

impl AlarmKind {
    /// What is commanded when it rings; none if what it refers to cannot be read.
    pub fn command(self, reference: &str) -> Option<Command> {
        Some(match self {
            Self::DeemedAcceptance => Command::DeemAccepted,
            Self::MatterNotice => Command::Matter(MatterCommand::NoticeDue),
            Self::SupplementReminder => Command::RemindOfSupplement,
            Self::SupplementLapse => Command::Lapse,
            Self::TaskWarning => Command::WarnOfTask {
                task: reference.parse().ok()?,
            },
            Self::DueDatePassed => Command::IssueCards,
            Self::ConsultationSilence => Command::ConsultationSilence {
                task: reference.parse().ok()?,
            },
            Self::WaitOver => Command::Waited {
                token: reference.parse().ok()?,
            },
            Self::SuspensionEnd => Command::SuspensionOver,
            Self::FollowingReminder => Command::RemindOfFollowing,
            Self::FollowingLapse => Command::FollowingLapse,
            Self::DeliveryDue => Command::Matter(MatterCommand::DeliveryDue),
            Self::CertificateOverdue => Command::WarnOfCertificate,
            Self::ConsentExpiry => Command::ConsentExpire {
                party: reference.parse().ok()?,
            },
            Self::SupervisionOverdue => Command::SupervisionOverdue {
                number: reference.parse().ok()?,
            },
            Self::CollectionReminder => Command::RemindOfCollection,
            Self::RenewalBySilence => Command::RenewBySilence,
        })
    }
}

/// An instant at which the state must be looked at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// What for.
    pub kind: AlarmKind,
    /// About what of the application: a task; empty for the whole.
    pub reference: String,
    /// When.
    pub fire_at: DateTime<Utc>,
}

impl Alarm {
    /// A limit's last day belongs to whoever has it to the end, so the alarm rings as the next day begins.
    fn after(kind: AlarmKind, last: NaiveDate) -> Self {
        Self::on(kind, last.succ_opt().unwrap_or(last))
    }

    /// Rings as a day begins.
    fn on(kind: AlarmKind, day: NaiveDate) -> Self {
        Self {
            kind,
            reference: String::new(),
            fire_at: start_of(day),
        }
    }

    fn about(self, reference: impl ToString) -> Self {
        Self {
            reference: reference.to_string(),
            ..self
        }
    }
}

/// The alarms of a state.
pub fn alarms(case: &Case, context: &Context<'_>) -> Vec<Alarm> {
    let mut alarms: Vec<Alarm> = case.active_tasks().filter_map(task).collect();
    if context.policy.silence_consents() {
        alarms.extend(case.active_tasks().filter_map(silence));
    }
    match &case.phase {
        Phase::Submitted(receipt) if silence_accepts(case, context) => {
            alarms.push(Alarm::after(AlarmKind::DeemedAcceptance, answer_due(receipt, context)));
        }
        Phase::Submitted(receipt) => {
            let told = case.whole().is_some_and(|whole| !whole.notice_due);
            let last = told.then(|| notice_day(receipt, context));
            alarms.extend(last.map(|last| Alarm::on(AlarmKind::MatterNotice, last)));
        }
        Phase::AwaitingSupplement(Receipt {
            supplement: Some(supplement),
            ..
        }) => {
            // A matter lapses as its members do; they are reminded with it.
            if case.whole().is_none() {
                alarms.push(Alarm::after(AlarmKind::SupplementLapse, supplement.answer_by));
            }
            let reminder = reminder_day(context.calendar, supplement).filter(|_| case.member().is_none());
            alarms.extend(reminder.map(|day| Alarm::on(AlarmKind::SupplementReminder, day)));
        }
        Phase::InReview(acceptance) => {
            alarms.extend(undecided(case, acceptance));
            let waits = case.waits.iter();
            alarms.extend(waits.map(|(token, until)| Alarm::after(AlarmKind::WaitOver, *until).about(token)));
        }
        Phase::Suspended(acceptance) => alarms.extend(undecided(case, acceptance)),
        Phase::Decided(decided) if !decided.overdue && !is_held_up(case, decided, context) => {
            let last = delivery_due(context.calendar, case, decided);
            alarms.push(Alarm::after(AlarmKind::CertificateOverdue, last));
        }
        _ => {}
    }
    let delivery = held_back_until(case, context);
    alarms.extend(delivery.map(|day| Alarm::on(AlarmKind::DeliveryDue, day)));
    alarms.extend(following(case, context.calendar));
    alarms.extend(parties(case));
    let collection = collection_day(case, context);
    alarms.extend(collection.map(|day| Alarm::on(AlarmKind::CollectionReminder, day)));
    let renewal = renews_after(case, context);
    alarms.extend(renewal.map(|last| Alarm::after(AlarmKind::RenewalBySilence, last)));
    alarms
}

/// The day by which everything missing of a matter is told: the last of the five, and when it is told again no later than the applicant can
/// still answer.
fn notice_day(receipt: &Receipt, context: &Context<'_>) -> NaiveDate {
    let last = answer_due(receipt, context);
    let told = receipt.supplement.as_ref();
    told.map_or(last, |told| last.min(told.answer_by))
}

/// Whether it is not the department that the result waits for: materials are to follow, it is ready at the window, or it is handed over
/// with others and may still wait for them.
pub(super) fn is_held_up(case: &Case, decided: &Decided, context: &Context<'_>) -> bool {
    let with_others = decided.certificate.is_some() && waits_for_results(case);
    with_others || case.awaited().is_some() || is_ready(decided, context)
}

/// Whether its result may still wait for those of others.
fn waits_for_results(case: &Case) -> bool {
    let due = case.member().is_some_and(|member| member.delivery_due);
    case.is_delivered_together() && !due
}

/// The day on which the certificate of a licence, ready and waiting for the results of others, has to reach its holder (art. 44).
pub(super) fn held_back_until(case: &Case, context: &Context<'_>) -> Option<NaiveDate> {
    let Phase::Decided(decided) = &case.phase else {
        return None;
    };
    let holds = decided.certificate.is_some() && decided.ended.is_none() && !decided.revoked;
    let held_back = context.policy.is_licence && holds && waits_for_results(case) && case.awaited().is_none();
    held_back.then(|| delivery_due(context.calendar, case, decided))
}

/// Whether the result waits at the window to be fetched.
fn is_ready(decided: &Decided, context: &Context<'_>) -> bool {
    decided.certificate.is_some() && context.delivery == DeliveryMode::Window
}

/// The day on which the holder is reminded to fetch what is ready, if they are once more.
pub(super) fn collection_day(case: &Case, context: &Context<'_>) -> Option<NaiveDate> {
    let ready_on = match &case.phase {
        // What is handed over with others cannot be fetched by itself: the reminder is the whole's.
        Phase::Decided(_) if case.is_delivered_together() => None,
        Phase::Decided(decided) => decided
            .issued_on
            .filter(|_| decided.ended.is_none() && is_ready(decided, context)),
        Phase::InReview(_) if context.delivery == DeliveryMode::Window => case.whole().and_then(|whole| whole.ready_on),
        phase if phase.status().is_final() && context.delivery == DeliveryMode::Window => {
            case.whole().and_then(Whole::waits_since)
        }
        _ => None,
    }?;
    let days = COLLECTION.0 * (case.collection_reminders + 1);
    (case.collection_reminders < COLLECTION_REMINDERS).then(|| context.calendar.add(ready_on, WorkingDays(days)).date)
}

/// What others are asked for: consents while a draft waits for them, and accounts.
fn parties(case: &Case) -> Vec<Alarm> {
    let asked = case.consents.parties.iter().filter(|(_, consent)| {
        case.consents.held && consent.state == ConsentState::Asked && matches!(case.phase, Phase::Draft)
    });
    let consents = asked.filter_map(|(party, consent)| {
        let last = consent.expires_on?;
        Some(Alarm::after(AlarmKind::ConsentExpiry, last).about(party))
    });
    let demands = case
        .supervision
        .open()
        .filter(|(_, demand)| !demand.overdue && case.is_under_way());
    let demands =
        demands.map(|(number, demand)| Alarm::after(AlarmKind::SupervisionOverdue, demand.answer_by).about(number));
    consents.chain(demands).collect()
}

/// The reminder and the last day of what is to follow, from acceptance until the result is handed over.
fn following(case: &Case, calendar: &Calendar) -> Vec<Alarm> {
    let Some(following) = case.awaited().filter(|following| !following.overdue) else {
        return vec![];
    };
    let reminder = following_reminder_day(calendar, following);
    let reminder = reminder.map(|day| Alarm::on(AlarmKind::FollowingReminder, day));
    let lapse = Alarm::after(AlarmKind::FollowingLapse, following.by);
    [Some(lapse), reminder].into_iter().flatten().collect()
}

/// The next warning of a task: yellow, then red. One that was yellow as it opened is warned of as red only.
fn task(task: &Task) -> Option<Alarm> {
    let (yellow_on, due_on) = (task.yellow_on?, task.due_on?);
    let about = |alarm: Alarm| alarm.about(task.id);
    match task.warned {
        None if yellow_on > shanghai_date(task.opened_at) => Some(about(Alarm::on(AlarmKind::TaskWarning, yellow_on))),
        None | Some(Light::Green | Light::Yellow) => Some(about(Alarm::after(AlarmKind::TaskWarning, due_on))),
        Some(Light::Red) => None,
    }
}

/// A question counts as answered when its last day has passed, where a rule says so.
fn silence(task: &Task) -> Option<Alarm> {
    let asked = matches!(task.kind, TaskKind::Consultation { .. });
    let last = task.due_on.filter(|_| asked)?;
    Some(Alarm::after(AlarmKind::ConsultationSilence, last).about(task.id))
}

fn undecided(case: &Case, acceptance: &Acceptance) -> impl Iterator<Item = Alarm> {
    let next = due_dates(case, acceptance).map(|(_, due_on)| due_on).min();
    let card = next.map(|due_on| Alarm::after(AlarmKind::DueDatePassed, due_on));
    let end = acceptance
        .current_suspension()
        .map(|current| Alarm::after(AlarmKind::SuspensionEnd, current.until));
    card.into_iter().chain(end)
}

/// The due dates for which there is no card yet. The limit of the law is each member's, which has the card when it passes: for the whole of
/// a matter that date is only what its members' come to, and some may be extended.
pub(super) fn due_dates(case: &Case, acceptance: &Acceptance) -> impl Iterator<Item = (Colour, NaiveDate)> {
    let has_none = |colour| case.cards.iter().all(|card| card.colour != colour);
    let of_members = |colour| colour == Colour::Red && case.whole().is_some();
    acceptance
        .dates
        .by_colour()
        .filter(move |(colour, _)| has_none(*colour) && !of_members(*colour))
}

/// The day on which the applicant is reminded, if the period leaves room for it and they were not.
pub(super) fn reminder_day(calendar: &Calendar, supplement: &Supplement) -> Option<NaiveDate> {
    let day = calendar.before(supplement.answer_by, REMINDER);
    (!supplement.reminded && supplement.told_on.is_some_and(|told_on| told_on < day)).then_some(day)
}

/// The day on which the applicant is reminded of what is to follow, if the period leaves room for it and they were not.
pub(super) fn following_reminder_day(calendar: &Calendar, following: &Following) -> Option<NaiveDate> {
    let day = calendar.before(following.by, REMINDER);
    (!following.reminded && following.told_on < day).then_some(day)
}

/// The last day to deliver the result (art. 44). Materials that were to follow hold it up; the days count from when all were there.
pub(super) fn delivery_due(calendar: &Calendar, case: &Case, decided: &Decided) -> NaiveDate {
    calendar.add(delivery_begins(case, decided), DELIVERY_LIMIT).date
}

/// Day 0 of those days.
pub(super) fn delivery_begins(case: &Case, decided: &Decided) -> NaiveDate {
    let decided_on = shanghai_date(decided.decided_at);
    let arrived_on = case.following.as_ref().and_then(|following| following.arrived_on);
    arrived_on.map_or(decided_on, |arrived_on| arrived_on.max(decided_on))
}
