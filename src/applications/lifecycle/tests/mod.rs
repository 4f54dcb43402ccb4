//! The law, told as stories, and what holds in every story anybody can make up.

mod clock;
mod commitment;
mod diagram;
mod ends;
mod extension;
mod following;
mod hours;
mod lawful;
mod ledger;
mod limits;
mod migration;
mod people;
mod properties;
mod receipt;
mod recount;
mod result;
mod review;
mod rules;
mod silence;
mod story;
mod supplement;
mod taking_back;
mod tries;
mod warnings;
mod work;
