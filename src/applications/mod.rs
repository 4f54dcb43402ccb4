//! Applications (办件): filed by an applicant, decided by departments.
//!
//! [`lifecycle`] says what may happen, [`store`] reads and writes it, and each operation is one file.

pub mod lifecycle;
pub mod store;
