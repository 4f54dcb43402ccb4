//! What follows when materials that were to follow do not (容缺受理逾期处理).

use super::words;

words! {
    /// What happens when materials that were to follow on a written commitment do not come in time.
    pub enum OnLapse, otherwise OnLapseUnknown {
        Terminate = "terminate", "终止办理", "The application is terminated";
        Wait = "wait", "暂不制发证照", "The certificate goes on waiting";
    }
}
