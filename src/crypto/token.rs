//! Tokens: short-lived signed access tokens, and opaque random ones of which only a hash is stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Keys;
use super::digest::{hmac_sha256, sha256};
use super::keys::Secret;

/// The longest an access token may live, in seconds.
pub const MAX_ACCESS_SECONDS: i64 = 300;

/// What an access token says. Rights that can be revoked are not in it: they are read where they are used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// The account.
    pub sub: Uuid,
    /// The session.
    pub sid: Uuid,
    /// The account's role (`applicant`, `staff`, `manager`, `auditor`, `admin`).
    pub role: String,
    /// Issued at, in seconds since 1970.
    pub iat: i64,
    /// Expires at, in seconds since 1970: from this second on the token is refused.
    pub exp: i64,
}

impl AccessToken {
    /// Claims valid from `now` for `seconds`, at most [`MAX_ACCESS_SECONDS`].
    pub fn new(account: Uuid, session: Uuid, role: impl Into<String>, now: DateTime<Utc>, seconds: i64) -> Self {
        let iat = now.timestamp();
        Self {
            sub: account,
            sid: session,
            role: role.into(),
            iat,
            exp: iat + seconds.clamp(0, MAX_ACCESS_SECONDS),
        }
    }
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is genuine but its time is over.
    #[error("the token has expired")]
    Expired,
    /// It is malformed, forged, of another issuer, or lives longer than allowed.
    #[error("the token is not valid")]
    Invalid,
}

/// Signs and verifies access tokens (HS256 and nothing else), and derives one-time tokens.
pub struct TokenSigner {
    issuer: String,
    signing: EncodingKey,
    verifying: DecodingKey,
    derivation: Secret,
    validation: Validation,
}

#[derive(Serialize, Deserialize)]
struct Claims<T> {
    iss: String,
    #[serde(flatten)]
    token: T,
}

impl TokenSigner {
    pub(super) fn new(keys: &Keys, issuer: String) -> Self {
        // One purpose, one key: a signature never doubles as a derived token.
        let subkey = |purpose| Secret::new(Box::new(hmac_sha256(keys.token.expose_secret(), &[purpose])));
        let signing = subkey("yiwang.access-token");
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[&issuer]);
        validation.set_required_spec_claims(&["exp", "iss"]);
        // Expiry is judged here against the time passed in, without leeway.
        validation.validate_exp = false;
        Self {
            issuer,
            signing: EncodingKey::from_secret(signing.expose_secret()),
            verifying: DecodingKey::from_secret(signing.expose_secret()),
            derivation: subkey("yiwang.derived-token"),
            validation,
        }
    }

    /// Signs claims into a JWT.
    ///
    /// # Errors
    /// [`TokenError::Invalid`] when the claims live longer than [`MAX_ACCESS_SECONDS`].
    pub fn sign(&self, token: &AccessToken) -> Result<String, TokenError> {
        lives_within_limit(token)?;
        let claims = Claims {
            iss: self.issuer.clone(),
            token,
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.signing).map_err(|_| TokenError::Invalid)
    }

    /// Checks a JWT's algorithm, signature, issuer and life span, and gives its claims.
    ///
    /// # Errors
    /// [`TokenError::Expired`] from its `exp` on, [`TokenError::Invalid`] for everything else.
    pub fn verify(&self, text: &str, now: DateTime<Utc>) -> Result<AccessToken, TokenError> {
        let decoded = jsonwebtoken::decode::<Claims<AccessToken>>(text, &self.verifying, &self.validation);
        let token = decoded.map_err(|_| TokenError::Invalid)?.claims.token;
        lives_within_limit(&token)?;
        if now.timestamp() >= token.exp {
            Err(TokenError::Expired)
        } else {
            Ok(token)
        }
    }

    /// A 256-bit token that can be computed again from what it is for, so that a queued message needs to carry only the id.
    ///
    /// Store and look up its [`hash_token`], as with random tokens. It stays the same until the token key changes: expiry and single use
    /// belong to the row behind the id.
    pub fn derive_token(&self, purpose: &str, id: Uuid) -> String {
        URL_SAFE_NO_PAD.encode(hmac_sha256(
            self.derivation.expose_secret(),
            &[purpose, &id.to_string()],
        ))
    }
}

impl std::fmt::Debug for TokenSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenSigner")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

/// A fresh 256-bit token in URL-safe base64, and the hash to store in its stead.
pub fn random_token() -> (String, Vec<u8>) {
    let mut bytes = [0u8; 32];
    rand::fill(&mut bytes);
    let token = URL_SAFE_NO_PAD.encode(bytes);
    let hash = hash_token(&token);
    (token, hash)
}

/// The SHA-256 of a token's text. Tokens hold 256 random bits, so that a plain hash is enough.
pub fn hash_token(token: &str) -> Vec<u8> {
    sha256(token.as_bytes()).to_vec()
}

fn lives_within_limit(token: &AccessToken) -> Result<(), TokenError> {
    let life = token.exp.checked_sub(token.iat);
    if life.is_some_and(|seconds| (0..=MAX_ACCESS_SECONDS).contains(&seconds)) {
        Ok(())
    } else {
        Err(TokenError::Invalid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::tests::parts;
    use chrono::Duration;
    use serde_json::json;

    fn signer() -> TokenSigner {
        Keys::from_parts(&parts(&[1])).unwrap().token_signer("yiwang")
    }

    fn noon() -> DateTime<Utc> {
        "2026-02-13T04:00:00Z".parse().unwrap()
    }

    fn token() -> AccessToken {
        AccessToken::new(Uuid::from_u128(1), Uuid::from_u128(2), "applicant", noon(), 300)
    }

    /// A JWT put together by hand.
    fn forged(header: &serde_json::Value, claims: &serde_json::Value, signature: &str) -> String {
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.{signature}", part(header), part(claims))
    }

    #[test]
    fn a_token_is_valid_until_the_second_it_expires() {
        let text = signer().sign(&token()).unwrap();
        assert_eq!(signer().verify(&text, noon()), Ok(token()));
        assert_eq!(
            signer().verify(&text, noon() + Duration::milliseconds(299_999)),
            Ok(token())
        );
        assert_eq!(
            signer().verify(&text, noon() + Duration::seconds(300)),
            Err(TokenError::Expired)
        );
    }

    #[test]
    fn tokens_never_outlive_the_limit() {
        assert_eq!(
            AccessToken::new(Uuid::nil(), Uuid::nil(), "staff", noon(), 86_400).exp,
            noon().timestamp() + 300
        );
        let greedy = AccessToken {
            exp: token().iat + 301,
            ..token()
        };
        assert_eq!(signer().sign(&greedy), Err(TokenError::Invalid));
        let claims = Claims {
            iss: "yiwang".to_owned(),
            token: greedy,
        };
        let text = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &signer().signing).unwrap();
        assert_eq!(signer().verify(&text, noon()), Err(TokenError::Invalid));
    }

    #[test]
    fn unsigned_tokens_are_refused() {
        let claims = json!({"iss": "yiwang", "sub": Uuid::from_u128(1), "sid": Uuid::from_u128(2), "role": "staff",
            "iat": noon().timestamp(), "exp": noon().timestamp() + 300});
        for alg in ["none", "None", "NONE", "HS256"] {
            let text = forged(&json!({"alg": alg, "typ": "JWT"}), &claims, "");
            assert_eq!(signer().verify(&text, noon()), Err(TokenError::Invalid), "{alg}");
        }
    }

    #[test]
    fn other_algorithms_keys_and_issuers_are_refused() {
        let claims = Claims {
            iss: "yiwang".to_owned(),
            token: token(),
        };
        for algorithm in [Algorithm::HS384, Algorithm::HS512] {
            let text = jsonwebtoken::encode(&Header::new(algorithm), &claims, &signer().signing).unwrap();
            assert_eq!(signer().verify(&text, noon()), Err(TokenError::Invalid));
        }
        let stranger = Keys::generate().token_signer("yiwang").sign(&token()).unwrap();
        assert_eq!(signer().verify(&stranger, noon()), Err(TokenError::Invalid));
        let elsewhere = Keys::from_parts(&parts(&[1]))
            .unwrap()
            .token_signer("elsewhere")
            .sign(&token())
            .unwrap();
        assert_eq!(signer().verify(&elsewhere, noon()), Err(TokenError::Invalid));
    }

    #[test]
    fn a_changed_token_is_refused() {
        let text = signer().sign(&token()).unwrap();
        let [header, _, signature] = text.split('.').collect::<Vec<_>>()[..] else {
            panic!("three parts")
        };
        let other = signer()
            .sign(&AccessToken {
                sub: Uuid::from_u128(9),
                ..token()
            })
            .unwrap();
        let payload = other.split('.').nth(1).unwrap();
        assert_eq!(
            signer().verify(&format!("{header}.{payload}.{signature}"), noon()),
            Err(TokenError::Invalid)
        );
        for broken in ["", ".", "..", "a.b.c", &text[..text.len() - 1], &format!("{text}.x")] {
            assert_eq!(signer().verify(broken, noon()), Err(TokenError::Invalid), "{broken}");
        }
    }

    #[test]
    fn random_tokens_are_long_fresh_and_known_by_their_hash() {
        let (token, hash) = random_token();
        assert_eq!((token.len(), hash.len()), (43, 32));
        assert_eq!(hash_token(&token), hash);
        assert_ne!(random_token().0, token);
        assert!(
            token
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
    }

    #[test]
    fn derived_tokens_depend_on_key_purpose_and_id() {
        let (id, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let derived = signer().derive_token("password-reset", id);
        assert_eq!(derived, signer().derive_token("password-reset", id));
        assert_eq!(derived.len(), 43);
        assert_ne!(derived, signer().derive_token("password-reset", other));
        assert_ne!(derived, signer().derive_token("invitation", id));
        assert_ne!(
            derived,
            Keys::generate()
                .token_signer("yiwang")
                .derive_token("password-reset", id)
        );
    }
}
