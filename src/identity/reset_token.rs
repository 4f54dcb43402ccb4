//! The token of a password reset: the id of the request and a signature over it, so that no row and no queue holds anything to steal.

use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::crypto::TokenSigner;

const PURPOSE: &str = "password-reset";
const ID_LENGTH: usize = 32;

/// The token of a request.
pub(super) fn compose(signer: &TokenSigner, id: Uuid) -> String {
    format!("{}{}", id.simple(), signer.derive_token(PURPOSE, id))
}

/// The request a genuine token is of. Whether it can still be used is another question.
pub(super) fn verify(signer: &TokenSigner, token: &str) -> Option<Uuid> {
    let id = Uuid::try_parse(token.get(..ID_LENGTH)?).ok()?;
    let genuine = compose(signer, id);
    bool::from(genuine.as_bytes().ct_eq(token.as_bytes())).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Keys;

    #[test]
    fn only_a_genuine_token_names_its_request() {
        let signer = Keys::generate().token_signer("yiwang");
        let id = Uuid::from_u128(7);
        let token = compose(&signer, id);
        assert_eq!(verify(&signer, &token), Some(id));
        let other = compose(&signer, Uuid::from_u128(8));
        let mixed = format!("{}{}", &token[..ID_LENGTH], &other[ID_LENGTH..]);
        let stranger = compose(&Keys::generate().token_signer("yiwang"), id);
        for forged in [
            "",
            "token",
            &token[..ID_LENGTH],
            &token[..token.len() - 1],
            &mixed,
            &stranger,
            "密码密码密码密码密码密",
        ] {
            assert_eq!(verify(&signer, forged), None, "{forged}");
        }
    }
}
