//! Countersigns, waits and calls at work.

use serde_json::{Value, json};

use super::super::{Advance, Decision, Graph, NodeId, ProcedureError, Work, complete, elapse, start, vote};
use super::{approve, deny, graph, id, task};

fn no(_: &str) -> bool {
    false
}

/// Three departments countersign beside a public notice; a call to the registry comes before.
fn mixed(rule: Value) -> Graph {
    graph(
        "registry",
        json!({
            "registry": {"kind": "call", "name": "登记核验", "service": "registry", "fallback": {"post": "reviewer"},
                         "outcomes": {"pass": "split", "fail": "repair"}},
            "repair": task(json!({"pass": "registry", "deny": "denied"})),
            "split": {"kind": "fork", "to": ["consent", "notice"]},
            "consent": {"kind": "countersign", "name": "会签", "rule": rule, "agreed": "merge", "disagreed": "repair",
                        "parties": [{"post": "fire"}, {"post": "health"}, {"post": "market"}]},
            "notice": {"kind": "wait", "name": "公示", "limit": 7, "to": "merge"},
            "merge": {"kind": "join", "to": "approval"},
            "approval": task(json!({"approve": "approved", "deny": "denied", "send_back": "split"})),
            "approved": approve(), "denied": deny(),
        }),
    )
}

struct Play {
    graph: Graph,
    last: Advance,
}

impl Play {
    /// Past the call, where the block is open.
    fn of(rule: Value) -> Self {
        let graph = mixed(rule);
        assert_eq!(graph.check(), []);
        let last = start(&graph, &no).unwrap();
        assert_eq!((last.opened.len(), last.opened[0].work), (1, Work::Call));
        let mut play = Self { graph, last };
        play.completes("registry", "pass");
        play
    }

    fn token(&self, node: &str) -> u32 {
        self.last
            .run
            .tokens
            .iter()
            .find(|token| token.node == id(node))
            .unwrap()
            .id
    }

    fn completes(&mut self, node: &str, outcome: &str) {
        let token = self.token(node);
        self.last = complete(&self.graph, &self.last.run, token, &outcome.parse().unwrap(), &no).unwrap();
    }

    fn elapses(&mut self) {
        self.last = elapse(&self.graph, &self.last.run, self.token("notice"), &no).unwrap();
    }

    fn says(&mut self, party: u32, agrees: bool) {
        self.last = self.answer(party, agrees).unwrap();
    }

    fn answer(&self, party: u32, agrees: bool) -> Result<Advance, ProcedureError> {
        vote(&self.graph, &self.last.run, self.token("consent"), party, agrees, &no)
    }

    fn rests(&self) -> Vec<&str> {
        self.last.run.tokens.iter().map(|token| token.node.as_str()).collect()
    }
}

#[test]
fn every_party_of_a_countersign_is_asked_at_once() {
    let play = Play::of(json!("all"));
    let opened: Vec<(&NodeId, Work)> = play
        .last
        .opened
        .iter()
        .map(|opened| (&opened.node, opened.work))
        .collect();
    let (consent, notice) = (id("consent"), id("notice"));
    let parties = [0, 1, 2].map(|party| (&consent, Work::Party(party)));
    assert_eq!(opened, [&parties[..], &[(&notice, Work::Wait)]].concat());
}

#[test]
fn all_have_to_agree_and_one_who_does_not_settles_it() {
    let mut play = Play::of(json!("all"));
    let consent = play.token("consent");
    play.says(2, true);
    assert_eq!(
        (play.rests(), play.last.opened.len(), play.last.cancelled.len()),
        (vec!["consent", "notice"], 0, 0)
    );
    assert_eq!(play.token("consent"), consent, "it stays open under its number");
    let notice = play.token("notice");
    let mut refused = Play::of(json!("all"));
    refused.says(0, true);
    refused.says(1, false);
    assert_eq!(refused.rests(), ["repair"]);
    assert_eq!(
        refused.last.cancelled,
        [consent, notice],
        "the third is no longer asked, and the notice is over"
    );
    play.says(0, true);
    play.says(1, true);
    assert_eq!(play.rests(), ["notice", "merge"]);
    assert_eq!(play.last.cancelled, [] as [u32; 0], "all have answered");
    play.elapses();
    assert_eq!(play.rests(), ["approval"]);
}

#[test]
fn any_one_is_enough_where_the_rule_says_so() {
    let mut play = Play::of(json!("any"));
    let consent = play.token("consent");
    play.says(1, false);
    play.says(0, true);
    assert_eq!(
        (play.rests(), play.last.cancelled.clone()),
        (vec!["notice", "merge"], vec![consent])
    );
    let mut refused = Play::of(json!("any"));
    (0..3).for_each(|party| refused.says(party, false));
    assert_eq!(refused.rests(), ["repair"]);
    assert_eq!(refused.last.cancelled.len(), 1, "the notice");
}

#[test]
fn so_many_of_so_many_are_settled_as_soon_as_it_is_certain() {
    let mut play = Play::of(json!({"at_least": 2}));
    play.says(0, false);
    assert_eq!(play.rests(), ["consent", "notice"]);
    let mut refused = Play {
        graph: play.graph.clone(),
        last: play.last.clone(),
    };
    refused.says(2, false);
    assert_eq!(refused.rests(), ["repair"], "two cannot agree any more");
    play.says(1, true);
    play.says(2, true);
    assert_eq!(play.rests(), ["notice", "merge"]);
}

#[test]
fn each_party_answers_once() {
    let mut play = Play::of(json!("all"));
    play.says(0, true);
    let (party, node) = (0, id("consent"));
    assert_eq!(
        play.answer(0, false),
        Err(ProcedureError::VotedBefore {
            node: node.clone(),
            party
        })
    );
    assert_eq!(
        play.answer(3, true),
        Err(ProcedureError::NoSuchParty { node, party: 3 })
    );
    let token = play.token("consent");
    let other = ProcedureError::OtherWork(token);
    assert_eq!(elapse(&play.graph, &play.last.run, token, &no), Err(other.clone()));
    assert_eq!(
        complete(&play.graph, &play.last.run, token, &"agree".parse().unwrap(), &no),
        Err(other)
    );
    let notice = play.token("notice");
    assert_eq!(
        vote(&play.graph, &play.last.run, notice, 0, true, &no),
        Err(ProcedureError::OtherWork(notice))
    );
}

/// Votes given before do not count after sending back, and a notice is given anew.
#[test]
fn coming_back_opens_everything_anew() {
    let mut play = Play::of(json!("all"));
    let (consent, notice) = (play.token("consent"), play.token("notice"));
    (0..3).for_each(|party| play.says(party, true));
    play.elapses();
    play.completes("approval", "send_back");
    assert_eq!(play.last.opened.len(), 4);
    assert!(play.token("consent") > notice && play.token("notice") > consent);
    assert!(play.last.run.tokens.iter().all(|token| token.votes.is_empty()));
    assert_eq!(
        vote(&play.graph, &play.last.run, consent, 0, true, &no),
        Err(ProcedureError::NotOpen(consent))
    );
    assert_eq!(
        elapse(&play.graph, &play.last.run, notice, &no),
        Err(ProcedureError::NotOpen(notice)),
        "the old notice's time means nothing"
    );
    (0..3).for_each(|party| play.says(party, true));
    play.elapses();
    play.completes("approval", "approve");
    assert_eq!((play.rests(), play.last.ended), (vec![], Some(Decision::Approve)));
}

#[test]
fn votes_are_stored_with_their_token() {
    let mut play = Play::of(json!("all"));
    play.says(1, true);
    let text = serde_json::to_value(&play.last.run).unwrap();
    assert_eq!(text["tokens"][0]["votes"], json!({"1": true}));
    assert_eq!(text["tokens"][1].get("votes"), None);
    assert_eq!(
        serde_json::from_value::<super::super::Run>(text).unwrap(),
        play.last.run
    );
}

#[test]
fn a_choice_without_a_way_is_an_error_and_not_a_panic() {
    let open = graph(
        "route",
        json!({"route": {"kind": "choice", "cases": [{"when": "x", "to": "ok"}]}, "ok": approve()}),
    );
    assert_eq!(
        open.check(),
        [],
        "whether a guard always holds is not for the graph to know"
    );
    assert_eq!(start(&open, &no), Err(ProcedureError::NoWay(id("route"))));
    assert_eq!(start(&open, &|_: &str| true).unwrap().ended, Some(Decision::Approve));
}
