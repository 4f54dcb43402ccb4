//! The link by which somebody consents: the application, their number in it, and a signature over both, so that no row and no queue holds
//! anything to steal. Whether it still opens anything is the lifecycle's to say.

use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::crypto::TokenSigner;
use crate::http::PublicUrl;

const ID_LENGTH: usize = 32;

/// Whose consent, and to which application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The application.
    pub application: Uuid,
    /// The number of who is asked.
    pub party: u32,
}

impl Link {
    /// The token: safe in a URL.
    pub fn token(self, signer: &TokenSigner) -> String {
        let Self { application, party } = self;
        // The number is part of the purpose, so that one person's token is never another's.
        let signature = signer.derive_token(&format!("consent.{party}"), application);
        format!("{}{party}.{signature}", application.simple())
    }

    /// Whose link a genuine token is.
    pub fn of(token: &str, signer: &TokenSigner) -> Option<Self> {
        let (head, _) = token.split_once('.')?;
        let link = Self {
            application: Uuid::try_parse(head.get(..ID_LENGTH)?).ok()?,
            party: head.get(ID_LENGTH..)?.parse().ok()?,
        };
        let genuine = link.token(signer);
        bool::from(genuine.as_bytes().ct_eq(token.as_bytes())).then_some(link)
    }

    /// Where they answer: on the city's site, or the bare place when no address of it was told.
    pub fn url(self, signer: &TokenSigner, site: &PublicUrl) -> String {
        let place = format!("/consents/{}", self.token(signer));
        site.link(&place).unwrap_or(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Keys;

    #[test]
    fn only_a_genuine_token_is_a_link() {
        let signer = Keys::generate().token_signer("yiwang");
        let link = |application, party| Link {
            application: Uuid::from_u128(application),
            party,
        };
        let token = link(7, 2).token(&signer);
        assert_eq!(Link::of(&token, &signer), Some(link(7, 2)));
        assert_ne!(link(7, 1).token(&signer), token);
        let (head, signature) = token.split_once('.').unwrap();
        let of_another = head.replace('7', "8");
        let stranger = link(7, 2).token(&Keys::generate().token_signer("yiwang"));
        for forged in [
            "",
            "token",
            head,
            &format!("{}1.{signature}", &head[..ID_LENGTH]),
            &format!("{}02.{signature}", &head[..ID_LENGTH]),
            &format!("{}+2.{signature}", &head[..ID_LENGTH]),
            &format!("{of_another}.{signature}"),
            &format!("{token}A"),
            &token[..token.len() - 1],
            &stranger,
            "同意同意同意同意同意同意.同意",
        ] {
            assert_eq!(Link::of(forged, &signer), None, "{forged}");
        }
    }

    #[test]
    fn it_leads_to_the_site_if_there_is_one() {
        let signer = Keys::generate().token_signer("yiwang");
        let link = Link {
            application: Uuid::from_u128(7),
            party: 1,
        };
        let site = PublicUrl::parse(Some("https://city.example")).unwrap();
        let url = link.url(&signer, &site);
        assert!(url.starts_with("https://city.example/consents/00000000000000000000000000000007"));
        assert!(link.url(&signer, &PublicUrl::default()).starts_with("/consents/"));
    }
}
