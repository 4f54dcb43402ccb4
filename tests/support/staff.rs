//! Builders for stories about those who work on applications: more staff than the demo has, other rules than its items have.

use serde_json::Value;
use yiwang::identity::accounts::AccountKind;
use yiwang::identity::seed::{self, Seed};
use yiwang::identity::{Password, Role};

use super::app::{PASSWORD, TestApp};
use super::client::Answer;
use super::stories::{FOOD_LICENCE, Filed};

/// The department of the food licence, and of its first review.
pub const FOOD_DEPARTMENT: &str = "119901009999900619";
/// The department of its second review.
pub const HEALTH_DEPARTMENT: &str = "11990100999990029X";

impl TestApp {
    /// One more member of staff, with posts: `(department, post)`. Gives the account's id.
    pub async fn staff(&self, login: &str, posts: &[(&str, &str)]) -> String {
        self.colleague(login, Role::Staff, posts).await
    }

    /// An account of a role, with posts. One that is there is given the posts.
    pub async fn colleague(&self, login: &str, role: Role, posts: &[(&str, &str)]) -> String {
        let parts = &self.parts;
        let hash = parts.passwords.hash(Password::from(secret(PASSWORD))).await.unwrap();
        let seed = Seed {
            login: login.parse().unwrap(),
            kind: AccountKind::Staff,
            role,
            name: "同事示例".parse().unwrap(),
            citizen_id: None,
            phone: None,
            email: None,
        };
        let mut connection = parts.db.get().await.unwrap();
        let now = parts.clock.now();
        let account = seed::ensure_account(&mut connection, &parts.vault, &seed, &hash, now)
            .await
            .unwrap();
        for (department, post) in posts {
            let (department, post) = (department.parse().unwrap(), post.parse().unwrap());
            seed::ensure_membership(&mut connection, account.id, &department, &post, now)
                .await
                .unwrap();
        }
        account.id.to_string()
    }

    /// A food licence in review.
    pub async fn in_review(&self) -> Filed<'_> {
        let case = self.filed(FOOD_LICENCE).await;
        case.accept().await;
        case
    }

    /// Posts a command on a task, with its latest entity tag.
    pub async fn on_task(&self, login: &str, task: &str, what: &str, body: Value) -> Answer {
        let seen = self.as_(login).get(&format!("/tasks/{task}")).send().await;
        // Whoever may not see it tries all the same.
        let etag = seen.header("etag").unwrap_or("*").to_owned();
        let path = format!("/tasks/{task}/{what}");
        self.as_(login).post(&path).if_match(&etag).json(body).send().await
    }

    /// A task as somebody sees it.
    pub async fn see_task(&self, login: &str, task: &str) -> Value {
        self.as_(login).get(&format!("/tasks/{task}")).send().await.expect(200)
    }
}

impl Filed<'_> {
    /// Claims the task of a node and gives its id.
    pub async fn claim(&self, login: &str, what: &str) -> String {
        let id = self.task(login, what).await;
        let claim = self.app().as_(login).post(&format!("/tasks/{id}/claim"));
        claim.send().await.expect(200);
        id
    }

    /// Somebody posts a command on it with the latest entity tag.
    pub async fn command_as(&self, login: &str, what: &str, body: Value) -> Answer {
        let path = format!("/applications/{}/{what}", self.id);
        let call = self.app().as_(login).post(&path).if_match(&self.etag().await);
        call.json(body).send().await
    }
}

fn secret(text: &str) -> secrecy::SecretString {
    text.into()
}
