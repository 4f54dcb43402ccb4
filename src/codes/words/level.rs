//! Level of exercise (行使层级), GB/T 39046-2020 table A.2.

use super::words;

words! {
    /// The level of government at which an item is exercised.
    pub enum Level, otherwise LevelUnknown {
        National = "national" also "1", "国家级", "National";
        Provincial = "provincial" also "2", "省级", "Provincial";
        Municipal = "municipal" also "3", "市级", "Municipal";
        County = "county" also "4", "县级", "County";
        Township = "township" also "5", "镇(乡、街道)级", "Township or street";
        Village = "village" also "6", "村(社区)级", "Village or community";
        Graded = "graded" also "7", "分级管理", "By grade";
    }
}
