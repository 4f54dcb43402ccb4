//! Identifiers of the field.
