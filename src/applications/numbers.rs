//! Numbers of applications, notices and certificates: unique by construction.
//!
//! An instance leases blocks of serials from the database and hands them out one by one; a number also carries its date and a check
//! digit. A block that is not used up when the instance stops leaves a gap, which is harmless.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use tokio::sync::Mutex;

use crate::codes::{ApplicationNumber, CertificateNumber, CodeError, NoticeNumber};
use crate::db::{Db, DbError};
use crate::problem::Problem;

/// How many serials are leased at a time.
const BLOCK: i64 = 1000;

const LEASE: &str = "insert into number_block (series, next) values ($1, 1 + $2)
    on conflict (series) do update set next = number_block.next + $2 returning next - $2 as first";

/// Hands out numbers. Clones share their blocks.
#[derive(Clone)]
pub struct Numbers {
    db: Db,
    blocks: Arc<Mutex<HashMap<Series, Range<i64>>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Series {
    Application,
    Notice,
    Certificate,
}

#[derive(diesel::QueryableByName)]
struct Leased {
    #[diesel(sql_type = BigInt)]
    first: i64,
}

/// Why no number could be given.
#[derive(Debug, thiserror::Error)]
pub enum NumberError {
    /// The database did not lease a block.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The statement failed.
    #[error(transparent)]
    Statement(#[from] diesel::result::Error),
    /// The series is used up.
    #[error("the series of numbers is used up")]
    Exhausted(#[from] CodeError),
}

impl From<NumberError> for Problem {
    fn from(error: NumberError) -> Self {
        match error {
            NumberError::Db(error) => error.into(),
            NumberError::Statement(error) => error.into(),
            NumberError::Exhausted(_) => Self::internal(error),
        }
    }
}

impl Numbers {
    /// Numbers from a database.
    pub fn new(db: Db) -> Self {
        Self {
            db,
            blocks: Arc::default(),
        }
    }

    /// Leases the first blocks, so that no request has to.
    ///
    /// # Errors
    /// When the database does not lease them.
    pub async fn warm_up(&self) -> Result<(), NumberError> {
        for series in [Series::Application, Series::Notice, Series::Certificate] {
            let leased = self.lease(series).await?;
            self.blocks.lock().await.entry(series).or_insert(leased);
        }
        Ok(())
    }

    /// The number of a new application.
    ///
    /// # Errors
    /// When no serial can be leased.
    pub async fn application(&self, date: NaiveDate) -> Result<ApplicationNumber, NumberError> {
        Ok(ApplicationNumber::compose(
            date,
            self.serial(Series::Application).await?,
        )?)
    }

    /// The number of a notice.
    ///
    /// # Errors
    /// When no serial can be leased.
    pub async fn notice(&self, date: NaiveDate) -> Result<NoticeNumber, NumberError> {
        Ok(NoticeNumber::compose(date, self.serial(Series::Notice).await?)?)
    }

    /// The number of a certificate.
    ///
    /// # Errors
    /// When no serial can be leased.
    pub async fn certificate(&self, date: NaiveDate) -> Result<CertificateNumber, NumberError> {
        Ok(CertificateNumber::compose(
            date,
            self.serial(Series::Certificate).await?,
        )?)
    }

    async fn serial(&self, series: Series) -> Result<u64, NumberError> {
        let mut blocks = self.blocks.lock().await;
        let block = blocks.entry(series).or_insert(0..0);
        if block.is_empty() {
            *block = self.lease(series).await?;
        }
        let serial = block.start;
        block.start += 1;
        Ok(u64::try_from(serial).unwrap_or(0))
    }

    async fn lease(&self, series: Series) -> Result<Range<i64>, NumberError> {
        let mut connection = self.db.get().await?;
        let Leased { first } = diesel::sql_query(LEASE)
            .bind::<Text, _>(series.name())
            .bind::<BigInt, _>(BLOCK)
            .get_result(&mut connection)
            .await?;
        Ok(first..first + BLOCK)
    }
}

impl Series {
    fn name(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Notice => "notice",
            Self::Certificate => "certificate",
        }
    }
}
