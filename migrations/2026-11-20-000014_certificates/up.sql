-- Certificates that hold no more: since when, by which other application if by one, and on which legal ground if an organ ended them.
alter table certificate add column ended_on date;
alter table certificate add column ended_by uuid;
alter table certificate add column ground text;
