//! Matters (一件事): stories about bundles of several departments, from filing to the one completion.

mod commands;
mod consents;
mod elsewhere;
mod ends;
mod external;
mod filing;
mod following;
mod handing;
mod limits;
mod made;
mod messages;
mod newborn;
mod notice;
mod offered;
mod over_its_life;
mod reading;
mod recusal;
mod rights;
mod rounds;
mod small;
mod told_late;
mod whole;
mod window;
