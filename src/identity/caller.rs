//! Who is calling, as handler arguments.
//!
//! Both read the access token alone: no database. What a token cannot know (posts held, mandates) is read by the command that needs it.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use uuid::Uuid;

use super::access::{Permission, Role};
use crate::clock::machine_now;
use crate::crypto::TokenSigner;
use crate::problem::{Code, Problem};

/// A signed-in caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub account: Uuid,
    /// The session the token belongs to.
    pub session: Uuid,
    /// What the account is for.
    pub role: Role,
}

impl Caller {
    /// Reads the `Authorization` header; `None` without one.
    fn of(request: &HttpRequest) -> Result<Option<Self>, Problem> {
        let Some(header) = request.headers().get(AUTHORIZATION) else {
            return Ok(None);
        };
        let token = header.to_str().ok().and_then(bearer_token);
        let signer = request
            .app_data::<web::Data<TokenSigner>>()
            .ok_or_else(|| Problem::internal("no TokenSigner in the app data"))?;
        token
            .and_then(|token| signer.verify(token, machine_now()).ok())
            .and_then(|claims| {
                Some(Self {
                    account: claims.sub,
                    session: claims.sid,
                    role: Role::from_word(&claims.role)?,
                })
            })
            .inspect(|caller| {
                // For the access log.
                request.extensions_mut().insert(*caller);
            })
            .map(Some)
            .ok_or_else(|| Problem::new(Code::Unauthenticated))
    }
}

/// The token of `Bearer <token>`; the scheme's case does not matter (RFC 9110, 11.1).
fn bearer_token(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A caller who may attempt `P`: 401 without a valid token, 403 when their role never may.
#[derive(Clone, Copy, Debug)]
pub struct Allowed<P> {
    caller: Caller,
    permission: PhantomData<P>,
}

impl<P> Deref for Allowed<P> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl<P: Permission> FromRequest for Allowed<P> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Caller::of(request).and_then(|caller| {
            let caller = caller.ok_or_else(|| Problem::new(Code::Unauthenticated))?;
            if P::ACTION.permits(Some(caller.role)) {
                Ok(Self {
                    caller,
                    permission: PhantomData,
                })
            } else {
                Err(Problem::new(Code::Forbidden))
            }
        }))
    }
}

/// Whoever calls a public operation, signed in or not. A token that is there must still be good: 401 otherwise, so that an app notices that
/// its session has ended instead of silently getting less.
#[derive(Clone, Copy, Debug)]
pub struct Visitor(pub Option<Caller>);

impl FromRequest for Visitor {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Caller::of(request).map(Self))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use chrono::Duration;

    use super::*;
    use crate::crypto::{AccessToken, Keys};
    use crate::identity::access::may;

    struct Door {
        signer: web::Data<TokenSigner>,
    }

    impl Door {
        fn new() -> Self {
            Self {
                signer: web::Data::new(Keys::generate().token_signer("yiwang")),
            }
        }

        fn token(&self, role: &str, age: Duration) -> String {
            let token = AccessToken::new(Uuid::from_u128(1), Uuid::from_u128(2), role, machine_now() - age, 300);
            format!("Bearer {}", self.signer.sign(&token).unwrap())
        }

        fn knock<E: FromRequest<Error = Problem, Future = Ready<Result<E, Problem>>>>(
            &self,
            header: Option<&str>,
        ) -> Result<E, Code> {
            let mut request = TestRequest::default().app_data(self.signer.clone());
            if let Some(header) = header {
                request = request.insert_header((AUTHORIZATION, header));
            }
            let request = request.to_http_request();
            E::from_request(&request, &mut Payload::None)
                .into_inner()
                .map_err(|problem| problem.code)
        }
    }

    #[test]
    fn a_role_opens_its_own_doors_only() {
        let door = Door::new();
        let admin = door.token("admin", Duration::zero());
        let allowed = door.knock::<Allowed<may::ManageCatalogue>>(Some(&admin)).unwrap();
        assert_eq!((allowed.account, allowed.role), (Uuid::from_u128(1), Role::Admin));
        let citizen = door.token("applicant", Duration::zero());
        let refused = door.knock::<Allowed<may::ManageCatalogue>>(Some(&citizen));
        assert_eq!(refused.unwrap_err(), Code::Forbidden);
    }

    #[test]
    fn a_bad_token_is_refused_even_where_none_is_needed() {
        let door = Door::new();
        assert_eq!(door.knock::<Visitor>(None).unwrap().0, None);
        let lower_case = door.token("staff", Duration::zero()).replacen("Bearer", "bearer", 1);
        assert!(door.knock::<Visitor>(Some(&lower_case)).unwrap().0.is_some());
        let headers = [
            door.token("staff", Duration::seconds(300)),
            door.token("emperor", Duration::zero()),
            Door::new().token("staff", Duration::zero()),
            "Basic YTpi".into(),
            "Bearer".into(),
            String::new(),
        ];
        for header in &headers {
            assert_eq!(door.knock::<Visitor>(Some(header)).unwrap_err(), Code::Unauthenticated);
            let closed = door.knock::<Allowed<may::SignOut>>(Some(header));
            assert_eq!(closed.unwrap_err(), Code::Unauthenticated);
        }
        assert_eq!(
            door.knock::<Allowed<may::SignOut>>(None).unwrap_err(),
            Code::Unauthenticated
        );
    }
}
