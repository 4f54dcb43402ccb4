//! How many tasks of a queue there are of each sort.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use utoipa::ToSchema;

use super::answers::TaskWord;
use super::queue::QueueFilter;

/// How many open and claimed tasks of the caller's posts there are, by each sort. Each sort is counted under the other filters of the
/// request, not under its own, so that every number says what choosing it would show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"state": {"open": 3, "claimed": 1}, "light": {"green": 3, "red": 1},
    "department": {"1199010099999006193": 4}, "post": {"reviewer": 4}, "item": {"990101-7": 4}}))]
pub struct Facets {
    /// By state.
    pub state: BTreeMap<String, i64>,
    /// By light.
    pub light: BTreeMap<String, i64>,
    /// By department.
    pub department: BTreeMap<String, i64>,
    /// By post.
    pub post: BTreeMap<String, i64>,
    /// By item, by its code.
    pub item: BTreeMap<String, i64>,
}

#[derive(Clone, Debug, QueryableByName)]
struct Counted {
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Text)]
    light: String,
    #[diesel(sql_type = Text)]
    department: String,
    #[diesel(sql_type = Text)]
    post: String,
    #[diesel(sql_type = Text)]
    item: String,
    #[diesel(sql_type = BigInt)]
    tasks: i64,
}

/// Counts the caller's open and claimed tasks by each sort, in one statement.
pub(super) async fn facets(connection: &mut AsyncPgConnection, filter: &QueueFilter) -> QueryResult<Facets> {
    let counted: Vec<Counted> = diesel::sql_query(
        "select t.status, case when t.due_on is null then 'none' when t.due_on < $2 then 'red' when t.yellow_on <= $2 then 'yellow'
             else 'green' end as light, t.department, t.post, t.item_code as item, count(*) as tasks
         from task t where t.status in ('open', 'claimed') and exists (select from membership m
             where m.account_id = $1 and m.department = t.department and m.post in (t.post, 'manager'))
             and not exists (select from recusal r where r.owner_id = t.owner_id and r.person = $1)
             and (not $3 or t.holder = $1)
         group by 1, 2, 3, 4, 5",
    )
    .bind::<SqlUuid, _>(filter.caller)
    .bind::<Date, _>(filter.today)
    .bind::<Bool, _>(filter.mine)
    .load(connection)
    .await?;
    Ok(summed(&counted, filter))
}

fn summed(counted: &[Counted], filter: &QueueFilter) -> Facets {
    // Closed tasks are not counted, so a queue of closed ones leaves the states alone.
    let state = filter
        .state
        .filter(|state| matches!(state, TaskWord::Open | TaskWord::Claimed))
        .map(|state| state.as_str().to_owned());
    let chosen = [
        state,
        filter.light.map(|light| light.to_string()),
        filter.department.as_ref().map(ToString::to_string),
        filter.post.as_ref().map(ToString::to_string),
        filter.item.as_ref().map(ToString::to_string),
    ];
    let mut facets = Facets::default();
    for row in counted {
        let sorts = [&row.status, &row.light, &row.department, &row.post, &row.item];
        let fits = |own: usize| {
            let others = sorts.iter().zip(&chosen).enumerate().filter(|(place, _)| *place != own);
            others
                .into_iter()
                .all(|(_, (sort, chosen))| chosen.as_ref().is_none_or(|chosen| chosen == *sort))
        };
        let counts = [
            &mut facets.state,
            &mut facets.light,
            &mut facets.department,
            &mut facets.post,
            &mut facets.item,
        ];
        for (place, counts) in counts.into_iter().enumerate() {
            if fits(place) {
                *counts.entry(sorts[place].clone()).or_default() += row.tasks;
            }
        }
    }
    facets
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn row(status: &str, post: &str, tasks: i64) -> Counted {
        Counted {
            status: status.into(),
            light: "green".into(),
            department: "d".into(),
            post: post.into(),
            item: "i".into(),
            tasks,
        }
    }

    #[test]
    fn a_sort_is_counted_under_every_filter_but_its_own() {
        let counted = [
            row("open", "window", 1),
            row("open", "reviewer", 2),
            row("claimed", "window", 4),
        ];
        let filter = QueueFilter {
            post: Some("window".parse().unwrap()),
            state: Some(TaskWord::Open),
            ..QueueFilter::of(Uuid::nil(), chrono::NaiveDate::MIN)
        };
        let facets = summed(&counted, &filter);
        let map = |counts: &[(&str, i64)]| -> BTreeMap<String, i64> {
            counts
                .iter()
                .map(|(sort, tasks)| ((*sort).to_owned(), *tasks))
                .collect()
        };
        assert_eq!(facets.state, map(&[("open", 1), ("claimed", 4)]));
        assert_eq!(facets.post, map(&[("window", 1), ("reviewer", 2)]));
        assert_eq!(facets.light, map(&[("green", 1)]));
    }
}
