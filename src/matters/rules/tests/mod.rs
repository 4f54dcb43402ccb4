//! Matters of all shapes, whatever their members come to.

mod city;
mod items;
mod optional;
mod outlook;
mod properties;
mod released;
