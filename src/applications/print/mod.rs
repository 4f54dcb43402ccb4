//! What is put on paper: pages that print themselves well, with nothing on them but what they carry.
//!
//! Pages are HTML in Chinese, from `templates/print/`: one file each, built on `base.html`, dressed by `style.css`, without scripts and
//! without anything fetched, so that they print offline and years later. Everything from people is escaped by the template engine, and
//! the content security policy admits the one style sheet and nothing else.

mod certificate;
mod dates;
mod notice;
mod page;
pub mod qr;
mod slip;
mod slip_materials;

pub use certificate::CertificatePage;
pub use dates::{day, minute};
pub use notice::{NoticePage, NoticeSheet};
pub use page::{Paper, STYLE, answer};
pub use slip::{Slip, SlipDepartment, SlipPage};
pub use slip_materials::{SlipFile, SlipMaterial};
