//! The law, told as stories, and what holds in every story anybody can make up.

mod commitment;
mod diagram;
mod ends;
mod following;
mod hours;
mod lawful;
mod limits;
mod people;
mod properties;
mod receipt;
mod result;
mod review;
mod rules;
mod silence;
mod story;
mod supplement;
mod taking_back;
mod warnings;
mod work;
