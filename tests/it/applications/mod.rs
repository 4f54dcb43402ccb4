//! Stories of applications, from filing to the end.

mod alarms;
mod answers;
mod bad_input;
mod clock;
mod denial;
mod drafts;
mod events;
mod extensions;
mod following;
mod main_job;
mod progress;
mod queues;
mod rights;
mod statements;
mod supplement;
mod suspension_rights;
mod suspensions;
mod withdrawal;
