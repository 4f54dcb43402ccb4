//! The statutory calendar.
