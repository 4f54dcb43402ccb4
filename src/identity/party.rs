//! The holder of an application's or certificate's account, as other rooms read it: from sealed columns of their own statements.

use super::accounts::{AccountKind, masked};
use super::vault;
use crate::crypto::Cipher;
use crate::problem::Problem;

/// Opens a sealed name.
///
/// # Errors
/// 500 when it cannot be opened.
pub fn open_name(cipher: &Cipher, sealed: &[u8]) -> Result<String, Problem> {
    vault::open_name(cipher, sealed).map_err(Problem::internal)
}

/// Opens a sealed citizen id, if there is one.
///
/// # Errors
/// 500 when it cannot be opened.
pub fn open_citizen_id(cipher: &Cipher, sealed: Option<&[u8]>) -> Result<Option<String>, Problem> {
    sealed
        .map(|sealed| vault::open_citizen_id(cipher, sealed).map_err(Problem::internal))
        .transpose()
}

/// Opens a sealed phone number, if there is one.
///
/// # Errors
/// 500 when it cannot be opened.
pub fn open_phone(cipher: &Cipher, sealed: Option<&[u8]>) -> Result<Option<String>, Problem> {
    sealed
        .map(|sealed| vault::open_phone(cipher, sealed).map_err(Problem::internal))
        .transpose()
}

/// Opens a sealed e-mail address, if there is one.
///
/// # Errors
/// 500 when it cannot be opened.
pub fn open_email(cipher: &Cipher, sealed: Option<&[u8]>) -> Result<Option<String>, Problem> {
    sealed
        .map(|sealed| vault::open_email(cipher, sealed).map_err(Problem::internal))
        .transpose()
}

/// A name as others may see it: the surname of a person; names of organisations are public.
pub fn masked_name(kind: &str, name: &str) -> String {
    let kind = AccountKind::from_word(kind).unwrap_or(AccountKind::NaturalPerson);
    name.parse().map_or_else(|_| "*".to_owned(), |name| masked(kind, &name))
}
