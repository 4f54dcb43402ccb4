//! Stories of applications, from filing to the end.

mod alarms;
mod answers;
mod bad_input;
mod bars;
mod calls;
mod clock;
mod commitment;
mod consultations;
mod denial;
mod drafts;
mod events;
mod extensions;
mod following;
mod main_job;
mod people;
mod progress;
mod queues;
mod recusal;
mod reviewing;
mod rights;
mod statements;
mod supplement;
mod suspension_rights;
mod suspensions;
mod warnings;
mod withdrawal;
