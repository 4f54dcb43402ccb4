//! What a text message says.

/// Gateways in China take up to 500 characters, signature included, and send them in parts.
const LONGEST: usize = 500;
const MORE: &str = "……（全文请登录查看或到窗口查询）";

/// A title and paragraphs (a line each) as one text behind the sender's signature. What is too long ends after a whole paragraph and says
/// where the rest is.
pub(super) fn compose(signature: &str, title: &str, body: &str) -> String {
    let mut text = format!(
        "【{signature}】{}",
        title.split_whitespace().collect::<Vec<_>>().join(" ")
    );
    let mut lead = "：";
    for paragraph in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let room = LONGEST - MORE.chars().count();
        if text.chars().count() + 1 + paragraph.chars().count() > room {
            text.push_str(MORE);
            return text;
        }
        text.push_str(lead);
        text.push_str(paragraph);
        lead = if paragraph.ends_with(['。', '；', '：', '？', '！']) {
            ""
        } else {
            "；"
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_one_text() {
        let text = compose(
            "一网通办",
            "收件回执（食品经营许可新办）",
            "办件编号：BJ1\n\n取件码：482913\n请保管好回执。\n完",
        );
        assert_eq!(
            text,
            "【一网通办】收件回执（食品经营许可新办）：办件编号：BJ1；取件码：482913；请保管好回执。完"
        );
        assert_eq!(compose("市", "一\n二", ""), "【市】一 二");
    }

    #[test]
    fn what_is_too_long_says_where_the_rest_is() {
        let body = format!("短段。\n{}\n后段。", "长".repeat(LONGEST));
        assert_eq!(compose("市", "标题", &body), format!("【市】标题：短段。{MORE}"));
    }
}
