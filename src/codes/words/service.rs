//! What is asked of an item (办理类型).

use super::words;

words! {
    /// What is asked of an item: the thing itself for the first time, or something about the certificate that came of it.
    pub enum Service, otherwise ServiceUnknown {
        New = "new", "新办", "New";
        Change = "change", "变更", "Change";
        Renewal = "renewal", "延续", "Renewal";
        Reissue = "reissue", "补证", "Reissue";
        Cancellation = "cancellation", "注销", "Cancellation";
    }
}

impl Service {
    /// Whether it is about a certificate that is there already.
    pub fn concerns_a_certificate(self) -> bool {
        self != Self::New
    }
}
