//! The five grades.

use crate::text::Text;

/// A grade, from 5 (非常满意) down to 1 (非常不满意).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grade(i16);

impl Grade {
    /// A grade by its number, if there is such a one.
    pub fn new(number: i64) -> Option<Self> {
        let number = i16::try_from(number).ok()?;
        (1..=5).contains(&number).then_some(Self(number))
    }

    /// Its number.
    pub fn number(self) -> i16 {
        self.0
    }

    /// Whether it is a bad rating (差评), which somebody has to look into.
    pub fn is_bad(self) -> bool {
        self.0 <= 2
    }

    /// What it is called.
    pub fn label(self) -> Text {
        match self.0 {
            5 => Text::new("非常满意", "Very satisfied"),
            4 => Text::new("满意", "Satisfied"),
            3 => Text::new("基本满意", "Fairly satisfied"),
            2 => Text::new("不满意", "Dissatisfied"),
            _ => Text::new("非常不满意", "Very dissatisfied"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_grades_the_last_two_are_bad() {
        let grades: Vec<Grade> = (-1..=7).filter_map(Grade::new).collect();
        assert_eq!(
            grades.iter().map(|grade| grade.number()).collect::<Vec<_>>(),
            [1, 2, 3, 4, 5]
        );
        let bad: Vec<_> = grades
            .iter()
            .filter(|grade| grade.is_bad())
            .map(|grade| grade.label().zh)
            .collect();
        assert_eq!(bad, ["非常不满意", "不满意"]);
        assert_eq!(Grade::new(i64::MAX), None);
    }
}
