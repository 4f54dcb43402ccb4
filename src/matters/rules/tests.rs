//! Matters that end, whatever happens.
