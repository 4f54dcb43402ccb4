//! Hearing of work: a connection of its own that listens and wakes the workers. It only shortens the poll.

use std::time::Duration;

use deadpool::managed::Object;
use diesel_async::RunQueryDsl;
use futures_util::StreamExt;

use super::CHANNEL;
use super::engine::{EngineError, Shop};

const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Listens for ever, connecting again when the connection is lost. Wakes the workers after every connect too: what was said meanwhile went unheard.
pub(super) async fn listen(shop: &Shop) {
    let mut wait = FIRST_WAIT;
    loop {
        let Err(error) = listen_once(shop, &mut wait).await;
        tracing::warn!(%error, "not listening for work; polling goes on");
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

async fn listen_once(shop: &Shop, wait: &mut Duration) -> Result<std::convert::Infallible, EngineError> {
    // Taken out of the pool: it stays ours, and the pool opens another in its place.
    let mut conn = Object::take(shop.db.get().await?);
    diesel::sql_query(format!("listen {CHANNEL}"))
        .execute(&mut conn)
        .await?;
    *wait = FIRST_WAIT;
    shop.bell.wake();
    let mut heard = std::pin::pin!(conn.notifications_stream());
    while let Some(notification) = heard.next().await {
        notification?;
        shop.bell.wake();
    }
    Err(diesel::result::Error::BrokenTransactionManager.into())
}
