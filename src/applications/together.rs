//! What belongs to a matter (一件事) as a whole is not done on its members, and what an application is asked for is not asked of a matter.

use super::scene::Scene;
use crate::problem::{Code, Problem};

/// Asks that it be no matter: to a command on applications a matter is not there. What may be done with a matter is done at `/matters`.
///
/// # Errors
/// 404 for a matter.
pub fn no_matter(scene: &Scene<'_>) -> Result<(), Problem> {
    match scene.case.whole() {
        Some(_) => Err(Problem::new(Code::NotFound)),
        None => Ok(()),
    }
}

/// Asks that it be no member of a matter: what is handed in is handed in for all members.
///
/// # Errors
/// 409 for a member, naming the matter.
pub fn not_with_others(scene: &Scene<'_>) -> Result<(), Problem> {
    match scene.case.member() {
        Some(_) => Err(with_the_matter(scene)),
        None => Ok(()),
    }
}

/// Asks that its result be not handed over with those of others.
///
/// # Errors
/// 409 for a member of a matter whose results are handed over together, naming the matter.
pub fn delivered_alone(scene: &Scene<'_>) -> Result<(), Problem> {
    match scene.case.is_delivered_together() {
        true => Err(with_the_matter(scene)),
        false => Ok(()),
    }
}

fn with_the_matter(scene: &Scene<'_>) -> Problem {
    let problem = Problem::new(Code::WithTheMatter);
    match &scene.application.matter_number {
        Some(number) => problem.with_detail(
            format!("请在一件事办件 {number} 中整体办理。"),
            format!("Do this on the matter {number} as a whole."),
        ),
        None => problem,
    }
}
