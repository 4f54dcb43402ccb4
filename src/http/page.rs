//! Lists: `limit` and `cursor` in, `data` and `next_cursor` out. Keyset paging, never offsets.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::problem::Problem;

/// The most rows one page may have.
pub const MAX_LIMIT: i64 = 100;
/// `count` stops counting here and says so.
pub const COUNT_CAP: i64 = 10_000;
const DEFAULT_LIMIT: i64 = 20;

/// The paging parameters of every list. Flattening is not supported by query strings, so lists repeat these three fields in their own
/// query type and build this from them.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Rows per page, 1 to 100; 20 when absent.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Whether to count all rows, up to 10,000.
    pub count: Option<bool>,
}

impl PageQuery {
    /// Rows per page.
    ///
    /// # Errors
    /// 422 outside 1 to 100.
    pub fn limit(&self) -> Result<i64, Problem> {
        match self.limit {
            None => Ok(DEFAULT_LIMIT),
            Some(limit) if (1..=MAX_LIMIT).contains(&limit) => Ok(limit),
            Some(_) => Err(Problem::invalid_field(
                "?limit",
                "out-of-range",
                "每页条数须为 1 至 100。",
                "Must be 1 to 100.",
            )),
        }
    }

    /// The key of the last row of the page before, if this is not the first page.
    ///
    /// # Errors
    /// 422 when the cursor is none of this list's.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>, Problem> {
        let Some(cursor) = &self.cursor else {
            return Ok(None);
        };
        URL_SAFE_NO_PAD
            .decode(cursor)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .map(Some)
            .ok_or_else(|| {
                Problem::invalid_field(
                    "?cursor",
                    "invalid-cursor",
                    "游标无效，请从第一页重新开始。",
                    "Not a cursor of this list; start over.",
                )
            })
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub data: Vec<T>,
    /// Where the next page starts; null on the last.
    pub next_cursor: Option<String>,
    /// How many rows there are in all, when asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
    /// Whether counting stopped at 10,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count_capped: Option<bool>,
}

impl<T> Page<T> {
    /// Builds a page from up to `limit + 1` rows: the extra one says that there is a next page.
    pub fn new<K: Serialize>(mut rows: Vec<T>, limit: i64, key: impl Fn(&T) -> K) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|last| encode(&key(last)));
        Self {
            data: rows,
            next_cursor,
            count: None,
            count_capped: None,
        }
    }

    /// With a count, taken of at most [`COUNT_CAP`] + 1 rows.
    #[must_use]
    pub fn with_count(mut self, counted: Option<i64>) -> Self {
        self.count = counted.map(|n| n.min(COUNT_CAP));
        self.count_capped = counted.map(|n| n > COUNT_CAP);
        self
    }

    /// The same page of other rows.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            data: self.data.into_iter().map(f).collect(),
            next_cursor: self.next_cursor,
            count: self.count,
            count_capped: self.count_capped,
        }
    }
}

fn encode(key: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_to_the_next_page_and_the_last_has_none() {
        let page = Page::new(vec![1, 2, 3], 2, |n| *n);
        assert_eq!(page.data, [1, 2]);
        let next = PageQuery {
            cursor: page.next_cursor,
            ..PageQuery::default()
        };
        assert_eq!(next.after::<i32>().unwrap(), Some(2));
        assert_eq!(Page::new(vec![3], 2, |n| *n).next_cursor, None);
    }

    #[test]
    fn a_foreign_cursor_and_a_wild_limit_are_refused() {
        let wild = PageQuery {
            limit: Some(0),
            cursor: Some("???".into()),
            count: None,
        };
        assert!(wild.limit().is_err());
        assert!(wild.after::<i32>().is_err());
        assert_eq!(PageQuery::default().limit().unwrap(), DEFAULT_LIMIT);
    }
}
