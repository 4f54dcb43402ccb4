//! The statements behind accounts. Each takes a connection; rows never leave this room.

pub(super) mod accounts;
pub(super) mod attempts;
pub(super) mod contact_changes;
pub(super) mod mandates;
pub(super) mod memberships;
pub(super) mod people;
pub(super) mod resets;
pub(super) mod sessions;
