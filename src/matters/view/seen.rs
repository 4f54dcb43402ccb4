//! A matter as it was read, for a caller who may see it.

use uuid::Uuid;

use crate::applications::Desk;
use crate::applications::ops::read_application::any_screen;
use crate::applications::store::rows::OwnerKind;
use crate::applications::store::{Screen, Target};
use crate::applications::view::Readable;
use crate::identity::Caller;
use crate::matters::bundled::Bundled;
use crate::problem::{Code, Problem};

/// A matter that a caller may see.
pub struct Seen {
    /// What was read.
    pub screen: Screen,
    /// Its state, its front, answers and form.
    pub readable: Readable,
    /// Its bundle.
    pub bundled: Bundled,
    /// Whether the caller sees what the applicant handed in: those who work on one member see that member's.
    pub entire: bool,
}

impl Seen {
    /// Reads a matter: for its applicant and who acts for them, the window that receives it or took it in, the lead department, and those who
    /// work on one of its members.
    ///
    /// # Errors
    /// 404 when there is no such matter, or it is not the caller's to see.
    pub async fn of(desk: &Desk, id: Uuid, caller: &Caller, events: bool) -> Result<Self, Problem> {
        let screen = any_screen(desk, Target::Application(id), caller, events).await?;
        if screen.application.kind != OwnerKind::Matter {
            return Err(Problem::new(Code::NotFound));
        }
        let readable = Readable::of(desk, &screen).await?;
        let answers = &readable.content.answers;
        let bundled = Bundled::under(desk, &screen.application, &readable.case, answers).await?;
        let leads = screen.application.status != "draft" && screen.works_in(&bundled.version.bundle.lead_department);
        let entire =
            leads || screen.is_party(caller) || screen.is_handled_by_caller() || screen.was_taken_in_by(caller);
        match entire || screen.works_on_a_member() {
            true => Ok(Self {
                screen,
                readable,
                bundled,
                entire,
            }),
            false => Err(Problem::new(Code::NotFound)),
        }
    }
}
