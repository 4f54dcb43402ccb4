//! The words that name the kinds of events.

use super::{CertificateEvent, Event, MatterEvent};

impl Event {
    /// The word that names the kind of event in the log and the API.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Drafted { .. } => "drafted",
            Self::Revised => "revised",
            Self::Submitted { .. } => "submitted",
            Self::TaskOpened(_) => "task_opened",
            Self::TaskClaimed { .. } => "task_claimed",
            Self::TaskReleased { .. } => "task_released",
            Self::TaskCompleted { .. } => "task_completed",
            Self::TaskCancelled { .. } => "task_cancelled",
            Self::TaskAssigned { .. } => "task_assigned",
            Self::TaskReopened { .. } => "task_reopened",
            Self::TaskRescheduled { .. } => "task_rescheduled",
            Self::TaskWarned { .. } => "task_warned",
            Self::StepTakenBack { .. } => "step_taken_back",
            Self::Recused { .. } => "recused",
            Self::ConsultationSilent { .. } => "consultation_silent",
            Self::SupplementReminded => "supplement_reminded",
            Self::MaterialsPromised { .. } => "materials_promised",
            Self::MaterialsFollowed { .. } => "materials_followed",
            Self::FollowingReminded => "following_reminded",
            Self::FollowingLapsed => "following_lapsed",
            Self::Committed => "committed",
            Self::CommitmentDropped => "commitment_dropped",
            Self::CommitmentChecked { .. } => "commitment_checked",
            Self::Revoked { .. } => "revoked",
            Self::Barred { .. } => "barred",
            Self::BarLifted { .. } => "bar_lifted",
            Self::WaitBegan { .. } => "wait_began",
            Self::WaitEnded { .. } => "wait_ended",
            Self::CallBegan { .. } => "call_began",
            Self::CallAnswered { .. } => "call_answered",
            Self::CallFailed { .. } => "call_failed",
            Self::Suspended { .. } => "suspended",
            Self::SuspensionProlonged { .. } => "suspension_prolonged",
            Self::SuspensionEnded { .. } => "suspension_ended",
            Self::Extended { .. } => "extended",
            Self::Reprojected { .. } => "reprojected",
            Self::CardIssued { .. } => "card_issued",
            Self::Migrated { .. } => "migrated",
            Self::ThirdPartyTold { .. } => "third_party_told",
            Self::ThirdPartyHeard { .. } => "third_party_heard",
            Self::CertificateOverdue => "certificate_overdue",
            Self::SupplementRequested { .. } => "supplement_requested",
            Self::Supplemented { .. } => "supplemented",
            Self::Accepted { .. } => "accepted",
            Self::Declined => "declined",
            Self::ProcedureMoved { .. } => "procedure_moved",
            Self::Decided { .. } => "decided",
            Self::CertificateIssued { .. } => "certificate_issued",
            Self::Delivered { .. } => "delivered",
            Self::Completed => "completed",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
            Self::Terminated { .. } => "terminated",
            Self::Filing(event) => event.kind(),
            Self::Consent(event) => event.kind(),
            Self::Supervision(event) => event.kind(),
            Self::Certificate(event) => event.kind(),
            Self::Matter(event) => event.kind(),
        }
    }

    /// Whether it changes nothing that anybody decides on: people were warned or reminded, or a date that has passed became a fact.
    pub fn is_quiet(&self) -> bool {
        matches!(
            self,
            Self::TaskWarned { .. }
                | Self::CardIssued { .. }
                | Self::SupplementReminded
                | Self::FollowingReminded
                | Self::CertificateOverdue
                | Self::Supervision(_)
                | Self::Certificate(CertificateEvent::CollectionReminded)
                | Self::Matter(MatterEvent::NoticeDue)
        )
    }
}
