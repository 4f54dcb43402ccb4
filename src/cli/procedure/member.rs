//! Replacing one member of a JSON object and leaving the rest of the file as its author wrote it.

use std::ops::Range;

use serde_json::{Map, Value};

/// The text with the member set to a value (pretty-printed JSON); none if the text is no JSON object.
pub(super) fn set(text: &str, name: &str, value: &str) -> Option<String> {
    let object: Map<String, Value> = serde_json::from_str(text).ok()?;
    let value = value.replace('\n', "\n  ");
    let mut changed = text.to_owned();
    if let Some(place) = place(text, name) {
        changed.replace_range(place, &value);
        return Some(changed);
    }
    let end = text.rfind('}')?;
    let before = text.get(..end)?.trim_end().len();
    let comma = if object.is_empty() { "" } else { "," };
    changed.replace_range(before..end, &format!("{comma}\n  \"{name}\": {value}\n"));
    Some(changed)
}

/// Where the value of a member of the outermost object stands, in text that is valid JSON; the last of several, as readers take it.
fn place(text: &str, name: &str) -> Option<Range<usize>> {
    let (mut depth, mut in_text, mut escaped) = (0_u32, false, false);
    let (mut began, mut key, mut value): (usize, Option<&str>, Option<usize>) = (0, None, None);
    let mut found = None;
    for (at, character) in text.char_indices() {
        if in_text {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    in_text = false;
                    if depth == 1 && value.is_none() {
                        key = text.get(began + 1..at);
                    }
                }
                _ => {}
            }
            continue;
        }
        match character {
            '"' => (in_text, began) = (true, at),
            ':' if depth == 1 => value = Some(at + 1),
            ',' | '}' if depth == 1 => {
                let whole = value.take().and_then(|from| Some((from, text.get(from..at)?)));
                if let Some((from, whole)) = whole.filter(|_| key == Some(name)) {
                    let from = from + (whole.len() - whole.trim_start().len());
                    found = Some(from..from + whole.trim().len());
                }
                depth -= u32::from(character == '}');
            }
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_rest_of_the_file_stays_as_it_is() {
        let text =
            "{\n  \"code\" : \"a,}\\\"\",\n  \"procedure\": {\"start\": [1, {\"procedure\": 2}]} ,\n  \"z\": 1\n}\n";
        assert_eq!(
            set(text, "procedure", "{\n  \"start\": 2\n}").unwrap(),
            "{\n  \"code\" : \"a,}\\\"\",\n  \"procedure\": {\n    \"start\": 2\n  } ,\n  \"z\": 1\n}\n"
        );
        assert_eq!(set("{\"b\": 1}\n", "a", "2").unwrap(), "{\"b\": 1,\n  \"a\": 2\n}\n");
        assert_eq!(set("{}", "a", "2").unwrap(), "{\n  \"a\": 2\n}");
        assert_eq!(set("[]", "a", "2"), None);
        assert_eq!(set("{", "a", "2"), None);
    }

    proptest! {
        #[test]
        fn only_that_member_changes(names in prop::collection::btree_set("[ab\"\\\\{}:, ]{0,3}", 0..5), name in "[ab]{1,2}", text in "[\"\\\\{}\\[\\]:,ab]{0,8}") {
            let members: Map<String, Value> = names.into_iter().map(|name| (name, json!({"a": [text, {"b": text}]}))).collect();
            let before = serde_json::to_string_pretty(&members).unwrap();
            let after: Map<String, Value> = serde_json::from_str(&set(&before, &name, "[\n  1\n]").unwrap()).unwrap();
            let mut expected = members;
            expected.insert(name, json!([1]));
            prop_assert_eq!(after, expected);
        }
    }
}
