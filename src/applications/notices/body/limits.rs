//! What takes longer: special procedures (art. 45) and the extension (art. 42).

use super::super::{NoticeContent, SuspensionNotice};
use super::{Body, Facts, day, due};
use crate::calendar::{Limit, Unit};
use crate::codes::Post;

/// 特别程序告知书.
pub(super) fn suspension(content: &NoticeContent, facts: &Facts<'_>) -> Body {
    told(content, facts, |special| {
        format!(
            "需要进行{}，自{}起，计划至{}止。",
            special.name.zh,
            day(special.from),
            day(special.until)
        )
    })
}

/// 特别程序延长告知书.
pub(super) fn prolongation(content: &NoticeContent, facts: &Facts<'_>) -> Body {
    told(content, facts, |special| {
        format!(
            "自{}起进行的{}未能按计划完成，延长至{}止。",
            day(special.from),
            special.name.zh,
            day(special.until)
        )
    })
}

/// 恢复办理告知书.
pub(super) fn resumption(content: &NoticeContent, facts: &Facts<'_>) -> Body {
    told(content, facts, |special| {
        format!(
            "自{}起进行的{}已于{}结束，现恢复办理。",
            day(special.from),
            special.name.zh,
            day(special.until)
        )
    })
}

/// 延长办理期限告知书.
pub(super) fn extension(content: &NoticeContent, facts: &Facts<'_>) -> Body {
    let by = content.legal_basis.as_deref();
    let by = by.map(|by| format!("根据{by}的规定，")).unwrap_or_default();
    let limit = content.extension.map(length).unwrap_or_default();
    let first = format!(
        "{}，不能在规定的期限内作出决定，{by}经{}批准，办理期限延长{limit}。",
        facts.application(content),
        head(facts)
    );
    Body::new([first]).closing(moved(content))
}

/// What is going on with a special procedure, and what that means for the limits.
fn told(content: &NoticeContent, facts: &Facts<'_>, say: impl FnOnce(&SuspensionNotice) -> String) -> Body {
    let application = facts.application(content);
    let Some(special) = &content.suspension else {
        return Body::new([format!("{application}，办理期限有变化。")]).closing(moved(content));
    };
    let counted = match &content.legal_basis {
        _ if !special.stops => "上述程序所需时间计算在办理期限内。".to_owned(),
        Some(basis) => format!("根据{basis}的规定，上述程序告知次日起至结束之日止的时间不计算在办理期限内。"),
        None => "上述程序告知次日起至结束之日止的时间不计算在办理期限内。".to_owned(),
    };
    Body::new([format!("{application}，{}", say(special)), counted]).closing(moved(content))
}

/// The due dates as they are now.
fn moved(content: &NoticeContent) -> Option<String> {
    due(content).map(|due| format!("现{due}"))
}

/// Who extends limits.
fn head(facts: &Facts<'_>) -> &'static str {
    match facts.head {
        Some(post) if *post == Post::GOVERNMENT_HEAD => "本级人民政府负责人",
        _ => "本机关负责人",
    }
}

fn length(limit: Limit) -> String {
    match limit.unit {
        Unit::WorkingDay => format!("{}个工作日", limit.days),
        Unit::CalendarDay => format!("{}日", limit.days),
    }
}
