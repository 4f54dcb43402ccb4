//! The answers to a receipt (art. 32).

use super::super::NoticeContent;
use super::{Body, Facts, day, due};
use crate::text::Text;

/// 受理通知书.
pub(super) fn acceptance(content: &NoticeContent, facts: &Facts<'_>) -> Body {
    let application = facts.received(content);
    let on = content.accepted_on.map(day).unwrap_or_default();
    let first = if facts.deemed && facts.is_licence() {
        let by = facts.by_article("第三十二条第一款第四项");
        format!("{application}，本机关未在收到全部申请材料之日起5个工作日内答复，{by}自{on}起即为受理。")
    } else if facts.deemed {
        format!("{application}，本机关未在规定期限内答复，按照该事项的规定，自{on}起视为受理。")
    } else {
        let complete = match content.following {
            None => "申请材料齐全、符合法定形式",
            Some(_) => "主要申请材料齐全、符合法定形式",
        };
        let by = facts.by_article("第三十二条第一款第五项");
        format!("{application}，经审查，属于本机关职权范围，{complete}，{by}决定自{on}起予以受理。")
    };
    let mut body = Body::new([first]);
    if let Some(due) = due(content) {
        let uncounted = if facts.is_licence() {
            "依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，所需时间不计算在上述期限内，本机关将另行书面告知。"
        } else {
            ""
        };
        body.body.push(format!("{due}{uncounted}"));
    }
    if let Some(following) = &content.following {
        let names: Vec<&str> = following.materials.iter().map(name).collect();
        body.body.push(format!(
            "根据{}的承诺，下列材料可以容缺后补：{}。请于{}（含当日）前补交。{}",
            facts.you,
            names.join("、"),
            day(following.by),
            following.consequence.zh
        ));
    }
    if let Some(commitment) = &content.commitment {
        body.body.push(format!("{}作出的告知承诺：{commitment}", facts.you));
    }
    body
}

/// 不予受理通知书.
pub(super) fn decline(content: &NoticeContent, facts: &Facts<'_>) -> Body {
    let by = facts.by_article("第三十二条");
    let application = facts.received(content);
    let found = match content.materials.is_empty() {
        true => "",
        false => "申请材料存在下列问题，",
    };
    Body::new([format!("{application}，经审查，{found}{by}决定不予受理。")])
}

/// 补正告知书.
pub(super) fn supplement(content: &NoticeContent, facts: &Facts<'_>) -> Body {
    let by = facts.by_article("第三十二条第一款第四项");
    let application = facts.received(content);
    let told =
        format!("{application}，经审查，申请材料不齐全或者不符合法定形式。{by}现将需要补正的全部内容一次告知如下：");
    let until = content.answer_by.map(day).unwrap_or_default();
    let otherwise = match &content.legal_basis {
        Some(basis) => format!("逾期未补正的，依据{basis}终止办理。"),
        None => "逾期未补正的，本次申请终止办理；材料齐备后可以重新提出申请。".to_owned(),
    };
    Body::new([told]).closing([format!("请于{until}（含当日）前一次补齐并提交上述材料。{otherwise}")])
}

fn name(text: &Text) -> &str {
    &text.zh
}
