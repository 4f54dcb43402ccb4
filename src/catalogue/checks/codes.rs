//! Codes that say the same thing twice must agree.

use super::Faults;
use crate::catalogue::document::Item;

/// An implementation code holds the organ, its level and the basic code; a basic code holds the item type. Codes that are not
/// national ones are the city's own affair.
pub(super) fn implementation_code(item: &Item, faults: &mut Faults) {
    if let Some(parts) = item.code.implementation() {
        if parts.organ != item.department {
            faults.add(
                "/code",
                "code-department-mismatch",
                "实施编码中的机构代码与实施部门不一致",
                "The implementation code names another organ than the department",
            );
        }
        if item.level.is_some_and(|level| level != parts.level) {
            faults.add(
                "/level",
                "code-level-mismatch",
                "行使层级与实施编码不一致",
                "The level differs from the implementation code's",
            );
        }
        if item.basic_code.as_ref().is_some_and(|basic| *basic != parts.basic) {
            faults.add(
                "/basic_code",
                "code-basic-mismatch",
                "基本编码与实施编码不一致",
                "The basic code differs from the implementation code's",
            );
        }
    }
    let coded = item.basic_code.as_ref().and_then(crate::codes::BasicCode::item_type);
    if coded.is_some_and(|coded| coded != item.item_type) {
        faults.add(
            "/item_type",
            "code-type-mismatch",
            "事项类型与基本编码不一致",
            "The item type differs from the basic code's",
        );
    }
}
