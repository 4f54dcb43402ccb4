//! Asking data-sharing services: a `call` node of a procedure is answered by a service, or by people when it does not answer.
//!
//! Works off the outbox topic `applications.call`, which the one write fills. A question that failed is asked again after the outbox's
//! backoff; after the last attempt, or at once when asking again would change nothing, people decide. Doing it twice is safe: once the
//! token has moved on, an answer is stale. See `docs/services.md`.
//!
//! | Room | Question |
//! |---|---|
//! | `options` | Which services are there? |
//! | `question` | What is a service told? |
//! | `ask` | What came back over HTTP? |
//! | `breaker` | Is it left alone for a while? |
//! | `metrics` | What does the operator see? |

mod ask;
mod breaker;
mod metrics;
mod options;
mod question;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use async_trait::async_trait;
use reqwest::Client;
use uuid::Uuid;

pub use options::{ServiceError, ServiceOptions, Services};

use self::ask::{NoAnswer, Reply};
use self::breaker::Breaker;
use self::metrics::Attempt;
use super::desk::Desk;
use super::execute::{by_nobody, execute_alarm, load};
use super::lifecycle::Command;
use super::scene::Opened;
use super::store::{CALL, Loaded, Question, Target};
use crate::identity::accounts;
use crate::outbox::{Failure, Handler, Job};
use crate::procedure::{Call, Node, NodeId};

/// The audit trail's word for what follows from an answer.
const OPERATION: &str = "call_service";

/// Asks services.
pub struct Asker {
    desk: Desk,
    services: BTreeMap<String, Service>,
    client: Option<Client>,
    /// After so many attempts the outbox gives up; people have to be asked before.
    most_attempts: i32,
}

struct Service {
    options: ServiceOptions,
    breaker: Mutex<Breaker>,
}

/// A question that is still open.
struct Open {
    loaded: Loaded,
    opened: Opened,
}

impl Asker {
    /// An asker of these services, on an outbox that tries a job so often at most.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(desk: Desk, services: Services, most_attempts: i32) -> Result<Self, ServiceError> {
        let client = if services.is_empty() {
            None
        } else {
            Some(ask::client()?)
        };
        let services = services.into_iter().map(|(name, options)| {
            let breaker = Mutex::new(Breaker::new(options.breaks_after, options.rests));
            (name, Service { options, breaker })
        });
        Ok(Self {
            desk,
            services: services.collect(),
            client,
            most_attempts,
        })
    }

    /// The application, if the question is still open.
    async fn open(&self, owner: Uuid, token: u32) -> Result<Option<Open>, Failure> {
        let loaded = load(&self.desk, Target::Application(owner), &by_nobody(&self.desk)).await;
        let loaded = loaded.map_err(Failure::retry)?;
        let loaded = loaded.ok_or_else(|| Failure::dead("the application is gone"))?;
        let opened = Opened::of(&self.desk, &loaded).await.map_err(Failure::retry)?;
        let waits = opened.case.phase.undecided().is_some() && opened.case.calls.contains_key(&token);
        Ok(waits.then_some(Open { loaded, opened }))
    }

    /// Asks the service a node names, if it is configured and not left alone for a while.
    async fn ask(&self, job: &Job, open: &Open, node: &NodeId, call: &Call) -> Result<Reply, NoAnswer> {
        let name = call.service.as_str();
        let (Some(service), Some(client)) = (self.services.get(name), &self.client) else {
            metrics::attempted(name, Attempt::Unconfigured);
            tracing::warn!(service = name, node = node.as_str(), "no such service is configured");
            return Err(NoAnswer::Never("no such service is configured".to_owned()));
        };
        let applicant = match service.options.identity {
            true => Some(self.applicant(&open.loaded).await?),
            false => None,
        };
        if !service.breaker().lets_pass(Instant::now()) {
            metrics::attempted(name, Attempt::NotAsked);
            return Err(NoAnswer::Later(
                "left alone for a while, because it kept failing".to_owned(),
            ));
        }
        let content = &open.opened.content;
        let question = question::asked(&open.loaded, content, node, &service.options, applicant.as_ref());
        let timeout = service.options.timeout_of(call.timeout_s);
        let reply = ask::ask(client, &service.options, timeout, job.id, &question).await;
        let reply = reply.and_then(|reply| usable(reply, call));
        service.learn(name, &reply);
        reply
    }

    async fn applicant(&self, loaded: &Loaded) -> Result<crate::identity::accounts::Person, NoAnswer> {
        let later = |_| NoAnswer::Later("who applies cannot be read".to_owned());
        let mut connection = self.desk.db.get().await.map_err(|_| later(()))?;
        let person = accounts::load(&mut connection, &self.desk.cipher, loaded.application.applicant_id).await;
        let person = person.map_err(|_| later(()))?;
        person.ok_or_else(|| NoAnswer::Never("who applied is gone".to_owned()))
    }

    /// Whether this was the last attempt.
    fn is_last(&self, job: &Job, call: &Call) -> bool {
        let options = self.services.get(&call.service).map(|service| &service.options);
        let attempts = options.map_or(1, |options| options.attempts_of(call.attempts));
        job.attempt >= self.most_attempts.min(i32::try_from(attempts).unwrap_or(i32::MAX))
    }
}

impl Service {
    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A service that refuses a question, or answers what was not agreed, is there: it holds nobody up.
    fn learn(&self, name: &str, reply: &Result<Reply, NoAnswer>) {
        let attempt = match reply {
            Ok(_) => Attempt::Answered,
            Err(NoAnswer::Never(_)) => Attempt::Unusable,
            Err(NoAnswer::Later(_)) => Attempt::Failed,
        };
        let mut breaker = self.breaker();
        if attempt == Attempt::Failed {
            breaker.failed(Instant::now());
        } else {
            breaker.answered();
        }
        metrics::open(name, breaker.is_open());
        metrics::attempted(name, attempt);
    }
}

#[async_trait]
impl Handler for Asker {
    fn topic(&self) -> &'static str {
        CALL
    }

    /// 1. Is the question still open? Withdrawn, sent back or answered meanwhile, it is not.
    /// 2. Ask.
    /// 3. No answer for now: again later, unless this was the last attempt.
    /// 4. The procedure goes on by the answer, or people are asked.
    async fn handle(&self, job: &Job) -> Result<(), Failure> {
        let Question { token, node } = job.payload()?;
        let Some(open) = self.open(job.owner_id, token).await? else {
            return Ok(());
        };
        let Some(Node::Call(call)) = open.opened.version.item.procedure.node(&node) else {
            return Err(Failure::dead("the procedure has no such call"));
        };
        let command = match self.ask(job, &open, &node, call).await {
            Ok(Reply { outcome, .. }) => Command::Answered { token, outcome },
            Err(NoAnswer::Later(why)) if !self.is_last(job, call) => {
                return Err(Failure::retry(format_args!("service {}: {why}", call.service)));
            }
            Err(why) => {
                tracing::warn!(service = call.service, owner = %job.owner_id, %why, "people decide in the place of a service");
                Command::Unanswered { token }
            }
        };
        let by_hand = matches!(command, Command::Unanswered { .. });
        let done = execute_alarm(&self.desk, job.owner_id, OPERATION, command);
        if done.await.map_err(Failure::retry)? && by_hand {
            metrics::left_to_people(&call.service);
        }
        Ok(())
    }
}

/// An answer that the node knows.
fn usable(reply: Reply, call: &Call) -> Result<Reply, NoAnswer> {
    if call.outcomes.contains_key(&reply.outcome) {
        Ok(reply)
    } else {
        Err(NoAnswer::Never("the answer is none of the node's outcomes".to_owned()))
    }
}
