//! Answers too long to be shown beside their operation, as a development server gave them.

use serde_json::Value;

macro_rules! examples {
    ($($operation:literal,)*) => {
        /// The example of a successful answer of an operation, if it is kept here.
        pub(super) fn of(operation: &str) -> Option<Value> {
            let text = match operation {
                $($operation => include_str!(concat!("examples/", $operation, ".json")),)*
                _ => return None,
            };
            serde_json::from_str(text).ok()
        }

        #[cfg(test)]
        pub(super) const KEPT: &[&str] = &[$($operation,)*];
    };
}

examples! {
    "list_applications",
    "list_tasks",
    "read_application",
    "read_item",
    "read_item_version",
    "read_matter",
    "read_task",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_can_be_read() {
        for operation in KEPT {
            assert!(of(operation).is_some(), "{operation}");
        }
    }
}
