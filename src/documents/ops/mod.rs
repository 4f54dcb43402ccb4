//! The operations on documents.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

pub mod list_documents;
pub mod read_document_content;
pub mod upload_documents;
