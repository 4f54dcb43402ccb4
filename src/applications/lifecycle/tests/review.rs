//! The procedure at work, and its decision: Administrative Licensing Law art. 38.

use serde_json::json;

use super::super::*;
use super::story::*;
use crate::procedure::tests::{approve, deny, graph, parallel_reviews, task};

fn following(nodes: serde_json::Value) -> Rules {
    Rules {
        graph: graph("start", nodes),
        ..Rules::licence()
    }
}

fn in_parallel() -> Story {
    let rules = Rules {
        graph: parallel_reviews(),
        ..Rules::licence()
    };
    Story::accepted(rules).finish(how("pass"))
}

#[test]
fn posts_work_one_after_the_other() {
    let story = Story::accepted(Rules::licence());
    assert_eq!(story.open_nodes(), ["reviewer"]);
    let story = story.finish(how("pass"));
    assert_eq!(
        (story.status(), story.open_nodes()),
        (Status::InReview, vec!["approver".to_owned()])
    );
    let approver = story.case.task(story.at("approver")).unwrap();
    assert_eq!(
        (approver.post.as_str(), &approver.department),
        ("approver", &story.rules.department)
    );
    let story = story.finish(how("approve"));
    assert_eq!(story.case.phase.decided().unwrap().outcome, Outcome::Approved);
    assert_eq!(story.case.phase.decided().unwrap().decided_at, story.now);
    assert!(story.case.run.tokens.is_empty());
}

#[test]
fn a_node_may_be_another_departments() {
    let mut other = task(json!({"pass": "ok"}));
    other["department"] = json!("91990100MA99999X2A");
    let story = Story::accepted(following(json!({"start": other, "ok": approve()})));
    assert_eq!(
        story.case.task(story.at("start")).unwrap().department.to_string(),
        "91990100MA99999X2A"
    );
}

#[test]
fn a_node_has_its_outcomes_and_no_others() {
    let story = Story::accepted(Rules::licence());
    let allowed = vec!["pass".to_owned()];
    assert_eq!(story.not_finished(how("approve")), Refusal::UnknownOutcome { allowed });
}

#[test]
fn departments_work_side_by_side() {
    let story = in_parallel();
    assert_eq!(story.open_nodes(), ["fire", "market"]);
    let story = story.finish_at("market", how("pass")).finish_at("fire", how("pass"));
    assert_eq!(story.open_nodes(), ["market2"], "the join waits for every branch");
    assert_eq!(story.finish_at("market2", how("pass")).open_nodes(), ["approval"]);
}

/// Sending back to before the fork cancels what runs beside it; the same work then opens as done before.
#[test]
fn sending_back_cancels_what_runs_beside_and_opens_anew() {
    let mut story = in_parallel();
    let market = story.at("market");
    story.tell(Command::Claim {
        task: market,
        by: BORIS,
    });
    let story = story.finish_at("fire", advised("send_back"));
    assert_eq!(
        story.case.task(market).unwrap().status,
        TaskStatus::Cancelled { at: story.now }
    );
    assert_eq!(story.open_nodes(), ["intake"]);
    assert!(story.case.task(story.at("intake")).unwrap().resubmitted);
    let story = story.finish(how("pass"));
    for node in ["fire", "market"] {
        let again = story.case.task(story.at(node)).unwrap();
        assert!(again.resubmitted && again.id != market);
    }
}

#[test]
fn sending_back_within_a_branch_leaves_the_others_alone() {
    let story = in_parallel();
    let fire = story.at("fire");
    let story = story
        .finish_at("market", how("pass"))
        .finish_at("market2", advised("send_back"));
    assert_eq!(story.at("fire"), fire);
    assert!(story.case.task(story.at("market")).unwrap().resubmitted);
    assert!(!story.case.task(fire).unwrap().resubmitted);
}

#[test]
fn sending_back_needs_an_opinion() {
    let story = Story::accepted(Rules::licence()).finish(how("pass"));
    assert_eq!(story.not_finished(how("send_back")), Refusal::OpinionRequired);
    let story = story.finish(advised("send_back"));
    assert_eq!(story.open_nodes(), ["reviewer"]);
}

#[test]
fn an_outcome_asks_for_what_the_graph_says() {
    let outcomes = json!({"pass": {"to": "ok", "requires": ["verdicts", "opinion"]}});
    let story = Story::accepted(following(json!({"start": task(outcomes), "ok": approve()})));
    assert_eq!(story.not_finished(how("pass")), Refusal::VerdictsRequired);
    let mut decision = judged("pass", Verdict::OriginalSeen, &["deed"]);
    assert_eq!(story.not_finished(decision.clone()), Refusal::OpinionRequired);
    decision.has_opinion = true;
    assert_eq!(story.finish(decision).case.verdicts["deed"], Verdict::OriginalSeen);
}

/// Art. 38, however the graph words it: by its code, by an outcome with another name, with reasons waived, by way of a guard.
#[test]
fn a_denial_by_whatever_name_needs_reasons() {
    let nodes = json!({
        "start": task(json!({
            "deny": "no", "reject": "no", "waived": {"to": "no", "requires": []}, "pass": "guarded", "approve": "ok",
        })),
        "guarded": {"kind": "choice", "cases": [{"when": "yes", "to": "no"}], "otherwise": "ok"},
        "no": deny(),
        "ok": approve(),
    });
    for outcome in ["deny", "reject", "waived", "pass"] {
        let story = Story::accepted(following(nodes.clone()));
        assert_eq!(story.not_finished(how(outcome)), Refusal::ReasonsRequired, "{outcome}");
        let denied = story.finish(because(outcome));
        assert_eq!(denied.case.phase.decided().unwrap().outcome, Outcome::Denied);
        assert_eq!(denied.status(), Status::Completed, "a denial is complete by being told");
    }
}

/// Art. 38 also where the procedure denies before anybody in it has worked: then the reasons are the intake's, and silence has none.
#[test]
fn acceptance_that_leads_straight_to_denial_needs_reasons() {
    let nodes = json!({
        "start": {"kind": "choice", "cases": [{"when": "yes", "to": "no"}], "otherwise": "ok"}, "no": deny(), "ok": approve(),
    });
    let story = Story::submitted(following(nodes));
    assert_eq!(story.not_finished(how("accept")), Refusal::ReasonsRequired);
    assert_eq!(
        story.clone().on("2026-03-10").refusal(Command::DeemAccepted),
        Refusal::ReasonsRequired
    );
    assert_eq!(story.finish(because("accept")).status(), Status::Completed);
}

#[test]
fn a_denial_in_one_branch_ends_the_others() {
    let story = in_parallel();
    let market = story.at("market");
    let story = story.finish_at("fire", because("deny"));
    assert_eq!(story.status(), Status::Completed);
    assert_eq!(
        story.case.task(market).unwrap().status,
        TaskStatus::Cancelled { at: story.now }
    );
}

/// A procedure may approve by itself: then acceptance decides.
#[test]
fn a_procedure_without_work_decides_at_once() {
    let rules = following(json!({"start": approve()}));
    assert_eq!(
        Story::accepted(rules.clone()).kinds()[5..],
        ["accepted", "procedure_moved", "decided", "task_opened"]
    );
    let deemed = Story::submitted(rules).on("2026-03-10").then(Command::DeemAccepted);
    assert_eq!(deemed.status(), Status::Decided);
}

#[test]
fn a_broken_procedure_is_told_and_changes_nothing() {
    let story = Story::submitted(following(json!({"start": task(json!({"pass": "nowhere"}))})));
    let story = story.finish(how("accept"));
    assert!(matches!(story.not_finished(how("pass")), Refusal::Procedure(_)));
    let mut lost = story;
    lost.rules = following(json!({"start": approve()}));
    let task = lost.at("start");
    let claimed = decide(
        &lost.case,
        Command::Claim { task, by: ANNA },
        &lost.rules.context(lost.now),
    )
    .unwrap();
    let case = lost.case.clone().apply_all(&claimed, lost.now);
    let refused = decide(&case, complete(task, how("pass")), &lost.rules.context(lost.now));
    assert!(matches!(refused, Err(Refusal::Procedure(_))), "a case of another graph");
}
