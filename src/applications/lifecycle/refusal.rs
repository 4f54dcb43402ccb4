//! Why a command was refused.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::state::Status;
use crate::calendar::Limit;
use crate::procedure::Misplaced;

/// Why a command was refused. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The state does not allow it.
    #[error("not possible while {}", status.as_str())]
    WrongState {
        /// The present state.
        status: Status,
    },
    /// There is no such task in this application.
    #[error("no such task")]
    UnknownTask,
    /// Somebody else holds the task.
    #[error("the task is held by somebody else")]
    TaskTaken,
    /// The task must be claimed first.
    #[error("the task is not claimed")]
    TaskUnclaimed,
    /// The task is completed or cancelled.
    #[error("the task is closed")]
    TaskClosed,
    /// The task does not have that outcome.
    #[error("no such outcome; possible are {}", allowed.join(", "))]
    UnknownOutcome {
        /// The outcomes it has.
        allowed: Vec<String>,
    },
    /// The outcome needs reasons (art. 38).
    #[error("reasons are required")]
    ReasonsRequired,
    /// The outcome needs an opinion.
    #[error("an opinion is required")]
    OpinionRequired,
    /// The outcome needs a word on each material.
    #[error("verdicts are required")]
    VerdictsRequired,
    /// An approval states data beside its outcome, and nobody has given them.
    #[error("the result is required")]
    ResultRequired,
    /// A supplement notice must say what is missing.
    #[error("nothing is marked missing or defective")]
    NothingMissing,
    /// What is missing is told once; nothing may be added (art. 32).
    #[error("already told; these were not in the notice: {}", added.iter().cloned().collect::<Vec<_>>().join(", "))]
    SupplementAlreadyRequested {
        /// The materials that were not in the notice.
        added: BTreeSet<String>,
    },
    /// The time for the answer is over.
    #[error("the time to answer ended on {on}")]
    TooLate {
        /// The last day.
        on: NaiveDate,
    },
    /// The answer must cover everything told.
    #[error("still missing: {}", missing.iter().cloned().collect::<Vec<_>>().join(", "))]
    SupplementIncomplete {
        /// What is not in the answer.
        missing: BTreeSet<String>,
    },
    /// What was handed in is not what is to follow.
    #[error("not awaited: {}", materials.iter().cloned().collect::<Vec<_>>().join(", "))]
    NotAwaited {
        /// What nobody waits for.
        materials: BTreeSet<String>,
    },
    /// The result waits for materials that are to follow.
    #[error("still to follow: {}", materials.iter().cloned().collect::<Vec<_>>().join(", "))]
    MaterialsOutstanding {
        /// Which.
        materials: BTreeSet<String>,
    },
    /// Applications accepted earlier may still take the places that are left (art. 57).
    #[error("{ahead} accepted earlier are undecided")]
    QuotaOrder {
        /// How many were accepted earlier and are undecided.
        ahead: u32,
    },
    /// All places are taken.
    #[error("all {places} places are taken")]
    QuotaExhausted {
        /// How many there are.
        places: u32,
    },
    /// Third parties have to be told and heard first (arts. 36, 47).
    #[error("third parties are to be heard")]
    ThirdPartyUnheard {
        /// Until when those told have time; none was told yet without.
        until: Option<NaiveDate>,
    },
    /// The item hears no third parties.
    #[error("the item hears no third parties")]
    NoThirdParties,
    /// There is no third party of that number.
    #[error("no such third party")]
    UnknownThirdParty,
    /// It was recorded before that the third party was heard.
    #[error("the third party was heard before")]
    HeardBefore,
    /// The item offers no commitment.
    #[error("the item offers no commitment")]
    NoCommitmentOffered,
    /// False materials are a reason to refuse, and this outcome does not.
    #[error("false materials are a reason to refuse")]
    NotRefused,
    /// This application put up no such bar, or it was lifted.
    #[error("no such bar")]
    NoBar,
    /// Materials are marked missing or defective, so the application cannot be accepted.
    #[error("marked missing or defective: {}", materials.iter().cloned().collect::<Vec<_>>().join(", "))]
    GapsRemain {
        /// Which.
        materials: BTreeSet<String>,
    },
    /// A special procedure with a legal basis is going on: nobody decides meanwhile (art. 45).
    #[error("suspended until {until}")]
    Suspended {
        /// Its planned last day.
        until: NaiveDate,
    },
    /// Special procedures do not overlap.
    #[error("another special procedure is going on until {until}")]
    SuspensionGoesOn {
        /// Its planned last day.
        until: NaiveDate,
    },
    /// No special procedure is going on.
    #[error("no special procedure is going on")]
    NotSuspended,
    /// The last day does not lie ahead, or too far.
    #[error("the last day must lie after {after} and not after {latest}")]
    ImpossibleEnd {
        /// It has to be later than this.
        after: NaiveDate,
        /// And no later than this.
        latest: NaiveDate,
    },
    /// The limits were extended before (art. 42: once).
    #[error("the limits were extended before")]
    ExtendedBefore,
    /// Neither law nor item allows an extension, or not such a long one.
    #[error("the limits may be extended by {} at most", most.map_or_else(|| "nothing".to_owned(), |limit| format!("{} days", limit.days)))]
    ExtensionNotAllowed {
        /// What is allowed.
        most: Option<Limit>,
    },
    /// They may not work on this case (回避).
    #[error("recused from this case")]
    Recused,
    /// The task is in those hands already.
    #[error("they hold the task already")]
    HeldAlready,
    /// Somebody acted on what the step led to, or it was another's.
    #[error("the step is not the caller's last one, or somebody has acted on it")]
    StepNotLast,
    /// A department that was asked has not answered.
    #[error("a question about the task is open")]
    ConsultationOpen,
    /// Questions are asked about work of the procedure.
    #[error("no questions are asked about this kind of task")]
    NotConsulted,
    /// One's own department is not consulted but asked.
    #[error("the department is the task's own")]
    OwnDepartment,
    /// A department that is consulted has no more time than the item gives.
    #[error("they have {} days at most", most.days)]
    ConsultationTooLong {
        /// What the item gives.
        most: Limit,
    },
    /// An on-site check needs at least two officers (art. 34).
    #[error("an on-site check needs at least two officers")]
    TwoOfficersRequired,
    /// Officers are named of on-site checks only.
    #[error("the task is no on-site check")]
    NoOnSiteCheck,
    /// After the initial review nobody asks for materials again (art. 35).
    #[error("passed upward; materials cannot be asked for again: {}", materials.iter().cloned().collect::<Vec<_>>().join(", "))]
    NoNewMaterials {
        /// Which were marked missing or defective.
        materials: BTreeSet<String>,
    },
    /// The other version of the item has no place for what is open.
    #[error("no place in the new version: {}", nodes.iter().map(|misplaced| misplaced.node.to_string()).collect::<Vec<_>>().join(", "))]
    Misplaced {
        /// What has no place, and why.
        nodes: Vec<Misplaced>,
    },
    /// The other version of the item is exercised by another organ, which nobody can be moved to.
    #[error("another department exercises the new version")]
    OtherOrgan,
    /// The procedure of the item cannot go on from here.
    #[error("the procedure cannot continue: {0}")]
    Procedure(String),
    /// The item asks for no such consent.
    #[error("no such consent: {code}")]
    NoSuchConsent {
        /// The code named.
        code: String,
    },
    /// Nobody is named whose consent there has to be.
    #[error("nobody is named for: {}", codes.iter().cloned().collect::<Vec<_>>().join(", "))]
    ConsenterMissing {
        /// To what.
        codes: BTreeSet<String>,
    },
    /// It is handed in already, and waits for consents.
    #[error("handed in, waiting for consents")]
    SubmissionHeld,
    /// Nobody of that number is asked.
    #[error("no such consenter")]
    UnknownConsenter,
    /// They are named and not asked: what they were asked about has changed since, or was not handed in yet.
    #[error("not asked for their consent")]
    ConsentNotAsked,
    /// They have answered.
    #[error("the consent was answered before")]
    ConsentAnswered,
    /// The applicant has urged today.
    #[error("urged before on {on}")]
    UrgedBefore {
        /// The working day.
        on: NaiveDate,
    },
    /// The day to answer a manager does not lie ahead, or too far.
    #[error("the answer must be due after {after} and not after {latest}")]
    ImpossibleAnswerDay {
        /// It has to be later than this.
        after: NaiveDate,
        /// And no later than this.
        latest: NaiveDate,
    },
    /// No account of that number was asked for.
    #[error("no such demand")]
    UnknownDemand,
    /// It was given.
    #[error("the demand was answered before")]
    DemandAnswered,
    /// What it depends on in its matter is not approved yet.
    #[error("what it depends on is not approved yet")]
    NotBegun,
    /// A timer fired for something that is over: nothing to do.
    #[error("nothing to do any more")]
    Stale,
}
