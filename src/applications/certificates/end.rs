//! Ending a certificate by another application: the new one takes its place, or the holder gives it up.
//!
//! Works off the outbox topic `applications.end_certificate`, which the one write fills. Saying it twice changes nothing.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::execute_alarm;
use super::super::lifecycle::Command;
use super::super::store::{END_CERTIFICATE, Ending};
use crate::codes::CertificateNumber;
use crate::db::schema::certificate;
use crate::outbox::{Failure, Handler, Job};

/// How many certificates may have taken each other's place meanwhile.
const MOST_STEPS: usize = 16;

/// Ends certificates.
pub struct CertificateEnder {
    desk: Desk,
}

impl CertificateEnder {
    /// One at a desk.
    pub fn new(desk: Desk) -> Self {
        Self { desk }
    }

    /// The certificate that took another's place, and the application it was issued on; none when that one has no successor.
    async fn successor(&self, number: &CertificateNumber) -> Result<Option<(Uuid, CertificateNumber)>, Failure> {
        let mut connection = self.desk.db.get().await.map_err(Failure::retry)?;
        let next: Option<Option<String>> = certificate::table
            .filter(certificate::number.eq(number.as_str()))
            .select(certificate::replaced_by)
            .first(&mut connection)
            .await
            .optional()
            .map_err(Failure::retry)?;
        let Some(next) = next.flatten() else {
            return Ok(None);
        };
        let owner: Option<Uuid> = certificate::table
            .filter(certificate::number.eq(&next))
            .select(certificate::owner_id)
            .first(&mut connection)
            .await
            .optional()
            .map_err(Failure::retry)?;
        let next = next.parse().map_err(Failure::dead)?;
        Ok(owner.map(|owner| (owner, next)))
    }
}

#[async_trait]
impl Handler for CertificateEnder {
    fn topic(&self) -> &'static str {
        END_CERTIFICATE
    }

    /// 1. End it.
    /// 2. If it had ended before, because another took its place that this application does not know of, end that one instead.
    async fn handle(&self, job: &Job) -> Result<(), Failure> {
        let mut ending: Ending = job.payload()?;
        for _ in 0..MOST_STEPS {
            let command = Command::EndCertificate {
                number: ending.number.clone(),
                state: ending.state,
                by: ending.by,
                replaced_by: ending.replaced_by.clone(),
            };
            let acted = execute_alarm(&self.desk, ending.owner, "end_certificate", command);
            if acted.await.map_err(Failure::retry)? {
                return Ok(());
            }
            match self.successor(&ending.number).await? {
                Some((_, next)) if ending.replaced_by.as_ref() == Some(&next) => return Ok(()),
                Some((owner, number)) => {
                    ending = Ending {
                        owner,
                        number,
                        ..ending
                    }
                }
                None => return Ok(()),
            }
        }
        Err(Failure::dead("certificates took each other's place without end"))
    }
}
