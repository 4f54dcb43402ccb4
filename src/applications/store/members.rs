//! A matter (一件事) on a screen: its members, as those who follow it see them, and the matter that an application belongs to.

use serde::Deserialize;
use uuid::Uuid;

use super::Screen;
use super::load::Membership;
use super::rows::{ApplicationRow, CertificateRow};
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
    /// Of a member: the names of the members it waits for, as far as they are not approved.
    pub waits_for: Vec<String>,
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
