//! Messages to addresses that are no account's inbox: what a room composes, this one sends.

use async_trait::async_trait;

use super::courier::Courier;
use crate::identity::Dispatch;
use crate::outbox::{Failure, Handler, Job};

/// Composes the messages of one topic of the outbox, when they are about to be sent: the queue itself holds ids only.
#[async_trait]
pub trait Composes: Send + Sync + 'static {
    /// The topic; one composer each.
    fn topic(&self) -> &'static str;

    /// The message a job is for. `None` when there is nothing to say any more.
    ///
    /// # Errors
    /// Says whether it may work later.
    async fn compose(&self, job: &Job) -> Result<Option<Dispatch>, Failure>;
}

/// Sends what is composed, in Chinese, by e-mail or phone as its address is.
pub struct ComposedHandler<C> {
    composer: C,
    courier: Courier,
}

impl<C: Composes> ComposedHandler<C> {
    /// A handler of these.
    pub fn new(composer: C, courier: Courier) -> Self {
        Self { composer, courier }
    }
}

#[async_trait]
impl<C: Composes> Handler for ComposedHandler<C> {
    fn topic(&self) -> &'static str {
        self.composer.topic()
    }

    async fn handle(&self, job: &Job) -> Result<(), Failure> {
        let Some(message) = self.composer.compose(job).await? else {
            return Ok(());
        };
        let Dispatch { to, title, body, cause } = message;
        Ok(self.courier.send(&to, &title.zh, &body.zh, &cause).await?)
    }
}
