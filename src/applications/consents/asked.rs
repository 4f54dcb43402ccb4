//! What a link leads to, and how it is answered: by nobody's account, with the same one read, one decision and one write.

use uuid::Uuid;

use super::details::Details;
use super::link::Link;
use super::proof;
use super::view::ConsentRequest;
use crate::applications::desk::Desk;
use crate::applications::execute::{Plan, TRIES, apply, by_nobody, decide_and_project, load};
use crate::applications::lifecycle::{Case, Command, ConsentState, Phase};
use crate::applications::scene::Opened;
use crate::applications::store::rows::ApplicationRow;
use crate::applications::store::{Actor, Applied, Loaded, Target};
use crate::problem::{Code, Problem};
use crate::text::Language;

/// What somebody is asked.
pub struct Asked {
    link: Link,
    loaded: Loaded,
    opened: Opened,
    /// Who is asked.
    pub details: Details,
}

/// What somebody answers.
pub struct Answered<'a> {
    /// Whether they agree.
    pub agrees: bool,
    /// The last four characters of what they are known by.
    pub proof: &'a str,
    /// Their name, if they give it.
    pub name: Option<&'a str>,
    /// The operation.
    pub operation: &'static str,
    /// The request's id.
    pub request_id: &'a str,
}

impl Asked {
    /// Reads what a link leads to.
    ///
    /// # Errors
    /// 404 when it leads to nothing any more.
    pub async fn of(desk: &Desk, link: Link) -> Result<Self, Problem> {
        let gone = || Problem::new(Code::NotFound);
        let loaded = load(desk, Target::Application(link.application), &by_nobody(desk)).await?;
        let loaded = loaded.ok_or_else(gone)?;
        let opened = Opened::of(desk, &loaded).await?;
        if !opened.case.consents.parties.contains_key(&link.party) {
            return Err(gone());
        }
        let row = loaded.consents.iter().find(|row| row.number == link.party);
        let details = Details::open(row.ok_or_else(gone)?, &desk.cipher)?;
        Ok(Self {
            link,
            loaded,
            opened,
            details,
        })
    }

    /// Whether it waits for their answer, and until when.
    pub fn open_until(&self) -> Option<chrono::NaiveDate> {
        let consent = self.opened.case.consents.parties.get(&self.link.party)?;
        let open = consent.state == ConsentState::Asked && matches!(self.opened.case.phase, Phase::Draft);
        consent.expires_on.filter(|_| open)
    }

    /// What their link shows.
    ///
    /// # Errors
    /// 500 when what is kept cannot be read.
    pub fn request(&self, desk: &Desk, language: Language) -> Result<ConsentRequest, Problem> {
        self.request_of(&self.loaded.application, &self.opened.case, desk, language)
    }

    fn request_of(
        &self,
        row: &ApplicationRow,
        case: &Case,
        desk: &Desk,
        language: Language,
    ) -> Result<ConsentRequest, Problem> {
        let known = desk.catalogue.department(&row.department);
        let department = known.map_or_else(|| row.department.to_string(), |department| department.name.clone());
        ConsentRequest::of(
            (row, case, &self.opened.version),
            (self.link.party, &self.details),
            (department, &desk.cipher),
            (desk.clock.today(), language),
        )
    }
}

/// Answers. With the last consent the application is received.
///
/// # Errors
/// 404 when the link leads to nothing any more, 403 and 429 by the proof, the refusal of the lifecycle, 409 when others were faster three
/// times.
pub async fn answer(
    desk: &Desk,
    link: Link,
    answered: &Answered<'_>,
    language: Language,
) -> Result<ConsentRequest, Problem> {
    let mut proved = false;
    for _ in 0..TRIES {
        let asked = Asked::of(desk, link).await?;
        if !proved {
            let given = (answered.proof, answered.name);
            proof::demand(desk, link, &asked.details, given, answered.request_id).await?;
            proved = true;
        }
        let scene = asked.opened.scene(desk, &asked.loaded);
        let command = Command::Consent {
            party: link.party,
            agrees: answered.agrees,
            at_window: false,
        };
        let actor = Actor {
            account: None::<Uuid>,
            request_id: Some(answered.request_id.to_owned()),
            operation: answered.operation,
            ..Actor::default()
        };
        let (case, write) = decide_and_project(desk, &scene, Plan::new(command), &actor).await?;
        if apply(desk, &write).await? == Applied::Done {
            return asked.request_of(&write.application, &case, desk, language);
        }
    }
    Err(Problem::new(Code::ConcurrentChange))
}
