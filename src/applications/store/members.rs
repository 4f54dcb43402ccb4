//! A matter (一件事) on a screen: its members, as those who follow it see them, and the matter that an application belongs to.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::Screen;
use super::load::Membership;
use super::rows::{ApplicationRow, CertificateRow};
use crate::applications::lifecycle::{Light, Outcome, Status, light_within};
use crate::codes::{ApplicationNumber, CreditCode, Post};

/// The matter that an application is, or belongs to.
#[derive(Clone, Debug, Deserialize)]
pub struct MatterRow {
    /// The matter.
    pub id: Uuid,
    /// Its number.
    pub number: ApplicationNumber,
    /// What the bundle is called.
    pub name: String,
    /// Of a member: the members it comes after.
    after: Vec<Before>,
}

impl MatterRow {
    /// The names of the members that a member still waits for.
    pub fn waits_for(&self) -> Vec<String> {
        let awaited = self.after.iter();
        let awaited = awaited.filter(|before| is_awaited(&before.status, before.outcome.as_deref()));
        awaited.map(|before| before.name.clone()).collect()
    }
}

/// A member that another comes after.
#[derive(Clone, Debug, Deserialize)]
struct Before {
    name: String,
    status: String,
    outcome: Option<String>,
}

/// Whether others may still wait for a member, by its status and what was decided: it is neither approved nor over.
pub fn is_awaited(status: &str, outcome: Option<&str>) -> bool {
    outcome != Some(Outcome::Approved.as_str()) && !Status::from_word(status).is_final()
}

/// A member of a matter.
#[derive(Clone, Debug, Deserialize)]
pub struct MemberRow {
    /// Its application.
    pub application: ApplicationRow,
    /// Its certificates.
    pub certificates: Vec<CertificateRow>,
    /// Whose tasks it has, or had.
    pub tasks: Vec<Membership>,
}

/// A member of a matter as lists read it: what rolls up into the matter's row.
#[derive(Clone, Debug, Deserialize)]
pub struct Glance {
    /// Its state.
    pub state: Value,
    yellow_on: Option<NaiveDate>,
    promised_due_on: Option<NaiveDate>,
}

impl Glance {
    /// Its light on a day.
    pub fn light(&self, status: Status, today: NaiveDate) -> Option<Light> {
        light_within(status, today, (self.yellow_on, self.promised_due_on))
    }
}

/// Glances at the members of a matter `a`; none of an application.
macro_rules! glances {
    () => {
        "(select coalesce(jsonb_agg(jsonb_build_object('state', b.state, 'yellow_on', b.yellow_on, 'promised_due_on', b.promised_due_on)), '[]')
        from application b where a.kind = 'matter' and b.matter_id = a.id)"
    };
}

pub(super) use glances;

impl Screen {
    /// Whether the caller works on a member of the matter: holds the post of one of its tasks, or manages that department.
    pub fn works_on_a_member(&self) -> bool {
        let tasks = self.members.iter().flat_map(|member| &member.tasks);
        let mut tasks = tasks.filter(|_| self.application.status != "draft");
        tasks.any(|task| self.holds(&task.department, &task.post) || self.holds(&task.department, &Post::MANAGER))
    }

    /// Whether the caller holds any post in a department.
    pub fn works_in(&self, department: &CreditCode) -> bool {
        self.posts.iter().any(|held| held.department == *department)
    }
}
