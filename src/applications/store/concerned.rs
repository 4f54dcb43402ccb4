//! The certificate that an application is to be about, and who else is at it.

use diesel::result::Error;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Deserialize;
use uuid::Uuid;

use super::load::parse;
use super::query::{Param, statement};
use super::rows::CertificateRow;
use crate::codes::{ApplicationNumber, CertificateNumber, ItemCode, Service};

/// A certificate, as somebody names it who asks something about it.
#[derive(Clone, Debug, Deserialize)]
pub struct Concerned {
    /// The certificate.
    pub certificate: CertificateRow,
    /// The item that led to it.
    pub item: ItemCode,
    /// Another application about it that is not over.
    pub rival: Option<Rival>,
}

/// An application about the same certificate.
#[derive(Clone, Debug, Deserialize)]
pub struct Rival {
    /// Its number.
    pub number: ApplicationNumber,
    /// What it asks.
    pub service: Service,
}

/// A column of what [`Concerned`] holds; its parameters are [`concerned_params`].
macro_rules! concerned {
    () => {
        "(select jsonb_build_object('certificate', to_jsonb(c), 'item', o.item_code,
        'rival', (select jsonb_build_object('number', r.number, 'service', r.service) from application r
            where r.certificate = {} and r.id <> {}
                and r.status not in ('completed', 'declined', 'lapsed', 'withdrawn', 'terminated') order by r.id limit 1))
    from certificate c join application o on o.id = c.owner_id where c.number = {})"
    };
}
pub(super) use concerned;

/// The parameters of that column, for the certificate of a number and an application that is no rival of its own.
pub(super) fn concerned_params(certificate: Option<&CertificateNumber>, own: Uuid) -> [Param; 3] {
    let number = Param::Word(certificate.map(ToString::to_string));
    [number.clone(), Param::Id(own), number]
}

statement! {
    /// Reads a certificate that is concerned.
    OfNumber -> Text, concat!("select coalesce(", concerned!(), ", 'null')::text")
}

/// Reads the certificate that an application concerns; none when there is none of that number.
///
/// # Errors
/// When the database fails.
pub async fn read_concerned(
    connection: &mut AsyncPgConnection,
    number: &CertificateNumber,
    own: Uuid,
) -> Result<Option<Concerned>, Error> {
    let params = concerned_params(Some(number), own).into();
    let text: String = OfNumber { params }.get_result(connection).await?;
    parse(&text)
}
