//! Matters of all shapes, whatever their members come to.

mod city;
mod optional;
mod outlook;
mod properties;
mod released;
