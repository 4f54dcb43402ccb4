//! One file per operation.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

pub mod change_self;
pub mod grant_mandate;
pub mod list_mandates;
pub mod read_self;
pub mod refresh_session;
pub mod register_account;
pub mod request_password_reset;
pub mod reset_password;
pub mod revoke_mandate;
pub mod sign_in;
pub mod sign_out;
pub mod verify_contact;
