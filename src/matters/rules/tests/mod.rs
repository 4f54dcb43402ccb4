//! Matters of all shapes, whatever their members come to.

mod city;
mod outlook;
mod properties;
