//! The law, told as stories, and what holds in every story anybody can make up.

mod diagram;
mod ends;
mod following;
mod hours;
mod lawful;
mod limits;
mod properties;
mod receipt;
mod recount;
mod result;
mod review;
mod rules;
mod silence;
mod story;
mod supplement;
mod work;
