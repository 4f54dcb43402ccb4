//! Fixed vocabularies: English words in the API, with the codes of GB/T 39046-2020 and the common provincial tables understood on the way in.

mod acceptance;
mod audience;
mod case_type;
mod certificate_state;
mod channel;
mod consent_role;
mod ending_ground;
mod identity_document;
mod item_type;
mod level;
mod material_form;
mod material_source;
mod necessity;
mod on_lapse;
mod protected_field;
mod service;
mod special_procedure;
mod subject_kind;
mod subject_relation;

pub use acceptance::Acceptance;
pub use audience::Audience;
pub use case_type::CaseType;
pub use certificate_state::CertificateState;
pub use channel::Channel;
pub use consent_role::ConsentRole;
pub use ending_ground::EndingGround;
pub use identity_document::IdentityDocument;
pub use item_type::ItemType;
pub use level::Level;
pub use material_form::MaterialForm;
pub use material_source::MaterialSource;
pub use necessity::Necessity;
pub use on_lapse::OnLapse;
pub use protected_field::ProtectedField;
pub use service::Service;
pub use special_procedure::SpecialProcedure;
pub use subject_kind::SubjectKind;
pub use subject_relation::SubjectRelation;

/// Declares a vocabulary from rows of `Variant = "word" (also "code", …), "中文", "English";`.
macro_rules! words {
    (
        $(#[$meta:meta])*
        pub enum $name:ident, otherwise $fault:ident {
            $($variant:ident = $word:literal $(also $($alias:literal)|+)?, $zh:literal, $en:literal;)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = concat!($en, " (", $zh, ")")] $variant,)+
        }

        impl $name {
            /// Every word, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word the API uses.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// What users read in Chinese.
            pub const fn label_zh(self) -> &'static str {
                match self { $(Self::$variant => $zh),+ }
            }

            /// What users read in English.
            pub const fn label_en(self) -> &'static str {
                match self { $(Self::$variant => $en),+ }
            }

            /// What users read, in both languages.
            pub fn label(self) -> $crate::text::Text {
                $crate::text::Text::new(self.label_zh(), self.label_en())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::codes::CodeError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text.trim() {
                    $($word $($(| $alias)+)? => Ok(Self::$variant),)+
                    _ => Err($crate::codes::CodeError::$fault),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description(Some([$(concat!($word, " ", $zh)),+].join(", ")))
                    .enum_values(Some([$($word),+]))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    };
}
use words;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::CodeError;

    macro_rules! holds {
        ($($name:ident => $fault:ident),+ $(,)?) => {$(
            for word in $name::ALL.iter().copied() {
                let json = serde_json::to_value(word).unwrap();
                assert_eq!(json, word.as_str());
                assert_eq!(serde_json::from_value::<$name>(json).unwrap(), word);
                assert!(CodeError::$fault.message_en().contains(word.as_str()), "{word} is missing in the message");
            }
            let error = serde_json::from_value::<$name>("nonsense".into()).unwrap_err();
            assert_eq!(CodeError::in_message(&error.to_string()), Some(CodeError::$fault));
        )+};
    }

    #[test]
    fn every_word_survives_json_and_is_named_when_another_is_refused() {
        holds! {
            Acceptance => AcceptanceUnknown,
            Audience => AudienceUnknown,
            CaseType => CaseTypeUnknown,
            CertificateState => CertificateStateUnknown,
            Channel => ChannelUnknown,
            ConsentRole => ConsentRoleUnknown,
            EndingGround => EndingGroundUnknown,
            IdentityDocument => IdentityDocumentUnknown,
            Service => ServiceUnknown,
            SubjectKind => SubjectKindUnknown,
            SubjectRelation => SubjectRelationUnknown,
            ItemType => ItemTypeUnknown,
            Level => LevelUnknown,
            MaterialForm => MaterialFormUnknown,
            MaterialSource => MaterialSourceUnknown,
            Necessity => NecessityUnknown,
        }
    }

    #[test]
    fn national_and_provincial_codes_are_understood() {
        assert_eq!("2".parse::<CaseType>().unwrap(), CaseType::Committed);
        assert_eq!("3".parse::<Necessity>().unwrap(), Necessity::MayFollow);
        assert_eq!("3".parse::<MaterialForm>().unwrap(), MaterialForm::Either);
        assert_eq!("20".parse::<MaterialSource>().unwrap(), MaterialSource::Government);
        assert_eq!("4".parse::<Level>().unwrap(), Level::County);
    }

    #[test]
    fn the_schema_lists_the_words() {
        let schema = serde_json::to_value(<CaseType as utoipa::PartialSchema>::schema()).unwrap();
        assert_eq!(schema["type"], "string");
        assert_eq!(schema["enum"], serde_json::json!(["immediate", "committed"]));
    }
}
