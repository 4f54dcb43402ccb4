//! Matters (一件事): stories about bundles of several departments, from filing to the one completion.

mod commands;
mod consents;
mod elsewhere;
mod external;
mod filing;
mod made;
mod newborn;
mod reading;
mod rounds;
mod small;
