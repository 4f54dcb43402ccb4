//! Lengths of time as laws and items state them.

use std::fmt;

use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// A number of working days (工作日).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct WorkingDays(pub u32);

/// What a limit counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Working days (工作日), statutory holidays excluded: Administrative Licensing Law art. 82.
    #[default]
    WorkingDay,
    /// Calendar days (自然日).
    CalendarDay,
}

/// A limit: so many working or calendar days after day 0.
///
/// Written as `{"days": 5, "unit": "working_day"}`; a bare number is read as working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
pub struct Limit {
    /// How many.
    pub days: u32,
    /// Of what.
    pub unit: Unit,
}

impl Limit {
    /// A limit in working days.
    pub const fn working(days: u32) -> Self {
        Self {
            days,
            unit: Unit::WorkingDay,
        }
    }

    /// A limit in calendar days.
    pub const fn calendar(days: u32) -> Self {
        Self {
            days,
            unit: Unit::CalendarDay,
        }
    }
}

impl From<WorkingDays> for Limit {
    fn from(WorkingDays(days): WorkingDays) -> Self {
        Self::working(days)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LimitVisitor)
    }
}

// By hand rather than `untagged`, whose errors would not say what is wrong.
struct LimitVisitor;

impl<'de> Visitor<'de> for LimitVisitor {
    type Value = Limit;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(r#"a number of working days or {"days": n, "unit": "working_day" | "calendar_day"}"#)
    }

    fn visit_u64<E: de::Error>(self, days: u64) -> Result<Limit, E> {
        u32::try_from(days)
            .map(Limit::working)
            .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(days), &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Limit, A::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Object {
            days: u32,
            unit: Unit,
        }
        let Object { days, unit } = Object::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Limit { days, unit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json, to_value};

    #[test]
    fn a_limit_is_an_object_or_a_bare_number_of_working_days() {
        assert_eq!(from_value::<Limit>(json!(5)).unwrap(), Limit::working(5));
        assert_eq!(
            from_value::<Limit>(json!({"days": 5, "unit": "working_day"})).unwrap(),
            Limit::working(5)
        );
        assert_eq!(
            from_value::<Limit>(json!({"days": 30, "unit": "calendar_day"})).unwrap(),
            Limit::calendar(30)
        );
        assert_eq!(serde_json::from_str::<Limit>("7").unwrap(), Limit::working(7));
        assert_eq!(
            to_value(Limit::working(5)).unwrap(),
            json!({"days": 5, "unit": "working_day"})
        );
    }

    #[test]
    fn a_malformed_limit_is_refused() {
        for bad in [
            json!(-1),
            json!(1.5),
            json!("5"),
            json!(4_294_967_296_u64),
            json!({"days": 5}),
            json!({"days": 5, "unit": "week"}),
            json!({"days": 5, "unit": "working_day", "note": "x"}),
            json!(null),
        ] {
            assert!(from_value::<Limit>(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn working_days_are_a_plain_number() {
        assert_eq!(to_value(WorkingDays(3)).unwrap(), json!(3));
        assert_eq!(from_value::<WorkingDays>(json!(3)).unwrap(), WorkingDays(3));
    }
}
