//! Several commands in one request: each its own command and transaction, each done once, whatever became of the request before.
//!
//! Under an `Idempotency-Key` every part stores its answer with its own write, under a key derived from the request's. A repeat after a
//! crash in the middle finds the parts that were done, and does the rest.

use futures_util::{StreamExt, stream};

use super::super::desk::Desk;
use crate::clock::machine_now;
use crate::db::idempotency::{StoredAnswer, find, find_parts, keep};
use crate::http::{Answer, Fingerprint};
use crate::problem::{Code, Problem};

/// Commands of one request that are under way at once.
const AT_ONCE: usize = 4;

/// How far a request came before.
pub(super) enum Before {
    /// To its end: its answer.
    Finished(Answer),
    /// Not to its end: the answers of its parts that were done, in the order of their names.
    Begun(Vec<Answer>),
}

/// How far a request came before, if it is keyed. Its parts carry the digest of the whole.
///
/// # Errors
/// 422 when the key was used for another request; when the database fails.
pub(super) async fn before(desk: &Desk, fingerprint: Option<&Fingerprint>) -> Result<Before, Problem> {
    let Some(fingerprint) = fingerprint else {
        return Ok(Before::Begun(Vec::new()));
    };
    let mut connection = desk.db.get().await?;
    if let Some(stored) = find(&mut connection, fingerprint.account, &fingerprint.key).await? {
        return stored.repeat(fingerprint).map(Before::Finished);
    }
    let parts = find_parts(&mut connection, fingerprint.account, &fingerprint.key).await?;
    let parts = parts.into_iter().map(|part| part.repeat(fingerprint));
    parts.collect::<Result<_, _>>().map(Before::Begun)
}

/// Keeps the answer to a keyed request, and gives the one that was kept first.
///
/// # Errors
/// 422 when the key was used for another request; when the database fails.
pub(super) async fn keep_answer(
    desk: &Desk,
    fingerprint: Option<Fingerprint>,
    answer: Answer,
) -> Result<Answer, Problem> {
    let Some(fingerprint) = fingerprint else {
        return Ok(answer);
    };
    let mut connection = desk.db.get().await?;
    let stored = StoredAnswer::new(fingerprint.clone(), &answer, machine_now());
    keep(&mut connection, stored).await?.repeat(&fingerprint)
}

/// Does each, some at a time, and gives the results in order. Whoever was overtaken every time, because others of the request work on the
/// same application, is done again alone.
pub(super) async fn each<T, A>(
    entries: &[T],
    work: impl AsyncFn(usize, &T) -> Result<A, Problem>,
) -> Vec<Result<A, Problem>> {
    let work = &work;
    let under_way = stream::iter(entries.iter().enumerate()).map(|(place, entry)| work(place, entry));
    let mut results: Vec<_> = under_way.buffered(AT_ONCE).collect().await;
    for (place, (result, entry)) in results.iter_mut().zip(entries).enumerate() {
        if matches!(result, Err(problem) if problem.code == Code::ConcurrentChange) {
            *result = work(place, entry).await;
        }
    }
    results
}
