//! Matters (一件事): stories about bundles of several departments, from filing to the one completion.

mod elsewhere;
mod newborn;
mod reading;
mod commands;
mod consents;
mod external;
mod newborn;
mod small;
