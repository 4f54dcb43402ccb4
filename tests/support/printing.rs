//! Builders for stories about paper.

use super::client::Answer;
use super::stories::Filed;

impl Filed<'_> {
    /// Something below the application, as somebody gets it.
    pub async fn print(&self, login: &str, what: &str) -> Answer {
        let path = format!("/applications/{}/{what}", self.id);
        self.app().as_(login).get(&path).send().await
    }

    /// Its page, which must be there.
    pub async fn page(&self, login: &str, what: &str) -> Answer {
        let path = format!("/applications/{}/{what}", self.id);
        let call = self.app().as_(login).get(&path).header("accept", "text/html");
        let page = call.send().await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        page
    }
}
