//! The commands of one filing, each decided on what the ones before it led to.

use super::super::lifecycle::{Case, Command, Context, Event, decide};
use crate::catalogue::ItemVersion;
use crate::problem::Problem;

/// How far a filing has come.
pub(crate) struct Course<'a> {
    context: &'a Context<'a>,
    version: &'a ItemVersion,
    /// The state so far.
    pub(crate) case: Case,
    /// What has happened so far.
    pub(crate) events: Vec<Event>,
}

impl<'a> Course<'a> {
    /// Before the first command.
    pub(crate) fn begin(context: &'a Context<'a>, version: &'a ItemVersion) -> Self {
        Self {
            context,
            version,
            case: Case::new(),
            events: Vec::new(),
        }
    }

    /// One more command.
    ///
    /// # Errors
    /// The lifecycle's refusal.
    pub(crate) fn then(&mut self, command: Command) -> Result<(), Problem> {
        let refused = |refusal: super::super::lifecycle::Refusal| refusal.into_problem(self.version);
        let events = decide(&self.case, command, self.context).map_err(refused)?;
        self.case = std::mem::take(&mut self.case).apply_all(&events, self.context.now);
        self.events.extend(events);
        Ok(())
    }
}
